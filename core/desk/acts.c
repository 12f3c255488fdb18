/*
 * When what was asked for is done. On a desk that is open it is done at once, in
 * the vault in memory. Until the server has a save of it the line is kept: where
 * another device saved first it is done again in that one's vault.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/desk/counting.h"
#include "core/desk/practice.h"
#include "core/desk/state.h"
#include "core/secret.h"

void
desk_acts_clear(struct desk_acts *a)
{
	for (size_t i = 0; i < a->n; i++)
		verb_line_clear(&a->rows[i]);
	free(a->rows);
	*a = (struct desk_acts){0};
}

static struct verb_line *
add_row(struct desk_acts *a)
{
	if (a->rows == NULL)
		a->rows = calloc(DESK_ACTS_MAX, sizeof *a->rows);
	return a->rows == NULL ? NULL : &a->rows[a->n];
}

static void
remove_row(struct desk_acts *a, size_t i)
{
	verb_line_clear(&a->rows[i]);
	memmove(a->rows + i, a->rows + i + 1, (a->n - i - 1) * sizeof *a->rows);
	a->n--;
	a->rows[a->n] = (struct verb_line){0};
}

/* Reads a line behind those that are kept; *out is the row, not counted yet. */
static int
read_row(struct desk *d, struct verb_problem *why, json_t *line, struct verb_line **out)
{
	int rc;

	if (d->acts.n == DESK_ACTS_MAX)
		return ERR_FULL;
	*out = add_row(&d->acts);
	if (*out == NULL)
		return ERR_MEMORY;
	rc = verb_read(*out, why, desk_verbs, line);
	if (rc != 0)
		verb_line_clear(*out);
	return rc;
}

int
desk_do(struct desk *d, struct verb_problem *why, json_t *line)
{
	struct verb_line *row;
	int rc;

	desk_look(d);
	desk_send_now(d);
	rc = read_row(d, why, line, &row);
	if (rc == 0)
		d->acts.n++;
	return rc;
}

/* What was there of its matter when it was done first: in another vault there may be more. */
static void
note_heard(const struct desk *d, struct verb_line *row)
{
	const struct matter *m = row->verb->matter ? vault_matter(d->vault, row->matter) : NULL;

	if (m != NULL && row->heard == 0)
		row->heard = 1 + matter_heard(m);
}

int
desk_act(struct desk *d, struct verb_problem *why, json_t *line)
{
	struct verb_line *row;
	int rc = desk_open(d) ? 0 : ERR_UNAVAILABLE;

	if (rc == 0 && (d->way.phase == DESK_DONE || d->way.err != 0))
		desk_shown(d, 0);
	if (rc == 0)
		rc = desk_run_acts(d);
	if (rc == 0)
		rc = read_row(d, why, line, &row);
	if (rc != 0)
		return rc;
	note_heard(d, row);
	rc = desk_do_line(d, row);
	if (rc != 0 || !row->verb->changes) {
		verb_line_clear(row);
		return rc;
	}
	d->acts.n++;
	d->acts.ran++;
	return desk_count_matters(d);
}

int
desk_count_matters(struct desk *d)
{
	struct practice *p = practice_new(d->office.roster.charter);
	struct counting how = {&d->office.roster, d->self, {0}, d->office.day};

	if (p == NULL)
		return ERR_MEMORY;
	how.period = p->period;
	vault_count(d->vault, &how);
	practice_free(p);
	return 0;
}

/* What went wrong is told when the look ends; until then nothing else is explained by it. */
static void
note_failed(struct desk *d, int rc)
{
	d->acts.failed = rc;
	memcpy(d->acts.problem, d->way.problem, sizeof d->acts.problem);
	d->way.problem[0] = '\0';
}

/* One that cannot be done keeps nothing else from being saved. */
int
desk_run_acts(struct desk *d)
{
	struct desk_acts *a = &d->acts;

	while (a->ran < a->n) {
		int rc;

		note_heard(d, &a->rows[a->ran]);
		rc = desk_do_line(d, &a->rows[a->ran]);
		if (rc < 0)
			return rc;
		if (rc != 0)
			note_failed(d, rc);
		if (rc != 0 || !a->rows[a->ran].verb->changes)
			remove_row(a, a->ran);
		else
			a->ran++;
	}
	return 0;
}

void
desk_redo_acts(struct desk *d)
{
	d->acts.ran = d->acts.sent = 0;
}

void
desk_acts_saved(struct desk *d)
{
	struct desk_acts *a = &d->acts;

	for (; a->sent > 0; a->sent--, a->ran--)
		remove_row(a, 0);
}

bool
desk_open(const struct desk *d)
{
	return d->way.look.opened && d->vault != NULL && d->self != NULL;
}

bool
desk_ready(const struct desk *d)
{
	return desk_open(d) && d->way.phase == DESK_VAULT_PUT &&
	       (d->intake.ended || !d->way.look.on);
}

size_t
desk_unsaved(const struct desk *d)
{
	return d->acts.n;
}

struct counts *
desk_counts(const struct desk *d)
{
	return &d->vault->past.counts;
}

#ifndef __wasm__
int
desk_problem_is(struct desk *d, int rc, const char *sentence)
{
	(void)snprintf(d->way.problem, sizeof d->way.problem, "%s", sentence);
	return rc;
}
#endif
