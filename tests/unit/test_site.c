/*
 * An office's pages from within: which words a language falls back on, that
 * whatever an office writes stays text, that what is written from right to
 * left is marked so, and that want of memory is told and leaks nothing.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <dirent.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "site/build.h"
#include "site/catalog.h"
#include "site/html.h"

#include "content_help.h"

enum { PIECE_MAX = 512 };

static const char today[] = "2026-11-20";

/* ---- the product's own words ---- */

static void
a_language_falls_back_on_its_plain_form_and_then_on_english(void **state)
{
	(void)state;
	assert_string_equal(catalog_of("en")->language, "en");
	assert_string_equal(catalog_of("es")->language, "es");
	assert_string_equal(catalog_of("es-MX")->language, "es");
	assert_string_equal(catalog_of("ht")->language, "en");
	assert_string_equal(catalog_of("e")->language, "en");
	assert_string_equal(catalog_of("est")->language, "en");
}

static void
a_language_is_known_to_run_from_right_to_left(void **state)
{
	static const char *const those[] = {"ar", "ar-EG", "fa", "he", "ur"};
	static const char *const others[] = {"en", "es", "az", "hr", "u", "arn"};

	(void)state;
	for (size_t i = 0; i < sizeof those / sizeof *those; i++)
		assert_true(catalog_right_to_left(those[i]));
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		assert_false(catalog_right_to_left(others[i]));
}

/* Each name in braces of text is one that the English text fills in too, but for {title}. */
static void
assert_filled(const char *text, const char *english)
{
	for (const char *open; (open = strchr(text, '{')) != NULL; text = open + 1) {
		char name[32];

		assert_in_range(open - text, 0, PIECE_MAX - 1);
		size_t n = strcspn(open, "}") + 1;
		assert_in_range(n, 3, sizeof name - 1);
		(void)snprintf(name, sizeof name, "%.*s", (int)n, open);
		if (strcmp(name, "{title}") != 0 && strstr(english, name) == NULL)
			fail_msg("%s: nothing fills it in: %s", name, open);
	}
}

static void
every_text_is_there_in_every_language_and_can_be_filled_in(void **state)
{
	(void)state;
	assert_true(catalog_count >= 2);
	for (size_t i = 0; i < catalog_count; i++) {
		for (size_t j = 0; j < SAYINGS; j++) {
			assert_non_null(catalogs[i].texts[j]);
			assert_true(catalogs[i].texts[j][0] != '\0');
			assert_filled(catalogs[i].texts[j], catalogs[0].texts[j]);
		}
	}
}

/* ---- writing ---- */

static void
text_and_attributes_stay_text(void **state)
{
	static const char hostile[] = "\"><script>alert('&amp;')</script>";
	struct buf out;
	struct html *h = html_new();

	(void)state;
	buf_init(&out, 4096);
	assert_non_null(h);
	html_open(h, "p", "class", hostile, "lang", NULL, NULL);
	html_text(h, hostile);
	html_close(h);
	assert_int_equal(html_end(h, &out), 0);
	buf_put_u8(&out, 0);
	const char *text = (const char *)out.p;
	assert_non_null(strstr(text, "<p class=\"&quot;&gt;&lt;script&gt;"));
	assert_non_null(
		strstr(text, ">&quot;&gt;&lt;script&gt;alert('&amp;amp;')&lt;/script&gt;</p>"));
	assert_null(strstr(text, "<script"));
	assert_null(strstr(text, "lang"));
	buf_clear(&out);
}

static void
what_was_never_begun_or_does_not_fit_is_no_page(void **state)
{
	struct buf out;
	struct html *h = html_new();

	(void)state;
	buf_init(&out, 8);
	assert_int_equal(html_end(NULL, &out), ERR_MEMORY);
	html_open(h, "p", NULL);
	html_close(h);
	assert_int_equal(html_end(h, &out), ERR_MEMORY);
	buf_clear(&out);
}

