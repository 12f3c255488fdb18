/* The roster in an office's directory: read, changed, signed again. */
#ifndef ALCOVE_CLI_ROSTER_FILE_H
#define ALCOVE_CLI_ROSTER_FILE_H

#include "cli/command.h"
#include "core/talk/roster.h"
#include "store/store.h"

enum {
	ROSTER_DAYS = ROSTER_DAYS_MAX,
	SAID_MAX = 256, /* what is said of a change, once it is signed */
};

/* The root key and the roster as the store holds them, its signature checked. ERR_ABSENT and those
 * of roster_verify. */
MUST_USE int roster_load(struct roster *out, struct minisign_public *root, struct store *store);
/* Text, signature and root key as documents in one commit. */
MUST_USE int roster_save(struct store *store, const struct roster *roster,
                         const struct minisign_secret *root);
/*
 * Opens a directory's store, lets change() alter its roster, raises the serial,
 * signs for 180 days and saves. change returns an EXIT_ value, having said why
 * not, and writes what to print once it is done. also(), or NULL, is called
 * before the roster is signed, with the root key. EXIT_ value.
 */
typedef int (*roster_changer)(struct roster *roster, const struct arguments *a,
                              char said[SAID_MAX]);
typedef int (*roster_also)(struct store *store, const struct roster *roster,
                           const struct minisign_secret *root, const struct arguments *a);
int roster_change(const struct arguments *a, roster_changer change, roster_also also);

#endif
