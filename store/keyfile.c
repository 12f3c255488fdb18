#include "store/keyfile.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/secret.h"
#include "store/directory.h"

enum {
	FORMAT = 1,
	HEADER_BYTES = 512,
	SLOT_BYTES = 64,
	SLOT_NUMBER = 4,
	SLOT_PERSON = 8,
	SLOT_KEY = 24,
	SLOT_CHECK = 56,

	FIRST_VAULT = KEYFILE_DAYS,
	SEEN = FIRST_VAULT + KEYFILE_VAULTS,
	SLOTS,
};

enum kind { FREE = 0, DAY = 1, VAULT = 2, SEEN_DAY = 3 };

_Static_assert(HEADER_BYTES + SLOTS * SLOT_BYTES <= KEYFILE_BYTES, "all slots fit");
_Static_assert(SLOT_KEY + KEY_BYTES == SLOT_CHECK && 512 % SLOT_BYTES == 0, "slot layout");

struct keyfile {
	int fd;
	bool writable;
	bool loaded;
	uint8_t *image; /* KEYFILE_BYTES in guarded memory; the file's contents */
};

static const uint8_t no_person[PERSON_BYTES];

/* ---- slots in memory ---- */

static uint8_t *
slot_at(const struct keyfile *k, size_t i)
{
	return k->image + HEADER_BYTES + i * SLOT_BYTES;
}

static void
slot_check(uint8_t out[SLOT_BYTES - SLOT_CHECK], const uint8_t *slot, size_t i)
{
	crypto_hash_sha256_state st;
	uint8_t index[4], hash[crypto_hash_sha256_BYTES];

	put_u32(index, (uint32_t)i);
	crypto_hash_sha256_init(&st);
	crypto_hash_sha256_update(&st, index, sizeof(index));
	crypto_hash_sha256_update(&st, slot, SLOT_CHECK);
	crypto_hash_sha256_final(&st, hash);
	memcpy(out, hash, SLOT_BYTES - SLOT_CHECK);
	secret_wipe(&st, sizeof(st));
	secret_wipe(hash, sizeof(hash));
}

/* Not torn. */
static bool
slot_whole(const struct keyfile *k, size_t i)
{
	uint8_t check[SLOT_BYTES - SLOT_CHECK];

	slot_check(check, slot_at(k, i), i);
	return memcmp(check, slot_at(k, i) + SLOT_CHECK, sizeof(check)) == 0;
}

/* A whole slot's kind; FREE for a torn one. */
static enum kind
slot_kind(const struct keyfile *k, size_t i)
{
	return slot_whole(k, i) ? (enum kind)slot_at(k, i)[0] : FREE;
}

static uint32_t
slot_number(const struct keyfile *k, size_t i)
{
	return get_u32(slot_at(k, i) + SLOT_NUMBER);
}

static bool
slot_of(const struct keyfile *k, size_t i, const uint8_t person[PERSON_BYTES])
{
	return memcmp(slot_at(k, i) + SLOT_PERSON, person, PERSON_BYTES) == 0;
}

static void
slot_fill(struct keyfile *k, size_t i, enum kind kind, uint32_t number,
          const uint8_t person[PERSON_BYTES])
{
	uint8_t *slot = slot_at(k, i);

	secret_wipe(slot, SLOT_BYTES);
	slot[0] = (uint8_t)kind;
	put_u32(slot + SLOT_NUMBER, number);
	memcpy(slot + SLOT_PERSON, person, PERSON_BYTES);
	if (kind == DAY || kind == VAULT)
		randombytes_buf(slot + SLOT_KEY, KEY_BYTES);
	slot_check(slot + SLOT_CHECK, slot, i);
}

/* Random bytes are a torn slot: what was there can no longer be used. */
static void
slot_shred(struct keyfile *k, size_t i)
{
	randombytes_buf(slot_at(k, i), SLOT_BYTES);
}

/* ---- the file ---- */

