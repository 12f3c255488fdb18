/* The auditor against every table there is: small systems, enumerated to the last. */
#include "seeded.h"
#include "trends.h"

#include "core/trends/audit.h"
#include "core/trends/print.h"

enum { CELLS = 9, LINES = 6, TRIALS = 4000, NUMBERS_MOST = 6 };

/* A random file, also as the test keeps it. */
struct world {
	size_t cells, lines;
	int value[CELLS];
	bool hidden[CELLS], behind[CELLS]; /* neither: printed */
	int factor[LINES][CELLS];
	int low[LINES], high[LINES];
	int rule; /* the least that a hidden cell may be */
	int threshold;
	bool any; /* a table was found */
	/* by cell; [CELLS] of the second: who is alone there */
	int least[CELLS + 1][CELLS], most[CELLS + 1][CELLS];
	int table[CELLS];
};

static void
make_world(struct world *w)
{
	*w = (struct world){.threshold = 1 + (int)seeded_below(4), .rule = (int)seeded_below(2)};
	w->cells = 3 + seeded_below(CELLS - 3);
	for (size_t i = 0; i < w->cells; i++) {
		unsigned dice = seeded_below(10);

		w->value[i] = (int)seeded_below(NUMBERS_MOST);
		w->hidden[i] = dice < 6 && w->value[i] >= w->rule;
		w->behind[i] = dice == 9;
	}
	w->lines = 1 + seeded_below(LINES - 1);
	for (size_t l = 0; l < w->lines; l++) {
		bool plain = seeded_below(4) > 0;

		for (size_t i = 0; i < w->cells; i++) {
			if (seeded_below(2) == 0)
				w->factor[l][i] = plain ? 1 : (int)seeded_below(5) - 2;
			w->low[l] += w->factor[l][i] * w->value[i];
		}
		w->high[l] = w->low[l];
		if (!plain && seeded_below(2) == 0)
			w->high[l] += (int)seeded_below(3);
	}
}

/* As text: every unknown number is at most NUMBERS_MOST, so that there is an end to trying. */
static void
put_world(struct buf *out, const struct world *w)
{
	buf_put_text(out, "{\"hidden_lower_bound\": ");
	put_number(out, w->rule);
	buf_put_text(out, ", \"cells\": [");
	for (size_t i = 0; i < w->cells; i++) {
		buf_put_text(out, i > 0 ? ",{\"id\": " : "{\"id\": ");
		put_number(out, (int64_t)i);
		buf_put_text(out, ", \"value\": ");
		put_number(out, w->value[i]);
		buf_put_text(out, w->hidden[i]   ? ", \"status\": \"primary\""
		                  : w->behind[i] ? ", \"status\": \"unpublished\""
		                                 : ", \"status\": \"published\"");
		if (w->hidden[i] || w->behind[i]) {
			buf_put_text(out, ", \"upper_bound\": ");
			put_number(out, NUMBERS_MOST);
		}
		buf_put_text(out, "}");
	}
	buf_put_text(out, "], \"ranges\": [");
	for (size_t l = 0; l < w->lines; l++) {
		const char *before = "";

		buf_put_text(out, l > 0 ? ",{\"terms\": [" : "{\"terms\": [");
		for (size_t i = 0; i < w->cells; i++) {
			if (w->factor[l][i] == 0)
				continue;
			buf_put_text(out, before);
			buf_put_text(out, "[");
			put_number(out, (int64_t)i);
			buf_put_text(out, ",");
			put_number(out, w->factor[l][i]);
			buf_put_text(out, "]");
			before = ",";
		}
		buf_put_text(out, "], \"low\": ");
		put_number(out, w->low[l]);
		buf_put_text(out, ", \"high\": ");
		put_number(out, w->high[l]);
		buf_put_text(out, "}");
	}
	buf_put_text(out, "]}");
}

