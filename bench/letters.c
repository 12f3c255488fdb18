/* letters ADDRESS N: N visitors write a message each, sealed as the room does, to whoever is free.
 */
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench/client.h"
#include "core/secret.h"
#include "core/talk/deposit.h"

enum { WORDS_OF_A_MESSAGE = 600 }; /* bytes: a page of handwriting */

struct mail {
	struct office office;
	struct bundle bundles[PEOPLE_MAX];
	struct exchange_slot slots[DEPOSIT_SLOTS_MAX];
	struct visitor_keys own;
	struct talk_keys talk[PEOPLE_MAX];
	struct talk_keys *by_slot[PEOPLE_MAX];
};

static void
must(int rc, const char *what)
{
	if (rc == 0)
		return;
	fprintf(stderr, "letters: %s: %s\n", what, err_text(rc));
	exit(EXIT_FAILURE);
}

static void
read_bundles(int fd, struct mail *m)
{
	char head[REQUEST_HEAD_MAX], path[64];
	struct buf answer;

	buf_init(&answer, (size_t)PEOPLE_MAX * BUNDLE_BYTES);
	(void)snprintf(path, sizeof path, "/v1/bundles/%u", m->office.day);
	if (client_ask(fd, span(head, request_head(head, "GET", path, 0)), &answer) != 200)
		die(path);
	must(office_bundles(m->bundles, &m->office.roster, m->office.day, buf_span(&answer)), path);
	buf_clear(&answer);
}

/* A visitor whose words nobody needs to remember: the seed is drawn. */
static void
new_visitor(struct mail *m)
{
	const struct roster *roster = &m->office.roster;
	uint8_t seed[SEED_BYTES];

	randombytes_buf(seed, sizeof seed);
	must(keys_visitor(&m->own, seed, roster->office), "keys");
	for (size_t i = 0; i < roster_slots(roster); i++) {
		must(keys_talk(&m->talk[i], seed, roster->office, roster_slot(roster, i)->id),
		     "keys");
		m->by_slot[i] = &m->talk[i];
	}
}

static void
send_letter(int fd, struct mail *m)
{
	char text[WORDS_OF_A_MESSAGE], head[REQUEST_HEAD_MAX];
	struct message_part part = {
		.kind = MESSAGE_TEXT, .parts = 1, .lamport = 1, .text = span(text, sizeof text)};
	struct visitor_letter letter = {
		.office = &m->office,
		.bundles = m->bundles,
		.keys = &m->own,
		.talk = m->by_slot,
		.part = &part,
		.to = (1u << roster_slots(&m->office.roster)) - 1,
		.copy = true,
	};
	struct buf body, request, answer;

	new_visitor(m);
	letter.claimed = letter.to;
	memset(text, 'a', sizeof text);
	randombytes_buf(part.id, sizeof part.id);
	must(deposit_from_visitor(m->slots, &letter), "seal");
	buf_init(&body, 1 << 20);
	buf_init(&request, 1 << 20);
	buf_init(&answer, 1 << 20);
	must(exchange_deposit(&body, &m->office.roster, m->office.day, m->slots), "deposit");
	buf_put(&request, head, request_head(head, "POST", "/v1/exchange", body.n));
	buf_put_span(&request, buf_span(&body));
	if (client_ask(fd, buf_span(&request), &answer) != 200)
		die("deposit");
	buf_clear(&body);
	buf_clear(&request);
	buf_clear(&answer);
}

int
main(int argc, char **argv)
{
	struct mail *m = calloc(1, sizeof *m);
	int fd;

	if (argc != 3 || m == NULL || core_start() != 0)
		die("letters ADDRESS N");
	fd = client_connect(argv[1]);
	client_office(fd, &m->office);
	read_bundles(fd, m);
	for (unsigned long n = strtoul(argv[2], NULL, 10); n > 0; n--)
		send_letter(fd, m);
	close(fd);
	office_clear(&m->office);
	free(m);
	return EXIT_SUCCESS;
}
