/*
 * What every answer of an office's server carries beside its body: one rule,
 * which the server keeps and `alcove verify` holds it to (docs/protocol.md §10).
 * Nothing may be framed, embedded, sniffed, referred to or run that is not the
 * office's own; nothing tells what serves, when, or whether it changed.
 */
#ifndef ALCOVE_SERVED_H
#define ALCOVE_SERVED_H

#include <stdbool.h>
#include <stddef.h>

#define TYPE_BYTES "application/octet-stream"
#define TYPE_TEXT "text/plain; charset=utf-8"
#define TYPE_JSON "application/json"

/* What a server says where it has nothing. */
#define SERVED_NOTHING "There is nothing here.\n"

/* What it says, as TYPE_TEXT, where it does not do what was asked: the same to everybody. */
struct served_refusal {
	int status;
	const char *line;
};
enum { SERVED_REFUSALS = 9 };
/* The first: also for what has no line. */
extern const struct served_refusal served_refusals[SERVED_REFUSALS];

/* Every answer has these, with these values. */
struct served_header {
	const char *name;
	const char *value;
};
extern const struct served_header served_headers[];
extern const size_t served_headers_count;

/* The Cache-Control. */
enum cache {
	CACHE_NEVER,   /* no-store: talk, the room, the desk, and every page of HTML */
	CACHE_BRIEFLY, /* the public site's pictures and style sheets, ten minutes */
};
const char *cache_text(enum cache cache);

/* What a file is, by the end of its name. */
struct media {
	const char *ending;
	const char *type; /* the Content-Type */
	bool compress;    /* worth it */
};
const struct media *media_of(const char *path);
/* Talk, and what leads to it, leaves no trace in the visitor's browser. */
enum cache media_cache(const struct media *media, const char *path);

#endif
