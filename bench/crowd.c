/*
 * crowd URL WORDS-FILE SETTING: a sync of that desk in which made-up matters (bench/matters.h) come
 * into its vault, as if they had been there before.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "bench/matters.h"
#include "cli/http.h"
#include "core/desk/state.h"
#include "core/secret.h"

static void
must(int rc, const char *what)
{
	if (rc == 0)
		return;
	(void)fprintf(stderr, "crowd: %s: %s\n", what, err_text(rc));
	exit(EXIT_FAILURE);
}

static void
enter(struct desk *d, const char *words_file)
{
	struct words_problem problem;
	char typed[1024], words[WORDS_TEXT_MAX];
	FILE *f = fopen(words_file, "r");

	must(f == NULL || fgets(typed, sizeof typed, f) == NULL ? ERR_DISK : 0, words_file);
	(void)fclose(f);
	must(words_parse(words, &problem, span_text(typed)), words_file);
	desk_enter(d, words);
}

/* What the device keeps is none of it: a home that keeps nothing. */
static int
perform(struct desk *d, struct http *http, const struct step *step)
{
	struct span body;
	int status;

	if (step->kind != STEP_REQUEST)
		return desk_answer(d, 404, SPAN_NONE);
	must(http_perform(http, step, &status, &body), "http");
	return desk_answer(d, status, body);
}

static void
sync_with(struct desk *d, struct http *http, const struct setting *s)
{
	bool filled = false;
	struct step step;

	for (;;) {
		if (!filled && d->way.phase == DESK_INBOX) {
			must(setting_fill(d->vault, s, d->office.day), "matters");
			filled = true;
		}
		must(desk_step(d, &step), "step");
		if (step.kind == STEP_DONE)
			return;
		must(perform(d, http, &step), "answer");
	}
}

int
main(int argc, char **argv)
{
	const struct setting *s = argc == 4 ? setting_named(argv[3]) : NULL;
	struct address address;
	struct http *http;
	struct desk *d;

	must(core_start(), "core");
	must(s == NULL ? ERR_FORMAT : 0, "URL WORDS-FILE busy|typical|visitor|matters");
	if (address_read(&address, argv[1]) != 0 || (http = http_new(&address, NULL, 0)) == NULL)
		return EXIT_FAILURE;
	must(desk_new(&d, address.origin, span_text(address.fingerprint),
	              (uint32_t)(time(NULL) / 86400)),
	     "desk");
	enter(d, argv[2]);
	sync_with(d, http, s);
	desk_free(d);
	http_free(http);
	return EXIT_SUCCESS;
}
