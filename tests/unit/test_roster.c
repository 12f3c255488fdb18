/* Rosters: signed, of this office, in date, or refused; and what /v1/office says. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include <sodium.h>
#include <string.h>

#include "core/secret.h"
#include "tests/unit/drop.h"

static struct drop d;

static int
setup(void **state)
{
	(void)state;
	drop_new(&d, 2, 1);
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	drop_free(&d);
	return 0;
}

static int
parse(struct span text)
{
	struct roster r;
	int rc = roster_parse(&r, &d.root.public, text);

	roster_clear(&r);
	return rc;
}

static int
verify(uint32_t today, const char *origin)
{
	struct roster r;
	int rc = roster_verify(&r, &d.root.public, buf_span(&d.roster_text),
	                       buf_span(&d.roster_signature), today, origin);

	roster_clear(&r);
	return rc;
}

/* The text with one run of it replaced. */
static int
parse_with(const char *from, const char *to)
{
	struct buf b;
	size_t n = strlen(from), at = 0;
	int rc;

	while (at + n <= d.roster_text.n && memcmp(d.roster_text.p + at, from, n) != 0)
		at++;
	assert_true(at + n <= d.roster_text.n);
	buf_init(&b, 2 * ROSTER_TEXT_MAX);
	buf_put(&b, d.roster_text.p, at);
	buf_put_text(&b, to);
	buf_put(&b, d.roster_text.p + at + n, d.roster_text.n - at - n);
	rc = parse(buf_span(&b));
	buf_clear(&b);
	return rc;
}

static void
a_roster_reads_back_as_it_was_written(void **state)
{
	struct roster r;

	(void)state;
	d.roster.people[1].left = 19990;
	d.roster.people[2].role = ROLE_ARRANGING;
	drop_publish(&d);
	assert_int_equal(roster_verify(&r, &d.root.public, buf_span(&d.roster_text),
	                               buf_span(&d.roster_signature), DROP_DAY, DROP_ORIGIN),
	                 0);
	assert_int_equal(r.serial, 1);
	assert_int_equal(r.not_after, DROP_DAY + 90);
	assert_int_equal(r.people_count, 3);
	assert_memory_equal(r.people, d.roster.people, 3 * sizeof *r.people);
	assert_string_equal(r.office_name, "An office on paper");
	assert_true(r.sample);
	assert_int_equal(r.retention_days, 10);
	assert_int_equal(r.notes_days, 20);
	assert_memory_equal(r.office, d.roster.office, OFFICE_BYTES);
	assert_int_equal(roster_slots(&r), 2);
	assert_ptr_equal(roster_slot(&r, 1), &r.people[2]);
	assert_null(roster_slot(&r, 2));
	assert_int_equal(exchange_request_bytes(&r), 64 + 3 * 8208);
	roster_clear(&r);
	roster_clear(&r);
}

static void
another_signature_root_day_or_origin_is_refused(void **state)
{
	struct minisign_secret other;
	struct roster r;

	(void)state;
	assert_int_equal(verify(DROP_DAY + 90, NULL), 0);
	assert_int_equal(verify(DROP_DAY + 91, NULL), ERR_EXPIRED);
	assert_int_equal(verify(DROP_DAY, "http://127.0.0.1"), 0);
	assert_int_equal(verify(DROP_DAY, "http://127.0.0.1:80801x"), ERR_FOREIGN);
	assert_int_equal(verify(DROP_DAY, "http://127.0.0.10:80"), ERR_FOREIGN);
	assert_int_equal(verify(DROP_DAY, "https://127.0.0.1:80"), ERR_FOREIGN);
	for (size_t i = 0; i < d.roster_text.n; i += 13) {
		d.roster_text.p[i] ^= 1;
		assert_int_equal(verify(DROP_DAY, NULL), ERR_SIGNATURE);
		d.roster_text.p[i] ^= 1;
	}
	minisign_new(&other);
	assert_int_equal(roster_verify(&r, &other.public, buf_span(&d.roster_text),
	                               buf_span(&d.roster_signature), DROP_DAY, NULL),
	                 ERR_SIGNATURE);
	assert_int_equal(roster_parse(&r, &other.public, buf_span(&d.roster_text)), ERR_FOREIGN);
}

