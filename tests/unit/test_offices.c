/*
 * The offices that Alcove brings: two samples say what their sources say, in the
 * right words, and nothing for anybody else; the invented one is filled throughout.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "content/content.h"

#include "content_help.h"

/* ---- the two offices ---- */

static void
mit_says_what_its_source_says(void **state)
{
	(void)state;
	struct content *c = loaded("offices/mit");

	assert_string_equal(c->title, "Ombuds");
	assert_int_equal(c->established, 0); /* not supplied */
	assert_string_equal(c->people[0].name, "Ombuds A");
	assert_string_equal(c->people[1].name, "Ombuds B");
	assert_int_equal(c->people[0].role, ROLE_OMBUDS);
	assert_int_equal(c->exceptions_n, 1); /* S1: the only one */
	assert_string_equal(c->exceptions[0].id, "imminent-risk");
	assert_int_equal(c->exceptions[0].version, 1);
	assert_true(has(c->exceptions[0].text, "imminent risk of serious harm"));
	assert_true(has(c->exceptions[0].text, "nobody else"));
	assert_true(has(c->reporting.answers_to, "President"));
	assert_non_null(c->covenant.text);
	assert_string_equal(c->emergency_number, "911");
	assert_int_equal(c->designations_n, 0);
	assert_int_equal(c->concerns_n, 0);
	assert_null(c->standard.version);
	content_free(c);
}

static void
longwood_says_what_its_source_says(void **state)
{
	(void)state;
	struct content *c = loaded("offices/longwood");

	assert_string_equal(c->title, "Ombudsperson");
	assert_int_equal(c->established, 1991);
	assert_int_equal(c->exceptions_n, 2);
	assert_string_equal(c->exceptions[1].id, "required-by-law");
	assert_null(c->reporting.answers_to); /* the source does not say */
	assert_string_equal(c->reporting.recommendations_to, "Administrators");
	assert_true(has(c->reporting.statement, "not supplied by the source"));
	assert_null(c->covenant.text);
	assert_int_equal(c->designations_n, 1);
	assert_string_equal(c->designations[0].by, "Harvard");
	assert_null(c->designations[0].date); /* not supplied */
	assert_int_equal(c->institutions_n, 4);
	assert_int_equal(c->concerns_n, 6);
	assert_string_equal(c->concerns[0].codes.list[0], "2.m");
	assert_string_equal(c->concerns[1].text, "Authorship");
	assert_string_equal(c->concerns[1].codes.list[0], "9.c");
	content_free(c);
}

enum { NOTICE_WORDS_MAX = 145 }; /* with its title and today's people: 150 */

/* Rows R15, R38–R42: what must be read before the first contact, and short enough to be. */
static void
assert_notice(const char *notice)
{
	static const char *const parts[] = {"Who reads it.",
	                                    "What we promise.",
	                                    "exception",
	                                    "imminent risk",
	                                    "stops no deadline",
	                                    "It does not tell",
	                                    "gone after 30 days",
	                                    "Nobody watches",
	                                    "top any time",
	                                    "obody else",
	                                    "ombuds"};
	size_t words = 1;

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		if (!has(notice, parts[i]))
			fail_msg("the notice does not say '%s'", parts[i]);
	for (const char *p = notice; *p != '\0'; p++)
		words += *p == ' ' || (*p == '\n' && p[1] != '\n');
	assert_true(words <= NOTICE_WORDS_MAX);
}

/* Every use of word in text comes right after before (NULL: there is no use of it). */
static void
assert_only_after(const char *file, const char *text, const char *word, const char *before)
{
	size_t n = before == NULL ? 0 : strlen(before);

	for (const char *p = strstr(text, word); p != NULL; p = strstr(p + 1, word))
		if (before == NULL || (size_t)(p - text) < n || memcmp(p - n, before, n) != 0)
			fail_msg("%s says: %.60s", file, p);
}

