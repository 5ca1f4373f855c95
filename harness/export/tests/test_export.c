/* An export is enough to replay a run: the oracle, which is given its files and the config alone,
 * comes to the same terms, parameters and evaluation. */
#include "tests/check_near.h"
#include "tests/fixtures/npy_reader.h"
#include "tests/training_oracle.h"

#include "export/tests/export_fixture.h"

/* ---- A replay from the files ---- */

static struct training_oracle oracle;

/* Takes folder/name.npy into p, checks its shape; returns where the next parameter goes. */
static double *read_parameter(double *p, const char *name, long first, long second) {
    struct npy_read array = npy_reader_open(out, name);
    ck_assert_int_eq(array.axes, second > 0 ? 2 : 1);
    ck_assert_int_eq(array.shape[0], first);
    ck_assert_int_eq(array.shape[1], second);
    memcpy(p, array.values, (size_t)array.count * sizeof *p);
    p += array.count;
    npy_reader_close(&array);
    return p;
}

static double *read_net(double *p, const char *moment, const char *name,
                        const struct oracle_net *net) {
    char file[64];
    for (long l = 0; l < net->count; l++) {
        snprintf(file, sizeof file, "%s/%s.%ld.weight", moment, name, l);
        p = read_parameter(p, file, net->width[l], net->width[l + 1]);
        snprintf(file, sizeof file, "%s/%s.%ld.bias", moment, name, l);
        p = read_parameter(p, file, net->width[l + 1], 0);
    }
    return p;
}

static void read_parameters(double *p, const char *moment) {
    char file[64];
    const double *begin = p;
    p = read_net(p, moment, "encoder", &oracle.encoder);
    p = read_net(p, moment, "decoder", &oracle.decoder);
    snprintf(file, sizeof file, "%s/likelihood.scale", moment);
    if (scenario.config.likelihood.kind == LIKELIHOOD_GAUSSIAN_LEARNED)
        p = read_parameter(p, file, 1, 0);
    ck_assert_int_eq(p - begin, oracle.parameters);
}

/* Float against double: 8 roundings were measured, see core/train/tests/test_trainer_oracle.c. */
static void check_near(const char *what, double got, double wanted, double scale) {
    double units = fabs(got - wanted) / scale / (double)FLT_EPSILON;
    ck_assert_msg(units <= 100, "%s = %.9g, the replay has %.9g: off by %.3g roundings", what, got,
                  wanted, units);
}

/* The file of the noise, or zeros in its place where it is taken in expectation. */
static struct npy_read open_noise(const char *name, long count) {
    if (scenario.config.noise == NOISE_SAMPLED)
        return npy_reader_open(out, name);
    return (struct npy_read){.floats = calloc((size_t)count, sizeof(float))};
}

/* Of the evaluation set at the parameters that the oracle has; `moment` 0 or 1. */
static void check_evaluation(long moment) {
    struct npy_read x = npy_reader_open(out, "evaluation/data");
    struct npy_read recon = npy_reader_open(out, "evaluation/recon");
    struct npy_read kl = npy_reader_open(out, "evaluation/kl");
    struct npy_read eps = open_noise("evaluation/noise", x.shape[0] * oracle.latent);
    ck_assert_int_eq(x.shape[0], 8);
    ck_assert_int_eq(recon.count, 2);
    oracle_evaluate_batch(&oracle, x.floats, eps.floats, x.shape[0], 1);
    check_near("recon of the evaluation set", recon.values[moment], oracle.recon,
               fmax(1, fabs(oracle.recon)));
    check_near("kl of the evaluation set", kl.values[moment], oracle.kl, 1);
    npy_reader_close(&x);
    npy_reader_close(&recon);
    npy_reader_close(&kl);
    npy_reader_close(&eps);
}

static void replay_steps(void) {
    struct npy_read x = npy_reader_open(out, "batches"), beta = npy_reader_open(out, "beta");
    struct npy_read rate = npy_reader_open(out, "learning_rate");
    struct npy_read recon = npy_reader_open(out, "recon"), kl = npy_reader_open(out, "kl");
    long n = x.shape[x.axes - 2], d = x.shape[x.axes - 1], k = oracle.latent;
    struct npy_read eps = open_noise("noise", STEPS * n * k);
    ck_assert_int_eq(d, oracle.data);
    for (long t = 0; t < STEPS; t++) {
        training_oracle_step(&oracle, x.floats + (x.axes == 3 ? t * n * d : 0),
                             eps.floats + t * n * k, n, beta.values[t], rate.values[t]);
        check_near("recon", recon.values[t], oracle.recon, fmax(1, fabs(oracle.recon)));
        check_near("kl", kl.values[t], oracle.kl, 1);
    }
    struct npy_read *arrays[] = {&x, &eps, &beta, &rate, &recon, &kl};
    for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++)
        npy_reader_close(arrays[i]);
}

