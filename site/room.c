/* The room: what is read before the first word, and the place where the script (web/room) draws the
 * rest. Without the script, what it needs and the other ways stand there, before anything is read.
 */
#include <stdlib.h>
#include <string.h>

#include "content/phone.h"
#include "site/pages.h"

/* ---- the first page, and what it needs ---- */

static void
door(struct page *p)
{
	html_open(p->h, "div", "id", "before", NULL);
	html_open(p->h, "div", "class", "top", NULL);
	html_open(p->h, "a", "class", "back", "href", "index.html", NULL);
	say(p, SAY_DOOR_BACK, NULL);
	html_close(p->h);
	page_languages(p);
	html_close(p->h);
	say_as(p, "h1", SAY_DOOR_TITLE);
	html_open(p->h, "p", "class", "of", NULL);
	own_as(p, "span", p->edition->c->name);
	html_close(p->h);
	html_close(p->h);
}

/* Only what is supplied is a way. */
static void
way(struct page *p, enum saying name, const char *text)
{
	if (text != NULL)
		own_row(p, name, text);
}

static void
needs(struct page *p)
{
	const struct content_reach *reach = &p->edition->c->reach;

	html_open(p->h, "section", "id", "needs", "aria-labelledby", "needs-title", NULL);
	html_open(p->h, "div", "class", "fault", NULL);
	html_open(p->h, "h2", "id", "needs-title", NULL);
	say(p, SAY_NEEDS_ROOM, NULL);
	html_close(p->h);
	say_as(p, "p", SAY_NEEDS_TEXT);
	html_close(p->h);
	say_as(p, "h2", SAY_NEEDS_WAYS);
	html_open(p->h, "dl", NULL);
	if (reach->phone != NULL) {
		say_as(p, "dt", SAY_CALL_TITLE);
		html_open(p->h, "dd", NULL);
		page_phone(p, reach->phone);
		html_close(p->h);
	}
	way(p, SAY_HOURS, reach->hours);
	way(p, SAY_MEET_TITLE, reach->meet);
	way(p, SAY_WALK_IN_TITLE, reach->walk_in);
	way(p, SAY_PLACE, reach->place);
	html_close(p->h);
	say_as(p, "p", SAY_NEEDS_PROGRAM);
	html_open(p->h, "p", NULL);
	page_link(p, "writing.html", SAY_WRITE_HOW);
	html_close(p->h);
	say_as(p, "p", SAY_NEEDS_HOLDS);
	html_close(p->h);
}

/* ---- before you write ---- */

static void
brief(struct page *p)
{
	const struct content *c = p->edition->c;

	html_open(p->h, "div", "id", "brief", "hidden", "hidden", NULL);
	html_open(p->h, "button", "class", "back", "id", "back", "type", "button", NULL);
	say(p, SAY_BACK, NULL);
	html_close(p->h);
	html_open(p->h, "h1", "tabindex", "-1", NULL);
	say(p, SAY_BEFORE_TITLE, NULL);
	html_close(p->h);
	if (c->writing == WRITING_ARRANGING_ONLY)
		say_as(p, "p", SAY_WRITE_ARRANGING);
	html_open(p->h, "div", "class", "brief", NULL);
	notice(p, true);
	html_close(p->h);
	absences(p);
	html_close(p->h);
}

/* ---- everything else, once, under headings that open ---- */

static void
fold(struct page *p, enum saying name)
{
	html_open(p->h, "details", "class", "fold", NULL);
	say_as(p, "summary", name);
}

static void
fold_text(struct page *p, enum saying name, enum saying text)
{
	fold(p, name);
	say_as(p, "p", text);
	html_close(p->h);
}

static void
fold_clause(struct page *p, enum saying name, const struct content_clause *clause)
{
	if (clause->text == NULL)
		return;
	fold(p, name);
	clause_write(p, clause);
	html_close(p->h);
}

