/*
 * What the server says on stderr: that it started and stopped, and trouble with
 * disk, clock or roster. Never who asked for what: no addresses of visitors,
 * paths, tags or persons go in here.
 */
#ifndef ALCOVE_SERVER_NOTICE_H
#define ALCOVE_SERVER_NOTICE_H

/* One line; the program's name and the line feed are put round it. */
void notice(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
