/* Days that end, clocks that leap, and what goes with them. */
#include "server_fixture.h"

#include <sys/stat.h>

static void
serve_at(struct fixture *f, const char *offset, const char *const *arguments)
{
	clock_elsewhere(offset);
	serve_with(f, arguments);
	clock_here();
}

/* The calendar as a file in the office's directory says, read at every look. */
static void
set_clock(const struct fixture *f, const char *offset)
{
	char path[128];
	FILE *file;

	(void)snprintf(path, sizeof path, "%s/clock", f->directory);
	file = fopen(path, "w");
	assert_non_null(file);
	assert_true(fputs(offset, file) >= 0);
	assert_int_equal(fclose(file), 0);
}

static void
serve_by_file(struct fixture *f)
{
	char path[128];

	(void)snprintf(path, sizeof path, "%s/clock", f->directory);
	setenv("LD_PRELOAD", faketime(), 1);
	setenv("FAKETIME_TIMESTAMP_FILE", path, 1);
	setenv("FAKETIME_NO_CACHE", "1", 1);
	setenv("FAKETIME_DONT_FAKE_MONOTONIC", "1", 1);
	setenv("FAKETIME_FORCE_MONOTONIC_FIX", "0", 1); /* it ends timed waits at once */
	serve(f);
	unsetenv("LD_PRELOAD");
	unsetenv("FAKETIME_TIMESTAMP_FILE");
	unsetenv("FAKETIME_NO_CACHE");
	unsetenv("FAKETIME_DONT_FAKE_MONOTONIC");
	unsetenv("FAKETIME_FORCE_MONOTONIC_FIX");
}

/* All clocks so many times as fast. */
static void
serve_fast(struct fixture *f, const char *speed)
{
	setenv("LD_PRELOAD", faketime(), 1);
	setenv("FAKETIME", speed, 1);
	serve(f);
	unsetenv("LD_PRELOAD");
	unsetenv("FAKETIME");
}

static void
retain(struct fixture *f, unsigned days)
{
	char charter[80];

	(void)snprintf(charter, sizeof charter,
	               "{\"name\":\"x\",\"sample\":true,\"retention_days\":%u}", days);
	free(f->office.roster.charter);
	f->office.roster.charter = strdup(charter);
	assert_non_null(f->office.roster.charter);
	publish_roster(f);
}

static void
pause_ms(long ms)
{
	const struct timespec t = {ms / 1000, ms % 1000 * 1000000};

	nanosleep(&t, NULL);
}

/* Whether the day in force is this one within ten seconds. */
static bool
turns_to(struct fixture *f, const struct place *anywhere, uint32_t day)
{
	struct exchange_answer answer = {.day = 0};

	for (int i = 0; i < 100 && answer.day != day; i++) {
		pause_ms(100);
		fetch(f, anywhere, 1, &answer);
	}
	return answer.day == day;
}

static void
a_day_ends_while_it_serves(void **state)
{
	struct fixture *f = *state;
	struct exchange_answer answer;
	struct place place, other;
	struct buf request, late, before;
	bool there = true;

	if (!can_fake_the_clock())
		skip();
	retain(f, 1);
	set_clock(f, "+0");
	serve_by_file(f);
	buf_init(&before, CLOSED_ANSWER_MAX);
	buf_put_span(&before, closed_days(f));
	place_random(&place, f->office.roster.office, f->today);
	assert_int_equal(deposit(f, &place, &request), EXCHANGE_OK);
	assert_true(span_equal(closed_days(f), buf_span(&before))); /* of today nothing shows */
	set_clock(f, "+1d");
	assert_true(turns_to(f, &place, f->today + 1));
	/* whoever is told of the day finds the one before closed */
	assert_int_equal(closed_table(f, f->today).n, CLOSED_FILL * CLOSED_TAG_BYTES);
	assert_true(table_has(closed_table(f, f->today), place.tag));
	assert_int_equal(closed_table(f, f->today - 1).n, 0);
	buf_clear(&before);
	buf_init(&before, CLOSED_ANSWER_MAX);
	buf_put_span(&before, closed_days(f));
	fetch(f, &place, 1, &answer);
	assert_memory_equal(answer.bodies[0].p, slot(&request, 0) + TAG_BYTES, BODY_BYTES);
	place_random(&other, f->office.roster.office, f->today);
	assert_int_equal(deposit(f, &other, &late), EXCHANGE_DAY);
	assert_false(is_stored(f, f->today, other.tag));
	/* a clock set back opens no closed day again */
	set_clock(f, "+0");
	pause_ms(2500);
	fetch(f, &place, 1, &answer);
	assert_int_equal(answer.day, f->today + 1);
	assert_true(span_equal(closed_days(f), buf_span(&before)));
	assert_told_once(f, "set back");
	set_clock(f, "+2d");
	for (int i = 0; i < 100 && there; i++) {
		pause_ms(100);
		there = is_stored(f, f->today, place.tag);
	}
	assert_false(there);
	assert_int_equal(closed_table(f, f->today).n, 0);
	buf_clear(&request);
	buf_clear(&late);
	buf_clear(&before);
}

