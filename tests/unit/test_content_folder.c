/*
 * The files beside office.yaml, and several languages: what each says is read in
 * the language that is wanted, every mistake has its file, line, key and remedy,
 * and want of memory anywhere is told and leaks nothing.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "content/content.h"
#include "core/secret.h"

#include "content_help.h"

/* ---- a folder for each test ---- */

static char folder[PATH_BYTES];

static int
make(void **state)
{
	(void)state;
	(void)snprintf(folder, sizeof(folder), "/tmp/test_content_XXXXXX");
	return mkdtemp(folder) == NULL ? -1 : 0;
}

static int
clear(void **state)
{
	(void)state;
	remove_folder(folder);
	return 0;
}

static void
put_bytes(const char *name, struct span bytes)
{
	static const char *const folders[] = {"entries", "guides"};
	char at[2 * PATH_BYTES];

	for (size_t i = 0; i < 2; i++) {
		(void)snprintf(at, sizeof(at), "%s/%s", folder, folders[i]);
		if (strncmp(name, folders[i], strlen(folders[i])) == 0 &&
		    name[strlen(folders[i])] == '/' && mkdir(at, 0700) != 0)
			assert_int_equal(errno, EEXIST);
	}
	(void)snprintf(at, sizeof(at), "%s/%s", folder, name);
	FILE *f = fopen(at, "wb");
	assert_non_null(f);
	assert_int_equal(fwrite(bytes.p, 1, bytes.n, f), bytes.n);
	assert_int_equal(fclose(f), 0);
}

static void
put(const char *name, const char *text)
{
	put_bytes(name, span_text(text));
}

/* The good office.yaml with more from its line 18 on. */
static void
put_office(const char *more)
{
	char with[1024];
	size_t n;
	char *good = slurp("tests/content/good.yaml", &n);

	assert_in_range(snprintf(with, sizeof(with), "%swriting: full\n", more), 1,
	                sizeof(with) - 1);
	char *text = replaced(good, "writing: full\n", with);
	put("office.yaml", text);
	free(text);
	free(good);
}

/* The folder in a language, which has no problems. */
static struct content *
read_in(const char *language)
{
	struct content_problems problems = {0};
	struct content *c;
	int err = content_load(&c, folder, language, &problems);

	if (problems.n > 0)
		fail_msg("%s", content_problem_text(&problems.list[0]));
	assert_int_equal(err, 0);
	return c;
}

struct expected_of {
	const char *file;
	struct expected e;
};

/* Exactly these problems, in this order. */
static void
assert_mistakes(const char *language, const struct expected_of *all, size_t n)
{
	struct content_problems problems = {0};
	struct content *c;

	assert_int_equal(content_load(&c, folder, language, &problems), ERR_FORMAT);
	assert_null(c);
	for (size_t i = 0; i < n && i < problems.n; i++) {
		char file[2 * PATH_BYTES];
		(void)snprintf(file, sizeof(file), "%s/%s", folder, all[i].file);
		assert_problem(all[i].file, &problems.list[i], file, &all[i].e);
	}
	if (problems.n != n)
		fail_msg("%zu problems, wanted %zu; the last: %s", problems.n, n,
		         content_problem_text(&problems.list[problems.n - 1]));
	content_problems_clear(&problems);
}

static void
assert_mistake(const char *file, size_t line, const char *key, const char *what, const char *remedy)
{
	assert_mistakes(NULL, &(struct expected_of){file, {line, key, what, remedy}}, 1);
}

/* ---- languages ---- */

static void
an_office_that_names_no_language_writes_english(void **state)
{
	(void)state;
	put_office("");
	struct content *c = read_in(NULL);
	assert_string_equal(c->language, "en");
	assert_int_equal(c->languages.n, 1);
	assert_string_equal(content_language(c, c->name), "en");
	content_free(c);
}

#define BOTH                                                                                       \
	"languages: [en, es]\n"                                                                    \
	"suggestions: {en: A box., es: Un buzón.}\n"                                              \
	"keeps:\n"                                                                                 \
	"  - {what: {es: Citas, en: Dates}, until: A week}\n"

static void
a_text_is_read_in_the_language_that_is_wanted(void **state)
{
	static const struct {
		const char *wanted, *language, *suggestions, *what;
	} readings[] = {
		{NULL, "en", "A box.", "Dates"},
		{"en", "en", "A box.", "Dates"},
		{"es", "es", "Un buzón.", "Citas"},
	};
	(void)state;

	put_office(BOTH);
	for (size_t i = 0; i < 3; i++) {
		struct content *c = read_in(readings[i].wanted);
		assert_string_equal(c->language, readings[i].language);
		assert_string_equal(c->suggestions, readings[i].suggestions);
		assert_string_equal(c->keeps[0].what, readings[i].what);
		assert_string_equal(content_language(c, c->suggestions), readings[i].language);
		/* what is written once is in the first language, whichever is read */
		assert_string_equal(c->keeps[0].until, "A week");
		assert_string_equal(content_language(c, c->keeps[0].until), "en");
		assert_string_equal(content_language(c, c->name), "en");
		content_free(c);
	}
}

static void
an_entry_of_a_list_may_be_in_several_languages(void **state)
{
	size_t n;
	char *good = slurp("tests/content/good.yaml", &n);
	char *text = replaced(good, "populations: [Students, Staff]",
	                      "languages: [en, es]\n"
	                      "populations: [{en: Students, es: Estudiantes}, Staff]");
	(void)state;

	put("office.yaml", text);
	struct content *c = read_in("es");
	assert_string_equal(c->populations.list[0], "Estudiantes");
	assert_string_equal(c->populations.list[1], "Staff");
	assert_string_equal(content_language(c, c->populations.list[0]), "es");
	assert_string_equal(content_language(c, c->populations.list[1]), "en");
	content_free(c);
	free(text);
	free(good);
}

