#include "cli/measured.h"

#include "check/power_table.h"
#include "cli/check_history.h"
#include "cli/options/options.h"

static const char default_bench[] = "build/bench/bench.csv", default_sweeps[] = "build/sweeps";

/* Tables about the comparator that other commands write. */
static const struct report_table known_tables[MEASURED_TABLES] = {
    {"build/mutants/mutants.csv", "mutants", "Faults that are found",
     "Faults planted in the trainer, one at a time, and which tests notice each."},
    {"build/calibrate/calibrate.csv", "calibrate", "Error rates",
     "How often the comparison with a golden ensemble raises a false alarm, and how often it "
     "misses a fault."},
};

/* Whether a file is there, or something else of its name, which reading will report. */
static int is_there(const char *path) {
    enum file_kind kind;
    return file_look(&kind, path, NULL) != STATUS_OK || kind != FILE_NONE;
}

/* A table beside the goldens; NULL if it is missing. */
static const char *find_kept(char path[FILE_PATH_MAX], const char *expected, const char *file) {
    return file_join(path, expected, file, NULL) == STATUS_OK && is_there(path) ? path : NULL;
}

void measured_find(struct report_options *report_options, struct measured *measured,
                   const struct options *options) {
    report_options->bench = options->bench;
    if (options->bench == NULL && is_there(default_bench))
        report_options->bench = default_bench;
    report_options->history = options->history;
    if (options->history == NULL && is_there(HISTORY_DEFAULT))
        report_options->history = HISTORY_DEFAULT;
    report_options->sweeps = options->sweeps;
    if (options->sweeps == NULL && is_there(default_sweeps))
        report_options->sweeps = default_sweeps;
    report_options->experiments = options->experiments;
    report_options->power = find_kept(measured->power, options->expected, POWER_TABLE_FILE);
    report_options->nulls = find_kept(measured->nulls, options->expected, "pairs.csv");
    report_options->tables = measured->tables;
    report_options->table_count = 0;
    for (int i = 0; i < MEASURED_TABLES; i++)
        if (is_there(known_tables[i].path))
            measured->tables[report_options->table_count++] = known_tables[i];
}
