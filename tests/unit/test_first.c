/* An office's first description of itself: what was answered is what is read, whatever signs it
 * holds; and the folder that is written says nothing that nobody answered. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>
#include <yaml.h>

#include "cli/first.h"
#include "cli/taking.h"
#include "content/content.h"
#include "core/secret.h"

#include "seeded.h"

enum { TEXTS = 4000 };

/* ---- values ---- */

/* What libyaml reads where a value stands in an office: of a key, in a list, behind it a line. */
static void
assert_read_back(struct span text)
{
	yaml_parser_t parser;
	yaml_document_t document;
	struct buf yaml;

	buf_init(&yaml, CONTENT_FILE_MAX);
	buf_put_text(&yaml, "a:\n  - b: ");
	first_scalar(&yaml, text);
	buf_put_text(&yaml, "\n    c: d\n");
	assert_int_equal(yaml.err, 0);
	assert_int_equal(yaml_parser_initialize(&parser), 1);
	yaml_parser_set_input_string(&parser, yaml.p, yaml.n);
	if (!yaml_parser_load(&parser, &document))
		fail_msg("not YAML: %.*s", (int)yaml.n, (const char *)yaml.p);
	/* nodes in the order of the file: map, a, list, map, b, value, c, d */
	yaml_node_t *value = yaml_document_get_node(&document, 6);
	assert_int_equal(value->type, YAML_SCALAR_NODE);
	if (!span_equal(text, span(value->data.scalar.value, value->data.scalar.length)))
		fail_msg("read as something else: %.*s", (int)yaml.n, (const char *)yaml.p);
	assert_string_equal(yaml_document_get_node(&document, 8)->data.scalar.value, "d");
	yaml_document_delete(&document);
	yaml_parser_delete(&parser);
	buf_clear(&yaml);
}

static void
every_text_is_read_as_it_was_written(void **state)
{
	static const char *const signs[] = {
		"a",     "B",
		"7",     " ",
		":",     ": ",
		" #",    "#",
		"-",     "- ",
		"\"",    "'",
		"\\",    "\\n",
		"{",     "}",
		"[",     "]",
		",",     "&",
		"*",     "!",
		"|",     ">",
		"%",     "@",
		"`",     "?",
		"? ",    "~",
		"=",     "<<",
		"null",  "---",
		"...",   "é",
		"😀",     "\xe3\x80\x80",
		"%YAML", "yes",
	};
	(void)state;

	for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
		assert_read_back(span_text(signs[i]));
	assert_read_back(SPAN_NONE);
	seeded_state = 41;
	for (size_t i = 0; i < TEXTS; i++) {
		struct buf text;

		buf_init(&text, 1000);
		for (unsigned n = seeded_below(12); n > 0; n--)
			buf_put_text(&text, signs[seeded_below(sizeof signs / sizeof *signs)]);
		assert_read_back(buf_span(&text));
		buf_clear(&text);
	}
}

static void
words_and_numbers_stand_without_quotes_and_null_does_not(void **state)
{
	static const char *const texts[][2] = {
		{"Ombuds Office 2", "Ombuds Office 2"},
		{"30", "30"},
		{"null", "\"null\""},
		{"-1", "\"-1\""},
		{" a", "\" a\""},
		{"", "\"\""},
		{"a\"\\", "\"a\\\"\\\\\""},
	};
	(void)state;

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct buf out;

		buf_init(&out, 100);
		first_scalar(&out, span_text(texts[i][0]));
		buf_put_u8(&out, 0);
		assert_string_equal((const char *)out.p, texts[i][1]);
		buf_clear(&out);
	}
}

/* ---- answers ---- */

static void
answered_of(struct answers *a, enum question_name q, size_t row, const char *text)
{
	struct content_problems problems = {0};
	int rc = taking_one(a, q, row, span_text(text), &problems);

	if (problems.n > 0)
		fail_msg("%s: %s", text, problems.list[0].what);
	assert_int_equal(rc, 0);
}

static void
answered(struct answers *a, enum question_name q, const char *text)
{
	answered_of(a, q, 0, text);
}

