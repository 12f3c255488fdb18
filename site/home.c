/* Start: one sentence, what to do in danger, and the ways to reach the office, side by side; below,
 * what is promised, and where that ends. */
#include <stdio.h>
#include <string.h>

#include "content/phone.h"
#include "site/icon.h"
#include "site/pages.h"

static void
text_or(struct page *p, const char *text, enum saying otherwise)
{
	if (text == NULL)
		say(p, otherwise, NULL);
	else
		own_as(p, "span", text);
}

void
answer_row(struct page *p)
{
	const char *answer = p->edition->c->reach.answer;

	say_as(p, "dt", SAY_ANSWER);
	if (answer == NULL)
		say_as(p, "dd", SAY_ANSWER_NONE);
	else
		own_as(p, "dd", answer);
}

/* ---- the ways, none of them set off ---- */

static void
way_begin(struct page *p, const char *link, enum icon drawn)
{
	html_open(p->h, "li", NULL);
	html_open(p->h, "a", "href", link, NULL);
	icon(p->h, drawn);
	html_open(p->h, "span", NULL);
}

static void
way_end(struct page *p)
{
	html_close(p->h);
	html_close(p->h);
	html_close(p->h);
}

static void
way(struct page *p, const char *link, enum icon drawn, enum saying name, enum saying note)
{
	way_begin(p, link, drawn);
	say_as(p, "strong", name);
	say_as(p, "small", note);
	way_end(p);
}

static void
way_call(struct page *p)
{
	const struct content_reach *reach = &p->edition->c->reach;
	char link[PHONE_LINK_MAX] = "";
	size_t shown;

	if (reach->phone == NULL || !phone_read(reach->phone, link, &shown)) {
		way(p, "#meet", ICON_CALL, SAY_CALL_TITLE,
		    reach->phone == NULL ? SAY_CALL_NONE : SAY_WAY_CALL_NOTE);
		return;
	}
	way_begin(p, link, ICON_CALL);
	html_open(p->h, "strong", NULL);
	say(p, SAY_WAY_CALL, NULL);
	html_text(p->h, " ");
	page_number(p, reach->phone, shown);
	html_close(p->h);
	if (reach->hours != NULL)
		own_as(p, "small", reach->hours);
	way_end(p);
}

static void
ways(struct page *p)
{
	bool writes = p->edition->c->writing != WRITING_OFF;

	html_open(p->h, "section", "class", "niche", "id", "reach", "aria-labelledby",
	          "reach-title", NULL);
	html_open(p->h, "h2", "id", "reach-title", NULL);
	say(p, SAY_HOME_REACH, NULL);
	html_close(p->h);
	say_as(p, "p", SAY_HOME_REACH_NOTE);
	html_open(p->h, "ul", "class", "ways", NULL);
	if (writes)
		way(p, "room.html", ICON_WRITE, SAY_WRITE_ROOM,
		    p->edition->c->writing == WRITING_FULL ? SAY_WAY_WRITE_NOTE
		                                           : SAY_WAY_WRITE_MEET);
	way_call(p);
	way(p, "#meet", ICON_DOOR, SAY_WAY_MEET, SAY_WAY_MEET_NOTE);
	if (writes)
		way(p, "room.html", ICON_ANSWER, SAY_WAY_BACK, SAY_WAY_BACK_NOTE);
	html_close(p->h);
	page_section_end(p);
}

static void
row_or(struct page *p, enum saying name, const char *text, enum saying otherwise)
{
	say_as(p, "dt", name);
	html_open(p->h, "dd", NULL);
	text_or(p, text, otherwise);
	html_close(p->h);
}

