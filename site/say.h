/* What alcove-site says when something is wrong, and the status it then ends with. */
#ifndef ALCOVE_SITE_SAY_H
#define ALCOVE_SITE_SAY_H

#include "content/content.h"

enum { EXIT_USAGE = 2 };

/* Each writes a line on standard error and returns its status. */
int failure(const char *format, ...) __attribute__((format(printf, 1, 2)));
int usage_error(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* The problems of a folder, or why it could not be read. */
int content_failure(const char *folder, int err, const struct content_problems *problems);

#endif
