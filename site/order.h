/* alcove poster: what is asked for is held against what the office says, then made. */
#ifndef ALCOVE_SITE_ORDER_H
#define ALCOVE_SITE_ORDER_H

/* As given on the command line; each but content may be NULL. */
struct order {
	const char *content;
	const char *out;
	const char *fingerprint;
	const char *address;
	const char *kind;
	const char *language;
	const char *paper;
};

/* today: YYYY-MM-DD. The status to end with; what is wrong has been said. */
int order_fill(const struct order *order, const char *today);

#endif
