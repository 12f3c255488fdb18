/* Carried in the program: the stylesheet and script of every page (web/look, web/page), and the
 * room's (web/room, made by tools/build-room). */
#ifndef ALCOVE_SITE_ASSETS_H
#define ALCOVE_SITE_ASSETS_H

#include "core/embedded.h"

extern const struct embedded assets[];
extern const struct embedded room_assets[];

#endif
