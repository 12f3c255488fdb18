/* Lines are read as their rows say, and what is wrong with one is named (core/talk/verb.h). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "core/desk/desk.h"
#include "core/json.h"
#include "core/room/room.h"
#include "core/secret.h"
#include "core/talk/verb.h"

static struct verb_problem why;
static struct verb_line line;

static int
read_in(struct verb_table table, const char *text)
{
	json_t *object;
	int rc;

	assert_int_equal(json_read(&object, span_text(text)), 0);
	rc = verb_read(&line, &why, table, object);
	json_decref(object);
	return rc;
}

static void
a_line_gives_the_keys_of_its_row(void **state)
{
	static const uint8_t id[16] = {0xaa, [15] = 0x01};

	(void)state;
	assert_int_equal(read_in(desk_verbs,
	                         "{\"do\": \"say\", \"id\": \"aa000000000000000000000000000001\", "
	                         "\"matter\": \"00ff10\", \"text\": \"good day\"}"),
	                 0);
	assert_string_equal(line.verb->name, "say");
	assert_memory_equal(line.id, id, sizeof id);
	assert_int_equal(line.matter, 0xff10);
	assert_true(span_equal(verb_value(&line, "text"), span_text("good day")));
	assert_null(verb_value(&line, "base").p);
	assert_false(verb_given(&line, "base"));
	verb_line_clear(&line);
	assert_null(line.verb);
}

static void
a_line_without_an_id_gets_one_of_its_own(void **state)
{
	uint8_t first[MESSAGE_ID_BYTES];

	(void)state;
	assert_int_equal(read_in(room_verbs, "{\"do\": \"read\"}"), 0);
	memcpy(first, line.id, sizeof first);
	assert_int_equal(read_in(room_verbs, "{\"do\": \"read\"}"), 0);
	assert_memory_not_equal(first, line.id, sizeof first);
	verb_line_clear(&line);
}

static void
what_is_wrong_with_a_line_is_named(void **state)
{
	static const struct {
		const char *text;
		enum verb_fault fault;
		const char *name;
	} rows[] = {
		{"[]", VERB_FAULT_FORM, ""},
		{"{}", VERB_FAULT_FORM, ""},
		{"{\"do\": 1}", VERB_FAULT_FORM, ""},
		{"{\"do\": \"wander through all of them\"}", VERB_FAULT_UNKNOWN,
	         "wander through all of th"},
		{"{\"do\": \"say\", \"text\": \"a\"}", VERB_FAULT_MISSING, "matter"},
		{"{\"do\": \"say\", \"matter\": \"12345\", \"text\": \"a\"}", VERB_FAULT_VALUE,
	         "matter"},
		{"{\"do\": \"say\", \"matter\": \"123456\"}", VERB_FAULT_MISSING, "text"},
		{"{\"do\": \"say\", \"matter\": \"123456\", \"text\": 7}", VERB_FAULT_VALUE,
	         "text"},
		{"{\"do\": \"say\", \"matter\": \"123456\", \"text\": \"a\", \"to\": \"b\"}",
	         VERB_FAULT_KEY, "to"},
		{"{\"do\": \"inbox\", \"matter\": \"123456\"}", VERB_FAULT_KEY, "matter"},
		{"{\"do\": \"inbox\", \"id\": \"12\"}", VERB_FAULT_VALUE, "id"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		assert_int_equal(read_in(desk_verbs, rows[i].text), ERR_FORMAT);
		assert_int_equal(why.fault, rows[i].fault);
		assert_string_equal(why.name, rows[i].name);
		verb_line_clear(&line);
	}
}

static void
a_text_has_the_length_its_row_allows(void **state)
{
	static char text[TEXT_MAX + 128];
	size_t n = (size_t)snprintf(text, sizeof text, "{\"do\": \"say\", \"text\": \"");

	(void)state;
	memset(text + n, 'a', TEXT_MAX);
	memcpy(text + n + TEXT_MAX, "\"}", 3);
	assert_int_equal(read_in(room_verbs, text), 0);
	memcpy(text + n + TEXT_MAX, "a\"}", 4);
	assert_int_equal(read_in(room_verbs, text), ERR_TEXT);
	assert_int_equal(why.fault, VERB_FAULT_LONG);
	assert_int_equal(read_in(room_verbs, "{\"do\": \"say\", \"text\": \"\"}"), ERR_TEXT);
	assert_int_equal(why.fault, VERB_FAULT_EMPTY);
	/* notes may be none: that ends them */
	assert_int_equal(
		read_in(desk_verbs, "{\"do\": \"note\", \"matter\": \"123456\", \"text\": \"\"}"),
		0);
	verb_line_clear(&line);
}

