#include "cli/command.h"

#include <stdio.h>
#include <string.h>

#define OFFSET(field) offsetof(struct arguments, field), 0
#define EACH(field, times) offsetof(struct arguments, field), times

const struct option_row option_rows[] = {
	{"--words-file", "FILE", "read the words from FILE (or, when new, write them there)",
         OFFSET(words_file)},
	{"--words-fd", "N", "read the words from file descriptor N", OFFSET(words_fd)},
	{"--new-words-file", "FILE", "write the new words to FILE", OFFSET(new_words_file)},
	{"--root-key", "FILE", "the office's root key (a minisign secret key)", OFFSET(root_key)},
	{"--root-passphrase-file", "FILE",
         "the passphrase of the root key, '-' to type it (default: the desk's words)",
         OFFSET(passphrase_file)},
	{"--from", "CONTENT", "folder with the office's own words, such as offices/mit",
         OFFSET(from)},
	{"--answers", "FILE",
         "answers in place of questions, 'key: value' a line ('-': standard input)",
         OFFSET(answers)},
	{"--to", "PERSON", "write to this person only, by the name the office shows", OFFSET(to)},
	{"--name", "NAME", "the name that visitors will see", OFFSET(name)},
	{"--role", "ROLE", "ombuds (default) or arranging", OFFSET(role)},
	{"--message", "ID",
         "the message of this id, as shown by read --details (default: the last)", OFFSET(message)},
	{"--proxy", "URL", "go through this proxy, such as socks5h://127.0.0.1:9050 for Tor",
         OFFSET(proxy)},
	{"--keep-in", "FOLDER",
         "where this device keeps the last sealed vault (default: $XDG_STATE_HOME/alcove)",
         OFFSET(keep_in)},
	{"--threshold", "N", "numbers below N are secrets (default: 10)", OFFSET(threshold)},
	{"--with", "EARLIER", "beside what this file printed before (repeated for each)",
         EACH(with, WITH_MAX - 1)},
	{"--witnesses", "FILE", "write the tables that show it to FILE, for certify",
         OFFSET(witnesses)},
	{"--put-back", NULL, "put this device's kept vault back over an older one on the server",
         OFFSET(put_back)},
	{"--details", NULL, "with ids, names and days", OFFSET(details)},
	{"--json", NULL, "write JSON for a script", OFFSET(json)},
	{"--help", NULL, "show this help", OFFSET(help)},
};
const size_t option_row_count = sizeof option_rows / sizeof *option_rows;

#define WORDS "--words-file --words-fd --proxy"
#define DESK WORDS " --keep-in --put-back"
#define ROOT "--root-key --root-passphrase-file --words-file --words-fd"

