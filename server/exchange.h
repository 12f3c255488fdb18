/* The visitors' and writers' one request (docs/protocol.md §11): this end of it. */
#ifndef ALCOVE_SERVER_EXCHANGE_H
#define ALCOVE_SERVER_EXCHANGE_H

#include "server/request.h"

struct asked {
	enum exchange_op op;
	unsigned count;
	uint32_t roster_serial;
	uint32_t day;
	uint32_t hour;
	uint64_t nonce;
	struct span rest; /* slots or entries */
};

/* Reads a request; ERR_SIZE: shorter than its header or entries, ERR_FORMAT. */
MUST_USE int asked_read(struct asked *out, struct span body);
/* The i-th entry of a fetch or delete: which place it opens. */
void asked_place(struct store_key *out, const struct asked *asked, size_t i,
                 const uint8_t office[OFFICE_BYTES]);
unsigned exchange_http_status(enum exchange_status status);

void serve_exchange(struct request *q);

#endif
