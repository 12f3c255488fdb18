#include "trends.h"

#include "core/trends/derived.h"
#include "core/trends/prose.h"

struct sentence {
	const char *text;
	int64_t value; /* -1: there is no number */
	unsigned decimals;
	bool is_percent;
	const char *shown;
};

static const struct sentence sentences[] = {
	{"Nothing here.", -1, 0, false, ""},
	{"Someone, often: tension, stone, weighted.", -1, 0, false, ""},
	{"Only four grading issues", 4, 0, false, "four"},
	{"Twenty-one of them", 21, 0, false, "Twenty-one"},
	{"three hundred and twelve people", 312, 0, false, "three hundred and twelve"},
	{"two thousand five", 2005, 0, false, "two thousand five"},
	{"a dozen visits", 12, 0, false, "dozen"},
	{"one hundred", 100, 0, false, "one hundred"},
	{"in 467 cases", 467, 0, false, "467"},
	{"1,234 visits", 1234, 0, false, "1,234"},
	{"1.234 visitas", 1234, 0, false, "1.234"},
	{"12 345 678", 12345678, 0, false, "12 345 678"},
	{"36.6 %", 366, 1, true, "36.6"},
	{"36,6\xc2\xa0%", 366, 1, true, "36,6"},
	{"about 40 per cent", 40, 0, true, "40"},
	{"ten percent", 10, 0, true, "ten"},
	{"el 15 por ciento", 15, 0, true, "15"},
	{"veintid\xc3\xb3s personas", 22, 0, false, "veintid\xc3\xb3s"},
	{"treinta y una personas", 31, 0, false, "treinta y una"},
	{"ciento dos", 102, 0, false, "ciento dos"},
	{"dos mil", 2000, 0, false, "dos mil"},
	{"Una persona", 1, 0, false, "Una"},
	{"nobody came", 0, 0, false, "nobody"},
	{"5 or 6", 5, 0, false, "5"},
	{"99999999999999999999", 9999999999999, 0, false, "99999999999999999999"},
};

static void
numbers_are_found_in_two_languages(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof sentences / sizeof *sentences; i++) {
		const struct sentence *s = &sentences[i];
		struct prose_number n = {0};
		size_t from = 0;
		bool found = prose_next(span_text(s->text), &from, &n);

		if (found != (s->value >= 0))
			fail_msg("%s: %s", s->text, found ? "has one" : "has none");
		if (!found)
			continue;
		if (n.value != s->value || n.decimals != s->decimals ||
		    n.is_percent != s->is_percent || n.n != strlen(s->shown) ||
		    memcmp(s->text + n.at, s->shown, n.n) != 0)
			fail_msg("%s: %lld, %u decimals, \"%.*s\"", s->text, (long long)n.value,
			         n.decimals, (int)n.n, s->text + n.at);
	}
}

static void
all_of_a_sentence_are_found(void **state)
{
	static const int64_t wanted[] = {4, 30, 2};
	struct span text = span_text("Four of 30, and two more");
	struct prose_number n;
	size_t from = 0;

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		assert_true(prose_next(text, &from, &n));
		assert_int_equal(n.value, wanted[i]);
	}
	assert_false(prose_next(text, &from, &n));
}

#define FILE_WITH(text)                                                                            \
	"{\"text\": " text ", \"cells\": [{\"id\": 1, \"value\": 11, \"status\": \"published\"},"  \
	"{\"id\": 2, \"value\": 13, \"status\": \"published\"},"                                   \
	"{\"id\": 3, \"value\": 24, \"status\": \"published\"}],"                                  \
	"\"equations\": [{\"total\": 3, \"parts\": [1, 2]}]}"

/* Whether nothing is told of a sentence. */
static bool
is_quiet(const char *text)
{
	struct asked q;
	bool quiet;

	ask(&q, figures_audit, 10, (const char *const[]){text, NULL});
	assert_int_equal(q.end, FIGURES_SAFE);
	quiet = q.notes.n == 1;
	asked_clear(&q);
	return quiet;
}

static void
numbers_that_no_table_prints_are_told(void **state)
{
	(void)state;
	assert_true(is_quiet(FILE_WITH("\"eleven of 24\"")));
	assert_false(is_quiet(FILE_WITH("\"eleven of 24, of whom two left\"")));
	assert_false(is_quiet(FILE_WITH("[\"24\", \"tres\"]")));
	assert_false(is_quiet(FILE_WITH("\"\\u0032 left\"")));
	/* 11 of 24 is 45.83 per cent */
	assert_true(is_quiet(FILE_WITH("\"46 %, or 45.8 %\"")));
	assert_false(is_quiet(FILE_WITH("\"45 %\"")));
	assert_false(is_quiet(FILE_WITH("\"46 cases\"")));
}

/* ---- numbers made of printed ones ---- */

static void
only_printed_numbers_make_others(void **state)
{
	const struct cell seven = {.value = 7, .status = CELL_PUBLISHED, .known = true};
	const struct cell twelve = {.value = 12, .status = CELL_PUBLISHED, .known = true};
	const struct cell none = {.value = 0, .status = CELL_PUBLISHED, .known = true};
	const struct cell hidden = {.value = 5, .status = CELL_SECONDARY, .known = true};
	struct buf text;
	int64_t n;

	(void)state;
	assert_int_equal(derived_percent(&n, &seven, &twelve, 0), 0);
	assert_int_equal(n, 58);
	assert_int_equal(derived_percent(&n, &seven, &twelve, 2), 0);
	assert_int_equal(n, 5833);
	assert_int_equal(derived_change(&n, &twelve, &seven, 1), 0);
	assert_int_equal(n, -417);
	assert_int_equal(derived_percent(&n, &hidden, &twelve, 0), ERR_ABSENT);
	assert_int_equal(derived_percent(&n, &seven, &hidden, 0), ERR_ABSENT);
	assert_int_equal(derived_change(&n, &hidden, &seven, 0), ERR_ABSENT);
	assert_int_equal(derived_change(&n, &none, &seven, 0), ERR_SIZE);
	assert_int_equal(derived_percent(&n, &seven, &twelve, DERIVED_DECIMALS_MAX + 1), ERR_SIZE);
	buf_init(&text, 100);
	derived_put(&text, -417, 1);
	buf_put_text(&text, " ");
	derived_put(&text, 58, 0);
	buf_put_text(&text, " ");
	derived_put(&text, 5, 2);
	buf_put_u8(&text, 0);
	assert_string_equal((const char *)text.p, "-41.7 58 0.05");
	buf_clear(&text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_are_found_in_two_languages),
		cmocka_unit_test(all_of_a_sentence_are_found),
		cmocka_unit_test(numbers_that_no_table_prints_are_told),
		cmocka_unit_test(only_printed_numbers_make_others),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
