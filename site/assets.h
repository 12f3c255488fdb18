/* The stylesheet and script of every page (web/look, web/page), carried in the program. */
#ifndef ALCOVE_SITE_ASSETS_H
#define ALCOVE_SITE_ASSETS_H

#include "core/embedded.h"

extern const struct embedded assets[];
extern const size_t assets_count;

#endif
