/*
 * A disk that fails: at each single call, from each call on, when it is full.
 * Nothing is stored by half, and the store goes on when the disk is well again.
 */
#include "tests/fault/disk_calls.h"

#include <sched.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/mount.h>
#include <sys/resource.h>

#include "store/endfile.h"
#include "store/keyfile.h"

static struct made *held, *fresh;

struct state {
	struct store *store;
	char directory[PATH_SIZE];
};

/* ---- what is tried ---- */

/* Returns what the call did; again tells that an earlier try failed. */
typedef int try_fn(struct state *s, bool again);

static int
try_deposit(struct state *s, bool again)
{
	struct store_deposit *d = &fresh->d;
	int err = store_deposits(s->store, &d, 1);

	(void)again;
	assert_int_equal(d->result, err);
	for (size_t i = 0; i < d->count; i++) {
		bool on = disk.on;

		disk.on = false;
		assert_int_equal(look(s->store, fresh, i), err == 0 ? 0 : ERR_ABSENT);
		disk.on = on;
	}
	return err;
}

static int
try_close(struct state *s, bool again)
{
	struct buf shown;
	bool on = disk.on;
	int err = store_close_days(s->store, DAY + 2, 30, true);

	/* both days or none */
	(void)again;
	buf_init(&shown, CLOSED_ANSWER_MAX);
	disk.on = false;
	assert_int_equal(store_closed(s->store, 0, &shown), 0);
	disk.on = on;
	assert_int_equal(shown.n,
	                 err == 0 ? 2 * (CLOSED_HEAD_BYTES + CLOSED_FILL * CLOSED_TAG_BYTES) : 0);
	assert_int_equal(store_closed_day(s->store), err == 0 ? DAY + 1 : 0);
	buf_clear(&shown);
	return err;
}

static int
try_delete(struct state *s, bool again)
{
	(void)again;
	return drop(s->store, NULL, held, 0);
}

static int
try_vault(struct state *s, bool again)
{
	uint32_t current;
	int err = vault_put(s->store, 0, 1, 2, 5000, &current);

	/* the first try may have come as far as the commit */
	if (again && err == ERR_CONFLICT && current == 2)
		err = 0;
	return err;
}

static int
try_vault_drop(struct state *s, bool again)
{
	(void)again;
	return store_vault_drop(s->store, person(0));
}

static int
try_bundles(struct state *s, bool again)
{
	static const uint8_t bytes[BUNDLE_BYTES];
	struct store_bundle b[] = {{person(0), DAY, 1, bytes}, {person(1), DAY, 1, bytes}};

	(void)again;
	return store_bundles_put(s->store, b, 2);
}

static int
try_documents(struct state *s, bool again)
{
	struct store_document d = {"roster", span("text", 4)};

	(void)again;
	return store_documents_put(s->store, &d, 1);
}

static int
try_tidy(struct state *s, bool again)
{
	(void)again;
	return store_tidy(s->store, DAY + 1, 1, false);
}

static int
try_scrub(struct state *s, bool again)
{
	(void)again;
	return store_scrub(s->store);
}

/* ---- what holds however it went ---- */

static void
check(struct state *s)
{
	struct buf out;
	uint32_t version = vault_of(s->store, 0);

	assert_true(version <= 2);
	assert_int_equal(vault_of(s->store, 1), 1);
	for (size_t i = 1; i < held->d.count; i++)
		assert_int_equal(look(s->store, held, i), 0);
	buf_init(&out, 1 << 16);
	assert_int_equal(store_bundles(s->store, DAY, &out), 0);
	assert_true(out.n == 0 || out.n == 2 * BUNDLE_BYTES);
	buf_clear(&out);
	for (size_t i = 1; i < fresh->d.count; i++)
		assert_int_equal(look(s->store, fresh, i), look(s->store, fresh, 0));
}

static void
begin(struct state *s)
{
	uint32_t current;

	directory_new(s->directory);
	assert_int_equal(store_open_sqlite(&s->store, s->directory, STORE_CREATE), 0);
	assert_int_equal(deposit(s->store, held), 0);
	assert_int_equal(store_tidy(s->store, DAY, 1, false), 0);
	assert_int_equal(vault_put(s->store, 0, 0, 1, 5000, &current), 0);
	assert_int_equal(vault_put(s->store, 1, 0, 1, 5000, &current), 0);
}

