#include "core/talk/verb.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "core/quote.h"
#include "core/secret.h"

static const struct verb_key NO_KEYS[] = {{0}};

const struct verb *
verb_find(struct verb_table table, struct span name)
{
	for (size_t i = 0; i < table.n; i++) {
		if (span_equal(span_text(table.rows[i].name), name))
			return &table.rows[i];
	}
	return NULL;
}

static int
fault(struct verb_problem *why, enum verb_fault what, struct span name)
{
	size_t n = name.n < VERB_NAME_MAX ? name.n : VERB_NAME_MAX;

	*why = (struct verb_problem){.fault = what};
	while (n > 0 && !utf8_valid(span(name.p, n)))
		n--; /* not in the middle of a letter */
	if (n > 0)
		memcpy(why->name, name.p, n);
	return ERR_FORMAT;
}

static int
fault_text(struct verb_problem *why, enum verb_fault what, const char *name)
{
	(void)fault(why, what, span_text(name));
	return ERR_TEXT;
}

static struct span
text_of(const json_t *value)
{
	return json_is_string(value) ? span(json_string_value(value), json_string_length(value))
	                             : SPAN_NONE;
}

static const struct verb_key *
find_key(const struct verb *v, const char *name)
{
	for (const struct verb_key *k = v->keys == NULL ? NO_KEYS : v->keys; k->name != NULL; k++) {
		if (strcmp(k->name, name) == 0)
			return k;
	}
	return NULL;
}

/* "do", "id" and "matter" belong to every line, whatever its verb. */
static bool
common_key(const struct verb *v, const char *name)
{
	return strcmp(name, "do") == 0 || strcmp(name, "id") == 0 ||
	       (v->matter && strcmp(name, "matter") == 0);
}

static bool
is_id(const json_t *value)
{
	uint8_t id[MESSAGE_ID_BYTES];

	return hex_get(id, sizeof id, text_of(value)) == 0;
}

static bool
are_ids(const json_t *list)
{
	size_t i;
	const json_t *value;

	json_array_foreach(list, i, value)
	{
		if (!is_id(value))
			return false;
	}
	return json_is_array(list);
}

static bool
are_matters(const json_t *list)
{
	size_t i;
	const json_t *value;
	uint32_t id;

	json_array_foreach(list, i, value)
	{
		if (matter_id(&id, text_of(value)) != 0)
			return false;
	}
	return json_is_array(list);
}

static bool
number(unsigned *out, struct span digits)
{
	*out = 0;
	for (size_t i = 0; i < digits.n; i++) {
		if (digits.p[i] < '0' || digits.p[i] > '9')
			return false;
		*out = 10 * *out + (unsigned)(digits.p[i] - '0');
	}
	return true;
}

