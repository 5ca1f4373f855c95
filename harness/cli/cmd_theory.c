#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "cli/options/options.h"
#include "scenario/scenario_data.h"
#include "scenario/scenario_load.h"
#include "theory/theory_notes.h"

enum { CELL_MAX = 32 };

/* ---- the prediction -------------------------------------------------------------------------- */

/* A number as a cell; empty if unknown. */
static const char *cell(char text[CELL_MAX], double value) {
    text[0] = '\0';
    if (!isnan(value))
        snprintf(text, CELL_MAX, "%.6g", value);
    return text;
}

static void print_table(struct text_table *table) {
    text_table_print(table, stdout, text_terminal_width(stdout));
    text_table_free(table);
}

static void print_quantities(const struct theory *theory) {
    static const char *const headings[] = {"quantity", "training", "evaluation", "unit", "meaning"};
    struct text_table *table = text_table_new(5, headings);
    for (int i = 0; i < THEORY_QUANTITIES; i++) {
        const struct theory_quantity_info *info = &theory_quantity_info[i];
        double values[] = {theory->value[THEORY_TRAINING][i], theory->value[THEORY_EVALUATION][i]};
        char cells[2][CELL_MAX];
        if (isnan(values[0]) && isnan(values[1]))
            continue;
        text_table_add(table,
                       (const char *const[]){info->name, cell(cells[0], values[0]),
                                             cell(cells[1], values[1]), info->unit, info->meaning});
    }
    print_table(table);
}

static void add_axis(struct text_table *table, const struct theory_axis *axis, long number) {
    const double numbers[] = {
        (double)number, axis->eigenvalue,        round(10 * axis->distance) / 10 + 0, /* not -0 */
        axis->kl,       axis->variance,          axis->rate,
        2 * axis->rate, round(axis->fold_steps), round(axis->half_kl_steps),
    };
    enum { NUMBERS = sizeof numbers / sizeof *numbers };
    char text[NUMBERS][CELL_MAX];
    const char *cells[NUMBERS];
    for (int i = 0; i < NUMBERS; i++)
        cells[i] = cell(text[i], numbers[i]);
    text_table_add(table, cells);
}

/* Explains the columns of the axes. */
static void print_legend(void) {
    static const char *const rows[][2] = {
        {"kl", "1/2 ln(eigenvalue/theta) nats where it is encoded, else 0"},
        {"D", "posterior variance sigma^2 of its latent dimension, theta/eigenvalue where it is "
              "encoded, else 1; Var(mu) is 1 - D"},
        {"r, 2r", "rates at which its weights and its KL grow from near 0 under gradient flow"},
        {"e-fold", "steps of SGD in which its weights grow by e"},
        {"half kl", "steps of SGD until its KL is half of kl"},
    };
    struct text_table *table = text_table_new(2, (const char *const[]){"column", "meaning"});
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        text_table_add(table, rows[i]);
    putchar('\n');
    print_table(table);
}

/* Prints the axes that can have a latent dimension, and the first that cannot. */
static void print_axes(const struct theory *theory) {
    static const char *const headings[] = {"axis", "eigenvalue", "% from theta", "kl",     "D",
                                           "r",    "2r",         "e-fold",       "half kl"};
    long shown = theory->latent + 1 < theory->axes ? theory->latent + 1 : theory->axes;
    double rest = 0;
    if (theory->reach < THEORY_OPTIMUM)
        return;
    struct text_table *table = text_table_new(9, headings);
    for (long i = 0; i < shown; i++)
        add_axis(table, &theory->axis[i], i + 1);
    for (long i = shown; i < theory->axes; i++)
        rest += theory->axis[i].eigenvalue;
    putchar('\n');
    print_table(table);
    if (shown < theory->axes)
        printf("and %ld more with a variance of %.6g together\n", theory->axes - shown, rest);
    print_legend();
}

/* Prints a line for each note, wrapped to the terminal. */
static enum status print_notes(const struct theory *theory, const struct config *config,
                               struct error *error) {
    struct text text = {0};
    theory_notes(&text, theory, config);
    if (text.failed) {
        text_free(&text);
        return klimb_error_set(error, STATUS_MEMORY, "no memory for the notes");
    }
    struct text_table *table = text_table_new(2, (const char *const[]){"", ""});
    for (char *line = strtok(text.bytes, "\n"); line != NULL; line = strtok(NULL, "\n"))
        text_table_add(table, (const char *const[]){"-", line});
    print_table(table);
    text_free(&text);
    return STATUS_OK;
}

