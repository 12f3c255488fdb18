#include "site/page.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "content/phone.h"

/* ---- texts of the product ---- */

const char *
saying(const struct page *p, enum saying which)
{
	return p->edition->catalog->texts[which];
}

static void
saying_filled(struct buf *out, const struct page *p, enum saying which, ...)
{
	va_list pairs;

	va_start(pairs, which);
	catalog_fill(out, p->edition->catalog, p->edition->c->title, which, pairs);
	va_end(pairs);
}

void
say(struct page *p, enum saying which, ...)
{
	struct buf text;
	va_list pairs;

	buf_init(&text, CATALOG_FILLED_MAX);
	va_start(pairs, which);
	catalog_fill(&text, p->edition->catalog, p->edition->c->title, which, pairs);
	va_end(pairs);
	buf_put_u8(&text, 0);
	html_text(p->h, text.err == 0 ? (const char *)text.p : NULL);
	buf_clear(&text);
}

void
say_as(struct page *p, const char *element, enum saying which)
{
	html_open(p->h, element, NULL);
	say(p, which, NULL);
	html_close(p->h);
}

void
say_list(struct page *p, const enum saying *sayings, size_t n)
{
	html_open(p->h, "ul", NULL);
	for (size_t i = 0; i < n; i++)
		say_as(p, "li", sayings[i]);
	html_close(p->h);
}

/* ---- texts of the office ---- */

/* A language, when something in it has to be marked; NULL: it is the page's. */
static const char *
other_language(const struct page *p, const char *language)
{
	return strcmp(language, p->edition->catalog->language) == 0 ? NULL : language;
}

static const char *
marked(const struct page *p, const char *text)
{
	return other_language(p, content_language(p->edition->c, text));
}

static const char *
direction(const char *language)
{
	return language == NULL ? NULL : catalog_right_to_left(language) ? "rtl" : "ltr";
}

void
page_open_in(struct page *p, const char *element, const char *class, const char *language)
{
	language = other_language(p, language);
	html_open(p->h, element, "class", class, "lang", language, "dir", direction(language),
	          NULL);
}

static void
paragraph(struct page *p, const char *text, size_t n, const char *language)
{
	html_open(p->h, "p", "lang", language, "dir", direction(language), NULL);
	page_text(p, text, n);
	html_close(p->h);
}

void
own(struct page *p, const char *text)
{
	if (text == NULL) {
		html_open(p->h, "p", "class", "open", NULL);
		say(p, SAY_NOT_SUPPLIED, NULL);
		html_close(p->h);
		return;
	}
	const char *language = marked(p, text);
	for (const char *end; (end = strstr(text, "\n\n")) != NULL; text = end + strspn(end, "\n"))
		paragraph(p, text, (size_t)(end - text), language);
	paragraph(p, text, strlen(text), language);
}

void
own_as(struct page *p, const char *element, const char *text)
{
	const char *language = text == NULL ? NULL : marked(p, text);

	html_open(p->h, element, "lang", language, "dir", direction(language), "class",
	          text == NULL ? "open" : NULL, NULL);
	html_text(p->h, text == NULL ? saying(p, SAY_NOT_SUPPLIED) : text);
	html_close(p->h);
}

void
page_text(struct page *p, const char *text, size_t n)
{
	char *copy = strndup(text, n);

	html_text(p->h, copy == NULL ? "" : copy);
	free(copy);
}

void
page_number(struct page *p, const char *text, size_t n)
{
	struct buf number;

	buf_init(&number, 4 * PHONE_LINK_MAX);
	for (size_t i = 0; i < n; i++) {
		if (text[i] == ' ')
			buf_put_text(&number, "\xc2\xa0"); /* it stays in one piece */
		else
			buf_put_u8(&number, (uint8_t)text[i]);
	}
	buf_put_u8(&number, 0);
	html_text(p->h, number.err == 0 ? (const char *)number.p : NULL);
	buf_clear(&number);
}

void
page_phone(struct page *p, const char *text)
{
	char link[PHONE_LINK_MAX];
	size_t shown;

	if (!phone_read(text, link, &shown)) {
		own_as(p, "span", text);
		return;
	}
	html_open(p->h, "a", "href", link, NULL);
	page_number(p, text, shown);
	html_close(p->h);
	if (text[shown] != '\0')
		html_text(p->h, text + shown);
}

void
own_row(struct page *p, enum saying name, const char *text)
{
	say_as(p, "dt", name);
	own_as(p, "dd", text);
}

