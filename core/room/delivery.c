#include "core/room/delivery.h"

enum { REQUEST_MAX = EXCHANGE_HEADER_BYTES + (1 + PEOPLE_MAX) * EXCHANGE_SLOT_BYTES };

void
delivery_init(struct delivery *d)
{
	*d = (struct delivery){0};
	buf_init(&d->request, REQUEST_MAX);
}

void
delivery_clear(struct delivery *d)
{
	buf_clear(&d->request);
}

void
delivery_next(struct delivery *d)
{
	d->puzzles = 0;
}

int
delivery_make(struct delivery *d, const struct office *office, const struct exchange_slot *slots)
{
	return exchange_deposit(&d->request, &office->roster, office->day, slots);
}

int
delivery_answer(struct delivery *d, enum delivery_outcome *out, struct span body)
{
	struct exchange_answer answer;
	int rc = exchange_read(&answer, body);

	*out = DELIVERY_STORED;
	if (rc != 0)
		return rc;
	switch (answer.status) {
	case EXCHANGE_OK:
		return 0;
	case EXCHANGE_CONFLICT:
		*out = DELIVERY_TAKEN;
		return 0;
	case EXCHANGE_ROSTER:
	case EXCHANGE_DAY:
		*out = DELIVERY_CHANGED;
		return 0;
	case EXCHANGE_PUZZLE:
		*out = DELIVERY_AGAIN;
		if (++d->puzzles > EXCHANGE_PUZZLES_MAX)
			return ERR_SERVER;
		d->ready = true;
		return exchange_solve(&d->request, &answer);
	case EXCHANGE_FULL:
		*out = DELIVERY_FULL;
		return 0;
	case EXCHANGE_UNAVAILABLE:
		return ERR_UNAVAILABLE;
	case EXCHANGE_MALFORMED:
		break;
	}
	return ERR_SERVER;
}
