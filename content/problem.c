#include "content/problem.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	SHOWN_MAX = 60, /* bytes of the writer's own text in a message */
	WORD_MAX = 40,  /* longest word compared for a suggestion */
};

char *
said(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	int n = vsnprintf(NULL, 0, format, args);
	va_end(args);
	if (n < 0)
		return NULL;
	char *text = malloc((size_t)n + 1);
	if (text == NULL)
		return NULL;
	va_start(args, format);
	vsnprintf(text, (size_t)n + 1, format, args);
	va_end(args);
	return text;
}

char *
shown(const char *text, size_t n)
{
	size_t cut = n;

	if (n > SHOWN_MAX) {
		cut = SHOWN_MAX;
		while (cut > 0 && ((unsigned char)text[cut] & 0xc0) == 0x80)
			cut--; /* never through the middle of a character */
	}
	char *copy = said("%.*s%s", (int)cut, text, cut < n ? "…" : "");
	for (char *p = copy; p != NULL && *p != '\0'; p++)
		if ((unsigned char)*p < 0x20 || *p == 0x7f)
			*p = '?';
	return copy;
}

/* "people[2].role" */
static char *
where_text(const struct where *w)
{
	if (w == NULL)
		return said("%s", "");
	char *up = where_text(w->up);
	if (up == NULL)
		return NULL;
	char *text = w->key == NULL ? said("%s[%zu]", up, w->entry)
	                            : said("%s%s%s", up, *up == '\0' ? "" : ".", w->key);
	free(up);
	return text;
}

static void
problem_clear(struct content_problem *p)
{
	free(p->file);
	free(p->key);
	free(p->what);
	free(p->remedy);
}

/* Puts p behind those of its file that are of its line or before; takes it. */
static int
problems_insert(struct content_problems *all, const struct content_problem *p)
{
	struct content_problem *list = realloc(all->list, (all->n + 1) * sizeof(*list));
	if (list == NULL)
		return ERR_MEMORY;
	all->list = list;
	size_t i = all->n++;
	for (; i > 0 && list[i - 1].line > p->line && strcmp(list[i - 1].file, p->file) == 0; i--)
		list[i] = list[i - 1];
	list[i] = *p;
	return 0;
}

void
report(struct report *r, const struct where *where, size_t line, char *what, char *remedy)
{
	struct content_problem p = {NULL, line, NULL, what, remedy};

	if (r->err == 0 && r->problems->n >= CONTENT_PROBLEMS_MAX) {
		r->problems->unsaid++;
		problem_clear(&p);
		return;
	}
	p.file = said("%s", r->file);
	p.key = where_text(where);
	bool whole = p.file != NULL && p.key != NULL && what != NULL && remedy != NULL;
	if (r->err != 0 || !whole || problems_insert(r->problems, &p) != 0) {
		r->err = ERR_MEMORY;
		problem_clear(&p);
	}
}

void
content_problems_clear(struct content_problems *problems)
{
	for (size_t i = 0; i < problems->n; i++)
		problem_clear(&problems->list[i]);
	free(problems->list);
	*problems = (struct content_problems){NULL, 0, 0};
}

char *
content_problem_text(const struct content_problem *p)
{
	const char *colon = *p->key == '\0' ? "" : ": ";

	if (p->line == 0)
		return said("%s: %s%s%s. %s", p->file, p->key, colon, p->what, p->remedy);
	return said("%s:%zu: %s%s%s. %s", p->file, p->line, p->key, colon, p->what, p->remedy);
}

static char
plainer(char c)
{
	if (c >= 'A' && c <= 'Z')
		return (char)(c - 'A' + 'a');
	return c == '-' || c == ' ' ? '_' : c;
}

static size_t
least(size_t a, size_t b, size_t c)
{
	size_t ab = a < b ? a : b;
	return ab < c ? ab : c;
}

/* Letters to put in, leave out or change (Levenshtein); both at most WORD_MAX long. */
static size_t
distance(const char *a, const char *b)
{
	size_t row[WORD_MAX + 1];
	size_t n = strlen(b);

	for (size_t j = 0; j <= n; j++)
		row[j] = j;
	for (size_t i = 1; a[i - 1] != '\0'; i++) {
		size_t diagonal = row[0];
		row[0] = i;
		for (size_t j = 1; j <= n; j++) {
			size_t change = diagonal + (plainer(a[i - 1]) != plainer(b[j - 1]));
			diagonal = row[j];
			row[j] = least(row[j] + 1, row[j - 1] + 1, change);
		}
	}
	return row[n];
}

size_t
nearest_word(const char *typed, const char *const *words, size_t count)
{
	size_t best = count;
	size_t best_distance = 0;

	if (strlen(typed) > WORD_MAX)
		return count;
	for (size_t i = 0; i < count; i++) {
		size_t length = strlen(words[i]);
		if (length > WORD_MAX)
			continue;
		size_t d = distance(typed, words[i]);
		size_t allowed = length < 4 ? 1 : length < 9 ? 2 : length / 3;
		if (d <= allowed && (best == count || d < best_distance)) {
			best = i;
			best_distance = d;
		}
	}
	return best;
}
