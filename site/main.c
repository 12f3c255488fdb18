/* alcove-site(1): an office's public pages from what it writes about itself, and the cards it hands
 * out. */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "site/build.h"
#include "site/order.h"
#include "site/preview.h"
#include "site/say.h"

static const char usage[] =
	"usage: alcove site build CONTENT --out DIR\n"
	"       alcove site preview CONTENT [--listen ADDRESS:PORT]\n"
	"       alcove poster CONTENT --fingerprint WORDS --out FILE.pdf [OPTION...]\n"
	"\n"
	"Makes an office's public pages, and what it hands out on paper, out of the folder in "
	"which\n"
	"it writes about itself.\n"
	"\n"
	"  build          writes the pages into DIR, which is new, empty or an earlier site\n"
	"    --out DIR    where to\n"
	"    --enrolled NAME       somebody on the office's roster (once for each); all others "
	"are\n"
	"                 shown as people who cannot be written to yet\n"
	"  preview        shows them in a browser on this machine, anew with every change\n"
	"    --listen A   a loopback address and port (127.0.0.1:8090)\n"
	"  poster         makes a poster, wallet cards or an opening statement, each on one sheet\n"
	"    --fingerprint WORDS   the eight words that 'alcove office fingerprint' prints\n"
	"    --address URL         where the office is met (the first of its origins)\n"
	"    --kind KIND           poster, card, or opening (poster)\n"
	"    --language LANGUAGE   one in which the office writes, such as es (its first)\n"
	"    --paper PAPER         a4 or letter (a4)\n"
	"    --out FILE            where to, as PDF\n"
	"\n"
	"  --help         this text\n"
	"  --version      the version\n"
	"\n"
	"SOURCE_DATE_EPOCH, when set, is taken for today: the day by which entries are past their\n"
	"review, and the day a PDF is of.\n";

struct options {
	const char *listen;
	struct site_enrolled enrolled;
	struct order order; /* CONTENT and --out are in it for the other verbs too */
};

/* Today, or the day of SOURCE_DATE_EPOCH, so that pages can be made again byte for byte. */
static int
today_text(char out[11])
{
	const char *epoch = getenv("SOURCE_DATE_EPOCH");
	time_t now = time(NULL);
	struct tm day;
	char *end;

	if (epoch != NULL) {
		errno = 0;
		long long given = strtoll(epoch, &end, 10);
		if (errno != 0 || *epoch == '\0' || *end != '\0' || given < 0 ||
		    given > 253402300799LL)
			return usage_error("SOURCE_DATE_EPOCH is not a number of seconds: %s",
			                   epoch);
		now = (time_t)given;
	}
	if (gmtime_r(&now, &day) == NULL || strftime(out, 11, "%Y-%m-%d", &day) != 10)
		return failure("this machine's clock shows no day");
	return EXIT_SUCCESS;
}

static int
build(const struct options *o)
{
	struct content_problems problems = {0};
	struct site *site = NULL;
	char today[11];
	int status = today_text(today);

	if (status != EXIT_SUCCESS)
		return status;
	if (o->order.out == NULL)
		return usage_error("site build: --out DIR is needed");
	int rc = site_build(&site, o->order.content, today,
	                    o->enrolled.n == 0 ? NULL : &o->enrolled, &problems);
	if (rc != 0) {
		status = content_failure(o->order.content, rc, &problems);
	} else if ((rc = site_put(site, o->order.out)) == ERR_CONFLICT) {
		status = failure("%s holds something else than an earlier site: name a new folder",
		                 o->order.out);
	} else if (rc != 0 && errno == EBUSY) {
		status = failure("%s cannot be exchanged as a whole, being where one is or a disk "
		                 "of its own: name a folder in it",
		                 o->order.out);
	} else if (rc != 0) {
		status = failure("%s: %s", o->order.out, strerror(errno));
	} else {
		(void)printf("%zu files in %s\n", site_count(site), o->order.out);
	}
	site_free(site);
	content_problems_clear(&problems);
	return status;
}