static void
refused_of(struct answers *a, enum question_name q, size_t row, struct span text, const char *what)
{
	struct content_problems problems = {0};
	const char *old = a->given[q][row];

	if (taking_one(a, q, row, text, &problems) != ERR_FORMAT)
		fail_msg("taken: %.*s", (int)text.n, (const char *)text.p);
	assert_ptr_equal(a->given[q][row], old);
	assert_in_range(problems.n, 1, 3);
	if (strstr(problems.list[0].what, what) == NULL)
		fail_msg("said: %s; wanted: %s", problems.list[0].what, what);
	content_problems_clear(&problems);
}

static void
refused(struct answers *a, enum question_name q, struct span text, const char *what)
{
	refused_of(a, q, 0, text, what);
}

static struct content *
described(const struct answers *a)
{
	struct content_problems problems = {0};
	struct content *c;
	struct buf text;

	buf_init(&text, CONTENT_FILE_MAX);
	assert_int_equal(first_write(&text, &first_files[0], a, "2026-03-01"), 0);
	int rc = content_parse(&c, "office.yaml", buf_span(&text), &problems);
	if (problems.n > 0)
		fail_msg("%s", content_problem_text(&problems.list[0]));
	assert_int_equal(rc, 0);
	buf_clear(&text);
	return c;
}

static void
what_was_answered_is_what_the_office_says(void **state)
{
	struct answers a = {.memory = NULL};
	struct content *c;
	(void)state;

	answered(&a, ASK_NAME, "  Ombuds: \"North\" # 1 \\ 😀 ");
	answered(&a, ASK_TITLE, "Ombudsperson");
	answered_of(&a, ASK_INSTITUTION, 0, "North College");
	answered_of(&a, ASK_INSTITUTION, 1, "{South: College}");
	answered_of(&a, ASK_INSTITUTION, 2, "Ü");
	answered_of(&a, ASK_INSTITUTION, 3, "north-college");
	answered_of(&a, ASK_INSTITUTION, 4, "Another");
	answered_of(&a, ASK_INSTITUTION_ID, 4, "the-5th");
	answered(&a, ASK_POPULATIONS, "- Students ; ; Staff: all; 2026; ~");
	answered_of(&a, ASK_PERSON, 0, "Robin O'Vale");
	answered_of(&a, ASK_ABOUT, 0, "Not a lawyer: \"no advocate\".");
	answered_of(&a, ASK_SPOKEN, 0, "English; [Spanish]");
	answered_of(&a, ASK_PERSON, 1, "Kim");
	answered_of(&a, ASK_ROLE, 1, "arranging");
	answered_of(&a, ASK_PERSON, 2, "Lou (on leave)");
	answered(&a, ASK_ANSWERS_TO, "The \"president\"");
	answered(&a, ASK_WRITING, "arranging only");
	answered(&a, ASK_DAYS, "1");
	answered(&a, ASK_EMERGENCY, "112 # or \"the desk\": both");
	answered(&a, ASK_PHONE, CONTENT_NOT_SUPPLIED);
	answered(&a, ASK_PLACE, "{{today}} & more");
	answered(&a, ASK_ORIGINS, "https://ombuds.example.org;http://localhost:*");
	answered(&a, ASK_LANGUAGES, "pt-BR; en");
	c = described(&a);
	assert_string_equal(c->name, "Ombuds: \"North\" # 1 \\ 😀");
	assert_int_equal(c->institutions_n, 5);
	assert_string_equal(c->institutions[0].id, "north-college");
	assert_string_equal(c->institutions[1].name, "{South: College}");
	assert_string_equal(c->institutions[1].id, "south-college-2");
	assert_string_equal(c->institutions[2].id, "institution-3");
	assert_string_equal(c->institutions[3].id, "north-college-4");
	assert_string_equal(c->institutions[4].id, "the-5th");
	assert_int_equal(c->populations.n, 4);
	assert_string_equal(c->populations.list[0], "- Students");
	assert_string_equal(c->populations.list[3], "~");
	assert_int_equal(c->people_n, 3);
	assert_string_equal(c->people[0].name, "Robin O'Vale");
	assert_int_equal(c->people[0].role, ROLE_OMBUDS);
	assert_string_equal(c->people[0].about, "Not a lawyer: \"no advocate\".");
	assert_int_equal(c->people[0].languages.n, 2);
	assert_string_equal(c->people[0].languages.list[1], "[Spanish]");
	assert_null(c->people[1].about);
	assert_int_equal(c->people[1].languages.n, 0);
	assert_string_equal(c->people[1].name, "Kim");
	assert_int_equal(c->people[1].role, ROLE_ARRANGING);
	assert_string_equal(c->people[2].name, "Lou (on leave)");
	assert_string_equal(c->reporting.answers_to, "The \"president\"");
	assert_non_null(strstr(c->reporting.statement, "answers to: The \"president\"."));
	assert_int_equal(c->writing, WRITING_ARRANGING_ONLY);
	assert_non_null(strstr(c->notice, "Who only arranges meetings"));
	assert_non_null(strstr(c->notice, "gone after 1 day,"));
	assert_null(c->emergency_number); /* more than a number */
	assert_non_null(strstr(c->emergency, "112 # or \"the desk\": both"));
	assert_null(c->reach.phone);
	assert_string_equal(c->reach.place, "{{today}} & more");
	assert_int_equal(c->origins.n, 2);
	assert_string_equal(c->languages.list[0], "pt-BR");
	assert_true(c->sample);
	assert_string_equal(c->exceptions[0].since, "2026-03-01");
	content_free(c);
	memory_free(a.memory);
}

