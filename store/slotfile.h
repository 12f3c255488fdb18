/*
 * A small file of fixed size whose slots are overwritten in place: what the key
 * file (keyfile.h) and the file of end-day keys (endfile.h) have in common.
 *
 *   header (512 bytes): name, padded with zeros to 16 ‖ u32 format ‖ u32 slots
 *                       ‖ zeros
 *   slot (64 bytes):    u8 kind ‖ 3 zeros ‖ u32 number ‖ person (16) ‖ key (32)
 *                       ‖ SHA-256(u32 index ‖ all before)[0..8]
 *
 * Kind 0 is a free slot; the other kinds are the form's own. A slot lies within
 * one 512-byte sector. A slot whose checksum is wrong is torn: a crash cut its
 * writing off, or the disk has changed it. One of which the disk changed a single
 * byte is mended when the file is opened for writing: the checksum tells which byte,
 * and what it was. Nothing torn is ever used.
 *
 * Overwriting means: random bytes, sync, the new contents, sync. The random
 * bytes come first so that no file system finds a reason to skip or delay the
 * write, and a slot is never half one key and half another. On file systems
 * that copy on write, and below the file system on flash, old blocks can
 * survive (docs/threat-model.md).
 *
 * A writable handle holds the slots in guarded memory and is the only writer
 * (the store's lock sees to that). A read-only handle reads the file when it is
 * asked (slotfile_look) and keeps nothing after slotfile_rest, so that a
 * destroyed key does not live on in a reader.
 */
#ifndef ALCOVE_STORE_SLOTFILE_H
#define ALCOVE_STORE_SLOTFILE_H

#include "store/wrap.h"

enum {
	SLOTFILE_HEADER_BYTES = 512,
	SLOT_BYTES = 64,
	SLOTS_MAX = 512,
	SLOT_FREE = 0,
};

struct slotfile_form {
	char name[16];
	uint32_t format;
	uint32_t slots; /* at most SLOTS_MAX */
	size_t bytes;   /* of the whole file; what follows the last slot is zeros */
};

struct slotfile;

/*
 * A new file of free slots, mode 0600, durable when this returns 0, in the
 * directory open as a descriptor. ERR_CONFLICT: the name is taken.
 */
MUST_USE int slotfile_create(int directory, const char *name, const struct slotfile_form *form);
/*
 * The form outlives the handle. ERR_ABSENT; ERR_FORMAT: another kind of file;
 * ERR_OLDER: of a newer format. A writable handle makes durable what the last
 * process may only have written to the page cache. Symbolic links are not
 * followed. A read-only handle is at rest.
 */
MUST_USE int slotfile_open(struct slotfile **out, int directory, const char *name,
                           const struct slotfile_form *form, bool writable);
/* Writable, in memory only. */
MUST_USE int slotfile_open_memory(struct slotfile **out, const struct slotfile_form *form);
void slotfile_close(struct slotfile *f); /* NULL is fine */

/* How many slots opening it has mended. */
size_t slotfile_mended(const struct slotfile *f);
bool slotfile_writable(const struct slotfile *f);
/* Whether the slots can be looked at: always in a writable handle. */
bool slotfile_loaded(const struct slotfile *f);
/* A read-only handle reads the file anew; a writable one has it. ERR_DISK, ERR_MEMORY. */
MUST_USE int slotfile_look(struct slotfile *f);
/* Ends an operation: a read-only handle forgets what it read. */
void slotfile_rest(struct slotfile *f);

/* ---- slots in memory; i below the form's slots ---- */

bool slot_whole(const struct slotfile *f, size_t i); /* not torn */
/* A whole slot's kind; SLOT_FREE for a torn one. */
unsigned slot_kind(const struct slotfile *f, size_t i);
/* Of a whole slot. What is lent is valid until the next call that changes or forgets slots. */
uint32_t slot_number(const struct slotfile *f, size_t i);
/* Whether it is a whole slot of this kind and number. */
bool slot_is(const struct slotfile *f, size_t i, unsigned kind, uint32_t number);
const uint8_t *slot_person(const struct slotfile *f, size_t i);
const uint8_t *slot_key(const struct slotfile *f, size_t i);

/* What a slot is to hold. person: PERSON_BYTES, or NULL for zeros. */
struct slot {
	unsigned kind;
	uint32_t number;
	const uint8_t *person;
	bool keyed; /* with a fresh random key */
};

/* ---- changing; both return ERR_DISK and can then be called again ---- */

/* Writes a slot that holds nothing to destroy; durable. After a failure it is torn. */
MUST_USE int slot_set(struct slotfile *f, size_t i, const struct slot *slot);
/* The same of kind and number alone; nothing is written where they stand there already. */
MUST_USE int slot_note(struct slotfile *f, size_t i, unsigned kind, uint32_t number);
/*
 * Overwrites every slot that is hit, as above, with what fill says of it. A slot
 * whose writing fails stays torn in memory, so that it is not used again. Each
 * slot is tried even when another has failed.
 */
typedef struct slot slot_fill_fn(size_t i, const void *arg);
MUST_USE int slotfile_overwrite(struct slotfile *f, const bool *hit, slot_fill_fn *fill,
                                const void *arg);

#endif
