/* history_show.h -- a history for people, and as JSON for programs.
 */
#ifndef KLIMB_HISTORY_SHOW_H
#define KLIMB_HISTORY_SHOW_H

#include <stdio.h>

#include "history/history_findings.h"

/* What of a history is shown. */
struct history_view {
    const struct history *history;
    const struct history_findings *findings;
    const char *path;         /* of the file */
    const char *const *names; /* [name_count] scenarios and families; none: all */
    long name_count;
};

/* history_view_has -- whether a scenario is one of those shown, or belongs to a family that is. */
int history_view_has(const struct history_view *view, const char *scenario);

/* history_view_check -- STATUS_INVALID where a name is of no scenario or family in the history: it suggests the nearest. */
enum status history_view_check(const struct history_view *view, struct error *error) MUST_CHECK;

/* history_print -- a table of the checks, or of each scenario named in each check; then what changed, with the commands
 * that look further; then counts. */
void history_print(FILE *out, const struct history_view *view);

/* history_print_json -- one object: FORMAT.md. Where memory ran out nothing is printed, and text_ran_out is true. */
void history_print_json(FILE *out, const struct history_view *view);

/* history_add_change -- a finding as a line of text, without the place: "was golden until 1a2b..., ...". */
void history_add_change(struct text *text, const struct history_finding *finding);

/* history_add_commit -- "1a2b3c4d5e6f", with "+" where the work tree had changes; `unknown` without a commit. */
void history_add_commit(struct text *text, const struct history_entry *entry, const char *unknown);

/* history_add_verdicts -- how many scenarios of a check had each verdict, the worst first: "1 DRIFT, 2 PASS". */
void history_add_verdicts(struct text *text, const struct history_view *view,
                          const struct history_entry *entry);

enum { HISTORY_SHORT = 12 }; /* digits of a commit that are shown */

#endif
