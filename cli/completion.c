/* Completion scripts, made from the table of commands. */
#include <stdio.h>
#include <string.h>

#include "cli/command.h"
#include "core/trends/codes.h"
#include "core/trends/marks.h"

static const char *const groups[] = {"office", "room", "desk", "figures"};
enum { GROUPS = sizeof groups / sizeof *groups };

static bool
same_verb(const struct command *a, const struct command *b)
{
	return (a->group == NULL) == (b->group == NULL) &&
	       (a->group == NULL || strcmp(a->group, b->group) == 0) &&
	       command_verb_bytes(a) == command_verb_bytes(b) &&
	       strncmp(a->verb, b->verb, command_verb_bytes(a)) == 0;
}

/* Whether the i-th command is the first of its verb: those of three levels are several rows. */
static bool
is_first(const struct command *c, size_t i)
{
	struct command before;

	for (size_t j = 0; j < i && command_at(&before, j); j++) {
		if (same_verb(c, &before))
			return false;
	}
	return true;
}

static void
print_verbs(const char *group)
{
	const char *before = "";
	struct command c;

	for (size_t i = 0; command_at(&c, i); i++) {
		if (c.group == NULL || strcmp(c.group, group) != 0 || !is_first(&c, i))
			continue;
		(void)printf("%s%.*s", before, (int)command_verb_bytes(&c), c.verb);
		before = " ";
	}
}

/* Whatever may stand first. */
static void
print_names(void)
{
	for (size_t i = 0; i < GROUPS; i++)
		(void)printf("%s ", groups[i]);
	for (size_t i = 0; i < handed_over_count; i++)
		(void)printf("%s ", handed_over[i].name);
	(void)printf("inventory codes verify completion");
}

/* Options and third words of a verb, with those of its other rows. */
static void
print_words(const struct command *c)
{
	struct command other;
	struct option_row o;

	if (c->run == completion_run)
		(void)printf("bash zsh fish ");
	for (size_t i = 0; command_at(&other, i); i++) {
		if (!same_verb(&other, c))
			continue;
		if (command_third(&other) != NULL)
			(void)printf("%s ", command_third(&other));
		for (size_t j = 0; command_option_at(&o, &other, j); j++)
			(void)printf("%s ", o.name);
	}
}

/* ---- values of options ---- */

enum value_kind { VALUE_OPEN, VALUE_FILE, VALUE_WORDS, VALUE_LIST };

static const struct verb_key *
key_of(const struct option_row *o, const struct command *c)
{
	const struct verb_key *k = c->does == NULL ? NULL : c->does->keys;

	for (; k != NULL && k->name != NULL; k++) {
		if (k->option != NULL && strcmp(k->option, o->name) == 0)
			return k;
	}
	return NULL;
}

static enum value_kind
kind_of(const struct option_row *o, const struct command *c)
{
	const struct verb_key *k = key_of(o, c);

	if (k != NULL && k->type == VERB_CHOICE)
		return VALUE_WORDS;
	if (k != NULL && k->type == VERB_LIST)
		return VALUE_LIST;
	return strcmp(o->value, "FILE") == 0 || strcmp(o->value, "FOLDER") == 0 ||
	                       strcmp(o->value, "EARLIER") == 0 || strcmp(o->value, "CONTENT") == 0
	               ? VALUE_FILE
	               : VALUE_OPEN;
}

/* Words of a choice with blanks between them. */
static void
print_choices(const char *value)
{
	for (; *value != '\0'; value++)
		(void)putchar(*value == '|' ? ' ' : *value);
}

/* Codes of the list that every office has, and what is listed nowhere. */
static void
print_codes(void)
{
	char text[CODE_TEXT_MAX];
	struct codes codes;

	if (codes_usual(&codes) != 0)
		return;
	for (size_t i = 0; i < codes.n; i++) {
		code_text(text, codes.rows[i].code);
		(void)printf("%s ", text);
	}
	(void)putchar('0');
}

/* What an option's value can be, where that does not depend on the office. */
static void
print_values(const struct option_row *o, const struct command *c)
{
	const struct verb_key *k = key_of(o, c);

	if (k == NULL || (k->type != VERB_CHOICE && k->type != VERB_LIST))
		return;
	if (k->type == VERB_CHOICE) {
		print_choices(k->value);
	} else if (strcmp(k->name, "about") == 0) {
		print_codes();
	} else {
		for (size_t i = 0; mark_services[i] != NULL; i++)
			(void)printf("%s%s", i == 0 ? "" : " ", mark_services[i]);
	}
}

/* ---- bash and zsh ---- */

static void
bash_value(const struct option_row *o, const struct command *c)
{
	static const char *const settings[] = {[VALUE_OPEN] = "files=",
	                                       [VALUE_FILE] = "",
	                                       [VALUE_WORDS] = "files=",
	                                       [VALUE_LIST] =
	                                               "files= prefix=${word%\"${word##*,}\"}"};

	(void)printf("      '%s%s%.*s%s%s') words='", c->group == NULL ? "" : c->group,
	             c->group == NULL ? "" : " ", (int)command_verb_bytes(c), c->verb,
	             c->group == NULL ? " '*' " : " ", o->name);
	print_values(o, c);
	(void)printf("' %s ;;\n", settings[kind_of(o, c)]);
}

