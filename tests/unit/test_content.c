/*
 * An office's office.yaml: what is written is what is read; every mistake is told
 * with its line, key and remedy; and nothing that can stand in a file, nor want of
 * memory, makes the reader crash.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "content/content.h"
#include "core/secret.h"

#include "content_help.h"
#include "seeded.h"

enum { MUTATIONS = 6000 };

/* Exactly these problems, in this order. */
static void
assert_problems(const char *name, const char *file, struct span text, const struct expected *e,
                size_t n)
{
	struct content_problems problems = {0};
	struct content *c;

	assert_int_equal(content_parse(&c, file, text, &problems), ERR_FORMAT);
	assert_null(c);
	for (size_t i = 0; i < n && i < problems.n; i++)
		assert_problem(name, &problems.list[i], file, &e[i]);
	if (problems.n != n)
		fail_msg("%s: %zu problems, wanted %zu; the last: %s", name, problems.n, n,
		         problems.n == 0 ? "none" : problems.list[problems.n - 1].what);
	content_problems_clear(&problems);
}

/* ---- mistakes ---- */

/* One mistake each, put into tests/content/good.yaml. */
static const struct edit {
	const char *name;
	const char *find;
	const char *put;
	struct expected e;
} edits[] = {
	{"unknown key, near a known one",
         "  message_days:",
         "  mesage_days:",
         {20, "retention.mesage_days", "not a key", "Did you mean 'message_days'?"}},
	{"unknown key in capitals", "title:", "Title:", {2, "Title", "not a key", "'title'"}},
	{"unknown key, near nothing",
         "writing: full",
         "writing: full\nwebsite: none",
         {19, "website", "not a key", "Take it out"}},
	{"unknown key of a person",
         "    role: arranging",
         "    role: arranging\n    phone: 5550100",
         {18, "people[3].phone", "not a key", "Take it out"}},
	{"key of a group at the top",
         "  notes_days: 60\n",
         "  notes_days: 60\nmessage_days: 3\n",
         {22, "message_days", "not a key", "belongs below 'retention'"}},
	{"missing at the top", "title: Ombuds\n", "", {1, "title", "is missing", "title: Ombuds"}},
	{"missing in a group",
         "  notes_days: 60\n",
         "",
         {19, "retention.notes_days", "is missing", "notes_days: 30"}},
	{"missing in a row",
         "    role: arranging\n",
         "",
         {16, "people[3].role", "is missing", "role: ombuds"}},
	{"missing in an exception",
         "    version: 1\n",
         "",
         {23, "exceptions[1].version", "is missing", "version: 1"}},
	{"duplicate at the top",
         "writing: full",
         "writing: full\nsample: false",
         {19, "sample", "already on line 3", "Keep one"}},
	{"duplicate in a row",
         "    role: ombuds\n  - name: Ombuds B",
         "    role: ombuds\n    role: ombuds\n  - name: Ombuds B",
         {14, "people[1].role", "already on line 13", "Keep one"}},
	{"text for a flag",
         "sample: true",
         "sample: yes",
         {3, "sample", "'yes' is neither", "true or false"}},
	{"quoted flag",
         "sample: true",
         "sample: \"true\"",
         {3, "sample", "in quotes", "without quotes"}},
	{"tagged flag",
         "sample: true",
         "sample: !!bool true",
         {3, "sample", "tag", "Leave the tag out"}},
	{"list for a text",
         "title: Ombuds",
         "title: [Ombuds]",
         {2, "title", "must be a single value and is a list", "title: Ombuds"}},
	{"group for a text",
         "title: Ombuds",
         "title: {a: b}",
         {2, "title", "must be a single value and is a group of keys", "title: Ombuds"}},
	{"text for a list",
         "populations: [Students, Staff]",
         "populations: Students",
         {7, "populations", "must be a list", "[Students, Staff]"}},
	{"text for a group",
         "  message_days: 30\n  notes_days: 60\n",
         "  30 days\n",
         {20, "retention", "must be a group of keys", "message_days: 30"}},
	{"text for a row",
         "  - name: Staff\n    role: arranging\n",
         "  - Staff\n",
         {16, "people[3]", "must be a group of keys", "name: Ombuds A"}},
	{"group in a list of texts",
         "  - Listening",
         "  - Listening: always",
         {42, "services[1]", "must be a single value", "services: [Listening]"}},
	{"nothing for a text",
         "title: Ombuds",
         "title:",
         {2, "title", "is empty", "title: Ombuds"}},
	{"null for a text", "title: Ombuds", "title: ~", {2, "title", "is empty", "title: Ombuds"}},
	{"blanks for a text",
         "title: Ombuds",
         "title: \"  \"",
         {2, "title", "is empty", "title: Ombuds"}},
	{"nothing for a group",
         "  message_days: 30\n  notes_days: 60\n",
         "",
         {19, "retention", "is empty", "message_days: 30"}},
	{"nothing for a number",
         "version: 1",
         "version:",
         {24, "exceptions[1].version", "is empty", "version: 1"}},
	{"empty list",
         "[Students, Staff]",
         "[]",
         {7, "populations", "empty list", "[Students, Staff]"}},
	{"number over its range",
         "message_days: 30",
         "message_days: 31",
         {20, "retention.message_days", "'31' is out of range", "from 1 to 30"}},
	{"number under its range",
         "message_days: 30",
         "message_days: 0",
         {20, "retention.message_days", "'0' is out of range", "from 1 to 30"}},
	{"negative number",
         "message_days: 30",
         "message_days: -1",
         {20, "retention.message_days", "not a whole number", "in digits"}},
	{"fraction",
         "message_days: 30",
         "message_days: 1.5",
         {20, "retention.message_days", "not a whole number", "in digits"}},
	{"number with a unit",
         "message_days: 30",
         "message_days: 30 days",
         {20, "retention.message_days", "'30 days'", "in digits"}},
	{"number beyond all bounds",
         "message_days: 30",
         "message_days: 18446744073709551617",
         {20, "retention.message_days", "not a whole number", "from 1 to 30"}},
	{"octal number",
         "message_days: 30",
         "message_days: 030",
         {20, "retention.message_days", "not a whole number", "in digits"}},
	{"year in another style",
         "established: 1991",
         "established: '91",
         {4, "", "quotation mark", "Close"}},
	{"wrong word",
         "writing: full",
         "writing: partly",
         {18, "writing", "'partly' is not one of the words", "Write full, arranging only or off."}},
	{"date that is none",
         "since: 2026-01-01",
         "since: 2026-02-30",
         {25, "exceptions[1].since", "'2026-02-30' is not a date", "2026-03-01"}},
	{"date in another order",
         "since: 2026-01-01",
         "since: 01-02-2026",
         {25, "exceptions[1].since", "not a date", "2026-03-01"}},
	{"short date",
         "since: 2026-01-01",
         "since: 2026-01",
         {25, "exceptions[1].since", "not a date", "2026-03-01"}},
	{"bad id",
         "id: imminent-risk",
         "id: Imminent risk",
         {23, "exceptions[1].id", "'Imminent risk' has other signs", "imminent-risk"}},
	{"bad code",
         "codes: [9.c]",
         "codes: [9.c, 9.f]",
         {45, "concerns[1].codes[2]", "'9.f' is not a reporting category", "2.m"}},
	{"origin without scheme",
         "https://ombuds.test.example",
         "ombuds.test.example",
         {9, "origins[1]", "does not begin with https://", "https://ombuds.example.org"}},
	{"origin in the open",
         "https://ombuds.test.example",
         "http://ombuds.test.example",
         {9, "origins[1]", "can be read on the way", "Begin with https://"}},
	{"origin with a path",
         "https://ombuds.test.example",
         "https://ombuds.test.example/",
         {9, "origins[1]", "more than scheme", "last slash"}},
	{"origin with a user",
         "https://ombuds.test.example",
         "https://me@ombuds.test.example",
         {9, "origins[1]", "more than scheme", "Leave out"}},
	{"origin in capitals",
         "https://ombuds.test.example",
         "https://Ombuds.test.example",
         {9, "origins[1]", "capital", "small letters"}},
	{"origin with any port",
         "https://ombuds.test.example",
         "https://ombuds.test.example:*",
         {9, "origins[1]", "asterisk", "each address"}},
	{"origin with the usual port",
         "https://ombuds.test.example",
         "https://ombuds.test.example:443",
         {9, "origins[1]", "usual port", "Leave the port out"}},
	{"origin with a wrong port",
         "https://ombuds.test.example",
         "https://ombuds.test.example:65536",
         {9, "origins[1]", "port", "65535"}},
	{"origin with a port that goes on",
         "https://ombuds.test.example",
         "https://ombuds.test.example:80a",
         {9, "origins[1]", "port", "65535"}},
	{"origin with a port of its own spelling",
         "https://ombuds.test.example",
         "https://ombuds.test.example:0443",
         {9, "origins[1]", "port", "65535"}},
	{"two exceptions of one id",
         "exceptions:\n",
         "exceptions:\n  - {id: imminent-risk, version: 1, since: 2026-01-01, text: A law.}\n",
         {24, "exceptions[2].id", "'imminent-risk' is the id of entry 1 too", "told apart"}},
	{"origin with an empty port",
         "https://ombuds.test.example",
         "'https://ombuds.test.example:'",
         {9, "origins[1]", "port", "65535"}},
	{"origin without a host",
         "https://ombuds.test.example",
         "https://",
         {9, "origins[1]", "host", "letters, digits"}},
	{"origin with two dots",
         "https://ombuds.test.example",
         "https://ombuds..example",
         {9, "origins[1]", "host", "single dots"}},
	{"origin not in xn-- form",
         "https://ombuds.test.example",
         "https://ömbuds.example",
         {9, "origins[1]", "host", "xn--"}},
	{"this machine with one port",
         "http://127.0.0.1:*",
         "http://127.0.0.1:8080",
         {10, "origins[2]", "this machine", "http://127.0.0.1:*"}},
	{"origin twice",
         "http://127.0.0.1:*",
         "https://ombuds.test.example",
         {10, "origins[2]", "stands in this list already", "Take one"}},
	{"two people of one name",
         "name: Ombuds B",
         "name: ombuds  A",
         {14, "people[2].name", "'ombuds  A' is the name of entry 1 too", "told apart"}},
	{"staff listed first",
         "  - name: Ombuds A\n    role: ombuds",
         "  - name: Ombuds A\n    role: arranging",
         {12, "people[1].role", "first person's must be", "Put an ombuds first"}},
	{"no ombuds",
         "  - name: Ombuds A\n    role: ombuds\n  - name: Ombuds B\n    role: ombuds\n",
         "",
         {11, "people", "names no ombuds", "role: ombuds"}},
	{"nobody",
         "  - name: Ombuds A\n    role: ombuds\n  - name: Ombuds B\n    role: ombuds\n  - name: "
         "Staff\n    role: arranging\n",
         "  []\n",
         {11, "people", "is an empty list", "people: [{name: Ombuds A"}},
	{"name of several lines",
         "name: Test Office",
         "name: |\n  Test\n  Office",
         {1, "name", "has several lines", "on one line"}},
	{"a person's name that turns round what follows it",
         "name: Ombuds B",
         "name: Ombuds \u202eB",
         {14, "people[2].name", "not seen", "Take the character out"}},
	{"a person's name with a blank that is not seen",
         "name: Ombuds B",
         "name: Ombuds\u200b B",
         {14, "people[2].name", "not seen", "type the text anew"}},
	{"NUL in a text",
         "Call 911.",
         "\"Call\\0 911.\"",
         {50, "emergency", "not text", "Take the character out"}},
	{"control character in a text",
         "Call 911.",
         "\"Call\\x85 911.\"",
         {50, "emergency", "not text", "Take the character out"}},
	{"not supplied where it must be",
         "Call 911.",
         "not supplied",
         {50, "emergency", "is needed and is not supplied", "emergency: Call 911."}},
	{"the place of a text that must be",
         "Call 911.",
         "(insert content)",
         {50, "emergency", "'(insert content)' only holds the place", "emergency: Call 911."}},
	{"the place of a text that may be open",
         "hours: not supplied",
         "hours: TBD",
         {48, "reach.hours", "'TBD' only holds the place", "not supplied. The pages"}},
	{"the place of a line in a list",
         "- Listening",
         "- \"[…]\"",
         {42, "services[1]", "'[…]' only holds the place", "services: [Listening]"}},
	{"dots for a text",
         "text: Authorship",
         "text: (...)",
         {44, "concerns[1].text", "'(...)' only holds the place", "text: Authorship"}},
	{"not supplied with a capital and a full stop",
         "answers_to: The president",
         "answers_to: Not supplied.",
         {28, "reporting.answers_to", "'Not supplied.' only holds the place", "not supplied."}},
	{"an earlier text of the same version",
         "serious harm.\n",
         "serious harm.\n    earlier:\n      - {version: 1, since: 2025-01-01, text: Harm.}\n",
         {28, "exceptions[1].earlier[1]", "version 1, and after it came version 1",
          "a higher version"}},
	{"an earlier text of a later day",
         "version: 1\n    since: 2026-01-01\n",
         "version: 2\n    since: 2026-01-01\n    earlier:\n"
         "      - {version: 1, since: 2026-01-02, text: Harm.}\n",
         {27, "exceptions[1].earlier[1]", "from 2026-01-02, and what came after it",
          "newest first"}},
	{"earlier texts in the wrong order",
         "version: 1\n    since: 2026-01-01\n",
         "version: 3\n    since: 2026-01-01\n    earlier:\n"
         "      - {version: 1, since: 2024-01-01, text: Harm.}\n"
         "      - {version: 2, since: 2025-01-01, text: Harm.}\n",
         {28, "exceptions[1].earlier[2]", "version 2, and after it came version 1",
          "newest first"}},
	{"list for a key",
         "title: Ombuds",
         "? [a, b]\n: c\ntitle: Ombuds",
         {2, "", "something other than a word", "a key and a colon"}},
};

