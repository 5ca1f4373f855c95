/* The rules of klimb_config_check about objectives, schedules and optimisers. */
#include "tests/config_refuses.h"

START_TEST(config_check_of_objective_kind_asks_what_it_needs) {
    const struct objective_config controlled = {
        .kind = OBJECTIVE_CONTROLVAE, .target = 3, .lowest = 0, .highest = 1};
    REFUSES((c.objective = controlled, c.objective.target = -1),
            "objective.target is -1; must be at least 0 and finite");
    REFUSES((c.objective = controlled, c.objective.lowest = 2),
            "objective.lowest is 2; must be at most objective.highest, which is 1");
    REFUSES((c.objective = controlled, c.objective.integral = -1),
            "objective.integral is -1; must be at least 0 and finite");
    REFUSES((c.objective = controlled, c.schedule.kind = SCHEDULE_LINEAR),
            "objective.schedule is linear; with objective.kind controlvae it must be constant");
    REFUSES((c.objective = controlled, c.objective.kind = OBJECTIVE_GECO, c.objective.memory = 1),
            "objective.memory is 1; must be at least 0 and below 1");
    REFUSES((c.objective.kind = OBJECTIVE_FREE_BITS, c.objective.floor = (double)NAN),
            "objective.floor is nan; must be at least 0 and finite");
    REFUSES((c.objective.kind = OBJECTIVE_FREE_BITS, c.objective.group = -1),
            "objective.group is -1; must be an integer from 0 to 65535");
    ACCEPTS(c.objective = controlled);
    ACCEPTS((c.objective.kind = OBJECTIVE_CAPACITY, c.schedule.kind = SCHEDULE_LINEAR));
    ACCEPTS(c.objective.target = c.objective.floor = -1); /* the ELBO uses neither */
}
END_TEST

static void set_points(struct config *config, long steps, long second, long shares, double last) {
    struct schedule_config *schedule = &config->schedule;
    schedule->kind = SCHEDULE_POINTS;
    schedule->point_step[0] = 5;
    schedule->point_step[1] = second;
    schedule->point_steps = steps;
    schedule->point_share[0] = 0;
    schedule->point_share[shares > 0 ? shares - 1 : 0] = last;
    schedule->point_shares = shares;
}

START_TEST(config_check_of_points_asks_for_pairs_in_order_that_end_at_1) {
    REFUSES(set_points(&c, 0, 9, 0, 1), "objective.points_step has 0 elements; must have 1 to 32");
    REFUSES(set_points(&c, 2, 9, 1, 1), "objective.points_share has 1 values; must have as many as "
                                        "objective.points_step, which has 2");
    REFUSES(set_points(&c, 2, 5, 2, 1), "objective.points_step has 5 after 5; must ascend");
    REFUSES(set_points(&c, 2, -1, 2, 1),
            "element 2 of objective.points_step is -1; must be an integer from 0 to 2147483647");
    REFUSES(set_points(&c, 2, 9, 2, 0.5),
            "objective.points_share ends with 0.5; must end with 1, which is beta");
    REFUSES(set_points(&c, 2, 9, 2, (double)NAN),
            "element 2 of objective.points_share is nan; must be a number from 0 to 1");
    ACCEPTS(set_points(&c, 2, 9, 2, 1));
    ACCEPTS((set_points(&c, 2, 5, 1, 2), c.schedule.kind = SCHEDULE_LINEAR));
}
END_TEST

START_TEST(config_check_of_objective_asks_what_its_schedule_needs) {
    REFUSES(c.schedule.beta = -1e-3, "objective.beta is -0.001; must be at least 0 and finite");
    REFUSES((c.schedule.kind = SCHEDULE_LINEAR, c.schedule.from = -1),
            "objective.from is -1; must be at least 0 and finite");
    REFUSES((c.schedule.kind = SCHEDULE_DELAYED, c.schedule.start = -1),
            "objective.start is -1; must be an integer from 0 to 2147483647");
    REFUSES((c.schedule.kind = SCHEDULE_COSINE, c.schedule.length = 0),
            "objective.length is 0; a schedule with a ramp needs at least 1");
    REFUSES((c.schedule.kind = SCHEDULE_CYCLICAL, c.schedule.length = 1L << 62),
            "objective.length is 4.611686018427388e+18; must be an integer from 0 to 2147483647");
    REFUSES((c.schedule.kind = SCHEDULE_SIGMOID, c.schedule.width = 0),
            "objective.width is 0; must be above 0 and finite");
    REFUSES((c.schedule.kind = SCHEDULE_CYCLICAL, c.schedule.cycles = 0),
            "objective.cycles is 0; must be an integer from 1 to 2147483647");
    REFUSES((c.schedule.kind = SCHEDULE_CYCLICAL, c.schedule.cycles = 11),
            "objective.cycles is 11; must be at most objective.length, which is 10");
    REFUSES((c.schedule.kind = SCHEDULE_CYCLICAL, c.schedule.ratio = 0),
            "objective.ratio is 0; must be above 0 and at most 1");
    REFUSES((c.schedule.kind = SCHEDULE_CYCLICAL, c.schedule.ratio = 1.5),
            "objective.ratio is 1.5; must be above 0 and at most 1");
    REFUSES((c.schedule.kind = SCHEDULE_TANH, c.schedule.width = 0),
            "objective.width is 0; must be above 0 and finite");
    ACCEPTS((c.schedule.kind = SCHEDULE_DELAYED, c.schedule.length = 0));
    ACCEPTS((c.schedule.length = c.schedule.cycles = 0, c.schedule.ratio = c.schedule.width = 0));
}
END_TEST

