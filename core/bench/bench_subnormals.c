/* bench_subnormals -- the share of subnormal numbers in training, and the time of Adam for units that died.
 *
 *     bench_subnormals TABLE.csv
 *
 * Subnormal numbers are correct but slow, and real.h says where they become 0. Their count hardly depends
 * on the machine, but their cost does: some CPUs handle them in hardware, others take over a hundred
 * cycles for each operation. The linker replaces two of core's functions by functions of this file (--wrap in
 * the Makefile), which see all inputs of products and of the optimiser.
 */
#include "bench.h"
#include "model.h"
#include "train/trainer.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { ROUNDS = 21, SAMPLE_EVERY = 20, ADAM_PARAMETERS = 20000, DEAD_STEPS = 2000 };

static const double TURN_SECONDS = 5e-3;

/* The largest allowed share: one subnormal operand in ten thousand costs a product less than 1 %, even if an
 * operation with one takes 100 times as long. */
static const double SHARE_MOST = 1e-4;

/* Adam must not take longer for dead units than for live ones, within the accuracy of timing. */
static const double DEAD_TO_LIVE = 0.9;

/* X(NAME, name of the row) */
#define KIND_TABLE(X)                                                                              \
    X(OPERANDS, "operands of products")                                                            \
    X(RESULTS, "results of products")                                                              \
    X(PARAMETERS, "parameters")                                                                    \
    X(FIRST, "Adam's m")                                                                           \
    X(SECOND, "Adam's v")
#define KIND_ENUM(NAME, name) KIND_##NAME,
enum kind { KIND_TABLE(KIND_ENUM) KINDS };
#define KIND_NAME(NAME, name) name,
static const char *const kind_names[] = {KIND_TABLE(KIND_NAME)};

/* ---- counting -------------------------------------------------------------------------------- */

/* Global, because a function that replaces another cannot have an extra argument. */
static struct {
    int is_on;
    double subnormal[KINDS], all[KINDS];
} counter;

static void count(enum kind kind, const real *x, long n) {
    for (long i = 0; i < n; i++)
        counter.subnormal[kind] += x[i] != 0 && fabs((double)x[i]) < (double)REAL_MIN;
    counter.all[kind] += (double)n;
}

__typeof__(klimb_backend_multiply) __real_klimb_backend_multiply, __wrap_klimb_backend_multiply;
void __wrap_klimb_backend_multiply(const struct backend *backend,
                                   const struct gemm_product *product) {
    __real_klimb_backend_multiply(backend, product);
    if (!counter.is_on)
        return;
    count(KIND_OPERANDS, product->a, product->m * product->k);
    count(KIND_OPERANDS, product->b, product->k * product->n);
    count(KIND_RESULTS, product->c, product->m * product->n);
}

__typeof__(klimb_optimiser_step) __real_klimb_optimiser_step, __wrap_klimb_optimiser_step;
int __wrap_klimb_optimiser_step(struct optimiser *optimiser, real *p, const real *g, long step,
                                const struct backend *backend) {
    const int finite = __real_klimb_optimiser_step(optimiser, p, g, step, backend);
    if (counter.is_on) {
        count(KIND_PARAMETERS, p, optimiser->parameters);
        count(KIND_FIRST, optimiser->m, optimiser->parameters);
        count(KIND_SECOND, optimiser->v, optimiser->parameters);
    }
    return finite;
}

/* ---- trainings ------------------------------------------------------------------------------- */

static struct config digits(void) {
    return model_config(&models[MODEL_DIGITS]);
}

/* experiments/explosion/softplus.yaml: sigma = 1e-4 + softplus(s), beta 1e-3. */
static struct config softplus(void) {
    struct config config = digits();
    config.model.latent = 32;
    config.model.head = (struct head_config){.kind = HEAD_SOFTPLUS, .floor = 1e-4};
    config.schedule.beta = 1e-3;
    config.batches.batch = 256;
    return config;
}

/* experiments/collapse/high-learning-rate.yaml: most units die within ten steps. */
static struct config high_rate(void) {
    struct config config = digits();
    config.optimiser.learning_rate = 0.1;
    return config;
}

static const struct training {
    const char *name;
    struct config (*config)(void);
    long steps;
} trainings[] = {{"digits", digits, 3000},
                 {"softplus head", softplus, 1500},
                 {"learning rate 0.1", high_rate, 3000}};

