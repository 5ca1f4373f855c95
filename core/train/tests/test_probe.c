/* The row of a model: its moments, its identities, and its values for models that are not finite. */
#include "train/probe.h"

#include <string.h>

#include "numerics/rng.h"
#include "tests/check_near.h"
#include "tests/example_config.h"

enum { K = 2, DATA = 3, EXAMPLES = 7 };

static const real x[EXAMPLES * DATA] = {
    REAL(0.91), REAL(0.13), REAL(0.57), REAL(0.02), REAL(0.76), REAL(0.34), REAL(0.88),
    REAL(0.21), REAL(0.69), REAL(0.47), REAL(0.05), REAL(0.62), REAL(0.97), REAL(0.39),
    REAL(0.18), REAL(0.28), REAL(0.83), REAL(0.44), REAL(0.07), REAL(0.51), REAL(0.99)};

struct fixture {
    struct backend backend;
    struct arena arena;
    struct vae vae;
    struct probe probe;
    struct observation row;
    float dimension[K * DIMENSION_OBSERVABLES];
};

static void set_up(struct fixture *f, const struct config *config, long capacity) {
    *f = (struct fixture){0};
    ck_assert_int_eq(klimb_backend_select(&f->backend, BACKEND_EXACT, NULL, NULL), STATUS_OK);
    for (int carving = 0; carving <= 1; carving++) {
        klimb_vae_layout(&f->vae, &f->arena, config, DATA, capacity);
        klimb_probe_layout(&f->probe, &f->arena, x, EXAMPLES, DATA, config->model.latent);
        if (!carving)
            ck_assert_int_eq(klimb_arena_allocate(&f->arena, NULL), STATUS_OK);
    }
    klimb_vae_init_weights(&f->vae, 3, &f->backend);
    klimb_probe_init(&f->probe, f->backend.vm);
    f->row.dimension = f->dimension;
}

static double at(const struct fixture *f, enum observable column) {
    return (double)f->row.value[column];
}

static double dimension_at(const struct fixture *f, long j, enum dimension_observable column) {
    return (double)f->dimension[j * DIMENSION_OBSERVABLES + column];
}

/* A linear encoder in which mu_0 = 2 x_0, mu_1 = 0.3, and the raw scales are s_0, s_1. */
static void set_up_known(struct fixture *f, const struct head_config *head, real s0, real s1) {
    struct config config = example_config();
    config.model.encoder_layers = 0;
    config.model.head = *head;
    set_up(f, &config, 4);
    struct dense *layer = &f->vae.encoder.mlp.layer[0];
    memset(layer->w, 0, sizeof(real) * DATA * 2 * K);
    layer->w[0] = 2;
    layer->b[1] = REAL(0.3);
    layer->b[2] = s0;
    layer->b[3] = s1;
}

/* The mean and variance of 2 x_0 by their definitions; the other mu does not vary, and ln sigma^2 is -0.5
 * and 1 everywhere. */
START_TEST(probe_observe_of_known_posterior_has_its_moments) {
    static const struct head_config head = {.kind = HEAD_LOGVAR};
    struct fixture f;
    double mean = 0, variance = 0;
    for (long i = 0; i < EXAMPLES; i++)
        mean += 2 * (double)x[i * DATA] / EXAMPLES;
    for (long i = 0; i < EXAMPLES; i++)
        variance += (2 * (double)x[i * DATA] - mean) * (2 * (double)x[i * DATA] - mean) / EXAMPLES;
    set_up_known(&f, &head, REAL(-0.5), 1);
    klimb_probe_observe(&f.probe, &f.row, &f.vae, 1, &f.backend);
    ck_assert_near(dimension_at(&f, 0, DIMENSION_mu_mean), mean, 1e-6);
    ck_assert_near(dimension_at(&f, 0, DIMENSION_mu_variance), variance, 1e-6);
    ck_assert_near(dimension_at(&f, 1, DIMENSION_mu_mean), 0.3, 1e-7);
    ck_assert_near(dimension_at(&f, 1, DIMENSION_mu_variance), 0, 1e-15);
    ck_assert_near(dimension_at(&f, 1, DIMENSION_logvar_mean), 1, 1e-7);
    ck_assert_near(dimension_at(&f, 0, DIMENSION_logvar_max), -0.5, 0);
    ck_assert_near(at(&f, OBSERVABLE_mu_spread), sqrt(variance / 2), 1e-6);
    ck_assert_near(at(&f, OBSERVABLE_active_units), 1, 0);
    ck_assert_near(at(&f, OBSERVABLE_logvar_min), -0.5, 0);
    ck_assert_near(at(&f, OBSERVABLE_logvar_max), 1, 0);
    ck_assert_near(at(&f, OBSERVABLE_sigma_mean), (exp(-0.25) + exp(0.5)) / 2, 1e-6);
    /* KL of the constant dimension: 1/2 (0.3^2 + e - 1 - 1). */
    ck_assert_near(dimension_at(&f, 1, DIMENSION_kl), (0.09 + exp(1) - 2) / 2, 1e-6);
    ck_assert_near(at(&f, OBSERVABLE_sigma_x), 0, 0);
    klimb_arena_free(&f.arena);
}
END_TEST

