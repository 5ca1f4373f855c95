/* The rules of a sampled KL: learned priors and the importance-weighted bound. */
#include "tests/config_refuses.h"

START_TEST(config_check_of_a_learned_prior_asks_for_what_it_samples) {
    ACCEPTS((c.model.prior = (struct prior_config){PRIOR_MIXTURE, 3},
             c.likelihood.kind = LIKELIHOOD_GAUSSIAN_LEARNED));
    ACCEPTS((c.model.prior = (struct prior_config){PRIOR_STANDARD, 0}));
    REFUSES((c.model.prior = (struct prior_config){PRIOR_MIXTURE, 0}),
            "prior.components is 0; must be an integer from 1 to 4096");
    REFUSES(
        (c.model.prior = (struct prior_config){PRIOR_MIXTURE, 3},
         c.model.head.kind = HEAD_SOFTPLUS),
        "model.head.kind is softplus; with prior.kind mixture it must be logvar, clamped, tanh or "
        "fixed");
    REFUSES((c.model.prior = (struct prior_config){PRIOR_VAMPPRIOR, 3},
             c.model.encoder_input = ENCODER_INPUT_NOTHING),
            "model.encoder_input is nothing; with prior.kind vampprior it must be data");
}
END_TEST

START_TEST(config_check_of_a_hierarchical_prior_asks_for_what_it_knows) {
#define HIERARCHY(change)                                                                          \
    (c.model.prior.kind = PRIOR_HIERARCHICAL,                                                      \
     c.model.hierarchy = (struct hierarchy_config){2, 1, 1}, change)
    ACCEPTS(HIERARCHY(c.model.hierarchy.beta = 0));
    ACCEPTS(HIERARCHY((c.noise = NOISE_EXPECTED, c.model.decoder_layers = 0,
                       c.likelihood.kind = LIKELIHOOD_GAUSSIAN)));
    REFUSES(HIERARCHY(c.model.hierarchy.latent = 0),
            "prior.latent_2 is 0; must be an integer from 1 to 4096");
    REFUSES(HIERARCHY(c.model.hierarchy.sigma = 0), "prior.eta is 0; must be above 0 and finite");
    REFUSES(HIERARCHY(c.model.hierarchy.beta = -1),
            "prior.weight is -1; must be at least 0 and finite");
    REFUSES(HIERARCHY(c.bound = ((struct bound_config){BOUND_IWAE, 5})),
            "objective.bound is iwae; with prior.kind hierarchical it must be elbo");
    REFUSES(HIERARCHY(c.record.nll_samples = 7),
            "record.nll_samples is 7; with prior.kind hierarchical it must be 0");
    REFUSES(HIERARCHY(c.model.head.kind = HEAD_SIGMA),
            "model.head.kind is sigma; with prior.kind hierarchical it must be logvar, clamped, "
            "tanh or fixed");
}
END_TEST

START_TEST(config_check_of_an_ar1_prior_asks_for_what_it_knows) {
#define AR1(change) (c.model.prior.kind = PRIOR_AR1, c.model.ar1.alpha = 0.5, change)
    ACCEPTS(AR1(c.model.ar1.alpha = 0));
    ACCEPTS(AR1((c.noise = NOISE_EXPECTED, c.model.decoder_layers = 0,
                 c.likelihood.kind = LIKELIHOOD_GAUSSIAN)));
    REFUSES(AR1(c.model.ar1.alpha = 1), "prior.alpha is 1; must be at least 0 and below 1");
    REFUSES(AR1(c.model.latent = 1),
            "model.latent is 1; with prior.kind ar1 it must be at least 2");
    REFUSES(AR1(c.bound = ((struct bound_config){BOUND_IWAE, 5})),
            "objective.bound is iwae; with prior.kind ar1 it must be elbo");
    REFUSES(AR1(c.record.nll_samples = 7),
            "record.nll_samples is 7; with prior.kind ar1 it must be 0");
    REFUSES(AR1(c.model.head.kind = HEAD_SIGMA),
            "model.head.kind is sigma; with prior.kind ar1 it must be logvar, clamped, tanh or "
            "fixed");
    REFUSES(AR1(c.objective.kind = OBJECTIVE_FREE_BITS),
            "objective.kind is free-bits; with a prior.kind other than standard it must be elbo");
}
END_TEST

START_TEST(config_check_of_a_fixed_head_asks_for_its_sigma) {
    ACCEPTS(c.model.head = ((struct head_config){.kind = HEAD_FIXED, .sigma = 0.5}));
    REFUSES(c.model.head = ((struct head_config){.kind = HEAD_FIXED, .sigma = 0}),
            "model.head.sigma_z is 0; must be above 0 and finite");
    REFUSES((c.model.head = (struct head_config){.kind = HEAD_FIXED, .sigma = 1},
             c.optimiser.epsilon = 0),
            "optimiser.epsilon is 0; with model.head.kind fixed it must be above 0");
}
END_TEST

#define IWAE(change) (c.bound = (struct bound_config){BOUND_IWAE, 5}, change)
START_TEST(config_check_of_the_iwae_bound_asks_for_what_it_samples) {
    ACCEPTS(c.bound = ((struct bound_config){BOUND_IWAE, 5}));
    ACCEPTS(c.bound = ((struct bound_config){BOUND_ELBO, 0}));
    REFUSES(IWAE(c.bound.samples = 0), "objective.samples is 0; must be an integer from 1 to 1024");
    REFUSES(IWAE(c.likelihood.kind = LIKELIHOOD_GAUSSIAN_LEARNED),
            "likelihood.kind is gaussian-learned; with objective.bound iwae it must be one that "
            "fits no scale");
    REFUSES(IWAE(c.likelihood.kind = LIKELIHOOD_GAUSSIAN_OPTIMAL),
            "likelihood.kind is gaussian-optimal; with objective.bound iwae it must be one that "
            "fits no scale");
    REFUSES(
        IWAE(c.model.head.kind = HEAD_SIGMA),
        "model.head.kind is sigma; with objective.bound iwae it must be logvar, clamped, tanh or "
        "fixed");
    REFUSES(IWAE((c.noise = NOISE_EXPECTED, c.model.decoder_layers = 0,
                  c.likelihood.kind = LIKELIHOOD_GAUSSIAN)),
            "objective.noise is expected; with objective.bound iwae it must be sampled");
}
END_TEST

static Suite *config_sampled_suite(void) {
    Suite *suite = suite_create("config sampled");
    TCase *tests = tcase_create("rules");
    tcase_add_test(tests, config_check_of_the_iwae_bound_asks_for_what_it_samples);
    tcase_add_test(tests, config_check_of_a_learned_prior_asks_for_what_it_samples);
    tcase_add_test(tests, config_check_of_a_hierarchical_prior_asks_for_what_it_knows);
    tcase_add_test(tests, config_check_of_an_ar1_prior_asks_for_what_it_knows);
    tcase_add_test(tests, config_check_of_a_fixed_head_asks_for_its_sigma);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(config_sampled_suite)