/* ---- an office's folder, with its texts changed on the way ---- */

struct change {
	const char *find, *put;
};

static void
write_changed(FILE *to, const char *text, const struct change *changes, size_t n)
{
	while (*text != '\0') {
		size_t i = 0;
		while (i < n && strncmp(text, changes[i].find, strlen(changes[i].find)) != 0)
			i++;
		if (i < n) {
			assert_true(fputs(changes[i].put, to) >= 0);
			text += strlen(changes[i].find);
		} else {
			assert_true(fputc(*text++, to) != EOF);
		}
	}
}

static void
copy_folder(const char *from, const char *to, const struct change *changes, size_t n)
{
	char a[PATH_BYTES], b[PATH_BYTES];
	static char text[CONTENT_FILE_MAX + 1];
	DIR *d = opendir(from);
	struct dirent *e;

	assert_non_null(d);
	assert_true(mkdir(to, 0700) == 0 || errno == EEXIST);
	while ((e = readdir(d)) != NULL) {
		struct stat st;
		if (e->d_name[0] == '.')
			continue;
		assert_in_range(snprintf(a, sizeof a, "%s/%s", from, e->d_name), 1, sizeof a - 1);
		assert_in_range(snprintf(b, sizeof b, "%s/%s", to, e->d_name), 1, sizeof b - 1);
		assert_int_equal(stat(a, &st), 0);
		if (S_ISDIR(st.st_mode)) {
			/* Markdown with such things in it is refused (test_content_folder). */
			copy_folder(a, b, changes, strcmp(e->d_name, "guides") == 0 ? 0 : n);
			continue;
		}
		FILE *f = fopen(a, "rb"), *g = fopen(b, "wb");
		assert_non_null(f);
		assert_non_null(g);
		text[fread(text, 1, CONTENT_FILE_MAX, f)] = '\0';
		write_changed(g, text, changes, n);
		assert_int_equal(fclose(g), 0);
		(void)fclose(f);
	}
	(void)closedir(d);
}

static const char *
source(char out[PATH_BYTES], const char *name)
{
	char folder[64];

	(void)snprintf(folder, sizeof folder, "offices/%s", name);
	return source_path(out, folder);
}

/* The site of offices/name with these changes; more is added to its office.yaml. */
static struct site *
changed_site(const char *name, const struct change *changes, size_t n, const char *more)
{
	char from[PATH_BYTES], file[PATH_BYTES], folder[] = "/tmp/alcove-site-XXXXXX";
	struct content_problems problems = {0};
	struct site *site;

	assert_non_null(mkdtemp(folder));
	copy_folder(source(from, name), folder, changes, n);
	(void)snprintf(file, sizeof file, "%s/office.yaml", folder);
	FILE *f = fopen(file, "ab");
	assert_non_null(f);
	assert_true(fputs(more, f) >= 0);
	assert_int_equal(fclose(f), 0);
	int rc = site_build(&site, folder, today, NULL, &problems);
	for (size_t i = 0; i < problems.n; i++) {
		char *text = content_problem_text(&problems.list[i]);
		print_error("%s\n", text);
		free(text);
	}
	content_problems_clear(&problems);
	remove_folder(folder);
	assert_int_equal(rc, 0);
	return site;
}

static bool
is_page(const struct site_file *f)
{
	return strstr(f->path, ".html") != NULL;
}

static char *
text_of(const struct site_file *f)
{
	assert_non_null(f);
	char *text = strndup((const char *)f->bytes, f->n);
	assert_non_null(text);
	return text;
}

static size_t
times(const char *text, const char *what)
{
	size_t n = 0;

	while ((text = strstr(text, what)) != NULL) {
		text += strlen(what);
		n++;
	}
	return n;
}

