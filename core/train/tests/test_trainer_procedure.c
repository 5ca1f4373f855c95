/* Procedures against references written after the authors' code, on an oracle in double; random batches and the new
 * decoder by the addresses of their draws. */
#include "tests/trainer_fixture.h"
#include "tests/training_oracle.h"

enum { SEED = 3, STEPS = 40, BATCH = 4 };
#define DRAWS_INNER 0x80000000u

static struct config base_config(enum procedure kind) {
    struct config config = example_config();
    config.procedure = (struct procedure_config){.kind = kind,
                                                 .inner_window = 3,
                                                 .inner_most = 7,
                                                 .climb_every = 2,
                                                 .climb_patience = 2,
                                                 .reset_at = 5};
    config.schedule = (struct schedule_config){
        .kind = SCHEDULE_LINEAR, .from = 0.3, .beta = 0.9, .start = 2, .length = 8};
    config.optimiser.learning_rate = 1e-2;
    config.optimiser.clip_norm = 0.8;
    config.optimiser.epsilon = 1e-2; /* so that the size of a gradient, and its clipping, matter */
    config.steps = STEPS;
    return config;
}

static double beta_at(long step) {
    return 0.3 + 0.6 * fmin(fmax((double)(step - 2) / 8, 0), 1);
}

/* ---- The reference ---- */

struct reference {
    struct config config;
    struct run run;
    struct training_oracle oracle;
    long encoder;        /* parameters of the encoder */
    long made[2];        /* updates of the encoder, of the decoder */
    long inner, windows; /* updates of the encoder alone; steps whose loop a window ended */
    double best, looked; /* mutual information: the best and the last one */
    long falls;
    int burns;
};

static struct reference reference;

static void begin(const struct config *config, const struct dataset *data) {
    struct reference *r = &reference;
    *r = (struct reference){.config = *config, .burns = 1};
    start(&r->run, config, data, SEED, BACKEND_EXACT);
    training_oracle_start(&r->oracle, &r->config, data->dimensions);
    r->encoder = r->run.trainer.vae.encoder_parameters;
    for (long i = 0; i < r->oracle.parameters; i++)
        r->oracle.p[i] = (double)r->run.trainer.vae.p[i];
}

/* Adam for the encoder (0) or the decoder (1), each with its own count; oracle_update would move all parameters. */
static void update_half(int half) {
    struct training_oracle *o = &reference.oracle;
    static struct training_oracle before;
    before = *o;
    o->step = reference.made[half]++;
    oracle_update(o, reference.config.optimiser.learning_rate);
    long begin = half == 0 ? reference.encoder : 0;
    long end = half == 0 ? o->parameters : reference.encoder;
    for (long i = begin; i < end; i++) {
        o->p[i] = before.p[i];
        o->m[i] = before.m[i];
        o->v[i] = before.v[i];
    }
}

/* Loss and clipped gradient of the batch of a step or, after DRAWS_INNER, of a random one. */
static double evaluate(uint32_t draws, long step) {
    struct trainer *trainer = &reference.run.trainer;
    uint32_t index[BATCH];
    real x[BATCH * DATA], eps[BATCH * K];
    if (draws >= DRAWS_INNER)
        klimb_batcher_draw(&trainer->batcher, index, draws);
    else
        klimb_batcher_fill(&trainer->batcher, index, step);
    for (long i = 0; i < BATCH; i++)
        memcpy(x + i * DATA, grey + index[i] * DATA, DATA * sizeof(real));
    klimb_rng_normal(eps, (struct rng_place){SEED, RNG_LATENT, draws, 0}, BATCH, K,
                     reference.run.backend.vm);
    oracle_evaluate_batch(&reference.oracle, x, eps, BATCH, beta_at(step));
    oracle_clip(&reference.oracle);
    return reference.oracle.recon + beta_at(step) * reference.oracle.kl;
}

/* The loop of He et al.'s image.py: sub_iter from 1, a comparison after every inner_window of them. */
static void burn(long step) {
    const struct procedure_config *config = &reference.config.procedure;
    double before = 1e4, now = 0;
    uint32_t draws = (uint32_t)step;
    for (long sub = 1; sub <= config->inner_most; sub++) {
        now += evaluate(draws, step);
        update_half(0);
        draws = DRAWS_INNER + (uint32_t)++reference.inner;
        if (sub % config->inner_window == 0) {
            now /= (double)config->inner_window;
            if (before - now < 0) {
                reference.windows++;
                return;
            }
            before = now;
            now = 0;
        }
    }
}

static void look(double mi) {
    reference.looked = mi;
    if (mi - reference.best < 0)
        reference.burns = ++reference.falls != reference.config.procedure.climb_patience;
    else
        reference.best = mi;
}

static void aggressive_step(long step) {
    if (reference.burns)
        burn(step);
    evaluate((uint32_t)step, step);
    if (!reference.burns)
        update_half(0);
    update_half(1);
}

/* ---- Against the reference ---- */

static void assert_same_parameters(long step) {
    for (long i = 0; i < reference.oracle.parameters; i++) {
        double got = (double)reference.run.trainer.vae.p[i], wanted = reference.oracle.p[i];
        ck_assert_msg(fabs(got - wanted) <= 2000 * (double)REAL_EPSILON,
                      "step %ld, parameter %ld: %.17g, wanted %.17g", step, i, got, wanted);
    }
}

