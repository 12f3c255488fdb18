#include "core/talk/roster.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "core/crypto/hpke.h"
#include "core/crypto/label.h"
#include "core/json.h"

static const char FIRST_LINE[] = "alcove/1 roster ";
static const char *const role_names[] = {[ROLE_OMBUDS] = "ombuds", [ROLE_ARRANGING] = "arranging"};
enum { HEAD_BYTES = sizeof FIRST_LINE - 1 + 2 * OFFICE_BYTES + 1 };

void
roster_clear(struct roster *r)
{
	free(r->charter);
	r->charter = NULL;
	*r = (struct roster){0};
}

void
office_id(uint8_t out[OFFICE_BYTES], const struct minisign_public *root)
{
	static const char text[] = "alcove/1 office";
	crypto_hash_sha256_state state;

	crypto_hash_sha256_init(&state);
	crypto_hash_sha256_update(&state, (const uint8_t *)text, sizeof text - 1);
	crypto_hash_sha256_update(&state, root->key, sizeof root->key);
	crypto_hash_sha256_final(&state, out);
}

void
person_id(uint8_t out[PERSON_BYTES], const uint8_t office[OFFICE_BYTES], const uint8_t sign[32])
{
	uint8_t hash[32];

	label_hash(hash, "person", office, span(sign, 32));
	memcpy(out, hash, PERSON_BYTES);
}

/* ---- origins ---- */

static bool
starts(const char *text, const char *prefix, const char **rest)
{
	size_t n = strlen(prefix);

	if (strncmp(text, prefix, n) != 0)
		return false;
	*rest = text + n;
	return true;
}

static bool
port_valid(const char *text)
{
	size_t n = strlen(text);

	return n >= 1 && n <= 5 && strspn(text, "0123456789") == n;
}

/* "host" or "host:port", lower case. */
static bool
host_valid(const char *text)
{
	size_t n = strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789.-");

	return n > 0 && (text[n] == '\0' || (text[n] == ':' && port_valid(text + n + 1)));
}

/* What follows http:// on this same machine, up to its port; NULL for other hosts. */
static const char *
loopback_port(const char *rest)
{
	static const char *const hosts[] = {"127.0.0.1", "localhost", "[::1]"};
	const char *after;

	for (size_t i = 0; i < sizeof hosts / sizeof *hosts; i++) {
		if (starts(rest, hosts[i], &after) && (*after == ':' || *after == '\0'))
			return after;
	}
	return NULL;
}

bool
origin_valid(const char *origin)
{
	const char *rest, *port;
	size_t n;

	if (strlen(origin) > ORIGIN_MAX)
		return false;
	if (starts(origin, "https://", &rest))
		return host_valid(rest);
	if (!starts(origin, "http://", &rest))
		return false;
	port = loopback_port(rest);
	if (port != NULL)
		return *port == '\0' || strcmp(port, ":*") == 0 || port_valid(port + 1);
	n = strcspn(rest, ":");
	return host_valid(rest) && n > 6 && memcmp(rest + n - 6, ".onion", 6) == 0;
}

bool
roster_lists(const struct roster *r, const char *origin)
{
	for (size_t i = 0; i < r->origin_count; i++) {
		const char *listed = r->origins[i];
		size_t n = strlen(listed);

		if (strcmp(listed, origin) == 0)
			return true;
		/* ":*" is any port of this machine; origin_valid keeps it from other hosts. */
		if (n > 2 && strcmp(listed + n - 2, ":*") == 0 &&
		    strncmp(listed, origin, n - 2) == 0 &&
		    (origin[n - 2] == '\0' || (origin[n - 2] == ':' && port_valid(origin + n - 1))))
			return true;
	}
	return false;
}

/* ---- reading ---- */

static int
read_text(char *out, size_t max, const json_t *value)
{
	size_t n;

	if (!json_is_string(value))
		return ERR_FORMAT;
	n = json_string_length(value);
	if (n == 0 || n > max || memchr(json_string_value(value), 0, n) != NULL)
		return ERR_FORMAT;
	memcpy(out, json_string_value(value), n);
	out[n] = '\0';
	return 0;
}

static int
read_number(uint32_t *out, const json_t *value, uint32_t least, uint32_t most)
{
	json_int_t v;

	if (!json_is_integer(value))
		return ERR_FORMAT;
	v = json_integer_value(value);
	if (v < (json_int_t)least || v > (json_int_t)most)
		return ERR_FORMAT;
	*out = (uint32_t)v;
	return 0;
}

