/* report_history.h -- reads the history of checks for its page and figure.
 *
 *     struct report_history history;
 *     report_history_read(&history, "build/history.jsonl");
 *     if (report_history_is_there(&history)) ...
 *     report_history_free(&history);
 */
#ifndef KLIMB_REPORT_HISTORY_H
#define KLIMB_REPORT_HISTORY_H

#include "report/model/report_model.h"

enum { REPORT_HISTORY_CHECKS = 200 }; /* the last ones are shown */

/* report_history_read -- read the last checks in the file `path`, and what changed between them; NULL: none. Errors go
 * to history->error, for the page. */
void report_history_read(struct report_history *history, const char *path);
void report_history_free(struct report_history *history);

/* report_history_write -- if there are checks: data/history.csv, a line for each scenario and check with the setting of
 * the last check; data/history_levels.csv, a line for each level between steps of a scenario that has one;
 * data/history_verdicts.csv, a line for each check. STATUS_IO, STATUS_MEMORY. */
enum status report_history_write(const struct report *report, struct error *error) MUST_CHECK;

#endif
