/*
 * A PDF in the making, by cairo and Pango: one column of texts after the other,
 * first only measured, so that the largest type that fits is known, then drawn.
 * The same texts, fonts and day give the same bytes. Errors stick until print_end.
 */
#ifndef ALCOVE_SITE_PRINT_H
#define ALCOVE_SITE_PRINT_H

#include "core/bytes.h"
#include "core/err.h"

struct qr;

/* A sheet; lengths here and below are points, 72 to the inch. */
struct paper {
	const char *name; /* "a4" */
	double width, height;
	double card_width, card_height; /* a business card's where this paper is used */
};

enum style {
	STYLE_HEADLINE,
	STYLE_NAME, /* of the office */
	STYLE_LEDE,
	STYLE_HEADING,
	STYLE_WORD, /* a few words to remember */
	STYLE_TEXT,
	STYLE_SMALL,
	STYLE_NUMBER,  /* a telephone's, to be read from afar */
	STYLE_ADDRESS, /* broken anywhere, without a hyphen that would change it */
};

struct print;

struct print_about {
	const struct paper *paper;
	const char *title, *author, *language;
	const char *date; /* YYYY-MM-DD, the day that stands in the file */
	bool right_to_left;
};

/* NULL: no memory. */
struct print *print_new(const struct print_about *about);
void print_free(struct print *p); /* NULL is fine */

/* Where texts go: from the side on which the language begins, y growing downward with each. */
struct column {
	double x, width, y;
	double size; /* of its type, against what is usual */
};

/*
 * One of the office's own texts, or (key NULL) one of the product's. key is how
 * office.yaml calls it, for print_fit to name.
 */
void column_text(struct print *p, struct column *c, enum style style, const char *key,
                 const char *text);
/* The same after a bullet, or in a frame that cannot be overlooked. */
void column_bullet(struct print *p, struct column *c, enum style style, const char *key,
                   const char *text);
void column_framed(struct print *p, struct column *c, enum style style, const char *text);
/* Some room, which grows and shrinks with the type. */
void column_gap(struct print *p, struct column *c, double room);
/* Room between parts of a page, which takes its share of what is left over; with a thin line. */
void column_part(struct print *p, struct column *c, bool line);
/* A link, in print a square of this size. */
void column_qr(struct print *p, struct column *c, const struct qr *qr, const char *address,
               double size);

/* Writes into a box of the given width, from y = 0 on, and returns how far it came. */
typedef double print_lay(struct print *p, double width, void *with);

/*
 * Chooses the largest type, from most down to least times the usual, with which
 * lay stays within the box, and shares out what is left over. ERR_SIZE: with
 * none, and *key is the longest of the office's texts.
 */
MUST_USE int print_fit(struct print *p, double width, double height, double most, double least,
                       print_lay *lay, void *with, const char **key);
/* Draws with that type, the box's upper left corner at (x, y). */
void print_draw(struct print *p, double x, double y, double width, print_lay *lay, void *with);
/* Short lines round a grid of boxes, for cutting them apart. */
void print_cut_marks(struct print *p, double x, double y, double width, double height,
                     unsigned columns, unsigned rows);
void print_next_page(struct print *p);
/* What failed before a text could be written. */
void print_fail(struct print *p, int err);

/*
 * The whole PDF into out. ERR_TEXT: no font of this machine has all letters of
 * *missing, which lives as long as p. ERR_MEMORY, ERR_INTERNAL.
 */
MUST_USE int print_end(struct print *p, struct buf *out, const char **missing);

#endif