static int
read_hex(uint8_t *out, size_t n, const json_t *value)
{
	if (!json_is_string(value))
		return ERR_FORMAT;
	return hex_get(out, n, span(json_string_value(value), json_string_length(value)));
}

/* A role of a newer Alcove keeps its name, for showing. */
static int
read_role(struct person *out, const json_t *value)
{
	if (read_text(out->role_name, ROLE_NAME_MAX, value) != 0)
		return ERR_FORMAT;
	out->role = ROLE_UNKNOWN;
	for (size_t i = 0; i < sizeof role_names / sizeof *role_names; i++) {
		if (strcmp(out->role_name, role_names[i]) == 0) {
			out->role = (enum person_role)i;
			memset(out->role_name, 0, sizeof out->role_name);
			break;
		}
	}
	return 0;
}

static int
read_person(struct person *out, const json_t *value)
{
	const json_t *left = json_object_get(value, "left"),
		     *least = json_object_get(value, "least");

	if (read_hex(out->id, sizeof out->id, json_object_get(value, "id")) != 0 ||
	    read_text(out->name, PERSON_NAME_MAX, json_object_get(value, "name")) != 0 ||
	    read_role(out, json_object_get(value, "role")) != 0 ||
	    read_hex(out->sign, sizeof out->sign, json_object_get(value, "sign")) != 0 ||
	    read_hex(out->reply, sizeof out->reply, json_object_get(value, "reply")) != 0)
		return ERR_FORMAT;
	out->least = 1;
	if (least != NULL && read_number(&out->least, least, 1, UINT32_MAX) != 0)
		return ERR_FORMAT;
	if (left != NULL && read_number(&out->left, left, 1, UINT32_MAX) != 0)
		return ERR_FORMAT;
	if (crypto_core_ed25519_is_valid_point(out->sign) != 1)
		return ERR_KEY;
	return x25519_check(out->reply);
}

/* As roster_named tells names apart: case aside. */
static bool
same_name(const char *a, const char *b)
{
	for (; *a != '\0' && *b != '\0'; a++, b++) {
		char x = *a >= 'A' && *a <= 'Z' ? (char)(*a + 32) : *a;
		char y = *b >= 'A' && *b <= 'Z' ? (char)(*b + 32) : *b;

		if (x != y)
			return false;
	}
	return *a == *b;
}

static bool
people_alike(const struct person *a, const struct person *b)
{
	return memcmp(a->id, b->id, sizeof a->id) == 0 || memcmp(a->sign, b->sign, 32) == 0 ||
	       memcmp(a->reply, b->reply, 32) == 0 || same_name(a->name, b->name);
}

static int
read_people(struct roster *r, const json_t *list)
{
	size_t i;
	json_t *value;
	int rc;

	if (!json_is_array(list) || json_array_size(list) > ROSTER_PEOPLE_MAX)
		return ERR_FORMAT;
	json_array_foreach(list, i, value)
	{
		rc = read_person(&r->people[i], value);
		if (rc != 0)
			return rc;
		for (size_t j = 0; j < i; j++) {
			if (people_alike(&r->people[i], &r->people[j]))
				return ERR_FORMAT;
		}
		r->people_count++;
	}
	return roster_slots(r) > PEOPLE_MAX ? ERR_FORMAT : 0;
}

static int
read_origins(struct roster *r, const json_t *list)
{
	size_t i;
	json_t *value;

	if (!json_is_array(list) || json_array_size(list) == 0 ||
	    json_array_size(list) > ROSTER_ORIGINS_MAX)
		return ERR_FORMAT;
	json_array_foreach(list, i, value)
	{
		if (read_text(r->origins[i], ORIGIN_MAX, value) != 0 ||
		    !origin_valid(r->origins[i]))
			return ERR_FORMAT;
		r->origin_count++;
	}
	return 0;
}

/* Absent is full; what is none of ours is of a newer Alcove. */
static enum office_writing
read_writing(const json_t *value)
{
	static const char *const names[] = {[OFFICE_WRITING_FULL] = "full",
	                                    [OFFICE_WRITING_ARRANGING] = "arranging only",
	                                    [OFFICE_WRITING_OFF] = "off"};

	if (value == NULL)
		return OFFICE_WRITING_FULL;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		if (json_is_string(value) && strcmp(json_string_value(value), names[i]) == 0)
			return (enum office_writing)i;
	}
	return OFFICE_WRITING_UNKNOWN;
}