static bool
leap(unsigned year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

/* Days since 1970-01-01, in the proleptic Gregorian calendar. */
static bool
day_of(uint32_t *out, struct span text)
{
	static const unsigned days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	unsigned year, month, day, n = 0;

	if (text.n != 10 || text.p[4] != '-' || text.p[7] != '-' ||
	    !number(&year, span(text.p, 4)) || !number(&month, span(text.p + 5, 2)) ||
	    !number(&day, span(text.p + 8, 2)) || year < 1970 || month < 1 || month > 12 ||
	    day < 1 || day > days[month - 1] + (month == 2 && leap(year)))
		return false;
	for (unsigned y = 1970; y < year; y++)
		n += leap(y) ? 366 : 365;
	for (unsigned m = 1; m < month; m++)
		n += days[m - 1] + (m == 2 && leap(year));
	*out = n + day - 1;
	return true;
}

static size_t
length(enum verb_type type, struct span text)
{
	size_t letters = 0;

	for (size_t i = 0; i < text.n; i++)
		letters += (text.p[i] & 0xc0) != 0x80;
	return type == VERB_LINE ? letters : text.n;
}

static uint8_t
lower(uint8_t c)
{
	return c >= 'A' && c <= 'Z' ? (uint8_t)(c - 'A' + 'a') : c;
}

bool
verb_is_word(struct span text, const char *word, size_t n)
{
	for (size_t i = 0; i < n && i < text.n; i++) {
		if (lower(text.p[i]) != (uint8_t)word[i])
			return false;
	}
	return n == text.n;
}

/* Which of the words parted by bars it is, from 1, and that word; 0: none. */
static unsigned
choice_of(const char *words, struct span text, struct span *word)
{
	for (unsigned i = 1;; i++) {
		size_t n = strcspn(words, "|");

		*word = span((const uint8_t *)words, n);
		if (n > 0 && verb_is_word(text, words, n))
			return i;
		if (words[n] == '\0')
			return 0;
		words += n + 1;
	}
}

static bool
are_words(const json_t *list)
{
	size_t i;
	const json_t *value;

	json_array_foreach(list, i, value)
	{
		if (!json_is_string(value))
			return false;
	}
	return json_is_array(list) || json_is_string(list);
}

/* Blanks, tabs and ends of lines, or nothing at all. */
static bool
is_blank(struct span text)
{
	for (size_t i = 0; i < text.n; i++) {
		if (memchr(" \t\r\n", text.p[i], 4) == NULL)
			return false;
	}
	return true;
}

static struct span list_word(const json_t *value, size_t i, bool *there);

/* Whether a list has no word, or one that is none. */
static bool
has_gap(const json_t *list)
{
	bool there = true;

	for (size_t i = 0; there; i++) {
		struct span word = list_word(list, i, &there);

		if (word.n == 0 && (there || i == 0))
			return true;
	}
	return false;
}

/* A number, or its digits as options have them; NUMBER_NONE: neither. */
enum { NUMBER_NONE = -1, NUMBER_DIGITS = 6 };

static long
number_of(const json_t *value)
{
	struct span text = text_of(value);
	long n = 0;

	if (json_is_integer(value) && json_integer_value(value) >= 0 &&
	    json_integer_value(value) <= 1000000)
		return (long)json_integer_value(value);
	if (text.n == 0 || text.n > NUMBER_DIGITS)
		return NUMBER_NONE;
	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] < '0' || text.p[i] > '9')
			return NUMBER_NONE;
		n = 10 * n + (text.p[i] - '0');
	}
	return n;
}

static bool
number_holds(const struct verb_key *k, const json_t *value)
{
	long n = number_of(value);

	return n != NUMBER_NONE && (size_t)n >= k->least && (size_t)n <= k->most;
}

static bool
value_holds(const struct verb_key *k, const json_t *value)
{
	switch (k->type) {
	case VERB_LINE:
	case VERB_TEXT:
	case VERB_BEFORE:
	case VERB_NAME:
	case VERB_WORDS:
	case VERB_FILE:
		return json_is_string(value);
	case VERB_CHOICE:
		return choice_of(k->value, text_of(value), &(struct span){0}) > 0;
	case VERB_LIST:
		return are_words(value);
	case VERB_NUMBER:
		return number_holds(k, value);
	case VERB_SWITCH:
		return json_is_boolean(value);
	case VERB_ID:
	case VERB_SEEN:
		return is_id(value);
	case VERB_PEOPLE:
		return are_ids(value);
	case VERB_MATTERS:
		return are_matters(value);
	case VERB_DAY:
		return day_of(&(uint32_t){0}, text_of(value));
	}
	return false;
}

static const struct verb_key COMMON_KEY = {.type = VERB_NAME};

/* What a value of a key has to be, in few words; NULL: what is said of it says so. */
static const char *
form_of(const struct verb_key *k)
{
	switch (k->type) {
	case VERB_ID:
	case VERB_SEEN:
		return "32 hex digits";
	case VERB_MATTERS:
		return "a list of names of matters, of six letters or digits";
	case VERB_DAY:
		return "a day, such as 2026-10-02";
	case VERB_PEOPLE:
		return "a list of ids";
	case VERB_LIST:
		return "a text, or a list of texts";
	case VERB_SWITCH:
		return "true or false";
	case VERB_CHOICE:
		return k->value;
	case VERB_NUMBER:
		break;
	case VERB_TEXT:
	case VERB_LINE:
	case VERB_BEFORE:
	case VERB_NAME:
	case VERB_WORDS:
	case VERB_FILE:
		return "a text";
	}
	return NULL;
}

static int
fault_form(struct verb_problem *why, const struct verb_key *k, const char *name)
{
	int rc = fault(why,
	               k->type == VERB_CHOICE   ? VERB_FAULT_CHOICE
	               : k->type == VERB_NUMBER ? VERB_FAULT_NUMBER
	                                        : VERB_FAULT_VALUE,
	               span_text(name));

	why->wanted = form_of(k);
	why->least = k->least;
	why->most = k->most;
	return rc;
}

