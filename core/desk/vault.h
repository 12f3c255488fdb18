/*
 * The desk's working memory: day seeds, what was seen, and the matters with
 * their talk (R16: nothing else is kept, and all of it ends by itself). Sealed
 * it is one blob on the server (docs/protocol.md §9).
 *
 * Format 2, the plaintext:
 *   u16 2 ‖ u32 roster serial ‖ roster hash (32) ‖ u32 bundle serial
 *   u16 seeds  × { u32 day ‖ u32 serial ‖ u32 roster serial ‖ roster hash (32) ‖ seed (32) }
 *   u32 seen   × { u32 day ‖ mark (16) }
 *   u16 matters × {
 *     u32 id ‖ visitor X25519 (32) ‖ visitor X-Wing (1216) ‖ K_talk (32) ‖ claim (16) ‖ taken by
 * (16) ‖ proof (32) u16 messages × { id (16) ‖ person (16) ‖ u8 kind ‖ u8 unsent ‖ u8 parts ‖ u32
 * lamport ‖ u32 day ‖ u16 have for each part that is here: u16 length ‖ text } ‖ u32 length ‖ notes
 * } zeros
 *
 * Format 1, which is still read, has no notes.
 */
#ifndef ALCOVE_TALK_VAULT_H
#define ALCOVE_TALK_VAULT_H

#include "core/bytes.h"
#include "core/crypto/keys.h"
#include "core/talk/bundle.h"
#include "core/talk/deposit.h"
#include "core/talk/roster.h"
#include "core/talk/thread.h"
#include "core/talk/verb.h"

enum {
	VAULT_FORMAT = 2,
	VAULT_SEEDS_MAX = BUNDLES_AHEAD_DAYS + RETENTION_DAYS_MAX + 8,
	/* the next power of two would, sealed, exceed VAULT_MAX */
	VAULT_PLAIN_MAX = VAULT_MAX / 2,
	VAULT_MATTERS_MAX = 10000,
	VAULT_SEEN_MAX = 2 * LIVE_TAGS_MAX,
};

struct seen_mark {
	uint32_t day;
	uint8_t mark[16]; /* an envelope's tag, or the hash of message id and part */
};

struct matter {
	uint32_t id; /* 24 bits, random; the desk's own name for it, never told to a visitor */
	struct correspondent_keys keys;
	uint8_t taken[PERSON_BYTES]; /* the colleague who took it, or oneself, or zero */
	uint8_t proof[32]; /* of its last renewal, for older talk that comes later, or zero */
	struct thread thread;
	struct buf notes; /* the desk's own, UTF-8; they end with the matter */
};

/* Secrets throughout; the caller keeps it out of logs and clears it. */
struct vault {
	uint32_t roster_serial; /* the newest roster this desk has seen */
	uint8_t roster_hash[32];
	uint32_t bundle_serial;
	size_t seed_count;
	struct day_seed seeds[VAULT_SEEDS_MAX]; /* by day */
	size_t seen_count, seen_capacity;
	struct seen_mark *seen;
	size_t matter_count, matter_capacity;
	struct matter **matters; /* oldest first */
};

/* In secret memory; vault_free(NULL) is fine. */
struct vault *vault_new(void) MUST_USE;
void vault_free(struct vault *v);

/* blob replaces out's contents. ERR_SIZE: larger than VAULT_PLAIN_MAX. */
MUST_USE int vault_seal(struct buf *out, const struct vault *v, const struct desk_keys *keys,
                        const uint8_t office[OFFICE_BYTES], const uint8_t person[PERSON_BYTES],
                        uint32_t version);
/* ERR_SEAL: not this person's, or not this version. ERR_FORMAT: of a newer Alcove, or damaged. */
MUST_USE int vault_open(struct vault **out, struct span blob, const struct desk_keys *keys,
                        const uint8_t office[OFFICE_BYTES], const uint8_t person[PERSON_BYTES],
                        uint32_t version);

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
/* New seeds from tomorrow on, under a higher bundle serial, after a theft. */
void vault_renew_seeds(struct vault *v, uint32_t from_day);

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
/* Notes that may be written: NOTES_MAX bytes of UTF-8 at most. ERR_TEXT. */
MUST_USE int notes_check(struct span text);
/* Adds text to a matter's notes, after an empty line. ERR_MEMORY. */
MUST_USE int matter_add_notes(struct matter *m, struct span text);

/* How many more message parts fit, whatever they are, and words of the desk's own after them. */
size_t vault_room(const struct vault *v);
/* Whether n bytes more leave place for those words. */
bool vault_fits(const struct vault *v, size_t n);

bool vault_seen(const struct vault *v, const uint8_t mark[16]);
MUST_USE int vault_mark(struct vault *v, uint32_t day, const uint8_t mark[16]);

struct matter *vault_matter(const struct vault *v, uint32_t id);
struct matter *vault_matter_by_key(const struct vault *v, const uint8_t x25519[X25519_BYTES]);
/* A new one under a fresh id; the vault owns it. NULL without memory or room. */
struct matter *vault_add_matter(struct vault *v) MUST_USE;
void vault_remove_matter(struct vault *v, const struct matter *m);
/* Destroys the talk of days before first_day, and matters that hold none any more. */
void vault_expire(struct vault *v, uint32_t first_day);

/*
 * Whether it is this person's turn: the last words to be shown are the
 * visitor's, and no colleague took the matter, unless this person spoke in it.
 */
bool matter_waits(const struct matter *m, const uint8_t self[PERSON_BYTES]);

#endif
