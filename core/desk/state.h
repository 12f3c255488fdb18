/*
 * Inside of a look; for core/desk only. desk.c holds the way through the
 * phases; look.c the shape of a look; login.c who is who and the session; choose.c
 * which vault to go on from; sync.c its saves; envelope.c, file.c, renewal.c and
 * inbox.c what comes in; publish.c the day bundles; verbs.c and daily.c what can be
 * asked of the desk, acts.c when it is done; send.c how it goes out.
 */
#ifndef ALCOVE_DESK_STATE_H
#define ALCOVE_DESK_STATE_H

#include "core/crypto/keys.h"
#include "core/crypto/words.h"
#include "core/desk/coding.h"
#include "core/desk/desk.h"
#include "core/talk/deposit.h"
#include "core/talk/exchange.h"

enum {
	DESK_RESTARTS_MAX = 3,
	DESK_CONFLICTS_MAX = 8,
	DESK_REFUSALS_MAX = 1,
	DESK_BUNDLES_A_REQUEST = 64,
	DESK_LISTINGS_MAX =
		2 * LIVE_TAGS_MAX / INBOX_LISTING, /* no inbox can be longer, and grow meanwhile */
	DESK_REQUEST_MAX = EXCHANGE_HEADER_BYTES + (1 + PEOPLE_MAX) * EXCHANGE_SLOT_BYTES,
	DESK_ACTS_MAX = ACTS_DONE_MAX, /* not saved on the server yet; more, done again in
	                                   another vault, would not be known as done */
	KEPT_HEAD_BYTES = 4 + DEVICE_BYTES + 4,
};

enum desk_phase {
	DESK_OFFICE,
	DESK_CHALLENGE,
	DESK_LOGIN,
	DESK_RECALL,
	DESK_ENDS,
	DESK_VAULT_GET,
	DESK_INBOX,
	DESK_VAULT_PUT,
	DESK_KEEP,
	DESK_DROP,
	DESK_BUNDLE_LIST,
	DESK_BUNDLE_PUT,
	DESK_COLLEAGUES,
	DESK_EXCHANGE,
	DESK_RECORD,
	DESK_DONE,
};

struct desk_phase_row {
	int (*ask)(struct desk *d, struct step *out);
	int (*answer)(struct desk *d, int status, struct span body);
};

/* Who speaks, to whom, and under which session. */
struct desk_login {
	struct buf request; /* on its way, unless it is a deposit */
	struct office_door door;
	char words[WORDS_TEXT_MAX];
	bool derived; /* desk.keys */
	bool logged_in;
	uint8_t token[TOKEN_BYTES];
	uint8_t challenge[CHALLENGE_BYTES];
	unsigned restarts, refusals;
};

/* What this home had kept: u32 version ‖ device id ‖ u32 base ‖ blob, as it keeps it again. */
struct desk_home {
	struct buf record;
	uint32_t version; /* 0: none */
	uint32_t base;    /* the last version that the server is known to have had then */
	uint32_t had;     /* that of before this sync */
	uint8_t device[DEVICE_BYTES];
	bool put_back;  /* may be, over an older one */
	bool went_back; /* this sync goes on from it */
	bool merged;    /* and from the server's, which were a fork */
	size_t lost;    /* matters of it that would not open, known with ERR_OLDER */
};

/* The vault on the server, and its saves. */
struct desk_saving {
	struct ends ends;
	uint32_t server_version; /* what the server holds */
	uint32_t version;        /* the last used; the next is one more */
	uint32_t tried;          /* the version that was sent */
	struct devices devices;  /* of the last save that the server took, or of what it had */
	struct devices sent;     /* of the save that was sent */
	struct buf blob;
	bool blob_sent; /* .blob is what was sent, and nothing that was done since */
	unsigned conflicts;
};

/* What the last act came to, for its answer. */
struct desk_did {
	uint8_t id[MESSAGE_ID_BYTES];
	struct mark mark; /* what it counted; its state 0: nothing, or it was done before */
	uint32_t made;    /* the matter that it began, or ENDED_NOWHERE */
	bool unanswered;  /* it ends a matter whose visitor had no answer, as "yes" says */
	bool asks;        /* it was not done, and would be with "yes" */
};

