/*
 * Themes: what an ombuds noticed in more than one matter, in a sentence without a
 * name. A theme counts on its own and is joined to nothing: each time is a row by
 * itself, which has no matter, no group, and no day finer than the period. They are
 * for the desk alone; one is printed from THEME_PRINTED matters on, without a number.
 */
#ifndef ALCOVE_TRENDS_THEMES_H
#define ALCOVE_TRENDS_THEMES_H

#include "core/bytes.h"

enum {
	THEME_ID_BYTES = 8,
	THEME_HEAD = THEME_ID_BYTES + 3, /* before its text */
	THEME_LETTERS_MAX = 60,
	THEME_TEXT_MAX = 4 * THEME_LETTERS_MAX, /* bytes */
	THEMES_MAX = 64,
	THEME_PRINTED = 3,
	NOTICED_ROW = 18,
	NOTICED_MAX = 1024,
};

struct theme {
	uint8_t id[THEME_ID_BYTES];
	uint16_t period; /* in which it began, or was over */
	uint8_t n;       /* bytes of its text; 0: it is over */
	char text[THEME_TEXT_MAX];
};

struct noticed {
	uint8_t id[THEME_ID_BYTES];
	uint8_t theme[THEME_ID_BYTES]; /* zeros: taken back */
	uint16_t period;
};

/* Both by id. Zeroes are none. */
struct themes {
	size_t n, times;
	struct theme rows[THEMES_MAX];
	struct noticed noticed[NOTICED_MAX];
};

/* NULL: none of this id; one that is over is there. */
const struct theme *themes_find(const struct themes *t, const uint8_t id[THEME_ID_BYTES]);
/* Puts it in the place of what its id had; one that is over takes its times with it,
 * and goes where there is no room else. ERR_FULL. */
MUST_USE int themes_put(struct themes *t, const struct theme *theme);
/* NULL: none of this id; one that was taken back is there. */
const struct noticed *themes_noticed(const struct themes *t, const uint8_t id[THEME_ID_BYTES]);
/* Puts it in the place of what its id had. ERR_FULL. */
MUST_USE int themes_notice(struct themes *t, const struct noticed *row);
/* How often a theme was noticed; since which period, or that in which it began. */
size_t themes_times(const struct themes *t, const struct theme *theme, uint16_t *since);
/* Drops what was noticed, taken back or over before a period. */
void themes_expire(struct themes *t, uint16_t first);
/* Both; what is over or taken back in one stays so. How many had no room. */
size_t themes_join(struct themes *t, const struct themes *other);
size_t themes_bytes(const struct themes *t);
void themes_write(struct buf *out, const struct themes *t);
/* ERR_FORMAT. */
MUST_USE int themes_read(struct reader *r, struct themes *t);

#endif
