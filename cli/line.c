#include "cli/line.h"

#include <errno.h>
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

enum { LINE_MAX_BYTES = 1 << 20 }; /* a text of the greatest length, every byte of it escaped */

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
	/* a line's letters take up to four bytes each, and its end is none of it */
	buf_init(&text, k->type == VERB_LINE ? 4 * k->most + 1 : k->most);
	rc = disk_read(&text, "-");
	if (rc == 0 && k->type == VERB_LINE && text.n > 0 && text.p[text.n - 1] == '\n')
		text.n--;
	if (rc == ERR_SIZE)
		rc = fail("the %s is too long: at most %zu %s", k->name, k->most,
		          k->type == VERB_LINE ? "letters" : "bytes");
	else if (rc != 0)
		rc = fail_err(rc, "standard input");
	else if (text.n < k->least)
		rc = fail("there is nothing on standard input to say");
	else if (!utf8_valid(buf_span(&text)))
		rc = fail_err(ERR_TEXT, "standard input");
	else
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
	int rc;

	buf_init(&text, k->most);
	rc = disk_read(&text, path);
	if (rc == ERR_SIZE)
		rc = fail("%s: the text is too long: at most %zu bytes", path, k->most);
	else if (rc != 0)
		rc = fail_err(rc, path);
	else if (text.n < k->least)
		rc = fail("%s: there is nothing in it to say", path);
	else if (!utf8_valid(buf_span(&text)))
		rc = fail_err(ERR_TEXT, path);
	else
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
		return fail_err(ERR_TEXT, k->option);
	if (k->type == VERB_MATTERS)
		return set_matters(line, k->name, value);
	return set(line, k->name, json_string(value));
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
	if (rc == EXIT_DONE && id != NULL)
		rc = set(*out, "id", json_string(id));
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

static const struct outcome *
outcome_of(const struct outcome *outcomes, const char *verb)
{
	while (outcomes->verb != NULL && (verb == NULL || strcmp(outcomes->verb, verb) != 0))
		outcomes++;
	return outcomes;
}

static int
perform(struct visit *v, json_t *line, const struct outcome **out, const struct outcome *outcomes)
{
	int rc;

	v->line = line;
	*out = outcome_of(outcomes, line_value(v, "do"));
	rc = visit_do(v, line);
	if (rc == EXIT_DONE)
		rc = visit_perform(v);
	if (rc == EXIT_DONE && (*out)->check != NULL)
		rc = (*out)->check(v);
	return rc;
}

