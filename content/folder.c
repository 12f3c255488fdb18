/* An office's folder: which files it has, and reading them all. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "content/check.h"
#include "content/entry.h"
#include "content/fields.h"
#include "content/guide.h"
#include "content/library.h"
#include "content/names.h"
#include "content/practice.h"
#include "content/reading.h"
#include "content/scalar.h"
#include "disk/whole.h"

/* ---- files ---- */

static int
report_unopened(struct report *r)
{
	bool denied = errno == EACCES;

	if (errno == ENOENT)
		return ERR_ABSENT;
	if (errno == ENXIO) { /* a socket */
		report(r, NULL, 0, said("is not a plain file"),
		       said("Make it a file of this name."));
		return ERR_FORMAT;
	}
	if (!denied && errno != ENOTDIR)
		return ERR_DISK;
	report(r, NULL, 0, said(denied ? "may not be read" : "is not in a folder"),
	       said(denied ? "Let the user who runs this read the file."
	                   : "What stands before the last '/' must be a folder."));
	return ERR_FORMAT;
}

/* Of what is open: nothing can be put in its place between looking and reading. */
static int
read_opened(int fd, struct buf *text, struct report *r)
{
	struct stat s;
	int err;

	if (fstat(fd, &s) != 0)
		return ERR_DISK;
	/* A pipe would be waited for, and a device read, without end. */
	if (!S_ISREG(s.st_mode)) {
		report(r, NULL, 0, said(S_ISDIR(s.st_mode) ? "is a folder" : "is not a plain file"),
		       said("Make it a file of this name."));
		return ERR_FORMAT;
	}
	err = whole_read(fd, text);
	if (err != ERR_SIZE)
		return err;
	report(r, NULL, 0, said("is larger than %d bytes", CONTENT_FILE_MAX),
	       said("Shorten it; the texts are for people to read."));
	return ERR_FORMAT;
}

static int
read_file(struct buf *text, struct report *r)
{
	int err, fd = open(r->file, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);

	if (fd < 0)
		return report_unopened(r);
	err = read_opened(fd, text, r);
	(void)close(fd);
	return err;
}

/* What to do with a file's text; a problem in it is no error. */
typedef int (*taker)(struct reading *r, struct span text, void *out);

/* Reads a file of the folder and hands its text on. ERR_ABSENT when there is none. */
static int
with_file(struct reading *r, const char *directory, const char *name, taker take, void *out)
{
	struct buf text;
	char *file = said("%s/%s", directory, name);

	if (file == NULL)
		return ERR_MEMORY;
	buf_init(&text, CONTENT_FILE_MAX);
	r->report.file = file;
	int err = read_file(&text, &r->report);
	if (err == 0)
		err = take(r, buf_span(&text), out);
	else if (err == ERR_FORMAT)
		err = 0; /* reported */
	buf_clear(&text);
	r->report.file = directory;
	free(file);
	return err;
}

/* ---- office.yaml ---- */

static int
take_office(struct reading *r, struct span text, void *out)
{
	(void)out;
	return reading_office(r, text);
}

static int
load_office(struct reading *r, const char *directory)
{
	int err = with_file(r, directory, "office.yaml", take_office, NULL);
	FILE *there = NULL;

	if (err != ERR_ABSENT)
		return err;
	/* Either the file or the language is not there. */
	char *file = said("%s/office.yaml", directory);
	if (file == NULL)
		return ERR_MEMORY;
	there = fopen(file, "rb");
	if (there != NULL) {
		fclose(there);
	} else {
		r->report.file = file;
		report(&r->report, NULL, 0, said("is not there"),
		       said("Let 'alcove office new' write a first one, or copy offices/example."));
		r->report.file = directory;
		err = r->report.err;
	}
	free(file);
	return err;
}

/* ---- entries ---- */

static void
check_entry(struct walk *w, const yaml_node_t *root, struct reading *r, void *out)
{
	entry_check(w, root, out, r->c);
}

static int
take_entry(struct reading *r, struct span text, void *out)
{
	return reading_yaml(r, text, &entry_schema, out, check_entry);
}

static bool
listed(const struct content *c, const char *file)
{
	for (size_t i = 0; i < c->order.n; i++) {
		size_t n = strlen(c->order.list[i]);
		if (strncmp(file, c->order.list[i], n) == 0 && strcmp(file + n, ".yaml") == 0)
			return true;
	}
	return false;
}

/* A file that no list names would never be shown. */
static int
report_unlisted(struct reading *r, const char *directory)
{
	struct names names = {NULL, 0};
	int err = names_read(r, &names, directory, "entries", ".yaml", ".yml");

	for (size_t i = 0; err == 0 && i < names.n; i++) {
		if (listed(r->c, names.list[i]))
			continue;
		report_name(r, directory, "entries", names.list[i],
		            said("is not listed, so nobody would see it"),
		            said("Put '%.*s' into 'entries' of office.yaml, where it is to stand.",
		                 (int)(strlen(names.list[i]) - 5), names.list[i]));
	}
	names_clear(&names);
	return err;
}

