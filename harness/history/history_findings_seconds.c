/* The steps in seconds of history_findings.h. */
#include <math.h>

#include "history/history_findings_internal.h"
#include "history/seconds.h"
#include "history/steps.h"

static enum status add_steps(struct history_findings *findings, const struct history *history,
                             const struct history_entry *like, const char *name,
                             struct error *error) {
    struct seconds seconds;
    struct step steps[STEPS_MOST];
    enum status status = seconds_take(&seconds, history, like, name, error);
    if (status != STATUS_OK)
        return status;
    long count = steps_find(steps, seconds.log_value, seconds.count, &(struct step_rules){0});
    for (long i = 0; status == STATUS_OK && i < count; i++) {
        const struct history_finding finding = {.kind = FINDING_SECONDS,
                                                .scenario = name,
                                                .before = seconds.entries[steps[i].at - 1],
                                                .after = seconds.entries[steps[i].at],
                                                .was = exp(steps[i].before),
                                                .is = exp(steps[i].after),
                                                .p = steps[i].p,
                                                .checks = seconds.count};
        status = findings_add(findings, &finding, error);
    }
    seconds_free(&seconds);
    return status;
}

/* Whether a check is the first of its setting. */
static int is_first(const struct history *history, long number) {
    for (long i = 0; i < number; i++)
        if (history_same_setting(&history->entries[i], &history->entries[number]))
            return 0;
    return 1;
}

enum status findings_add_seconds(struct history_findings *findings, const struct history *history,
                                 const char *const *names, long count, struct error *error) {
    enum status status = STATUS_OK;
    for (long i = 0; status == STATUS_OK && i < history->count; i++) {
        const struct history_entry *like = &history->entries[i];
        if (!is_first(history, i))
            continue;
        for (long j = 0; status == STATUS_OK && j < count; j++)
            status = add_steps(findings, history, like, names[j], error);
        if (status == STATUS_OK)
            status = add_steps(findings, history, like, SECONDS_ALL, error);
    }
    return status;
}
