/* A QR code (ISO/IEC 18004) by libqrencode. */
#ifndef ALCOVE_SITE_QR_H
#define ALCOVE_SITE_QR_H

#include <stdbool.h>
#include <stddef.h>

struct qr;

enum { QR_QUIET = 4 }; /* modules that stay white on each side */

/* Holds text as it is; readable with a seventh of it smudged (level M). NULL: no memory, or more
 * than 2,331 bytes. */
struct qr *qr_new(const char *text);
void qr_free(struct qr *qr); /* NULL is fine */

/* How many modules a side has, without the quiet ones. */
size_t qr_side(const struct qr *qr);
bool qr_dark(const struct qr *qr, size_t x, size_t y);

#endif
