/*
 * Inside of a sync; for core/desk only. desk.c holds the way through the
 * phases; login.c who is who and the session; choose.c which vault to go on
 * from; sync.c its saves; envelope.c, file.c, renewal.c and inbox.c what comes in;
 * publish.c the day bundles; verbs.c and daily.c what can be asked of the desk;
 * send.c how it goes out.
 */
#ifndef ALCOVE_DESK_STATE_H
#define ALCOVE_DESK_STATE_H

#include "core/crypto/keys.h"
#include "core/crypto/words.h"
#include "core/desk/coding.h"
#include "core/desk/desk.h"
#include "core/talk/delivery.h"

enum {
	DESK_RESTARTS_MAX = 3,
	DESK_CONFLICTS_MAX = 8,
	DESK_REFUSALS_MAX = 1,
	DESK_BUNDLES_A_REQUEST = 64,
	DESK_LISTINGS_MAX =
		2 * LIVE_TAGS_MAX / INBOX_LISTING, /* no inbox can be longer, and grow meanwhile */
	KEPT_HEAD_BYTES = 4 + DEVICE_BYTES,
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
	DESK_DEPOSIT,
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

/* What this home had kept: ‖ u32 version ‖ device id ‖ blob, as it keeps it again. */
struct desk_home {
	struct buf record;
	uint32_t version; /* 0: none */
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
	uint32_t tried;          /* the version of .blob, once it was sent */
	struct buf blob;
	unsigned conflicts;
	bool acted;      /* the act is in this vault */
	bool last;       /* nothing follows this save */
	struct mark did; /* what the act counted; its state 0: nothing, or it was done before */
	uint32_t made;   /* the matter that it began, or ENDED_NOWHERE */
};

/* What is left, while one listing is filed; and what this sync is to bring back. */
struct share {
	size_t room;    /* messages, whoever's */
	size_t matters; /* that strangers may begin */
	size_t bytes;   /* for these, */
	size_t more;    /* and for strangers who have begun one */
	bool lot;       /* somebody asked to see more */
	bool called;    /* what is to come back was asked for */
	size_t asked;
};

/* What comes in. */
struct desk_intake {
	struct buf drops; /* entries to be sent: dropped, set aside, brought back */
	bool ended;       /* the last listing was the end of the inbox */
	bool crowded;    /* something waits although it is no stranger's, or nothing can be filed */
	bool refiled;    /* messages that had to wait for this Alcove were looked at */
	uint32_t stayed; /* how many of the listings' envelopes, which come first in the next */
	struct share share;
	unsigned listings;
	size_t withdrawn;
};

struct desk_publishing {
	uint32_t done; /* as desk_published */
	uint32_t next; /* what it is once the bundles are put */
};

/* What goes out. */
struct desk_outgoing {
	struct delivery delivery;
	struct bundle bundles[PEOPLE_MAX];
	bool have_bundles;
	bool sent;       /* something, in this sync */
	bool full;       /* something waits for a place */
	struct buf went; /* deposited whole in this sync: visitor's X25519 ‖ message id */
	struct correspondent *to; /* of the unsent message, or NULL */
	struct message *unsent;
};

struct desk_way {
	enum desk_phase phase;
	int err;
	char problem[PROBLEM_MAX]; /* what the act found wrong, or "" */
};

struct desk {
	struct desk_way way;
	struct verb_line line; /* what this sync is for; without a verb only to look */
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
void desk_home_clear(struct desk_home *h);

int desk_ask_vault(struct desk *d, struct step *out);
int desk_on_vault(struct desk *d, int status, struct span body);
int desk_ask_vault_put(struct desk *d, struct step *out);
int desk_on_vault_put(struct desk *d, int status, struct span body);
int desk_ask_keep(struct desk *d, struct step *out);
int desk_on_keep(struct desk *d, int status, struct span body);
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
/* Once the inbox was listed to its end: what comes back from aside. */
MUST_USE int desk_ask_back(struct desk *d);
/* What was asked back, and was not there: its writer took it back. */
void desk_forget_absent(struct desk *d);
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
 * Does the line in the vault that is about to be saved, unless it is done there.
 * ERR_ABSENT, ERR_PERSON, ERR_NEWER, those of its verb.
 */
int desk_do_line(struct desk *d);
/* Accepted, to be deposited once it is saved. The line's id is the message's. */
int desk_write_unsent(const struct desk *d, struct matter *m, const struct verb_line *line,
                      struct message *head, struct span text);
/* Ends the matters that were closed and whose last word is sent; whether there were any. */
bool desk_end_said(struct desk *d);
/* A sync from the beginning, for what is asked next; keys and login stay. */
void desk_again(struct desk *d);
/* Another device's vault, or an older one of ours, may not know what this sync has sent. */
void desk_recall_sent(struct desk *d);
/* Goes on with the next unsent message, or ends. */
int desk_next_unsent(struct desk *d);
int desk_ask_colleagues(struct desk *d, struct step *out);
int desk_on_colleagues(struct desk *d, int status, struct span body);
int desk_ask_deposit(struct desk *d, struct step *out);
int desk_on_deposit(struct desk *d, int status, struct span body);

#endif
