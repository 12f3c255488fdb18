/* When to call whom: every place on one template, none set off from the others (R63, R64). */
#include <stdio.h>
#include <string.h>

#include "site/pages.h"

/* ---- words for what an entry answers ---- */

static const enum saying labels[] = {
	[LABEL_NONE] = SAY_LABEL_NONE,
	[LABEL_PRIVILEGED] = SAY_LABEL_PRIVILEGED,
	[LABEL_CONFIDENTIAL] = SAY_LABEL_CONFIDENTIAL,
	[LABEL_PRIVATE] = SAY_LABEL_PRIVATE,
	[LABEL_ACTS] = SAY_LABEL_ACTS,
};
static const enum saying answers[] = {
	[ANSWER_NONE] = SAY_ANSWER_NONE_WORD,  [ANSWER_NO] = SAY_ANSWER_NO,
	[ANSWER_YES] = SAY_ANSWER_YES,         [ANSWER_CHOICE] = SAY_ANSWER_CHOICE,
	[ANSWER_DEPENDS] = SAY_ANSWER_DEPENDS,
};
/* For the script, whatever the language of the page. */
static const char *const answer_words[] = {
	[ANSWER_NONE] = "",         [ANSWER_NO] = "no",           [ANSWER_YES] = "yes",
	[ANSWER_CHOICE] = "choice", [ANSWER_DEPENDS] = "depends",
};

/* In the order of content_topics. */
static const enum saying topics[] = {
	SAY_TOPIC_UNSURE,
	SAY_TOPIC_DANGER,
	SAY_TOPIC_PAY_LEAVE,
	SAY_TOPIC_POLICY_DISCIPLINE,
	SAY_TOPIC_CONFLICT,
	SAY_TOPIC_FAIRNESS,
	SAY_TOPIC_RETALIATION,
	SAY_TOPIC_DISCRIMINATION,
	SAY_TOPIC_SEXUAL_MISCONDUCT,
	SAY_TOPIC_STRESS_HEALTH,
	SAY_TOPIC_ACCOMMODATION,
	SAY_TOPIC_RESEARCH,
	SAY_TOPIC_FRAUD_SAFETY,
	SAY_TOPIC_CONTRACT_RIGHTS,
	SAY_TOPIC_STUDENT_MATTERS,
	SAY_TOPIC_SPIRITUAL,
	SAY_TOPIC_HOME_FAMILY,
};

static enum saying
topic_of(const char *id)
{
	size_t i = 0;

	while (content_topics[i + 1] != NULL && strcmp(content_topics[i], id) != 0)
		i++;
	return topics[i];
}

/* ---- one entry ---- */

bool
concerns_all(const struct content_texts *institutions)
{
	return institutions->n == 0;
}

bool
concerns_institution(const struct content_texts *institutions, const char *id)
{
	for (size_t i = 0; i < institutions->n; i++) {
		if (strcmp(institutions->list[i], id) == 0)
			return true;
	}
	return false;
}

void
institution_names(struct page *p, const struct content_texts *ids)
{
	const struct content *c = p->edition->c;
	char names[2048] = "";
	size_t n = 0;

	if (concerns_all(ids) || p->institution != NULL)
		return;
	for (size_t i = 0; i < c->institutions_n && n < sizeof names; i++) {
		if (concerns_institution(ids, c->institutions[i].id))
			n += (size_t)snprintf(names + n, sizeof names - n, "%s%s",
			                      n == 0 ? "" : ", ", c->institutions[i].name);
	}
	html_open(p->h, "p", "class", "of", NULL);
	say(p, SAY_ENTRY_OF, "institutions", names, NULL);
	html_close(p->h);
}

static void
topic_line(struct page *p, const struct content_entry *e)
{
	if (e->topics.n == 0)
		return;
	html_open(p->h, "p", "class", "topics", NULL);
	say(p, SAY_ENTRY_TOPICS, NULL);
	html_text(p->h, ": ");
	for (size_t i = 0; i < e->topics.n; i++) {
		html_text(p->h, i == 0 ? "" : " · ");
		say(p, topic_of(e->topics.list[i]), NULL);
	}
	html_close(p->h);
}

static void
item(struct page *p, enum saying name, const char *text)
{
	say_as(p, "dt", name);
	html_open(p->h, "dd", NULL);
	own(p, text);
	html_close(p->h);
}

/* What the owner adds to a short answer that stands above; the answer again where nothing is added.
 */
static void
item_answered(struct page *p, enum saying name, enum saying answer, const char *note)
{
	say_as(p, "dt", name);
	html_open(p->h, "dd", NULL);
	if (note != NULL)
		own(p, note);
	else
		say_as(p, "p", answer);
	html_close(p->h);
}

