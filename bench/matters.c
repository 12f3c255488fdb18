#include "bench/matters.h"

#include <sodium.h>
#include <string.h>

#include "core/desk/section.h"

enum { PAGE_KIND = 99, PAGES = 2, TEXT_BYTES = 8192 };

static const struct setting settings[] = {
	{"busy", 200, 20, 1500, 4000, 5500},
	{"typical", 200, 10, 800, 1500, 2750},
	{"visitor", 1, THREAD_MESSAGES_MAX, 20, 0, 0},
	{"matters", VAULT_MATTERS_MAX, 1, 100, 0, 0},
};

const struct setting *
setting_named(const char *name)
{
	for (size_t i = 0; i < sizeof settings / sizeof *settings; i++) {
		if (strcmp(settings[i].name, name) == 0)
			return &settings[i];
	}
	return NULL;
}

static void
add_page(struct matter *m, size_t n)
{
	size_t begun = section_begin(&m->unknown, PAGE_KIND);

	buf_put_random(&m->unknown, n);
	section_end(&m->unknown, begun);
}

static int
add_message(struct thread *t, uint32_t day, struct span text)
{
	struct message head = {.kind = MESSAGE_TEXT, .day = day, .lamport = thread_lamport(t)};
	struct message *out;

	randombytes_buf(head.id, sizeof head.id);
	return thread_write(t, &head, text, &out);
}

static int
add_matter(struct vault *v, const struct setting *s, uint32_t day)
{
	struct matter *m = vault_add_matter(v);
	struct correspondent *c = m == NULL ? NULL : vault_add_correspondent(v, m);
	uint8_t text[TEXT_BYTES];
	int rc = c == NULL ? ERR_MEMORY : 0;

	memset(text, 'x', sizeof text);
	if (rc == 0)
		randombytes_buf(&c->keys, sizeof c->keys);
	for (size_t i = 0; rc == 0 && i < s->messages; i++)
		rc = add_message(&c->thread, day, span(text, s->message_bytes));
	if (rc == 0)
		rc = matter_add_notes(m, span(text, s->notes_bytes));
	for (size_t i = 0; rc == 0 && i < PAGES && s->page_bytes > 0; i++)
		add_page(m, s->page_bytes);
	if (rc == 0)
		matter_went_on(m, day);
	return rc != 0 ? rc : m->unknown.err;
}

int
setting_fill(struct vault *v, const struct setting *s, uint32_t day)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < s->matters; i++)
		rc = add_matter(v, s, day);
	return rc;
}
