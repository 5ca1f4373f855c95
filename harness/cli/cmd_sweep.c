#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/interrupts.h"
#include "base/text.h"
#include "cli/options/options.h"
#include "cli/sweep_page.h"
#include "sweep/study_find.h"
#include "sweep/sweep.h"
#include "sweep/sweep_list.h"
#include "sweep/sweep_verify.h"

enum {
    CELL_MAX = 64,
    POINTS_SHOWN = 60,                                     /* more would be too long a table */
    CELLS_MAX = STUDY_AXES_MAX + STUDY_COLUMNS_MAX * 2 + 2 /* theory has a column beside each */
};

static struct sweep_options options_for_sweep(const struct options *options) {
    const struct check_options check = options_for_check(options);
    return (struct sweep_options){.experiments = options->experiments,
                                  .out = options->out != NULL ? options->out : "build/sweeps",
                                  .version = options_version(),
                                  .backend = options->backend,
                                  .runner = check.runner,
                                  .engine = check.engine};
}

/* ---- the studies ------------------------------------------------------------------------------ */

static enum status add_study(struct text_table *table, const struct options *options,
                             const char *name, struct error *error) {
    struct study study;
    char points[CELL_MAX], seeds[CELL_MAX];
    enum status status = study_read(&study, options->experiments, name, error);
    if (status != STATUS_OK)
        return status;
    snprintf(points, sizeof points, "%ld", study_points(&study));
    snprintf(seeds, sizeof seeds, "%ld", study.seeds);
    text_table_add(table,
                   (const char *const[]){study.name, points, seeds, study.base, study.claim});
    study_free(&study);
    return STATUS_OK;
}

static int list_studies(const struct options *options) {
    static const char *const headings[] = {"STUDY", "POINTS", "SEEDS", "BASE", "CLAIM"};
    struct error error = {0};
    char **names;
    long count;
    int code = EXIT_PASS;
    if (study_list(&names, &count, options->experiments, &error) != STATUS_OK)
        return options_fail(&error);
    struct text_table *table = text_table_new(5, headings);
    for (long i = 0; i < count; i++)
        if (add_study(table, options, names[i], &error) != STATUS_OK)
            code = options_fail(&error);
    text_table_print(table, stdout, text_terminal_width(stdout));
    text_table_free(table);
    free(names);
    return code;
}

/* ---- what a study came to --------------------------------------------------------------------- */

static const char *print_value(char cell[CELL_MAX], double value) {
    cell[0] = '\0';
    if (!isnan(value))
        snprintf(cell, CELL_MAX, "%.4g", value + 0);
    return cell;
}

/* Headings and the cells of a point have one order: axes, runs, each column with its theory, the phase. */
static void add_headings(const char *headings[CELLS_MAX], long *count, const struct study *study) {
    *count = 0;
    for (long i = 0; i < study->axis_count; i++)
        headings[(*count)++] = study->axes[i].name;
    headings[(*count)++] = "runs";
    for (long i = 0; i < study->column_count; i++) {
        headings[(*count)++] = klimb_observable_info[study->columns[i]].name;
        if (study->wants_theory)
            headings[(*count)++] = "theory";
    }
    if (study->phase.name[0] != '\0')
        headings[(*count)++] = "phase";
}

static void add_point(struct text_table *table, const struct sweep *sweep, long point) {
    const struct study *study = &sweep->study;
    const struct sweep_summary *summary = &sweep->summaries[point];
    const char *cells[CELLS_MAX];
    char numbers[CELLS_MAX][CELL_MAX];
    long count = 0;
    for (long i = 0; i < study->axis_count; i++)
        cells[count++] = sweep_plan_option(&sweep->plan, &sweep->plan.points[point], i)->name;
    snprintf(numbers[count], CELL_MAX, "%ld", summary->runs);
    cells[count] = numbers[count];
    count++;
    for (long i = 0; i < study->column_count; i++) {
        cells[count] = print_value(numbers[count], summary->band[i].median);
        count++;
        if (!study->wants_theory)
            continue;
        cells[count] = print_value(numbers[count], summary->theory[i]);
        count++;
    }
    cells[count] = summary->phase;
    text_table_add(table, cells);
}

static void print_points(const struct sweep *sweep) {
    const char *headings[CELLS_MAX];
    long count;
    if (sweep->plan.count > POINTS_SHOWN) {
        printf("%ld points, too many to show: see points.csv\n", sweep->plan.count);
        return;
    }
    add_headings(headings, &count, &sweep->study);
    struct text_table *table = text_table_new((int)count, headings);
    for (long i = 0; i < sweep->plan.count; i++)
        add_point(table, sweep, i);
    text_table_print(table, stdout, text_terminal_width(stdout));
    text_table_free(table);
    printf("medians over seeds of the means over the last 10 %% of the steps\n");
}

