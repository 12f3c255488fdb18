/*
 * The desk's working memory: day seeds, what was seen, and the matters (R16:
 * nothing else is kept, and all of it ends by itself). Sealed it is one blob on
 * the server, format 3 of docs/protocol.md §9: sections, of which those that
 * this Alcove does not know are kept as they came.
 *
 * Every limit is checked where something is put in: whatever seals, opens.
 */
#ifndef ALCOVE_DESK_VAULT_H
#define ALCOVE_DESK_VAULT_H

#include "core/bytes.h"
#include "core/crypto/keys.h"
#include "core/desk/counts.h"
#include "core/desk/ends.h"
#include "core/desk/matter.h"
#include "core/desk/past.h"
#include "core/desk/seen.h"
#include "core/desk/shown.h"
#include "core/desk/unfiled.h"
#include "core/desk/unsettled.h"
#include "core/secret.h"
#include "core/talk/bundle.h"
#include "core/talk/roster.h"

enum {
	VAULT_FORMAT = 3,
	VAULT_SEEDS_MAX = BUNDLES_AHEAD_DAYS + RETENTION_DAYS_MAX + 8,
	VAULT_MATTERS_MAX = 10000,
	VAULT_SEEN_MAX = SEEN_MAX,
};

/* What this desk has seen of the office, and its own bundles' serial. */
struct vault_head {
	uint32_t roster_serial; /* the newest roster this desk has seen */
	uint8_t roster_hash[32];
	uint32_t bundle_serial;
	struct rosters rosters; /* and those before */
};

struct seeds {
	size_t n;
	struct day_seed rows[VAULT_SEEDS_MAX]; /* by day */
};

struct vault_past {
	struct devices devices;
	struct endings ended;
	struct acts done;
	struct counts counts;
};

/* Messages of kinds that this Alcove does not know, kept for one that does. */
struct later {
	struct buf rows; /* each u32 day ‖ sender (32) ‖ u16 n ‖ plaintext without its last zeros */
	size_t n;        /* of rows */
	uint32_t dropped; /* how many had no room */
	uint32_t until;   /* the day on which those are over, too */
};

/* Of the inbox: what is not settled before its end, and what waits to be filed. */
struct vault_pending {
	struct unsettled unsettled;
	struct unfiled unfiled;
};

/* Secrets throughout; the caller keeps it out of logs and clears it. */
struct vault {
	struct vault_head head;
	struct seeds seeds;
	struct seen seen;
	struct vault_past past;
	struct buf unknown; /* sections of a newer Alcove, as they came */
	struct later later;
	struct vault_pending pending;
	size_t matter_count, matter_capacity;
	struct matter **matters; /* oldest first */
	struct secret_pool cells;
	size_t lost; /* matters that were to be here, and do not open or had no room */
};

/* Whose vault it is, and what seals it. Nothing of it is the callee's. */
struct vault_of {
	const struct desk_keys *keys;
	const uint8_t *office;   /* OFFICE_BYTES */
	const uint8_t *person;   /* PERSON_BYTES */
	const struct ends *ends; /* NULL: of a vault without matters */
	uint32_t retention_days, notes_days;
};

/* In secret memory; vault_free(NULL) is fine. */
struct vault *vault_new(void) MUST_USE;
void vault_free(struct vault *v);

/*
 * blob replaces out's contents. ERR_SIZE: larger than VAULT_PLAIN_MAX.
 * ERR_INTERNAL: there are matters, and no keys of end days.
 */
MUST_USE int vault_seal(struct buf *out, const struct vault *v, const struct vault_of *of,
                        uint32_t version);
/*
 * Matters whose end day has come are not in it any more; those whose key is
 * missing otherwise are counted as lost. ERR_SEAL: not this person's, or not
 * this version. ERR_NEWER: of a newer format. ERR_FORMAT: damaged.
 */
MUST_USE int vault_open(struct vault **out, struct span blob, const struct vault_of *of,
                        uint32_t version);
/* Only the saves of each device. The same errors. */
MUST_USE int vault_devices(struct devices *out, struct span blob, const struct vault_of *of,
                           uint32_t version);

/*
 * Joins other, which is emptied, into v: two versions of one vault that went
 * different ways (docs/protocol.md §9, "Forks", has the rule of each section).
 * Where something differs and only one can stay, it is v's. ERR_MEMORY.
 */
