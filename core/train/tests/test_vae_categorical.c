/* A run with a categorical likelihood: its requirements on the data. */
#include <stdlib.h>

#include "tests/trainer_fixture.h"

enum { SYMBOLS = 3 };

/* Four examples of DATA = 6 values: two positions of three symbols. */
static real spelt[4 * DATA] = {1, 0, 0, 0, 1, 0, 0, 1, 0, 0, 1, 0,
                               0, 0, 1, 1, 0, 0, 0, 1, 0, 0, 0, 1};

static struct config config_of(long symbols) {
    struct config config = example_config();
    config.likelihood.kind = LIKELIHOOD_CATEGORICAL;
    config.likelihood.symbols = symbols;
    return config;
}

/* The error message of a run on these data. */
static const char *refusal(struct error *error, const struct config *config,
                           const struct dataset *data) {
    struct trainer trainer;
    struct backend backend = {0};
    ck_assert_int_eq(klimb_backend_select(&backend, BACKEND_EXACT, NULL, NULL), STATUS_OK);
    ck_assert_int_eq(klimb_trainer_init(&trainer, config, data, 0, &backend, error),
                     STATUS_INVALID);
    return error->message;
}

START_TEST(trainer_init_of_symbols_that_do_not_divide_an_example_says_so) {
    struct dataset data = {.train = spelt, .train_count = 4, .dimensions = DATA};
    struct config config = config_of(4);
    struct error error = {0};
    ck_assert_str_eq(refusal(&error, &config, &data),
                     "likelihood.symbols is 4; must be a divisor of the number of columns, which "
                     "is 6");
    ck_assert_str_eq(error.key, "likelihood.symbols");
    data.symbols = 3;
    config = config_of(2);
    ck_assert_str_eq(refusal(&error, &config, &data),
                     "likelihood.symbols is 2; must be the number of symbols of the data, which "
                     "is 3");
}
END_TEST

START_TEST(trainer_init_of_values_that_are_no_symbols_says_where) {
    real x[4 * DATA];
    struct config config = config_of(SYMBOLS);
    struct error error = {0};
    const struct {
        long at;
        real value;
    } faults[] = {{3 * DATA + 5, 0}, {3 * DATA + 4, 1}, {3 * DATA + 3, (real)NAN}};
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
        memcpy(x, spelt, sizeof x);
        x[faults[i].at] = faults[i].value;
        struct dataset data = {.train = x, .train_count = 4, .dimensions = DATA};
        ck_assert_str_eq(refusal(&error, &config, &data),
                         "position 1 of training example 3 has not one 1 and 2 zeros; "
                         "likelihood.kind categorical needs that");
        ck_assert_str_eq(error.hint, "leave data.scale at its default and data.noise at 0");
    }
}
END_TEST

/* With zero weights all symbols are equally likely: ln 3 nats for each of two positions. */
START_TEST(vae_of_symbols_without_weights_costs_the_logarithm_of_their_number) {
    struct config config = config_of(SYMBOLS);
    config.model.init_scale = 0;
    struct dataset data = {.train = spelt, .train_count = 4, .dimensions = DATA};
    struct run run;
    start(&run, &config, &data, 3, BACKEND_EXACT);
    real noise[4 * 8] = {0};
    struct vae_terms terms = klimb_vae_evaluate(&run.trainer.vae, spelt, noise, 4, &run.backend);
    ck_assert(fabs(terms.recon - 2 * log(3)) < 1e-6);
    klimb_trainer_free(&run.trainer);
}
END_TEST

static Suite *categorical_suite(void) {
    Suite *suite = suite_create("vae of symbols");
    TCase *all = tcase_create("categorical");
    tcase_add_test(all, trainer_init_of_symbols_that_do_not_divide_an_example_says_so);
    tcase_add_test(all, trainer_init_of_values_that_are_no_symbols_says_where);
    tcase_add_test(all, vae_of_symbols_without_weights_costs_the_logarithm_of_their_number);
    suite_add_tcase(suite, all);
    return suite;
}

TEST_MAIN(categorical_suite)