/* Where the phase changes from one point to the next along x. */
static void print_boundaries(const struct sweep *sweep) {
    const struct sweep_plan *plan = &sweep->plan;
    for (long i = 0; i < plan->count; i++) {
        long next = sweep_next_on_x(plan, i);
        struct text from = {0};
        if (next < 0 || sweep->summaries[i].phase[0] == '\0' ||
            sweep->summaries[next].phase[0] == '\0' ||
            strcmp(sweep->summaries[i].phase, sweep->summaries[next].phase) == 0)
            continue;
        sweep_plan_add_point(&from, plan, &plan->points[i]);
        text_print_line(stdout, "phase: from %s at %s to %s at %s %s", sweep->summaries[i].phase,
                        text_string(&from), sweep->summaries[next].phase,
                        plan->study->axes[plan->study->x].name,
                        sweep_plan_option(plan, &plan->points[next], plan->study->x)->name);
        text_free(&from);
    }
}

static enum status print_paths(const struct sweep *sweep, struct error *error) {
    static const char *const files[] = {"table.csv", "points.csv"};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        char path[FILE_PATH_MAX];
        enum status status = sweep_path(path, sweep, files[i], error);
        if (status != STATUS_OK)
            return status;
        text_print_line(stdout, "table: %s", path);
    }
    return STATUS_OK;
}

static void print_lines(FILE *stream, const char *before, const struct text *lines) {
    for (const char *line = text_string(lines); *line != '\0';) {
        size_t length = strcspn(line, "\n");
        text_print_line(stream, "%s: %.*s", before, (int)length, line);
        line += length + (line[length] == '\n');
    }
}

/* ---- its runs --------------------------------------------------------------------------------- */

static void print_broken(const struct job *jobs, long count) {
    for (long i = 0; i < count; i++) {
        text_print_line(stderr, "klimb: %s seed %ld broke:", jobs[i].place, jobs[i].seed);
        text_print_error(stderr, &jobs[i].error);
    }
}

/* Prints the command that lists the missing runs. */
static void print_missing(const struct sweep *sweep, const struct options *options, long missing) {
    struct text command = {0};
    const char *const name = sweep->study.name;
    text_add(&command, "klimb sweep --list --missing");
    if (options->out != NULL) {
        text_add(&command, " --out ");
        text_add_escaped(&command, options->out, TEXT_SHELL);
    }
    text_add_operands(&command, &name, 1);
    text_print_line(stderr, "klimb: %ld runs are missing: `%s` lists them", missing,
                    text_string(&command));
    text_free(&command);
    print_lines(stderr, "klimb: not counted", &sweep->results.told);
}

static int print_counts(const struct sweep *sweep, const struct options *options, long before) {
    long taken = sweep->results.count[SWEEP_TAKEN], missing = sweep->plan.runs - taken;
    text_print_line(stdout, "%s: %ld runs: %ld found, %ld made, %ld missing", sweep->study.name,
                    sweep->plan.runs, before, taken - before, missing);
    if (missing > 0)
        print_missing(sweep, options, missing);
    return missing > 0 ? EXIT_BROKEN : EXIT_PASS;
}

/* Writes the tables and the page, and prints a summary. An interrupt waits until they are whole. */
static enum status write_and_show(struct sweep *sweep, const struct sweep_options *sweep_options,
                                  const struct options *options, struct error *error) {
    struct interrupts interrupts;
    interrupts_hold(&interrupts);
    enum status status = sweep_summarise_all(sweep, error);
    if (status == STATUS_OK)
        status = sweep_write_tables(sweep, error);
    if (status == STATUS_OK) {
        print_points(sweep);
        print_boundaries(sweep);
        status = print_paths(sweep, error);
    }
    if (status == STATUS_OK)
        status = sweep_page_write(sweep, sweep_options, options, error);
    fflush(stdout);
    interrupts_release(&interrupts);
    return status;
}

static int make_and_show(struct sweep *sweep, const struct sweep_options *sweep_options,
                         const struct options *options) {
    struct error error = {0};
    struct job *broken = NULL;
    long broken_count = 0, before = sweep->results.count[SWEEP_TAKEN];
    print_lines(stderr, "klimb: not counted", &sweep->results.told);
    enum status status = sweep_make_missing(sweep, sweep_options, &broken, &broken_count, &error);
    print_broken(broken, broken_count);
    free(broken);
    if (status == STATUS_OK)
        status = write_and_show(sweep, sweep_options, options, &error);
    return status == STATUS_OK ? print_counts(sweep, options, before) : options_fail(&error);
}

static int print_list(const struct sweep *sweep, const struct sweep_options *sweep_options,
                      const struct options *options) {
    struct error error = {0};
    struct text text = {0};
    const char *format = options->format != NULL ? options->format : sweep_list_names[0];
    print_lines(stderr, "klimb: not counted", &sweep->results.told);
    enum status status = sweep_list_format(&text, sweep, sweep_options, format, options->missing,
                                           &error);
    if (status == STATUS_OK)
        fputs(text_string(&text), stdout);
    text_free(&text);
    return status == STATUS_OK ? EXIT_PASS : options_fail(&error);
}