static void
every_mistake_is_told_with_line_key_and_remedy(void **state)
{
	size_t n;
	char *good = slurp("tests/content/good.yaml", &n);
	(void)state;

	for (size_t i = 0; i < sizeof(edits) / sizeof(edits[0]); i++) {
		char *bad = replaced(good, edits[i].find, edits[i].put);
		assert_problems(edits[i].name, "good.yaml", span_text(bad), &edits[i].e, 1);
		free(bad);
	}
	free(good);
}

/* Files as editors and hands spoil them. */
static const struct sample {
	const char *file;
	struct expected e;
} samples[] = {
	{"empty", {0, "", "is empty", "copy of one like it"}},
	{"comment", {0, "", "is empty", "copy of one like it"}},
	{"list", {1, "", "not a list of keys and values", "Begin with a key"}},
	{"latin1", {2, "", "is not UTF-8", "encoding UTF-8"}},
	{"utf16", {1, "", "is not UTF-8", "encoding UTF-8"}},
	{"tab", {3, "", "indented with a tab", "blanks, never with tabs"}},
	{"quote", {2, "", "opens a quotation mark that is not closed", "Close"}},
	{"nocolon", {2, "", "has no colon after its key", "colon and a blank"}},
	{"colon", {2, "", "has a colon where no key can be", "\"quotes\""}},
	{"bracket", {2, "", "opens a bracket that is not closed", "Close it"}},
	{"indent", {4, "", "indented too far", "one column"}},
	{"dash", {4, "", "does not continue", "one column"}},
	{"star", {2, "", "begins with & or *", "\"quotes\""}},
	{"sign", {2, "", "sign of YAML's own", "\"quotes\""}},
	{"pipe", {2, "", "text after | or >", "next line"}},
	{"second", {2, "", "second document", "---"}},
	{"after-end", {3, "", "after the end", "..."}},
	{"control", {2, "", "control character", "Take the character out"}},
	{"escape", {2, "", "backslash", "twice"}},
	{"deep", {2, "", "nested too deeply", "8 levels"}},
	{"odd-break", {2, "", "line break that most programs do not show", "anew"}},
	{"old-mac", {1, "", "line break", "ordinary line ends"}},
	{"open-end", {2, "", "opens a bracket that is not closed", "Close it"}},
};

