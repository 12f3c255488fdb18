#include "server/request.h"

struct span
request_body(const struct request *q)
{
	return span(q->body.bytes, q->body.n);
}

void
request_answer(struct request *q, unsigned status, struct payload *payload)
{
	payload_unref(q->payload);
	q->status = payload != NULL ? status : 503;
	q->payload = payload != NULL ? payload : refusals_page(q->server->refusals, 503);
}

void
request_refuse(struct request *q, unsigned status)
{
	request_answer(q, status, refusals_page(q->server->refusals, status));
}

void
request_fail(struct request *q)
{
	request_refuse(q, 503);
}

bool
request_roster(struct request *q)
{
	if (q->standing == NULL && published_standing(q->server->published, &q->standing) != 0) {
		q->standing = NULL;
		request_fail(q);
		return false;
	}
	return true;
}

void
request_wait(struct request *q, void (*finish)(struct request *q))
{
	q->job.owner = q;
	q->finish = finish;
}
