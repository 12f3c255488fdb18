/* Marks, periods and running figures: limits, joining, and the five numbers kept apart. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include <string.h>
#include <time.h>

#include "core/date.h"
#include "core/trends/period.h"
#include "core/trends/running.h"
#include "seeded.h"

static struct marks a, b, c;

static int
fresh(void **state)
{
	(void)state;
	memset(&a, 0, sizeof a);
	memset(&b, 0, sizeof b);
	memset(&c, 0, sizeof c);
	return 0;
}

static struct mark
mark(uint8_t id, enum mark_state state)
{
	struct mark m = {.id = {id}, .state = state, .period = 2026};

	if (state != MARK_VOID) {
		m.visitors = m.matters = 1;
		m.talks = 1;
	}
	return m;
}

static struct mark
random_mark(void)
{
	struct mark m = mark((uint8_t)seeded_below(40), (enum mark_state)(1 + seeded_below(4)));

	m.period = (uint16_t)(2020 + seeded_below(4));
	if (m.state == MARK_VOID)
		return m;
	m.back = (uint8_t)seeded_below(3);
	m.manner = (uint8_t)seeded_below(6);
	m.visitors = (uint16_t)seeded_below(MARK_PEOPLE_MAX + 1);
	m.talks = (uint16_t)seeded_below(MARK_PEOPLE_MAX + 1);
	m.matters = (uint8_t)seeded_below(MARK_MATTERS_MAX + 1);
	m.rest.group = (uint16_t)seeded_below(5);
	m.rest.heard = (uint16_t)seeded_below(5);
	m.rest.did = (uint8_t)seeded_below(256);
	m.rest.with = (uint8_t)seeded_below(6);
	m.rest.ended = (uint8_t)seeded_below(11);
	m.rest.minutes = (uint8_t)seeded_below(6);
	for (size_t i = seeded_below(MARK_CONCERNS_MAX + 1); i > 0; i--) {
		if (mark_add_concern(&m, (uint8_t)(1 + seeded_below(255))) != 0)
			break;
	}
	return m;
}

static void
fill(struct marks *all, size_t n)
{
	for (; n > 0; n--) {
		struct mark m = random_mark();

		assert_int_equal(marks_put(all, &m), 0);
	}
}

static int
copy(struct marks *to, const struct marks *from)
{
	struct buf bytes;
	struct reader r;
	int rc;

	buf_init(&bytes, sizeof from->rows);
	marks_write(&bytes, from);
	r = reader(buf_span(&bytes));
	rc = marks_read(&r, to);
	buf_clear(&bytes);
	return rc;
}

static void
assert_same(const struct marks *x, const struct marks *y)
{
	assert_int_equal(x->n, y->n);
	assert_memory_equal(x->rows, y->rows, x->n * MARK_ROW);
}

static void
what_is_written_is_read(void **state)
{
	struct mark put, got;

	(void)state;
	for (unsigned i = 0; i < 2000; i++) {
		put = random_mark();
		assert_int_equal(marks_put(&a, &put), 0);
		assert_true(marks_find(&got, &a, put.id));
		assert_memory_equal(&got.rest, &put.rest, sizeof got.rest);
		assert_int_equal(got.state, put.state);
		assert_int_equal(got.talks, put.talks);
		assert_int_equal(got.back, put.back);
		assert_memory_equal(got.concerns, put.concerns, sizeof got.concerns);
	}
	assert_int_equal(copy(&b, &a), 0);
	assert_same(&a, &b);
}

static void
a_year_of_marks_takes_less_than_20_kB(void **state)
{
	struct buf bytes;

	(void)state;
	for (unsigned i = 0; i < 600; i++) {
		struct mark m = random_mark();

		put_u16(m.id, (uint16_t)i);
		assert_int_equal(marks_put(&a, &m), 0);
	}
	buf_init(&bytes, sizeof a.rows);
	marks_write(&bytes, &a);
	assert_true(bytes.n < 20000);
	buf_clear(&bytes);
}

/* Whatever order they are made in, the same bytes. */
static void
nothing_tells_in_which_order_they_came(void **state)
{
	struct mark rows[20];

	(void)state;
	for (uint8_t i = 0; i < 20; i++) {
		rows[i] = random_mark();
		rows[i].id[0] = (uint8_t)(i * 7);
		assert_int_equal(marks_put(&a, &rows[i]), 0);
	}
	for (size_t i = 20; i-- > 0;)
		assert_int_equal(marks_put(&b, &rows[i]), 0);
	assert_same(&a, &b);
}

