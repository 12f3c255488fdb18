#include "core/desk/vault.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "core/desk/section.h"

struct vault *
vault_new(void)
{
	struct vault *v = secret_new(sizeof *v);

	if (v == NULL)
		return NULL;
	/* Matters and correspondents share the cells: nearly each matter has one. */
	v->cells.size = sizeof(struct correspondent) > sizeof(struct matter)
	                        ? sizeof(struct correspondent)
	                        : sizeof(struct matter);
	buf_init(&v->unknown, VAULT_PLAIN_MAX);
	buf_init(&v->later.rows, VAULT_PLAIN_MAX);
	return v;
}

static void
matter_drop(struct vault *v, struct matter *m)
{
	for (size_t i = 0; i < m->correspondent_count; i++) {
		thread_clear(&m->correspondents[i]->thread);
		secret_pool_drop(&v->cells, m->correspondents[i]);
	}
	buf_clear(&m->notes);
	buf_clear(&m->acts);
	buf_clear(&m->unknown);
	secret_pool_drop(&v->cells, m);
}

void
vault_free(struct vault *v)
{
	if (v == NULL)
		return;
	for (size_t i = 0; i < v->matter_count; i++)
		matter_drop(v, v->matters[i]);
	free(v->matters);
	secret_pool_clear(&v->cells);
	seen_clear(&v->seen);
	buf_clear(&v->unknown);
	buf_clear(&v->later.rows);
	unsettled_clear(&v->pending.unsettled);
	unfiled_clear(&v->pending.unfiled);
	secret_free(v);
}

bool
vault_shut(const struct vault *v)
{
	return sections_must_be_understood(&v->unknown);
}

int
vault_see_roster(struct vault *v, const struct roster *roster)
{
	struct roster_shown row;

	if (roster->serial < v->head.roster_serial ||
	    (roster->serial == v->head.roster_serial &&
	     memcmp(roster->hash, v->head.roster_hash, sizeof v->head.roster_hash) != 0))
		return ERR_OLDER;
	v->head.roster_serial = roster->serial;
	memcpy(v->head.roster_hash, roster->hash, sizeof v->head.roster_hash);
	row.serial = roster->serial;
	memcpy(row.hash, roster->hash, sizeof row.hash);
	rosters_add(&v->head.rosters, &row);
	return 0;
}

/* ---- what was seen, and done ---- */

bool
vault_seen(const struct vault *v, const uint8_t mark[MARK_BYTES])
{
	return seen_has(&v->seen, mark);
}

int
vault_mark(struct vault *v, uint32_t day, const uint8_t mark[MARK_BYTES])
{
	return seen_add(&v->seen, day, mark);
}

void
vault_part_mark(uint8_t mark[MARK_BYTES], const uint8_t sender[X25519_BYTES],
                const uint8_t id[MESSAGE_ID_BYTES], uint8_t part)
{
	uint8_t in[X25519_BYTES + MESSAGE_ID_BYTES + 1], hash[32];

	memcpy(in, sender, X25519_BYTES);
	memcpy(in + X25519_BYTES, id, MESSAGE_ID_BYTES);
	in[sizeof in - 1] = part;
	crypto_hash_sha256(hash, in, sizeof in);
	memcpy(mark, hash, MARK_BYTES);
}

bool
vault_done(const struct vault *v, const uint8_t id[ACT_BYTES])
{
	return acts_have(&v->past.done, id);
}

const uint8_t *
vault_act(const struct vault *v, const uint8_t id[ACT_BYTES])
{
	const uint8_t *check = NULL;

	for (size_t i = 0; i < v->matter_count && check == NULL; i++)
		check = matter_act(v->matters[i], id);
	return check;
}

void
vault_keep_acts(struct vault *v)
{
	for (size_t i = 0; i < v->matter_count; i++)
		matter_keep_acts(v->matters[i], &v->past.done);
}

int
vault_mark_done(struct vault *v, const uint8_t id[ACT_BYTES], struct matter *m,
                const uint8_t check[ACT_CHECK_BYTES])
{
	uint8_t row[ACT_ROW];

	memcpy(row, id, ACT_BYTES);
	memcpy(row + ACT_BYTES, check, ACT_CHECK_BYTES);
	acts_add(&v->past.done, id);
	vault_keep_acts(v);
	return m == NULL ? 0 : matter_add_acts(m, SPAN(row));
}

/* ---- matters ---- */

struct matter *
vault_matter(const struct vault *v, uint32_t id)
{
	for (size_t i = 0; i < v->matter_count; i++) {
		if (v->matters[i]->id == id)
			return v->matters[i];
	}
	return NULL;
}

struct matter *
vault_matter_by_key(const struct vault *v, const uint8_t x25519[X25519_BYTES],
                    struct correspondent **who)
{
	for (size_t i = 0; i < v->matter_count; i++) {
		struct correspondent *c = matter_correspondent(v->matters[i], x25519);

		if (c == NULL)
			continue;
		if (who != NULL)
			*who = c;
		return v->matters[i];
	}
	return NULL;
}

