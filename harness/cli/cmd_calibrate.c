#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/binomial.h"
#include "base/file.h"
#include "base/text.h"
#include "check/calibrate.h"
#include "cli/calibrate_pairs.h"
#include "cli/calibrate_power.h"
#include "cli/calibrate_scenarios.h"
#include "cli/options/options.h"

/* Sums of a backend: of all sizes of groups, and of the single runs. The backends train the same
 * seeds, so a sum of both would count every run twice. */
enum { SUMS = 2 * BACKEND_KINDS };

/* Everything that is counted: two lines for each scenario and backend. */
struct count {
    struct calibration *lines; /* [2 count of scenarios x backends] */
    long used;
    struct calibration sums[SUMS]; /* groups and single runs of each backend */
};

static void begin_sums(struct count *count) {
    for (int i = 0; i < SUMS; i++)
        count->sums[i] = (struct calibration){
            .scenario = "all", .runs = i % 2, .backend = (enum backend_kind)(i / 2), .smallest = 1};
}

static void say_line(const struct calibration *line) {
    double low, high;
    if (line->ensembles == 0) {
        text_print_line(stdout,
                        "%-44s %-9s n = %-3ld nothing compared: the golden has too few runs",
                        line->scenario, klimb_backend_names[line->backend], line->runs);
        return;
    }
    binomial_interval(&low, &high, line->alarms, line->ensembles, CALIBRATE_LEVEL);
    text_print_line(
        stdout,
        "%-44s %-9s n = %-3ld %5ld ensembles, %ld alarms at %g (rate %.2g to %.2g, stated %g: "
        "%s), %ld at %g, smallest p %.2g",
        line->scenario, klimb_backend_names[line->backend], line->runs, line->ensembles,
        line->alarms, ENSEMBLE_ALPHA, low, high, line->stated,
        calibrate_finding_words[calibrate_judge(line)], line->mild_alarms, CALIBRATE_MILD,
        line->smallest);
    if (line->first[0] != '\0')
        text_print_line(stdout, "    %s", line->first);
    fflush(stdout);
}

/* Writes the table so far, so that an interrupt does not lose hours of counting. */
static enum status write_table(const struct count *count, const char *path, struct error *error) {
    struct text text = {0}, tail = {0};
    calibrate_format(&text, count->lines, count->used);
    calibrate_format(&tail, count->sums, SUMS);
    if (tail.bytes != NULL)
        text_add(&text, "%s", strchr(tail.bytes, '\n') + 1);
    enum status status = text.failed || tail.failed
                             ? klimb_error_set(error, STATUS_MEMORY, "no memory for %s", path)
                             : file_write(path, text.bytes, text.length, error);
    text_free(&text);
    text_free(&tail);
    return status;
}

static enum status calibrate_one(struct count *count, const struct options *options,
                                 const char *name, enum backend_kind backend, const char *path,
                                 struct error *error) {
    struct check_options check_options = calibrate_options(options);
    struct calibration *group = &count->lines[count->used], *single = group + 1;
    const struct calibrate_request request = {
        .ensembles = options->ensembles > 0 ? options->ensembles : CALIBRATE_ENSEMBLES,
        .first_seed = options->seed_count > 0 ? options->seed_first : CALIBRATE_FIRST_SEED,
        .records = options->records};
    check_options.backend = backend;
    enum status status = calibrate_scenario(group, single, &check_options, name, &request, error);
    if (status != STATUS_OK)
        return status;
    calibrate_add(&count->sums[2 * backend], group);
    calibrate_add(&count->sums[2 * backend + 1], single);
    say_line(group);
    say_line(single);
    count->used += 2;
    return write_table(count, path, error);
}

/* Scenarios whose golden ensemble is too small to compare with, or whose data are missing, are named
 * and left out. */
static int is_left_out(const struct options *options, const char *name, struct error *error) {
    struct check check;
    struct check_options check_options = options_for_check(options);
    check_options.names = &name;
    check_options.name_count = 1;
    if (check_plan(&check, &check_options, error) != STATUS_OK)
        return 1;
    if (check_print_skipped(stderr, &check) > 0) {
        check_free(&check);
        return 1;
    }
    if (calibrate_leaves_out(&check.items[0].scenario)) {
        check_free(&check);
        return 1;
    }
    int is_small = check.items[0].scenario.golden_seeds < ENSEMBLE_SEEDS_MIN;
    if (is_small)
        text_print_line(
            stderr, "klimb: %s is left out: its golden has %ld runs, but an ensemble test needs %d",
            name, check.items[0].scenario.golden_seeds, ENSEMBLE_SEEDS_MIN);
    check_free(&check);
    return is_small;
}

static enum status calibrate_all(struct count *count, const struct options *options, char **names,
                                 long name_count, const char *path, struct error *error) {
    enum status status = STATUS_OK;
    for (long i = 0; status == STATUS_OK && i < name_count; i++) {
        if (is_left_out(options, names[i], error)) {
            status = error->status;
            continue;
        }
        for (int kind = 0; status == STATUS_OK && kind < BACKEND_KINDS; kind++)
            status = calibrate_one(count, options, names[i], (enum backend_kind)kind, path, error);
    }
    if (status == STATUS_OK && count->used == 0)
        status = klimb_error_set(error, STATUS_FAILED, "no scenario could be calibrated");
    return status;
}

