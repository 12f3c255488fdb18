/* alcove codes: what matters can be counted as, and what a word may mean. */
#include <jansson.h>
#include <stdio.h>

#include "cli/command.h"
#include "cli/say.h"
#include "cli/talk.h"
#include "core/trends/codes.h"

static void
print_row(const char *code, const struct code_row *row)
{
	(void)printf("%-4s %.*s: %.*s\n", code, (int)row->name.n, (const char *)row->name.p,
	             (int)row->about.n, (const char *)row->about.p);
}

static json_t *
row_json(const struct code_row *row)
{
	char code[CODE_TEXT_MAX];

	code_text(code, row->code);
	return json_pack("{s:s, s:s%, s:s%}", "code", code, "name", row->name.p, row->name.n,
	                 "about", row->about.p, row->about.n);
}

/* A category stands above its codes. */
static void
print_list(const struct codes *c)
{
	unsigned before = 0;
	char code[CODE_TEXT_MAX];

	(void)printf("%.*s. An office's own codes are x.a to x.t; 0 is a question only.\n",
	             (int)c->origin.n, (const char *)c->origin.p);
	for (size_t i = 0; i < c->n; i++) {
		unsigned category = code_category(c->rows[i].code);

		if (category != before)
			(void)printf("\n");
		if (category != before && category > 0)
			print_row((const char[]){(char)('0' + category), '\0'},
			          &c->categories[category - 1]);
		before = category;
		code_text(code, c->rows[i].code);
		print_row(code, &c->rows[i]);
	}
}

int
codes_run(const struct arguments *a)
{
	const char *word = a->count > 0 ? a->positional[0] : NULL;
	uint8_t found[CODES_FOUND_MAX];
	char code[CODE_TEXT_MAX];
	struct codes c;
	size_t n = 0;
	json_t *list = json_array();

	if (codes_usual(&c) != 0)
		return fail_err(ERR_INTERNAL, "the codes");
	if (word != NULL)
		n = codes_find(&c, span_text(word), found);
	if (is_given(a, "--json")) {
		for (size_t i = 0; i < (word == NULL ? c.n : n); i++)
			(void)json_array_append_new(
				list,
				row_json(word == NULL ? &c.rows[i] : codes_row(&c, found[i])));
		return print_json(list);
	}
	json_decref(list);
	if (word == NULL) {
		print_list(&c);
		return EXIT_DONE;
	}
	for (size_t i = 0; i < n; i++) {
		code_text(code, found[i]);
		print_row(code, codes_row(&c, found[i]));
	}
	return n > 0 ? EXIT_DONE : fail("no code comes near %s; what is listed nowhere is x", word);
}