static void
what_nobody_answered_is_open_and_not_made_up(void **state)
{
	struct answers a = {.memory = NULL};
	struct content *c = described(&a);
	(void)state;

	assert_null(c->reporting.answers_to);
	assert_null(c->reporting.recommendations_to);
	assert_non_null(strstr(c->reporting.statement, "not supplied"));
	assert_null(c->reach.phone);
	assert_null(c->reach.hours);
	assert_null(c->reach.place);
	assert_null(c->covenant.text);
	assert_int_equal(c->established, 0);
	assert_int_equal(c->designations_n, 0);
	assert_int_equal(c->exceptions_n, 1);
	assert_string_equal(c->exceptions[0].id, "imminent-risk");
	content_free(c);
}

static void
every_blank_of_every_template_is_filled(void **state)
{
	struct answers a = {.memory = NULL};
	(void)state;

	for (size_t i = 0; i < first_files_n; i++) {
		struct buf text;

		buf_init(&text, CONTENT_FILE_MAX);
		assert_int_equal(first_write(&text, &first_files[i], &a, "2026-03-01"), 0);
		assert_null(memmem(text.p, text.n, "{{", 2));
		assert_null(memmem(text.p, text.n, "}}", 2));
		assert_null(memmem(text.p, text.n, ": \n", 3));
		buf_clear(&text);
	}
}

