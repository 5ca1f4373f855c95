#include "theory/theory_hierarchy.h"

#include "tests/fixtures/theory_fixture.h"

/* ---- The closed form against a numerical minimum ---- */

/* The whole loss of x with the covariance diag(lambda), by matrices that know nothing of axes. */
enum { D = 4, K_MOST = 3, PARAMETERS_MAX = 2 * D * K_MOST + 2 * K_MOST * K_MOST + 2 * K_MOST };

struct problem {
    const double *lambda;
    struct theory_hierarchy of;
    double p[PARAMETERS_MAX];
    long count;
    double recon, first, second;
};

/* Covariance of z: A' S A + diag(noise). */
static void cover(double *t, const struct problem *problem, const double *a, const double *noise) {
    long k = problem->of.latent;
    for (long j = 0; j < k; j++)
        for (long l = 0; l < k; l++) {
            t[j * k + l] = j == l ? noise[j] : 0;
            for (long i = 0; i < D; i++)
                t[j * k + l] += a[i * k + j] * problem->lambda[i] * a[i * k + l];
        }
}

/* tr(M' T M) of M [k,n]. */
static double quadratic(const double *t, const double *m, long k, long n) {
    double sum = 0;
    for (long c = 0; c < n; c++)
        for (long j = 0; j < k; j++)
            for (long l = 0; l < k; l++)
                sum += m[j * n + c] * t[j * k + l] * m[l * n + c];
    return sum;
}

/* E|x - z U|^2 */
static double miss(const struct problem *problem, const double *a, const double *u,
                   const double *noise) {
    long k = problem->of.latent;
    double sum = 0;
    for (long i = 0; i < D; i++)
        for (long c = 0; c < D; c++) {
            double rest = i == c;
            for (long j = 0; j < k; j++)
                rest -= a[i * k + j] * u[j * D + c];
            sum += rest * rest * problem->lambda[i];
        }
    for (long j = 0; j < k; j++)
        for (long c = 0; c < D; c++)
            sum += noise[j] * u[j * D + c] * u[j * D + c];
    return sum;
}

static double loss(struct problem *problem) {
    const struct theory_hierarchy *of = &problem->of;
    long k = of->latent, k2 = of->latent_2;
    const double *a = problem->p, *u = a + D * k, *v = u + k * D, *w = v + k * k2, *s = w + k2 * k;
    double t[K_MOST * K_MOST], rest[K_MOST * K_MOST], noise[K_MOST], left = 0;
    for (long j = 0; j < k; j++)
        noise[j] = of->delta > 0 ? of->delta : exp(s[k2 + j]);
    cover(t, problem, a, noise);
    for (long j = 0; j < k; j++)
        for (long c = 0; c < k; c++) {
            rest[j * k + c] = j == c;
            for (long l = 0; l < k2; l++)
                rest[j * k + c] -= v[j * k2 + l] * w[l * k + c];
        }
    problem->recon = miss(problem, a, u, noise) / (2 * of->variance);
    problem->second = quadratic(t, v, k, k2) / 2;
    for (long l = 0; l < k2; l++) {
        problem->second += (exp(s[l]) - 1 - s[l]) / 2;
        for (long c = 0; c < k; c++)
            left += exp(s[l]) * w[l * k + c] * w[l * k + c];
    }
    problem->first = (quadratic(t, rest, k, k) + left) / (2 * of->second);
    for (long j = 0; j < k; j++)
        problem->first -= (log(noise[j] / of->second) + 1) / 2;
    return problem->recon + of->beta_1 * problem->first + of->beta_2 * problem->second;
}

/* Adam on central differences, with a rate that falls to 0. */
static double minimise(struct problem *problem) {
    enum { STEPS = 6000 };
    double m[PARAMETERS_MAX] = {0}, squares[PARAMETERS_MAX] = {0}, gradient[PARAMETERS_MAX];
    for (int step = 1; step <= STEPS; step++) {
        for (long i = 0; i < problem->count; i++) {
            const double h = 1e-5, at = problem->p[i];
            problem->p[i] = at + h;
            double above = loss(problem);
            problem->p[i] = at - h;
            gradient[i] = (above - loss(problem)) / (2 * h);
            problem->p[i] = at;
        }
        double rate = 0.03 * pow(1 - (double)step / (STEPS + 1), 2);
        for (long i = 0; i < problem->count; i++) {
            m[i] += 0.1 * (gradient[i] - m[i]);
            squares[i] += 0.001 * (gradient[i] * gradient[i] - squares[i]);
            problem->p[i] -= rate * m[i] / (1 - pow(0.9, step)) /
                             (sqrt(squares[i] / (1 - pow(0.999, step))) + 1e-12);
        }
    }
    return loss(problem);
}

