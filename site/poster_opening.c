/* What the ombuds says at the beginning of a talk, for those who call or walk in: the same as
 * whoever writes is shown (R39-R42). */
#include <stdio.h>

#include "site/poster.h"

enum { MARGIN = 52, ASIDE = 132, BETWEEN = 18 };

/* A heading at the side of what belongs to it. */
struct row {
	struct column heading, text;
};

static struct row
row_begin(struct print *p, const struct column *c, const struct poster *o, enum saying heading)
{
	struct row row = {.heading = *c, .text = *c};

	row.heading.width = ASIDE;
	row.text.x += ASIDE + BETWEEN;
	row.text.width -= ASIDE + BETWEEN;
	poster_say(p, &row.heading, STYLE_WORD, o, heading, NULL);
	return row;
}

static void
row_end(struct print *p, struct column *c, const struct row *row)
{
	c->y = row->heading.y > row->text.y ? row->heading.y : row->text.y;
	column_part(p, c, false);
}

static void
said(struct print *p, struct column *c, const struct poster *o, enum saying heading,
     enum saying text)
{
	struct row row = row_begin(p, c, o, heading);
	char days[16];

	(void)snprintf(days, sizeof days, "%u", o->c->retention.notes_days);
	poster_say(p, &row.text, STYLE_TEXT, o, text, "n", days, NULL);
	row_end(p, c, &row);
}

static void
lay_foot(struct print *p, struct column *c, const struct poster *o)
{
	struct column square = *c, text = *c;

	square.width = poster_opening.qr;
	text.x += ASIDE + BETWEEN;
	text.width -= ASIDE + BETWEEN;
	column_qr(p, &square, o->qr, o->address, poster_opening.qr);
	poster_say(p, &text, STYLE_WORD, o,
	           o->c->writing == WRITING_OFF ? SAY_OPENING_AFTER_READ : SAY_OPENING_AFTER, NULL);
	column_gap(p, &text, 3);
	column_text(p, &text, STYLE_ADDRESS, "origins", o->origin);
	column_text(p, &text, STYLE_TEXT, NULL, o->spoken);
	column_gap(p, &text, 3);
	if (o->c->reach.phone != NULL)
		column_text(p, &text, STYLE_TEXT, "reach.phone", o->c->reach.phone);
	c->y = square.y > text.y ? square.y : text.y;
}

static double
lay(struct print *p, double width, void *with)
{
	const struct poster *o = (const struct poster *)with;
	struct column c = {.width = width, .size = 1.1};
	struct row row;

	poster_sample(p, &c, o);
	column_text(p, &c, STYLE_NAME, "name", o->c->name);
	column_gap(p, &c, 4);
	poster_say(p, &c, STYLE_HEADLINE, o, SAY_OPENING_HEADLINE, NULL);
	poster_say(p, &c, STYLE_SMALL, o, SAY_OPENING_NOTE, NULL);
	column_part(p, &c, true);
	said(p, &c, o, SAY_OPENING_HEARS, SAY_OPENING_HEARS_TEXT);
	said(p, &c, o, SAY_PROMISE_TITLE, SAY_OPENING_PROMISE_TEXT);
	row = row_begin(p, &c, o, SAY_ENDS_TITLE);
	poster_ends(p, &row.text, STYLE_TEXT, o);
	row_end(p, &c, &row);
	said(p, &c, o, SAY_OPENING_SIDE, SAY_OPENING_SIDE_TEXT);
	said(p, &c, o, SAY_NOTICE_TITLE, SAY_NOTICE_TEXT);
	said(p, &c, o, SAY_OPENING_VOLUNTARY, SAY_OPENING_VOLUNTARY_TEXT);
	if (o->c->acceptance.text != NULL) {
		row = row_begin(p, &c, o, SAY_ACCEPT_TITLE);
		column_text(p, &row.text, STYLE_TEXT, "acceptance.text", o->c->acceptance.text);
		row_end(p, &c, &row);
	}
	row = row_begin(p, &c, o, SAY_DANGER_TITLE);
	column_text(p, &row.text, STYLE_TEXT, "emergency", o->c->emergency);
	row_end(p, &c, &row);
	poster_say(p, &c, STYLE_WORD, o, SAY_OPENING_ASK, NULL);
	column_part(p, &c, true);
	lay_foot(p, &c, o);
	return c.y;
}

static int
write_opening(struct print *p, struct poster *o, const struct paper *paper, const char **key)
{
	return poster_page(p, o, paper, MARGIN, 1.2, 0.72, lay, key);
}

const struct poster_kind poster_opening = {"opening", SAY_OPENING_NAME, 96, write_opening};
