#include "core/desk/vault.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "core/secret.h"

static const uint8_t NOBODY[PERSON_BYTES];

struct vault *
vault_new(void)
{
	return secret_new(sizeof(struct vault));
}

static void
matter_free(struct matter *m)
{
	if (m == NULL)
		return;
	thread_clear(&m->thread);
	buf_clear(&m->notes);
	secret_free(m);
}

void
vault_free(struct vault *v)
{
	if (v == NULL)
		return;
	for (size_t i = 0; i < v->matter_count; i++)
		matter_free(v->matters[i]);
	free(v->matters);
	free(v->seen);
	secret_free(v);
}

/* ---- rosters and seeds ---- */

int
vault_see_roster(struct vault *v, const struct roster *roster)
{
	if (roster->serial < v->roster_serial ||
	    (roster->serial == v->roster_serial &&
	     memcmp(roster->hash, v->roster_hash, sizeof v->roster_hash) != 0))
		return ERR_OLDER;
	v->roster_serial = roster->serial;
	memcpy(v->roster_hash, roster->hash, sizeof v->roster_hash);
	return 0;
}

const struct day_seed *
vault_seed(const struct vault *v, uint32_t day)
{
	for (size_t i = 0; i < v->seed_count; i++) {
		if (v->seeds[i].day == day)
			return &v->seeds[i];
	}
	return NULL;
}

static void
fresh_seed(struct vault *v, struct day_seed *s, uint32_t day)
{
	s->day = day;
	s->serial = v->bundle_serial;
	s->roster_serial = v->roster_serial;
	memcpy(s->roster_hash, v->roster_hash, sizeof s->roster_hash);
	randombytes_buf(s->seed, sizeof s->seed);
}

int
vault_make_seeds(struct vault *v, uint32_t today)
{
	if (v->bundle_serial == 0)
		v->bundle_serial = 1;
	for (uint32_t day = today; day <= today + BUNDLES_AHEAD_DAYS; day++) {
		size_t at = v->seed_count;

		if (vault_seed(v, day) != NULL)
			continue;
		if (v->seed_count == VAULT_SEEDS_MAX)
			return ERR_FULL;
		while (at > 0 && v->seeds[at - 1].day > day)
			at--;
		memmove(v->seeds + at + 1, v->seeds + at, (v->seed_count - at) * sizeof *v->seeds);
		fresh_seed(v, &v->seeds[at], day);
		v->seed_count++;
	}
	return 0;
}

void
vault_renew_seeds(struct vault *v, uint32_t from_day)
{
	v->bundle_serial++;
	for (size_t i = 0; i < v->seed_count; i++) {
		if (v->seeds[i].day >= from_day)
			fresh_seed(v, &v->seeds[i], v->seeds[i].day);
	}
}

static void
erase_marks(struct vault *v, uint32_t day)
{
	size_t kept = 0;

	for (size_t i = 0; i < v->seen_count; i++) {
		if (v->seen[i].day != day)
			v->seen[kept++] = v->seen[i];
	}
	v->seen_count = kept;
}

void
vault_erase_seeds(struct vault *v, uint32_t today, bool listed)
{
	size_t kept = 0;

	for (size_t i = 0; i < v->seed_count; i++) {
		uint32_t day = v->seeds[i].day;
		bool over = day + 1 + SEED_GRACE_DAYS <= today;

		if ((over && listed) || day + 1 + RETENTION_DAYS_MAX <= today)
			erase_marks(v, day);
		else
			v->seeds[kept++] = v->seeds[i];
	}
	secret_wipe(v->seeds + kept, (v->seed_count - kept) * sizeof *v->seeds);
	v->seed_count = kept;
}

/* ---- what was seen ---- */

bool
vault_seen(const struct vault *v, const uint8_t mark[16])
{
	for (size_t i = 0; i < v->seen_count; i++) {
		if (memcmp(v->seen[i].mark, mark, 16) == 0)
			return true;
	}
	return false;
}