static void
closed_days_are_the_same_after_a_restart(void **state)
{
	struct fixture *f = *state;
	struct place place;
	struct buf request, before;

	if (!can_fake_the_clock())
		skip();
	buf_init(&before, CLOSED_ANSWER_MAX);
	serve(f);
	place_random(&place, f->office.roster.office, f->today);
	assert_int_equal(deposit(f, &place, &request), EXCHANGE_OK);
	stop(f);
	serve_at(f, "+2d", PLAIN);
	assert_true(table_has(closed_table(f, f->today), place.tag));
	assert_int_equal(closed_table(f, f->today + 1).n, CLOSED_FILL * CLOSED_TAG_BYTES);
	buf_put_span(&before, closed_days(f));
	for (int i = 0; i < 3; i++) {
		stop(f);
		serve_at(f, "+2d", PLAIN);
		assert_true(span_equal(closed_days(f), buf_span(&before)));
	}
	assert_true(before.n <= 64 * 1024);
	stop(f);
	buf_clear(&request);
	buf_clear(&before);
}

static bool
in_ends(const struct fixture *f, const uint8_t key[END_KEY_BYTES])
{
	static uint8_t file[65536];
	char path[128];
	FILE *in;
	size_t n;

	(void)snprintf(path, sizeof path, "%s/ends", f->directory);
	in = fopen(path, "r");
	assert_non_null(in);
	n = fread(file, 1, sizeof file, in);
	assert_int_equal(fclose(in), 0);
	return memmem(file, n, key, END_KEY_BYTES / 2) != NULL;
}

static void
the_key_of_a_day_s_end_is_destroyed_when_the_day_begins(void **state)
{
	struct fixture *f = *state;
	static uint8_t before[ENDS_BYTES];
	bool there = true;
	char token[100];
	struct answer a;

	if (!can_fake_the_clock())
		skip();
	set_clock(f, "+0");
	serve_by_file(f);
	login(f, 0, token);
	ask_with(&f->server, "GET", "/v1/desk/ends", SPAN_NONE, token, &a);
	assert_int_equal(a.body.n, ENDS_BYTES);
	memcpy(before, a.body.p, ENDS_BYTES);
	answer_clear(&a);
	assert_true(in_ends(f, before + 4));
	set_clock(f, "+1d");
	for (int i = 0; i < 100 && there; i++) {
		pause_ms(100);
		there = in_ends(f, before + 4);
	}
	assert_false(there);
	login(f, 0, token);
	ask_with(&f->server, "GET", "/v1/desk/ends", SPAN_NONE, token, &a);
	for (int i = 0; i < 100 && a.status == 503; i++) { /* just being turned */
		answer_clear(&a);
		pause_ms(100);
		ask_with(&f->server, "GET", "/v1/desk/ends", SPAN_NONE, token, &a);
	}
	assert_int_equal(a.body.n, ENDS_BYTES);
	assert_int_equal(get_u32(a.body.p), f->today + 1);
	assert_memory_equal(a.body.p + 4, before + 4 + END_KEY_BYTES,
	                    (END_KEYS - 1) * END_KEY_BYTES);
	answer_clear(&a);
}

static void
what_was_deleted_leaves_the_log_within_a_minute(void **state)
{
	struct fixture *f = *state;
	struct exchange_answer answer;
	struct place place;
	struct buf request, deletion;
	struct stat st = {.st_size = 1};
	char path[128];

	if (!can_fake_the_clock())
		skip();
	(void)snprintf(path, sizeof path, "%s/store.db-wal", f->directory);
	serve_fast(f, "+0 x30"); /* a minute in two seconds */
	place_random(&place, f->office.roster.office, f->today);
	buf_init(&deletion, 1 << 20);
	assert_int_equal(deposit(f, &place, &request), EXCHANGE_OK);
	assert_int_equal(exchange_delete(&deletion, &f->office.roster, &place, 1), 0);
	assert_int_equal(exchange(f, &deletion, &answer), EXCHANGE_OK);
	assert_int_equal(stat(path, &st), 0);
	assert_true(st.st_size > BODY_BYTES);
	for (int i = 0; i < 20 && st.st_size > 0; i++) {
		pause_ms(100);
		assert_int_equal(stat(path, &st), 0);
	}
	assert_int_equal(st.st_size, 0);
	buf_clear(&request);
	buf_clear(&deletion);
}

