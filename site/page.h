/*
 * What all pages are made of: the frame around them, the product's texts and
 * the office's own. Errors stick in the page's html.
 */
#ifndef ALCOVE_SITE_PAGE_H
#define ALCOVE_SITE_PAGE_H

#include "content/content.h"
#include "site/catalog.h"
#include "site/html.h"

/* The room and the desk are each a client in the browser; where its files are, from the site's top.
 */
enum client { CLIENT_NONE, CLIENT_ROOM, CLIENT_DESK };
enum { CLIENTS = CLIENT_DESK + 1, PAGE_ADDRESS_MAX = 128, PAGE_DIGEST_MAX = 64 };
/* A script, and the digest without which no browser of today runs it (Integrity-Policy). */
struct script_file {
	char address[PAGE_ADDRESS_MAX];
	char digest[PAGE_DIGEST_MAX]; /* "sha256-…" */
};
struct client_files {
	char look[PAGE_ADDRESS_MAX], worker[PAGE_ADDRESS_MAX], core[PAGE_ADDRESS_MAX];
	struct script_file script;
};

/* One office in one language. */
struct edition {
	const struct content *c;
	const struct catalog *catalog;
	const char *folder; /* "" or "es/" */
	const char *today;  /* YYYY-MM-DD, by which an entry is past its review */
	const struct site_enrolled
		*enrolled; /* who can be written to (build.h), or NULL: not known */
	const char *look;  /* from the site's top */
	const struct script_file *script;
	const struct client_files *clients; /* by enum client */
	/* The office's other editions, for the links between them: its languages, in their order.
	 */
	const struct edition *all;
	size_t all_n;
};

struct page {
	struct html *h;
	const struct edition *edition;
	const char *file; /* "when-to-call.html", "guides/first.html" */
	const struct content_institution *institution; /* the page's own, or NULL */
	const struct content_guide *guide;
};

/* One kind of page: what stands at the top of it and in the menus, and how it is written. */
enum menu { MENU_NONE, MENU_HEAD, MENU_FOOT };
struct page_kind {
	const char *file;
	enum saying name;
	enum menu menu;
	void (*write)(struct page *p);
	bool (*wanted)(const struct content *c); /* NULL: always */
	enum client
		client; /* of one: no menus, a title that says nothing, and the client's script */
	bool danger;    /* says itself, near its top, what to do in danger, or is no visitor's */
};
extern const struct page_kind page_kinds[];
extern const size_t page_kinds_count;

/* Writes a whole page. title: NULL takes the kind's name. ERR_MEMORY. */
MUST_USE int page_write(struct buf *out, const struct page *page, const struct page_kind *kind,
                        const char *title);

/* ---- for those who write one ---- */

/* A text of the product. Pairs of name and value to fill in, then NULL. */
void say(struct page *p, enum saying saying, ...) __attribute__((sentinel));
/* The same as an element of its own, without anything to fill in. */
void say_as(struct page *p, const char *element, enum saying saying);
/* Several of them as a list. */
void say_list(struct page *p, const enum saying *sayings, size_t n);
const char *saying(const struct page *p, enum saying saying);

/* A text of the office: its paragraphs, or one element. NULL: "not supplied yet". */
void own(struct page *p, const char *text);
void own_as(struct page *p, const char *element, const char *text);
/* The same below a name of ours, in a dl. */
void own_row(struct page *p, enum saying name, const char *text);
/* Opens an element for something in a language, which is marked where it is not the page's. */
void page_open_in(struct page *p, const char *element, const char *class, const char *language);
/* A list of texts. */
void own_list(struct page *p, const struct content_texts *texts);

/* "1 March 2026" into out. */
enum { PAGE_DATE_MAX = 128 };
void page_date(const struct page *p, char out[PAGE_DATE_MAX], const char *date);
/* A part of a text, as it stands. */
void page_text(struct page *p, const char *text, size_t n);
/* A telephone number, the first n bytes of a text, that no line breaks. */
void page_number(struct page *p, const char *text, size_t n);
/* A text that begins with a number to call: the number is a link. */
void page_phone(struct page *p, const char *text);
/* The entry of the ombuds office apart from this one, or NULL. */
const struct content_entry *back_up_of(const struct content *c);
/* When the office is away next, or is now, and who else is there, in a few sentences; "" for never.
 */
enum { PAGE_AWAY_MAX = 3200 };
void page_away(const struct page *p, char out[PAGE_AWAY_MAX]);
/* A link to another page of this edition. */
void page_link(struct page *p, const char *file, enum saying name);
/* "../" for each folder the page stands in, from the site's top. */
const char *page_up(const struct page *p);
/* The same within the edition. */
const char *page_up_edition(const struct page *p);

/* Where the page finds a file that is named from the site's top. */
void page_asset(const struct page *p, char out[PAGE_ADDRESS_MAX], const char *file);
/* The hidden place that a client's script fills: id, its files, its texts as a JSON object. */
void page_client(struct page *p, const char *id, const struct client_files *files,
                 const char *texts);
/* The same page in the office's other languages. */
void page_languages(struct page *p);

/* "In danger now?", which leads to link, and the number to call. */
void page_danger_line(struct page *p, const char *link);
/* The number to call, and what the office says of danger. */
void page_emergency(struct page *p);

void page_section(struct page *p, const char *id, enum saying title);
void page_section_end(struct page *p);

#endif
