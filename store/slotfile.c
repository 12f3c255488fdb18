#include "store/slotfile.h"

#include <sodium.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/secret.h"
#include "disk/whole.h"
#include "store/directory.h"

enum {
	HEADER_FORMAT = 16,
	HEADER_SLOTS = 20,

	SLOT_NUMBER = 4,
	SLOT_PERSON = 8,
	SLOT_KEY = 24,
	SLOT_CHECK = 56,
	CHECK_BYTES = SLOT_BYTES - SLOT_CHECK,

	KINDS_MAX = 3,  /* of any file's form */
	MEND_MOST = 16, /* slots; more is no flipped byte, and trying takes 10 ms a slot */
};

_Static_assert(SLOT_KEY + KEY_BYTES == SLOT_CHECK && 512 % SLOT_BYTES == 0, "slot layout");
_Static_assert(SLOT_PERSON + PERSON_BYTES == SLOT_KEY, "slot layout");

struct slotfile {
	int fd;
	bool writable;
	bool loaded;
	size_t mended;
	const struct slotfile_form *form;
	uint8_t *image; /* form->bytes in guarded memory; the file's contents */
};

/* ---- slots in memory ---- */

static uint8_t *
slot_at(const struct slotfile *f, size_t i)
{
	return f->image + SLOTFILE_HEADER_BYTES + i * SLOT_BYTES;
}

static void
slot_check(uint8_t out[CHECK_BYTES], const uint8_t *slot, size_t i)
{
	crypto_hash_sha256_state st;
	uint8_t index[4], hash[crypto_hash_sha256_BYTES];

	put_u32(index, (uint32_t)i);
	crypto_hash_sha256_init(&st);
	crypto_hash_sha256_update(&st, index, sizeof(index));
	crypto_hash_sha256_update(&st, slot, SLOT_CHECK);
	crypto_hash_sha256_final(&st, hash);
	memcpy(out, hash, CHECK_BYTES);
	secret_wipe(&st, sizeof(st));
	secret_wipe(hash, sizeof(hash));
}

bool
slot_whole(const struct slotfile *f, size_t i)
{
	uint8_t check[CHECK_BYTES];

	slot_check(check, slot_at(f, i), i);
	return memcmp(check, slot_at(f, i) + SLOT_CHECK, CHECK_BYTES) == 0;
}

unsigned
slot_kind(const struct slotfile *f, size_t i)
{
	return slot_whole(f, i) ? slot_at(f, i)[0] : SLOT_FREE;
}

uint32_t
slot_number(const struct slotfile *f, size_t i)
{
	return get_u32(slot_at(f, i) + SLOT_NUMBER);
}

bool
slot_is(const struct slotfile *f, size_t i, unsigned kind, uint32_t number)
{
	/* the number first: telling whether a slot is whole costs a hash */
	return slot_number(f, i) == number && slot_kind(f, i) == kind;
}

const uint8_t *
slot_person(const struct slotfile *f, size_t i)
{
	return slot_at(f, i) + SLOT_PERSON;
}

const uint8_t *
slot_key(const struct slotfile *f, size_t i)
{
	return slot_at(f, i) + SLOT_KEY;
}

static void
slot_fill(struct slotfile *f, size_t i, const struct slot *with)
{
	uint8_t *slot = slot_at(f, i);

	secret_wipe(slot, SLOT_BYTES);
	slot[0] = (uint8_t)with->kind;
	put_u32(slot + SLOT_NUMBER, with->number);
	if (with->person != NULL)
		memcpy(slot + SLOT_PERSON, with->person, PERSON_BYTES);
	if (with->keyed)
		randombytes_buf(slot + SLOT_KEY, KEY_BYTES);
	slot_check(slot + SLOT_CHECK, slot, i);
}

/* Random bytes are a torn slot: what was there can no longer be used. */
static void
slot_shred(struct slotfile *f, size_t i)
{
	randombytes_buf(slot_at(f, i), SLOT_BYTES);
}

/* ---- the file ---- */

static int
slot_write(struct slotfile *f, size_t i)
{
	return whole_write_at(f->fd, slot_at(f, i), SLOT_BYTES,
	                      (off_t)(SLOTFILE_HEADER_BYTES + i * SLOT_BYTES));
}