static void
a_language_the_office_does_not_write_is_absent(void **state)
{
	static const char *const others[] = {"fr", "e", "en-GB", "", "EN"};
	(void)state;

	put_office(BOTH);
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		struct content_problems problems = {0};
		struct content *c;
		assert_int_equal(content_load(&c, folder, others[i], &problems), ERR_ABSENT);
		assert_null(c);
		assert_int_equal(problems.n, 0);
	}
}

/* By which the roster knows somebody, who has one name there. */
static void
a_persons_name_is_one_in_every_language(void **state)
{
	size_t n;
	char *good = slurp("tests/content/good.yaml", &n), *two, *text;

	(void)state;
	two = replaced(good, "writing: full\n", "languages: [en, es]\nwriting: full\n");
	text = replaced(two, "  - name: Ombuds A\n", "  - name: {en: Ombuds A, es: Ombudsman A}\n");
	put("office.yaml", text);
	assert_mistake("office.yaml", 12, "people[1].name", "must be a single value and is a group",
	               "Ombuds A");
	free(text);
	free(two);
	free(good);
}

static void
mistakes_in_languages_have_their_line(void **state)
{
	static const struct {
		const char *more;
		struct expected e;
	} mistakes[] = {
		{"languages: [en, es]\nsuggestions:\n  en: A box.\n",
	         {20, "suggestions", "has no text in 'es'", "Add it: es: …"}},
		{"languages: [en, es]\nsuggestions: {en: A, es: B, fr: C}\n",
	         {19, "suggestions", "more than the office's languages", "Keep those"}},
		{"languages: [en, es]\nsuggestions: {en: A, es: B, en: C}\n",
	         {19, "suggestions", "more than the office's languages", "each once"}},
		{"languages: [en, es]\nsuggestions: {en: [A], es: B}\n",
	         {19, "suggestions", "must be a single value and is a list", "suggestions:"}},
		{"languages: [en, es]\nsuggestions: {en: '', es: B}\n",
	         {19, "suggestions", "is empty", "suggestions:"}},
		{"languages: [en]\nsuggestions: {en: A}\n",
	         {19, "suggestions", "must be a single value and is a group", "suggestions:"}},
		{"languages: [en, es]\naway: [{since: {en: 2026-01-01, es: 2026-01-01}, until: "
	         "2026-01-02}]\n",
	         {19, "away[1].since", "must be a single value and is a group", "2026"}},
		{"languages: [English]\n",
	         {18, "languages[1]", "'English' is not the short", "en"}},
		{"languages: [English]\nsuggestions: {English: A box.}\n",
	         {18, "languages[1]", "'English' is not the short", "en"}},
		{"languages: [en, pt-br]\n",
	         {18, "languages[2]", "'pt-br' is not the short", "pt-BR"}},
		{"languages: [en, en]\n", {18, "languages[2]", "in this list already", "Take one"}},
		{"languages: []\n", {18, "languages", "is an empty list", "[en, es]"}},
		{"languages: [a1, en, es, fr, de, it, pt, nl, da]\n",
	         {18, "languages", "9 entries, and 8 are the most", "from this line on"}},
	};
	(void)state;

	for (size_t i = 0; i + 1 < sizeof(mistakes) / sizeof(mistakes[0]); i++) {
		put_office(mistakes[i].more);
		assert_mistakes(NULL, &(struct expected_of){"office.yaml", mistakes[i].e}, 1);
	}
	put_office(mistakes[12].more);
	const struct expected_of both[] = {
		{"office.yaml", mistakes[12].e},
		{"office.yaml", {18, "languages[1]", "'a1'", "en"}},
	};
	assert_mistakes(NULL, both, 2);
}

/* ---- entries ---- */

#define OPEN                                                                                       \
	"call_when: not supplied\n"                                                                \
	"can: not supplied\n"                                                                      \
	"cannot: not supplied\n"                                                                   \
	"who: not supplied\n"                                                                      \
	"confidential: not supplied\n"                                                             \
	"exceptions: not supplied\n"                                                               \
	"record: not supplied\n"                                                                   \
	"notice: not supplied\n"                                                                   \
	"must_act: not supplied\n"                                                                 \
	"reach: not supplied\n"
#define NAMED "name: EAP\nowner: The EAP\n"
#define UNATTESTED "attested: {by: not supplied, since: not supplied, review: not supplied}\n"
#define ATTESTED "attested: {by: The EAP, since: 2026-03-01, review: 2027-03-01}\n"

/* An office with one entry, which is open but for what is said of it. */
static void
put_entry(const char *find, const char *instead, const char *attested)
{
	char *open = replaced(NAMED OPEN, find, instead);
	size_t size = strlen(open) + strlen(attested) + 1;
	char *text = malloc(size);

	assert_non_null(text);
	(void)snprintf(text, size, "%s%s", open, attested);
	put_office("entries: [eap]\n");
	put("entries/eap.yaml", text);
	free(text);
	free(open);
}

