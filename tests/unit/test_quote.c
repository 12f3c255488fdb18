/* What others wrote can be taken for nothing of ours: every line of it is set off, and every
 * character is seen. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "core/quote.h"
#include "tests/unit/seeded.h"

enum { BYTES_MAX = 4096 };

static const char *
quoted(char out[BYTES_MAX], struct span text, size_t columns)
{
	struct buf b;

	buf_init(&b, quote_max(text.n));
	if (columns > 0)
		quote_lines(&b, text, columns);
	else
		quote_name(&b, text);
	assert_int_equal(b.err, 0);
	assert_true(b.n < BYTES_MAX);
	(void)snprintf(out, BYTES_MAX, "%.*s", (int)b.n, b.n == 0 ? "" : (const char *)b.p);
	assert_int_equal(strlen(out), b.n);
	buf_clear(&b);
	return out;
}

static void
every_line_of_a_text_is_set_off(void **state)
{
	static const struct {
		const char *text, *wanted;
	} cases[] = {
		{"", "  |\n"},
		{"Hello", "  | Hello\n"},
		{"Hello\n", "  | Hello\n"},
		{"One\n\nTwo", "  | One\n  |\n  | Two\n"},
		{"One\r\nTwo\r\n", "  | One\n  | Two\n"},
		{"Yes.\n\nOmbuds A:\nNo.", "  | Yes.\n  |\n  | Ombuds A:\n  | No.\n"},
		{"── Matter 3cd29e, ends 2026-12-31", "  | ── Matter 3cd29e, ends 2026-12-31\n"},
		{"  | nested\n\n", "  |   | nested\n  |\n"},
		{"a\tb", "  | a\tb\n"},
	};
	char out[BYTES_MAX];

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_string_equal(quoted(out, span_text(cases[i].text), 80), cases[i].wanted);
}

static void
a_long_line_is_set_off_wherever_a_screen_would_break_it(void **state)
{
	char out[BYTES_MAX];

	(void)state;
	assert_string_equal(quoted(out, span_text("It was on Monday. Visitor: never"), 22),
	                    "  | It was on Monday. \n  | Visitor: never\n");
	assert_string_equal(quoted(out, span_text("aaaaaaaaaaaaaaaaaaYou:"), 22),
	                    "  | aaaaaaaaaaaaaaaaaa\n  | You:\n");
	/* a wide character takes two columns */
	assert_string_equal(quoted(out, span_text("你好你好你好你好你好"), 22),
	                    "  | 你好你好你好你好你\n  | 好\n");
	/* a terminal of no width that can be */
	assert_string_equal(quoted(out, span_text("aaaaaaaaaaaaaaaaaa"), 1),
	                    "  | aaaaaaaaaaaaaaaa\n  | aa\n");
}

static void
what_is_not_seen_is_shown_as_a_mark(void **state)
{
	static const struct {
		const char *text, *wanted;
	} cases[] = {
		{"\x1b[2J", "\\u{1b}[2J"},
		{"a\rb", "a\\u{d}b"},
		{"a\x7f", "a\\u{7f}"},
		{"\xc2\x9b"
	         "2J",
	         "\\u{9b}2J"},
		{"\xc2\x85", "\\u{85}"},
		{"\u202enac\u202c", "\\u{202e}nac\\u{202c}"},
		{"\u2066\u2067\u2068\u2069", "\\u{2066}\\u{2067}\\u{2068}\\u{2069}"},
		{"\u200e\u200f\u061c", "\\u{200e}\\u{200f}\\u{61c}"},
		{"\u2028\u2029", "\\u{2028}\\u{2029}"},
		{"\u200b\u200c\u200d\u2060\ufeff\u00ad",
	         "\\u{200b}\\u{200c}\\u{200d}\\u{2060}\\u{feff}\\u{ad}"},
		{"\U000e0041", "\\u{e0041}"},
		{"\x9b", "\\x{9b}"},
		{"caf\xc3", "caf\\x{c3}"},
		{"\xff\xfe", "\\x{ff}\\x{fe}"},
		{"é ñ 你 🙂 ❤\ufe0f \\u{202e}", "é ñ 你 🙂 ❤\ufe0f \\u{202e}"},
	};
	char out[BYTES_MAX], wanted[BYTES_MAX];

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		assert_string_equal(quoted(out, span_text(cases[i].text), 0), cases[i].wanted);
		(void)snprintf(wanted, sizeof wanted, "  | %s\n", cases[i].wanted);
		assert_string_equal(quoted(out, span_text(cases[i].text), 80), wanted);
	}
	assert_string_equal(quoted(out, span("a\0b", 3), 0), "a\\u{0}b");
}