static void
assert_words(const char *file)
{
	static const char *const never[] = {"guarantee",   "absolute",   "privilege", "complain",
	                                    "accuse",      "case file",  "evidence",  "finding",
	                                    "ticket",      "respondent", "client",    "allegation",
	                                    "substantiat", "escalat"};
	size_t n;
	char *text = slurp(file, &n);

	for (size_t i = 0; i < n; i++)
		text[i] = (char)tolower((unsigned char)text[i]);
	for (size_t i = 0; i < sizeof(never) / sizeof(never[0]); i++)
		assert_only_after(file, text, never[i], NULL);
	assert_only_after(file, text, "investigat", "do not ");
	assert_true(has(text, "# a sample. this is not"));
	free(text);
}

static void
both_offices_are_plainly_samples_in_the_right_words(void **state)
{
	static const char *const offices[] = {"mit", "longwood"};
	(void)state;

	for (size_t i = 0; i < 2; i++) {
		char folder[64], file[80], origin[80];
		(void)snprintf(folder, sizeof(folder), "offices/%s", offices[i]);
		(void)snprintf(file, sizeof(file), "%s/office.yaml", folder);
		(void)snprintf(origin, sizeof(origin), "https://ombuds.%s.example", offices[i]);
		struct content *c = loaded(folder);
		assert_true(c->sample);
		assert_true(has(c->name, "sample"));
		assert_true(has(c->reach.phone, "sample"));
		assert_true(has(c->reach.hours, "Sample"));
		assert_true(has(c->emergency, "911"));
		assert_string_equal(c->origins.list[0], origin);
		assert_int_equal(c->origins.n, 4);
		assert_int_equal(c->writing, WRITING_FULL);
		assert_in_range(c->retention.message_days, 1, 30);
		assert_notice(c->notice);
		assert_words(file);
		content_free(c);
	}
}

/* ---- the places to turn ---- */

static bool
is_open(const struct content_entry *e)
{
	return e->call_when == NULL && e->can == NULL && e->cannot == NULL && e->who == NULL &&
	       e->exceptions == NULL && e->reach == NULL && e->confidential == LABEL_NONE &&
	       e->record == ANSWER_NONE && e->notice == ANSWER_NONE && e->must_act == ANSWER_NONE &&
	       e->attested.by == NULL;
}

static bool
is_filled(const struct content_entry *e)
{
	return e->call_when != NULL && e->can != NULL && e->cannot != NULL && e->who != NULL &&
	       e->exceptions != NULL && e->reach != NULL && e->confidential != LABEL_NONE &&
	       e->record != ANSWER_NONE && e->record_note != NULL && e->notice != ANSWER_NONE &&
	       e->notice_note != NULL && e->must_act != ANSWER_NONE && e->attested.review != NULL;
}

/* R63: the source page's three come first; R64: the sources give no text but the ombuds'. */
static void
two_offices_describe_no_other_office_for_it(void **state)
{
	static const char *const offices[] = {"offices/mit", "offices/longwood"};
	(void)state;

	for (size_t i = 0; i < 2; i++) {
		struct content *c = loaded(offices[i]);
		assert_in_range(c->entries_n, 16, CONTENT_ENTRIES_MAX);
		assert_string_equal(c->entries[0].id, "hr");
		assert_string_equal(c->entries[1].id, "ombuds");
		assert_string_equal(c->entries[2].id, "eap");
		for (size_t k = 0; k < c->entries_n; k++) {
			if (k == 1 ? !is_filled(&c->entries[k]) : !is_open(&c->entries[k]))
				fail_msg("%s: %s", offices[i], c->entries[k].id);
		}
		content_free(c);
	}
}

static bool
has_topic(const struct content *c, const char *topic)
{
	for (size_t i = 0; i < c->entries_n; i++) {
		const struct content_texts *topics = &c->entries[i].topics;
		for (size_t k = 0; k < topics->n; k++) {
			if (strcmp(topics->list[k], topic) == 0)
				return true;
		}
	}
	return false;
}

