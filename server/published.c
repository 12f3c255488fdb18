#include "server/published.h"
#include "core/json.h"

#include <jansson.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "core/talk/bundle.h"
#include "server/notice.h"

enum {
	DOCUMENT_MAX = 1 << 20,
	BUNDLE_DAYS = 4, /* days whose bundles are kept ready: visitors ask for today's */
	TRIES = 3,
	GLANCE_MAX = 64 * 1024,
};

/* What the store holds, as it is. */
enum document { ROOT, ROSTER, SIGNATURE, MANIFEST, MANIFEST_SIGNATURE, PUBLISHED, DOCUMENTS };
static const char *const NAMES[DOCUMENTS] = {"root.pub", "roster",           "roster.minisig",
                                             "manifest", "manifest.minisig", "published"};

struct counted {
	struct standing standing; /* first: what is handed out is this */
	atomic_uint references;
};

/* The last roster that did not hold. */
struct published_refusal {
	uint8_t hash[32];
	int err; /* why */
	bool untold;
};

/* Made once, and lent to every request. */
struct published_answers {
	struct payload *office;
	uint32_t office_day;
	struct payload *manifest;
};

struct published {
	pthread_mutex_t lock;
	struct readers *own;
	uint64_t generation;
	struct buf glance; /* what documents there were when they were read last */
	struct buf texts[DOCUMENTS];
	struct counted *standing;
	struct published_answers answers;
	uint64_t lists; /* taken over so far */
	struct {
		uint32_t day;
		struct payload *payload;
	} bundles[BUNDLE_DAYS];
	size_t oldest; /* of bundles */
	struct published_refusal refused;
};

/* ---- the roster in force ---- */

static void
counted_unref(struct counted *c)
{
	if (c == NULL || atomic_fetch_sub(&c->references, 1) != 1)
		return;
	roster_clear(&c->standing.roster);
	free(c);
}

void
standing_unref(const struct standing *standing)
{
	if (standing != NULL)
		counted_unref((struct counted *)(uintptr_t)standing);
}

static int
read_standing(struct counted **out, const struct buf *texts)
{
	struct counted *c = calloc(1, sizeof *c);
	int rc;

	if (c == NULL)
		return ERR_MEMORY;
	atomic_init(&c->references, 1);
	rc = minisign_public_read(&c->standing.root, buf_span(&texts[ROOT]));
	if (rc == 0)
		rc = minisign_verify(&c->standing.root, buf_span(&texts[ROSTER]),
		                     buf_span(&texts[SIGNATURE]), NULL);
	if (rc == 0)
		rc = roster_parse(&c->standing.roster, &c->standing.root, buf_span(&texts[ROSTER]));
	if (rc != 0) {
		counted_unref(c);
		return rc;
	}
	*out = c;
	return 0;
}

/* ---- reading the store ---- */

static void
forget_pages(struct published *p, bool roster, bool manifest)
{
	if (roster) {
		payload_unref(p->answers.office);
		p->answers.office = NULL;
	}
	if (manifest) {
		payload_unref(p->answers.manifest);
		p->answers.manifest = NULL;
		p->lists++;
	}
	for (size_t i = 0; i < BUNDLE_DAYS; i++) {
		payload_unref(p->bundles[i].payload);
		p->bundles[i].payload = NULL;
	}
}

static int
read_texts(struct store *store, struct buf *texts)
{
	int rc = 0;

	for (size_t i = 0; i < DOCUMENTS && rc == 0; i++) {
		buf_init(&texts[i], DOCUMENT_MAX);
		rc = store_document(store, NAMES[i], &texts[i]);
		if (rc == ERR_ABSENT && i >= MANIFEST)
			rc = 0;
	}
	return rc;
}

static void
clear_texts(struct buf *texts)
{
	for (size_t i = 0; i < DOCUMENTS; i++)
		buf_clear(&texts[i]);
}

static bool
differ(const struct buf *a, const struct buf *b, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++) {
		if (!span_equal(buf_span(&a[i]), buf_span(&b[i])))
			return true;
	}
	return false;
}

/* A new roster, if it holds. One that does not is looked at, and told of, once. */
static int
take_roster(struct published *p, const struct buf *texts)
{
	struct counted *standing = NULL;
	uint8_t hash[sizeof p->refused.hash];
	crypto_hash_sha256_state state;
	int rc;

	crypto_hash_sha256_init(&state);
	for (size_t i = ROOT; i < MANIFEST; i++)
		crypto_hash_sha256_update(&state, texts[i].p, texts[i].n);
	crypto_hash_sha256_final(&state, hash);
	if (memcmp(hash, p->refused.hash, sizeof hash) == 0)
		return p->refused.err;
	rc = read_standing(&standing, texts);
	if (rc == 0) {
		counted_unref(p->standing);
		p->standing = standing;
	} else if (rc > 0) {
		memcpy(p->refused.hash, hash, sizeof hash);
		p->refused.err = rc;
		p->refused.untold = p->standing != NULL;
	}
	return rc;
}

