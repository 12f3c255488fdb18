#include "cli/first.h"

#include <stdio.h>
#include <string.h>

#include "cli/templates.h"
#include "content/check.h"
#include "content/content.h"

/* What an office writes of itself in three ways, depending on `writing`. */
static const struct {
	const char *writing;
	const char *note;
} writing_notes[] = {
	{"full", "Whatever it is, you can bring it here."},
	{"arranging only", ""}, /* the page says it above */
	{"off", "This office cannot be written to: call, or visit."},
};

#define ENTRY(id) "entries/" id ".yaml", "entry.yaml"
const struct first_file first_files[] = {
	{"office.yaml", "office.yaml", NULL, NULL, NULL},
	{"policies.yaml", "policies.yaml", NULL, NULL, NULL},
	{"principles.yaml", "principles.yaml", NULL, NULL, NULL},
	{"guides/before-we-talk.md", "before-we-talk.md", NULL, NULL, NULL},
	{ENTRY("human-resources"), "Human Resources", "Human Resources",
         "pay-leave, policy-discipline"},
	{ENTRY("ombuds"), NULL, NULL, "unsure, conflict, fairness, retaliation"},
	{ENTRY("eap"), "Employee Assistance Program (EAP)", "Employee Assistance Program",
         "stress-health, home-family"},
};
const size_t first_files_n = sizeof first_files / sizeof *first_files;
const char *const first_folders[2] = {"entries", "guides"};

/* ---- YAML ---- */

/* Words and numbers that nobody takes for anything else. */
static bool
is_plain(struct span text)
{
	if (text.n == 0 || text.p[0] == ' ' || text.p[text.n - 1] == ' ' ||
	    span_equal(text, span_text("null")))
		return false;
	for (size_t i = 0; i < text.n; i++) {
		uint8_t c = text.p[i];
		bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
		if (!letter && (c < '0' || c > '9') && c != ' ')
			return false;
	}
	return true;
}

void
first_scalar(struct buf *out, struct span text)
{
	if (is_plain(text)) {
		buf_put(out, text.p, text.n);
		return;
	}
	buf_put_text(out, "\"");
	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] == '"' || text.p[i] == '\\')
			buf_put_text(out, "\\");
		buf_put_u8(out, text.p[i]);
	}
	buf_put_text(out, "\"");
}

/* ---- what stands in the templates ---- */

struct draft {
	const struct first_file *file;
	const struct answers *answers;
	const char *today;
};

/* In a draft for trying out, an example stands for what was not asked yet. */
static const char *
answer_in(const struct draft *d, enum question_name q, size_t row)
{
	const char *text = answers_or_usual(d->answers, q, row);

	return text != NULL ? text : questions[q].example;
}

static const char *
answer(const struct draft *d, enum question_name q)
{
	return answer_in(d, q, 0);
}

static bool
is_supplied(const char *text)
{
	return strcmp(text, CONTENT_NOT_SUPPLIED) != 0;
}

/* At least one, which the example is. */
static size_t
rows_of(const struct draft *d, enum question_name q)
{
	size_t n = answers_rows(d->answers, questions[q].list);

	return n == 0 ? 1 : n;
}

static void
put_list(struct buf *out, const struct draft *d, enum question_name q)
{
	struct span rest = span_text(answer(d, q)), part;
	const char *before = "  - ";

	while ((part = answers_part(&rest)).n > 0) {
		buf_put_text(out, before);
		first_scalar(out, part);
		before = "\n  - ";
	}
}

static void
put_institutions(struct buf *out, const struct draft *d, enum question_name q)
{
	size_t n = rows_of(d, q);

	for (size_t i = 0; i < n; i++) {
		const char *name = answer_in(d, q, i);
		const char *given = d->answers->given[ASK_INSTITUTION_ID][i];
		char id[ANSWER_ID_BYTES + 1];

		answers_id(id, span_text(name), i);
		buf_put_text(out, i == 0 ? "  - id: " : "\n  - id: ");
		first_scalar(out, span_text(given != NULL ? given : id));
		buf_put_text(out, "\n    name: ");
		first_scalar(out, span_text(name));
	}
}

