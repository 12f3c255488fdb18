#include "cli/interview.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "cli/say.h"
#include "cli/taking.h"

enum {
	ANSWER_MAX = 4096,     /* bytes of one line */
	SKIPPED_MAX = 1 << 20, /* bytes of a line that is too long, before it is no line */
	TRIES_MAX = 20,        /* in a row without an answer: nobody is there who reads */
	PLACES_MAX = QUESTIONS * ANSWER_ROWS,
};

/* A question, and of which of several it is asked; QUESTIONS: all have been. */
struct place {
	enum question_name q;
	size_t row;
};

enum heard {
	HEARD_ANSWER,
	HEARD_BACK,
	HEARD_NOTHING_MORE, /* .status says how it ends */
};

struct interview {
	struct answers *answers;
	bool settled[QUESTIONS]; /* by a file of answers */
	struct place asked[PLACES_MAX];
	size_t asked_n;
	bool terminal;
	int status;
};

/* ---- what comes after what ---- */

static const struct question_rows *
rows_of(enum question_name q)
{
	return &question_rows[questions[q].list];
}

/* A name in a list that holds one already: it may be left out. */
static bool
ends_list(const struct answers *a, struct place p)
{
	return questions[p.q].list != ASKED_ONCE && p.q == rows_of(p.q)->name && p.row > 0 &&
	       a->given[p.q][p.row] == NULL;
}

static struct place
after(const struct answers *a, struct place p)
{
	const struct question_rows *rows = rows_of(p.q);

	if (questions[p.q].list == ASKED_ONCE)
		return (struct place){p.q + 1, 0};
	if (ends_list(a, p))
		return (struct place){rows->last + 1, 0};
	if (p.q < rows->last)
		return (struct place){p.q + 1, p.row};
	if (p.row + 1 < rows->most)
		return (struct place){rows->name, p.row + 1};
	return (struct place){rows->last + 1, 0};
}

/* ---- lines ---- */