START_TEST(config_check_of_condition_names_what_has_no_place_for_it) {
    ACCEPTS(c.data.condition = 1);
    REFUSES((c.data.condition = 1, c.model.prior = (struct prior_config){PRIOR_MIXTURE, 3}),
            "data.condition is 1; with a prior.kind other than standard it must be 0");
    REFUSES((c.data.condition = 2, c.bound = (struct bound_config){BOUND_IWAE, 5}),
            "data.condition is 2; with objective.bound iwae it must be 0");
    REFUSES((c.data.condition = 1, c.model.decoder = DECODER_MADE),
            "data.condition is 1; with model.decoder made it must be 0");
    REFUSES((c.data.condition = 1, c.model.encoder_input = ENCODER_INPUT_LOG1P),
            "data.condition is 1; with model.encoder_input log1p it must be 0");
    REFUSES(
        (c.data.condition = 1,
         c.likelihood = (struct likelihood_config){.kind = LIKELIHOOD_CATEGORICAL, .symbols = 2}),
        "data.condition is 1; with likelihood.kind categorical it must be 0");
    REFUSES((c.data.condition = 1, c.record.prior_samples = 9),
            "data.condition is 1; with record.prior_samples it must be 0");
    REFUSES((c.data.condition = 1, c.record.nll_samples = 9),
            "data.condition is 1; with record.nll_samples it must be 0");
}
END_TEST

START_TEST(config_check_of_optimiser_asks_what_its_kind_needs) {
    REFUSES(c.optimiser.learning_rate = (double)INFINITY,
            "optimiser.learning_rate is inf; must be at least 0 and finite");
    REFUSES(c.optimiser.clip_norm = -1, "optimiser.clip_norm is -1; must be at least 0 and finite");
    REFUSES((c.optimiser.clip_norm = 1, c.optimiser.clip_value = 0.5),
            "optimiser.clip_value is 0.5; with an optimiser.clip_norm above 0 it must be 0");
    REFUSES(c.optimiser.weight_decay = -1,
            "optimiser.weight_decay is -1; must be at least 0 and finite");
    REFUSES(c.optimiser.warmup = -1,
            "optimiser.warmup is -1; must be an integer from 0 to 2147483647");
    REFUSES((c.optimiser.decay = RATE_STEP, c.optimiser.decay_factor = 0.5),
            "optimiser.decay_every is 0; must be an integer from 1 to 2147483647");
    REFUSES((c.optimiser.decay = RATE_PLATEAU, c.optimiser.decay_every = 1,
             c.optimiser.decay_factor = 1.5),
            "optimiser.decay_factor is 1.5; must be above 0 and at most 1");
    ACCEPTS((c.optimiser.decay = RATE_COSINE, c.optimiser.decay_every = 0));
    REFUSES((c.optimiser.decay = RATE_MILESTONES, c.optimiser.decay_factor = 0.5),
            "optimiser.milestones has 0 elements; must have 1 to 32");
    REFUSES((c.optimiser.decay = RATE_MILESTONES, c.optimiser.decay_factor = 0.5,
             c.optimiser.milestone[0] = c.optimiser.milestone[1] = 9, c.optimiser.milestones = 2),
            "optimiser.milestones has 9 after 9; must ascend");
    REFUSES((c.optimiser.decay = RATE_MILESTONES, c.optimiser.decay_factor = 0,
             c.optimiser.milestone[0] = 9, c.optimiser.milestones = 1),
            "optimiser.decay_factor is 0; must be above 0 and at most 1");
    ACCEPTS((c.optimiser.decay = RATE_MILESTONES, c.optimiser.decay_factor = 0.5,
             c.optimiser.milestone[0] = 9, c.optimiser.milestones = 1));
    REFUSES((c.optimiser.kind = OPTIMISER_SGD, c.optimiser.momentum = -0.5),
            "optimiser.momentum is -0.5; must be at least 0 and below 1");
    REFUSES((c.optimiser.kind = OPTIMISER_SGD, c.optimiser.momentum = 1),
            "optimiser.momentum is 1; must be at least 0 and below 1");
    REFUSES(c.optimiser.beta1 = -1, "optimiser.beta1 is -1; must be at least 0 and below 1");
    REFUSES(c.optimiser.beta1 = 1, "optimiser.beta1 is 1; must be at least 0 and below 1");
    REFUSES(c.optimiser.beta2 = -1, "optimiser.beta2 is -1; must be at least 0 and below 1");
    REFUSES(c.optimiser.beta2 = 1, "optimiser.beta2 is 1; must be at least 0 and below 1");
    REFUSES(c.optimiser.epsilon = -1, "optimiser.epsilon is -1; must be at least 0 and finite");
    ACCEPTS(c.optimiser.momentum = 2);
    ACCEPTS((c.optimiser.kind = OPTIMISER_SGD, c.optimiser.beta1 = 2));
}
END_TEST

static Suite *config_objective_suite(void) {
    Suite *suite = suite_create("config objective");
    TCase *rules = tcase_create("rules");
    tcase_add_test(rules, config_check_of_objective_kind_asks_what_it_needs);
    tcase_add_test(rules, config_check_of_points_asks_for_pairs_in_order_that_end_at_1);
    tcase_add_test(rules, config_check_of_objective_asks_what_its_schedule_needs);
    tcase_add_test(rules, config_check_of_condition_names_what_has_no_place_for_it);
    tcase_add_test(rules, config_check_of_optimiser_asks_what_its_kind_needs);
    suite_add_tcase(suite, rules);
    return suite;
}

TEST_MAIN(config_objective_suite)
