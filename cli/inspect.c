#include "cli/inspect.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "cli/say.h"
#include "core/quote.h"

enum { BODY_MAX = 64 << 20, ASKS_MAX = 16, WHAT_MAX = 256, NAME_MAX_BYTES = 100 };

/* ---- ways of asking ---- */

enum { WAY_ITSELF, WAY_CHROMIUM, WAY_FIREFOX, WAYS };

/* What browsers that are common today say of themselves, of whatever they ask. */
static const struct {
	const char *name;
	const char *codings;
	const char *asks[8];
} ways[WAYS] = {
	[WAY_ITSELF] = {"itself", NULL, {NULL}},
	[WAY_CHROMIUM] =
		{"Chromium",
                 "gzip, deflate, br, zstd",
                 {("User-Agent: Mozilla/5.0 (Windows NT 10.0; Win64; x64) "
                   "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36"),
                  "sec-ch-ua: \"Chromium\";v=\"142\", \"Not_A Brand\";v=\"99\"",
                  "sec-ch-ua-mobile: ?0", "sec-ch-ua-platform: \"Windows\"",
                  "Accept-Language: en-US,en;q=0.9"}},
	[WAY_FIREFOX] = {"Firefox",
                         "gzip, deflate, br, zstd",
                         {("User-Agent: Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 "
                           "Firefox/140.0"),
                          "Accept-Language: en-US,en;q=0.5"}},
};

/* What they say of what they ask for, by how its type or its name begins; the last for all else. */
static const struct {
	const char *type, *name;
	const char *asks[6];
} purposes[] = {
	{"text/html",
         "",
         {"Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
          "Sec-Fetch-Dest: document", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Site: none",
          "Sec-Fetch-User: ?1", "Upgrade-Insecure-Requests: 1"}},
	{"text/javascript",
         "worker",
         {"Accept: */*", "Sec-Fetch-Dest: worker", "Sec-Fetch-Mode: same-origin",
          "Sec-Fetch-Site: same-origin"}},
	{"text/javascript",
         "",
         {"Accept: */*", "Sec-Fetch-Dest: script", "Sec-Fetch-Mode: cors",
          "Sec-Fetch-Site: same-origin"}},
	{"text/css",
         "",
         {"Accept: text/css,*/*;q=0.1", "Sec-Fetch-Dest: style", "Sec-Fetch-Mode: no-cors",
          "Sec-Fetch-Site: same-origin"}},
	{"image/",
         "",
         {"Accept: image/avif,image/webp,image/svg+xml,image/*,*/*;q=0.8", "Sec-Fetch-Dest: image",
          "Sec-Fetch-Mode: no-cors", "Sec-Fetch-Site: same-origin"}},
	{"font/",
         "",
         {"Accept: */*", "Sec-Fetch-Dest: font", "Sec-Fetch-Mode: cors",
          "Sec-Fetch-Site: same-origin"}},
	{"",
         "",
         {"Accept: */*", "Sec-Fetch-Dest: empty", "Sec-Fetch-Mode: cors",
          "Sec-Fetch-Site: same-origin"}},
};

static bool
begins(const char *text, const char *with)
{
	return strncmp(text, with, strlen(with)) == 0;
}

static const char *const *
purpose_of(const char *path, const char *type)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash == NULL ? path : slash + 1;
	size_t i = 0;

	while (!begins(type, purposes[i].type) || !begins(name, purposes[i].name))
		i++;
	return purposes[i].asks;
}

/* type: which a browser takes it for that asks. */
static int
look_as(struct inspection *in, int way, const char *path, const char *type, struct looked *out)
{
	const char *asks[ASKS_MAX] = {NULL};
	const struct look look = {
		.path = path,
		.asks = way == WAY_ITSELF ? NULL : asks,
		.codings = ways[way].codings,
		.answer_max = BODY_MAX,
	};
	const char *const *purpose = purpose_of(path, type);
	size_t n = 0;

	for (size_t i = 0; i < sizeof ways->asks / sizeof *ways->asks && ways[way].asks[i] != NULL;
	     i++)
		asks[n++] = ways[way].asks[i];
	for (size_t i = 0; i < sizeof purposes->asks / sizeof *purposes->asks && purpose[i] != NULL;
	     i++)
		asks[n++] = purpose[i];
	return http_look(in->http, &look, out);
}

/* ---- what deviates ---- */

int
inspection_begin(struct inspection *out, struct http *http)
{
	*out = (struct inspection){.http = http, .deviations = json_array()};
	return out->deviations == NULL ? ERR_MEMORY : 0;
}

void
inspection_clear(struct inspection *in)
{
	json_decref(in->deviations);
	in->deviations = NULL;
}

static const char *
text_of(const json_t *deviation, const char *key)
{
	const char *text = json_string_value(json_object_get(deviation, key));

	return text == NULL ? "" : text;
}

