/*
 * load ADDRESS CONNECTIONS SECONDS get PATH
 * load ADDRESS CONNECTIONS SECONDS deposit|fetch [READER]
 *
 * Asks over kept-open connections, each as soon as it has its answer. It shares the machine's cores
 * with the server, so it is one thread over epoll, and requests are made beforehand; of a deposit
 * only the tags change. READER: 1 for a second thread that polls the closed days and fetches in
 * turn, 200 times a second at most, as visitors do meanwhile.
 * SERVER_PID in the environment: the server's processor time is told too.
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sodium.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "bench/client.h"
#include "core/secret.h"
#include "core/talk/exchange.h"
#include "core/talk/places.h"

enum {
	READ_BYTES = 256 * 1024,
	HEAD_MAX = 4096,
	EVENTS = 64,
	DEPOSITS_MAX = 60000, /* an office has room for LIVE_TAGS_MAX tags */
	TIMES_MAX = 1 << 21,
	READER_PAUSE_US = 5000,
};

enum kind { KIND_GET, KIND_DEPOSIT, KIND_FETCH };

/* How long answers took, in microseconds. */
struct times {
	uint32_t *us;
	size_t n;
};

struct connection {
	int fd;
	uint8_t *request;
	size_t sent;
	uint64_t began;
	uint8_t head[HEAD_MAX]; /* the answer's first bytes, until its head is whole */
	size_t have;
	unsigned status;
	size_t left; /* of the body, once it is */
	bool in_body;
};

struct load {
	const char *address;
	enum kind kind;
	struct office office; /* for what is not a get */
	struct buf request;
	size_t tags_at, slots; /* of a deposit, in the request */
	uint64_t next_tag[2];
	int epoll;
	uint64_t until;
	size_t started, done, errors, waiting;
	uint64_t bytes;
	struct times times;
};

static void
note_time(struct times *t, uint64_t us)
{
	if (t->n < TIMES_MAX)
		t->us[t->n++] = us > UINT32_MAX ? UINT32_MAX : (uint32_t)us;
}

static struct times
times_new(void)
{
	struct times t = {.us = malloc(TIMES_MAX * sizeof(uint32_t))};

	if (t.us == NULL)
		die("memory");
	return t;
}

/* ---- what is asked ---- */

static void
post(struct buf *out, const struct buf *body)
{
	char head[REQUEST_HEAD_MAX];

	buf_init(out, 1 << 20);
	buf_put(out, head, request_head(head, "POST", "/v1/exchange", body->n));
	buf_put_span(out, buf_span(body));
	if (out->err != 0)
		die("memory");
}

static void
make_deposit(struct load *l)
{
	struct exchange_slot slots[1 + PEOPLE_MAX];
	struct buf body;

	randombytes_buf(slots, sizeof slots);
	buf_init(&body, 1 << 20);
	l->slots = 1 + roster_slots(&l->office.roster);
	if (exchange_deposit(&body, &l->office.roster, l->office.day, slots) != 0)
		die("deposit");
	post(&l->request, &body);
	l->tags_at = l->request.n - l->slots * EXCHANGE_SLOT_BYTES;
	buf_clear(&body);
}

/* As many places as visitors ask for at once; that nothing lies there costs the server as much. */
static void
make_fetch(struct buf *out, const struct office *office)
{
	struct place places[EXCHANGE_BODIES];
	struct buf body;

	for (size_t i = 0; i < EXCHANGE_BODIES; i++)
		place_random(&places[i], office->roster.office, office->day);
	buf_init(&body, 1 << 20);
	if (exchange_fetch(&body, &office->roster, places, EXCHANGE_BODIES) != 0)
		die("fetch");
	post(out, &body);
	buf_clear(&body);
}

static void
make_get(struct buf *out, const char *path)
{
	char head[REQUEST_HEAD_MAX];

	buf_init(out, REQUEST_HEAD_MAX);
	buf_put(out, head, request_head(head, "GET", path, 0));
}

/* Tags of their own, as far apart as real ones. */
static void
new_tags(struct load *l, uint8_t *request)
{
	uint8_t *at = request + l->tags_at;

	for (size_t i = 0; i < l->slots; i++, at += EXCHANGE_SLOT_BYTES) {
		l->next_tag[0] += 0x9e3779b97f4a7c15u;
		l->next_tag[1] ^= l->next_tag[0] * 0xbf58476d1ce4e5b9u;
		memcpy(at, l->next_tag, TAG_BYTES);
	}
}

/* ---- one connection ---- */