/* One of two dimensions is outside the clamp [-1, 1]. */
START_TEST(probe_observe_of_clamped_head_gives_the_share_outside) {
    static const struct head_config head = {.kind = HEAD_CLAMPED, .low = -1, .high = 1};
    struct fixture f;
    set_up_known(&f, &head, REAL(-3.0), REAL(0.5));
    klimb_probe_observe(&f.probe, &f.row, &f.vae, 1, &f.backend);
    ck_assert_near(at(&f, OBSERVABLE_clamped), 0.5, 0);
    ck_assert_near(at(&f, OBSERVABLE_logvar_min), -1, 0);
    klimb_arena_free(&f.arena);
}
END_TEST

/* sigma = 1 + s = -2 and 0.5: their mean absolute value is 1.25. */
START_TEST(probe_observe_of_negative_sigma_takes_its_size) {
    static const struct head_config head = {.kind = HEAD_SIGMA};
    struct fixture f;
    set_up_known(&f, &head, REAL(-3.0), REAL(-0.5));
    klimb_probe_observe(&f.probe, &f.row, &f.vae, 1, &f.backend);
    ck_assert_near(at(&f, OBSERVABLE_sigma_mean), 1.25, 1e-7);
    klimb_arena_free(&f.arena);
}
END_TEST

/* Columns are rounded to binary32, so sums of them agree within a few of its units in last place.
 */
START_TEST(probe_observe_of_any_model_keeps_the_identities) {
    struct config config = example_config();
    struct fixture f;
    const double beta = 0.37;
    set_up(&f, &config, 4);
    klimb_probe_observe(&f.probe, &f.row, &f.vae, beta, &f.backend);
    double recon = at(&f, OBSERVABLE_recon), kl = at(&f, OBSERVABLE_kl);
    double mi = at(&f, OBSERVABLE_mi);
    ck_assert_near(at(&f, OBSERVABLE_beta), (double)(float)beta, 0);
    ck_assert_near(dimension_at(&f, 0, DIMENSION_kl) + dimension_at(&f, 1, DIMENSION_kl), kl, 1e-6);
    ck_assert_near(at(&f, OBSERVABLE_loss), recon + beta * kl, 1e-6);
    ck_assert_near(at(&f, OBSERVABLE_elbo), -(recon + kl), 1e-6);
    ck_assert_near(at(&f, OBSERVABLE_kl_agg), kl - mi, 1e-6);
    ck_assert_near(at(&f, OBSERVABLE_mi_cap), log(EXAMPLES), 1e-6);
    ck_assert(mi <= at(&f, OBSERVABLE_mi_cap));
    klimb_arena_free(&f.arena);
}
END_TEST

/* recon and kl are those of one batch that holds the whole evaluation set. */
START_TEST(probe_observe_in_chunks_has_the_bits_of_one_batch) {
    struct config config = example_config();
    struct fixture whole, chunks;
    set_up(&whole, &config, EXAMPLES);
    klimb_probe_observe(&whole.probe, &whole.row, &whole.vae, 1, &whole.backend);
    struct vae_terms terms = klimb_vae_forward(&whole.vae, x, whole.probe.eps, EXAMPLES,
                                               &whole.backend);
    ck_assert_near(at(&whole, OBSERVABLE_recon), (float)terms.recon, 0);
    ck_assert_near(at(&whole, OBSERVABLE_kl), (float)terms.kl, 0);
    for (long capacity = 1; capacity < EXAMPLES; capacity++) {
        set_up(&chunks, &config, capacity);
        klimb_probe_observe(&chunks.probe, &chunks.row, &chunks.vae, 1, &chunks.backend);
        ck_assert(memcmp(whole.row.value, chunks.row.value, sizeof whole.row.value) == 0);
        ck_assert(memcmp(whole.dimension, chunks.dimension, sizeof whole.dimension) == 0);
        klimb_arena_free(&chunks.arena);
    }
    klimb_arena_free(&whole.arena);
}
END_TEST

