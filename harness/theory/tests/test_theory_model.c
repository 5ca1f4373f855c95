#include "theory/theory_model.h"

#include "tests/fixtures/theory_fixture.h"

enum { D = 4, LATENT = 3, N = 9 };

static struct error error;

/* Examples with a mean and correlated columns. */
static real examples[N * D];

static struct theory_moments some_moments(void) {
    struct theory_moments moments;
    for (long i = 0; i < N * D; i++)
        examples[i] = (real)(0.4 + golden_fraction(i) + 0.5 * golden_fraction(i / D));
    ck_assert_int_eq(theory_moments_measure(&moments, examples, N, D, &error), STATUS_OK);
    return moments;
}

/* Every parameter differs from 0, biases too. */
static struct theory_model some_model(enum likelihood_kind kind) {
    struct likelihood_config likelihood = {.kind = kind, .sigma = 0.8, .floor = 0.3};
    struct theory_model model;
    ck_assert_int_eq(theory_model_new(&model, D, LATENT, &likelihood, &error), STATUS_OK);
    for (long i = 0; i < model.parameters - 1; i++)
        model.p[i] = 0.9 * golden_fraction(3 * i + 1);
    return model;
}

/* ---- terms ---- */

/* The mean of |x - W z - c|^2 for one example, z = mu + sigma eps: quadratic in eps, so that the
 * 2k points +-sqrt(k) on the axes have the same mean as all of the normal distribution. */
static double squares_of(const struct theory_model *model, const real *x) {
    double sum = 0;
    for (long point = 0; point < 2 * LATENT; point++) {
        double z[LATENT];
        for (long j = 0; j < LATENT; j++) {
            double eps = j == point / 2 ? (point % 2 == 0 ? 1 : -1) * sqrt(LATENT) : 0;
            z[j] = model->a[j] + exp(model->s[j] / 2) * eps;
            for (long i = 0; i < D; i++)
                z[j] += model->v[j * D + i] * (double)x[i];
        }
        for (long i = 0; i < D; i++) {
            double residual = (double)x[i] - model->c[i];
            for (long j = 0; j < LATENT; j++)
                residual -= model->w[i * LATENT + j] * z[j];
            sum += residual * residual;
        }
    }
    return sum / (2 * LATENT);
}

static double kl_of_example(const struct theory_model *model, const real *x, long j) {
    double mu = model->a[j];
    for (long i = 0; i < D; i++)
        mu += model->v[j * D + i] * (double)x[i];
    return (mu * mu + exp(model->s[j]) - 1 - model->s[j]) / 2;
}

/* Mean and covariance stand for all of the data: example by example it is the same. */
START_TEST(theory_model_terms_are_the_means_over_examples_and_noise) {
    struct theory_moments moments = some_moments();
    struct theory_model model = some_model(LIKELIHOOD_GAUSSIAN);
    double squares = 0, kl[LATENT], total = 0;
    struct theory_terms terms = theory_model_terms(kl, &model, &moments);
    for (long i = 0; i < N; i++)
        squares += squares_of(&model, examples + i * D) / N;
    ck_assert_near_relative(terms.recon, squares / (2 * 0.64) + D * (log(0.8) + log(2 * M_PI) / 2),
                            1e-13);
    for (long j = 0; j < LATENT; j++) {
        double wanted = 0;
        for (long i = 0; i < N; i++)
            wanted += kl_of_example(&model, examples + i * D, j) / N;
        ck_assert_near_relative(kl[j], wanted, 1e-13);
        total += wanted;
    }
    ck_assert_near_relative(terms.kl, total, 1e-13);
    theory_model_free(&model);
    theory_moments_free(&moments);
}
END_TEST

/* For one example, over its noise. The squares are quadratic in eps and their variance of the fourth
 * degree, so that the 3^k points of Gauss and Hermite, 0 and +-sqrt(3), have it exactly. */