/* The trainer's mutual information is in its row of the same step. */
START_TEST(trainer_step_aggressive_follows_the_authors_loop) {
    struct config config = base_config(PROCEDURE_AGGRESSIVE);
    struct dataset data = small_data();
    begin(&config, &data);
    struct trainer *trainer = &reference.run.trainer;
    long joint = 0;
    for (long step = 0; step < STEPS; step++) {
        joint += !reference.burns;
        aggressive_step(step);
        ck_assert_int_eq(klimb_trainer_step(trainer), 1);
        assert_same_parameters(step);
        klimb_trainer_observe(trainer, &reference.run.row);
        if (reference.burns && (step + 1) % config.procedure.climb_every == 0)
            look(at(&reference.run, OBSERVABLE_mi));
        ck_assert_int_eq(trainer->procedure.is_aggressive, reference.burns);
        ck_assert_int_eq(trainer->procedure.inner, reference.inner);
    }
    ck_assert_int_gt(joint, 0);                         /* it became joint */
    ck_assert_int_lt(joint, STEPS - 3);                 /* but was not from the beginning */
    ck_assert_int_gt(reference.windows, 0);             /* a loss rose */
    ck_assert_int_lt(reference.windows, STEPS - joint); /* and one fell to the end */
    ck_assert_int_gt(reference.made[0], reference.made[1]);
    klimb_trainer_free(trainer);
}
END_TEST

START_TEST(trainer_observe_of_any_procedure_leaves_the_trajectory_alone) {
    struct config config = base_config((enum procedure)_i);
    config.data.binarise = BINARISE_DYNAMIC;
    check_observing_changes_nothing(&config);
}
END_TEST

/* The loss is NaN in the second batch of a step: nothing more is updated, and the step does not count. */
START_TEST(trainer_step_aggressive_that_diverges_inside_ends_at_its_step) {
    struct config config = base_config(PROCEDURE_AGGRESSIVE);
    config.optimiser = (struct optimiser_config){.kind = OPTIMISER_SGD, .learning_rate = 1e30};
    struct dataset data = small_data();
    struct run run;
    start(&run, &config, &data, 7, BACKEND_EXACT);
    ck_assert_int_eq(klimb_trainer_step(&run.trainer), 0);
    ck_assert(run.trainer.outcome.diverged);
    ck_assert_int_eq(run.trainer.outcome.step, 0);
    ck_assert_int_eq(run.trainer.outcome.term, TERM_KL);
    ck_assert_int_eq(klimb_trainer_step(&run.trainer), 0);
    klimb_trainer_free(&run.trainer);
}
END_TEST

/* ---- Reset ---- */

/* A joint run until the reset. Then the decoder is drawn as layers 65536 and 65537, the encoder stays, all moments are 0,
 * and the next update is Adam's first. */
START_TEST(trainer_step_reset_draws_a_decoder_and_begins_the_optimiser_again) {
    struct config config = base_config(PROCEDURE_RESET), joint = base_config(PROCEDURE_JOINT);
    config.optimiser.clip_norm = joint.optimiser.clip_norm = 0;
    struct dataset data = small_data();
    struct run run, other;
    start(&run, &config, &data, 7, BACKEND_EXACT);
    start(&other, &joint, &data, 7, BACKEND_EXACT);
    struct vae *vae = &run.trainer.vae;
    size_t encoder = (size_t)vae->encoder_parameters * sizeof(real);
    for (long step = 0; step < 5; step++) {
        ck_assert(same_parameters(&run, &other));
        klimb_trainer_step(&run.trainer);
        klimb_trainer_step(&other.trainer);
    }
    ck_assert(memcmp(vae->p, other.trainer.vae.p, encoder) == 0);
    for (uint32_t layer = 0; layer < 2; layer++) {
        struct dense wanted = vae->decoder.mlp.layer[layer];
        real w[64], b[64];
        wanted.w = w;
        wanted.b = b;
        klimb_dense_init_weights(&wanted, config.model.init, 1, 7, 65536 + layer, 1,
                                 run.backend.vm);
        ck_assert_mem_eq(vae->decoder.mlp.layer[layer].w, w,
                         (size_t)(wanted.in * wanted.out) * sizeof(real));
        ck_assert_mem_eq(vae->decoder.mlp.layer[layer].b, b, (size_t)wanted.out * sizeof(real));
    }
    for (long i = 0; i < vae->parameters; i++)
        ck_assert(!(run.trainer.optimiser.m[i] != 0) && !(run.trainer.optimiser.v[i] != 0));
    real before[256];
    memcpy(before, vae->p, (size_t)vae->parameters * sizeof(real));
    klimb_trainer_step(&run.trainer);
    for (long i = 0; i < vae->parameters; i++) {
        double g = (double)vae->g[i];
        ck_assert_near((double)vae->p[i], (double)before[i] - 1e-2 * g / (fabs(g) + 1e-2),
                       20 * (double)REAL_EPSILON);
    }
    klimb_trainer_free(&run.trainer);
    klimb_trainer_free(&other.trainer);
}
END_TEST

START_TEST(procedure_names_all_kinds_are_there) {
    ck_assert_str_eq(klimb_procedure_names[PROCEDURE_JOINT], "joint");
    ck_assert_str_eq(klimb_procedure_names[PROCEDURE_RESET], "reset");
    ck_assert_ptr_null(klimb_procedure_names[PROCEDURES]);
}
END_TEST

static Suite *trainer_procedure_suite(void) {
    Suite *suite = suite_create("trainer_procedure");
    TCase *all = tcase_create("all");
    tcase_add_test(all, procedure_names_all_kinds_are_there);
    tcase_add_test(all, trainer_step_aggressive_follows_the_authors_loop);
    tcase_add_loop_test(all, trainer_observe_of_any_procedure_leaves_the_trajectory_alone, 0,
                        PROCEDURES);
    tcase_add_test(all, trainer_step_aggressive_that_diverges_inside_ends_at_its_step);
    tcase_add_test(all, trainer_step_reset_draws_a_decoder_and_begins_the_optimiser_again);
    suite_add_tcase(suite, all);
    return suite;
}

TEST_MAIN(trainer_procedure_suite)
