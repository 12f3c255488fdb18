#include "site/order.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/crypto/words.h"
#include "core/talk/roster.h"
#include "disk/whole.h"
#include "site/poster.h"
#include "site/qr.h"
#include "site/say.h"

enum { ADDRESS_MAX = ORIGIN_MAX + 2 + FINGERPRINT_TEXT_MAX, FILE_MAX = 8 << 20 };

enum { KINDS = 3 };
static const struct poster_kind *const kinds[KINDS] = {&poster_wall, &poster_card, &poster_opening};

static const struct paper papers[] = {
	{"a4", 595.276, 841.89, 240.945, 155.906}, /* 210 × 297 mm; cards of 85 × 55 mm */
	{"letter", 612, 792, 252, 144},            /* 8.5 × 11 in; cards of 3.5 × 2 in */
};

/* An order that has been understood. */
struct work {
	const struct poster_kind *kind;
	const struct paper *paper;
	char fingerprint[FINGERPRINT_TEXT_MAX]; /* as it stands in an address */
	char spoken[FINGERPRINT_TEXT_MAX];
	char origin[ORIGIN_MAX + 1];
	char address[ADDRESS_MAX];
	struct content *c;
};

/* ---- what the command line says ---- */

static int
find_kind(struct work *w, const char *name)
{
	for (size_t i = 0; i < KINDS; i++) {
		if (name == NULL || strcmp(kinds[i]->name, name) == 0) {
			w->kind = kinds[i];
			return EXIT_SUCCESS;
		}
	}
	return usage_error("--kind: poster, card or opening, not '%s'", name);
}

static int
find_paper(struct work *w, const char *name)
{
	for (size_t i = 0; i < sizeof papers / sizeof *papers; i++) {
		if (name == NULL || strcmp(papers[i].name, name) == 0) {
			w->paper = &papers[i];
			return EXIT_SUCCESS;
		}
	}
	return usage_error("--paper: a4 or letter, not '%s'", name);
}

/*
 * Paper is the one thing of the office's that no server can change: without the
 * fingerprint on it, whoever is led to a false office has nothing to know it by.
 * So there is no poster without.
 */
static int
read_fingerprint(struct work *w, const char *words)
{
	struct words_problem problem;
	char sentence[256];

	if (words == NULL)
		return usage_error("--fingerprint WORDS is needed, so that nobody can pass for "
		                   "this office: 'alcove office fingerprint' prints them");
	if (fingerprint_parse(w->fingerprint, &problem, span_text(words)) != 0) {
		words_explain(sentence, sizeof sentence, &problem);
		return usage_error("--fingerprint: %s", sentence);
	}
	for (size_t i = 0; w->fingerprint[i] != '\0'; i++)
		w->spoken[i] = (char)(w->fingerprint[i] == '-' ? ' ' : w->fingerprint[i]);
	return EXIT_SUCCESS;
}

static int
understand(struct work *w, const struct order *order)
{
	int status = find_kind(w, order->kind);

	if (status == EXIT_SUCCESS)
		status = find_paper(w, order->paper);
	if (status == EXIT_SUCCESS)
		status = read_fingerprint(w, order->fingerprint);
	if (status == EXIT_SUCCESS && order->out == NULL)
		status = usage_error("--out FILE is needed");
	return status;
}

/* ---- what the office says ---- */

static int
load(struct work *w, const struct order *order)
{
	struct content_problems problems = {0};
	int rc = content_load(&w->c, order->content, order->language, &problems);
	int status = EXIT_SUCCESS;

	if (rc == ERR_ABSENT)
		status = failure("%s is not written in '%s': see languages in its office.yaml",
		                 order->content, order->language);
	else if (rc != 0)
		status = content_failure(order->content, rc, &problems);
	content_problems_clear(&problems);
	return status;
}

