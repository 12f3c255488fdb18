/*
 * What a server that was taken over could still do: nothing but serve this
 * office. Two layers, each of which holds without the other: Landlock leaves it
 * only the office's directory, seccomp only the system calls that serving needs.
 * Neither can be undone, and both pass on to every thread started later.
 */
#ifndef ALCOVE_SERVER_SANDBOX_H
#define ALCOVE_SERVER_SANDBOX_H

#include <stdbool.h>

#include "core/err.h"

struct sandbox {
	const char *directory; /* the office's: its files may be read, written, made, removed */
	const char *socket;    /* the path of a Unix socket to be removed at the end, or NULL */
};

/* Whether this build confines itself: not one with sanitizers, which need more than serving does.
 */
bool sandbox_built(void);

/*
 * Enters both layers, for good. To be called before the first thread, after the
 * sockets are open and before anything that came from outside is read. Of a
 * kernel without Landlock it says so in a notice and goes on with the other
 * layer. ERR_INTERNAL: this system refuses; the caller must not serve.
 */
MUST_USE int sandbox_enter(const struct sandbox *sandbox);

/*
 * One layer each; they set PR_SET_NO_NEW_PRIVS. Files: refused with EACCES;
 * ERR_ABSENT when the kernel has no Landlock. Calls: the process is killed
 * (SIGSYS), and no file can be confined after it.
 */
MUST_USE int sandbox_files(const struct sandbox *sandbox);
MUST_USE int sandbox_calls(void);

#endif