static enum status print_prediction(const struct scenario *scenario, const struct dataset *data,
                                    long seed, const struct backend *backend, struct error *error) {
    struct theory theory;
    enum status status = theory_predict(&theory, &scenario->config, data, (uint64_t)seed, backend,
                                        error);
    if (status != STATUS_OK)
        return status;
    text_print_line(stdout, "%s: d = %ld, k = %ld", scenario->name, theory.data, theory.latent);
    putchar('\n');
    print_quantities(&theory);
    print_axes(&theory);
    status = print_notes(&theory, &scenario->config, error);
    theory_free(&theory);
    return status;
}

/* ---- the curve ------------------------------------------------------------------------------- */

/* Prints NaN without its sign, which is meaningless and differs between machines. */
static void print_number(double value) {
    if (isnan(value))
        printf(",nan");
    else
        printf(",%.9g", value); /* rounding does not reach these digits (theory.h) */
}

static enum status print_curve(const struct scenario *scenario, const struct dataset *data,
                               long seed, const struct backend *backend, struct error *error) {
    static const enum observable columns[] = {OBSERVABLE_beta, OBSERVABLE_recon, OBSERVABLE_kl,
                                              OBSERVABLE_loss, OBSERVABLE_elbo};
    enum { COLUMNS = sizeof columns / sizeof *columns };
    struct theory_curve curve;
    enum status status = theory_curve_predict(&curve, &scenario->config, data, (uint64_t)seed,
                                              backend, NULL, 0, error);
    if (status != STATUS_OK)
        return status;
    printf("step");
    for (int i = 0; i < COLUMNS; i++)
        printf(",%s", klimb_observable_info[columns[i]].name);
    putchar('\n');
    for (long row = 0; row < curve.rows; row++) {
        printf("%ld", curve.step[row]);
        for (int i = 0; i < COLUMNS; i++)
            print_number(curve.value[row * OBSERVABLES + (long)columns[i]]);
        putchar('\n');
    }
    if (curve.unsure_rows > 0)
        fprintf(stderr,
                "klimb: %ld of %ld rows are nan: the curve there depends on the last digit of the "
                "weights\n",
                curve.unsure_rows, curve.rows);
    theory_curve_free(&curve);
    return STATUS_OK;
}

/* ---- the command ----------------------------------------------------------------------------- */

static enum status predict(const struct options *options, const struct scenario *scenario,
                           struct error *error) {
    struct backend backend;
    struct dataset data;
    long seed = options->seed_count > 0 ? options->seed_first : 0;
    enum status status = klimb_backend_select(&backend, options->backend, options->simd, error);
    if (status == STATUS_OK)
        status = scenario_load_data(&data, scenario, backend.vm, error);
    if (status != STATUS_OK)
        return status;
    status = options->curve ? print_curve(scenario, &data, seed, &backend, error)
                            : print_prediction(scenario, &data, seed, &backend, error);
    klimb_dataset_free(&data);
    return status;
}

static int run_theory(const struct options *options) {
    struct error error = {0};
    struct scenario scenario;
    enum status status = scenario_load(&scenario, options->experiments, options->names[0],
                                       options->overrides, options->override_count, &error);
    if (status != STATUS_OK)
        return options_fail(&error);
    status = predict(options, &scenario, &error);
    scenario_free(&scenario);
    return status == STATUS_OK ? EXIT_PASS : options_fail(&error);
}

const struct command command_theory = {
    .name = "theory",
    .arguments = "SCENARIO",
    .summary = "predict the results of a scenario in closed form, without running it",
    .details = "Prints what theory says about a scenario, without training it. For a linear\n"
               "encoder and decoder with a Gaussian likelihood that is the optimum, computed\n"
               "from the covariance of the data: which dimensions become active, their KL,\n"
               "recon, loss, ELBO and its bound, and how fast weights leave 0. For a nonlinear\n"
               "model it gives only bounds, and says why. Both are given for the training set\n"
               "and for the evaluation set, on which records are measured.\n"
               "\n"
               "With --curve it prints the whole run as CSV, one row per logged step, for\n"
               "deterministic runs (objective.noise expected, train.sampling full,\n"
               "model.head.scale shared): a recursion in double that shares no code with the\n"
               "trainer.\n"
               "\n"
               "  klimb theory healthy                          bounds: the decoder is nonlinear\n"
               "  klimb theory exact-dynamics --seed 3          from the weights of seed 3\n"
               "  klimb theory exact-dynamics --curve >curve.csv",
    .accepts = "cnse",
    .run = run_theory,
};
