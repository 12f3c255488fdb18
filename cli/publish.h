/* What an office shows everybody: its pages, and the signed list of them. */
#ifndef ALCOVE_CLI_PUBLISH_H
#define ALCOVE_CLI_PUBLISH_H

#include "cli/command.h"
#include "core/crypto/minisign.h"
#include "core/talk/roster.h"
#include "store/store.h"

/*
 * Makes the pages of the folder `content` in `public`, whole or not at all, and
 * puts the list of every file there, signed, into the store. EXIT_ value.
 */
int publish(struct store *store, const struct roster *roster, const struct minisign_secret *root,
            const char *content, const char *public);

#endif
