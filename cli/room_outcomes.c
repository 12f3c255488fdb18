/* alcove room: what a visitor does. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/lines.h"
#include "cli/promise.h"
#include "cli/say.h"
#include "cli/secrets.h"
#include "cli/talk.h"
#include "core/secret.h"

/* ---- new ---- */

static int
hand_out(const struct arguments *a, const struct office *office, const char *words)
{
	char fingerprint[FINGERPRINT_TEXT_MAX];
	int rc;

	if (option(a, "--words-file") == NULL) {
		(void)printf("Your seven words, known to nobody else:\n\n    %s\n\nWrite them "
		             "down: nobody "
		             "can give them to you again.\n",
		             words);
		return EXIT_DONE;
	}
	rc = secrets_write_words(option(a, "--words-file"), words);
	if (rc != EXIT_DONE)
		return rc;
	if (!is_given(a, "--json")) {
		(void)printf("Your seven words are in %s. Keep them: nobody can give them to "
		             "you again.\n",
		             option(a, "--words-file"));
		return EXIT_DONE;
	}
	fingerprint_of(fingerprint, office->roster.office);
	return print_json(json_pack("{s:s, s:s, s:s}", "office", office->roster.office_name,
	                            "fingerprint", fingerprint, "words_file",
	                            option(a, "--words-file")));
}

int
room_verb_new(const struct arguments *a)
{
	struct visit v;
	char *words;
	int rc;

	if (option(a, "--words-file") == NULL &&
	    (is_given(a, "--json") || isatty(STDOUT_FILENO) != 1))
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
		int shown = is_given(a, "--json") ? 0 : promise_print(&office->roster);

		rc = shown == 0 ? hand_out(a, office, words)
		                : fail_err(shown, "what the office promises");
	}
	secret_free(words);
	visit_clear(&v);
	return rc;
}

/* ---- what came of it ---- */

static json_t *
names(const struct visit *v, slot_set set)
{
	const struct roster *roster = &room_office(v->room)->roster;
	json_t *list = json_array();

	for (size_t i = 0; i < roster_slots(roster); i++) {
		if (slot_in(set, i) &&
		    json_array_append_new(list, json_string(roster_slot(roster, i)->name)) != 0) {
			json_decref(list);
			return NULL;
		}
	}
	return list;
}

/* A server that withholds somebody's keys keeps them from being written to. */
static slot_set
not_today(const struct visit *v)
{
	slot_set writable, whoever_is_free;

	return room_readers(v->room, &writable, &whoever_is_free) ? ~writable : 0;
}

static int
add_not_today(const struct visit *v, json_t *out)
{
	return json_object_set_new(out, "not_today", names(v, not_today(v)));
}

static void
tell_names(const char *before, const json_t *list, const char *after)
{
	const json_t *name;
	size_t i;

	json_array_foreach(list, i, name) notice("%s%s%s", before, json_string_value(name), after);
}

/* What she should know before it is sent: once, though one text goes out in several steps. */
static void
before_saying(struct visit *v)
{
	json_t *absent;

	if (v->saying.recognised != NULL)
		return;
	v->saying.recognised =
		room_says_to_whoever(v->room) ? names(v, room_recognisers(v->room)) : json_array();
	if (v->style.lines)
		return; /* add_sent */
	absent = names(v, not_today(v));
	tell_names("cannot be written to today: ", absent, "");
	json_decref(absent);
	tell_names("you have written to ", v->saying.recognised,
	           " alone under these words: writing to whoever is free under the same words "
	           "lets them, and through them the others, see that both are from you (other "
	           "words: 'alcove room new')");
}

static int
add_conversation(const struct visit *v, json_t *out)
{
	return add_not_today(v, out) |
	       json_object_set_new(out, "unknown",
	                           json_integer((json_int_t)room_unknown(v->room))) |
	       json_object_set_new(out, "messages",
	                           talk_json(room_thread(v->room), &room_office(v->room)->roster,
	                                     v->style.details));
}

static int
check_conversation(struct visit *v)
{
	size_t n = room_unknown(v->room);

	if (n > 0 && !v->style.lines)
		notice("%zu message%s a newer Alcove to be read", n, n == 1 ? " needs" : "s need");
	return EXIT_DONE;
}

static int
print_conversation(struct visit *v)
{
	return talk_print(room_thread(v->room), &room_office(v->room)->roster, v->style.details,
	                  "You", "There is nothing under these words, or nothing any more.");
}

static int
add_sent(const struct visit *v, json_t *out)
{
	int rc = add_not_today(v, out) | json_object_set_new(out, "sent", json_true());

	if (json_array_size(v->saying.recognised) > 0)
		rc |= json_object_set(out, "recognised_by", v->saying.recognised);
	return rc;
}

static int
print_sent(struct visit *v)
{
	const char *to = line_value(v, "to");

	print_line("Sent to %s, sealed. There is no receipt: nobody is told when it is read.",
	           to != NULL ? to : "whoever is free");
	if (room_office(v->room)->roster.sample)
		(void)printf("This office is a sample. Nobody reads it.\n");
	return EXIT_DONE;
}

static int
print_taken_back(struct visit *v)
{
	(void)v;
	(void)printf("Taken back, unless it had been fetched already; nobody can tell which.\n");
	return EXIT_DONE;
}

/* Where a visit ends a conversation, those whom she talked with should know. */
static int
add_untold(const struct visit *v, json_t *out)
{
	return json_object_set_new(out, "untold", json_integer((json_int_t)room_untold(v->room)));
}

static int
print_untold(const struct visit *v)
{
	if (room_untold(v->room) > 0)
		notice("note: %zu of those you talked with cannot be written to today and do not "
		       "know; their answers would not be found",
		       room_untold(v->room));
	return EXIT_DONE;
}

static int
print_forgotten(struct visit *v)
{
	(void)printf("Deleted here, and the desks are asked to do the same. What somebody has read "
	             "cannot be unread.\n");
	return print_untold(v);
}

static int
add_renewed(const struct visit *v, json_t *out)
{
	return add_untold(v, out) |
	       json_object_set_new(out, "left_behind",
	                           json_integer((json_int_t)room_left_behind(v->room)));
}

static int
print_renewed(struct visit *v)
{
	size_t left = room_left_behind(v->room);

	(void)printf("The conversation goes on under the new words. The old ones find nothing any "
	             "more.\n");
	if (left > 0)
		notice("note: %zu older message%s did not fit and %s left behind", left,
		       left == 1 ? "" : "s", left == 1 ? "was" : "were");
	return print_untold(v);
}

static const struct outcome outcomes[] = {
	{"read", "messages", print_conversation, add_conversation, check_conversation, false, NULL},
	{"say", NULL, print_sent, add_sent, NULL, false, NULL},
	{"take-back", NULL, print_taken_back, NULL, NULL, false, NULL},
	{"forget", NULL, print_forgotten, add_untold, NULL, false, NULL},
	{"renew", NULL, print_renewed, add_renewed, NULL, false, NULL},
	{0},
};

static int
open_room(struct visit *v, const struct arguments *a)
{
	int rc = visit_room(v, a, true);

	v->saying.before = before_saying;
	return rc;
}

int
room_run(const struct arguments *a)
{
	return line_run(a, open_room, outcomes);
}

int
room_run_lines(const struct arguments *a)
{
	return lines_run_each(a, open_room, outcomes);
}
