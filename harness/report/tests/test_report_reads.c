/* A report reads what runs left once: the verdict and all pages share it. */
#include <fcntl.h>
#include <stdarg.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "judge/golden_subject.h"
#include "report/report.h"
#include "tests/check_near.h"
#include "tests/fixtures/temp_folder.h"

enum { GOLDEN_SEEDS = 4, RUNS = 6 };

/* Files whose opening for reading is counted, by the end of their path. */
enum counted { RECORD, GOLDEN, BITS, DATA, COUNTED };
static const char *const endings[] = {"/record.csv", "/golden.json", "/bits.csv", "/points.csv"};
static long opened[COUNTED];

static void count(const char *path) {
    size_t length = strlen(path);
    for (int i = 0; i < COUNTED; i++) {
        size_t end = strlen(endings[i]);
        opened[i] += length > end && strcmp(path + length - end, endings[i]) == 0;
    }
}

/* In place of the one in libc, for all that is linked into this program. Runs are processes of their own, which
 * count for themselves. */
int open(const char *path, int flags, ...) {
    va_list arguments;
    va_start(arguments, flags);
    mode_t mode = (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(arguments, mode_t) : 0;
    va_end(arguments);
    if ((flags & O_ACCMODE) == O_RDONLY)
        count(path);
    return (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);
}

static const struct {
    const char *file, *text;
} files[] = {
    {"experiments/small/points.csv", "1,0.5\n-1,0.25\n2,-0.5\n-2,-0.25\n1.5,1\n-1.5,-1\n"},
    {"experiments/small/theory.yaml",
     "claim: The run is a recursion.\n"
     "data: {source: csv, path: points.csv, test_fraction: 0}\n"
     "model: {latent: 1, hidden: [], decoder_hidden: [], init: normal, init_scale: 0.5,\n"
     "        head: {scale: shared}}\n"
     "likelihood: {kind: gaussian, sigma: 1}\n"
     "objective: {noise: expected}\n"
     "optimiser: {kind: sgd, learning_rate: 0.01}\n"
     "train: {steps: 20, sampling: full}\n"
     "record: {examples: 6}\n"
     "seeds: {check: 2, golden: 4, ensemble: 2}\n"
     "expect: [final: {kl: {theory: within 1e9}}, curve: {kl: {theory: within 1e-3}}]\n"},
    {"experiments/small/bars.yaml",
     "claim: The KL is that of small/other.\n"
     "data: {source: bars, side: 4, examples: 120}\n"
     "model: {latent: 2, hidden: [8]}\n"
     "train: {steps: 20, batch: 16}\n"
     "record: {examples: 32}\n"
     "seeds: {check: 2, golden: 4, ensemble: 2}\n"
     "expect: [ratio: {column: kl, of: other.yaml, in: [0, .inf]}]\n"},
    {"experiments/small/other.yaml", "claim: As small/bars.\n"
                                     "base: bars.yaml\n"
                                     "seeds: {check: 1, golden: 4, ensemble: 1}\n"
                                     "expect: []\n"},
};

static char folder[FILE_PATH_MAX], experiments[FILE_PATH_MAX], expected[FILE_PATH_MAX],
    out[FILE_PATH_MAX], report[FILE_PATH_MAX];
static struct error error;

static void set_up(void) {
    temp_folder_make(folder);
    ck_assert_int_eq(file_join(experiments, folder, "experiments", &error), STATUS_OK);
    ck_assert_int_eq(file_join(expected, folder, "expected", &error), STATUS_OK);
    ck_assert_int_eq(file_join(out, folder, "runs", &error), STATUS_OK);
    ck_assert_int_eq(file_join(report, folder, "report", &error), STATUS_OK);
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        temp_folder_write(folder, files[i].file, files[i].text);
}

static void tear_down(void) {
    temp_folder_remove(folder);
}

static struct check_options options_of(enum check_seeds seeds) {
    return (struct check_options){.experiments = experiments,
                                  .expected = expected,
                                  .out = out,
                                  .seeds = seeds,
                                  .artefacts = 1,
                                  .runner = {.workers = 2, .quiet = 1}};
}

/* The goldens of small/bars and small/theory; small/other has none. */
static void bless(void) {
    struct check check;
    struct backend backend;
    const struct check_options options = options_of(CHECK_SEEDS_GOLDEN);
    ck_assert_int_eq(klimb_backend_select(&backend, BACKEND_EXACT, NULL, &error), STATUS_OK);
    const struct golden_provenance provenance = {"a test", "0", "2020-01-01", "none", &backend};
    ck_assert_msg(check_run(&check, &options, &error) == STATUS_OK, "%s", error.message);
    for (long i = 0; i < check.count; i++) {
        const struct check_item *item = &check.items[i];
        struct record records[GOLDEN_SEEDS];
        if (strcmp(item->scenario.name, "small/other") == 0)
            continue;
        ck_assert_msg(item->judgement->broken == 0, "%s", item->judgement->reason);
        for (long run = 0; run < GOLDEN_SEEDS; run++)
            records[run] = item->evidence.runs[run].record;
        ck_assert_msg(golden_write(expected, golden_subject_of(&item->scenario), records,
                                   GOLDEN_SEEDS, &provenance, &error) == STATUS_OK,
                      "%s", error.message);
    }
    check_free(&check);
}

/* The theory of small/theory rests on its data, so that they are loaded once is that it is computed once. */
START_TEST(report_reads_each_record_golden_and_theory_once) {
    struct check check;
    bless();
    memset(opened, 0, sizeof opened);
    const struct check_options options = options_of(CHECK_SEEDS_CHECK);
    const struct report_options report_options = {
        .scripts = "reports", .folder = report, .gnuplot = "gnuplot", .workers = 2, .quiet = 1};
    const struct report_input input = {.check = &check, .check_options = &options};
    ck_assert_msg(check_run(&check, &options, &error) == STATUS_OK, "%s", error.message);
    ck_assert_int_eq(check.summary.said[VERDICT_PASS], 2);
    ck_assert_int_eq(check.summary.said[VERDICT_NEW], 1);
    ck_assert_msg(report_write(&input, &report_options, &error) == STATUS_OK, "%s", error.message);
    ck_assert(temp_folder_has(strcat(strcpy(out, report), "/data/small/theory/theory.csv")));
    ck_assert_int_eq(check_runs(&check), RUNS); /* small/other has as many as small/bars */
    ck_assert_int_eq(opened[RECORD], check_runs(&check));
    ck_assert_int_eq(opened[GOLDEN], 2);
    ck_assert_int_eq(opened[BITS], 2);
    ck_assert_int_eq(opened[DATA], 1);
    check_free(&check);
}
END_TEST

static Suite *reads_suite(void) {
    Suite *suite = suite_create("report_reads");
    TCase *tests = tcase_create("reads");
    tcase_set_timeout(tests, 120);
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, report_reads_each_record_golden_and_theory_once);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(reads_suite)