/* The same of the same path, noted in another way of asking, or a new one. */
static json_t *
deviation(struct inspection *in, const char *path, const char *what)
{
	for (size_t i = json_array_size(in->deviations); i > 0; i--) {
		json_t *d = json_array_get(in->deviations, i - 1);

		if (strcmp(text_of(d, "path"), path) != 0)
			break;
		if (strcmp(text_of(d, "what"), what) == 0)
			return d;
	}
	if (json_array_append_new(in->deviations, json_pack("{s:s, s:s, s:[]}", "path", path,
	                                                    "what", what, "asked_as")) != 0)
		return NULL;
	return json_array_get(in->deviations, json_array_size(in->deviations) - 1);
}

__attribute__((format(printf, 4, 5))) static int
note(struct inspection *in, int way, const char *path, const char *format, ...)
{
	char what[WHAT_MAX];
	struct buf shown;
	json_t *as = NULL;
	va_list list;

	va_start(list, format);
	(void)vsnprintf(what, sizeof what, format, list);
	va_end(list);
	/* a server's words need not be text */
	buf_init(&shown, quote_max(sizeof what));
	quote_name(&shown, span_text(what));
	buf_put_u8(&shown, 0);
	if (shown.err == 0)
		as = json_object_get(deviation(in, path, (const char *)shown.p), "asked_as");
	buf_clear(&shown);
	return as == NULL || json_array_append_new(as, json_string(ways[way].name)) != 0
	               ? ERR_MEMORY
	               : 0;
}

/* ---- headers ---- */

/* What a connection, or a front such as TLS needs, may add. All else no office sends. */
static const char *const allowed[] = {
	"Alt-Svc",    "Connection", "Content-Encoding",          "Content-Length",    "Date",
	"Keep-Alive", "Server",     "Strict-Transport-Security", "Transfer-Encoding", "Vary",
	"Via",
};

struct header {
	char name[NAME_MAX_BYTES]; /* cut when longer */
	struct span value;
};

/* The next line; false at the end. */
static bool
next_header(struct header *out, struct span *lines)
{
	const uint8_t *end = lines->n == 0 ? NULL : memchr(lines->p, '\n', lines->n);
	const uint8_t *colon;
	size_t n;

	if (end == NULL)
		return false;
	n = (size_t)(end - lines->p);
	colon = memchr(lines->p, ':', n);
	out->value = SPAN_NONE;
	(void)snprintf(out->name, sizeof out->name, "%.*s",
	               (int)(colon == NULL ? n : (size_t)(colon - lines->p)),
	               (const char *)lines->p);
	if (colon != NULL) {
		out->value = span(colon + 1, (size_t)(end - colon - 1));
		while (out->value.n > 0 && out->value.p[0] == ' ')
			out->value = span(out->value.p + 1, out->value.n - 1);
		while (out->value.n > 0 && out->value.p[out->value.n - 1] == ' ')
			out->value.n--;
	}
	*lines = span(end + 1, lines->n - n - 1);
	return true;
}

/* What an answer has to be. */
struct rule {
	struct served_header own[3]; /* beside those of every answer; ends with no name */
	int status;
};

static struct rule
rule_of(int status, const char *type, enum cache cache)
{
	return (struct rule){
		{{"Content-Type", type}, {"Cache-Control", cache_text(cache)}, {NULL, NULL}},
		status};
}

static int
check_header(struct inspection *in, int way, const char *path, const struct looked *answer,
             const struct served_header *wanted)
{
	struct span lines = answer->headers;
	bool right = false;
	size_t n = 0;
	struct header h;

	while (next_header(&h, &lines)) {
		if (strcasecmp(h.name, wanted->name) != 0)
			continue;
		n++;
		right = span_equal(h.value, span_text(wanted->value));
	}
	if (n == 1 && right)
		return 0;
	return note(in, way, path,
	            n == 0   ? "the header %s is missing"
	            : n == 1 ? "the header %s does not say what the office's does"
	                     : "the header %s comes more than once",
	            wanted->name);
}

static bool
known(const struct rule *rule, const char *name)
{
	for (size_t i = 0; i < served_headers_count; i++) {
		if (strcasecmp(name, served_headers[i].name) == 0)
			return true;
	}
	for (size_t i = 0; i < sizeof rule->own / sizeof *rule->own && rule->own[i].name != NULL;
	     i++) {
		if (strcasecmp(name, rule->own[i].name) == 0)
			return true;
	}
	for (size_t i = 0; i < sizeof allowed / sizeof *allowed; i++) {
		if (strcasecmp(name, allowed[i]) == 0)
			return true;
	}
	return false;
}

/* Every header that must be there, and none besides. */
static int
check_headers(struct inspection *in, int way, const char *path, const struct looked *answer,
              const struct rule *rule)
{
	struct span lines = answer->headers;
	struct header h;
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < served_headers_count; i++)
		rc = check_header(in, way, path, answer, &served_headers[i]);
	for (size_t i = 0;
	     rc == 0 && i < sizeof rule->own / sizeof *rule->own && rule->own[i].name != NULL; i++)
		rc = check_header(in, way, path, answer, &rule->own[i]);
	while (rc == 0 && next_header(&h, &lines)) {
		if (!known(rule, h.name))
			rc = note(in, way, path, "it carries a header that no office sends: %s",
			          h.name);
	}
	return rc;
}