/* Absent, as in a roster of before: as long as messages. */
static int
read_notes_days(struct roster *r, const json_t *value)
{
	r->notes_days = r->retention_days;
	return value == NULL ? 0 : read_number(&r->notes_days, value, 1, NOTES_DAYS_MAX);
}

static int
read_office(struct roster *r, const json_t *office)
{
	if (!json_is_object(office) ||
	    read_text(r->office_name, OFFICE_NAME_MAX, json_object_get(office, "name")) != 0 ||
	    read_number(&r->retention_days, json_object_get(office, "retention_days"), 1,
	                RETENTION_DAYS_MAX) != 0 ||
	    read_notes_days(r, json_object_get(office, "notes_days")) != 0 ||
	    !json_is_boolean(json_object_get(office, "sample")))
		return ERR_FORMAT;
	r->writing = read_writing(json_object_get(office, "writing"));
	r->sample = json_is_true(json_object_get(office, "sample"));
	r->charter = json_text(office, JSON_COMPACT);
	return r->charter == NULL ? ERR_MEMORY : 0;
}

static int
read_object(struct roster *r, const json_t *top)
{
	int rc;

	if (!json_is_object(top) ||
	    read_number(&r->serial, json_object_get(top, "serial"), 1, UINT32_MAX) != 0 ||
	    read_number(&r->not_after, json_object_get(top, "not_after"), 1, UINT32_MAX) != 0)
		return ERR_FORMAT;
	rc = read_origins(r, json_object_get(top, "origins"));
	if (rc == 0)
		rc = read_people(r, json_object_get(top, "people"));
	if (rc == 0)
		rc = read_office(r, json_object_get(top, "office"));
	return rc;
}

static int
read_head(struct roster *r, const struct minisign_public *root, struct span text)
{
	uint8_t named[OFFICE_BYTES];
	size_t n = sizeof FIRST_LINE - 1;

	if (text.n > ROSTER_TEXT_MAX)
		return ERR_SIZE;
	if (text.n < HEAD_BYTES || memcmp(text.p, FIRST_LINE, n) != 0 ||
	    text.p[HEAD_BYTES - 1] != '\n' ||
	    hex_get(named, sizeof named, span(text.p + n, 2 * sizeof named)) != 0)
		return ERR_FORMAT;
	office_id(r->office, root);
	return memcmp(named, r->office, sizeof named) == 0 ? 0 : ERR_FOREIGN;
}

int
roster_parse(struct roster *out, const struct minisign_public *root, struct span text)
{
	json_t *top;
	int rc;

	*out = (struct roster){0};
	rc = read_head(out, root, text);
	if (rc != 0)
		return rc;
	rc = json_read(&top, span(text.p + HEAD_BYTES, text.n - HEAD_BYTES));
	if (rc == 0)
		rc = read_object(out, top);
	json_decref(top);
	if (rc != 0) {
		roster_clear(out);
		return rc;
	}
	crypto_hash_sha256(out->hash, text.p, text.n);
	return 0;
}

int
roster_verify(struct roster *out, const struct minisign_public *root, struct span text,
              struct span signature, uint32_t today, const char *origin)
{
	int rc;

	*out = (struct roster){0};
	rc = minisign_verify(root, text, signature, NULL);
	if (rc != 0)
		return rc;
	rc = roster_parse(out, root, text);
	if (rc != 0)
		return rc;
	if (today > out->not_after)
		rc = ERR_EXPIRED;
	else if (origin != NULL && !roster_lists(out, origin))
		rc = ERR_FOREIGN;
	if (rc != 0)
		roster_clear(out);
	return rc;
}

/* ---- writing ---- */

const char *
person_role_name(const struct person *p)
{
	return p->role == ROLE_UNKNOWN ? p->role_name : role_names[p->role];
}

/* What we do not understand must not be signed: a newer Alcove may have put more beside it. */
static bool
newer(const struct roster *r)
{
	for (size_t i = 0; i < r->people_count; i++) {
		if (r->people[i].role == ROLE_UNKNOWN)
			return true;
	}
	return r->writing == OFFICE_WRITING_UNKNOWN;
}

/* What most people have none of is left out. */
static int
write_number(json_t *value, const char *name, uint32_t number, uint32_t none)
{
	return number == none ? 0 : json_object_set_new(value, name, json_integer(number));
}

