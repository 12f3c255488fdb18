/*
 * What the server keeps: places under a day and a random-looking tag, sealed
 * vaults, day bundles and signed documents. One interface, several backends
 * (memory, sqlite), one test suite over all.
 *
 * Nothing here names a visitor, links two messages or holds a time finer than
 * a day (R1, R16). Bodies and vaults are wrapped under keys of the key file
 * (store/keyfile.h), so that destroying a key destroys what it wrapped in
 * every copy of the database. A handle is used by one thread at a time; threads
 * that only look open handles of their own (STORE_READ).
 *
 * Besides the results named with each function, all may return ERR_DISK,
 * ERR_MEMORY or ERR_INTERNAL (also for a change through a STORE_READ handle), and
 * ERR_SIZE when an out buffer's maximum is reached. After any failure the store
 * is as it was before and stays usable; after ERR_DISK the same call can be made
 * again once the disk takes writes.
 */
#ifndef ALCOVE_STORE_STORE_H
#define ALCOVE_STORE_STORE_H

#include "core/bytes.h"
#include "core/wire.h"

struct store;

enum store_mode {
	STORE_CREATE, /* a new store in an existing directory; ERR_CONFLICT if there is one */
	STORE_WRITE, /* the one writer; takes a lock: ERR_CONFLICT when another process serves it */
	STORE_READ,  /* looks only; also while a server writes */
	STORE_PUBLISH, /* looks, and store_documents_put; beside a server that holds the lock */
};

/*
 * Opens the store in a directory, which should be the server's own, mode 0700:
 * store.db (with -wal and -shm), keys, ends, lock, all 0600. ERR_ABSENT: no store there,
 * or its keys are missing. ERR_OLDER: written by a newer Alcove (schema or key
 * file); with STORE_READ and STORE_PUBLISH also one that no writer has migrated yet. ERR_FORMAT:
 * files of another program. store_close(NULL) is fine. Opening for writing
 * migrates an older schema and finishes what a crash left half done (an unneeded
 * vault key is destroyed). Opening starts the core (core_start).
 */
MUST_USE int store_open_sqlite(struct store **out, const char *directory, enum store_mode mode);
MUST_USE int store_open_memory(struct store **out);
void store_close(struct store *store);

/* ---- places ---- */

/* A cell (to == NULL) or an envelope for a person's inbox. */
struct store_place {
	const uint8_t *to;   /* PERSON_BYTES, or NULL for a cell */
	const uint8_t *tag;  /* TAG_BYTES */
	const uint8_t *body; /* BODY_BYTES */
};

/* One request's places, stored all or none; places[0] is the cell. */
struct store_deposit {
	uint32_t day;
	size_t count; /* 1 to 1 + PEOPLE_MAX */
	struct store_place places[1 + PEOPLE_MAX];
	int result; /* out: 0, ERR_CONFLICT, ERR_FULL */
};

/*
 * Stores several requests in one durable commit, in order; each gets its own
 * result. On a failing disk returns ERR_DISK, nothing of the batch is stored and
 * every result is ERR_DISK. A deposit out of form (count, or a first place that
 * is no cell, or a later one that is) is the caller's bug: ERR_INTERNAL.
 *
 * ERR_CONFLICT: a tag is taken (or, on disk, one of the day with the same first 44
 * bits), be it the cell's or an envelope's; nothing of
 * this deposit is stored. ERR_FULL: LIVE_TAGS_MAX tags live (a cell counts, an
 * envelope does not).
 *
 * The same deposit again is 0, so that a writer who got no answer can repeat it:
 * the cell is there with this body, and each envelope's place is there, of this
 * person, with this body or already without one (fetched and dropped, or taken
 * back, in the meantime: it is not put there again). A cell that was deleted
 * since cannot be told to be the same and is ERR_CONFLICT. Its
 * envelopes are ERR_CONFLICT at any other cell too: what was taken back does not
 * come back by a late repetition, and a writer who wants to send the same words
 * anew makes a new message.
 *
 * Of a day that is closed nothing is stored any more: ERR_DAY where it would be, and the
 * rest as above.
 */
MUST_USE int store_deposits(struct store *store, struct store_deposit **deposits, size_t n);

/* Tags of a day's cells, sorted, TAG_BYTES each, appended to out. */
MUST_USE int store_tags(struct store *store, uint32_t day, struct buf *out);
/* Tags of all days, as the writer's handle counts them. */
size_t store_live_tags(const struct store *store);

/* ---- closed days ---- */

/*
 * Closes the days before today that are not closed yet: of each a table is made once, in
 * one durable commit, of the first CLOSED_TAG_BYTES of its cells' tags, sorted, with random
 * cover up to CLOSED_FILL of them, or the next power of two. Nothing changes a table after
 * that, and store_deposits adds nothing to such a day. retention_days as for store_tidy,
 * which is to come after this and takes the tables with their days. ERR_DAY: the clock
 * leapt, as there. Where a clock that was set back, by however little, is accepted, the days from
 * today on are open again. Cheap when
 * there is nothing to close.
 */
