#include "server/listen.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	/* What the kernel keeps of an answer for each connection; it doubles this. Left to itself
	   it keeps megabytes, and some hundred slow readers fill what it has for all. */
	SEND_BUFFER_BYTES = 128 * 1024,
};

static int
read_port(in_port_t *out, const char *text)
{
	size_t n = strlen(text);
	unsigned long port;

	if (n < 1 || n > 5 || strspn(text, "0123456789") != n)
		return ERR_FORMAT;
	port = strtoul(text, NULL, 10);
	if (port > 65535)
		return ERR_FORMAT;
	*out = htons((in_port_t)port);
	return 0;
}

static int
parse_unix(struct listen_address *out, const char *path)
{
	struct sockaddr_un *a = (struct sockaddr_un *)&out->address;
	size_t n = strlen(path);

	if (n == 0 || n >= sizeof a->sun_path || n + sizeof "unix:" > sizeof out->text)
		return ERR_FORMAT;
	a->sun_family = AF_UNIX;
	memcpy(a->sun_path, path, n + 1);
	out->n = sizeof *a;
	out->local = true;
	return 0;
}

static int
parse_v6(struct listen_address *out, const char *text)
{
	struct sockaddr_in6 *a = (struct sockaddr_in6 *)&out->address;
	const char *end = strchr(text, ']');
	char host[INET6_ADDRSTRLEN];
	size_t n;

	if (end == NULL || end[1] != ':' || (n = (size_t)(end - text) - 1) >= sizeof host)
		return ERR_FORMAT;
	memcpy(host, text + 1, n);
	host[n] = '\0';
	a->sin6_family = AF_INET6;
	if (inet_pton(AF_INET6, host, &a->sin6_addr) != 1 || read_port(&a->sin6_port, end + 2) != 0)
		return ERR_FORMAT;
	out->n = sizeof *a;
	out->local = IN6_IS_ADDR_LOOPBACK(&a->sin6_addr) != 0;
	return 0;
}

static int
parse_v4(struct listen_address *out, const char *text)
{
	struct sockaddr_in *a = (struct sockaddr_in *)&out->address;
	const char *colon = strrchr(text, ':');
	char host[INET_ADDRSTRLEN];
	size_t n;

	if (colon == NULL || (n = (size_t)(colon - text)) >= sizeof host)
		return ERR_FORMAT;
	memcpy(host, text, n);
	host[n] = '\0';
	a->sin_family = AF_INET;
	if (strcmp(host, "localhost") == 0)
		a->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	else if (inet_pton(AF_INET, host, &a->sin_addr) != 1)
		return ERR_FORMAT;
	if (read_port(&a->sin_port, colon + 1) != 0)
		return ERR_FORMAT;
	out->n = sizeof *a;
	out->local = (ntohl(a->sin_addr.s_addr) >> 24) == 127;
	return 0;
}

/* The address as text, with the port it really has. */
static void
describe(struct listen_address *a)
{
	char host[INET6_ADDRSTRLEN] = "";
	const struct sockaddr_in *v4 = (const struct sockaddr_in *)&a->address;
	const struct sockaddr_in6 *v6 = (const struct sockaddr_in6 *)&a->address;
	const struct sockaddr_un *un = (const struct sockaddr_un *)&a->address;

	if (a->address.ss_family == AF_INET) {
		inet_ntop(AF_INET, &v4->sin_addr, host, sizeof host);
		snprintf(a->text, sizeof a->text, "%s:%u", host, ntohs(v4->sin_port));
	} else if (a->address.ss_family == AF_INET6) {
		inet_ntop(AF_INET6, &v6->sin6_addr, host, sizeof host);
		snprintf(a->text, sizeof a->text, "[%s]:%u", host, ntohs(v6->sin6_port));
	} else {
		snprintf(a->text, sizeof a->text, "unix:%s", un->sun_path);
	}
}

int
listen_parse(struct listen_address *out, const char *text)
{
	int rc;

	*out = (struct listen_address){0};
	if (strncmp(text, "unix:", 5) == 0)
		rc = parse_unix(out, text + 5);
	else if (text[0] == '[')
		rc = parse_v6(out, text);
	else
		rc = parse_v4(out, text);
	if (rc == 0)
		describe(out);
	return rc;
}

/* A socket file that nobody answers on was left by a crash: it is removed. */
static int
clear_stale(const struct listen_address *a, char *problem)
{
	const char *path = ((const struct sockaddr_un *)&a->address)->sun_path;
	struct stat st;
	int fd, answered;

	if (lstat(path, &st) != 0)
		return 0;
	if (!S_ISSOCK(st.st_mode)) {
		snprintf(problem, LISTEN_PROBLEM_MAX,
		         "%s is a file, not a socket: remove it or choose another path with "
		         "--listen",
		         path);
		return ERR_REFUSED;
	}
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return 0; /* the bind that follows tells */
	answered = connect(fd, (const struct sockaddr *)&a->address, a->n) == 0 || errno == EAGAIN;
	close(fd);
	if (answered) {
		snprintf(problem, LISTEN_PROBLEM_MAX,
		         "another program listens on %s: stop it or choose another path with "
		         "--listen",
		         path);
		return ERR_REFUSED;
	}
	unlink(path);
	return 0;
}

static int
refuse(const struct listen_address *a, int error, char *problem)
{
	const char *hint = "choose another address with --listen";

	if (error == EADDRINUSE)
		hint = "stop what listens there or choose another port with --listen";
	else if (error == EACCES)
		hint = "choose a port above 1023, or a path you may write to, with --listen";
	snprintf(problem, LISTEN_PROBLEM_MAX, "cannot listen on %s (%s): %s", a->text,
	         strerror(error), hint);
	return ERR_REFUSED;
}

static int
open_socket(const struct listen_address *a)
{
	const int on = 1, buffer = SEND_BUFFER_BYTES;
	int family = a->address.ss_family, fd, error;

	fd = socket(family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return -1;
	/* connections inherit it */
	(void)setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &buffer, sizeof buffer);
	if (family != AF_UNIX)
		(void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	if (family == AF_INET6)
		(void)setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
	if (bind(fd, (const struct sockaddr *)&a->address, a->n) == 0 &&
	    (family != AF_UNIX ||
	     chmod(((const struct sockaddr_un *)&a->address)->sun_path, 0660) == 0) &&
	    listen(fd, SOMAXCONN) == 0)
		return fd;
	error = errno;
	close(fd);
	errno = error;
	return -1;
}

int
listen_open(int *fd, struct listen_address *a, char problem[LISTEN_PROBLEM_MAX])
{
	socklen_t n = sizeof a->address;
	int rc;

	if (a->address.ss_family == AF_UNIX && (rc = clear_stale(a, problem)) != 0)
		return rc;
	*fd = open_socket(a);
	if (*fd < 0)
		return refuse(a, errno, problem);
	if (a->address.ss_family != AF_UNIX) {
		(void)getsockname(*fd, (struct sockaddr *)&a->address, &n);
		describe(a);
	}
	return 0;
}

const char *
listen_path(const struct listen_address *a)
{
	return a->address.ss_family == AF_UNIX ? ((const struct sockaddr_un *)&a->address)->sun_path
	                                       : NULL;
}

void
listen_remove(const struct listen_address *a)
{
	if (listen_path(a) != NULL)
		unlink(listen_path(a));
}
