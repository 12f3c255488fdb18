/* What may stand in a guide: Markdown that loads nothing and hides nothing. */
#ifndef ALCOVE_CONTENT_GUIDE_H
#define ALCOVE_CONTENT_GUIDE_H

#include "content/problem.h"

/*
 * Reports HTML, pictures, and links that are neither to a page of the site nor
 * https:, mailto: or tel:, each with its line; before: lines of the file that
 * stand before markdown.
 */
void guide_check(struct report *r, const char *markdown, size_t before);

#endif
