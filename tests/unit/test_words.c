#include "seeded.h"
#include "vectors.h"

#include "core/crypto/typed.h"
#include "core/crypto/wordlist.h"
#include "core/crypto/words.h"
#include "core/secret.h"

enum { TYPED_MAX_HERE = 1024 };

/* Seven words, in every test below unless it says otherwise */
static const char seven[] = "ability moonshine proactive crux gainfully purplish carat";

static int
parse(char out[WORDS_TEXT_MAX], struct words_problem *problem, const char *typed)
{
	return words_parse(out, problem, span_text(typed));
}

static void
assert_parses(const char *typed, const char *wanted)
{
	struct words_problem problem;
	char out[WORDS_TEXT_MAX];

	if (parse(out, &problem, typed) != 0) {
		words_explain(out, sizeof out, &problem);
		fail_msg("\"%s\": %s", typed, out);
	}
	assert_string_equal(out, wanted);
}

static struct words_problem
assert_fault(const char *typed, enum words_fault fault)
{
	struct words_problem problem;
	char out[WORDS_TEXT_MAX];

	assert_int_equal(parse(out, &problem, typed), ERR_WORDS);
	assert_string_equal(out, "");
	assert_int_equal(problem.fault, fault);
	return problem;
}

/* Words without their list hyphen */
static size_t
strip(char out[WORDLIST_LONGEST + 1], const char *word)
{
	size_t n = 0;

	for (; *word != '\0'; word++) {
		if (*word != '-')
			out[n++] = *word;
	}
	out[n] = '\0';
	return n;
}

/* ---- the list ---- */

static void
the_list_is_sorted_and_no_word_begins_another(void **state)
{
	char a[WORDLIST_LONGEST + 1], b[WORDLIST_LONGEST + 1];
	unsigned i, j;

	(void)state;
	for (i = 0; i + 1 < WORDLIST_COUNT; i++)
		assert_true(strcmp(wordlist_word(i), wordlist_word(i + 1)) < 0);
	/* hyphens move a word by a few places at most */
	for (i = 0; i < WORDLIST_COUNT; i++) {
		size_t n = strip(a, wordlist_word(i));

		for (j = i < 200 ? 0 : i - 200; j < WORDLIST_COUNT && j < i + 200; j++) {
			strip(b, wordlist_word(j));
			if (j != i && strncmp(a, b, n) == 0)
				assert_string_equal(a, "yoyo");
		}
	}
}

static void
four_words_have_a_hyphen_and_their_first_halves_are_no_words(void **state)
{
	static const char *const wanted[] = {"drop-down", "felt-tip", "t-shirt", "yo-yo"};
	unsigned i, index, found = 0;

	(void)state;
	for (i = 0; i < WORDLIST_COUNT; i++) {
		const char *hyphen = strchr(wordlist_word(i), '-');
		size_t n;

		if (hyphen == NULL)
			continue;
		n = (size_t)(hyphen - wordlist_word(i));
		assert_true(found < 4);
		assert_string_equal(wordlist_word(i), wanted[found++]);
		for (index = 0; index < WORDLIST_COUNT; index++)
			assert_false(strncmp(wordlist_word(index), wordlist_word(i), n) == 0 &&
			             wordlist_word(index)[n] == '\0');
	}
	assert_int_equal(found, 4);
}

/* ---- making ---- */

static uint8_t fixed_random[11];

static void
fixed_fill(void *out, size_t n)
{
	assert_int_equal(n, sizeof fixed_random);
	memcpy(out, fixed_random, n);
}

static void
words_come_from_random_bits_as_the_protocol_says(void **state)
{
	/* computed by a separate program, from docs/protocol.md §3 */
	static const struct {
		const char *random, *words;
	} known[] = {
		{"0000000000000000000000", "abacus abacus abacus abacus abacus abacus absentee"},
		{"ffffffffffffffffffffff",
	         "sandbar refining earpiece creature auction stiffen unpopular"},
		{"000102030405060708090a", seven},
	};
	static struct randombytes_implementation fixed = {
		.implementation_name = seeded_name, .random = seeded_u32, .buf = fixed_fill};
	char out[WORDS_TEXT_MAX];
	size_t i;

	(void)state;
	randombytes_set_implementation(&fixed);
	for (i = 0; i < sizeof known / sizeof known[0]; i++) {
		assert_int_equal(
			hex_get(fixed_random, sizeof fixed_random, span_text(known[i].random)), 0);
		words_new(out);
		assert_string_equal(out, known[i].words);
		assert_parses(known[i].words, known[i].words);
	}
	seeded_randombytes(7776);
}

