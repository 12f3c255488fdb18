/*
 * Where the server listens. Alone it speaks plain HTTP, so it takes only this
 * machine's own addresses or a Unix socket, unless something before it does TLS.
 */
#ifndef ALCOVE_SERVER_LISTEN_H
#define ALCOVE_SERVER_LISTEN_H

#include <stdbool.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "core/err.h"

enum { LISTEN_TEXT_MAX = 128, LISTEN_PROBLEM_MAX = 400 };

struct listen_address {
	struct sockaddr_storage address;
	socklen_t n;
	bool local;                 /* a loopback address or a Unix socket */
	char text[LISTEN_TEXT_MAX]; /* as a person writes it */
};

/* "127.0.0.1:PORT", "[::1]:PORT", "localhost:PORT", "unix:PATH". ERR_FORMAT. Port 0: any. */
MUST_USE int listen_parse(struct listen_address *out, const char *text);
/*
 * A listening socket. A Unix socket gets mode 0660, and one that nobody
 * listens on any more is replaced. The address gets the port that was chosen.
 * ERR_REFUSED: problem says what was wrong and what to do.
 */
MUST_USE int listen_open(int *fd, struct listen_address *address, char problem[LISTEN_PROBLEM_MAX]);
/* A Unix socket's path; NULL for another address. */
const char *listen_path(const struct listen_address *address);
/* Removes a Unix socket from the file system; else nothing. */
void listen_remove(const struct listen_address *address);

#endif