const struct command commands[] = {
	{"office", "new", "CONTENT",
         "ask a few questions, and write what an office says about itself", 1, 1, "--answers",
         office_verb_new},
	{"office", "init", "DIR", "make an office and enrol its first ombuds", 1, 1,
         "--from --words-file --root-key --root-passphrase-file", office_verb_init},
	{"office", "check", "DIR|CONTENT", "say what is missing, or will soon be", 1, 1, "",
         office_verb_check},
	{"office", "enroll", "DIR|URL", "choose words for a new person and print an enrolment code",
         1, 1, "--name --role --words-file --proxy", office_verb_enroll},
	{"office", "accept", "DIR CODE", "take a new person onto the roster", 2, 2, ROOT,
         office_verb_accept},
	{"office", "remove", "DIR PERSON",
         "let a person leave: 30 days of reading, no more writing", 2, 2, ROOT, office_verb_remove},
	{"office", "publish", "DIR", "make the pages anew, and tell visitors what has changed", 1,
         1, "--from " ROOT, office_verb_publish},
	{"office", "renew", "DIR", "sign the roster again for 180 days", 1, 1, ROOT,
         office_verb_renew},
	{"office", "fingerprint", "DIR|URL", "print the eight words that name this office", 1, 1,
         "--proxy", office_verb_fingerprint},
	{"room", "new", "URL", "choose seven words for a visitor, after saying what is promised", 1,
         1, "--words-file --proxy --json", room_verb_new},
	{"room", "say", "URL", "send the text on standard input", 1, 1, WORDS " --to --json",
         room_verb_say},
	{"room", "read", "URL", "show the conversation", 1, 1, WORDS " --details --json",
         room_verb_read},
	{"room", "take-back", "URL", "take back what has not been fetched yet", 1, 1,
         WORDS " --message", room_verb_take_back},
	{"room", "forget", "URL", "delete everything under these words", 1, 1, WORDS,
         room_verb_forget},
	{"room", "renew", "URL", "go on under new words", 1, 1, WORDS " --new-words-file",
         room_verb_renew},
	{"desk", "inbox", "URL", "fetch, and show every conversation", 1, 1,
         DESK " --details --json", desk_verb_inbox},
	{"desk", "show", "URL MATTER", "fetch, and show one conversation", 2, 2,
         DESK " --details --json", desk_verb_show},
	{"desk", "say", "URL MATTER", "answer with the text on standard input", 2, 2, DESK,
         desk_verb_say},
	{"desk", "note", "URL MATTER", "write the notes beside a matter anew, from standard input",
         2, 2, DESK, desk_verb_note},
	{"desk", "take", "URL MATTER", "tell colleagues that this matter is taken", 2, 2, DESK,
         desk_verb_take},
	{"desk", "close", "URL MATTER", "destroy the desk's memory of a matter", 2, 2, DESK,
         desk_verb_close},
	{"desk", "renew-seeds", "URL", "new day keys from tomorrow on, after a theft", 1, 1, DESK,
         desk_verb_renew_seeds},
	{"figures", "audit", "FILE", "say what can be worked out of printed tables", 1, 1,
         "--threshold --with --witnesses --json", figures_verb_audit},
	{"figures", "hide", "FILE", "choose what to join and hide, and print the file anew", 1, 1,
         "--threshold --with", figures_verb_hide},
	{"figures", "certify", "FILE", "check what audit --witnesses wrote, by addition alone", 1,
         1, "--json", figures_verb_certify},
	{NULL, "inventory", "DIR", "everything that exists on this server, in plain words", 1, 1,
         "--json", inventory_run},
	{NULL, "verify", "URL", "check what a server serves against the signed lists", 1, 1,
         "--proxy --json", verify_run},
	{NULL, "completion", "SHELL", "print a completion script for bash, zsh or fish", 1, 1, "",
         completion_run},
};
const size_t command_count = sizeof commands / sizeof *commands;

const struct handed_over handed_over[] = {
	{"serve", "alcove-server", false, "DIR --listen ADDRESS", "serve an office", "",
         "--listen --behind-tls --puzzle --accept-clock --ready-fd"},
	{"site", "alcove-site", false, "build|preview CONTENT", "make an office's pages",
         "build preview", "--out --listen"},
	{"poster", "alcove-site", true, "CONTENT --out FILE", "make a poster or cards", "",
         "--fingerprint --address --kind --language --paper --out"},
};
const size_t handed_over_count = sizeof handed_over / sizeof *handed_over;

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

static bool
takes(const struct command *c, const struct option_row *o)
{
	return strcmp(o->name, "--help") == 0 || in_list(c->options, o->name);
}

/* The row of "--name" or "--name=value"; NULL when the command has no such option. */
static const struct option_row *
find_option(const struct command *c, const char *given, const char **value)
{
	size_t n = strcspn(given, "=");

	*value = given[n] == '=' ? given + n + 1 : NULL;
	for (size_t i = 0; i < option_row_count; i++) {
		const struct option_row *o = &option_rows[i];

		if (strlen(o->name) == n && strncmp(o->name, given, n) == 0 && takes(c, o))
			return o;
	}
	return NULL;
}

static void
command_name(char *out, size_t size, const struct command *c)
{
	(void)snprintf(out, size, "alcove %s%s%s", c->group == NULL ? "" : c->group,
	               c->group == NULL ? "" : " ", c->verb);
}

static int
usage(const struct command *c, const char *what, const char *which)
{
	char name[64];

	command_name(name, sizeof name, c);
	(void)fprintf(stderr, "%s: %s%s\nusage: %s %s [OPTION…]\nSee '%s --help'.\n", name, what,
	              which, name, c->usage, name);
	return EXIT_USAGE;
}

static int
keep_value(const char **field, const struct command *c, const struct option_row *o,
           const char *value)
{
	size_t n = 0;

	while (n < o->times && field[n] != NULL)
		n++;
	if (o->times > 0 && n == o->times)
		return usage(c, "given too often: ", o->name);
	field[n] = value;
	return EXIT_DONE;
}