/* ---- the ways people type ---- */

static const char *const separators[] = {
	" ",
	"  ",
	"\t",
	"\n",
	"\r\n",
	", ",
	",",
	". ",
	"; ",
	" - ",
	"-",
	"_",
	"/",
	" | ",
	"\xc2\xa0",                  /* no-break space */
	"\xe2\x80\x90",              /* hyphen */
	"\xe2\x80\x91",              /* no-break hyphen */
	"\xe2\x80\x93",              /* en dash */
	" \xe2\x80\x94 ",            /* em dash */
	"\xe2\x88\x92",              /* minus */
	"\xe2\x80\x89",              /* thin space */
	"\xe3\x80\x80",              /* ideographic space */
	"\xef\xbb\xbf",              /* byte order mark */
	"\xe2\x80\x9d \xe2\x80\x9c", /* smart quotes */
	"\xe2\x80\x99",              /* smart apostrophe */
	" \xe2\x80\xa2 ",            /* bullet */
	"\xef\xbc\x8c",              /* full-width comma */
	" 3. ",                      /* as in a numbered list */
	" (4) ",
};

static char *
put(char *to, const char *text)
{
	size_t n = strlen(text);

	memcpy(to, text, n + 1);
	return to + n;
}

/* The shortest beginning, at least four letters, that begins one word only; or the whole word */
static size_t
shortest(const char *stripped)
{
	size_t n = strlen(stripped), least;
	char other[WORDLIST_LONGEST + 1];

	for (least = WORDLIST_PREFIX_MIN; least < n; least++) {
		unsigned i, begun = 0;

		for (i = 0; i < WORDLIST_COUNT; i++) {
			if (wordlist_word(i)[0] != stripped[0])
				continue;
			strip(other, wordlist_word(i));
			begun += strncmp(other, stripped, least) == 0;
		}
		if (begun == 1)
			return least;
	}
	return n;
}

static void
change_case(char *text)
{
	unsigned how = seeded_below(4);
	size_t i;

	for (i = 0; text[i] != '\0'; i++) {
		bool up = how == 1 || (how == 2 && i == 0) || (how == 3 && seeded_below(2) == 0);

		if (up && text[i] >= 'a' && text[i] <= 'z')
			text[i] = (char)(text[i] - 'a' + 'A');
	}
}

/* A word in one of the ways it may be typed */
static char *
put_word(char *to, const char *word)
{
	char typed[3 * WORDLIST_LONGEST], *hyphen;
	size_t n;

	put(typed, word);
	hyphen = strchr(typed, '-');
	if (hyphen != NULL) {
		switch (seeded_below(4)) {
		case 0:
			*hyphen = ' ';
			break;
		case 1:
			if (strcmp(word, "yo-yo") != 0)
				strip(typed, word);
			break;
		case 2:
			put(put(hyphen, "\xe2\x80\x91"), strchr(word, '-') + 1);
			break;
		default:
			break;
		}
	} else if (seeded_below(3) == 0) {
		n = shortest(word);
		typed[n + seeded_below((unsigned)(strlen(word) - n) + 1)] = '\0';
	}
	change_case(typed);
	return put(to, typed);
}