static int
sync_slots(struct slotfile *f)
{
	return fdatasync(f->fd) == 0 ? 0 : ERR_DISK;
}

static void
image_new(struct slotfile *f)
{
	const struct slot empty = {.kind = SLOT_FREE};

	memset(f->image, 0, f->form->bytes);
	memcpy(f->image, f->form->name, sizeof(f->form->name));
	put_u32(f->image + HEADER_FORMAT, f->form->format);
	put_u32(f->image + HEADER_SLOTS, f->form->slots);
	for (size_t i = 0; i < f->form->slots; i++)
		slot_fill(f, i, &empty);
}

static int
image_header(const struct slotfile *f)
{
	const struct slotfile_form *form = f->form;

	if (memcmp(f->image, form->name, sizeof(form->name)) != 0)
		return ERR_FORMAT;
	if (get_u32(f->image + HEADER_FORMAT) > form->format)
		return ERR_OLDER;
	if (get_u32(f->image + HEADER_FORMAT) != form->format ||
	    get_u32(f->image + HEADER_SLOTS) != form->slots)
		return ERR_FORMAT;
	return 0;
}

static int
load(struct slotfile *f)
{
	struct stat st;
	int err;

	if (fstat(f->fd, &st) != 0)
		return ERR_DISK;
	if (st.st_size != (off_t)f->form->bytes)
		return ERR_FORMAT;
	err = whole_read_at(f->fd, f->image, f->form->bytes, 0);
	if (err == 0)
		err = image_header(f);
	f->loaded = err == 0;
	return err;
}

/* ---- mending ---- */

/* Whether the slot is whole but for one byte of its checksum, which is then put right. */
static bool
mend_check(struct slotfile *f, size_t i)
{
	uint8_t check[CHECK_BYTES], *there = slot_at(f, i) + SLOT_CHECK;
	size_t others = 0;

	slot_check(check, slot_at(f, i), i);
	for (size_t at = 0; at < CHECK_BYTES; at++)
		others += check[at] != there[at];
	if (others == 1)
		memcpy(there, check, CHECK_BYTES);
	return others == 1;
}

/* What was overwritten with random bytes has not even the form of a slot, and is not tried. */
static bool
has_form(const struct slotfile *f, size_t i)
{
	const uint8_t *slot = slot_at(f, i);
	size_t others = slot[0] > KINDS_MAX;

	for (size_t at = 1; at < SLOT_NUMBER; at++)
		others += slot[at] != 0;
	return others <= 1;
}

/* Whether one other byte makes the slot whole, which it then has. No other slot fits: one in 2^50.
 */
static bool
mend(struct slotfile *f, size_t i)
{
	uint8_t *slot = slot_at(f, i);

	if (mend_check(f, i))
		return true;
	for (size_t at = 0; at < SLOT_CHECK; at++) {
		uint8_t was = slot[at];

		for (unsigned change = 1; change < 256; change++) {
			slot[at] = (uint8_t)(was ^ change);
			if (slot_whole(f, i))
				return true;
		}
		slot[at] = was;
	}
	return false;
}

/* What cannot be written now is right in memory, and mended again next time. */
static void
mend_all(struct slotfile *f)
{
	size_t tried = 0;

	for (size_t i = 0; i < f->form->slots && tried < MEND_MOST; i++) {
		if (slot_whole(f, i) || !has_form(f, i))
			continue;
		tried++;
		if (mend(f, i) && slot_write(f, i) == 0)
			f->mended++;
	}
}

static int
slotfile_new(struct slotfile **out, int fd, const struct slotfile_form *form, bool writable)
{
	struct slotfile *f = calloc(1, sizeof(*f));

	*out = NULL;
	if (f == NULL) {
		close(fd);
		return ERR_MEMORY;
	}
	*f = (struct slotfile){.fd = fd, .writable = writable, .form = form};
	f->image = secret_new(form->bytes);
	if (f->image == NULL) {
		slotfile_close(f);
		return ERR_MEMORY;
	}
	*out = f;
	return 0;
}

int
slotfile_create(int directory, const char *name, const struct slotfile_form *form)
{
	struct slotfile f = {.fd = -1, .form = form, .image = malloc(form->bytes)};
	int err;

	if (f.image == NULL)
		return ERR_MEMORY;
	image_new(&f);
	err = file_create(directory, name, span(f.image, form->bytes));
	free(f.image); /* it never held a key */
	return err;
}