/* Whoever looks by any concern is led somewhere, though the entry be open. */
static void
every_topic_leads_somewhere_and_is_explained(void **state)
{
	static const char *const offices[] = {"offices/mit", "offices/longwood", "offices/example"};
	size_t n;
	char *readme = slurp("offices/README.md", &n);
	(void)state;

	for (size_t i = 0; i < 3; i++) {
		struct content *c = loaded(offices[i]);
		for (size_t k = 0; content_topics[k] != NULL; k++) {
			char row[64];
			(void)snprintf(row, sizeof(row), "\n| `%s` | ", content_topics[k]);
			if (!has_topic(c, content_topics[k]) || !has(readme, row))
				fail_msg("%s: %s", offices[i], content_topics[k]);
		}
		content_free(c);
	}
	free(readme);
}

/* Texts that a reader of this language gets in another. */
static void
assert_written(const struct content *c, const char *text)
{
	assert_non_null(text);
	if (strcmp(content_language(c, text), c->language) != 0)
		fail_msg("not in '%s': %s", c->language, text);
}

static void
assert_filled(const struct content *c)
{
	bool past = false;

	assert_true(c->sample);
	assert_in_range(c->institutions_n, 2, 24);
	assert_int_equal(c->exceptions[0].version, c->exceptions[0].earlier_n + 1);
	assert_written(c, c->exceptions[0].earlier[0].text);
	assert_true(c->designations[0].date != NULL && c->away_n > 0 && c->history_n > 0);
	assert_written(c, c->keeps[0].until);
	assert_written(c, c->covenant.text);
	assert_written(c, c->reach.walk_in);
	assert_written(c, c->suggestions);
	assert_written(c, c->accessibility);
	assert_written(c, c->people[0].about);
	assert_written(c, c->people[0].languages.list[0]);
	assert_in_range(c->entries_n, 16, CONTENT_ENTRIES_MAX);
	for (size_t i = 0; i < c->entries_n; i++) {
		if (!is_filled(&c->entries[i]))
			fail_msg("%s", c->entries[i].id);
		assert_written(c, c->entries[i].name);
		assert_written(c, c->entries[i].call_when);
		assert_written(c, c->entries[i].reach);
		past = past || strcmp(c->entries[i].attested.review, "2026-11-01") < 0;
	}
	assert_true(past); /* to show what a page says then */
	assert_in_range(c->policies_n, 12, 400);
	assert_written(c, c->policies[0].about);
	assert_in_range(c->principles_n, 4, 24);
	assert_written(c, c->principles[0].text);
	assert_in_range(c->glossary_n, 15, 400);
	assert_written(c, c->glossary[0].text);
	assert_int_equal(c->guides_n, 6);
	for (size_t i = 0; i < c->guides_n; i++)
		assert_string_equal(c->guides[i].language, c->language);
}

static void
the_example_is_filled_throughout_in_both_languages(void **state)
{
	static const char *const languages[] = {"en", "es"};
	(void)state;

	for (size_t i = 0; i < 2; i++) {
		struct content *c = loaded_in("offices/example", languages[i]);
		assert_filled(c);
		content_free(c);
	}
}

static void
mit_is_whole_in_spanish(void **state)
{
	(void)state;
	struct content *c = loaded_in("offices/mit", "es");

	assert_written(c, c->notice);
	assert_written(c, c->exceptions[0].text);
	assert_written(c, c->covenant.text);
	assert_true(has(c->notice, "riesgo inminente") && has(c->notice, "30 días"));
	for (size_t i = 0; i < c->entries_n; i++) {
		assert_written(c, c->entries[i].name);
		assert_written(c, c->entries[i].owner);
	}
	for (size_t i = 0; i < c->glossary_n; i++)
		assert_written(c, c->glossary[i].text);
	content_free(c);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(mit_says_what_its_source_says),
		cmocka_unit_test(longwood_says_what_its_source_says),
		cmocka_unit_test(both_offices_are_plainly_samples_in_the_right_words),
		cmocka_unit_test(two_offices_describe_no_other_office_for_it),
		cmocka_unit_test(every_topic_leads_somewhere_and_is_explained),
		cmocka_unit_test(the_example_is_filled_throughout_in_both_languages),
		cmocka_unit_test(mit_is_whole_in_spanish),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
