/* What every backend keeps to. Each test runs on each of them. */
#include "store_fixture.h"

#include "core/talk/places.h"
#include "store/internal.h"

struct state {
	struct store *store;
	char directory[PATH_SIZE];
};

/* ---- backends ---- */

static int
setup_memory(void **out)
{
	static struct state s;

	*out = &s;
	return store_open_memory(&s.store);
}

static int
teardown_memory(void **state)
{
	store_close(((struct state *)*state)->store);
	return 0;
}

static int
setup_sqlite(void **out)
{
	static struct state s;

	*out = &s;
	directory_new(s.directory);
	return store_open_sqlite(&s.store, s.directory, STORE_CREATE);
}

static int
teardown_sqlite(void **state)
{
	struct state *s = *state;

	store_close(s->store);
	directory_remove(s->directory);
	return 0;
}

static struct store *
of(void **state)
{
	return ((struct state *)*state)->store;
}

/* ---- deposits ---- */

static void
a_deposit_is_found_where_it_was_put(void **state)
{
	struct store *s = of(state);
	struct made *m = made_new(DAY, 3);

	assert_int_equal(deposit(s, m), 0);
	for (size_t i = 0; i < 4; i++)
		assert_int_equal(look(s, m, i), 0);
	assert_int_equal(tags_of(s, DAY), 1);
	assert_int_equal(tags_of(s, DAY + 1), 0);
	assert_int_equal(tags_in(s), 1);
	for (size_t i = 0; i < 4; i++)
		assert_int_equal(inbox_of(s, i), i < 3 ? 1 : 0);
	free(m);
}

static void
another_day_or_tag_is_absent(void **state)
{
	struct store *s = of(state);
	struct made *m = made_new(DAY, 1);

	assert_int_equal(deposit(s, m), 0);
	m->d.day++;
	assert_int_equal(look(s, m, 0), ERR_ABSENT);
	m->d.day--;
	m->tag[0][15] ^= 1;
	assert_int_equal(look(s, m, 0), ERR_ABSENT);
	free(m);
}

static void
the_same_deposit_again_succeeds_and_changes_nothing(void **state)
{
	struct store *s = of(state);
	struct made *m = made_new(DAY, 2);

	assert_int_equal(deposit(s, m), 0);
	assert_int_equal(deposit(s, m), 0);
	assert_int_equal(tags_of(s, DAY), 1);
	assert_int_equal(inbox_of(s, 0), 1);
	free(m);
}

static void
a_repetition_after_the_desk_dropped_succeeds_and_brings_nothing_back(void **state)
{
	struct store *s = of(state);
	struct made *m = made_new(DAY, 2);

	assert_int_equal(deposit(s, m), 0);
	assert_int_equal(drop(s, person(0), m, 1), 0);
	assert_int_equal(deposit(s, m), 0);
	assert_int_equal(inbox_of(s, 0), 0);
	assert_int_equal(inbox_of(s, 1), 1);
	free(m);
}

static void
a_repetition_after_the_cell_was_deleted_conflicts(void **state)
{
	struct store *s = of(state);
	struct made *m = made_new(DAY, 1);

	assert_int_equal(deposit(s, m), 0);
	assert_int_equal(drop(s, NULL, m, 0), 0);
	assert_int_equal(deposit(s, m), ERR_CONFLICT);
	assert_int_equal(look(s, m, 0), ERR_ABSENT);
	/* what was taken back does not come back with another cell either */
	assert_int_equal(drop(s, NULL, m, 1), 0);
	m->tag[0][0] ^= 1;
	assert_int_equal(deposit(s, m), ERR_CONFLICT);
	assert_int_equal(inbox_of(s, 0), 0);
	free(m);
}

static void
a_taken_cell_stores_nothing_of_the_deposit(void **state)
{
	struct store *s = of(state);
	struct made *first = made_new(DAY, 2), *second = made_new(DAY, 2);

	assert_int_equal(deposit(s, first), 0);
	memcpy(second->tag[0], first->tag[0], TAG_BYTES);
	assert_int_equal(deposit(s, second), ERR_CONFLICT);
	assert_int_equal(look(s, first, 0), 0);
	assert_int_equal(look(s, second, 1), ERR_ABSENT);
	assert_int_equal(inbox_of(s, 0), 1);
	free(first);
	free(second);
}

static void
a_taken_envelope_stores_nothing_of_the_deposit(void **state)
{
	struct store *s = of(state);
	struct made *first = made_new(DAY, 2), *second = made_new(DAY, 2);

	assert_int_equal(deposit(s, first), 0);
	memcpy(second->tag[2], first->tag[1], TAG_BYTES);
	assert_int_equal(deposit(s, second), ERR_CONFLICT);
	assert_int_equal(look(s, second, 0), ERR_ABSENT);
	assert_int_equal(look(s, second, 1), ERR_ABSENT);
	assert_int_equal(look(s, first, 1), 0);
	assert_int_equal(tags_in(s), 1);
	assert_int_equal(tags_of(s, DAY), 1);
	/* and the cell's place is free for another */
	second->tag[2][0] ^= 1;
	assert_int_equal(deposit(s, second), 0);
	free(first);
	free(second);
}

static void
one_tag_twice_in_a_deposit_conflicts(void **state)
{
	struct store *s = of(state);
	struct made *m = made_new(DAY, 3);

	memcpy(m->tag[3], m->tag[0], TAG_BYTES);
	assert_int_equal(deposit(s, m), ERR_CONFLICT);
	assert_int_equal(tags_of(s, DAY), 0);
	assert_int_equal(inbox_of(s, 0), 0);
	free(m);
}

static void
an_other_deposit_under_the_same_cell_is_not_the_same(void **state)
{
	struct store *s = of(state);
	struct made *m = made_new(DAY, 2);

	assert_int_equal(deposit(s, m), 0);
	m->body[2][BODY_BYTES - 1] ^= 1; /* another envelope */
	assert_int_equal(deposit(s, m), ERR_CONFLICT);
	m->body[2][BODY_BYTES - 1] ^= 1;
	m->tag[2][0] ^= 1; /* an envelope that was never there */
	assert_int_equal(deposit(s, m), ERR_CONFLICT);
	m->tag[2][0] ^= 1;
	m->d.places[2].to = person(5); /* for somebody else */
	assert_int_equal(deposit(s, m), ERR_CONFLICT);
	free(m);
}

