#include "core/trends/figures.h"

#include "core/trends/explain.h"
#include "core/trends/passes.h"
#include "core/trends/print.h"
#include "core/trends/prose.h"
#include "core/trends/suppress.h"
#include "core/trends/witness.h"

#include <string.h>

/* The hidden cells of all files, in their order. */
struct answers {
	const struct table *tables;
	size_t count;
	struct verdict *verdicts;
	size_t hidden;
};

static int
read_tables(struct table **out, struct figures *f, struct arena *a)
{
	struct table *tables = arena_get(a, f->count, sizeof *tables);
	int rc = a->err;

	*out = tables;
	for (size_t i = 0; i < f->count && rc == 0; i++)
		rc = table_read(&tables[i], a, f->files[i].name, f->files[i].text, &f->problem);
	return rc;
}

static size_t
count_hidden(const struct table *tables, size_t count)
{
	size_t n = 0;

	for (size_t t = 0; t < count; t++) {
		for (size_t i = 0; i < tables[t].cell_count; i++)
			n += cell_is_hidden(&tables[t].cells[i]);
	}
	return n;
}

static int
answers_init(struct answers *out, const struct table *tables, size_t count, struct arena *a)
{
	*out = (struct answers){.tables = tables, .count = count};
	out->hidden = count_hidden(tables, count);
	out->verdicts = arena_get(a, out->hidden, sizeof *out->verdicts);
	return a->err;
}

static enum figures_end
ending(const struct answers *s)
{
	for (size_t i = 0; i < s->hidden; i++) {
		if (s->verdicts[i].why != WHY_SAFE)
			return FIGURES_NOT_SAFE;
	}
	return FIGURES_SAFE;
}

/* ---- JSON ---- */

static void
put_verdict(struct buf *out, const struct table *file, const struct cell *c,
            const struct verdict *v)
{
	static const char *const why[] = {"null",      "\"reader\"", "\"insider\"",
	                                  "\"recut\"", "\"sums\"",   "\"circles\""};

	buf_put_text(out, "{\"id\":");
	buf_put_span(out, c->id);
	if (file != NULL) {
		buf_put_text(out, ",\"file\":");
		put_quoted(out, span_text(file->name));
	}
	buf_put_text(out, ",\"low\":");
	put_bound(out, v->low);
	buf_put_text(out, ",\"high\":");
	put_bound(out, v->high);
	buf_put_text(out, v->why == WHY_SAFE ? ",\"safe\":true" : ",\"safe\":false");
	buf_put_text(out, ",\"why\":");
	buf_put_text(out, why[v->why]);
	buf_put_text(out, "}");
}

static void
put_json(struct buf *out, const struct answers *s)
{
	const struct verdict *v = s->verdicts;

	buf_put_text(out, "[");
	for (size_t t = 0; t < s->count; t++) {
		const struct table *file = &s->tables[t];

		for (size_t i = 0; i < file->cell_count; i++) {
			if (!cell_is_hidden(&file->cells[i]))
				continue;
			buf_put_text(out, v == s->verdicts ? "\n" : ",\n");
			put_verdict(out, t == 0 ? NULL : file, &file->cells[i], v++);
		}
	}
	buf_put_text(out, s->hidden > 0 ? "\n]\n" : "]\n");
}

/* ---- sentences ---- */

static void
put_interval(struct buf *out, const struct verdict *v)
{
	if (v->low == v->high && v->low != NO_LOW) {
		buf_put_text(out, "exactly ");
		put_number(out, v->low);
		return;
	}
	buf_put_text(out, v->low == NO_LOW ? "anything" : "");
	if (v->low != NO_LOW)
		put_number(out, v->low);
	buf_put_text(out, v->high == NO_HIGH ? " or more" : " to ");
	if (v->high != NO_HIGH)
		put_number(out, v->high);
}