static double recon_variance_of(const struct theory_model *model, const real *x) {
    static const double node[] = {-1.7320508075688772, 0, 1.7320508075688772};
    static const double weight[] = {1.0 / 6, 2.0 / 3, 1.0 / 6};
    double mean = 0, squares = 0;
    for (long point = 0; point < 3 * 3 * 3; point++) {
        double residual[D], probability = 1, recon = 0;
        for (long i = 0; i < D; i++)
            residual[i] = (double)x[i] - model->c[i];
        for (long j = 0, digits = point; j < LATENT; j++, digits /= 3) {
            double z = model->a[j] + exp(model->s[j] / 2) * node[digits % 3];
            probability *= weight[digits % 3];
            for (long i = 0; i < D; i++)
                z += model->v[j * D + i] * (double)x[i];
            for (long i = 0; i < D; i++)
                residual[i] -= model->w[i * LATENT + j] * z;
        }
        for (long i = 0; i < D; i++)
            recon += residual[i] * residual[i] / (2 * 0.64);
        mean += probability * recon;
        squares += probability * recon * recon;
    }
    return squares - mean * mean;
}

START_TEST(theory_model_noise_variance_is_that_over_all_noise) {
    struct theory_moments moments = some_moments();
    struct theory_model model = some_model(LIKELIHOOD_GAUSSIAN);
    double wanted = 0;
    for (long i = 0; i < N; i++)
        wanted += recon_variance_of(&model, examples + i * D) / N;
    ck_assert_near_relative(theory_model_noise_variance(&model, &moments), wanted, 1e-12);
    theory_model_free(&model);
    theory_moments_free(&moments);
}
END_TEST

/* KL of N(0, sigma^2) to N(0, 1) at ln sigma^2, from other programs. */
START_TEST(theory_model_terms_have_the_kl_of_other_programs) {
    static const double known[][2] = {
        {-30, 14.5},    {20, 242582587.2}, {-10, 4.50002}, {10, 11007.733},
        {-5, 2.003369}, {5, 71.20658},     {2, 2.194528},  {0, 0}};
    struct theory_moments moments = some_moments();
    struct likelihood_config likelihood = {.kind = LIKELIHOOD_GAUSSIAN, .sigma = 1};
    struct theory_model model;
    ck_assert_int_eq(theory_model_new(&model, D, 1, &likelihood, &error), STATUS_OK);
    model.s[0] = known[_i][0];
    ck_assert_near_relative(theory_model_terms(NULL, &model, &moments).kl, known[_i][1], 1e-6);
    theory_model_free(&model);
    theory_moments_free(&moments);
}
END_TEST

/* ---- gradient ---- */

static double loss_of(struct theory_model *model, const struct theory_moments *moments,
                      double beta) {
    struct theory_terms terms = theory_model_terms(NULL, model, moments);
    return terms.recon + beta * terms.kl;
}

static void check_gradient(enum likelihood_kind kind, double beta) {
    struct theory_moments moments = some_moments();
    struct theory_model model = some_model(kind);
    double gradient[2 * D * LATENT + 2 * LATENT + D + 1], h = 1e-5;
    ck_assert_int_eq(model.parameters, sizeof gradient / sizeof *gradient);
    struct theory_terms terms = theory_model_gradient(gradient, &model, &moments, beta);
    ck_assert_near(terms.recon + beta * terms.kl, loss_of(&model, &moments, beta), 0);
    for (long i = 0; i < model.parameters; i++) {
        double p = model.p[i];
        model.p[i] = p + h;
        double above = loss_of(&model, &moments, beta);
        model.p[i] = p - h;
        double below = loss_of(&model, &moments, beta);
        model.p[i] = p;
        ck_assert_near(gradient[i], (above - below) / (2 * h), 1e-8);
    }
    ck_assert_near(theory_model_sigma(&model), 0.8, 1e-15);
    theory_model_free(&model);
    theory_moments_free(&moments);
}

START_TEST(theory_model_gradient_is_the_slope_of_the_loss) {
    check_gradient(LIKELIHOOD_GAUSSIAN, 0);
    check_gradient(LIKELIHOOD_GAUSSIAN, 1.7);
    check_gradient(LIKELIHOOD_GAUSSIAN_LEARNED, 0.6);
}
END_TEST