static void
each_of_a_batch_has_its_own_result(void **state)
{
	struct store *s = of(state);
	struct made *m[4];
	struct store_deposit *d[4];

	for (size_t i = 0; i < 4; i++) {
		m[i] = made_new(DAY + (uint32_t)i % 2, 2);
		d[i] = &m[i]->d;
	}
	memcpy(m[2]->tag[0], m[0]->tag[0], TAG_BYTES); /* of the same day: the first one has it */
	memcpy(m[3]->tag[0], m[0]->tag[0], TAG_BYTES); /* of another day: no matter */
	assert_int_equal(store_deposits(s, d, 4), 0);
	assert_int_equal(d[0]->result, 0);
	assert_int_equal(d[1]->result, 0);
	assert_int_equal(d[2]->result, ERR_CONFLICT);
	assert_int_equal(d[3]->result, 0);
	assert_int_equal(look(s, m[0], 0), 0);
	assert_int_equal(look(s, m[3], 0), 0);
	assert_int_equal(look(s, m[2], 1), ERR_ABSENT);
	for (size_t i = 0; i < 4; i++)
		free(m[i]);
}

static void
a_deposit_out_of_form_is_a_bug_and_stores_nothing(void **state)
{
	struct store *s = of(state);
	struct made *good = made_new(DAY, 1), *bad = made_new(DAY, 2);
	struct store_deposit *d[] = {&good->d, &bad->d};

	for (int how = 0; how < 4; how++) {
		struct store_deposit keep = bad->d;

		if (how == 0)
			bad->d.count = 0;
		if (how == 1)
			bad->d.count = 2 + PEOPLE_MAX;
		if (how == 2)
			bad->d.places[0].to = person(0);
		if (how == 3)
			bad->d.places[2].to = NULL;
		assert_int_equal(store_deposits(s, d, 2), ERR_INTERNAL);
		assert_int_equal(good->d.result, ERR_INTERNAL);
		bad->d = keep;
	}
	assert_int_equal(look(s, good, 0), ERR_ABSENT);
	assert_int_equal(tags_of(s, DAY), 0);
	free(good);
	free(bad);
}

static void
a_full_office_takes_no_more_but_repetitions(void **state)
{
	struct store *s = of(state);
	struct made *first = made_new(DAY, 1), *last = made_new(DAY, 1), *over = made_new(DAY, 1);

	/* as if so many of others were there: their bodies would fill half a GiB */
	assert_int_equal(deposit(s, first), 0);
	s->tags = LIVE_TAGS_MAX - 1;
	assert_int_equal(deposit(s, last), 0);
	assert_int_equal(deposit(s, over), ERR_FULL);
	assert_int_equal(inbox_of(s, 0), 2);
	assert_int_equal(deposit(s, first), 0);
	memcpy(over->tag[0], first->tag[0], TAG_BYTES);
	assert_int_equal(deposit(s, over), ERR_CONFLICT);
	assert_int_equal(store_live_tags(s), LIVE_TAGS_MAX);
	assert_int_equal(tags_of(s, DAY), 2);
	/* a day's end makes room */
	assert_int_equal(store_tidy(s, DAY, 30, false), 0);
	assert_int_equal(store_tidy(s, DAY + 31, 30, true), 0);
	assert_int_equal(store_live_tags(s), 0);
	free(first);
	free(last);
	free(over);
}

/* A closed day's table. */
static struct span
table_of(struct store *s, uint32_t day)
{
	static struct buf all;
	struct span rest, table;
	uint32_t at;

	buf_clear(&all);
	buf_init(&all, CLOSED_ANSWER_MAX);
	assert_int_equal(store_closed(s, 0, &all), 0);
	rest = buf_span(&all);
	assert_int_equal(tables_check(rest), 0);
	while (rest.n > 0 && tables_next(&rest, &at, &table)) {
		if (at == day)
			return table;
	}
	return SPAN_NONE;
}

static void
a_day_that_ends_is_closed_once_and_filled_with_cover(void **state)
{
	enum { FULL = CLOSED_FILL * CLOSED_TAG_BYTES };
	struct store *s = of(state);
	struct made *m[2] = {made_new(DAY, 1), made_new(DAY, 1)}, *late = made_new(DAY, 0);
	uint8_t before[FULL];

	for (size_t i = 0; i < 2; i++)
		assert_int_equal(deposit(s, m[i]), 0);
	assert_int_equal(store_close_days(s, DAY, 30, false), 0);
	assert_int_equal(store_closed_day(s), DAY - 1);
	assert_int_equal(table_of(s, DAY - 1).n, FULL); /* nothing was left then */
	assert_int_equal(table_of(s, DAY).n, 0);
	assert_int_equal(drop(s, NULL, m[1], 0), 0);
	assert_int_equal(store_close_days(s, DAY + 1, 30, false), 0);
	assert_int_equal(table_of(s, DAY).n, FULL);
	for (size_t i = 0; i < 2; i++) {
		assert_true(table_has(table_of(s, DAY), m[i]->tag[0])); /* also what was deleted */
		assert_false(table_has(table_of(s, DAY), m[i]->tag[1]));
	}
	memcpy(before, table_of(s, DAY).p, FULL);
	/* nothing comes to it any more but what is there, sent again */
	assert_int_equal(deposit(s, late), ERR_DAY);
	assert_int_equal(look(s, late, 0), ERR_ABSENT);
	assert_int_equal(deposit(s, m[0]), 0);
	memcpy(late->tag[0], m[0]->tag[0], TAG_BYTES);
	assert_int_equal(deposit(s, late), ERR_CONFLICT);
	assert_int_equal(store_close_days(s, DAY + 1, 30, false), 0);
	assert_int_equal(store_close_days(s, DAY, 30, false), 0); /* a clock set back */
	assert_int_equal(store_closed_day(s), DAY);
	assert_memory_equal(table_of(s, DAY).p, before, FULL);
	assert_int_equal(store_closed_day(s), DAY);
	for (size_t i = 0; i < 2; i++)
		free(m[i]);
	free(late);
}