static unsigned
index_of(const char *word, size_t n)
{
	unsigned low = 0, high = WORDLIST_COUNT;

	while (low < high) {
		unsigned middle = (low + high) / 2;
		const char *other = wordlist_word(middle);
		int order = strncmp(other, word, n);

		if (order == 0 && other[n] == '\0')
			return middle;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	fail_msg("\"%s\" is not on the list", word);
	return 0;
}

static void
random_words(unsigned index[WORDS_COUNT], char canonical[WORDS_TEXT_MAX])
{
	const char *word = canonical;
	unsigned i;

	words_new(canonical);
	for (i = 0; i < WORDS_COUNT; i++) {
		size_t n = strcspn(word, " ");

		index[i] = index_of(word, n);
		word += n + 1;
	}
	assert_ptr_equal(word, canonical + strlen(canonical) + 1);
}

static void
type_in_some_way(char out[TYPED_MAX_HERE], const unsigned *index, unsigned count)
{
	static const char *const around[] = {"", " ", "\n", "\xef\xbb\xbf", "\xe2\x80\x9c", "1. "};
	const char *usual = separators[seeded_below(sizeof separators / sizeof separators[0])];
	char *to = put(out, around[seeded_below(6)]);
	unsigned i;

	for (i = 0; i < count; i++) {
		if (i > 0 && seeded_below(4) == 0)
			to = put(
				to,
				separators[seeded_below(sizeof separators / sizeof separators[0])]);
		else if (i > 0)
			to = put(to, usual);
		to = put_word(to, wordlist_word(index[i]));
	}
	put(to, around[seeded_below(5)]); /* a number that touches a word is part of it */
}

static void
thousands_of_sets_read_back_however_they_are_typed(void **state)
{
	char canonical[WORDS_TEXT_MAX], typed[TYPED_MAX_HERE];
	unsigned index[WORDS_COUNT], i;

	(void)state;
	for (i = 0; i < 1500; i++) {
		random_words(index, canonical);
		assert_parses(canonical, canonical);
		type_in_some_way(typed, index, WORDS_COUNT);
		assert_parses(typed, canonical);
	}
}

/* A word anywhere among others reads as itself; the set's check is left aside. */
static void
assert_reads_as(const char *typed, const char *const *wanted, unsigned count)
{
	struct typed words;
	unsigned i, index;

	typed_read(&words, span_text(typed));
	if (words.count != count)
		fail_msg("\"%s\" reads as %u words", typed, words.count);
	for (i = 0; i < count; i++) {
		if (typed_find(&index, &words.word[i]) != 0)
			fail_msg("word %u of \"%s\" is not found", i + 1, typed);
		assert_string_equal(wordlist_word(index), wanted[i]);
	}
}

#define READS_AS(typed, ...)                                                                       \
	assert_reads_as(typed, (const char *const[]){__VA_ARGS__},                                 \
	                sizeof((const char *const[]){__VA_ARGS__}) / sizeof(const char *))

static void
list_hyphens_may_be_kept_left_out_or_typed_as_a_space(void **state)
{
	(void)state;
	READS_AS("drop-down dropdown drop down", "drop-down", "drop-down", "drop-down");
	READS_AS("felt-tip felttip felt tip", "felt-tip", "felt-tip", "felt-tip");
	READS_AS("t-shirt tshirt T Shirt", "t-shirt", "t-shirt", "t-shirt");
	READS_AS("yo-yo yo yo", "yo-yo", "yo-yo");
	READS_AS("yo-yo-yo-yo", "yo-yo", "yo-yo");
	READS_AS("yoyo", "yoyo");
	READS_AS("yoyo-yo-yo-yoyo", "yoyo", "yo-yo", "yoyo");
	READS_AS("t-shirt-shirt-t-shirt-down", "t-shirt", "shirt", "t-shirt", "down");
	READS_AS("drop\xe2\x80\x91"
	         "down felt \xe2\x80\x93 tip",
	         "drop-down", "felt-tip");
	/* cut short */
	READS_AS("felt felttip felt-t drop-d dropd t-shi tshi", "felt-tip", "felt-tip", "felt-tip",
	         "drop-down", "drop-down", "t-shirt", "t-shirt");
	READS_AS("felt t-shirt", "felt-tip", "t-shirt");
	READS_AS("-felt\n-t-shirt", "felt-tip", "t-shirt");
}

static void
words_may_be_joined_by_dashes_as_in_a_link(void **state)
{
	(void)state;
	READS_AS("abacus-abdomen", "abacus", "abdomen");
	assert_parses("ability-moonshine-proactive-crux-gainfully-purplish-carat", seven);
	assert_parses("1. Ability\n2. Moonshine\n3. Proactive\n4. Crux\n5. Gainfully\n"
	              "6. Purplish\n7. Carat\n",
	              seven);
}

static void
each_word_and_each_unambiguous_beginning_of_four_letters_is_found(void **state)
{
	char letters[WORDLIST_LONGEST + 1];
	unsigned i, index;
	size_t n;

	(void)state;
	for (i = 0; i < WORDLIST_COUNT; i++) {
		if (strchr(wordlist_word(i), '-') == NULL) {
			assert_int_equal(wordlist_find(&index, span_text(wordlist_word(i))), 0);
			assert_int_equal(index, i);
		}
	}
	for (i = 0; i < WORDLIST_COUNT; i += 1 + seeded_below(20)) {
		size_t least = shortest(wordlist_word(i));

		for (n = 1; n < strip(letters, wordlist_word(i)); n++) {
			int r = wordlist_find(&index, span(letters, n));

			if (n >= least)
				assert_int_equal(index, i);
			assert_int_equal(r == 0, n >= least && n >= WORDLIST_PREFIX_MIN);
		}
	}
}

/* ---- slips ---- */

static void
join_words(char *to, const unsigned *index, unsigned count)
{
	unsigned i;

	*to = '\0';
	for (i = 0; i < count; i++) {
		if (i > 0)
			to = put(to, " ");
		to = put(to, wordlist_word(index[i]));
	}
}

/* How many of 8,192 sets with a slip pass, where one of 256 should: 32, give or take 5 sigma */
static void
assert_caught(void (*slip)(unsigned index[WORDS_COUNT]))
{
	char canonical[WORDS_TEXT_MAX], typed[TYPED_MAX_HERE], out[WORDS_TEXT_MAX];
	unsigned index[WORDS_COUNT], i, passed = 0;
	struct words_problem problem;

	for (i = 0; i < 8192; i++) {
		random_words(index, canonical);
		slip(index);
		join_words(typed, index, WORDS_COUNT);
		if (strcmp(typed, canonical) == 0)
			continue;
		if (parse(out, &problem, typed) == 0)
			passed++;
		else
			assert_int_equal(problem.fault, WORDS_FAULT_CHECK);
	}
	if (passed > 60 || passed < 4)
		fail_msg("%u of 8192 slips passed", passed);
}

static void
one_wrong_word(unsigned index[WORDS_COUNT])
{
	index[seeded_below(WORDS_COUNT)] = seeded_below(WORDLIST_COUNT);
}

static void
two_words_swapped(unsigned index[WORDS_COUNT])
{
	unsigned a = seeded_below(WORDS_COUNT), b = seeded_below(WORDS_COUNT), first = index[a];

	index[a] = index[b];
	index[b] = first;
}

static void
one_wrong_word_is_caught_but_for_one_time_in_256(void **state)
{
	(void)state;
	assert_caught(one_wrong_word);
}

static void
two_swapped_words_are_caught_but_for_one_time_in_256(void **state)
{
	(void)state;
	assert_caught(two_words_swapped);
}

/* The words of a number whose check holds, as words_new would write them */
static void
words_of_number(char out[TYPED_MAX_HERE], uint8_t number[12])
{
	static const char text[] = "alcove/1 words";
	crypto_hash_sha256_state hash;
	uint8_t check[32];
	unsigned index[WORDS_COUNT], i, at;

	crypto_hash_sha256_init(&hash);
	crypto_hash_sha256_update(&hash, (const uint8_t *)text, sizeof text - 1);
	crypto_hash_sha256_update(&hash, number, 11);
	crypto_hash_sha256_final(&hash, check);
	number[11] = check[0];
	for (i = WORDS_COUNT; i-- > 0;) {
		unsigned rest = 0;

		for (at = 0; at < 12; at++) {
			rest = rest << 8 | number[at];
			number[at] = (uint8_t)(rest / WORDLIST_COUNT);
			rest %= WORDLIST_COUNT;
		}
		index[i] = rest;
	}
	join_words(out, index, WORDS_COUNT);
}

static void
a_set_beyond_90_bits_is_refused_though_its_check_holds(void **state)
{
	uint8_t largest[12] = {0x03, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff},
		beyond[12] = {0x04}, far_beyond[12] = {0x05, 0x12, 0x34};
	char typed[TYPED_MAX_HERE];

	(void)state;
	words_of_number(typed, largest);
	assert_parses(typed, "sandbar refining earpiece creature auction stiffen unpopular");
	words_of_number(typed, beyond);
	assert_fault(typed, WORDS_FAULT_CHECK);
	words_of_number(typed, far_beyond);
	assert_fault(typed, WORDS_FAULT_CHECK);
	assert_fault("zoom zoom zoom zoom zoom zoom zoom", WORDS_FAULT_CHECK);
}

static void
another_number_of_words_is_told(void **state)
{
	struct words_problem problem;
	char many[TYPED_MAX_HERE] = "", *to = many;
	unsigned i;

	(void)state;
	assert_int_equal(assert_fault("", WORDS_FAULT_COUNT).count, 0);
	assert_int_equal(assert_fault(" \n1. 2. - \xe2\x80\x93 \xc2\xa0", WORDS_FAULT_COUNT).count,
	                 0);
	assert_int_equal(assert_fault("ability moonshine proactive crux gainfully purplish",
	                              WORDS_FAULT_COUNT)
	                         .count,
	                 6);
	problem = assert_fault("ability moonshine proactive crux gainfully purplish carat carat",
	                       WORDS_FAULT_COUNT);
	assert_int_equal(problem.count, 8);
	assert_string_equal(problem.typed, "");
	for (i = 1; i <= 100; i++) {
		to = put(to, "drop down ");
		if (i != WORDS_COUNT)
			assert_int_equal(assert_fault(many, WORDS_FAULT_COUNT).count,
			                 i <= TYPED_WORDS_MAX
			                         ? i
			                         : TYPED_WORDS_MAX + 2 * (i - TYPED_WORDS_MAX));
	}
}

static void
a_word_that_is_not_on_the_list_is_named_with_its_nearest(void **state)
{
	static const struct {
		const char *typed;
		unsigned count;
		const char *near[WORDS_NEAR_MAX];
	} known[] = {
		/* left out, added, changed, swapped; then two slips */
		{"Moonshne", 2, {"moonshine", "moonstone"}},
		{"mooonshine", 1, {"moonshine"}},
		{"moonshane", 3, {"moonshine", "moonscape", "moonstone"}},
		{"mooshnine", 1, {"moonshine"}},
		{"monoshien", 1, {"moonshine"}},
		/* the hyphen does not count */
		{"dropdwon", 1, {"drop-down"}},
		/* run together with what follows */
		{"moonshineproactive", 1, {"moonshine"}},
		{"qqqqqqqq", 0, {NULL}},
	};
	char typed[TYPED_MAX_HERE];
	size_t i;
	unsigned n;

	(void)state;
	for (i = 0; i < sizeof known / sizeof known[0]; i++) {
		struct words_problem problem;

		put(put(put(typed, "ability "), known[i].typed),
		    " proactive crux gainfully purplish carat");
		problem = assert_fault(typed, WORDS_FAULT_UNKNOWN);
		assert_int_equal(problem.position, 2);
		assert_string_equal(problem.typed, known[i].typed);
		assert_int_equal(problem.near_count, known[i].count);
		for (n = 0; n < known[i].count; n++)
			assert_string_equal(problem.near[n], known[i].near[n]);
	}
}

static void
nearest_come_first_and_in_the_lists_order(void **state)
{
	/* one slip; then two, the list hyphen aside; then what begins with or is begun by it */
	enum { NEAR = 7 };
	static const char *const wanted[NEAR] = {"shirt", "shifty",  "shorts", "shorty",
	                                         "skirt", "t-shirt", "thirty"};
	unsigned near[NEAR], count, i, exact;

	(void)state;
	count = wordlist_near(near, NEAR, span_text("Shirtt"), false);
	assert_int_equal(count, NEAR);
	for (i = 0; i < NEAR; i++)
		assert_string_equal(wordlist_word(near[i]), wanted[i]);
	/* every word is nearest to itself */
	for (i = 0; i < WORDLIST_COUNT; i += 1 + seeded_below(200)) {
		assert_int_equal(wordlist_near(&exact, 1, span_text(wordlist_word(i)), false), 1);
		assert_true(wordlist_alike(exact, i));
	}
}

static void
a_beginning_of_several_words_is_ambiguous(void **state)
{
	struct words_problem problem = assert_fault(
		"ability moonshine proactive crux gainfully purplish drop", WORDS_FAULT_AMBIGUOUS);

	(void)state;
	assert_int_equal(problem.position, 7);
	assert_string_equal(problem.typed, "drop");
	assert_int_equal(problem.near_count, 3);
	assert_string_equal(problem.near[0], "dropbox");
	assert_string_equal(problem.near[1], "droplet");
	assert_string_equal(problem.near[2], "dropout");
	/* three letters that begin one word only are too few, and that word is near */
	problem = assert_fault("ability moonshine proactive crux gainfully purplish aba",
	                       WORDS_FAULT_UNKNOWN);
	assert_true(problem.near_count > 0);
}

static void
what_was_typed_is_shown_cut_and_clean(void **state)
{
	struct words_problem problem;
	char typed[TYPED_MAX_HERE], *to;
	unsigned i;

	(void)state;
	to = put(typed, "ability moonshine proactive crux gainfully purplish x");
	for (i = 0; i < 40; i++)
		to = put(to, "\xc3\xa9"); /* e with an accent: 32 bytes would end within one */
	problem = assert_fault(typed, WORDS_FAULT_UNKNOWN);
	assert_int_equal(problem.position, 7);
	assert_int_equal(strlen(problem.typed), 31);
	assert_true(utf8_valid(span_text(problem.typed)));
	problem = assert_fault("ability moonshine proactive crux gainfully purplish ca\xc3rat",
	                       WORDS_FAULT_UNKNOWN);
	assert_string_equal(problem.typed, "ca?rat");
	/* a bidirectional override or an escape does not come back */
	problem = assert_fault("ability moonshine proactive crux gainfully purplish "
	                       "\x1b\xe2\x80\xaex\xe2\x80\xac",
	                       WORDS_FAULT_AMBIGUOUS);
	assert_string_equal(problem.typed, "x");
}

static void
noise_is_neither_accepted_nor_harmful(void **state)
{
	uint8_t noise[200];
	struct words_problem problem;
	char out[WORDS_TEXT_MAX], sentence[200];
	unsigned i;

	(void)state;
	for (i = 0; i < 600; i++) {
		size_t n = seeded_below(sizeof noise + 1), at;

		seeded_fill(noise, sizeof noise);
		for (at = 0; i % 2 == 0 && at < n; at++)
			noise[at] = (uint8_t) " abcdeost-\xc3\xe2\x80\x93"[noise[at] % 14];
		assert_int_equal(words_parse(out, &problem, span(noise, n)), ERR_WORDS);
		words_explain(sentence, sizeof sentence, &problem);
		assert_true(utf8_valid(span_text(sentence)));
	}
}

static void
each_problem_is_explained_in_one_sentence_cut_to_size(void **state)
{
	static const struct {
		const char *typed, *sentence;
	} known[] = {
		{"", "Seven words are needed, and here are none"},
		{"carat", "Seven words are needed, and here is 1"},
		{"a b c d e f g h i j k", "Seven words are needed, and here are 11"},
		{"ability moonshne proactive crux gainfully purplish carat",
	         "Word 2, \xe2\x80\x9cmoonshne\xe2\x80\x9d, is not on the list; near it: moonshine "
	         "or moonstone"},
		{"ability moonshine proactive crux gainfully purplish qqqqqqqq",
	         "Word 7, \xe2\x80\x9cqqqqqqqq\xe2\x80\x9d, is not on the list"},
		{"drop moonshine proactive crux gainfully purplish carat",
	         "Word 1, \xe2\x80\x9c"
	         "drop\xe2\x80\x9d, begins several words, such as dropbox, droplet or dropout"},
	};
	struct words_problem problem;
	char out[WORDS_TEXT_MAX], sentence[200];
	size_t i, size;

	(void)state;
	for (i = 0; i < sizeof known / sizeof known[0]; i++) {
		assert_int_equal(parse(out, &problem, known[i].typed), ERR_WORDS);
		words_explain(sentence, sizeof sentence, &problem);
		assert_string_equal(sentence, known[i].sentence);
		for (size = 1; size < sizeof sentence; size++) {
			memset(sentence, 'x', sizeof sentence);
			words_explain(sentence, size, &problem);
			assert_true(strlen(sentence) < size);
			assert_memory_equal(sentence, known[i].sentence, strlen(sentence));
			assert_true(utf8_valid(span_text(sentence)));
		}
	}
	words_explain(NULL, 0, &problem);
	assert_int_equal(
		parse(out, &problem, "moonshine ability proactive crux gainfully purplish carat"),
		ERR_WORDS);
	assert_int_equal(problem.fault, WORDS_FAULT_CHECK);
	words_explain(sentence, sizeof sentence, &problem);
	assert_non_null(strstr(sentence, "one is wrong"));
}

/* ---- fingerprints ---- */

static void
a_fingerprint_is_eight_words_as_the_protocol_says(void **state)
{
	/* computed by a separate program, from docs/protocol.md §2 */
	static const struct {
		uint8_t first, step;
		const char *words;
	} known[] = {
		{0, 0, "abacus-abacus-abacus-abacus-abacus-abacus-abacus-abacus"},
		{0xff, 0, "backshift-target-rebate-recipient-scroll-patience-proving-crewmate"},
		{0, 1, "lisp-unblock-grimace-goes-postbox-ladylike-dock-fastness"},
	};
	uint8_t office[OFFICE_BYTES];
	char out[FINGERPRINT_TEXT_MAX];
	size_t i, at;

	(void)state;
	for (i = 0; i < sizeof known / sizeof known[0]; i++) {
		for (at = 0; at < sizeof office; at++)
			office[at] = (uint8_t)(known[i].first + at * known[i].step);
		fingerprint_of(out, office);
		assert_string_equal(out, known[i].words);
		assert_int_equal(fingerprint_check(span_text(out), office), 0);
	}
}

static void
a_fingerprint_is_known_however_it_is_typed(void **state)
{
	char text[FINGERPRINT_TEXT_MAX], typed[TYPED_MAX_HERE], read[FINGERPRINT_TEXT_MAX];
	struct words_problem problem;
	uint8_t office[OFFICE_BYTES], other[OFFICE_BYTES];
	unsigned index[FINGERPRINT_COUNT], i, n;
	struct typed words;

	(void)state;
	for (i = 0; i < 500; i++) {
		seeded_fill(office, sizeof office);
		memcpy(other, office, sizeof other);
		other[15] ^= (uint8_t)(1 + seeded_below(255));
		fingerprint_of(text, office);
		assert_int_equal(fingerprint_check(span_text(text), office), 0);
		assert_int_equal(fingerprint_check(span_text(text), other), ERR_FOREIGN);
		typed_read(&words, span_text(text));
		assert_int_equal(words.count, FINGERPRINT_COUNT);
		for (n = 0; n < FINGERPRINT_COUNT; n++)
			assert_int_equal(typed_find(&index[n], &words.word[n]), 0);
		type_in_some_way(typed, index, FINGERPRINT_COUNT);
		assert_int_equal(fingerprint_check(span_text(typed), office), 0);
		assert_int_equal(fingerprint_check(span_text(typed), other), ERR_FOREIGN);
		assert_int_equal(fingerprint_parse(read, &problem, span_text(typed)), 0);
		assert_string_equal(read, text);
	}
}

/* The office id whose fingerprint has these words */
static void
office_of(uint8_t office[OFFICE_BYTES], const unsigned index[FINGERPRINT_COUNT])
{
	unsigned i, carry;
	size_t at;

	memset(office, 0, OFFICE_BYTES);
	for (i = 0; i < FINGERPRINT_COUNT; i++) {
		carry = index[i];
		for (at = 16; at-- > 0;) {
			carry += office[at] * (unsigned)WORDLIST_COUNT;
			office[at] = (uint8_t)carry;
			carry >>= 8;
		}
	}
}

static void
hyphenated_words_stand_without_their_hyphen_in_a_fingerprint(void **state)
{
	static const char *const words[FINGERPRINT_COUNT] = {
		"yo-yo", "yoyo", "drop-down", "felt-tip", "t-shirt", "shirt", "down", "yo-yo"};
	unsigned index[FINGERPRINT_COUNT], i;
	uint8_t office[OFFICE_BYTES];
	char out[FINGERPRINT_TEXT_MAX];

	(void)state;
	for (i = 0; i < FINGERPRINT_COUNT; i++)
		index[i] = index_of(words[i], strlen(words[i]));
	office_of(office, index);
	fingerprint_of(out, office);
	assert_string_equal(out, "yoyo-yoyo-dropdown-felttip-tshirt-shirt-down-yoyo");
	assert_int_equal(fingerprint_check(span_text(out), office), 0);
	assert_int_equal(
		fingerprint_check(span_text("Yo-yo yo yo drop-down felt tip t-shirt shirt down "
	                                    "yoyo"),
	                          office),
		0);
	assert_int_equal(
		fingerprint_check(span_text("yoyo-yoyo-dropdown-felttip-tshirt-shirt-down-yodel"),
	                          office),
		ERR_FOREIGN);
}

static void
what_is_not_eight_words_is_no_fingerprint(void **state)
{
	static const struct {
		const char *text, *said;
	} bad[] = {
		{"", "Eight words are needed, and here are none"},
		{"abacus-abacus-abacus-abacus-abacus-abacus-abacus",
	         "Eight words are needed, and here are 7"},
		{"abacus-abacus-abacus-abacus-abacus-abacus-abacus-abacus-abacus",
	         "Eight words are needed, and here are 9"},
		{"abacus-abacus-abacus-abacus-abacus-abacus-abacus-abacuz",
	         "Word 8, “abacuz”, is not on the list; near it: abacus"},
		{"abacus-abacus-abacus-abacus-abacus-abacus-abacus-drop",
	         "Word 8, “drop”, begins several words"},
	};
	static const uint8_t office[OFFICE_BYTES] = {0};
	char out[FINGERPRINT_TEXT_MAX], sentence[200];
	struct words_problem problem;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		assert_int_equal(fingerprint_check(span_text(bad[i].text), office), ERR_WORDS);
		assert_int_equal(fingerprint_parse(out, &problem, span_text(bad[i].text)),
		                 ERR_WORDS);
		assert_string_equal(out, "");
		words_explain(sentence, sizeof sentence, &problem);
		assert_memory_equal(sentence, bad[i].said, strlen(bad[i].said));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_list_is_sorted_and_no_word_begins_another),
		cmocka_unit_test(four_words_have_a_hyphen_and_their_first_halves_are_no_words),
		cmocka_unit_test(words_come_from_random_bits_as_the_protocol_says),
		cmocka_unit_test(thousands_of_sets_read_back_however_they_are_typed),
		cmocka_unit_test(list_hyphens_may_be_kept_left_out_or_typed_as_a_space),
		cmocka_unit_test(words_may_be_joined_by_dashes_as_in_a_link),
		cmocka_unit_test(each_word_and_each_unambiguous_beginning_of_four_letters_is_found),
		cmocka_unit_test(one_wrong_word_is_caught_but_for_one_time_in_256),
		cmocka_unit_test(two_swapped_words_are_caught_but_for_one_time_in_256),
		cmocka_unit_test(a_set_beyond_90_bits_is_refused_though_its_check_holds),
		cmocka_unit_test(another_number_of_words_is_told),
		cmocka_unit_test(a_word_that_is_not_on_the_list_is_named_with_its_nearest),
		cmocka_unit_test(nearest_come_first_and_in_the_lists_order),
		cmocka_unit_test(a_beginning_of_several_words_is_ambiguous),
		cmocka_unit_test(what_was_typed_is_shown_cut_and_clean),
		cmocka_unit_test(noise_is_neither_accepted_nor_harmful),
		cmocka_unit_test(each_problem_is_explained_in_one_sentence_cut_to_size),
		cmocka_unit_test(a_fingerprint_is_eight_words_as_the_protocol_says),
		cmocka_unit_test(a_fingerprint_is_known_however_it_is_typed),
		cmocka_unit_test(hyphenated_words_stand_without_their_hyphen_in_a_fingerprint),
		cmocka_unit_test(what_is_not_eight_words_is_no_fingerprint),
	};

	seeded_randombytes(7776);
	return core_start() != 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