/* What was asked for and is not in the server's vault yet. */
struct desk_acts {
	struct verb_line *rows;
	size_t n;
	size_t ran;                /* the first of them, which are in this vault */
	size_t sent;               /* the first of them, which are in the save that was sent */
	int failed;                /* how the last that could not be done ended; 0: none */
	char problem[PROBLEM_MAX]; /* what it found wrong, or "" */
	struct desk_did did;
};

/* What is left, while one listing is filed; and what is to be brought back. */
struct share {
	size_t room;    /* messages, whoever's */
	size_t matters; /* that strangers may begin */
	size_t bytes;   /* for these, */
	size_t more;    /* and for strangers who have begun one */
	bool lot;       /* somebody asked to see more, */
	bool served;    /* and that was asked for */
	bool called;    /* what is to come back was asked for in this look */
	bool coming;    /* it is not listed to its end yet */
	bool all;       /* of all that is aside */
	size_t asked;
};

/* What comes in. */
struct desk_intake {
	struct buf drops; /* of the listing: dropped, set aside; sent first */
	struct buf queue; /* what was discarded, and what is brought back, behind it */
	size_t queue_sent;
	bool ended;   /* the last listing was the end of the inbox */
	bool crowded; /* something waits although it is no stranger's, or nothing can be filed */
	bool was_crowded; /* the last time that it was listed to its end */
	bool refiled;     /* messages that had to wait for this Alcove were looked at */
	uint32_t stayed;  /* how many of the listings' envelopes, which come first in the next */
	struct share share;
	unsigned listings;
	size_t withdrawn;
};

struct desk_publishing {
	uint32_t done; /* as desk_published */
	uint32_t next; /* what it is once the bundles are put */
};

/* The part that is on its way; by names, since an act may end its matter meanwhile. */
struct desk_flight {
	bool on;
	bool again; /* it may be there already */
	uint8_t to[X25519_BYTES];
	uint8_t id[MESSAGE_ID_BYTES];
};

/* Where the next part toward somebody goes: what was found taken stays known for the day. */
struct desk_next_place {
	uint32_t day;
	uint8_t to[X25519_BYTES];
	unsigned i; /* docs/protocol.md §6 */
};

/* What goes out. */
struct desk_outgoing {
	struct buf request;           /* of the exchange that is on its way */
	struct exchange_answer asked; /* the puzzle that the last answer named */
	unsigned puzzles;             /* that were set in a row */
	struct bundle bundles[PEOPLE_MAX];
	struct desk_flight flight;
	struct desk_next_place place;
	bool shut;        /* nothing more goes in this look */
	bool full;        /* something waits for a place */
	bool sent;        /* something, since the last record */
	bool ended;       /* a matter whose last word went out; no save knows of it */
	struct buf went;  /* deposited whole since the last save: visitor's X25519 ‖ message id */
	size_t went_sent; /* how much of it is in the save that was sent */
};

/* The shape of this look. */
struct desk_look {
	unsigned entries; /* that the inbox is asked for, and that are dropped */
	bool on;          /* while the inbox comes full, more is asked for at once */
	bool whole;       /* so is the next look, until the inbox was listed to its end */
	bool now;         /* what waits goes at once */
	bool opened;      /* a listing was filed: the desk is open */
	unsigned exchanges, made;
	unsigned drops, dropped;
};

struct desk_way {
	enum desk_phase phase;
	int err;
	struct desk_look look;
	char problem[PROBLEM_MAX]; /* what the last act found wrong, or "" */
};

struct desk {
	struct desk_way way;
	struct desk_acts acts;
	struct desk_login login;
	struct desk_keys keys;
	struct office office;
	const struct person *self;
	struct vault *vault;
	struct desk_home home;
	struct desk_saving saving;
	struct desk_intake intake;
	struct desk_publishing publishing;
	struct desk_outgoing out;
};