static int
load_entries(struct reading *r, const char *directory)
{
	struct content *c = r->c;
	int err = report_unlisted(r, directory);

	if (err != 0 || c->order.n == 0)
		return err;
	c->entries = memory_take(&r->memory, c->order.n * sizeof(*c->entries));
	if (c->entries == NULL)
		return ERR_MEMORY;
	for (size_t i = 0; err == 0 && i < c->order.n; i++) {
		char *name = said("entries/%s.yaml", c->order.list[i]);
		if (name == NULL)
			return ERR_MEMORY;
		c->entries[i].id = c->order.list[i];
		err = with_file(r, directory, name, take_entry, &c->entries[i]);
		if (err == ERR_ABSENT) {
			char *file = said("%s/%s", directory, name);
			r->report.file = file;
			report(&r->report, NULL, 0, said("is not there, and office.yaml lists it"),
			       said("Copy another entry to it, or take '%s' out of 'entries'.",
			            c->order.list[i]));
			r->report.file = directory;
			free(file);
			err = file == NULL ? ERR_MEMORY : r->report.err;
		}
		free(name);
	}
	c->entries_n = c->order.n;
	return err;
}

/* ---- policies and principles ---- */

static void
check_policies(struct walk *w, const yaml_node_t *root, struct reading *r, void *out)
{
	(void)out;
	policies_check(w, root, r->c);
}

static int
take_policies(struct reading *r, struct span text, void *out)
{
	return reading_yaml(r, text, &policies_schema, out, check_policies);
}

static int
take_principles(struct reading *r, struct span text, void *out)
{
	return reading_yaml(r, text, &principles_schema, out, NULL);
}

/* ---- practice.yaml ---- */

static void
check_practice(struct walk *w, const yaml_node_t *root, struct reading *r, void *out)
{
	(void)out;
	practice_check(w, root, r->c);
}

static int
take_practice(struct reading *r, struct span text, void *out)
{
	(void)out;
	r->c->practice.there = true;
	return reading_yaml(r, text, &practice_schema, &r->c->practice, check_practice);
}

/* ---- beside them ---- */

/* Which files an office has beside the folders. */
static int
report_strays(struct reading *r, const char *directory)
{
	static const char *const ours[] = {"office.yaml", "policies.yaml", "principles.yaml",
	                                   "practice.yaml"};
	struct names names = {NULL, 0};
	int err = names_read(r, &names, directory, "", ".yaml", ".yml");

	for (size_t i = 0; i < names.n && err == 0; i++) {
		size_t j = 0;

		while (j < sizeof ours / sizeof *ours && strcmp(names.list[i], ours[j]) != 0)
			j++;
		if (j == sizeof ours / sizeof *ours)
			report_name(r, directory, "", names.list[i],
			            said("has a name that nobody looks for"),
			            said("Name it %s, %s, %s or %s, or put it elsewhere.", ours[0],
			                 ours[1], ours[2], ours[3]));
	}
	names_clear(&names);
	return err;
}

static int
load_optional(struct reading *r, const char *directory, const char *name, taker take)
{
	int err = with_file(r, directory, name, take, r->c);

	return err == ERR_ABSENT ? 0 : err;
}

/* ---- guides ---- */

/* Some editors put one before the text. */
static struct span
without_mark(struct span text)
{
	static const char mark[] = "\xef\xbb\xbf";
	size_t n = sizeof(mark) - 1;

	return text.n >= n && memcmp(text.p, mark, n) == 0 ? span(text.p + n, text.n - n) : text;
}

/* The first line that holds something else than text; 0: none does. */
static size_t
strange_line(struct span text)
{
	size_t line = 1;

	if (scalar_is_text(text, "\n\r"))
		return 0;
	for (const uint8_t *end; (end = memchr(text.p, '\n', text.n)) != NULL; line++) {
		size_t n = (size_t)(end - text.p);

		if (!scalar_is_text(span(text.p, n), "\r"))
			break;
		text = span(end + 1, text.n - n - 1);
	}
	return line;
}

/* The title is the first line, "# …"; the rest is Markdown. */
static int
take_guide(struct reading *r, struct span text, void *out)
{
	struct content_guide *guide = out;
	struct span title = SPAN_NONE;
	size_t n = 0;

	text = without_mark(text);
	size_t strange = strange_line(text);
	if (strange != 0) {
		report(&r->report, NULL, strange,
		       said("holds a character that is not text, such as a tab"),
		       said("Save it as UTF-8, and indent with blanks."));
		return r->report.err;
	}
	while (n < text.n && text.p[n] != '\n' && text.p[n] != '\r')
		n++;
	if (n > 2 && text.p[0] == '#' && text.p[1] == ' ')
		title = scalar_trimmed(span(text.p + 2, n - 2));
	if (title.n == 0 || title.n > LINE_MAX_BYTES) {
		report(&r->report, NULL, 1,
		       title.n == 0 ? said("does not begin with a title")
		                    : said("has a title of %zu bytes, and %d are the most", title.n,
		                           LINE_MAX_BYTES),
		       said("Let the first line be its title: # Before a hard conversation"));
		return r->report.err;
	}
	guide->title = memory_text(&r->memory, (const char *)title.p, title.n);
	guide->markdown = memory_text(&r->memory, (const char *)text.p + n, text.n - n);
	if (guide->title == NULL || guide->markdown == NULL)
		return ERR_MEMORY;
	/* It begins with the end of the title's line. */
	guide_check(&r->report, guide->markdown, 0);
	return r->report.err;
}

