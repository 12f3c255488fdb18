#include "site/page.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- texts of the product ---- */

const char *
saying(const struct page *p, enum saying which)
{
	return p->edition->catalog->texts[which];
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
	char *copy = strndup(text, n);

	html_open(p->h, "p", "lang", language, "dir", direction(language), NULL);
	html_text(p->h, copy == NULL ? "" : copy);
	html_close(p->h);
	free(copy);
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

/* ---- the frame ---- */

static const char *const client_names[CLIENTS] = {[CLIENT_ROOM] = "room", [CLIENT_DESK] = "desk"};

void
page_asset(const struct page *p, char out[PAGE_ADDRESS_MAX], const char *file)
{
	(void)snprintf(out, PAGE_ADDRESS_MAX, "%s%s", page_up(p), file);
}

void
page_client(struct page *p, const char *id, const struct client_files *files, const char *texts)
{
	char worker[PAGE_ADDRESS_MAX], core[PAGE_ADDRESS_MAX];

	page_asset(p, worker, files->worker);
	page_asset(p, core, files->core);
	html_open(p->h, "div", "id", id, "hidden", "hidden", "data-worker", worker, "data-core",
	          core, "data-texts", texts, NULL);
	html_close(p->h);
}

static void
style(struct page *p, const char *file)
{
	char address[PAGE_ADDRESS_MAX];

	page_asset(p, address, file);
	html_void(p->h, "link", "rel", "stylesheet", "href", address, NULL);
}

/* A policy of integrity lets only what is asked for with CORS be run, from the same place too. */
static void
script(struct page *p, const struct script_file *file)
{
	char address[PAGE_ADDRESS_MAX];

	page_asset(p, address, file->address);
	html_open(p->h, "script", "src", address, "integrity", file->digest, "crossorigin",
	          "anonymous", "defer", "defer", NULL);
	html_close(p->h);
}

static void
head(struct page *p, const struct page_kind *kind, const char *title)
{
	const struct edition *e = p->edition;

	html_open(p->h, "head", NULL);
	html_void(p->h, "meta", "charset", "utf-8", NULL);
	html_void(p->h, "meta", "name", "viewport", "content",
	          "width=device-width, initial-scale=1", NULL);
	html_void(p->h, "meta", "name", "referrer", "content", "no-referrer", NULL);
	html_void(p->h, "meta", "name", "color-scheme", "content", "light dark", NULL);
	html_open(p->h, "title", NULL);
	/* Whoever sees a tab, or a list of recent ones, need not read in it what this is. */
	if (title != e->c->name)
		html_text(p->h, title == NULL ? saying(p, kind->name) : title);
	if (title != e->c->name && kind->client == CLIENT_NONE)
		html_text(p->h, " – ");
	if (kind->client == CLIENT_NONE)
		html_text(p->h, e->c->name);
	html_close(p->h);
	style(p, e->look);
	if (kind->client != CLIENT_NONE)
		style(p, e->clients[kind->client].look);
	script(p, kind->client != CLIENT_NONE ? &e->clients[kind->client].script : e->script);
	/* An empty icon: no request for one is made. */
	html_void(p->h, "link", "rel", "icon", "href", "data:,", NULL);
	html_close(p->h);
}

static void
menu(struct page *p, enum menu which)
{
	html_open(p->h, "ul", NULL);
	for (size_t i = 0; i < page_kinds_count; i++) {
		const struct page_kind *k = &page_kinds[i];

		if (k->menu != which || (k->wanted != NULL && !k->wanted(p->edition->c)))
			continue;
		html_open(p->h, "li", NULL);
		page_link(p, k->file, k->name);
		html_close(p->h);
	}
	html_close(p->h);
}

void
page_languages(struct page *p)
{
	char address[256];

	if (p->edition->all_n < 2)
		return;
	html_open(p->h, "nav", "class", "languages", "aria-label", saying(p, SAY_OTHER_LANGUAGES),
	          NULL);
	html_open(p->h, "ul", NULL);
	for (size_t i = 0; i < p->edition->all_n; i++) {
		const struct edition *other = &p->edition->all[i];
		bool here = other->c == p->edition->c;

		(void)snprintf(address, sizeof address, "%s%s%s", page_up(p), other->folder,
		               p->file);
		html_open(p->h, "li", NULL);
		html_open(p->h, "a", "href", address, "lang", other->c->language, "hreflang",
		          other->c->language, "aria-current", here ? "true" : NULL, NULL);
		/* Without a catalogue of its own it can only be named by its short name. */
		html_text(p->h, strcmp(other->catalog->language, other->c->language) == 0
		                        ? other->catalog->texts[SAY_LANGUAGE]
		                        : other->c->language);
		html_close(p->h);
		html_close(p->h);
	}
	html_close(p->h);
	html_close(p->h);
}

static void
sample(struct page *p)
{
	if (!p->edition->c->sample)
		return;
	html_open(p->h, "p", "class", "sample", NULL);
	say(p, SAY_SAMPLE, NULL);
	html_close(p->h);
}

static void
client_header(struct page *p)
{
	html_open(p->h, "header", NULL);
	sample(p);
	html_close(p->h);
}

static void
header(struct page *p)
{
	char address[64];

	html_open(p->h, "a", "class", "skip", "href", "#content", NULL);
	say(p, SAY_SKIP, NULL);
	html_close(p->h);
	html_open(p->h, "header", NULL);
	sample(p);
	html_open(p->h, "div", "class", "bar", NULL);
	(void)snprintf(address, sizeof address, "%sindex.html", page_up_edition(p));
	html_open(p->h, "a", "class", "name", "href", address, NULL);
	own_as(p, "span", p->edition->c->name);
	html_close(p->h);
	page_languages(p);
	html_close(p->h);
	html_open(p->h, "nav", "class", "menu", "aria-label", saying(p, SAY_MENU), NULL);
	menu(p, MENU_HEAD);
	html_close(p->h);
	html_close(p->h);
}

static void
footer(struct page *p, const struct page_kind *kind)
{
	if (kind->client != CLIENT_NONE && kind->danger)
		return;
	html_open(p->h, "footer", NULL);
	if (kind->client == CLIENT_NONE) {
		html_open(p->h, "nav", "aria-label", saying(p, SAY_MORE_TITLE), NULL);
		menu(p, MENU_FOOT);
		html_close(p->h);
	}
	if (!kind->danger) {
		html_open(p->h, "section", "class", "danger", "aria-label",
		          saying(p, SAY_DANGER_TITLE), NULL);
		own(p, p->edition->c->emergency);
		html_close(p->h);
	}
	html_close(p->h);
}

static void
heading(struct page *p, const struct page_kind *kind, const char *title)
{
	if (title == NULL) {
		say_as(p, "h1", kind->name);
		return;
	}
	page_open_in(p, "h1", NULL,
	             p->guide != NULL ? p->guide->language
	                              : content_language(p->edition->c, title));
	html_text(p->h, title);
	html_close(p->h);
}

int
page_write(struct buf *out, const struct page *page, const struct page_kind *kind,
           const char *title)
{
	struct page p = *page;
	const char *language = p.edition->catalog->language;

	p.h = html_new();
	if (p.h == NULL)
		return ERR_MEMORY;
	html_open(p.h, "html", "lang", language, "dir",
	          catalog_right_to_left(language) ? "rtl" : NULL, "translate",
	          kind->client != CLIENT_NONE ? "no" : NULL, NULL);
	head(&p, kind, title);
	html_open(p.h, "body", "class", client_names[kind->client], NULL);
	if (kind->client != CLIENT_NONE)
		client_header(&p);
	else
		header(&p);
	html_open(p.h, "main", "id", "content", NULL);
	if (kind->client == CLIENT_NONE)
		heading(&p, kind, title);
	kind->write(&p);
	html_close(p.h);
	footer(&p, kind);
	html_close(p.h);
	html_close(p.h);
	return html_end(p.h, out);
}