START_TEST(probe_observe_leaves_parameters_and_gradients_alone) {
    struct config config = example_config();
    struct fixture f;
    set_up(&f, &config, 4);
    long n = f.vae.parameters;
    real before[256];
    ck_assert_int_le(n, 256);
    for (long i = 0; i < n; i++)
        f.vae.g[i] = REAL(2.385);
    memcpy(before, f.vae.p, (size_t)n * sizeof(real));
    klimb_probe_observe(&f.probe, &f.row, &f.vae, 1, &f.backend);
    ck_assert(memcmp(before, f.vae.p, (size_t)n * sizeof(real)) == 0);
    for (long i = 0; i < n; i++)
        ck_assert_near(f.vae.g[i], REAL(2.385), 0);
    klimb_arena_free(&f.arena);
}
END_TEST

/* sigma^2 = 1 + s with s = -2: ln sigma^2 is NaN for one dimension, while the other is healthy. */
START_TEST(probe_observe_of_nan_logvar_shows_it_in_every_column_it_reaches) {
    static const enum observable reached[] = {
        OBSERVABLE_recon,      OBSERVABLE_kl,         OBSERVABLE_loss,
        OBSERVABLE_elbo,       OBSERVABLE_mi,         OBSERVABLE_kl_agg,
        OBSERVABLE_logvar_min, OBSERVABLE_logvar_max, OBSERVABLE_sigma_mean};
    static const struct head_config head = {.kind = HEAD_VARIANCE};
    struct fixture f;
    set_up_known(&f, &head, REAL(-2.0), REAL(0.5));
    klimb_probe_observe(&f.probe, &f.row, &f.vae, 1, &f.backend);
    for (size_t i = 0; i < sizeof reached / sizeof reached[0]; i++)
        ck_assert_msg(isnan(at(&f, reached[i])), "%s", klimb_observable_info[reached[i]].name);
    ck_assert(isnan(dimension_at(&f, 0, DIMENSION_logvar_min)));
    ck_assert_near(dimension_at(&f, 1, DIMENSION_logvar_min), log(1.5), 1e-6);
    ck_assert_near(at(&f, OBSERVABLE_active_units), 1, 0);
    klimb_arena_free(&f.arena);
}
END_TEST

/* s_0 = -0.05 - w x_0 is below -1 for no example at w = 0.97, and at w = 1 only for the one with
 * x_0 = 0.97. The healthy examples after it must not hide it. */
START_TEST(probe_observe_of_one_nan_example_shows_it) {
    static const struct head_config head = {.kind = HEAD_VARIANCE};
    struct fixture f;
    set_up_known(&f, &head, REAL(-0.05), REAL(0.5));
    f.vae.encoder.mlp.layer[0].w[2] = REAL(-0.97);
    klimb_probe_observe(&f.probe, &f.row, &f.vae, 1, &f.backend);
    ck_assert(isnan(at(&f, OBSERVABLE_logvar_min)) == 0);
    f.vae.encoder.mlp.layer[0].w[2] = -1;
    klimb_probe_observe(&f.probe, &f.row, &f.vae, 1, &f.backend);
    ck_assert(isnan(at(&f, OBSERVABLE_logvar_min)));
    ck_assert(isnan(at(&f, OBSERVABLE_logvar_max)));
    klimb_arena_free(&f.arena);
}
END_TEST

START_TEST(probe_observe_of_nan_mu_has_no_count_of_active_units) {
    static const struct head_config head = {.kind = HEAD_LOGVAR};
    struct fixture f;
    set_up_known(&f, &head, 0, 0);
    f.vae.encoder.mlp.layer[0].b[1] = (real)NAN;
    klimb_probe_observe(&f.probe, &f.row, &f.vae, 1, &f.backend);
    ck_assert(isnan(at(&f, OBSERVABLE_active_units)));
    ck_assert(isnan(at(&f, OBSERVABLE_mu_spread)));
    klimb_arena_free(&f.arena);
}
END_TEST

/* A finite explosion: e^-ln sigma^2 overflows, but no term of the KL does. Every sample lies in its own
 * peak. */
