#include "cli/command.h"

#include <stdio.h>
#include <string.h>

#include "core/desk/desk.h"
#include "core/room/room.h"

static const struct option_row option_rows[] = {
	{"--words-file", "FILE", "read the words from FILE ('-': standard input)"},
	{"--words-fd", "N", "read the words from file descriptor N"},
	{"--root-key", "FILE", "the office's root key (a minisign secret key)"},
	{"--root-passphrase-file", "FILE",
         "the passphrase of the root key, '-' to type it (default: the desk's words)"},
	{"--from", "CONTENT", "folder with the office's own words, such as offices/mit"},
	{"--answers", "FILE",
         "answers in place of questions, 'key: value' a line ('-': standard input)"},
	{"--name", "NAME", "the name that visitors will see"},
	{"--least", "NAME=SERIAL",
         "refuse this person's day keys of before, after a theft ('alcove desk renew-seeds' says "
         "which)"},
	{"--role", "ROLE", "ombuds (default) or arranging"},
	{"--proxy", "URL", "go through this proxy, such as socks5h://127.0.0.1:9050 for Tor"},
	{"--retry", "SECONDS",
         "how long to try again where no answer of the office comes (default: 60)"},
	{"--keep-in", "FOLDER",
         "where this device keeps the last sealed vault (default: $XDG_STATE_HOME/alcove)"},
	{"--threshold", "N", "numbers below N are secrets (default: 10)"},
	{"--with", "EARLIER", "beside what this file printed before (repeated for each)"},
	{"--witnesses", "FILE", "write the tables that show it to FILE, for certify"},
	{"--put-back", NULL, "put this device's kept vault back over an older one on the server"},
	{"--id", "ID",
         "32 hex digits of your choice: what is done again under the same id is done once"},
	{"--details", NULL, "with ids, names and days"},
	{"--json", NULL, "write JSON for a script"},
	{"--help", NULL, "show this help"},
};
enum { OPTION_ROWS = sizeof option_rows / sizeof *option_rows };

/* Of commands that choose words: "+words-file" in their lists. */
static const struct option_row new_words = {
	"--words-file", "FILE", "write the new words to FILE, which must not be there yet"};

#define WORDS "--words-file --words-fd --proxy --retry"
#define ROOM WORDS " --id --details --json"
#define DESK WORDS " --keep-in --put-back --id --details --json"
#define ROOT "--root-key --root-passphrase-file --words-file --words-fd"

static const struct command rows[] = {
	{"office", "new", "CONTENT",
         "ask a few questions, and write what an office says about itself", 1, 1, "--answers",
         office_verb_new, NULL},
	{"office", "init", "DIR", "make an office and enrol its first ombuds", 1, 1,
         "--from +words-file --root-key --root-passphrase-file", office_verb_init, NULL},
	{"office", "check", "DIR|CONTENT", "say what is missing, or will soon be", 1, 1, "",
         office_verb_check, NULL},
	{"office", "enroll", "DIR|URL", "choose words for a new person and print an enrolment code",
         1, 1, "--name --role +words-file --proxy --retry", office_verb_enroll, NULL},
	{"office", "accept", "DIR CODE", "take a new person onto the roster", 2, 2, ROOT,
         office_verb_accept, NULL},
	{"office", "remove", "DIR PERSON",
         "let a person leave: 30 days of reading, no more writing", 2, 2, ROOT, office_verb_remove,
         NULL},
	{"office", "publish", "DIR", "make the pages anew, and tell visitors what has changed", 1,
         1, "--from " ROOT, office_verb_publish, NULL},
	{"office", "renew", "DIR", "sign the roster again for 180 days", 1, 1, "--least " ROOT,
         office_verb_renew, NULL},
	{"office", "fingerprint", "DIR|URL", "print the eight words that name this office", 1, 1,
         "--proxy --retry", office_verb_fingerprint, NULL},
	{"room", "new", "URL", "choose seven words for a visitor, after saying what is promised", 1,
         1, "+words-file --proxy --retry --json", room_verb_new, NULL},
	{"room", "do", "URL", "do what the lines on standard input say, one JSON object each", 1, 1,
         WORDS, room_run_lines, NULL},
	{"desk", "do", "URL", "do what the lines on standard input say, one JSON object each", 1, 1,
         WORDS " --keep-in --put-back", desk_run_lines, NULL},
	{"figures", "audit", "FILE", "say what can be worked out of printed tables", 1, 1,
         "--threshold --with --witnesses --json", figures_verb_audit, NULL},
	{"figures", "hide", "FILE", "choose what to join and hide, and print the file anew", 1, 1,
         "--threshold --with", figures_verb_hide, NULL},
	{"figures", "certify", "FILE", "check what audit --witnesses wrote, by addition alone", 1,
         1, "--json", figures_verb_certify, NULL},
	{NULL, "inventory", "DIR", "everything that exists on this server, in plain words", 1, 1,
         "--json", inventory_run, NULL},
	{NULL, "codes", "[WORD]", "what matters can be counted as, and what a word may mean", 0, 1,
         "--json", codes_run, NULL},
	{NULL, "verify", "URL", "check what a server serves against the signed lists", 1, 1,
         "--proxy --retry --json", verify_run, NULL},
	{NULL, "completion", "SHELL", "print a completion script for bash, zsh or fish", 1, 1, "",
         completion_run, NULL},
};
enum { ROWS = sizeof rows / sizeof *rows };

