#include "cli/line.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/disk.h"
#include "cli/say.h"
#include "cli/secrets.h"
#include "cli/talk.h"
#include "core/json.h"
#include "core/secret.h"

const char *
line_value(const struct visit *v, const char *key)
{
	return json_string_value(json_object_get(v->line, key));
}

uint32_t
line_matter(const struct visit *v)
{
	const char *name = line_value(v, "matter");
	uint32_t id = 0;

	return name != NULL && matter_id(&id, span_text(name)) == 0 ? id : 0;
}

/* ---- from the command line ---- */

static int
set(json_t *line, const char *key, json_t *value)
{
	return json_object_set_new(line, key, value) == 0 ? EXIT_DONE
	                                                  : fail_err(ERR_MEMORY, "a line");
}

/* A file, or standard input, whole. How long a line may be its row tells (verb_read). */
static int
read_text(struct buf *text, const struct verb_key *k, const char *path)
{
	const char *from = strcmp(path, "-") == 0 ? "standard input" : path;
	int rc;

	buf_init(text, k->type == VERB_LINE ? TEXT_MAX : k->most);
	rc = disk_read(text, path);
	if (rc == ERR_SIZE)
		return fail("%s: the text is too long: at most %zu bytes", from,
		            k->type == VERB_LINE ? (size_t)TEXT_MAX : k->most);
	if (rc != 0)
		return fail_err(rc, from);
	if (text->n < k->least)
		return fail("%s: there is nothing in it to say", from);
	if (!utf8_valid(buf_span(text)))
		return fail("%s: this is no text: it is not UTF-8, or has NUL bytes", from);
	return EXIT_DONE;
}

/* Standard input whole, as the text of a key. */
static int
set_text(json_t *line, const struct verb_key *k, const struct arguments *a)
{
	const char *words = option(a, "--words-file");
	struct buf text;
	int rc;

	if (words != NULL && strcmp(words, "-") == 0)
		return fail("standard input is the %s: give the words in a file, or on another "
		            "descriptor with --words-fd",
		            k->name);
	if (isatty(STDIN_FILENO) == 1)
		(void)fprintf(stderr, "Write, then press Ctrl-D on a line of its own.\n");
	rc = read_text(&text, k, "-");
	/* the end of a line is none of it */
	if (rc == EXIT_DONE && k->type == VERB_LINE && text.n > 0 && text.p[text.n - 1] == '\n')
		text.n--;
	if (rc == EXIT_DONE)
		rc = set(line, k->name,
		         json_stringn(text.n == 0 ? "" : (const char *)text.p, text.n));
	buf_clear(&text);
	return rc;
}

/* An option that the command cannot do without. */
static int
needs(const struct arguments *a, const char *name)
{
	char command[COMMAND_NAME_MAX];

	command_name(command, a->command);
	notice("%s: %s is needed", command + strlen("alcove "), name);
	return EXIT_USAGE;
}

/* A file whole, as the text of a key. */
static int
set_file(json_t *line, const struct verb_key *k, const char *path)
{
	struct buf text;
	int rc = read_text(&text, k, path);

	if (rc == EXIT_DONE)
		rc = set(line, k->name, json_stringn((const char *)text.p, text.n));
	buf_clear(&text);
	return rc;
}

/* Names with commas between them, as a list. */
static int
set_matters(json_t *line, const char *key, const char *value)
{
	json_t *list = json_array();
	int rc = list == NULL ? -1 : 0;

	while (rc == 0 && *value != '\0') {
		size_t n = strcspn(value, ",");

		rc = json_array_append_new(list, json_stringn(value, n));
		value += n + (value[n] == ',');
	}
	if (rc == 0)
		return set(line, key, list);
	json_decref(list);
	return fail_err(ERR_MEMORY, "a line");
}

static int
set_key(json_t *line, const struct verb_key *k, const struct arguments *a)
{
	const char *value = k->option == NULL ? NULL : option(a, k->option);

	if (k->type == VERB_TEXT || k->type == VERB_LINE)
		return set_text(line, k, a);
	if (k->type == VERB_SWITCH)
		return is_given(a, k->option) ? set(line, k->name, json_true()) : EXIT_DONE;
	if (value == NULL && k->required)
		return needs(a, k->option);
	if (value == NULL || k->type == VERB_WORDS)
		return EXIT_DONE;
	if (k->type == VERB_FILE)
		return set_file(line, k, value);
	if (!utf8_valid(span_text(value)))
		return fail("%s: this is no text: it is not UTF-8", k->option);
	if (k->type == VERB_MATTERS)
		return set_matters(line, k->name, value);
	return set(line, k->name, json_string(value));
}

/* Chosen here, so that it can be told: what may have been done is done again under the same. */
static int
choose_id(json_t *line)
{
	char text[2 * MESSAGE_ID_BYTES + 1];
	uint8_t id[MESSAGE_ID_BYTES];

	randombytes_buf(id, sizeof id);
	hex_put(text, SPAN(id));
	return set(line, "id", json_string(text));
}

