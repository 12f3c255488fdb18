/* The shredding key file, and wrapping under its keys. */
#include "store_fixture.h"

#include "core/secret.h"
#include "store/keyfile.h"

enum { HEADER = 512, SLOT = 64 };

struct state {
	char path[PATH_SIZE];
	int directory;
};

static int
setup(void **out)
{
	static struct state s;
	struct stat st;
	mode_t before;
	int err;

	*out = &s;
	assert_int_equal(core_start(), 0);
	directory_new(s.path);
	s.directory = open(s.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	before = umask(0777); /* it is ours to read and write all the same */
	err = keyfile_create(s.directory, "keys");
	umask(before);
	assert_int_equal(fstatat(s.directory, "keys", &st, 0), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	return err;
}

static int
teardown(void **state)
{
	struct state *s = *state;

	close(s->directory);
	directory_remove(s->path);
	return 0;
}

static struct keyfile *
opened(void **state, bool writable)
{
	struct keyfile *k;

	assert_int_equal(keyfile_open(&k, ((struct state *)*state)->directory, "keys", writable),
	                 0);
	return k;
}

static size_t
image(void **state, uint8_t **p)
{
	return file_read(((struct state *)*state)->directory, "keys", p);
}

/* A day's key made, and a copy of it. */
static void
make_day(struct keyfile *k, uint32_t day, uint8_t copy[KEY_BYTES])
{
	const uint8_t *key;

	assert_int_equal(keyfile_day_make(k, day, &key), 0);
	memcpy(copy, key, KEY_BYTES);
}

static void
make_vault(struct keyfile *k, size_t who, uint32_t version, uint8_t copy[KEY_BYTES])
{
	const uint8_t *key;

	assert_int_equal(keyfile_vault_make(k, person(who), version, &key), 0);
	memcpy(copy, key, KEY_BYTES);
}

static bool
in_file(void **state, const uint8_t key[KEY_BYTES])
{
	/* half of it would be too much */
	return file_contains(((struct state *)*state)->path, "keys", key, KEY_BYTES / 2) ||
	       file_contains(((struct state *)*state)->path, "keys", key + KEY_BYTES / 2,
	                     KEY_BYTES / 2);
}

static void
keys_are_kept_until_their_day_is_destroyed(void **state)
{
	struct keyfile *k = opened(state, true);
	uint8_t a[KEY_BYTES], b[KEY_BYTES];
	const uint8_t *key;

	assert_int_equal(keyfile_day(k, DAY, &key), ERR_ABSENT);
	make_day(k, DAY, a);
	make_day(k, DAY + 1, b);
	assert_memory_not_equal(a, b, KEY_BYTES);
	assert_int_equal(keyfile_day_make(k, DAY, &key), 0);
	assert_memory_equal(key, a, KEY_BYTES);
	keyfile_close(k);
	k = opened(state, true);
	assert_int_equal(keyfile_day(k, DAY, &key), 0);
	assert_memory_equal(key, a, KEY_BYTES);
	assert_int_equal(keyfile_days_destroy(k, DAY + 1), 0);
	assert_int_equal(keyfile_day(k, DAY, &key), ERR_ABSENT);
	assert_int_equal(keyfile_day(k, DAY + 1, &key), 0);
	assert_memory_equal(key, b, KEY_BYTES);
	assert_false(in_file(state, a));
	assert_true(in_file(state, b));
	keyfile_close(k);
}

static void
the_file_never_grows_and_is_ours_alone(void **state)
{
	struct state *s = *state;
	struct keyfile *k = opened(state, true);
	struct stat st;
	uint8_t key[KEY_BYTES];
	const uint8_t *p;

	for (uint32_t round = 0; round < 3; round++) {
		for (uint32_t i = 0; i < KEYFILE_DAYS; i++)
			make_day(k, DAY + round * 100 + i, key);
		assert_int_equal(keyfile_day_make(k, DAY + 99, &p), ERR_FULL);
		assert_int_equal(keyfile_days_destroy(k, DAY + round * 100 + KEYFILE_DAYS), 0);
	}
	keyfile_close(k);
	assert_int_equal(fstatat(s->directory, "keys", &st, 0), 0);
	assert_int_equal(st.st_size, KEYFILE_BYTES);
	assert_int_equal(st.st_mode & 07777, 0600);
	assert_true(st.st_blocks * 512 >= KEYFILE_BYTES); /* no holes */
	assert_int_equal(keyfile_create(s->directory, "keys"), ERR_CONFLICT);
}

static void
a_vault_has_a_key_beside_the_one_in_force(void **state)
{
	struct keyfile *k = opened(state, true);
	uint8_t one[KEY_BYTES], two[KEY_BYTES], again[KEY_BYTES], other[KEY_BYTES];
	const uint8_t *key;

	make_vault(k, 0, 1, one);
	make_vault(k, 1, 1, other);
	make_vault(k, 0, 2, two);
	assert_int_equal(keyfile_vault(k, person(0), 1, &key), 0);
	assert_memory_equal(key, one, KEY_BYTES);
	make_vault(k, 0, 2, again);
	assert_memory_not_equal(two, again, KEY_BYTES);
	assert_false(in_file(state, two));
	assert_int_equal(keyfile_vault_keep(k, person(0), 2), 0);
	assert_false(in_file(state, one));
	assert_true(in_file(state, again));
	assert_true(in_file(state, other));
	assert_int_equal(keyfile_vault(k, person(0), 1, &key), ERR_ABSENT);
	assert_int_equal(keyfile_vault_keep(k, person(0), 0), 0);
	assert_false(in_file(state, again));
	assert_int_equal(keyfile_vault(k, person(1), 1, &key), 0);
	keyfile_close(k);
}

static void
everybody_with_a_vault_can_replace_it(void **state)
{
	struct keyfile *k = opened(state, true);
	uint8_t copy[KEY_BYTES], who[PERSON_BYTES];
	const uint8_t *key;
	uint32_t version;
	size_t n = 0;

	for (size_t i = 0; i < KEYFILE_PEOPLE; i++)
		make_vault(k, i, 1, copy);
	assert_int_equal(keyfile_vault_make(k, person(KEYFILE_PEOPLE), 1, &key), ERR_FULL);
	for (size_t i = 0; i < KEYFILE_PEOPLE; i++)
		make_vault(k, i, 2, copy);
	while (keyfile_vault_at(k, n, who, &version) == 0)
		n++;
	assert_int_equal(n, KEYFILE_VAULTS);
	keyfile_close(k);
}

static void
a_torn_slot_is_empty_and_freed(void **state)
{
	struct state *s = *state;
	struct keyfile *k = opened(state, true);
	uint8_t key[KEY_BYTES], vault[KEY_BYTES], *p;
	const uint8_t *found;
	size_t n;

	make_day(k, DAY, key);
	make_vault(k, 0, 7, vault);
	assert_int_equal(keyfile_seen_set(k, DAY), 0);
	keyfile_close(k);
	n = image(state, &p);
	assert_int_equal(n, KEYFILE_BYTES);
	if (p == NULL)
		return;
	for (size_t at = HEADER; at < n; at += 61) {
		uint32_t seen;
		bool zero = true;

		for (size_t i = 0; i < SLOT; i++)
			zero = zero && p[(at / SLOT) * SLOT + i] == 0;
		if (zero) /* past the last slot */
			continue;
		p[at] ^= 0x10;
		p[at ^ 1] ^= 0x10; /* more than can be mended */
		file_write(s->directory, "keys", p, n);
		k = opened(state, false);
		assert_int_equal(keyfile_day(k, DAY, &found),
		                 at / SLOT == HEADER / SLOT ? ERR_ABSENT : 0);
		assert_int_equal(keyfile_seen(k, &seen), 0);
		assert_true(seen == DAY || seen == 0);
		keyfile_close(k);
		k = opened(state, true);
		assert_int_equal(keyfile_day(k, DAY, &found),
		                 at / SLOT == HEADER / SLOT ? ERR_ABSENT : 0);
		keyfile_close(k);
		/* freeing it overwrote what was left of the key */
		if (at / SLOT == HEADER / SLOT)
			assert_false(in_file(state, key));
		p[at] ^= 0x10;
		p[at ^ 1] ^= 0x10;
	}
	free(p);
}

/* What the disk did to one byte is undone on the disk; a reader waits until a writer has. */
static void
a_flipped_byte_is_mended(void **state)
{
	struct state *s = *state;
	struct keyfile *k = opened(state, true);
	uint8_t key[KEY_BYTES], vault[KEY_BYTES], *p, *q;
	const uint8_t *found;
	size_t n;

	make_day(k, DAY, key);
	make_vault(k, 0, 7, vault);
	assert_int_equal(keyfile_seen_set(k, DAY), 0);
	keyfile_close(k);
	n = image(state, &p);
	if (p == NULL)
		return;
	for (size_t at = HEADER; at < HEADER + SLOT; at++) {
		p[at] ^= (uint8_t)(1 + at);
		file_write(s->directory, "keys", p, n);
		p[at] ^= (uint8_t)(1 + at);
		k = opened(state, false);
		assert_int_equal(keyfile_day(k, DAY, &found), ERR_ABSENT);
		keyfile_close(k);
		k = opened(state, true);
		assert_int_equal(keyfile_mended(k), 1);
		assert_int_equal(keyfile_day(k, DAY, &found), 0);
		assert_memory_equal(found, key, KEY_BYTES);
		keyfile_close(k);
		assert_int_equal(image(state, &q), n);
		assert_memory_equal(p, q, n);
		free(q);
	}
	free(p);
}

static void
other_files_are_refused(void **state)
{
	struct state *s = *state;
	struct keyfile *k;
	uint8_t *p;
	size_t n = image(state, &p);

	assert_int_equal(n, KEYFILE_BYTES);
	if (p == NULL)
		return;
	file_write(s->directory, "short", p, n - 1);
	p[n - 1] = 0;
	file_write(s->directory, "long", p, n + 1);
	p[19]++;
	file_write(s->directory, "newer", p, n);
	p[19]--;
	p[0]++;
	file_write(s->directory, "other", p, n);
	assert_int_equal(symlinkat("keys", s->directory, "link"), 0);
	assert_int_equal(mkfifoat(s->directory, "fifo", 0600), 0);
	for (int writable = 0; writable < 2; writable++) {
		assert_int_equal(keyfile_open(&k, s->directory, "none", writable), ERR_ABSENT);
		assert_int_equal(keyfile_open(&k, s->directory, "short", writable), ERR_FORMAT);
		assert_int_equal(keyfile_open(&k, s->directory, "long", writable), ERR_FORMAT);
		assert_int_equal(keyfile_open(&k, s->directory, "newer", writable), ERR_OLDER);
		assert_int_equal(keyfile_open(&k, s->directory, "other", writable), ERR_FORMAT);
		assert_int_equal(keyfile_open(&k, s->directory, "link", writable), ERR_DISK);
		assert_int_equal(keyfile_open(&k, s->directory, "fifo", writable), ERR_DISK);
		assert_null(k);
	}
	free(p);
}

static void
a_reader_sees_new_keys_and_not_destroyed_ones(void **state)
{
	struct keyfile *k = opened(state, true), *r = opened(state, false);
	uint8_t copy[KEY_BYTES];
	const uint8_t *key;
	uint32_t days[KEYFILE_DAYS], seen;
	size_t n;

	assert_int_equal(keyfile_day(r, DAY, &key), ERR_ABSENT);
	make_day(k, DAY, copy);
	assert_int_equal(keyfile_day(r, DAY, &key), 0);
	assert_memory_equal(key, copy, KEY_BYTES);
	assert_int_equal(keyfile_days_destroy(k, DAY + 1), 0);
	keyfile_rest(r);
	assert_int_equal(keyfile_day(r, DAY, &key), ERR_ABSENT);
	assert_int_equal(keyfile_seen_set(k, DAY), 0);
	assert_int_equal(keyfile_seen(r, &seen), 0);
	assert_int_equal(seen, DAY);
	assert_int_equal(keyfile_days(r, days, &n), 0);
	assert_int_equal(n, 0);
	/* and changes nothing */
	assert_int_equal(keyfile_day_make(r, DAY, &key), ERR_INTERNAL);
	assert_int_equal(keyfile_days_destroy(r, DAY + 9), ERR_INTERNAL);
	assert_int_equal(keyfile_vault_make(r, person(0), 1, &key), ERR_INTERNAL);
	assert_int_equal(keyfile_vault_keep(r, person(0), 1), ERR_INTERNAL);
	assert_int_equal(keyfile_seen_set(r, 1), ERR_INTERNAL);
	keyfile_close(k);
	keyfile_close(r);
}

static void
the_day_last_seen_is_kept(void **state)
{
	struct keyfile *k = opened(state, true);
	uint32_t day;

	assert_int_equal(keyfile_seen(k, &day), 0);
	assert_int_equal(day, 0);
	assert_int_equal(keyfile_seen_set(k, DAY), 0);
	assert_int_equal(keyfile_seen_set(k, DAY + 1), 0);
	keyfile_close(k);
	k = opened(state, true);
	assert_int_equal(keyfile_seen(k, &day), 0);
	assert_int_equal(day, DAY + 1);
	keyfile_close(k);
}

/* ---- wrapping ---- */

static void
what_was_wrapped_opens_only_as_what_it_was(void **state)
{
	uint8_t key[KEY_BYTES], id[TAG_BYTES], other[KEY_BYTES], plain[100], out[100];
	uint8_t wrapped[sizeof(plain) + WRAP_BYTES];
	struct wrap_label right = {WRAP_ENVELOPE, DAY, id, person(0)}, wrong;

	(void)state;
	randombytes_buf(key, sizeof(key));
	randombytes_buf(id, sizeof(id));
	randombytes_buf(other, sizeof(other));
	randombytes_buf(plain, sizeof(plain));
	wrap_seal(wrapped, key, &right, SPAN(plain));
	assert_int_equal(wrap_open(out, key, &right, SPAN(wrapped)), 0);
	assert_memory_equal(out, plain, sizeof(plain));
	wrong = right;
	wrong.kind = WRAP_VAULT;
	assert_int_equal(wrap_open(out, key, &wrong, SPAN(wrapped)), ERR_SEAL);
	wrong = right;
	wrong.number++;
	assert_int_equal(wrap_open(out, key, &wrong, SPAN(wrapped)), ERR_SEAL);
	wrong = right;
	wrong.id = other;
	assert_int_equal(wrap_open(out, key, &wrong, SPAN(wrapped)), ERR_SEAL);
	wrong = right;
	wrong.person = person(1);
	assert_int_equal(wrap_open(out, key, &wrong, SPAN(wrapped)), ERR_SEAL);
	wrong.person = NULL;
	assert_int_equal(wrap_open(out, key, &wrong, SPAN(wrapped)), ERR_SEAL);
	assert_int_equal(wrap_open(out, other, &right, SPAN(wrapped)), ERR_SEAL);
	for (size_t i = 0; i < sizeof(wrapped); i++) {
		wrapped[i] ^= 1;
		assert_int_equal(wrap_open(out, key, &right, SPAN(wrapped)), ERR_SEAL);
		wrapped[i] ^= 1;
	}
	for (size_t n = 0; n < sizeof(wrapped); n++)
		assert_int_equal(wrap_open(out, key, &right, span(wrapped, n)), ERR_SEAL);
}

static void
one_thing_is_never_wrapped_alike_twice(void **state)
{
	uint8_t key[KEY_BYTES] = {1}, id[TAG_BYTES] = {2}, plain[64] = {3};
	uint8_t a[sizeof(plain) + WRAP_BYTES], b[sizeof(plain) + WRAP_BYTES];
	struct wrap_label label = {WRAP_CELL, DAY, id, NULL};

	(void)state;
	wrap_seal(a, key, &label, SPAN(plain));
	wrap_seal(b, key, &label, SPAN(plain));
	assert_memory_not_equal(a, b, WRAP_SALT_BYTES);
	assert_memory_not_equal(a + WRAP_SALT_BYTES, b + WRAP_SALT_BYTES, sizeof(plain));
}

int
main(void)
{
#define ON_A_FILE(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	static const struct CMUnitTest tests[] = {
		ON_A_FILE(keys_are_kept_until_their_day_is_destroyed),
		ON_A_FILE(the_file_never_grows_and_is_ours_alone),
		ON_A_FILE(a_vault_has_a_key_beside_the_one_in_force),
		ON_A_FILE(everybody_with_a_vault_can_replace_it),
		ON_A_FILE(a_torn_slot_is_empty_and_freed),
		ON_A_FILE(a_flipped_byte_is_mended),
		ON_A_FILE(other_files_are_refused),
		ON_A_FILE(a_reader_sees_new_keys_and_not_destroyed_ones),
		ON_A_FILE(the_day_last_seen_is_kept),
		cmocka_unit_test(what_was_wrapped_opens_only_as_what_it_was),
		cmocka_unit_test(one_thing_is_never_wrapped_alike_twice),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
