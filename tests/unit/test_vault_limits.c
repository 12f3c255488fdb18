/* Whatever seals, opens: at each limit, and one more is refused where it is put in. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "core/secret.h"
#include "tests/unit/drop.h"

static struct drop d;
static struct vault *v;
static struct ends ends;
static struct vault_of of;

static int
setup(void **state)
{
	(void)state;
	drop_new(&d, 1, 0);
	of = drop_vault_of(&d, 0, &ends);
	return desk_first_vault(&v, &d.roster, DROP_DAY);
}

static int
teardown(void **state)
{
	(void)state;
	vault_free(v);
	drop_free(&d);
	return 0;
}

static double
now(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Sealed and opened it is the same, and of the size that is promised. Seconds to open. */
static double
holds(void)
{
	struct buf blob, again;
	struct vault *w;
	double before, took;

	buf_init(&blob, VAULT_MAX);
	buf_init(&again, VAULT_MAX);
	assert_true(vault_bytes(v) <= VAULT_PLAIN_MAX);
	assert_int_equal(vault_seal(&blob, v, &of, 1), 0);
	before = now();
	assert_int_equal(vault_open(&w, buf_span(&blob), &of, 1), 0);
	took = now() - before;
	assert_int_equal(w->lost, 0);
	assert_int_equal(w->matter_count, v->matter_count);
	assert_int_equal(vault_bytes(w), vault_bytes(v));
	assert_int_equal(w->pending.unfiled.n, v->pending.unfiled.n);
	assert_int_equal(w->pending.unfiled.day_count, v->pending.unfiled.day_count);
	for (size_t i = 0; i < v->matter_count; i++) {
		assert_int_equal(matter_messages(w->matters[i]), matter_messages(v->matters[i]));
		assert_true(span_equal(buf_span(&w->matters[i]->notes),
		                       buf_span(&v->matters[i]->notes)));
	}
	assert_int_equal(vault_seal(&again, w, &of, 1), 0);
	assert_int_equal(again.n, blob.n);
	vault_free(w);
	buf_clear(&blob);
	buf_clear(&again);
	return took;
}

static struct correspondent *
begin(struct matter **out)
{
	struct matter *m = vault_add_matter(v);
	struct correspondent *c;

	assert_non_null(m);
	c = vault_add_correspondent(v, m);
	assert_non_null(c);
	randombytes_buf(c->keys.x25519, sizeof c->keys.x25519);
	matter_went_on(m, DROP_DAY);
	if (out != NULL)
		*out = m;
	return c;
}

static int
say(struct correspondent *c, const char *text)
{
	struct message head = {.kind = MESSAGE_TEXT, .day = DROP_DAY};
	struct message *out;

	randombytes_buf(head.id, sizeof head.id);
	head.lamport = randombytes_random();
	return thread_write(&c->thread, &head, span_text(text), &out);
}

/* 32,768 short messages of one visitor, and as many once more by a renewal. */
static void
messages_of_one_visitor(void **state)
{
	struct correspondent *one = begin(NULL), *two = begin(NULL);
	size_t left_out;
	double took;

	(void)state;
	for (size_t i = 0; i < THREAD_MESSAGES_MAX; i++) {
		assert_int_equal(say(one, "a"), 0);
		assert_int_equal(say(two, "b"), 0);
	}
	assert_int_equal(say(one, "a"), ERR_FULL);
	assert_int_equal(thread_move(&one->thread, &two->thread, &left_out), 0);
	assert_int_equal(left_out, THREAD_MESSAGES_MAX);
	assert_int_equal(one->thread.n, THREAD_MESSAGES_MAX);
	took = holds();
	printf("# %d messages of one visitor: opened in %.3f s\n", THREAD_MESSAGES_MAX, took);
}

static size_t
mappings(void)
{
	FILE *f = fopen("/proc/self/maps", "r");
	size_t n = 0;
	int c;

	if (f == NULL)
		return 0;
	while ((c = fgetc(f)) != EOF)
		n += c == '\n';
	(void)fclose(f);
	return n;
}

static void
matters(void **state)
{
	size_t before = mappings();
	double took;

	(void)state;
	for (size_t i = 0; i < VAULT_MATTERS_MAX; i++)
		assert_int_equal(say(begin(NULL), "hello"), 0);
	assert_null(vault_add_matter(v));
	assert_int_equal(vault_room(v), 0);
	printf("# %d matters: %zu mappings", VAULT_MATTERS_MAX, mappings() - before);
	assert_true(mappings() - before < 2000);
	/* all of one end day, as all of one day are */
	took = holds();
	printf(", opened in %.3f s\n", took);
}

