/* The state of curves whose shape is known: from theory, from what is reported in public, or by construction. */
#include "diagnose/diagnosis.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "tests/check_near.h"

enum { ROWS = 200 };

/* A course of training, of t from 0 to 1. NaN where the log has no such column. */
struct course {
    const char *name;
    double (*recon)(double t), (*kl)(double t), (*beta)(double t), (*total)(double t);
    enum state state;
};

static double settling(double t, double from, double to, double rate) {
    return to + (from - to) * exp(-rate * t);
}

/* Repeatable noise of about unit deviation. */
static double wobble(double t) {
    double x = sin(12345.6789 * (t + 0.1)) * 43758.5453;
    return 3.46 * (x - floor(x) - 0.5);
}

/* learning/healthy of the catalogue: 45 to 21.3 and 0.1 to 3.2. */
static double recon_well(double t) {
    return settling(t, 45, 21.3, 12);
}
static double kl_well(double t) {
    return settling(t, 0.1, 3.2, 10);
}
static double total_well(double t) {
    return recon_well(t) + kl_well(t);
}

/* The first steps of it. */
static double recon_early(double t) {
    return settling(t, 45, 21.3, 1.2);
}
static double kl_early(double t) {
    return settling(t, 0.1, 3.2, 1);
}

/* collapse/large-beta: the decoder learns the mean of the data. */
static double recon_mean(double t) {
    return settling(t, 45, 27.3, 15);
}
static double kl_dying(double t) {
    return settling(t, 0.1, 6e-5, 40);
}
/* He et al. 2019: a hump of 8.9 that goes. */
static double kl_hump(double t) {
    return 8.9 * 8 * t * exp(1 - 8 * t) * exp(-9 * t * t) + 1e-3;
}

/* weak-prior: KL of a model without a prior climbs in a straight line, recon has settled. */
static double recon_settled(double t) {
    return settling(t, 45, 16.2, 40);
}
static double kl_climbing(double t) {
    return 0.1 + 140 * t;
}
static double beta_tiny(double t) {
    return 1e-4 + 0 * t;
}

/* annealing/linear: 16 at first, pressed to 3.3. */
static double beta_ramp(double t) {
    return fmin(2 * t, 1);
}
static double kl_pressed(double t) {
    return 0.1 + settling(t, 16, 3.3, 5) * (1 - exp(-80 * t));
}
static double recon_rebound(double t) {
    return settling(t, 45, 19.8, 30) + 1.5 * beta_ramp(t);
}
static double total_ramp(double t) {
    return recon_rebound(t) + beta_ramp(t) * kl_pressed(t);
}

static double recon_flat(double t) {
    return 45 + 0.3 * wobble(t);
}
static double kl_flat(double t) {
    return 0.1 + 0.004 * wobble(t + 0.37);
}
static double kl_negative(double t) {
    return -kl_well(t);
}
static double kl_constant(double t) {
    return 0.5 + 0 * t;
}
static double recon_bursting(double t) {
    return t < 0.8 ? recon_well(t) : 45 * exp(60 * (t - 0.8));
}
static double kl_broken(double t) {
    return t < 0.7 ? kl_well(t) : HUGE_VAL;
}
static double recon_broken(double t) {
    return t < 0.7 ? recon_well(t) : (double)NAN;
}

static const struct course courses[] = {
    {"healthy", recon_well, kl_well, NULL, NULL, STATE_HEALTHY},
    {"healthy, with a total", recon_well, kl_well, NULL, total_well, STATE_HEALTHY},
    {"healthy, kl from the total", recon_well, NULL, NULL, total_well, STATE_HEALTHY},
    {"the first steps", recon_early, kl_early, NULL, NULL, STATE_LEARNING},
    {"collapse", recon_mean, kl_dying, NULL, NULL, STATE_COLLAPSE},
    {"collapse behind a hump", recon_mean, kl_hump, NULL, NULL, STATE_COLLAPSE},
    {"runaway", recon_settled, kl_climbing, NULL, NULL, STATE_RUNAWAY},
    {"runaway, beta logged", recon_settled, kl_climbing, beta_tiny, NULL, STATE_RUNAWAY},
    {"annealing", recon_rebound, kl_pressed, beta_ramp, NULL, STATE_ANNEALING},
    {"annealing, beta from the total", recon_rebound, kl_pressed, NULL, total_ramp,
     STATE_ANNEALING},
    {"not learning", recon_flat, kl_flat, NULL, NULL, STATE_NOT_LEARNING},
    {"a negative KL", recon_well, kl_negative, NULL, NULL, STATE_LOGGING_BUG},
    {"a constant KL", recon_well, kl_constant, NULL, NULL, STATE_LOGGING_BUG},
    {"recon for KL", recon_well, recon_well, NULL, NULL, STATE_LOGGING_BUG},
    {"a burst", recon_bursting, kl_well, NULL, NULL, STATE_EXPLOSION},
    {"infinite", recon_well, kl_broken, NULL, NULL, STATE_EXPLOSION},
    {"not a number", recon_broken, kl_well, NULL, NULL, STATE_EXPLOSION},
    {"a total alone", NULL, NULL, NULL, total_well, STATE_INSUFFICIENT},
    {"recon alone", recon_well, NULL, NULL, NULL, STATE_INSUFFICIENT},
};
enum { COURSES = sizeof courses / sizeof *courses };

