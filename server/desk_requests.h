/* The desk's end of the server: login, vault, end-day keys, inbox, bundles (docs/protocol.md §10).
 */
#ifndef ALCOVE_SERVER_DESK_H
#define ALCOVE_SERVER_DESK_H

#include "server/request.h"

enum {
	LOGIN_BODY_MAX = PERSON_BYTES + CHALLENGE_BYTES + 1 + 255 + 64,
	VAULT_BODY_MAX = 8 + VAULT_MAX,
	DROP_BODY_MAX = INBOX_LISTING * DROP_ENTRY_BYTES,
	BUNDLES_MAX = 64, /* in one request */
	BUNDLES_BODY_MAX = BUNDLES_MAX * BUNDLE_BYTES,
};

struct login {
	const uint8_t *person;
	const uint8_t *challenge;
	char origin[256];
	struct span message; /* what the signature is over, but for its label */
	const uint8_t *signature;
};

/* ERR_FORMAT */
MUST_USE int login_read(struct login *out, struct span body);
/*
 * Whether a person of the roster signed it, from one of its origins, and may
 * log in today: leavers for LEAVER_DAYS. Says nothing about the challenge.
 */
bool login_holds(const struct login *login, const struct roster *roster, uint32_t today);

/*
 * Whose session the request's Authorization shows; fills q->person and holds
 * the roster. false: the request is refused.
 */
bool login_session(struct request *q, const char *authorization);

void serve_challenge(struct request *q);
void serve_login(struct request *q);
void serve_vault(struct request *q);
void serve_vault_put(struct request *q);
void serve_ends(struct request *q);
/* As many entries as a look asks for, or the first one after login. */
void serve_inbox_look(struct request *q);
void serve_inbox_some(struct request *q);
void serve_inbox_listing(struct request *q);
void serve_drop(struct request *q);
void serve_bundle_list(struct request *q);
void serve_bundles_put(struct request *q);

#endif