static void
attested(struct page *p, const struct content_entry *e)
{
	const struct content_attested *a = &e->attested;
	char since[PAGE_DATE_MAX], review[PAGE_DATE_MAX];

	page_date(p, since, a->since);
	page_date(p, review, a->review);
	html_open(p->h, "p", "class", "attested", NULL);
	say(p, SAY_ENTRY_BY, "by", a->by, "since", since, "review", review, NULL);
	html_close(p->h);
	if (strcmp(a->review, p->edition->today) >= 0)
		return;
	html_open(p->h, "p", "class", "past", NULL);
	say(p, SAY_ENTRY_PAST, "review", review, NULL);
	html_close(p->h);
}

/* What stands above it already is not said again. */
static void template(struct page *p, const struct content_entry *e)
{
	html_open(p->h, "dl", "class", "entry", NULL);
	item(p, SAY_ENTRY_CAN, e->can);
	item(p, SAY_ENTRY_CANNOT, e->cannot);
	item(p, SAY_ENTRY_WHO, e->who);
	item_answered(p, SAY_ENTRY_CONFIDENTIAL, labels[e->confidential], e->exceptions);
	item_answered(p, SAY_ENTRY_RECORD, answers[e->record], e->record_note);
	item_answered(p, SAY_ENTRY_NOTICE, answers[e->notice], e->notice_note);
	html_close(p->h);
}

/* A fact in two or three words, in the same place for all. */
static void
fact(struct page *p, enum saying name, enum saying answer)
{
	html_open(p->h, "div", NULL);
	say_as(p, "dt", name);
	say_as(p, "dd", answer);
	html_close(p->h);
}

void
entry_reach(struct page *p, const struct content_entry *e)
{
	if (e->reach == NULL && e->phone == NULL)
		return;
	html_open(p->h, "p", NULL);
	if (e->reach != NULL)
		page_phone(p, e->reach);
	if (e->reach != NULL && e->phone != NULL)
		html_text(p->h, " ");
	if (e->phone != NULL)
		page_phone(p, e->phone);
	html_close(p->h);
}

static void
filled(struct page *p, const struct content_entry *e)
{
	own(p, e->call_when);
	html_open(p->h, "dl", "class", "facts", NULL);
	fact(p, SAY_COMPARE_CONFIDENTIAL, labels[e->confidential]);
	fact(p, SAY_COMPARE_RECORD, answers[e->record]);
	fact(p, SAY_COMPARE_NOTICE, answers[e->notice]);
	fact(p, SAY_COMPARE_ACT, answers[e->must_act]);
	html_close(p->h);
	entry_reach(p, e);
	html_open(p->h, "details", NULL);
	say_as(p, "summary", SAY_ENTRY_ALL);
	template(p, e);
	html_close(p->h);
	attested(p, e);
}

/* What is attested was supplied: content/entry.c sees to it. */
static bool
is_filled(const struct content_entry *e)
{
	return e->attested.since != NULL;
}

void
entry_write(struct page *p, const struct content_entry *e, const char *heading)
{
	char all[2048] = "";
	size_t n = 0;

	for (size_t i = 0; i < e->topics.n && n < sizeof all; i++)
		n += (size_t)snprintf(all + n, sizeof all - n, "%s%s", n == 0 ? "" : " ",
		                      e->topics.list[i]);
	html_open(p->h, "article", "id", e->id, "class", is_filled(e) ? "place" : "silent",
	          "data-topics", all, "data-record", answer_words[e->record], "data-act",
	          answer_words[e->must_act], NULL);
	own_as(p, heading, e->name);
	institution_names(p, &e->institutions);
	if (e == back_up_of(p->edition->c)) {
		html_open(p->h, "p", "class", "of", NULL);
		say(p, SAY_BACK_UP_ENTRY, NULL);
		html_close(p->h);
	}
	topic_line(p, e);
	if (is_filled(e)) {
		filled(p, e);
	} else {
		html_open(p->h, "p", "class", "open", NULL);
		say(p, SAY_ENTRY_UNFILLED, "owner", e->owner, NULL);
		html_close(p->h);
	}
	html_close(p->h);
}

/* ---- those that wrote their part, and those that did not ---- */

static size_t
count_filled(const struct content *c)
{
	size_t n = 0;

	for (size_t i = 0; i < c->entries_n; i++)
		n += is_filled(&c->entries[i]);
	return n;
}

static void
entries_where(struct page *p, bool wanted)
{
	const struct content *c = p->edition->c;

	for (size_t i = 0; i < c->entries_n; i++) {
		if (is_filled(&c->entries[i]) == wanted)
			entry_write(p, &c->entries[i], "h3");
	}
}

/* How many have written; of one alone, that this recommends nothing. */
static void
how_many(struct page *p, size_t written)
{
	char n[24], all[24];

	(void)snprintf(n, sizeof n, "%zu", written);
	(void)snprintf(all, sizeof all, "%zu", p->edition->c->entries_n);
	html_open(p->h, "p", "class", "found", NULL);
	if (written == 1)
		say(p, SAY_CALL_WRITTEN_ONE, "all", all, NULL);
	else
		say(p, SAY_CALL_WRITTEN, "n", n, "all", all, NULL);
	html_close(p->h);
}

