#include "content/content.h"

#include <stdlib.h>
#include <string.h>

#include "content/check.h"
#include "content/office.h"
#include "content/reading.h"
#include "content/schema.h"
#include "content/yaml_text.h"

static const char *const usual_language[] = {"en"};

void
content_free(struct content *c)
{
	if (c == NULL)
		return;
	memory_free(c->memory);
	memory_free(c->plain);
	free(c);
}

bool
content_describes(const struct content *c, const char *name)
{
	for (size_t i = 0; i < c->people_n; i++) {
		if (strcmp(c->people[i].name, name) == 0)
			return true;
	}
	return false;
}

const char *
content_language(const struct content *c, const char *text)
{
	return memory_has(c->plain, text) ? c->languages.list[0] : c->language;
}

/* ---- one file ---- */

static struct wanted
wanted_of(const struct content *c)
{
	return (struct wanted){c->languages, c->language};
}

int
reading_yaml(struct reading *r, struct span text, const struct schema *s, void *out,
             reading_check check)
{
	yaml_document_t document;
	struct walk w = {&r->report, &document, &r->memory, &r->plain, wanted_of(r->c)};

	int err = yaml_text_read(&document, text, &r->report);
	if (err != 0)
		return r->report.err != 0 ? r->report.err : err == ERR_FORMAT ? 0 : err;
	const yaml_node_t *root = yaml_document_get_root_node(&document);
	if (root->type == YAML_MAPPING_NODE) {
		schema_read(&w, s, NULL, root, out);
		if (check != NULL)
			check(&w, root, r, out);
	} else {
		report(&r->report, NULL, root->start_mark.line + 1,
		       said("is not a list of keys and values"),
		       said("Begin with a key: %s", s->fields[0].example));
	}
	yaml_document_delete(&document);
	return r->report.err;
}

/* ---- office.yaml ---- */

/* Reads `languages` alone: they have to be known before anything that may be given in several of
 * them, which without them would seem wrong everywhere. */
static void
take_languages(struct walk *w, const yaml_node_t *root, struct content *c)
{
	schema_read_key(w, &office_schema, "languages", root, c);
	if (c->languages.n == 0)
		c->languages = (struct content_texts){(const char **)(uintptr_t)usual_language, 1};
}

static int
choose_language(struct content *c, const char *asked)
{
	c->language = c->languages.list[0];
	if (asked == NULL)
		return 0;
	for (size_t i = 0; i < c->languages.n; i++) {
		if (strcmp(c->languages.list[i], asked) == 0) {
			c->language = c->languages.list[i];
			return 0;
		}
	}
	return ERR_ABSENT;
}

static int
read_office(struct reading *r, yaml_document_t *document)
{
	const yaml_node_t *root = yaml_document_get_root_node(document);
	struct walk w = {&r->report, document, &r->memory, &r->plain, {{0}, NULL}};
	struct content_texts languages;
	const char *language;

	if (root->type != YAML_MAPPING_NODE) {
		report(&r->report, NULL, root->start_mark.line + 1,
		       said("is not a list of keys and values"),
		       said("Begin with a key: name: Ombuds Office"));
		return r->report.err;
	}
	take_languages(&w, root, r->c);
	if (r->report.problems->n > 0)
		return r->report.err;
	int err = choose_language(r->c, r->asked);
	if (err != 0)
		return err;
	languages = r->c->languages;
	language = r->c->language;
	w.wanted = wanted_of(r->c);
	schema_read(&w, &office_schema, NULL, root, r->c);
	r->c->languages = languages;
	r->c->language = language;
	office_check(&w, root, r->c);
	return r->report.err;
}

int
reading_office(struct reading *r, struct span text)
{
	yaml_document_t document;
	int err = yaml_text_read(&document, text, &r->report);

	if (err != 0)
		return r->report.err != 0 ? r->report.err : err == ERR_FORMAT ? 0 : err;
	err = read_office(r, &document);
	yaml_document_delete(&document);
	return err;
}

int
reading_end(struct reading *r, int err)
{
	r->c->memory = r->memory;
	r->c->plain = r->plain;
	if (r->report.err != 0)
		err = r->report.err;
	if (err == 0 && r->report.problems->n > 0)
		err = ERR_FORMAT;
	return err;
}

int
content_parse(struct content **out, const char *file, struct span text,
              struct content_problems *problems)
{
	struct reading r = {.report = {file, problems, 0}, .c = calloc(1, sizeof(*r.c))};

	*out = NULL;
	if (r.c == NULL)
		return ERR_MEMORY;
	int err = reading_end(&r, reading_office(&r, text));
	if (err != 0)
		content_free(r.c);
	else
		*out = r.c;
	return err;
}
