/*
 * Key files and what was wrapped under their keys. First byte: 0 any bytes as a key
 * file, 1 a real one changed, 2 a wrapped body changed. A slot that is damaged is
 * empty and harms no other, and a damaged body does not open.
 */
#include <fcntl.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fuzz/support.h"
#include "store/keyfile.h"

enum { DAYS = 3, VERSION = 5, PLAIN_BYTES = 64 };

static const char NAME[] = "keys";
static char place[] = "/dev/shm/alcove-fuzz-XXXXXX";
static const uint8_t WHO[PERSON_BYTES] = {1};
static uint8_t whole[KEYFILE_BYTES];

static void
leave(void)
{
	char path[sizeof place + sizeof NAME];

	(void)snprintf(path, sizeof path, "%s/%s", place, NAME);
	(void)unlink(path);
	(void)rmdir(place);
}

/* The folder of this process, with nothing in it. */
static int
folder(void)
{
	static int fd = -1;

	if (fd < 0) {
		NEED(mkdtemp(place) != NULL);
		NEED(atexit(leave) == 0);
		fd = open(place, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	}
	NEED(fd >= 0);
	(void)unlinkat(fd, NAME, 0);
	return fd;
}

/* A key file with some keys in it, once. */
static void
make_whole(void)
{
	const uint8_t *key;
	struct keyfile *k;
	int at = folder(), fd;

	if (whole[0] != 0)
		return;
	NEED(keyfile_create(at, NAME) == 0 && keyfile_open(&k, at, NAME, true) == 0);
	for (uint32_t i = 0; i < DAYS; i++)
		NEED(keyfile_day_make(k, FUZZ_DAY + i, &key) == 0);
	NEED(keyfile_vault_make(k, WHO, VERSION, &key) == 0 && keyfile_seen_set(k, FUZZ_DAY) == 0);
	keyfile_close(k);
	fd = openat(at, NAME, O_RDONLY | O_CLOEXEC);
	NEED(fd >= 0 && read(fd, whole, sizeof whole) == (ssize_t)sizeof whole);
	close(fd);
}

/* All that can be asked of a file that was taken for one, and then a new key. */
static void
use(struct keyfile *k, bool writable)
{
	uint8_t who[PERSON_BYTES];
	uint32_t days[KEYFILE_DAYS], version, seen;
	const uint8_t *key;
	size_t n = 0, at = 0;
	int rc;

	NEED(keyfile_days(k, days, &n) == 0 && n <= KEYFILE_DAYS);
	for (size_t i = 0; i < n; i++)
		NEED(keyfile_day(k, days[i], &key) == 0);
	while (keyfile_vault_at(k, at, who, &version) == 0) {
		NEED(keyfile_vault(k, who, version, &key) == 0);
		NEED(++at <= KEYFILE_BYTES / 64);
	}
	NEED(keyfile_seen(k, &seen) == 0);
	if (!writable)
		return;
	rc = keyfile_day_make(k, FUZZ_DAY + 9, &key);
	NEED(rc == 0 || rc == ERR_FULL);
	NEED(keyfile_days_destroy(k, UINT32_MAX) == 0);
	NEED(keyfile_day(k, FUZZ_DAY + 9, &key) == ERR_ABSENT);
	NEED(keyfile_vault_keep(k, WHO, 0) == 0);
	NEED(keyfile_vault(k, WHO, VERSION, &key) == ERR_ABSENT);
}

static void
read_as_keyfile(struct span bytes)
{
	int at = folder(), fd = openat(at, NAME, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	struct keyfile *k;

	NEED(fd >= 0 && write(fd, bytes.p, bytes.n) == (ssize_t)bytes.n);
	close(fd);
	for (int writable = 0; writable < 2; writable++) {
		int rc = keyfile_open(&k, at, NAME, writable != 0);

		NEED(rc == 0 || rc == ERR_FORMAT || rc == ERR_OLDER);
		if (rc == 0) {
			use(k, writable != 0);
			keyfile_close(k);
		}
	}
}

static void
changed_file(struct span change)
{
	uint8_t bytes[KEYFILE_BYTES];

	make_whole();
	memcpy(bytes, whole, sizeof bytes);
	fuzz_xor(bytes, sizeof bytes, change);
	read_as_keyfile(SPAN(bytes));
}

static void
changed_body(struct span change)
{
	static const uint8_t key[KEY_BYTES] = {3}, id[16] = {4}, plain[PLAIN_BYTES] = {5};
	const struct wrap_label label = {
		.kind = WRAP_ENVELOPE, .number = FUZZ_DAY, .id = id, .person = WHO};
	uint8_t wrapped[PLAIN_BYTES + WRAP_BYTES], before[sizeof wrapped], opened[PLAIN_BYTES];
	size_t n = sizeof wrapped;
	int rc;

	wrap_seal(wrapped, key, &label, SPAN(plain));
	memcpy(before, wrapped, sizeof before);
	if (change.n > 0) {
		n -= change.p[0] % n;
		fuzz_xor(wrapped, sizeof wrapped, span(change.p + 1, change.n - 1));
	}
	rc = wrap_open(opened, key, &label, span(wrapped, n));
	NEED(rc == 0 || rc == ERR_SEAL);
	NEED((rc == 0) == (n == sizeof wrapped && memcmp(before, wrapped, n) == 0));
	NEED(rc != 0 || memcmp(opened, plain, sizeof opened) == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size == 0 || size > 2 * KEYFILE_BYTES)
		return 0;
	fuzz_begin();
	if (data[0] % 3 == 0)
		read_as_keyfile(span(data + 1, size - 1));
	else if (data[0] % 3 == 1)
		changed_file(span(data + 1, size - 1));
	else
		changed_body(span(data + 1, size - 1));
	return 0;
}
