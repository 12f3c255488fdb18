#include "core/desk/coding.h"

#include <stdio.h>
#include <string.h>

struct coding_of {
	struct coding *out;
	char *problem; /* PROBLEM_MAX */
	const struct verb_line *line;
	const struct practice *p;
};

/* What was typed, cut to what fits a sentence, between whole letters. */
static int
typed_bytes(struct span typed)
{
	size_t n = typed.n < PRACTICE_ROW_MAX ? typed.n : PRACTICE_ROW_MAX;

	while (n > 0 && !utf8_valid(span(typed.p, n)))
		n--;
	return (int)n;
}

static const char *
typed_text(struct span typed)
{
	return typed.n == 0 ? "" : (const char *)typed.p;
}

/* ---- concerns ---- */

static int
no_code(const struct coding_of *c, struct span typed)
{
	uint8_t found[CODES_FOUND_MAX];
	size_t n = codes_find(&c->p->codes, typed, found);
	int at = snprintf(c->problem, PROBLEM_MAX, "there is no code %.*s", typed_bytes(typed),
	                  typed_text(typed));

	if (n == 0)
		(void)snprintf(c->problem + at, PROBLEM_MAX - (size_t)at,
		               "; what is listed nowhere is x");
	for (size_t i = 0; i < n && at < PROBLEM_MAX; i++) {
		const struct code_row *row = codes_row(&c->p->codes, found[i]);
		char code[CODE_TEXT_MAX];

		code_text(code, found[i]);
		at += snprintf(c->problem + at, PROBLEM_MAX - (size_t)at, "%s%s %.*s",
		               i == 0 ? "; the nearest: " : ", ", code, typed_bytes(row->name),
		               typed_text(row->name));
	}
	return ERR_CHOICE;
}

static int
add_concern(const struct coding_of *c, struct span typed)
{
	struct mark held = {.state = MARK_OPEN};
	uint8_t code;
	int rc;

	if (code_read(&code, typed) != 0 || codes_row(&c->p->codes, code) == NULL)
		return no_code(c, typed);
	memcpy(held.concerns, c->out->concerns, sizeof held.concerns);
	rc = mark_add_concern(&held, code);
	memcpy(c->out->concerns, held.concerns, sizeof held.concerns);
	if (rc == 0)
		return 0;
	(void)snprintf(c->problem, PROBLEM_MAX, "a matter has at most %d concerns",
	               (int)MARK_CONCERNS_MAX);
	return ERR_CHOICE;
}

static int
read_about(const struct coding_of *c)
{
	struct span word;
	size_t i = 0;
	int rc = 0;

	c->out->about = verb_given(c->line, "about");
	for (; rc == 0 && verb_word(&word, c->line, "about", i); i++) {
		if (span_equal(word, span_text("0")))
			c->out->question = true;
		else
			rc = add_concern(c, word);
	}
	if (rc == 0 && c->out->question && i > 1) {
		(void)snprintf(c->problem, PROBLEM_MAX,
		               "0 is a question only, and stands by itself");
		rc = ERR_CHOICE;
	}
	return rc;
}

/* ---- the rest ---- */

/* The words of a list, parted by commas. */
static void
put_words(const struct coding_of *c, int at, const char *const *words)
{
	for (size_t i = 0; words[i] != NULL && at < PROBLEM_MAX; i++)
		at += snprintf(c->problem + at, PROBLEM_MAX - (size_t)at, "%s%s",
		               i == 0 ? "" : ", ", words[i]);
}

static int
read_did(const struct coding_of *c)
{
	struct span word;

	for (size_t i = 0; verb_word(&word, c->line, "did", i); i++) {
		unsigned w = 0;

		while (mark_services[w] != NULL &&
		       !verb_is_word(word, mark_services[w], strlen(mark_services[w])))
			w++;
		if (mark_services[w] == NULL) {
			put_words(c,
			          snprintf(c->problem, PROBLEM_MAX,
			                   "%.*s is nothing that is done: ", typed_bytes(word),
			                   typed_text(word)),
			          mark_services);
			return ERR_CHOICE;
		}
		c->out->rest.did = (uint8_t)(c->out->rest.did | 1U << w);
	}
	return 0;
}

static int
read_row(const struct coding_of *c, const char *key, const struct practice_rows *rows,
         uint16_t *out)
{
	const char *names[PRACTICE_ROWS_MAX + 1] = {NULL};
	struct span word = verb_value(c->line, key);

	if (word.n == 0)
		return 0;
	*out = practice_key(rows, word);
	if (*out != 0)
		return 0;
	for (size_t i = 0; i < rows->n; i++)
		names[i] = rows->names[i];
	put_words(c,
	          snprintf(c->problem, PROBLEM_MAX, "%s: %.*s is none of this office's: ", key,
	                   typed_bytes(word), typed_text(word)),
	          names);
	return ERR_CHOICE;
}

/* What an office does not ask is not kept either. */
static int
check_asked(const struct coding_of *c)
{
	for (unsigned i = 0; dimension_names[i] != NULL; i++) {
		if (!verb_given(c->line, dimension_names[i]))
			continue;
		c->out->given |= 1U << i;
		if ((c->p->asks >> i & 1) != 0)
			continue;
		(void)snprintf(c->problem, PROBLEM_MAX, "this office does not count this: %s",
		               dimension_names[i]);
		return ERR_CHOICE;
	}
	return 0;
}

int
coding_read(struct coding *out, char problem[PROBLEM_MAX], const struct verb_line *line,
            const struct practice *p)
{
	const struct coding_of c = {out, problem, line, p};
	int rc;

	*out = (struct coding){.about = false};
	rc = check_asked(&c);
	if (rc == 0)
		rc = read_about(&c);
	if (rc == 0)
		rc = read_did(&c);
	if (rc == 0)
		rc = read_row(&c, "group", &p->groups, &out->rest.group);
	if (rc == 0)
		rc = read_row(&c, "heard", &p->heard, &out->rest.heard);
	out->rest.with = (uint8_t)verb_choice(line, "with");
	out->rest.ended = (uint8_t)verb_choice(line, "ended");
	out->rest.minutes = (uint8_t)verb_choice(line, "minutes");
	return rc;
}

void
coding_rest(struct mark_rest *to, const struct coding *c)
{
	const struct mark_rest *from = &c->rest;

	to->group = (c->given & ASKS_GROUP) != 0 ? from->group : to->group;
	to->heard = (c->given & ASKS_HEARD) != 0 ? from->heard : to->heard;
	to->did = (c->given & ASKS_DID) != 0 ? from->did : to->did;
	to->with = (c->given & ASKS_WITH) != 0 ? from->with : to->with;
	to->ended = (c->given & ASKS_ENDED) != 0 ? from->ended : to->ended;
	to->minutes = (c->given & ASKS_MINUTES) != 0 ? from->minutes : to->minutes;
}
