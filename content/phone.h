/* A number to call, as it begins a text of an office's: "+1 617 555 0100 (ask for Ada)". */
#ifndef ALCOVE_CONTENT_PHONE_H
#define ALCOVE_CONTENT_PHONE_H

#include <stdbool.h>
#include <stddef.h>

enum { PHONE_LINK_MAX = 64 };

/*
 * "tel:+16175550100" into link, and how many bytes of the text are the number as people read it.
 * False where the text begins with no number of three digits or more: link is then "".
 */
bool phone_read(const char *text, char link[PHONE_LINK_MAX], size_t *shown);

#endif