static int
print_outcome(struct visit *v, const struct outcome *o, bool json)
{
	json_t *told, *part;
	int rc;

	if (!json)
		return o->print == NULL ? EXIT_DONE : o->print(v);
	told = json_object();
	if (told != NULL && json_object_get(v->line, "id") != NULL)
		(void)json_object_set(told, "id", json_object_get(v->line, "id"));
	if (told == NULL || (o->add != NULL && o->add(v, told) != 0)) {
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

	if (isatty(STDIN_FILENO) != 1 || isatty(STDERR_FILENO) != 1)
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
		rc = perform(&v, line, &o, outcomes);
	if (rc == EXIT_UNDECIDED && decide(&v, line) == EXIT_DONE)
		rc = perform(&v, line, &o, outcomes);
	if (rc == EXIT_DONE)
		rc = print_outcome(&v, o, is_given(a, "--json"));
	if (rc != EXIT_DONE && v.problem[0] != '\0')
		(void)fail("%s", v.problem);
	json_decref(line);
	/* What came of it is told first: a connection lost from now on takes nothing with it. */
	(void)fflush(stdout);
	visit_fill(&v);
	visit_clear(&v);
	return rc;
}

/* ---- lines ---- */

/* Standard input, which may hold words: read by hand, and wiped. */
struct input {
	uint8_t bytes[1 << 14];
	size_t at, n;
};

/* The next byte; EOF at the end, and -2 for an error. */
static int
next_byte(struct input *in)
{
	while (in->at == in->n) {
		ssize_t n = read(STDIN_FILENO, in->bytes, sizeof in->bytes);

		if (n == 0)
			return EOF;
		if (n < 0 && errno != EINTR)
			return -2;
		in->at = 0;
		in->n = n < 0 ? 0 : (size_t)n;
	}
	return in->bytes[in->at++];
}

/* One line of standard input, without its end. ERR_ABSENT: there are no more. ERR_SIZE: too long,
   and passed over. ERR_DISK. */
static int
read_line(struct input *in, struct buf *out)
{
	bool any = false, long_line = false;
	int c;

	buf_clear(out);
	buf_init(out, LINE_MAX_BYTES);
	while ((c = next_byte(in)) >= 0 && c != '\n') {
		any = true;
		if (!long_line)
			buf_put_u8(out, (uint8_t)c);
		long_line = out->err == ERR_SIZE;
	}
	if (c < 0 && !(c == EOF && any))
		return c == EOF ? ERR_ABSENT : ERR_DISK;
	return out->err;
}

/* Nothing but what JSON may have between its words. */
static bool
is_blank(struct span line)
{
	for (size_t i = 0; i < line.n; i++) {
		if (memchr(" \t\r", line.p[i], 3) == NULL)
			return false;
	}
	return true;
}

static json_t *
answer_to(const json_t *line)
{
	const json_t *id = json_object_get(line, "id");
	json_t *told = json_object();

	if (told != NULL && id != NULL && json_object_set(told, "id", json_deep_copy(id)) != 0) {
		json_decref(told);
		return NULL;
	}
	return told;
}

static json_t *
tell(struct visit *v, const struct outcome *o, line_adder *always, const json_t *line,
     int exit_value)
{
	json_t *told = answer_to(line);
	int rc = told == NULL ? -1 : 0;

	if (rc == 0 && exit_value == EXIT_DONE) {
		rc = json_object_set_new(told, "ok", json_true());
		if (rc == 0 && o != NULL && o->add != NULL)
			rc = o->add(v, told);
		if (rc == 0 && always != NULL)
			rc = always(v, told);
	} else if (rc == 0) {
		rc = json_object_set_new(told, "error", json_string(v->problem)) |
		     json_object_set_new(told, "exit", json_integer(exit_value));
	}
	if (rc != 0) {
		json_decref(told);
		return NULL;
	}
	return told;
}

/* A line without an id gets one, so that its answer has it too. */
static int
name_line(json_t *line)
{
	uint8_t id[MESSAGE_ID_BYTES];
	char hex[2 * MESSAGE_ID_BYTES + 1];
	struct buf random;
	int rc;

	if (!json_is_object(line) || json_object_get(line, "id") != NULL)
		return 0;
	buf_init(&random, sizeof id);
	buf_put_random(&random, sizeof id);
	if (random.err != 0)
		return random.err;
	hex_put(hex, buf_span(&random));
	buf_clear(&random);
	rc = json_object_set_new(line, "id", json_string(hex));
	return rc == 0 ? 0 : ERR_MEMORY;
}

static int
do_line(struct visit *v, struct span text, int got, const struct outcome *outcomes,
        line_adder *always)
{
	const struct outcome *o = NULL;
	json_t *line = NULL, *told;
	char *dumped;
	int rc = got != 0 ? got : json_read(&line, text), exit_value = EXIT_DONE;

	v->problem[0] = '\0';
	if (rc == 0)
		rc = name_line(line);
	if (rc != 0) {
		exit_value = rc < 0 ? EXIT_FAILED : EXIT_USAGE;
		(void)visit_problem(v, "%s",
		                    rc == ERR_SIZE     ? "the line is too long: at most 1 MiB"
		                    : rc == ERR_FORMAT ? "the line is no JSON"
		                                       : err_text(rc));
	} else {
		exit_value = perform(v, line, &o, outcomes);
	}
	told = tell(v, o, always, line, exit_value);
	dumped = told == NULL ? NULL : json_text(told, JSON_COMPACT | JSON_ENSURE_ASCII);
	if (dumped == NULL)
		exit_value = fail_err(ERR_MEMORY, "an answer");
	else
		(void)printf("%s\n", dumped);
	if (dumped != NULL)
		secret_wipe(dumped, strlen(dumped));
	free(dumped);
	json_decref(told);
	json_decref(line);
	v->line = NULL;
	return exit_value;
}

int
line_run_all(const struct arguments *a, visit_opener *open, const struct outcome *outcomes,
             line_adder *always)
{
	const char *words = option(a, "--words-file");
	struct input in = {.n = 0};
	struct visit v;
	struct buf text;
	int rc, got, highest = EXIT_DONE;

	if (words != NULL && strcmp(words, "-") == 0)
		return fail("standard input is the lines: give the words in a file, or on another "
		            "descriptor with --words-fd");
	rc = open(&v, a);
	if (rc != EXIT_DONE)
		return rc;
	v.style.details = v.style.lines = true;
	if (v.room != NULL)
		room_pace(v.room, ROOM_BY_LINES);
	buf_init(&text, LINE_MAX_BYTES);
	while ((got = read_line(&in, &text)) != ERR_ABSENT && got != ERR_DISK) {
		if (got == 0 && is_blank(buf_span(&text)))
			continue;
		rc = do_line(&v, buf_span(&text), got, outcomes, always);
		/* Whoever cannot be answered is told at once, and nothing more is done. */
		if (fflush(stdout) != 0)
			rc = fail("the answers cannot be written; the lines that follow were not "
			          "done");
		highest = rc > highest ? rc : highest;
		if (ferror(stdout) != 0)
			break;
	}
	if (got == ERR_DISK && fail("standard input could not be read") > highest)
		highest = EXIT_FAILED;
	secret_wipe(&in, sizeof in);
	buf_clear(&text);
	visit_fill(&v);
	visit_clear(&v);
	return highest;
}
