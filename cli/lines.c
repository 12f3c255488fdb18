/* Lines from standard input: a room's one after another, a desk's all in one look. */
#include "cli/lines.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/say.h"
#include "core/json.h"
#include "core/secret.h"

enum {
	LINE_MAX_BYTES = 1 << 20, /* a text of the greatest length, every byte of it escaped */
	LINES_A_LOOK = 64,
};
_Static_assert((int)LINES_A_LOOK <= (int)ACTS_DONE_MAX, "what is done again is known as done");

/* ---- reading ---- */

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

/* ---- answering ---- */

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
tell(struct visit *v, const struct outcome *o, const json_t *line, int exit_value)
{
	json_t *told = answer_to(line);
	int rc = told == NULL ? -1 : 0;

	if (rc == 0 && exit_value == EXIT_DONE) {
		rc = json_object_set_new(told, "ok", json_true());
		if (rc == 0 && o != NULL && o->add != NULL)
			rc = o->add(v, told);
		if (rc == 0 && o != NULL && o->then != NULL)
			rc = o->then(v, told);
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

/* Reads one; EXIT_ value, .problem says what is wrong with it. */
static int
parse(struct visit *v, struct span text, int got, json_t **line)
{
	int rc = got != 0 ? got : json_read(line, text);

	v->problem[0] = '\0';
	if (rc == 0)
		rc = name_line(*line);
	if (rc == 0)
		return EXIT_DONE;
	(void)visit_problem(v, "%s",
	                    rc == ERR_SIZE     ? "the line is too long: at most 1 MiB"
	                    : rc == ERR_FORMAT ? "the line is no JSON"
	                                       : err_text(rc));
	return rc < 0 ? EXIT_FAILED : EXIT_USAGE;
}

/* One answer, on a line of its own; told is done with. */
static int
print_told(json_t *told, int exit_value)
{
	char *dumped = told == NULL ? NULL : json_text(told, JSON_COMPACT | JSON_ENSURE_ASCII);

	if (dumped == NULL)
		exit_value = fail_err(ERR_MEMORY, "an answer");
	else
		(void)printf("%s\n", dumped);
	if (dumped != NULL)
		secret_wipe(dumped, strlen(dumped));
	free(dumped);
	json_decref(told);
	return exit_value;
}

/* ---- what both do ---- */

/* What is read, and how it ends. */
struct lines {
	struct input in;
	struct buf text;
	int got; /* of the last read_line */
	int highest;
};

static bool
next_line(struct lines *l)
{
	do
		l->got = read_line(&l->in, &l->text);
	while (l->got == 0 && is_blank(buf_span(&l->text)));
	return l->got != ERR_ABSENT && l->got != ERR_DISK;
}

/* Whoever cannot be answered is told at once, how it stands with the other lines, and nothing more
 * is done. */
static bool
note_answer(struct lines *l, int exit_value, const char *others)
{
	if (fflush(stdout) != 0)
		exit_value = fail("the answers cannot be written; %s", others);
	l->highest = exit_value > l->highest ? exit_value : l->highest;
	return ferror(stdout) == 0;
}

static int
begin(struct lines *l, struct visit *v, const struct arguments *a, visit_opener *open)
{
	const char *words = option(a, "--words-file");
	int rc;

	*l = (struct lines){.highest = EXIT_DONE};
	if (words != NULL && strcmp(words, "-") == 0)
		return fail("standard input is the lines: give the words in a file, or on another "
		            "descriptor with --words-fd");
	rc = open(v, a);
	if (rc != EXIT_DONE)
		return rc;
	v->style.details = v->style.lines = true;
	if (v->room != NULL)
		room_pace(v->room, ROOM_BY_LINES);
	buf_init(&l->text, LINE_MAX_BYTES);
	return EXIT_DONE;
}

static int
finish(struct lines *l, struct visit *v)
{
	if (l->got == ERR_DISK && fail("standard input could not be read") > l->highest)
		l->highest = EXIT_FAILED;
	secret_wipe(&l->in, sizeof l->in);
	buf_clear(&l->text);
	visit_fill(v);
	visit_clear(v);
	return l->highest;
}

/* ---- one after another ---- */

static int
do_line(struct visit *v, struct span text, int got, const struct outcome *outcomes)
{
	const struct outcome *o = NULL;
	json_t *line = NULL;
	int exit_value = parse(v, text, got, &line);

	if (exit_value == EXIT_DONE)
		exit_value = line_perform(v, line, &o, outcomes);
	visit_undecided(v, exit_value);
	exit_value = print_told(tell(v, o, line, exit_value), exit_value);
	json_decref(line);
	v->line = NULL;
	return exit_value;
}

int
lines_run_each(const struct arguments *a, visit_opener *open, const struct outcome *outcomes)
{
	struct lines l;
	struct visit v;
	int rc = begin(&l, &v, a, open);

	if (rc != EXIT_DONE)
		return rc;
	while (next_line(&l) && note_answer(&l, do_line(&v, buf_span(&l.text), l.got, outcomes),
	                                    "the lines that follow were not done"))
		continue;
	return finish(&l, &v);
}

/* ---- all in one look ---- */

/* A line, and how it is answered as far as that is known. */
struct task {
	json_t *line, *told;
	const struct outcome *o;
	int exit;
	bool done; /* in the open vault */
	char problem[PROBLEM_MAX];
};

static void
note_problem(struct task *t, const struct visit *v, int exit_value)
{
	t->exit = exit_value;
	(void)snprintf(t->problem, sizeof t->problem, "%s", v->problem);
}

static void
show_task(struct visit *v, struct task *t)
{
	v->line = t->line;
	t->told = json_object();
	if (t->told == NULL || (t->o->add != NULL && t->o->add(v, t->told) != 0)) {
		(void)visit_problem(v, "%s", err_text(ERR_MEMORY));
		note_problem(t, v, EXIT_FAILED);
	}
}

/* What it shows is as it is in its turn, or once the look is over. */
static void
do_task(struct visit *v, struct task *t)
{
	v->line = t->line;
	note_problem(t, v, visit_act(v, t->line));
	t->done = t->exit == EXIT_DONE;
	if (t->exit == EXIT_DONE && !t->o->late)
		show_task(v, t);
}

/* Whether the server has a save with this line in it, though not all of the look went well. */
static bool
saved(const struct visit *v, const struct task *t)
{
	uint8_t id[MESSAGE_ID_BYTES];
	const char *hex = json_string_value(json_object_get(t->line, "id"));

	return t->done && desk_vault(v->desk) != NULL && desk_unsaved(v->desk) == 0 &&
	       hex != NULL && hex_get(id, sizeof id, span_text(hex)) == 0 &&
	       vault_done(desk_vault(v->desk), id);
}

static int
tell_task(struct visit *v, struct task *t, line_adder *always)
{
	json_t *told = answer_to(t->line);

	v->line = t->line;
	(void)snprintf(v->problem, sizeof v->problem, "%s", t->problem);
	if (t->exit == EXIT_DONE && t->o->check != NULL)
		t->exit = t->o->check(v);
	visit_undecided(v, t->exit);
	if (told == NULL) {
		t->exit = EXIT_FAILED;
	} else if (t->exit == EXIT_DONE) {
		(void)json_object_set_new(told, "ok", json_true());
		(void)json_object_update(told, t->told);
		if (t->o->then != NULL)
			(void)t->o->then(v, told);
		(void)always(v, told);
	} else {
		(void)json_object_set_new(told, "error", json_string(v->problem));
		(void)json_object_set_new(told, "exit", json_integer(t->exit));
	}
	v->line = NULL;
	return print_told(told, t->exit);
}

/* What an answer showed may be acted on from the next look on. */
static void
note_shown(struct visit *v, const struct task *t)
{
	const char *what = json_string_value(json_object_get(t->line, "do"));
	const char *matter = json_string_value(json_object_get(t->line, "matter"));
	uint32_t id;

	if (t->exit != EXIT_DONE || what == NULL)
		return;
	if (strcmp(what, "inbox") == 0)
		desk_shown(v->desk, 0);
	else if (strcmp(what, "show") == 0 && matter != NULL &&
	         matter_id(&id, span_text(matter)) == 0)
		desk_shown(v->desk, id);
}

/* Reads what one look does; what shows all that the look has brought is the last of it. */
static size_t
read_tasks(struct lines *l, struct visit *v, struct task *tasks, const struct outcome *outcomes)
{
	size_t n = 0;

	while (n < LINES_A_LOOK && (n == 0 || !tasks[n - 1].o->late) && next_line(l)) {
		struct task *t = &tasks[n++];

		*t = (struct task){0};
		note_problem(t, v, parse(v, buf_span(&l->text), l->got, &t->line));
		t->o = line_outcome(outcomes, json_string_value(json_object_get(t->line, "do")));
	}
	return n;
}

static void
look_for(struct visit *v, struct task *tasks, size_t n)
{
	int rc = visit_until_ready(v);

	for (size_t i = 0; rc == EXIT_DONE && i < n; i++) {
		if (tasks[i].exit == EXIT_DONE)
			do_task(v, &tasks[i]);
	}
	if (rc == EXIT_DONE)
		rc = visit_perform(v);
	for (size_t i = 0; i < n; i++) {
		struct task *t = &tasks[i];

		if (rc != EXIT_DONE && t->exit == EXIT_DONE && !saved(v, t))
			note_problem(t, v, rc);
		if (t->exit == EXIT_DONE && t->o->late)
			show_task(v, t);
	}
}

int
lines_run_looks(const struct arguments *a, visit_opener *open, const struct outcome *outcomes,
                line_adder *always)
{
	struct task *tasks = calloc(LINES_A_LOOK, sizeof *tasks);
	struct lines l;
	struct visit v;
	bool more = true, told = true;
	int rc = tasks == NULL ? fail_err(ERR_MEMORY, "lines") : begin(&l, &v, a, open);

	if (rc != EXIT_DONE) {
		free(tasks);
		return rc;
	}
	while (more) {
		size_t n = read_tasks(&l, &v, tasks, outcomes);

		more = n == LINES_A_LOOK || (n > 0 && tasks[n - 1].o->late);
		if (n > 0)
			look_for(&v, tasks, n);
		for (size_t i = 0; i < n; i++) {
			if (told &&
			    !note_answer(&l, tell_task(&v, &tasks[i], always),
			                 "the lines that it had read are done all the same"))
				told = more = false;
			note_shown(&v, &tasks[i]);
			json_decref(tasks[i].line);
			json_decref(tasks[i].told);
		}
	}
	free(tasks);
	return finish(&l, &v);
}
