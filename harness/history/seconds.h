/* seconds.h -- the comparable seconds of a scenario from check to check.
 *
 *     struct seconds seconds;
 *     if (seconds_take(&seconds, &history, &history.entries[0], "learning/healthy", &error) == STATUS_OK)
 *         steps_find(steps, seconds.log_value, seconds.count, &rules);
 *     seconds_free(&seconds);
 */
#ifndef KLIMB_SECONDS_H
#define KLIMB_SECONDS_H

#include "history/history.h"

/* For all scenarios of a check together: a step in these is one of the machine, or of the build. */
#define SECONDS_ALL "all scenarios"

struct seconds {
    const struct history_entry **entries; /* [count] owned, in their order */
    double *log_value; /* [count] owned: natural logarithm of the seconds of a run */
    long count;
    int is_user; /* in user mode, if all checks have them; else wall time */
};

/* seconds_take -- of one scenario in the checks with the setting of `like` (history_same_setting).
 *   name  SECONDS_ALL: for each check the median, over scenarios, of the distance from the scenario's own median
 * Checks without its seconds are left out. STATUS_MEMORY; on error *seconds is empty. */
enum status seconds_take(struct seconds *seconds, const struct history *history,
                         const struct history_entry *like, const char *name,
                         struct error *error) MUST_CHECK;
void seconds_free(struct seconds *seconds);

#endif