/* A list on one line: [English, Spanish] */
static void
put_spoken(struct buf *out, const char *text)
{
	struct span rest = span_text(text), part;
	const char *before = "\n    languages: [";

	if (!is_supplied(text))
		return;
	while ((part = answers_part(&rest)).n > 0) {
		buf_put_text(out, before);
		first_scalar(out, part);
		before = ", ";
	}
	buf_put_text(out, "]");
}

static void
put_people(struct buf *out, const struct draft *d, enum question_name q)
{
	size_t n = rows_of(d, q);

	for (size_t i = 0; i < n; i++) {
		const char *about = answer_in(d, ASK_ABOUT, i);

		buf_put_text(out, i == 0 ? "  - name: " : "\n  - name: ");
		first_scalar(out, span_text(answer_in(d, q, i)));
		buf_put_text(out, "\n    role: ");
		first_scalar(out, span_text(answer_in(d, ASK_ROLE, i)));
		if (is_supplied(about)) {
			buf_put_text(out, "\n    about: ");
			first_scalar(out, span_text(about));
		}
		put_spoken(out, answer_in(d, ASK_SPOKEN, i));
	}
}

static void
put_scalar(struct buf *out, const struct draft *d, enum question_name q)
{
	first_scalar(out, span_text(answer(d, q)));
}

/* In the midst of a line of running text. */
static void
put_text(struct buf *out, const struct draft *d, enum question_name q)
{
	buf_put_text(out, answer(d, q));
}

static void
put_days(struct buf *out, const struct draft *d, enum question_name q)
{
	put_text(out, d, q);
	buf_put_text(out, strcmp(answer(d, q), "1") == 0 ? " day" : " days");
}

/* As a value, a sentence around an answer. */
static void
put_sentence(struct buf *out, const char *before, const char *text, const char *after)
{
	struct buf sentence;

	buf_init(&sentence, CONTENT_FILE_MAX);
	buf_put_text(&sentence, before);
	buf_put_text(&sentence, text);
	buf_put_text(&sentence, after);
	if (sentence.err != 0)
		out->err = sentence.err;
	first_scalar(out, buf_span(&sentence));
	buf_clear(&sentence);
}

static void
put_statement(struct buf *out, const struct draft *d, enum question_name q)
{
	const char *whom = answer(d, q);

	if (!is_supplied(whom))
		put_sentence(
			out, "To whom the office answers is ", whom,
			" yet. Whoever it is learns of patterns, and never who came or what was "
			"said.");
	else
		put_sentence(
			out, "The office answers to: ", whom,
			". There one learns of patterns and recommendations, and never who came "
			"or what was said.");
}

static void
put_emergency(struct buf *out, const struct draft *d, enum question_name q)
{
	put_sentence(out, "Is somebody in danger now? This is what to call: ", answer(d, q),
	             ". This office cannot help in an emergency.");
}

/* What was answered may be more than a number: then there is no button. */
static void
put_emergency_number(struct buf *out, const struct draft *d, enum question_name q)
{
	const char *remedy;

	first_scalar(out,
	             span_text(check_number(answer(d, q), &remedy) == NULL ? answer(d, q)
	                                                                   : CONTENT_NOT_SUPPLIED));
}

static void
put_writing_note(struct buf *out, const struct draft *d, enum question_name q)
{
	for (size_t i = 0; i < sizeof writing_notes / sizeof *writing_notes; i++) {
		if (strcmp(writing_notes[i].writing, answer(d, q)) == 0)
			buf_put_text(out, writing_notes[i].note);
	}
}

static void
put_arranging_note(struct buf *out, const struct draft *d, enum question_name q)
{
	size_t n = rows_of(d, q);

	for (size_t i = 0; i < n; i++) {
		if (strcmp(answer_in(d, q, i), "arranging") != 0)
			continue;
		buf_put_text(out, "Who only arranges meetings reads what is sent to that person. ");
		return;
	}
}

