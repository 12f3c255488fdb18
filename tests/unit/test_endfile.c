/* The file of end-day keys. */
#include "store_fixture.h"

#include "core/secret.h"
#include "store/endfile.h"

enum { HEADER = 512, SLOT = 64, TURNED_AT = HEADER + END_KEYS * SLOT };

struct keys {
	uint32_t day;
	uint8_t key[END_KEYS][END_KEY_BYTES];
};

struct state {
	char path[PATH_SIZE];
	int directory;
	struct endfile *file;
	size_t renewed;
};

static struct endfile *
reopen(struct state *s, bool writable)
{
	endfile_close(s->file);
	assert_int_equal(endfile_open(&s->file, s->directory, "ends", writable), 0);
	return s->file;
}

static int
setup(void **out)
{
	static struct state s;

	s = (struct state){0};
	*out = &s;
	assert_int_equal(core_start(), 0);
	directory_new(s.path);
	s.directory = open(s.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	assert_int_equal(endfile_create(s.directory, "ends"), 0);
	reopen(&s, true);
	return 0;
}

static int
teardown(void **state)
{
	struct state *s = *state;

	endfile_close(s->file);
	close(s->directory);
	directory_remove(s->path);
	return 0;
}

static void
turn(struct state *s, uint32_t day)
{
	assert_int_equal(endfile_turn(s->file, day, false, &s->renewed), 0);
}

static void
keys_of(struct state *s, struct keys *out)
{
	assert_int_equal(endfile_keys(s->file, &out->day, out->key), 0);
}

/* The key of a day among those of another. */
static const uint8_t *
key_of_day(const struct keys *keys, uint32_t day)
{
	assert_in_range(day, keys->day + 1, keys->day + END_KEYS);
	return keys->key[day - keys->day - 1];
}

static bool
in_file(const struct state *s, const uint8_t *key)
{
	return file_contains(s->path, "ends", key, END_KEY_BYTES / 2) ||
	       file_contains(s->path, "ends", key + END_KEY_BYTES / 2, END_KEY_BYTES / 2);
}

/* Changes some bytes of a slot, from one on, behind the back of the file's handle. */
static void
change(struct state *s, size_t at, size_t bytes)
{
	uint8_t *p;
	size_t n = file_read(s->directory, "ends", &p);

	assert_int_equal(n, ENDFILE_BYTES);
	if (p == NULL)
		return;
	for (size_t i = 0; i < bytes; i++)
		p[at ^ i] ^= 0x20;
	file_write(s->directory, "ends", p, n);
	free(p);
}

/* More than can be mended. */
static void
tear(struct state *s, size_t at)
{
	change(s, at, 2);
}

static size_t
slot_of_day(uint32_t day)
{
	return HEADER + day % END_KEYS * SLOT;
}

static void
there_is_a_key_for_every_day_to_come(void **state)
{
	struct state *s = *state;
	struct keys a, b;
	uint32_t day;

	assert_int_equal(endfile_keys(s->file, &day, a.key), ERR_ABSENT);
	assert_true(sodium_is_zero(a.key[0], sizeof(a.key)));
	turn(s, DAY);
	keys_of(s, &a);
	assert_int_equal(a.day, DAY);
	for (size_t i = 0; i < END_KEYS; i++) {
		assert_false(sodium_is_zero(a.key[i], END_KEY_BYTES));
		for (size_t j = 0; j < i; j++)
			assert_memory_not_equal(a.key[i], a.key[j], END_KEY_BYTES);
	}
	reopen(s, true);
	turn(s, DAY);
	keys_of(s, &b);
	assert_memory_equal(&a, &b, sizeof(a));
	assert_int_equal(s->renewed, 0);
}

static void
a_day_s_key_is_destroyed_when_its_day_begins(void **state)
{
	struct state *s = *state;
	struct keys before, after;

	turn(s, DAY);
	keys_of(s, &before);
	for (uint32_t days = 1; days < 900; days = days * 2 + 1) {
		uint32_t today = before.day + days;

		turn(s, today);
		keys_of(s, &after);
		assert_int_equal(after.day, today);
		for (uint32_t d = before.day + 1; d <= before.day + END_KEYS; d++) {
			assert_int_equal(in_file(s, key_of_day(&before, d)), d > today);
			if (d > today)
				assert_memory_equal(key_of_day(&before, d), key_of_day(&after, d),
				                    END_KEY_BYTES);
		}
		before = after;
	}
	assert_int_equal(s->renewed, 0);
}

static void
the_file_never_grows_and_is_ours_alone(void **state)
{
	struct state *s = *state;
	struct stat st;

	turn(s, DAY);
	turn(s, DAY + 1000);
	assert_int_equal(fstatat(s->directory, "ends", &st, 0), 0);
	assert_int_equal(st.st_size, ENDFILE_BYTES);
	assert_int_equal(st.st_mode & 07777, 0600);
	assert_int_equal(endfile_create(s->directory, "ends"), ERR_CONFLICT);
}

static void
a_clock_set_back_destroys_no_key_until_that_is_the_day_in_force(void **state)
{
	struct state *s = *state;
	struct keys a, b;

	turn(s, DAY);
	keys_of(s, &a);
	turn(s, DAY - 2);
	keys_of(s, &b);
	assert_memory_equal(&a, &b, sizeof(a));
	assert_int_equal(endfile_turn(s->file, DAY - 100, true, &s->renewed), 0);
	keys_of(s, &b);
	assert_int_equal(b.day, DAY - 100);
	for (uint32_t d = DAY + 1; d <= DAY - 100 + END_KEYS; d++)
		assert_memory_equal(key_of_day(&a, d), key_of_day(&b, d), END_KEY_BYTES);
	for (uint32_t d = DAY - 100 + END_KEYS + 1; d <= DAY + END_KEYS; d++)
		assert_false(in_file(s, key_of_day(&a, d)));
	assert_int_equal(s->renewed, 0);
	assert_int_equal(endfile_turn(s->file, UINT32_MAX, false, &s->renewed), ERR_SIZE);
}

static void
a_torn_key_of_a_day_to_come_is_made_anew_and_told(void **state)
{
	struct state *s = *state;
	struct keys a, b;
	uint32_t day;

	turn(s, DAY);
	keys_of(s, &a);
	for (size_t at = 0; at < SLOT; at++) {
		tear(s, slot_of_day(DAY + 7) + at);
		reopen(s, true);
		assert_int_equal(endfile_keys(s->file, &day, b.key), ERR_ABSENT);
		s->renewed = 0;
		turn(s, DAY);
		assert_int_equal(s->renewed, 1);
		keys_of(s, &b);
		assert_memory_not_equal(key_of_day(&a, DAY + 7), key_of_day(&b, DAY + 7),
		                        END_KEY_BYTES);
		assert_memory_equal(a.key, b.key, 6 * END_KEY_BYTES);
		assert_memory_equal(a.key[7], b.key[7], (END_KEYS - 7) * END_KEY_BYTES);
		a = b;
	}
	tear(s, slot_of_day(DAY + 1) + 30);
	tear(s, slot_of_day(DAY + 2) + 30);
	reopen(s, true);
	s->renewed = 0;
	turn(s, DAY + 1); /* the first was to go anyway */
	assert_int_equal(s->renewed, 1);
}

static void
a_torn_day_of_the_last_turn_costs_no_key(void **state)
{
	struct state *s = *state;
	struct keys a, b;

	turn(s, DAY);
	keys_of(s, &a);
	tear(s, TURNED_AT + 5);
	reopen(s, true);
	assert_int_equal(endfile_keys(s->file, &b.day, b.key), ERR_ABSENT);
	turn(s, DAY - 1);
	keys_of(s, &b);
	assert_memory_equal(&a, &b, sizeof(a));
	assert_int_equal(s->renewed, 0);
}

static void
a_flipped_byte_costs_no_key(void **state)
{
	struct state *s = *state;
	struct keys a, b;

	turn(s, DAY);
	keys_of(s, &a);
	for (size_t at = 0; at < SLOT; at += 5) {
		change(s, slot_of_day(DAY + 7) + at, 1);
		change(s, slot_of_day(DAY + 9) + at, 1);
		change(s, TURNED_AT + at, 1);
		reopen(s, true);
		assert_int_equal(endfile_mended(s->file), 3);
		keys_of(s, &b);
		assert_memory_equal(&a, &b, sizeof(a));
		s->renewed = 0;
		turn(s, DAY);
		assert_int_equal(s->renewed, 0);
	}
}

static void
a_reader_sees_what_is_turned_and_turns_nothing(void **state)
{
	struct state *s = *state;
	struct endfile *reader;
	struct keys a, b;
	uint32_t day;

	assert_int_equal(endfile_open(&reader, s->directory, "ends", false), 0);
	assert_int_equal(endfile_day(reader, &day), 0);
	assert_int_equal(day, 0);
	turn(s, DAY);
	keys_of(s, &a);
	assert_int_equal(endfile_keys(reader, &b.day, b.key), 0);
	assert_memory_equal(&a, &b, sizeof(a));
	turn(s, DAY + 1);
	assert_int_equal(endfile_day(reader, &day), 0);
	assert_int_equal(day, DAY + 1);
	assert_int_equal(endfile_keys(reader, &b.day, b.key), 0);
	assert_memory_equal(a.key[1], b.key[0], END_KEY_BYTES);
	assert_int_equal(endfile_turn(reader, DAY + 2, false, &s->renewed), ERR_INTERNAL);
	endfile_close(reader);
}

static void
other_files_are_refused(void **state)
{
	struct state *s = *state;
	struct endfile *e;
	uint8_t *p;
	size_t n = file_read(s->directory, "ends", &p);

	assert_int_equal(n, ENDFILE_BYTES);
	if (p == NULL)
		return;
	file_write(s->directory, "short", p, n - 1);
	p[19]++;
	file_write(s->directory, "newer", p, n);
	p[19]--;
	p[7]++;
	file_write(s->directory, "other", p, n);
	for (int writable = 0; writable < 2; writable++) {
		assert_int_equal(endfile_open(&e, s->directory, "none", writable), ERR_ABSENT);
		assert_int_equal(endfile_open(&e, s->directory, "short", writable), ERR_FORMAT);
		assert_int_equal(endfile_open(&e, s->directory, "newer", writable), ERR_OLDER);
		assert_int_equal(endfile_open(&e, s->directory, "other", writable), ERR_FORMAT);
		assert_null(e);
	}
	free(p);
}

int
main(void)
{
#define ON_A_FILE(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	static const struct CMUnitTest tests[] = {
		ON_A_FILE(there_is_a_key_for_every_day_to_come),
		ON_A_FILE(a_day_s_key_is_destroyed_when_its_day_begins),
		ON_A_FILE(the_file_never_grows_and_is_ours_alone),
		ON_A_FILE(a_clock_set_back_destroys_no_key_until_that_is_the_day_in_force),
		ON_A_FILE(a_torn_key_of_a_day_to_come_is_made_anew_and_told),
		ON_A_FILE(a_torn_day_of_the_last_turn_costs_no_key),
		ON_A_FILE(a_flipped_byte_costs_no_key),
		ON_A_FILE(a_reader_sees_what_is_turned_and_turns_nothing),
		ON_A_FILE(other_files_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