static void
every_spoilt_file_is_told_with_line_and_remedy(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(samples) / sizeof(samples[0]); i++) {
		char name[80];
		size_t n;
		(void)snprintf(name, sizeof(name), "tests/content/%s.yaml", samples[i].file);
		char *text = slurp(name, &n);
		assert_problems(samples[i].file, name, span(text, n), &samples[i].e, 1);
		free(text);
	}
}

static void
all_mistakes_are_told_at_once_in_the_order_of_their_lines(void **state)
{
	static const struct expected all[] = {
		{2, "nmae", "not a key", "'name'"},
		{2, "writing", "is missing", "writing: full"},
		{4, "title", "already on line 3", "Keep one"},
		{5, "sample", "neither true nor false", "true or false"},
		{6, "established", "out of range", "1800"},
		{7, "institutions", "must be a list", "[{id: university, name: The university}]"},
		{8, "populations", "empty list", "[Students, Staff]"},
		{10, "origins[1]", "capital", "small letters"},
		{11, "origins[2]", "https://", "as browsers show it"},
		{13, "origins[4]", "already", "Take one"},
		{16, "people[1].role", "'boss'", "ombuds or arranging"},
		{17, "people[2].name", "entry 1 too", "told apart"},
		{19, "message_days", "not a key", "below 'retention'"},
		{21, "retention.message_days", "out of range", "1 to 30"},
		{22, "retention.notes_days", "not a whole number", "without quotes"},
		{26, "exceptions[1].since", "not a date", "2026-03-01"},
		{27, "exceptions[1].texts", "not a key", "'text'"},
		{28, "reporting", "group of keys", "answers_to"},
		{30, "standard.name", "is empty", "Standards of Practice"},
		{37, "concerns[1].codes[1]", "'9.f'", "2.m"},
		{42, "emergency", "not supplied", "Call 911"},
	};
	size_t n;
	char *text = slurp("tests/content/many.yaml", &n);
	(void)state;

	assert_problems("many", "many.yaml", span(text, n), all, sizeof(all) / sizeof(all[0]));
	free(text);
}

