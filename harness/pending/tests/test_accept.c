/* From what is pending to runs that can become a golden. */
#include "pending/accept.h"

#include <math.h>

#include "pending/bless.h"
#include "pending/pending_internal.h"
#include "tests/fixtures/check_fixture.h"

static const char *const one[] = {"ratio/one", NULL};
static const char *const wrong[] = {"small/wrong", NULL};
static char root[FILE_PATH_MAX];
static struct pending pending;
static struct check_options options;
static struct acceptance acceptance;

/* ---- pendings -------------------------------------------------------------------------------- */

static void leave(const char *const *names, int is_complete) {
    struct pending_count count;
    const struct pending_request request = {root, "klimb check"};
    options = options_of(names);
    struct check check = run(&options);
    if (is_complete)
        ck_assert_int_eq(check_complete(&check, &options, &error), STATUS_OK);
    ck_assert_int_eq(pending_leave(&count, &check, &request, &error), STATUS_OK);
    check_free(&check);
    ck_assert_msg(pending_read(&pending, root, names[0], &error) == STATUS_OK, "%s", error.message);
}

static void set_up_root(void) {
    set_up();
    join(root, "pending");
    pending = (struct pending){0};
}

static void tear_down_root(void) {
    pending_free(&pending);
    tear_down();
}

static void begin(void) {
    ck_assert_msg(accept_begin(&acceptance, &options, &pending, 1, &error) == STATUS_OK, "%s",
                  error.message);
}

/* Give pending.json the digests of the files that are there, and a new seal: what a forger does. */
static void seal_anew(void) {
    cJSON *files;
    char seal[65], path[FILE_PATH_MAX];
    ck_assert_int_eq(pending_digest_files(&files, pending.folder, &error), STATUS_OK);
    cJSON_ReplaceItemInObjectCaseSensitive(pending.json, "files", files);
    ck_assert_int_eq(pending_seal(seal, pending.json, &error), STATUS_OK);
    cJSON_AddStringToObject(pending.json, PENDING_SEAL_KEY, seal);
    char *json = cJSON_Print(pending.json);
    ck_assert_int_eq(file_join(path, pending.folder, PENDING_JSON, &error), STATUS_OK);
    ck_assert_int_eq(file_write(path, json, strlen(json), &error), STATUS_OK);
    cJSON_free(json);
    char name[SCENARIO_NAME_MAX];
    snprintf(name, sizeof name, "%s", pending.name);
    pending_free(&pending);
    ck_assert_msg(pending_read(&pending, root, name, &error) == STATUS_OK, "%s", error.message);
}

/* Put another value into a run, and what its manifest then has to say. */
static void forge_run(const char *name, long seed) {
    char path[FILE_PATH_MAX], manifest[FILE_PATH_MAX], old[65], new[65], *bytes;
    size_t size;
    struct record record;
    ck_assert_int_eq(check_kept_run(path, pending.folder, name, seed, &error), STATUS_OK);
    ck_assert_int_eq(record_read(&record, path, &error), STATUS_OK);
    record_digest(old, &record);
    float *cell = &record.value[OBSERVABLES + OBSERVABLE_recon];
    *cell = nextafterf(*cell, HUGE_VALF);
    record_digest(new, &record);
    ck_assert_int_eq(record_write(&record, path, &error), STATUS_OK);
    ck_assert_int_eq(file_join(manifest, path, "manifest.json", &error), STATUS_OK);
    ck_assert_int_eq(file_read(&bytes, &size, manifest, 1 << 24, &error), STATUS_OK);
    char *place = strstr(bytes, old);
    ck_assert_ptr_nonnull(place);
    memcpy(place, new, strlen(new));
    ck_assert_int_eq(file_write(manifest, bytes, size, &error), STATUS_OK);
    free(bytes);
    record_free(&record);
}

/* ---- beginning ------------------------------------------------------------------------------- */

START_TEST(accept_begin_counts_runs_that_are_there_and_missing) {
    leave(good, 0);
    begin();
    ck_assert_int_eq(acceptance.taken, CHECK_SEEDS);
    ck_assert_int_eq(acceptance.missing, GOLDEN_SEEDS - CHECK_SEEDS);
    accept_end(&acceptance);
}
END_TEST

START_TEST(accept_begin_of_a_complete_ratio_misses_nothing) {
    leave(one, 1);
    begin();
    ck_assert_int_eq(acceptance.taken, 2 * GOLDEN_SEEDS);
    ck_assert_int_eq(acceptance.missing, 0);
    accept_end(&acceptance);
}
END_TEST

START_TEST(accept_begin_of_a_scenario_that_has_changed_is_refused) {
    leave(good, 0);
    temp_folder_write(folder, "experiments/small/good.yaml",
                      "claim: Another one.\n"
                      "data: {source: bars, side: 4, examples: 120}\n"
                      "model: {latent: 2, hidden: [9]}\n"
                      "train: {steps: 20, batch: 16}\n"
                      "seeds: {check: 2, ensemble: 6, golden: 24}\n");
    ck_assert_int_eq(accept_begin(&acceptance, &options, &pending, 1, &error), STATUS_FAILED);
    ck_assert_int_eq(acceptance.is_refused, 1);
    ck_assert_ptr_nonnull(strstr(error.message, "has changed since its runs were saved"));
}
END_TEST