/* Each under its own words, so that a reader whom it concerns finds it (R17). */
static void
fold_designations(struct page *p)
{
	const struct content *c = p->edition->c;

	for (size_t i = 0; i < c->designations_n; i++) {
		html_open(p->h, "details", "class", "fold", NULL);
		own_as(p, "summary", c->designations[i].text);
		say_as(p, "p", SAY_CHARTER_DESIGNATIONS);
		designation_by(p, &c->designations[i]);
		html_close(p->h);
	}
}

static void
more(struct page *p)
{
	html_open(p->h, "section", "id", "more", "hidden", "hidden", "aria-label",
	          saying(p, SAY_MORE_NAME), NULL);
	fold(p, SAY_WHO_TITLE);
	own_list(p, &p->edition->c->populations);
	institutions_served(p);
	say_as(p, "p", SAY_WHO_NOTE);
	html_close(p->h);
	fold_text(p, SAY_MORE_LOCKED, SAY_MORE_LOCKED_TEXT);
	fold_text(p, SAY_MORE_DO, SAY_MORE_DO_TEXT);
	fold_text(p, SAY_MORE_SPEAK, SAY_MORE_SPEAK_TEXT);
	fold(p, SAY_MORE_ENDS);
	exceptions_list(p);
	html_close(p->h);
	fold_clause(p, SAY_ACCEPT_TITLE, &p->edition->c->acceptance);
	fold_clause(p, SAY_CHARTER_COVENANT, &p->edition->c->covenant);
	fold_designations(p);
	fold_text(p, SAY_NOTICE_TITLE, SAY_NOTICE_TEXT);
	fold_text(p, SAY_MORE_DEVICE, SAY_WRITING_DEVICE);
	fold(p, SAY_BEFORE_WHEN);
	html_open(p->h, "dl", NULL);
	own_row(p, SAY_HOURS, p->edition->c->reach.hours);
	answer_row(p);
	html_close(p->h);
	back_up(p);
	html_close(p->h);
	html_close(p->h);
}

/* ---- the script's place ---- */

/* What the script says of how to reach the office, each where it is supplied. */
static void
place(struct page *p)
{
	const struct edition *e = p->edition;
	const struct content_reach *reach = &e->c->reach;
	char worker[PAGE_ADDRESS_MAX], core[PAGE_ADDRESS_MAX], link[PHONE_LINK_MAX] = "";
	char away[PAGE_AWAY_MAX], *phone = NULL;
	size_t shown;

	page_asset(p, worker, e->clients[CLIENT_ROOM].worker);
	page_asset(p, core, e->clients[CLIENT_ROOM].core);
	if (reach->phone != NULL && phone_read(reach->phone, link, &shown))
		phone = strndup(reach->phone, shown);
	page_away(p, away);
	html_open(p->h, "div", "id", "room", "hidden", "hidden", "data-worker", worker, "data-core",
	          core, "data-texts", e->catalog->room, "data-phone",
	          phone == NULL ? reach->phone : phone, "data-tel", link[0] == '\0' ? NULL : link,
	          "data-hours", reach->hours, "data-answer", reach->answer, "data-away",
	          away[0] == '\0' ? NULL : away, NULL);
	html_close(p->h);
	free(phone);
}

void
room_page(struct page *p)
{
	door(p);
	needs(p);
	brief(p);
	place(p);
	html_open(p->h, "div", "id", "beside", "hidden", "hidden", NULL);
	html_open(p->h, "p", "class", "quiet", NULL);
	say(p, SAY_WRITING_DEVICE, NULL);
	html_close(p->h);
	if (p->edition->c->reach.phone != NULL) {
		html_open(p->h, "p", "class", "quiet", NULL);
		say(p, SAY_DOOR_TALK, NULL);
		html_text(p->h, " ");
		page_phone(p, p->edition->c->reach.phone);
		html_close(p->h);
	}
	html_close(p->h);
	more(p);
}