static int train(const struct training *training) {
    struct error error = {0};
    struct backend backend;
    struct dataset data;
    struct trainer trainer = {0};
    const struct config config = training->config();
    memset(&counter, 0, sizeof counter);
    if (klimb_backend_select(&backend, BACKEND_EXACT, NULL, &error) != STATUS_OK ||
        klimb_dataset_load(&data, &config.data, backend.vm, &error) != STATUS_OK)
        return 0;
    int done = klimb_trainer_init(&trainer, &config, &data, 0, &backend, &error) == STATUS_OK;
    for (long step = 0; done && step < training->steps; step++) {
        counter.is_on = step % SAMPLE_EVERY == 0;
        done = klimb_trainer_step(&trainer);
    }
    klimb_trainer_free(&trainer);
    klimb_dataset_free(&data);
    return done;
}

static int measure_training(struct bench *bench, const struct training *training) {
    if (!train(training))
        return 0;
    for (enum kind kind = 0; kind < KINDS; kind++) {
        char measure[BENCH_TEXT_MAX], note[BENCH_TEXT_MAX];
        const double share = counter.subnormal[kind] / counter.all[kind];
        snprintf(measure, sizeof measure, "share subnormal: %s", kind_names[kind]);
        snprintf(note, sizeof note, "%.0f of %.3g", counter.subnormal[kind], counter.all[kind]);
        bench_write(bench, &(struct bench_row){.name = training->name,
                                               .measure = measure,
                                               .value = {share, share, share},
                                               .at_most = SHARE_MOST,
                                               .note = note});
    }
    return 1;
}

/* ---- Adam ------------------------------------------------------------------------------------ */

/* Parameters that all have the same gradient. */
struct unit {
    struct optimiser optimiser;
    struct backend backend;
    long step;
    real p[ADAM_PARAMETERS], m[ADAM_PARAMETERS], v[ADAM_PARAMETERS], g[ADAM_PARAMETERS];
};

static void set_gradient(struct unit *unit, real g) {
    for (long i = 0; i < ADAM_PARAMETERS; i++)
        unit->g[i] = g;
}

static void begin(struct unit *unit) {
    unit->optimiser = (struct optimiser){.config = digits().optimiser,
                                         .steps = 1,
                                         .parameters = ADAM_PARAMETERS,
                                         .m = unit->m,
                                         .v = unit->v};
    unit->backend = (struct backend){.kernels = klimb_kernels_select(NULL)};
    set_gradient(unit, REAL(0.01));
}

static void update(struct unit *unit) {
    (void)klimb_optimiser_step(&unit->optimiser, unit->p, unit->g, unit->step++, &unit->backend);
}

static double run_adam(void *context, long repeats) {
    const double start = bench_cpu();
    for (long i = 0; i < repeats; i++)
        update(context);
    return bench_cpu() - start;
}

static int measure_adam(struct bench *bench) {
    static struct unit live, dead;
    char note[BENCH_TEXT_MAX];
    memset(&counter, 0, sizeof counter);
    begin(&live);
    begin(&dead);
    update(&dead);
    set_gradient(&dead, 0);
    for (int step = 0; step < DEAD_STEPS; step++)
        update(&dead);
    struct bench_task tasks[] = {{.run = run_adam, .context = &dead},
                                 {.run = run_adam, .context = &live}};
    const struct bench_plan plan = {.rounds = ROUNDS, .seconds = TURN_SECONDS};
    if (!bench_alternate(tasks, 2, &plan))
        return 0;
    snprintf(note, sizeof note, "%.3g and %.3g ns a parameter; dead for %d steps",
             1e9 / bench_speed(&tasks[0], ROUNDS) / ADAM_PARAMETERS,
             1e9 / bench_speed(&tasks[1], ROUNDS) / ADAM_PARAMETERS, DEAD_STEPS);
    bench_write(bench, &(struct bench_row){.name = "Adam",
                                           .measure = "dead units / live units",
                                           .value = bench_ratio(&tasks[0], &tasks[1], ROUNDS),
                                           .at_least = DEAD_TO_LIVE,
                                           .note = note});
    return 1;
}

/* ---- the program ----------------------------------------------------------------------------- */

int main(int argument_count, char **arguments) {
    struct bench bench;
    if (argument_count != 2) {
        fprintf(stderr, "usage: bench_subnormals TABLE.csv\n");
        return 2;
    }
    if (!bench_open(&bench, arguments[1], "subnormal numbers"))
        return 1;
    for (size_t i = 0; i < sizeof trainings / sizeof *trainings; i++)
        if (!measure_training(&bench, &trainings[i])) {
            fprintf(stderr, "bench: %s could not be counted\n", trainings[i].name);
            return 1;
        }
    if (!measure_adam(&bench))
        return 1;
    return bench_close(&bench);
}
