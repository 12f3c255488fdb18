#include "server/options.h"

#include <stdlib.h>
#include <string.h>

#include "core/wire.h"

static const char DEFAULT_ADDRESS[] = "127.0.0.1:8081";

void
options_help(FILE *out)
{
	fputs("alcove-server DIR [option...]: serves the office in DIR\n"
	      "\n"
	      "  --listen ADDRESS  127.0.0.1:PORT, [::1]:PORT or unix:PATH\n"
	      "                    (127.0.0.1:8081 when not given; port 0 takes a free one)\n"
	      "  --behind-tls      allows other addresses, because something in front does TLS\n"
	      "  --puzzle BITS     auto (rises with load), or 0 to 22 for a fixed number of bits\n"
	      "  --accept-clock    the clock was set by more than two days, and it is right now:\n"
	      "                    what has expired is destroyed\n"
	      "  --ready-fd N      writes the address and a line feed to this file descriptor\n"
	      "                    when it serves, and closes it\n"
	      "  --help, --version\n"
	      "\n"
	      "Stops at SIGTERM or Ctrl-C. docs/operations.md tells how to run it.\n",
	      out);
}

static int
read_number(int *out, const char *text, int most)
{
	size_t n = strlen(text);
	long v;

	if (n < 1 || n > 6 || strspn(text, "0123456789") != n)
		return ERR_FORMAT;
	v = strtol(text, NULL, 10);
	if (v > most)
		return ERR_FORMAT;
	*out = (int)v;
	return 0;
}

static int
set_listen(struct options *o, const char *value)
{
	return listen_parse(&o->listen, value);
}

static int
set_puzzle(struct options *o, const char *value)
{
	if (strcmp(value, "auto") == 0) {
		o->puzzle = PUZZLE_AUTO;
		return 0;
	}
	return read_number(&o->puzzle, value, PUZZLE_BITS_MAX);
}

static int
set_ready_fd(struct options *o, const char *value)
{
	return read_number(&o->ready_fd, value, 65535);
}

static const struct {
	const char *name;
	int (*set)(struct options *, const char *);
	const char *wants;
} WITH_VALUE[] = {
	{"--listen", set_listen, "127.0.0.1:PORT, [::1]:PORT or unix:PATH"},
	{"--puzzle", set_puzzle, "auto or a number from 0 to 22"},
	{"--ready-fd", set_ready_fd, "the number of an open file descriptor"},
};

static bool *
flag_named(struct options *o, const char *name)
{
	if (strcmp(name, "--behind-tls") == 0)
		return &o->behind_tls;
	if (strcmp(name, "--accept-clock") == 0)
		return &o->accept_clock;
	if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0)
		return &o->help;
	if (strcmp(name, "--version") == 0)
		return &o->version;
	return NULL;
}

/* One option; *used is 1, or 2 when it took the word after it (NULL at the end). "--name=value" is
 * one word. */
static int
read_option(struct options *o, const char *name, const char *value, int *used, char *problem)
{
	bool *flag = flag_named(o, name);
	size_t n = strcspn(name, "=");

	*used = 1;
	if (flag != NULL) {
		*flag = true;
		return 0;
	}
	for (size_t i = 0; i < sizeof WITH_VALUE / sizeof *WITH_VALUE; i++) {
		if (strlen(WITH_VALUE[i].name) != n || strncmp(name, WITH_VALUE[i].name, n) != 0)
			continue;
		if (name[n] == '=')
			value = name + n + 1;
		else
			*used = 2;
		if (value != NULL && WITH_VALUE[i].set(o, value) == 0)
			return 0;
		snprintf(problem, LISTEN_PROBLEM_MAX, "%s wants %s", WITH_VALUE[i].name,
		         WITH_VALUE[i].wants);
		return ERR_FORMAT;
	}
	snprintf(problem, LISTEN_PROBLEM_MAX, "there is no option %.64s", name);
	return ERR_FORMAT;
}

static int
check(const struct options *o, char *problem)
{
	if (o->help || o->version)
		return 0;
	if (o->directory == NULL) {
		snprintf(problem, LISTEN_PROBLEM_MAX, "which office? Name its directory");
		return ERR_FORMAT;
	}
	if (!o->listen.local && !o->behind_tls) {
		snprintf(problem, LISTEN_PROBLEM_MAX,
		         "%s can be reached from outside, and this server speaks plain HTTP: "
		         "listen on 127.0.0.1 or a Unix socket behind a proxy that does TLS, "
		         "or say --behind-tls if this address is reached only through one",
		         o->listen.text);
		return ERR_FORMAT;
	}
	return 0;
}

int
options_read(struct options *out, int argc, char *const *argv, char problem[LISTEN_PROBLEM_MAX])
{
	int used, rc;

	*out = (struct options){.puzzle = PUZZLE_AUTO, .ready_fd = -1};
	rc = listen_parse(&out->listen, DEFAULT_ADDRESS);
	for (int i = 1; rc == 0 && i < argc; i += used) {
		used = 1;
		if (argv[i][0] == '-') {
			rc = read_option(out, argv[i], i + 1 < argc ? argv[i + 1] : NULL, &used,
			                 problem);
		} else if (out->directory == NULL) {
			out->directory = argv[i];
		} else {
			snprintf(problem, LISTEN_PROBLEM_MAX,
			         "one office at a time: not also %.64s", argv[i]);
			rc = ERR_FORMAT;
		}
	}
	return rc != 0 ? rc : check(out, problem);
}
