#include "site/build.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "site/assets.h"
#include "site/pages.h"

enum { PAGE_MAX = 4 << 20, DIGEST_BYTES = 8 };

struct site {
	struct site_file *files;
	size_t n, room;
	struct content *contents[CONTENT_LANGUAGES_MAX];
	struct edition editions[CONTENT_LANGUAGES_MAX];
	char folders[CONTENT_LANGUAGES_MAX][16];
	size_t editions_n;
	char look[PAGE_ADDRESS_MAX];
	struct script_file script;
	struct client_files clients[CLIENTS];
};

/* ---- files in memory ---- */

/* Takes bytes. */
static int
add_file(struct site *s, const char *folder, const char *path, uint8_t *bytes, size_t n)
{
	char *name = NULL;

	if (s->n == s->room) {
		size_t room = s->room == 0 ? 64 : 2 * s->room;
		struct site_file *files = realloc(s->files, room * sizeof *files);
		if (files != NULL) {
			s->files = files;
			s->room = room;
		}
	}
	size_t length = strlen(folder) + strlen(path) + 1;
	if (s->n < s->room && (name = malloc(length)) != NULL)
		(void)snprintf(name, length, "%s%s", folder, path);
	if (name == NULL) {
		free(bytes);
		return ERR_MEMORY;
	}
	s->files[s->n++] = (struct site_file){name, bytes, n};
	return 0;
}

static int
add_page(struct site *s, struct page *p, const struct page_kind *kind, const char *title)
{
	struct buf out;
	uint8_t *bytes;

	buf_init(&out, PAGE_MAX);
	int rc = page_write(&out, p, kind, title);
	if (rc == 0 && (bytes = malloc(out.n)) == NULL)
		rc = ERR_MEMORY;
	if (rc == 0) {
		memcpy(bytes, out.p, out.n);
		rc = add_file(s, p->edition->folder, p->file, bytes, out.n);
	}
	buf_clear(&out);
	return rc;
}

/* ---- assets, under names that change with what is in them ---- */

static int
add_asset(struct site *s, const char *folder, const struct embedded *a,
          char address[PAGE_ADDRESS_MAX])
{
	uint8_t hash[crypto_hash_sha256_BYTES];
	char digits[2 * DIGEST_BYTES + 1];
	const char *dot = strrchr(a->name, '.');
	uint8_t *bytes = malloc(a->n);

	if (bytes == NULL)
		return ERR_MEMORY;
	memcpy(bytes, a->bytes, a->n);
	crypto_hash_sha256(hash, a->bytes, a->n);
	hex_put(digits, span(hash, DIGEST_BYTES));
	(void)snprintf(address, PAGE_ADDRESS_MAX, "%s%.*s-%s%s", folder, (int)(dot - a->name),
	               a->name, digits, dot);
	return add_file(s, "", address, bytes, a->n);
}

static int
add_script(struct site *s, const char *folder, const struct embedded *a, struct script_file *to)
{
	static const char kind[] = "sha256-";
	uint8_t hash[crypto_hash_sha256_BYTES];

	crypto_hash_sha256(hash, a->bytes, a->n);
	(void)snprintf(to->digest, sizeof to->digest, "%s", kind);
	(void)sodium_bin2base64(to->digest + sizeof kind - 1, sizeof to->digest - sizeof kind + 1,
	                        hash, sizeof hash, sodium_base64_VARIANT_ORIGINAL);
	return add_asset(s, folder, a, to->address);
}

/* In the order in which site/meson.build names them, like add_assets.
 * The server lets nothing below room/ and desk/ be kept in a browser. */
static int
add_client(struct site *s, const char *folder, const struct embedded *from, struct client_files *to)
{
	int rc = add_asset(s, folder, &from[0], to->look);

	if (rc == 0)
		rc = add_script(s, folder, &from[1], &to->script);
	if (rc == 0)
		rc = add_asset(s, folder, &from[2], to->worker);
	return rc != 0 ? rc : add_asset(s, folder, &from[3], to->core);
}

