/* The SQLite backend's statements, and what is done with one. */
#ifndef ALCOVE_STORE_SQLITE_STATEMENT_H
#define ALCOVE_STORE_SQLITE_STATEMENT_H

#include "store/backend.h"
#include "store/sqlite_file.h"

/* One row per statement, prepared when first used. */
#define STATEMENTS(X)                                                                              \
	X(BEGIN, "BEGIN IMMEDIATE")                                                                \
	X(COMMIT, "COMMIT")                                                                        \
	X(ROLLBACK, "ROLLBACK")                                                                    \
	X(PLACE_ADD, "INSERT INTO place (id, day, tag, person, body) VALUES (?1, ?2, ?3, ?4, ?5)"  \
	             " ON CONFLICT DO NOTHING")                                                    \
	X(PLACE_REMOVE, "DELETE FROM place WHERE id = ?1 AND day = ?2 AND tag = ?3")               \
	X(PLACE_GET, "SELECT day, tag, person, body FROM place"                                    \
	             " WHERE id = ?1 AND day = ?2 AND tag = ?3")                                   \
	X(PLACE_CLEAR, "UPDATE place SET body = NULL WHERE id = ?1 AND day = ?2 AND tag = ?3"      \
	               " AND body IS NOT NULL AND (?4 IS NULL OR person = ?4)")                    \
	X(PLACE_ASIDE, "UPDATE place SET aside = ?5 WHERE id = ?1 AND day = ?2 AND tag = ?3"       \
	               " AND person = ?4 AND body IS NOT NULL")                                    \
	X(PLACES_BACK, "UPDATE place SET aside = 0"                                                \
	               " WHERE person = ?1 AND person <> x'' AND body IS NOT NULL AND aside = 1")  \
	X(WAITING, "SELECT max(n) FROM (SELECT count(*) AS n FROM place INDEXED BY inbox"          \
	           " WHERE person <> x'' AND body IS NOT NULL GROUP BY person)")                   \
	X(PLACE_EXPIRE, "DELETE FROM place WHERE id < ?1 << 44")                                   \
	X(TAGS, "SELECT tag FROM place INDEXED BY cell"                                            \
	        " WHERE day = ?1 AND person = x'' ORDER BY tag")                                   \
	X(TAG_COUNT, "SELECT count(*) FROM place INDEXED BY cell WHERE person = x''")              \
	X(CLOSED_PUT, "INSERT INTO closed (day, entries) VALUES (?1, ?2)")                         \
	X(CLOSED, "SELECT day, length(entries), entries FROM closed WHERE day >= ?1 ORDER BY day") \
	X(CLOSED_LAST, "SELECT coalesce(max(day), 0) FROM closed")                                 \
	X(CLOSED_DROP, "DELETE FROM closed WHERE day >= ?1")                                       \
	X(CLOSED_EXPIRE, "DELETE FROM closed WHERE day < ?1")                                      \
	X(INBOX, "SELECT day, tag, person, body FROM place INDEXED BY inbox"                       \
	         " WHERE person = ?1 AND person <> x'' AND body IS NOT NULL AND aside = 0"         \
	         " ORDER BY day, tag")                                                             \
	X(PLACES, "SELECT day, tag, person, body FROM place WHERE body IS NOT NULL")               \
	X(VAULT_VERSION, "SELECT version FROM vault WHERE person = ?1")                            \
	X(VAULT_GET, "SELECT version, body FROM vault WHERE person = ?1")                          \
	X(VAULT_SET, "INSERT INTO vault (person, version, body) VALUES (?1, ?2, ?3)"               \
	             " ON CONFLICT (person) DO UPDATE"                                             \
	             " SET version = excluded.version, body = excluded.body")                      \
	X(VAULT_REMOVE, "DELETE FROM vault WHERE person = ?1")                                     \
	X(BUNDLE_SET, "INSERT INTO bundle (day, person, serial, bytes) VALUES (?1, ?2, ?3, ?4)"    \
	              " ON CONFLICT (day, person) DO UPDATE"                                       \
	              " SET serial = excluded.serial, bytes = excluded.bytes"                      \
	              " WHERE excluded.serial >= serial")                                          \
	X(BUNDLE_DAY, "SELECT bytes FROM bundle WHERE day = ?1 ORDER BY person")                   \
	X(BUNDLE_LIST, "SELECT day, serial FROM bundle WHERE person = ?1 AND day >= ?2"            \
	               " ORDER BY day")                                                            \
	X(BUNDLE_EXPIRE, "DELETE FROM bundle WHERE day < ?1")                                      \
	X(DOCUMENT_SET, "INSERT INTO document (name, bytes) VALUES (?1, ?2)"                       \
	                " ON CONFLICT (name) DO UPDATE SET bytes = excluded.bytes")                \
	X(DOCUMENT_GET, "SELECT bytes FROM document WHERE name = ?1")                              \
	X(DOCUMENT_COUNT, "SELECT count(*) FROM document")                                         \
	/* SQLite reads no page but the row's own to tell a length */                              \
	X(DOCUMENT_GLANCE, "SELECT name, length(bytes), CASE WHEN length(bytes) <= 1024"           \
	                   " THEN bytes END FROM document ORDER BY name")                          \
	X(PACKED_GET, "SELECT packed FROM upkeep")                                                 \
	X(PACKED_SET, "UPDATE upkeep SET packed = ?1")                                             \
	X(TOUCH, "UPDATE upkeep SET turned = 1 - turned")                                          \
	X(GENERATION, "PRAGMA data_version")                                                       \
	X(COUNT_PLACES, "SELECT day, sum(person = x''), sum(person = x'' AND body IS NOT NULL),"   \
	                " sum(person <> x'' AND body IS NOT NULL) FROM place GROUP BY day")        \
	X(COUNT_CLOSED, "SELECT day, length(entries) FROM closed")                                 \
	X(COUNT_BUNDLES, "SELECT day, count(*) FROM bundle GROUP BY day")                          \
	X(LIST_VAULTS, "SELECT person, version, length(body) FROM vault ORDER BY person")          \
	X(LIST_DOCUMENTS, "SELECT name, length(bytes) FROM document ORDER BY name")

