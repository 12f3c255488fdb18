/* Start: four ways to reach the office, side by side; what is promised, and where that ends. */
#include <stdio.h>
#include <string.h>

#include "site/pages.h"

static void
card(struct page *p, enum saying title)
{
	html_open(p->h, "li", NULL);
	say_as(p, "h3", title);
}

static void
text_or(struct page *p, const char *text, enum saying otherwise)
{
	if (text == NULL)
		say_as(p, "p", otherwise);
	else
		own(p, text);
}

static void
card_call(struct page *p)
{
	const struct content_reach *reach = &p->edition->c->reach;

	card(p, SAY_CALL_TITLE);
	text_or(p, reach->phone, SAY_CALL_NONE);
	html_open(p->h, "dl", NULL);
	own_row(p, SAY_HOURS, reach->hours);
	html_close(p->h);
	html_close(p->h);
}

static void
card_walk_in(struct page *p)
{
	const struct content_reach *reach = &p->edition->c->reach;

	card(p, SAY_WALK_IN_TITLE);
	text_or(p, reach->walk_in, SAY_WALK_IN_NONE);
	html_open(p->h, "dl", NULL);
	own_row(p, SAY_PLACE, reach->place);
	html_close(p->h);
	html_close(p->h);
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

static void
card_writing(struct page *p)
{
	const struct content *c = p->edition->c;

	card(p, SAY_WRITE_TITLE);
	say_as(p, "p", writing_saying(c->writing));
	if (c->writing != WRITING_OFF) {
		html_open(p->h, "p", NULL);
		page_link(p, "room.html", SAY_WRITE_ROOM);
		html_close(p->h);
		html_open(p->h, "p", NULL);
		page_link(p, "writing.html", SAY_WRITE_HOW);
		html_close(p->h);
		html_open(p->h, "dl", NULL);
		answer_row(p);
		html_close(p->h);
	}
	html_close(p->h);
}

static void
ways(struct page *p)
{
	page_section(p, "reach", SAY_HOME_REACH);
	say_as(p, "p", SAY_HOME_REACH_NOTE);
	html_open(p->h, "ul", "class", "cards", NULL);
	card(p, SAY_MEET_TITLE);
	text_or(p, p->edition->c->reach.meet, SAY_MEET_NONE);
	html_close(p->h);
	card_call(p);
	card_walk_in(p);
	card_writing(p);
	html_close(p->h);
	page_section_end(p);
}

/* Days away that are over are not shown. */
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
		html_open(p->h, "div", "class", "away", NULL);
		html_open(p->h, "p", NULL);
		html_open(p->h, "strong", NULL);
		say(p, SAY_AWAY, "since", since, "until", until, NULL);
		html_close(p->h);
		html_close(p->h);
		if (c->away[i].text != NULL)
			own(p, c->away[i].text);
		html_close(p->h);
	}
}

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
	for (size_t i = 0; i < c->exceptions_n; i++)
		own_as(p, "li", c->exceptions[i].text);
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
	page_section(p, "accept", SAY_ACCEPT_TITLE);
	say_as(p, "p", SAY_ACCEPT_TEXT);
	page_section_end(p);
}

static void
who(struct page *p)
{
	const struct content *c = p->edition->c;

	page_section(p, "who", SAY_WHO_TITLE);
	own_list(p, &c->populations);
	say_as(p, "p", SAY_WHO_NOTE);
	page_section_end(p);
	page_section(p, "services", SAY_SERVICES_TITLE);
	own_list(p, &c->services);
	page_section_end(p);
	if (c->concerns_n == 0)
		return;
	page_section(p, "concerns", SAY_CONCERNS_TITLE);
	html_open(p->h, "ul", NULL);
	for (size_t i = 0; i < c->concerns_n; i++)
		own_as(p, "li", c->concerns[i].text);
	html_close(p->h);
	say_as(p, "p", SAY_CONCERNS_NOTE);
	page_section_end(p);
}

void
home_page(struct page *p)
{
	html_open(p->h, "p", "class", "lede", NULL);
	say(p, SAY_HOME_LEDE, NULL);
	html_close(p->h);
	html_open(p->h, "section", "class", "danger", "aria-labelledby", "danger-title", NULL);
	html_open(p->h, "h2", "id", "danger-title", NULL);
	say(p, SAY_DANGER_TITLE, NULL);
	html_close(p->h);
	own(p, p->edition->c->emergency);
	html_close(p->h);
	absences(p);
	ways(p);
	page_section(p, "unsure", SAY_UNSURE_TITLE);
	say_as(p, "p", SAY_UNSURE_TEXT);
	html_open(p->h, "p", NULL);
	page_link(p, "when-to-call.html", SAY_UNSURE_LINK);
	html_close(p->h);
	page_section_end(p);
	promise(p);
	who(p);
}
