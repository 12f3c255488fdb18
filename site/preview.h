/* Shows a site on this machine while it is being written. */
#ifndef ALCOVE_SITE_PREVIEW_H
#define ALCOVE_SITE_PREVIEW_H

/*
 * Serves the pages on a loopback address until SIGINT or SIGTERM; whenever a
 * file of the folder changes they are made anew and open pages load again.
 * While there is something wrong, every page says what. An exit status.
 */
int preview_run(const char *content, const char *today, const char *listen);

#endif