static void
correspondents(void **state)
{
	struct matter *m;

	(void)state;
	assert_int_equal(say(begin(&m), "hello"), 0);
	while (m->correspondent_count < CORRESPONDENTS_MAX)
		assert_non_null(vault_add_correspondent(v, m));
	assert_null(vault_add_correspondent(v, m));
	(void)holds();
}

static void
devices_and_acts_and_endings(void **state)
{
	static const uint8_t check[ACT_CHECK_BYTES];
	uint8_t id[16];

	(void)state;
	for (uint32_t i = 0; i < 10000; i++) {
		struct ended row = {
			.id = i, .day = DROP_DAY, .until = DROP_DAY + 1 + i, .into = ENDED_NOWHERE};

		memset(id, 0, sizeof id);
		put_u32(id, i);
		devices_save(&v->past.devices, id);
		assert_int_equal(vault_mark_done(v, id, NULL, check), 0);
		endings_add(&v->past.ended, &row);
	}
	assert_int_equal(v->past.devices.n, DEVICES_MAX);
	assert_int_equal(v->past.done.n, ACTS_DONE_MAX);
	assert_int_equal(v->past.ended.n, ENDED_MAX);
	/* the newest stay */
	assert_true(vault_done(v, id));
	put_u32(id, 10000 - ACTS_DONE_MAX);
	assert_true(vault_done(v, id));
	put_u32(id, 9999 - ACTS_DONE_MAX);
	assert_false(vault_done(v, id));
	assert_non_null(endings_find(&v->past.ended, 9999));
	assert_null(endings_find(&v->past.ended, 0));
	(void)holds();
}

/* As many marks, outreach, themes and sums as there may be, and what a matter can be counted as. */
static void
counts(void **state)
{
	struct counts *c = &v->past.counts;
	struct mark mark = {.state = MARK_COUNTED, .period = UINT16_MAX, .back = MARK_BACK_MAX};
	struct outreach_row row = {.day = UINT32_MAX, .kind = 5, .people = UINT16_MAX};
	static struct brought_row brought[BROUGHT_MAX];
	struct matter *m;

	(void)state;
	assert_int_equal(say(begin(&m), "hello"), 0);
	memset(m->count.tallied, TALLIES_MAX, sizeof m->count.tallied);
	m->count.rest = (struct mark_rest){UINT16_MAX, UINT16_MAX, UINT8_MAX, 5, 10, 5};
	for (uint8_t i = 0; i < MARK_CONCERNS_MAX; i++)
		m->count.concerns[i] = (uint8_t)(CODES_MAX - i);
	memcpy(mark.concerns, m->count.concerns, sizeof mark.concerns);
	mark.rest = m->count.rest;
	mark.visitors = mark.talks = MARK_PEOPLE_MAX;
	mark.matters = MARK_MATTERS_MAX;
	for (uint32_t i = 0; i < MARKS_MAX; i++) {
		put_u32(mark.id, i * 2654435761U);
		assert_int_equal(marks_put(&c->marks, &mark), 0);
	}
	for (uint32_t i = 0; i < OUTREACH_MAX; i++) {
		put_u32(row.id, i * 2654435761U);
		assert_int_equal(outreach_put(&c->outreach, &row), 0);
	}
	for (uint32_t i = 0; i < THEMES_MAX; i++) {
		struct theme theme = {.period = UINT16_MAX, .n = THEME_TEXT_MAX};

		put_u32(theme.id, i * 2654435761U);
		memset(theme.text, 'a', sizeof theme.text);
		assert_int_equal(themes_put(&c->themes, &theme), 0);
	}
	for (uint32_t i = 0; i < NOTICED_MAX; i++) {
		struct noticed noticed = {.period = UINT16_MAX};

		put_u32(noticed.id, i * 2654435761U);
		assert_int_equal(themes_notice(&c->themes, &noticed), 0);
	}
	for (uint16_t i = 0; i < BROUGHT_MAX; i++)
		brought[i] = (struct brought_row){BROUGHT_TABLES - 1, i, UINT16_MAX};
	assert_int_equal(
		brought_put(&c->brought, UINT16_MAX, BROUGHT_TABLES - 1, brought, BROUGHT_MAX), 0);
	c->demand = UINT32_MAX;
	assert_int_equal(c->marks.n, MARKS_MAX);
	(void)holds();
	/* they take nothing of the room for what comes in */
	assert_true(vault_room(v) > 0);
}