/* good.yaml with as many people, or a name as long, as wanted. */
static char *
with_people(const char *good, size_t people, size_t name_bytes)
{
	char list[2048] = "people:\n";
	size_t n = strlen(list);

	for (size_t i = 0; i < people; i++)
		n += (size_t)snprintf(list + n, sizeof(list) - n,
		                      "  - {name: Ombuds %c%0*d, role: ombuds}\n",
		                      (char)('A' + (int)i), (int)name_bytes - 8, 1);
	const char *from = strstr(good, "people:");
	const char *to = strstr(good, "writing:");
	size_t size = strlen(good) + n + 1;
	char *out = malloc(size);
	assert_non_null(out);
	(void)snprintf(out, size, "%.*s%s%s", (int)(from - good), good, list, to);
	return out;
}

static void
limits_hold_to_the_last_one(void **state)
{
	struct content_problems problems = {0};
	struct content *c;
	size_t n;
	char *good = slurp("tests/content/good.yaml", &n);
	(void)state;

	char *most = with_people(good, PEOPLE_MAX, PERSON_NAME_MAX);
	assert_int_equal(content_parse(&c, "most", span_text(most), &problems), 0);
	assert_int_equal(c->people_n, PEOPLE_MAX);
	assert_int_equal(strlen(c->people[7].name), PERSON_NAME_MAX);
	content_free(c);

	char *nine = with_people(good, PEOPLE_MAX + 1, 20);
	assert_problems("nine people", "nine", span_text(nine),
	                &(struct expected){20, "people", "9 entries, and 8 are the most",
	                                   "from this line on"},
	                1);
	char *longer = with_people(good, 1, PERSON_NAME_MAX + 1);
	assert_problems(
		"long name", "long", span_text(longer),
		&(struct expected){12, "people[1].name", "81 bytes long, and 80", "Shorten"}, 1);
	free(most);
	free(nine);
	free(longer);
	free(good);
}