static void
whatever_an_office_writes_stays_text(void **state)
{
	static const struct change hostile[] = {
		{" the ", " <script> "},
		{" de ", " </p> "},
		{"Brindlewick", "<svg>&B"},
		{"Ada Quill", "Ada</h2><b>"},
	};
	struct site *site = changed_site("example", hostile, sizeof hostile / sizeof *hostile, "");
	size_t escaped = 0;

	(void)state;
	assert_true(site_count(site) > 40);
	for (size_t i = 0; i < site_count(site); i++) {
		const struct site_file *f = site_file(site, i);
		if (!is_page(f))
			continue;
		char *text = text_of(f);
		escaped += times(text, "&lt;svg&gt;&amp;B") + times(text, "&lt;script&gt;");
		if (strstr(text, "<script>") != NULL || strstr(text, "<svg>") != NULL ||
		    strstr(text, "<b>") != NULL)
			fail_msg("%s holds what the office wrote as if we had", f->path);
		assert_int_equal(times(text, "<html"), 1);
		assert_int_equal(times(text, "</p>"), times(text, "<p>") + times(text, "<p "));
		free(text);
	}
	assert_true(escaped > 200);
	site_free(site);
}

/* Places on a page are led to by their ids, so each is there once. */
static void
an_exception_may_be_named_as_a_section_is(void **state)
{
	static const struct change named[] = {{"id: imminent-risk", "id: history"}};
	struct site *site = changed_site("example", named, 1, "");
	char *text = text_of(site_find(site, "charter.html"));

	(void)state;
	assert_int_equal(times(text, " id=\"history\""), 1);
	assert_int_equal(times(text, " id=\"clause-history\""), 1);
	free(text);
	site_free(site);
}

/* ---- who is there, and who else ---- */

static struct site *
plain_site(const char *name, const struct site_enrolled *enrolled)
{
	char from[PATH_BYTES];
	struct content_problems problems = {0};
	struct site *site;

	assert_int_equal(site_build(&site, source(from, name), today, enrolled, &problems), 0);
	return site;
}

static void
assert_times(const struct site *site, const char *page, const char *what, size_t n)
{
	char *text = text_of(site_find(site, page));

	if (times(text, what) != n)
		fail_msg("%s: '%s' %zu times, not %zu", page, what, times(text, what), n);
	free(text);
}

/* On the roster is one of the two ombuds, and somebody of whom the office has not written. */
static void
nobody_is_shown_as_who_they_are_not(void **state)
{
	static const char not_yet[] = "Nobody can write to this person here yet";
	static const char alone[] = "What they do here is not written down yet";
	struct site_enrolled some = {{"Tomás Merrow", "Zoe <b>"}, 2};
	struct site *site = plain_site("example", &some);

	(void)state;
	assert_times(site, "people.html", not_yet, 2);
	assert_times(site, "people.html", alone, 1);
	assert_times(site, "people.html", "Zoe &lt;b&gt;</h2>", 1);
	assert_times(site, "es/people.html", "Todavía no se puede escribir aquí a esta persona", 2);
	site_free(site);
	site = plain_site("example", NULL);
	assert_times(site, "people.html", not_yet, 0);
	assert_times(site, "people.html", alone, 0);
	site_free(site);
	static const struct change off[] = {{"\nwriting: full", "\nwriting: off"}};
	site = changed_site("example", off, 1, "");
	assert_times(site, "people.html", not_yet, 0);
	site_free(site);
}

/* Where somebody is away or cannot be the one, on the page of those who are there, and as a place
 * like the others. */