static int
slot_write(struct keyfile *k, size_t i)
{
	return file_write_at(k->fd, slot_at(k, i), SLOT_BYTES,
	                     (off_t)(HEADER_BYTES + i * SLOT_BYTES));
}

static int
sync_slots(struct keyfile *k)
{
	return fdatasync(k->fd) == 0 ? 0 : ERR_DISK;
}

static void
image_new(uint8_t *image)
{
	struct keyfile k = {.fd = -1, .image = image};

	memset(image, 0, KEYFILE_BYTES);
	memcpy(image, "alcove keys", 11);
	put_u32(image + 16, FORMAT);
	put_u32(image + 20, SLOTS);
	for (size_t i = 0; i < SLOTS; i++)
		slot_fill(&k, i, FREE, 0, no_person);
}

static int
image_header(const uint8_t *image)
{
	if (memcmp(image, "alcove keys\0\0\0\0\0", 16) != 0)
		return ERR_FORMAT;
	if (get_u32(image + 16) > FORMAT)
		return ERR_OLDER;
	if (get_u32(image + 16) != FORMAT || get_u32(image + 20) != SLOTS)
		return ERR_FORMAT;
	return 0;
}

static int
load(struct keyfile *k)
{
	struct stat st;
	int err;

	if (fstat(k->fd, &st) != 0)
		return ERR_DISK;
	if (st.st_size != KEYFILE_BYTES)
		return ERR_FORMAT;
	err = file_read_at(k->fd, k->image, KEYFILE_BYTES, 0);
	if (err == 0)
		err = image_header(k->image);
	k->loaded = err == 0;
	return err;
}

int
keyfile_create(int directory, const char *name)
{
	uint8_t image[KEYFILE_BYTES];

	image_new(image);
	return file_create(directory, name, span(image, sizeof(image)));
}

static int
keyfile_new(struct keyfile **out, int fd, bool writable)
{
	struct keyfile *k = calloc(1, sizeof(*k));

	*out = NULL;
	if (k == NULL) {
		close(fd);
		return ERR_MEMORY;
	}
	k->fd = fd;
	k->writable = writable;
	k->image = secret_new(KEYFILE_BYTES);
	if (k->image == NULL) {
		keyfile_close(k);
		return ERR_MEMORY;
	}
	*out = k;
	return 0;
}

/* ---- destroying ---- */

/* Which slots to destroy: of this kind, and … */
struct doom {
	enum kind kind;        /* FREE: none, but torn slots are freed */
	uint32_t before;       /* days before this */
	const uint8_t *person; /* vaults of this person, */
	uint32_t version;      /* of this version, */
	bool others;           /* or of every other one */
};

static bool
doomed(const struct keyfile *k, size_t i, const struct doom *doom)
{
	if (!slot_whole(k, i))
		return true;
	if (doom->kind == FREE || slot_at(k, i)[0] != (uint8_t)doom->kind)
		return false;
	if (doom->kind == DAY)
		return slot_number(k, i) < doom->before;
	return slot_of(k, i, doom->person) && (slot_number(k, i) == doom->version) != doom->others;
}

/*
 * Random bytes over every doomed slot, sync, then the form of a free slot, sync.
 * A slot whose write fails stays torn in memory, so it is not used again and the
 * next call overwrites it once more.
 */
static int
destroy(struct keyfile *k, const struct doom *doom)
{
	bool hit[SLOTS] = {false}, any = false;
	int err = 0;

	for (size_t i = 0; i < SLOTS; i++) {
		hit[i] = doomed(k, i, doom);
		if (!hit[i])
			continue;
		any = true;
		slot_shred(k, i);
		if (slot_write(k, i) != 0)
			err = ERR_DISK; /* go on: the others can still be destroyed */
	}
	if (!any)
		return 0;
	if (sync_slots(k) != 0 || err != 0)
		return ERR_DISK;
	for (size_t i = 0; i < SLOTS && err == 0; i++) {
		if (!hit[i])
			continue;
		slot_fill(k, i, FREE, 0, no_person);
		err = slot_write(k, i);
		if (err != 0)
			slot_shred(k, i);
	}
	return err == 0 ? sync_slots(k) : ERR_DISK;
}