static void
what_is_written_is_what_is_read(void **state)
{
	struct content_problems problems = {0};
	struct content *c;
	size_t n;
	char *good = slurp("tests/content/good.yaml", &n);
	(void)state;

	assert_int_equal(content_parse(&c, "good", span(good, n), &problems), 0);
	assert_int_equal(problems.n, 0);
	assert_string_equal(c->name, "Test Office");
	assert_int_equal(c->people_n, 3);
	assert_int_equal(c->people[2].role, ROLE_ARRANGING);
	assert_int_equal(c->retention.message_days, 30);
	assert_int_equal(c->retention.notes_days, 60);
	assert_string_equal(c->exceptions[0].since, "2026-01-01");
	assert_string_equal(c->reporting.answers_to, "The president");
	assert_null(c->reporting.recommendations_to);
	assert_string_equal(c->standard.publisher, "International Ombuds Association");
	assert_string_equal(c->designations[0].note, "Ask whether this holds.");
	assert_string_equal(c->reach.phone, "+1 617 555 0100");
	assert_null(c->reach.hours);
	assert_string_equal(c->notice, "Please read this.\n\nIt is short.");
	content_free(c);
	content_free(NULL);
	free(good);
}

static void
optional_keys_may_be_left_out_and_windows_line_ends_are_fine(void **state)
{
	static const char *const cuts[][2] = {
		{"established: 1991\n", ""},
		{"established: 1991\n", "established: not supplied\n"},
		{"covenant: {version: 1, since: 2026-01-01, text: The university does not call the "
	         "ombuds as witnesses.}\n",
	         ""},
		{"concerns:\n  - text: Authorship\n    codes: [9.c]\n", ""},
		{"concerns:\n  - text: Authorship\n    codes: [9.c]\n", "concerns: []\n"},
		{"title: Ombuds\n", "title: Ombuds\r\n"},
		{"writing: full\n", "writing: off\n"},
		{"https://ombuds.test.example", "https://ombuds.test.example:8443"},
		{"https://ombuds.test.example",
	         "http://abcdefghijklmnopqrstuvwxyz234567abcdefghijklmnopqrstuvwx.onion"},
		{"name: Test Office", "\xef\xbb\xbfname: Büro für \"Ombuds\""},
	};
	size_t n;
	char *good = slurp("tests/content/good.yaml", &n);
	(void)state;

	for (size_t i = 0; i < sizeof(cuts) / sizeof(cuts[0]); i++) {
		struct content_problems problems = {0};
		struct content *c;
		char *text = replaced(good, cuts[i][0], cuts[i][1]);
		int err = content_parse(&c, "cut", span_text(text), &problems);
		if (problems.n > 0)
			fail_msg("%zu: %s %s", i, problems.list[0].key, problems.list[0].what);
		assert_int_equal(err, 0);
		content_free(c);
		free(text);
	}
	free(good);
}

