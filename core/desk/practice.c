#include "core/desk/practice.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "core/json.h"

const char *const dimension_names[] = {"group", "with", "did", "ended", "heard", "minutes", NULL};
enum {
	ASKS_ALL = ASKS_GROUP | ASKS_WITH | ASKS_DID | ASKS_ENDED | ASKS_HEARD | ASKS_MINUTES,
	USUAL_TABLES = 1 << TABLE_CONCERNS | 1 << TABLE_CATEGORIES | 1 << TABLE_GROUPS |
	               1 << TABLE_MANNERS | 1 << TABLE_SERVICES | 1 << TABLE_ENDINGS,
	LEAST_TOGETHER = 10,
	LEAST_THRESHOLD = 5,
	MOST = 1000,
};

static struct span
text_of(const json_t *value)
{
	return json_is_string(value) ? span(json_string_value(value), json_string_length(value))
	                             : SPAN_NONE;
}

/* A name of one line into a field of size bytes; whether it is one. */
static bool
take(char *out, size_t size, const json_t *value)
{
	struct span text = text_of(value);

	if (text.n == 0 || text.n >= size || !utf8_valid(text))
		return false;
	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] < ' ' || text.p[i] == 0x7f)
			return false;
	}
	memset(out, 0, size);
	memcpy(out, text.p, text.n);
	return true;
}

/* Two names of one key cannot be told apart in a mark: the second is as if it were not there. */
static bool
has_key(const struct practice_rows *rows, uint16_t key)
{
	for (size_t i = 0; i < rows->n; i++) {
		if (mark_key(span_text(rows->names[i])) == key)
			return true;
	}
	return false;
}

static void
read_rows(struct practice_rows *out, const json_t *list, const char *const *usual)
{
	size_t i;
	const json_t *value;

	json_array_foreach(list, i, value)
	{
		if (out->n < PRACTICE_ROWS_MAX &&
		    take(out->names[out->n], sizeof out->names[0], value) &&
		    !has_key(out, mark_key(span_text(out->names[out->n]))))
			out->n++;
	}
	for (i = 0; out->n == i && usual[i] != NULL; i++, out->n++)
		memcpy(out->names[i], usual[i], strlen(usual[i]) + 1);
}

/* Bits of the words that a list holds; all where there is none. */
static unsigned
read_bits(const json_t *list, const char *const *words, unsigned all)
{
	unsigned bits = 0;
	size_t i;
	const json_t *value;

	json_array_foreach(list, i, value)
	{
		for (unsigned w = 0; words[w] != NULL; w++)
			bits |= span_equal(text_of(value), span_text(words[w])) ? 1U << w : 0;
	}
	return bits == 0 ? all : bits;
}

static uint32_t
read_number(const json_t *value, json_int_t least, json_int_t most, uint32_t usual)
{
	json_int_t n = json_is_integer(value) ? json_integer_value(value) : 0;

	return n >= least && n <= most ? (uint32_t)n : usual;
}

static void
read_period(struct period_rule *out, const json_t *practice)
{
	static const char *const kinds[] = {[PERIOD_ACADEMIC] = "academic",
	                                    [PERIOD_FISCAL] = "fiscal",
	                                    [PERIOD_CALENDAR] = "calendar"};
	struct span kind = text_of(json_object_get(practice, "period"));

	out->kind = PERIOD_ACADEMIC;
	for (unsigned i = 0; i < PERIOD_KINDS; i++) {
		if (span_equal(kind, span_text(kinds[i])))
			out->kind = (enum period_kind)i;
	}
	out->month = read_number(json_object_get(practice, "begins"), 1, 12,
	                         period_usual_month(out->kind));
}

static void
read_words(char out[PRACTICE_WORDS_BYTES + 1], const json_t *list)
{
	char word[PRACTICE_WORD_MAX + 1];
	size_t i, n = 0;
	const json_t *value;

	json_array_foreach(list, i, value)
	{
		if (i >= PRACTICE_WORDS_MAX || !take(word, sizeof word, value))
			continue;
		if (n > 0)
			out[n++] = ',';
		memcpy(out + n, word, strlen(word));
		n += strlen(word);
	}
	out[n] = '\0';
}