static void
damaged_rows_are_refused(void **state)
{
	struct reader r;
	uint8_t rows[2 * MARK_ROW] = {0};

	(void)state;
	rows[0] = rows[MARK_ROW] = 5;
	rows[10] = rows[MARK_ROW + 10] = MARK_COUNTED << 4;
	r = reader(SPAN(rows));
	assert_int_equal(marks_read(&r, &a), ERR_FORMAT); /* one id twice */
	rows[MARK_ROW] = 4;
	r = reader(SPAN(rows));
	assert_int_equal(marks_read(&r, &a), ERR_FORMAT); /* not sorted */
	rows[MARK_ROW] = 6;
	r = reader(SPAN(rows));
	assert_int_equal(marks_read(&r, &a), 0);
	r = reader(span(rows, MARK_ROW + 1));
	assert_int_equal(marks_read(&r, &a), ERR_FORMAT); /* cut */
	rows[25] = 9;                                     /* a concern behind a gap */
	r = reader(SPAN(rows));
	assert_int_equal(marks_read(&r, &a), ERR_FORMAT);
	rows[24] = 9; /* the same twice */
	r = reader(SPAN(rows));
	assert_int_equal(marks_read(&r, &a), ERR_FORMAT);
	rows[25] = 0;
	rows[10] = 5 << 4;
	r = reader(SPAN(rows));
	assert_int_equal(marks_read(&r, &a), ERR_FORMAT);
	rows[10] = MARK_VOID << 4; /* that still says something */
	r = reader(SPAN(rows));
	assert_int_equal(marks_read(&r, &a), ERR_FORMAT);
}

static void
limits_hold_where_something_is_put_in(void **state)
{
	struct mark m = mark(1, MARK_COUNTED);

	(void)state;
	for (uint8_t i = 1; i <= MARK_CONCERNS_MAX; i++)
		assert_int_equal(mark_add_concern(&m, i), 0);
	assert_int_equal(mark_add_concern(&m, 3), 0);
	assert_int_equal(mark_concerns(&m), MARK_CONCERNS_MAX);
	assert_int_equal(mark_add_concern(&m, 100), ERR_FULL);
	m.visitors = MARK_PEOPLE_MAX + 1;
	assert_int_equal(marks_put(&a, &m), ERR_FORMAT);
	m.visitors = MARK_PEOPLE_MAX;
	assert_int_equal(marks_put(&a, &m), 0);
	for (uint16_t i = 0; a.n < MARKS_MAX; i++) {
		put_u16(m.id, i);
		assert_int_equal(marks_put(&a, &m), 0);
	}
	put_u16(m.id, UINT16_MAX);
	assert_int_equal(marks_put(&a, &m), ERR_FULL);
	put_u16(m.id, 7);
	assert_int_equal(marks_put(&a, &m), 0); /* what is there can be changed */
	assert_int_equal(copy(&b, &a), 0);
	assert_same(&a, &b);
}

static void
destruction_wins_in_a_join_and_nothing_counts_twice(void **state)
{
	static const enum mark_state order[] = {MARK_OPEN, MARK_TO_COUNT, MARK_COUNTED, MARK_VOID};
	struct mark m;

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		for (size_t j = 0; j < 4; j++) {
			struct mark x = mark(9, order[i]), y = mark(9, order[j]);

			fresh(NULL);
			assert_int_equal(marks_put(&a, &x), 0);
			assert_int_equal(marks_put(&b, &y), 0);
			assert_int_equal(marks_join(&a, &b), 0);
			assert_int_equal(a.n, 1);
			marks_at(&m, &a, 0);
			assert_int_equal(m.state, order[i > j ? i : j]);
		}
	}
}

static void
a_join_is_the_same_from_either_side(void **state)
{
	(void)state;
	for (unsigned i = 0; i < 200; i++) {
		fresh(NULL);
		fill(&a, 30);
		fill(&b, 30);
		c = a;
		assert_int_equal(marks_join(&a, &b), 0);
		assert_int_equal(marks_join(&b, &c), 0);
		assert_same(&a, &b);
		assert_int_equal(marks_join(&a, &c), 0);
		assert_same(&a, &b);
	}
}

static void
void_marks_go_with_their_period(void **state)
{
	struct mark old = mark(1, MARK_VOID), new = mark(2, MARK_VOID),
		    kept = mark(3, MARK_COUNTED);

	(void)state;
	old.period = kept.period = 2024;
	assert_int_equal(marks_put(&a, &old) | marks_put(&a, &new) | marks_put(&a, &kept), 0);
	marks_expire(&a, 2025);
	assert_int_equal(a.n, 2);
	assert_false(marks_find(&old, &a, old.id));
}