MUST_USE int vault_join(struct vault *v, struct vault *other, const struct vault_of *of);

/* Whether every act needs a newer Alcove (ERR_NEWER). */
bool vault_shut(const struct vault *v);

/*
 * Takes the roster in: ERR_OLDER when this desk has seen a newer one, or
 * another of the same serial.
 */
MUST_USE int vault_see_roster(struct vault *v, const struct roster *roster);
/* Makes the seeds that are missing from today to BUNDLES_AHEAD_DAYS ahead. */
MUST_USE int vault_make_seeds(struct vault *v, uint32_t today);
/*
 * Erases the seeds whose time is over, and the marks of their days. listed:
 * the inbox was listed whole in this sync and is in this vault.
 */
void vault_erase_seeds(struct vault *v, uint32_t today, bool listed);
const struct day_seed *vault_seed(const struct vault *v, uint32_t day);
/* New seeds from a day on, under a higher bundle serial, after a theft. */
void vault_renew_seeds(struct vault *v, uint32_t from_day);
/* New seeds in place of those from a day on that are below the least serial of the roster. */
void vault_raise_seeds(struct vault *v, uint32_t least, uint32_t from_day);
/*
 * Of each day that both have, the seed of the higher serial, or else v's; of a
 * day after today, if they differ, under a serial that wins over both.
 */
void vault_join_seeds(struct vault *v, const struct vault *other, uint32_t today);

/*
 * The notes beside a matter become text: NOTES_MAX bytes of UTF-8 at most, none
 * to end them. base is what they were when the person began to write. Where
 * they are neither base nor text, another device has written meanwhile, and both
 * are kept: those of the vault, an empty line, text. ERR_MEMORY; ERR_SIZE: they
 * grow, and the vault has no room for that beside what vault_room promises. The
 * matter's notes are as they were then.
 */
MUST_USE int vault_note(const struct vault *v, struct matter *m, struct span base,
                        struct span text);

/* How many more message parts fit, whatever they are, and words of the desk's own after them. */
size_t vault_room(const struct vault *v);
/* Whether n bytes more leave place for those words. */
bool vault_fits(const struct vault *v, size_t n);
/* Whether one more message of the desk's own fits, of so many bytes of text: it may use that place.
 */
bool vault_takes(const struct vault *v, size_t text);
/*
 * The share of the vault that strangers' mail takes. A stranger's matter is one with which nobody
 * here has done anything yet (matter_stranger). Correspondents' mail is filed first whatever
 * strangers send: the share is bounded, and less is filed where the vault has little room left.
 */
enum {
	/*
	 * Filed by itself: as many new people as an ombuds reads in some days, in 1 MiB, so that
	 * every save of a desk that was flooded is hardly larger than before.
	 */
	SHARE_MATTERS = 128,
	SHARE_BYTES = 1 << 20,
	SHARE_A_LOOK = 16, /* of what waits, brought back by one look as the share gets free */
	/*
	 * A lot, when somebody asks to see more: five listings. 10,000 messages are eight lots; and
	 * of the longest texts nearly as many fit in 7 MiB.
	 */
	LOT_MATTERS = 5 * 256,
	LOT_BYTES = 7 << 20,
	CORRESPONDENTS_KEPT = 2 << 20, /* of the vault no stranger's mail takes */
};

/* What strangers' matters take (matter_stranger). */
struct vault_share {
	size_t matters, bytes;
};
struct vault_share vault_strangers(const struct vault *v);
/* The bytes of one more message part; new: with a matter that it begins. */
size_t vault_arrival(size_t text, bool new);
/* How many of the largest of these some bytes are. */
size_t vault_arrivals(size_t bytes);
/* What its plaintext takes, unpadded. */
size_t vault_bytes(const struct vault *v);
/* What is kept of a newer Alcove: sections, items and messages. */
size_t vault_unknown_bytes(const struct vault *v);
/* Drops the oldest talk, and then whole matters, until it seals; .lost counts the matters. */
void vault_trim(struct vault *v);

