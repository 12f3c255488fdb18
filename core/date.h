/*
 * Days since 1970-01-01, and dates of the Gregorian calendar, without the C library's locale and
 * time zones: a day is the same everywhere.
 */
#ifndef ALCOVE_DATE_H
#define ALCOVE_DATE_H

#include <stdint.h>

enum { ISO_DATE_MAX = 16 };

struct date {
	unsigned year, month, day; /* month and day from 1 on */
};

struct date date_of(uint32_t day);
/* Of 1970 or later. */
uint32_t day_of_date(unsigned year, unsigned month, unsigned day);
/* "2026-11-30", NUL-terminated. */
void iso_date(char out[ISO_DATE_MAX], uint32_t day);

#endif