static void
texts_out_of_form_are_refused(void **state)
{
	static const char *const rows[][2] = {
		{"alcove/1 roster", "alcove/2 roster"},
		{"\"serial\": 1", "\"serial\": 0"},
		{"\"serial\": 1", "\"serial\": -1"},
		{"\"serial\": 1", "\"serial\": 4294967296"},
		{"\"serial\": 1", "\"serial\": \"1\""},
		{"\"serial\": 1", "\"serial\": 1, \"serial\": 2"},
		{"\"serial\": 1", "\"serial\": 1.5"},
		{"\"serial\"", "\"Serial\""},
		{"\"ombuds\"", "\"\""},
		{"\"ombuds\"", "\"a role whose name has more than forty bytes\""},
		{"\"ombuds\"", "7"},
		{"\"Person 1\"", "\"Person 0\""},
		{"\"Person 1\"", "\"PERSON 0\""},
		{"\"Person 1\"", "\"\""},
		{"\"Person 1\"", "\"a\\u0000b\""},
		{"\"retention_days\": 10", "\"retention_days\": 31"},
		{"\"notes_days\": 20", "\"notes_days\": 367"},
		{"\"sample\": true", "\"sample\": 1"},
		{"http://127.0.0.1:*", "http://office.example"},
		{"[\n  \"http://127.0.0.1:*\"\n ]", "[]"},
	};

	(void)state;
	assert_int_equal(parse(buf_span(&d.roster_text)), 0);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		assert_int_equal(parse_with(rows[i][0], rows[i][1]), ERR_FORMAT);
	}
	for (size_t n = 0; n < d.roster_text.n - 2; n += 7)
		assert_int_equal(parse(span(d.roster_text.p, n)), ERR_FORMAT);
	assert_int_equal(parse_with("{", "{{"), ERR_FORMAT);
	{
		static uint8_t big[ROSTER_TEXT_MAX + 1];

		assert_int_equal(parse(SPAN(big)), ERR_SIZE);
	}
}

static void
a_role_of_a_newer_alcove_is_listed_and_not_signed(void **state)
{
	struct roster r;
	struct buf b;

	(void)state;
	drop_publish_with(&d, "\"arranging\"", "\"shuttle\"");
	assert_int_equal(roster_parse(&r, &d.root.public, buf_span(&d.roster_text)), 0);
	assert_int_equal(r.people[2].role, ROLE_UNKNOWN);
	assert_string_equal(person_role_name(&r.people[2]), "shuttle");
	assert_string_equal(person_role_name(&r.people[0]), "ombuds");
	assert_string_equal(r.people[0].role_name, "");
	assert_ptr_equal(roster_named(&r, "person 2"), &r.people[2]);
	assert_int_equal(roster_slots(&r), 3);
	buf_init(&b, ROSTER_TEXT_MAX);
	assert_int_equal(roster_write(&b, &r), ERR_NEWER);
	assert_int_equal(b.n, 0);
	buf_clear(&b);
	roster_clear(&r);
}

static void
a_way_of_writing_of_a_newer_alcove_is_read_and_not_signed(void **state)
{
	static const char *const ways[] = {"\"by post\"", "{\"days\": [1, 2]}", "3"};

	(void)state;
	for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
		char to[80];
		struct roster r;
		struct buf b;

		(void)snprintf(to, sizeof to, "\"retention_days\": 10, \"writing\": %s", ways[i]);
		drop_publish_with(&d, "\"retention_days\": 10", to);
		assert_int_equal(roster_parse(&r, &d.root.public, buf_span(&d.roster_text)), 0);
		assert_int_equal(r.writing, OFFICE_WRITING_UNKNOWN);
		buf_init(&b, ROSTER_TEXT_MAX);
		assert_int_equal(roster_write(&b, &r), ERR_NEWER);
		buf_clear(&b);
		roster_clear(&r);
	}
}

