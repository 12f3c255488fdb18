/*
 * A whole conversation with a real server of which one allocation or one call on
 * files fails, or all from there on: it never dies of it, what it acknowledged is
 * there when it is started again, and the conversation goes on to its end.
 *
 * Of the thousands the first ones are tried one by one, then fewer and fewer; with
 * ALCOVE_FAULT_STRIDE each so many-th.
 */
#include "tests/unit/conversation.h"
#include "tests/unit/server_process.h"
#include "tests/unit/store_fixture.h"

static struct world base, w;
static struct process server;
static char made_at[PATH_SIZE], directory[PATH_SIZE];

/* ---- a server elsewhere ---- */

/* Status 0: no answer. */
static int
over_http(struct drop *d, const struct step *step, struct buf *out)
{
	static const char *const methods[] = {
		[HTTP_GET] = "GET", [HTTP_POST] = "POST", [HTTP_PUT] = "PUT"};
	struct curl_slist *headers = curl_slist_append(NULL, "Expect:");
	char line[32 + 2 * TOKEN_BYTES] = "Authorization: Bearer ";
	bool get = step->method == HTTP_GET;
	struct span body =
		get ? SPAN_NONE
		    : span(step->body.n == 0 ? "" : (const char *)step->body.p, step->body.n);
	struct answer a;
	CURL *curl;
	long status = 0;

	(void)d;
	if (!get)
		headers = curl_slist_append(headers, "Content-Type: application/octet-stream");
	if (step->session != NULL) {
		hex_put(line + strlen(line), span(step->session, TOKEN_BYTES));
		headers = curl_slist_append(headers, line);
	}
	curl = request_to(&server, methods[step->method], step->path, body, headers, &a);
	if (curl_easy_perform(curl) == CURLE_OK)
		curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
	if (a.body.n <= step->answer_max)
		buf_put_span(out, buf_span(&a.body));
	assert_int_equal(out->err, 0);
	answer_clear(&a);
	curl_easy_cleanup(curl);
	curl_slist_free_all(headers);
	return (int)status;
}

/* Whether it started; with fault, it may end with an error instead. */
static bool
start(const char *fault)
{
	static const char *const arguments[] = {"--listen", "127.0.0.1:0", "--puzzle", "0", NULL};
	char library[512];
	int code = 0;
	bool started;

	(void)snprintf(library, sizeof library, "%s/tests/unit/libfailing.so",
	               getenv("ALCOVE_BUILD_ROOT"));
	if (fault != NULL) {
		setenv("LD_PRELOAD", library, 1);
		setenv("ALCOVE_FAIL", fault, 1);
	}
	started = process_start(&server, directory, arguments, &code);
	unsetenv("LD_PRELOAD");
	unsetenv("ALCOVE_FAIL");
	if (!started)
		server.pid = 0;
	if (!started && (fault == NULL || code < 1 || code > 125))
		fail_msg("with %s the server ended with %d: %s", fault, code,
		         process_errors(&server));
	return started;
}

static int
stop(void)
{
	int code = process_stop(&server, SIGTERM);

	server.pid = 0;
	return code;
}

/* ---- the conversation ---- */

struct outcome {
	int said, answered;
};

static void
talk(struct outcome *o)
{
	struct visit v = {.words = "ann", .act = VISIT_SAY, .text = "hello"};
	struct sync s = {.person = 0};

	o->said = visit(&w, &v);
	o->answered = sync_desk(&w, &s);
	if (o->answered == 0 && s.matters == 1) {
		s = (struct sync){
			.person = 0, .act = SYNC_SAY, .matter = s.first, .text = "good day"};
		o->answered = sync_desk(&w, &s);
	} else {
		o->answered = ERR_ABSENT;
	}
	v = (struct visit){.words = "ann"};
	(void)visit(&w, &v);
}