static void
read_codes(struct practice *p, const json_t *list)
{
	size_t i;
	const json_t *value;

	json_array_foreach(list, i, value)
	{
		size_t n = p->own.n;

		if (n == CODES_LOCAL_MAX || !take(p->own.rows[n].name, sizeof p->own.rows[n].name,
		                                  json_object_get(value, "name")))
			continue;
		read_words(p->own.rows[n].words, json_object_get(value, "words"));
		if (codes_add(&p->codes, text_of(json_object_get(value, "code")),
		              span_text(p->own.rows[n].name), span_text(p->own.rows[n].words)) == 0)
			p->own.n++;
	}
}

struct practice *
practice_new(const char *charter)
{
	static const char *const groups[] = {"students", "staff", "faculty", "trainees",
	                                     "outside",  "other", NULL};
	static const char *const heard[] = {"colleague", "website", "poster", "event",
	                                    "office",    "other",   NULL};
	struct practice *p = calloc(1, sizeof *p);
	json_t *office = NULL;
	const json_t *practice;

	if (p == NULL || codes_usual(&p->codes) != 0) {
		free(p);
		return NULL;
	}
	if (charter != NULL && json_read(&office, span_text(charter)) != 0)
		office = NULL;
	practice = json_object_get(office, "practice");
	read_period(&p->period, practice);
	read_rows(&p->groups, json_object_get(practice, "groups"), groups);
	read_rows(&p->heard, json_object_get(practice, "heard"), heard);
	p->asks = read_bits(json_object_get(practice, "dimensions"), dimension_names, ASKS_ALL);
	p->tables = read_bits(json_object_get(practice, "tables"), running_names, USUAL_TABLES);
	p->together = read_number(json_object_get(practice, "together"), LEAST_TOGETHER, MOST,
	                          LEAST_TOGETHER);
	p->threshold = read_number(json_object_get(practice, "threshold"), LEAST_THRESHOLD, MOST,
	                           2 * LEAST_THRESHOLD);
	read_codes(p, json_object_get(practice, "codes"));
	json_decref(office);
	return p;
}

void
practice_free(struct practice *p)
{
	free(p);
}

uint16_t
practice_key(const struct practice_rows *rows, struct span name)
{
	uint16_t key = mark_key(name);

	for (size_t i = 0; i < rows->n; i++) {
		if (mark_key(span_text(rows->names[i])) == key &&
		    span_text(rows->names[i]).n == name.n)
			return key;
	}
	return 0;
}

/* ---- names of rows ---- */

static const char *
own_row(const struct practice_rows *rows, uint16_t key)
{
	for (size_t i = 0; i < rows->n; i++) {
		if (mark_key(span_text(rows->names[i])) == key)
			return rows->names[i];
	}
	return "no longer listed";
}

static void
category_name(char out[RUNNING_NAME_MAX], uint16_t key)
{
	out[0] = key == RUNNING_OTHER ? 'x' : (char)('0' + key);
	out[1] = '\0';
}

void
practice_row_name(char out[RUNNING_NAME_MAX], const struct practice *p, enum running_table table,
                  uint16_t key)
{
	const char *name = "not said";

	memset(out, 0, RUNNING_NAME_MAX);
	if (table == TABLE_CONCERNS || table == TABLE_CATEGORIES)
		name = "not coded";
	if (key > 0) {
		switch (table) {
		case TABLE_CONCERNS:
			code_text(out, (uint8_t)key);
			return;
		case TABLE_CATEGORIES:
			category_name(out, key);
			return;
		case TABLE_GROUPS:
			name = own_row(&p->groups, key);
			break;
		case TABLE_MANNERS:
			name = mark_manners[key - 1];
			break;
		case TABLE_SERVICES:
			name = mark_services[key - 1];
			break;
		case TABLE_WITH:
			name = mark_with[key - 1];
			break;
		case TABLE_ENDINGS:
			name = mark_endings[key - 1];
			break;
		case TABLE_HEARD:
			name = own_row(&p->heard, key);
			break;
		case TABLE_MINUTES:
			name = mark_minutes[key - 1];
			break;
		}
	}
	memcpy(out, name, strlen(name));
}
