/* What is promised in detail: writing, what is kept, what could be demanded, and what is said about
 * you. */
#include <stdio.h>
#include <string.h>

#include "site/pages.h"

static void
lede(struct page *p, enum saying text)
{
	html_open(p->h, "p", "class", "lede", NULL);
	say(p, text, NULL);
	html_close(p->h);
}

/* ---- writing ---- */

/* Where the first sentence ends: the few words in which a paragraph says what it is about. */
static size_t
lead(const char *text, size_t n)
{
	for (size_t i = 0; i + 1 < n; i++) {
		if (strchr(".?!", text[i]) != NULL && text[i + 1] == ' ')
			return i + 1;
	}
	return 0;
}

/* A paragraph of the notice. The first is about who reads: in the room the script puts today's
 * people there. */
static void
notice_paragraph(struct page *p, const char *text, size_t n, bool today)
{
	size_t led = lead(text, n);

	page_open_in(p, "p", NULL, content_language(p->edition->c, p->edition->c->notice));
	html_open(p->h, "strong", NULL);
	page_text(p, text, led);
	html_close(p->h);
	if (today) {
		html_text(p->h, " ");
		html_open(p->h, "span", "id", "today", NULL);
		html_close(p->h);
	}
	page_text(p, text + led, n - led);
	html_close(p->h);
}

void
notice(struct page *p, bool today)
{
	const char *text = p->edition->c->notice;

	while (*text != '\0') {
		size_t n = strcspn(text, "\n");

		notice_paragraph(p, text, n, today && text == p->edition->c->notice);
		text += n + strspn(text + n, "\n");
	}
}

enum saying
writing_saying(enum content_writing writing)
{
	static const enum saying said[] = {
		[WRITING_FULL] = SAY_WRITE_FULL,
		[WRITING_ARRANGING_ONLY] = SAY_WRITE_ARRANGING,
		[WRITING_OFF] = SAY_WRITE_OFF,
	};

	return said[writing];
}

static void
commands(struct page *p)
{
	static const char *const lines[] = {
		"alcove room new  ",
		" --words-file words\nalcove room say  ",
		" --words-file words < letter.txt\nalcove room read ",
		" --words-file words",
	};

	html_open(p->h, "pre", "translate", "no", "tabindex", "0", NULL);
	html_open(p->h, "code", NULL);
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		if (i > 0)
			say(p, SAY_WRITING_ADDRESS, NULL);
		html_text(p->h, lines[i]);
	}
	html_close(p->h);
	html_close(p->h);
}

void
writing_page(struct page *p)
{
	static const enum saying before[] = {
		SAY_WRITING_DEVICE,
		SAY_WRITING_WORDS,
		SAY_WRITING_SEALED,
		SAY_WRITING_FREE,
	};
	const struct content *c = p->edition->c;

	lede(p, SAY_WRITING_LEDE);
	say_as(p, "p", writing_saying(c->writing));
	page_section(p, "read", SAY_WRITING_READ);
	html_open(p->h, "div", "class", "notice", NULL);
	notice(p, false);
	html_close(p->h);
	page_section_end(p);
	if (c->writing == WRITING_OFF)
		return;
	page_section(p, "before", SAY_WRITING_BEFORE);
	say_list(p, before, sizeof before / sizeof *before);
	page_section_end(p);
	page_section(p, "how", SAY_WRITING_HOW);
	say_as(p, "p", SAY_WRITING_HERE);
	html_open(p->h, "p", NULL);
	page_link(p, "room.html", SAY_WRITE_ROOM);
	html_close(p->h);
	say_as(p, "p", SAY_WRITING_PROGRAM);
	commands(p);
	say_as(p, "p", SAY_WRITING_FINGERPRINT);
	page_section_end(p);
}

/* ---- what we keep ---- */

static void
row_days(struct page *p, enum saying what, enum saying until, uint32_t days)
{
	char n[16];

	(void)snprintf(n, sizeof n, "%u", days);
	html_open(p->h, "tr", NULL);
	html_open(p->h, "th", "scope", "row", NULL);
	say(p, what, NULL);
	html_close(p->h);
	html_open(p->h, "td", "data-column", saying(p, SAY_KEEP_UNTIL), NULL);
	say(p, until, "n", n, NULL);
	html_close(p->h);
	html_close(p->h);
}

static void
table_begin(struct page *p)
{
	html_open(p->h, "table", "class", "compare", NULL);
	html_open(p->h, "thead", NULL);
	html_open(p->h, "tr", NULL);
	html_open(p->h, "th", "scope", "col", NULL);
	say(p, SAY_KEEP_WHAT, NULL);
	html_close(p->h);
	html_open(p->h, "th", "scope", "col", NULL);
	say(p, SAY_KEEP_UNTIL, NULL);
	html_close(p->h);
	html_close(p->h);
	html_close(p->h);
	html_open(p->h, "tbody", NULL);
}

static void
table_end(struct page *p)
{
	html_close(p->h);
	html_close(p->h);
}

