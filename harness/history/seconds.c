#include "history/seconds.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "history/steps.h"

/* Scenarios that a check needs for what it says of all of them. */
enum { SCENARIOS_OF_ALL = 4 };

void seconds_free(struct seconds *seconds) {
    free(seconds->entries);
    free(seconds->log_value);
    *seconds = (struct seconds){0};
}

static enum status make_room(struct seconds *seconds, const struct history *history,
                             struct error *error) {
    size_t room = (size_t)history->count + 1;
    *seconds = (struct seconds){.entries = calloc(room, sizeof *seconds->entries),
                                .log_value = calloc(room, sizeof *seconds->log_value),
                                .is_user = 1};
    if (seconds->entries != NULL && seconds->log_value != NULL)
        return STATUS_OK;
    seconds_free(seconds);
    return klimb_error_set(error, STATUS_MEMORY, "no memory for the seconds");
}

/* ---- one scenario ------------------------------------------------------------------------------ */

static const struct history_scenario *sight_of(const struct history_entry *entry,
                                               const struct history_entry *like, const char *name) {
    const struct history_scenario *scenario = history_same_setting(entry, like)
                                                  ? history_find(entry, name)
                                                  : NULL;
    return scenario != NULL && scenario->wall > 0 ? scenario : NULL;
}

static enum status take_one(struct seconds *seconds, const struct history *history,
                            const struct history_entry *like, const char *name,
                            struct error *error) {
    enum status status = make_room(seconds, history, error);
    if (status != STATUS_OK)
        return status;
    for (long i = 0; i < history->count; i++) {
        const struct history_scenario *scenario = sight_of(&history->entries[i], like, name);
        seconds->is_user &= scenario == NULL || scenario->user > 0;
    }
    for (long i = 0; i < history->count; i++) {
        const struct history_entry *entry = &history->entries[i];
        const struct history_scenario *scenario = sight_of(entry, like, name);
        if (scenario == NULL)
            continue;
        double value = seconds->is_user ? scenario->user : scenario->wall;
        seconds->entries[seconds->count] = entry;
        seconds->log_value[seconds->count++] = log(value);
    }
    return STATUS_OK;
}

/* ---- all of them ------------------------------------------------------------------------------- */

/* How far each scenario of each check is from its own median, a line for each check. */
struct offsets {
    double *value; /* [history->count, names] */
    long *count;   /* [history->count] of a line */
    long names;
};

static enum status add_offsets(struct offsets *offsets, const struct history *history,
                               const struct history_entry *like, const char *name,
                               struct error *error) {
    struct seconds one;
    enum status status = take_one(&one, history, like, name, error);
    if (status != STATUS_OK)
        return status;
    double median = one.count > 0 ? steps_median(one.log_value, one.count) : 0;
    for (long i = 0; i < one.count; i++) {
        long line = one.entries[i] - history->entries;
        offsets->value[line * offsets->names + offsets->count[line]++] = one.log_value[i] - median;
    }
    seconds_free(&one);
    return STATUS_OK;
}

static void take_medians(struct seconds *seconds, const struct history *history,
                         const struct offsets *offsets) {
    for (long i = 0; i < history->count; i++) {
        if (offsets->count[i] < SCENARIOS_OF_ALL)
            continue;
        seconds->entries[seconds->count] = &history->entries[i];
        seconds->log_value[seconds->count++] = steps_median(offsets->value + i * offsets->names,
                                                            offsets->count[i]);
    }
}

static enum status take_all(struct seconds *seconds, const struct history *history,
                            const struct history_entry *like, struct error *error) {
    const char **names = NULL;
    struct offsets offsets = {0};
    enum status status = make_room(seconds, history, error);
    if (status == STATUS_OK)
        status = history_names(&names, &offsets.names, history, error);
    offsets.value = calloc((size_t)(history->count * offsets.names) + 1, sizeof *offsets.value);
    offsets.count = calloc((size_t)history->count + 1, sizeof *offsets.count);
    if (status == STATUS_OK && (offsets.value == NULL || offsets.count == NULL))
        status = klimb_error_set(error, STATUS_MEMORY, "no memory for the seconds");
    for (long i = 0; status == STATUS_OK && i < offsets.names; i++)
        status = add_offsets(&offsets, history, like, names[i], error);
    if (status == STATUS_OK)
        take_medians(seconds, history, &offsets);
    else
        seconds_free(seconds);
    free(names);
    free(offsets.value);
    free(offsets.count);
    return status;
}

enum status seconds_take(struct seconds *seconds, const struct history *history,
                         const struct history_entry *like, const char *name, struct error *error) {
    return strcmp(name, SECONDS_ALL) == 0 ? take_all(seconds, history, like, error)
                                          : take_one(seconds, history, like, name, error);
}