static void
what_will_not_do_is_not_taken(void **state)
{
	static const uint8_t nul[] = {'a', 0, 'b'};
	char longer[OFFICE_NAME_MAX + 1];
	struct answers a = {.memory = NULL};
	(void)state;

	memset(longer, 'x', sizeof longer);
	refused(&a, ASK_NAME, span(longer, sizeof longer), "201 bytes long");
	refused(&a, ASK_NAME, span_text("a\nb"), "several lines");
	refused(&a, ASK_NAME, span(nul, sizeof nul), "several lines");
	refused(&a, ASK_NAME, span_text("a\tb"), "not text");
	refused(&a, ASK_NAME, span_text("a\x1b[31m"), "control character");
	refused(&a, ASK_NAME, span_text("a\xff"), "not UTF-8");
	refused(&a, ASK_NAME, span_text("a\xe2\x80\xa8 b"), "line break");
	refused(&a, ASK_NAME, span_text(CONTENT_NOT_SUPPLIED), "is needed");
	refused(&a, ASK_NAME, SPAN_NONE, "is empty");
	refused(&a, ASK_POPULATIONS, span_text(" ; ;"), "is empty");
	refused(&a, ASK_POPULATIONS, span_text("Staff; Staff"), "in this list already");
	answered_of(&a, ASK_INSTITUTION, 0, "A");
	refused_of(&a, ASK_INSTITUTION, 1, span_text("a"), "entry 1 too");
	refused(&a, ASK_ROLE, span_text("arranging"), "names no ombuds");
	answered_of(&a, ASK_PERSON, 0, "Robin");
	answered_of(&a, ASK_PERSON, 1, "Kim");
	refused_of(&a, ASK_PERSON, 2, span_text("kim"), "entry 2 too");
	refused(&a, ASK_ROLE, span_text("arranging"), "first person's");
	refused(&a, ASK_ROLE, span_text("boss"), "not one of the words");
	for (size_t i = 2; i < PEOPLE_MAX; i++)
		answered_of(&a, ASK_PERSON, i,
		            (const char *[]){"c", "d", "e", "f", "g", "h"}[i - 2]);
	refused_of(&a, ASK_PERSON, 0, span_text("c"), "entry");
	refused(&a, ASK_WRITING, span_text("some"), "not one of the words");
	refused(&a, ASK_DAYS, span_text("31"), "out of range");
	refused(&a, ASK_DAYS, span_text("30 days"), "whole number");
	refused(&a, ASK_ORIGINS, span_text("http://ombuds.example.org"), "can be read on the way");
	refused(&a, ASK_LANGUAGES, span_text("English"), "short name");
	answered(&a, ASK_DAYS, "7");
	refused(&a, ASK_DAYS, span_text("0"), "out of range"); /* and what was taken before stays */
	memory_free(a.memory);
}

/* What the schema has to let pass, and nobody means. Each row fails when its check is taken out. */
static void
what_nobody_means_is_not_taken(void **state)
{
	static const struct {
		enum question_name q;
		const char *text;
		const char *what;
	} wrong[] = {
		{ASK_NAME, "yes", "no answer to this"},
		{ASK_NAME, "42", "no letter"},
		{ASK_TITLE, "yes", "no answer to this"},
		{ASK_TITLE, "Yes", "no answer to this"},
		{ASK_TITLE, "NO", "no answer to this"},
		{ASK_TITLE, "17", "no letter"},
		{ASK_TITLE, "Ombuds; Ombudsman", "more than one title"},
		{ASK_INSTITUTION, "no", "no answer to this"},
		{ASK_INSTITUTION, "North; South", "more than one institution"},
		{ASK_INSTITUTION_ID, "Große", "other signs"},
		{ASK_INSTITUTION_ID, "the university", "other signs"},
		{ASK_INSTITUTION_ID, "../x", "other signs"},
		{ASK_POPULATIONS, "none", "no answer to this"},
		{ASK_PERSON, "y", "no answer to this"},
		{ASK_PERSON, "617 555 0100", "no letter"},
		{ASK_PERSON, "Robin; Kim", "more than one person"},
		{ASK_PERSON, "Kim (arranging)", "more than a name"},
		{ASK_ROLE, "yes", "not one of the words"},
		{ASK_ABOUT, "no", "no answer to this"},
		{ASK_SPOKEN, "yes", "no answer to this"},
		{ASK_ANSWERS_TO, "n/a", "no answer to this"},
		{ASK_ANSWERS_TO, "TBD", "holds the place"},
		{ASK_WRITING, "yes", "not one of the words"},
		{ASK_DAYS, "two weeks", "whole number"},
		{ASK_DAYS, "-1", "whole number"},
		{ASK_SINCE, "tomorrow", "not a date"},
		{ASK_SINCE, "11.1.2027", "not a date"},
		{ASK_SINCE, "2027-1-11", "not a date"},
		{ASK_SINCE, "2027-02-30", "date"},
		{ASK_EMERGENCY, "yes", "no number"},
		{ASK_EMERGENCY, "call 9", "no number"},
		{ASK_PHONE, "yes", "telephone number"},
		{ASK_PHONE, "ask at the desk", "telephone number"},
		{ASK_PHONE, "12", "telephone number"},
		{ASK_PHONE, "call 617 555 0100", "telephone number"},
		{ASK_PHONE, "robin@example.org", "telephone number"},
		{ASK_HOURS, "yes", "no answer to this"},
		{ASK_PLACE, "no", "no answer to this"},
		{ASK_PLACE, "12", "no letter"},
		{ASK_ORIGINS, "ombuds.example.org", "does not begin"},
		{ASK_LANGUAGES, "English", "short name"},
	};
	struct answers a = {.memory = NULL};
	(void)state;

	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		refused(&a, wrong[i].q, span_text(wrong[i].text), wrong[i].what);
	memory_free(a.memory);
}