int desk_restart(struct desk *d);
/* How many entries the first look after login asks for. */
unsigned desk_first_entries(const struct vault *v, uint32_t today);
/* Fills the drops of one request with entries that name nothing. */
int desk_fill_drops(const struct desk *d, struct buf *drops);
/* Begins the drops that follow a save. */
void desk_begin_drops(struct desk *d);
/* One request more was made: whether another follows. */
bool desk_drops_go_on(struct desk *d);
/* A day of which bodies are kept, by chance. */
uint32_t desk_some_day(const struct desk *d);
/* Begins the round of exchanges that ends a look. */
void desk_begin_round(struct desk *d);
/* One more exchange was made: whether another follows. waits: something waits to go out. */
bool desk_round_goes_on(struct desk *d, bool waits);
bool desk_may_write(const struct desk *d);
struct vault_of desk_vault_of(const struct desk *d);
/* Destroys a matter of this desk's vault, for good; into as in vault_end_matter. */
void desk_end_matter(struct desk *d, const struct matter *m, uint32_t into);

int desk_ask_office(struct desk *d, struct step *out);
int desk_on_office(struct desk *d, int status, struct span body);
int desk_ask_challenge(struct desk *d, struct step *out);
int desk_on_challenge(struct desk *d, int status, struct span body);
int desk_ask_login(struct desk *d, struct step *out);
int desk_on_login(struct desk *d, int status, struct span body);
void desk_login_clear(struct desk_login *l);

int desk_ask_recall(struct desk *d, struct step *out);
int desk_on_recall(struct desk *d, int status, struct span body);
int desk_ask_ends(struct desk *d, struct step *out);
int desk_on_ends(struct desk *d, int status, struct span body);
/* Sets .vault and .version: of the server's, the kept one, both, or none. */
int desk_choose_vault(struct desk *d, struct span blob);
/* Sets .vault of a desk that is open, whose save another device was before. */
int desk_take_vault(struct desk *d, struct span blob);
void desk_home_clear(struct desk_home *h);

int desk_ask_vault(struct desk *d, struct step *out);
int desk_on_vault(struct desk *d, int status, struct span body);
int desk_ask_vault_put(struct desk *d, struct step *out);
int desk_on_vault_put(struct desk *d, int status, struct span body);
int desk_ask_keep(struct desk *d, struct step *out);
int desk_on_keep(struct desk *d, int status, struct span body);
/* This look is over; how it ended. */
int desk_end_look(struct desk *d);
int desk_ask_record(struct desk *d, struct step *out);
int desk_on_record(struct desk *d, int status, struct span body);
void desk_saving_clear(struct desk_saving *s);

int desk_ask_inbox(struct desk *d, struct step *out);
int desk_on_inbox(struct desk *d, int status, struct span body);
int desk_ask_drop(struct desk *d, struct step *out);
int desk_on_drop(struct desk *d, int status, struct span body);
void desk_intake_clear(struct desk_intake *in);

/* An envelope that opened; part.text points into plaintext. */
struct opened {
	uint32_t day;
	uint8_t sender[X25519_BYTES];
	uint8_t plaintext[INNER_BYTES];
	struct message_part part;
	uint8_t tag[TAG_BYTES];
	uint8_t shared[XWING_SHARED_BYTES]; /* of its outer layer */
	struct unfiled_day keys;            /* of its day */
	bool ok;                            /* false: not for us, seen before, or too old to open */
	bool aside;                         /* it waits: it is listed no more */
	bool stays;                         /* nothing of it could be kept: it is listed again */
};
/* A correspondent and their matter, if there is one. */
struct filed {
	struct matter *m;
	struct correspondent *who;
};
/* Opens a listing of the inbox: n rows of out, from r. */
int desk_open_listing(struct desk *d, struct reader *r, struct opened *out, size_t n);
/* Files a listing into matters; whatever order it comes in, the outcome is the same. */
int desk_file_listing(struct desk *d, struct opened *listing, size_t n);
/* Before a listing is filed, once those who asked to be forgotten have made room. */
void desk_share_begin(struct desk *d);
/* Whether a message is filed, for which its room is then taken; else it waits. */
bool desk_share_takes(struct desk *d, const struct opened *e);
/* Keeps what opens a message later; it is to be set aside at the server. ERR_MEMORY. */
MUST_USE int desk_set_aside(struct desk *d, struct opened *e);
/*
 * Once the inbox was listed to its end: asks for what comes back from aside. A look that lists all
 * there is is not at its end then.
 */
MUST_USE int desk_list_again(struct desk *d);
/*
 * Before the first listing: where another vault set aside what this one knows nothing of, all of it
 * is brought back, by a drop of its own. The save that makes this one the office's comes after it,
 * so that a crash in between loses nothing of it.
 */
