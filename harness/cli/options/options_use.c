#include "cli/options/options_use.h"

#include <string.h>

#include "base/text.h"
#include "check/orphans.h"
#include "cli/options/options.h"

const char *options_records(const struct options *options) {
    return options->out != NULL ? options->out : "build/runs";
}

const char *options_pending(const struct options *options) {
    return options->pending != NULL ? options->pending : "build/pending";
}

static struct engine_options engine_of(const struct options *options) {
    struct engine_options engine = options->engine;
    engine.is_missing = options->missing;
    engine.experiments = options->experiments;
    engine.out = options_records(options);
    engine.kept = engine.out;
    engine.passed = options->engine_option;
    return engine;
}

int options_dry_run(const struct check_options *options) {
    struct error error = {0};
    struct check check;
    enum status status = check_plan(&check, options, &error);
    if (status != STATUS_OK)
        return options_fail(&error);
    status = check_show_runs(stdout, &check, options, &error);
    check_free(&check);
    return status == STATUS_OK ? EXIT_PASS : options_fail(&error);
}

struct check_options options_for_check(const struct options *options) {
    return (struct check_options){
        .experiments = options->experiments,
        .expected = options->expected,
        .out = options_records(options),
        .names = options->names,
        .name_count = options->name_count,
        .overrides = options->overrides,
        .override_count = options->override_count,
        .backend = options->backend,
        .seeds = options->seed_count > 0 ? CHECK_SEEDS_GIVEN : CHECK_SEEDS_CHECK,
        .seed_first = options->seed_first,
        .seed_count = options->seed_count,
        .group_runs = options->group_runs,
        .rules = {.level = options->level, .against_golden = options->against_golden},
        .runner = {.workers = options->workers,
                   .threads = options->threads,
                   .simd = options->simd,
                   .quiet = options->quiet},
        .engine = engine_of(options),
    };
}

struct verdict_asked options_asked(const struct options *options) {
    return (struct verdict_asked){
        .experiments = options->given_experiments,
        .expected = options->given_expected,
        .overrides = options->overrides,
        .override_count = options->override_count,
        .seed_first = options->seed_first,
        .seed_count = options->seed_count,
        .group_runs = options->group_runs,
        .allow_drift = options->allow_drift,
        .allow_shift = options->allow_shift,
        .backend = options->backend,
        .rules = {.level = options->level, .against_golden = options->against_golden},
    };
}

int options_exit_code(const struct options *options, const struct verdict_summary *summary) {
    const unsigned char forgiven[VERDICTS] = {
        [VERDICT_DRIFT] = (unsigned char)options->allow_drift,
        [VERDICT_SHIFTED] = (unsigned char)options->allow_shift,
    };
    return verdict_exit_code(summary, forgiven);
}

void options_note_asked(struct check *check, const struct verdict_asked *asked) {
    for (long i = 0; i < check->count; i++)
        check->judgements[i].asked = asked;
}

enum status options_need_names(const struct options *options, const char *verb,
                               struct error *error) {
    int is_named = options->name_count > 0;
    if (is_named && options->all) {
        klimb_error_set(error, STATUS_INVALID, "--all and the name \"%s\" contradict each other",
                        options->names[0]);
        klimb_error_hint(error, "give one of them");
        return STATUS_INVALID;
    }
    if (is_named || options->all)
        return STATUS_OK;
    klimb_error_set(error, STATUS_INVALID, "name the scenarios or families to %s, or give --all",
                    verb);
    klimb_error_hint(error, "`klimb list` shows all scenarios");
    return STATUS_INVALID;
}

void options_print_notes(const struct text *notes) {
    const char *line = text_string(notes);
    for (const char *end; (end = strchr(line, '\n')) != NULL; line = end + 1)
        text_print_line(stderr, "klimb: note: %.*s", (int)(end - line), line);
}

int options_fail(const struct error *error) {
    fflush(stdout);
    text_print_error(stderr, error);
    int is_usage = error->status == STATUS_INVALID || error->status == STATUS_FORMAT;
    return is_usage ? EXIT_USAGE : EXIT_BROKEN;
}

int options_add_orphans(const struct options *options, int code, struct error *error) {
    long found = 0;
    if (options->name_count > 0 && !options->strict)
        return code;
    if (orphans_print(stderr, &found, options->expected, options->experiments, error) != STATUS_OK)
        return options_fail(error);
    return found > 0 && options->strict && code == EXIT_PASS ? EXIT_FAIL : code;
}