static void
a_file_that_cannot_be_read_is_a_problem_with_a_remedy(void **state)
{
	struct content_problems problems = {0};
	struct content *c;
	char full[PATH_BYTES];
	(void)state;

	assert_int_equal(
		content_load(&c, source_path(full, "tests/content/nowhere"), NULL, &problems),
		ERR_FORMAT);
	assert_null(c);
	assert_int_equal(problems.n, 1);
	char *text = content_problem_text(&problems.list[0]);
	assert_true(has(text, "nowhere/office.yaml: is not there. Let 'alcove office new' write"));
	free(text);
	content_problems_clear(&problems);
	content_problems_clear(&problems); /* empty again */
}

/* What stands at office.yaml in a folder made for this, and the problem it gives. */
static void
assert_unreadable(bool folder, size_t bytes, const char *what)
{
	struct content_problems problems = {0};
	struct content *c;
	char dir[] = "/tmp/test_content_XXXXXX";
	char file[PATH_BYTES];

	assert_non_null(mkdtemp(dir));
	(void)snprintf(file, sizeof(file), "%s/office.yaml", dir);
	if (folder) {
		assert_int_equal(mkdir(file, 0700), 0);
	} else {
		FILE *f = fopen(file, "wb");
		assert_non_null(f);
		for (size_t i = 0; i < bytes; i++)
			assert_int_equal(fputc('#', f), '#');
		fclose(f);
	}
	assert_int_equal(content_load(&c, dir, NULL, &problems), ERR_FORMAT);
	assert_problem(what, &problems.list[0], file, &(struct expected){0, "", what, "."});
	assert_int_equal(problems.n, 1);
	content_problems_clear(&problems);
	assert_int_equal(remove(file), 0);
	assert_int_equal(rmdir(dir), 0);
}

