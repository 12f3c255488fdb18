#include "server/delayed.h"

void
delayed_put(struct delayed *h, struct job *job, uint64_t now_us, uint64_t later_us)
{
	uint64_t past = (now_us - job->came_us) % DELAY_STEP_US;

	job->due_us = now_us + (DELAY_STEP_US - past) % DELAY_STEP_US + later_us;
	job->next = h->first;
	h->first = job;
}

uint64_t
delayed_release(struct delayed *h, uint64_t now_us)
{
	uint64_t next = UINT64_MAX;
	struct job **at = &h->first, *job;

	while ((job = *at) != NULL) {
		if (job->due_us <= now_us) {
			*at = job->next;
			job->done(job);
			continue;
		}
		if (job->due_us < next)
			next = job->due_us;
		at = &job->next;
	}
	return next;
}
