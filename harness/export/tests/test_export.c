/* An export is enough to replay a run: the oracle, which is given its files and the config alone,
 * comes to the same terms, parameters and evaluation. And it is whole or not there. */
#include "export/export.h"
#include "scenario/scenario_load.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "tests/check_near.h"
#include "tests/fixtures/npy_reader.h"
#include "tests/fixtures/temp_folder.h"
#include "tests/training_oracle.h"

enum { STEPS = 20, SEED = 5 };

static const char small_yaml[] = "claim: A small model can be trained.\n"
                                 "data: {source: bars, side: 3, examples: 60}\n"
                                 "model: {latent: 2, hidden: [6, 4], activation: tanh}\n"
                                 "objective: {schedule: linear, length: 15}\n"
                                 "optimiser: {learning_rate: 0.01, decay: cosine}\n"
                                 "train: {steps: 25, batch: 8}\n"
                                 "record: {examples: 8}\n";

static char folder[FILE_PATH_MAX], out[FILE_PATH_MAX];
static struct scenario scenario;
static struct backend backend;
static struct export_summary summary;

static void set_up(void) {
    struct error error = {0};
    temp_folder_make(folder);
    snprintf(out, sizeof out, "%.500s/new/replay", folder);
    temp_folder_write(folder, "small.yaml", small_yaml);
    ck_assert_int_eq(klimb_backend_select(&backend, BACKEND_EXACT, NULL, &error), STATUS_OK);
}

static void tear_down(void) {
    scenario_free(&scenario);
    temp_folder_remove(folder);
}

static void load(const char *const *overrides, long count) {
    struct error error = {0};
    ck_assert_msg(scenario_load(&scenario, folder, "small", overrides, count, &error) == STATUS_OK,
                  "%s", error.message);
}

static enum status export(long steps, struct error *error) {
        *error = (struct error){0};
        return export_run(out, &scenario, SEED, steps, &backend, &summary, error);
}

static void export_whole(void) {
    struct error error;
    ck_assert_msg(export(STEPS, &error) == STATUS_OK, "%s", error.message);
}

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

#define OVERRIDES_MAX 8

/* Scenarios that differ in what is exported. */
static const char *const variants[][OVERRIDES_MAX] = {
    {NULL},
    {"train.sampling=full", "optimiser.kind=sgd", "optimiser.momentum=0.9", "optimiser.clip_norm=1",
     "model.head.kind=softplus", NULL},
    {"train.sampling=full", "data.binarise=dynamic", "model.encoder_input=nothing", NULL},
    {"likelihood.kind=gaussian-learned", "model.head.kind=tanh", "data.test_fraction=0", NULL},
    {"model.hidden=[]", "likelihood.kind=gaussian", "objective.noise=expected",
     "model.head.scale=shared", "train.sampling=full", NULL},
    {"model.activation=relu", "model.leak=0.25", "data.noise=0.1", NULL},
};
enum { VARIANTS = sizeof variants / sizeof *variants };