MUST_USE int store_close_days(struct store *store, uint32_t today, uint32_t retention_days,
                              bool leap_accepted);
/* The last day that is closed, as the writer's handle knows; 0: none. */
uint32_t store_closed_day(const struct store *store);
/* The tables of all closed days from first on, as GET /v1/tags has them, appended to out. */
MUST_USE int store_closed(struct store *store, uint32_t first, struct buf *out);

/* ---- bodies ---- */

struct store_key {
	uint32_t day;
	uint8_t tag[TAG_BYTES];
};

/*
 * The bodies at some cells or envelopes, at most EXCHANGE_BODIES. Of each, results
 * says 0, or ERR_ABSENT when there is none, it was deleted, or it no longer opens
 * (its key is destroyed, the disk has changed it); this takes as long, once a body
 * was found through this handle, and leaves its place in bodies as it was.
 */
MUST_USE int store_bodies(struct store *store, const struct store_key *keys, size_t n,
                          uint8_t (*bodies)[BODY_BYTES], int *results);
struct store_deletion {
	const uint8_t *person; /* only what lies in this inbox, or NULL for anything */
	const struct store_key *keys;
	size_t n;           /* the first of the keys are deleted, */
	size_t aside, back; /* the next of them set aside, the rest brought back */
};
/*
 * Deletes bodies for good, all in one durable commit; tags stay until their day
 * expires. Where there is no body as much is written as where there is one, so
 * that the time it takes tells little; the rest is the caller's to hide. In the same commit
 * envelopes of the person are set aside, which store_inbox then passes over, or brought back; a
 * key of day 0 brings back all of them.
 */
MUST_USE int store_deletions(struct store *store, const struct store_deletion *const *deletions,
                             size_t n);

/* How many envelopes with a body the fullest inbox holds, those set aside among them. */
MUST_USE int store_waiting(struct store *store, size_t *out);

/*
 * Up to limit envelopes of a person that are not set aside, behind the first skip of them, each day
 * ‖ tag ‖ body (INBOX_ENTRY_BYTES), by day and tag, appended to out. Those that no longer open are
 * passed over.
 */
MUST_USE int store_inbox(struct store *store, const uint8_t person[PERSON_BYTES], size_t skip,
                         size_t limit, struct buf *out);

/* ---- vaults: one sealed blob a person, replaced by compare-and-swap ---- */

/* version 0 and nothing appended when there is none, or it no longer opens. */
MUST_USE int store_vault(struct store *store, const uint8_t person[PERSON_BYTES], uint32_t *version,
                         struct buf *out);
/*
 * expected must be the present version (0: none) and version higher, else
 * ERR_CONFLICT and *current tells. ERR_SIZE: empty or over VAULT_MAX. ERR_FULL:
 * 2 * PEOPLE_MAX others have vaults. When this returns 0 the new vault is durable
 * and the key of the one before is destroyed. After ERR_DISK either version may
 * be in force: a repetition tells.
 */
MUST_USE int store_vault_put(struct store *store, const uint8_t person[PERSON_BYTES],
                             uint32_t expected, uint32_t version, struct span blob,
                             uint32_t *current);
/* A person whose leaving is over: the vault and its key are destroyed. */
MUST_USE int store_vault_drop(struct store *store, const uint8_t person[PERSON_BYTES]);

/* ---- public, signed things ---- */

struct store_bundle {
	const uint8_t *person; /* PERSON_BYTES */
	uint32_t day;
	uint32_t serial;
	const uint8_t *bytes; /* BUNDLE_BYTES */
};

/*
 * All or none; ERR_OLDER when a held bundle of that person and day has a higher
 * serial. One with the same serial is replaced (a new roster's hash in it).
 */
MUST_USE int store_bundles_put(struct store *store, const struct store_bundle *bundles, size_t n);
/* A day's bundles, ordered by person. */
MUST_USE int store_bundles(struct store *store, uint32_t day, struct buf *out);
/* day ‖ serial of what is held of a person, from a day on. */
MUST_USE int store_bundle_list(struct store *store, const uint8_t person[PERSON_BYTES],
                               uint32_t from_day, struct buf *out);

/* Signed documents: "roster", "roster.minisig", "root.pub", "manifest", … Replaced whole. */
struct store_document {
	const char *name;  /* 1 to 64 bytes */
	struct span bytes; /* at most 1 MiB */
};
/* All in one durable commit. ERR_SIZE: a name or document is too long. ERR_FULL: over 32. */
MUST_USE int store_documents_put(struct store *store, const struct store_document *documents,
                                 size_t n);