void
own_list(struct page *p, const struct content_texts *texts)
{
	html_open(p->h, "ul", NULL);
	for (size_t i = 0; i < texts->n; i++)
		own_as(p, "li", texts->list[i]);
	html_close(p->h);
}

static int
two_digits(const char *text)
{
	return 10 * (text[0] - '0') + text[1] - '0';
}

void
page_date(const struct page *p, char out[PAGE_DATE_MAX], const char *date)
{
	const char *rest = saying(p, SAY_DATE);
	int month = two_digits(date + 5);
	size_t n = 0;

	while (*rest != '\0' && n + 1 < PAGE_DATE_MAX) {
		if (strncmp(rest, "{day}", 5) == 0)
			n += (size_t)snprintf(out + n, PAGE_DATE_MAX - n, "%d",
			                      two_digits(date + 8));
		else if (strncmp(rest, "{month}", 7) == 0)
			n += (size_t)snprintf(
				out + n, PAGE_DATE_MAX - n, "%s",
				saying(p, (enum saying)((int)SAY_MONTH_1 + month - 1)));
		else if (strncmp(rest, "{year}", 6) == 0)
			n += (size_t)snprintf(out + n, PAGE_DATE_MAX - n, "%.4s", date);
		else
			out[n++] = *rest;
		rest += *rest == '{' ? strcspn(rest, "}") + 1 : 1;
	}
	out[n < PAGE_DATE_MAX ? n : PAGE_DATE_MAX - 1] = '\0';
}

static const struct content_absence *
next_absence(const struct page *p)
{
	const struct content *c = p->edition->c;

	for (size_t i = 0; i < c->away_n; i++) {
		if (strcmp(c->away[i].until, p->edition->today) >= 0)
			return &c->away[i];
	}
	return NULL;
}

const struct content_entry *
back_up_of(const struct content *c)
{
	for (size_t i = 0; i < c->entries_n && c->back_up != NULL; i++) {
		if (strcmp(c->entries[i].id, c->back_up) == 0)
			return &c->entries[i];
	}
	return NULL;
}

static void
put_back_up(struct buf *text, const struct page *p)
{
	const struct content_entry *e = back_up_of(p->edition->c);

	if (e == NULL)
		return;
	buf_put_text(text, " ");
	buf_put_text(text, saying(p, SAY_BACK_UP));
	buf_put_text(text, " ");
	buf_put_text(text, e->name);
	buf_put_text(text, ".");
	if (e->reach != NULL) {
		buf_put_text(text, " ");
		buf_put_text(text, e->reach);
	}
}

void
page_away(const struct page *p, char out[PAGE_AWAY_MAX])
{
	const struct content_absence *a = next_absence(p);
	char since[PAGE_DATE_MAX], until[PAGE_DATE_MAX];
	struct buf text;

	out[0] = '\0';
	if (a == NULL)
		return;
	page_date(p, since, a->since);
	page_date(p, until, a->until);
	buf_init(&text, PAGE_AWAY_MAX - 1);
	saying_filled(&text, p, SAY_AWAY, "since", since, "until", until, NULL);
	if (a->text != NULL) {
		buf_put_text(&text, " ");
		buf_put_text(&text, a->text);
	} else {
		put_back_up(&text, p);
	}
	if (text.err == 0)
		(void)snprintf(out, PAGE_AWAY_MAX, "%.*s", (int)text.n, (const char *)text.p);
	buf_clear(&text);
}

/* ---- links ---- */

const char *
page_up_edition(const struct page *p)
{
	return strchr(p->file, '/') == NULL ? "" : "../";
}

const char *
page_up(const struct page *p)
{
	if (*p->edition->folder == '\0')
		return page_up_edition(p);
	return strchr(p->file, '/') == NULL ? "../" : "../../";
}

void
page_link(struct page *p, const char *file, enum saying name)
{
	char address[256];
	bool here = strcmp(file, p->file) == 0;

	(void)snprintf(address, sizeof address, "%s%s", page_up_edition(p), file);
	html_open(p->h, "a", "href", address, "aria-current", here ? "page" : NULL, NULL);
	say(p, name, NULL);
	html_close(p->h);
}

void
page_section(struct page *p, const char *id, enum saying title)
{
	char heading[64];

	(void)snprintf(heading, sizeof heading, "%s-title", id);
	html_open(p->h, "section", "id", id, "aria-labelledby", heading, NULL);
	html_open(p->h, "h2", "id", heading, NULL);
	say(p, title, NULL);
	html_close(p->h);
}

void
page_section_end(struct page *p)
{
	html_close(p->h);
}