static void load_variant(int index) {
    long count = 0;
    while (variants[index][count] != NULL)
        count++;
    load(variants[index], count);
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

/* ---- The folder ---- */

static char *read_text(const char *name) {
    struct error error = {0};
    char path[FILE_PATH_MAX], *text;
    size_t size;
    ck_assert_int_eq(file_join(path, out, name, &error), STATUS_OK);
    ck_assert_msg(file_read(&text, &size, path, 1 << 20, &error) == STATUS_OK, "%s", error.message);
    return text;
}

/* Each array is in the table of README.md, and nothing else is. */
START_TEST(export_run_describes_every_file_and_no_other) {
    struct error error = {0};
    char **names;
    long count, rows = 0;
    load_variant(_i);
    export_whole();
    char *readme = read_text("README.md");
    ck_assert_int_eq(file_list(&names, &count, out, ".npy", &error), STATUS_OK);
    for (long i = 0; i < count; i++) {
        char row[80];
        snprintf(row, sizeof row, "\n| `%s` |", names[i]);
        ck_assert_msg(strstr(readme, row) != NULL, "%s is not in README.md", names[i]);
    }
    for (const char *at = readme; (at = strstr(at, "\n| `")) != NULL; at++)
        rows++;
    ck_assert_int_eq(rows, count);
    ck_assert_int_eq(summary.arrays, count);
    free(names);
    free(readme);
}
END_TEST

/* What a variant's README.md has to say, and what it must not. */
START_TEST(export_run_describes_the_formulas_of_the_scenario) {
    static const struct {
        const char *has[5], *lacks;
    } wanted[VARIANTS] = {
        {{"tanh(x) is tanh x", "Head `logvar`: ln s2 = s",
          "sum_j [max(o,0) - x o + ln(1 + e^-|o|)].", "epsilon = 1e-08", "For t = 0 .. 19:"},
         "clip"},
        {{"floor = 1e-06", "above clip = 1: g = g clip / norm", "momentum = 0.9", "x = batches,",
          "the same in each step"},
         "beta1"},
        {{"zeros in place of x", "x = batches[t]", "Columns 2 to 3 are s", "encoder.2: 4 -> 4",
          "z = mu + sigma eps"},
         "the same in each step"},
        {{"likelihood.scale), which is trained", "low = -30, high = 20, mid = -5, half = 25",
          "sum_j [(x-o)^2 / (2 sigma_x^2) + ln sigma_x + ln(2 pi)/2].", "floor = 0.",
          "beta2 = 0.999"},
         "logits"},
        {{"sigma_x = 1.", "is given mu", "sum_j sigma_j^2 |w_j|^2", "encoder.0.weight are 0",
          "encoder.0: 9 -> 4"},
         "eps = noise"},
        {{"relu(x) is max(x, 0) + leak min(x, 0), leak = 0.25 (as float32)", "Head `logvar`",
          "eps = noise[t]", "beta1 = 0.9", "x = batches[t]"},
         "tanh"},
    };
    load_variant(_i);
    export_whole();
    char *readme = read_text("README.md");
    for (size_t i = 0; i < sizeof wanted[_i].has / sizeof *wanted[_i].has; i++)
        ck_assert_msg(strstr(readme, wanted[_i].has[i]) != NULL, "no \"%s\" in %s",
                      wanted[_i].has[i], readme);
    ck_assert_msg(strstr(readme, wanted[_i].lacks) == NULL, "\"%s\" in %s", wanted[_i].lacks,
                  readme);
    free(readme);
}
END_TEST

START_TEST(export_run_writes_a_manifest) {
    load(NULL, 0);
    export_whole();
    char *manifest = read_text("manifest.json");
    ck_assert_ptr_nonnull(strstr(manifest, "\"format\":\t1"));
    ck_assert_ptr_nonnull(strstr(manifest, "\"steps\":\t20"));
    ck_assert_ptr_nonnull(strstr(manifest, "\"seed\":\t5"));
    ck_assert_ptr_nonnull(strstr(manifest, "learning_rate: 0.01"));
    ck_assert_ptr_nonnull(strstr(manifest, scenario.digest));
    free(manifest);
}
END_TEST

START_TEST(export_run_makes_a_folder_with_the_usual_rights) {
    struct stat about;
    load(NULL, 0);
    mode_t mask = umask(027);
    export_whole();
    umask(mask);
    ck_assert_int_eq(stat(out, &about), 0);
    ck_assert_uint_eq(about.st_mode & 0777, 0750);
}
END_TEST

/* ---- Refusals: nothing is left behind ---- */

static void assert_refused(long steps, enum status status, const char *message, const char *hint) {
    struct error error;
    struct stat about;
    ck_assert_int_eq(export(steps, &error), status);
    ck_assert_msg(strstr(error.message, message) != NULL, "%s", error.message);
    ck_assert_msg(strstr(error.hint, hint) != NULL, "%s", error.hint);
    ck_assert_msg(lstat(out, &about) != 0, "%s was left behind", out);
}

START_TEST(export_run_into_a_folder_that_exists_is_refused) {
    struct error error;
    load(NULL, 0);
    ck_assert_int_eq(file_make_folders(out, &error), STATUS_OK);
    ck_assert_int_eq(export(STEPS, &error), STATUS_INVALID);
    ck_assert_ptr_nonnull(strstr(error.message, "exists already"));
}
END_TEST

START_TEST(export_run_of_more_steps_than_there_are_is_refused) {
    load(NULL, 0);
    assert_refused(26, STATUS_INVALID, "26 steps of small cannot be exported, it has 25",
                   "train.steps=26");
    assert_refused(0, STATUS_INVALID, "0 steps", "");
}
END_TEST

/* 8 examples of 9 + 2 numbers of 4 bytes and 32 bytes of scalars a step: 384 MB for a million. */
START_TEST(export_run_of_more_than_a_gibibyte_is_refused) {
    static const char *const long_run[] = {"train.steps=4000000"};
    load(long_run, 1);
    assert_refused(4000000, STATUS_INVALID, "4000000 steps take 1465 MiB; must be at most 1024",
                   "fewer steps");
}
END_TEST

/* Descent in giant steps overflows; which step it is says the message, and up to there it goes. */
START_TEST(export_run_of_a_run_that_diverges_is_refused_and_says_where) {
    static const char *const diverging[] = {"optimiser.kind=sgd", "optimiser.learning_rate=1e9"};
    struct error error;
    long steps;
    load(diverging, 2);
    assert_refused(STEPS, STATUS_INVALID, "small seed 5 becomes non-finite at step ", "--steps ");
    ck_assert_int_eq(export(STEPS, &error), STATUS_INVALID);
    ck_assert_int_eq(sscanf(strstr(error.hint, "--steps "), "--steps %ld", &steps), 1);
    assert_refused(steps + 1, STATUS_INVALID, "non-finite", "");
    ck_assert_msg(export(steps, &error) == STATUS_OK, "%s", error.message);
}
END_TEST

/* An infinite rate makes the first update one of infinite parameters. */
START_TEST(export_run_of_an_update_that_diverges_is_refused) {
    static const char *const diverging[] = {"optimiser.kind=sgd", "optimiser.learning_rate=1e40"};
    struct error error;
    load(diverging, 2);
    assert_refused(1, STATUS_INVALID, "becomes non-finite at step 1 (parameter)", "");
    ck_assert_int_eq(export(1, &error), STATUS_INVALID);
    ck_assert_str_eq(error.hint, "");
}
END_TEST

START_TEST(export_run_below_a_file_is_refused) {
    load(NULL, 0);
    temp_folder_write(folder, "new", "a file");
    assert_refused(STEPS, STATUS_IO, "cannot make the folder", "");
}
END_TEST

/* The disk is full in the midst of it: no file may be longer than 1,000 bytes. */
START_TEST(export_run_that_cannot_write_leaves_nothing) {
    struct rlimit limit = {1000, 1000};
    struct error error;
    char **names;
    long count;
    load(NULL, 0);
    signal(SIGXFSZ, SIG_IGN);
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
    assert_refused(STEPS, STATUS_IO, "cannot write", "");
    ck_assert_int_eq(file_list(&names, &count, folder, "", &error), STATUS_OK);
    ck_assert_int_eq(count, 1); /* small.yaml */
    free(names);
    char beside[FILE_PATH_MAX];
    file_parent(beside, out);
    ck_assert_int_eq(rmdir(beside), 0); /* fails unless empty */
}
END_TEST

static Suite *export_suite(void) {
    Suite *suite = suite_create("export");
    TCase *tcase = tcase_create("export");
    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_add_loop_test(tcase, export_run_is_enough_for_a_replay, 0, VARIANTS);
    tcase_add_loop_test(tcase, export_run_describes_every_file_and_no_other, 0, VARIANTS);
    tcase_add_loop_test(tcase, export_run_describes_the_formulas_of_the_scenario, 0, VARIANTS);
    tcase_add_test(tcase, export_run_writes_a_manifest);
    tcase_add_test(tcase, export_run_makes_a_folder_with_the_usual_rights);
    tcase_add_test(tcase, export_run_into_a_folder_that_exists_is_refused);
    tcase_add_test(tcase, export_run_of_more_steps_than_there_are_is_refused);
    tcase_add_test(tcase, export_run_of_more_than_a_gibibyte_is_refused);
    tcase_add_test(tcase, export_run_of_a_run_that_diverges_is_refused_and_says_where);
    tcase_add_test(tcase, export_run_of_an_update_that_diverges_is_refused);
    tcase_add_test(tcase, export_run_below_a_file_is_refused);
    tcase_add_test(tcase, export_run_that_cannot_write_leaves_nothing);
    suite_add_tcase(suite, tcase);
    return suite;
}

TEST_MAIN(export_suite)
