/* How small a change is noticed, on a scenario so small that a run takes milliseconds. */
#include "check/power_table.h"

#include <math.h>

#include "base/file.h"
#include "tests/check_near.h"
#include "tests/fixtures/bless_runs.h"
#include "tests/fixtures/temp_folder.h"

enum { GOLDEN_SEEDS = 40 };

static const char deep_text[] = "claim: The KL is never negative.\n"
                                "data: {source: bars, side: 4, examples: 120}\n"
                                "model: {latent: 2, hidden: [8]}\n"
                                "train: {steps: 20, batch: 16}\n"
                                "record: {examples: 32}\n"
                                "seeds: {check: 2, ensemble: 8, golden: 40}\n"
                                "expect: [lowest: {kl: [0, .inf]}]\n";
static const char linear_text[] = "claim: The KL is never negative.\n"
                                  "data: {source: gaussian, eigenvalues: [4, 1], covariance: "
                                  "exact, examples: 60, test_fraction: 0}\n"
                                  "model: {latent: 1, hidden: []}\n"
                                  "likelihood: {kind: gaussian}\n"
                                  "optimiser: {kind: sgd, learning_rate: 1e-3}\n"
                                  "train: {steps: 5, sampling: full}\n"
                                  "seeds: {check: 2, ensemble: 8, golden: 40}\n"
                                  "expect: [lowest: {kl: [0, .inf]}]\n";
static const char deep[] = "small/deep", linear[] = "small/linear";

static char folder[FILE_PATH_MAX], experiments[FILE_PATH_MAX], expected[FILE_PATH_MAX],
    out[FILE_PATH_MAX], table_path[FILE_PATH_MAX];
static struct check_options options;
static struct power_row row;
static int applies;
static struct error error;

static void join(char path[FILE_PATH_MAX], const char *below) {
    ck_assert_int_eq(file_join(path, folder, below, &error), STATUS_OK);
}

static void set_up(void) {
    temp_folder_make(folder);
    join(experiments, "experiments");
    join(expected, "expected");
    join(out, "runs");
    join(table_path, "power.csv");
    temp_folder_write(folder, "experiments/small/deep.yaml", deep_text);
    temp_folder_write(folder, "experiments/small/linear.yaml", linear_text);
    options = (struct check_options){.experiments = experiments,
                                     .expected = expected,
                                     .out = out,
                                     .runner = {.workers = 1, .quiet = 1}};
    error = (struct error){0};
}

static void tear_down(void) {
    temp_folder_remove(folder);
}

static void bless(const char *name, long seeds) {
    bless_runs(&options, name, seeds, NULL);
}

static void measure(const char *name, enum power_change change) {
    ck_assert_msg(power_measure(&row, &applies, &options, name, change, &error) == STATUS_OK, "%s",
                  error.message);
}

/* ---- what is planted ------------------------------------------------------------------------- */

static void load(struct check *check, const char *name) {
    struct check_options own = options;
    own.names = &name;
    own.name_count = 1;
    ck_assert_msg(check_plan(check, &own, &error) == STATUS_OK, "%s", error.message);
}

/* Facts of arithmetic: 2 % of 16 is not a change, 50 % is 24. */
START_TEST(power_changes_are_what_they_say) {
    static const struct {
        enum power_change change;
        double size, base, value;
        const char *override, *words;
    } cases[] = {
        {POWER_RATE, 0.02, 1e-3, 1.02e-3, "optimiser.learning_rate=0.00102", "x 1.02"},
        {POWER_BETA, 1, 1, 2, "objective.beta=2", "x 2"},
        {POWER_BATCH, 0.02, 16, 16, "train.batch=16", "16 for 16"},
        {POWER_BATCH, 0.5, 16, 24, "train.batch=24", "24 for 16"},
        {POWER_WIDTH, 0.5, 8, 12, "model.hidden=[12]", "12 for 8"},
        {POWER_BETA2, 9, 0.999, 0.99, "optimiser.beta2=0.99", "0.99"},
        {POWER_INIT, 0.05, 1, 1.05, "model.init_scale=1.05", "x 1.05"},
        {POWER_DATA, 1, 1, 0.5, "data.scale=0.5", "/ 2"},
        {POWER_NOISE, 0.02, 0, 0.02, "data.noise=0.02", "2 %"},
        {POWER_LEAK, 0.01, 0, 0.01, "model.leak=0.01", "slope 0.01"},
    };
    struct check check;
    struct golden golden = {.ensemble_count = 0};
    load(&check, deep);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct power_rung rung;
        struct text words = {0};
        ck_assert_int_eq(power_change_make(&rung, cases[i].change, cases[i].size,
                                           &check.items[0].scenario, &golden),
                         1);
        ck_assert_near(rung.base, cases[i].base, 1e-9);
        ck_assert_near(rung.value, cases[i].value, 1e-9);
        ck_assert_str_eq(rung.override[0], cases[i].override);
        power_change_say(&words, cases[i].change, rung.base, rung.value);
        ck_assert_str_eq(text_string(&words), cases[i].words);
        text_free(&words);
    }
    check_free(&check);
}
END_TEST