/* Takes over newly read texts; a roster that does not hold changes nothing. */
static int
take_texts(struct published *p, struct buf *texts)
{
	bool roster = differ(p->texts, texts, ROOT, MANIFEST) || p->standing == NULL;
	bool manifest = differ(p->texts, texts, MANIFEST, DOCUMENTS);
	int rc = roster ? take_roster(p, texts) : 0;

	if (rc != 0)
		return rc;
	forget_pages(p, roster, manifest);
	for (size_t i = 0; i < DOCUMENTS; i++) {
		struct buf old = p->texts[i];

		p->texts[i] = texts[i];
		texts[i] = old;
	}
	return 0;
}

/* The documents are read one by one: somebody may write in between, and then they do not fit. */
static int
read_again(struct published *p, struct store *store, uint64_t generation)
{
	struct buf texts[DOCUMENTS] = {{0}};
	uint64_t after = generation;
	int rc = 0;

	for (int tries = 0; tries < TRIES; tries++) {
		generation = after;
		rc = read_texts(store, texts);
		if (rc == 0)
			rc = take_texts(p, texts);
		clear_texts(texts);
		if (rc <= 0 || store_generation(store, &after) != 0 || after == generation)
			break;
	}
	if (rc > 0 && p->refused.untold)
		notice("the new roster is not used: %s. The one before stays in force",
		       err_text(rc));
	p->refused.untold = false;
	if (rc >= 0)
		p->generation = generation;
	return rc;
}

/*
 * Every commit of the writer is a change, and hardly ever one of a document: a
 * glance tells, and spares reading all of them anew after each batch of deposits.
 */
static int
look_again(struct published *p, struct store *store, uint64_t generation)
{
	struct buf seen;
	int rc;

	buf_init(&seen, GLANCE_MAX);
	rc = store_documents_glance(store, &seen);
	if (rc == 0 && p->standing != NULL && span_equal(buf_span(&seen), buf_span(&p->glance))) {
		forget_pages(p, false, false);
		p->generation = generation;
		buf_clear(&seen);
		return 0;
	}
	if (rc == 0)
		rc = read_again(p, store, generation);
	if (rc >= 0) {
		buf_clear(&p->glance);
		p->glance = seen;
	} else {
		buf_clear(&seen);
	}
	return rc;
}

/* Under the lock: what is held agrees with the store. */
static int
refresh(struct published *p)
{
	size_t which = 0;
	struct store *store = readers_take(p->own, &which);
	uint64_t generation;
	int rc = store_generation(store, &generation);

	if (rc == 0 && (generation != p->generation || p->standing == NULL))
		rc = look_again(p, store, generation);
	readers_give(p->own, which);
	return rc > 0 && p->standing != NULL ? 0 : rc;
}

int
published_new(struct published **out, struct readers *own)
{
	struct published *p = calloc(1, sizeof *p);
	int rc;

	if (p == NULL || pthread_mutex_init(&p->lock, NULL) != 0) {
		free(p);
		readers_close(own);
		return ERR_MEMORY;
	}
	p->own = own;
	rc = refresh(p);
	if (rc != 0) {
		published_free(p);
		return rc;
	}
	*out = p;
	return 0;
}

void
published_free(struct published *p)
{
	if (p == NULL)
		return;
	forget_pages(p, true, true);
	counted_unref(p->standing);
	clear_texts(p->texts);
	buf_clear(&p->glance);
	readers_close(p->own);
	pthread_mutex_destroy(&p->lock);
	free(p);
}

int
published_standing(struct published *p, const struct standing **out)
{
	int rc;

	pthread_mutex_lock(&p->lock);
	rc = refresh(p);
	if (rc == 0) {
		atomic_fetch_add(&p->standing->references, 1);
		*out = &p->standing->standing;
	}
	pthread_mutex_unlock(&p->lock);
	return rc;
}

int
published_list(struct published *p, uint64_t *list)
{
	int rc;

	pthread_mutex_lock(&p->lock);
	rc = refresh(p);
	*list = p->lists;
	pthread_mutex_unlock(&p->lock);
	return rc;
}

/* ---- answers ---- */