static int
read_option(struct arguments *out, const struct command *c, int argc, char *const *argv, int *i)
{
	const char *value;
	const struct option_row *o = find_option(c, argv[*i], &value);
	char *field;

	if (o == NULL)
		return usage(c, "no such option: ", argv[*i]);
	field = (char *)out + o->offset;
	if (o->value == NULL) {
		if (value != NULL)
			return usage(c, "takes no value: ", o->name);
		*(bool *)(void *)field = true;
		return EXIT_DONE;
	}
	if (value == NULL) {
		if (*i + 1 >= argc)
			return usage(c, "needs a value: ", o->name);
		value = argv[++*i];
	}
	return keep_value((const char **)(void *)field, c, o, value);
}

int
arguments_read(struct arguments *out, const struct command *c, int argc, char *const *argv)
{
	bool options_over = false;
	int rc;

	*out = (struct arguments){0};
	for (int i = 0; i < argc; i++) {
		if (!options_over && strcmp(argv[i], "--") == 0) {
			options_over = true;
		} else if (!options_over && argv[i][0] == '-' && argv[i][1] != '\0') {
			rc = read_option(out, c, argc, argv, &i);
			if (rc != EXIT_DONE)
				return rc;
		} else if (out->count == c->most) {
			return usage(c, "one argument too many: ", argv[i]);
		} else {
			out->positional[out->count++] = argv[i];
		}
	}
	if (!out->help && out->count < c->least)
		return usage(c, "missing: ", c->usage);
	return EXIT_DONE;
}

void
help_command(const struct command *c)
{
	char name[64];

	command_name(name, sizeof name, c);
	(void)printf("usage: %s %s [OPTION…]\n\n%s: %s.\n\n", name, c->usage, c->verb, c->summary);
	for (size_t i = 0; i < option_row_count; i++) {
		const struct option_row *o = &option_rows[i];
		char left[48];

		if (!takes(c, o))
			continue;
		(void)snprintf(left, sizeof left, "%s%s%s", o->name, o->value == NULL ? "" : " ",
		               o->value == NULL ? "" : o->value);
		(void)printf("  %-30s %s\n", left, o->help);
	}
	(void)printf("\nThe manual: man alcove\n");
}

void
help_print(const char *group)
{
	(void)printf("usage: alcove COMMAND …\n\nAn ombuds office: talk in confidence, off the "
	             "record.\n\n");
	for (size_t i = 0; i < handed_over_count && group == NULL; i++) {
		const struct handed_over *h = &handed_over[i];
		char left[64];

		(void)snprintf(left, sizeof left, "%s %s", h->name, h->usage);
		(void)printf("  %-32s %s (see 'alcove %s --help')\n", left, h->summary, h->name);
	}
	for (size_t i = 0; i < command_count; i++) {
		const struct command *c = &commands[i];
		char left[64];

		if (group != NULL && (c->group == NULL || strcmp(c->group, group) != 0))
			continue;
		(void)snprintf(left, sizeof left, "%s%s%s %s", c->group == NULL ? "" : c->group,
		               c->group == NULL ? "" : " ", c->verb, c->usage);
		(void)printf("  %-32s %s\n", left, c->summary);
	}
	(void)printf("\n'alcove COMMAND --help' shows the options of one; 'alcove --version' the "
	             "version.\n");
}

/* ---- completion ---- */

static void
print_verbs(const char *group)
{
	const char *before = "";

	for (size_t i = 0; i < command_count; i++) {
		const struct command *c = &commands[i];

		if (c->group != NULL && strcmp(c->group, group) == 0) {
			(void)printf("%s%s", before, c->verb);
			before = " ";
		}
	}
}

static const char *const groups[] = {"office", "room", "desk", "figures"};

/* Whatever may stand first. */
static void
print_names(void)
{
	for (size_t i = 0; i < sizeof groups / sizeof *groups; i++)
		(void)printf("%s ", groups[i]);
	for (size_t i = 0; i < handed_over_count; i++)
		(void)printf("%s ", handed_over[i].name);
	(void)printf("inventory verify completion");
}