/* After an option that takes a value: that value, and nothing else. */
static void
bash_values(void)
{
	struct command c;
	struct option_row o;

	for (size_t i = 0; command_at(&c, i); i++) {
		for (size_t j = 0; command_option_at(&o, &c, j); j++) {
			if (o.value != NULL)
				bash_value(&o, &c);
		}
	}
}

static void
bash_options(void)
{
	struct command c;

	for (size_t i = 0; command_at(&c, i); i++) {
		if (!is_first(&c, i))
			continue;
		(void)printf("      '%s%s%.*s'%s) words='", c.group == NULL ? "" : c.group,
		             c.group == NULL ? "" : " ", (int)command_verb_bytes(&c), c.verb,
		             c.group == NULL ? "*" : "");
		print_words(&c);
		(void)printf("' ;;\n");
	}
	for (size_t i = 0; i < handed_over_count; i++)
		(void)printf("      '%s '*) words='%s --help' ;;\n", handed_over[i].name,
		             handed_over[i].options);
}

static void
completion_bash(void)
{
	(void)printf("_alcove() {\n"
	             "  local word=${COMP_WORDS[COMP_CWORD]} command=\"${COMP_WORDS[1]}\" words= "
	             "prefix= files=yes\n"
	             "  if [ \"$COMP_CWORD\" = 1 ]; then\n    words='");
	print_names();
	(void)printf(" --help --version'\n"
	             "  else\n    case \"$command ${COMP_WORDS[2]}\" in\n");
	bash_options();
	(void)printf("    esac\n    if [ \"$COMP_CWORD\" = 2 ]; then\n      case $command in\n");
	for (size_t i = 0; i < GROUPS; i++) {
		(void)printf("        %s) words='", groups[i]);
		print_verbs(groups[i]);
		(void)printf("' ;;\n");
	}
	for (size_t i = 0; i < handed_over_count; i++) {
		if (*handed_over[i].verbs != '\0')
			(void)printf("        %s) words='%s' ;;\n", handed_over[i].name,
			             handed_over[i].verbs);
	}
	(void)printf("      esac\n    fi\n"
	             "    case \"$command ${COMP_WORDS[2]} ${COMP_WORDS[COMP_CWORD-1]}\" in\n");
	bash_values();
	(void)printf("    esac\n  fi\n"
	             "  COMPREPLY=($(compgen -P \"$prefix\" -W \"$words\" -- "
	             "\"${word#\"$prefix\"}\"))\n"
	             "  local IFS=$'\\n'\n"
	             "  [ -z \"$files\" ] || COMPREPLY+=($(compgen -f -- \"$word\"))\n"
	             "}\ncomplete -o filenames -F _alcove alcove\n");
}

/* ---- fish ---- */

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
fish_value(const struct option_row *o, const struct command *c)
{
	if (kind_of(o, c) == VALUE_FILE) {
		(void)printf(" -r -F");
		return;
	}
	(void)printf(" -x -a '");
	print_values(o, c);
	(void)printf("'");
}

/* An option of a command, where that command was typed. */
static void
fish_option(const struct option_row *o, const struct command *c)
{
	(void)printf("complete -c alcove -n '");
	if (c->group != NULL)
		(void)printf("__fish_seen_subcommand_from %s; and ", c->group);
	(void)printf("__fish_seen_subcommand_from %.*s' -l %s", (int)command_verb_bytes(c), c->verb,
	             o->name + 2);
	if (o->value != NULL)
		fish_value(o, c);
	(void)printf(" -d ");
	print_for_fish(o->help);
}

static void
completion_fish(void)
{
	struct command c;
	struct option_row o;

	(void)printf("complete -c alcove -n __fish_use_subcommand -a '");
	print_names();
	(void)printf("'\n");
	for (size_t i = 0; i < handed_over_count; i++)
		fish_handed_over(&handed_over[i]);
	for (size_t i = 0; command_at(&c, i); i++) {
		if (c.group != NULL && is_first(&c, i)) {
			(void)printf("complete -c alcove -f -n '__fish_seen_subcommand_from %s' -a "
			             "%.*s -d ",
			             c.group, (int)command_verb_bytes(&c), c.verb);
			print_for_fish(c.summary);
		}
		if (command_third(&c) != NULL)
			(void)printf("complete -c alcove -f -n '__fish_seen_subcommand_from %.*s' "
			             "-a %s\n",
			             (int)command_verb_bytes(&c), c.verb, command_third(&c));
		for (size_t j = 0; command_option_at(&o, &c, j); j++)
			fish_option(&o, &c);
	}
}

int
completion_run(const struct arguments *a)
{
	const char *shell = a->positional[0];

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
