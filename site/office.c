/* Who the office is: its principles, charter and people. */
#include <stdio.h>
#include <string.h>

#include "site/build.h"
#include "site/pages.h"

static void
terms(struct page *p, const struct content_term *list, size_t n)
{
	html_open(p->h, "dl", NULL);
	for (size_t i = 0; i < n; i++) {
		own_as(p, "dt", list[i].name);
		html_open(p->h, "dd", NULL);
		own(p, list[i].text);
		html_close(p->h);
	}
	html_close(p->h);
}

void
principles_page(struct page *p)
{
	const struct content *c = p->edition->c;

	html_open(p->h, "p", "class", "lede", NULL);
	say(p, SAY_PRINCIPLES_LEDE, NULL);
	html_close(p->h);
	if (c->principles_n == 0)
		say_as(p, "p", SAY_PRINCIPLES_NONE);
	for (size_t i = 0; i < c->principles_n; i++) {
		html_open(p->h, "section", NULL);
		own_as(p, "h2", c->principles[i].name);
		own(p, c->principles[i].text);
		html_close(p->h);
	}
	if (c->glossary_n == 0)
		return;
	page_section(p, "glossary", SAY_GLOSSARY_TITLE);
	terms(p, c->glossary, c->glossary_n);
	page_section_end(p);
}

/* ---- charter ---- */

static void
standard(struct page *p)
{
	const struct content_standard *s = &p->edition->c->standard;

	page_section(p, "standard", SAY_CHARTER_STANDARD);
	html_open(p->h, "p", NULL);
	say(p, SAY_CHARTER_STANDARD_TEXT, "name", s->name, "publisher", s->publisher, NULL);
	html_text(p->h, " ");
	if (s->version == NULL)
		say(p, SAY_CHARTER_VERSION_NONE, NULL);
	else
		say(p, SAY_CHARTER_VERSION, "version", s->version, NULL);
	html_close(p->h);
	say_as(p, "p", SAY_CHARTER_STANDARD_NOTE);
	page_section_end(p);
}

static void
reporting(struct page *p)
{
	const struct content_reporting *r = &p->edition->c->reporting;

	page_section(p, "reporting", SAY_CHARTER_REPORTING);
	html_open(p->h, "dl", NULL);
	own_row(p, SAY_CHARTER_ANSWERS_TO, r->answers_to);
	own_row(p, SAY_CHARTER_RECOMMENDS_TO, r->recommendations_to);
	html_close(p->h);
	own(p, r->statement);
	say_as(p, "p", SAY_CHARTER_REPORTING_NOTE);
	page_section_end(p);
}

void
clause_since(struct page *p, uint32_t version, const char *since)
{
	char number[16], day[PAGE_DATE_MAX];

	(void)snprintf(number, sizeof number, "%u", version);
	page_date(p, day, since);
	html_open(p->h, "p", "class", "since", NULL);
	say(p, SAY_CHARTER_CLAUSE, "version", number, "since", day, NULL);
	html_close(p->h);
}

void
clause_write(struct page *p, const struct content_clause *clause)
{
	own(p, clause->text);
	clause_since(p, clause->version, clause->since);
}

static void
exceptions(struct page *p)
{
	const struct content *c = p->edition->c;

	page_section(p, "exceptions", SAY_CHARTER_EXCEPTIONS);
	for (size_t i = 0; i < c->exceptions_n; i++) {
		const struct content_exception *x = &c->exceptions[i];
		char id[128];

		(void)snprintf(id, sizeof id, "clause-%s", x->id); /* not a section's */
		html_open(p->h, "article", "class", "clause", "id", id, NULL);
		own(p, x->text);
		clause_since(p, x->version, x->since);
		if (x->earlier_n > 0) {
			html_open(p->h, "details", NULL);
			say_as(p, "summary", SAY_CHARTER_EARLIER);
			for (size_t j = 0; j < x->earlier_n; j++)
				clause_write(p, &x->earlier[j]);
			html_close(p->h);
		}
		html_close(p->h);
	}
	say_as(p, "p", SAY_ENDS_NOTE);
	say_as(p, "p", SAY_CHARTER_BACK);
	page_section_end(p);
}

/* Who declared it, and what to know before relying on it. */
void
designation_by(struct page *p, const struct content_designation *d)
{
	char day[PAGE_DATE_MAX];

	if (d->date != NULL)
		page_date(p, day, d->date);
	html_open(p->h, "p", "class", "since", NULL);
	say(p, SAY_CHARTER_DESIGNATION, "by", d->by, "date",
	    d->date == NULL ? saying(p, SAY_CHARTER_DATE_NONE) : day, NULL);
	html_close(p->h);
	if (d->note != NULL)
		own(p, d->note);
}

void
designations(struct page *p)
{
	const struct content *c = p->edition->c;

	if (c->designations_n == 0)
		return;
	page_section(p, "designations", SAY_CHARTER_DESIGNATIONS);
	for (size_t i = 0; i < c->designations_n; i++) {
		own(p, c->designations[i].text);
		designation_by(p, &c->designations[i]);
	}
	page_section_end(p);
}