/* However many matters they were done in, what is remembered of them is bounded. */
static void
acts_in_matters(void **state)
{
	static const uint8_t check[ACT_CHECK_BYTES] = {7};
	struct matter *m[3];
	uint8_t id[16] = {0};
	size_t rows = 0;

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct correspondent *c = begin(&m[i]);

		assert_int_equal(say(c, "hello"), 0);
	}
	for (uint32_t i = 0; i < 1000; i++) {
		put_u32(id, i);
		assert_int_equal(vault_mark_done(v, id, m[i % 3], check), 0);
		if (i % 100 == 0)
			(void)holds();
	}
	for (size_t i = 0; i < 3; i++)
		rows += m[i]->acts.n / ACT_ROW;
	assert_int_equal(rows, ACTS_DONE_MAX);
	assert_memory_equal(vault_act(v, id), check, sizeof check);
	put_u32(id, 999 - ACTS_DONE_MAX);
	assert_null(vault_act(v, id));
	(void)holds();
}

static void
messages_of_newer_kinds(void **state)
{
	uint8_t plaintext[INNER_BYTES], sender[X25519_BYTES];
	struct matter *m;
	struct correspondent *c = begin(&m);
	size_t n = 1000;

	(void)state;
	assert_int_equal(say(c, "hello"), 0);
	memset(plaintext, 77, sizeof plaintext);
	randombytes_buf(sender, sizeof sender);
	for (size_t i = 0; i < n; i++)
		assert_int_equal(vault_keep_later(v, DROP_DAY, sender, plaintext, 10), 0);
	assert_true(vault_unknown_bytes(v) <= UNKNOWN_MAX);
	assert_int_equal(vault_unknown(v), n);
	(void)holds();
	/* one that must be understood shuts its matter though there is no room for its words */
	assert_false(matter_shut(m));
	plaintext[0] = 0x80 | 77;
	assert_int_equal(vault_keep_later(v, DROP_DAY, c->keys.x25519, plaintext, 10), 0);
	vault_find_shut(v);
	assert_true(matter_shut(m));
	assert_int_equal(vault_unknown(v), n + 1);
	(void)holds();
	for (size_t i = 0; i < 10 * n; i++)
		assert_int_equal(vault_keep_later(v, DROP_DAY, sender, plaintext, 10), 0);
	assert_true(vault_unknown_bytes(v) <= UNKNOWN_MAX);
	assert_int_equal(vault_unknown(v), 11 * n + 1);
	(void)holds();
	vault_expire(v, DROP_DAY + 11, 10, 20);
	assert_int_equal(vault_unknown(v), 0);
}

/* How many of them a blob gives to whoever has words, vault and these end-day keys. */
static size_t
newer_kinds_in(const struct buf *blob, size_t *dropped)
{
	struct vault *w;
	size_t n;

	assert_int_equal(vault_open(&w, buf_span(blob), &of, 1), 0);
	n = w->later.n;
	*dropped = w->later.dropped;
	vault_free(w);
	return n;
}

static void
messages_of_newer_kinds_end_with_the_key_of_their_day(void **state)
{
	uint8_t plaintext[INNER_BYTES] = {77}, sender[X25519_BYTES];
	size_t dropped;
	struct buf blob;

	(void)state;
	randombytes_buf(sender, sizeof sender);
	for (uint32_t i = 0; i < 3; i++)
		assert_int_equal(
			vault_keep_later(v, DROP_DAY - i, sender, plaintext, of.retention_days), 0);
	buf_init(&blob, VAULT_MAX);
	assert_int_equal(vault_seal(&blob, v, &of, 1), 0);
	assert_int_equal(newer_kinds_in(&blob, &dropped), 3);
	/* the server made another key of the last day: that message is lost, and counted */
	ends.keys[DROP_DAY + of.retention_days - ends.day][0] ^= 1;
	assert_int_equal(newer_kinds_in(&blob, &dropped), 2);
	assert_int_equal(dropped, 1);
	/* the day before came: what ended on it is gone without a word */
	ends.day = DROP_DAY + of.retention_days;
	memmove(ends.keys[0], ends.keys[of.retention_days], END_KEY_BYTES);
	ends.keys[0][0] ^= 1;
	assert_int_equal(newer_kinds_in(&blob, &dropped), 1);
	assert_int_equal(dropped, 0);
	ends.day++;
	assert_int_equal(newer_kinds_in(&blob, &dropped), 0);
	assert_int_equal(dropped, 0);
	buf_clear(&blob);
}