static void
an_open_entry_says_nothing(void **state)
{
	(void)state;
	put_entry("", "", UNATTESTED);
	struct content *c = read_in(NULL);
	assert_int_equal(c->entries_n, 1);
	const struct content_entry *e = &c->entries[0];
	assert_string_equal(e->id, "eap");
	assert_string_equal(e->name, "EAP");
	assert_string_equal(e->owner, "The EAP");
	assert_int_equal(e->institutions.n, 0);
	assert_int_equal(e->topics.n, 0);
	assert_null(e->call_when);
	assert_null(e->can);
	assert_null(e->cannot);
	assert_null(e->who);
	assert_null(e->exceptions);
	assert_null(e->reach);
	assert_null(e->record_note);
	assert_null(e->notice_note);
	assert_int_equal(e->confidential, LABEL_NONE);
	assert_int_equal(e->record, ANSWER_NONE);
	assert_int_equal(e->notice, ANSWER_NONE);
	assert_int_equal(e->must_act, ANSWER_NONE);
	assert_null(e->attested.by);
	content_free(c);
}

static void
every_answer_that_is_a_choice_is_read_as_chosen(void **state)
{
	static const struct {
		const char *word;
		enum content_label label;
	} labels[] = {
		{"privileged", LABEL_PRIVILEGED},
		{"confidential", LABEL_CONFIDENTIAL},
		{"private", LABEL_PRIVATE},
		{"must act", LABEL_ACTS},
	};
	static const struct {
		const char *word;
		enum content_answer answer;
	} answers[] = {
		{"no", ANSWER_NO},
		{"yes", ANSWER_YES},
		{"your choice", ANSWER_CHOICE},
		{"it depends", ANSWER_DEPENDS},
	};
	char line[80];
	(void)state;

	for (size_t i = 0; i < 4; i++) {
		(void)snprintf(line, sizeof(line), "confidential: %s\n", labels[i].word);
		put_entry("confidential: not supplied\n", line, ATTESTED);
		struct content *c = read_in(NULL);
		assert_int_equal(c->entries[0].confidential, labels[i].label);
		content_free(c);
		(void)snprintf(line, sizeof(line), "record: %s\nnotice: %s\nmust_act: %s\n",
		               answers[i].word, answers[(i + 1) % 4].word,
		               answers[(i + 2) % 4].word);
		put_entry("record: not supplied\nnotice: not supplied\nmust_act: not supplied\n",
		          line, ATTESTED);
		c = read_in(NULL);
		assert_int_equal(c->entries[0].record, answers[i].answer);
		assert_int_equal(c->entries[0].notice, answers[(i + 1) % 4].answer);
		assert_int_equal(c->entries[0].must_act, answers[(i + 2) % 4].answer);
		content_free(c);
	}
	put_entry("record: not supplied", "record: maybe", ATTESTED);
	assert_mistake("entries/eap.yaml", 9, "record", "'maybe' is not one of the words",
	               "Write not supplied, no, yes, your choice or it depends.");
}

/* A number is one that a phone can call, or is refused where it stands. */
static void
a_place_gives_its_number_apart(void **state)
{
	(void)state;
	put_entry("reach: not supplied\n",
	          "reach: At night, too.\nphone: 555 0100, ask for Robin\n", ATTESTED);
	struct content *c = read_in(NULL);
	assert_string_equal(c->entries[0].phone, "555 0100, ask for Robin");
	content_free(c);
	put_entry("reach: not supplied\n", "reach: At night, too.\nphone: ask Robin\n", ATTESTED);
	assert_mistake("entries/eap.yaml", 13, "phone",
	               "is 'ask Robin', which begins with no number", "Write the number first");
}

/* Whatever single answer is given: then it is known whose it is, and since and until when. */
static void
an_answer_is_attested_and_dated(void **state)
{
	static const char *const given[][2] = {
		{"call_when: not supplied", "call_when: Always."},
		{"can: not supplied", "can: Listen."},
		{"cannot: not supplied", "cannot: Act."},
		{"who: not supplied", "who: All."},
		{"confidential: not supplied", "confidential: private"},
		{"exceptions: not supplied", "exceptions: None."},
		{"record: not supplied", "record: yes"},
		{"notice: not supplied", "notice: no"},
		{"must_act: not supplied", "must_act: it depends"},
		{"reach: not supplied", "reach: Call."},
	};
	static const char *const partly[] = {
		UNATTESTED,
		"attested: {by: not supplied, since: 2026-03-01, review: 2027-03-01}\n",
		"attested: {by: The EAP, since: not supplied, review: 2027-03-01}\n",
		"attested: {by: The EAP, since: 2026-03-01, review: not supplied}\n",
	};
	(void)state;

	for (size_t i = 0; i < sizeof(given) / sizeof(given[0]); i++) {
		put_entry(given[i][0], given[i][1], ATTESTED);
		struct content *c = read_in(NULL);
		assert_string_equal(c->entries[0].attested.by, "The EAP");
		assert_string_equal(c->entries[0].attested.since, "2026-03-01");
		assert_string_equal(c->entries[0].attested.review, "2027-03-01");
		content_free(c);
		for (size_t j = 0; j < 4; j++) {
			put_entry(given[i][0], given[i][1], partly[j]);
			assert_mistake("entries/eap.yaml", 13, "attested", "does not say who wrote",
			               "Let The EAP say so");
		}
	}
	put_entry("who: not supplied", "who: All.",
	          "attested: {by: The EAP, since: 2026-03-01, review: 2026-03-01}\n");
	assert_mistake("entries/eap.yaml", 13, "attested", "looked at again before",
	               "a day after 'since'");
	put_entry("who: not supplied", "who: All.", "");
	assert_mistake("entries/eap.yaml", 1, "attested", "is missing",
	               "attested: {by: not supplied");
	put_entry("who: not supplied", "who: All.", "attested: not supplied\n");
	assert_mistake("entries/eap.yaml", 13, "attested", "must be a group of keys",
	               "attested: {by: not supplied");
}

