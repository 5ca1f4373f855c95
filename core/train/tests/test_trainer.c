/* A run on small data: its refusals, its trajectory, its batches. */
#include "tests/trainer_fixture.h"

/* ---- Setting up ---- */

static void assert_refused(const struct config *config, const struct dataset *data,
                           const char *message) {
    struct backend backend;
    struct trainer trainer;
    struct error error = {0};
    ck_assert_int_eq(klimb_backend_select(&backend, BACKEND_EXACT, NULL, NULL), STATUS_OK);
    ck_assert_int_eq(klimb_trainer_init(&trainer, config, data, 0, &backend, &error),
                     STATUS_INVALID);
    ck_assert_str_eq(error.message, message);
    klimb_trainer_free(&trainer);
}

START_TEST(trainer_init_of_unfit_config_or_data_is_refused) {
    struct config config = example_config();
    struct dataset data = small_data(), none = {.dimensions = DATA};
    assert_refused(&config, &none, "the data hold no training examples");
    config.batches.batch = TRAIN + 1;
    assert_refused(
        &config, &data,
        "train.batch is 13; must be an integer from 1 to 12, the number of training examples");
    config.model.latent = 0;
    assert_refused(&config, &data, "model.latent is 0; must be an integer from 1 to 65535");
}
END_TEST

START_TEST(trainer_init_of_values_outside_unit_interval_is_refused_where_they_are_means) {
    struct config config = example_config();
    struct dataset data = small_data();
    grey[3] = 255;
    grey[4] = 0;
    assert_refused(&config, &data,
                   "the data reach from 0 to 255; a Bernoulli likelihood needs values in [0, 1]");
    config.likelihood.kind = LIKELIHOOD_GAUSSIAN;
    config.data.binarise = BINARISE_DYNAMIC;
    assert_refused(&config, &data,
                   "the data reach from 0 to 255; dynamic binarisation needs values in [0, 1]");
    config.data.binarise = BINARISE_NONE;
    struct run run;
    start(&run, &config, &data, 0, BACKEND_EXACT);
    klimb_trainer_free(&run.trainer);
}
END_TEST

START_TEST(trainer_init_without_held_out_data_evaluates_on_training_data) {
    struct config config = example_config();
    struct dataset data = small_data();
    struct run run;
    start(&run, &config, &data, 0, BACKEND_EXACT);
    ck_assert_ptr_eq(run.trainer.probe.x, data.train);
    ck_assert_int_eq(run.trainer.probe.examples, TRAIN);
    klimb_trainer_free(&run.trainer);
    real test[3 * DATA];
    fill_grey(test, 3 * DATA);
    data.test = test;
    data.test_count = 3;
    config.record.examples = 2;
    start(&run, &config, &data, 0, BACKEND_EXACT);
    ck_assert_ptr_eq(run.trainer.probe.x, test);
    ck_assert_int_eq(run.trainer.probe.examples, 2);
    klimb_trainer_free(&run.trainer);
}
END_TEST

/* ---- The trajectory ---- */

START_TEST(trainer_step_of_the_same_seed_has_the_same_bits) {
    struct config config = example_config();
    struct dataset data = small_data();
    struct run a, b, other;
    start(&a, &config, &data, 7, BACKEND_EXACT);
    start(&b, &config, &data, 7, BACKEND_EXACT);
    start(&other, &config, &data, 8, BACKEND_EXACT);
    train(&a, 0);
    train(&b, 0);
    train(&other, 0);
    ck_assert(same_parameters(&a, &b));
    ck_assert(!same_parameters(&a, &other));
    klimb_trainer_free(&a.trainer);
    klimb_trainer_free(&b.trainer);
    klimb_trainer_free(&other.trainer);
}
END_TEST

/* The probe uses the buffers of the batch; observing twice at every step must not change the run. */
START_TEST(trainer_observe_at_any_step_leaves_the_trajectory_alone) {
    struct config config = example_config();
    config.data.binarise = _i % 2 ? BINARISE_DYNAMIC : BINARISE_NONE;
    config.batches.sampling = (enum sampling)(_i / 2);
    config.optimiser.clip_norm = 0.5;
    check_observing_changes_nothing(&config);
}
END_TEST

START_TEST(trainer_observe_twice_gives_the_same_row) {
    struct config config = example_config();
    struct dataset data = small_data();
    struct run run;
    start(&run, &config, &data, 7, BACKEND_EXACT);
    klimb_trainer_observe(&run.trainer, &run.row);
    struct observation first = run.row;
    klimb_trainer_observe(&run.trainer, &run.row);
    ck_assert(memcmp(first.value, run.row.value, sizeof first.value) == 0);
    klimb_trainer_free(&run.trainer);
}
END_TEST