/* How a course is logged: units and number of rows. */
struct logging {
    double recon, kl;
    long rows, stride;
};

static void fill(struct record *record, enum observable column, double (*value)(double),
                 double unit) {
    record->present[column] = value != NULL;
    for (long row = 0; row < record->rows && value != NULL; row++)
        record->value[row * OBSERVABLES + column] =
            (float)(unit * value((double)row / (double)(record->rows - 1)));
}

static void make(struct record *record, const struct course *course,
                 const struct logging *logging) {
    ck_assert_int_eq(record_new(record, logging->rows, 0, NULL), STATUS_OK);
    record->rows = logging->rows;
    for (int column = 0; column < OBSERVABLES; column++)
        record->present[column] = 0;
    for (long row = 0; row < logging->rows; row++)
        record->step[row] = row * logging->stride;
    fill(record, OBSERVABLE_recon, course->recon, logging->recon);
    fill(record, OBSERVABLE_kl, course->kl, logging->kl);
    fill(record, OBSERVABLE_beta, course->beta, 1);
    fill(record, OBSERVABLE_loss, course->total, logging->recon);
}

static struct diagnosis diagnose_course(const struct course *course,
                                        const struct logging *logging) {
    struct diagnosis diagnosis;
    struct record record;
    make(&record, course, logging);
    ck_assert_int_eq(diagnose(&diagnosis, &record, NULL), STATUS_OK);
    record_free(&record);
    return diagnosis;
}

static void assert_state(const struct course *course, const struct logging *logging) {
    const struct diagnosis diagnosis = diagnose_course(course, logging);
    ck_assert_msg(diagnosis.state == course->state,
                  "%s (recon x %g, kl x %g, %ld rows): %s (%.2f), not %s", course->name,
                  logging->recon, logging->kl, logging->rows, state_info[diagnosis.state].name,
                  diagnosis.confidence, state_info[course->state].name);
}

START_TEST(diagnose_finds_the_state) {
    const struct logging plain = {1, 1, ROWS, 10};
    assert_state(&courses[_i], &plain);
    const struct diagnosis diagnosis = diagnose_course(&courses[_i], &plain);
    double sum = 0;
    for (int state = 0; state < STATES; state++)
        sum += diagnosis.share[state];
    ck_assert_near(sum, 1, 1e-9);
    ck_assert(diagnosis.in_set[diagnosis.state]);
    ck_assert(diagnosis.state == STATE_INSUFFICIENT || diagnosis.evidence_count > 0);
}
END_TEST

/* Steps or epochs, 20 rows or 1,000: the same course. */
START_TEST(diagnose_does_not_depend_on_the_axis) {
    static const struct logging loggings[] = {
        {1, 1, ROWS, 1}, {1, 1, ROWS, 7919}, {1, 1, 40, 1}, {1, 1, 1000, 1}};
    for (size_t i = 0; i < sizeof loggings / sizeof *loggings; i++)
        assert_state(&courses[_i], &loggings[i]);
}
END_TEST

/* Both terms in other units, as means over 784 pixels, sums over a batch of 128, or bits. */
START_TEST(diagnose_does_not_depend_on_units) {
    static const double units[] = {1.0 / 784, 128, 1.4427};
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        assert_state(&courses[_i], &(struct logging){units[i], units[i], ROWS, 10});
}
END_TEST

START_TEST(diagnose_short_logs_are_insufficient) {
    const struct course *course = &courses[0];
    for (long rows = 2; rows < 4; rows++) {
        const struct diagnosis diagnosis = diagnose_course(course,
                                                           &(struct logging){1, 1, rows, 10});
        ck_assert_int_eq(diagnosis.state, STATE_INSUFFICIENT);
        ck_assert_ptr_nonnull(strstr(diagnosis.missing, "more rows"));
    }
}
END_TEST

/* -4e-9 is what float arithmetic makes of 0. */
START_TEST(diagnose_rounding_is_no_bug) {
    struct record record;
    struct diagnosis diagnosis;
    const struct course course = {"", recon_mean, kl_dying, NULL, NULL, STATE_COLLAPSE};
    make(&record, &course, &(struct logging){1, 1, ROWS, 10});
    for (long row = 100; row < ROWS; row++)
        record.value[row * OBSERVABLES + OBSERVABLE_kl] = row % 3 == 0 ? -4e-9F : 3e-9F;
    ck_assert_int_eq(diagnose(&diagnosis, &record, NULL), STATUS_OK);
    ck_assert_int_eq(diagnosis.state, STATE_COLLAPSE);
    record_free(&record);
}
END_TEST