static void
meet(struct page *p)
{
	const struct content *c = p->edition->c;

	page_section(p, "meet", SAY_WAY_MEET);
	html_open(p->h, "dl", NULL);
	row_or(p, SAY_MEET_TITLE, c->reach.meet, SAY_MEET_NONE);
	row_or(p, SAY_WALK_IN_TITLE, c->reach.walk_in, SAY_WALK_IN_NONE);
	own_row(p, SAY_PLACE, c->reach.place);
	say_as(p, "dt", SAY_CALL_TITLE);
	html_open(p->h, "dd", NULL);
	if (c->reach.phone == NULL)
		say(p, SAY_CALL_NONE, NULL);
	else
		page_phone(p, c->reach.phone);
	html_close(p->h);
	own_row(p, SAY_HOURS, c->reach.hours);
	html_close(p->h);
	page_section_end(p);
	page_section(p, "writing", SAY_WRITE_TITLE);
	say_as(p, "p", writing_saying(c->writing));
	if (c->writing != WRITING_OFF) {
		html_open(p->h, "dl", NULL);
		answer_row(p);
		html_close(p->h);
		html_open(p->h, "p", NULL);
		page_link(p, "writing.html", SAY_WRITE_HOW);
		html_close(p->h);
	}
	page_section_end(p);
}

/* ---- away ---- */

/* The next days away, or those that are now. */
void
absences(struct page *p)
{
	const struct content *c = p->edition->c;
	char since[PAGE_DATE_MAX], until[PAGE_DATE_MAX];

	for (size_t i = 0; i < c->away_n; i++) {
		if (strcmp(c->away[i].until, p->edition->today) < 0)
			continue;
		page_date(p, since, c->away[i].since);
		page_date(p, until, c->away[i].until);
		html_open(p->h, "details", "class", "away", NULL);
		html_open(p->h, "summary", NULL);
		say(p, SAY_AWAY_SHORT, "since", since, "until", until, NULL);
		html_close(p->h);
		say_as(p, "p", SAY_AWAY_LONG);
		if (c->away[i].text != NULL)
			own(p, c->away[i].text);
		back_up(p);
		html_close(p->h);
		return;
	}
}

/* ---- an ombuds office apart from this one ---- */

void
back_up(struct page *p)
{
	const struct content_entry *e = back_up_of(p->edition->c);
	char address[128];

	if (e == NULL)
		return;
	(void)snprintf(address, sizeof address, "%swhen-to-call.html#%s", page_up_edition(p),
	               e->id);
	html_open(p->h, "p", "class", "back-up", NULL);
	say(p, SAY_BACK_UP, NULL);
	html_text(p->h, " ");
	html_open(p->h, "a", "href", address, NULL);
	own_as(p, "span", e->name);
	html_close(p->h);
	html_text(p->h, ".");
	html_close(p->h);
	entry_reach(p, e);
}

/* ---- the promise, its ends, and what the office says of accepting ---- */

void
exceptions_list(struct page *p)
{
	const struct content *c = p->edition->c;
	char n[16];

	(void)snprintf(n, sizeof n, "%zu", c->exceptions_n);
	html_open(p->h, "p", NULL);
	say(p, c->exceptions_n == 1 ? SAY_ENDS_ONE : SAY_ENDS_MANY, "n", n, NULL);
	html_close(p->h);
	html_open(p->h, "ul", "class", "clauses", NULL);
	for (size_t i = 0; i < c->exceptions_n; i++) {
		html_open(p->h, "li", NULL);
		own_as(p, "span", c->exceptions[i].text);
		clause_since(p, c->exceptions[i].version, c->exceptions[i].since);
		html_close(p->h);
	}
	html_close(p->h);
	say_as(p, "p", SAY_ENDS_NOTE);
}

static void
promise(struct page *p)
{
	static const enum saying promised[] = {
		SAY_PROMISE_CONFIDENTIAL,
		SAY_PROMISE_KEYS,
		SAY_PROMISE_NEUTRAL,
		SAY_PROMISE_INFORMAL,
	};

	page_section(p, "promise", SAY_PROMISE_TITLE);
	say_list(p, promised, sizeof promised / sizeof *promised);
	page_section_end(p);
	page_section(p, "ends", SAY_ENDS_TITLE);
	exceptions_list(p);
	page_section_end(p);
	page_section(p, "notice", SAY_NOTICE_TITLE);
	say_as(p, "p", SAY_NOTICE_TEXT);
	page_section_end(p);
	clause_section(p, "accept", SAY_ACCEPT_TITLE, &p->edition->c->acceptance);
}