static int verify(const struct sweep *sweep, const struct sweep_options *sweep_options,
                  const struct options *options) {
    struct error error = {0};
    struct sweep_verified verified;
    long seed = options->seed_count > 0 ? options->seed_first : 0;
    enum status status = sweep_verify(&verified, sweep, sweep_options, options->verify, seed,
                                      &error);
    int code = status != STATUS_OK  ? options_fail(&error)
               : verified.wrong > 0 ? EXIT_FAIL
                                    : EXIT_PASS;
    print_lines(stdout, "wrong", &verified.told);
    if (status == STATUS_OK)
        text_print_line(stdout, "%s: %ld records read, %ld runs repeated, %ld wrong",
                        sweep->study.name, verified.read, verified.again, verified.wrong);
    sweep_verified_free(&verified);
    return code;
}

/* ---- the command ------------------------------------------------------------------------------ */

static enum status check_options(const struct options *options, struct error *error) {
    if (options->list && options->verify > 0)
        return klimb_error_set(error, STATUS_INVALID, "--list and --verify exclude each other");
    if (!options->list && (options->missing || options->format != NULL))
        return klimb_error_set(error, STATUS_INVALID, "%s is for --list",
                               options->missing ? "--missing" : "--format");
    if (!(options->verify > 0) && options->seed_count > 0)
        return klimb_error_set(error, STATUS_INVALID, "--seed is for --verify");
    if (options->name_count == 0 && (options->list || options->verify > 0))
        return klimb_error_set(error, STATUS_INVALID, "%s needs the name of a study",
                               options->list ? "--list" : "--verify");
    return STATUS_OK;
}

static int run_sweep(const struct options *options) {
    struct error error = {0};
    struct sweep sweep;
    const struct sweep_options sweep_options = options_for_sweep(options);
    if (check_options(options, &error) != STATUS_OK)
        return options_fail(&error);
    if (options->name_count == 0)
        return list_studies(options);
    int code;
    if (sweep_open(&sweep, &sweep_options, options->names[0], &error) != STATUS_OK)
        code = options_fail(&error);
    else if (options->list)
        code = print_list(&sweep, &sweep_options, options);
    else if (options->dry_run)
        code = sweep_show_missing(stdout, &sweep, &sweep_options, &error) == STATUS_OK
                   ? EXIT_PASS
                   : options_fail(&error);
    else if (options->verify > 0)
        code = verify(&sweep, &sweep_options, options);
    else
        code = make_and_show(&sweep, &sweep_options, options);
    sweep_close(&sweep);
    return code;
}

const struct command command_sweep = {
    .name = "sweep",
    .arguments = "[STUDY]",
    .summary = "train a scenario over a grid of settings: where does a phase begin?",
    .details = "Trains one scenario at each point of a grid of settings, with several seeds\n"
               "each. A study, a file in experiments/studies, says which. Without a name the\n"
               "command lists the studies. A run whose record is there already, by digest, seed\n"
               "and backend, is not made again, so a sweep that was stopped goes on where it\n"
               "was. Then the command prints the medians at each point and where a phase\n"
               "begins, and writes\n"
               "  <out>/<study>/table.csv    a row for each run: settings, outcome, final values\n"
               "  <out>/<study>/points.csv   a row for each point: medians, quartiles, phase\n"
               "  <out>/<study>/index.html   a page with the figure, figures/study.svg\n"
               "These files are the same bytes whatever made the runs, in whatever order. Where\n"
               "runs broke, both tables say which are missing; a sweep that was stopped leaves\n"
               "the tables as they were. The records are in <out>, where `klimb run --out` puts\n"
               "them too. klimb names a record that is damaged, or that another version of klimb\n"
               "or another scenario made, and makes that run again. One that the system refuses\n"
               "to read is an error.\n"
               "--list prints the runs instead: a shell command for each, or with --format json\n"
               "an object for each. --missing leaves out those whose record is there.\n"
               "--verify P reads all records, checks their digests, and repeats the share P of\n"
               "the runs, at least one, which must give the same bits. --seed draws other runs.\n"
               "It names what was edited, forged or put into the wrong folder.\n"
               "Exit code: 0 done, 1 when --verify finds something wrong, 2 usage, 3 when runs\n"
               "are missing in the end.\n"
               "\n"
               "  klimb sweep                               the studies\n"
               "  klimb sweep beta-sweep -j 2               make its runs and tables\n"
               "  klimb sweep beta-sweep --list --missing   what is still to be made\n"
               "  klimb sweep beta-sweep --verify 0.01      repeat every hundredth run",
    .accepts = "051fnjTb46>^798qteo",
    .formats = sweep_list_names,
    .run = run_sweep,
};
