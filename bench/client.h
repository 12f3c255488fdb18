/* HTTP/1.1 to a server on this machine, for the programs of bench/: no more than they need. */
#ifndef ALCOVE_BENCH_CLIENT_H
#define ALCOVE_BENCH_CLIENT_H

#include "core/talk/office.h"

enum { REQUEST_HEAD_MAX = 512 };

/* Says what went wrong and ends the program. */
_Noreturn void die(const char *what);

/* Microseconds of a clock that only goes forward. */
uint64_t now_us(void);

/* A connected stream socket; address is 127.0.0.1:PORT or unix:PATH. */
int client_connect(const char *address);
/* Sends all of it and appends the answer's body to out. Returns the status. Blocking sockets only.
 */
unsigned client_ask(int fd, struct span request, struct buf *out);

/* The head of a request; GET when body is 0. Returns its length. */
size_t request_head(char out[REQUEST_HEAD_MAX], const char *method, const char *path, size_t body);
/* Status and length of the body of an answer whose head stands at p; false for no such thing. */
bool answer_head(const uint8_t *p, size_t n, unsigned *status, size_t *length);

/* What a visitor learns first: GET /v1/office. */
void client_office(int fd, struct office *out);

#endif