/* Each arrival that vault_room lets in, of a visitor of their own, fills it to the last. */
static void
arrivals_of_strangers(void **state)
{
	static char text[TEXT_PART_BYTES + 1];
	uint8_t mark[MARK_BYTES];

	(void)state;
	memset(text, 'x', TEXT_PART_BYTES);
	while (vault_room(v) > 0) {
		assert_int_equal(say(begin(NULL), text), 0);
		for (unsigned i = 0; i < 2; i++) {
			randombytes_buf(mark, sizeof mark);
			assert_int_equal(vault_mark(v, DROP_DAY, mark), 0);
		}
	}
	assert_true(v->matter_count > 1600);
	(void)holds();
}

/* Beside whatever was let in, all that an office can hold at once finds what opens it later. */
static void
what_waits_beside_a_full_vault(void **state)
{
	static char text[TEXT_PART_BYTES + 1];
	struct unfiled_day keys;
	struct unfiled_row row;

	(void)state;
	memset(text, 'x', TEXT_PART_BYTES);
	while (vault_room(v) > 0)
		assert_int_equal(say(begin(NULL), text), 0);
	for (size_t i = 0; i < UNFILED_MAX; i++) {
		keys.day = row.day = DROP_DAY - (uint32_t)(i % RETENTION_DAYS_MAX);
		if (i < RETENTION_DAYS_MAX)
			randombytes_buf(keys.x25519, sizeof keys.x25519);
		else
			keys = *unfiled_day(&v->pending.unfiled, row.day);
		randombytes_buf(row.tag, sizeof row.tag);
		randombytes_buf(row.sender, sizeof row.sender);
		randombytes_buf(row.shared, sizeof row.shared);
		assert_int_equal(unfiled_put(&v->pending.unfiled, &keys, &row), 0);
	}
	assert_int_equal(unfiled_put(&v->pending.unfiled, &keys, &row), ERR_FULL);
	unfiled_arrange(&v->pending.unfiled);
	for (size_t i = 0; i < v->matter_count; i++)
		v->matters[i]->news.kept = true;
	(void)holds();
}

/* What the plaintext may take to the last byte. */
static void
sixteen_mebibytes(void **state)
{
	struct buf blob;
	struct matter *m;
	struct correspondent *c = begin(&m);
	static char text[TEXT_MAX + 1];
	size_t rest;

	(void)state;
	memset(text, 'x', TEXT_MAX);
	while (vault_bytes(v) + 2 * TEXT_MAX < VAULT_PLAIN_MAX)
		assert_int_equal(say(c, text), 0);
	text[TEXT_PART_BYTES] = '\0';
	while (vault_bytes(v) + 2 * TEXT_PART_BYTES < VAULT_PLAIN_MAX)
		assert_int_equal(say(c, text), 0);
	rest = VAULT_PLAIN_MAX - vault_bytes(v) - SECTION_HEAD_BYTES;
	buf_put_u16(&m->unknown, 99);
	buf_put_u32(&m->unknown, (uint32_t)rest);
	buf_put_zeros(&m->unknown, rest);
	assert_int_equal(vault_bytes(v), VAULT_PLAIN_MAX);
	(void)holds();
	assert_int_equal(say(c, "a"), 0);
	buf_init(&blob, VAULT_MAX);
	assert_int_equal(vault_seal(&blob, v, &of, 1), ERR_SIZE);
	buf_clear(&blob);
	/* trimmed it seals again */
	vault_trim(v);
	assert_true(v->lost > 0);
	v->lost = 0;
	(void)holds();
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(messages_of_one_visitor, setup, teardown),
		cmocka_unit_test_setup_teardown(matters, setup, teardown),
		cmocka_unit_test_setup_teardown(correspondents, setup, teardown),
		cmocka_unit_test_setup_teardown(devices_and_acts_and_endings, setup, teardown),
		cmocka_unit_test_setup_teardown(acts_in_matters, setup, teardown),
		cmocka_unit_test_setup_teardown(counts, setup, teardown),
		cmocka_unit_test_setup_teardown(messages_of_newer_kinds, setup, teardown),
		cmocka_unit_test_setup_teardown(
			messages_of_newer_kinds_end_with_the_key_of_their_day, setup, teardown),
		cmocka_unit_test_setup_teardown(arrivals_of_strangers, setup, teardown),
		cmocka_unit_test_setup_teardown(what_waits_beside_a_full_vault, setup, teardown),
		cmocka_unit_test_setup_teardown(sixteen_mebibytes, setup, teardown),
	};

	return core_start() != 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
