/* The rules of decoders that see x. */
#include "tests/config_refuses.h"

/* Weights outside the masks have no gradient either. */
START_TEST(config_check_of_made_decoder_asks_what_it_needs) {
    ACCEPTS((c.model.decoder = DECODER_MADE, c.model.decoder_dropout = 1));
    REFUSES((c.model.decoder = DECODER_MADE, c.model.decoder_dropout = 1.5),
            "model.decoder_dropout is 1.5; must be a number from 0 to 1");
    ACCEPTS(c.model.decoder_dropout = 1.5);
    REFUSES((c.model.decoder = DECODER_MADE, c.optimiser.epsilon = 0),
            "optimiser.epsilon is 0; with model.decoder made it must be above 0");
    REFUSES((c.model.decoder = DECODER_MADE, c.likelihood.kind = LIKELIHOOD_GAUSSIAN),
            "likelihood.kind is gaussian; with model.decoder made it must be bernoulli");
}
END_TEST

/* A symbol that no batch has seen has no gradient. */
START_TEST(config_check_of_gru_decoder_asks_what_it_needs) {
#define GRU                                                                                        \
    c.model.decoder = DECODER_GRU, c.likelihood.kind = LIKELIHOOD_CATEGORICAL,                     \
    c.likelihood.symbols = 5
    ACCEPTS((GRU, c.model.decoder_dropout = 1));
    REFUSES((GRU, c.model.decoder_dropout = -0.5),
            "model.decoder_dropout is -0.5; must be a number from 0 to 1");
    REFUSES((GRU, c.optimiser.epsilon = 0),
            "optimiser.epsilon is 0; with model.decoder gru it must be above 0");
    REFUSES((GRU, c.likelihood.kind = LIKELIHOOD_BERNOULLI),
            "likelihood.kind is bernoulli; with model.decoder gru it must be categorical");
    REFUSES((GRU, c.bound.kind = BOUND_IWAE, c.bound.samples = 2),
            "objective.bound is iwae; with model.decoder gru it must be elbo");
    REFUSES((GRU, c.model.skip = SKIP_ALL),
            "model.skip is all; with model.decoder gru it must be none");
    REFUSES((GRU, c.model.decoder_layers = 0),
            "model.decoder_hidden has 0 values; with model.decoder gru it must have 1");
    REFUSES((GRU, c.model.decoder_layers = 2, c.model.decoder_hidden[1] = 3),
            "model.decoder_hidden has 2 values; with model.decoder gru it must have 1");
#undef GRU
}
END_TEST

static Suite *config_decoder_suite(void) {
    Suite *suite = suite_create("config decoder");
    TCase *tests = tcase_create("rules");
    tcase_add_test(tests, config_check_of_made_decoder_asks_what_it_needs);
    tcase_add_test(tests, config_check_of_gru_decoder_asks_what_it_needs);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(config_decoder_suite)