MUST_USE int desk_bring_all(struct desk *d);
/* Discards all that waits of a day, but what came in this sync. */
MUST_USE int desk_discard_day(struct desk *d, uint32_t day);
/* Where a message would be filed; nowhere: it would begin a matter. */
struct filed desk_goes_to(const struct desk *d, const struct opened *e);
/* Where talk that a message shows the way to went on under other keys, if it did. */
bool desk_went_on(const struct desk *d, const struct opened *e, struct filed *at);
/* The matter of who has not been heard of: where the talk went on, or a new one. */
int desk_first_seen(struct desk *d, const struct opened *e, struct filed *at);
/* at: who is known under the new keys, and where the talk goes on. */
int desk_file_renewal(struct desk *d, const struct opened *e, struct filed *at);
/* For whatever of this inbox comes later. */
int desk_note_renewal(struct desk *d, const struct opened *e);
/*
 * What talk wants that is not settled yet (renewal.c). Whether a message belongs to talk that is to
 * be forgotten: then desk_forget_with ends what it shows the way to, and it is not filed.
 */
bool desk_is_forgotten(const struct desk *d, const struct opened *e);
void desk_forget_with(struct desk *d, const struct opened *e);
int desk_file_forget(struct desk *d, const struct opened *e);
/* Files the messages of newer kinds that this Alcove does know. */
int desk_refile(struct desk *d);

int desk_ask_bundle_list(struct desk *d, struct step *out);
int desk_on_bundle_list(struct desk *d, int status, struct span body);
int desk_ask_bundle_put(struct desk *d, struct step *out);
int desk_on_bundle_put(struct desk *d, int status, struct span body);

/*
 * Does a line in the vault, unless it is done there. ERR_ABSENT, ERR_PERSON,
 * ERR_NEWER, those of its verb.
 */
int desk_do_line(struct desk *d, const struct verb_line *line);
/* What the open vault counts. */
struct counts *desk_counts(const struct desk *d);
/* rc, with a sentence that says more than its text; the modules of the browser carry none. */
#ifdef __wasm__
#define desk_problem_is(d, rc, sentence) ((void)(d), (void)(sentence), (rc))
#else
int desk_problem_is(struct desk *d, int rc, const char *sentence);
#endif
/* Does what waits for the vault. ERR_MEMORY, ERR_INTERNAL; others are in .failed. */
int desk_run_acts(struct desk *d);
/* What would be counted if nobody looked at it any more. */
MUST_USE int desk_count_matters(struct desk *d);
/* Another vault has come: all of it is done again there. */
void desk_redo_acts(struct desk *d);
/* The save that was sent is the server's. */
void desk_acts_saved(struct desk *d);
void desk_acts_clear(struct desk_acts *a);
/* Whether there is room for one more message to whoever wrote in a matter. ERR_SIZE. */
MUST_USE int desk_check_unsent(const struct desk *d, const struct matter *m, struct span text);
/* Accepted, to be deposited once it is saved. The line's id is the message's. ERR_SIZE. */
int desk_write_unsent(const struct desk *d, struct matter *m, const struct verb_line *line,
                      struct message *head, struct span text);
/* Ends the matters that were closed and whose last word is sent; whether there were any. */
bool desk_end_said(struct desk *d);
/* What is sent in other, is so in v. */
void desk_join_sent(struct vault *v, const struct vault *other);
/* Another device's vault, or an older one of ours, may not know what this desk has sent. */
void desk_recall_sent(struct desk *d);
/*
 * Marks what this look may send, so that the save before it tells other devices that it may have
 * gone out; and takes the marks away. Whether there are any.
 */
bool desk_mark_soon(struct desk *d, bool soon);
/* Whether a message has gone out, in part or whole, as far as is known. */
bool desk_is_going(const struct message *m);
int desk_ask_colleagues(struct desk *d, struct step *out);
int desk_on_colleagues(struct desk *d, int status, struct span body);
int desk_ask_exchange(struct desk *d, struct step *out);
int desk_on_exchange(struct desk *d, int status, struct span body);
void desk_outgoing_clear(struct desk_outgoing *o);

#endif
