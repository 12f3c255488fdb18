#include "cli/first.h"

#include <stdio.h>
#include <string.h>

#include "cli/templates.h"
#include "content/check.h"
#include "content/schema.h"
#include "content/yaml_text.h"

#define THIS_MACHINE "http://127.0.0.1:*; http://localhost:*; http://[::1]:*"

enum { ANSWER_MAX = 2000, ID_BYTES = 40 };

const struct question questions[QUESTIONS] = {
	[ASK_NAME] = {"name", "The office's name", "As visitors will see it on every page.", NULL,
                      "Ombuds Office"},
	[ASK_TITLE] = {"title", "What an ombuds is called here",
                       "Ombuds, Ombudsperson, or whatever your people know.", "Ombuds", "Ombuds"},
	[ASK_INSTITUTIONS] = {"institutions", "The institution it serves",
                              "Several with ';' between them: none is shown another's figures.",
                              NULL, "The university"},
	[ASK_POPULATIONS] = {"populations", "Whom it serves",
                             "Coarse groups with ';' between them; nobody's belonging is checked.",
                             NULL, "Students; Staff"},
	[ASK_PEOPLE] = {"people", "Who is in it",
                        "Names with ';' between them, an ombuds first; write '(arranging)' behind "
                        "one who only arranges meetings.",
                        NULL, "Robin Vale; Kim Lee (arranging)"},
	[ASK_ANSWERS_TO] = {"answers_to", "To whom it answers",
                            "The highest authority, who learns of patterns and never of people.",
                            CONTENT_NOT_SUPPLIED, "The president"},
	[ASK_WRITING] = {"writing", "What can be written: full, arranging only, or off",
                         "Everything, only to find a time to talk, or nothing at all; calls and "
                         "visits count the same in any case.",
                         "full", "full"},
	[ASK_DAYS] = {"days", "How many days a message lives",
                      "From 1 to 30; then it is destroyed, read or not.", "30", "30"},
	[ASK_EMERGENCY] = {"emergency", "The emergency number",
                           "Shown beside every place where one can write, since nobody watches "
                           "for messages around the clock.",
                           NULL, "911"},
	[ASK_PHONE] = {"phone", "The office's phone number",
                       "For those who would rather call than write.", CONTENT_NOT_SUPPLIED,
                       "+1 617 555 0100"},
	[ASK_HOURS] = {"hours", "When somebody can be reached",
                       "Days and hours, as you would say them.", CONTENT_NOT_SUPPLIED,
                       "Monday to Friday, 9 to 17"},
	[ASK_PLACE] = {"place", "Where the office is",
                       "A place where one is not seen coming is best.", CONTENT_NOT_SUPPLIED,
                       "Garden house, first floor"},
	[ASK_ORIGINS] = {"origins", "The address where browsers will meet it",
                         "https:// and a name, or several with ';' between them; the usual ones "
                         "are for trying it on this machine.",
                         THIS_MACHINE, "https://ombuds.example.org"},
	[ASK_LANGUAGES] = {"languages", "The languages you write in",
                           "Short names like en or es with ';' between them, the first for what "
                           "has no translation; what is written for you now is English.",
                           "en", "en; es"},
};