/* ---- answers ---- */

/* 0: as the rule says, or noted. *whole: there is a body to look at. */
static int
check(struct inspection *in, int way, const char *path, const struct rule *rule,
      struct looked *answer, bool *whole)
{
	int rc = look_as(in, way, path, rule->status == 200 ? rule->own[0].value : "text/html",
	                 answer);

	*whole = false;
	if (rc == ERR_SERVER)
		return note(in, way, path, "the answer cannot be read: %s",
		            http_problem(in->http)[0] != '\0' ? http_problem(in->http)
		                                              : "it is too long");
	if (rc != 0)
		return rc;
	*whole = answer->status == rule->status;
	if (!*whole) {
		rc = note(in, way, path, "the server answers %d, not %d", answer->status,
		          rule->status);
		if (rc != 0)
			return rc;
	}
	return check_headers(in, way, path, answer, rule);
}

int
inspect_file(struct inspection *in, const char *path, const char *file,
             const uint8_t hash[INSPECT_HASH_BYTES])
{
	const struct media *media = media_of(file);
	const struct rule rule = rule_of(200, media->type, media_cache(media, file));
	uint8_t found[crypto_hash_sha256_BYTES];
	struct looked answer;
	int rc = 0;

	for (int way = 0; rc == 0 && way < WAYS; way++) {
		bool whole;

		rc = check(in, way, path, &rule, &answer, &whole);
		if (rc != 0 || !whole)
			continue;
		crypto_hash_sha256(found, answer.body.p, answer.body.n);
		if (memcmp(found, hash, sizeof found) != 0)
			rc = note(in, way, path, "this is not the file that the office signed");
	}
	return rc;
}

int
inspect_document(struct inspection *in, const char *path, const char *type)
{
	const struct rule rule = rule_of(200, type, CACHE_NEVER);
	uint8_t first[crypto_hash_sha256_BYTES] = {0}, found[crypto_hash_sha256_BYTES];
	struct looked answer;
	int rc = 0;

	for (int way = 0; rc == 0 && way < WAYS; way++) {
		bool whole;

		rc = check(in, way, path, &rule, &answer, &whole);
		if (rc != 0 || !whole)
			continue;
		crypto_hash_sha256(found, answer.body.p, answer.body.n);
		if (way == 0)
			memcpy(first, found, sizeof first);
		else if (memcmp(first, found, sizeof first) != 0)
			rc = note(in, way, path, "this is not what others are shown");
	}
	return rc;
}

int
inspect_way(struct inspection *in, const char *path, const char *target)
{
	struct rule rule = rule_of(301, TYPE_TEXT, CACHE_NEVER);
	struct looked answer;
	int rc = 0;

	rule.own[2] = (struct served_header){"Location", target};
	for (int way = 0; rc == 0 && way < WAYS; way++) {
		bool whole;

		rc = check(in, way, path, &rule, &answer, &whole);
	}
	return rc;
}

int
inspect_absent(struct inspection *in, const char *path)
{
	const struct rule rule = rule_of(404, TYPE_TEXT, CACHE_NEVER);
	struct looked answer;
	int rc = 0;

	for (int way = 0; rc == 0 && way < WAYS; way++) {
		bool whole;

		rc = check(in, way, path, &rule, &answer, &whole);
		if (rc == 0 && whole && !span_equal(answer.body, span_text(SERVED_NOTHING)))
			rc = note(in, way, path, "there is something where nothing should be");
	}
	return rc;
}

/* ---- what is said of it ---- */

static void
ways_text(char out[WHAT_MAX], const json_t *d)
{
	const json_t *as = json_object_get(d, "asked_as");
	size_t n = 0, i;
	json_t *way;

	out[0] = '\0';
	if (json_array_size(as) == WAYS)
		return;
	json_array_foreach(as, i, way) n +=
		(size_t)snprintf(out + n, WHAT_MAX - n, "%s%s", i == 0 ? ", asked as " : " and ",
	                         json_string_value(way));
}

static bool
alike(const json_t *a, const json_t *b)
{
	return strcmp(text_of(a, "what"), text_of(b, "what")) == 0 &&
	       json_equal(json_object_get(a, "asked_as"), json_object_get(b, "asked_as"));
}

void
inspection_say(const struct inspection *in)
{
	size_t count = json_array_size(in->deviations);

	for (size_t i = 0; i < count; i++) {
		const json_t *d = json_array_get(in->deviations, i);
		char as[WHAT_MAX];
		size_t before = 0, n = 0;

		for (size_t j = 0; j < count; j++) {
			bool same = alike(d, json_array_get(in->deviations, j));

			n += same;
			before += same && j < i;
		}
		ways_text(as, d);
		if (before == 0 && n > 1)
			notice("%s and %zu more%s: %s", text_of(d, "path"), n - 1, as,
			       text_of(d, "what"));
		else if (before == 0)
			notice("%s%s: %s", text_of(d, "path"), as, text_of(d, "what"));
	}
}