static void
a_label_is_one_line_of_what_is_seen(void **state)
{
	static const char *const odd[] = {"\\n",     "\\t",     "\\u0085", "\\u009b", "\\u007f",
	                                  "\\u00ad", "\\u061c", "\\u200b", "\\u200f", "\\u2028",
	                                  "\\u2029", "\\u202e", "\\u2066", "\\ufeff"};
	char text[128];

	(void)state;
	for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
		(void)snprintf(text, sizeof text,
		               "{\"do\": \"label\", \"matter\": \"123456\", \"text\": \"é%sé\"}",
		               odd[i]);
		assert_int_equal(read_in(desk_verbs, text), ERR_FORMAT);
		assert_int_equal(why.fault, VERB_FAULT_LINE);
		assert_string_equal(why.name, "text");
	}
	assert_int_equal(
		read_in(desk_verbs, "{\"do\": \"label\", \"matter\": \"123456\", \"text\": \" \"}"),
		ERR_TEXT);
	assert_int_equal(why.fault, VERB_FAULT_EMPTY);
	assert_int_equal(
		read_in(desk_verbs,
	                "{\"do\": \"label\", \"matter\": \"123456\", \"text\": \"Rota ✓ 東\"}"),
		0);
	verb_line_clear(&line);
}

static void
names_ids_people_and_words_are_held_to_their_forms(void **state)
{
	static const uint8_t named[PERSON_BYTES] = {0xbb}, other[PERSON_BYTES] = {0xcc};

	(void)state;
	assert_int_equal(read_in(room_verbs, "{\"do\": \"say\", \"text\": \"a\", \"to\": \"\"}"),
	                 ERR_PERSON);
	assert_int_equal(read_in(room_verbs, "{\"do\": \"take-back\", \"message\": \"zz\"}"),
	                 ERR_FORMAT);
	assert_int_equal(
		read_in(room_verbs, "{\"do\": \"renew\", \"new_words\": \"none of ours\"}"),
		ERR_WORDS);
	assert_int_equal(
		read_in(room_verbs, "{\"do\": \"say\", \"text\": \"a\", \"readers\": [\"zz\"]}"),
		ERR_FORMAT);
	assert_int_equal(read_in(room_verbs, "{\"do\": \"say\", \"text\": \"a\", \"readers\": "
	                                     "[\"bb000000000000000000000000000000\"]}"),
	                 0);
	assert_true(verb_names(&line, "readers", named));
	assert_false(verb_names(&line, "readers", other));
	verb_line_clear(&line);
}

