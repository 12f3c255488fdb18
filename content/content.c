#include "content/content.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "content/office.h"
#include "content/yaml_text.h"

void
content_free(struct content *c)
{
	if (c == NULL)
		return;
	memory_free(c->memory);
	free(c);
}

/* Walks the document into c; c->memory owns what it finds. */
static int
fill(struct content *c, yaml_document_t *document, struct report *r)
{
	const yaml_node_t *root = yaml_document_get_root_node(document);
	struct memory *memory = NULL;
	struct walk w = {r, document, &memory};

	if (root->type == YAML_MAPPING_NODE) {
		schema_read(&w, &office_schema, NULL, root, c);
		office_check(&w, root, c);
	} else {
		report(r, NULL, root->start_mark.line + 1, said("is not a list of keys and values"),
		       said("Begin with a key: name: Ombuds Office"));
	}
	c->memory = memory;
	if (r->err != 0)
		return r->err;
	return r->problems->n == 0 ? 0 : ERR_FORMAT;
}

static int
parse(struct content **out, struct span text, struct report *r)
{
	yaml_document_t document;

	int err = yaml_text_read(&document, text, r);
	if (err != 0)
		return r->err != 0 ? r->err : err;
	struct content *c = calloc(1, sizeof(*c));
	err = c == NULL ? ERR_MEMORY : fill(c, &document, r);
	yaml_document_delete(&document);
	if (err != 0) {
		content_free(c);
		return err;
	}
	*out = c;
	return 0;
}

int
content_parse(struct content **out, const char *file, struct span text,
              struct content_problems *problems)
{
	struct report r = {file, problems, 0};

	*out = NULL;
	return parse(out, text, &r);
}

/* ERR_FORMAT: reported. */
static int
read_file(struct buf *text, struct report *r)
{
	errno = 0;
	FILE *f = fopen(r->file, "rb");
	if (f == NULL) {
		if (errno != ENOENT && errno != EACCES && errno != ENOTDIR)
			return ERR_DISK;
		report(r, NULL, 0, said(errno == EACCES ? "may not be read" : "is not there"),
		       errno == EACCES ? said("Let the user who runs this read the file.")
		                       : said("Begin with a copy of offices/mit/office.yaml."));
		return ERR_FORMAT;
	}
	uint8_t *p = buf_grow(text, CONTENT_FILE_MAX + 1);
	size_t n = p == NULL ? 0 : fread(p, 1, CONTENT_FILE_MAX + 1, f);
	bool failed = ferror(f) != 0;
	bool folder = failed && errno == EISDIR;
	fclose(f);
	if (p == NULL)
		return ERR_MEMORY;
	if (failed && !folder)
		return ERR_DISK;
	text->n = n;
	if (folder)
		report(r, NULL, 0, said("is a folder"), said("Make it a file of this name."));
	else if (n > CONTENT_FILE_MAX)
		report(r, NULL, 0, said("is larger than %d bytes", CONTENT_FILE_MAX),
		       said("Shorten it; the texts are for people to read."));
	return folder || n > CONTENT_FILE_MAX ? ERR_FORMAT : 0;
}

int
content_load(struct content **out, const char *directory, struct content_problems *problems)
{
	struct buf text;

	*out = NULL;
	char *file = said("%s/office.yaml", directory);
	if (file == NULL)
		return ERR_MEMORY;
	struct report r = {file, problems, 0};
	buf_init(&text, CONTENT_FILE_MAX + 1);
	int err = read_file(&text, &r);
	if (err == 0)
		err = parse(out, buf_span(&text), &r);
	buf_clear(&text);
	free(file);
	return r.err != 0 ? r.err : err;
}