/* Appended to out; ERR_ABSENT. */
MUST_USE int store_document(struct store *store, const char *name, struct buf *out);
/*
 * What documents there are, by name, at the cost of a glance: of each its name, a
 * NUL, u32 size, and its bytes when they are at most DOCUMENT_GLANCE_BYTES. A document
 * put anew shows in it, if its size or that of its signature is another, or its
 * signature is. Appended to out.
 */
enum { DOCUMENT_GLANCE_BYTES = 1024 };
MUST_USE int store_documents_glance(struct store *store, struct buf *out);
/*
 * A number that changes when another handle or process has written. Only to be
 * compared with what the same handle said before.
 */
MUST_USE int store_generation(struct store *store, uint64_t *out);

/* ---- time ---- */

/*
 * Today is told by the caller; the store has no clock. Destroys the keys and
 * rows of days before today - retention_days (1 to RETENTION_DAYS_MAX, else
 * ERR_SIZE), bundles before yesterday, and, when the day has moved on, compacts
 * so that neither insertion order nor deleted bytes remain (needs twice the
 * database's size for a while). Destroys nothing and returns ERR_DAY when today
 * is more than CLOCK_LEAP_DAYS after or before the day it last saw, unless
 * leap_accepted. Destroys the end-day keys of all days up to today and makes those
 * of the days to come. The first call only remembers the day and makes these. After ERR_DISK the
 * next call goes on where this one ended; keys are destroyed even when the disk is full. To be
 * called at each start and whenever the day changes; a call with nothing to do is cheap.
 */
MUST_USE int store_tidy(struct store *store, uint32_t today, uint32_t retention_days,
                        bool leap_accepted);
/*
 * The clock shows this day, at a start or as a day begins; before store_close_days. Whether
 * it is believed though it leapt: it has shown CLOCK_BELIEVED_DAYS days one after the other
 * since, so that it is the office that was away. What it showed is kept. A clock that leapt back
 * is never believed by itself: closed days would open again.
 */
MUST_USE int store_meet_day(struct store *store, uint32_t today, bool *believed);
/*
 * Truncates the write-ahead log; to be called within a minute of any delete.
 * ERR_CONFLICT: a reader looks at an older state just now; call again.
 */
MUST_USE int store_scrub(struct store *store);
/* Whether store_scrub has anything to do. */
bool store_needs_scrub(const struct store *store);

/*
 * The end-day keys (store/endfile.h), END_KEY_BYTES each, of *day + 1 and the
 * END_KEYS - 1 days after it, into out, which the caller wipes. *day is the day
 * last seen by store_tidy, or one later when the clock was set back since.
 * ERR_ABSENT: store_tidy has seen no day yet, or is just turning the keys.
 */
MUST_USE int store_ends(struct store *store, uint32_t *day, uint8_t out[END_KEYS][END_KEY_BYTES]);
/*
 * How many end-day keys of days to come store_tidy found missing or damaged and
 * made anew since this was last asked: what was sealed under them is lost.
 * END_KEYS also when an office from before there were such keys got its first.
 */
size_t store_ends_renewed(struct store *store);

/* Slots of keys in which one byte was wrong on the disk, mended when the store was opened for
 * writing. */
size_t store_keys_mended(const struct store *store);

/* ---- inventory (R38): everything there is ---- */

struct store_day_count {
	uint32_t day;
	size_t tags;      /* cells with and without body */
	size_t entries;   /* of its table, cover among them; 0: it is not closed */
	size_t cells;     /* cells with a body */
	size_t envelopes; /* envelopes with a body */
	size_t bundles;
	bool key; /* the day's key exists */
};
struct store_inventory {
	uint32_t last_day; /* the day last seen by store_tidy, 0 never */
	uint32_t ends_day; /* end-day keys are those of the END_KEYS days after it; 0: none */
	size_t days;
	/* where the clock leapt, days of before it and those since */
	struct store_day_count day[2 * (RETENTION_DAYS_MAX + BUNDLES_AHEAD_DAYS)];
	size_t vaults;
	struct {
		uint8_t person[PERSON_BYTES];
		uint32_t version;
		size_t bytes;
	} vault[2 * PEOPLE_MAX];
	size_t documents;
	struct {
		char name[65];
		size_t bytes;
	} document[32];
};
/* Whether something of a day, or the day's key, lies there although its time is over. */
bool store_day_overdue(const struct store_day_count *d, uint32_t today, uint32_t retention_days);
/* Whether there is something of a day that nobody can open, its key being gone before its time. */
bool store_day_unreadable(const struct store_day_count *d, uint32_t today, uint32_t retention_days);
/*
 * How many of the bodies that lie there do not open although their day's key is there: the disk has
 * changed them. Reads all of them. damaged: of each day of the inventory.
 */
MUST_USE int store_look_through(struct store *store, const struct store_inventory *there,
                                size_t *damaged);
/* ERR_SIZE: there is more than fits; out holds what does. */
MUST_USE int store_take_inventory(struct store *store, struct store_inventory *out);

#endif
