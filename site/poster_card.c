/* Wallet cards: fronts on one page, backs on the next, so that printing on both sides matches them
 * and a front alone is still of use. */
#include "site/poster.h"

enum { COLUMNS = 2, ROWS = 5, MARGIN = 10, BETWEEN = 8 };

static double
lay_front(struct print *p, double width, void *with)
{
	const struct poster *o = (const struct poster *)with;
	const struct content_reach *reach = &o->c->reach;
	struct column c = {.width = width - BETWEEN - poster_card.qr, .size = 0.7},
		      square = {.x = width - poster_card.qr, .width = poster_card.qr, .size = 0.7};

	if (o->c->sample) {
		struct column across = {.width = width, .size = 0.62};

		poster_sample(p, &across, o);
		c.y = square.y = across.y;
	}
	column_text(p, &c, STYLE_NAME, "name", o->c->name);
	column_gap(p, &c, 2);
	poster_say(p, &c, STYLE_SMALL, o, SAY_CARD_LEDE, NULL);
	column_gap(p, &c, 5);
	if (reach->phone != NULL)
		column_text(p, &c, STYLE_WORD, "reach.phone", reach->phone);
	if (reach->hours != NULL)
		column_text(p, &c, STYLE_SMALL, "reach.hours", reach->hours);
	if (reach->place != NULL)
		column_text(p, &c, STYLE_SMALL, "reach.place", reach->place);
	column_qr(p, &square, o->qr, o->address, poster_card.qr);
	if (square.y > c.y)
		c.y = square.y;
	c.width = width;
	column_gap(p, &c, 2);
	column_text(p, &c, STYLE_ADDRESS, "origins", o->origin);
	poster_say(p, &c, STYLE_SMALL, o, SAY_CARD_WORDS, NULL);
	column_text(p, &c, STYLE_TEXT, NULL, o->spoken);
	return c.y;
}

static double
lay_back(struct print *p, double width, void *with)
{
	const struct poster *o = (const struct poster *)with;
	struct column c = {.width = width, .size = 0.7};

	poster_sample(p, &c, o);
	poster_say(p, &c, STYLE_WORD, o, SAY_PROMISE_TITLE, NULL);
	poster_say(p, &c, STYLE_SMALL, o, SAY_PROMISE_CONFIDENTIAL, NULL);
	column_gap(p, &c, 3);
	poster_ends(p, &c, STYLE_SMALL, o);
	column_gap(p, &c, 3);
	poster_say(p, &c, STYLE_WORD, o, SAY_NOTICE_TITLE, NULL);
	poster_say(p, &c, STYLE_SMALL, o, SAY_NOTICE_TEXT, NULL);
	column_gap(p, &c, 3);
	column_text(p, &c, STYLE_SMALL, "emergency", o->c->emergency);
	return c.y;
}

static int
write_side(struct print *p, struct poster *o, const struct paper *paper, print_lay *lay,
           const char **key)
{
	const double width = paper->card_width, height = paper->card_height;
	const double left = (paper->width - COLUMNS * width) / 2;
	const double top = (paper->height - ROWS * height) / 2;
	int rc = print_fit(p, width - 2 * MARGIN, height - 2 * MARGIN, 1.1, 0.78, lay, o, key);

	if (rc != 0)
		return rc;
	for (unsigned row = 0; row < ROWS; row++) {
		for (unsigned column = 0; column < COLUMNS; column++)
			print_draw(p, left + column * width + MARGIN, top + row * height + MARGIN,
			           width - 2 * MARGIN, lay, o);
	}
	print_cut_marks(p, left, top, width, height, COLUMNS, ROWS);
	return 0;
}

static int
write_card(struct print *p, struct poster *o, const struct paper *paper, const char **key)
{
	int rc = write_side(p, o, paper, lay_front, key);

	if (rc != 0)
		return rc;
	print_next_page(p);
	return write_side(p, o, paper, lay_back, key);
}

const struct poster_kind poster_card = {"card", SAY_CARD_NAME, 80, write_card};