static void
keys_that_are_not_safe_are_refused_and_not_signed(void **state)
{
	struct person *p = &d.roster.people[0];
	struct buf b;

	(void)state;
	buf_init(&b, ROSTER_TEXT_MAX);
	memset(p->reply, 0, 32);
	assert_int_equal(roster_write(&b, &d.roster), ERR_KEY);
	memset(p->reply, 0xff, 32);
	assert_int_equal(roster_write(&b, &d.roster), ERR_KEY);
	memcpy(p->reply, d.people[0].keys.reply_public, 32);
	memset(p->sign, 0, 32);
	p->sign[0] = 1;
	assert_int_equal(roster_write(&b, &d.roster), ERR_KEY);
	memcpy(p->sign, d.roster.people[1].sign, 32);
	assert_int_equal(roster_write(&b, &d.roster), ERR_FORMAT);
	assert_int_equal(b.n, 0);
	memcpy(p->sign, d.people[0].keys.sign_public, 32);
	memcpy(p->reply, d.roster.people[1].reply, 32);
	assert_int_equal(roster_write(&b, &d.roster), ERR_FORMAT);
	buf_clear(&b);
}

static void
eight_people_and_eight_leavers_fit_and_no_more(void **state)
{
	struct buf b;

	(void)state;
	buf_init(&b, ROSTER_TEXT_MAX);
	while (d.roster.people_count < PEOPLE_MAX)
		drop_add_person(&d, ROLE_OMBUDS);
	assert_int_equal(roster_write(&b, &d.roster), 0);
	while (d.roster.people_count < ROSTER_PEOPLE_MAX) {
		drop_add_person(&d, ROLE_OMBUDS);
		assert_int_equal(roster_write(&b, &d.roster), ERR_FORMAT);
		d.roster.people[d.roster.people_count - 1].left = 19999;
		assert_int_equal(roster_write(&b, &d.roster), 0);
		buf_clear(&b);
	}
	buf_clear(&b);
}

static void
people_are_found_by_id_and_name(void **state)
{
	const struct roster *r = &d.roster;
	char hex[33];

	(void)state;
	hex_put(hex, SPAN(r->people[1].id));
	assert_ptr_equal(roster_named(r, hex), &r->people[1]);
	assert_ptr_equal(roster_named(r, "person 1"), &r->people[1]);
	assert_ptr_equal(roster_named(r, "PERSON 2"), &r->people[2]);
	assert_null(roster_named(r, "Person"));
	assert_null(roster_named(r, "Person 11"));
	assert_null(roster_named(r, ""));
	hex[0] = hex[0] == '0' ? '1' : '0';
	assert_null(roster_named(r, hex));
}

static void
origins_are_https_onion_or_this_machine(void **state)
{
	static const char *const good[] = {
		"https://office.example", "https://office.example:8443",
		"http://abc.onion",       "http://abc.onion:80",
		"http://127.0.0.1:*",     "http://localhost:8081",
		"http://[::1]:*",         "http://localhost",
	};
	static const char *const bad[] = {
		"",
		"https://",
		"https://office.example/",
		"https://Office.example",
		"https://office.example:*",
		"https://office.example:",
		"https://office.example:123456",
		"https://user@office.example",
		"http://office.example",
		"http://.onion",
		"http://abc.onion:*",
		"http://abc.onion.example",
		"http://127.0.0.1.example:*",
		"http://127.0.0.1:*/",
		"http://localhostx",
		"ftp://office.example",
		"office.example",
		"https://office.example\n",
	};

	(void)state;
	for (size_t i = 0; i < sizeof good / sizeof *good; i++)
		assert_true(origin_valid(good[i]));
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_false(origin_valid(bad[i]));
}