static void
finish(struct state *s)
{
	disk.on = false;
	store_close(s->store);
	directory_remove(s->directory);
}

/* Fails the n-th call of the try; whether there was one. */
static bool
fail_at(try_fn *try, unsigned n, bool after, int error)
{
	struct state s;
	int err;
	bool reached;

	begin(&s);
	disk.calls = 0;
	disk.fail_at = n;
	disk.fail_after = after;
	disk.error = error;
	disk.on = true;
	err = try(&s, false);
	disk.on = false;
	reached = disk.calls >= n;
	assert_true(err == 0 || err == ERR_DISK);
	if (after && reached && try != try_scrub && try != try_delete)
		assert_true(err != 0 || try == try_tidy);
	check(&s);
	/* well again */
	assert_int_equal(try(&s, true), 0);
	check(&s);
	/* and after a restart */
	store_close(s.store);
	assert_int_equal(store_open_sqlite(&s.store, s.directory, STORE_WRITE), 0);
	check(&s);
	assert_int_equal(try(&s, true), 0);
	finish(&s);
	return reached;
}

static void
every_call_may_fail_once_or_from_then_on(void **state)
{
	static try_fn *const tries[] = {try_deposit,   try_close,      try_delete,
	                                try_vault,     try_vault_drop, try_bundles,
	                                try_documents, try_tidy,       try_scrub};

	(void)state;
	for (size_t i = 0; i < sizeof(tries) / sizeof(tries[0]); i++) {
		unsigned n = 1;

		while (fail_at(tries[i], n, false, EIO))
			n++;
		assert_true(n > 1);
		for (n = 1; fail_at(tries[i], n, true, n % 2 == 0 ? ENOSPC : EROFS);)
			n++;
	}
}

/* The commit's sync fails, and the process dies before it writes anything else. */
static void
a_vault_survives_a_failed_commit_and_a_crash(void **state)
{
	(void)state;
	for (unsigned n = 1;; n++) {
		struct state s;
		char copy[PATH_SIZE];
		struct store *again;
		uint32_t current, version;
		int err;

		begin(&s);
		directory_new(copy);
		disk.calls = 0;
		disk.fail_at = n;
		disk.fail_after = false;
		disk.error = EIO;
		disk.on = true;
		err = vault_put(s.store, 0, 1, 2, 5000, &current);
		disk.on = false;
		directory_copy(s.directory, copy);
		assert_int_equal(store_open_sqlite(&again, copy, STORE_WRITE), 0);
		version = vault_of(again, 0);
		assert_true(version == 1 || version == 2);
		store_close(again);
		/* the same, while it is tried again */
		if (err != 0) {
			disk.calls = 0;
			disk.fail_at = 1 + n % 7;
			disk.fail_after = true;
			disk.on = true;
			(void)!vault_put(s.store, 0, 1, 2, 5000, &current);
			disk.on = false;
			directory_copy(s.directory, copy);
			assert_int_equal(store_open_sqlite(&again, copy, STORE_WRITE), 0);
			version = vault_of(again, 0);
			assert_in_range(version, 1, 2);
			store_close(again);
		}
		directory_remove(copy);
		finish(&s);
		if (disk.calls < n && err == 0)
			break;
	}
}