static void
note(struct world *w, size_t who)
{
	for (size_t i = 0; i < w->cells; i++) {
		if (w->table[i] < w->least[who][i])
			w->least[who][i] = w->table[i];
		if (w->table[i] > w->most[who][i])
			w->most[who][i] = w->table[i];
	}
}

static void
note_table(struct world *w)
{
	for (size_t l = 0; l < w->lines; l++) {
		int sum = 0;

		for (size_t i = 0; i < w->cells; i++)
			sum += w->factor[l][i] * w->table[i];
		if (sum < w->low[l] || sum > w->high[l])
			return;
	}
	w->any = true;
	note(w, CELLS);
	for (size_t h = 0; h < w->cells; h++) {
		if (w->hidden[h] && w->value[h] == 1 && w->table[h] == 1)
			note(w, h);
	}
}

/* All tables from cell i on. */
static void
enumerate(struct world *w, size_t i)
{
	if (i == w->cells) {
		note_table(w);
		return;
	}
	if (!w->hidden[i] && !w->behind[i]) {
		w->table[i] = w->value[i];
		enumerate(w, i + 1);
		return;
	}
	for (int n = w->hidden[i] ? w->rule : 0; n <= NUMBERS_MOST; n++) {
		w->table[i] = n;
		enumerate(w, i + 1);
	}
}

static bool
is_fine(const struct world *w, size_t who, size_t i)
{
	if (w->value[i] >= w->threshold)
		return w->least[who][i] < w->most[who][i];
	return w->least[who][i] == w->rule && w->most[who][i] >= w->threshold;
}

static enum audit_why
truth(const struct world *w, size_t i)
{
	if (!is_fine(w, CELLS, i))
		return WHY_READER;
	for (size_t h = 0; h < w->cells; h++) {
		if (h != i && w->hidden[h] && w->value[h] == 1 && !is_fine(w, h, i))
			return WHY_INSIDER;
	}
	return WHY_SAFE;
}

static void
count_all(struct world *w)
{
	for (size_t who = 0; who <= CELLS; who++) {
		for (size_t i = 0; i < w->cells; i++) {
			w->least[who][i] = INT32_MAX;
			w->most[who][i] = INT32_MIN;
		}
	}
	enumerate(w, 0);
}

static size_t
unknowns(const struct world *w)
{
	size_t n = 0;

	for (size_t i = 0; i < w->cells; i++)
		n += w->hidden[i] || w->behind[i];
	return n;
}

static void
every_table_agrees_with_the_auditor(void **state)
{
	(void)state;
	seeded_state = 17;
	for (unsigned trial = 0; trial < TRIALS; trial++) {
		struct world w;
		struct buf text, notes;
		struct arena a;
		struct table table;
		struct table_problem problem;
		struct audit audit;

		make_world(&w);
		if (unknowns(&w) > 6)
			continue;
		count_all(&w);
		assert_true(w.any);
		buf_init(&text, 1 << 16);
		buf_init(&notes, 1 << 16);
		arena_init(&a, 1 << 26);
		put_world(&text, &w);
		assert_int_equal(table_read(&table, &a, "t", buf_span(&text), &problem), 0);
		assert_int_equal(audit_run(&audit, &a, &table, 1, (struct model_choice){0},
		                           w.threshold, &notes, NULL),
		                 0);
		for (size_t i = 0; i < w.cells; i++) {
			struct verdict v;

			if (!w.hidden[i])
				continue;
			v = audit_verdict(&audit, 0, i);
			if (v.low != w.least[CELLS][i] || v.high != w.most[CELLS][i] ||
			    v.why != truth(&w, i))
				fail_msg("trial %u, cell %zu: %d to %d (%d), not %d to %d "
				         "(%d)\n%.*s",
				         trial, i, (int)v.low, (int)v.high, (int)v.why,
				         w.least[CELLS][i], w.most[CELLS][i], (int)truth(&w, i),
				         (int)text.n, (const char *)text.p);
		}
		arena_clear(&a);
		buf_clear(&text);
		buf_clear(&notes);
	}
}

/* ---- the engines against each other ---- */