static void
put_sentence(struct buf *out, const struct table *file, const struct cell *c,
             const struct verdict *v)
{
	static const char *const why[] = {
		": safe",
		": NOT SAFE: a reader can tell too much",
		": NOT SAFE: whoever is alone in another cell can tell too much",
		": NOT SAFE: two cuts of the same people tell too much together",
		": NOT SAFE: sums over time tell too much together",
		": NOT SAFE: two circles tell too much together",
	};

	table_put_label(out, c);
	if (file != NULL) {
		buf_put_text(out, " in ");
		buf_put_text(out, file->name);
	}
	buf_put_text(out, ": ");
	put_interval(out, v);
	buf_put_text(out, why[v->why]);
	buf_put_text(out, "\n");
}

static int
put_text(struct buf *out, const struct answers *s, const struct audit *audit)
{
	const struct verdict *v = s->verdicts;
	unsigned explained = 0;
	int rc = 0;

	for (size_t t = 0; t < s->count && rc == 0; t++) {
		const struct table *file = &s->tables[t];

		for (size_t i = 0; i < file->cell_count && rc == 0; i++) {
			if (!cell_is_hidden(&file->cells[i]))
				continue;
			put_sentence(out, t == 0 ? NULL : file, &file->cells[i], v);
			if (v++->why != WHY_SAFE && audit != NULL && explained++ < EXPLAIN_MAX)
				rc = explain(out, audit, t, i);
		}
	}
	if (s->hidden == 0)
		buf_put_text(out, "nothing is hidden\n");
	return rc;
}

/* ---- audit ---- */

static int
judge(struct answers *s, const struct audit *audit, struct arena *a)
{
	size_t n = 0;

	for (size_t t = 0; t < s->count; t++) {
		for (size_t i = 0; i < s->tables[t].cell_count; i++) {
			if (cell_is_hidden(&s->tables[t].cells[i]))
				s->verdicts[n++] = audit_verdict(audit, t, i);
		}
	}
	return ending(s) == FIGURES_SAFE ? 0 : passes_name(s->verdicts, audit, a);
}

static int
audit_tables(struct figures *f, struct arena *a, const struct table *tables, enum figures_end *end)
{
	struct audit audit;
	struct answers answers;
	int rc = answers_init(&answers, tables, f->count, a);

	if (rc == 0)
		rc = audit_run(&audit, a, tables, f->count, (struct model_choice){0}, f->threshold,
		               f->notes, f->witnesses);
	if (rc == 0)
		rc = judge(&answers, &audit, a);
	if (rc != 0)
		return rc;
	*end = ending(&answers);
	if (f->json)
		put_json(f->out, &answers);
	else
		rc = put_text(f->out, &answers, &audit);
	for (size_t t = 0; t < f->count; t++)
		prose_check(f->notes, &tables[t], a);
	return rc != 0 ? rc : a->err;
}

/* What a reading or an audit came to, as an end. */
static int
ended(struct figures *f, int rc, enum figures_end *end)
{
	if (rc == ERR_FORMAT) {
		*end = FIGURES_UNREADABLE;
		return 0;
	}
	if (rc == ERR_CONFLICT) {
		*end = FIGURES_CONTRADICTION;
		if (f->json)
			buf_put_text(f->out, "[]\n");
		if (f->witnesses != NULL)
			witness_contradiction(f->witnesses, f);
		rc = 0;
	}
	if (rc == 0 && f->out->err != 0)
		rc = f->out->err;
	if (rc == 0 && f->notes->err != 0)
		rc = f->notes->err;
	return rc == 0 && f->witnesses != NULL ? f->witnesses->err : rc;
}

int
figures_audit(struct figures *f, enum figures_end *end)
{
	struct arena a;
	struct table *tables;
	int rc;

	arena_init(&a, FIGURES_MEMORY_MAX);
	rc = read_tables(&tables, f, &a);
	if (rc == 0 && f->witnesses != NULL)
		witness_begin(f->witnesses, f);
	if (rc == 0)
		rc = audit_tables(f, &a, tables, end);
	if (rc == 0 && f->witnesses != NULL)
		witness_end(f->witnesses);
	arena_clear(&a);
	return ended(f, rc, end);
}

/* ---- hide ---- */