/* Sentences that say what was wrong, and what would be right. */
static void
what_does_not_fit_is_told_with_what_would(void **state)
{
	static const struct {
		const char *text;
		int err;
		const char *sentence;
	} rows[] = {
		{"{\"do\": \"label\", \"matter\": \"123456\", \"text\": "
	         "\"ééééééééééééééééééééééééé\"}",
	         ERR_TEXT, "the text is too long: text (25 letters; at most 24)"},
		{"{\"do\": \"outreach\", \"kind\": \"talk\", \"people\": 70000}", ERR_FORMAT,
	         "the value is no number that fits: people (0 to 65535)"},
		{"{\"do\": \"outreach\", \"kind\": \"talk\", \"people\": \"ten\"}", ERR_FORMAT,
	         "the value is no number that fits: people (0 to 65535)"},
		{"{\"do\": \"outreach\", \"kind\": \"speech\"}", ERR_FORMAT,
	         "the value is none of its words: kind (talk|training|stand|meeting|suggestion)"},
		{"{\"do\": \"discard\", \"day\": \"2026-13-02\"}", ERR_FORMAT,
	         "the value does not have the form it must have: day (a day, such as 2026-10-02)"},
		{"{\"do\": \"call\", \"how\": \"phone\", \"about\": \"2m,\"}", ERR_FORMAT,
	         "there is nothing in it, or in a part of it: about"},
		{"{\"do\": \"call\", \"how\": \"phone\", \"did\": [\"\"]}", ERR_FORMAT,
	         "there is nothing in it, or in a part of it: did"},
		{"{\"do\": \"settle\", \"back\": []}", ERR_FORMAT,
	         "there is nothing in it, or in a part of it: back"},
		{"{\"do\": \"settle\", \"mark\": \"\"}", ERR_FORMAT,
	         "there is nothing in it, or in a part of it: mark"},
		{"{\"do\": \"close\", \"matter\": \"123456\", \"last_word\": \" \\n\"}", ERR_TEXT,
	         "there is nothing in it, or in a part of it: last_word"},
		{"{\"do\": \"say\", \"matter\": \"123456\", \"text\": \"\\n\\t \"}", ERR_TEXT,
	         "there is nothing in it, or in a part of it: text"},
	};
	char sentence[256];

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		assert_int_equal(read_in(desk_verbs, rows[i].text), rows[i].err);
		verb_explain(sentence, sizeof sentence, &why);
		assert_string_equal(sentence, rows[i].sentence);
		verb_line_clear(&line);
	}
}

/* Also to whoever repeats a line: it is the same one. */
static void
words_of_a_choice_are_the_same_in_capitals(void **state)
{
	static const char *const texts[] = {
		"{\"do\": \"tally\", \"id\": \"aa000000000000000000000000000001\", \"matter\": "
		"\"123456\", \"how\": \"phone\"}",
		"{\"do\": \"tally\", \"id\": \"aa000000000000000000000000000001\", \"matter\": "
		"\"123456\", \"how\": \"Phone\"}"};
	uint8_t check[2][ACT_CHECK_BYTES];

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		assert_int_equal(read_in(desk_verbs, texts[i]), 0);
		assert_int_equal(verb_choice(&line, "how"), 1);
		verb_check(check[i], &line);
		verb_line_clear(&line);
	}
	assert_memory_equal(check[0], check[1], ACT_CHECK_BYTES);
}

/* What a script reads in the manual, a page in the core and a person in --help is one row. */
static void
rows_have_names_of_their_own_and_a_summary(void **state)
{
	const struct verb_table *tables[] = {&room_verbs, &desk_verbs};

	(void)state;
	for (size_t t = 0; t < 2; t++) {
		for (size_t i = 0; i < tables[t]->n; i++) {
			const struct verb *v = &tables[t]->rows[i];

			assert_ptr_equal(verb_find(*tables[t], span_text(v->name)), v);
			assert_true(strlen(v->name) <= VERB_NAME_MAX);
			assert_non_null(v->run);
			assert_true(strlen(v->summary) > 0);
		}
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_line_gives_the_keys_of_its_row),
		cmocka_unit_test(a_line_without_an_id_gets_one_of_its_own),
		cmocka_unit_test(what_is_wrong_with_a_line_is_named),
		cmocka_unit_test(a_text_has_the_length_its_row_allows),
		cmocka_unit_test(a_label_is_one_line_of_what_is_seen),
		cmocka_unit_test(names_ids_people_and_words_are_held_to_their_forms),
		cmocka_unit_test(what_does_not_fit_is_told_with_what_would),
		cmocka_unit_test(words_of_a_choice_are_the_same_in_capitals),
		cmocka_unit_test(rows_have_names_of_their_own_and_a_summary),
	};

	if (core_start() != 0)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