static int
fault_long(struct verb_problem *why, const struct verb_key *k, const char *name, size_t got)
{
	int rc = fault_text(why, VERB_FAULT_LONG, name);

	why->letters = k->type == VERB_LINE;
	why->most = k->most;
	why->got = got;
	return rc;
}

/* A text that must not be empty has more than blanks; a line has nothing but blanks only if it is
 * to have nothing. */
static bool
is_empty(const struct verb_key *k, struct span text)
{
	if (k->type == VERB_LINE && text.n > 0)
		return is_blank(text);
	return k->least > 0 && (text.n < k->least || (k->type != VERB_NAME && is_blank(text)));
}

/* Of what can be chosen and need not be, nothing is a value, too: it takes back what was chosen. */
static bool
may_be_none(const struct verb_key *k)
{
	return !k->required && k->least == 0 && (k->type == VERB_CHOICE || k->type == VERB_LIST);
}

static bool
is_none(const json_t *value)
{
	return json_is_array(value) ? json_array_size(value) == 0
	                            : json_is_string(value) && json_string_length(value) == 0;
}

static int
check_value(const struct verb_key *k, struct verb_problem *why, const char *name,
            const json_t *value)
{
	struct span text = text_of(value);
	size_t got = length(k->type, text);

	if (may_be_none(k) && is_none(value))
		return 0;
	if (!value_holds(k, value))
		return fault_form(why, k, name);
	if (k->type == VERB_NUMBER)
		return 0;
	if (k->type == VERB_LIST)
		return has_gap(value) ? fault(why, VERB_FAULT_EMPTY, span_text(name)) : 0;
	if (k->type == VERB_LINE && !line_valid(text))
		return fault(why, VERB_FAULT_LINE, span_text(name));
	if (k->most > 0 && got > k->most)
		return fault_long(why, k, name, got);
	if (!is_empty(k, text))
		return 0;
	return k->type == VERB_NAME ? fault(why, VERB_FAULT_EMPTY, span_text(name))
	                            : fault_text(why, VERB_FAULT_EMPTY, name);
}

static int
check_keys(const struct verb *v, struct verb_problem *why, json_t *line)
{
	const char *name;
	json_t *value;
	int rc;

	json_object_foreach(line, name, value)
	{
		const struct verb_key *k = find_key(v, name);

		if (k == NULL && !common_key(v, name))
			return fault(why, VERB_FAULT_KEY, span_text(name));
		rc = check_value(k == NULL ? &COMMON_KEY : k, why, name, value);
		if (rc != 0)
			return rc;
	}
	for (const struct verb_key *k = v->keys == NULL ? NO_KEYS : v->keys; k->name != NULL; k++) {
		if (k->required && json_object_get(line, k->name) == NULL)
			return fault(why, VERB_FAULT_MISSING, span_text(k->name));
	}
	return 0;
}

static int
read_common(struct verb_line *out, struct verb_problem *why, const json_t *line)
{
	const json_t *id = json_object_get(line, "id"), *matter = json_object_get(line, "matter");

	if (id == NULL)
		randombytes_buf(out->id, sizeof out->id);
	else if (hex_get(out->id, sizeof out->id, text_of(id)) != 0)
		return fault(why, VERB_FAULT_VALUE, span_text("id"));
	if (!out->verb->matter)
		return 0;
	if (matter == NULL)
		return fault(why, VERB_FAULT_MISSING, span_text("matter"));
	if (matter_id(&out->matter, text_of(matter)) != 0)
		return fault(why, VERB_FAULT_VALUE, span_text("matter"));
	return 0;
}

int
verb_read(struct verb_line *out, struct verb_problem *why, struct verb_table table, json_t *line)
{
	struct span name = text_of(json_object_get(line, "do"));
	int rc;

	verb_line_clear(out);
	if (name.p == NULL)
		return fault(why, VERB_FAULT_FORM, SPAN_NONE);
	out->verb = verb_find(table, name);
	if (out->verb == NULL)
		return fault(why, VERB_FAULT_UNKNOWN, name);
	out->keys = json_incref(line);
	rc = read_common(out, why, line);
	if (rc == 0)
		rc = check_keys(out->verb, why, line);
	if (rc == 0 && out->verb->check != NULL)
		rc = out->verb->check(out);
	return rc;
}

void
verb_line_clear(struct verb_line *line)
{
	json_decref(line->keys);
	*line = (struct verb_line){0};
}