static void
topics_and_institutions_are_known_ones(void **state)
{
	(void)state;
	put_entry("owner: The EAP\n",
	          "owner: The EAP\ntopics: [stress-health, home-family]\ninstitutions: [test]\n",
	          UNATTESTED);
	struct content *c = read_in(NULL);
	assert_int_equal(c->entries[0].topics.n, 2);
	assert_string_equal(c->entries[0].topics.list[1], "home-family");
	assert_string_equal(c->entries[0].institutions.list[0], "test");
	content_free(c);
	put_entry("owner: The EAP\n",
	          "owner: The EAP\ntopics:\n  - unsure\n  - weather\ninstitutions: [test, moon]\n",
	          UNATTESTED);
	static const struct expected_of unknown[] = {
		{"entries/eap.yaml",
	         {5, "topics[2]", "'weather' is not a topic", "offices/README.md"}},
		{"entries/eap.yaml",
	         {6, "institutions", "'moon' is none of the office's",
	          "office.yaml lists, like test"}},
	};
	assert_mistakes(NULL, unknown, 2);
}

static void
entries_stand_in_the_order_of_the_list(void **state)
{
	(void)state;
	put_office("entries: [second, first]\n");
	put("entries/first.yaml", NAMED OPEN UNATTESTED);
	put("entries/second.yaml", NAMED OPEN UNATTESTED);
	put("entries/.second.yaml.swp", "an editor's");
	put("entries/notes.txt", "a person's");
	struct content *c = read_in(NULL);
	assert_int_equal(c->entries_n, 2);
	assert_string_equal(c->entries[0].id, "second");
	assert_string_equal(c->entries[1].id, "first");
	content_free(c);
}

static void
a_list_and_its_files_are_the_same_entries(void **state)
{
	(void)state;
	put_office("entries: [eap, gone]\n");
	put("entries/eap.yaml", NAMED OPEN UNATTESTED);
	put("entries/ea.yaml", NAMED OPEN UNATTESTED);
	put("entries/eap2.yaml", NAMED OPEN UNATTESTED);
	static const struct expected_of mistakes[] = {
		{"entries/ea.yaml", {0, "", "is not listed", "Put 'ea' into 'entries'"}},
		{"entries/eap2.yaml", {0, "", "is not listed", "Put 'eap2' into 'entries'"}},
		{"entries/gone.yaml", {0, "", "is not there, and office.yaml lists", "'gone' out"}},
	};
	assert_mistakes(NULL, mistakes, 3);
	/* Its place on the page is taken. */
	put_office("entries: [compare]\n");
	assert_mistake("office.yaml", 18, "entries[1]", "'compare' is a name that the page uses",
	               "another name");
}

static void
a_file_in_a_folders_place_is_told(void **state)
{
	(void)state;
	put_office("");
	put("entries", "");
	put("guides", "");
	static const struct expected_of mistakes[] = {
		{"entries", {0, "", "is not a folder", "Make it one"}},
		{"guides", {0, "", "is not a folder", "Make it one"}},
	};
	assert_mistakes(NULL, mistakes, 2);
}

/* ---- policies and principles ---- */

static void
policies_are_read_with_who_looks_after_them(void **state)
{
	(void)state;
	put_office("");
	put("policies.yaml", "policies:\n"
	                     "  - title: Leave\n"
	                     "    about: Who may take it.\n"
	                     "    owner: Human Resources\n"
	                     "    where: Handbook, 4\n"
	                     "    link: https://www.example.org/leave?a=b#c\n"
	                     "    institutions: [test]\n"
	                     "    checked: 2026-03-01\n"
	                     "  - {title: Pay, about: How., owner: HR, link: not supplied, "
	                     "checked: not supplied}\n");
	struct content *c = read_in(NULL);
	assert_int_equal(c->policies_n, 2);
	assert_string_equal(c->policies[0].link, "https://www.example.org/leave?a=b#c");
	assert_string_equal(c->policies[0].checked, "2026-03-01");
	assert_string_equal(c->policies[0].institutions.list[0], "test");
	assert_null(c->policies[1].link);
	assert_null(c->policies[1].where);
	assert_null(c->policies[1].checked);
	content_free(c);
	put("policies.yaml", "policies: []\n");
	c = read_in(NULL);
	assert_int_equal(c->policies_n, 0);
	content_free(c);
}

static void
mistakes_in_policies_have_their_line(void **state)
{
	static const char *const links[] = {"http://www.example.org", "https://",    "https:///a",
	                                    "javascript:alert(1)",    "https://a b", "https://me@a",
	                                    "https://a\\\"b",         "https://<a>"};
	static const struct expected_of mistakes[] = {
		{"policies.yaml",
	         {2, "policies[1]", "must be a group of keys", "policies: [{title"}},
		{"policies.yaml", {4, "policies[2].checked", "is missing", "checked: 2026-03-01"}},
		{"policies.yaml", {5, "policies[3].title", "title of entry 2 too", "told apart"}},
		{"policies.yaml",
	         {6, "policies[3].institutions", "'moon' is none of",
	          "office.yaml lists, like test"}},
		{"policies.yaml",
	         {6, "policies[3].institutions", "'sun' is none of",
	          "office.yaml lists, like test"}},
	};
	(void)state;

	put_office("");
	put("policies.yaml", "policies:\n"
	                     "  - Leave\n"
	                     "\n"
	                     "  - {title: Pay, about: How., owner: HR}\n"
	                     "  - {title: pay, about: How., owner: HR, checked: not supplied,\n"
	                     "     institutions: [moon, test, sun]}\n");
	assert_mistakes(NULL, mistakes, 5);
	for (size_t i = 0; i < sizeof(links) / sizeof(links[0]); i++) {
		char text[200];
		(void)snprintf(
			text, sizeof(text),
			"policies:\n  - {title: A, about: B, owner: C, checked: not supplied,\n"
			"     link: \"%s\"}\n",
			links[i]);
		put("policies.yaml", text);
		assert_mistake("policies.yaml", 3, "policies[1].link",
		               "is not an address a page can lead to", "Write the whole address");
	}
	put("policies.yaml", "policies: none\n");
	assert_mistake("policies.yaml", 1, "policies", "must be a list", "policies: [{title");
	put("policies.yaml", "- Leave\n");
	assert_mistake("policies.yaml", 1, "", "is not a list of keys and values",
	               "Begin with a key: policies:");
}