START_TEST(probe_observe_of_a_finite_explosion_has_finite_information) {
    static const struct head_config head = {.kind = HEAD_LOGVAR};
    struct fixture f;
    set_up_known(&f, &head, (real)(-1.4 * log((double)REAL_MAX)), REAL(0.5));
    f.vae.encoder.mlp.layer[0].w[0] = REAL(1e6);
    klimb_probe_observe(&f.probe, &f.row, &f.vae, 1, &f.backend);
    for (enum observable column = 0; column < OBSERVABLE_grad_encoder; column++)
        ck_assert_msg(isfinite(at(&f, column)), "%s", klimb_observable_info[column].name);
    ck_assert_near(at(&f, OBSERVABLE_mi), log(EXAMPLES), 1e-6);
    ck_assert_near(at(&f, OBSERVABLE_kl_agg), at(&f, OBSERVABLE_kl) - log(EXAMPLES),
                   1e-6 * at(&f, OBSERVABLE_kl));
    ck_assert_near(at(&f, OBSERVABLE_holes), 1, 0);
    klimb_arena_free(&f.arena);
}
END_TEST

START_TEST(observation_narrow_ends_where_binary32_ends) {
    static const double same[] = {0, -2.5, 0x1.fffffep127, -0x1.fffffep127, 0x1p-149};
    for (size_t i = 0; i < sizeof same / sizeof *same; i++)
        ck_assert_near(observation_narrow(same[i]), same[i], 0);
    ck_assert_near(observation_narrow(1e39), FLT_MAX, 0);
    ck_assert_near(observation_narrow(-1e300), -FLT_MAX, 0);
    ck_assert(isinf(observation_narrow((double)INFINITY)));
    ck_assert(observation_narrow(-(double)INFINITY) < -FLT_MAX);
    ck_assert(isnan(observation_narrow((double)NAN)));
}
END_TEST

START_TEST(probe_init_draws_the_same_noise_for_all) {
    struct config config = example_config();
    struct fixture f;
    real wanted[EXAMPLES * K];
    set_up(&f, &config, 4);
    klimb_rng_normal(wanted, (struct rng_place){.seed = 0, .purpose = RNG_EVALUATION}, EXAMPLES, K,
                     f.backend.vm);
    ck_assert(memcmp(wanted, f.probe.eps, sizeof wanted) == 0);
    klimb_arena_free(&f.arena);
}
END_TEST

START_TEST(observable_info_follows_the_table) {
    ck_assert_str_eq(klimb_observable_info[OBSERVABLE_beta].name, "beta");
    ck_assert_str_eq(klimb_observable_info[OBSERVABLE_active_units].unit, "units");
    ck_assert_int_eq(klimb_observable_info[OBSERVABLE_active_units].scale, OBSERVABLE_LINEAR);
    ck_assert_near(klimb_observable_info[OBSERVABLE_active_units].resolution, 1, 0);
    ck_assert_int_eq(klimb_observable_info[OBSERVABLE_sigma_x].scale, OBSERVABLE_LOG);
    ck_assert_str_eq(klimb_observable_info[OBSERVABLE_nll_iw].name, "nll_iw");
    ck_assert_str_eq(klimb_dimension_names[DIMENSION_mu_variance], "mu_variance");
    ck_assert_ptr_null(klimb_dimension_names[DIMENSION_OBSERVABLES]);
}
END_TEST

static Suite *probe_suite(void) {
    Suite *suite = suite_create("probe");
    TCase *row = tcase_create("row");
    tcase_add_test(row, probe_observe_of_known_posterior_has_its_moments);
    tcase_add_test(row, probe_observe_of_clamped_head_gives_the_share_outside);
    tcase_add_test(row, probe_observe_of_negative_sigma_takes_its_size);
    tcase_add_test(row, probe_observe_of_any_model_keeps_the_identities);
    tcase_add_test(row, probe_observe_in_chunks_has_the_bits_of_one_batch);
    tcase_add_test(row, probe_observe_leaves_parameters_and_gradients_alone);
    tcase_add_test(row, probe_init_draws_the_same_noise_for_all);
    tcase_add_test(row, observable_info_follows_the_table);
    suite_add_tcase(suite, row);
    TCase *broken = tcase_create("non-finite");
    tcase_add_test(broken, probe_observe_of_nan_logvar_shows_it_in_every_column_it_reaches);
    tcase_add_test(broken, probe_observe_of_one_nan_example_shows_it);
    tcase_add_test(broken, observation_narrow_ends_where_binary32_ends);
    tcase_add_test(broken, probe_observe_of_a_finite_explosion_has_finite_information);
    tcase_add_test(broken, probe_observe_of_nan_mu_has_no_count_of_active_units);
    suite_add_tcase(suite, broken);
    return suite;
}

TEST_MAIN(probe_suite)
