/*
 * Every story is cut off before each of its writes and syncs in turn: the
 * process is gone, or the power. Then the store is opened again, and that too is
 * cut off at each step. However it went, nothing acknowledged is lost, nothing
 * is there by half, and no key is left that should be gone.
 */
#include "tests/fault/disk_calls.h"

#include <limits.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>

#include "store/keyfile.h"

/* With the address sanitizer a fork is dear: then not each step. */
#ifdef __SANITIZE_ADDRESS__
enum { STRIDE = 4 };
#else
enum { STRIDE = 1 };
#endif

/* Shared with the child that is cut off. */
static struct shared {
	uint32_t acknowledged; /* steps of the story that returned 0 */
	uint32_t calls;
} * shared;

static struct made *made[3];

struct story {
	/* Makes the store in which the story begins. */
	void (*prepare)(const char *directory);
	/* Runs in the child; begun again after it was cut off, goes on where it was. */
	void (*act)(const char *directory);
	/* What must hold in a copy of the directory, after so many acknowledged steps. */
	void (*check)(const char *directory, uint32_t acknowledged);
	/* Starts again from each so many-th step. */
	unsigned again_each;
};

/* ---- the machinery ---- */

static void
acknowledge(uint32_t step, int err)
{
	if (err != 0)
		_exit(1);
	if (step > shared->acknowledged)
		shared->acknowledged = step;
}

static struct store *
open_or_exit(const char *directory)
{
	struct store *s;

	if (store_open_sqlite(&s, directory, STORE_WRITE) != 0)
		_exit(1);
	return s;
}

