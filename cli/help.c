/* What can be done, and how it is written. */
#include <stdio.h>
#include <string.h>

#include "cli/command.h"

enum { LEFT_MAX = COMMAND_NAME_MAX + COMMAND_USAGE_MAX };

/* Whether a command's text comes by standard input. */
static bool
reads_text(const struct command *c)
{
	const struct verb_key *k = c->does == NULL ? NULL : c->does->keys;

	for (; k != NULL && k->name != NULL; k++) {
		if (k->type == VERB_TEXT || k->type == VERB_LINE)
			return true;
	}
	return false;
}

static void
print_manual(const char *group)
{
	(void)printf("\nThe manual: man alcove%s%s\n", group == NULL ? "" : "-",
	             group == NULL ? "" : group);
}

static void
print_options(const struct command *c)
{
	struct option_row o;
	char left[128];

	for (size_t i = 0; command_option_at(&o, c, i); i++) {
		(void)snprintf(left, sizeof left, "%s%s%s", o.name, o.value == NULL ? "" : " ",
		               o.value == NULL ? "" : o.value);
		/* what is wider than its column stands on a line of its own */
		(void)printf("  %-30s%s%s\n", left,
		             strlen(left) > 30 ? "\n                                 " : " ",
		             o.help);
	}
}

void
help_command(const struct command *c)
{
	char name[COMMAND_NAME_MAX], positional[COMMAND_USAGE_MAX];

	command_name(name, c);
	command_usage(positional, c);
	(void)printf("usage: %s %s [OPTION…]\n\n%s: %s.\n\n", name, positional, c->verb,
	             c->summary);
	if (reads_text(c))
		(void)printf("The text is read from standard input.\n\n");
	print_options(c);
	print_manual(c->group);
}

static void
print_line(const struct command *c)
{
	char left[LEFT_MAX], name[COMMAND_NAME_MAX], positional[COMMAND_USAGE_MAX];

	command_name(name, c);
	command_usage(positional, c);
	(void)snprintf(left, sizeof left, "%s %s", name + strlen("alcove "), positional);
	(void)printf("  %-32s %s\n", left, c->summary);
}

void
help_print(const char *group)
{
	struct command c;

	(void)printf("usage: alcove COMMAND …\n\nAn ombuds office: talk in confidence, off the "
	             "record.\n\n");
	for (size_t i = 0; i < handed_over_count && group == NULL; i++) {
		const struct handed_over *h = &handed_over[i];
		char left[64];

		(void)snprintf(left, sizeof left, "%s %s", h->name, h->usage);
		(void)printf("  %-32s %s (see 'alcove %s --help')\n", left, h->summary, h->name);
	}
	for (size_t i = 0; command_at(&c, i); i++) {
		if (group == NULL || (c.group != NULL && strcmp(c.group, group) == 0))
			print_line(&c);
	}
	(void)printf("\n'alcove COMMAND --help' shows the options of one; 'alcove --version' the "
	             "version.\n");
	print_manual(group);
}
