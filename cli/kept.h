/*
 * The last sealed vault, kept on this device to be put back after the server
 * was lost: FOLDER/<office>-<person>.vault holds what STEP_KEEP gave, as it
 * is. It opens only with the words.
 */
#ifndef ALCOVE_CLI_KEPT_H
#define ALCOVE_CLI_KEPT_H

#include "core/desk/desk.h"

/* keep_in: the folder, or NULL for $XDG_STATE_HOME/alcove. EXIT_ values. */

/*
 * Until *lock is closed, no other sync of this user with vaults in this folder
 * runs: two at once would repeat each other's work. *lock is -1 when the folder
 * cannot be locked, or somebody holds it for too long: then this goes on
 * without, as two devices do.
 */
int kept_lock(int *lock, const char *keep_in);
/* Appended to out; nothing when none is kept. */
int kept_load(struct buf *out, const struct desk *desk, const char *keep_in);
/* Durable when this returns EXIT_DONE. */
int kept_save(const struct desk *desk, const char *keep_in, struct span record);

#endif
