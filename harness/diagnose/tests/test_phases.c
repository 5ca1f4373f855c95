/* The parts of a run, of a diagnosis that is given. */
#include "diagnose/phases.h"

#include <math.h>

#include "diagnose/tests/curve_record.h"
#include "tests/check_near.h"

enum { ROWS = 101 };

static double recon_of(long row) {
    return row < 40 ? 60 - (double)row : 20;
}
static double kl_of(long row) {
    return row < 60 ? 0.05 * (double)row : 3;
}
static double kl_dying(long row) {
    return row < 30 ? 3 - 0.1 * (double)row : 0;
}
static double beta_of(long row) {
    return fmin((double)row / 50, 1);
}

static struct record record_of(double (*kl)(long)) {
    struct record record;
    curve_record(&record, ROWS);
    for (long row = 0; row < ROWS; row++)
        record.step[row] = 10 * row;
    curve_record_fill(&record, OBSERVABLE_recon, recon_of);
    curve_record_fill(&record, OBSERVABLE_kl, kl);
    return record;
}

static long find(struct phase *phases, enum state state, struct record *record) {
    const struct diagnosis diagnosis = {.state = state};
    long count = phases_find(phases, &diagnosis, record);
    record_free(record);
    return count;
}

/* Two phases without a gap, of which the second begins within `within` of a step. */
static void assert_two(const struct phase *phases, double boundary, double within,
                       const char *second) {
    ck_assert(phases[0].from == 0 && phases[1].to == 10 * (ROWS - 1));
    ck_assert(phases[0].to == phases[1].from);
    ck_assert_near(phases[0].to, boundary, within);
    ck_assert_str_eq(phases[1].name, second);
}

START_TEST(phases_of_a_healthy_run) {
    struct phase phases[PHASES_MAX];
    struct record record = record_of(kl_of);
    ck_assert_int_eq(find(phases, STATE_HEALTHY, &record), 2);
    assert_two(phases, 540, 20, "kl has settled"); /* within a tenth of 3: from row 54 on */
}
END_TEST

START_TEST(phases_of_a_collapse) {
    struct phase phases[PHASES_MAX];
    struct record record = record_of(kl_dying);
    ck_assert_int_eq(find(phases, STATE_COLLAPSE, &record), 2);
    assert_two(phases, 270, 20, "collapsed");
}
END_TEST

START_TEST(phases_of_a_runaway) {
    struct phase phases[PHASES_MAX];
    struct record record = record_of(kl_of);
    ck_assert_int_eq(find(phases, STATE_RUNAWAY, &record), 2);
    assert_two(phases, 380, 20, "kl rises, recon has settled");
}
END_TEST

START_TEST(phases_of_annealing) {
    struct phase phases[PHASES_MAX];
    struct record record = record_of(kl_of);
    curve_record_fill(&record, OBSERVABLE_beta, beta_of);
    ck_assert_int_eq(find(phases, STATE_ANNEALING, &record), 2);
    assert_two(phases, 500, 0, "at its full weight");
    record = record_of(kl_of); /* the weight is unknown */
    ck_assert_int_eq(find(phases, STATE_ANNEALING, &record), 1);
    ck_assert(phases[0].from == 0 && phases[0].to == 1000);
}
END_TEST

/* The first term that breaks or bursts, whichever it is. */
START_TEST(phases_of_an_explosion) {
    struct phase phases[PHASES_MAX];
    struct record record = record_of(kl_of);
    for (long row = 80; row < ROWS; row++)
        curve_record_set(&record, row, OBSERVABLE_kl, (double)NAN);
    ck_assert_int_eq(find(phases, STATE_EXPLOSION, &record), 2);
    ck_assert(phases[0].to <= 800);
    record = record_of(kl_dying);
    for (long row = 70; row < ROWS; row++)
        curve_record_set(&record, row, OBSERVABLE_recon, row == 70 ? 1e6 : HUGE_VAL);
    ck_assert_int_eq(find(phases, STATE_EXPLOSION, &record), 2);
    assert_two(phases, 700, 0, "out of range");
}
END_TEST

START_TEST(phases_of_what_has_one_or_none) {
    struct phase phases[PHASES_MAX];
    struct record record = record_of(kl_of);
    ck_assert_int_eq(find(phases, STATE_LEARNING, &record), 1);
    ck_assert(phases[0].from == 0 && phases[0].to == 1000);
    static const enum state without[] = {STATE_INSUFFICIENT, STATE_LOGGING_BUG, STATE_NOT_LEARNING};
    for (size_t i = 0; i < sizeof without / sizeof *without; i++) {
        record = record_of(kl_of);
        ck_assert_int_eq(find(phases, without[i], &record), 0);
    }
    for (long rows = 0; rows < 2; rows++) { /* no course */
        curve_record(&record, rows);
        ck_assert_int_eq(find(phases, STATE_HEALTHY, &record), 0);
    }
}
END_TEST

static Suite *phases_suite(void) {
    Suite *suite = suite_create("phases");
    TCase *tests = tcase_create("phases");
    tcase_add_test(tests, phases_of_a_healthy_run);
    tcase_add_test(tests, phases_of_a_collapse);
    tcase_add_test(tests, phases_of_a_runaway);
    tcase_add_test(tests, phases_of_annealing);
    tcase_add_test(tests, phases_of_an_explosion);
    tcase_add_test(tests, phases_of_what_has_one_or_none);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(phases_suite)