static void
a_table_doubles_with_what_was_left_and_goes_with_its_day(void **state)
{
	struct store *s = of(state);
	struct made *m;

	for (size_t i = 0; i < CLOSED_FILL + 1; i++) {
		m = made_new(DAY, 0);
		assert_int_equal(deposit(s, m), 0);
		free(m);
	}
	assert_int_equal(store_tidy(s, DAY, 2, false), 0);
	assert_int_equal(store_close_days(s, DAY + 2, 2, false), 0);
	assert_int_equal(table_of(s, DAY).n, 2 * CLOSED_FILL * CLOSED_TAG_BYTES);
	assert_int_equal(table_of(s, DAY + 1).n, CLOSED_FILL * CLOSED_TAG_BYTES);
	assert_int_equal(store_tidy(s, DAY + 2, 2, false), 0);
	assert_int_equal(table_of(s, DAY).n, 2 * CLOSED_FILL * CLOSED_TAG_BYTES);
	assert_int_equal(store_close_days(s, DAY + 3, 2, false), 0);
	assert_int_equal(store_tidy(s, DAY + 3, 2, false), 0);
	assert_int_equal(table_of(s, DAY).n, 0);
	assert_int_equal(table_of(s, DAY + 2).n, CLOSED_FILL * CLOSED_TAG_BYTES);
}

static void
a_leap_of_the_clock_closes_nothing_until_it_is_accepted(void **state)
{
	struct store *s = of(state);
	uint8_t kept[CLOSED_FILL * CLOSED_TAG_BYTES];

	assert_int_equal(store_close_days(s, DAY, 30, false), 0);
	assert_int_equal(store_tidy(s, DAY, 30, false), 0);
	memcpy(kept, table_of(s, DAY - 1).p, sizeof kept);
	assert_int_equal(store_close_days(s, DAY + 3, 30, false), ERR_DAY);
	assert_int_equal(store_closed_day(s), DAY - 1);
	assert_int_equal(store_close_days(s, DAY + 3, 30, true), 0);
	assert_int_equal(store_tidy(s, DAY + 3, 30, true), 0);
	assert_int_equal(store_closed_day(s), DAY + 2);
	/* back again: those days are to come, the ones before stay as they were */
	assert_int_equal(store_close_days(s, DAY, 30, false), ERR_DAY);
	assert_int_equal(store_close_days(s, DAY, 30, true), 0);
	assert_int_equal(store_closed_day(s), DAY - 1);
	assert_int_equal(table_of(s, DAY).n, 0);
	assert_memory_equal(table_of(s, DAY - 1).p, kept, sizeof kept);
	assert_int_equal(store_close_days(s, DAY, 0, false), ERR_SIZE);
}

static void
deleting_takes_the_body_and_leaves_the_tag(void **state)
{
	struct store *s = of(state);
	struct made *m = made_new(DAY, 2), *never = made_new(DAY, 0);

	assert_int_equal(deposit(s, m), 0);
	assert_int_equal(drop(s, NULL, m, 0), 0);
	assert_int_equal(look(s, m, 0), ERR_ABSENT);
	assert_int_equal(tags_of(s, DAY), 1);
	assert_int_equal(drop(s, NULL, m, 0), 0);
	assert_int_equal(drop(s, NULL, never, 0), 0);
	assert_int_equal(look(s, m, 1), 0);
	assert_int_equal(drop(s, NULL, m, 1), 0);
	assert_int_equal(inbox_of(s, 0), 0);
	assert_int_equal(inbox_of(s, 1), 1);
	free(m);
	free(never);
}

static void
a_desk_drops_only_what_lies_in_its_own_inbox(void **state)
{
	struct store *s = of(state);
	struct made *m = made_new(DAY, 2);

	assert_int_equal(deposit(s, m), 0);
	assert_int_equal(drop(s, person(1), m, 1), 0);
	assert_int_equal(drop(s, person(0), m, 0), 0);
	assert_int_equal(look(s, m, 0), 0);
	assert_int_equal(look(s, m, 1), 0);
	assert_int_equal(drop(s, person(0), m, 1), 0);
	assert_int_equal(look(s, m, 1), ERR_ABSENT);
	free(m);
}

static void
move(struct store *s, const uint8_t *who, const struct made *m, bool aside)
{
	const struct store_key key = m == NULL ? (struct store_key){0} : key_of(m, 1);
	const struct store_deletion one = {
		.person = who, .keys = &key, .aside = aside, .back = !aside};
	const struct store_deletion *all = &one;

	assert_int_equal(store_deletions(s, &all, 1), 0);
}

static size_t
waiting(struct store *s)
{
	size_t n;

	assert_int_equal(store_waiting(s, &n), 0);
	return n;
}

static void
what_is_set_aside_is_listed_no_more_until_it_is_brought_back(void **state)
{
	enum { N = 3 };
	struct store *s = of(state);
	struct made *m[N];

	assert_int_equal(waiting(s), 0);
	for (size_t i = 0; i < N; i++) {
		m[i] = made_new(DAY, 1);
		assert_int_equal(deposit(s, m[i]), 0);
	}
	move(s, person(1), m[0], true); /* somebody else's */
	assert_int_equal(inbox_of(s, 0), N);
	move(s, person(0), m[0], true);
	move(s, person(0), m[1], true);
	assert_int_equal(inbox_of(s, 0), N - 2);
	assert_int_equal(look(s, m[0], 1), 0);
	assert_int_equal(waiting(s), N); /* it waits as it did */
	move(s, person(0), m[1], false);
	assert_int_equal(inbox_of(s, 0), N - 1);
	move(s, person(0), m[2], true);
	move(s, person(1), NULL, false);
	assert_int_equal(inbox_of(s, 0), N - 2);
	move(s, person(0), NULL, false);
	assert_int_equal(inbox_of(s, 0), N);
	/* deleted it is gone, aside or not */
	move(s, person(0), m[0], true);
	assert_int_equal(drop(s, person(0), m[0], 1), 0);
	move(s, person(0), m[0], false);
	assert_int_equal(inbox_of(s, 0), N - 1);
	assert_int_equal(waiting(s), N - 1);
	for (size_t i = 0; i < N; i++)
		free(m[i]);
}

