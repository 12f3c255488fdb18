/*
 * strange-letter URL WORDS-FILE KIND FILE: what no Alcove sends. A visitor's message of this kind
 * with the bytes of FILE, whatever they are, goes to whoever is free, with a copy; more than a
 * text may have go as sixteen parts.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cli/http.h"
#include "core/room/state.h"
#include "core/secret.h"

static void
must(int rc, const char *what)
{
	if (rc == 0)
		return;
	(void)fprintf(stderr, "strange-letter: %s: %s\n", what, err_text(rc));
	exit(EXIT_FAILURE);
}

static void
read_whole(struct buf *out, const char *name)
{
	FILE *f = fopen(name, "rb");
	uint8_t some[4096];
	size_t n;

	must(f == NULL ? ERR_DISK : 0, name);
	while ((n = fread(some, 1, sizeof some, f)) > 0)
		buf_put(out, some, n);
	(void)fclose(f);
	must(out->err, name);
}

static void
enter(struct room *r, const char *words_file)
{
	struct words_problem problem;
	char words[WORDS_TEXT_MAX];
	struct buf typed;

	buf_init(&typed, 1024);
	read_whole(&typed, words_file);
	must(words_parse(words, &problem, buf_span(&typed)), words_file);
	room_enter(r, words);
	buf_clear(&typed);
}

/* What was planned as an ordinary text becomes what it is to be. */
static void
distort(struct room *r, uint8_t kind, const struct buf *bytes)
{
	struct letter *l = &r->post.letters[0];

	l->head.kind = kind;
	l->parts = bytes->n > TEXT_MAX ? PARTS_MAX : message_parts(bytes->n);
	l->head.parts = (uint8_t)l->parts;
	buf_clear(&l->text);
	buf_init(&l->text, bytes->max);
	buf_put_span(&l->text, buf_span(bytes));
	must(l->text.err, "text");
}

static void
deliver(struct room *r, struct http *http, uint8_t kind, const struct buf *bytes)
{
	bool distorted = false;
	struct step step;
	struct span body;
	int status, rc = 0;

	/* the last answer may fail: such a message is none for a thread */
	while (!(distorted && r->post.letter_at == r->post.letter_count)) {
		must(rc, "answer");
		if (r->way.act.task == TASK_DEPOSIT && !distorted) {
			distort(r, kind, bytes);
			distorted = true;
		}
		must(room_step(r, &step), "step");
		must(http_perform(http, &step, &status, &body), "http");
		rc = room_answer(r, status, body);
	}
}

int
main(int argc, char **argv)
{
	struct address address;
	struct http *http;
	struct room *room;
	struct verb_problem why;
	json_t *line;
	struct buf bytes;

	if (argc != 5 || core_start() != 0)
		must(ERR_FORMAT, "strange-letter URL WORDS-FILE KIND FILE");
	buf_init(&bytes, (size_t)PARTS_MAX * TEXT_PART_BYTES);
	read_whole(&bytes, argv[4]);
	if (address_read(&address, argv[1]) != 0 || (http = http_new(&address, NULL, 0)) == NULL)
		return EXIT_FAILURE;
	must(room_new(&room, address.origin, span_text(address.fingerprint),
	              (uint32_t)(time(NULL) / 86400)),
	     "room");
	enter(room, argv[2]);
	line = json_pack("{s:s, s:s}", "do", "say", "text", "strange");
	must(line == NULL ? ERR_MEMORY : room_do(room, &why, line), "say");
	json_decref(line);
	deliver(room, http, (uint8_t)strtoul(argv[3], NULL, 0), &bytes);
	room_free(room);
	http_free(http);
	buf_clear(&bytes);
	return EXIT_SUCCESS;
}