static void
principles_and_glossary_are_read_in_the_wanted_language(void **state)
{
	(void)state;
	put_office("languages: [en, es]\n");
	put("principles.yaml",
	    "principles:\n"
	    "  - {name: {en: Independence, es: Independencia}, text: We answer to nobody "
	    "between.}\n"
	    "glossary:\n"
	    "  - {name: Ombuds, text: {en: A neutral., es: Una persona neutral.}}\n");
	struct content *c = read_in("es");
	assert_int_equal(c->principles_n, 1);
	assert_string_equal(c->principles[0].name, "Independencia");
	assert_string_equal(content_language(c, c->principles[0].name), "es");
	assert_string_equal(content_language(c, c->principles[0].text), "en");
	assert_int_equal(c->glossary_n, 1);
	assert_string_equal(c->glossary[0].text, "Una persona neutral.");
	content_free(c);
	put("principles.yaml",
	    "principles: []\nglossary:\n  - {name: A, text: B}\n  - {name: a}\n");
	static const struct expected_of mistakes[] = {
		{"principles.yaml", {4, "glossary[2].text", "is missing", "text: "}},
		{"principles.yaml", {4, "glossary[2].name", "entry 1 too", "told apart"}},
	};
	assert_mistakes(NULL, mistakes, 2);
}

/* ---- practice ---- */

static void
practice_says_how_an_office_counts(void **state)
{
	json_t *office;
	const json_t *practice;

	(void)state;
	put_office("languages: [en, es]\n");
	struct content *c = read_in(NULL);
	assert_false(c->practice.there);
	assert_int_equal(content_to_roster_office(c, &office), 0);
	assert_null(json_object_get(office, "practice"));
	json_decref(office);
	content_free(c);
	put("practice.yaml", "period: {kind: fiscal}\n"
	                     "counted:\n"
	                     "  groups: [students, Staff]\n"
	                     "  codes: [{code: x.a, name: Parking, words: [car]}]\n"
	                     "figures: {flush: [02-01], keeper: not supplied}\n"
	                     "demand: {en: We asked counsel., es: Preguntamos.}\n");
	c = read_in("es");
	assert_int_equal(c->practice.period.begins, 7);
	assert_int_equal(c->practice.figures.threshold, 10);
	assert_string_equal(c->practice.demand, "Preguntamos.");
	assert_int_equal(content_to_roster_office(c, &office), 0);
	practice = json_object_get(office, "practice");
	assert_string_equal(json_string_value(json_object_get(practice, "period")), "fiscal");
	assert_int_equal(json_integer_value(json_object_get(practice, "begins")), 7);
	assert_string_equal(
		json_string_value(json_array_get(json_object_get(practice, "groups"), 1)), "Staff");
	assert_null(json_object_get(practice, "keeper"));
	json_decref(office);
	content_free(c);
}

static void
mistakes_in_practice_have_their_line(void **state)
{
	static const struct expected_of mistakes[] = {
		{"practice.yaml", {1, "period.kind", "not one of the words", "academic"}},
		{"practice.yaml", {3, "counted.groups", "cannot be told apart", "another name"}},
		{"practice.yaml",
	         {4, "counted.dimensions[1]", "is nothing that can be asked", "group, with"}},
		{"practice.yaml", {5, "counted.tables[2]", "is no table", "concerns, categories"}},
		{"practice.yaml",
	         {6, "counted.codes[1].code", "is no code of its own", "x.a to x.t"}},
		{"practice.yaml",
	         {8, "figures.flush[1]", "is no day of each year", "month and day"}},
		{"practice.yaml", {9, "figures.threshold", "out of range", "from 5 to 100"}},
		{"practice.yaml", {10, "figures.stand_in", "is no ombuds", "role: ombuds"}},
		{"practice.yaml", {10, "figures.stand_in", "stands in for nobody", "keeper"}},
		{"practice.yaml", {11, "demnd", "is not a key", "Did you mean 'demand'"}},
	};

	static const struct expected_of same_number[] = {
		{"practice.yaml", {1, "counted.heard", "cannot be told apart", "another name"}},
	};

	(void)state;
	put_office("");
	put("practice.yaml", "period: {kind: weekly}\n"
	                     "counted:\n"
	                     "  groups: [staff, STAFF]\n"
	                     "  dimensions: [age]\n"
	                     "  tables: [concerns, ages]\n"
	                     "  codes: [{code: 2.m, name: Parking}]\n"
	                     "figures:\n"
	                     "  flush: [02-30]\n"
	                     "  threshold: 3\n"
	                     "  stand_in: Nobody\n"
	                     "demnd: We asked.\n");
	assert_mistakes(NULL, mistakes, 10);
	/* of other letters, and one number */
	put("practice.yaml", "counted: {heard: [support workers, campus nurses]}\n");
	assert_mistakes(NULL, same_number, 1);
	put("practice.yaml", "preset: ten days\n");
	assert_mistake("practice.yaml", 1, "preset", "10 days at most, and office.yaml says",
	               "notes_days: 10");
	put("practice.yaml", "period:\n  kind: calendar\n  begins: 3\n");
	assert_mistake("practice.yaml", 3, "period.begins", "is not January", "kind: fiscal");
	put("practice.yaml", "counted: {dimensions: [did], tables: [groups]}\n");
	assert_mistake("practice.yaml", 1, "counted.tables", "leaves 'group' out", "Add it");
	put("practice.yml", "");
	put("practice.yaml", "period: {kind: academic}\n");
	assert_mistake("practice.yml", 0, "", "has a name that nobody looks for", ".yaml");
}