static void
history(struct page *p)
{
	const struct content *c = p->edition->c;
	char day[PAGE_DATE_MAX];

	page_section(p, "history", SAY_CHARTER_HISTORY);
	if (c->history_n == 0)
		say_as(p, "p", SAY_CHARTER_HISTORY_NONE);
	html_open(p->h, c->history_n == 0 ? "div" : "dl", NULL);
	for (size_t i = 0; i < c->history_n; i++) {
		page_date(p, day, c->history[i].since);
		html_open(p->h, "dt", NULL);
		html_text(p->h, day);
		html_close(p->h);
		html_open(p->h, "dd", NULL);
		own(p, c->history[i].text);
		html_close(p->h);
	}
	html_close(p->h);
	page_section_end(p);
}

/* What the office does not say is named nowhere, not even as missing. */
void
clause_section(struct page *p, const char *id, enum saying title,
               const struct content_clause *clause)
{
	if (clause->text == NULL)
		return;
	page_section(p, id, title);
	clause_write(p, clause);
	page_section_end(p);
}

void
charter_page(struct page *p)
{
	const struct content *c = p->edition->c;
	char year[16];

	html_open(p->h, "p", "class", "lede", NULL);
	say(p, SAY_CHARTER_LEDE, NULL);
	html_close(p->h);
	if (c->established != 0) {
		(void)snprintf(year, sizeof year, "%u", c->established);
		html_open(p->h, "p", NULL);
		say(p, SAY_CHARTER_ESTABLISHED, "year", year, NULL);
		html_close(p->h);
	}
	page_section(p, "who", SAY_WHO_TITLE);
	own_list(p, &c->populations);
	institutions_served(p);
	page_section_end(p);
	reporting(p);
	standard(p);
	exceptions(p);
	clause_section(p, "covenant", SAY_CHARTER_COVENANT, &c->covenant);
	clause_section(p, "accept", SAY_ACCEPT_TITLE, &c->acceptance);
	designations(p);
	page_section(p, "does", SAY_CHARTER_SERVICES);
	own_list(p, &c->services);
	page_section_end(p);
	page_section(p, "does-not", SAY_CHARTER_NOT);
	say_as(p, "p", SAY_CHARTER_NOT_TEXT);
	page_section_end(p);
	page_section(p, "retention", SAY_CHARTER_RETENTION);
	html_open(p->h, "p", NULL);
	page_link(p, "what-we-keep.html", SAY_NAV_KEEP);
	html_close(p->h);
	page_section_end(p);
	history(p);
}

/* ---- people ---- */

static bool
is_enrolled(const struct page *p, const char *name)
{
	const struct site_enrolled *enrolled = p->edition->enrolled;

	if (enrolled == NULL || p->edition->c->writing == WRITING_OFF)
		return true;
	for (size_t i = 0; i < enrolled->n; i++) {
		if (strcmp(enrolled->names[i], name) == 0)
			return true;
	}
	return false;
}

static void
person_note(struct page *p, enum saying note)
{
	html_open(p->h, "p", "class", "open", NULL);
	say(p, note, NULL);
	html_close(p->h);
}

/* On the roster, and not in what the office writes about itself. */
static void
undescribed(struct page *p)
{
	const struct site_enrolled *enrolled = p->edition->enrolled;

	for (size_t i = 0; enrolled != NULL && i < enrolled->n; i++) {
		if (content_describes(p->edition->c, enrolled->names[i]))
			continue;
		html_open(p->h, "article", "class", "person", NULL);
		html_open(p->h, "h2", NULL);
		html_text(p->h, enrolled->names[i]);
		html_close(p->h);
		person_note(p, SAY_PEOPLE_UNDESCRIBED);
		html_close(p->h);
	}
}

static void
person(struct page *p, const struct content_person *who)
{
	html_open(p->h, "article", "class", "person", NULL);
	own_as(p, "h2", who->name);
	if (!is_enrolled(p, who->name))
		person_note(p, SAY_PEOPLE_NOT_YET);
	say_as(p, "p", who->role == ROLE_OMBUDS ? SAY_PEOPLE_OMBUDS : SAY_PEOPLE_ARRANGING);
	if (who->about != NULL)
		own(p, who->about);
	if (who->languages.n > 0) {
		html_open(p->h, "p", NULL);
		say(p, SAY_PEOPLE_LANGUAGES, NULL);
		html_text(p->h, ": ");
		for (size_t i = 0; i < who->languages.n; i++) {
			html_text(p->h, i == 0 ? "" : ", ");
			own_as(p, "span", who->languages.list[i]);
		}
		html_close(p->h);
	}
	html_close(p->h);
}

/* A heading with what an ombuds is called here in it. */
static void
titled(struct page *p, enum saying heading, enum saying text)
{
	html_open(p->h, "section", NULL);
	say_as(p, "h2", heading);
	say_as(p, "p", text);
	html_close(p->h);
}

void
people_page(struct page *p)
{
	const struct content *c = p->edition->c;

	html_open(p->h, "p", "class", "lede", NULL);
	say(p, SAY_PEOPLE_LEDE, NULL);
	html_close(p->h);
	for (size_t i = 0; i < c->people_n; i++)
		person(p, &c->people[i]);
	undescribed(p);
	titled(p, SAY_PEOPLE_IS, SAY_PEOPLE_IS_TEXT);
	titled(p, SAY_PEOPLE_IS_NOT, SAY_PEOPLE_IS_NOT_TEXT);
	say_as(p, "p", SAY_PEOPLE_CONFLICT);
	back_up(p);
}
