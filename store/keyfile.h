/*
 * The shredding key file: the keys under which bodies and vaults are wrapped,
 * in one small file of fixed size beside the database (its layout: slotfile.h).
 * To destroy what a key wrapped, in every copy of the database, its slot is
 * overwritten in place.
 *
 *   name "alcove keys", format 1
 *   kind 1: a day's key (number: the day)
 *   kind 2: a vault's key (number: its version; person)
 *   kind 3: the day last seen (no key; person: u32 the last day that a clock showed which
 *           leapt since ‖ u32 how many days it showed one after the other ‖ zeros)
 *
 * A torn slot that cannot be mended was cut off either while a key was destroyed, which is then
 * done, or while one was made, which nothing was wrapped under yet. Either way it is empty. Or the
 * disk has lost more than a byte of it: what is left of a key cannot tell any more on which day it
 * is to be destroyed, and so goes at once. Its day is told (store_day_unreadable).
 */
#ifndef ALCOVE_STORE_KEYFILE_H
#define ALCOVE_STORE_KEYFILE_H

#include "store/wrap.h"

enum {
	KEYFILE_DAYS = 64,               /* RETENTION_DAYS_MAX and more than enough of leaps */
	KEYFILE_PEOPLE = 2 * PEOPLE_MAX, /* leavers included */
	KEYFILE_VAULTS = 2 * KEYFILE_PEOPLE,
	KEYFILE_BYTES = 8192,
};

struct keyfile;

/*
 * A new file of KEYFILE_BYTES, mode 0600, durable when this returns 0, in the
 * directory open as a descriptor. ERR_CONFLICT: the name is taken.
 */
MUST_USE int keyfile_create(int directory, const char *name);
/* As slotfile_open. A writable handle frees torn slots. */
MUST_USE int keyfile_open(struct keyfile **out, int directory, const char *name, bool writable);
/* Writable, in memory only. */
MUST_USE int keyfile_open_memory(struct keyfile **out);
void keyfile_close(struct keyfile *k); /* NULL is fine */
/* How many slots opening it has mended (slotfile.h). */
size_t keyfile_mended(const struct keyfile *k);

/* Ends an operation: a read-only handle forgets what it read. Keys lent out are then invalid. */
void keyfile_rest(struct keyfile *k);

/* Keys are lent: valid until the next call that may change or forget slots. All below that
 * destroy or make return ERR_DISK on failure and can be called again. */

/* ERR_ABSENT: that day has no key. */
MUST_USE int keyfile_day(struct keyfile *k, uint32_t day, const uint8_t **key);
/* The day's key, made and durable if there was none. ERR_FULL: KEYFILE_DAYS live days. */
MUST_USE int keyfile_day_make(struct keyfile *k, uint32_t day, const uint8_t **key);
/* Destroys the keys of all days before this one. */
MUST_USE int keyfile_days_destroy(struct keyfile *k, uint32_t before);
/* Days with a key, in no order, into out. */
MUST_USE int keyfile_days(struct keyfile *k, uint32_t out[KEYFILE_DAYS], size_t *n);

/* ERR_ABSENT: no such version's key. */
MUST_USE int keyfile_vault(struct keyfile *k, const uint8_t person[PERSON_BYTES], uint32_t version,
                           const uint8_t **key);
/*
 * A fresh key for a version, durable, beside the one in force. An earlier key
 * of the same version is destroyed first. ERR_FULL: no slot, or KEYFILE_PEOPLE others have vaults.
 */
MUST_USE int keyfile_vault_make(struct keyfile *k, const uint8_t person[PERSON_BYTES],
                                uint32_t version, const uint8_t **key);
/* Destroys all of a person's vault keys but this version's; 0 destroys all. */
MUST_USE int keyfile_vault_keep(struct keyfile *k, const uint8_t person[PERSON_BYTES],
                                uint32_t version);
/* The at-th vault key, at from 0: ERR_ABSENT past the last one. */
MUST_USE int keyfile_vault_at(struct keyfile *k, size_t at, uint8_t person[PERSON_BYTES],
                              uint32_t *version);

/* The day last seen, 0 when never (or torn). */
MUST_USE int keyfile_seen(struct keyfile *k, uint32_t *day);
/* No leap with it. */
MUST_USE int keyfile_seen_set(struct keyfile *k, uint32_t day);

/* What a clock showed that leapt from the day last seen. */
struct keyfile_leap {
	uint32_t day;  /* the last one, 0 none */
	uint32_t days; /* up to it, one after the other */
};

/* Zeros where the clock did not leap (or the note is torn). */
MUST_USE int keyfile_leap(struct keyfile *k, struct keyfile_leap *out);
/* The day last seen, and what the clock leapt to since. */
MUST_USE int keyfile_leap_set(struct keyfile *k, uint32_t seen, const struct keyfile_leap *leap);

#endif