/* ---- guides ---- */

static void
a_guide_has_a_title_and_a_file_for_each_language(void **state)
{
	static const struct {
		const char *wanted, *title[3], *language[3];
		size_t n;
	} readings[] = {
		{"en", {"Alone", "Both", NULL}, {"en", "en", NULL}, 2},
		{"es", {"Alone", "Los dos", "Sola"}, {"en", "es", "es"}, 3},
		{"pt-BR", {"Alone", "Both", NULL}, {"en", "en", NULL}, 2},
	};
	(void)state;

	put_office("languages: [en, es, pt-BR]\n");
	put("guides/alone.md", "# Alone\n\nText.\n");
	put("guides/both.es.md", "\xef\xbb\xbf# Los dos\r\n\r\nTexto.\r\n");
	put("guides/both.md", "#   Both  \nMore.");
	put("guides/sola.es.md", "# Sola");
	put("guides/.hidden.md", "no title");
	put("guides/readme.txt", "no title");
	for (size_t i = 0; i < 3; i++) {
		struct content *c = read_in(readings[i].wanted);
		assert_int_equal(c->guides_n, readings[i].n);
		for (size_t j = 0; j < c->guides_n; j++) {
			assert_string_equal(c->guides[j].title, readings[i].title[j]);
			assert_string_equal(c->guides[j].language, readings[i].language[j]);
		}
		assert_string_equal(c->guides[0].id, "alone");
		assert_string_equal(c->guides[0].markdown, "\n\nText.\n");
		assert_string_equal(c->guides[1].id, "both");
		content_free(c);
	}
}

static void
mistakes_in_guides_are_told(void **state)
{
	static const struct {
		const char *text;
		struct expected e;
	} texts[] = {
		{"", {1, "", "does not begin with a title", "# Before a hard"}},
		{"\n# Late\n", {1, "", "does not begin with a title", "# Before a hard"}},
		{"Plain\n", {1, "", "does not begin with a title", "# Before a hard"}},
		{"#Near\n", {1, "", "does not begin with a title", "# Before a hard"}},
		{"## Under\n", {1, "", "does not begin with a title", "# Before a hard"}},
		{"#     \nText\n", {1, "", "does not begin with a title", "# Before a hard"}},
		{"# A\n\tindented\n", {2, "", "not text, such as a tab", "indent with blanks"}},
		{"# A\n\nB\n\x1b[31m\n\tC\n", {4, "", "not text", "UTF-8"}},
		{"# A\xc2\x85 B\n", {1, "", "not text", "UTF-8"}},
		{"# A\r\n\r\nB\xff", {3, "", "not text", "UTF-8"}},
		{"# A\n\nOne\nand <b>two\n", {4, "", "holds HTML", "backslash"}},
		{"# A\n\n<script>alert(1)</script>\n", {3, "", "holds HTML", "Markdown"}},
		{"# A\n<!-- hidden -->\n", {2, "", "holds HTML", "Markdown"}},
		{"# A\n\n- ![pixel](https://elsewhere.example/x.png)\n",
	         {3, "", "holds a picture", "load nothing"}},
		{"# A\n\n[x](javascript:alert(1))\n",
	         {3, "", "a link to 'javascript:alert(1)'", "https:, mailto: or tel:"}},
		{"# A\n[x]\n\n[x]: data:text/html,x\n", {2, "", "a link to 'data:", "https:"}},
		{"# A\n[x](//elsewhere.example/)\n", {2, "", "a link to '//else", "https:"}},
		{"# A\n[x](http://elsewhere.example/)\n", {2, "", "a link to 'http:", "https:"}},
	};
	char text[300] = "# ";
	(void)state;

	put_office("languages: [en, es]\n");
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		put("guides/a.md", texts[i].text);
		assert_mistakes(NULL, &(struct expected_of){"guides/a.md", texts[i].e}, 1);
	}
	put("guides/a.md", "# A\n[b](b.html#c:d) [c](?d:e) [f](https://example.org) "
	                   "<mailto:a@example.org> [g](tel:+1) `<b>` \\<b>\n\n    <b>\n");
	content_free(read_in(NULL));
	put_bytes("guides/a.md", span((const uint8_t *)"# A\0B", 5));
	assert_mistake("guides/a.md", 1, "", "not text", "UTF-8");
	memset(text + 2, 'x', 201);
	put("guides/a.md", text);
	assert_mistake("guides/a.md", 1, "", "title of 201 bytes, and 200", "its title");
	text[202] = '\0';
	put("guides/a.md", text);
	struct content *c = read_in(NULL);
	assert_int_equal(strlen(c->guides[0].title), 200);
	content_free(c);
}

static void
names_of_guides_can_stand_in_an_address(void **state)
{
	(void)state;
	put_office("languages: [en, es]\n");
	put("guides/0123456789-0123456789-0123456789-0123456.md", "# Just short enough");
	put("guides/0123456789-0123456789-0123456789-01234567.md", "# Too long");
	put("guides/Big.md", "# Big");
	put("guides/a.en.md", "# The first language has no second part");
	put("guides/a.fr.md", "# Not ours");
	put("guides/a b.md", "# Blank");
	static const struct expected_of mistakes[] = {
		{"guides/0123456789-0123456789-0123456789-01234567.md",
	         {0, "", "cannot stand in an address", "at most 40"}},
		{"guides/Big.md", {0, "", "cannot stand in an address", "small letters"}},
		{"guides/a b.md", {0, "", "cannot stand in an address", "small letters"}},
		{"guides/a.en.md", {0, "", "none of the office's other languages", "ID.md"}},
		{"guides/a.fr.md", {0, "", "none of the office's other languages", "ID.md"}},
	};
	assert_mistakes(NULL, mistakes, 5);
}

