/* Batch norm of the posterior means in the model and its training. */
#include "train/vae.h"

#include <string.h>

#include "numerics/rng.h"
#include "tests/check_gradient.h"
#include "tests/config_refuses.h"
#include "tests/laid_out_vae.h"
#include "tests/trainer_fixture.h"

enum { ROWS = 5 };

static struct config norm_config(void) {
    struct config config = example_config();
    config.model.latent = K;
    config.model.head.batch_norm = 0.8;
    return config;
}

struct fixture {
    struct backend backend;
    struct arena arena;
    struct vae vae;
    real x[ROWS * DATA], eps[ROWS * K];
    double beta;
};

static void set_up(struct fixture *f, const struct config *config) {
    *f = (struct fixture){.beta = 0.7};
    lay_out_vae(&f->vae, &f->arena, &f->backend, config, DATA, ROWS, 11);
    fill_grey(f->x, ROWS * DATA);
    klimb_rng_normal(f->eps, (struct rng_place){.seed = 4}, ROWS, K, f->backend.vm);
    f->vae.posterior.norm.shift[0] = REAL(0.3);
}

START_TEST(vae_layout_puts_the_shifts_behind_the_encoder) {
    struct config config = norm_config();
    struct fixture f;
    set_up(&f, &config);
    long network = klimb_network_parameter_count(&f.vae.encoder);
    ck_assert_int_eq(f.vae.encoder_parameters, network + K);
    ck_assert_ptr_eq(f.vae.posterior.norm.shift, f.vae.p + network);
    ck_assert_ptr_eq(f.vae.posterior.norm.dshift, f.vae.g + network);
    ck_assert_ptr_eq(klimb_network_layer(&f.vae.decoder, 0).part[0].values, f.vae.p + network + K);
    klimb_arena_free(&f.arena);
}
END_TEST

#ifdef KLIMB_DOUBLE
static double loss(void *context) {
    struct fixture *f = context;
    struct vae_terms terms = klimb_vae_forward(&f->vae, f->x, f->eps, ROWS, &f->backend);
    return terms.recon + f->beta * terms.kl;
}

static const struct head_config heads[] = {
    {.kind = HEAD_LOGVAR},
    {.kind = HEAD_SOFTPLUS, .floor = 0.01},
};

START_TEST(vae_backward_goes_through_the_statistics_of_the_batch) {
    struct config config = norm_config();
    config.model.head = heads[_i];
    config.model.head.batch_norm = 0.8;
    struct fixture f;
    set_up(&f, &config);
    loss(&f);
    klimb_vae_backward(&f.vae, f.x, f.eps, f.beta, ROWS, &f.backend);
    double gradient[128];
    ck_assert_int_le(f.vae.parameters, 128);
    memcpy(gradient, f.vae.g, (size_t)f.vae.parameters * sizeof *gradient);
    check_gradient(loss, &f, f.vae.p, gradient, f.vae.parameters);
    klimb_arena_free(&f.arena);
}
END_TEST
#endif

/* sigma^2 - 1 - ln sigma^2 >= 0, so the KL of a batch is at least gamma^2/2 + shift^2/2 a dimension, but for epsilon. */
START_TEST(trainer_kl_of_a_batch_is_at_least_the_floor) {
    struct config config = norm_config();
    struct dataset data = small_data();
    struct run run;
    start(&run, &config, &data, 5, BACKEND_EXACT);
    do {
        klimb_trainer_observe(&run.trainer, &run.row);
        const struct batch_norm *norm = &run.trainer.vae.posterior.norm;
        double floor = 0;
        for (long j = 0; j < K; j++) {
            double kept = norm->variance[j] / (norm->variance[j] + BATCH_NORM_EPSILON);
            floor += 0.5 * (0.64 * kept + (double)norm->shift[j] * (double)norm->shift[j]);
        }
        ck_assert(at(&run, OBSERVABLE_batch_kl) >= floor * (1 - 1e-6));
    } while (klimb_trainer_step(&run.trainer));
    klimb_trainer_free(&run.trainer);
}
END_TEST

