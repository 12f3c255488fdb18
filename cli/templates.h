/* What `office new` begins with (cli/new), carried in the program. */
#ifndef ALCOVE_CLI_TEMPLATES_H
#define ALCOVE_CLI_TEMPLATES_H

#include "core/embedded.h"

extern const struct embedded templates[];
extern const size_t templates_count;

#endif