/* All but new words, which are made only once the office was met. */
static int
make_line(json_t **out, const struct arguments *a)
{
	const struct verb *verb = a->command->does;
	const char *id = option(a, "--id");
	uint32_t matter;
	int rc;

	*out = json_pack("{s:s}", "do", verb->name);
	if (*out == NULL)
		return fail_err(ERR_MEMORY, "a line");
	if (verb->matter && matter_id(&matter, span_text(a->positional[1])) != 0)
		return fail("not a matter's name as 'desk inbox' shows it (six letters or "
		            "digits): %s",
		            a->positional[1]);
	rc = verb->matter ? set(*out, "matter", json_string(a->positional[1])) : EXIT_DONE;
	if (rc == EXIT_DONE)
		rc = id != NULL ? set(*out, "id", json_string(id)) : choose_id(*out);
	for (const struct verb_key *k = verb->keys; rc == EXIT_DONE && k != NULL && k->name != NULL;
	     k++)
		rc = set_key(*out, k, a);
	return rc;
}

/* The new words are on the disk before anything moves to them. */
static int
make_words(json_t *line, const struct arguments *a)
{
	const struct verb_key *k = a->command->does->keys;
	int rc = EXIT_DONE;

	for (; rc == EXIT_DONE && k != NULL && k->name != NULL; k++) {
		char *words = k->type == VERB_WORDS ? secrets_new_words() : NULL;

		if (k->type != VERB_WORDS)
			continue;
		rc = words == NULL ? EXIT_FAILED : secrets_write_words(option(a, k->option), words);
		if (rc == EXIT_DONE)
			rc = set(line, k->name, json_string(words));
		secret_free(words);
	}
	return rc;
}

/* ---- what came of it ---- */

const struct outcome *
line_outcome(const struct outcome *outcomes, const char *verb)
{
	while (outcomes->verb != NULL && (verb == NULL || strcmp(outcomes->verb, verb) != 0))
		outcomes++;
	return outcomes;
}

int
line_perform(struct visit *v, json_t *line, const struct outcome **out,
             const struct outcome *outcomes)
{
	int rc;

	v->line = line;
	*out = line_outcome(outcomes, line_value(v, "do"));
	rc = visit_do(v, line);
	if (rc == EXIT_DONE)
		rc = visit_perform(v);
	if (rc == EXIT_DONE && (*out)->check != NULL)
		rc = (*out)->check(v);
	return rc;
}

static int
print_outcome(struct visit *v, const struct outcome *o, const struct arguments *a)
{
	json_t *told, *part;
	int rc;

	if (!is_given(a, "--json"))
		return o->print == NULL ? EXIT_DONE : o->print(v);
	told = json_object();
	if (told != NULL && option(a, "--id") != NULL)
		(void)json_object_set(told, "id", json_object_get(v->line, "id"));
	if (told == NULL || (o->add != NULL && o->add(v, told) != 0) ||
	    (o->then != NULL && o->then(v, told) != 0)) {
		json_decref(told);
		return visit_problem(v, "%s", err_text(ERR_MEMORY));
	}
	part = o->json == NULL ? told : json_object_get(told, o->json);
	rc = print_json(json_incref(part));
	json_decref(told);
	return rc;
}

/* What a person must decide is asked on a terminal; nobody else is asked, and nothing is done. */
static int
decide(struct visit *v, json_t *line)
{
	char answer[16] = "";

	if (v->desk == NULL || !desk_asks(v->desk) || isatty(STDIN_FILENO) != 1 ||
	    isatty(STDERR_FILENO) != 1)
		return EXIT_UNDECIDED;
	notice("%s", v->problem);
	(void)fprintf(stderr, "Go on all the same (y/N): ");
	if (fgets(answer, sizeof answer, stdin) == NULL || (answer[0] != 'y' && answer[0] != 'Y'))
		return EXIT_UNDECIDED;
	return set(line, "yes", json_true());
}

int
line_run(const struct arguments *a, visit_opener *open, const struct outcome *outcomes)
{
	const struct outcome *o;
	struct visit v;
	json_t *line = NULL;
	int rc = make_line(&line, a);

	if (rc == EXIT_DONE)
		rc = open(&v, a);
	if (rc != EXIT_DONE) {
		json_decref(line);
		return rc;
	}
	v.style.details = is_given(a, "--details");
	if (v.room != NULL)
		room_pace(v.room, ROOM_BY_LINES);
	rc = make_words(line, a);
	if (rc == EXIT_DONE)
		rc = line_perform(&v, line, &o, outcomes);
	if (rc == EXIT_UNDECIDED && decide(&v, line) == EXIT_DONE)
		rc = line_perform(&v, line, &o, outcomes);
	if (rc == EXIT_DONE)
		rc = print_outcome(&v, o, a);
	visit_undecided(&v, rc);
	if (rc != EXIT_DONE && v.problem[0] != '\0')
		(void)fail("%s", v.problem);
	json_decref(line);
	/* What came of it is told first: a connection lost from now on takes nothing with it. */
	(void)fflush(stdout);
	visit_fill(&v);
	visit_clear(&v);
	return rc;
}
