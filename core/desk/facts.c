#include "core/desk/facts.h"

#include <sodium.h>
#include <string.h>

static bool
spoke(const struct correspondent *c, const struct person *self)
{
	for (size_t i = 0; i < c->thread.n; i++) {
		if (memcmp(c->thread.messages[i]->person, self->id, PERSON_BYTES) == 0 &&
		    message_shown(c->thread.messages[i]))
			return true;
	}
	return false;
}

static bool
has_colleagues(const struct roster *roster, const struct person *self)
{
	size_t n = roster_slots(roster);

	return n > 1 || (n == 1 && roster_slot(roster, 0) != self);
}

bool
matter_nobodys(const struct matter *m, const struct person *self, const struct roster *roster)
{
	const struct correspondent *c = m->correspondent_count == 0 ? NULL : m->correspondents[0];

	return c != NULL && !sodium_is_zero(c->keys.claim, sizeof c->keys.claim) &&
	       sodium_is_zero(m->taken, sizeof m->taken) && has_colleagues(roster, self) &&
	       !spoke(c, self);
}

bool
matter_mine(const struct matter *m, const struct person *self)
{
	return memcmp(m->taken, self->id, sizeof m->taken) == 0;
}

bool
message_of_another(const struct message *m, const struct vault *v)
{
	return rosters_another(&v->head.rosters, &m->shown);
}

bool
matter_of_another(const struct matter *m, const struct vault *v)
{
	for (size_t i = 0; i < m->correspondent_count; i++) {
		const struct thread *t = &m->correspondents[i]->thread;

		for (size_t j = 0; j < t->n; j++) {
			if (message_of_another(t->messages[j], v))
				return true;
		}
	}
	return false;
}

bool
desk_few_days(const struct desk *d)
{
	const struct office *o = desk_office(d);

	return o != NULL && desk_self(d) != NULL && desk_self(d)->left == 0 &&
	       desk_published(d) < o->day + FEW_DAYS;
}

bool
desk_roster_ends(const struct desk *d)
{
	const struct office *o = desk_office(d);

	return o != NULL && o->roster.not_after < o->day + ROSTER_ENDS_DAYS;
}