static void
a_name_stays_on_its_line(void **state)
{
	char out[BYTES_MAX];

	(void)state;
	assert_string_equal(quoted(out, span_text("Ombuds A\nYou:\tx"), 0),
	                    "Ombuds A\\u{a}You:\\u{9}x");
	assert_string_equal(quoted(out, span_text(""), 0), "");
}

static void
without_memory_it_is_a_question_mark(void **state)
{
	char text[] = "a\x1b[2J\nYou: \xe2\x80\xae ok";

	(void)state;
	quote_bytes(text);
	assert_string_equal(text, "a?[2J?You: ??? ok");
}

static void
a_line_holds_nothing_that_is_not_seen(void **state)
{
	static const char *const odd[] = {
		"\t",     "\n",     "\r",     "\x1b",   "\x7f",   "\xc2\x85", "\xc2\x9b",
		"\u00ad", "\u034f", "\u061c", "\u180e", "\u200b", "\u200e",   "\u2028",
		"\u2029", "\u202e", "\u2060", "\u2066", "\u3164", "\ufeff",   "\U000e0041",
	};
	char text[64], shown[BYTES_MAX];

	(void)state;
	for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
		(void)snprintf(text, sizeof text, "Zoé%s é", odd[i]);
		assert_false(line_valid(span_text(text)));
		quoted(shown, span_text(text), 0);
		assert_string_not_equal(shown, text);
	}
	assert_false(line_valid(span("a\0b", 3)));
	assert_false(line_valid(span_text("a\xff")));
	assert_false(line_valid(span_text("\xe2\x80")));
	assert_true(line_valid(SPAN_NONE));
	assert_true(line_valid(span_text("Südhochschule, 東京 ✓ ☎\ufe0f")));
}

static void
joiners_stand_where_scripts_need_them(void **state)
{
	(void)state;
	assert_true(line_valid(span_text("علی\u200cرضا")));
	assert_true(line_valid(span_text("श्री\u200dमती")));
	assert_true(line_valid(span_text("👩\u200d🔬")));
	assert_false(line_valid(span_text("An\u200da")));
	assert_false(line_valid(span_text("é\u200da")));
	assert_false(line_valid(span_text("a\u200cé")));
	assert_false(line_valid(span_text("\u200dé")));
	assert_false(line_valid(span_text("é\u200d")));
	assert_false(line_valid(span_text("é\u200d\u200dé")));
	assert_false(line_valid(span_text("é\u200d\u202eé")));
}

static void
noise_is_quoted_whole_and_safely(void **state)
{
	static const char pieces[][8] = {"\n",   "\r\n",  "\x1b[A", "\u202e", "\u2028",
	                                 "\x9b", "word ", "You:",   "你",     "\t"};
	char text[200], out[BYTES_MAX];

	(void)state;
	for (unsigned round = 0; round < 2000; round++) {
		unsigned n = seeded_below(40);

		size_t used = 0;

		while (n-- > 0 && used + 8 < sizeof text) {
			const char *piece = pieces[seeded_below(sizeof pieces / sizeof *pieces)];

			memcpy(text + used, piece, strlen(piece));
			used += strlen(piece);
		}
		quoted(out, span(text, used), 20 + seeded_below(20));
		assert_true(utf8_valid(span_text(out)));
		for (const char *line = out; *line != '\0'; line = strchr(line, '\n') + 1) {
			assert_memory_equal(line, "  |", 3);
			assert_true(line[3] == ' ' || line[3] == '\n');
		}
		for (const char *c = out; *c != '\0'; c++)
			assert_true((uint8_t)*c >= 0x20 || *c == '\n' || *c == '\t');
		assert_null(strstr(out, "\u202e"));
		assert_null(strstr(out, "\u2028"));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_line_of_a_text_is_set_off),
		cmocka_unit_test(a_long_line_is_set_off_wherever_a_screen_would_break_it),
		cmocka_unit_test(what_is_not_seen_is_shown_as_a_mark),
		cmocka_unit_test(a_name_stays_on_its_line),
		cmocka_unit_test(without_memory_it_is_a_question_mark),
		cmocka_unit_test(a_line_holds_nothing_that_is_not_seen),
		cmocka_unit_test(joiners_stand_where_scripts_need_them),
		cmocka_unit_test(noise_is_quoted_whole_and_safely),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