/* Random bytes first, synced, before the slot looks like a free one. */
static void
a_destroyed_key_is_overwritten_twice(void **state)
{
	char path[PATH_SIZE];
	uint8_t key[KEY_BYTES], before[64] = {0}, after[64] = {0}, *p;
	const uint8_t *lent;
	struct keyfile *k;
	int fd;

	(void)state;
	directory_new(path);
	fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	assert_int_equal(keyfile_create(fd, "keys"), 0);
	assert_int_equal(keyfile_open(&k, fd, "keys", true), 0);
	assert_int_equal(keyfile_day_make(k, DAY, &lent), 0);
	memcpy(key, lent, KEY_BYTES);
	for (unsigned n = 3; n < 6; n++) { /* 1: random, 2: sync, 3: free, 4: sync */
		disk.calls = 0;
		disk.fail_at = n;
		disk.fail_after = true;
		disk.error = EIO;
		disk.on = true;
		assert_int_equal(keyfile_days_destroy(k, DAY + 1), n < 5 ? ERR_DISK : 0);
		disk.on = false;
		assert_int_equal(disk.calls, n < 5 ? n : 4);
		assert_int_equal(file_read(fd, "keys", &p), KEYFILE_BYTES);
		if (p != NULL)
			memcpy(after, p + 512, sizeof(after));
		free(p);
		assert_false(file_contains(path, "keys", key, KEY_BYTES / 4));
		if (n == 3) {
			assert_false(sodium_is_zero(after, 24));
			memcpy(before, after, sizeof(before));
		} else if (n == 4) { /* it was torn: once more */
			assert_true(sodium_is_zero(after, 56));
			assert_memory_not_equal(before, after, sizeof(after));
			assert_int_equal(keyfile_day_make(k, DAY, &lent), 0);
			memcpy(key, lent, KEY_BYTES);
		}
	}
	keyfile_close(k);
	close(fd);
	directory_remove(path);
}

/* Whatever write or sync fails, the key of the day that began goes with the next try, and no other.
 */
static void
end_day_keys_are_turned_over_a_failing_disk(void **state)
{
	static uint8_t before[END_KEYS][END_KEY_BYTES], after[END_KEYS][END_KEY_BYTES];
	char path[PATH_SIZE];
	struct endfile *e;
	size_t renewed = 0;
	uint32_t day, today = DAY;
	int fd, err = ERR_DISK;

	(void)state;
	directory_new(path);
	fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	assert_int_equal(endfile_create(fd, "ends"), 0);
	assert_int_equal(endfile_open(&e, fd, "ends", true), 0);
	assert_int_equal(endfile_turn(e, today, false, &renewed), 0);
	for (unsigned n = 1; err != 0; n++) {
		assert_int_equal(endfile_keys(e, &day, before), 0);
		today += 2;
		disk.calls = 0;
		disk.fail_at = n;
		disk.fail_after = n % 2 == 0;
		disk.error = n % 3 == 0 ? ENOSPC : EIO;
		disk.on = true;
		err = endfile_turn(e, today, false, &renewed);
		disk.on = false;
		assert_true(err == 0 || err == ERR_DISK);
		if (err != 0)
			assert_int_equal(endfile_keys(e, &day, after), ERR_ABSENT);
		assert_int_equal(endfile_turn(e, today, false, &renewed), 0);
		assert_int_equal(endfile_keys(e, &day, after), 0);
		assert_int_equal(day, today);
		assert_memory_equal(after, before[2], sizeof(before) - sizeof(before[0]) * 2);
		for (size_t i = 0; i < 2; i++)
			assert_false(file_contains(path, "ends", before[i], END_KEY_BYTES / 4));
		assert_true(err != 0 || n > 8); /* 2 random, sync, 2 keys, sync, day, sync */
	}
	assert_int_equal(renewed, 0);
	endfile_close(e);
	close(fd);
	directory_remove(path);
}

/* ---- no room ---- */

/* Deposits until there is no room; how many were stored. */
static size_t
fill(struct store *s, struct made **all, size_t most)
{
	for (size_t n = 0; n < most; n++) {
		struct store_deposit *d;

		all[n] = made_new(DAY, 2);
		d = &all[n]->d;
		if (store_deposits(s, &d, 1) != 0) {
			assert_int_equal(d->result, ERR_DISK);
			return n;
		}
	}
	fail_msg("the disk did not fill up");
	return most;
}

