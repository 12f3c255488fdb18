/* How a matter ends by hand: counted or not, and never in silence by accident. */
#include <string.h>

#include "core/desk/daily.h"

static const uint8_t NOBODY[PERSON_BYTES];

#define CLOSE_KEYS                                                                                 \
	{"last_word", VERB_FILE,     false,  1,                                                    \
	 TEXT_MAX,    "--last-word", "FILE", VERB_HELP("send the text of FILE before it ends")},   \
		{"no_last_word",                                                                   \
	         VERB_SWITCH,                                                                      \
	         false,                                                                            \
	         0,                                                                                \
	         0,                                                                                \
	         "--no-last-word",                                                                 \
	         NULL,                                                                             \
	         VERB_HELP("end without a word to the visitor")},                                  \
	{                                                                                          \
		"yes", VERB_SWITCH, false, 0, 0, "--yes", NULL,                                    \
			VERB_HELP("do not ask: end even where the visitor had no answer")          \
	}

const struct verb_key desk_end_keys[] = {CODING_KEYS, PEOPLE_KEYS, CLOSE_KEYS, {0}};
const struct verb_key desk_close_keys[] = {CLOSE_KEYS, {0}};

bool
desk_unheard(const struct desk *d, const struct matter *m)
{
	bool by_colleague = memcmp(m->taken, NOBODY, PERSON_BYTES) != 0 &&
	                    memcmp(m->taken, d->self->id, PERSON_BYTES) != 0;

	return m->correspondent_count > 0 && !m->count.answered && !by_colleague &&
	       !matter_answered(m, d->self->id);
}

/* A matter never ends in silence by accident. */
static int
check_ending(struct desk *d, const struct matter *m, const struct verb_line *line)
{
	bool word = verb_given(line, "last_word"), none = verb_is_on(line, "no_last_word");

	if (counts_demand(desk_counts(d)))
		return ERR_DEMAND;
	if (m->news.fresh)
		return desk_problem_is(
			d, ERR_UNDECIDED,
			"something has come in this matter that nobody has seen: look "
			"first");
	if (word && none)
		return desk_problem_is(d, ERR_CHOICE,
		                       "a last word is given, and that there is none: give one "
		                       "of the two");
	if (word && m->correspondent_count == 0)
		return desk_problem_is(
			d, ERR_CHOICE,
			"nobody wrote in this matter: there is nobody to send a last word to");
	if (word)
		return desk_may_write(d) ? desk_check_unsent(d, m, verb_value(line, "last_word"))
		                         : ERR_PERSON;
	if (none || !desk_unheard(d, m))
		return 0;
	d->acts.did.unanswered = verb_is_on(line, "yes");
	d->acts.did.asks = !d->acts.did.unanswered;
	if (d->acts.did.unanswered)
		return 0;
	return desk_problem_is(
		d, ERR_UNDECIDED,
		"the visitor has had no answer: give a last word (--last-word FILE), or say "
		"that there is none (--no-last-word)");
}

/* With a last word once that is sent, else now. */
static int
close_matter(struct desk *d, struct matter *m, const struct verb_line *line)
{
	const struct correspondent *to = matter_first_correspondent(m);
	struct message head = {.kind = MESSAGE_TEXT};
	int rc;

	if (!verb_given(line, "last_word")) {
		desk_end_matter(d, m, ENDED_NOWHERE);
		return 0;
	}
	head.lamport = thread_lamport(&to->thread);
	rc = desk_write_unsent(d, m, line, &head, verb_value(line, "last_word"));
	m->count.closing = rc == 0;
	return rc;
}

int
desk_do_end(void *session, const struct verb_line *line)
{
	struct desk *d = session;
	struct matter *m = vault_matter(d->vault, line->matter);
	int rc = check_ending(d, m, line);

	if (rc == 0)
		rc = desk_count_matter(d, m, line);
	return rc == 0 ? close_matter(d, m, line) : rc;
}

int
desk_do_close(void *session, const struct verb_line *line)
{
	struct desk *d = session;
	struct matter *m = vault_matter(d->vault, line->matter);
	int rc = check_ending(d, m, line);

	return rc == 0 ? close_matter(d, m, line) : rc;
}

static bool
has_unsent(const struct matter *m)
{
	for (size_t i = 0; i < m->correspondent_count; i++) {
		const struct thread *t = &m->correspondents[i]->thread;

		for (size_t j = 0; j < t->n; j++) {
			if (t->messages[j]->unsent)
				return true;
		}
	}
	return false;
}

bool
desk_end_said(struct desk *d)
{
	bool any = false;

	for (size_t i = d->vault->matter_count; i-- > 0;) {
		const struct matter *m = d->vault->matters[i];

		if (!m->count.closing || has_unsent(m) || counts_demand(desk_counts(d)))
			continue;
		desk_end_matter(d, m, ENDED_NOWHERE);
		any = true;
	}
	return any;
}