bool vault_seen(const struct vault *v, const uint8_t mark[MARK_BYTES]);
MUST_USE int vault_mark(struct vault *v, uint32_t day, const uint8_t mark[MARK_BYTES]);
/* The mark of one part of a message of a sender. */
void vault_part_mark(uint8_t mark[MARK_BYTES], const uint8_t sender[X25519_BYTES],
                     const uint8_t id[MESSAGE_ID_BYTES], uint8_t part);

/* Whether an act of this id was done; it was. */
bool vault_done(const struct vault *v, const uint8_t id[ACT_BYTES]);
/* The check of an act that was done in a matter which is still here, or NULL. */
const uint8_t *vault_act(const struct vault *v, const uint8_t id[ACT_BYTES]);
/*
 * It was done, and of more than ACTS_DONE_MAX the first is forgotten. m: the matter in which, where
 * the check stays as long as what was done; NULL: in none, or it is gone. ERR_MEMORY.
 */
MUST_USE int vault_mark_done(struct vault *v, const uint8_t id[ACT_BYTES], struct matter *m,
                             const uint8_t check[ACT_CHECK_BYTES]);
/* No matter knows of acts that are not among those done. */
void vault_keep_acts(struct vault *v);

/* Whose talk was to be found under one key goes on under another: so do what they wrote. */
void vault_renew_later(struct vault *v, const uint8_t old[X25519_BYTES],
                       const uint8_t new[X25519_BYTES]);
/* Destroys what was kept of messages of unknown kinds of whoever has this key. */
void vault_drop_later(struct vault *v, const uint8_t sender[X25519_BYTES]);
/*
 * Keeps a message of a kind that is not known, if there is room; it counts
 * either way. Of one that must be understood at least the head is kept while
 * there is room for that: its sender's matter is shut. ERR_MEMORY.
 */
MUST_USE int vault_keep_later(struct vault *v, uint32_t day, const uint8_t sender[X25519_BYTES],
                              const uint8_t plaintext[INNER_BYTES], uint32_t retention_days);
struct later_message {
	uint32_t day;
	const uint8_t *sender; /* X25519_BYTES */
	const uint8_t *of;     /* the keys under which its sender's talk goes on; X25519_BYTES */
	struct span text;      /* without its last zeros; the vault's */
};
/* One after another, from a reader of .later.rows; false at the end. */
bool later_next(struct reader *r, struct later_message *out);
/* Takes the one out that ends where r is now; r goes on behind it. */
void vault_take_later(struct vault *v, struct reader *r, const struct later_message *which);
/* How many messages need a newer Alcove. */
size_t vault_unknown(const struct vault *v);
void vault_expire_later(struct vault *v, uint32_t day, uint32_t retention_days);
/* Says anew of each matter whether a message shuts it. */
void vault_find_shut(struct vault *v);

struct matter *vault_matter(const struct vault *v, uint32_t id);
/* The matter of a correspondent, and the correspondent too, unless who is NULL. */
struct matter *vault_matter_by_key(const struct vault *v, const uint8_t x25519[X25519_BYTES],
                                   struct correspondent **who);
/* A new one under a fresh id; the vault owns it. NULL without memory or room. */
struct matter *vault_add_matter(struct vault *v) MUST_USE;
/* The same, of this number if it is free. */
struct matter *vault_add_matter_as(struct vault *v, uint32_t id) MUST_USE;
/* Under an id that no other matter has. */
struct matter *vault_put_matter(struct vault *v, uint32_t id) MUST_USE;
/* The matter owns it. NULL without memory or room. */
struct correspondent *vault_add_correspondent(struct vault *v, struct matter *m) MUST_USE;
/* The server was lost: what is here stands before whatever comes. */
void vault_outlive(struct vault *v);
/* Brings all talk into the order of reading. */
void vault_arrange(struct vault *v);
/* Removes it, without a trace. */
void vault_remove_matter(struct vault *v, const struct matter *m);
/*
 * Destroys a matter that is not over by itself: so that no other device's
 * vault brings it back, its id is kept until its end day. into: the matter it
 * became a part of, or ENDED_NOWHERE.
 */
void vault_end_matter(struct vault *v, const struct matter *m, uint32_t day, uint32_t ends,
                      uint32_t into);
/* Destroys what has ended by a day: talk, notes, matters, messages of newer kinds. */
void vault_expire(struct vault *v, uint32_t day, uint32_t retention_days, uint32_t notes_days);

#endif