/* The disk is full: what is stored is whole, and keys can still be destroyed. */
static void
check_full(struct state *s, struct made **all, size_t n)
{
	struct keyfile *k;
	static uint8_t ends[END_KEYS][END_KEY_BYTES];
	const uint8_t *key;
	uint32_t day;
	int fd = open(s->directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC), err;

	assert_true(n > 3);
	for (size_t i = 0; i <= n; i++)
		for (size_t j = 0; j < 3; j++)
			assert_int_equal(look(s->store, all[i], j), i < n ? 0 : ERR_ABSENT);
	assert_int_equal(vault_of(s->store, 0), 1);
	err = store_tidy(s->store, DAY + 2, 1, false);
	assert_true(err == 0 || err == ERR_DISK);
	assert_int_equal(store_ends(s->store, &day, ends), 0); /* they need no room */
	assert_int_equal(day, DAY + 2);
	assert_int_equal(keyfile_open(&k, fd, "keys", false), 0);
	assert_int_equal(keyfile_day(k, DAY, &key), ERR_ABSENT);
	keyfile_close(k);
	close(fd);
	assert_int_equal(look(s->store, all[0], 0), ERR_ABSENT);
}

/* There is room again. */
static void
check_roomy(struct state *s, struct made **all, size_t n)
{
	struct made *m = made_new(DAY + 2, 2);
	uint32_t current;

	assert_int_equal(store_tidy(s->store, DAY + 2, 1, false), 0);
	assert_int_equal(tags_of(s->store, DAY), 0);
	assert_int_equal(deposit(s->store, m), 0);
	assert_int_equal(look(s->store, m, 2), 0);
	assert_int_equal(vault_put(s->store, 0, 1, 2, 5000, &current), 0);
	assert_int_equal(vault_of(s->store, 0), 2);
	for (size_t i = 0; i <= n; i++)
		free(all[i]);
	free(m);
}

enum { MOST = 2000 };
static struct made *all[MOST + 1];

static void
a_file_that_may_not_grow_is_a_full_disk(void **state)
{
	struct rlimit before, small;
	struct state s;
	size_t n;

	(void)state;
	begin(&s);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
	small = before;
	small.rlim_cur = 800000;
	assert_true(signal(SIGXFSZ, SIG_IGN) != SIG_ERR);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	n = fill(s.store, all, MOST);
	check_full(&s, all, n);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
	check_roomy(&s, all, n);
	finish(&s);
}

/* A mount namespace of our own, as root or as anybody where that is allowed. */
static bool
own_mounts(void)
{
	if (unshare(CLONE_NEWNS) != 0 && unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0)
		return false;
	return mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0;
}

static void
a_full_disk_refuses_and_recovers(void **state)
{
	char directory[PATH_SIZE];
	struct state s;
	uint32_t current;
	size_t n;

	(void)state;
	directory_new(directory);
	if (!own_mounts() || mount("alcove", directory, "tmpfs", 0, "size=1500k,mode=0700") != 0) {
		print_message("# no small tmpfs can be mounted here\n");
		assert_int_equal(rmdir(directory), 0);
		skip();
	}
	memcpy(s.directory, directory, sizeof(directory));
	assert_int_equal(store_open_sqlite(&s.store, directory, STORE_CREATE), 0);
	assert_int_equal(store_tidy(s.store, DAY, 1, false), 0);
	assert_int_equal(vault_put(s.store, 0, 0, 1, 5000, &current), 0);
	n = fill(s.store, all, MOST);
	assert_int_equal(vault_put(s.store, 0, 1, 2, 500000, &current), ERR_DISK);
	check_full(&s, all, n);
	assert_int_equal(mount("alcove", directory, NULL, MS_REMOUNT, "size=20m"), 0);
	check_roomy(&s, all, n);
	store_close(s.store);
	assert_int_equal(umount(directory), 0);
	assert_int_equal(rmdir(directory), 0);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_call_may_fail_once_or_from_then_on),
		cmocka_unit_test(a_vault_survives_a_failed_commit_and_a_crash),
		cmocka_unit_test(a_destroyed_key_is_overwritten_twice),
		cmocka_unit_test(end_day_keys_are_turned_over_a_failing_disk),
		cmocka_unit_test(a_file_that_may_not_grow_is_a_full_disk),
		cmocka_unit_test(a_full_disk_refuses_and_recovers),
	};
	int failed;

	if (sodium_init() < 0)
		return 1;
	held = made_new(DAY, 1);
	fresh = made_new(DAY + 1, 2);
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	free(held);
	free(fresh);
	return failed;
}
