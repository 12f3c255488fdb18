#include "core/date.h"

#include <stdio.h>

enum {
	ERA_YEARS = 400,
	ERA_DAYS = 146097,
	CENTURY_DAYS = 36524,
	FOUR_YEARS_DAYS = 1461,
	YEAR_DAYS = 365,
	DAYS_TO_1970 = 719468, /* from 0000-03-01 */
};

/* Years are counted from March on, so that a leap day ends one; months of 153 days in five. */
struct date
date_of(uint32_t days)
{
	uint64_t shifted = (uint64_t)days + DAYS_TO_1970;
	unsigned era = (unsigned)(shifted / ERA_DAYS), of_era = (unsigned)(shifted % ERA_DAYS);
	unsigned year = (of_era - of_era / (FOUR_YEARS_DAYS - 1) + of_era / CENTURY_DAYS -
	                 of_era / (ERA_DAYS - 1)) /
	                YEAR_DAYS;
	unsigned of_year = of_era - (YEAR_DAYS * year + year / 4 - year / 100);
	unsigned month = (5 * of_year + 2) / 153;
	struct date d = {.day = of_year - (153 * month + 2) / 5 + 1};

	d.month = month < 10 ? month + 3 : month - 9;
	d.year = era * ERA_YEARS + year + (d.month <= 2);
	return d;
}

uint32_t
day_of_date(unsigned year, unsigned month, unsigned day)
{
	unsigned y = month <= 2 ? year - 1 : year;
	unsigned of_era = y % ERA_YEARS;
	unsigned of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;

	return y / ERA_YEARS * ERA_DAYS + of_era * YEAR_DAYS + of_era / 4 - of_era / 100 + of_year -
	       DAYS_TO_1970;
}

void
iso_date(char out[ISO_DATE_MAX], uint32_t day)
{
	struct date d = date_of(day);

	(void)snprintf(out, ISO_DATE_MAX, "%04u-%02u-%02u", d.year % 10000, d.month % 100,
	               d.day % 100);
}