/* A random table of two ways, some of it hidden, cut into parts; the search does what flow does. */
static void
cycles_go_as_far_as_the_search(void **state)
{
	enum { SIDE = 4, N = SIDE * SIDE, ROWS = 2 * SIDE };

	(void)state;
	seeded_state = 5;
	for (unsigned trial = 0; trial < 300; trial++) {
		struct sums s = {.unknowns = N, .rows = ROWS};
		struct arena a;
		struct parts parts;
		int64_t low[N], high[N], x[N];
		bool known[N];

		arena_init(&a, 1 << 26);
		s.row_at = arena_get(&a, ROWS + 1, sizeof *s.row_at);
		s.entries = arena_get(&a, (size_t)2 * N, sizeof *s.entries);
		s.row_low = arena_get(&a, ROWS, sizeof *s.row_low);
		s.row_high = arena_get(&a, ROWS, sizeof *s.row_high);
		s.origin = arena_get(&a, ROWS, sizeof *s.origin);
		for (uint32_t i = 0; i < N; i++) {
			bool is_hidden = seeded_below(3) > 0;

			x[i] = seeded_below(9);
			low[i] = is_hidden ? 0 : x[i];
			high[i] = is_hidden ? NO_HIGH : x[i];
			known[i] = true;
		}
		for (uint32_t r = 0; r < ROWS; r++) {
			s.row_at[r + 1] = s.row_at[r];
			for (uint32_t k = 0; k < SIDE; k++) {
				uint32_t i = r < SIDE ? r * SIDE + k : k * SIDE + r - SIDE;

				s.entries[s.row_at[r + 1]++] = (struct entry){i, 1};
				s.row_low[r] += x[i];
			}
			s.row_high[r] = s.row_low[r] + (seeded_below(3) == 0 ? 2 : 0);
		}
		assert_int_equal(sums_columns(&s, &a), 0);
		assert_int_equal(parts_cut(&parts, &a, &s, low, high, x, known), 0);
		for (uint32_t k = 0; k < parts.count; k++) {
			struct part *p = &parts.list[k];

			assert_true(p->has_table);
			assert_int_equal(part_begin(p, &a), 0);
			assert_true(p->kind != PART_LINKED);
			assert_int_equal(search_begin(p, &a), 0);
			for (uint32_t j = 0; j < p->s.unknowns; j++) {
				for (int side = -1; side <= 1; side += 2) {
					struct reach one, two;

					part_push(p, j, side, &one);
					assert_true(sums_holds(&p->s, p->x));
					search_push(p, j, -side, &two);
					search_push(p, j, side, &two);
					assert_true(sums_holds(&p->s, p->x));
					assert_true(one.is_proved && two.is_proved);
					assert_int_equal(one.has_no_end, two.has_no_end);
					if (!one.has_no_end)
						assert_int_equal(one.value, two.value);
				}
			}
		}
		arena_clear(&a);
	}
}

/* ---- single things ---- */

static void
a_hidden_cell_without_any_sum_is_free(void **state)
{
	(void)state;
	assert_asked(figures_audit, 10,
	             "{\"cells\": [{\"id\": \"x\", \"value\": 3, \"status\": \"primary\"}]}",
	             FIGURES_SAFE,
	             "{\"id\":\"x\",\"low\":0,\"high\":null,\"safe\":true,\"why\":null}", NULL);
}

static void
unpublished_cells_are_not_listed(void **state)
{
	(void)state;
	assert_asked(figures_audit, 10,
	             "{\"cells\": [{\"id\": 1, \"value\": 3, \"status\": \"unpublished\"}]}",
	             FIGURES_SAFE, "[]", NULL);
}

/* Every third number is all there is: the threshold itself cannot be reached, and is passed; and
 * the witnesses show it. */