START_TEST(trainer_is_logged_follows_the_config) {
    struct config config = example_config();
    struct dataset data = small_data();
    struct run run;
    start(&run, &config, &data, 7, BACKEND_EXACT);
    do {
        long step = run.trainer.step;
        ck_assert_int_eq(klimb_trainer_is_logged(&run.trainer),
                         klimb_config_is_logged(&config, step));
    } while (klimb_trainer_step(&run.trainer));
    ck_assert_int_eq(run.trainer.step, config.steps);
    ck_assert(klimb_trainer_is_logged(&run.trainer));
    klimb_trainer_free(&run.trainer);
}
END_TEST

START_TEST(trainer_step_past_the_end_changes_nothing) {
    struct config config = example_config();
    struct dataset data = small_data();
    struct run run;
    config.steps = 2;
    start(&run, &config, &data, 7, BACKEND_EXACT);
    ck_assert_int_eq(klimb_trainer_step(&run.trainer), 1);
    ck_assert_int_eq(klimb_trainer_step(&run.trainer), 1);
    real p = run.trainer.vae.p[0];
    ck_assert_int_eq(klimb_trainer_step(&run.trainer), 0);
    ck_assert_int_eq(klimb_trainer_step(&run.trainer), 0);
    ck_assert_near(run.trainer.vae.p[0], p, 0);
    ck_assert(!run.trainer.outcome.diverged);
    ck_assert_int_eq(run.trainer.outcome.step, 2);
    ck_assert_int_eq(run.trainer.outcome.term, TERM_NONE);
    klimb_trainer_free(&run.trainer);
}
END_TEST

START_TEST(trainer_step_without_steps_leaves_one_row) {
    struct config config = example_config();
    struct dataset data = small_data();
    struct run run;
    config.steps = 0;
    start(&run, &config, &data, 7, BACKEND_EXACT);
    ck_assert(klimb_trainer_is_logged(&run.trainer));
    klimb_trainer_observe(&run.trainer, &run.row);
    ck_assert_int_eq(run.row.step, 0);
    ck_assert(isfinite(at(&run, OBSERVABLE_batch_recon)));
    ck_assert_int_eq(klimb_trainer_step(&run.trainer), 0);
    ck_assert_int_eq(run.trainer.outcome.step, 0);
    klimb_trainer_free(&run.trainer);
}
END_TEST

/* Plain SGD without momentum: p - rate g, with g scaled to the clip norm. So the update has the length
 * rate * clip, and the row has the norms before clipping. */
START_TEST(trainer_step_with_clipping_moves_by_rate_times_clip) {
    struct config config = example_config();
    struct dataset data = small_data();
    struct run run;
    config.optimiser = (struct optimiser_config){
        .kind = OPTIMISER_SGD, .learning_rate = 0.5, .clip_norm = 0.125};
    start(&run, &config, &data, 7, BACKEND_EXACT);
    long n = run.trainer.vae.parameters;
    real before[256];
    ck_assert_int_le(n, 256);
    memcpy(before, run.trainer.vae.p, (size_t)n * sizeof(real));
    klimb_trainer_observe(&run.trainer, &run.row);
    ck_assert(hypot(at(&run, OBSERVABLE_grad_encoder), at(&run, OBSERVABLE_grad_decoder)) > 0.2);
    klimb_trainer_step(&run.trainer);
    double moved = 0;
    for (long i = 0; i < n; i++)
        moved += pow((double)run.trainer.vae.p[i] - (double)before[i], 2);
    ck_assert_near_relative(sqrt(moved), 0.5 * 0.125, 1e-5);
    klimb_trainer_free(&run.trainer);
}
END_TEST

/* ---- Batches ---- */

/* Full batches are not random: x is the training set, in order. */
START_TEST(trainer_observe_of_full_sampling_sees_the_whole_training_set) {
    struct config config = example_config();
    struct dataset data = small_data();
    struct run run;
    config.batches.sampling = SAMPLING_FULL;
    start(&run, &config, &data, 7, BACKEND_EXACT);
    klimb_trainer_step(&run.trainer);
    klimb_trainer_observe(&run.trainer, &run.row);
    ck_assert_int_eq(run.trainer.vae.capacity, TRAIN);
    ck_assert(memcmp(run.trainer.x, grey, sizeof grey) == 0);
    klimb_trainer_free(&run.trainer);
}
END_TEST

/* Noise and batch are new at every step; a draw is addressed by step and row. */
START_TEST(trainer_step_draws_latent_noise_by_step) {
    struct config config = example_config();
    struct dataset data = small_data();
    struct run run;
    real wanted[4 * K];
    start(&run, &config, &data, 7, BACKEND_EXACT);
    for (uint32_t step = 0; step < 3; step++) {
        klimb_trainer_observe(&run.trainer, &run.row);
        struct rng_place place = {.seed = 7, .purpose = RNG_LATENT, .step = step};
        klimb_rng_normal(wanted, place, 4, K, run.backend.vm);
        ck_assert(memcmp(wanted, run.trainer.eps, sizeof wanted) == 0);
        klimb_trainer_step(&run.trainer);
    }
    klimb_trainer_free(&run.trainer);
}
END_TEST