/* Whether the child was cut off at the step; what it synced is in synced. */
static bool
cut_off(void (*act)(const char *), const char *live, const char *synced, unsigned step, bool tear)
{
	int status;
	pid_t child = fork();

	assert_true(child >= 0);
	if (child == 0) {
		disk.synced = open(synced, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		disk.die_at = step;
		disk.tear = tear;
		disk.on = true;
		act(live);
		shared->calls = disk.calls;
		_exit(0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	assert_true(WEXITSTATUS(status) == 0 || WEXITSTATUS(status) == DIED);
	return WEXITSTATUS(status) == DIED;
}

/*
 * Keys and database, each as it was written, or as it was synced last: the disk
 * may have done either. Mixture 0 is no loss of power, only of the process.
 */
static void
check_mixtures(const struct story *story, const char *live, const char *synced, unsigned first)
{
	static const char *const names[] = {"keys", "ends", "store.db", "store.db-wal"};
	char mixed[PATH_SIZE];
	int fd, from[2];

	directory_new(mixed);
	fd = open(mixed, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	from[0] = open(live, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	from[1] = open(synced, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	for (unsigned mixture = first; mixture < 4; mixture++) {
		directory_empty(mixed);
		for (size_t i = 0; i < 4; i++)
			file_copy(from[i < 2 ? mixture & 1 : mixture >> 1], fd, names[i]);
		story->check(mixed, shared->acknowledged);
	}
	close(fd);
	close(from[0]);
	close(from[1]);
	directory_remove(mixed);
}

static void
run_story(const struct story *story, bool tear)
{
	char begin[PATH_SIZE], live[PATH_SIZE], synced[PATH_SIZE];
	char live_again[PATH_SIZE], synced_again[PATH_SIZE];
	bool more = true;
	unsigned step;

	directory_new(begin);
	directory_new(live);
	directory_new(synced);
	directory_new(live_again);
	directory_new(synced_again);
	story->prepare(begin);
	for (step = 1; more; step += STRIDE) {
		uint32_t acknowledged;
		bool again = !tear && step % story->again_each == 0;

		directory_copy(begin, live);
		directory_copy(begin, synced);
		shared->acknowledged = 0;
		more = cut_off(story->act, live, synced, step, tear);
		acknowledged = shared->acknowledged;
		check_mixtures(story, live, synced, 0);
		/* started again, and then the power fails: at the end, for some also on the way */
		for (unsigned next = step % 4 == 0 ? 3 : UINT_MAX / 8; again; next *= 2) {
			directory_copy(live, live_again);
			directory_copy(synced, synced_again);
			shared->acknowledged = acknowledged;
			again = cut_off(story->act, live_again, synced_again, next, tear);
			check_mixtures(story, live_again, synced_again, 1);
		}
	}
	assert_true(step > 8); /* the calls did come through here */
	directory_remove(begin);
	directory_remove(live);
	directory_remove(synced);
	directory_remove(live_again);
	directory_remove(synced_again);
}

/* ---- a vault is replaced ---- */

static void
vault_prepare(const char *directory)
{
	struct store *s;
	uint32_t current;

	assert_int_equal(store_open_sqlite(&s, directory, STORE_CREATE), 0);
	assert_int_equal(vault_put(s, 0, 0, 1, 3000, &current), 0);
	assert_int_equal(vault_put(s, 1, 0, 1, 3000, &current), 0);
	store_close(s);
}

static void
vault_act(const char *directory)
{
	struct store *s = open_or_exit(directory);
	uint32_t current;

	for (uint32_t version = vault_of(s, 0); version < 3; version++)
		acknowledge(version, vault_put(s, 0, version, version + 1, 3000, &current));
}

/* The only vault keys in a directory's key file are those of these versions. */
static void
check_vault_keys(const char *directory, uint32_t first, uint32_t second)
{
	int fd = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct keyfile *k;
	uint8_t who[PERSON_BYTES];
	uint32_t version;
	size_t n = 0;

	assert_int_equal(keyfile_open(&k, fd, "keys", true), 0);
	for (; keyfile_vault_at(k, n, who, &version) == 0; n++)
		assert_int_equal(version,
		                 memcmp(who, person(0), PERSON_BYTES) == 0 ? first : second);
	assert_int_equal(n, 2);
	keyfile_close(k);
	close(fd);
}

static void
vault_check(const char *directory, uint32_t acknowledged)
{
	struct store *s;
	uint32_t version, current;

	assert_int_equal(store_open_sqlite(&s, directory, STORE_WRITE), 0);
	version = vault_of(s, 0);
	assert_in_range(version, 1 + acknowledged, 3);
	assert_int_equal(vault_of(s, 1), 1);
	check_vault_keys(directory, version, 1);
	assert_int_equal(vault_put(s, 0, version, version + 1, 10, &current), 0);
	assert_int_equal(vault_of(s, 0), version + 1);
	store_close(s);
}

static const struct story vault_story = {vault_prepare, vault_act, vault_check, 1};

static void
a_vault_is_the_old_or_the_new_one_wherever_it_is_cut_off(void **state)
{
	(void)state;
	run_story(&vault_story, false);
}

static void
a_vault_survives_a_torn_write(void **state)
{
	(void)state;
	run_story(&vault_story, true);
}

/* ---- the first deposits of a day ---- */

static void
deposit_prepare(const char *directory)
{
	struct store *s;

	assert_int_equal(store_open_sqlite(&s, directory, STORE_CREATE), 0);
	assert_int_equal(deposit(s, made[0]), 0);
	store_close(s);
}

static void
deposit_act(const char *directory)
{
	struct store *s = open_or_exit(directory);

	acknowledge(1, deposit(s, made[1]));
	acknowledge(2, deposit(s, made[2]));
}

static void
deposit_check(const char *directory, uint32_t acknowledged)
{
	struct store *s;

	assert_int_equal(store_open_sqlite(&s, directory, STORE_WRITE), 0);
	for (uint32_t i = 0; i < 3; i++) {
		int first = look(s, made[i], 0);

		assert_true(first == 0 || (first == ERR_ABSENT && i > acknowledged));
		for (size_t j = 1; j < made[i]->d.count; j++)
			assert_int_equal(look(s, made[i], j), first);
	}
	for (uint32_t i = 0; i < 3; i++) {
		assert_int_equal(deposit(s, made[i]), 0);
		assert_int_equal(look(s, made[i], 0), 0);
	}
	store_close(s);
}

static const struct story deposit_story = {deposit_prepare, deposit_act, deposit_check, 1};

static void
a_deposit_is_there_whole_or_not_at_all_wherever_it_is_cut_off(void **state)
{
	(void)state;
	run_story(&deposit_story, false);
}

static void
a_deposit_survives_a_torn_write(void **state)
{
	(void)state;
	run_story(&deposit_story, true);
}

/* ---- a day's end ---- */

static uint8_t expired_key[KEY_BYTES], end_keys[END_KEYS][END_KEY_BYTES];

/* The key of the day that began is gone, all others are as they were, and none was lost. */
static void
check_ends(struct store *s, const char *directory)
{
	static uint8_t keys[END_KEYS][END_KEY_BYTES];
	uint32_t day;

	assert_int_equal(store_ends(s, &day, keys), 0);
	assert_int_equal(day, DAY + 2);
	assert_memory_equal(keys, end_keys[1], sizeof(end_keys) - END_KEY_BYTES);
	assert_false(file_contains(directory, "ends", end_keys[0], END_KEY_BYTES / 2));
	assert_int_equal(store_ends_renewed(s), 0);
}

static void
tidy_prepare(const char *directory)
{
	int fd = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct keyfile *k;
	const uint8_t *key;
	struct store *s;
	uint32_t today;

	assert_int_equal(store_open_sqlite(&s, directory, STORE_CREATE), 0);
	for (size_t i = 0; i < 3; i++)
		assert_int_equal(deposit(s, made[i]), 0);
	assert_int_equal(store_tidy(s, DAY + 1, 1, false), 0);
	assert_int_equal(store_ends(s, &today, end_keys), 0);
	store_close(s);
	assert_int_equal(keyfile_open(&k, fd, "keys", false), 0);
	assert_int_equal(keyfile_day(k, DAY, &key), 0);
	memcpy(expired_key, key, KEY_BYTES);
	keyfile_close(k);
	close(fd);
}

static void
tidy_act(const char *directory)
{
	struct store *s = open_or_exit(directory);

	acknowledge(1, store_tidy(s, DAY + 2, 1, false));
}

static void
tidy_check(const char *directory, uint32_t acknowledged)
{
	struct store *s;
	int first;

	if (acknowledged > 0) {
		assert_false(file_contains(directory, "keys", expired_key, KEY_BYTES));
		assert_false(file_contains(directory, "ends", end_keys[0], END_KEY_BYTES));
	}
	assert_int_equal(store_open_sqlite(&s, directory, STORE_WRITE), 0);
	first = look(s, made[0], 0);
	assert_true(first == ERR_ABSENT || (first == 0 && acknowledged == 0));
	assert_int_equal(look(s, made[1], 0), 0);
	/* the next call makes up for what is missing */
	assert_int_equal(store_tidy(s, DAY + 2, 1, false), 0);
	assert_int_equal(look(s, made[0], 0), ERR_ABSENT);
	assert_int_equal(tags_of(s, DAY), 0);
	assert_int_equal(look(s, made[1], 1), 0);
	assert_int_equal(look(s, made[2], 1), 0);
	check_ends(s, directory);
	store_close(s);
	assert_false(file_contains(directory, "keys", expired_key, KEY_BYTES));
	assert_false(file_contains(directory, "store.db", made[0]->tag[0], TAG_BYTES));
	assert_false(file_contains(directory, "pack", "", 0));
}

static const struct story tidy_story = {tidy_prepare, tidy_act, tidy_check, 5};

static void
a_days_end_is_made_up_for_wherever_it_is_cut_off(void **state)
{
	(void)state;
	run_story(&tidy_story, false);
}

static void
a_days_end_survives_a_torn_write(void **state)
{
	(void)state;
	run_story(&tidy_story, true);
}

/* ---- the first end-day keys of an office made before there were any ---- */

static void
ends_prepare(const char *directory)
{
	int fd = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	tidy_prepare(directory);
	assert_int_equal(unlinkat(fd, "ends", 0), 0);
	close(fd);
}

static void
ends_act(const char *directory)
{
	struct store *s = open_or_exit(directory);
	uint32_t day;

	acknowledge(1, store_tidy(s, DAY + 1, 1, false));
	acknowledge(1, store_ends(s, &day, end_keys));
	store_close(s);
}

static void
ends_check(const char *directory, uint32_t acknowledged)
{
	struct store *s;
	uint32_t day;
	int err;

	assert_int_equal(store_open_sqlite(&s, directory, STORE_WRITE), 0);
	err = store_ends(s, &day, end_keys);
	assert_true(err == 0 || (err == ERR_ABSENT && acknowledged == 0));
	assert_int_equal(store_tidy(s, DAY + 1, 1, false), 0);
	assert_int_equal(store_ends(s, &day, end_keys), 0);
	assert_int_equal(day, DAY + 1);
	store_close(s);
}

static const struct story ends_story = {ends_prepare, ends_act, ends_check, 997};

static void
the_first_end_day_keys_are_made_up_for_wherever_it_is_cut_off(void **state)
{
	(void)state;
	run_story(&ends_story, false);
}

/* ---- kill -9 ---- */

/* Deposits one after the other and says each through the pipe once it is acknowledged. */
static void
deposit_until_killed(const char *directory, struct made **many, int pipe)
{
	struct store *s = open_or_exit(directory);

	for (uint8_t i = 0;; i++) {
		if (deposit(s, many[i]) != 0)
			_exit(1);
		if (write(pipe, &i, 1) != 1 || i == 255)
			_exit(0);
	}
}

static void
nothing_acknowledged_is_lost_by_kill_9(void **state)
{
	struct made *many[256];
	char directory[PATH_SIZE];
	size_t most = 0;

	(void)state;
	for (size_t i = 0; i < 256; i++)
		many[i] = made_new(DAY + (uint32_t)i / 64, 2);
	for (unsigned round = 0; round < 8; round++) {
		int ends[2], status;
		struct store *s;
		uint8_t last;
		size_t said = 0;
		pid_t child;

		directory_new(directory);
		assert_int_equal(store_open_sqlite(&s, directory, STORE_CREATE), 0);
		store_close(s);
		assert_int_equal(pipe(ends), 0);
		child = fork();
		if (child == 0)
			deposit_until_killed(directory, many, ends[1]);
		close(ends[1]);
		while (said < 1 + round * 13 && read(ends[0], &last, 1) == 1)
			said++;
		usleep(round * 300);
		kill(child, SIGKILL);
		while (read(ends[0], &last, 1) == 1)
			said++;
		close(ends[0]);
		assert_int_equal(waitpid(child, &status, 0), child);
		assert_int_equal(store_open_sqlite(&s, directory, STORE_WRITE), 0);
		for (size_t i = 0; i < 256; i++) {
			int err = look(s, many[i], 0);

			assert_true(err == 0 || (err == ERR_ABSENT && i >= said));
			for (size_t j = 1; j < 3; j++)
				assert_int_equal(look(s, many[i], j), err);
		}
		most = said > most ? said : most;
		store_close(s);
		directory_remove(directory);
	}
	assert_true(most > 50);
	for (size_t i = 0; i < 256; i++)
		free(many[i]);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_vault_is_the_old_or_the_new_one_wherever_it_is_cut_off),
		cmocka_unit_test(a_vault_survives_a_torn_write),
		cmocka_unit_test(a_deposit_is_there_whole_or_not_at_all_wherever_it_is_cut_off),
		cmocka_unit_test(a_deposit_survives_a_torn_write),
		cmocka_unit_test(a_days_end_is_made_up_for_wherever_it_is_cut_off),
		cmocka_unit_test(a_days_end_survives_a_torn_write),
		cmocka_unit_test(the_first_end_day_keys_are_made_up_for_wherever_it_is_cut_off),
		cmocka_unit_test(nothing_acknowledged_is_lost_by_kill_9),
	};
	int failed;

	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1,
	              0);
	if (shared == MAP_FAILED || sodium_init() < 0)
		return 1;
	for (size_t i = 0; i < 3; i++)
		made[i] = made_new(DAY + (i > 0), 1);
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	for (size_t i = 0; i < 3; i++)
		free(made[i]);
	return failed;
}
