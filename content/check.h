/*
 * What single texts of an office must look like. Each returns NULL when text
 * will do; otherwise what is wrong with it, to follow the text in a sentence,
 * and in *remedy a whole sentence.
 */
#ifndef ALCOVE_CONTENT_CHECK_H
#define ALCOVE_CONTENT_CHECK_H

/* An address under which browsers may meet the office (docs/protocol.md §4). */
const char *check_origin(const char *text, const char **remedy);

/* A name for use within files: small letters, digits and hyphens. */
const char *check_id(const char *text, const char **remedy);

/* The same for an entry, whose id is its place on a page: not one that the page has already. */
const char *check_entry_id(const char *text, const char **remedy);

/* A telephone number alone: "911", "+44 20 7946 0000". */
const char *check_number(const char *text, const char **remedy);

/* A code of the Uniform Reporting Categories, version 2: "1.a" to "9.e". */
const char *check_code(const char *text, const char **remedy);

/* A language as pages name it: "en", "es", "pt-BR". */
const char *check_language(const char *text, const char **remedy);

/* A topic of content_topics. */
const char *check_topic(const char *text, const char **remedy);

/* An address outside, to which a page may lead. */
const char *check_link(const char *text, const char **remedy);

#endif