/* At the closed-form optimum nothing pulls. One latent dimension, axis e_0. */
START_TEST(theory_model_gradient_vanishes_at_the_optimum) {
    double lambda = 5, variance = 0.7, beta = 2, theta = beta * variance, mean[D] = {1, -2, 0, 3};
    double covariance[D * D] = {lambda, 0, 0, 0, 0, 0.3, 0, 0, 0, 0, 0.2, 0, 0, 0, 0, 0.1};
    struct theory_moments moments = {
        .count = 1, .dimensions = D, .mean = mean, .covariance = covariance};
    struct likelihood_config likelihood = {.kind = LIKELIHOOD_GAUSSIAN, .sigma = sqrt(variance)};
    struct theory_model model;
    double gradient[2 * D + 2 + D + 1];
    ck_assert_int_eq(theory_model_new(&model, D, 1, &likelihood, &error), STATUS_OK);
    model.w[0] = sqrt(lambda - theta);
    model.v[0] = model.w[0] / lambda;
    model.a[0] = -model.v[0] * mean[0];
    model.s[0] = log(theta / lambda);
    memcpy(model.c, mean, sizeof mean);
    struct theory_terms terms = theory_model_gradient(gradient, &model, &moments, beta);
    for (long i = 0; i < model.parameters; i++)
        ck_assert_near(gradient[i], 0, 1e-14);
    ck_assert_near(terms.kl, log(lambda / theta) / 2, 1e-14);
    ck_assert_near(terms.recon, beta / 2 + 0.6 / (2 * variance) + 2 * log(2 * M_PI * variance),
                   1e-14);
    theory_model_free(&model);
}
END_TEST

/* ---- core's parameters, and what a record shows ---- */

/* Without noise core encodes and decodes as the model taken from it does. */
START_TEST(theory_model_take_reads_core_s_layout) {
    static const double eigenvalues[D] = {3, 2, 1, 0.5};
    struct config config = linear_config(eigenvalues, D, LATENT);
    config.batches.sampling = SAMPLING_SHUFFLE;
    config.batches.batch = N;
    config.noise = NOISE_SAMPLED;
    config.model.init_scale = 0.7;
    config.likelihood.kind = LIKELIHOOD_GAUSSIAN_LEARNED;
    struct theory_trial trial;
    static struct trainer trainer;
    struct theory_model model;
    struct theory_moments moments;
    real still[N * LATENT] = {0};
    double kl[LATENT];
    trial_begin(&trial, &config);
    ck_assert_int_eq(klimb_trainer_init(&trainer, &config, &trial.data, 3, &trial.backend, &error),
                     STATUS_OK);
    for (long j = 0; j < D; j++) {
        for (long i = 0; i < LATENT; i++)
            trainer.vae.encoder.mlp.layer[0].w[j * 2 * LATENT + LATENT + i] = 0;
        trainer.vae.decoder.mlp.layer[0].b[j] = (real)golden_fraction(j);
    }
    for (long j = 0; j < 2 * LATENT; j++)
        trainer.vae.encoder.mlp.layer[0].b[j] = (real)(j < LATENT ? golden_fraction(j)
                                                                  : -60 - (double)j);
    *trainer.vae.likelihood_scale = REAL(-0.25);
    ck_assert_int_eq(theory_model_new(&model, D, LATENT, &config.likelihood, &error), STATUS_OK);
    theory_model_take(&model, &trainer.vae);
    ck_assert_int_eq(theory_moments_measure(&moments, trial.data.train, N, D, &error), STATUS_OK);
    struct theory_terms wanted = theory_model_terms(kl, &model, &moments);
    struct vae_terms got = klimb_vae_forward(&trainer.vae, trial.data.train, still, N,
                                             &trial.backend);
    ck_assert_near_relative(got.recon, wanted.recon, 1e-6);
    for (long j = 0; j < LATENT; j++)
        ck_assert_near_relative(trainer.vae.kl[j], kl[j], 1e-6);
    theory_moments_free(&moments);
    theory_model_free(&model);
    klimb_trainer_free(&trainer);
    trial_end(&trial);
}
END_TEST

