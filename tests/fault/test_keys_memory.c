/*
 * Keys from words while memory is refused, each of the library's own allocations in
 * its turn (the core's other ones: test_conversation_memory.c): an error, nothing
 * kept, nothing half derived, and of the words no copy anywhere.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "core/crypto/keys.h"
#include "core/crypto/minisign.h"
#include "core/secret.h"

/* ---- memory that is refused at the refuse-th time ---- */

static size_t calls, refuse;
static long held; /* blocks and mappings not given back */

void *__real_malloc(size_t n);
void *__wrap_malloc(size_t n);
void __real_free(void *p);
void __wrap_free(void *p);
void *__real_mmap(void *at, size_t n, int protection, int flags, int fd, off_t from);
void *__wrap_mmap(void *at, size_t n, int protection, int flags, int fd, off_t from);
int __real_munmap(void *p, size_t n);
int __wrap_munmap(void *p, size_t n);

static bool
refused(void)
{
	if (++calls == refuse) {
		errno = ENOMEM;
		return true;
	}
	held++;
	return false;
}

void *
__wrap_malloc(size_t n)
{
	return refused() ? NULL : __real_malloc(n);
}

void
__wrap_free(void *p)
{
	held -= p != NULL;
	__real_free(p);
}

void *
__wrap_mmap(void *at, size_t n, int protection, int flags, int fd, off_t from)
{
	return refused() ? MAP_FAILED : __real_mmap(at, n, protection, flags, fd, from);
}

int
__wrap_munmap(void *p, size_t n)
{
	held--;
	return __real_munmap(p, n);
}

/* ---- where the words are ---- */

/* In what cannot be written, where the search below does not look. */
static const char WORDS[] = "lunar-parade lunar-parade lunar-parade lunar-parade";
#ifndef __SANITIZE_ADDRESS__
enum { TELLING = 24, MAPPING_MAX = 64 << 20 };
#endif

/* Whether writable memory of this process holds them. */
static void
assert_words_are_held(bool expected)
{
#ifdef __SANITIZE_ADDRESS__ /* which lets nobody read what lies between variables */
	(void)expected;
#else
	FILE *maps = fopen("/proc/self/maps", "r");
	char line[512], *rest;
	uintptr_t from, to;
	size_t n = 0;

	assert_non_null(maps);
	while (fgets(line, sizeof line, maps) != NULL) {
		from = strtoul(line, &rest, 16); /* 7f00-7f80 rw-p … */
		to = strtoul(rest + 1, &rest, 16);
		if (strncmp(rest, " rw", 3) != 0 || to - from > MAPPING_MAX)
			continue;
		n += memmem((const void *)from, to - from, WORDS, TELLING) != NULL;
	}
	(void)fclose(maps);
	assert_int_equal(n > 0, expected);
#endif
}

static char *
enter_words(void)
{
	char *words = secret_new(sizeof WORDS);

	assert_non_null(words);
	memcpy(words, WORDS, sizeof WORDS);
	return words;
}

/* ---- what is derived ---- */

static int
derive_seed(const char *words)
{
	static const uint8_t office[OFFICE_BYTES] = {1};
	static uint8_t whole[SEED_BYTES];
	uint8_t seed[SEED_BYTES] = {0};
	int rc = keys_seed(seed, words, office);

	if (rc == 0)
		memcpy(whole, seed, sizeof seed);
	else
		assert_memory_not_equal(seed, whole, sizeof seed);
	return rc;
}

/* The root key's file, as it is written and as it is read. */
static struct minisign_secret root;
static struct buf root_file;

static int
write_root(const char *words)
{
	struct buf file;
	int rc;

	buf_init(&file, MINISIGN_FILE_MAX);
	rc = minisign_secret_write(&file, &root, span_text(words), MINISIGN_COST_WORDS);
	buf_clear(&file);
	return rc;
}

static int
read_root(const char *words)
{
	struct minisign_secret *again = secret_new(sizeof *again);
	int rc;

	if (again == NULL)
		return ERR_MEMORY;
	rc = minisign_secret_read(again, buf_span(&root_file), span_text(words));
	assert_int_equal(rc == 0, memcmp(again->key, root.key, sizeof root.key) == 0);
	secret_free(again);
	return rc;
}

static void
each_refusal(int (*derive)(const char *words))
{
	char *words = enter_words();
	size_t total;

	assert_words_are_held(true);
	calls = refuse = 0;
	held = 0;
	assert_int_equal(derive(words), 0);
	assert_int_equal(held, 0);
	total = calls;
	assert_true(total > 0);
	for (size_t n = 1; n <= total; n++) {
		held = 0;
		calls = 0;
		refuse = n;
		assert_int_equal(derive(words), ERR_MEMORY);
		assert_int_equal(held, 0);
	}
	refuse = 0;
	secret_free(words);
	assert_words_are_held(false);
	print_message("# %zu allocations\n", total);
}

static void
a_seed_is_derived_whole_or_not_at_all(void **state)
{
	(void)state;
	each_refusal(derive_seed);
}

static void
a_root_key_is_sealed_whole_or_not_at_all(void **state)
{
	(void)state;
	each_refusal(write_root);
}

static void
a_root_key_is_opened_whole_or_not_at_all(void **state)
{
	(void)state;
	each_refusal(read_root);
}

static int
setup(void **state)
{
	char *words;

	(void)state;
	assert_int_equal(core_start(), 0);
	words = enter_words();
	minisign_new(&root);
	buf_init(&root_file, MINISIGN_FILE_MAX);
	assert_int_equal(
		minisign_secret_write(&root_file, &root, span_text(words), MINISIGN_COST_WORDS), 0);
	secret_free(words);
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	buf_clear(&root_file);
	return 0;
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_seed_is_derived_whole_or_not_at_all),
		cmocka_unit_test(a_root_key_is_sealed_whole_or_not_at_all),
		cmocka_unit_test(a_root_key_is_opened_whole_or_not_at_all),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