static void
completion_bash(void)
{
	(void)printf("_alcove() {\n"
	             "  local word=${COMP_WORDS[COMP_CWORD]} command=\"${COMP_WORDS[1]}\" words=\n"
	             "  if [ \"$COMP_CWORD\" = 1 ]; then\n    words='");
	print_names();
	(void)printf(" --help --version'\n"
	             "  else\n    case \"$command ${COMP_WORDS[2]}\" in\n");
	for (size_t i = 0; i < command_count; i++) {
		const struct command *c = &commands[i];

		(void)printf("      '%s%s%s'%s) words='%s --help' ;;\n",
		             c->group == NULL ? "" : c->group, c->group == NULL ? "" : " ", c->verb,
		             c->group == NULL ? "*" : "", c->options);
	}
	for (size_t i = 0; i < handed_over_count; i++)
		(void)printf("      '%s '*) words='%s --help' ;;\n", handed_over[i].name,
		             handed_over[i].options);
	(void)printf("    esac\n    if [ \"$COMP_CWORD\" = 2 ]; then\n      case $command in\n");
	for (size_t i = 0; i < sizeof groups / sizeof *groups; i++) {
		(void)printf("        %s) words='", groups[i]);
		print_verbs(groups[i]);
		(void)printf("' ;;\n");
	}
	for (size_t i = 0; i < handed_over_count; i++) {
		if (*handed_over[i].verbs != '\0')
			(void)printf("        %s) words='%s' ;;\n", handed_over[i].name,
			             handed_over[i].verbs);
	}
	(void)printf("      esac\n    fi\n  fi\n"
	             "  COMPREPLY=($(compgen -W \"$words\" -- \"$word\"))\n"
	             "  local IFS=$'\\n'\n"
	             "  COMPREPLY+=($(compgen -f -- \"$word\"))\n"
	             "}\ncomplete -o filenames -F _alcove alcove\n");
}

/* In single quotes, where fish changes nothing but these two. */
static void
print_for_fish(const char *text)
{
	(void)putchar('\'');
	for (; *text != '\0'; text++) {
		if (*text == '\'' || *text == '\\')
			(void)putchar('\\');
		(void)putchar(*text);
	}
	(void)printf("'\n");
}

/* What another program takes; each name of a list by itself. */
static void
fish_handed_over(const struct handed_over *h)
{
	size_t n;

	if (*h->verbs != '\0')
		(void)printf("complete -c alcove -f -n '__fish_seen_subcommand_from %s' -a '%s'\n",
		             h->name, h->verbs);
	for (const char *at = h->options; *at != '\0'; at += n + strspn(at + n, " ")) {
		n = strcspn(at, " ");
		(void)printf("complete -c alcove -n '__fish_seen_subcommand_from %s' -l %.*s\n",
		             h->name, (int)n - 2, at + 2);
	}
}

static void
completion_fish(void)
{
	(void)printf("complete -c alcove -n __fish_use_subcommand -a '");
	print_names();
	(void)printf("'\n");
	for (size_t i = 0; i < handed_over_count; i++)
		fish_handed_over(&handed_over[i]);
	for (size_t i = 0; i < command_count; i++) {
		const struct command *c = &commands[i];

		if (c->group == NULL)
			continue;
		(void)printf("complete -c alcove -f -n '__fish_seen_subcommand_from %s' -a %s -d ",
		             c->group, c->verb);
		print_for_fish(c->summary);
	}
	for (size_t i = 0; i < option_row_count; i++) {
		(void)printf("complete -c alcove -l %s%s -d ", option_rows[i].name + 2,
		             option_rows[i].value == NULL ? "" : " -r");
		print_for_fish(option_rows[i].help);
	}
}

int
completion_print(const char *shell)
{
	if (strcmp(shell, "bash") == 0) {
		completion_bash();
	} else if (strcmp(shell, "zsh") == 0) {
		(void)printf("autoload -U +X bashcompinit && bashcompinit\n");
		completion_bash();
	} else if (strcmp(shell, "fish") == 0) {
		completion_fish();
	} else {
		(void)fprintf(stderr, "alcove completion: bash, zsh or fish, not '%s'\n", shell);
		return EXIT_USAGE;
	}
	return EXIT_DONE;
}

int
completion_run(const struct arguments *a)
{
	return completion_print(a->positional[0]);
}
