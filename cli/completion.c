/* Completion scripts, made from the table of commands. */
#include <stdio.h>
#include <string.h>

#include "cli/command.h"

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

/* ---- bash and zsh ---- */

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
	             "  local word=${COMP_WORDS[COMP_CWORD]} command=\"${COMP_WORDS[1]}\" words=\n"
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
	(void)printf("      esac\n    fi\n  fi\n"
	             "  COMPREPLY=($(compgen -W \"$words\" -- \"$word\"))\n"
	             "  local IFS=$'\\n'\n"
	             "  COMPREPLY+=($(compgen -f -- \"$word\"))\n"
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

/* An option of a command, where that command was typed. */
static void
fish_option(const struct option_row *o, const struct command *c)
{
	(void)printf("complete -c alcove -n '");
	if (c->group != NULL)
		(void)printf("__fish_seen_subcommand_from %s; and ", c->group);
	(void)printf("__fish_seen_subcommand_from %.*s' -l %s%s -d ", (int)command_verb_bytes(c),
	             c->verb, o->name + 2, o->value == NULL ? "" : " -r");
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