/* Those that have not, in one line with their names, never offered as fitting. */
static void
silent(struct page *p, size_t written)
{
	enum { NAMED = 3 };
	const struct content *c = p->edition->c;
	char n[24], names[1024] = "";
	size_t named = 0, used = 0;

	if (written == c->entries_n)
		return;
	for (size_t i = 0; i < c->entries_n && named < NAMED; i++) {
		if (is_filled(&c->entries[i]))
			continue;
		used += (size_t)snprintf(names + used, sizeof names - used, "%s%s",
		                         named++ == 0 ? "" : ", ", c->entries[i].name);
	}
	(void)snprintf(n, sizeof n, "%zu", c->entries_n - written);
	html_open(p->h, "details", "class", "fold", "id", "silent", NULL);
	html_open(p->h, "summary", NULL);
	say(p, c->entries_n - written > NAMED ? SAY_CALL_SILENT_MORE : SAY_CALL_SILENT, "n", n,
	    "names", names, NULL);
	html_close(p->h);
	say_as(p, "p", SAY_CALL_SILENT_TEXT);
	entries_where(p, false);
	html_close(p->h);
}

static void
explain_labels(struct page *p)
{
	static const enum saying texts[] = {SAY_LABEL_PRIVILEGED_TEXT, SAY_LABEL_CONFIDENTIAL_TEXT,
	                                    SAY_LABEL_PRIVATE_TEXT, SAY_LABEL_ACTS_TEXT};

	page_section(p, "labels", SAY_LABELS_TITLE);
	say_as(p, "p", SAY_LABELS_NOTE);
	html_open(p->h, "dl", NULL);
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		say_as(p, "dt", labels[LABEL_PRIVILEGED + i]);
		say_as(p, "dd", texts[i]);
	}
	html_close(p->h);
	page_section_end(p);
}

/* ---- finding the ones that fit: hidden until the script, which does it all on the page, is there
 * ---- */

static void
choice_begin(struct page *p, const char *id, enum saying label)
{
	html_open(p->h, "div", NULL);
	html_open(p->h, "label", "for", id, NULL);
	say(p, label, NULL);
	html_close(p->h);
	html_open(p->h, "select", "id", id, "autocomplete", "off", NULL);
}

static void
option(struct page *p, const char *value, enum saying text)
{
	html_open(p->h, "option", "value", value, NULL);
	say(p, text, NULL);
	html_close(p->h);
}

static void
choice_end(struct page *p)
{
	html_close(p->h);
	html_close(p->h);
}

static void
finder(struct page *p)
{
	html_open(p->h, "section", "id", "finder", "class", "finder", "aria-labelledby",
	          "finder-title", "hidden", "hidden", "data-found", saying(p, SAY_FINDER_FOUND),
	          "data-none", saying(p, SAY_FINDER_NONE), NULL);
	html_open(p->h, "h2", "id", "finder-title", NULL);
	say(p, SAY_FINDER_TITLE, NULL);
	html_close(p->h);
	say_as(p, "p", SAY_FINDER_NOTE);
	choice_begin(p, "finder-topic", SAY_FINDER_TOPIC);
	option(p, "", SAY_FINDER_ANY);
	for (size_t i = 0; i < sizeof topics / sizeof *topics; i++) {
		if (topics[i] != SAY_TOPIC_DANGER) /* has a page of its own, above everything */
			option(p, content_topics[i], topics[i]);
	}
	choice_end(p);
	html_open(p->h, "details", NULL);
	say_as(p, "summary", SAY_FINDER_MORE);
	choice_begin(p, "finder-record", SAY_FINDER_RECORD);
	option(p, "", SAY_FINDER_RECORD_ANY);
	option(p, "yes", SAY_FINDER_RECORD_YES);
	option(p, "no", SAY_FINDER_RECORD_NO);
	choice_end(p);
	choice_begin(p, "finder-act", SAY_FINDER_ACT);
	option(p, "", SAY_FINDER_ACT_ANY);
	option(p, "yes", SAY_FINDER_ACT_YES);
	option(p, "no", SAY_FINDER_ACT_NO);
	choice_end(p);
	html_close(p->h);
	html_open(p->h, "p", "role", "status", "id", "finder-status", NULL);
	html_close(p->h);
	html_open(p->h, "button", "type", "button", "id", "finder-all", NULL);
	say(p, SAY_FINDER_ALL, NULL);
	html_close(p->h);
	html_close(p->h);
}

void
call_page(struct page *p)
{
	const struct content *c = p->edition->c;
	size_t written = count_filled(c);

	page_danger_line(p, "danger.html");
	html_open(p->h, "p", "class", "lede", NULL);
	say(p, SAY_CALL_LEDE, NULL);
	html_close(p->h);
	say_as(p, "p", SAY_CALL_UNSURE);
	if (c->entries_n == 0) {
		say_as(p, "p", SAY_ENTRIES_NONE);
		return;
	}
	if (written > 1)
		finder(p);
	page_section(p, "entries", SAY_ENTRIES_TITLE);
	how_many(p, written);
	silent(p, written);
	entries_where(p, true);
	page_section_end(p);
	explain_labels(p);
}