/* ---- periods ---- */

static void
periods_begin_on_their_day(void **state)
{
	const struct period_rule academic = {PERIOD_ACADEMIC, 9}, fiscal = {PERIOD_FISCAL, 7},
				 calendar = {PERIOD_CALENDAR, 1};
	char text[PERIOD_TEXT_MAX];

	(void)state;
	assert_int_equal(period_of(&fiscal, day_of_date(2026, 6, 30)), 2025);
	assert_int_equal(period_of(&fiscal, day_of_date(2026, 7, 1)), 2026);
	assert_int_equal(period_of(&academic, day_of_date(2026, 8, 31)), 2025);
	assert_int_equal(period_of(&academic, day_of_date(2026, 9, 1)), 2026);
	assert_int_equal(period_of(&calendar, day_of_date(2026, 12, 31)), 2026);
	assert_int_equal(period_of(&calendar, day_of_date(2027, 1, 1)), 2027);
	assert_int_equal(period_first_day(&fiscal, 2026), day_of_date(2026, 7, 1));
	period_text(text, &academic, 2026);
	assert_string_equal(text, "2026-27");
	period_text(text, &academic, 2099);
	assert_string_equal(text, "2099-00");
	period_text(text, &fiscal, 2026);
	assert_string_equal(text, "FY27");
	period_text(text, &calendar, 2026);
	assert_string_equal(text, "2026");
}

/* Against the C library's own calendar. */
static void
days_are_those_of_the_calendar(void **state)
{
	char ours[ISO_DATE_MAX], theirs[ISO_DATE_MAX];

	(void)state;
	for (uint32_t day = 0; day < 60000; day++) {
		time_t t = (time_t)day * 86400;
		struct tm tm;

		assert_non_null(gmtime_r(&t, &tm));
		assert_int_not_equal(strftime(theirs, sizeof theirs, "%Y-%m-%d", &tm), 0);
		iso_date(ours, day);
		assert_string_equal(ours, theirs);
		assert_int_equal(day_of_date((unsigned)tm.tm_year + 1900, (unsigned)tm.tm_mon + 1,
		                             (unsigned)tm.tm_mday),
		                 day);
	}
}

/* ---- sums ---- */

static uint32_t
row(enum running_table table, uint16_t key)
{
	struct running_row rows[RUNNING_ROWS_MAX];
	size_t n = running_rows(rows, &a, 2026, table);

	for (size_t i = 0; i < n; i++) {
		if (rows[i].key == key)
			return rows[i].n;
	}
	return 0;
}

static void
five_numbers_are_kept_apart(void **state)
{
	struct mark group = mark(1, MARK_COUNTED), again = mark(2, MARK_COUNTED),
		    uncoded = mark(3, MARK_TO_COUNT), open = mark(4, MARK_OPEN),
		    before = mark(5, MARK_COUNTED), last = mark(6, MARK_COUNTED);
	struct running_sums s;

	(void)state;
	group.visitors = 5;
	group.talks = 7;
	group.rest.group = 77;
	group.rest.did = SERVICE_LISTENED | SERVICE_GROUP;
	assert_int_equal(mark_add_concern(&group, 38) | mark_add_concern(&group, 39) |
	                         mark_add_concern(&group, CODE_OTHER),
	                 0);
	again.visitors = again.matters = 0;
	before.back =
		1; /* the visitor came in the period before, and the matter ended in this one */
	last.period = 2025;
	assert_int_equal(marks_put(&a, &group) | marks_put(&a, &again) | marks_put(&a, &uncoded) |
	                         marks_put(&a, &open) | marks_put(&a, &before) |
	                         marks_put(&a, &last),
	                 0);
	marks_void(&a, (const uint8_t[MARK_ID_BYTES]){7}, 2026);
	running_sum(&s, &a, 2026);
	assert_int_equal(s.visitors, 5 + 1);
	assert_int_equal(s.matters, 3);
	assert_int_equal(s.concerns, 3);
	assert_int_equal(s.talks, 7 + 1 + 1 + 1);
	assert_int_equal(s.to_count, 1);
	assert_int_equal(s.waiting, 5);
	running_sum(&s, &a, 2025);
	assert_int_equal(s.visitors, 2);
	assert_int_equal(s.matters, 1);
	assert_int_equal(row(TABLE_CONCERNS, 38), 1);
	assert_int_equal(row(TABLE_CONCERNS, 0), 2);
	assert_int_equal(row(TABLE_CATEGORIES, 2), 2);
	assert_int_equal(row(TABLE_CATEGORIES, RUNNING_OTHER), 1);
	assert_int_equal(row(TABLE_GROUPS, 77), 5);
	assert_int_equal(row(TABLE_GROUPS, 0), 1);
	assert_int_equal(row(TABLE_MANNERS, 1), 3);
	assert_int_equal(row(TABLE_SERVICES, 1), 1);
	assert_int_equal(row(TABLE_SERVICES, 8), 1);
	assert_int_equal(row(TABLE_SERVICES, 0), 2);
}