/* The verbs of the two sides, which follow the rows. */
static const struct {
	const char *group;
	const struct verb_table *verbs;
	const char *options;
	int (*run)(const struct arguments *a);
} sides[] = {
	{"room", &room_verbs, ROOM, room_run},
	{"desk", &desk_verbs, DESK, desk_run},
};
enum { SIDES = sizeof sides / sizeof *sides };

const struct handed_over handed_over[] = {
	{"serve", "alcove-server", false, "DIR --listen ADDRESS", "serve an office", "",
         "--listen --behind-tls --puzzle --accept-clock --ready-fd"},
	{"site", "alcove-site", false, "build|preview CONTENT", "make an office's pages",
         "build preview", "--out --listen"},
	{"poster", "alcove-site", true, "CONTENT --out FILE", "make a poster or cards", "",
         "--fingerprint --address --kind --language --paper --out"},
};
const size_t handed_over_count = sizeof handed_over / sizeof *handed_over;

bool
command_at(struct command *out, size_t i)
{
	if (i < ROWS) {
		*out = rows[i];
		return true;
	}
	i -= ROWS;
	for (size_t s = 0; s < SIDES; s++) {
		const struct verb *v = sides[s].verbs->rows + i;

		if (i >= sides[s].verbs->n) {
			i -= sides[s].verbs->n;
			continue;
		}
		*out = (struct command){
			sides[s].group,   v->name,           v->matter ? "URL MATTER" : "URL",
			v->summary,       v->matter ? 2 : 1, v->matter ? 2 : 1,
			sides[s].options, sides[s].run,      v};
		return true;
	}
	return false;
}

size_t
command_verb_bytes(const struct command *c)
{
	return strcspn(c->verb, " ");
}

const char *
command_third(const struct command *c)
{
	size_t n = command_verb_bytes(c);

	return c->verb[n] == ' ' ? c->verb + n + 1 : NULL;
}

bool
command_is_group(const char *name)
{
	struct command c;

	for (size_t i = 0; command_at(&c, i); i++) {
		if (c.group != NULL && strcmp(c.group, name) == 0)
			return true;
	}
	return false;
}

static bool
called(const struct command *c, const char *group, const char *verb)
{
	return (c->group == NULL) == (group == NULL) &&
	       (group == NULL || strcmp(c->group, group) == 0) &&
	       strlen(verb) == command_verb_bytes(c) &&
	       strncmp(c->verb, verb, command_verb_bytes(c)) == 0;
}

/* Takes the word out of argv, behind its first. */
static bool
take_word(const char *word, int *argc, char **argv)
{
	for (int i = 1; i < *argc; i++) {
		if (strcmp(argv[i], word) != 0)
			continue;
		memmove(argv + i, argv + i + 1, (size_t)(*argc - i - 1) * sizeof *argv);
		--*argc;
		return true;
	}
	return false;
}

int
command_find(struct command *out, const char *group, int *argc, char **argv)
{
	bool known = false;

	for (size_t i = 0; command_at(out, i); i++) {
		const char *third = command_third(out);

		if (!called(out, group, argv[0]))
			continue;
		if (third == NULL || take_word(third, argc, argv))
			return EXIT_DONE;
		known = true;
	}
	(void)fprintf(stderr, "alcove: %s%s%s%s\nSee 'alcove%s%s --help'.\n",
	              known ? "what to do is missing: " : "no such command: ",
	              group == NULL ? "" : group, group == NULL ? "" : " ", argv[0],
	              group == NULL ? "" : " ", group == NULL ? "" : group);
	return EXIT_USAGE;
}

static bool
in_list(const char *list, const char *name)
{
	size_t n = strlen(name);

	for (const char *at = list; (at = strstr(at, name)) != NULL; at += n) {
		if ((at == list || at[-1] == ' ') && (at[n] == ' ' || at[n] == '\0'))
			return true;
	}
	return false;
}

bool
command_option_at(struct option_row *out, const struct command *c, size_t i)
{
	const struct verb_key *k = c->does == NULL ? NULL : c->does->keys;

	for (; k != NULL && k->name != NULL; k++) {
		if (k->option != NULL && i-- == 0) {
			*out = (struct option_row){k->option, k->value, k->help};
			return true;
		}
	}
	for (size_t row = 0; row < OPTION_ROWS; row++) {
		bool new = strcmp(option_rows[row].name, new_words.name) == 0 &&
		           in_list(c->options, "+words-file");

		*out = new ? new_words : option_rows[row];
		if ((new || strcmp(out->name, "--help") == 0 || in_list(c->options, out->name)) &&
		    i-- == 0)
			return true;
	}
	return false;
}

bool
command_option(struct option_row *out, const struct command *c, const char *name, size_t n)
{
	for (size_t i = 0; command_option_at(out, c, i); i++) {
		if (strlen(out->name) == n && strncmp(out->name, name, n) == 0)
			return true;
	}
	return false;
}

void
command_name(char out[COMMAND_NAME_MAX], const struct command *c)
{
	(void)snprintf(out, COMMAND_NAME_MAX, "alcove %s%s%.*s", c->group == NULL ? "" : c->group,
	               c->group == NULL ? "" : " ", (int)command_verb_bytes(c), c->verb);
}

void
command_usage(char out[COMMAND_USAGE_MAX], const struct command *c)
{
	const char *third = command_third(c);

	(void)snprintf(out, COMMAND_USAGE_MAX, "%s%s%s", c->usage, third == NULL ? "" : " ",
	               third == NULL ? "" : third);
}
