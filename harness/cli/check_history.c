#include "cli/check_history.h"

#include <string.h>

#include "history/take.h"

/* The first option that changes what is checked, NULL if none was given. */
static const char *find_obstacle(const struct options *options) {
    const char *seeds = options->seed_count > 0 ? "--seed and --seeds" : NULL;
    return options->logs != NULL          ? "--records"
           : options->override_count > 0  ? "--set"
           : options->against_golden != 0 ? "--against"
                                          : seeds;
}

static int is_none(const struct options *options) {
    return options->history != NULL && strcmp(options->history, "none") == 0;
}

enum status check_history_allowed(const struct options *options, struct error *error) {
    const char *obstacle = find_obstacle(options);
    if (options->history == NULL || obstacle == NULL || is_none(options))
        return STATUS_OK;
    return klimb_error_set(error, STATUS_INVALID,
                           "--history and %s contradict each other: the history has "
                           "scenarios as they are, with their own seeds",
                           obstacle);
}

static enum status add(const struct check *check, const struct options *options, double seconds,
                       struct error *error) {
    struct backend backend;
    struct history_entry entry = {0};
    const struct history_facts facts = {.backend = &backend,
                                        .jobs = options->workers,
                                        .threads = options->threads,
                                        .is_elsewhere = options->engine.kind != ENGINE_LOCAL,
                                        .seconds = seconds,
                                        .klimb = options_version()};
    const char *path = options->history != NULL ? options->history : HISTORY_DEFAULT;
    enum status status = klimb_backend_select(&backend, options->backend, options->simd, error);
    if (status == STATUS_OK)
        status = history_take(&entry, check, &facts, error);
    if (status == STATUS_OK)
        status = history_append(path, &entry, error);
    history_entry_free(&entry);
    return status;
}

int check_history_add(const struct check *check, const struct options *options, double seconds,
                      int code) {
    struct error error = {0};
    if (check->count == 0 || is_none(options) || find_obstacle(options) != NULL ||
        add(check, options, seconds, &error) == STATUS_OK)
        return code;
    if (options->history != NULL)
        return options_fail(&error);
    text_print_line(stderr, "klimb: note: this check is not in the history: %s", error.message);
    return code;
}