static void
keys_of_own_rows_mind_no_capitals(void **state)
{
	(void)state;
	assert_int_equal(mark_key(span_text("Staff")), mark_key(span_text("sTAFF")));
	assert_int_not_equal(mark_key(span_text("staff")), mark_key(span_text("students")));
	assert_int_not_equal(mark_key(SPAN_NONE), 0);
}

/* ---- outreach ---- */

static struct outreach
one(uint8_t id, uint8_t kind)
{
	struct outreach o = {0};
	struct outreach_row r = {.id = {id}, .day = 20000, .kind = kind};

	assert_int_equal(outreach_put(&o, &r), 0);
	return o;
}

static void
what_was_taken_back_stays_so(void **state)
{
	static struct outreach x, y;

	(void)state;
	x = one(1, 2);
	y = one(1, 0);
	assert_int_equal(outreach_join(&x, &y), 0);
	assert_int_equal(x.rows[0].kind, 0);
	x = one(1, 2);
	assert_int_equal(outreach_join(&y, &x), 0);
	assert_int_equal(y.rows[0].kind, 0);
	y = one(2, 1);
	assert_int_equal(outreach_join(&x, &y), 0);
	assert_int_equal(x.n, 2);
	outreach_expire(&x, 20000);
	assert_int_equal(x.n, 2);
	outreach_expire(&x, 20001);
	assert_int_equal(x.n, 0);
}

static void
a_log_is_read_as_it_was_written(void **state)
{
	static struct outreach x, y;
	struct outreach_row r = {.day = 20000, .people = 12};
	struct buf bytes;
	struct reader in;

	(void)state;
	for (unsigned i = 0; x.n < OUTREACH_MAX; i++) {
		put_u16(r.id, (uint16_t)(i * 40503U));
		r.kind = (uint8_t)(1 + i % 5);
		assert_int_equal(outreach_put(&x, &r), 0);
	}
	put_u32(r.id + 2, 1);
	assert_int_equal(outreach_put(&x, &r), ERR_FULL);
	r.kind = 6;
	assert_int_equal(outreach_put(&x, &r), ERR_FORMAT);
	buf_init(&bytes, 1 << 16);
	outreach_write(&bytes, &x);
	in = reader(buf_span(&bytes));
	assert_int_equal(outreach_read(&in, &y), 0);
	assert_int_equal(y.n, x.n);
	assert_int_equal(y.rows[77].people, 12);
	bytes.p[OUTREACH_ID_BYTES + 4] = 6;
	in = reader(buf_span(&bytes));
	assert_int_equal(outreach_read(&in, &y), ERR_FORMAT);
	in = reader(span(bytes.p, OUTREACH_ROW - 1));
	assert_int_equal(outreach_read(&in, &y), ERR_FORMAT);
	buf_clear(&bytes);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(what_is_written_is_read, fresh),
		cmocka_unit_test_setup(a_year_of_marks_takes_less_than_20_kB, fresh),
		cmocka_unit_test_setup(nothing_tells_in_which_order_they_came, fresh),
		cmocka_unit_test_setup(damaged_rows_are_refused, fresh),
		cmocka_unit_test_setup(limits_hold_where_something_is_put_in, fresh),
		cmocka_unit_test_setup(destruction_wins_in_a_join_and_nothing_counts_twice, fresh),
		cmocka_unit_test_setup(a_join_is_the_same_from_either_side, fresh),
		cmocka_unit_test_setup(void_marks_go_with_their_period, fresh),
		cmocka_unit_test(periods_begin_on_their_day),
		cmocka_unit_test(days_are_those_of_the_calendar),
		cmocka_unit_test_setup(five_numbers_are_kept_apart, fresh),
		cmocka_unit_test(keys_of_own_rows_mind_no_capitals),
		cmocka_unit_test(what_was_taken_back_stays_so),
		cmocka_unit_test(a_log_is_read_as_it_was_written),
	};

	return cmocka_run_group_tests_name("marks", tests, NULL, NULL);
}
