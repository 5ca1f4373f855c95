/* A run under each objective: its record, and in double its gradient against central differences. */
#include "tests/check_gradient.h"
#include "tests/trainer_fixture.h"

enum { SEED = 5, STEPS = 12 };

/* Targets and floors above and below the KL of the untrained model, about 0.25 and 0.6 nats in its two dimensions. */
static const struct objective_config tried[] = {
    {.kind = OBJECTIVE_ELBO},
    {.kind = OBJECTIVE_CAPACITY, .target = 0},
    {.kind = OBJECTIVE_CAPACITY, .target = 5},
    {.kind = OBJECTIVE_CONTROLVAE,
     .target = 0.01,
     .highest = 1,
     .proportional = 0.5,
     .integral = 0.1},
    {.kind = OBJECTIVE_GECO, .target = 3, .lowest = 0.01, .highest = 9, .rate = 0.1, .memory = 0.5},
    {.kind = OBJECTIVE_BALANCED, .group = 1},
    {.kind = OBJECTIVE_FREE_BITS, .floor = 0.0},
    {.kind = OBJECTIVE_FREE_BITS, .floor = 0.4, .group = 1},
    {.kind = OBJECTIVE_FREE_BITS, .floor = 0.4, .group = 1, .floor_of = FLOOR_OF_EXAMPLE},
    {.kind = OBJECTIVE_FREE_BITS, .floor = 0.85, .group = 0, .floor_of = FLOOR_OF_EXAMPLE},
};
enum { TRIED = sizeof tried / sizeof *tried };

static struct run run, other;

static void begin(struct run *one, int which) {
    struct dataset data = small_data();
    struct config config = example_config();
    config.objective = tried[which];
    config.schedule.beta = 1.5;
    if (tried[which].kind == OBJECTIVE_BALANCED) /* equals elbo except on a ramp */
        config.schedule = (struct schedule_config){
            .kind = SCHEDULE_LINEAR, .from = 0.7, .beta = 1.5, .length = STEPS};
    config.model.init_scale = 1.5;
    config.optimiser.learning_rate = 0.02;
    config.steps = STEPS;
    start(one, &config, &data, SEED, BACKEND_EXACT);
}

/* Observing prepares the batch of a step; the objective still advances only once a step. */
START_TEST(trainer_objective_observed_or_not_gives_the_same_bits) {
    begin(&run, _i);
    begin(&other, _i);
    train(&run, 1);
    train(&other, 0);
    ck_assert(same_parameters(&run, &other));
    ck_assert_double_eq(run.trainer.objective.weight, other.trainer.objective.weight);
    klimb_trainer_free(&run.trainer);
    klimb_trainer_free(&other.trainer);
}
END_TEST

START_TEST(trainer_observe_writes_the_weight_in_force) {
    begin(&run, _i);
    do {
        klimb_trainer_observe(&run.trainer, &run.row);
        double beta = run.trainer.objective.weight;
        ck_assert_double_eq(at(&run, OBSERVABLE_beta), (double)observation_narrow(beta));
        double loss = at(&run, OBSERVABLE_recon) + beta * at(&run, OBSERVABLE_kl);
        ck_assert_near(at(&run, OBSERVABLE_loss), loss, 1e-5);
    } while (klimb_trainer_step(&run.trainer));
    klimb_trainer_free(&run.trainer);
}
END_TEST

#ifdef KLIMB_DOUBLE

static double sum_kl(const struct vae *vae, long i, long first, long size) {
    double sum = 0;
    for (long j = first; j < first + size; j++)
        sum += i < 0 ? vae->kl[j] : vae->posterior.kl[i * K + j];
    return sum;
}

/* The KL with free bits, by the definition. */
static double free_kl(const struct vae *vae, const struct objective_config *config, long n) {
    long size = config->group > 0 ? config->group : K;
    int is_mean = config->floor_of == FLOOR_OF_BATCH;
    double sum = 0;
    for (long i = is_mean ? -1 : 0; i < (is_mean ? 0 : n); i++)
        for (long first = 0; first < K; first += size)
            sum += fmax(config->floor, sum_kl(vae, i, first, size));
    return is_mean ? sum : sum / (double)n;
}

static double objective_loss(void *context) {
    struct trainer *trainer = context;
    const struct objective_config *config = &trainer->config.objective;
    long n = trainer->batcher.batch;
    struct vae_terms terms = klimb_vae_evaluate(&trainer->vae, trainer->x, trainer->eps, n,
                                                &trainer->backend);
    double beta = trainer->config.schedule.beta;
    if (config->kind == OBJECTIVE_CAPACITY)
        return terms.recon + beta * fabs(terms.kl - config->target);
    if (config->kind == OBJECTIVE_FREE_BITS)
        return terms.recon + beta * free_kl(&trainer->vae, config, n);
    double kl = terms.kl;
    if (config->kind == OBJECTIVE_BALANCED) {
        kl = 0; /* the factors of the batch count as constants */
        for (long j = 0; j < K; j++)
            kl += (double)trainer->vae.posterior.factor[j] * trainer->vae.kl[j];
    }
    return terms.recon + trainer->objective.weight * kl;
}

START_TEST(trainer_gradient_is_the_derivative_of_the_objective) {
    begin(&run, _i);
    klimb_trainer_observe(&run.trainer, &run.row); /* the gradient of the first batch */
    struct vae *vae = &run.trainer.vae;
    real gradient[512];
    ck_assert_int_le(vae->parameters, 512);
    memcpy(gradient, vae->g, (size_t)vae->parameters * sizeof *gradient);
    check_gradient(objective_loss, &run.trainer, vae->p, gradient, vae->parameters);
    klimb_trainer_free(&run.trainer);
}
END_TEST

#endif

/* These tests and those of gradients need some KL above the floor and some below. */
START_TEST(trainer_objective_free_bits_has_both_factors) {
    for (int which = 7; which < TRIED; which++) {
        begin(&run, which);
        klimb_trainer_observe(&run.trainer, &run.row);
        int seen[2] = {0};
        for (long i = 0; i < run.trainer.batcher.batch * K; i++)
            seen[run.trainer.vae.posterior.factor[i] > 0] = 1;
        ck_assert_msg(seen[0] && seen[1], "objective %d: %d %d, kl %g %g", which, seen[0], seen[1],
                      run.trainer.vae.kl[0], run.trainer.vae.kl[1]);
        klimb_trainer_free(&run.trainer);
    }
}
END_TEST

static Suite *trainer_suite(void) {
    Suite *suite = suite_create("trainer objective");
    TCase *cases = tcase_create("runs");
    tcase_add_loop_test(cases, trainer_objective_observed_or_not_gives_the_same_bits, 0, TRIED);
    tcase_add_loop_test(cases, trainer_observe_writes_the_weight_in_force, 0, TRIED);
    tcase_add_test(cases, trainer_objective_free_bits_has_both_factors);
#ifdef KLIMB_DOUBLE
    tcase_add_loop_test(cases, trainer_gradient_is_the_derivative_of_the_objective, 0, TRIED);
#endif
    suite_add_tcase(suite, cases);
    return suite;
}

TEST_MAIN(trainer_suite)