static int
reserve(struct vault *v)
{
	size_t capacity = v->matter_capacity == 0 ? 16 : 2 * v->matter_capacity;
	struct matter **grown;

	if (v->matter_count < v->matter_capacity)
		return 0;
	grown = realloc(v->matters, capacity * sizeof(struct matter *));
	if (grown == NULL)
		return ERR_MEMORY;
	v->matters = grown;
	v->matter_capacity = capacity;
	return 0;
}

struct matter *
vault_put_matter(struct vault *v, uint32_t id)
{
	struct matter *m;

	if (v->matter_count == VAULT_MATTERS_MAX || reserve(v) != 0)
		return NULL;
	m = secret_pool_new(&v->cells);
	if (m == NULL)
		return NULL;
	m->id = id;
	buf_init(&m->notes, NOTES_JOINED_MAX);
	buf_init(&m->acts, (size_t)2 * ACTS_DONE_MAX * ACT_ROW); /* while two vaults are joined */
	buf_init(&m->unknown, VAULT_PLAIN_MAX);
	v->matters[v->matter_count++] = m;
	return m;
}

struct matter *
vault_add_matter_as(struct vault *v, uint32_t id)
{
	while (vault_matter(v, id) != NULL || endings_find(&v->past.ended, id) != NULL)
		id = randombytes_uniform(MATTER_ID_LIMIT);
	return vault_put_matter(v, id);
}

struct matter *
vault_add_matter(struct vault *v)
{
	return vault_add_matter_as(v, randombytes_uniform(MATTER_ID_LIMIT));
}

struct correspondent *
vault_add_correspondent(struct vault *v, struct matter *m)
{
	struct correspondent *c;

	if (m->correspondent_count == CORRESPONDENTS_MAX)
		return NULL;
	c = secret_pool_new(&v->cells);
	if (c != NULL)
		m->correspondents[m->correspondent_count++] = c;
	return c;
}

void
vault_outlive(struct vault *v)
{
	for (size_t i = 0; i < v->matter_count; i++) {
		for (size_t j = 0; j < v->matters[i]->correspondent_count; j++)
			thread_outlive(&v->matters[i]->correspondents[j]->thread);
	}
}

void
vault_arrange(struct vault *v)
{
	for (size_t i = 0; i < v->matter_count; i++) {
		for (size_t j = 0; j < v->matters[i]->correspondent_count; j++)
			thread_arrange(&v->matters[i]->correspondents[j]->thread);
	}
}

void
vault_remove_matter(struct vault *v, const struct matter *m)
{
	for (size_t i = 0; i < v->matter_count; i++) {
		if (v->matters[i] != m)
			continue;
		matter_drop(v, v->matters[i]);
		memmove(v->matters + i, v->matters + i + 1,
		        (v->matter_count - i - 1) * sizeof(struct matter *));
		v->matter_count--;
		return;
	}
}

void
vault_end_matter(struct vault *v, const struct matter *m, uint32_t day, uint32_t ends,
                 uint32_t into)
{
	struct ended row = {.id = m->id, .day = day, .until = ends, .into = into};

	if (ends > day)
		endings_add(&v->past.ended, &row);
	for (size_t i = 0; i < m->correspondent_count && into == ENDED_NOWHERE; i++)
		vault_drop_later(v, m->correspondents[i]->keys.x25519);
	vault_remove_matter(v, m);
}

void
vault_expire(struct vault *v, uint32_t day, uint32_t retention_days, uint32_t notes_days)
{
	for (size_t i = v->matter_count; i-- > 0;) {
		matter_expire(v->matters[i], day, retention_days, notes_days);
		if (matter_ends(v->matters[i], retention_days, notes_days) == 0)
			vault_remove_matter(v, v->matters[i]);
	}
	endings_expire(&v->past.ended, day);
	vault_expire_later(v, day, retention_days);
	unsettled_expire(&v->pending.unsettled, day > retention_days ? day - retention_days : 0);
	unfiled_expire(&v->pending.unfiled, day > retention_days ? day - retention_days : 0);
	unfiled_arrange(&v->pending.unfiled);
	vault_find_shut(v);
}

int
vault_note(const struct vault *v, struct matter *m, struct span base, struct span text)
{
	size_t now = m->notes.n, grows = text.n > now ? text.n - now : 0;

	/* Beside notes of another device text takes all its bytes, and an empty line. */
	if (!span_equal(buf_span(&m->notes), base))
		grows = text.n + 2;
	if (text.n > 0 && grows > 0 && !span_equal(buf_span(&m->notes), text) &&
	    !vault_fits(v, grows + SECTION_HEAD_BYTES))
		return ERR_SIZE;
	return matter_note(m, base, text);
}
