/* alcove room: what a visitor does. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/disk.h"
#include "cli/promise.h"
#include "cli/say.h"
#include "cli/secrets.h"
#include "cli/talk.h"
#include "cli/visit.h"
#include "core/secret.h"

/* ---- new ---- */

static int
hand_out(const struct arguments *a, const struct office *office, const char *words)
{
	char fingerprint[FINGERPRINT_TEXT_MAX];
	int rc;

	if (a->words_file == NULL) {
		(void)printf("Your seven words, known to nobody else:\n\n    %s\n\nWrite them "
		             "down. They "
		             "cannot be recovered by anybody.\n",
		             words);
		return EXIT_DONE;
	}
	rc = secrets_write_words(a->words_file, words);
	if (rc != EXIT_DONE)
		return rc;
	if (!a->json) {
		(void)printf("Your seven words are in %s. Keep them: they cannot be recovered by "
		             "anybody.\n",
		             a->words_file);
		return EXIT_DONE;
	}
	fingerprint_of(fingerprint, office->roster.office);
	return print_json(json_pack("{s:s, s:s, s:s}", "office", office->roster.office_name,
	                            "fingerprint", fingerprint, "words_file", a->words_file));
}

int
room_verb_new(const struct arguments *a)
{
	struct visit v;
	char *words;
	int rc;

	if (a->words_file == NULL && (a->json || isatty(STDOUT_FILENO) != 1))
		return fail("room new: --words-file is needed where there is no screen to show the "
		            "words on");
	/* The office is met first: no words for one that cannot be trusted or reached. */
	rc = visit_room(&v, a, false);
	if (rc != EXIT_DONE)
		return rc;
	rc = visit_run(&v);
	words = rc == EXIT_DONE ? secrets_new_words() : NULL;
	if (words != NULL) {
		const struct office *office = room_office(v.room);
		int shown = a->json ? 0 : promise_print(&office->roster);

		rc = shown == 0 ? hand_out(a, office, words)
		                : fail_err(shown, "what the office promises");
	}
	secret_free(words);
	visit_clear(&v);
	return rc;
}

/* ---- say ---- */

static int
print_sent(const struct visit *v, const struct arguments *a)
{
	if (a->json)
		return print_json(json_pack("{s:b}", "sent", 1));
	(void)printf("Sent to %s, sealed. There is no receipt: nobody is told when it is read.\n",
	             a->to != NULL ? a->to : "whoever is free");
	if (room_office(v->room)->roster.sample)
		(void)printf("This office is a sample. Nobody reads it.\n");
	return EXIT_DONE;
}

int
room_verb_say(const struct arguments *a)
{
	struct visit v;
	struct buf text;
	int rc;

	buf_init(&text, TEXT_MAX);
	rc = text_from_input(&text, a);
	if (rc == EXIT_DONE)
		rc = visit_room(&v, a, true);
	if (rc != EXIT_DONE) {
		buf_clear(&text);
		return rc;
	}
	rc = room_say(v.room, buf_span(&text), a->to);
	rc = rc == 0 ? visit_run(&v) : fail_err(rc, "room say");
	buf_clear(&text);
	if (rc == EXIT_DONE)
		rc = print_sent(&v, a);
	visit_clear(&v);
	return rc;
}

/* ---- read ---- */

int
room_verb_read(const struct arguments *a)
{
	struct visit v;
	int rc = visit_room(&v, a, true);

	if (rc != EXIT_DONE)
		return rc;
	rc = visit_run(&v);
	if (rc == EXIT_DONE && room_unknown(v.room) > 0)
		notice("%zu message%s a newer Alcove to be read", room_unknown(v.room),
		       room_unknown(v.room) == 1 ? " needs" : "s need");
	if (rc == EXIT_DONE && a->json)
		rc = print_json(
			talk_json(room_thread(v.room), &room_office(v.room)->roster, a->details));
	else if (rc == EXIT_DONE)
		rc = talk_print(room_thread(v.room), &room_office(v.room)->roster, a->details,
		                "You", "There is nothing under these words, or nothing any more.");
	visit_clear(&v);
	return rc;
}

/* ---- take back, forget, renew ---- */

static int
run_act(struct visit *v, const char *done)
{
	int rc = visit_run(v);

	if (rc != EXIT_DONE)
		return rc;
	(void)printf("%s\n", done);
	if (room_untold(v->room) > 0)
		notice("note: %zu of those you talked with cannot be written to today and do not "
		       "know; "
		       "their answers would not be found",
		       room_untold(v->room));
	return EXIT_DONE;
}

int
room_verb_take_back(const struct arguments *a)
{
	uint8_t id[MESSAGE_ID_BYTES];
	struct visit v;
	int rc;

	if (a->message != NULL && hex_get(id, sizeof id, span_text(a->message)) != 0)
		return fail("--message: not an id that 'room read --details' shows: %s",
		            a->message);
	rc = visit_room(&v, a, true);
	if (rc != EXIT_DONE)
		return rc;
	room_take_back(v.room, a->message == NULL ? NULL : id);
	rc = run_act(&v, "Taken back, unless it had been fetched already; nobody can tell which.");
	visit_clear(&v);
	return rc;
}

int
room_verb_forget(const struct arguments *a)
{
	struct visit v;
	int rc = visit_room(&v, a, true);

	if (rc != EXIT_DONE)
		return rc;
	room_forget(v.room);
	rc = run_act(&v,
	             "Deleted here, and the desks are asked to do the same. What somebody has read "
	             "cannot be unread.");
	visit_clear(&v);
	return rc;
}

/* The new words are on the disk before anything moves to them. */
int
room_verb_renew(const struct arguments *a)
{
	struct visit v;
	char *words = NULL;
	int rc;

	if (a->new_words_file == NULL)
		return fail_usage("room renew: --new-words-file is needed, for the new words");
	rc = visit_room(&v, a, true);
	if (rc != EXIT_DONE)
		return rc;
	words = secrets_new_words();
	rc = words == NULL ? EXIT_FAILED : secrets_write_words(a->new_words_file, words);
	if (rc == EXIT_DONE) {
		room_renew(v.room, words);
		rc = run_act(
			&v,
			"The conversation goes on under the new words. The old ones find nothing "
			"any more.");
		if (rc == EXIT_DONE && room_left_behind(v.room) > 0)
			notice("note: %zu older message%s did not fit and %s left behind",
			       room_left_behind(v.room), room_left_behind(v.room) == 1 ? "" : "s",
			       room_left_behind(v.room) == 1 ? "was" : "were");
		if (rc != EXIT_DONE)
			notice("keep both files: part of the conversation may be under the new "
			       "words");
	}
	secret_free(words);
	visit_clear(&v);
	return rc;
}
