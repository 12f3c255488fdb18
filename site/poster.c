#include "site/poster.h"

#include <stdio.h>

void
poster_say(struct print *p, struct column *c, enum style style, const struct poster *o,
           enum saying which, ...)
{
	struct buf text;
	va_list pairs;

	buf_init(&text, CATALOG_FILLED_MAX);
	va_start(pairs, which);
	catalog_fill(&text, o->catalog, o->c->title, which, pairs);
	va_end(pairs);
	buf_put_u8(&text, 0);
	if (text.err == 0)
		column_text(p, c, style, NULL, (const char *)text.p);
	else
		print_fail(p, text.err);
	buf_clear(&text);
}

void
poster_sample(struct print *p, struct column *c, const struct poster *o)
{
	if (!o->c->sample)
		return;
	column_framed(p, c, STYLE_SMALL, o->catalog->texts[SAY_SAMPLE]);
	column_gap(p, c, 8);
}

void
poster_ends(struct print *p, struct column *c, enum style style, const struct poster *o)
{
	char n[16];

	(void)snprintf(n, sizeof n, "%zu", o->c->exceptions_n);
	poster_say(p, c, style, o, o->c->exceptions_n == 1 ? SAY_ENDS_ONE : SAY_ENDS_MANY, "n", n,
	           NULL);
	column_gap(p, c, 2);
	for (size_t i = 0; i < o->c->exceptions_n; i++)
		column_bullet(p, c, style, "exceptions", o->c->exceptions[i].text);
	column_gap(p, c, 2);
	poster_say(p, c, style, o, SAY_ENDS_NOTE, NULL);
}

void
poster_own(struct print *p, struct column *c, const struct poster *o, enum saying name,
           const char *key, const char *text)
{
	if (text == NULL)
		return;
	column_gap(p, c, 5);
	poster_say(p, c, STYLE_SMALL, o, name, NULL);
	column_text(p, c, STYLE_TEXT, key, text);
}

int
poster_page(struct print *p, struct poster *o, const struct paper *paper, double margin,
            double most, double least, print_lay *lay, const char **key)
{
	const double width = paper->width - 2 * margin, height = paper->height - 2 * margin;
	int rc = print_fit(p, width, height, most, least, lay, o, key);

	if (rc == 0)
		print_draw(p, margin, margin, width, lay, o);
	return rc;
}