/* A NaN that passes, and a jump that comes back, are remarks. */
START_TEST(diagnose_what_passes_is_a_remark) {
    struct record record;
    struct diagnosis diagnosis;
    make(&record, &courses[0], &(struct logging){1, 1, ROWS, 10});
    record.value[50 * OBSERVABLES + OBSERVABLE_kl] = NAN;
    record.value[90 * OBSERVABLES + OBSERVABLE_recon] = 1e5F;
    ck_assert_int_eq(diagnose(&diagnosis, &record, NULL), STATUS_OK);
    ck_assert_int_eq(diagnosis.state, STATE_HEALTHY);
    ck_assert_int_ge(diagnosis.remark_count, 2);
    ck_assert_str_eq(diagnosis.remark[0].text,
                     "kl is not finite in 1 row (first at step 500) and comes back");
    ck_assert_ptr_nonnull(strstr(diagnosis.remark[1].text, "recon jumped to 1e+05 at step 900"));
    record_free(&record);
}
END_TEST

/* Three percent, a hundred times the noise: most of recon is noise of the data. */
static double recon_little(double t) {
    return settling(t, 1000, 970, 12) + 0.03 * wobble(t);
}

START_TEST(diagnose_little_of_recon_may_be_all) {
    const struct course course = {"", recon_little, kl_well, NULL, NULL, STATE_HEALTHY};
    const struct logging logging = {1, 1, ROWS, 10};
    assert_state(&course, &logging);
}
END_TEST

static double mi_none(double t) {
    return 0.05 + 0.01 * wobble(t);
}
static double mi_well(double t) {
    return settling(t, 0, 2.9, 10);
}
static double cap_of_256(double t) {
    return 5.5452 + 0 * t;
}

static enum state state_with(const struct course *course, enum observable column,
                             double (*value)(double), double (*cap)(double)) {
    struct record record;
    struct diagnosis diagnosis;
    make(&record, course, &(struct logging){1, 1, ROWS, 10});
    fill(&record, column, value, 1);
    fill(&record, OBSERVABLE_mi_cap, cap, 1);
    ck_assert_int_eq(diagnose(&diagnosis, &record, NULL), STATUS_OK);
    record_free(&record);
    return diagnosis.state;
}

/* collapse/weight-decay: a KL of 2 nats, mutual information of 0.06. Without its cap nothing is said about it: the estimate
 * from a few examples cannot be large. Nor while terms move, or where it is at the cap and the KL far above. */
START_TEST(diagnose_kl_without_information_is_collapse) {
    const struct course settled = {"", recon_well, kl_well, NULL, NULL, STATE_HEALTHY};
    const struct course early = {"", recon_early, kl_early, NULL, NULL, STATE_LEARNING};
    const struct course weak = {"", recon_settled, kl_climbing, beta_tiny, NULL, STATE_RUNAWAY};
    ck_assert_int_eq(state_with(&settled, OBSERVABLE_mi, mi_none, cap_of_256), STATE_COLLAPSE);
    ck_assert_int_eq(state_with(&settled, OBSERVABLE_mi, mi_well, cap_of_256), STATE_HEALTHY);
    ck_assert_int_eq(state_with(&settled, OBSERVABLE_mi, mi_none, NULL), STATE_HEALTHY);
    ck_assert_int_eq(state_with(&early, OBSERVABLE_mi, mi_none, cap_of_256), STATE_LEARNING);
    ck_assert_int_eq(state_with(&weak, OBSERVABLE_mi, cap_of_256, cap_of_256), STATE_RUNAWAY);
}
END_TEST

/* e^-6, the clip of Rybkin et al. 2021, from the middle on within a few percent of it; and a deviation that falls on. */
static double sigma_at_floor(double t) {
    return 0.00248 + exp(-20 * t);
}
static double sigma_falling(double t) {
    return exp(-7 * t);
}

START_TEST(diagnose_sigma_at_its_floor_is_no_explosion) {
    const struct course course = {"", recon_well, kl_well, NULL, NULL, STATE_HEALTHY};
    ck_assert_int_eq(state_with(&course, OBSERVABLE_sigma_x, sigma_at_floor, NULL), STATE_HEALTHY);
    ck_assert_int_eq(state_with(&course, OBSERVABLE_sigma_x, sigma_falling, NULL), STATE_EXPLOSION);
}
END_TEST

static Suite *diagnosis_suite(void) {
    Suite *suite = suite_create("diagnosis");
    TCase *tests = tcase_create("diagnosis");
    tcase_add_loop_test(tests, diagnose_finds_the_state, 0, COURSES);
    tcase_add_loop_test(tests, diagnose_does_not_depend_on_the_axis, 0, COURSES);
    tcase_add_loop_test(tests, diagnose_does_not_depend_on_units, 0, COURSES);
    tcase_add_test(tests, diagnose_short_logs_are_insufficient);
    tcase_add_test(tests, diagnose_rounding_is_no_bug);
    tcase_add_test(tests, diagnose_what_passes_is_a_remark);
    tcase_add_test(tests, diagnose_little_of_recon_may_be_all);
    tcase_add_test(tests, diagnose_kl_without_information_is_collapse);
    tcase_add_test(tests, diagnose_sigma_at_its_floor_is_no_explosion);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(diagnosis_suite)
