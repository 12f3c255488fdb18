/* The room: what is read before the first word, and the place where the script (web/room) draws the
 * rest. Without the script, what it needs and the other ways stand there. */
#include "site/pages.h"

/* Only what is supplied is a way. */
static void
way(struct page *p, enum saying name, const char *text)
{
	if (text != NULL)
		own_row(p, name, text);
}

static void
when(struct page *p)
{
	page_section(p, "when", SAY_BEFORE_WHEN);
	html_open(p->h, "dl", NULL);
	own_row(p, SAY_HOURS, p->edition->c->reach.hours);
	answer_row(p);
	html_close(p->h);
	page_section_end(p);
}

static void
before(struct page *p)
{
	static const enum saying also[] = {SAY_NOTICE_TEXT, SAY_ACCEPT_TEXT};
	const struct content *c = p->edition->c;

	html_open(p->h, "div", "id", "before", NULL);
	page_languages(p);
	say_as(p, "h1", SAY_BEFORE_TITLE);
	html_open(p->h, "p", "class", "lede", NULL);
	say(p, SAY_BEFORE_LEDE, NULL);
	html_close(p->h);
	html_open(p->h, "div", "class", "danger", NULL);
	say_as(p, "h2", SAY_DANGER_TITLE);
	own(p, c->emergency);
	html_close(p->h);
	say_as(p, "p", SAY_WRITING_DEVICE);
	if (c->writing == WRITING_ARRANGING_ONLY)
		say_as(p, "p", SAY_WRITE_ARRANGING);
	page_section(p, "notice", SAY_BEFORE_OFFICE);
	html_open(p->h, "div", "class", "notice", NULL);
	own(p, c->notice);
	html_close(p->h);
	page_section_end(p);
	page_section(p, "ends", SAY_ENDS_TITLE);
	exceptions_list(p);
	page_section_end(p);
	page_section(p, "also", SAY_BEFORE_ALSO);
	say_list(p, also, sizeof also / sizeof *also);
	page_section_end(p);
	when(p);
	html_close(p->h);
}

static void
needs(struct page *p)
{
	const struct content_reach *reach = &p->edition->c->reach;

	page_section(p, "needs", SAY_NEEDS_TITLE);
	say_as(p, "p", SAY_NEEDS_TEXT);
	say_as(p, "h3", SAY_NEEDS_WAYS);
	html_open(p->h, "dl", NULL);
	way(p, SAY_MEET_TITLE, reach->meet);
	way(p, SAY_CALL_TITLE, reach->phone);
	way(p, SAY_WALK_IN_TITLE, reach->walk_in);
	way(p, SAY_PLACE, reach->place);
	html_close(p->h);
	say_as(p, "p", SAY_NEEDS_PROGRAM);
	html_open(p->h, "p", NULL);
	page_link(p, "writing.html", SAY_WRITE_HOW);
	html_close(p->h);
	page_section_end(p);
}

void
room_page(struct page *p)
{
	const struct edition *e = p->edition;

	before(p);
	needs(p);
	page_client(p, "room", &e->clients[CLIENT_ROOM], e->catalog->room);
}