static void
an_inbox_lists_by_day_and_tag_up_to_its_limit(void **state)
{
	enum { N = 6 };
	struct store *s = of(state);
	struct made *m[N];
	struct buf inbox, behind;

	for (size_t i = 0; i < N; i++) {
		m[i] = made_new(DAY + (uint32_t)(N - i) / 2, 1);
		assert_int_equal(deposit(s, m[i]), 0);
	}
	buf_init(&inbox, (size_t)N * INBOX_ENTRY_BYTES);
	assert_int_equal(store_inbox(s, person(0), 0, N, &inbox), 0);
	assert_int_equal(inbox.n, N * INBOX_ENTRY_BYTES);
	for (size_t i = 0; i < N; i++) {
		const uint8_t *e = inbox.p + i * INBOX_ENTRY_BYTES;
		size_t which = 0;

		while (which < N && memcmp(m[which]->tag[1], e + 4, TAG_BYTES) != 0)
			which++;
		assert_true(which < N);
		assert_int_equal(get_u32(e), m[which]->d.day);
		assert_memory_equal(e + 4 + TAG_BYTES, m[which]->body[1], BODY_BYTES);
		if (i > 0)
			assert_true(memcmp(e - INBOX_ENTRY_BYTES, e, 4 + TAG_BYTES) < 0);
	}
	buf_clear(&inbox);
	assert_int_equal(store_inbox(s, person(0), 0, 2, &inbox), 0);
	assert_int_equal(inbox.n, 2 * INBOX_ENTRY_BYTES);
	buf_clear(&inbox);
	buf_init(&inbox, (size_t)N * INBOX_ENTRY_BYTES);
	assert_int_equal(store_inbox(s, person(0), 0, N, &inbox), 0);
	buf_init(&behind, INBOX_ENTRY_BYTES);
	assert_int_equal(store_inbox(s, person(0), N - 1, N, &behind), 0);
	assert_true(span_equal(buf_span(&behind),
	                       span(inbox.p + (N - 1) * INBOX_ENTRY_BYTES, INBOX_ENTRY_BYTES)));
	assert_int_equal(store_inbox(s, person(0), N, N, &behind), 0);
	assert_int_equal(behind.n, INBOX_ENTRY_BYTES);
	buf_clear(&behind);
	buf_clear(&inbox);
	buf_init(&inbox, INBOX_ENTRY_BYTES);
	assert_int_equal(store_inbox(s, person(0), 0, 2, &inbox), ERR_SIZE);
	buf_clear(&inbox);
	for (size_t i = 0; i < N; i++)
		free(m[i]);
}

/* ---- vaults ---- */

static void
a_vault_moves_only_from_the_version_it_was_read_at(void **state)
{
	struct store *s = of(state);
	uint32_t current;

	assert_int_equal(vault_of(s, 0), 0);
	assert_int_equal(vault_put(s, 0, 1, 2, 100, &current), ERR_CONFLICT);
	assert_int_equal(current, 0);
	assert_int_equal(vault_put(s, 0, 0, 7, 100, &current), 0);
	assert_int_equal(current, 7);
	assert_int_equal(vault_of(s, 0), 7);
	assert_int_equal(vault_put(s, 0, 6, 8, 100, &current), ERR_CONFLICT);
	assert_int_equal(current, 7);
	assert_int_equal(vault_put(s, 0, 0, 8, 100, &current), ERR_CONFLICT);
	assert_int_equal(vault_put(s, 0, 7, 7, 100, &current), ERR_CONFLICT);
	assert_int_equal(vault_put(s, 0, 7, 6, 100, &current), ERR_CONFLICT);
	assert_int_equal(vault_of(s, 0), 7);
	assert_int_equal(vault_put(s, 0, 7, 8, VAULT_MIN, &current), 0);
	assert_int_equal(vault_of(s, 0), 8);
	assert_int_equal(vault_of(s, 1), 0);
}

static void
a_vault_has_a_size(void **state)
{
	struct store *s = of(state);
	uint32_t current;

	assert_int_equal(vault_put(s, 0, 0, 1, 0, &current), ERR_SIZE);
	assert_int_equal(vault_put(s, 0, 0, 1, VAULT_MAX + 1, &current), ERR_SIZE);
	assert_int_equal(vault_of(s, 0), 0);
	assert_int_equal(vault_put(s, 0, 0, 1, VAULT_MAX, &current), 0);
	assert_int_equal(vault_put(s, 0, 1, 2, VAULT_MAX, &current), 0);
	assert_int_equal(vault_of(s, 0), 2);
}

static void
there_is_room_for_so_many_vaults_and_a_dropped_one_makes_room(void **state)
{
	struct store *s = of(state);
	uint32_t current;
	size_t i;

	for (i = 0; i < 2 * PEOPLE_MAX; i++)
		assert_int_equal(vault_put(s, i, 0, 1, 10, &current), 0);
	assert_int_equal(vault_put(s, i, 0, 1, 10, &current), ERR_FULL);
	for (i = 0; i < 2 * PEOPLE_MAX; i++)
		assert_int_equal(vault_put(s, i, 1, 2, 10, &current), 0);
	assert_int_equal(store_vault_drop(s, person(3)), 0);
	assert_int_equal(vault_of(s, 3), 0);
	assert_int_equal(store_vault_drop(s, person(3)), 0);
	assert_int_equal(vault_put(s, i, 0, 1, 10, &current), 0);
	assert_int_equal(vault_put(s, 3, 0, 1, 10, &current), ERR_FULL);
	for (i = 0; i <= 2 * PEOPLE_MAX; i++)
		assert_int_equal(vault_of(s, i), i == 3 ? 0 : i == 2 * PEOPLE_MAX ? 1 : 2);
}

/* ---- public things ---- */