static void
watch(struct load *l, struct connection *c, uint32_t events)
{
	struct epoll_event e = {.events = events, .data.ptr = c};

	if (epoll_ctl(l->epoll, EPOLL_CTL_MOD, c->fd, &e) != 0)
		die("epoll");
}

static void
send_more(struct load *l, struct connection *c)
{
	size_t left = l->request.n - c->sent;
	ssize_t n = send(c->fd, c->request + c->sent, left, MSG_NOSIGNAL);

	if (n < 0 && errno != EAGAIN)
		die("send");
	if (n > 0)
		c->sent += (size_t)n;
	if (c->sent < l->request.n)
		watch(l, c, EPOLLIN | EPOLLOUT);
}

static void
ask(struct load *l, struct connection *c)
{
	if (l->kind == KIND_DEPOSIT)
		new_tags(l, c->request);
	c->sent = c->have = c->left = 0;
	c->in_body = false;
	c->began = now_us();
	l->started++;
	l->waiting++;
	send_more(l, c);
}

static void
answered(struct load *l, struct connection *c)
{
	uint64_t now = now_us();

	note_time(&l->times, now - c->began);
	l->waiting--;
	if (c->status == 200)
		l->done++;
	else
		l->errors++;
	if (now < l->until && (l->kind != KIND_DEPOSIT || l->started < DEPOSITS_MAX))
		ask(l, c);
}

/* The head is whole within HEAD_MAX, or it is no answer of ours. Returns bytes of the body. */
static size_t
take_head(struct connection *c, const uint8_t *p, size_t n)
{
	size_t before = c->have, take = n < HEAD_MAX - before ? n : HEAD_MAX - before, head;
	const uint8_t *end;

	memcpy(c->head + before, p, take);
	c->have += take;
	end = memmem(c->head, c->have, "\r\n\r\n", 4);
	if (end == NULL && c->have < HEAD_MAX)
		return 0;
	if (end == NULL || !answer_head(c->head, c->have, &c->status, &c->left))
		die("answer");
	head = (size_t)(end + 4 - c->head);
	c->in_body = true;
	return n - (head - before);
}

static void
receive(struct load *l, struct connection *c)
{
	static uint8_t bytes[READ_BYTES];
	ssize_t n = recv(c->fd, bytes, sizeof bytes, 0);
	size_t body;

	if (n < 0 && errno == EAGAIN)
		return;
	if (n <= 0)
		die("a connection was ended");
	l->bytes += (uint64_t)n;
	body = c->in_body ? (size_t)n : take_head(c, bytes, (size_t)n);
	if (!c->in_body)
		return;
	if (body > c->left)
		die("more than was announced");
	c->left -= body;
	if (c->left == 0)
		answered(l, c);
}

static void
on_event(struct load *l, const struct epoll_event *e)
{
	struct connection *c = e->data.ptr;

	if ((e->events & EPOLLOUT) != 0) {
		watch(l, c, EPOLLIN);
		send_more(l, c);
	}
	if ((e->events & (EPOLLIN | EPOLLHUP | EPOLLERR)) != 0)
		receive(l, c);
}

/* ---- all of them ---- */

static void
open_connection(struct load *l, struct connection *c)
{
	struct epoll_event e = {.events = EPOLLIN, .data.ptr = c};

	c->fd = client_connect(l->address);
	c->request = malloc(l->request.n);
	if (c->request == NULL || fcntl(c->fd, F_SETFL, O_NONBLOCK) != 0 ||
	    epoll_ctl(l->epoll, EPOLL_CTL_ADD, c->fd, &e) != 0)
		die("connection");
	memcpy(c->request, l->request.p, l->request.n);
}

/* Returns the seconds from the first request to the last answer. */
static double
run(struct load *l, size_t connections, double seconds)
{
	struct connection *all = calloc(connections, sizeof *all);
	struct epoll_event events[EVENTS];
	uint64_t start, took;

	l->epoll = epoll_create1(EPOLL_CLOEXEC);
	if (all == NULL || l->epoll < 0)
		die("epoll");
	for (size_t i = 0; i < connections; i++)
		open_connection(l, &all[i]);
	start = now_us();
	l->until = start + (uint64_t)(seconds * 1e6);
	for (size_t i = 0; i < connections; i++)
		ask(l, &all[i]);
	while (l->waiting > 0) {
		int n = epoll_wait(l->epoll, events, EVENTS, -1);

		for (int i = 0; i < n; i++)
			on_event(l, &events[i]);
	}
	took = now_us() - start;
	for (size_t i = 0; i < connections; i++) {
		close(all[i].fd);
		free(all[i].request);
	}
	free(all);
	return (double)took / 1e6;
}

