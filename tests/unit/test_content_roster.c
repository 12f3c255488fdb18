/* What of an office's content is signed into its roster, and that the longest fits there. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "content/content.h"
#include "core/crypto/minisign.h"
#include "core/json.h"
#include "core/secret.h"

#include "content_help.h"

static void
add_person(struct roster *r, const char *name, enum person_role role, uint8_t seed)
{
	struct person *p = &r->people[r->people_count++];
	uint8_t seeds[32], secret[64];

	memset(seeds, seed, sizeof(seeds));
	(void)snprintf(p->name, sizeof(p->name), "%s", name);
	p->role = role;
	assert_int_equal(crypto_sign_seed_keypair(p->sign, secret, seeds), 0);
	assert_int_equal(crypto_scalarmult_base(p->reply, seeds), 0);
	person_id(p->id, r->office, p->sign);
}

static void
content_becomes_a_roster_that_clients_read(void **state)
{
	(void)state;
	struct content *c = loaded("offices/longwood");
	struct minisign_secret root;
	struct roster r = {.serial = 1, .not_after = 20000}, again;
	struct buf text;

	minisign_new(&root);
	office_id(r.office, &root.public);
	for (size_t i = 0; i < c->people_n; i++)
		add_person(&r, c->people[i].name, c->people[i].role, (uint8_t)(i + 1));
	assert_int_equal(content_to_roster(c, &r), 0);
	assert_int_equal(content_to_roster(c, &r), 0); /* twice does not leak */
	buf_init(&text, ROSTER_TEXT_MAX);
	assert_int_equal(roster_write(&text, &r), 0);
	assert_int_equal(roster_parse(&again, &root.public, buf_span(&text)), 0);
	assert_string_equal(again.office_name, c->name);
	assert_string_equal(again.charter, r.charter);
	assert_true(again.sample);
	assert_int_equal(again.retention_days, c->retention.message_days);
	assert_true(roster_lists(&again, "https://ombuds.longwood.example"));
	assert_true(roster_lists(&again, "http://[::1]:8081"));
	roster_clear(&again);
	roster_clear(&r);
	buf_clear(&text);
	content_free(c);
}

static void
the_office_object_has_the_members_of_the_protocol(void **state)
{
	static const char *const members[] = {"name",           "title",      "sample",
	                                      "retention_days", "notes_days", "writing",
	                                      "exceptions",     "reporting",  "populations",
	                                      "notice",         "emergency",  "practice"};
	(void)state;
	struct content *c = loaded("offices/longwood");
	json_t *office;

	assert_int_equal(content_to_roster_office(c, &office), 0);
	assert_int_equal(json_object_size(office), sizeof(members) / sizeof(members[0]));
	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++)
		assert_non_null(json_object_get(office, members[i]));
	assert_string_equal(json_string_value(json_object_get(office, "writing")), "full");
	assert_int_equal(json_integer_value(json_object_get(office, "retention_days")), 30);
	assert_int_equal(json_array_size(json_object_get(office, "exceptions")), 2);
	assert_string_equal(json_string_value(json_object_get(office, "notice")), c->notice);
	assert_string_equal(json_string_value(json_object_get(office, "emergency")), c->emergency);
	assert_string_equal(json_string_value(json_object_get(office, "reporting")),
	                    c->reporting.statement);
	json_decref(office);
	content_free(c);
}

/* The longest content that is allowed, every byte of it doubled by JSON, still fits a roster. */
static void
the_longest_content_fits_a_roster(void **state)
{
	(void)state;
	enum { LINES = 24, CLAUSES = 12 };
	static char line[201], clause[1001], notice[3001];
	static const char *lines[LINES];
	static struct content_exception clauses[CLAUSES];
	json_t *office;

	memset(line, '"', 200);
	memset(clause, '"', 1000);
	memset(notice, '\n', 3000);
	for (size_t i = 0; i < LINES; i++)
		lines[i] = line;
	for (size_t i = 0; i < CLAUSES; i++)
		clauses[i].text = clause;
	struct content c = {.name = line,
	                    .title = line,
	                    .notice = notice,
	                    .emergency = clause,
	                    .exceptions = clauses,
	                    .exceptions_n = CLAUSES,
	                    .populations = {lines, LINES},
	                    .reporting.statement = clause,
	                    .writing = WRITING_ARRANGING_ONLY};
	assert_int_equal(content_to_roster_office(&c, &office), 0);
	char *text = json_text(office, JSON_INDENT(1));
	/* what is left is for origins and people: 8 of 210 bytes and 16 of 420 */
	assert_in_range(strlen(text), 1, ROSTER_TEXT_MAX - 8 * 210 - 16 * 420 - 200);
	free(text);
	json_decref(office);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(content_becomes_a_roster_that_clients_read),
		cmocka_unit_test(the_office_object_has_the_members_of_the_protocol),
		cmocka_unit_test(the_longest_content_fits_a_roster),
	};

	if (core_start() != 0)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