static int
bundle_put(struct store *s, size_t who, uint32_t day, uint32_t serial, int fill)
{
	uint8_t bytes[BUNDLE_BYTES];
	struct store_bundle b = {person(who), day, serial, bytes};

	memset(bytes, fill, sizeof(bytes));
	return store_bundles_put(s, &b, 1);
}

static void
bundles_are_replaced_only_by_those_as_new(void **state)
{
	struct store *s = of(state);
	uint8_t bytes[BUNDLE_BYTES] = {0};
	struct store_bundle both[] = {{person(2), DAY, 1, bytes}, {person(0), DAY, 1, bytes}};
	struct buf out;

	buf_init(&out, 1 << 16);
	assert_int_equal(bundle_put(s, 1, DAY, 5, 'b'), 0);
	assert_int_equal(bundle_put(s, 0, DAY, 2, 'a'), 0);
	assert_int_equal(bundle_put(s, 0, DAY + 1, 1, 'c'), 0);
	assert_int_equal(bundle_put(s, 0, DAY, 1, 'x'), ERR_OLDER);
	assert_int_equal(store_bundles(s, DAY, &out), 0);
	assert_int_equal(out.n, 2 * BUNDLE_BYTES);
	assert_int_equal(out.p[0], 'a');
	assert_int_equal(out.p[BUNDLE_BYTES], 'b');
	out.n = 0;
	assert_int_equal(bundle_put(s, 0, DAY, 2, 'A'), 0); /* the same serial: signed anew */
	/* all or none: the first of these alone would do */
	assert_int_equal(store_bundles_put(s, both, 2), ERR_OLDER);
	assert_int_equal(store_bundles(s, DAY, &out), 0);
	assert_int_equal(out.n, 2 * BUNDLE_BYTES);
	assert_int_equal(out.p[0], 'A');
	out.n = 0;
	assert_int_equal(store_bundle_list(s, person(0), DAY, &out), 0);
	assert_int_equal(out.n, 16);
	assert_int_equal(get_u32(out.p), DAY);
	assert_int_equal(get_u32(out.p + 4), 2);
	assert_int_equal(get_u32(out.p + 8), DAY + 1);
	out.n = 0;
	assert_int_equal(store_bundle_list(s, person(0), DAY + 1, &out), 0);
	assert_int_equal(out.n, 8);
	buf_clear(&out);
}

static void
documents_are_replaced_whole(void **state)
{
	struct store *s = of(state);
	char longest[66];
	struct store_document first[] = {{"roster", SPAN_NONE}, {longest, span("12", 2)}};
	struct store_document many[] = {{"x", span("1", 1)}};
	struct buf out;

	memset(longest, 'n', 65);
	longest[65] = 0;
	buf_init(&out, 1 << 21);
	assert_int_equal(store_documents_put(s, first, 2), ERR_SIZE);
	longest[64] = 0;
	assert_int_equal(store_document(s, "roster", &out), ERR_ABSENT);
	assert_int_equal(store_documents_put(s, first, 2), 0);
	assert_int_equal(store_document(s, "roster", &out), 0);
	assert_int_equal(out.n, 0);
	assert_int_equal(store_document(s, longest, &out), 0);
	assert_int_equal(out.n, 2);
	first[0].bytes = span("longer", 6);
	first[1].bytes = span("", 0);
	assert_int_equal(store_documents_put(s, first, 2), 0);
	assert_int_equal(store_document(s, "roster", &out), 0);
	assert_int_equal(store_document(s, longest, &out), 0);
	assert_int_equal(out.n, 8);
	for (char name[] = "document-0"; name[9] < '0' + 31; name[9]++) {
		many[0].name = name;
		assert_int_equal(store_documents_put(s, many, 1),
		                 name[9] < '0' + 30 ? 0 : ERR_FULL);
	}
	buf_clear(&out);
}

/* ---- time ---- */

static void
days_expire_when_their_retention_is_over(void **state)
{
	struct store *s = of(state);
	struct made *m[4];

	for (uint32_t i = 0; i < 4; i++) {
		m[i] = made_new(DAY + i, 1);
		assert_int_equal(deposit(s, m[i]), 0);
	}
	assert_int_equal(store_tidy(s, DAY + 3, 1, false), 0); /* the first call only remembers */
	assert_int_equal(look(s, m[0], 0), 0);
	assert_int_equal(store_tidy(s, DAY + 3, 2, false), 0);
	assert_int_equal(look(s, m[0], 0), ERR_ABSENT);
	assert_int_equal(look(s, m[1], 0), 0);
	assert_int_equal(tags_of(s, DAY), 0);
	assert_int_equal(inbox_of(s, 0), 3);
	assert_int_equal(store_tidy(s, DAY + 4, 2, false), 0);
	assert_int_equal(look(s, m[1], 0), ERR_ABSENT);
	assert_int_equal(look(s, m[2], 0), 0);
	assert_int_equal(tags_in(s), 2);
	assert_false(store_needs_scrub(s));
	/* what expired can be used anew: the tag went with its day */
	assert_int_equal(deposit(s, m[0]), 0);
	for (size_t i = 0; i < 4; i++)
		free(m[i]);
}

static void
a_leap_of_the_clock_destroys_nothing_until_told(void **state)
{
	struct store *s = of(state);
	struct made *m = made_new(DAY, 1);

	assert_int_equal(deposit(s, m), 0);
	assert_int_equal(store_tidy(s, DAY, 1, false), 0);
	assert_int_equal(store_tidy(s, DAY + 3, 1, false), ERR_DAY);
	assert_int_equal(store_tidy(s, DAY - 3, 1, false), ERR_DAY);
	assert_int_equal(look(s, m, 0), 0);
	assert_int_equal(store_tidy(s, DAY + 3, 1, false), ERR_DAY); /* still */
	assert_int_equal(store_tidy(s, DAY - 2, 1, false), 0);
	assert_int_equal(store_tidy(s, DAY, 1, false), 0);
	assert_int_equal(look(s, m, 0), 0);
	assert_int_equal(store_tidy(s, DAY + 3, 1, true), 0);
	assert_int_equal(look(s, m, 0), ERR_ABSENT);
	assert_int_equal(store_tidy(s, DAY + 5, 1, false), 0);
	assert_int_equal(store_tidy(s, DAY, 0, false), ERR_SIZE);
	assert_int_equal(store_tidy(s, DAY, 31, false), ERR_SIZE);
	free(m);
}