static json_t *
write_person(const struct person *p)
{
	char id[2 * PERSON_BYTES + 1], sign[65], reply[65];
	json_t *value;

	hex_put(id, SPAN(p->id));
	hex_put(sign, SPAN(p->sign));
	hex_put(reply, SPAN(p->reply));
	value = json_pack("{s:s, s:s, s:s, s:s, s:s}", "id", id, "name", p->name, "role",
	                  person_role_name(p), "sign", sign, "reply", reply);
	if (value != NULL && (write_number(value, "left", p->left, 0) != 0 ||
	                      write_number(value, "least", p->least, p->least < 1 ? 0 : 1) != 0)) {
		json_decref(value);
		return NULL;
	}
	return value;
}

/* Takes office over. */
static json_t *
write_object(const struct roster *r, json_t *office)
{
	json_t *origins = json_array(), *people = json_array();
	int rc = 0;

	for (size_t i = 0; i < r->origin_count; i++)
		rc |= json_array_append_new(origins, json_string(r->origins[i]));
	for (size_t i = 0; i < r->people_count; i++)
		rc |= json_array_append_new(people, write_person(&r->people[i]));
	if (rc != 0) {
		json_decref(origins);
		origins = NULL;
	}
	/* A NULL among the values frees the others and yields NULL. */
	return json_pack("{s:I, s:I, s:o, s:o, s:o}", "serial", (json_int_t)r->serial, "not_after",
	                 (json_int_t)r->not_after, "origins", origins, "people", people, "office",
	                 office);
}

int
roster_write(struct buf *out, const struct roster *r)
{
	char office[2 * OFFICE_BYTES + 1];
	struct roster again = {0};
	json_t *charter, *top;
	char *text = NULL;
	int rc = json_read(&charter, span_text(r->charter));

	if (rc != 0)
		return rc;
	top = write_object(r, charter);
	if (top == NULL)
		return ERR_FORMAT;
	/* What we would refuse to read must not be signed either. */
	rc = read_object(&again, top);
	if (rc == 0 && newer(&again))
		rc = ERR_NEWER;
	roster_clear(&again);
	if (rc == 0 && (text = json_text(top, JSON_INDENT(1))) == NULL)
		rc = ERR_MEMORY;
	json_decref(top);
	if (rc != 0)
		return rc;
	hex_put(office, SPAN(r->office));
	buf_put_text(out, FIRST_LINE);
	buf_put_text(out, office);
	buf_put_text(out, "\n");
	buf_put_text(out, text);
	buf_put_text(out, "\n");
	free(text);
	return out->err;
}

void
roster_comment(char out[64], const struct roster *r)
{
	static const char text[] = "alcove/1 roster serial ";
	char digits[11];
	size_t n = sizeof digits;
	uint32_t v = r->serial;

	digits[--n] = '\0';
	do {
		digits[--n] = (char)('0' + v % 10);
		v /= 10;
	} while (v > 0);
	memcpy(out, text, sizeof text - 1);
	memcpy(out + sizeof text - 1, digits + n, sizeof digits - n);
}

/* ---- people ---- */

const struct person *
roster_person(const struct roster *r, const uint8_t id[PERSON_BYTES])
{
	for (size_t i = 0; i < r->people_count; i++) {
		if (memcmp(r->people[i].id, id, PERSON_BYTES) == 0)
			return &r->people[i];
	}
	return NULL;
}

const struct person *
roster_named(const struct roster *r, const char *name)
{
	uint8_t id[PERSON_BYTES];

	if (hex_get(id, sizeof id, span_text(name)) == 0)
		return roster_person(r, id);
	for (size_t i = 0; i < r->people_count; i++) {
		if (same_name(r->people[i].name, name))
			return &r->people[i];
	}
	return NULL;
}

const struct person *
roster_slot(const struct roster *r, size_t n)
{
	for (size_t i = 0; i < r->people_count; i++) {
		if (r->people[i].left == 0 && n-- == 0)
			return &r->people[i];
	}
	return NULL;
}

size_t
roster_slots(const struct roster *r)
{
	size_t n = 0;

	for (size_t i = 0; i < r->people_count; i++)
		n += r->people[i].left == 0;
	return n;
}

size_t
exchange_request_bytes(const struct roster *r)
{
	return EXCHANGE_HEADER_BYTES + (1 + roster_slots(r)) * EXCHANGE_SLOT_BYTES;
}
