/* Small drawings that stand beside words, and say nothing that the words do not. */
#ifndef ALCOVE_SITE_ICON_H
#define ALCOVE_SITE_ICON_H

#include "site/html.h"

enum icon { ICON_WRITE, ICON_CALL, ICON_DOOR, ICON_ANSWER };

void icon(struct html *h, enum icon which);

#endif