static void check_parameters(const double *first) {
    double final[ORACLE_PARAMETERS], way = 0;
    read_parameters(final, "final");
    for (long i = 0; i < oracle.parameters; i++)
        way = fmax(way, fabs(oracle.p[i] - first[i]));
    ck_assert_msg(way > 0.02, "no parameter went further than %g", way);
    for (long i = 0; i < oracle.parameters; i++)
        check_near("a parameter", final[i], oracle.p[i], way);
}

START_TEST(export_run_is_enough_for_a_replay) {
    double first[ORACLE_PARAMETERS];
    load_variant(_i);
    export_whole();
    training_oracle_start(&oracle, &scenario.config, 9);
    read_parameters(oracle.p, "initial");
    memcpy(first, oracle.p, sizeof first);
    check_evaluation(0);
    replay_steps();
    check_parameters(first);
    check_evaluation(1);
}
END_TEST

/* ---- What the batches are made of ---- */

/* Row i of step t, which is the same in each step where the array has no axis of steps. */
static const float *row_of(const struct npy_read *array, long t, long i) {
    long n = array->shape[array->axes - 2], d = array->shape[array->axes - 1];
    return array->floats + ((array->axes == 3 ? t * n : 0) + i) * d;
}

/* Without binarisation x is the row of the training set that index names, or that of its own number
 * where every step takes all of them. */
START_TEST(export_run_says_which_examples_a_batch_has) {
    load_variant(_i);
    export_whole();
    int is_full = scenario.config.batches.sampling == SAMPLING_FULL;
    ck_assert_int_eq(has_array("index"), !is_full);
    struct npy_read x = npy_reader_open(out, "batches"), train = npy_reader_open(out, "train");
    struct npy_read index = {0};
    if (!is_full)
        index = npy_reader_open(out, "index");
    ck_assert_int_eq(train.shape[0], scenario.config.data.test_fraction > 0 ? 48 : 60);
    for (long t = 0; t < STEPS; t++)
        for (long i = 0; i < x.shape[x.axes - 2]; i++) {
            long example = is_full ? i : (long)index.values[t * index.shape[1] + i];
            const float *row = row_of(&x, t, i), *grey = row_of(&train, 0, example);
            int is_same = memcmp(row, grey, 9 * sizeof *row) == 0;
            for (int j = 0; j < 9 && scenario.config.data.binarise == BINARISE_DYNAMIC; j++)
                is_same = row[j] >= 0 && (row[j] > 0 || grey[j] < 1); /* bars are 0 and 1 */
            ck_assert_msg(is_same, "row %ld of step %ld is not example %ld", i, t, example);
        }
    npy_reader_close(&x);
    npy_reader_close(&train);
    npy_reader_close(&index);
}
END_TEST

START_TEST(export_run_lists_the_steps_of_the_whole_run) {
    load(NULL, 0);
    export_whole();
    struct npy_read logged = npy_reader_open(out, "steps");
    long row = 0;
    ck_assert_str_eq(logged.descr, "<i8");
    for (long step = 0; step <= scenario.config.steps;
         step = klimb_config_next_logged(&scenario.config, step))
        ck_assert_int_eq((long)logged.values[row++], step);
    ck_assert_int_eq(logged.count, row);
    ck_assert_int_eq((long)logged.values[row - 1], 25);
    npy_reader_close(&logged);
}
END_TEST

/* ---- Without x and eps ---- */

static float final_recon(void) {
    struct npy_read recon = npy_reader_open(out, "evaluation/recon");
    float last = recon.floats[1];
    npy_reader_close(&recon);
    return last;
}

/* The same run, and all else of it. */
START_TEST(export_run_without_inputs_has_the_same_parameters) {
    static double wanted[ORACLE_PARAMETERS], found[ORACLE_PARAMETERS];
    load_variant(_i);
    export_whole();
    training_oracle_start(&oracle, &scenario.config, 9);
    read_parameters(wanted, "final");
    float recon = final_recon();
    snprintf(out, sizeof out, "%.500s/new/final", folder);
    is_final = 1;
    export_whole();
    read_parameters(found, "final");
    ck_assert_mem_eq(found, wanted, (size_t)oracle.parameters * sizeof *found);
    ck_assert(final_recon() == recon);
    ck_assert(!has_array("batches") && !has_array("noise"));
    ck_assert(has_array("train") && has_array("recon") && has_array("steps"));
}
END_TEST

static Suite *export_suite(void) {
    Suite *suite = suite_create("export");
    TCase *tcase = tcase_create("export");
    tcase_add_checked_fixture(tcase, export_set_up, export_tear_down);
    tcase_add_loop_test(tcase, export_run_is_enough_for_a_replay, 0, VARIANTS);
    tcase_add_loop_test(tcase, export_run_says_which_examples_a_batch_has, 0, VARIANTS);
    tcase_add_test(tcase, export_run_lists_the_steps_of_the_whole_run);
    tcase_add_loop_test(tcase, export_run_without_inputs_has_the_same_parameters, 0, VARIANTS);
    suite_add_tcase(suite, tcase);
    return suite;
}

TEST_MAIN(export_suite)
