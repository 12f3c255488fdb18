/* Directories, deposits and copies for the tests of the store. */
#ifndef ALCOVE_TESTS_STORE_FIXTURE_H
#define ALCOVE_TESTS_STORE_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <dirent.h>
#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/store.h"

enum { DAY = 20000, PATH_SIZE = 256 };

/* ---- directories ---- */

/* In memory where that is to be had: what is durable is tested by looking at the calls. */
static inline void
directory_new(char path[PATH_SIZE])
{
	const char *base = getenv("TMPDIR");

	if (base == NULL)
		base = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";
	(void)snprintf(path, PATH_SIZE, "%s/alcove-store-XXXXXX", base);
	assert_non_null(mkdtemp(path));
}

static inline void
directory_empty(const char *path)
{
	DIR *d = opendir(path);
	struct dirent *e;

	assert_non_null(d);
	while ((e = readdir(d)) != NULL)
		if (e->d_name[0] != '.')
			assert_int_equal(unlinkat(dirfd(d), e->d_name, 0), 0);
	closedir(d);
}

static inline void
directory_remove(const char *path)
{
	directory_empty(path);
	assert_int_equal(rmdir(path), 0);
}

/* A whole file; the caller frees *p. */
static inline size_t
file_read(int directory, const char *name, uint8_t **p)
{
	int fd = openat(directory, name, O_RDONLY | O_CLOEXEC);
	struct stat st;
	ssize_t n;

	*p = NULL;
	if (fd < 0)
		return 0;
	assert_int_equal(fstat(fd, &st), 0);
	*p = malloc((size_t)st.st_size + 1);
	assert_non_null(*p);
	n = read(fd, *p, (size_t)st.st_size);
	assert_true(n >= 0);
	close(fd);
	return (size_t)n;
}