int
figures_hide(struct figures *f, enum figures_end *end)
{
	struct arena a;
	struct table *tables;
	int rc;

	*end = FIGURES_SAFE;
	arena_init(&a, FIGURES_MEMORY_MAX);
	rc = read_tables(&tables, f, &a);
	if (rc == 0)
		rc = suppress(tables, f->count, &a, f->threshold, f->notes, &f->problem);
	if (rc == ERR_ABSENT) {
		*end = FIGURES_NOT_SAFE;
		rc = 0;
	} else if (rc == 0) {
		suppress_put(f->out, &tables[0], &a);
	}
	arena_clear(&a);
	return ended(f, rc, end);
}

/* ---- certify ---- */

static struct verdict
certified(const struct certificate *c, const struct number *n)
{
	const struct model *m = c->model;
	struct certified of_reader;
	enum audit_why why;

	if (n->printed)
		return (struct verdict){n->value, n->value, WHY_READER};
	of_reader = certify_number(c, n->unknown, CERTIFY_READER);
	why = of_reader.is_safe ? WHY_SAFE : WHY_READER;
	for (size_t t = 0; t < m->table_count; t++) {
		for (size_t i = 0; i < m->tables[t].cell_count && why == WHY_SAFE; i++) {
			const struct number *h = &m->numbers[m->number_of[t][i]];
			struct certified one;

			if (!cell_is_hidden(&m->tables[t].cells[i]) || h->printed || h == n ||
			    c->part_of[h->unknown] != c->part_of[n->unknown] ||
			    (h->known && h->value != 1))
				continue;
			/* of a number nobody knows, 1 counts where a table shows it */
			one = certify_number(c, h->unknown, h->unknown);
			if ((h->known || one.low == 1) &&
			    !certify_number(c, n->unknown, h->unknown).is_safe)
				why = WHY_INSIDER;
		}
	}
	return (struct verdict){of_reader.low, of_reader.high, why};
}

static int
certify_tables(struct figures *f, struct arena *a, const struct witness *w,
               const struct table *tables, enum figures_end *end)
{
	struct answers answers;
	struct model model;
	struct certificate c = {&model, w->threshold, w->parts, (uint32_t)w->part_count,
	                        NULL,   NULL};
	size_t n = 0;
	int rc = model_build(&model, a, tables, w->file_count, (struct model_choice){0}, f->notes);

	if (rc != 0)
		return rc;
	c.part_of = arena_get(a, model.sums.unknowns, sizeof *c.part_of);
	c.place = arena_get(a, model.sums.unknowns, sizeof *c.place);
	if (answers_init(&answers, tables, w->file_count, a) != 0)
		return a->err;
	memset(c.part_of, 0xff, model.sums.unknowns * sizeof *c.part_of);
	if (certify(&c) != 0) {
		buf_put_text(f->notes, "the witnesses are not tables of these numbers: they show "
		                       "nothing\n");
		*end = FIGURES_NOT_SAFE;
		return 0;
	}
	for (size_t t = 0; t < w->file_count; t++) {
		for (size_t i = 0; i < tables[t].cell_count; i++) {
			if (cell_is_hidden(&tables[t].cells[i]))
				answers.verdicts[n++] =
					certified(&c, &model.numbers[model.number_of[t][i]]);
		}
	}
	*end = ending(&answers);
	if (f->json)
		put_json(f->out, &answers);
	else
		rc = put_text(f->out, &answers, NULL);
	return rc;
}

int
figures_certify(struct figures *f, enum figures_end *end)
{
	struct arena a;
	struct witness w;
	struct table *tables = NULL;
	int rc;

	arena_init(&a, FIGURES_MEMORY_MAX);
	rc = witness_read(&w, &a, f->files[0].name, f->files[0].text, &f->problem);
	if (rc == 0) {
		struct figures inner = {.files = w.files, .count = w.file_count};

		rc = read_tables(&tables, &inner, &a);
		f->problem = inner.problem;
		/* the name inside goes with the arena */
		f->problem.file = f->files[0].name;
	}
	if (rc == 0 && w.contradiction) {
		buf_put_text(f->notes, "the audit found that no table satisfies these numbers\n");
		rc = ERR_CONFLICT;
	}
	if (rc == 0)
		rc = certify_tables(f, &a, &w, tables, end);
	arena_clear(&a);
	return ended(f, rc, end);
}