/* They would be missing on the pages, and nobody would be told. */
static void
files_that_are_almost_named_as_they_should_be_are_told(void **state)
{
	(void)state;
	put_office("");
	put("guides/a.markdown", "# A");
	put("guides/b.md", "# B");
	put("guides/c.txt", "not meant to be a guide");
	put("entries/hr.yml", "name: HR");
	put("policies.yml", "policies: []");
	put("principle.yaml", "principles: []");
	put(".policies.yaml.swp", "an editor's own");
	put("notes.txt", "somebody's own");
	static const struct expected_of mistakes[] = {
		{"entries/hr.yml", {0, "", "nobody looks for", "end with .yaml"}},
		{"policies.yml", {0, "", "nobody looks for", "end with .yaml"}},
		{"principle.yaml",
	         {0, "", "nobody looks for", "Name it office.yaml, policies.yaml"}},
		{"guides/a.markdown", {0, "", "nobody looks for", "end with .md"}},
	};
	assert_mistakes(NULL, mistakes, 4);
}

static void
a_bad_guide_does_not_hide_another(void **state)
{
	(void)state;
	put_office("");
	put("guides/a.md", "no title");
	put("guides/b.md", "# Good");
	put("guides/c.md", "no title");
	static const struct expected_of mistakes[] = {
		{"guides/a.md", {1, "", "does not begin", "its title"}},
		{"guides/c.md", {1, "", "does not begin", "its title"}},
	};
	assert_mistakes(NULL, mistakes, 2);
}

/* ---- the folder ---- */

static void
an_absence_ends_after_it_begins(void **state)
{
	(void)state;
	put_office("away:\n"
	           "  - {since: 2026-12-24, until: 2027-01-04, text: Closed.}\n"
	           "  - {since: 2027-02-01, until: 2027-02-01}\n");
	struct content *c = read_in(NULL);
	assert_int_equal(c->away_n, 2);
	assert_string_equal(c->away[0].until, "2027-01-04");
	assert_string_equal(c->away[0].text, "Closed.");
	assert_null(c->away[1].text);
	content_free(c);
	put_office("away:\n"
	           "  - {since: 2026-12-24, until: 2027-01-04}\n"
	           "  -\n"
	           "    since: 2027-02-02\n"
	           "    until: 2027-02-01\n"
	           "  - {since: 2027-03-01, until: 2027-02-29}\n");
	static const struct expected_of mistakes[] = {
		{"office.yaml", {21, "away[2]", "ends before it begins", "'until' is the last"}},
		{"office.yaml", {23, "away[3].until", "'2027-02-29' is not a date", "2026-03-01"}},
	};
	assert_mistakes(NULL, mistakes, 2);
}

static void
another_ombuds_office_is_one_of_the_places(void **state)
{
	(void)state;
	put("entries/sister.yaml",
	    "name: Sister\nowner: Sister\ntopics: [unsure]\n" OPEN UNATTESTED);
	put_office("entries: [sister]\nback_up: sister\n");
	struct content *c = read_in(NULL);
	assert_string_equal(c->back_up, "sister");
	content_free(c);
	put_office("entries: [sister]\nback_up: brother\n");
	static const struct expected_of mistakes[] = {
		{"office.yaml",
	         {19, "back_up", "no place of that name", "'brother' into 'entries'"}},
	};
	assert_mistakes(NULL, mistakes, 1);
	put_office("entries: [sister]\n");
	c = read_in(NULL);
	assert_null(c->back_up);
	content_free(c);
}

/* Every file with two mistakes: file by file, and in each by line. */
static void
put_mistakes(void)
{
	put_office("entries: [z, a]\n");
	put("entries/z.yaml", OPEN UNATTESTED "mistake: 1\n");
	put("entries/a.yaml", "mistake: 1\n" NAMED OPEN);
	put("entries/unlisted.yaml", "");
	put("policies.yaml", "mistake: 1\n");
	put("principles.yaml", "mistake: 1\nglossary: 1\n");
	put("guides/a.md", "no title");
	put("guides/B.md", "# B");
}

static void
all_mistakes_are_told_file_by_file(void **state)
{
	static const struct expected_of mistakes[] = {
		{"entries/unlisted.yaml", {0, "", "is not listed", "Put 'unlisted'"}},
		{"entries/z.yaml", {1, "name", "is missing", "name: "}},
		{"entries/z.yaml", {1, "owner", "is missing", "owner: "}},
		{"entries/z.yaml", {12, "mistake", "not a key", "Take it out"}},
		{"entries/a.yaml", {1, "mistake", "not a key", "Take it out"}},
		{"entries/a.yaml", {1, "attested", "is missing", "attested: "}},
		{"policies.yaml", {1, "mistake", "not a key", "Take it out"}},
		{"policies.yaml", {1, "policies", "is missing", "policies: "}},
		{"principles.yaml", {1, "mistake", "not a key", "Take it out"}},
		{"principles.yaml", {1, "principles", "is missing", "principles: "}},
		{"principles.yaml", {2, "glossary", "must be a list", "glossary: "}},
		{"guides/B.md", {0, "", "cannot stand in an address", "small letters"}},
		{"guides/a.md", {1, "", "does not begin", "its title"}},
	};
	(void)state;

	put_mistakes();
	assert_mistakes(NULL, mistakes, sizeof(mistakes) / sizeof(mistakes[0]));
	/* what is wrong with the office itself is put right first */
	put("office.yaml", "name: A\n");
	struct content_problems problems = {0};
	struct content *c;
	assert_int_equal(content_load(&c, folder, NULL, &problems), ERR_FORMAT);
	for (size_t i = 0; i < problems.n; i++)
		assert_true(has(problems.list[i].file, "office.yaml"));
	content_problems_clear(&problems);
}

