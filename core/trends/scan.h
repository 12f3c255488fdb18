/*
 * JSON read from one end to the other (RFC 8259), without building anything: a
 * file of a million cells is read once, numbers stay whole, and what is wrong is
 * told with its place. The first mistake sticks: after it everything reads as
 * empty, so that loops end and a caller checks once.
 */
#ifndef ALCOVE_TRENDS_SCAN_H
#define ALCOVE_TRENDS_SCAN_H

#include "core/trends/arena.h"

enum { SCAN_DEPTH_MAX = 64 };

struct scan {
	struct span text;
	size_t at;
	const char *wrong; /* what is wrong, in words, or NULL */
	size_t wrong_at;   /* offset of it */
};

/* Text that is not UTF-8 is wrong from the start. */
struct scan scan(struct span text);
/* Says what is wrong here, unless something was already. */
void scan_fail(struct scan *s, const char *wrong);
/* The same of what begins at an offset. */
void scan_fail_at(struct scan *s, size_t at, const char *wrong);
/* Only blanks are left. */
void scan_end(struct scan *s);

/* The next byte that is no blank; 0 at the end. Nothing is taken. */
uint8_t scan_peek(struct scan *s);
/* Begins an object ('{') or a list ('['). */
void scan_open(struct scan *s, uint8_t kind);
/*
 * One more member, whose value is to be read next; name is as it stands between
 * its quotes. *first is true before the first, and kept here.
 */
bool scan_member(struct scan *s, bool *first, struct span *name);
/* One more element, to be read next. */
bool scan_element(struct scan *s, bool *first);

/* A whole number of at most eighteen digits. */
int64_t scan_whole(struct scan *s);
bool scan_bool(struct scan *s);
/* null is taken, and true returned; else nothing is. */
bool scan_null(struct scan *s);
/* A string with its quotes, as it stands. */
struct span scan_string(struct scan *s);
/* Any value, as it stands. */
struct span scan_value(struct scan *s);

/*
 * What a string says, after a quote that tells it from a number; a number is
 * itself. So two spellings of one name are equal. token is as scan_string or
 * scan_value took it; the result lives as long as the arena, or the text.
 */
struct span scan_name(struct arena *a, struct span token);

/* Line and column (from 1) of an offset. */
void scan_place(struct span text, size_t at, size_t *line, size_t *column);

#endif