static void
what_people_do_write_is_taken(void **state)
{
	static const struct {
		enum question_name q;
		const char *text;
	} right[] = {
		{ASK_TITLE, "Defensora"},
		{ASK_NAME, "オンブズ"},
		{ASK_INSTITUTION, "42"},
		{ASK_POPULATIONS, "No one in particular; Staff"},
		{ASK_SINCE, "today"},
		{ASK_SINCE, "2028-02-29"},
		{ASK_EMERGENCY, "15"},
		{ASK_EMERGENCY, "Call 112, or campus police: +1 617 555 0199"},
		{ASK_PHONE, "(617) 555-0100"},
		{ASK_PHONE, "+44 20 7946 0000, extension 12"},
		{ASK_PHONE, CONTENT_NOT_SUPPLIED},
		{ASK_PLACE, CONTENT_NOT_SUPPLIED},
		{ASK_SPOKEN, CONTENT_NOT_SUPPLIED},
		{ASK_LANGUAGES, "es"},
	};
	struct answers a = {.memory = NULL};
	(void)state;

	for (size_t i = 0; i < sizeof right / sizeof *right; i++)
		answered(&a, right[i].q, right[i].text);
	memory_free(a.memory);
}

static void
the_day_of_the_promise_is_the_one_answered(void **state)
{
	struct answers a = {.memory = NULL};
	struct content *c;
	(void)state;

	answered(&a, ASK_SINCE, "2027-01-11");
	c = described(&a);
	assert_string_equal(c->exceptions[0].since, "2027-01-11");
	assert_string_equal(c->history[0].since, "2027-01-11");
	content_free(c);
	memory_free(a.memory);
}

static void
who_is_taken_out_leaves_no_gap(void **state)
{
	struct content_problems problems = {0};
	struct answers a = {.memory = NULL};
	struct content *c;
	(void)state;

	answered_of(&a, ASK_PERSON, 0, "Robin");
	answered_of(&a, ASK_PERSON, 1, "Kim");
	answered_of(&a, ASK_ROLE, 1, "arranging");
	answered_of(&a, ASK_PERSON, 2, "Lou");
	answered_of(&a, ASK_ABOUT, 2, "Not a lawyer.");
	assert_int_equal(taking_out(&a, ASKED_OF_PEOPLE, 0, &problems), ERR_FORMAT);
	assert_int_equal(answers_rows(&a, ASKED_OF_PEOPLE), 3); /* Kim only arranges */
	content_problems_clear(&problems);
	assert_int_equal(taking_out(&a, ASKED_OF_PEOPLE, 1, &problems), 0);
	c = described(&a);
	assert_int_equal(c->people_n, 2);
	assert_string_equal(c->people[1].name, "Lou");
	assert_int_equal(c->people[1].role, ROLE_OMBUDS);
	assert_string_equal(c->people[1].about, "Not a lawyer.");
	content_free(c);
	assert_int_equal(taking_out(&a, ASKED_OF_PEOPLE, 0, &problems), 0);
	assert_int_equal(taking_out(&a, ASKED_OF_PEOPLE, 0, &problems), ERR_FORMAT);
	assert_string_equal(a.given[ASK_PERSON][0], "Lou");
	content_problems_clear(&problems);
	memory_free(a.memory);
}

/* Of a list of names: each that will not do is told, and whoever arranges may stand anywhere
 * behind. */
