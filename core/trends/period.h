/*
 * Periods: the years in which an office counts. Nothing that was counted carries
 * a finer day. A period is named by the year on whose first of a month it begins.
 */
#ifndef ALCOVE_TRENDS_PERIOD_H
#define ALCOVE_TRENDS_PERIOD_H

#include <stddef.h>
#include <stdint.h>

enum period_kind { PERIOD_ACADEMIC, PERIOD_FISCAL, PERIOD_CALENDAR };
enum { PERIOD_KINDS = 3, PERIOD_TEXT_MAX = 12 };

struct period_rule {
	enum period_kind kind;
	unsigned month; /* 1 to 12, on whose first day it begins */
};

/* The month in which such years usually begin. */
unsigned period_usual_month(enum period_kind kind);
/* The period that a day (since 1970-01-01) falls into. */
uint16_t period_of(const struct period_rule *rule, uint32_t day);
uint32_t period_first_day(const struct period_rule *rule, uint16_t period);
/* "2026-27" (academic), "FY27" (fiscal, after the year it ends in), "2026"; NUL-terminated. */
void period_text(char out[PERIOD_TEXT_MAX], const struct period_rule *rule, uint16_t period);

#endif