static void
put_since(struct buf *out, const struct draft *d, enum question_name q)
{
	const char *day = answer(d, q);

	buf_put_text(out, strcmp(day, USUAL_TODAY) == 0 ? d->today : day);
}

/* An entry without a name of its own is the office's, which is called as its people are. */
static void
put_entry_name(struct buf *out, const struct draft *d, enum question_name q)
{
	first_scalar(out, span_text(d->file->name != NULL ? d->file->name : answer(d, q)));
}

static void
put_entry_owner(struct buf *out, const struct draft *d, enum question_name q)
{
	first_scalar(out, span_text(d->file->owner != NULL ? d->file->owner : answer(d, q)));
}

static void
put_entry_topics(struct buf *out, const struct draft *d, enum question_name q)
{
	(void)q;
	buf_put_text(out, d->file->topics);
}

static const struct slot {
	const char *word;
	void (*put)(struct buf *out, const struct draft *d, enum question_name q);
	enum question_name q;
} slots[] = {
	{"name", put_scalar, ASK_NAME},
	{"title", put_scalar, ASK_TITLE},
	{"title-text", put_text, ASK_TITLE},
	{"languages", put_list, ASK_LANGUAGES},
	{"institutions", put_institutions, ASK_INSTITUTION},
	{"populations", put_list, ASK_POPULATIONS},
	{"origins", put_list, ASK_ORIGINS},
	{"people", put_people, ASK_PERSON},
	{"writing", put_scalar, ASK_WRITING},
	{"days", put_scalar, ASK_DAYS},
	{"days-text", put_days, ASK_DAYS},
	{"since", put_since, ASK_SINCE},
	{"answers-to", put_scalar, ASK_ANSWERS_TO},
	{"statement", put_statement, ASK_ANSWERS_TO},
	{"phone", put_scalar, ASK_PHONE},
	{"hours", put_scalar, ASK_HOURS},
	{"place", put_scalar, ASK_PLACE},
	{"emergency", put_text, ASK_EMERGENCY},
	{"emergency-text", put_emergency, ASK_EMERGENCY},
	{"emergency-number", put_emergency_number, ASK_EMERGENCY},
	{"writing-note", put_writing_note, ASK_WRITING},
	{"arranging-note", put_arranging_note, ASK_ROLE},
	{"entry-name", put_entry_name, ASK_TITLE},
	{"entry-owner", put_entry_owner, ASK_NAME},
	{"entry-topics", put_entry_topics, ASK_NAME},
};

static void
put_slot(struct buf *out, const struct draft *d, struct span word)
{
	for (size_t i = 0; i < sizeof slots / sizeof *slots; i++) {
		if (span_equal(word, span_text(slots[i].word)))
			slots[i].put(out, d, slots[i].q);
	}
}

static struct span
template_of(const char *name)
{
	size_t i = 0;

	while (strcmp(templates[i].name, name) != 0)
		i++;
	return span(templates[i].bytes, templates[i].n);
}

/* How many bytes stand before the next mark; all when there is none. */
static size_t
before(struct span text, const char *mark)
{
	const uint8_t *at = text.n == 0 ? NULL : memmem(text.p, text.n, mark, 2);

	return at == NULL ? text.n : (size_t)(at - text.p);
}

int
first_write(struct buf *out, const struct first_file *file, const struct answers *a,
            const char *today)
{
	struct draft d = {file, a, today};
	struct span text = template_of(file->template);

	while (text.n > 0) {
		size_t n = before(text, "{{");

		buf_put(out, text.p, n);
		if (n == text.n)
			break;
		text = span(text.p + n + 2, text.n - n - 2);
		n = before(text, "}}");
		put_slot(out, &d, span(text.p, n));
		text = span(text.p + n + 2, text.n - n - 2);
	}
	return out->err;
}