static inline void
file_write(int directory, const char *name, const uint8_t *p, size_t n)
{
	int fd = openat(directory, name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	assert_true(fd >= 0);
	if (p != NULL)
		assert_int_equal(write(fd, p, n), (ssize_t)n);
	close(fd);
}

static inline void
file_copy(int from, int to, const char *name)
{
	uint8_t *p;
	size_t n = file_read(from, name, &p);

	if (p != NULL)
		file_write(to, name, p, n);
	free(p);
}

/* Makes to, which exists, the same as from. */
static inline void
directory_copy(const char *from, const char *to)
{
	DIR *d = opendir(from);
	int fd = open(to, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct dirent *e;

	directory_empty(to);
	assert_non_null(d);
	assert_true(fd >= 0);
	while ((e = readdir(d)) != NULL)
		if (e->d_name[0] != '.')
			file_copy(dirfd(d), fd, e->d_name);
	close(fd);
	closedir(d);
}

/* Whether these bytes stand anywhere in a file of the directory. */
static inline bool
file_contains(const char *directory, const char *name, const void *bytes, size_t n)
{
	int fd = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	uint8_t *p;
	size_t size = file_read(fd, name, &p);
	bool found = p != NULL && memmem(p, size, bytes, n) != NULL;

	free(p);
	close(fd);
	return found;
}

/* ---- deposits ---- */

struct made {
	struct store_deposit d;
	uint8_t tag[1 + PEOPLE_MAX][TAG_BYTES];
	uint8_t body[1 + PEOPLE_MAX][BODY_BYTES];
};

/* The id of a person of these tests. */
static inline const uint8_t *
person(size_t i)
{
	static uint8_t ids[32][PERSON_BYTES];

	assert_true(i < 32);
	memset(ids[i], (int)(0x40 + i), PERSON_BYTES);
	return ids[i];
}

/* A deposit to the first people, random throughout. */
static inline struct made *
made_new(uint32_t day, size_t people)
{
	struct made *m = calloc(1, sizeof(*m));

	assert_non_null(m);
	randombytes_buf(m->tag, sizeof(m->tag));
	randombytes_buf(m->body, sizeof(m->body));
	m->d.day = day;
	m->d.count = 1 + people;
	for (size_t i = 0; i <= people; i++)
		m->d.places[i] = (struct store_place){
			.to = i > 0 ? person(i - 1) : NULL,
			.tag = m->tag[i],
			.body = m->body[i],
		};
	return m;
}

/* Deposits one, and what came of it. */
static inline int
deposit(struct store *s, struct made *m)
{
	struct store_deposit *d = &m->d;

	m->d.result = -99;
	assert_int_equal(store_deposits(s, &d, 1), 0);
	return m->d.result;
}

static inline struct store_key
key_of(const struct made *m, size_t place)
{
	struct store_key key = {.day = m->d.day};

	memcpy(key.tag, m->tag[place], TAG_BYTES);
	return key;
}

/* What store_bodies says of one place. */
static inline int
body_at(struct store *s, const struct store_key *key, uint8_t body[BODY_BYTES])
{
	int result = 0, err = store_bodies(s, key, 1, (uint8_t(*)[BODY_BYTES])body, &result);

	return err != 0 ? err : result;
}

/* The body at a place of a deposit is what it was; else what body_at says. */
static inline int
look(struct store *s, const struct made *m, size_t place)
{
	struct store_key key = key_of(m, place);
	uint8_t body[BODY_BYTES];
	int err = body_at(s, &key, body);

	if (err == 0)
		assert_memory_equal(body, m->body[place], BODY_BYTES);
	return err;
}

static inline int
deleted(struct store *s, const uint8_t *who, const struct store_key *keys, size_t n)
{
	const struct store_deletion one = {.person = who, .keys = keys, .n = n}, *all = &one;

	return store_deletions(s, &all, 1);
}

static inline int
drop(struct store *s, const uint8_t *who, const struct made *m, size_t place)
{
	struct store_key key = key_of(m, place);

	return deleted(s, who, &key, 1);
}

static inline size_t
tags_of(struct store *s, uint32_t day)
{
	struct buf tags;
	size_t n;

	buf_init(&tags, (size_t)LIVE_TAGS_MAX * TAG_BYTES);
	assert_int_equal(store_tags(s, day, &tags), 0);
	n = tags.n / TAG_BYTES;
	for (size_t i = 1; i < n; i++)
		assert_true(memcmp(tags.p + (i - 1) * TAG_BYTES, tags.p + i * TAG_BYTES,
		                   TAG_BYTES) < 0);
	buf_clear(&tags);
	return n;
}

/* Live tags of all days, as the inventory counts them. */
static inline size_t
tags_in(struct store *s)
{
	struct store_inventory *there = malloc(sizeof(*there));
	size_t n = 0;

	assert_non_null(there);
	assert_int_equal(store_take_inventory(s, there), 0);
	for (size_t i = 0; i < there->days; i++)
		n += there->day[i].tags;
	free(there);
	return n;
}

static inline size_t
inbox_of(struct store *s, size_t who)
{
	struct buf inbox;
	size_t n;

	buf_init(&inbox, 64u << 20);
	assert_int_equal(store_inbox(s, person(who), 0, 1000, &inbox), 0);
	n = inbox.n / INBOX_ENTRY_BYTES;
	buf_clear(&inbox);
	return n;
}

/* The vault's version; its contents are bytes of the version's low byte, n of them. */
static inline uint32_t
vault_of(struct store *s, size_t who)
{
	struct buf vault;
	uint32_t version;

	buf_init(&vault, VAULT_MAX);
	assert_int_equal(store_vault(s, person(who), &version, &vault), 0);
	assert_int_equal(version == 0, vault.n == 0);
	for (size_t i = 0; i < vault.n; i++)
		assert_int_equal(vault.p[i], (uint8_t)version);
	buf_clear(&vault);
	return version;
}

/* Puts a vault of n bytes, each the version's low byte. */
static inline int
vault_put(struct store *s, size_t who, uint32_t expected, uint32_t version, size_t n,
          uint32_t *current)
{
	uint8_t *p = malloc(n + 1);
	int err;

	assert_non_null(p);
	memset(p, (int)(version & 0xff), n);
	err = store_vault_put(s, person(who), expected, version, span(p, n), current);
	free(p);
	return err;
}

#endif