int
keyfile_open(struct keyfile **out, int directory, const char *name, bool writable)
{
	struct keyfile *k;
	int fd, err;

	*out = NULL;
	err = file_open(&fd, directory, name, writable);
	if (err != 0)
		return err;
	err = keyfile_new(&k, fd, writable);
	if (err != 0)
		return err;
	err = load(k);
	/* A key read back after a crash may never have left the page cache, and
	 * what is wrapped under it from now on must not outlive it. */
	if (err == 0 && writable)
		err = sync_slots(k);
	if (err == 0 && writable)
		err = destroy(k, &(struct doom){.kind = FREE});
	if (err != 0) {
		keyfile_close(k);
		return err;
	}
	keyfile_rest(k);
	*out = k;
	return 0;
}

int
keyfile_open_memory(struct keyfile **out)
{
	int err, fd = memfd_create("alcove keys", MFD_CLOEXEC);

	*out = NULL;
	if (fd < 0)
		return ERR_MEMORY;
	err = keyfile_new(out, fd, true);
	if (err != 0)
		return err;
	image_new((*out)->image);
	(*out)->loaded = true;
	err = file_write_at(fd, (*out)->image, KEYFILE_BYTES, 0);
	if (err != 0) {
		keyfile_close(*out);
		*out = NULL;
	}
	return err;
}

void
keyfile_close(struct keyfile *k)
{
	if (k == NULL)
		return;
	close(k->fd);
	secret_free(k->image);
	free(k);
}

void
keyfile_rest(struct keyfile *k)
{
	if (k->writable)
		return;
	secret_wipe(k->image, KEYFILE_BYTES);
	k->loaded = false;
}

/* ---- finding and making ---- */

/* SLOTS when there is none. */
static size_t
find(const struct keyfile *k, enum kind kind, uint32_t number, const uint8_t *person)
{
	for (size_t i = 0; i < SLOTS; i++)
		if (slot_at(k, i)[0] == (uint8_t)kind && slot_number(k, i) == number &&
		    slot_of(k, i, person) && slot_whole(k, i))
			return i;
	return SLOTS;
}

/* A reader may hold an image from before the key was made, or none: it looks again. */
static int
look_up(struct keyfile *k, enum kind kind, uint32_t number, const uint8_t *person, size_t *i)
{
	int err;

	*i = k->loaded ? find(k, kind, number, person) : SLOTS;
	if (*i == SLOTS && !k->writable) {
		err = load(k);
		if (err != 0)
			return err < 0 ? err : ERR_DISK;
		*i = find(k, kind, number, person);
	}
	return *i == SLOTS ? ERR_ABSENT : 0;
}

static int
lend(struct keyfile *k, enum kind kind, uint32_t number, const uint8_t *person, const uint8_t **key)
{
	size_t i;
	int err = look_up(k, kind, number, person, &i);

	*key = err == 0 ? slot_at(k, i) + SLOT_KEY : NULL;
	return err;
}

/* A new key in a free slot of a range, durable before it is lent. */
static int
make(struct keyfile *k, size_t first, size_t end, enum kind kind, uint32_t number,
     const uint8_t *person, const uint8_t **key)
{
	size_t i = first;

	while (i < end && slot_whole(k, i) && slot_kind(k, i) != FREE)
		i++;
	if (i == end)
		return ERR_FULL;
	slot_fill(k, i, kind, number, person);
	if (slot_write(k, i) != 0 || sync_slots(k) != 0) {
		slot_shred(k, i);
		return ERR_DISK;
	}
	*key = slot_at(k, i) + SLOT_KEY;
	return 0;
}

int
keyfile_day(struct keyfile *k, uint32_t day, const uint8_t **key)
{
	return lend(k, DAY, day, no_person, key);
}