START_TEST(accept_seed_is_one_of_those_there_and_follows_from_the_seal) {
    static const long there[] = {3, 7, 20};
    ck_assert_int_eq(accept_seed("00000000ff", there, 3), 3);
    ck_assert_int_eq(accept_seed("00000001ff", there, 3), 7);
    ck_assert_int_eq(accept_seed("00000005ff", there, 3), 20);
    ck_assert_int_eq(accept_seed("ffffffffff", there, 1), 3);
}
END_TEST

/* ---- training one again ---------------------------------------------------------------------- */

START_TEST(accept_verify_of_the_same_code_finds_the_same_bits) {
    char *said;
    size_t size;
    FILE *stream = open_memstream(&said, &size);
    leave(one, 0);
    begin();
    ck_assert_msg(accept_verify(stream, &acceptance, &error) == STATUS_OK, "%s", error.message);
    ck_assert_int_eq(fclose(stream), 0);
    ck_assert_ptr_nonnull(strstr(said, "ratio/one seed "));
    ck_assert_ptr_nonnull(strstr(said, "small/good seed "));
    free(said);
    accept_end(&acceptance);
}
END_TEST

static void assert_refused(const char *words) {
    begin();
    ck_assert_int_eq(accept_verify(stderr, &acceptance, &error), STATUS_FAILED);
    ck_assert_int_eq(acceptance.is_refused, 1);
    ck_assert_msg(strstr(error.message, words) != NULL, "%s", error.message);
    accept_end(&acceptance);
}

START_TEST(accept_verify_of_forged_runs_with_a_new_seal_is_refused) {
    leave(good, 0);
    for (long seed = 0; seed < CHECK_SEEDS; seed++)
        forge_run("small/good", seed);
    seal_anew();
    assert_refused("trains other bits than the pending run: seed ");
}
END_TEST

START_TEST(accept_verify_of_forged_runs_of_what_a_claim_is_measured_by_is_refused) {
    leave(one, 0);
    for (long seed = 0; seed < 3; seed++)
        forge_run("small/good", seed);
    seal_anew();
    assert_refused("small/good seed ");
}
END_TEST

/* ---- judging --------------------------------------------------------------------------------- */

START_TEST(accept_judge_and_bless_write_the_golden_that_bless_would) {
    struct blessing blessing;
    struct golden golden;
    leave(good, 0);
    begin();
    ck_assert_int_eq(accept_judge(&acceptance, &error), STATUS_OK);
    ck_assert_int_eq(bless_print_unsound(stderr, &acceptance.check), BLESS_SOUND);
    ck_assert_int_eq(bless_begin(&blessing, "a test", "klimb", NULL, &error), STATUS_OK);
    ck_assert_msg(bless_write(&acceptance.check.items[0], NULL, expected, &blessing, &error) ==
                      STATUS_OK,
                  "%s", error.message);
    accept_end(&acceptance);
    ck_assert_int_eq(golden_read(&golden, expected, "small/good", &error), STATUS_OK);
    ck_assert_int_eq(golden.ensemble_count, GOLDEN_SEEDS);
    ck_assert_str_eq(golden.reason, "a test");
    char digest[65];
    file_digest(digest, golden.canonical, strlen(golden.canonical));
    ck_assert_str_eq(digest, golden.digest);
    golden_free(&golden);
    struct check check = run(&options);
    ck_assert_int_eq(check.judgements[0].verdict, VERDICT_PASS);
    check_free(&check);
}
END_TEST

START_TEST(accept_judge_of_a_claim_that_does_not_hold_cannot_be_blessed) {
    char *said;
    size_t size;
    FILE *stream = open_memstream(&said, &size);
    leave(wrong, 0);
    begin();
    ck_assert_int_eq(accept_judge(&acceptance, &error), STATUS_OK);
    ck_assert_int_eq(bless_print_unsound(stream, &acceptance.check), BLESS_CLAIMS_FAIL);
    ck_assert_int_eq(fclose(stream), 0);
    ck_assert_ptr_nonnull(strstr(said, "small/wrong cannot be blessed"));
    ck_assert_ptr_nonnull(strstr(said, "seed 23: "));
    free(said);
    accept_end(&acceptance);
}
END_TEST

static Suite *suite(void) {
    Suite *suite = suite_create("accept");
    TCase *tests = tcase_create("accept");
    tcase_set_timeout(tests, 60);
    tcase_add_checked_fixture(tests, set_up_root, tear_down_root);
    tcase_add_test(tests, accept_begin_counts_runs_that_are_there_and_missing);
    tcase_add_test(tests, accept_begin_of_a_complete_ratio_misses_nothing);
    tcase_add_test(tests, accept_begin_of_a_scenario_that_has_changed_is_refused);
    tcase_add_test(tests, accept_seed_is_one_of_those_there_and_follows_from_the_seal);
    tcase_add_test(tests, accept_verify_of_the_same_code_finds_the_same_bits);
    tcase_add_test(tests, accept_verify_of_forged_runs_with_a_new_seal_is_refused);
    tcase_add_test(tests, accept_verify_of_forged_runs_of_what_a_claim_is_measured_by_is_refused);
    tcase_add_test(tests, accept_judge_and_bless_write_the_golden_that_bless_would);
    tcase_add_test(tests, accept_judge_of_a_claim_that_does_not_hold_cannot_be_blessed);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(suite)
