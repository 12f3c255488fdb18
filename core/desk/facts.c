#include "core/desk/facts.h"

#include <sodium.h>
#include <string.h>

static bool
spoke(const struct matter *m, const struct person *self)
{
	for (size_t i = 0; i < m->thread.n; i++) {
		if (memcmp(m->thread.messages[i]->person, self->id, PERSON_BYTES) == 0 &&
		    message_shown(m->thread.messages[i]))
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
	return !sodium_is_zero(m->keys.claim, sizeof m->keys.claim) &&
	       sodium_is_zero(m->taken, sizeof m->taken) && has_colleagues(roster, self) &&
	       !spoke(m, self);
}

bool
matter_mine(const struct matter *m, const struct person *self)
{
	return memcmp(m->taken, self->id, sizeof m->taken) == 0;
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