static void
what_jumps_over_the_threshold_is_safe(void **state)
{
	struct asked audit;

	(void)state;
	ask(&audit, figures_audit, 10,
	    (const char *const[]){
		    "{\"cells\": [{\"id\": 1, \"value\": 3, \"status\": \"primary\"}, "
		    "{\"id\": 2, \"value\": 1, \"status\": \"unpublished\"}], "
		    "\"ranges\": [{\"terms\": [[1, 1], [2, -3]], \"low\": 0, "
		    "\"high\": 0}]}",
		    NULL});
	assert_asked(figures_certify, 10, (const char *)audit.witnesses.p, FIGURES_SAFE, NULL,
	             NULL);
	asked_clear(&audit);
	assert_asked(
		figures_audit, 10,
		"{\"cells\": [{\"id\": 1, \"value\": 3, \"status\": \"primary\"}, {\"id\": 2, "
		"\"value\": 1, \"status\": \"unpublished\"}], \"ranges\": [{\"terms\": [[1, 1], "
		"[2, -3]], \"low\": 0, \"high\": 0}]}",
		FIGURES_SAFE, "\"low\":0,\"high\":null,\"safe\":true", NULL);
}

/* Numbers that nobody knows any more are judged as small, and may be somebody's own. */
static void
an_unknown_number_is_judged_as_small(void **state)
{
	static const char text[] =
		"{\"cells\": [{\"id\": 1, \"value\": null, \"status\": \"primary\"}, "
		"{\"id\": 2, \"status\": \"primary\"}%s, {\"id\": 9, \"value\": 30, "
		"\"status\": \"published\"}], \"equations\": [{\"total\": 9, \"parts\": [1, "
		"2%s]}]}";
	char two[400], three[400];

	(void)state;
	(void)snprintf(two, sizeof two, text, "", "");
	(void)snprintf(three, sizeof three, text, ", {\"id\": 3, \"status\": \"primary\"}", ", 3");
	assert_asked(figures_audit, 10, two, FIGURES_NOT_SAFE, "\"why\":\"insider\"", NULL);
	assert_asked(figures_audit, 10, three, FIGURES_SAFE, "\"low\":0,\"high\":30", NULL);
}

/* Bounds that creep, and rows whose numbers would outgrow 64 bits: it ends, and calls nothing safe
 * that it did not see. */
static void
what_cannot_be_worked_out_is_not_safe(void **state)
{
	struct buf text;
	struct asked q;

	(void)state;
	buf_init(&text, 1 << 20);
	buf_put_text(&text, "{\"cells\": [");
	for (int i = 0; i < 24; i++) {
		buf_put_text(&text, i > 0 ? ",{\"id\": " : "{\"id\": ");
		put_number(&text, i);
		buf_put_text(&text, ", \"status\": \"primary\"}");
	}
	buf_put_text(&text, "], \"ranges\": [");
	for (int i = 0; i < 23; i++) {
		buf_put_text(&text, i > 0 ? ",{\"terms\": [[" : "{\"terms\": [[");
		put_number(&text, i);
		buf_put_text(&text, ",999999937],[");
		put_number(&text, i + 1);
		buf_put_text(&text, ",-999999929],[");
		put_number(&text, (i * 7 + 3) % 24);
		buf_put_text(&text, ",1]], \"low\": 1, \"high\": 1000000007}");
	}
	buf_put_text(&text, "]}");
	buf_put_u8(&text, 0);
	ask(&q, figures_audit, 10, (const char *const[]){(const char *)text.p, NULL});
	assert_true(q.end == FIGURES_NOT_SAFE || q.end == FIGURES_SAFE);
	asked_clear(&q);
	buf_clear(&text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_table_agrees_with_the_auditor),
		cmocka_unit_test(cycles_go_as_far_as_the_search),
		cmocka_unit_test(a_hidden_cell_without_any_sum_is_free),
		cmocka_unit_test(unpublished_cells_are_not_listed),
		cmocka_unit_test(what_jumps_over_the_threshold_is_safe),
		cmocka_unit_test(an_unknown_number_is_judged_as_small),
		cmocka_unit_test(what_cannot_be_worked_out_is_not_safe),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
