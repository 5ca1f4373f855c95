#include "report/data/report_history.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "history/seconds.h"
#include "history/steps.h"
#include "report/data/report_files.h"

void report_history_read(struct report_history *history, const char *path) {
    *history = (struct report_history){.path = path};
    if (path == NULL)
        return;
    history->status = history_read(&history->history, path, REPORT_HISTORY_CHECKS, &history->error);
    if (history->status == STATUS_OK)
        history->status = findings_find(&history->findings, &history->history, &history->error);
}

void report_history_free(struct report_history *history) {
    findings_free(&history->findings);
    history_free(&history->history);
    *history = (struct report_history){0};
}

/* What is drawn has its machine, backend, jobs and threads. */
static const struct history_entry *last_check(const struct report_history *history) {
    return &history->history.entries[history->history.count - 1];
}

/* ---- seconds ----------------------------------------------------------------------------------- */

/* The files while they are made. */
struct tables {
    struct text curves, levels, verdicts;
    long series, stepped;
};

/* The levels of a scenario between its steps, as ratios. */
static void add_levels(struct tables *tables, const char *name, const struct seconds *seconds,
                       const struct step *steps, long count, double median) {
    for (long i = 0; i <= count; i++) {
        long from = i > 0 ? steps[i - 1].at : 0;
        long to = i < count ? steps[i].at : seconds->count;
        double level = i < count ? steps[i].before : steps[count - 1].after;
        text_add_escaped(&tables->levels, name, TEXT_CSV);
        text_add(&tables->levels, ",%ld,%ld,%ld,%.6g,%d\n", tables->stepped,
                 seconds->entries[from]->line, seconds->entries[to - 1]->line, exp(level - median),
                 i == count);
    }
    tables->stepped++;
}

/* gnuplot begins a new line of a curve after an empty one. */
static void add_series(struct tables *tables, const char *name, const struct seconds *seconds) {
    struct step steps[STEPS_MOST];
    long count = steps_find(steps, seconds->log_value, seconds->count, &(struct step_rules){0});
    double median = steps_median(seconds->log_value, seconds->count);
    int is_all = strcmp(name, SECONDS_ALL) == 0;
    for (long i = 0; i < seconds->count; i++)
        text_add(&tables->curves, "%ld,%d,%d,%.6g\n", seconds->entries[i]->line, count > 0, is_all,
                 exp(seconds->log_value[i] - median));
    text_add(&tables->curves, "\n");
    if (count > 0)
        add_levels(tables, name, seconds, steps, count, median);
    tables->series++;
}

static enum status add_scenario(struct tables *tables, const struct report_history *history,
                                const char *name, struct error *error) {
    struct seconds seconds;
    enum status status = seconds_take(&seconds, &history->history, last_check(history), name,
                                      error);
    if (status != STATUS_OK)
        return status;
    if (seconds.count > 0)
        add_series(tables, name, &seconds);
    seconds_free(&seconds);
    return STATUS_OK;
}

static enum status add_scenarios(struct tables *tables, const struct report_history *history,
                                 struct error *error) {
    const char **names;
    long count;
    enum status status = history_names(&names, &count, &history->history, error);
    for (long i = 0; status == STATUS_OK && i < count; i++)
        status = add_scenario(tables, history, names[i], error);
    if (status == STATUS_OK)
        status = add_scenario(tables, history, SECONDS_ALL, error);
    free(names);
    return status;
}

/* ---- verdicts ---------------------------------------------------------------------------------- */

static void add_verdicts(struct tables *tables, const struct history_entry *entry) {
    long said[VERDICTS] = {0};
    for (long i = 0; i < entry->count; i++)
        said[entry->scenarios[i].verdict]++;
    text_add(&tables->verdicts, "%ld,%ld,%ld,%ld,%ld\n", entry->line,
             said[VERDICT_DRIFT] + said[VERDICT_SHIFTED], said[VERDICT_FAIL], said[VERDICT_ERROR],
             said[VERDICT_NEW] + said[VERDICT_STALE] + said[VERDICT_UNTESTED]);
}

/* ---- the whole --------------------------------------------------------------------------------- */

static void begin(struct text *text, const char *meaning, const char *heading) {
    text_add(text, "# klimb report data %d\n# %s\n%s\n", REPORT_DATA_FORMAT, meaning, heading);
}

static void free_tables(struct tables *tables) {
    text_free(&tables->curves);
    text_free(&tables->levels);
    text_free(&tables->verdicts);
}

enum status report_history_write(const struct report *report, struct error *error) {
    const struct report_history *history = &report->history;
    struct tables tables = {0};
    if (!report_history_is_there(history))
        return STATUS_OK;
    begin(&tables.curves, "seconds of a run by their median over the checks, a curve a scenario",
          "check,stepped,all,ratio");
    begin(&tables.levels, "levels between steps, of scenarios that have one",
          "name,number,from,to,ratio,last");
    begin(&tables.verdicts, "scenarios of each check that did not pass",
          "check,drift,fail,error,other");
    enum status status = add_scenarios(&tables, history, error);
    for (long i = 0; i < history->history.count; i++)
        add_verdicts(&tables, &history->history.entries[i]);
    if (status == STATUS_OK)
        status = report_write_data(report, "", "history.csv", &tables.curves, error);
    if (status == STATUS_OK)
        status = report_write_data(report, "", "history_levels.csv", &tables.levels, error);
    if (status == STATUS_OK)
        return report_write_data(report, "", "history_verdicts.csv", &tables.verdicts, error);
    free_tables(&tables);
    return status;
}
