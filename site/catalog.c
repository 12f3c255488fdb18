#include "site/catalog.h"

#include <string.h>

/* "es" for "es-MX" */
static bool
same_plain(const char *a, const char *b)
{
	size_t n = strcspn(a, "-");

	return n == strcspn(b, "-") && strncmp(a, b, n) == 0;
}

const struct catalog *
catalog_of(const char *language)
{
	for (size_t i = 0; i < catalog_count; i++) {
		if (strcmp(catalogs[i].language, language) == 0)
			return &catalogs[i];
	}
	for (size_t i = 0; i < catalog_count; i++) {
		if (same_plain(catalogs[i].language, language))
			return &catalogs[i];
	}
	return &catalogs[0];
}

enum { PAIRS_MAX = 8 };

struct pair {
	const char *name, *value;
};

/* The value of a name in braces; NULL: it has none. */
static const char *
value_of(const struct pair *pairs, size_t pairs_n, const char *name, size_t n)
{
	for (size_t i = 0; i < pairs_n; i++) {
		if (strlen(pairs[i].name) == n && strncmp(pairs[i].name, name, n) == 0)
			return pairs[i].value;
	}
	return NULL;
}

static void
put_title(struct buf *out, const char *title, bool first)
{
	bool capital = *title >= 'A' && *title <= 'Z';

	if (!first && capital)
		buf_put_u8(out, (uint8_t)(*title++ - 'A' + 'a'));
	buf_put_text(out, title);
}

void
catalog_fill(struct buf *out, const struct catalog *w, const char *title, enum saying which,
             va_list given)
{
	const char *text = w->texts[which], *rest = text, *open, *name;
	struct pair pairs[PAIRS_MAX];
	size_t pairs_n = 0;

	while (pairs_n < PAIRS_MAX && (name = va_arg(given, const char *)) != NULL)
		pairs[pairs_n++] = (struct pair){name, va_arg(given, const char *)};
	for (; (open = strchr(rest, '{')) != NULL; rest = open + strcspn(open, "}") + 1) {
		size_t n = strcspn(open + 1, "}");
		const char *value = value_of(pairs, pairs_n, open + 1, n);

		buf_put(out, rest, (size_t)(open - rest));
		if (value != NULL)
			buf_put_text(out, value);
		else if (n == 5 && strncmp(open + 1, "title", n) == 0)
			put_title(out, title, open == text);
	}
	buf_put_text(out, rest);
}

bool
catalog_right_to_left(const char *language)
{
	static const char *const those[] = {"ar", "ckb", "dv", "fa", "he",
	                                    "ps", "sd",  "ug", "ur", "yi"};

	for (size_t i = 0; i < sizeof those / sizeof *those; i++) {
		if (same_plain(those[i], language))
			return true;
	}
	return false;
}
