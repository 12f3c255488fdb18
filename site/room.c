/* The room: what is read before the first word, and the place where the script (web/room) draws the
 * rest. Without the script, what it needs and the other ways stand there. */
#include "site/pages.h"

static void
row(struct page *p, enum saying name, const char *text)
{
	if (text == NULL)
		return;
	say_as(p, "dt", name);
	own_as(p, "dd", text);
}

static void
when(struct page *p)
{
	const struct content_reach *reach = &p->edition->c->reach;

	page_section(p, "when", SAY_BEFORE_WHEN);
	html_open(p->h, "dl", NULL);
	say_as(p, "dt", SAY_HOURS);
	own_as(p, "dd", reach->hours);
	say_as(p, "dt", SAY_ANSWER);
	if (reach->answer == NULL)
		say_as(p, "dd", SAY_ANSWER_NONE);
	else
		own_as(p, "dd", reach->answer);
	html_close(p->h);
	page_section_end(p);
}

static void
before(struct page *p)
{
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
	html_open(p->h, "ul", NULL);
	say_as(p, "li", SAY_NOTICE_TEXT);
	say_as(p, "li", SAY_ACCEPT_TEXT);
	html_close(p->h);
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
	row(p, SAY_MEET_TITLE, reach->meet);
	row(p, SAY_CALL_TITLE, reach->phone);
	row(p, SAY_WALK_IN_TITLE, reach->walk_in);
	row(p, SAY_PLACE, reach->place);
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
	char worker[PAGE_ADDRESS_MAX], core[PAGE_ADDRESS_MAX];

	before(p);
	needs(p);
	page_asset(p, worker, e->room->worker);
	page_asset(p, core, e->room->core);
	html_open(p->h, "div", "id", "room", "hidden", "hidden", "data-worker", worker, "data-core",
	          core, "data-texts", e->words->room, NULL);
	html_close(p->h);
}