/* ---- the reader ---- */

struct a_reader {
	struct load *load;
	struct times times;
	atomic_bool stop;
};

static void
ask_once(struct a_reader *r, int fd, const struct buf *request)
{
	struct buf answer;
	uint64_t began = now_us();

	buf_init(&answer, 8 << 20);
	if (client_ask(fd, buf_span(request), &answer) != 200)
		die("the reader was refused");
	note_time(&r->times, now_us() - began);
	buf_clear(&answer);
}

static void *
read_meanwhile(void *argument)
{
	struct a_reader *r = argument;
	struct buf poll, fetch;
	int fd = client_connect(r->load->address);

	make_get(&poll, "/v1/tags");
	make_fetch(&fetch, &r->load->office);
	while (!atomic_load(&r->stop)) {
		ask_once(r, fd, &poll);
		usleep(READER_PAUSE_US);
		ask_once(r, fd, &fetch);
		usleep(READER_PAUSE_US);
	}
	close(fd);
	buf_clear(&poll);
	buf_clear(&fetch);
	return NULL;
}

/* ---- what it says ---- */

static int
compare(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

static void
tell_times(const char *name, const struct times *t)
{
	printf("\"%s\": {\"n\": %zu", name, t->n);
	if (t->n > 0) {
		qsort(t->us, t->n, sizeof *t->us, compare);
		printf(", \"p50\": %u, \"p99\": %u, \"most\": %u", t->us[t->n / 2],
		       t->us[t->n * 99 / 100], t->us[t->n - 1]);
	}
	printf("}");
}

/* Of a process, or with pid 0 of this one. */
static double
processor_seconds(pid_t pid)
{
	clockid_t clock = CLOCK_PROCESS_CPUTIME_ID;
	struct timespec t;

	if ((pid != 0 && clock_getcpuclockid(pid, &clock) != 0) || clock_gettime(clock, &t) != 0)
		die("clock");
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static pid_t
server_pid(void)
{
	const char *text = getenv("SERVER_PID");

	return text != NULL ? (pid_t)strtol(text, NULL, 10) : 0;
}

static void
prepare(struct load *l, char **argv)
{
	int fd;

	randombytes_buf(l->next_tag, sizeof l->next_tag);
	l->address = argv[1];
	l->times = times_new();
	if (strcmp(argv[4], "get") == 0) {
		make_get(&l->request, argv[5]);
		return;
	}
	fd = client_connect(l->address);
	client_office(fd, &l->office);
	close(fd);
	l->kind = strcmp(argv[4], "deposit") == 0 ? KIND_DEPOSIT : KIND_FETCH;
	if (l->kind == KIND_DEPOSIT)
		make_deposit(l);
	else
		make_fetch(&l->request, &l->office);
}

int
main(int argc, char **argv)
{
	struct load l = {0};
	struct a_reader meanwhile = {.load = &l};
	bool with_reader = argc == 6 && strcmp(argv[4], "get") != 0;
	const struct rlimit files = {8192, 8192};
	double took, own, server;
	pthread_t thread;
	pid_t pid = server_pid();

	if (argc < 5 || (strcmp(argv[4], "get") == 0 && argc != 6) || core_start() != 0)
		die("load ADDRESS CONNECTIONS SECONDS get|deposit|fetch ...");
	(void)setrlimit(RLIMIT_NOFILE, &files);
	prepare(&l, argv);
	meanwhile.times = times_new();
	if (with_reader && pthread_create(&thread, NULL, read_meanwhile, &meanwhile) != 0)
		die("thread");
	own = processor_seconds(0);
	server = pid != 0 ? processor_seconds(pid) : 0;
	took = run(&l, strtoul(argv[2], NULL, 10), strtod(argv[3], NULL));
	own = processor_seconds(0) - own;
	server = pid != 0 ? processor_seconds(pid) - server : 0;
	atomic_store(&meanwhile.stop, true);
	if (with_reader)
		pthread_join(thread, NULL);
	printf("{\"requests\": %zu, \"errors\": %zu, \"bytes\": %llu, \"seconds\": %.6f, "
	       "\"own\": %.6f, \"server\": %.6f, ",
	       l.done, l.errors, (unsigned long long)l.bytes, took, own, server);
	tell_times("times", &l.times);
	printf(", ");
	tell_times("reader", &meanwhile.times);
	printf("}\n");
	return EXIT_SUCCESS;
}
