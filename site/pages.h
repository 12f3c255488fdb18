/* The pages, one function each; kinds.c lists them. */
#ifndef ALCOVE_SITE_PAGES_H
#define ALCOVE_SITE_PAGES_H

#include "site/page.h"

void home_page(struct page *p);
void danger_page(struct page *p);
void call_page(struct page *p);
void principles_page(struct page *p);
void charter_page(struct page *p);
void people_page(struct page *p);
void prepare_page(struct page *p);
void hard_page(struct page *p);
void guide_page(struct page *p);
void places_page(struct page *p);
void writing_page(struct page *p);
void room_page(struct page *p);
void desk_page(struct page *p);
void keep_page(struct page *p);
void hand_over_page(struct page *p);
void asked_page(struct page *p);
void suggest_page(struct page *p);
void accessibility_page(struct page *p);
void institutions_page(struct page *p);
void institution_page(struct page *p);

/* Pages of which there may be several: each guide, each institution. */
extern const struct page_kind guide_kind;
extern const struct page_kind institution_kind;

/* What must be read before the first contact; today: with a place for those who read today (room).
 */
void notice(struct page *p, bool today);
/* What can be written about, if anything. */
enum saying writing_saying(enum content_writing writing);
/* How soon somebody usually answers, as a row of a dl (home, room). */
void answer_row(struct page *p);
/* Days away that are not over (home, room). */
void absences(struct page *p);
/* Of which institutions, each led to (home, room, charter). */
void institutions_served(struct page *p);
/* A clause of the office's own with its version, and a section of one; nothing where the office
 * does not say (home, charter, room). */
void clause_since(struct page *p, uint32_t version, const char *since);
void clause_write(struct page *p, const struct content_clause *clause);
void clause_section(struct page *p, const char *id, enum saying title,
                    const struct content_clause *clause);
/* What others have declared the office to be (home, charter), and who declared one of it (room). */
void designations(struct page *p);
void designation_by(struct page *p, const struct content_designation *d);
/* Another ombuds office, where there is one, and how it is reached (people, when away, room). */
void back_up(struct page *p);
/* The exceptions, as a list (home, room). */
void exceptions_list(struct page *p);
/* "For …", when something is for some institutions only; nothing on an institution's own page. */
void institution_names(struct page *p, const struct content_texts *ids);
/* A paragraph: how and when to reach them, and the number to press. */
void entry_reach(struct page *p, const struct content_entry *e);
/* One entry by the template, and one policy; under headings of the given level, "h3". */
void entry_write(struct page *p, const struct content_entry *e, const char *heading);
void policy_write(struct page *p, const struct content_policy *policy, const char *heading);
/* Whether something that names institutions is for this one: those named, or all when none are. */
bool concerns_all(const struct content_texts *institutions);
bool concerns_institution(const struct content_texts *institutions, const char *id);

#endif