/* The running averages move with an update and not with an observation. */
START_TEST(trainer_observe_twice_gives_the_same_row_and_moves_nothing) {
    struct config config = norm_config();
    struct dataset data = small_data();
    struct run seen, unseen;
    start(&seen, &config, &data, 5, BACKEND_EXACT);
    start(&unseen, &config, &data, 5, BACKEND_EXACT);
    do {
        klimb_trainer_observe(&seen.trainer, &seen.row);
        struct observation first = seen.row;
        klimb_trainer_observe(&seen.trainer, &seen.row);
        ck_assert_mem_eq(first.value, seen.row.value, sizeof first.value);
    } while (klimb_trainer_step(&seen.trainer));
    train(&unseen, 0);
    ck_assert(same_parameters(&seen, &unseen));
    ck_assert_mem_eq(seen.trainer.vae.posterior.norm.running,
                     unseen.trainer.vae.posterior.norm.running, 2 * K * sizeof(double));
    klimb_trainer_free(&seen.trainer);
    klimb_trainer_free(&unseen.trainer);
}
END_TEST

START_TEST(config_check_of_batch_norm_names_what_it_cannot_be_with) {
    ACCEPTS(c.model.head.batch_norm = 0.5);
    ACCEPTS(
        (c.model.head.batch_norm = 0.5, c.batches.sampling = SAMPLING_FULL, c.batches.batch = 0));
    ACCEPTS((c.model.head.batch_norm = 0, c.batches.batch = 1));
    REFUSES(c.model.head.batch_norm = -1,
            "model.head.batch_norm is -1; must be a number from 0 to 1000000");
    REFUSES((c.model.head.batch_norm = 0.5, c.batches.batch = 1),
            "train.batch is 1; with a model.head.batch_norm above 0 it must be at least 2");
    REFUSES((c.model.head.batch_norm = 0.5, c.bound = (struct bound_config){BOUND_IWAE, 5}),
            "model.head.batch_norm is 0.5; with objective.bound iwae it must be 0");
    REFUSES(
        (c.model.head.batch_norm = 0.5, c.model.prior = (struct prior_config){PRIOR_VAMPPRIOR, 3}),
        "model.head.batch_norm is 0.5; with prior.kind vampprior it must be 0");
}
END_TEST

START_TEST(trainer_init_of_one_example_refuses_batch_norm) {
    struct config config = norm_config();
    struct dataset data = small_data();
    struct trainer trainer;
    struct backend backend;
    struct error error = {0};
    data.train_count = 1;
    config.batches.sampling = SAMPLING_FULL;
    ck_assert_int_eq(klimb_backend_select(&backend, BACKEND_EXACT, NULL, NULL), STATUS_OK);
    ck_assert_int_eq(klimb_trainer_init(&trainer, &config, &data, 1, &backend, &error),
                     STATUS_INVALID);
    ck_assert_str_eq(error.message, "the data hold 1 training example; a model.head.batch_norm "
                                    "above 0 needs 2 or more");
}
END_TEST

static Suite *vae_batch_norm_suite(void) {
    Suite *suite = suite_create("vae batch norm");
    TCase *tests = tcase_create("batch norm");
    tcase_add_test(tests, vae_layout_puts_the_shifts_behind_the_encoder);
#ifdef KLIMB_DOUBLE
    tcase_add_loop_test(tests, vae_backward_goes_through_the_statistics_of_the_batch, 0,
                        (int)(sizeof heads / sizeof *heads));
#endif
    tcase_add_test(tests, trainer_kl_of_a_batch_is_at_least_the_floor);
    tcase_add_test(tests, trainer_observe_twice_gives_the_same_row_and_moves_nothing);
    tcase_add_test(tests, config_check_of_batch_norm_names_what_it_cannot_be_with);
    tcase_add_test(tests, trainer_init_of_one_example_refuses_batch_norm);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(vae_batch_norm_suite)