static void
a_folder_an_empty_and_an_oversized_file_are_problems(void **state)
{
	(void)state;
	assert_unreadable(true, 0, "is a folder");
	assert_unreadable(false, 0, "is empty");
	assert_unreadable(false, CONTENT_FILE_MAX, "is empty"); /* a comment, just small enough */
	assert_unreadable(false, CONTENT_FILE_MAX + 1, "is larger than 131072 bytes");
}

static void
a_problem_is_one_line_with_file_line_key_and_remedy(void **state)
{
	struct content_problem p = {(char *)(uintptr_t) "o.yaml", 3, (char *)(uintptr_t) "sample",
	                            (char *)(uintptr_t) "is missing",
	                            (char *)(uintptr_t) "Add it."};
	(void)state;

	char *text = content_problem_text(&p);
	assert_string_equal(text, "o.yaml:3: sample: is missing. Add it.");
	free(text);
}

static void
too_large_a_file_and_too_many_problems_have_an_end(void **state)
{
	enum { BYTES = 120000 };
	struct content_problems problems = {0};
	struct content *c;
	char *text = malloc(BYTES);
	(void)state;

	assert_non_null(text);
	for (size_t i = 0; i < BYTES; i++)
		text[i] = "q:\n"[i % 3];
	assert_int_equal(content_parse(&c, "q", span(text, BYTES), &problems), ERR_FORMAT);
	assert_int_equal(problems.n, CONTENT_PROBLEMS_MAX);
	assert_in_range(problems.unsaid, BYTES / 3 - 100, BYTES / 3);
	content_problems_clear(&problems);
	memset(text, '[', BYTES);
	assert_int_equal(content_parse(&c, "q", span(text, BYTES), &problems), ERR_FORMAT);
	content_problems_clear(&problems);
	free(text);
}

/* ---- chance ---- */

static size_t
line_count(struct span s)
{
	size_t lines = 1;

	for (size_t i = 0; i < s.n; i++)
		lines += s.p[i] == '\n';
	return lines;
}

/* Whatever the text: an office, or problems that stand on lines the text has. */
static void
assert_sane(struct span text)
{
	struct content_problems problems = {0};
	struct content *c;
	json_t *office;

	int err = content_parse(&c, "chance", text, &problems);
	if (err == 0) {
		assert_non_null(c);
		assert_int_equal(problems.n, 0);
		assert_int_equal(c->people[0].role, ROLE_OMBUDS);
		assert_int_equal(content_to_roster_office(c, &office), 0);
		json_decref(office);
	} else {
		assert_int_equal(err, ERR_FORMAT);
		assert_null(c);
		assert_true(problems.n > 0);
	}
	for (size_t i = 0; i < problems.n; i++) {
		struct content_problem *p = &problems.list[i];
		assert_true(p->line <= line_count(text));
		assert_true(i == 0 || problems.list[i - 1].line <= p->line);
		assert_true(*p->what != '\0' && *p->remedy != '\0');
		assert_true(utf8_valid(span_text(p->what)) && utf8_valid(span_text(p->key)));
	}
	content_free(c);
	content_problems_clear(&problems);
}