static const struct trial {
    double lambda[D];
    struct theory_hierarchy of;
} trials[] = {
    /* D fixed: both levels have two axes, the first a third; level 2 empty; one axis for z2 alone */
    {{6, 3, 1.6, 0.3}, {1, 1, 0.5, 1, 1, 3, 2}},
    {{6, 3, 1.6, 0.3}, {1, 1, 0.5, 1, 2, 3, 2}},
    {{6, 3, 1.6, 0.3}, {0.5, 0.8, 0.6, 3, 1.5, 3, 1}},
    /* level 2 encodes the noise of a z that tells nothing, and of one that has an axis */
    {{0.6, 0.3, 0.16, 0.1}, {1, 1, 0.6, 4, 1, 3, 2}},
    {{6, 3, 1.6, 0.3}, {1, 1, 1, 4, 1, 3, 2}},
    /* all of it collapsed; D learned, where level 2 is empty whatever x */
    {{0.6, 0.3, 0.16, 0.1}, {1, 1, 0.6, 4, 4, 3, 3}},
    {{6, 3, 1.6, 0.3}, {1, 1, 0, 1, 1.2, 3, 3}},
    {{9, 5, 1.6, 0.3}, {0.7, 1.7, 0, 1.3, 2, 3, 2}},
};
enum { TRIALS = sizeof trials / sizeof *trials };

static struct theory_two_costs closed_form(const struct trial *trial) {
    struct theory_two_costs sum = {0, 0, 0};
    for (long i = 0; i < D; i++) {
        struct theory_two_levels axis = theory_hierarchy_axis(&trial->of, trial->lambda[i], i);
        struct theory_two_costs one = theory_hierarchy_costs(&trial->of, &axis, trial->lambda[i]);
        sum.recon += one.recon;
        sum.first += one.first;
        sum.second += one.second;
    }
    return sum;
}

START_TEST(theory_hierarchy_axis_is_the_numerical_minimum) {
    const struct trial *trial = &trials[_i];
    long k = trial->of.latent, k2 = trial->of.latent_2;
    struct problem problem = {.lambda = trial->lambda, .of = trial->of};
    problem.count = 2 * D * k + 2 * k * k2 + k2 + (trial->of.delta > 0 ? 0 : k);
    for (long i = 0; i < 2 * D * k + 2 * k * k2; i++)
        problem.p[i] = 0.4 * golden_fraction(i + 17 * _i);
    double found = minimise(&problem);
    struct theory_two_costs wanted = closed_form(trial);
    double least = wanted.recon + trial->of.beta_1 * wanted.first +
                   trial->of.beta_2 * wanted.second;
    ck_assert_msg(found >= least - 1e-9 * fabs(least), "%.12g is below %.12g", found, least);
    ck_assert_near(found, least, 1e-5);
    ck_assert_near(problem.recon, wanted.recon, 5e-3);
    ck_assert_near(problem.first, wanted.first, 5e-3);
    ck_assert_near(problem.second, wanted.second, 5e-3);
}
END_TEST

/* ---- The prediction for a config ---- */

static struct config hierarchical_config(double beta, double second) {
    static const double eigenvalues[] = {6, 3, 1.6, 0.7, 0.3};
    struct config config = linear_config(eigenvalues, 5, 3);
    config.schedule.beta = beta;
    config.model.prior.kind = PRIOR_HIERARCHICAL;
    config.model.hierarchy = (struct hierarchy_config){.latent = 3, .sigma = 1, .beta = second};
    config.model.head.kind = HEAD_FIXED;
    config.model.head.sigma = sqrt(0.5);
    return config;
}

