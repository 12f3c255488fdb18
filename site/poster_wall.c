/* The poster: what this office is, where its promise ends, and two ways to it of equal weight. */
#include "site/pages.h"
#include "site/poster.h"

enum { MARGIN = 46, BETWEEN = 26 };

static const struct {
	enum saying word, text;
} principles[] = {
	{SAY_POSTER_CONFIDENTIAL, SAY_PROMISE_CONFIDENTIAL},
	{SAY_POSTER_RECORD, SAY_POSTER_RECORD_TEXT},
	{SAY_POSTER_INDEPENDENT, SAY_POSTER_INDEPENDENT_TEXT},
	{SAY_POSTER_INFORMAL, SAY_POSTER_INFORMAL_TEXT},
};

static double
lower(const struct column *a, const struct column *b)
{
	return a->y > b->y ? a->y : b->y;
}

/* Two columns of equal width, beginning where c has come to. */
static void
halves(const struct column *c, struct column half[2])
{
	half[0] = half[1] = *c;
	half[0].width = half[1].width = (c->width - BETWEEN) / 2;
	half[1].x = c->x + half[0].width + BETWEEN;
}

static void
lay_principles(struct print *p, struct column *c, const struct poster *o)
{
	for (size_t i = 0; i < sizeof principles / sizeof *principles; i += 2) {
		struct column half[2];

		if (i > 0)
			column_gap(p, c, 8);
		halves(c, half);
		for (size_t j = 0; j < 2; j++) {
			poster_say(p, &half[j], STYLE_HEADING, o, principles[i + j].word, NULL);
			poster_say(p, &half[j], STYLE_TEXT, o, principles[i + j].text, NULL);
		}
		c->y = lower(&half[0], &half[1]);
	}
}

static void
lay_talk(struct print *p, struct column *c, const struct poster *o)
{
	const struct content_reach *reach = &o->c->reach;

	poster_say(p, c, STYLE_HEADING, o, SAY_POSTER_TALK, NULL);
	column_gap(p, c, 4);
	if (reach->phone != NULL)
		column_text(p, c, STYLE_NUMBER, "reach.phone", reach->phone);
	poster_own(p, c, o, SAY_HOURS, "reach.hours", reach->hours);
	poster_own(p, c, o, SAY_PLACE, "reach.place", reach->place);
	poster_own(p, c, o, SAY_MEET_TITLE, "reach.meet", reach->meet);
	poster_own(p, c, o, SAY_WALK_IN_TITLE, "reach.walk_in", reach->walk_in);
}

static void
lay_write(struct print *p, struct column *c, const struct poster *o)
{
	poster_say(p, c, STYLE_HEADING, o,
	           o->c->writing == WRITING_OFF ? SAY_POSTER_READ : SAY_POSTER_WRITE, NULL);
	column_gap(p, c, 4);
	column_qr(p, c, o->qr, o->address, poster_wall.qr);
	column_gap(p, c, 2);
	column_text(p, c, STYLE_ADDRESS, "origins", o->origin);
	column_gap(p, c, 4);
	poster_say(p, c, STYLE_TEXT, o, writing_saying(o->c->writing), NULL);
	column_gap(p, c, 3);
	poster_say(p, c, STYLE_TEXT, o, SAY_POSTER_OWN_DEVICE, NULL);
}

static double
lay(struct print *p, double width, void *with)
{
	const struct poster *o = (const struct poster *)with;
	struct column c = {.width = width, .size = 1}, half[2];

	poster_sample(p, &c, o);
	column_text(p, &c, STYLE_NAME, "name", o->c->name);
	column_gap(p, &c, 4);
	poster_say(p, &c, STYLE_HEADLINE, o, SAY_POSTER_HEADLINE, NULL);
	column_gap(p, &c, 4);
	poster_say(p, &c, STYLE_LEDE, o, SAY_HOME_LEDE, NULL);
	column_part(p, &c, false);
	lay_principles(p, &c, o);
	column_part(p, &c, true);
	halves(&c, half);
	poster_say(p, &half[0], STYLE_HEADING, o, SAY_ENDS_TITLE, NULL);
	column_gap(p, &half[0], 3);
	poster_ends(p, &half[0], STYLE_TEXT, o);
	poster_say(p, &half[1], STYLE_HEADING, o, SAY_NOTICE_TITLE, NULL);
	column_gap(p, &half[1], 3);
	poster_say(p, &half[1], STYLE_TEXT, o, SAY_NOTICE_TEXT, NULL);
	c.y = lower(&half[0], &half[1]);
	column_part(p, &c, true);
	halves(&c, half);
	lay_talk(p, &half[0], o);
	lay_write(p, &half[1], o);
	c.y = lower(&half[0], &half[1]);
	column_gap(p, &c, 8);
	column_text(p, &c, STYLE_WORD, NULL, o->spoken);
	poster_say(p, &c, STYLE_SMALL, o, SAY_POSTER_WORDS, NULL);
	column_part(p, &c, true);
	column_text(p, &c, STYLE_TEXT, "emergency", o->c->emergency);
	return c.y;
}

static int
write_wall(struct print *p, struct poster *o, const struct paper *paper, const char **key)
{
	return poster_page(p, o, paper, MARGIN, 1.15, 0.7, lay, key);
}

const struct poster_kind poster_wall = {"poster", SAY_POSTER_NAME, 150, write_wall};
