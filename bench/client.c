#include "bench/client.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

enum { ANSWER_MAX = 8 << 20 };

_Noreturn void
die(const char *what)
{
	perror(what);
	exit(EXIT_FAILURE);
}

uint64_t
now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000 + (uint64_t)t.tv_nsec / 1000;
}

static int
connect_unix(const char *path)
{
	struct sockaddr_un a = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0 || strlen(path) >= sizeof a.sun_path)
		die(path);
	memcpy(a.sun_path, path, strlen(path));
	if (connect(fd, (const struct sockaddr *)&a, sizeof a) != 0)
		die(path);
	return fd;
}

static int
connect_tcp(const char *address)
{
	struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	const char *colon = strrchr(address, ':');
	const int on = 1;
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0 || colon == NULL)
		die(address);
	a.sin_port = htons((in_port_t)strtoul(colon + 1, NULL, 10));
	if (connect(fd, (const struct sockaddr *)&a, sizeof a) != 0 ||
	    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) != 0)
		die(address);
	return fd;
}

int
client_connect(const char *address)
{
	return strncmp(address, "unix:", 5) == 0 ? connect_unix(address + 5) : connect_tcp(address);
}

size_t
request_head(char out[REQUEST_HEAD_MAX], const char *method, const char *path, size_t body)
{
	int n = snprintf(out, REQUEST_HEAD_MAX, "%s %s HTTP/1.1\r\nHost: localhost\r\n", method,
	                 path);

	if (body > 0)
		n += snprintf(out + n, REQUEST_HEAD_MAX - (size_t)n,
		              "Content-Type: application/octet-stream\r\nContent-Length: %zu\r\n",
		              body);
	else
		n += snprintf(out + n, REQUEST_HEAD_MAX - (size_t)n, "Accept-Encoding: gzip\r\n");
	n += snprintf(out + n, REQUEST_HEAD_MAX - (size_t)n, "\r\n");
	return (size_t)n;
}

bool
answer_head(const uint8_t *p, size_t n, unsigned *status, size_t *length)
{
	static const char name[] = "\r\nContent-Length: ";
	const char *text = (const char *)p, *at;

	if (n < 16 || memcmp(text, "HTTP/1.1 ", 9) != 0)
		return false;
	at = memmem(text, n, name, sizeof name - 1);
	if (at == NULL)
		return false;
	*status = (unsigned)strtoul(text + 9, NULL, 10);
	*length = strtoul(at + sizeof name - 1, NULL, 10);
	return true;
}

static void
send_all(int fd, struct span s)
{
	while (s.n > 0) {
		ssize_t n = send(fd, s.p, s.n, MSG_NOSIGNAL);

		if (n <= 0)
			die("send");
		s = span(s.p + n, s.n - (size_t)n);
	}
}

unsigned
client_ask(int fd, struct span request, struct buf *out)
{
	static uint8_t bytes[ANSWER_MAX];
	const uint8_t *end = NULL;
	size_t have = 0, head = 0, length = 0;
	unsigned status = 0;

	send_all(fd, request);
	while (end == NULL || have < head + length) {
		ssize_t n = recv(fd, bytes + have, sizeof bytes - have, 0);

		if (n <= 0)
			die("recv");
		have += (size_t)n;
		if (end != NULL)
			continue;
		end = memmem(bytes, have, "\r\n\r\n", 4);
		if (end == NULL)
			continue;
		head = (size_t)(end + 4 - bytes);
		if (!answer_head(bytes, head, &status, &length) || head + length > sizeof bytes)
			die("answer");
	}
	buf_put(out, bytes + head, length);
	return status;
}

void
client_office(int fd, struct office *out)
{
	char head[REQUEST_HEAD_MAX];
	size_t n = request_head(head, "GET", "/v1/office", 0);
	struct buf answer;
	int rc;

	buf_init(&answer, OFFICE_ANSWER_MAX);
	if (client_ask(fd, span(head, n), &answer) != 200)
		die("/v1/office");
	/* The sample offices may be met at any port of this machine. */
	rc = office_read(out, buf_span(&answer), "http://127.0.0.1:8081", SPAN_NONE,
	                 (uint32_t)(time(NULL) / 86400));
	if (rc != 0) {
		fprintf(stderr, "/v1/office: %s\n", err_text(rc));
		exit(EXIT_FAILURE);
	}
	buf_clear(&answer);
}
