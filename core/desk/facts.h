/* What a desk is told besides its talk: the same on the page and the command line. */
#ifndef ALCOVE_DESK_FACTS_H
#define ALCOVE_DESK_FACTS_H

#include "core/desk/desk.h"

enum {
	FEW_DAYS = 14,         /* of published day keys left, before a desk says so */
	ROSTER_ENDS_DAYS = 30, /* before its last day */
};

/*
 * Whether colleagues wait to see who takes it: it was written to whoever is
 * free, somebody besides self could take it, nobody has, and self has not
 * answered.
 */
bool matter_nobodys(const struct matter *m, const struct person *self, const struct roster *roster);
/* Whether it was written to whoever is free and this person has taken it. */
bool matter_mine(const struct matter *m, const struct person *self);

/* Whether a visitor was shown a roster that this desk never had (core/desk/shown.h): in a message;
 */
bool message_of_another(const struct message *m, const struct vault *v);
/* in one of a matter's. */
bool matter_of_another(const struct matter *m, const struct vault *v);

/* Whether visitors will soon find no keys of this desk; false for leavers, and before it is known.
 */
bool desk_few_days(const struct desk *d);
/* Whether the root holder should sign the roster again. */
bool desk_roster_ends(const struct desk *d);

#endif