static void
each_of_the_other_files_may_be_missing_unreadable_or_too_large(void **state)
{
	static const char *const names[] = {"policies.yaml", "principles.yaml", "entries/eap.yaml",
	                                    "guides/a.md"};
	char *large = malloc(CONTENT_FILE_MAX + 2);
	char at[2 * PATH_BYTES];
	(void)state;

	assert_non_null(large);
	memset(large, '#', CONTENT_FILE_MAX + 1);
	large[CONTENT_FILE_MAX + 1] = '\0';
	for (size_t i = 0; i < 4; i++) {
		put_entry("", "", UNATTESTED);
		content_free(read_in(NULL));
		put(names[i], large);
		assert_mistake(names[i], 0, "", "is larger than 131072 bytes", "Shorten it");
		(void)snprintf(at, sizeof(at), "%s/%s", folder, names[i]);
		assert_int_equal(remove(at), 0);
		assert_int_equal(mkdir(at, 0700), 0);
		assert_mistake(names[i], 0, "", "is a folder", "Make it a file");
		assert_int_equal(rmdir(at), 0);
		/* nobody writes into it, so that who waits for more waits for ever */
		assert_int_equal(mkfifo(at, 0600), 0);
		assert_mistake(names[i], 0, "", "is not a plain file", "Make it a file");
		assert_int_equal(remove(at), 0);
	}
	free(large);
}

/* ---- want of memory ---- */

/* Loads the folder with ever more memory, until it is enough; returns how often it was not. */
static size_t
short_of_memory(const char *language, int expected)
{
	for (size_t given = 0;; given++) {
		struct content_problems problems = {0};
		struct content *c;

		assert_true(given < 10000);
		memory_short(given);
		int err = content_load(&c, folder, language, &problems);
		memory_enough();
		assert_true((err == 0) == (c != NULL));
		content_free(c);
		content_problems_clear(&problems);
		if (err == expected)
			return given;
		assert_int_equal(err, ERR_MEMORY);
	}
}

static void
want_of_memory_anywhere_in_a_folder_is_told(void **state)
{
	(void)state;
	put_office(BOTH "entries: [eap]\n");
	put("entries/eap.yaml", NAMED OPEN UNATTESTED);
	put("policies.yaml", "policies: [{title: {en: A, es: B}, about: B, owner: C, "
	                     "institutions: [test], checked: 2026-03-01}]\n");
	put("principles.yaml", "principles: [{name: A, text: B}]\nglossary: []\n");
	put("guides/a.md", "# A\nText");
	put("guides/a.es.md", "# A\nTexto");
	assert_in_range(short_of_memory("es", 0), 80, 1000);
	assert_in_range(short_of_memory("fr", ERR_ABSENT), 3, 1000);
	put_mistakes();
	assert_in_range(short_of_memory(NULL, ERR_FORMAT), 80, 1000);
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, make, clear)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		IN_FOLDER(an_office_that_names_no_language_writes_english),
		IN_FOLDER(a_text_is_read_in_the_language_that_is_wanted),
		IN_FOLDER(an_entry_of_a_list_may_be_in_several_languages),
		IN_FOLDER(a_language_the_office_does_not_write_is_absent),
		IN_FOLDER(a_persons_name_is_one_in_every_language),
		IN_FOLDER(mistakes_in_languages_have_their_line),
		IN_FOLDER(an_open_entry_says_nothing),
		IN_FOLDER(every_answer_that_is_a_choice_is_read_as_chosen),
		IN_FOLDER(a_place_gives_its_number_apart),
		IN_FOLDER(an_answer_is_attested_and_dated),
		IN_FOLDER(topics_and_institutions_are_known_ones),
		IN_FOLDER(entries_stand_in_the_order_of_the_list),
		IN_FOLDER(a_list_and_its_files_are_the_same_entries),
		IN_FOLDER(a_file_in_a_folders_place_is_told),
		IN_FOLDER(policies_are_read_with_who_looks_after_them),
		IN_FOLDER(mistakes_in_policies_have_their_line),
		IN_FOLDER(principles_and_glossary_are_read_in_the_wanted_language),
		IN_FOLDER(practice_says_how_an_office_counts),
		IN_FOLDER(mistakes_in_practice_have_their_line),
		IN_FOLDER(a_guide_has_a_title_and_a_file_for_each_language),
		IN_FOLDER(mistakes_in_guides_are_told),
		IN_FOLDER(names_of_guides_can_stand_in_an_address),
		IN_FOLDER(files_that_are_almost_named_as_they_should_be_are_told),
		IN_FOLDER(a_bad_guide_does_not_hide_another),
		IN_FOLDER(an_absence_ends_after_it_begins),
		IN_FOLDER(another_ombuds_office_is_one_of_the_places),
		IN_FOLDER(all_mistakes_are_told_file_by_file),
		IN_FOLDER(each_of_the_other_files_may_be_missing_unreadable_or_too_large),
		IN_FOLDER(want_of_memory_anywhere_in_a_folder_is_told),
	};

	if (core_start() != 0)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