#define STATEMENT_NAME(name, sql) name,
enum statement { STATEMENTS(STATEMENT_NAME) STATEMENT_COUNT };

struct sqlite {
	struct backend backend;
	struct sqlite_file file;
	int lock; /* held for as long as it is open, or -1 */
	sqlite3_stmt *statements[STATEMENT_COUNT];
};

/*
 * The number a row of place has: its day, and the first 44 bits of its tag. Two tags of a day that
 * begin alike are one place to the store: the second is refused as taken (docs/design.md says how
 * seldom, and what comes of it).
 */
int64_t place_id(uint32_t day, const uint8_t tag[TAG_BYTES]);
/* place_id, day and tag as the statement's parameters 1 to 3. */
void bind_place(sqlite3_stmt *st, uint32_t day, const uint8_t tag[TAG_BYTES]);

/* The statement, prepared if it was not yet. */
MUST_USE int use(struct backend *b, enum statement which, sqlite3_stmt **st);
void statements_close(struct sqlite *s);

/*
 * Binding fails only for a size over SQLite's limit; the column's NOT NULL then
 * refuses. Bytes must stay until the statement has run.
 */
void bind_number(sqlite3_stmt *st, int i, uint32_t v);
void bind_bytes(sqlite3_stmt *st, int i, const void *p, size_t n);
void bind_text(sqlite3_stmt *st, int i, const char *text);

/* Ends a statement whose last step said rc, so that it holds neither a lock nor our bytes. */
MUST_USE int end(sqlite3_stmt *st, int rc);
/* Steps once and ends. */
MUST_USE int run(sqlite3_stmt *st);
MUST_USE int run_plain(struct backend *b, enum statement which);
MUST_USE int run_number(struct backend *b, enum statement which, uint32_t v);
/* Rows the last change touched. */
size_t changes(struct backend *b);

/* Calls fn for each row and ends; what fn returns other than 0 ends the walk and is returned. */
typedef int row_fn(sqlite3_stmt *st, void *arg);
MUST_USE int each(sqlite3_stmt *st, row_fn *fn, void *arg);
/* A statement with one row of one number. */
MUST_USE int one_number(struct backend *b, enum statement which, uint64_t *out);

/* Columns; ERR_DISK for what we never wrote. */
MUST_USE int column_u32(sqlite3_stmt *st, int i, uint32_t *out);
MUST_USE int column_bytes(sqlite3_stmt *st, int i, uint8_t *out, size_t n);
MUST_USE int column_append(sqlite3_stmt *st, int i, struct buf *out);

/* sqlite_public.c: the rows of closed days, bundles, documents and the inventory. */
int sqlite_closed_put(struct backend *b, uint32_t day, struct span entries);
int sqlite_closed(struct backend *b, uint32_t first, struct buf *out);
int sqlite_closed_last(struct backend *b, uint32_t *day);
int sqlite_closed_drop(struct backend *b, uint32_t first);
int sqlite_closed_expire(struct backend *b, uint32_t before);
int sqlite_bundles_put(struct backend *b, const struct store_bundle *bundles, size_t n);
int sqlite_bundle_day(struct backend *b, uint32_t day, struct buf *out);
int sqlite_bundle_list(struct backend *b, const uint8_t *person, uint32_t from_day,
                       struct buf *out);
int sqlite_documents_put(struct backend *b, const struct store_document *documents, size_t n);
int sqlite_documents_glance(struct backend *b, struct buf *out);
int sqlite_document_get(struct backend *b, const char *name, struct buf *out);
int sqlite_inventory(struct backend *b, struct store_inventory *out);

#endif