/* Whether the store believes the clock on that day. */
static bool
believes(struct store *s, uint32_t today)
{
	bool believed;

	assert_int_equal(store_meet_day(s, today, &believed), 0);
	return believed;
}

static void
a_clock_is_believed_after_three_days_one_after_the_other(void **state)
{
	struct store *s = of(state);
	struct made *m = made_new(DAY, 1);

	assert_int_equal(deposit(s, m), 0);
	assert_int_equal(store_tidy(s, DAY, 1, false), 0);
	assert_false(believes(s, DAY + 2)); /* no leap, nothing to believe */
	/* a broken clock shows the one and then the other */
	for (uint32_t i = 0; i < 5; i++) {
		assert_false(believes(s, DAY + 100));
		assert_false(believes(s, DAY + 101));
		assert_false(believes(s, DAY + 200 + 2 * i));
	}
	/* nor one that leapt back, however long it goes on so */
	for (uint32_t i = 0; i < 5; i++)
		assert_false(believes(s, DAY - 20 + i));
	/* it was set right: what it showed before counts no more */
	assert_int_equal(store_tidy(s, DAY, 1, false), 0);
	assert_false(believes(s, DAY + 10));
	assert_false(believes(s, DAY + 11));
	assert_false(believes(s, DAY + 11));
	assert_int_equal(store_tidy(s, DAY + 11, 1, false), ERR_DAY);
	assert_int_equal(look(s, m, 0), 0);
	assert_true(believes(s, DAY + 12));
	assert_true(believes(s, DAY + 12)); /* should the first try have failed */
	assert_int_equal(store_close_days(s, DAY + 12, 1, true), 0);
	assert_int_equal(store_tidy(s, DAY + 12, 1, true), 0);
	assert_int_equal(look(s, m, 0), ERR_ABSENT);
	/* the next weekend off begins anew */
	assert_false(believes(s, DAY + 15));
	assert_false(believes(s, DAY + 16));
	assert_true(believes(s, DAY + 17));
	free(m);
}

/* A start or a midnight, as a server has it. */
static void
day_comes(struct store *s, uint32_t today, uint32_t retention_days)
{
	bool believed = believes(s, today);
	int err = store_close_days(s, today, retention_days, believed);

	assert_true(err == 0 || err == ERR_DAY);
	err = store_tidy(s, today, retention_days, believed);
	assert_true(err == 0 || err == ERR_DAY);
}

/*
 * Ten weeks of five days on and two off, and something left on each: it is there for its
 * days, and gone with the first of them that is a third one in a row.
 */
static void
an_office_that_is_off_at_weekends_keeps_its_promise(void **state)
{
	enum { WEEKS = 10, RETENTION = 3 };
	struct store *s = of(state);
	struct made *m[WEEKS * 5];
	size_t n = 0;

	for (uint32_t week = 0; week < WEEKS; week++) {
		for (uint32_t at = 0; at < 5; at++) {
			uint32_t today = DAY + week * 7 + at;

			day_comes(s, today, RETENTION);
			m[n] = made_new(today, 1);
			assert_int_equal(deposit(s, m[n++]), 0);
			for (size_t i = 0; i < n; i++) {
				uint32_t day = m[i]->d.day;

				if (day + RETENTION >= today)
					assert_int_equal(look(s, m[i], 0), 0);
				else if (at >= 2 || week == 0)
					assert_int_equal(look(s, m[i], 0), ERR_ABSENT);
			}
		}
	}
	while (n > 0)
		free(m[--n]);
}

/* More rows than go in one call of the backend; in the middle of them what must be refused. */
static void
in_a_large_batch_each_deposit_fares_as_if_it_came_alone(void **state)
{
	enum { N = 40 };
	struct store *s = of(state);
	struct made *m[N], *before = made_new(DAY, 2);
	struct store_deposit *d[N];

	assert_int_equal(deposit(s, before), 0);
	for (size_t i = 0; i < N; i++) {
		m[i] = made_new(DAY + (i >= N / 2), 2);
		m[i]->d.result = -99;
		d[i] = &m[i]->d;
	}
	memcpy(m[7]->tag[2], before->tag[1], TAG_BYTES); /* an envelope's place is taken */
	memcpy(m[8]->tag[0], m[6]->tag[0], TAG_BYTES);   /* by one of the same call */
	memcpy(m[9]->tag[0], m[7]->tag[0], TAG_BYTES);   /* free, as 7 is refused */
	*m[30] = *m[29];                                 /* the same again */
	for (size_t j = 0; j < m[30]->d.count; j++) {
		m[30]->d.places[j].tag = m[30]->tag[j];
		m[30]->d.places[j].body = m[30]->body[j];
	}
	assert_int_equal(store_deposits(s, d, N), 0);
	for (size_t i = 0; i < N; i++) {
		bool refused = i == 7 || i == 8;

		assert_int_equal(m[i]->d.result, refused ? ERR_CONFLICT : 0);
		for (size_t j = refused ? 1 : 0; j < 2; j++)
			assert_int_equal(look(s, m[i], j), refused ? ERR_ABSENT : 0);
	}
	assert_int_equal(tags_in(s), 1 + N - 3);
	assert_int_equal(inbox_of(s, 1), 1 + N - 3);
	for (size_t i = 0; i < N; i++)
		free(m[i]);
	free(before);
}

