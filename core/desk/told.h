/*
 * What shells show of the day and of the figures, as JSON, so that the command
 * line, lines and the browser tell the same. All new references, NULL without
 * memory; of a desk whose vault is open.
 */
#ifndef ALCOVE_DESK_TOLD_H
#define ALCOVE_DESK_TOLD_H

#include <jansson.h>

#include "core/desk/counting.h"
#include "core/desk/desk.h"
#include "core/desk/practice.h"

enum { SOON_DAYS = 7 };

/*
 * {"day", "waiting": […], "ends_soon": […], "to_count": n, "demand": bool}. A matter: {"matter",
 * "label", "heading", "began", "day", "ends", "waits", "taken", "coded", "counted", "talks"}.
 * Waiting: who had the last word are the visitors, soonest end first. Ends soon: within SOON_DAYS,
 * what has no code first.
 */
json_t *told_today(const struct desk *d) MUST_USE;
/*
 * {"period", "begins", "visitors", "matters", "concerns", "talks", "outreach", "to_count",
 * "waiting_marks", "tables": {name: {row: n}}, "brought": [table], "themes": [{"theme", "text",
 * "times", "since"}]} of the period that is so many before today's, with what was brought over of
 * it; themes are of both periods that are kept.
 */
json_t *told_figures(const struct desk *d, uint32_t back) MUST_USE;
/* [{"act", "day", "kind", "people"}] of the same period: outreach, which "undo" takes back. */
json_t *told_outreach(const struct desk *d, uint32_t back) MUST_USE;
/* [{"mark", "visitors", "matters", "talks", "concerns": […], "began", "talk_only", "group",
 * "heard", "with", "ended", "minutes", "did": […]}]: what ended by its date, without an order. */
json_t *told_to_count(const struct desk *d) MUST_USE;
/* What an open matter will be counted as: {"began", "talks", "visitors", "matters", "coded",
 * "counted", "talk_only", "closing", "unheard", "concerns": […], "group", "heard", "with", "ended",
 * "minutes", "did": […]}; null where nothing was said. Unheard: the visitor had no answer, so that
 * a last word is asked for. */
json_t *told_matter(const struct desk *d, const struct matter *m,
                    const struct practice *p) MUST_USE;
/* {"visitors", "matters", "concerns", "talks"} of one mark. */
json_t *told_counted(const struct mark *m) MUST_USE;
/*
 * How the office counts: {"period", "groups", "heard", "asks", "services", "with", "endings",
 * "minutes", "outreach", "threshold", "theme_letters", "theme_printed", "codes": [{"code", "name",
 * "about"}]}.
 */
json_t *told_practice(const struct desk *d) MUST_USE;
/* [{"code", "name", "about"}]: what somebody may have meant who typed this, three at most; also:
 * words of another language (codes_also). */
json_t *told_codes(const struct desk *d, struct span typed, struct span also) MUST_USE;

#endif
