#include "core/trends/period.h"

#include <stdio.h>

#include "core/date.h"

unsigned
period_usual_month(enum period_kind kind)
{
	static const unsigned months[] = {
		[PERIOD_ACADEMIC] = 9, [PERIOD_FISCAL] = 7, [PERIOD_CALENDAR] = 1};

	return months[kind];
}

uint16_t
period_of(const struct period_rule *rule, uint32_t day)
{
	struct date d = date_of(day);
	unsigned year = d.month < rule->month ? d.year - 1 : d.year;

	return year > UINT16_MAX ? UINT16_MAX : (uint16_t)year;
}

uint32_t
period_first_day(const struct period_rule *rule, uint16_t period)
{
	return day_of_date(period, rule->month, 1);
}

void
period_text(char out[PERIOD_TEXT_MAX], const struct period_rule *rule, uint16_t period)
{
	unsigned next = (period + 1U) % 100;

	switch (rule->kind) {
	case PERIOD_ACADEMIC:
		(void)snprintf(out, PERIOD_TEXT_MAX, "%u-%02u", (unsigned)period, next);
		break;
	case PERIOD_FISCAL:
		(void)snprintf(out, PERIOD_TEXT_MAX, "FY%02u",
		               rule->month == 1 ? period % 100U : next);
		break;
	case PERIOD_CALENDAR:
		(void)snprintf(out, PERIOD_TEXT_MAX, "%u", (unsigned)period);
		break;
	}
}
