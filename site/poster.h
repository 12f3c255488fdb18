/*
 * What an office hands out on paper: a poster, wallet cards, and what the ombuds
 * says at the beginning of a talk. Each says what is promised and where that
 * ends, and names the other ways beside writing (R28, R39-R42).
 */
#ifndef ALCOVE_SITE_POSTER_H
#define ALCOVE_SITE_POSTER_H

#include "content/content.h"
#include "site/catalog.h"
#include "site/print.h"

struct qr;

struct poster {
	const struct content *c;
	const struct catalog *catalog;
	const char *origin;  /* "https://ombuds.example.org" */
	const char *address; /* the same with "/#" and the fingerprint, as the QR code holds it */
	const char *spoken;  /* the fingerprint's words, with blanks between them */
	const struct qr *qr;
};

/* One kind of paper. */
struct poster_kind {
	const char *name;   /* "card" */
	enum saying called; /* as people call it */
	double qr;          /* its size in print, in points */
	/* As print_fit. */
	int (*write)(struct print *p, struct poster *o, const struct paper *paper,
	             const char **key);
};
extern const struct poster_kind poster_wall, poster_card, poster_opening;

/* ---- for those who write one ---- */

/* A text of the product; pairs of name and value to fill in, then NULL. */
void poster_say(struct print *p, struct column *c, enum style style, const struct poster *o,
                enum saying which, ...) __attribute__((sentinel));
/* That this is a sample, if it is. */
void poster_sample(struct print *p, struct column *c, const struct poster *o);
/* Where the promise ends, exception by exception. */
void poster_ends(struct print *p, struct column *c, enum style style, const struct poster *o);
/* One of the office's own texts, below its name; nothing where it has not supplied it. */
void poster_own(struct print *p, struct column *c, const struct poster *o, enum saying name,
                const char *key, const char *text);
/* One page within its margins, in type from most down to least times the usual; as print_fit. */
MUST_USE int poster_page(struct print *p, struct poster *o, const struct paper *paper,
                         double margin, double most, double least, print_lay *lay,
                         const char **key);

#endif