/* What an office writes of itself in three ways, depending on `writing`. */
static const struct {
	const char *writing;
	const char *note;
} writing_notes[] = {
	{"full", "Whatever it is, you can bring it here."},
	{"arranging only", "Write only to find a time to talk; what it is about belongs there."},
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

/* ---- answers in a list ---- */

static struct span
trimmed(struct span s)
{
	while (s.n > 0 && s.p[0] == ' ')
		s = span(s.p + 1, s.n - 1);
	while (s.n > 0 && s.p[s.n - 1] == ' ')
		s.n--;
	return s;
}

/* The next entry of a list, and what is left of it; no bytes: there is no more. */
static struct span
next_part(struct span *rest)
{
	struct span part = SPAN_NONE;

	while (part.n == 0 && rest->n > 0) {
		const uint8_t *end = memchr(rest->p, ';', rest->n);
		size_t n = end == NULL ? rest->n : (size_t)(end - rest->p);

		part = trimmed(span(rest->p, n));
		*rest = end == NULL ? SPAN_NONE : span(end + 1, rest->n - n - 1);
	}
	return part;
}

static bool
take_ending(struct span *s, const char *ending)
{
	size_t n = strlen(ending);

	if (s->n <= n || memcmp(s->p + s->n - n, ending, n) != 0)
		return false;
	*s = trimmed(span(s->p, s->n - n));
	return true;
}

/* ---- what stands in the templates ---- */

struct draft {
	const struct first_file *file;
	const struct answers *answers;
	const char *today;
};

static const char *
answer(const struct draft *d, enum question_name q)
{
	if (d->answers->given[q] != NULL)
		return d->answers->given[q];
	return questions[q].usual != NULL ? questions[q].usual : questions[q].example;
}

static void
put_list(struct buf *out, const struct draft *d, enum question_name q)
{
	struct span rest = span_text(answer(d, q)), part;
	const char *before = "  - ";

	while ((part = next_part(&rest)).n > 0) {
		buf_put_text(out, before);
		first_scalar(out, part);
		before = "\n  - ";
	}
}

/* Small letters, digits and single hyphens of a name; then its place in the list, which tells
 * institutions of the same letters apart. */
static void
put_id(struct buf *out, struct span name, size_t place)
{
	char number[24];
	size_t n = 0, most;

	(void)snprintf(number, sizeof number, "%zu", place);
	most = ID_BYTES - 1 - strlen(number);
	for (size_t i = 0; i < name.n && n < most; i++) {
		uint8_t c = name.p[i];

		if (c >= 'A' && c <= 'Z')
			c = (uint8_t)(c - 'A' + 'a');
		bool fits = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
		if (!fits && (n == 0 || out->p[out->n - 1] == '-'))
			continue;
		buf_put_u8(out, fits ? c : '-');
		if (out->err != 0)
			return;
		n++;
	}
	if (n > 0 && out->p[out->n - 1] == '-')
		out->n--;
	if (n == 0)
		buf_put_text(out, "institution");
	if (place > 1 || n == 0) {
		buf_put_text(out, "-");
		buf_put_text(out, number);
	}
}

static void
put_institutions(struct buf *out, const struct draft *d, enum question_name q)
{
	struct span rest = span_text(answer(d, q)), part;

	for (size_t i = 1; (part = next_part(&rest)).n > 0; i++) {
		buf_put_text(out, i == 1 ? "  - id: " : "\n  - id: ");
		put_id(out, part, i);
		buf_put_text(out, "\n    name: ");
		first_scalar(out, part);
	}
}

static void
put_people(struct buf *out, const struct draft *d, enum question_name q)
{
	struct span rest = span_text(answer(d, q)), part;
	const char *before = "  - name: ";

	while ((part = next_part(&rest)).n > 0) {
		bool arranging = take_ending(&part, "(arranging)");

		if (!arranging)
			(void)take_ending(&part, "(ombuds)");
		buf_put_text(out, before);
		first_scalar(out, part);
		buf_put_text(out, arranging ? "\n    role: arranging" : "\n    role: ombuds");
		before = "\n  - name: ";
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

	if (strcmp(whom, CONTENT_NOT_SUPPLIED) == 0)
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
	struct span rest = span_text(answer(d, q)), part;

	while ((part = next_part(&rest)).n > 0) {
		if (!take_ending(&part, "(arranging)"))
			continue;
		buf_put_text(out, "Somebody who only arranges meetings reads what you send to "
		                  "that person, and nothing else. ");
		return;
	}
}

static void
put_today(struct buf *out, const struct draft *d, enum question_name q)
{
	(void)q;
	buf_put_text(out, d->today);
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
	{"institutions", put_institutions, ASK_INSTITUTIONS},
	{"populations", put_list, ASK_POPULATIONS},
	{"origins", put_list, ASK_ORIGINS},
	{"people", put_people, ASK_PEOPLE},
	{"writing", put_scalar, ASK_WRITING},
	{"days", put_scalar, ASK_DAYS},
	{"days-text", put_days, ASK_DAYS},
	{"today", put_today, ASK_NAME},
	{"answers-to", put_scalar, ASK_ANSWERS_TO},
	{"statement", put_statement, ASK_ANSWERS_TO},
	{"phone", put_scalar, ASK_PHONE},
	{"hours", put_scalar, ASK_HOURS},
	{"place", put_scalar, ASK_PLACE},
	{"emergency", put_text, ASK_EMERGENCY},
	{"emergency-text", put_emergency, ASK_EMERGENCY},
	{"emergency-number", put_emergency_number, ASK_EMERGENCY},
	{"writing-note", put_writing_note, ASK_WRITING},
	{"arranging-note", put_arranging_note, ASK_PEOPLE},
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

/* ---- taking answers ---- */

/* office.yaml as it would be, read. */
static int
try_out(const struct answers *a, struct content_problems *problems)
{
	struct content *c = NULL;
	struct buf text;
	int rc;

	buf_init(&text, CONTENT_FILE_MAX);
	rc = first_write(&text, &first_files[0], a, "2026-01-01");
	if (rc == 0)
		rc = content_parse(&c, "office.yaml", buf_span(&text), problems);
	content_free(c);
	buf_clear(&text);
	return rc;
}

/* What a YAML value would fold into a blank, or end at. */
static int
refuse_breaks(enum question_name q, struct span text, struct content_problems *problems)
{
	struct report r = {"", problems, 0};
	struct where at = {NULL, questions[q].key, 0, 0};

	if (text.n == 0 ||
	    (memchr(text.p, '\n', text.n) == NULL && memchr(text.p, 0, text.n) == NULL))
		return 0;
	report(&r, &at, 0, said("has several lines and must be one"),
	       said("Write it on one line: %s", questions[q].example));
	return r.err != 0 ? r.err : ERR_FORMAT;
}

int
first_answer(struct answers *a, enum question_name q, struct span text,
             struct content_problems *problems)
{
	const char *old = a->given[q];
	int rc = refuse_breaks(q, text, problems);

	if (rc != 0)
		return rc;
	text = trimmed(text);
	a->given[q] = memory_text(&a->memory, (const char *)text.p, text.n);
	if (a->given[q] == NULL)
		return ERR_MEMORY;
	rc = try_out(a, problems);
	if (rc != 0)
		a->given[q] = old;
	return rc;
}

/* Values as they stand in the file; each is then taken as if it had been typed. */
static int
read_values(struct answers *values, const char *file, struct span text,
            struct content_problems *problems)
{
	struct field fields[QUESTIONS];
	const struct schema schema = {fields, QUESTIONS, sizeof *values};
	struct report r = {file, problems, 0};
	yaml_document_t document;
	struct walk w = {&r, &document, &values->memory, &values->memory, {{NULL, 0}, NULL}};
	int rc;

	for (size_t i = 0; i < QUESTIONS; i++)
		fields[i] = (struct field){
			.key = questions[i].key,
			.type = FIELD_LINE,
			.flags = FIELD_OPTIONAL |
		                 (questions[i].usual != NULL ? FIELD_UNSUPPLIED : 0),
			.at = offsetof(struct answers, given) + i * sizeof values->given[0],
			.max = ANSWER_MAX,
			.example = questions[i].example,
		};
	rc = yaml_text_read(&document, text, &r);
	if (rc != 0)
		return r.err != 0 ? r.err : rc;
	const yaml_node_t *root = yaml_document_get_root_node(&document);
	if (root->type == YAML_MAPPING_NODE)
		schema_read(&w, &schema, NULL, root, values);
	else
		report(&r, NULL, root->start_mark.line + 1,
		       said("is not a list of keys and values"),
		       said("Begin with a key: name: Ombuds Office"));
	yaml_document_delete(&document);
	return r.err != 0 ? r.err : problems->n > 0 ? ERR_FORMAT : 0;
}

/* What is wrong with an answer, said of the file that it is from. */
static int
report_answer(const char *file, enum question_name q, const struct content_problems *found,
              struct content_problems *problems)
{
	struct report r = {file, problems, 0};
	struct where at = {NULL, questions[q].key, 0, 0};

	for (size_t i = 0; i < found->n; i++)
		report(&r, &at, 0, said("%s", found->list[i].what),
		       said("%s", found->list[i].remedy));
	return r.err;
}

int
first_read(struct answers *a, const char *file, struct span text, struct content_problems *problems)
{
	struct answers values = {.memory = NULL};
	int rc = read_values(&values, file, text, problems);

	for (size_t i = 0; i < QUESTIONS && rc == 0; i++) {
		struct content_problems found = {0};

		if (values.given[i] == NULL)
			continue;
		rc = first_answer(a, (enum question_name)i, span_text(values.given[i]), &found);
		if (rc == ERR_FORMAT)
			rc = report_answer(file, (enum question_name)i, &found, problems);
		content_problems_clear(&found);
	}
	memory_free(values.memory);
	return rc == 0 && problems->n > 0 ? ERR_FORMAT : rc;
}
