/*
 * Ways in: what people type, paste or are sent in place of a page's address. A capital letter, a
 * missing ".html", the full stop of the sentence it stood in, or words of the fingerprint behind
 * an escaped "#" lead to the page that is meant, and not to a bare "nothing here".
 */
#ifndef ALCOVE_SERVER_WAYS_H
#define ALCOVE_SERVER_WAYS_H

#include <stdbool.h>

enum { WAY_MAX = 512 };

/* asked with its doubtful ends taken off, up to an escaped "#"; false: it is too long, or as it
 * was. */
bool way_plain(char out[WAY_MAX], const char *asked);
/* out as a page's file, where it names none: "/room" becomes "/room.html". */
bool way_page(char out[WAY_MAX]);
/* Appends what stood behind an escaped "#", as an address has it, where it can be a fingerprint. */
void way_fragment(char out[WAY_MAX], const char *asked);

#endif