static int
preview(const struct options *o)
{
	char today[11];
	int status = today_text(today);

	if (status != EXIT_SUCCESS)
		return status;
	return preview_run(o->order.content, today,
	                   o->listen == NULL ? "127.0.0.1:8090" : o->listen);
}

static int
poster(const struct options *o)
{
	char today[11];
	int status = today_text(today);

	return status == EXIT_SUCCESS ? order_fill(&o->order, today) : status;
}

static const struct verb {
	const char *name;
	const char *takes; /* options, by the letters of read_options */
	int (*run)(const struct options *o);
} verbs[] = {
	{"build", "oe", build},
	{"preview", "L", preview},
	{"poster", "ofaklp", poster},
};

static int
read_options(struct options *o, const char *takes, int argc, char **argv)
{
	static const struct option known[] = {
		{"out", required_argument, NULL, 'o'},
		{"enrolled", required_argument, NULL, 'e'},
		{"listen", required_argument, NULL, 'L'},
		{"fingerprint", required_argument, NULL, 'f'},
		{"address", required_argument, NULL, 'a'},
		{"kind", required_argument, NULL, 'k'},
		{"language", required_argument, NULL, 'l'},
		{"paper", required_argument, NULL, 'p'},
		{"help", no_argument, NULL, 'h'},
		{NULL, 0, NULL, 0},
	};
	const struct {
		int letter;
		const char **value;
	} values[] = {
		{'o', &o->order.out},     {'L', &o->listen},     {'f', &o->order.fingerprint},
		{'a', &o->order.address}, {'k', &o->order.kind}, {'l', &o->order.language},
		{'p', &o->order.paper},
	};
	int c;

	while ((c = getopt_long(argc, argv, "h", known, NULL)) != -1) {
		if (c == 'h') {
			(void)fputs(usage, stdout);
			exit(EXIT_SUCCESS);
		}
		if (c == '?')
			return usage_error("see alcove site --help");
		if (strchr(takes, c) == NULL)
			return usage_error("%s has no such option; see alcove site --help",
			                   argv[0]);
		if (c == 'e' && o->enrolled.n == PEOPLE_MAX)
			return usage_error("--enrolled: a roster has at most %d people",
			                   PEOPLE_MAX);
		if (c == 'e')
			o->enrolled.names[o->enrolled.n++] = optarg;
		for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
			if (values[i].letter == c)
				*values[i].value = optarg;
		}
	}
	if (optind + 1 != argc)
		return usage_error("one folder is needed: what the office writes about itself");
	o->order.content = argv[optind];
	return EXIT_SUCCESS;
}

int
main(int argc, char **argv)
{
	struct options o = {0};
	const char *name = argc < 2 ? "" : argv[1];

	/* Pages are for everybody, and any web server may have to read them: alcove's own umask
	 * ends here. */
	(void)umask(022);

	if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0 || strcmp(name, "help") == 0)
		return fputs(usage, stdout) < 0 || fflush(stdout) != 0 ? EXIT_FAILURE
		                                                       : EXIT_SUCCESS;
	if (strcmp(name, "--version") == 0)
		return printf("alcove-site %s\n", ALCOVE_VERSION) < 0 || fflush(stdout) != 0
		               ? EXIT_FAILURE
		               : EXIT_SUCCESS;
	for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++) {
		if (strcmp(verbs[i].name, name) != 0)
			continue;
		int status = read_options(&o, verbs[i].takes, argc - 1, argv + 1);
		if (status == EXIT_SUCCESS)
			status = verbs[i].run(&o);
		if (fflush(stdout) != 0 && status == EXIT_SUCCESS)
			status = failure("cannot write to standard output");
		return status;
	}
	(void)fputs(usage, stderr);
	return EXIT_USAGE;
}