/* What was acknowledged is there; what was not is said again; all of it is there once. */
static void
go_on(const struct outcome *o, const char *fault)
{
	struct visit v = {.words = "ann"};
	struct sync s = {.person = 0};

	assert_int_equal(visit(&w, &v), 0);
	if (o->said == 0 && strncmp(v.view, "V:hello", 7) != 0)
		fail_msg("with %s what the visitor said was lost: %s", fault, v.view);
	if (v.view[0] == '\0')
		says(&w, "ann", "hello", NULL);
	assert_int_equal(sync_desk(&w, &s), 0);
	assert_int_equal(s.matters, 1);
	if (strcmp(s.view, "{V:hello}") == 0) {
		if (o->answered == 0)
			fail_msg("with %s what the desk said was lost", fault);
		replies(&w, 0, s.first, "good day");
	}
	desk_shows(&w, 0, "{V:hello|0:good day}");
	room_shows(&w, "ann", "V:hello|0:good day");
}

/* Whether the server came as far as to fail. */
static bool
try(const char *fault)
{
	struct outcome o = {.said = -1, .answered = -1};
	char *errors;
	int code = 0;
	bool failed;

	directory_copy(made_at, directory);
	(void)unlink(server.errors);
	world_copy(&w, &base);
	if (start(fault)) {
		talk(&o);
		code = stop();
	}
	if (code != 0 && code != 1)
		fail_msg("with %s the server ended with %d: %s", fault, code,
		         process_errors(&server));
	errors = process_errors(&server);
	failed = strstr(errors, "failing now") != NULL;
	if (!failed)
		assert_true(o.said == 0 && o.answered == 0 && code == 0);
	free(errors);
	(void)start(NULL);
	go_on(&o, fault);
	assert_int_equal(stop(), 0);
	world_close(&w);
	return failed;
}

static unsigned
next(unsigned n)
{
	const char *stride = getenv("ALCOVE_FAULT_STRIDE");

	return stride == NULL ? n + 1 + n / 16 : n + (unsigned)strtoul(stride, NULL, 10);
}

static void
try_all(const char *kind)
{
	char fault[32];
	unsigned n = 1, tried = 0;
	bool more = true;

	if (!sandbox_built()) /* sanitizers want to be loaded first */
		skip();
	for (; more; n = next(n), tried++) {
		(void)snprintf(fault, sizeof fault, "%s %u%s", kind, n, tried % 4 == 3 ? "+" : "");
		more = try(fault);
	}
	print_message("# %u tried of about %u\n", tried, n);
	assert_true(tried > 10);
}

static void
a_server_bears_that_memory_is_refused(void **state)
{
	(void)state;
	try_all("memory");
}

static void
a_server_bears_that_files_fail(void **state)
{
	(void)state;
	try_all("files");
}

/* ---- an office that can be written to ---- */

static int
setup(void **state)
{
	struct store_document documents[3];
	struct buf root;
	struct store *store;

	(void)state;
	curl_global_init(CURL_GLOBAL_DEFAULT);
	directory_new(made_at);
	directory_new(directory);
	drop_new(&base.drop, 1, 0);
	base.drop.elsewhere = over_http;
	base.drop.day = clock_day(clock_now());
	base.drop.roster.not_after = base.drop.day + 90;
	drop_publish(&base.drop);
	buf_init(&root, MINISIGN_FILE_MAX);
	assert_int_equal(minisign_public_write(&root, &base.drop.root.public), 0);
	documents[0] = (struct store_document){"root.pub", buf_span(&root)};
	documents[1] = (struct store_document){"roster", buf_span(&base.drop.roster_text)};
	documents[2] =
		(struct store_document){"roster.minisig", buf_span(&base.drop.roster_signature)};
	assert_int_equal(store_open_sqlite(&store, directory, STORE_CREATE), 0);
	assert_int_equal(store_documents_put(store, documents, 3), 0);
	store_close(store);
	buf_clear(&root);
	(void)start(NULL);
	desk_shows(&base, 0, "");
	assert_int_equal(stop(), 0);
	directory_copy(directory, made_at);
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	if (server.pid > 0)
		(void)process_stop(&server, SIGKILL);
	(void)unlink(server.errors);
	world_close(&base);
	directory_remove(made_at);
	directory_remove(directory);
	return 0;
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_server_bears_that_files_fail),
		cmocka_unit_test(a_server_bears_that_memory_is_refused),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
