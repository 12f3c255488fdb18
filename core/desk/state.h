/*
 * Inside of a sync; for core/desk only. desk.c holds the way through the phases,
 * sync.c login, vault and bundles, inbox.c what comes in, verbs.c what can be asked
 * of the desk, send.c how it goes out.
 */
#ifndef ALCOVE_DESK_STATE_H
#define ALCOVE_DESK_STATE_H

#include "core/crypto/keys.h"
#include "core/crypto/words.h"
#include "core/desk/desk.h"
#include "core/talk/delivery.h"

enum {
	DESK_RESTARTS_MAX = 3,
	DESK_CONFLICTS_MAX = 8,
	DESK_REFUSALS_MAX = 1,
	DESK_BUNDLES_A_REQUEST = 64,
	DESK_PAGES_MAX =
		2 * LIVE_TAGS_MAX / INBOX_PAGE, /* no inbox can be longer, and grow meanwhile */
};

enum desk_phase {
	DESK_OFFICE,
	DESK_CHALLENGE,
	DESK_LOGIN,
	DESK_RECALL,
	DESK_VAULT_GET,
	DESK_INBOX,
	DESK_VAULT_PUT,
	DESK_KEEP,
	DESK_DROP,
	DESK_BUNDLE_LIST,
	DESK_BUNDLE_PUT,
	DESK_TABLE,
	DESK_COLLEAGUES,
	DESK_DEPOSIT,
	DESK_DONE,
};

struct desk_phase_row {
	int (*ask)(struct desk *d, struct step *out);
	int (*answer)(struct desk *d, int status, struct span body);
};

struct desk {
	struct buf origin; /* with a NUL */
	struct buf fingerprint;
	uint32_t today;
	enum desk_phase phase;
	struct verb_line line; /* what this sync is for; without a verb only to look */
	bool line_saved;       /* it is in a vault that was saved */
	int err;
	unsigned restarts, conflicts, refusals;

	char words[WORDS_TEXT_MAX];
	bool derived;
	struct desk_keys keys;
	struct office office;
	const struct person *self;
	bool logged_in;
	uint8_t token[TOKEN_BYTES];
	uint8_t challenge[CHALLENGE_BYTES];

	struct buf kept;
	uint32_t kept_version;
	bool put_back;  /* may be, over an older one */
	bool went_back; /* this sync goes on from the kept vault */

	struct vault *vault;
	uint32_t server_version; /* what the server holds */
	uint32_t version;        /* the last used; the next is one more */
	uint32_t tried;          /* the version of .blob, once it was sent */
	struct buf blob;
	bool acted;   /* the act is in this vault */
	bool listed;  /* the last page of the inbox was the end of it */
	bool crowded; /* something stays in the inbox until matters are closed */
	size_t room;  /* messages this vault can take in from this page */
	unsigned pages;
	bool last_save;
	struct buf drops;
	size_t withdrawn;
	uint32_t published;  /* as desk_published */
	uint32_t publishing; /* what it is once the bundles are put */

	struct buf request;
	struct delivery delivery;
	struct buf table;
	struct bundle bundles[PEOPLE_MAX];
	bool have_table, sent, full; /* full: something waits for a place */
	struct buf went; /* what this sync deposited whole: visitor's X25519 ‖ message id */
	struct matter *sending; /* where the unsent message is, or NULL */
	struct message *unsent;
};

int desk_restart(struct desk *d);
bool desk_may_write(const struct desk *d);

int desk_ask_office(struct desk *d, struct step *out);
int desk_on_office(struct desk *d, int status, struct span body);
int desk_ask_challenge(struct desk *d, struct step *out);
int desk_on_challenge(struct desk *d, int status, struct span body);
int desk_ask_login(struct desk *d, struct step *out);
int desk_on_login(struct desk *d, int status, struct span body);
int desk_ask_recall(struct desk *d, struct step *out);
int desk_on_recall(struct desk *d, int status, struct span body);
int desk_ask_vault(struct desk *d, struct step *out);
int desk_on_vault(struct desk *d, int status, struct span body);
int desk_ask_vault_put(struct desk *d, struct step *out);
int desk_on_vault_put(struct desk *d, int status, struct span body);
int desk_ask_keep(struct desk *d, struct step *out);
int desk_on_keep(struct desk *d, int status, struct span body);
int desk_ask_drop(struct desk *d, struct step *out);
int desk_on_drop(struct desk *d, int status, struct span body);
int desk_ask_bundle_list(struct desk *d, struct step *out);
int desk_on_bundle_list(struct desk *d, int status, struct span body);
int desk_ask_bundle_put(struct desk *d, struct step *out);
int desk_on_bundle_put(struct desk *d, int status, struct span body);

int desk_ask_inbox(struct desk *d, struct step *out);
int desk_on_inbox(struct desk *d, int status, struct span body);

/* Does the line in the vault that is about to be saved. ERR_ABSENT, ERR_PERSON, those of its verb.
 */
int desk_do_line(struct desk *d);
/* A sync from the beginning, for what is asked next; keys and login stay. */
void desk_again(struct desk *d);
/* Another device's vault, or an older one of ours, may not know what this sync has sent. */
void desk_recall_sent(struct desk *d);
/* Goes on with the next unsent message, or ends. */
int desk_next_unsent(struct desk *d);
int desk_ask_table(struct desk *d, struct step *out);
int desk_on_table(struct desk *d, int status, struct span body);
int desk_ask_colleagues(struct desk *d, struct step *out);
int desk_on_colleagues(struct desk *d, int status, struct span body);
int desk_ask_deposit(struct desk *d, struct step *out);
int desk_on_deposit(struct desk *d, int status, struct span body);

#endif