/* Puts a scrap in place of a run of bytes at a place of chance. */
static void
mutate(struct buf *b)
{
	static const char *const scraps[] = {"",
	                                     ":",
	                                     ": ",
	                                     "\n",
	                                     "- ",
	                                     "  ",
	                                     "\t",
	                                     "\"",
	                                     "'",
	                                     "&a ",
	                                     "*a",
	                                     "!!int ",
	                                     "|",
	                                     ">-",
	                                     "#",
	                                     "{",
	                                     "}",
	                                     "[",
	                                     "]",
	                                     ", ",
	                                     "? ",
	                                     "---\n",
	                                     "...\n",
	                                     "~",
	                                     "%YAML 1.1\n",
	                                     "\xc3",
	                                     "\xe2\x80\xa8",
	                                     "\xef\xbb\xbf",
	                                     "\r",
	                                     "<<: *a\n",
	                                     "\\",
	                                     "not supplied",
	                                     "name: Ombuds A\n",
	                                     "people:\n",
	                                     "99999999999",
	                                     "\x01",
	                                     "null",
	                                     "on",
	                                     "é",
	                                     "\xff"};
	struct buf out;

	unsigned at = seeded_below((unsigned)b->n + 1);
	unsigned cut = seeded_below(4) == 0 ? seeded_below(60) : seeded_below(3);
	if (cut > b->n - at)
		cut = (unsigned)b->n - at;
	buf_init(&out, CONTENT_FILE_MAX);
	buf_put(&out, b->p, at);
	buf_put_text(&out, scraps[seeded_below(sizeof(scraps) / sizeof(scraps[0]))]);
	if (seeded_below(8) == 0) /* a stretch from elsewhere */
		buf_put(&out, b->p + at / 2, (b->n - at / 2) / (2 + seeded_below(20)));
	buf_put(&out, b->p + at + cut, b->n - at - cut);
	assert_int_equal(out.err, 0);
	buf_clear(b);
	*b = out;
}

static void
no_text_makes_the_reader_crash(void **state)
{
	size_t n;
	char *good = slurp("tests/content/good.yaml", &n);
	(void)state;

	seeded_state = 20260301;
	for (size_t i = 0; i < MUTATIONS; i++) {
		struct buf b;
		buf_init(&b, CONTENT_FILE_MAX);
		buf_put(&b, good, n);
		for (unsigned k = 1 + seeded_below(4); k > 0; k--)
			mutate(&b);
		assert_sane(buf_span(&b));
		buf_clear(&b);
	}
	for (size_t cut = 0; cut < n; cut++)
		assert_sane(span(good, cut));
	assert_sane(SPAN_NONE);
	free(good);
}

/* ---- want of memory ---- */

/* Reads the file with ever more memory, until it is enough; returns how often it was not. */
static size_t
short_of_memory(const char *name, int expected)
{
	size_t n;
	char *text = slurp(name, &n);

	for (size_t given = 0;; given++) {
		struct content_problems problems = {0};
		struct content *c;
		assert_true(given < 10000);
		memory_short(given);
		int err = content_parse(&c, "short", span(text, n), &problems);
		memory_enough();
		content_free(c);
		content_problems_clear(&problems);
		if (err == expected) {
			free(text);
			return given;
		}
		assert_int_equal(err, ERR_MEMORY);
		assert_null(c);
	}
}

static void
want_of_memory_anywhere_is_told_and_leaks_nothing(void **state)
{
	(void)state;
	assert_in_range(short_of_memory("tests/content/good.yaml", 0), 20, 1000);
	assert_in_range(short_of_memory("tests/content/many.yaml", ERR_FORMAT), 60, 1000);
	assert_in_range(short_of_memory("tests/content/tab.yaml", ERR_FORMAT), 3, 20);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_written_is_what_is_read),
		cmocka_unit_test(optional_keys_may_be_left_out_and_windows_line_ends_are_fine),
		cmocka_unit_test(every_mistake_is_told_with_line_key_and_remedy),
		cmocka_unit_test(every_spoilt_file_is_told_with_line_and_remedy),
		cmocka_unit_test(all_mistakes_are_told_at_once_in_the_order_of_their_lines),
		cmocka_unit_test(limits_hold_to_the_last_one),
		cmocka_unit_test(a_file_that_cannot_be_read_is_a_problem_with_a_remedy),
		cmocka_unit_test(a_folder_an_empty_and_an_oversized_file_are_problems),
		cmocka_unit_test(a_problem_is_one_line_with_file_line_key_and_remedy),
		cmocka_unit_test(too_large_a_file_and_too_many_problems_have_an_end),
		cmocka_unit_test(no_text_makes_the_reader_crash),
		cmocka_unit_test(want_of_memory_anywhere_is_told_and_leaks_nothing),
	};

	if (core_start() != 0)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