void
keep_page(struct page *p)
{
	const struct content *c = p->edition->c;

	lede(p, SAY_KEEP_LEDE);
	table_begin(p);
	row_days(p, SAY_KEEP_MESSAGE, SAY_KEEP_MESSAGE_UNTIL, c->retention.message_days);
	row_days(p, SAY_KEEP_NOTES, SAY_KEEP_NOTES_UNTIL, c->retention.notes_days);
	row_days(p, SAY_KEEP_COUNTS, SAY_KEEP_COUNTS_UNTIL, 0);
	row_days(p, SAY_KEEP_ADDRESS, SAY_KEEP_NEVER, 0);
	row_days(p, SAY_KEEP_NAMES, SAY_KEEP_NAMES_UNTIL, 0);
	table_end(p);
	if (c->keeps_n > 0) {
		page_section(p, "besides", SAY_KEEP_OFFICE);
		table_begin(p);
		for (size_t i = 0; i < c->keeps_n; i++) {
			html_open(p->h, "tr", NULL);
			html_open(p->h, "th", "scope", "row", NULL);
			own_as(p, "span", c->keeps[i].what);
			html_close(p->h);
			html_open(p->h, "td", "data-column", saying(p, SAY_KEEP_UNTIL), NULL);
			own_as(p, "span", c->keeps[i].until);
			html_close(p->h);
			html_close(p->h);
		}
		table_end(p);
		page_section_end(p);
	}
	say_as(p, "p", SAY_KEEP_BACKUPS);
	say_as(p, "p", SAY_KEEP_LOST);
	say_as(p, "p", SAY_KEEP_SCHEDULE);
	html_open(p->h, "p", NULL);
	page_link(p, "what-could-be-handed-over.html", SAY_NAV_HAND_OVER);
	html_close(p->h);
}

void
hand_over_page(struct page *p)
{
	static const struct {
		const char *id;
		enum saying title;
		enum saying texts[3];
		size_t n;
	} parts[] = {
		{"server",
	         SAY_HAND_SERVER,
	         {SAY_HAND_SERVER_1, SAY_HAND_SERVER_2, SAY_HAND_SERVER_3},
	         3},
		{"office",
	         SAY_HAND_OFFICE,
	         {SAY_HAND_OFFICE_1, SAY_HAND_OFFICE_3, SAY_HAND_OFFICE_2},
	         3},
		{"visitor", SAY_HAND_VISITOR, {SAY_HAND_VISITOR_1}, 1},
		{"not", SAY_HAND_NOT, {SAY_HAND_NOT_1, SAY_HAND_LIVE}, 2},
	};

	lede(p, SAY_HAND_LEDE);
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
		page_section(p, parts[i].id, parts[i].title);
		for (size_t j = 0; j < parts[i].n; j++)
			say_as(p, "p", parts[i].texts[j]);
		page_section_end(p);
	}
	if (p->edition->c->practice.demand != NULL) {
		page_section(p, "demand", SAY_HAND_DEMAND);
		own_as(p, "p", p->edition->c->practice.demand);
		page_section_end(p);
	}
	say_as(p, "p", SAY_HAND_INVENTORY);
	html_open(p->h, "p", NULL);
	page_link(p, "what-we-keep.html", SAY_NAV_KEEP);
	html_close(p->h);
}

void
asked_page(struct page *p)
{
	lede(p, SAY_ASKED_LEDE);
	html_open(p->h, "blockquote", NULL);
	say_as(p, "p", SAY_ASKED_ANSWER);
	html_close(p->h);
	say_as(p, "p", SAY_ASKED_WHY);
	say_as(p, "p", SAY_ASKED_PERMIT);
	say_as(p, "p", SAY_ASKED_OTHERS);
}

void
suggest_page(struct page *p)
{
	const struct content *c = p->edition->c;

	lede(p, SAY_SUGGEST_LEDE);
	page_section(p, "where", SAY_SUGGEST_WHERE);
	if (c->suggestions == NULL)
		say_as(p, "p", SAY_SUGGEST_NONE);
	else
		own(p, c->suggestions);
	say_as(p, "p", SAY_SUGGEST_NAMES);
	page_section_end(p);
	say_as(p, "p", SAY_SUGGEST_LOOK);
	html_open(p->h, "ul", NULL);
	html_open(p->h, "li", NULL);
	page_link(p, "places.html", SAY_NAV_PLACES);
	html_close(p->h);
	html_open(p->h, "li", NULL);
	page_link(p, "when-to-call.html", SAY_NAV_CALL);
	html_close(p->h);
	html_close(p->h);
}

void
accessibility_page(struct page *p)
{
	lede(p, SAY_ACCESS_LEDE);
	say_as(p, "p", SAY_ACCESS_HOW);
	say_as(p, "p", SAY_ACCESS_PRINT);
	page_section(p, "barrier", SAY_ACCESS_BARRIER);
	if (p->edition->c->accessibility == NULL)
		say_as(p, "p", SAY_ACCESS_NONE);
	else
		own(p, p->edition->c->accessibility);
	page_section_end(p);
	say_as(p, "p", SAY_ACCESS_KNOWN);
}
