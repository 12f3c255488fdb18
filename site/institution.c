/* Several institutions under one office: a page each, and none shows what is another's (R65). */
#include <stdio.h>

#include "site/pages.h"

void
institutions_page(struct page *p)
{
	const struct content *c = p->edition->c;
	char address[128];

	html_open(p->h, "p", "class", "lede", NULL);
	say(p, SAY_INSTITUTIONS_LEDE, NULL);
	html_close(p->h);
	html_open(p->h, "ul", NULL);
	for (size_t i = 0; i < c->institutions_n; i++) {
		(void)snprintf(address, sizeof address, "institutions/%s.html",
		               c->institutions[i].id);
		html_open(p->h, "li", NULL);
		html_open(p->h, "a", "href", address, NULL);
		own_as(p, "span", c->institutions[i].name);
		html_close(p->h);
		html_close(p->h);
	}
	html_close(p->h);
}

static void
entries(struct page *p)
{
	const struct content *c = p->edition->c;
	bool any = false;

	page_section(p, "entries", SAY_INSTITUTION_ENTRIES);
	for (size_t i = 0; i < c->entries_n; i++) {
		if (!concerns_institution(&c->entries[i].institutions, p->institution->id))
			continue;
		any = true;
		entry_write(p, &c->entries[i], "h3");
	}
	if (!any)
		say_as(p, "p", SAY_INSTITUTION_ENTRIES_NONE);
	html_open(p->h, "p", NULL);
	say(p, SAY_INSTITUTION_ALL, NULL);
	html_text(p->h, ": ");
	page_link(p, "when-to-call.html", SAY_NAV_CALL);
	html_close(p->h);
	page_section_end(p);
}

static void
policies(struct page *p)
{
	const struct content *c = p->edition->c;
	bool any = false;

	page_section(p, "policies", SAY_INSTITUTION_POLICIES);
	for (size_t i = 0; i < c->policies_n; i++) {
		if (!concerns_institution(&c->policies[i].institutions, p->institution->id))
			continue;
		any = true;
		policy_write(p, &c->policies[i], "h3");
	}
	if (!any)
		say_as(p, "p", SAY_INSTITUTION_POLICIES_NONE);
	page_section_end(p);
}

void
institution_page(struct page *p)
{
	html_open(p->h, "p", "class", "lede", NULL);
	say(p, SAY_INSTITUTION_LEDE, "institution", p->institution->name, NULL);
	html_close(p->h);
	if (p->institution->about != NULL)
		own(p, p->institution->about);
	entries(p);
	policies(p);
	page_section(p, "figures", SAY_INSTITUTION_FIGURES);
	say_as(p, "p", SAY_INSTITUTION_FIGURES_NONE);
	page_section_end(p);
	html_open(p->h, "p", NULL);
	page_link(p, "institutions.html", SAY_NAV_INSTITUTIONS);
	html_close(p->h);
}
