/* The desk's page: nothing of the office stands in it. The script (web/desk) draws all there is;
 * without it, what it needs is said. */
#include "site/pages.h"

void
desk_page(struct page *p)
{
	const struct edition *e = p->edition;

	html_open(p->h, "div", "id", "before", NULL);
	page_languages(p);
	html_close(p->h);
	html_open(p->h, "section", "id", "needs", "aria-labelledby", "needs-title", NULL);
	html_open(p->h, "h1", "id", "needs-title", NULL);
	say(p, SAY_NEEDS_TITLE, NULL);
	html_close(p->h);
	say_as(p, "p", SAY_NEEDS_DESK);
	say_as(p, "p", SAY_NEEDS_DESK_PROGRAM);
	html_close(p->h);
	page_client(p, "desk", &e->clients[CLIENT_DESK], e->catalog->desk);
}