void
verb_explain(char *out, size_t size, const struct verb_problem *why)
{
	static const char *const sentences[] = {
		[VERB_FAULT_FORM] = "a line is one JSON object whose \"do\" names what to do",
		[VERB_FAULT_UNKNOWN] = "there is nothing to do by this name: ",
		[VERB_FAULT_KEY] = "this takes no such key: ",
		[VERB_FAULT_MISSING] = "a key is missing: ",
		[VERB_FAULT_EMPTY] = "there is nothing in it, or in a part of it: ",
		[VERB_FAULT_LONG] = "the text is too long: ",
		[VERB_FAULT_LINE] = "a line break, or a character that is not seen, is in it: ",
		[VERB_FAULT_VALUE] = "the value does not have the form it must have: ",
		[VERB_FAULT_CHOICE] = "the value is none of its words: ",
		[VERB_FAULT_NUMBER] = "the value is no number that fits: ",
	};
	int at = snprintf(out, size, "%s%s", sentences[why->fault], why->name);

	if (at < 0 || (size_t)at >= size)
		return;
	out += at;
	size -= (size_t)at;
	if (why->fault == VERB_FAULT_LONG)
		(void)snprintf(out, size, " (%zu %s; at most %zu)", why->got,
		               why->letters ? "letters" : "bytes", why->most);
	else if (why->fault == VERB_FAULT_NUMBER)
		(void)snprintf(out, size, " (%zu to %zu)", why->least, why->most);
	else if (why->wanted != NULL)
		(void)snprintf(out, size, " (%s)", why->wanted);
}

struct span
verb_value(const struct verb_line *line, const char *key)
{
	return text_of(json_object_get(line->keys, key));
}

static bool
tells_what_is_wanted(enum verb_type type)
{
	switch (type) {
	case VERB_TEXT:
	case VERB_LINE:
	case VERB_NAME:
	case VERB_ID:
	case VERB_MATTERS:
	case VERB_DAY:
	case VERB_WORDS:
	case VERB_CHOICE:
	case VERB_LIST:
	case VERB_NUMBER:
	case VERB_SWITCH:
	case VERB_FILE:
		return true;
	case VERB_BEFORE:
	case VERB_SEEN:
	case VERB_PEOPLE:
		break;
	}
	return false;
}

static void
hash_text(crypto_hash_sha256_state *st, struct span text)
{
	uint8_t head[5] = {text.p != NULL};

	put_u32(head + 1, (uint32_t)text.n);
	crypto_hash_sha256_update(st, head, sizeof head);
	if (text.n > 0)
		crypto_hash_sha256_update(st, text.p, text.n);
}

/* However it is written: "2m,9c" and a list of the two are one. */
static void
hash_value(crypto_hash_sha256_state *st, const struct verb_line *line, const struct verb_key *k)
{
	uint8_t number[5] = {verb_given(line, k->name)};
	struct span word;

	switch (k->type) {
	case VERB_LIST:
		for (size_t i = 0; verb_word(&word, line, k->name, i); i++)
			hash_text(st, word);
		if (verb_given(line, k->name) && !verb_word(&word, line, k->name, 0))
			hash_text(st, span_text(""));
		hash_text(st, SPAN_NONE);
		break;
	case VERB_MATTERS:
		for (size_t i = 0; i < verb_matters(line, k->name); i++)
			hash_text(st,
			          text_of(json_array_get(json_object_get(line->keys, k->name), i)));
		break;
	case VERB_NUMBER:
		put_u32(number + 1, verb_number(line, k->name, 0));
		crypto_hash_sha256_update(st, number, sizeof number);
		break;
	case VERB_SWITCH:
		number[0] = verb_is_on(line, k->name);
		crypto_hash_sha256_update(st, number, 1);
		break;
	case VERB_CHOICE:
		if (choice_of(k->value, verb_value(line, k->name), &word) == 0)
			word = verb_value(line, k->name);
		hash_text(st, word);
		break;
	case VERB_TEXT:
	case VERB_LINE:
	case VERB_BEFORE:
	case VERB_NAME:
	case VERB_ID:
	case VERB_SEEN:
	case VERB_DAY:
	case VERB_PEOPLE:
	case VERB_WORDS:
	case VERB_FILE:
		hash_text(st, verb_value(line, k->name));
		break;
	}
}

