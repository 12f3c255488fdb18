/* Carried in the program: the stylesheet and script of every page (web/look, web/page), and the
 * room's and the desk's (made by tools/build-web), each in the order of struct client_files. */
#ifndef ALCOVE_SITE_ASSETS_H
#define ALCOVE_SITE_ASSETS_H

#include "core/embedded.h"

extern const struct embedded assets[];
extern const struct embedded room_assets[];
extern const struct embedded desk_assets[];

#endif
