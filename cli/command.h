/*
 * The command line as a table: every command is a row, from which --help, the
 * dispatch and the shell completion are made.
 */
#ifndef ALCOVE_CLI_COMMAND_H
#define ALCOVE_CLI_COMMAND_H

#include <stdbool.h>
#include <stddef.h>

#include "core/err.h"

enum { EXIT_DONE = 0, EXIT_FAILED = 1, EXIT_USAGE = 2, ARGUMENTS_MAX = 3, WITH_MAX = 128 };

/* What was given on the command line; strings are argv's. NULL: not given. */
struct arguments {
	const char *positional[ARGUMENTS_MAX];
	size_t count;
	const char *words_file;
	const char *words_fd;
	const char *new_words_file;
	const char *root_key;
	const char *passphrase_file;
	const char *from;
	const char *answers;
	const char *to;
	const char *name;
	const char *role;
	const char *message;
	const char *proxy;
	const char *keep_in;
	const char *threshold;
	const char *witnesses;
	const char *with[WITH_MAX]; /* each --with, in their order; NULL after the last */
	bool json;
	bool details;
	bool put_back;
	bool help;
};

struct option_row {
	const char *name;  /* "--words-file" */
	const char *value; /* "FILE", or NULL for a switch */
	const char *help;
	size_t offset; /* of a const char * or bool in struct arguments */
	size_t times;  /* that it may be given, one after the other from there; 0: the last one
	                  counts */
};

struct command {
	const char *group; /* "room", or NULL */
	const char *verb;
	const char *usage; /* positional arguments */
	const char *summary;
	size_t least, most;                    /* positional arguments */
	const char *options;                   /* names, separated by blanks */
	int (*run)(const struct arguments *a); /* an EXIT_ value */
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
extern const struct command commands[];
extern const size_t command_count;
extern const struct option_row option_rows[];
extern const size_t option_row_count;

/* Reads argv for a command. EXIT_USAGE after saying on stderr what is wrong. */
int arguments_read(struct arguments *out, const struct command *c, int argc, char *const *argv);
void help_print(const char *group);
void help_command(const struct command *c);
int completion_print(const char *shell);

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
int room_verb_say(const struct arguments *a);
int room_verb_read(const struct arguments *a);
int room_verb_take_back(const struct arguments *a);
int room_verb_forget(const struct arguments *a);
int room_verb_renew(const struct arguments *a);
int desk_verb_inbox(const struct arguments *a);
int desk_verb_show(const struct arguments *a);
int desk_verb_say(const struct arguments *a);
int desk_verb_note(const struct arguments *a);
int desk_verb_take(const struct arguments *a);
int desk_verb_close(const struct arguments *a);
int desk_verb_renew_seeds(const struct arguments *a);
int figures_verb_audit(const struct arguments *a);
int figures_verb_hide(const struct arguments *a);
int figures_verb_certify(const struct arguments *a);
int inventory_run(const struct arguments *a);
int verify_run(const struct arguments *a);
int completion_run(const struct arguments *a);

#endif