void
verb_check(uint8_t out[ACT_CHECK_BYTES], const struct verb_line *line)
{
	const struct verb_key *k = line->verb->keys == NULL ? NO_KEYS : line->verb->keys;
	crypto_hash_sha256_state st;
	uint8_t matter[4], hash[crypto_hash_sha256_BYTES];

	put_u32(matter, line->matter);
	crypto_hash_sha256_init(&st);
	hash_text(&st, span_text("alcove/1 act"));
	crypto_hash_sha256_update(&st, line->id, sizeof line->id);
	crypto_hash_sha256_update(&st, matter, sizeof matter);
	hash_text(&st, span_text(line->verb->name));
	for (; k->name != NULL; k++) {
		if (tells_what_is_wanted(k->type))
			hash_value(&st, line, k);
	}
	crypto_hash_sha256_final(&st, hash);
	memcpy(out, hash, ACT_CHECK_BYTES);
	secret_wipe(&st, sizeof st);
	secret_wipe(hash, sizeof hash);
}

bool
verb_id(uint8_t out[MESSAGE_ID_BYTES], const struct verb_line *line, const char *key)
{
	return hex_get(out, MESSAGE_ID_BYTES, verb_value(line, key)) == 0;
}

bool
verb_names(const struct verb_line *line, const char *key, const uint8_t id[PERSON_BYTES])
{
	uint8_t named[PERSON_BYTES];
	size_t i;
	const json_t *value;

	json_array_foreach(json_object_get(line->keys, key), i, value)
	{
		if (hex_get(named, sizeof named, text_of(value)) == 0 &&
		    memcmp(named, id, sizeof named) == 0)
			return true;
	}
	return false;
}

size_t
verb_matters(const struct verb_line *line, const char *key)
{
	return json_array_size(json_object_get(line->keys, key));
}

bool
verb_matter(uint32_t *id, const struct verb_line *line, const char *key, size_t i)
{
	return matter_id(id, text_of(json_array_get(json_object_get(line->keys, key), i))) == 0;
}

bool
verb_day(uint32_t *out, const struct verb_line *line, const char *key)
{
	return day_of(out, verb_value(line, key));
}

bool
verb_given(const struct verb_line *line, const char *key)
{
	return json_object_get(line->keys, key) != NULL;
}

bool
verb_is_on(const struct verb_line *line, const char *key)
{
	return json_is_true(json_object_get(line->keys, key));
}

uint32_t
verb_number(const struct verb_line *line, const char *key, uint32_t usual)
{
	long n = number_of(json_object_get(line->keys, key));

	return n == NUMBER_NONE ? usual : (uint32_t)n;
}

unsigned
verb_choice(const struct verb_line *line, const char *key)
{
	const struct verb_key *k = find_key(line->verb, key);

	return k == NULL ? 0 : choice_of(k->value, verb_value(line, key), &(struct span){0});
}

static struct span
without_blanks(struct span s)
{
	while (s.n > 0 && s.p[0] == ' ')
		s = span(s.p + 1, s.n - 1);
	while (s.n > 0 && s.p[s.n - 1] == ' ')
		s.n--;
	return s;
}

static struct span
list_word(const json_t *value, size_t i, bool *there)
{
	struct span rest = text_of(value);

	*there = json_is_array(value) ? i < json_array_size(value) : rest.n > 0;
	if (json_is_array(value))
		return without_blanks(text_of(json_array_get(value, i)));
	for (; *there; i--) {
		const uint8_t *comma = rest.n == 0 ? NULL : memchr(rest.p, ',', rest.n);
		size_t n = comma == NULL ? rest.n : (size_t)(comma - rest.p);

		if (i == 0)
			return without_blanks(span(rest.p, n));
		*there = comma != NULL;
		if (comma != NULL)
			rest = span(rest.p + n + 1, rest.n - n - 1);
	}
	return SPAN_NONE;
}

bool
verb_word(struct span *out, const struct verb_line *line, const char *key, size_t i)
{
	bool there;

	*out = list_word(json_object_get(line->keys, key), i, &there);
	return there;
}

int
verb_words(char out[WORDS_TEXT_MAX], const struct verb_line *line, const char *key)
{
	struct words_problem problem;
	int rc = words_parse(out, &problem, verb_value(line, key));

	secret_wipe(&problem, sizeof problem);
	return rc;
}

void
matter_name(char out[MATTER_NAME_MAX], uint32_t id)
{
	uint8_t bytes[4];

	put_u32(bytes, id);
	hex_put(out, span(bytes + 1, 3));
}

int
matter_id(uint32_t *out, struct span name)
{
	uint8_t bytes[4] = {0};
	int rc = hex_get(bytes + 1, 3, name);

	*out = get_u32(bytes);
	return rc;
}