static void
the_vault_of_one_who_left_long_ago_is_destroyed(void **state)
{
	struct fixture *f = *state;
	struct store_inventory there;
	struct store *store;
	char token[100];
	uint32_t told;

	serve(f);
	for (size_t i = 0; i < 2; i++) {
		login(f, i, token);
		assert_int_equal(put_vault(f, token, 0, 1, VAULT_MIN, &told), 200);
	}
	stop(f);
	for (uint32_t days = LEAVER_DAYS; days <= LEAVER_DAYS + 1; days++) {
		f->office.roster.people[1].left = f->today - days;
		publish_roster(f);
		serve(f);
		stop(f);
		assert_int_equal(store_open_sqlite(&store, f->directory, STORE_READ), 0);
		assert_int_equal(store_take_inventory(store, &there), 0);
		assert_int_equal(there.vaults, days == LEAVER_DAYS ? 2 : 1);
		store_close(store);
	}
	assert_memory_equal(there.vault[0].person, f->office.roster.people[0].id, PERSON_BYTES);
}

static void
a_leap_of_the_clock_destroys_nothing_until_it_is_accepted(void **state)
{
	static const char *const accepted[] = {"--listen", "127.0.0.1:0", "--accept-clock", NULL};
	struct fixture *f = *state;
	struct place place;
	struct buf request;

	if (!can_fake_the_clock())
		skip();
	serve(f);
	place_random(&place, f->office.roster.office, f->today);
	assert_int_equal(deposit(f, &place, &request), EXCHANGE_OK);
	buf_clear(&request);
	stop(f);
	serve_at(f, "+40d", PLAIN);
	assert_true(is_stored(f, f->today, place.tag));
	assert_told(f, "--accept-clock");
	stop(f);
	serve_at(f, "+40d", accepted);
	assert_false(is_stored(f, f->today, place.tag));
	stop(f);
}

static void
a_server_that_was_off_goes_on_by_itself_on_the_third_day(void **state)
{
	static const char *const days[] = {"+10d", "+10d", "+11d", "+12d"};
	struct fixture *f = *state;
	struct place place;
	struct buf request;

	if (!can_fake_the_clock())
		skip();
	retain(f, 1);
	serve(f);
	place_random(&place, f->office.roster.office, f->today);
	assert_int_equal(deposit(f, &place, &request), EXCHANGE_OK);
	buf_clear(&request);
	stop(f);
	for (size_t i = 0; i < sizeof days / sizeof *days; i++) {
		serve_at(f, days[i], PLAIN);
		assert_int_equal(is_stored(f, f->today, place.tag), i < 3);
		assert_told(f, i < 3 ? "--accept-clock" : "is believed");
		stop(f);
	}
}

static void
yesterday_s_deposit_again_is_fine_today(void **state)
{
	struct fixture *f = *state;
	struct exchange_answer answer;
	struct place place;
	struct buf request, other;

	if (!can_fake_the_clock())
		skip();
	serve(f);
	place_random(&place, f->office.roster.office, f->today);
	assert_int_equal(deposit(f, &place, &request), EXCHANGE_OK);
	stop(f);
	serve_at(f, "+1d", PLAIN);
	assert_int_equal(exchange(f, &request, &answer), EXCHANGE_OK);
	assert_int_equal(answer.day, f->today + 1);
	assert_int_equal(deposit(f, &place, &other), EXCHANGE_CONFLICT);
	buf_clear(&other);
	place_random(&place, f->office.roster.office, f->today);
	assert_int_equal(deposit(f, &place, &other), EXCHANGE_DAY);
	buf_clear(&other);
	buf_clear(&request);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_leap_of_the_clock_destroys_nothing_until_it_is_accepted),
		TEST(a_server_that_was_off_goes_on_by_itself_on_the_third_day),
		TEST(yesterday_s_deposit_again_is_fine_today),
		TEST(a_day_ends_while_it_serves),
		TEST(the_key_of_a_day_s_end_is_destroyed_when_the_day_begins),
		TEST(what_was_deleted_leaves_the_log_within_a_minute),
		TEST(closed_days_are_the_same_after_a_restart),
		TEST(the_vault_of_one_who_left_long_ago_is_destroyed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