int
keyfile_day_make(struct keyfile *k, uint32_t day, const uint8_t **key)
{
	int err;

	*key = NULL;
	if (!k->writable)
		return ERR_INTERNAL;
	err = lend(k, DAY, day, no_person, key);
	if (err != ERR_ABSENT)
		return err;
	return make(k, 0, KEYFILE_DAYS, DAY, day, no_person, key);
}

int
keyfile_days_destroy(struct keyfile *k, uint32_t before)
{
	if (!k->writable)
		return ERR_INTERNAL;
	return destroy(k, &(struct doom){.kind = DAY, .before = before});
}

int
keyfile_days(struct keyfile *k, uint32_t out[KEYFILE_DAYS], size_t *n)
{
	int err = k->writable ? 0 : load(k);

	*n = 0;
	if (err != 0)
		return err < 0 ? err : ERR_DISK;
	for (size_t i = 0; i < KEYFILE_DAYS; i++)
		if (slot_kind(k, i) == DAY)
			out[(*n)++] = slot_number(k, i);
	return 0;
}

int
keyfile_vault(struct keyfile *k, const uint8_t person[PERSON_BYTES], uint32_t version,
              const uint8_t **key)
{
	return lend(k, VAULT, version, person, key);
}

/* Whether so many other people have vaults that this one's two slots are not sure. */
static bool
others_fill(const struct keyfile *k, const uint8_t person[PERSON_BYTES])
{
	const uint8_t *others[KEYFILE_VAULTS];
	size_t n = 0, j;

	for (size_t i = FIRST_VAULT; i < SEEN; i++) {
		if (slot_kind(k, i) != VAULT || slot_of(k, i, person))
			continue;
		for (j = 0; j < n && !slot_of(k, i, others[j]); j++)
			;
		if (j == n)
			others[n++] = slot_at(k, i) + SLOT_PERSON;
	}
	return n >= KEYFILE_PEOPLE;
}

int
keyfile_vault_make(struct keyfile *k, const uint8_t person[PERSON_BYTES], uint32_t version,
                   const uint8_t **key)
{
	struct doom same = {.kind = VAULT, .person = person, .version = version};
	int err;

	*key = NULL;
	if (!k->writable)
		return ERR_INTERNAL;
	if (others_fill(k, person))
		return ERR_FULL;
	err = destroy(k, &same);
	if (err != 0)
		return err;
	return make(k, FIRST_VAULT, SEEN, VAULT, version, person, key);
}

int
keyfile_vault_keep(struct keyfile *k, const uint8_t person[PERSON_BYTES], uint32_t version)
{
	struct doom rest = {.kind = VAULT, .person = person, .version = version, .others = true};

	if (!k->writable)
		return ERR_INTERNAL;
	return destroy(k, &rest);
}

int
keyfile_vault_at(struct keyfile *k, size_t at, uint8_t person[PERSON_BYTES], uint32_t *version)
{
	if (!k->writable)
		return ERR_INTERNAL;
	for (size_t i = FIRST_VAULT; i < SEEN; i++) {
		if (slot_kind(k, i) != VAULT || at-- > 0)
			continue;
		memcpy(person, slot_at(k, i) + SLOT_PERSON, PERSON_BYTES);
		*version = slot_number(k, i);
		return 0;
	}
	return ERR_ABSENT;
}

int
keyfile_seen(struct keyfile *k, uint32_t *day)
{
	int err = k->writable ? 0 : load(k);

	*day = 0;
	if (err != 0)
		return err < 0 ? err : ERR_DISK;
	if (slot_kind(k, SEEN) == SEEN_DAY)
		*day = slot_number(k, SEEN);
	return 0;
}

int
keyfile_seen_set(struct keyfile *k, uint32_t day)
{
	if (!k->writable)
		return ERR_INTERNAL;
	if (slot_kind(k, SEEN) == SEEN_DAY && slot_number(k, SEEN) == day)
		return 0;
	slot_fill(k, SEEN, SEEN_DAY, day, no_person);
	if (slot_write(k, SEEN) != 0 || sync_slots(k) != 0) {
		slot_shred(k, SEEN);
		return ERR_DISK;
	}
	return 0;
}
