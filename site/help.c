/* What helps without us: sheets to think with, guides, policies and places. */
#include <cmark.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "site/pages.h"

/* ---- sheets: nothing typed in them has a name, is sent or is kept ---- */

static void
sheet(struct page *p, const char *id, const enum saying *questions, size_t n)
{
	char field[64];

	html_open(p->h, "form", "class", "sheet", "autocomplete", "off", NULL);
	for (size_t i = 0; i < n; i++) {
		(void)snprintf(field, sizeof field, "%s-%zu", id, i + 1);
		html_open(p->h, "div", NULL);
		html_open(p->h, "label", "for", field, NULL);
		say(p, questions[i], NULL);
		html_close(p->h);
		html_open(p->h, "textarea", "id", field, "rows", "4", "autocomplete", "off",
		          "spellcheck", "false", "translate", "no", NULL);
		html_close(p->h);
		html_close(p->h);
	}
	/* Shown by the script: without it, the browser's own menu prints. */
	html_open(p->h, "button", "type", "button", "class", "print", "hidden", "hidden", NULL);
	say(p, SAY_PRINT, NULL);
	html_close(p->h);
	html_close(p->h);
}

static void
guides_list(struct page *p)
{
	const struct content *c = p->edition->c;
	char address[128];

	page_section(p, "guides", SAY_GUIDES_TITLE);
	html_open(p->h, "ul", NULL);
	html_open(p->h, "li", NULL);
	page_link(p, "hard-conversation.html", SAY_HARD_TITLE);
	html_close(p->h);
	for (size_t i = 0; i < c->guides_n; i++) {
		const struct content_guide *g = &c->guides[i];
		const char *language = strcmp(g->language, p->edition->catalog->language) == 0
		                               ? NULL
		                               : g->language;

		(void)snprintf(address, sizeof address, "guides/%s.html", g->id);
		html_open(p->h, "li", NULL);
		html_open(p->h, "a", "href", address, "lang", language, "hreflang", language, NULL);
		html_text(p->h, g->title);
		html_close(p->h);
		html_close(p->h);
	}
	html_close(p->h);
	page_section_end(p);
}

void
prepare_page(struct page *p)
{
	static const enum saying questions[] = {SAY_PREPARE_Q1, SAY_PREPARE_Q2, SAY_PREPARE_Q3,
	                                        SAY_PREPARE_Q4, SAY_PREPARE_Q5, SAY_PREPARE_Q6};

	html_open(p->h, "p", "class", "lede", NULL);
	say(p, SAY_PREPARE_LEDE, NULL);
	html_close(p->h);
	say_as(p, "p", SAY_PREPARE_PRIVATE);
	page_section(p, "questions", SAY_PREPARE_QUESTIONS);
	sheet(p, "prepare", questions, sizeof questions / sizeof *questions);
	say_as(p, "p", SAY_PREPARE_AFTER);
	page_section_end(p);
	guides_list(p);
}

void
hard_page(struct page *p)
{
	static const enum saying questions[] = {SAY_HARD_Q1, SAY_HARD_Q2, SAY_HARD_Q3, SAY_HARD_Q4,
	                                        SAY_HARD_Q5, SAY_HARD_Q6, SAY_HARD_Q7, SAY_HARD_Q8};

	html_open(p->h, "p", "class", "lede", NULL);
	say(p, SAY_HARD_LEDE, NULL);
	html_close(p->h);
	say_as(p, "p", SAY_HARD_SAFE);
	say_as(p, "p", SAY_PREPARE_PRIVATE);
	sheet(p, "hard", questions, sizeof questions / sizeof *questions);
}

/* ---- guides ---- */

static void
say_where_it_leads(const struct page *p, cmark_node *link)
{
	const char *url = cmark_node_get_url(link);
	char text[256];
	cmark_node *said;

	if (strchr(url, ':') == NULL && strncmp(url, "//", 2) != 0)
		return;
	(void)snprintf(text, sizeof text, " (%s)", saying(p, SAY_PLACES_LEAVES));
	said = cmark_node_new(CMARK_NODE_TEXT);
	cmark_node_set_literal(said, text);
	cmark_node_insert_after(link, said);
}

