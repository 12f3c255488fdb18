#include "server/public.h"

static void
answer(struct request *q, int rc, struct payload *page)
{
	if (rc == 0)
		request_answer(q, 200, page);
	else if (rc == ERR_ABSENT)
		request_refuse(q, 404);
	else
		request_fail(q);
}

void
serve_office(struct request *q)
{
	struct payload *page = NULL;
	uint32_t today = ledger_today(&q->server->ledger);

	int rc = published_office(q->server->published, today, &page);

	answer(q, rc, page);
}

void
serve_manifest(struct request *q)
{
	struct payload *page = NULL;
	int rc = published_manifest(q->server->published, &page);

	answer(q, rc, page);
}

void
serve_bundles(struct request *q)
{
	struct payload *page = NULL;
	int rc = published_bundles(q->server->published, q->day, &page);

	answer(q, rc, page);
}

void
serve_tags(struct request *q)
{
	answer(q, 0, tables_page(q->server->tables));
}