int
vault_mark(struct vault *v, uint32_t day, const uint8_t mark[16])
{
	if (v->seen_count == VAULT_SEEN_MAX)
		return ERR_FULL;
	if (v->seen_count == v->seen_capacity) {
		size_t capacity = v->seen_capacity == 0 ? 64 : 2 * v->seen_capacity;
		struct seen_mark *grown = realloc(v->seen, capacity * sizeof *grown);

		if (grown == NULL)
			return ERR_MEMORY;
		v->seen = grown;
		v->seen_capacity = capacity;
	}
	v->seen[v->seen_count].day = day;
	memcpy(v->seen[v->seen_count].mark, mark, 16);
	v->seen_count++;
	return 0;
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
vault_matter_by_key(const struct vault *v, const uint8_t x25519[X25519_BYTES])
{
	for (size_t i = 0; i < v->matter_count; i++) {
		if (memcmp(v->matters[i]->keys.x25519, x25519, X25519_BYTES) == 0)
			return v->matters[i];
	}
	return NULL;
}

struct matter *
vault_add_matter(struct vault *v)
{
	struct matter *m;

	if (v->matter_count == VAULT_MATTERS_MAX)
		return NULL;
	if (v->matter_count == v->matter_capacity) {
		size_t capacity = v->matter_capacity == 0 ? 16 : 2 * v->matter_capacity;
		struct matter **grown = realloc(v->matters, capacity * sizeof(struct matter *));

		if (grown == NULL)
			return NULL;
		v->matters = grown;
		v->matter_capacity = capacity;
	}
	m = secret_new(sizeof *m);
	if (m == NULL)
		return NULL;
	buf_init(&m->notes, VAULT_PLAIN_MAX);
	do
		m->id = randombytes_uniform(MATTER_ID_LIMIT);
	while (vault_matter(v, m->id) != NULL);
	v->matters[v->matter_count++] = m;
	return m;
}

void
vault_remove_matter(struct vault *v, const struct matter *m)
{
	for (size_t i = 0; i < v->matter_count; i++) {
		if (v->matters[i] != m)
			continue;
		matter_free(v->matters[i]);
		memmove(v->matters + i, v->matters + i + 1,
		        (v->matter_count - i - 1) * sizeof(struct matter *));
		v->matter_count--;
		return;
	}
}

void
vault_expire(struct vault *v, uint32_t first_day)
{
	for (size_t i = v->matter_count; i-- > 0;) {
		thread_expire(&v->matters[i]->thread, first_day);
		if (v->matters[i]->thread.n == 0)
			vault_remove_matter(v, v->matters[i]);
	}
}

/* ---- notes ---- */

int
notes_check(struct span text)
{
	return text.n <= NOTES_MAX && utf8_valid(text) ? 0 : ERR_TEXT;
}

static int
append(struct buf *b, struct span text)
{
	if (text.n > 0 && b->n > 0)
		buf_put_text(b, b->p[b->n - 1] == '\n' ? "\n" : "\n\n");
	buf_put_span(b, text);
	return b->err;
}

int
matter_add_notes(struct matter *m, struct span text)
{
	return append(&m->notes, text);
}

int
vault_note(const struct vault *v, struct matter *m, struct span base, struct span text)
{
	struct span now = buf_span(&m->notes);
	struct buf next;
	int rc = 0;

	if (span_equal(now, text))
		return 0;
	buf_init(&next, m->notes.max);
	if (!span_equal(now, base))
		rc = append(&next, now);
	if (rc == 0)
		rc = append(&next, text);
	if (rc == 0 && next.n > now.n && !vault_fits(v, next.n - now.n))
		rc = ERR_SIZE;
	if (rc != 0) {
		buf_clear(&next);
		return rc;
	}
	buf_clear(&m->notes);
	m->notes = next;
	return 0;
}

static bool
spoke(const struct thread *t, const uint8_t person[PERSON_BYTES])
{
	for (size_t i = 0; i < t->n; i++) {
		if (message_shown(t->messages[i]) &&
		    memcmp(t->messages[i]->person, person, PERSON_BYTES) == 0)
			return true;
	}
	return false;
}

bool
matter_waits(const struct matter *m, const uint8_t self[PERSON_BYTES])
{
	const struct message *last = thread_last_shown(&m->thread);

	return last != NULL && memcmp(last->person, NOBODY, sizeof last->person) == 0 &&
	       (memcmp(m->taken, NOBODY, sizeof m->taken) == 0 ||
	        memcmp(m->taken, self, sizeof m->taken) == 0 || spoke(&m->thread, self));
}
