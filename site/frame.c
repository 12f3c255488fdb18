/* The frame of every page: its head, what stands above and below it, and the ways out. */
#include <stdio.h>
#include <string.h>

#include "content/phone.h"
#include "site/icon.h"
#include "site/page.h"

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

/* ---- danger ---- */

static void
emergency_call(struct page *p, const char *class)
{
	const char *number = p->edition->c->emergency_number;
	char link[PHONE_LINK_MAX];
	size_t shown;

	if (number == NULL || !phone_read(number, link, &shown))
		return;
	html_open(p->h, "a", "class", class, "href", link, NULL);
	icon(p->h, ICON_CALL);
	html_text(p->h, " ");
	say(p, SAY_DANGER_CALL, "number", number, NULL);
	html_close(p->h);
}

void
page_danger_line(struct page *p, const char *link)
{
	html_open(p->h, "div", "class", "danger", NULL);
	html_open(p->h, "a", "href", link, NULL);
	say(p, SAY_DANGER_TITLE, NULL);
	html_close(p->h);
	html_text(p->h, " ");
	emergency_call(p, "call");
	html_close(p->h);
}

void
page_emergency(struct page *p)
{
	html_open(p->h, "p", NULL);
	emergency_call(p, "button");
	html_close(p->h);
	own(p, p->edition->c->emergency);
}

/* It covers the room and keeps it: a draft is still there afterwards. */
static void
emergency_over(struct page *p)
{
	html_open(p->h, "section", "class", "emergency", "id", "danger", "popover", "auto",
	          "aria-labelledby", "danger-title", NULL);
	html_open(p->h, "h2", "id", "danger-title", NULL);
	say(p, SAY_DANGER_TITLE, NULL);
	html_close(p->h);
	page_emergency(p);
	html_open(p->h, "p", NULL);
	html_open(p->h, "button", "class", "second", "type", "button", "popovertarget", "danger",
	          "popovertargetaction", "hide", NULL);
	say(p, SAY_DANGER_BACK, NULL);
	html_close(p->h);
	html_close(p->h);
	html_close(p->h);
}

/* ---- above ---- */

static void
skip(struct page *p, const char *address, enum saying name)
{
	html_open(p->h, "a", "class", "skip", "href", address, NULL);
	say(p, name, NULL);
	html_close(p->h);
}

static void
client_header(struct page *p, const struct page_kind *kind)
{
	html_open(p->h, "header", NULL);
	if (kind->client == CLIENT_ROOM)
		skip(p, "about:blank", SAY_LEAVE);
	sample(p);
	html_close(p->h);
}

static void
menu_button(struct page *p, enum saying name, const char *action)
{
	html_open(p->h, "button", "class", "menu-button", "type", "button", "popovertarget", "menu",
	          "popovertargetaction", action, NULL);
	say(p, name, NULL);
	html_close(p->h);
}

/* Start has the office's name as its heading; it stands on every page once. */
static void
name(struct page *p, bool start)
{
	char address[64];

	if (start) {
		page_open_in(p, "h1", "name", content_language(p->edition->c, p->edition->c->name));
		html_text(p->h, p->edition->c->name);
		html_close(p->h);
		return;
	}
	(void)snprintf(address, sizeof address, "%sindex.html", page_up_edition(p));
	html_open(p->h, "a", "class", "name", "href", address, NULL);
	own_as(p, "span", p->edition->c->name);
	html_close(p->h);
}

static void
header(struct page *p, bool start)
{
	skip(p, "#content", SAY_SKIP);
	html_open(p->h, "header", NULL);
	sample(p);
	html_open(p->h, "div", "class", "head", NULL);
	name(p, start);
	page_languages(p);
	menu_button(p, SAY_MENU_OPEN, NULL);
	html_open(p->h, "nav", "class", "menu", "id", "menu", "popover", "auto", "aria-label",
	          saying(p, SAY_MENU), NULL);
	menu(p, MENU_HEAD);
	menu_button(p, SAY_MENU_CLOSE, "hide");
	html_close(p->h);
	html_close(p->h);
	html_close(p->h);
}

/* ---- below ---- */

/* The room's two ways out, in reach of a thumb on all of its pages, without script too. */
static void
ways_out(struct page *p)
{
	html_open(p->h, "nav", "class", "bar", "aria-label", saying(p, SAY_WAYS_OUT), NULL);
	html_open(p->h, "div", "id", "status", NULL);
	html_close(p->h);
	html_open(p->h, "button", "class", "out", "type", "button", "popovertarget", "danger",
	          NULL);
	say(p, SAY_DANGER_TITLE, NULL);
	html_close(p->h);
	html_open(p->h, "span", "class", "hint", NULL);
	say(p, SAY_LEAVE_HINT, NULL);
	html_close(p->h);
	html_open(p->h, "a", "class", "button leave", "href", "about:blank", NULL);
	say(p, SAY_LEAVE, NULL);
	html_close(p->h);
	html_close(p->h);
	emergency_over(p);
}

static void
footer(struct page *p, const struct page_kind *kind)
{
	if (kind->client == CLIENT_ROOM)
		ways_out(p);
	if (kind->client != CLIENT_NONE)
		return;
	html_open(p->h, "footer", NULL);
	html_open(p->h, "nav", "aria-label", saying(p, SAY_MORE_TITLE), NULL);
	menu(p, MENU_FOOT);
	html_close(p->h);
	if (!kind->danger) {
		html_open(p->h, "section", "class", "emergency", "aria-label",
		          saying(p, SAY_DANGER_TITLE), NULL);
		page_emergency(p);
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

/* What to do in danger stands alone: no menu, nothing below. */
static bool
alone(const struct page_kind *kind)
{
	return kind->danger && kind->menu == MENU_NONE && kind->client == CLIENT_NONE;
}

int
page_write(struct buf *out, const struct page *page, const struct page_kind *kind,
           const char *title)
{
	struct page p = *page;
	const char *language = p.edition->catalog->language;
	bool start = title == p.edition->c->name;

	p.h = html_new();
	if (p.h == NULL)
		return ERR_MEMORY;
	html_open(p.h, "html", "lang", language, "dir",
	          catalog_right_to_left(language) ? "rtl" : NULL, "translate",
	          kind->client != CLIENT_NONE ? "no" : NULL, NULL);
	head(&p, kind, title);
	html_open(p.h, "body", "class",
	          start         ? "start"
	          : alone(kind) ? "alone"
	                        : client_names[kind->client],
	          NULL);
	if (kind->client != CLIENT_NONE || alone(kind))
		client_header(&p, kind);
	else
		header(&p, start);
	html_open(p.h, "main", "id", "content", NULL);
	if (kind->client == CLIENT_NONE && !start && !alone(kind))
		heading(&p, kind, title);
	kind->write(&p);
	html_close(p.h);
	if (!alone(kind))
		footer(&p, kind);
	html_close(p.h);
	html_close(p.h);
	return html_end(p.h, out);
}