static void
another_ombuds_office_stands_where_one_may_need_it(void **state)
{
	static const char said[] = "You can also turn to an ombuds office apart from this one:";
	struct site *site = plain_site("example", NULL);

	(void)state;
	assert_times(site, "index.html", said, 1);
	assert_times(site, "people.html", said, 1);
	assert_times(site, "room.html", said, 2); /* away, when we read */
	assert_times(site, "room.html", "when-to-call.html#sister-ombuds", 2);
	assert_times(site, "when-to-call.html", "An ombuds office apart from this one.", 1);
	assert_times(site, "people.html", "href=\"tel:5550171\"", 1);
	site_free(site);
	site = changed_site("longwood", NULL, 0,
	                    "\naway: [{since: 2026-12-24, until: 2027-01-04}]\n");
	assert_times(
		site, "room.html", said,
		3); /* and in the room's own line, as the office names nobody there meanwhile */
	site_free(site);
	site = plain_site("longwood", NULL);
	assert_times(site, "people.html", "when-to-call.html#university-ombuds", 1);
	assert_times(site, "people.html", "Harvard Ombudsman Office", 1);
	site_free(site);
	site = plain_site("mit", NULL);
	assert_times(site, "people.html", said, 0);
	site_free(site);
}

/* What an office gave of its own stands word for word below what is read before writing; what it
 * did not give is not named. */
static void
what_an_office_gave_stands_in_the_room(void **state)
{
	static const char declared[] = "What others have declared this office to be";
	struct site *site = plain_site("longwood", NULL);

	(void)state;
	assert_times(site, "room.html",
	             "<summary>A confidential resource where Title IX is concerned</summary>", 1);
	assert_times(site, "room.html", "Declared by Harvard, date not supplied.", 1);
	assert_times(site, "room.html", "Version 1, since 1 January 2026", 2);
	assert_times(site, "room.html", "What the institution has promised", 0);
	assert_times(site, "room.html", "What coming here means", 0);
	site_free(site);
	site = plain_site("mit", NULL);
	assert_times(site, "room.html", declared, 0);
	assert_times(site, "room.html", "What the institution has promised", 1);
	assert_times(site, "room.html", "What coming here means", 1);
	assert_times(site, "room.html", "Version 1, since 1 January 2026", 3);
	assert_times(site, "charter.html", "Version 1, since 1 January 2026", 3);
	site_free(site);
}

static void
a_language_without_a_catalogue_is_marked_with_its_direction(void **state)
{
	struct site *site = changed_site("longwood", NULL, 0, "\nlanguages: [ar]\n");
	char *text = text_of(site_find(site, "index.html"));

	(void)state;
	assert_non_null(strstr(text, "<html lang=\"en\">"));
	assert_non_null(strstr(text, "<p lang=\"ar\" dir=\"rtl\">"));
	assert_non_null(strstr(text, "<li lang=\"ar\" dir=\"rtl\">"));
	assert_null(strstr(text, "<html lang=\"ar\""));
	assert_non_null(strstr(text, "<h1 class=\"name\" lang=\"ar\" dir=\"rtl\">"));
	free(text);
	text = text_of(site_find(site, "guides/concerns-goals-options.html"));
	assert_non_null(strstr(text, "<h1 lang=\"ar\" dir=\"rtl\">"));
	assert_non_null(strstr(text, "<span lang=\"ar\" dir=\"rtl\">"));
	assert_non_null(strstr(text, "<div class=\"guide\" lang=\"ar\" dir=\"rtl\">"));
	free(text);
	site_free(site);
}

static void
a_kind_of_a_known_language_takes_its_words_and_marks_its_own(void **state)
{
	struct site *site = changed_site("longwood", NULL, 0, "\nlanguages: [es-MX]\n");
	char *text = text_of(site_find(site, "index.html"));

	(void)state;
	assert_non_null(strstr(text, "<html lang=\"es\">"));
	assert_non_null(strstr(text, "Una muestra."));
	assert_non_null(strstr(text, "<p lang=\"es-MX\" dir=\"ltr\">"));
	free(text);
	site_free(site);
}