static int
find_address(struct work *w, const struct order *order)
{
	const char *asked = order->address == NULL ? w->c->origins.list[0] : order->address;
	size_t n = strlen(asked);
	struct roster roster = {0};

	if (n > 0 && asked[n - 1] == '/') /* as browsers show it */
		n--;
	if (content_to_roster(w->c, &roster) != 0)
		return failure("no memory");
	(void)snprintf(w->origin, sizeof w->origin, "%.*s", (int)n, asked);
	bool listed = n <= ORIGIN_MAX && roster_lists(&roster, w->origin);
	roster_clear(&roster);
	if (!listed)
		return failure("%s is not an address of this office: programs would refuse it "
		               "there. Its office.yaml lists under origins where it may be met",
		               asked);
	if (strchr(w->origin, '*') != NULL)
		return failure("%s stands for any port: give --address with one", w->origin);
	(void)snprintf(w->address, sizeof w->address, "%s/#%s", w->origin, w->fingerprint);
	return EXIT_SUCCESS;
}

/* ---- making it ---- */

static int
put_file(const char *path, struct span pdf)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644), rc, error;
	struct stat st;

	if (fd < 0)
		return failure("%s: %s", path, strerror(errno));
	rc = whole_write(fd, pdf);
	error = errno;
	if (rc != 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode))
		(void)unlink(path);
	if (close(fd) != 0 && rc == 0)
		return failure("%s: %s", path, strerror(errno));
	return rc == 0 ? EXIT_SUCCESS : failure("%s: %s", path, strerror(error));
}

static int
print_pages(struct buf *pdf, const struct work *w, struct poster *o, const char *today)
{
	char title[OFFICE_NAME_MAX + 128];
	const struct print_about about = {
		.paper = w->paper,
		.title = title,
		.author = w->c->name,
		.language = w->c->language,
		.date = today,
		.right_to_left = catalog_right_to_left(w->c->language),
	};
	const char *what = NULL;
	struct print *p;

	(void)snprintf(title, sizeof title, "%s: %s", w->c->name,
	               o->catalog->texts[w->kind->called]);
	p = print_new(&about);
	if (p == NULL)
		return failure("no memory");
	int status = EXIT_SUCCESS, rc = w->kind->write(p, o, w->paper, &what);
	if (rc == ERR_SIZE)
		status = failure("the office's texts do not fit on a %s, even in the smallest "
		                 "type; the longest of them is %s: write it shorter",
		                 w->kind->name, what);
	else if ((rc = print_end(p, pdf, &what)) == ERR_TEXT)
		status = failure("no font of this machine has every letter of '%s': install one, "
		                 "such as the package fonts-noto-core",
		                 what);
	else if (rc != 0)
		status = failure("%s", err_text(rc));
	print_free(p);
	return status;
}

static int
make(struct work *w, const char *out, const char *today)
{
	struct buf pdf;
	struct qr *qr = qr_new(w->address);
	struct poster o = {
		.c = w->c,
		.catalog = catalog_of(w->c->language),
		.origin = w->origin,
		.address = w->address,
		.spoken = w->spoken,
		.qr = qr,
	};

	if (qr == NULL)
		return failure("no memory");
	buf_init(&pdf, FILE_MAX);
	int status = print_pages(&pdf, w, &o, today);
	if (status == EXIT_SUCCESS)
		status = put_file(out, buf_span(&pdf));
	buf_clear(&pdf);
	qr_free(qr);
	return status;
}

int
order_fill(const struct order *order, const char *today)
{
	struct work w = {0};
	int status = understand(&w, order);

	if (status == EXIT_SUCCESS)
		status = load(&w, order);
	/* Whoever has no device, or none that is theirs alone, must find a way too (R28). */
	if (status == EXIT_SUCCESS && w.c->reach.phone == NULL && w.c->reach.place == NULL)
		status = failure("office.yaml supplies neither reach.phone nor reach.place: paper "
		                 "that leads to a screen only leaves people out");
	if (status == EXIT_SUCCESS)
		status = find_address(&w, order);
	if (status == EXIT_SUCCESS)
		status = make(&w, order->out, today);
	content_free(w.c);
	return status;
}