/* ---- who may come, about what, and what is done ---- */

/* Of which institutions: somebody from one of them finds it named. */
void
institutions_served(struct page *p)
{
	const struct content *c = p->edition->c;
	char address[128];

	html_open(p->h, "p", NULL);
	say(p, SAY_WHO_OF, NULL);
	html_close(p->h);
	html_open(p->h, "ul", NULL);
	for (size_t i = 0; i < c->institutions_n; i++) {
		(void)snprintf(address, sizeof address, "%sinstitutions/%s.html",
		               page_up_edition(p), c->institutions[i].id);
		html_open(p->h, "li", NULL);
		if (c->institutions_n > 1)
			html_open(p->h, "a", "href", address, NULL);
		own_as(p, "span", c->institutions[i].name);
		if (c->institutions_n > 1)
			html_close(p->h);
		html_close(p->h);
	}
	html_close(p->h);
}

static void
who(struct page *p)
{
	html_open(p->h, "section", "class", "who", "id", "who", "aria-labelledby", "who-title",
	          NULL);
	html_open(p->h, "p", "class", "lede", NULL);
	say(p, SAY_HOME_ABOUT, NULL);
	html_close(p->h);
	html_open(p->h, "h2", "id", "who-title", NULL);
	say(p, SAY_WHO_TITLE, NULL);
	html_close(p->h);
	own_list(p, &p->edition->c->populations);
	institutions_served(p);
	say_as(p, "p", SAY_WHO_NOTE);
	page_section_end(p);
}

static void
services(struct page *p)
{
	const struct content *c = p->edition->c;

	page_section(p, "services", SAY_SERVICES_TITLE);
	own_list(p, &c->services);
	say_as(p, "p", SAY_SERVICES_TALK);
	page_section_end(p);
	if (c->concerns_n == 0)
		return;
	page_section(p, "concerns", SAY_CONCERNS_TITLE);
	html_open(p->h, "ul", "class", "chips", NULL);
	for (size_t i = 0; i < c->concerns_n; i++)
		own_as(p, "li", c->concerns[i].text);
	html_close(p->h);
	say_as(p, "p", SAY_CONCERNS_NOTE);
	page_section_end(p);
}

static void
unsure(struct page *p)
{
	page_section(p, "unsure", SAY_UNSURE_TITLE);
	say_as(p, "p", SAY_UNSURE_TEXT);
	html_open(p->h, "p", NULL);
	html_open(p->h, "a", "class", "button second", "href", "when-to-call.html", NULL);
	say(p, SAY_UNSURE_LINK, NULL);
	html_close(p->h);
	html_close(p->h);
	page_section_end(p);
}

void
home_page(struct page *p)
{
	html_open(p->h, "div", "class", "split", NULL);
	html_open(p->h, "div", "class", "first", NULL);
	html_open(p->h, "p", "class", "say", NULL);
	say(p, SAY_HOME_LEDE, NULL);
	html_close(p->h);
	page_danger_line(p, "danger.html");
	absences(p);
	html_close(p->h);
	ways(p);
	who(p);
	html_close(p->h);
	html_open(p->h, "div", "class", "pair", NULL);
	promise(p);
	meet(p);
	unsure(p);
	services(p);
	designations(p);
	html_close(p->h);
}

/* ---- danger, now ---- */

void
danger_page(struct page *p)
{
	html_open(p->h, "a", "class", "back", "href", "index.html", NULL);
	say(p, SAY_DOOR_BACK, NULL);
	html_close(p->h);
	html_open(p->h, "section", "class", "emergency", "aria-labelledby", "danger-title", NULL);
	html_open(p->h, "h1", "id", "danger-title", NULL);
	say(p, SAY_TOPIC_DANGER, NULL);
	html_close(p->h);
	page_emergency(p);
	html_close(p->h);
}