static void
what_another_language_lacks_is_marked_as_the_first(void **state)
{
	struct site *site = changed_site("longwood", NULL, 0, "\nlanguages: [en, es]\n");
	char *text = text_of(site_find(site, "es/index.html"));

	(void)state;
	assert_non_null(strstr(text, "<html lang=\"es\">"));
	assert_non_null(strstr(text, "<p lang=\"en\" dir=\"ltr\">"));
	assert_non_null(strstr(text, "href=\"../index.html\" lang=\"en\" hreflang=\"en\""));
	assert_null(site_find(site, "es/assets/look.css"));
	free(text);
	text = text_of(site_find(site, "es/guides/concerns-goals-options.html"));
	assert_non_null(strstr(text, "<h1 lang=\"en\" dir=\"ltr\">"));
	free(text);
	site_free(site);
}

static void
a_guide_stands_below_its_title_and_says_what_leads_away(void **state)
{
	static const struct change guide[] = {
		{"\n\n", "\n\n# Again \\<script> `<script>`\n\n"
	                 "[out](https://elsewhere.example/) [in](../places.html)\n\n"},
	};
	char from[PATH_BYTES], to[] = "/tmp/alcove-site-XXXXXX", file[PATH_BYTES];
	struct content_problems problems = {0};
	struct site *site;

	(void)state;
	assert_non_null(mkdtemp(to));
	copy_folder(source(from, "example"), to, NULL, 0);
	(void)snprintf(file, sizeof file, "%s/guides", to);
	copy_folder(source(from, "example/guides"), file, guide, 1);
	assert_int_equal(site_build(&site, to, today, NULL, &problems), 0);
	char *text = text_of(site_find(site, "guides/when-you-lead.html"));
	assert_int_equal(times(text, "<h1>"), 1);
	assert_null(strstr(text, "<script>"));
	assert_non_null(strstr(text, ">out</a> (leads away from this site)"));
	assert_non_null(strstr(text, "<a href=\"../places.html\">in</a></p>"));
	free(text);
	site_free(site);
	content_problems_clear(&problems);
	remove_folder(to);
}

/* ---- want of memory ---- */

static void
want_of_memory_anywhere_is_told_and_leaks_nothing(void **state)
{
	char from[PATH_BYTES];
	size_t failed = 0;
	int rc = ERR_MEMORY;

	(void)state;
	/* The more there is, the larger the steps: a site takes some thousands. */
	for (size_t given = 0; rc != 0; given += 1 + given / 40) {
		struct content_problems problems = {0};
		struct site *site;
		assert_true(given < 100000);
		memory_short(given);
		rc = site_build(&site, source(from, "longwood"), today, NULL, &problems);
		memory_enough();
		content_problems_clear(&problems);
		site_free(site);
		if (rc == 0)
			break;
		assert_int_equal(rc, ERR_MEMORY);
		assert_null(site);
		failed++;
	}
	assert_true(failed > 50);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_language_falls_back_on_its_plain_form_and_then_on_english),
		cmocka_unit_test(a_language_is_known_to_run_from_right_to_left),
		cmocka_unit_test(every_text_is_there_in_every_language_and_can_be_filled_in),
		cmocka_unit_test(text_and_attributes_stay_text),
		cmocka_unit_test(what_was_never_begun_or_does_not_fit_is_no_page),
		cmocka_unit_test(whatever_an_office_writes_stays_text),
		cmocka_unit_test(an_exception_may_be_named_as_a_section_is),
		cmocka_unit_test(nobody_is_shown_as_who_they_are_not),
		cmocka_unit_test(another_ombuds_office_stands_where_one_may_need_it),
		cmocka_unit_test(what_an_office_gave_stands_in_the_room),
		cmocka_unit_test(a_language_without_a_catalogue_is_marked_with_its_direction),
		cmocka_unit_test(a_kind_of_a_known_language_takes_its_words_and_marks_its_own),
		cmocka_unit_test(what_another_language_lacks_is_marked_as_the_first),
		cmocka_unit_test(a_guide_stands_below_its_title_and_says_what_leads_away),
		cmocka_unit_test(want_of_memory_anywhere_is_told_and_leaks_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