/* Shares end at 1; a linear model has no widths and no ReLU, SGD no beta2, full batches no size. */
START_TEST(power_change_that_does_not_apply_is_none) {
    static const enum power_change none[] = {POWER_BATCH, POWER_WIDTH, POWER_BETA2, POWER_LEAK};
    struct check check;
    struct golden golden = {.ensemble_count = 0};
    struct power_rung rung;
    load(&check, linear);
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        ck_assert_int_eq(power_change_make(&rung, none[i], 0.5, &check.items[0].scenario, &golden),
                         0);
    check_free(&check);
    load(&check, deep);
    ck_assert_int_eq(power_change_make(&rung, POWER_NOISE, 3, &check.items[0].scenario, &golden),
                     0);
    ck_assert_int_eq(power_change_make(&rung, POWER_LEAK, 3, &check.items[0].scenario, &golden), 0);
    check_free(&check);
}
END_TEST

/* ---- what is seen ---------------------------------------------------------------------------- */

/* What `klimb check --against golden` says about the change. */
static enum verdict judge(const char *name, const char *override) {
    struct check check;
    struct check_options own = options;
    own.names = &name;
    own.name_count = 1;
    own.overrides = &override;
    own.override_count = 1;
    own.rules.against_golden = 1;
    own.is_unkept = 1;
    ck_assert_msg(check_run(&check, &own, &error) == STATUS_OK, "%s", error.message);
    enum verdict verdict = check.judgements[0].verdict;
    check_free(&check);
    return verdict;
}

/* The size that pairs see is one that a check calls shifted, and half of the smallest size is not seen at all; the size that
 * eight runs see is one that a check fails. */
START_TEST(power_is_that_of_a_check) {
    char override[POWER_OVERRIDE_MAX];
    bless(deep, GOLDEN_SEEDS);
    measure(deep, POWER_RATE);
    ck_assert_int_eq(applies, 1);
    const struct power_finding *pairs = &row.way[POWER_PAIRS], *group = &row.way[POWER_GROUP],
                               *one = &row.way[POWER_ONE];
    ck_assert_near(row.base, 1e-3, 1e-9);
    ck_assert(isfinite(pairs->size) && isfinite(group->size));
    ck_assert(pairs->size < group->size && group->size <= one->size);
    ck_assert(fabs(pairs->deviations) < fabs(group->deviations));
    ck_assert_near(pairs->value, 1e-3 * (1 + pairs->size), 1e-9);
    snprintf(override, sizeof override, "optimiser.learning_rate=%.9g", pairs->value);
    ck_assert_int_eq(judge(deep, override), VERDICT_SHIFTED);
    snprintf(override, sizeof override, "optimiser.learning_rate=%.9g", group->value);
    ck_assert_int_eq(judge(deep, override), VERDICT_FAIL);
    ck_assert_int_eq(judge(deep, "optimiser.learning_rate=0.00100001"), VERDICT_PASS);
}
END_TEST

/* A batch of 16 and more has other examples in it: pairs have nothing in common. A batch that is larger than the data is
 * refused, which ends the ladder without an error. */
START_TEST(power_ladder_ends_where_the_scenario_refuses) {
    bless(deep, GOLDEN_SEEDS);
    measure(deep, POWER_BATCH);
    ck_assert_int_eq(applies, 1);
    ck_assert(row.way[POWER_ONE].value <= 96);
    ck_assert(isinf(row.way[POWER_ONE].size));
}
END_TEST

/* Noise would take the exact covariance away: refused at once. */
START_TEST(power_change_that_is_refused_does_not_apply) {
    bless(linear, GOLDEN_SEEDS);
    measure(linear, POWER_NOISE);
    ck_assert_int_eq(applies, 0);
    ck_assert_ptr_nonnull(strstr(row.scenario, linear));
}
END_TEST

START_TEST(power_needs_a_golden_of_enough_seeds) {
    ck_assert_int_eq(power_measure(&row, &applies, &options, deep, POWER_RATE, &error),
                     STATUS_FAILED);
    ck_assert_ptr_nonnull(strstr(error.message, "small/deep has no golden in"));
    ck_assert_ptr_nonnull(strstr(error.hint, "klimb bless"));
    bless(deep, GOLDEN_SEEDS - 1);
    ck_assert_int_eq(power_measure(&row, &applies, &options, deep, POWER_RATE, &error),
                     STATUS_FAILED);
    ck_assert_ptr_nonnull(
        strstr(error.message, "the golden of small/deep has 39 runs; power is measured with at"));
    bless(deep, GOLDEN_SEEDS);
    temp_folder_write(folder, "experiments/small/deep.yaml",
                      "claim: x\nbase: linear.yaml\nseeds: {golden: 40}\n");
    ck_assert_int_eq(power_measure(&row, &applies, &options, deep, POWER_RATE, &error),
                     STATUS_FAILED);
    ck_assert_ptr_nonnull(strstr(error.message, "is stale"));
}
END_TEST

/* ---- the table ------------------------------------------------------------------------------- */

