/* Short runs on real data: what they learn, and that both backends agree. */
#include "tests/trainer_fixture.h"

static struct config digits_config(void) {
    struct config config = example_config();
    struct model_config *model = &config.model;
    model->latent = 10;
    model->encoder_hidden[0] = model->decoder_hidden[0] = 64;
    model->activation = ACTIVATION_RELU;
    model->init_scale = 0.5; /* so that the posterior starts near the prior */
    config.batches.batch = 64;
    config.optimiser.learning_rate = 3e-3; /* learns in 200 steps what 1e-3 does in 600 */
    config.record.examples = 200;
    config.steps = 200;
    return config;
}

static void load_digits(struct dataset *data) {
    struct config config = digits_config();
    struct error error = {0};
    ck_assert_msg(klimb_dataset_load(data, &config.data, klimb_vecmath_select(NULL), &error) ==
                      STATUS_OK,
                  "%s", error.message);
}

static void assert_identities(const struct run *run) {
    double recon = at(run, OBSERVABLE_recon), kl = at(run, OBSERVABLE_kl), sum = 0;
    for (long j = 0; j < 10; j++)
        sum += (double)run->dimension[j * DIMENSION_OBSERVABLES + DIMENSION_kl];
    ck_assert_near_relative(sum, kl, 1e-6);
    ck_assert_near_relative(at(run, OBSERVABLE_loss), recon + at(run, OBSERVABLE_beta) * kl, 1e-6);
    ck_assert_near_relative(at(run, OBSERVABLE_elbo), -(recon + kl), 1e-6);
    ck_assert_near(at(run, OBSERVABLE_kl_agg), kl - at(run, OBSERVABLE_mi), 1e-6);
    ck_assert_near(at(run, OBSERVABLE_mi_cap), log(200), 1e-6);
    ck_assert(at(run, OBSERVABLE_mi) <= at(run, OBSERVABLE_mi_cap));
}

/* The healthy run: reconstruction falls while KL, and with it MI, rises. */
START_TEST(trainer_step_on_digits_lowers_recon_and_raises_kl) {
    struct config config = digits_config();
    struct dataset data;
    struct run run;
    load_digits(&data);
    start(&run, &config, &data, 0, BACKEND_EXACT);
    klimb_trainer_observe(&run.trainer, &run.row);
    double recon = at(&run, OBSERVABLE_recon), kl = at(&run, OBSERVABLE_kl);
    ck_assert_double_lt(kl, 1);
    assert_identities(&run);
    while (klimb_trainer_step(&run.trainer))
        ;
    klimb_trainer_observe(&run.trainer, &run.row);
    assert_identities(&run);
    ck_assert_int_eq(run.row.step, 200);
    ck_assert(at(&run, OBSERVABLE_recon) < recon - 10);
    ck_assert(at(&run, OBSERVABLE_kl) > kl + 0.5);
    ck_assert(at(&run, OBSERVABLE_mi) > 0.5);
    klimb_trainer_free(&run.trainer);
    klimb_dataset_free(&data);
}
END_TEST

/* Whatever its KL, an encoder that sees nothing has no information. All two hundred posteriors are the same
 * density, so MI is 0 but for rounding. */
START_TEST(trainer_step_with_nothing_to_encode_informs_about_nothing) {
    struct config config = digits_config();
    struct dataset data;
    struct run run;
    config.model.encoder_input = ENCODER_INPUT_NOTHING;
    load_digits(&data);
    start(&run, &config, &data, 0, BACKEND_EXACT);
    while (klimb_trainer_step(&run.trainer))
        ;
    klimb_trainer_observe(&run.trainer, &run.row);
    ck_assert_near(at(&run, OBSERVABLE_mi), 0, 1e-7);
    ck_assert_near(at(&run, OBSERVABLE_active_units), 0, 0);
    klimb_trainer_free(&run.trainer);
    klimb_dataset_free(&data);
}
END_TEST

/* The two backends differ only in the rounding of matrix products. Five steps amplify that to a few units of
 * the sixth digit at most; a different batch or noise would show at once. */
START_TEST(trainer_step_with_openblas_starts_out_like_exact) {
    static const enum observable columns[] = {OBSERVABLE_recon, OBSERVABLE_kl, OBSERVABLE_mi,
                                              OBSERVABLE_batch_recon, OBSERVABLE_grad_encoder};
    struct config config = digits_config();
    struct dataset data;
    struct run exact, openblas;
    config.steps = 5;
    load_digits(&data);
    start(&exact, &config, &data, 0, BACKEND_EXACT);
    start(&openblas, &config, &data, 0, BACKEND_OPENBLAS);
    train(&exact, 1);
    train(&openblas, 1);
    for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++)
        ck_assert_near_relative(at(&openblas, columns[i]), at(&exact, columns[i]), 1e-4);
    klimb_trainer_free(&exact.trainer);
    klimb_trainer_free(&openblas.trainer);
    klimb_dataset_free(&data);
}
END_TEST

static Suite *trainer_digits_suite(void) {
    Suite *suite = suite_create("trainer_digits");
    TCase *digits = tcase_create("digits");
    tcase_add_test(digits, trainer_step_on_digits_lowers_recon_and_raises_kl);
    tcase_add_test(digits, trainer_step_with_nothing_to_encode_informs_about_nothing);
    tcase_add_test(digits, trainer_step_with_openblas_starts_out_like_exact);
    suite_add_tcase(suite, digits);
    return suite;
}

TEST_MAIN(trainer_digits_suite)
