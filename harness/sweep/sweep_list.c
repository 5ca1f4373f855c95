#include "sweep/sweep_list.h"

#include <math.h>
#include <stddef.h>

#include "engine/line.h"

double sweep_list_seconds(const struct sweep *sweep, long run) {
    long seeds = sweep->study.seeds, count = 0;
    const struct sweep_run *runs = &sweep->results.runs[run / seeds * seeds];
    double sum = 0;
    for (long i = 0; i < seeds; i++)
        if (runs[i].state == SWEEP_TAKEN) {
            sum += runs[i].seconds;
            count++;
        }
    return count > 0 ? sum / (double)count : sweep->results.seconds;
}

static struct engine_options options_of_engine(const struct sweep_options *options) {
    struct engine_options engine = options->engine;
    engine.experiments = options->experiments;
    engine.out = options->out;
    return engine;
}

static enum status sweep_list_shell(struct text *text, const struct sweep *sweep,
                                    const struct sweep_options *options, long run,
                                    struct error *error) {
    struct job job;
    const struct engine_options engine = options_of_engine(options);
    enum status status = sweep_plan_job(&job, &sweep->plan, run, error);
    if (status == STATUS_OK)
        status = engine_line_add(text, &job, &engine, &options->runner, error);
    text_add(text, "\n");
    return status;
}

static void add_string(struct text *text, const char *key, const char *value) {
    text_add(text, "\"%s\":\"", key);
    text_add_escaped(text, value, TEXT_JSON);
    text_add(text, "\",");
}

static enum status sweep_list_json(struct text *text, const struct sweep *sweep,
                                   const struct sweep_options *options, long run,
                                   struct error *error) {
    const struct sweep_point *point = sweep_plan_point(&sweep->plan, run);
    double seconds = sweep_list_seconds(sweep, run);
    struct job job;
    (void)options;
    enum status status = sweep_plan_job(&job, &sweep->plan, run, error);
    text_add(text, "{");
    add_string(text, "study", sweep->study.name);
    add_string(text, "scenario", point->scenario.name);
    text_add(text, "\"set\":[");
    for (long i = 0; i < point->override_count; i++) {
        text_add(text, "%s\"", i > 0 ? "," : "");
        text_add_escaped(text, point->overrides[i], TEXT_JSON);
        text_add(text, "\"");
    }
    text_add(text, "],\"seed\":%ld,", job.seed);
    add_string(text, "backend", scenario_backend_name(&point->scenario, job.backend));
    add_string(text, "digest", point->scenario.digest);
    add_string(text, "folder", job.place);
    if (isnan(seconds))
        text_add(text, "\"seconds\":null}\n");
    else
        text_add(text, "\"seconds\":%.3f}\n", seconds);
    return status;
}

#define SWEEP_LIST_NAME(name, function, meaning) #name,
const char *const sweep_list_names[] = {SWEEP_LIST_TABLE(SWEEP_LIST_NAME) NULL};
#define SWEEP_LIST_FUNCTION(name, function, meaning) function,
static sweep_list_function *const functions[] = {SWEEP_LIST_TABLE(SWEEP_LIST_FUNCTION)};

enum status sweep_list_format(struct text *text, const struct sweep *sweep,
                              const struct sweep_options *options, const char *format,
                              int is_missing, struct error *error) {
    long which = text_index(format, sweep_list_names);
    enum status status = STATUS_OK;
    for (long i = 0; status == STATUS_OK && i < sweep->plan.runs; i++)
        if (!is_missing || sweep->results.runs[i].state != SWEEP_TAKEN)
            status = functions[which](text, sweep, options, i, error);
    if (status == STATUS_OK && text->failed)
        status = klimb_error_set(error, STATUS_MEMORY, "no memory for a list of runs");
    return status;
}