int
slotfile_open(struct slotfile **out, int directory, const char *name,
              const struct slotfile_form *form, bool writable)
{
	struct slotfile *f;
	int fd, err;

	*out = NULL;
	err = file_open(&fd, directory, name, writable);
	if (err != 0)
		return err;
	err = slotfile_new(&f, fd, form, writable);
	if (err != 0)
		return err;
	err = load(f);
	if (err == 0 && writable)
		mend_all(f);
	/* A key read back after a crash may never have left the page cache, and
	 * what is wrapped under it from now on must not outlive it. */
	if (err == 0 && writable)
		err = sync_slots(f);
	if (err != 0) {
		slotfile_close(f);
		return err;
	}
	slotfile_rest(f);
	*out = f;
	return 0;
}

int
slotfile_open_memory(struct slotfile **out, const struct slotfile_form *form)
{
	int err, fd = memfd_create(form->name, MFD_CLOEXEC);

	*out = NULL;
	if (fd < 0)
		return ERR_MEMORY;
	err = slotfile_new(out, fd, form, true);
	if (err != 0)
		return err;
	image_new(*out);
	(*out)->loaded = true;
	err = whole_write_at(fd, (*out)->image, form->bytes, 0);
	if (err != 0) {
		slotfile_close(*out);
		*out = NULL;
	}
	return err;
}

void
slotfile_close(struct slotfile *f)
{
	if (f == NULL)
		return;
	close(f->fd);
	secret_free(f->image);
	free(f);
}

size_t
slotfile_mended(const struct slotfile *f)
{
	return f->mended;
}

bool
slotfile_writable(const struct slotfile *f)
{
	return f->writable;
}

bool
slotfile_loaded(const struct slotfile *f)
{
	return f->loaded;
}

int
slotfile_look(struct slotfile *f)
{
	int err = f->writable ? 0 : load(f);

	return err > 0 ? ERR_DISK : err;
}

void
slotfile_rest(struct slotfile *f)
{
	if (f->writable)
		return;
	secret_wipe(f->image, f->form->bytes);
	f->loaded = false;
}

/* ---- changing ---- */

int
slot_set(struct slotfile *f, size_t i, const struct slot *slot)
{
	slot_fill(f, i, slot);
	if (slot_write(f, i) == 0 && sync_slots(f) == 0)
		return 0;
	slot_shred(f, i);
	return ERR_DISK;
}

int
slot_note(struct slotfile *f, size_t i, unsigned kind, uint32_t number)
{
	const struct slot slot = {.kind = kind, .number = number};

	return slot_is(f, i, kind, number) ? 0 : slot_set(f, i, &slot);
}

/* Random bytes over every slot that is hit. */
static int
shred_all(struct slotfile *f, const bool *hit)
{
	int err = 0;

	for (size_t i = 0; i < f->form->slots; i++) {
		if (!hit[i])
			continue;
		slot_shred(f, i);
		if (slot_write(f, i) != 0)
			err = ERR_DISK; /* go on: the others can still be destroyed */
	}
	return sync_slots(f) != 0 ? ERR_DISK : err;
}

/* What was filled but never synced may be lost with the power, so it must not be used. */
static int
sync_filled(struct slotfile *f, const bool *hit)
{
	if (sync_slots(f) == 0)
		return 0;
	for (size_t i = 0; i < f->form->slots; i++)
		if (hit[i])
			slot_shred(f, i);
	return ERR_DISK;
}

int
slotfile_overwrite(struct slotfile *f, const bool *hit, slot_fill_fn *fill, const void *arg)
{
	struct slot with;
	int err;

	if (memchr(hit, true, f->form->slots * sizeof(*hit)) == NULL)
		return 0;
	err = shred_all(f, hit);
	for (size_t i = 0; i < f->form->slots && err == 0; i++) {
		if (!hit[i])
			continue;
		with = fill(i, arg);
		slot_fill(f, i, &with);
		err = slot_write(f, i);
		if (err != 0)
			slot_shred(f, i);
	}
	return err == 0 ? sync_filled(f, hit) : ERR_DISK;
}