/* Level 2 has an axis where lambda > beta_2^2/(beta_1 delta): above 2, 8 and 4. Its KL is 1/2 ln(lambda/that). */
START_TEST(theory_predict_of_two_levels_follows_both_betas) {
    static const struct {
        double beta, second, active, kl_2;
    } cases[] = {{1, 1, 2, 0.7520386983881371}, /* 1/2 ln(6/2 3/2) */
                 {1, 2, 0, 0},
                 {2, 1, 1, 0.2027325540540822}}; /* 1/2 ln(6/4) */
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct config config = hierarchical_config(cases[i].beta, cases[i].second);
        struct theory theory = predict(&config);
        ck_assert_int_eq(theory.reach, THEORY_HIERARCHY);
        ck_assert_near(theory.observable[OBSERVABLE_active_units], 3, 0);
        ck_assert_near(theory.observable[OBSERVABLE_active_units_2], cases[i].active, 0);
        ck_assert_near(theory.observable[OBSERVABLE_kl_2], cases[i].kl_2, 1e-6);
        ck_assert_near(theory.error[OBSERVABLE_kl_2], 0, 0);
        ck_assert(!theory.is_collapse_inevitable && theory.axis == NULL);
        theory_free(&theory);
    }
}
END_TEST

/* The KL of level 2 is not 0, though z2 follows the noise of z alone. */
START_TEST(theory_predict_of_two_levels_may_have_a_kl_without_information) {
    struct config config = hierarchical_config(8, 1);
    config.model.head.sigma = sqrt(2);
    struct theory theory = predict(&config);
    ck_assert(theory.is_collapse_inevitable);
    ck_assert_near(theory.observable[OBSERVABLE_active_units], 0, 0);
    ck_assert_near(theory.observable[OBSERVABLE_active_units_2], 0, 0);
    ck_assert_near(theory.observable[OBSERVABLE_kl_2], 3 * log(2) / 2, 1e-6);
    theory_free(&theory);
}
END_TEST

/* With a learned variance and an empty level 2 the optimum is that of one level. */
START_TEST(theory_predict_of_two_levels_with_learned_variance_is_that_of_one) {
    struct config config = hierarchical_config(1, 1.2), one;
    config.model.head.kind = HEAD_LOGVAR;
    one = config;
    one.model.prior.kind = PRIOR_STANDARD;
    struct theory two_levels = predict(&config), one_level = predict(&one);
    static const enum observable same[] = {OBSERVABLE_recon, OBSERVABLE_kl, OBSERVABLE_loss,
                                           OBSERVABLE_elbo, OBSERVABLE_active_units};
    for (size_t i = 0; i < sizeof same / sizeof *same; i++)
        ck_assert_near(two_levels.observable[same[i]], one_level.observable[same[i]], 1e-9);
    theory_free(&two_levels);
    theory_free(&one_level);
}
END_TEST

/* What is not known is said, and the loss has a bound only where the second level weighs no less. */
START_TEST(theory_predict_of_two_levels_says_where_it_ends) {
    static const struct {
        enum head_kind head;
        double second;
        const char *why;
    } cases[] = {{HEAD_LOGVAR, 0.9, "the loss has no minimum"},
                 {HEAD_LOGVAR, 1, "does not determine the second level"},
                 {HEAD_CLAMPED, 1.2, "head kinds logvar and fixed"},
                 {HEAD_FIXED, 0, "nothing limits it"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct config config = hierarchical_config(1, cases[i].second);
        config.model.head.kind = cases[i].head;
        config.model.head.low = -3;
        struct theory theory = predict(&config);
        ck_assert_int_eq(theory.reach, THEORY_LINEAR_DECODER);
        ck_assert_ptr_nonnull(strstr(theory.why, cases[i].why));
        ck_assert_int_eq(isnan(theory.value[THEORY_TRAINING][THEORY_QUANTITY_loss_least]),
                         cases[i].second < 1);
        ck_assert(isfinite(theory.value[THEORY_TRAINING][THEORY_QUANTITY_elbo_most]));
        ck_assert(isnan(theory.observable[OBSERVABLE_kl]));
        theory_free(&theory);
    }
}
END_TEST

static Suite *theory_hierarchy_suite(void) {
    Suite *suite = suite_create("theory of two levels");
    TCase *tests = tcase_create("optimum");
    tcase_set_timeout(tests, 60);
    tcase_add_loop_test(tests, theory_hierarchy_axis_is_the_numerical_minimum, 0, TRIALS);
    tcase_add_test(tests, theory_predict_of_two_levels_follows_both_betas);
    tcase_add_test(tests, theory_predict_of_two_levels_may_have_a_kl_without_information);
    tcase_add_test(tests, theory_predict_of_two_levels_with_learned_variance_is_that_of_one);
    tcase_add_test(tests, theory_predict_of_two_levels_says_where_it_ends);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(theory_hierarchy_suite)