/* Takes object; NULL: no memory, or text that JSON cannot hold. */
static struct payload *
json_page(json_t *object)
{
	char *text = object == NULL ? NULL : json_text(object, JSON_COMPACT);

	json_decref(object);
	if (text == NULL)
		return NULL;
	return payload_new((uint8_t *)text, strlen(text), TYPE_JSON, CACHE_NEVER);
}

static struct payload *
office_page(const struct published *p, uint32_t today)
{
	char root[MINISIGN_PUBLIC_TEXT_MAX];
	const struct buf *roster = &p->texts[ROSTER], *signature = &p->texts[SIGNATURE];

	minisign_public_text(root, &p->standing->standing.root);
	return json_page(json_pack("{s:I, s:s, s:s%, s:s%}", "day", (json_int_t)today, "root", root,
	                           "roster", (const char *)roster->p, roster->n, "signature",
	                           (const char *)signature->p, signature->n));
}

static struct payload *
manifest_page(const struct published *p)
{
	const struct buf *text = &p->texts[MANIFEST], *signature = &p->texts[MANIFEST_SIGNATURE];

	return json_page(json_pack("{s:s%, s:s%}", "manifest", (const char *)text->p, text->n,
	                           "signature", (const char *)signature->p, signature->n));
}

int
published_office(struct published *p, uint32_t today, struct payload **out)
{
	int rc;

	pthread_mutex_lock(&p->lock);
	rc = refresh(p);
	if (rc == 0 && (p->answers.office == NULL || p->answers.office_day != today)) {
		payload_unref(p->answers.office);
		p->answers.office = office_page(p, today);
		p->answers.office_day = today;
	}
	if (rc == 0 && (*out = payload_ref(p->answers.office)) == NULL)
		rc = ERR_MEMORY;
	pthread_mutex_unlock(&p->lock);
	return rc;
}

int
published_manifest(struct published *p, struct payload **out)
{
	int rc;

	pthread_mutex_lock(&p->lock);
	rc = refresh(p);
	if (rc == 0 && (p->texts[MANIFEST].n == 0 || p->texts[MANIFEST_SIGNATURE].n == 0))
		rc = ERR_ABSENT;
	if (rc == 0 && p->answers.manifest == NULL)
		p->answers.manifest = manifest_page(p);
	if (rc == 0 && (*out = payload_ref(p->answers.manifest)) == NULL)
		rc = ERR_MEMORY;
	pthread_mutex_unlock(&p->lock);
	return rc;
}

/* Leaves out those that the roster refuses: clients refuse them, too. */
static void
drop_refused(const struct published *p, struct buf *bytes)
{
	const struct roster *roster = &p->standing->standing.roster;
	size_t kept = 0;

	for (size_t at = 0; at + BUNDLE_BYTES <= bytes->n; at += BUNDLE_BYTES) {
		if (!bundle_refused(roster, bytes->p + at)) {
			memmove(bytes->p + kept, bytes->p + at, BUNDLE_BYTES);
			kept += BUNDLE_BYTES;
		}
	}
	bytes->n = kept;
}

static int
bundles_page(struct published *p, uint32_t day, struct payload **out)
{
	struct buf bytes;
	size_t which = 0;
	struct store *store;
	int rc;

	buf_init(&bytes, (size_t)ROSTER_PEOPLE_MAX * BUNDLE_BYTES);
	store = readers_take(p->own, &which);
	rc = store_bundles(store, day, &bytes);
	readers_give(p->own, which);
	if (rc == 0) {
		drop_refused(p, &bytes);
		*out = payload_from(&bytes, TYPE_BYTES, CACHE_NEVER);
	}
	buf_clear(&bytes);
	return rc != 0 ? rc : *out == NULL ? ERR_MEMORY : 0;
}

int
published_bundles(struct published *p, uint32_t day, struct payload **out)
{
	size_t i;
	int rc;

	*out = NULL;
	pthread_mutex_lock(&p->lock);
	rc = refresh(p);
	for (i = 0; rc == 0 && i < BUNDLE_DAYS && *out == NULL; i++) {
		if (p->bundles[i].payload != NULL && p->bundles[i].day == day)
			*out = payload_ref(p->bundles[i].payload);
	}
	if (rc == 0 && *out == NULL && (rc = bundles_page(p, day, out)) == 0) {
		i = p->oldest++ % BUNDLE_DAYS;
		payload_unref(p->bundles[i].payload);
		p->bundles[i].day = day;
		p->bundles[i].payload = payload_ref(*out);
	}
	pthread_mutex_unlock(&p->lock);
	return rc;
}