/* The language a guide's file is in, "ID.md" or "ID.es.md", and how long its id is; NULL: none of
 * ours. */
static const char *
language_of(const struct content *c, const char *file, size_t *id)
{
	const char *dot = strchr(file, '.');

	*id = (size_t)(dot - file);
	if (strcmp(dot, ".md") == 0)
		return c->languages.list[0];
	for (size_t i = 1; i < c->languages.n; i++) {
		size_t n = strlen(c->languages.list[i]);
		if (strncmp(dot + 1, c->languages.list[i], n) == 0 &&
		    strcmp(dot + 1 + n, ".md") == 0)
			return c->languages.list[i];
	}
	return NULL;
}

/* Whether the file of a guide is the one to read: that in the wanted language, else the plain one.
 */
static bool
is_chosen(const struct content *c, const struct names *names, size_t i, const char *language,
          size_t id)
{
	size_t other;

	if (strcmp(language, c->language) == 0)
		return true;
	if (strcmp(language, c->languages.list[0]) != 0)
		return false;
	for (size_t j = 0; j < names->n; j++) {
		const char *of = language_of(c, names->list[j], &other);
		if (j != i && of != NULL && other == id && strcmp(of, c->language) == 0 &&
		    strncmp(names->list[j], names->list[i], id) == 0)
			return false;
	}
	return true;
}

static int
load_guide(struct reading *r, const char *directory, const char *name, const char *language,
           size_t id)
{
	struct content_guide *guide = &r->c->guides[r->c->guides_n];
	const char *remedy;
	char *path = said("guides/%s", name);

	if (path == NULL)
		return ERR_MEMORY;
	guide->id = memory_text(&r->memory, name, id);
	guide->language = language;
	int err = guide->id == NULL ? ERR_MEMORY : 0;
	if (err == 0 && (id == 0 || id > ID_MAX || check_id(guide->id, &remedy) != NULL))
		report_name(
			r, directory, "guides", name,
			said("has a name that cannot stand in an address"),
			said("Use at most %d small letters, digits and hyphens: before-we-meet.md",
		             ID_MAX));
	else if (err == 0)
		err = with_file(r, directory, path, take_guide, guide);
	if (err == 0 && guide->title != NULL)
		r->c->guides_n++;
	free(path);
	return err;
}

static int
load_guides(struct reading *r, const char *directory)
{
	struct names names = {NULL, 0};
	size_t id;
	int err = names_read(r, &names, directory, "guides", ".md", ".markdown");

	if (err == 0 && names.n > 0) {
		r->c->guides = memory_take(&r->memory, names.n * sizeof(*r->c->guides));
		err = r->c->guides == NULL ? ERR_MEMORY : 0;
	}
	for (size_t i = 0; err == 0 && i < names.n; i++) {
		const char *language = language_of(r->c, names.list[i], &id);

		if (r->c->guides_n == CONTENT_GUIDES_MAX) {
			report_name(r, directory, "guides", names.list[i],
			            said("is one guide too many"),
			            said("%d are the most.", CONTENT_GUIDES_MAX));
			break;
		}
		if (language == NULL)
			report_name(
				r, directory, "guides", names.list[i],
				said("has a second part that is none of the office's other "
			             "languages"),
				said("Name it ID.md, or ID.es.md with a language that office.yaml "
			             "lists."));
		else if (is_chosen(r->c, &names, i, language, id))
			err = load_guide(r, directory, names.list[i], language, id);
	}
	names_clear(&names);
	return err;
}

/* ---- all ---- */

static int
load_all(struct reading *r, const char *directory)
{
	int err = load_office(r, directory);

	/* What office.yaml lacks would be asked for again and again below. */
	if (err != 0 || r->report.problems->n > 0)
		return err;
	err = load_entries(r, directory);
	if (err == 0)
		err = report_strays(r, directory);
	if (err == 0)
		err = load_optional(r, directory, "policies.yaml", take_policies);
	if (err == 0)
		err = load_optional(r, directory, "principles.yaml", take_principles);
	if (err == 0)
		err = load_optional(r, directory, "practice.yaml", take_practice);
	if (err == 0)
		err = load_guides(r, directory);
	return err;
}

int
content_load(struct content **out, const char *directory, const char *language,
             struct content_problems *problems)
{
	struct reading r = {
		.report = {directory, problems, 0},
		.c = calloc(1, sizeof(*r.c)),
		.asked = language,
	};

	*out = NULL;
	if (r.c == NULL)
		return ERR_MEMORY;
	int err = reading_end(&r, load_all(&r, directory));
	if (err != 0)
		content_free(r.c);
	else
		*out = r.c;
	return err;
}