/* Mean and variance over the examples of the mean of q in dimension j. */
static void measure_mu(double *mean, double *variance, const struct theory_model *model, long j) {
    double square = 0;
    *mean = 0;
    for (long i = 0; i < N; i++) {
        double mu = model->a[j];
        for (long l = 0; l < D; l++)
            mu += model->v[j * D + l] * (double)examples[i * D + l];
        *mean += mu / N;
        square += mu * mu / N;
    }
    *variance = square - *mean * *mean;
}

START_TEST(theory_model_observe_fills_the_columns_of_a_record) {
    struct theory_moments moments = some_moments();
    struct theory_model model = some_model(LIKELIHOOD_GAUSSIAN_LEARNED);
    double value[OBSERVABLES], dimension[LATENT * DIMENSION_OBSERVABLES], kl[LATENT];
    model.v[0] = model.v[1] = model.v[2] = model.v[3] = 0; /* the first unit is not active */
    struct theory_terms terms = theory_model_terms(kl, &model, &moments);
    theory_model_observe(value, dimension, &model, &moments, 0.5);
    ck_assert_near(value[OBSERVABLE_recon], terms.recon, 0);
    ck_assert_near(value[OBSERVABLE_kl], terms.kl, 0);
    ck_assert_near(value[OBSERVABLE_loss], terms.recon + terms.kl / 2, 1e-14);
    ck_assert_near(value[OBSERVABLE_elbo], -terms.recon - terms.kl, 1e-14);
    ck_assert_near(value[OBSERVABLE_beta], 0.5, 0);
    ck_assert_near(value[OBSERVABLE_sigma_x], 0.8, 1e-15);
    ck_assert_near(value[OBSERVABLE_mi_cap], log(N), 0);
    ck_assert_near(value[OBSERVABLE_active_units], LATENT - 1, 0);
    ck_assert_near(value[OBSERVABLE_logvar_min], fmin(model.s[0], fmin(model.s[1], model.s[2])), 0);
    ck_assert_near(value[OBSERVABLE_logvar_max], fmax(model.s[0], fmax(model.s[1], model.s[2])), 0);
    ck_assert_near(value[OBSERVABLE_sigma_mean],
                   (exp(model.s[0] / 2) + exp(model.s[1] / 2) + exp(model.s[2] / 2)) / 3, 1e-15);
    ck_assert(isnan(value[OBSERVABLE_mi]) && isnan(value[OBSERVABLE_grad_encoder]));
    double spread = 0;
    for (long j = 0; j < LATENT; j++) {
        const double *row = dimension + j * DIMENSION_OBSERVABLES;
        double mean, variance;
        measure_mu(&mean, &variance, &model, j);
        ck_assert_near(row[DIMENSION_kl], kl[j], 0);
        ck_assert_near(row[DIMENSION_mu_mean], mean, 1e-14);
        ck_assert_near(row[DIMENSION_mu_variance], variance, 1e-14);
        ck_assert_near(row[DIMENSION_logvar_mean], model.s[j], 0);
        ck_assert_near(row[DIMENSION_logvar_min], model.s[j], 0);
        ck_assert_near(row[DIMENSION_logvar_max], model.s[j], 0);
        spread += row[DIMENSION_mu_variance] / LATENT;
    }
    ck_assert_near(value[OBSERVABLE_mu_spread], sqrt(spread), 1e-15);
    theory_model_free(&model);
    theory_moments_free(&moments);
}
END_TEST

static Suite *theory_model_suite(void) {
    Suite *suite = suite_create("theory model");
    TCase *tests = tcase_create("model");
    tcase_add_test(tests, theory_model_terms_are_the_means_over_examples_and_noise);
    tcase_add_test(tests, theory_model_noise_variance_is_that_over_all_noise);
    tcase_add_loop_test(tests, theory_model_terms_have_the_kl_of_other_programs, 0, 8);
    tcase_add_test(tests, theory_model_gradient_is_the_slope_of_the_loss);
    tcase_add_test(tests, theory_model_gradient_vanishes_at_the_optimum);
    tcase_add_test(tests, theory_model_take_reads_core_s_layout);
    tcase_add_test(tests, theory_model_observe_fills_the_columns_of_a_record);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(theory_model_suite)
