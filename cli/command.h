/*
 * The command line as a table: every command is a row, from which --help, the
 * dispatch and the shell completion are made. What is done in a room or at a
 * desk is no row here, but of core/room/verbs.c and core/desk/verbs.c.
 */
#ifndef ALCOVE_CLI_COMMAND_H
#define ALCOVE_CLI_COMMAND_H

#include "cli/arguments.h"
#include "core/talk/verb.h"

/* Undecided: a person must decide something first, and nothing was done. */
enum { EXIT_DONE = 0, EXIT_FAILED = 1, EXIT_USAGE = 2, EXIT_UNDECIDED = 3 };
enum { COMMAND_NAME_MAX = 64, COMMAND_USAGE_MAX = 64 };

struct option_row {
	const char *name;  /* "--words-file" */
	const char *value; /* "FILE", or NULL for a switch */
	const char *help;
};

struct command {
	const char *group; /* "room", or NULL */
	const char *verb;  /* up to a blank; behind it a third level, "permission propose" */
	const char *usage; /* positional arguments */
	const char *summary;
	size_t least, most;                    /* positional arguments */
	const char *options;                   /* names, separated by blanks */
	int (*run)(const struct arguments *a); /* an EXIT_ value */
	const struct verb *does; /* in the room or at the desk; its keys are options too */
};

/* A command that another program carries out; it links nothing of this one. */
struct handed_over {
	const char *name;
	const char *program;
	bool keeps_name; /* the program wants to be told it */
	const char *usage;
	const char *summary;
	const char *verbs; /* these two are names, separated by blanks */
	const char *options;
};

extern const struct handed_over handed_over[];
extern const size_t handed_over_count;

/* The i-th command, in the order of help; false when there are no more. */
bool command_at(struct command *out, size_t i);
bool command_is_group(const char *name);
/*
 * The command of these words: argv[0] is the verb, and of a verb of three
 * levels one of the later words its third, which is taken out of argv; *argc
 * follows. EXIT_USAGE after saying what is missing.
 */
int command_find(struct command *out, const char *group, int *argc, char **argv);

/* The option called name (n bytes), if the command takes it. */
bool command_option(struct option_row *out, const struct command *c, const char *name, size_t n);
/* The i-th option a command takes; false when there are no more. */
bool command_option_at(struct option_row *out, const struct command *c, size_t i);
/* "alcove room take-back" */
void command_name(char out[COMMAND_NAME_MAX], const struct command *c);
/* Positional arguments, the third level among them: "URL MATTER propose". */
void command_usage(char out[COMMAND_USAGE_MAX], const struct command *c);
/* The third level of a verb, or NULL. */
const char *command_third(const struct command *c);
/* Length of the verb without it. */
size_t command_verb_bytes(const struct command *c);

void help_print(const char *group);
void help_command(const struct command *c);
int completion_run(const struct arguments *a);

int office_verb_new(const struct arguments *a);
int office_verb_init(const struct arguments *a);
int office_verb_check(const struct arguments *a);
int office_verb_enroll(const struct arguments *a);
int office_verb_accept(const struct arguments *a);
int office_verb_remove(const struct arguments *a);
int office_verb_publish(const struct arguments *a);
int office_verb_renew(const struct arguments *a);
int office_verb_fingerprint(const struct arguments *a);
int room_verb_new(const struct arguments *a);
/* A verb of the room or the desk; the lines of `room do` and `desk do`. */
int room_run(const struct arguments *a);
int room_run_lines(const struct arguments *a);
int desk_run(const struct arguments *a);
int desk_run_lines(const struct arguments *a);
int figures_verb_audit(const struct arguments *a);
int figures_verb_hide(const struct arguments *a);
int figures_verb_certify(const struct arguments *a);
int codes_run(const struct arguments *a);
int inventory_run(const struct arguments *a);
int verify_run(const struct arguments *a);

#endif