static void
no_name_of_a_list_hides_the_others(void **state)
{
	static const struct {
		const char *people;
		size_t wrong;
	} lists[] = {
		{"yes; 12; Ada; ok", 3},
		{";", 1},
		{" ; ;", 1},
		{"Ada; Ada; ok", 2},
		{"Robin (arranging)", 1},
		{"Robin (arranging); Ada", 1},
		{"Ada; Robin (arranging)", 0},
		{"Ada; Robin (arranging); Kim (ombuds)", 0},
	};
	(void)state;

	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
		struct content_problems problems = {0};
		struct answers a = {.memory = NULL};
		char text[200];

		(void)snprintf(text, sizeof text, "people: \"%s\"\n", lists[i].people);
		assert_int_equal(taking_file(&a, "f", span_text(text), &problems),
		                 lists[i].wrong == 0 ? 0 : ERR_FORMAT);
		assert_int_equal(problems.n, lists[i].wrong);
		content_problems_clear(&problems);
		memory_free(a.memory);
	}
}

/* A file of answers that nobody would type, and one that says what a person would. */
static void
a_file_of_answers_is_as_good_as_typing(void **state)
{
	struct content_problems problems = {0};
	struct answers a = {.memory = NULL};
	(void)state;

	assert_int_equal(taking_file(&a, "f",
	                             span_text("name: 'A: b'\ndays: 5\nphone: not supplied\n"),
	                             &problems),
	                 0);
	assert_string_equal(a.given[ASK_NAME][0], "A: b");
	assert_string_equal(a.given[ASK_DAYS][0], "5");
	assert_null(a.given[ASK_PHONE][0]); /* as usual */
	assert_null(a.given[ASK_TITLE][0]);
	assert_int_equal(taking_file(&a, "f", span_text("days: 50\ntitle: [a]\n"), &problems),
	                 ERR_FORMAT);
	assert_int_equal(problems.n, 1);
	assert_string_equal(problems.list[0].key, "title");
	content_problems_clear(&problems);
	assert_int_equal(
		taking_file(&a, "f", span_text("days: 50\ntitle: x\nwriting: y\n"), &problems),
		ERR_FORMAT);
	assert_int_equal(problems.n, 2);
	assert_string_equal(problems.list[0].key, "writing");
	assert_string_equal(problems.list[1].key, "days");
	assert_string_equal(problems.list[1].file, "f");
	content_problems_clear(&problems);
	assert_int_equal(taking_file(&a, "f", span_text("- a\n"), &problems), ERR_FORMAT);
	assert_string_equal(problems.list[0].what, "is not a list of keys and values");
	content_problems_clear(&problems);
	assert_int_equal(taking_file(&a, "f", span_text("name: ["), &problems), ERR_FORMAT);
	content_problems_clear(&problems);
	assert_int_equal(taking_file(&a, "f", span_text("people: a;b;c;d;e;f;g;h;i\n"), &problems),
	                 ERR_FORMAT);
	assert_string_equal(problems.list[0].what, "has more than 8 entries");
	content_problems_clear(&problems);
	memory_free(a.memory);
	a = (struct answers){.memory = NULL};
	assert_int_equal(taking_file(&a, "f",
	                             span_text("people: Robin (ombuds); Kim (arranging)\n"
	                                       "institutions: North; South\n"),
	                             &problems),
	                 0);
	assert_string_equal(a.given[ASK_PERSON][1], "Kim");
	assert_string_equal(a.given[ASK_ROLE][1], "arranging");
	assert_string_equal(a.given[ASK_INSTITUTION][1], "South");
	memory_free(a.memory);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_text_is_read_as_it_was_written),
		cmocka_unit_test(words_and_numbers_stand_without_quotes_and_null_does_not),
		cmocka_unit_test(what_was_answered_is_what_the_office_says),
		cmocka_unit_test(what_nobody_answered_is_open_and_not_made_up),
		cmocka_unit_test(every_blank_of_every_template_is_filled),
		cmocka_unit_test(what_will_not_do_is_not_taken),
		cmocka_unit_test(what_nobody_means_is_not_taken),
		cmocka_unit_test(what_people_do_write_is_taken),
		cmocka_unit_test(the_day_of_the_promise_is_the_one_answered),
		cmocka_unit_test(who_is_taken_out_leaves_no_gap),
		cmocka_unit_test(no_name_of_a_list_hides_the_others),
		cmocka_unit_test(a_file_of_answers_is_as_good_as_typing),
	};

	if (core_start() != 0)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