static bool
is_blank(uint8_t c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

/* A line of standard input without its end, and without blanks around it; -1 at the end of input;
 * over ANSWER_MAX: too long. */
static ssize_t
read_line(uint8_t line[ANSWER_MAX])
{
	size_t n = 0, blanks = 0;
	int c;

	while ((c = getc(stdin)) != EOF && c != '\n' && n < SKIPPED_MAX) {
		if (n < ANSWER_MAX)
			line[n] = (uint8_t)c;
		n++;
	}
	if (c == EOF && n == 0)
		return -1;
	if (n > ANSWER_MAX)
		return (ssize_t)n;
	while (n > 0 && is_blank(line[n - 1]))
		n--;
	while (blanks < n && is_blank(line[blanks]))
		blanks++;
	memmove(line, line + blanks, n - blanks);
	return (ssize_t)(n - blanks);
}

static bool
is_word(struct span line, const char *word)
{
	return line.n == strlen(word) && strncasecmp((const char *)line.p, word, line.n) == 0;
}

/* What is wrong goes where a person reads, or a script's author looks. */
static FILE *
aside(const struct interview *v)
{
	return v->terminal ? stdout : stderr;
}

/* "Person 2: name" */
static void
put_label(FILE *to, struct place p)
{
	if (questions[p.q].list != ASKED_ONCE)
		(void)fprintf(to, "%s %zu: ", rows_of(p.q)->one, p.row + 1);
	(void)fprintf(to, "%s", questions[p.q].ask);
}

/* What Enter alone leaves there; NULL: something has to be written. */
static const char *
standing(const struct answers *a, struct place p, char id[ANSWER_ID_BYTES + 1])
{
	if (a->given[p.q][p.row] != NULL)
		return a->given[p.q][p.row];
	if (ends_list(a, p))
		return rows_of(p.q)->no_more;
	if (p.q == ASK_INSTITUTION_ID) {
		answers_id(id, span_text(a->given[ASK_INSTITUTION][p.row]), p.row);
		return id;
	}
	return questions[p.q].usual;
}

static void
put_prompt(const struct interview *v, struct place p)
{
	char id[ANSWER_ID_BYTES + 1];
	const char *now = standing(v->answers, p, id);

	put_label(stdout, p);
	if (now != NULL)
		(void)printf(" [%s]", now);
	(void)printf(": ");
	if (!v->terminal)
		(void)printf("\n"); /* nothing that was typed ends the line */
	(void)fflush(stdout);
}

static void
put_problem(const struct interview *v, struct place p, const struct content_problems *problems)
{
	const struct content_problem *first = &problems->list[0];
	FILE *to = aside(v);

	if (problems->n == 0)
		return;
	if (!v->terminal) {
		put_label(to, p);
		(void)fprintf(to, ": ");
	}
	(void)fprintf(to, "%s%s. %s\nFor example: %s\n", first->what[0] == '\'' ? "" : "This ",
	              first->what, first->remedy, questions[p.q].example);
}

/* group: what the question is one of many about, or "". */
static enum heard
ended_early(struct interview *v, const char *group, const char *at)
{
	(void)printf("\n");
	(void)fflush(stdout);
	v->status = fail("the answers ended before \"%s%s%s\": nothing is written", group,
	                 group[0] == '\0' ? "" : ": ", at);
	return HEARD_NOTHING_MORE;
}

/* ---- one question ---- */

static int
take(struct interview *v, struct place p, struct span line)
{
	struct content_problems problems = {0};
	char id[ANSWER_ID_BYTES + 1];
	int rc;

	if (line.n == 0 && standing(v->answers, p, id) != NULL)
		return 0;
	if (line.n == 0) {
		(void)fprintf(aside(v), "This is needed, like: %s\n", questions[p.q].example);
		return ERR_FORMAT;
	}
	if (is_word(line, "remove") && questions[p.q].list != ASKED_ONCE &&
	    p.q == rows_of(p.q)->name && v->answers->given[p.q][p.row] != NULL)
		rc = taking_out(v->answers, questions[p.q].list, p.row, &problems);
	else
		rc = taking_one(v->answers, p.q, p.row, line, &problems);
	if (rc == ERR_FORMAT)
		put_problem(v, p, &problems);
	content_problems_clear(&problems);
	return rc;
}

static enum heard
ask(struct interview *v, struct place p)
{
	uint8_t line[ANSWER_MAX];

	(void)printf("\n%s\n", questions[p.q].help);
	for (int tries = 0; tries < TRIES_MAX; tries++) {
		put_prompt(v, p);
		ssize_t n = read_line(line);
		struct span said = span(line, n < 0 ? 0 : (size_t)n);
		int rc = ERR_FORMAT;

		if (n < 0)
			return ended_early(
				v, questions[p.q].list == ASKED_ONCE ? "" : rows_of(p.q)->one,
				questions[p.q].ask);
		if (is_word(said, "back"))
			return HEARD_BACK;
		if (n > ANSWER_MAX)
			(void)fprintf(aside(v), "That is too long: at most %d bytes\n", ANSWER_MAX);
		else if (is_word(said, "?"))
			(void)printf("%s %s\nFor example: %s\n", questions[p.q].help,
			             questions[p.q].more, questions[p.q].example);
		else
			rc = take(v, p, said);
		if (rc == 0)
			return HEARD_ANSWER;
		if (rc != ERR_FORMAT) {
			v->status = fail_err(rc, "office new");
			return HEARD_NOTHING_MORE;
		}
	}
	v->status = fail("no answer that fits was given: nothing is written");
	return HEARD_NOTHING_MORE;
}

/* A name that is new brings the questions about it along. */
static enum heard
ask_again(struct interview *v, struct place p)
{
	bool is_new = ends_list(v->answers, p);
	enum heard heard = ask(v, p);

	if (!is_new || v->answers->given[p.q][p.row] == NULL)
		return heard;
	for (enum question_name q = p.q + 1; heard == HEARD_ANSWER && q <= rows_of(p.q)->last; q++)
		heard = ask(v, (struct place){q, p.row});
	return heard;
}

/* ---- all of them, before anything is written ---- */

/* Each with a number; how many, and which is the numbered one (0: none). */
static size_t
number_places(const struct interview *v, size_t wanted, struct place *out, bool print)
{
	size_t n = 0;

	for (struct place p = {0, 0}; p.q < QUESTIONS; p = after(v->answers, p)) {
		char id[ANSWER_ID_BYTES + 1];

		n++;
		if (n == wanted)
			*out = p;
		if (!print)
			continue;
		(void)printf("%3zu  ", n);
		put_label(stdout, p);
		(void)printf(": %s\n", standing(v->answers, p, id));
	}
	return n;
}

static bool
read_number(struct span line, size_t *out)
{
	*out = 0;
	for (size_t i = 0; i < line.n; i++) {
		if (line.p[i] < '0' || line.p[i] > '9' || *out > PLACES_MAX)
			return false;
		*out = *out * 10 + (size_t)(line.p[i] - '0');
	}
	return line.n > 0;
}

/* Whether the line ends it; else what it asked for was done. */
static bool
settle(struct interview *v, struct span line, size_t n, enum heard *heard)
{
	struct place p = {0, 0};
	size_t wanted;

	*heard = HEARD_ANSWER;
	if (is_word(line, "yes") || is_word(line, "y"))
		return true;
	if (is_word(line, "no") || is_word(line, "n")) {
		v->status = fail("as you wish: nothing is written");
		*heard = HEARD_NOTHING_MORE;
		return true;
	}
	if (is_word(line, "back")) {
		*heard = HEARD_BACK;
		return true;
	}
	if (read_number(line, &wanted) && wanted >= 1 && wanted <= n) {
		(void)number_places(v, wanted, &p, false);
		*heard = ask_again(v, p);
		return *heard == HEARD_NOTHING_MORE;
	}
	(void)fprintf(is_word(line, "?") ? stdout : aside(v),
	              "yes writes the folder; no leaves, and nothing is written; a number from 1 "
	              "to %zu asks\nthat question again; back goes to the last question.\n",
	              n);
	return false;
}

static enum heard
review(struct interview *v, const char *place)
{
	uint8_t line[ANSWER_MAX];
	enum heard heard = HEARD_ANSWER;

	for (int tries = 0; tries < PLACES_MAX; tries++) {
		(void)printf("\nThis is what will be written:\n\n");
		size_t count = number_places(v, 0, NULL, true);
		(void)printf("\nWrite it into %s? yes, no, or the number of an answer to change: ",
		             place);
		if (!v->terminal)
			(void)printf("\n");
		(void)fflush(stdout);
		ssize_t n = read_line(line);

		if (n < 0)
			return ended_early(v, "", "Write it?");
		if (settle(v, span(line, n > ANSWER_MAX ? 0 : (size_t)n), count, &heard))
			return heard;
	}
	v->status = fail("neither yes nor no was answered: nothing is written");
	return HEARD_NOTHING_MORE;
}

/* ---- the walk ---- */

static bool
is_settled(const struct interview *v, struct place p)
{
	return p.q < QUESTIONS && v->settled[p.q];
}

/* Somebody who was taken out is asked about no more. */
static bool
is_gone(const struct interview *v, struct place p)
{
	size_t n = answers_rows(v->answers, questions[p.q].list);

	return questions[p.q].list != ASKED_ONCE && p.row >= n + (p.q == rows_of(p.q)->name);
}

static struct place
go_back(struct interview *v, struct place p)
{
	while (v->asked_n > 0) {
		struct place before = v->asked[--v->asked_n];

		if (!is_gone(v, before))
			return before;
	}
	(void)fprintf(aside(v), "There is nothing before this.\n");
	return p;
}

int
interview(struct answers *a, const char *place)
{
	struct interview v = {.answers = a, .terminal = isatty(STDIN_FILENO) == 1};
	struct place p = {0, 0};
	enum heard heard = HEARD_ANSWER;

	for (enum question_name q = 0; q < QUESTIONS; q++)
		v.settled[q] =
			a->given[questions[q].list == ASKED_ONCE ? q : rows_of(q)->name][0] != NULL;
	(void)printf(
		"A few questions, and %s holds what your office says about itself. Each answer\n"
		"can be changed there later. Enter alone takes what stands in [brackets]; '?'\n"
		"explains, with an example; 'back' goes back. Before anything is written you see "
		"all\n"
		"of it. Ctrl-D leaves, and nothing is written.\n",
		place);
	for (;;) {
		while (is_settled(&v, p))
			p = (struct place){p.q + 1, 0};
		heard = p.q == QUESTIONS ? review(&v, place) : ask(&v, p);
		if (heard == HEARD_NOTHING_MORE)
			return v.status;
		if (heard == HEARD_BACK) {
			p = go_back(&v, p);
			continue;
		}
		if (p.q == QUESTIONS)
			break;
		if (v.asked_n < PLACES_MAX)
			v.asked[v.asked_n++] = p;
		p = after(a, p);
	}
	(void)printf("\n");
	return EXIT_DONE;
}