static int
add_assets(struct site *s)
{
	int rc = add_asset(s, "assets/", &assets[0], s->look);

	if (rc == 0)
		rc = add_script(s, "assets/", &assets[1], &s->script);
	if (rc == 0)
		rc = add_client(s, "room/", room_assets, &s->clients[CLIENT_ROOM]);
	if (rc == 0)
		rc = add_client(s, "desk/", desk_assets, &s->clients[CLIENT_DESK]);
	return rc;
}

/* ---- pages ---- */

static int
add_edition(struct site *s, const struct edition *e)
{
	char file[128];
	struct page p = {.edition = e};
	int rc = 0;

	for (size_t i = 0; i < page_kinds_count && rc == 0; i++) {
		const struct page_kind *k = &page_kinds[i];

		if (k->wanted != NULL && !k->wanted(e->c))
			continue;
		p.file = k->file;
		rc = add_page(s, &p, k, i == 0 ? e->c->name : NULL);
	}
	p.file = file;
	for (size_t i = 0; i < e->c->guides_n && rc == 0; i++) {
		p.guide = &e->c->guides[i];
		(void)snprintf(file, sizeof file, "guides/%s.html", p.guide->id);
		rc = add_page(s, &p, &guide_kind, p.guide->title);
	}
	for (size_t i = 0; i < e->c->institutions_n && e->c->institutions_n > 1 && rc == 0; i++) {
		p.institution = &e->c->institutions[i];
		(void)snprintf(file, sizeof file, "institutions/%s.html", p.institution->id);
		rc = add_page(s, &p, &institution_kind, p.institution->name);
	}
	return rc;
}

/* Loads the office in its first language, which says in which others it writes; then in those. */
static int
load_editions(struct site *s, const char *content, const char *today,
              const struct site_enrolled *enrolled, struct content_problems *problems)
{
	int rc = content_load(&s->contents[0], content, NULL, problems);

	s->editions_n = rc == 0 ? s->contents[0]->languages.n : 0;
	for (size_t i = 1; i < s->editions_n && rc == 0; i++)
		rc = content_load(&s->contents[i], content, s->contents[0]->languages.list[i],
		                  problems);
	for (size_t i = 0; i < s->editions_n && rc == 0; i++) {
		const struct content *c = s->contents[i];

		if (i > 0)
			(void)snprintf(s->folders[i], sizeof s->folders[i], "%s/", c->language);
		s->editions[i] = (struct edition){
			.c = c,
			.catalog = catalog_of(c->language),
			.folder = s->folders[i],
			.today = today,
			.enrolled = enrolled,
			.look = s->look,
			.script = &s->script,
			.clients = s->clients,
			.all = s->editions,
			.all_n = s->editions_n,
		};
	}
	return rc;
}

int
site_build(struct site **out, const char *content, const char *today,
           const struct site_enrolled *enrolled, struct content_problems *problems)
{
	struct site *s = calloc(1, sizeof *s);

	*out = NULL;
	if (s == NULL)
		return ERR_MEMORY;
	int rc = add_assets(s);
	if (rc == 0)
		rc = load_editions(s, content, today, enrolled, problems);
	for (size_t i = 0; i < s->editions_n && rc == 0; i++)
		rc = add_edition(s, &s->editions[i]);
	if (rc != 0) {
		site_free(s);
		return rc;
	}
	*out = s;
	return 0;
}

void
site_free(struct site *s)
{
	if (s == NULL)
		return;
	for (size_t i = 0; i < s->n; i++) {
		free(s->files[i].path);
		free(s->files[i].bytes);
	}
	free(s->files);
	for (size_t i = 0; i < CONTENT_LANGUAGES_MAX; i++)
		content_free(s->contents[i]);
	free(s);
}

size_t
site_count(const struct site *site)
{
	return site->n;
}

const struct site_file *
site_file(const struct site *site, size_t i)
{
	return &site->files[i];
}

const struct site_file *
site_find(const struct site *site, const char *path)
{
	for (size_t i = 0; i < site->n; i++) {
		if (strcmp(site->files[i].path, path) == 0)
			return &site->files[i];
	}
	return NULL;
}
