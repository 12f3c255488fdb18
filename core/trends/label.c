#include "core/trends/table.h"

int64_t
table_find(const struct table *t, struct arena *a, struct span id)
{
	return names_find(&t->ids, scan_name(a, id));
}

/* Members that the form knows are no names for people. */
static bool
is_of_form(struct span name)
{
	return span_equal(name, span_text("id")) || span_equal(name, span_text("key")) ||
	       span_equal(name, span_text("status"));
}

/* Control characters and quotes of a JSON string have no place in a sentence. */
static void
put_plain(struct buf *out, struct span token)
{
	for (size_t i = 1; i + 1 < token.n; i++) {
		if (token.p[i] != '\\')
			buf_put_u8(out, token.p[i]);
	}
}

void
table_put_label(struct buf *out, const struct cell *c)
{
	struct scan s = scan(c->whole);
	size_t before = out->n;
	struct span name, token;
	bool first = true;

	scan_open(&s, '{');
	while (scan_member(&s, &first, &name)) {
		token = scan_value(&s);
		if (is_of_form(name) || token.n < 3 || token.p[0] != '"')
			continue;
		if (out->n > before)
			buf_put_text(out, " / ");
		put_plain(out, token);
	}
	if (out->n > before)
		return;
	if (c->id.p[0] == '"')
		put_plain(out, c->id);
	else
		buf_put_span(out, c->id);
}