static void
a_fetch_says_of_each_place_what_lies_there(void **state)
{
	static uint8_t bodies[EXCHANGE_BODIES][BODY_BYTES], untouched[BODY_BYTES];
	struct store *s = of(state);
	struct made *m = made_new(DAY, 2);
	struct store_key keys[EXCHANGE_BODIES + 1];
	int results[EXCHANGE_BODIES];

	assert_int_equal(deposit(s, m), 0);
	for (size_t i = 0; i < 3; i++)
		keys[i] = key_of(m, 2 - i);
	keys[1].tag[3] ^= 1;
	keys[3] = keys[0];
	memset(bodies, 0x5a, sizeof bodies);
	memset(untouched, 0x5a, sizeof untouched);
	assert_int_equal(store_bodies(s, keys, EXCHANGE_BODIES, bodies, results), 0);
	assert_int_equal(results[0], 0);
	assert_memory_equal(bodies[0], m->body[2], BODY_BYTES);
	assert_int_equal(results[1], ERR_ABSENT);
	assert_memory_equal(bodies[1], untouched, BODY_BYTES);
	assert_int_equal(results[2], 0);
	assert_memory_equal(bodies[2], m->body[0], BODY_BYTES);
	assert_int_equal(results[3], 0);
	assert_int_equal(store_bodies(s, keys, EXCHANGE_BODIES + 1, bodies, results), ERR_INTERNAL);
	free(m);
}

static void
a_glance_shows_which_documents_were_put_anew(void **state)
{
	static const char *const texts[] = {"one", "two", "longer"};
	static uint8_t large[DOCUMENT_GLANCE_BYTES + 2];
	struct store *s = of(state);
	struct store_document d = {"roster.minisig", SPAN_NONE};
	struct buf before, now;

	buf_init(&before, 8192);
	buf_init(&now, 8192);
	assert_int_equal(store_documents_glance(s, &before), 0);
	assert_int_equal(before.n, 0);
	for (size_t i = 0; i < 5; i++) {
		d.bytes = i < 3 ? span_text(texts[i]) : span(large, sizeof large - (i - 3));
		assert_int_equal(store_documents_put(s, &d, 1), 0);
		now.n = 0;
		assert_int_equal(store_documents_glance(s, &now), 0);
		assert_false(span_equal(buf_span(&before), buf_span(&now)));
		assert_true(now.n < 100); /* it shows no large ones */
		before.n = 0;
		buf_put_span(&before, buf_span(&now));
		assert_int_equal(store_close_days(s, DAY + (uint32_t)i, 30, false), 0);
		now.n = 0;
		assert_int_equal(store_documents_glance(s, &now), 0);
		assert_true(span_equal(buf_span(&before), buf_span(&now)));
	}
	buf_clear(&before);
	buf_clear(&now);
}

static void
end_day_keys_go_with_their_days(void **state)
{
	struct store *s = of(state);
	static uint8_t a[END_KEYS][END_KEY_BYTES], b[END_KEYS][END_KEY_BYTES];
	uint32_t day;

	assert_int_equal(store_ends(s, &day, a), ERR_ABSENT);
	assert_int_equal(store_tidy(s, DAY, 1, false), 0);
	assert_int_equal(store_ends(s, &day, a), 0);
	assert_int_equal(day, DAY);
	assert_int_equal(store_tidy(s, DAY + 3, 1, false), ERR_DAY);
	assert_int_equal(store_ends(s, &day, b), 0);
	assert_int_equal(day, DAY);
	assert_memory_equal(a, b, sizeof(a));
	assert_int_equal(store_tidy(s, DAY + 2, 1, false), 0);
	assert_int_equal(store_ends(s, &day, b), 0);
	assert_int_equal(day, DAY + 2);
	assert_memory_equal(a[2], b[0], (END_KEYS - 2) * END_KEY_BYTES);
	assert_int_equal(store_tidy(s, DAY - 98, 1, true), 0);
	assert_int_equal(store_ends(s, &day, b), 0);
	assert_int_equal(day, DAY - 98);
	assert_int_equal(store_ends_renewed(s), 0);
}

static void
bundles_expire_after_yesterday_and_vaults_do_not(void **state)
{
	struct store *s = of(state);
	struct buf out;
	uint32_t current;

	buf_init(&out, 1 << 16);
	assert_int_equal(vault_put(s, 0, 0, 1, 10, &current), 0);
	for (uint32_t i = 0; i < 4; i++)
		assert_int_equal(bundle_put(s, 0, DAY + i, 1, 'b'), 0);
	assert_int_equal(store_tidy(s, DAY, 1, false), 0);
	assert_int_equal(store_tidy(s, DAY + 2, 1, false), 0);
	assert_int_equal(store_bundle_list(s, person(0), 0, &out), 0);
	assert_int_equal(out.n, 3 * 8);
	assert_int_equal(get_u32(out.p), DAY + 1);
	assert_int_equal(vault_of(s, 0), 1);
	buf_clear(&out);
}

static void
a_delete_asks_for_a_scrub(void **state)
{
	struct store *s = of(state);
	struct made *m = made_new(DAY, 1);

	assert_int_equal(deposit(s, m), 0);
	assert_int_equal(store_scrub(s), 0);
	assert_false(store_needs_scrub(s));
	assert_int_equal(drop(s, NULL, m, 0), 0);
	assert_true(store_needs_scrub(s));
	assert_int_equal(store_scrub(s), 0);
	assert_false(store_needs_scrub(s));
	/* nothing was there any more; what is done does not tell */
	assert_int_equal(drop(s, NULL, m, 0), 0);
	assert_true(store_needs_scrub(s));
	free(m);
}

/* Of talk its retention after its day, of bundles the day after theirs. */
static void
what_lies_there_is_overdue_the_day_after_its_last(void **state)
{
	static const struct store_day_count talk[] = {
		{.day = DAY, .tags = 1}, {.day = DAY, .entries = 1}, {.day = DAY, .key = true}};
	static const struct store_day_count bundles = {.day = DAY, .bundles = 1},
					    none = {.day = DAY};

	(void)state;
	for (size_t i = 0; i < sizeof talk / sizeof *talk; i++) {
		assert_false(store_day_overdue(&talk[i], DAY + 30, 30));
		assert_true(store_day_overdue(&talk[i], DAY + 31, 30));
	}
	assert_false(store_day_overdue(&bundles, DAY + 1, 30));
	assert_true(store_day_overdue(&bundles, DAY + 2, 30));
	assert_false(store_day_overdue(&none, DAY + 400, 30));
}