static enum status check_contradictions(const struct options *options, struct error *error) {
    if (options->pairs && (options->ensembles > 0 || options->seed_count > 0))
        return klimb_error_set(
            error, STATUS_INVALID,
            "--pairs takes the golden seeds: it cannot be used with --ensembles or --seed");
    if (options->pairs && options->power)
        return klimb_error_set(error, STATUS_INVALID,
                               "--pairs and --power are different measurements: give one of them");
    if (options->power &&
        (options->ensembles > 0 || options->seed_count > 0 || options->records != NULL))
        return klimb_error_set(error, STATUS_INVALID,
                               "--power trains golden seeds with changes: it cannot be used with "
                               "--ensembles, --seed or --records");
    if (!options->pairs && !options->power && options->backend != BACKEND_EXACT)
        return klimb_error_set(
            error, STATUS_INVALID,
            "--backend needs --pairs or --power: ensembles are counted on both backends");
    return STATUS_OK;
}

static void say_sums(const struct count *count) {
    printf("\n");
    for (int i = 0; i < SUMS; i++)
        if (count->sums[i].ensembles > 0)
            say_line(&count->sums[i]);
}

/* Whether every line and every sum holds its stated rate. */
static int is_held(const struct count *count) {
    int held = 1;
    for (long i = 0; i < count->used; i++)
        held = held && (count->lines[i].ensembles == 0 ||
                        calibrate_judge(&count->lines[i]) != CALIBRATE_NOT_HELD);
    for (int i = 0; i < SUMS; i++)
        held = held && (count->sums[i].ensembles == 0 ||
                        calibrate_judge(&count->sums[i]) != CALIBRATE_NOT_HELD);
    return held;
}

static int run_calibrate(const struct options *options) {
    struct error error = {0};
    if (check_contradictions(options, &error) != STATUS_OK)
        return options_fail(&error);
    if (options->pairs)
        return calibrate_pairs(options);
    if (options->power)
        return calibrate_power(options);
    const char *path = options->output != NULL ? options->output : "build/calibrate/calibrate.csv";
    char **names;
    long name_count;
    struct count count = {0};
    begin_sums(&count);
    if (calibrate_names(&names, &name_count, options, &error) != STATUS_OK)
        return options_fail(&error);
    size_t room = (size_t)(name_count * BACKEND_KINDS * 2) + 1;
    count.lines = calloc(room, sizeof *count.lines);
    enum status status = count.lines != NULL
                             ? calibrate_all(&count, options, names, name_count, path, &error)
                             : klimb_error_set(&error, STATUS_MEMORY, "no memory to count");
    if (status == STATUS_OK) {
        say_sums(&count);
        text_print_line(stdout, "calibrate: %s", path);
    }
    int code = is_held(&count) ? EXIT_PASS : EXIT_FAIL;
    free(names);
    free(count.lines);
    return status == STATUS_OK ? code : options_fail(&error);
}

const struct command command_calibrate = {
    .name = "calibrate",
    .arguments = "[SCENARIO...]",
    .summary = "measure how often comparing with goldens raises a false alarm",
    .details = "Trains new ensembles of the scenarios named, with seeds that no golden has, on\n"
               "both backends, and compares each with its golden as `klimb check` does: as\n"
               "groups of seeds.ensemble runs, and run by run. Nothing has changed, so each\n"
               "departure is a false alarm. Prints their number at the stated level, and at a\n"
               "higher level at which some are expected, with 95 % Clopper-Pearson intervals.\n"
               "The stated rate, 1e-4 for groups and 1e-3 for single runs, is `not held` if it\n"
               "lies below the interval and `shown` if it lies above it. Otherwise it `holds`:\n"
               "this many runs do not refute it. The last lines are sums for each backend. The\n"
               "same is written as CSV (default: build/calibrate/calibrate.csv) for klimb\n"
               "report. --seed moves the first seed, for ensembles that no earlier run used.\n"
               "--records reads the runs that `klimb run --out DIR` has already made, and makes\n"
               "only the others, so an interrupted calibration can continue.\n"
               "--pairs measures the other test of changed bits, which compares runs with the\n"
               "golden runs of their seeds: all golden seeds, in groups of 16, on one backend.\n"
               "Every p is printed and written (default: build/calibrate/pairs.csv). On openblas\n"
               "the groups differ by rounding alone, so p should be below a level no more often\n"
               "than that level; on exact nothing differs unless the program was changed.\n"
               "--power measures the opposite: which changes are noticed. It plants changes\n"
               "(learning rate, beta, batch, widths, Adam's beta2, initial and data scale,\n"
               "noise, clipping, activation) in golden seeds, from 0.5 % up to a factor of ten,\n"
               "and prints the smallest that one run, 8 runs and 16 pairs notice with 95 %\n"
               "probability: in its own unit, in deviations between seeds, and in nats of the\n"
               "final KL and recon. The table (default: build/calibrate/power.csv) keeps its\n"
               "rows of other scenarios; --output expected/power.csv puts it where klimb report\n"
               "looks.\n"
               "Exit code: 0 done, 1 when a rate is not held, 2 usage, 3 when a run broke, a\n"
               "golden is missing or stale, or nothing could be compared.\n"
               "\n"
               "  klimb calibrate --all                     hours on one core\n"
               "  klimb calibrate --ensembles 100 annealing/linear\n"
               "  klimb calibrate --pairs --backend openblas linear\n"
               "  klimb calibrate --power learning/healthy  ten minutes",
    .accepts = "apPbEnTj46>^79qoOegW",
    .run = run_calibrate,
};