static struct power_row made(const char *scenario, enum power_change change, double size) {
    struct power_row made_row = {.change = change, .base = 1};
    snprintf(made_row.scenario, sizeof made_row.scenario, "%s", scenario);
    snprintf(made_row.digest, sizeof made_row.digest, "abc");
    for (int way = 0; way < POWER_WAYS; way++)
        made_row.way[way] = (struct power_finding){size, 1 + size, -2.5, 0.125, (double)NAN};
    return made_row;
}

static void put(struct power_table *table, const char *scenario, enum power_change change,
                double size) {
    const struct power_row made_row = made(scenario, change, size);
    ck_assert_int_eq(power_table_put(table, &made_row, &error), STATUS_OK);
}

START_TEST(power_table_is_read_as_it_was_written) {
    struct power_table table = {0}, back;
    put(&table, "b/late", POWER_RATE, 0.5);
    put(&table, "a/first", POWER_LEAK, HUGE_VAL);
    put(&table, "a/first", POWER_RATE, 0.25);
    put(&table, "a/first", POWER_LEAK, 0.75);
    ck_assert_int_eq(table.count, 3);
    ck_assert_int_eq(power_table_write(&table, table_path, &error), STATUS_OK);
    ck_assert_msg(power_table_read(&back, table_path, &error) == STATUS_OK, "%s", error.message);
    ck_assert_int_eq(back.count, 3);
    ck_assert_str_eq(back.rows[0].scenario, "a/first");
    ck_assert_int_eq(back.rows[0].change, POWER_RATE);
    ck_assert_near(back.rows[1].way[POWER_PAIRS].size, 0.75, 0);
    ck_assert_near(back.rows[2].way[POWER_ONE].deviations, -2.5, 0);
    ck_assert(isnan(back.rows[2].way[POWER_ONE].recon));
    ck_assert_str_eq(back.rows[2].digest, "abc");
    power_table_remove(&back, "a/first");
    ck_assert_int_eq(back.count, 1);
    ck_assert_str_eq(back.rows[0].scenario, "b/late");
    power_table_free(&table);
    power_table_free(&back);
}
END_TEST

START_TEST(power_table_that_is_not_there_is_empty) {
    struct power_table table;
    ck_assert_int_eq(power_table_read(&table, table_path, &error), STATUS_OK);
    ck_assert_int_eq(table.count, 0);
}
END_TEST

START_TEST(power_table_names_what_is_wrong) {
    static const char *const cases[][2] = {
        {"scenario,digest\n", "the first line must be \"# klimb power 1\""},
        {"# klimb power 2\nscenario\n", "the first line must be"},
        {"# klimb power 1\nscenario,digest,change,base\na,b,c,1\n", "there is no column one_size"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct power_table table;
        temp_folder_write(folder, "power.csv", cases[i][0]);
        ck_assert_int_eq(power_table_read(&table, table_path, &error), STATUS_FORMAT);
        ck_assert_msg(strstr(error.message, cases[i][1]) != NULL, "%s", error.message);
        ck_assert_int_eq(table.count, 0);
    }
}
END_TEST

START_TEST(power_table_names_the_line_of_an_unknown_change) {
    struct power_table table = {0};
    char *text, *place;
    size_t size;
    put(&table, "a/first", POWER_RATE, 0.25);
    put(&table, "a/first", POWER_BETA, 0.25);
    ck_assert_int_eq(power_table_write(&table, table_path, &error), STATUS_OK);
    ck_assert_int_eq(file_read(&text, &size, table_path, 10000, &error), STATUS_OK);
    place = strstr(text, ",beta,");
    ck_assert_ptr_nonnull(place);
    place[1] = 'z';
    temp_folder_write(folder, "power.csv", text);
    free(text);
    power_table_free(&table);
    ck_assert_int_eq(power_table_read(&table, table_path, &error), STATUS_FORMAT);
    ck_assert_int_eq(error.line, 4);
    ck_assert_ptr_nonnull(strstr(error.message, "is not a change of klimb calibrate --power"));
}
END_TEST

static Suite *power_suite(void) {
    Suite *suite = suite_create("power");
    TCase *tests = tcase_create("power");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_set_timeout(tests, 120);
    tcase_add_test(tests, power_changes_are_what_they_say);
    tcase_add_test(tests, power_change_that_does_not_apply_is_none);
    tcase_add_test(tests, power_change_that_is_refused_does_not_apply);
    tcase_add_test(tests, power_needs_a_golden_of_enough_seeds);
    tcase_add_test(tests, power_table_is_read_as_it_was_written);
    tcase_add_test(tests, power_table_that_is_not_there_is_empty);
    tcase_add_test(tests, power_table_names_what_is_wrong);
    tcase_add_test(tests, power_table_names_the_line_of_an_unknown_change);
    suite_add_tcase(suite, tests);

    TCase *slow = suite_add_long(suite);
    tcase_add_checked_fixture(slow, set_up, tear_down);
    tcase_add_test(slow, power_is_that_of_a_check);
    tcase_add_test(slow, power_ladder_ends_where_the_scenario_refuses);
    return suite;
}

TEST_MAIN(power_suite)