/* A guide as a page of ours has it. A node may be changed when the walk leaves it. */
static void
tame(const struct page *p, cmark_node *root)
{
	cmark_iter *iter = cmark_iter_new(root);
	cmark_event_type event;

	while ((event = cmark_iter_next(iter)) != CMARK_EVENT_DONE) {
		cmark_node *node = cmark_iter_get_node(iter);
		cmark_node_type type = cmark_node_get_type(node);
		if (event != CMARK_EVENT_EXIT)
			continue;
		/* A page has one heading of the first level, its title. */
		if (type == CMARK_NODE_HEADING && cmark_node_get_heading_level(node) == 1)
			cmark_node_set_heading_level(node, 2);
		else if (type == CMARK_NODE_LINK)
			say_where_it_leads(p, node);
	}
	cmark_iter_free(iter);
}

void
guide_page(struct page *p)
{
	const struct content_guide *g = p->guide;
	cmark_node *root =
		cmark_parse_document(g->markdown, strlen(g->markdown), CMARK_OPT_DEFAULT);

	tame(p, root);
	/* HTML, pictures and script: addresses were refused (content/guide.c); cmark leaves them
	 * out, too. */
	char *made = cmark_render_html(root, CMARK_OPT_DEFAULT);
	page_open_in(p, "div", "guide", g->language);
	html_made(p->h, made);
	html_close(p->h);
	free(made);
	cmark_node_free(root);
	html_open(p->h, "p", NULL);
	page_link(p, "prepare.html", SAY_NAV_PREPARE);
	html_close(p->h);
}

/* ---- policies and places ---- */

static void
policy_link(struct page *p, const struct content_policy *policy)
{
	html_open(p->h, "p", NULL);
	html_open(p->h, "a", "href", policy->link, "rel", "noreferrer noopener external", NULL);
	html_text(p->h, policy->link);
	html_close(p->h);
	html_text(p->h, " (");
	say(p, SAY_PLACES_LEAVES, NULL);
	html_text(p->h, ")");
	html_close(p->h);
}

void
policy_write(struct page *p, const struct content_policy *policy, const char *heading)
{
	char day[PAGE_DATE_MAX];

	html_open(p->h, "article", "class", "policy", NULL);
	own_as(p, heading, policy->title);
	institution_names(p, &policy->institutions);
	own(p, policy->about);
	if (policy->where != NULL)
		own(p, policy->where);
	if (policy->link != NULL)
		policy_link(p, policy);
	html_open(p->h, "p", "class", "attested", NULL);
	say(p, SAY_PLACES_OWNER, "owner", policy->owner, NULL);
	html_text(p->h, " ");
	if (policy->checked == NULL) {
		say(p, SAY_PLACES_UNCHECKED, NULL);
	} else {
		page_date(p, day, policy->checked);
		say(p, SAY_PLACES_CHECKED, "date", day, NULL);
	}
	html_close(p->h);
	html_close(p->h);
}

void
places_page(struct page *p)
{
	const struct content *c = p->edition->c;

	html_open(p->h, "p", "class", "lede", NULL);
	say(p, SAY_PLACES_LEDE, NULL);
	html_close(p->h);
	if (c->policies_n == 0) {
		say_as(p, "p", SAY_PLACES_NONE);
		return;
	}
	html_open(p->h, "search", "id", "search", "hidden", "hidden", "data-found",
	          saying(p, SAY_PLACES_FOUND), "data-none", saying(p, SAY_PLACES_NOTHING), NULL);
	html_open(p->h, "label", "for", "search-text", NULL);
	say(p, SAY_PLACES_SEARCH, NULL);
	html_close(p->h);
	html_void(p->h, "input", "type", "search", "id", "search-text", "autocomplete", "off",
	          "spellcheck", "false", "aria-describedby", "search-note", NULL);
	html_open(p->h, "p", "id", "search-note", NULL);
	say(p, SAY_PLACES_SEARCH_NOTE, NULL);
	html_close(p->h);
	html_open(p->h, "p", "role", "status", "id", "search-status", NULL);
	html_close(p->h);
	html_close(p->h);
	html_open(p->h, "div", "id", "policies", NULL);
	for (size_t i = 0; i < c->policies_n; i++)
		policy_write(p, &c->policies[i], "h2");
	html_close(p->h);
}