static void
the_inventory_tells_everything(void **state)
{
	struct store *s = of(state);
	struct made *a = made_new(DAY, 2), *b = made_new(DAY, 2), *c = made_new(DAY + 1, 1);
	struct store_document document = {"roster", span("1234", 4)};
	struct store_inventory *i = malloc(sizeof(*i));
	uint32_t current;

	assert_non_null(i);
	assert_int_equal(deposit(s, a), 0);
	assert_int_equal(deposit(s, b), 0);
	assert_int_equal(deposit(s, c), 0);
	assert_int_equal(drop(s, NULL, a, 0), 0);
	assert_int_equal(drop(s, NULL, b, 2), 0);
	assert_int_equal(store_close_days(s, DAY + 1, 30, false), 0);
	assert_int_equal(vault_put(s, 2, 0, 9, 1234, &current), 0);
	assert_int_equal(bundle_put(s, 0, DAY + 1, 1, 'b'), 0);
	assert_int_equal(bundle_put(s, 0, DAY + 7, 1, 'b'), 0);
	assert_int_equal(store_documents_put(s, &document, 1), 0);
	assert_int_equal(store_tidy(s, DAY, 30, false), 0);
	assert_int_equal(store_take_inventory(s, i), 0);
	assert_int_equal(i->last_day, DAY);
	assert_int_equal(i->ends_day, DAY);
	assert_int_equal(i->days, 3);
	assert_int_equal(i->day[0].day, DAY);
	assert_int_equal(i->day[0].tags, 2);
	assert_int_equal(i->day[0].cells, 1);
	assert_int_equal(i->day[0].envelopes, 3);
	assert_int_equal(i->day[0].bundles, 0);
	assert_true(i->day[0].key);
	assert_int_equal(i->day[0].entries, CLOSED_FILL);
	assert_int_equal(i->day[1].tags, 1);
	assert_int_equal(i->day[1].entries, 0);
	assert_int_equal(i->day[1].cells, 1);
	assert_int_equal(i->day[1].envelopes, 1);
	assert_int_equal(i->day[1].bundles, 1);
	assert_int_equal(i->day[2].day, DAY + 7);
	assert_int_equal(i->day[2].bundles, 1);
	assert_false(i->day[2].key);
	assert_int_equal(i->vaults, 1);
	assert_memory_equal(i->vault[0].person, person(2), PERSON_BYTES);
	assert_int_equal(i->vault[0].version, 9);
	assert_int_equal(i->vault[0].bytes, 1234);
	assert_int_equal(i->documents, 1);
	assert_string_equal(i->document[0].name, "roster");
	assert_int_equal(i->document[0].bytes, 4);
	for (uint32_t day = 0; day < 260; day++)
		assert_int_equal(bundle_put(s, 0, DAY + day, 1, 'b'), 0);
	assert_int_equal(store_take_inventory(s, i), ERR_SIZE);
	free(i);
	free(a);
	free(b);
	free(c);
}

static void
more_days_than_there_are_slots_are_refused(void **state)
{
	struct store *s = of(state);
	struct made *m = made_new(DAY, 1);
	uint32_t i;

	for (i = 0; i < 64; i++, m->d.day++)
		assert_int_equal(deposit(s, m), 0);
	assert_int_equal(deposit(s, m), ERR_FULL);
	assert_int_equal(store_tidy(s, DAY, 30, false), 0);
	assert_int_equal(store_tidy(s, m->d.day, 30, true), 0);
	assert_int_equal(deposit(s, m), 0);
	free(m);
}

#define EACH(f)                                                                                    \
	{#f " (memory)", f, setup_memory, teardown_memory, NULL},                                  \
	{                                                                                          \
#f " (sqlite)", f, setup_sqlite, teardown_sqlite, NULL                             \
	}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		EACH(a_deposit_is_found_where_it_was_put),
		EACH(another_day_or_tag_is_absent),
		EACH(the_same_deposit_again_succeeds_and_changes_nothing),
		EACH(a_repetition_after_the_desk_dropped_succeeds_and_brings_nothing_back),
		EACH(a_repetition_after_the_cell_was_deleted_conflicts),
		EACH(a_taken_cell_stores_nothing_of_the_deposit),
		EACH(a_taken_envelope_stores_nothing_of_the_deposit),
		EACH(one_tag_twice_in_a_deposit_conflicts),
		EACH(an_other_deposit_under_the_same_cell_is_not_the_same),
		EACH(each_of_a_batch_has_its_own_result),
		EACH(a_deposit_out_of_form_is_a_bug_and_stores_nothing),
		EACH(a_full_office_takes_no_more_but_repetitions),
		EACH(a_day_that_ends_is_closed_once_and_filled_with_cover),
		EACH(a_table_doubles_with_what_was_left_and_goes_with_its_day),
		EACH(a_leap_of_the_clock_closes_nothing_until_it_is_accepted),
		EACH(deleting_takes_the_body_and_leaves_the_tag),
		EACH(a_desk_drops_only_what_lies_in_its_own_inbox),
		EACH(what_is_set_aside_is_listed_no_more_until_it_is_brought_back),
		EACH(an_inbox_lists_by_day_and_tag_up_to_its_limit),
		EACH(a_vault_moves_only_from_the_version_it_was_read_at),
		EACH(a_vault_has_a_size),
		EACH(there_is_room_for_so_many_vaults_and_a_dropped_one_makes_room),
		EACH(bundles_are_replaced_only_by_those_as_new),
		EACH(documents_are_replaced_whole),
		EACH(days_expire_when_their_retention_is_over),
		EACH(a_leap_of_the_clock_destroys_nothing_until_told),
		EACH(a_clock_is_believed_after_three_days_one_after_the_other),
		EACH(an_office_that_is_off_at_weekends_keeps_its_promise),
		EACH(in_a_large_batch_each_deposit_fares_as_if_it_came_alone),
		EACH(a_fetch_says_of_each_place_what_lies_there),
		EACH(a_glance_shows_which_documents_were_put_anew),
		EACH(end_day_keys_go_with_their_days),
		EACH(bundles_expire_after_yesterday_and_vaults_do_not),
		EACH(a_delete_asks_for_a_scrub),
		EACH(the_inventory_tells_everything),
		cmocka_unit_test(what_lies_there_is_overdue_the_day_after_its_last),
		EACH(more_days_than_there_are_slots_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
