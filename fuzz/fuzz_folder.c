/*
 * Any bytes as one of the files beside office.yaml: an office, or problems that
 * each name a remedy. The first byte of an input says which file, in capitals
 * that the office is read in its second language: e(ntry), p(olicies),
 * n (principles), g(uide), t (the guide, translated).
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "content/content.h"
#include "fuzz/support.h"

enum { PATH_BYTES = 64 };

static const char office[] =
	"{name: A, title: B, sample: true, languages: [en, es],\n"
	" institutions: [{id: a, name: A}], populations: [A], origins: [http://127.0.0.1:*],\n"
	" people: [{name: A, role: ombuds}], writing: full,\n"
	" retention: {message_days: 1, notes_days: 1},\n"
	" exceptions: [{id: a, version: 1, since: 2026-01-01, text: A}],\n"
	" reporting: {answers_to: A, recommendations_to: A, statement: A},\n"
	" standard: {name: A, publisher: B, version: C}, services: [A],\n"
	" reach: {phone: A, hours: B, place: C}, emergency: A, notice: B, entries: [a]}\n";

static const char entry[] =
	"{name: A, owner: B, call_when: not supplied, can: not supplied, cannot: not supplied,\n"
	" who: not supplied, confidential: not supplied, exceptions: not supplied,\n"
	" record: not supplied, notice: not supplied, must_act: not supplied,\n"
	" reach: not supplied,\n"
	" attested: {by: not supplied, since: not supplied, review: not supplied}}\n";

/* What stands where no input does; NULL: nothing. */
static const struct file {
	char letter;
	const char *name;
	const char *usual;
} files[] = {
	{'e', "entries/a.yaml", entry}, {'p', "policies.yaml", NULL},
	{'n', "principles.yaml", NULL}, {'g', "guides/a.md", "# A\nText"},
	{'t', "guides/a.es.md", NULL},
};
enum { FILES = sizeof files / sizeof *files };

static char folder[] = "/dev/shm/fuzz_folder_XXXXXX";

static const char *
place(char out[PATH_BYTES], const char *name)
{
	(void)snprintf(out, PATH_BYTES, "%s/%s", folder, name);
	return out;
}

static void
put(const char *name, struct span text)
{
	char path[PATH_BYTES];
	FILE *f = fopen(place(path, name), "wb");

	NEED(f != NULL && fwrite(text.p, 1, text.n, f) == text.n);
	NEED(fclose(f) == 0);
}

static void
put_usual(const struct file *file)
{
	char path[PATH_BYTES];

	if (file->usual != NULL)
		put(file->name, span_text(file->usual));
	else
		(void)remove(place(path, file->name));
}

static void
clear_folder(void)
{
	static const char *const others[] = {"office.yaml", "entries", "guides", ""};
	char path[PATH_BYTES];

	for (size_t i = 0; i < FILES; i++)
		(void)remove(place(path, files[i].name));
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		(void)remove(place(path, others[i]));
}

static void
make_folder(void)
{
	char path[PATH_BYTES];

	NEED(mkdtemp(folder) != NULL);
	NEED(atexit(clear_folder) == 0);
	NEED(mkdir(place(path, "entries"), 0700) == 0 && mkdir(place(path, "guides"), 0700) == 0);
	put("office.yaml", span_text(office));
	for (size_t i = 0; i < FILES; i++)
		put_usual(&files[i]);
}

/* What content.h says of every text. */
static void
check_text(const char *text)
{
	if (text == NULL)
		return;
	struct span s = span_text(text);
	NEED(s.n > 0 && utf8_valid(s) && s.p[0] != ' ' && s.p[s.n - 1] != ' ');
}

static void
check_content(const struct content *c)
{
	const struct content_entry *e = &c->entries[0];

	NEED(c->entries_n == 1 && e->name != NULL && e->owner != NULL);
	check_text(e->name);
	check_text(e->call_when);
	check_text(e->attested.by);
	NEED(e->confidential <= LABEL_ACTS && e->record <= ANSWER_DEPENDS);
	for (size_t i = 0; i < c->policies_n; i++) {
		NEED(c->policies[i].title != NULL && c->policies[i].about != NULL);
		check_text(c->policies[i].title);
		check_text(c->policies[i].where);
	}
	for (size_t i = 0; i < c->principles_n; i++) {
		NEED(c->principles[i].name != NULL);
		check_text(c->principles[i].text);
	}
	NEED(c->guides_n == 1 && c->guides[0].title != NULL);
	check_text(c->guides[0].title);
	NEED(utf8_valid(span_text(c->guides[0].markdown)));
	NEED(strcmp(content_language(c, e->name), "en") == 0 || strcmp(c->language, "es") == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static bool made;
	struct content_problems problems = {0};
	struct content *c;
	size_t i = 0;

	if (!made)
		make_folder();
	made = true;
	while (i < FILES && size > 0 && files[i].letter != (char)(data[0] | 0x20))
		i++;
	if (size == 0 || i == FILES)
		return 0;
	put(files[i].name, span(data + 1, size - 1));
	int err = content_load(&c, folder, (data[0] & 0x20) == 0 ? "es" : NULL, &problems);
	NEED(err == 0 ? problems.n == 0 : err == ERR_FORMAT && problems.n > 0);
	if (err == 0)
		check_content(c);
	content_free(c);
	fuzz_problems(&problems);
	put_usual(&files[i]);
	return 0;
}
