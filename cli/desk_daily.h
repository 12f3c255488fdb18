/* What came of callers, tallies, ending and counting, told on the command line; rows of outcomes.
 */
#ifndef ALCOVE_CLI_DESK_DAILY_H
#define ALCOVE_CLI_DESK_DAILY_H

#include "cli/line.h"

line_adder daily_add_today, daily_add_figures, daily_add_call, daily_add_tally, daily_add_counted,
	daily_add_end, daily_add_unsent, daily_add_settle, daily_add_demand, daily_add_theme;
int daily_print_today(struct visit *v);
int daily_print_figures(struct visit *v);
int daily_print_call(struct visit *v);
int daily_print_tally(struct visit *v);
int daily_print_code(struct visit *v);
int daily_print_counted(struct visit *v);
int daily_print_end(struct visit *v);
int daily_print_settle(struct visit *v);
int daily_print_outreach(struct visit *v);
int daily_print_theme(struct visit *v);
int daily_print_notice(struct visit *v);
int daily_print_bring(struct visit *v);
int daily_print_undo(struct visit *v);
int daily_print_demand(struct visit *v);

#endif