/* 400 steps of 4 rows of 6 pixels with mean 0.3: the standard error of the share of ones is
 * sqrt(0.3 * 0.7 / 9600) = 0.0047; four of these are allowed. No pixel is constant. */
START_TEST(trainer_step_with_dynamic_binarisation_draws_pixels_with_grey_means) {
    struct config config = example_config();
    struct dataset data = small_data();
    struct run run;
    double ones = 0, first = 0;
    config.data.binarise = BINARISE_DYNAMIC;
    config.steps = 400;
    for (long i = 0; i < TRAIN * DATA; i++)
        grey[i] = REAL(0.3);
    start(&run, &config, &data, 7, BACKEND_EXACT);
    while (klimb_trainer_step(&run.trainer)) {
        for (long p = 0; p < 4 * DATA; p++) {
            double pixel = (double)run.trainer.x[p];
            ck_assert(!(pixel > 0 && pixel < 1) && pixel >= 0 && pixel <= 1);
            ones += pixel;
        }
        first += (double)run.trainer.x[0];
    }
    ck_assert_near(ones / (400 * 4 * DATA), 0.3, 0.019);
    ck_assert_near(first / 400, 0.3, 0.1);
    klimb_trainer_free(&run.trainer);
}
END_TEST

/* The draw of a pixel has its own address: step, row in the batch, column. */
START_TEST(trainer_step_with_dynamic_binarisation_draws_by_step_and_row) {
    static const enum binarise kinds[] = {BINARISE_DYNAMIC, BINARISE_REDRAWN};
    struct config config = example_config();
    struct dataset data = small_data();
    struct run run;
    config.data.binarise = kinds[_i];
    config.batches.sampling = SAMPLING_FULL;
    start(&run, &config, &data, 7, BACKEND_EXACT);
    for (uint32_t step = 0; klimb_trainer_step(&run.trainer); step++)
        for (uint32_t row = 0; row < TRAIN; row++) {
            real uniform[DATA];
            klimb_rng_uniform(uniform, (struct rng_place){7, RNG_BINARISE, step, row}, DATA);
            for (long j = 0; j < DATA; j++)
                ck_assert_near(run.trainer.x[row * DATA + j], uniform[j] < grey[row * DATA + j], 0);
        }
    klimb_trainer_free(&run.trainer);
}
END_TEST

/* Grey values 0 and 1 never change. */
START_TEST(trainer_step_with_dynamic_binarisation_keeps_black_and_white) {
    struct config config = example_config();
    struct dataset data = small_data();
    struct run run;
    config.data.binarise = BINARISE_DYNAMIC;
    config.batches.sampling = SAMPLING_FULL;
    for (long i = 0; i < TRAIN * DATA; i++)
        grey[i] = (real)(i % 2);
    start(&run, &config, &data, 7, BACKEND_EXACT);
    while (klimb_trainer_step(&run.trainer))
        ck_assert(memcmp(run.trainer.x, grey, sizeof grey) == 0);
    klimb_trainer_free(&run.trainer);
}
END_TEST

static Suite *trainer_suite(void) {
    Suite *suite = suite_create("trainer");
    TCase *set_up = tcase_create("setting up");
    tcase_add_test(set_up, trainer_init_of_unfit_config_or_data_is_refused);
    tcase_add_test(set_up,
                   trainer_init_of_values_outside_unit_interval_is_refused_where_they_are_means);
    tcase_add_test(set_up, trainer_init_without_held_out_data_evaluates_on_training_data);
    suite_add_tcase(suite, set_up);
    TCase *trajectory = tcase_create("trajectory");
    tcase_add_test(trajectory, trainer_step_of_the_same_seed_has_the_same_bits);
    tcase_add_loop_test(trajectory, trainer_observe_at_any_step_leaves_the_trajectory_alone, 0,
                        2 * SAMPLINGS);
    tcase_add_test(trajectory, trainer_observe_twice_gives_the_same_row);
    tcase_add_test(trajectory, trainer_is_logged_follows_the_config);
    tcase_add_test(trajectory, trainer_step_past_the_end_changes_nothing);
    tcase_add_test(trajectory, trainer_step_without_steps_leaves_one_row);
    tcase_add_test(trajectory, trainer_step_with_clipping_moves_by_rate_times_clip);
    suite_add_tcase(suite, trajectory);
    TCase *batches = tcase_create("batches");
    tcase_add_test(batches, trainer_observe_of_full_sampling_sees_the_whole_training_set);
    tcase_add_test(batches, trainer_step_draws_latent_noise_by_step);
    tcase_add_test(batches, trainer_step_with_dynamic_binarisation_draws_pixels_with_grey_means);
    tcase_add_loop_test(batches, trainer_step_with_dynamic_binarisation_draws_by_step_and_row, 0,
                        2);
    tcase_add_test(batches, trainer_step_with_dynamic_binarisation_keeps_black_and_white);
    suite_add_tcase(suite, batches);
    return suite;
}

TEST_MAIN(trainer_suite)