static void
the_comment_names_the_serial(void **state)
{
	char comment[64];

	(void)state;
	roster_comment(comment, &d.roster);
	assert_string_equal(comment, "alcove/1 roster serial 1");
	d.roster.serial = UINT32_MAX;
	roster_comment(comment, &d.roster);
	assert_string_equal(comment, "alcove/1 roster serial 4294967295");
}

/* ---- what /v1/office says ---- */

static int
office(uint32_t today, struct span fingerprint)
{
	struct office o;
	int rc = office_read(&o, buf_span(&d.office), DROP_ORIGIN, fingerprint, today);

	office_clear(&o);
	return rc;
}

static void
an_office_is_taken_with_its_own_fingerprint_and_day_only(void **state)
{
	char print[FINGERPRINT_TEXT_MAX];
	uint8_t other[OFFICE_BYTES] = {7};

	(void)state;
	assert_int_equal(office(DROP_DAY, SPAN_NONE), 0);
	assert_int_equal(office(DROP_DAY - 1, SPAN_NONE), 0);
	assert_int_equal(office(DROP_DAY + 1, SPAN_NONE), 0);
	assert_int_equal(office(DROP_DAY - 2, SPAN_NONE), ERR_DAY);
	assert_int_equal(office(DROP_DAY + 2, SPAN_NONE), ERR_DAY);
	fingerprint_of(print, d.roster.office);
	assert_int_equal(office(DROP_DAY, span_text(print)), 0);
	fingerprint_of(print, other);
	assert_int_equal(office(DROP_DAY, span_text(print)), ERR_FOREIGN);
	assert_int_equal(office(DROP_DAY, span_text("nonsense")), ERR_WORDS);
	for (size_t n = 0; n < d.office.n; n += 11) {
		struct office o;

		assert_int_equal(
			office_read(&o, span(d.office.p, n), DROP_ORIGIN, SPAN_NONE, DROP_DAY),
			ERR_SERVER);
	}
}

static void
an_office_answer_without_a_member_is_the_servers_fault(void **state)
{
	static const char *const bad[] = {"{}", "[]", "null", "{\"day\":20000}",
	                                  "{\"day\":20000,\"root\":\"x\"}"};

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct office o;

		assert_int_equal(
			office_read(&o, span_text(bad[i]), DROP_ORIGIN, SPAN_NONE, DROP_DAY),
			ERR_SERVER);
		office_clear(&o);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_roster_reads_back_as_it_was_written, setup,
	                                        teardown),
		cmocka_unit_test_setup_teardown(another_signature_root_day_or_origin_is_refused,
	                                        setup, teardown),
		cmocka_unit_test_setup_teardown(texts_out_of_form_are_refused, setup, teardown),
		cmocka_unit_test_setup_teardown(a_role_of_a_newer_alcove_is_listed_and_not_signed,
	                                        setup, teardown),
		cmocka_unit_test_setup_teardown(
			a_way_of_writing_of_a_newer_alcove_is_read_and_not_signed, setup, teardown),
		cmocka_unit_test_setup_teardown(keys_that_are_not_safe_are_refused_and_not_signed,
	                                        setup, teardown),
		cmocka_unit_test_setup_teardown(eight_people_and_eight_leavers_fit_and_no_more,
	                                        setup, teardown),
		cmocka_unit_test_setup_teardown(people_are_found_by_id_and_name, setup, teardown),
		cmocka_unit_test(origins_are_https_onion_or_this_machine),
		cmocka_unit_test_setup_teardown(the_comment_names_the_serial, setup, teardown),
		cmocka_unit_test_setup_teardown(
			an_office_is_taken_with_its_own_fingerprint_and_day_only, setup, teardown),
		cmocka_unit_test_setup_teardown(
			an_office_answer_without_a_member_is_the_servers_fault, setup, teardown),
	};

	return core_start() != 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
