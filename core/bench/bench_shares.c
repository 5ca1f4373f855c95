/* bench_shares -- the shares of a training step's time, and the cost of a record's rows.
 *
 *     bench_shares TABLE.csv [STEPS DENSE_UNTIL GROWTH ROWS_AT_MOST EXAMPLES]
 *
 * The numbers are train.steps and record.* of the scenario whose rows are measured; without them, rows are
 * not measured.
 *
 * The linker replaces a few of core's functions by functions of this file (--wrap in the Makefile). They are
 * called only some twenty times a step, so reading the CPU's counter around them takes hardly any time. How
 * much it takes is measured too: half of the turns do not read it.
 */
#include "bench.h"
#include "model.h"
#include "train/tensors.h"
#include "train/trainer.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { ROUNDS = 11, RUNS = 7, ARGUMENTS = 7 };

static const double TURN_SECONDS = 0.15;
static const double OBSERVABLES_GOAL = 0.1, DIGESTS_GOAL = 0.02;

/* Steps of a record that have digests: DIGEST_STEPS of harness/record/tensor_digests.h. */
enum { DIGEST_STEPS = 8 };

/* X(NAME, name of the row). The rest is everything that no other row measures, such as gathering the batch. */
#define PART_TABLE(X)                                                                              \
    X(PRODUCTS, "matrix products")                                                                 \
    X(ELEMENTWISE, "elementwise")                                                                  \
    X(RANDOM, "random numbers")                                                                    \
    X(OPTIMISER, "optimiser")                                                                      \
    X(REST, "rest")                                                                                \
    X(OBSERVABLES, "observables")                                                                  \
    X(DIGESTS, "digests")
#define PART_ENUM(NAME, name) PART_##NAME,
enum part { PART_TABLE(PART_ENUM) PARTS };
#define PART_NAME(NAME, name) name,
static const char *const part_names[] = {PART_TABLE(PART_NAME)};

/* ---- the counter ----------------------------------------------------------------------------- */

/* Ticks of a counter that takes a few nanoseconds to read. Only their ratios are used. */
static uint64_t read_ticks(void) {
#if defined(__x86_64__)
    return __builtin_ia32_rdtsc();
#elif defined(__aarch64__)
    uint64_t ticks;
    __asm__ volatile("mrs %0, cntvct_el0" : "=r"(ticks));
    return ticks;
#else
    return (uint64_t)(1e9 * bench_now());
#endif
}

/* Global, because a function that replaces another cannot have an extra argument. */
static struct {
    int is_on;
    enum part now;
    uint64_t since;
    uint64_t ticks[PARTS];
} meter;

static void charge(void) {
    const uint64_t now = read_ticks();
    meter.ticks[meter.now] += now - meter.since;
    meter.since = now;
}

/* Begins a part within another one, which is returned and continues at `leave`. Everything that observables
 * call counts as theirs. */
static enum part enter(enum part part) {
    const enum part outer = meter.now;
    if (meter.is_on && outer != part && outer != PART_OBSERVABLES) {
        charge();
        meter.now = part;
    }
    return outer;
}

static void leave(enum part outer) {
    if (meter.is_on && outer != meter.now) {
        charge();
        meter.now = outer;
    }
}

static void start_meter(void) {
    memset(&meter, 0, sizeof meter);
    meter.is_on = 1;
    meter.now = PART_REST;
    meter.since = read_ticks();
}

static void stop_meter(void) {
    charge();
    meter.is_on = 0;
}

static double share_of(enum part part) {
    uint64_t all = 0;
    for (int i = 0; i < PARTS; i++)
        all += meter.ticks[i];
    return (double)meter.ticks[part] / (double)all;
}

/* ---- core's functions, metered --------------------------------------------------------------- */

/* Defines the function that replaces core's `name`: it calls `name` within a part. Declared by the type of
 * `name`, so that it cannot have other parameters. */
#define METER_VOID(which, name, parameters, arguments)                                             \
    __typeof__(name) __real_##name, __wrap_##name;                                                 \
    void __wrap_##name parameters {                                                                \
        const enum part outer = enter(PART_##which);                                               \
        __real_##name arguments;                                                                   \
        leave(outer);                                                                              \
    }
#define METER(which, type, name, parameters, arguments)                                            \
    __typeof__(name) __real_##name, __wrap_##name;                                                 \
    type __wrap_##name parameters {                                                                \
        const enum part outer = enter(PART_##which);                                               \
        type result = __real_##name arguments;                                                     \
        leave(outer);                                                                              \
        return result;                                                                             \
    }

/* clang-format off */
METER_VOID(PRODUCTS, klimb_backend_multiply,
           (const struct backend *backend, const struct gemm_product *product), (backend, product))
METER(ELEMENTWISE, struct vae_terms, klimb_vae_forward,
      (struct vae *vae, const real *x, const real *eps, long n, const struct backend *backend),
      (vae, x, eps, n, backend))
METER_VOID(ELEMENTWISE, klimb_vae_backward,
           (struct vae *vae, const real *x, const real *eps, double beta, long n,
            const struct backend *backend),
           (vae, x, eps, beta, n, backend))
METER_VOID(RANDOM, klimb_rng_normal,
           (real *out, struct rng_place place, long rows, long columns, const struct vecmath *vm),
           (out, place, rows, columns, vm))
METER_VOID(RANDOM, klimb_batcher_fill, (struct batcher *batcher, uint32_t *index, long step),
           (batcher, index, step))
METER_VOID(OPTIMISER, klimb_optimiser_clip, (const struct optimiser *optimiser, real *g, double norm),
           (optimiser, g, norm))
METER(OPTIMISER, int, klimb_optimiser_step,
      (struct optimiser *optimiser, real *p, const real *g, long step,
       const struct backend *backend),
      (optimiser, p, g, step, backend))
METER_VOID(OBSERVABLES, klimb_probe_observe,
           (struct probe *probe, struct observation *row, struct vae *vae, double beta,
            const struct backend *backend),
           (probe, row, vae, beta, backend))
METER(DIGESTS, long, klimb_tensors_list, (struct tensor list[TENSORS_MAX], const struct trainer *trainer),
      (list, trainer))
METER(DIGESTS, uint64_t, klimb_tensor_digest, (const struct tensor *tensor), (tensor))
/* clang-format on */

/* ---- a step ---------------------------------------------------------------------------------- */

/* A trainer, and the shares of its metered turns. */
struct metered {
    struct trainer *trainer;
    int turn; /* -1: warming up */
    double share[PARTS][BENCH_ROUNDS_MAX];
};

static double run_steps(void *context, long steps) {
    struct trainer *trainer = context;
    const double start = bench_cpu();
    for (long i = 0; i < steps; i++)
        if (!klimb_trainer_step(trainer))
            return -1;
    return bench_cpu() - start;
}

/* Turns of warming up are measured too and then overwritten; only the last ROUNDS count. */
static double run_metered(void *context, long steps) {
    struct metered *metered = context;
    start_meter();
    const double seconds = run_steps(metered->trainer, steps);
    stop_meter();
    for (enum part part = 0; part < PARTS; part++)
        metered->share[part][metered->turn % ROUNDS] = share_of(part);
    metered->turn++;
    return seconds;
}

static int measure_steps(struct bench *bench, const struct model *model, struct trainer *trainer) {
    struct metered metered = {.trainer = trainer};
    struct bench_task tasks[] = {{.run = run_metered, .context = &metered},
                                 {.run = run_steps, .context = trainer}};
    const struct bench_plan plan = {.rounds = ROUNDS, .seconds = TURN_SECONDS};
    if (!bench_alternate(tasks, 2, &plan))
        return 0;
    for (enum part part = 0; part < PART_OBSERVABLES; part++)
        bench_write(bench, &(struct bench_row){.name = model->name,
                                               .measure = part_names[part],
                                               .value = bench_spread(metered.share[part], ROUNDS)});
    char note[BENCH_TEXT_MAX];
    snprintf(note, sizeof note, "%.4g us a step unmetered", 1e6 / bench_speed(&tasks[1], ROUNDS));
    bench_write(bench, &(struct bench_row){.name = model->name,
                                           .measure = "time metered / unmetered",
                                           .value = bench_ratio(&tasks[1], &tasks[0], ROUNDS),
                                           .note = note});
    return 1;
}

/* ---- a run with its rows --------------------------------------------------------------------- */

/* Computes the digests of a step for their cost alone. */
static void take_digests(const struct trainer *trainer) {
    struct tensor list[TENSORS_MAX];
    const long count = klimb_tensors_list(list, trainer);
    uint64_t sink = 0;
    for (long i = 0; i < count; i++)
        sink ^= klimb_tensor_digest(&list[i]);
    volatile uint64_t kept = sink;
    (void)kept;
}

/* A run like one of the harness, without writing the record. */
static int run_with_rows(struct trainer *trainer, struct observation *row) {
    do {
        if (klimb_trainer_is_logged(trainer))
            klimb_trainer_observe(trainer, row);
        if (trainer->step < DIGEST_STEPS)
            take_digests(trainer);
    } while (klimb_trainer_step(trainer));
    return !trainer->outcome.diverged;
}

static void write_share(struct bench *bench, const struct config *config, const char *measure,
                        double *share, double goal) {
    char note[BENCH_TEXT_MAX];
    snprintf(note, sizeof note, "%ld rows in %ld steps", klimb_config_logged_count(config),
             config->steps);
    bench_write(bench, &(struct bench_row){.name = "learning/healthy",
                                           .measure = measure,
                                           .value = bench_spread(share, RUNS),
                                           .at_most = goal,
                                           .note = note});
}

static int measure_rows(struct bench *bench, const struct config *config,
                        const struct dataset *data, const struct backend *backend) {
    float dimension[64 * DIMENSION_OBSERVABLES];
    struct observation row = {.dimension = dimension};
    double observables[RUNS], digests[RUNS];
    int done = config->model.latent <= 64;
    for (int run = 0; done && run < RUNS; run++) {
        struct trainer trainer;
        done = klimb_trainer_init(&trainer, config, data, 0, backend, NULL) == STATUS_OK;
        start_meter();
        done = done && run_with_rows(&trainer, &row);
        stop_meter();
        observables[run] = share_of(PART_OBSERVABLES);
        digests[run] = share_of(PART_DIGESTS);
        klimb_trainer_free(&trainer);
    }
    if (done) {
        write_share(bench, config, "observables / whole run", observables, OBSERVABLES_GOAL);
        write_share(bench, config, "digests / whole run", digests, DIGESTS_GOAL);
    }
    return done;
}

/* ---- the program ----------------------------------------------------------------------------- */

/* Reads the scenario's numbers from the command line into config. */
static int read_scenario(struct config *config, char **numbers) {
    struct record_config *record = &config->record;
    char *ends[5];
    config->steps = strtol(numbers[0], &ends[0], 10);
    record->dense_until = strtol(numbers[1], &ends[1], 10);
    record->growth = strtod(numbers[2], &ends[2]);
    record->rows_at_most = strtol(numbers[3], &ends[3], 10);
    record->examples = strtol(numbers[4], &ends[4], 10);
    for (int i = 0; i < 5; i++)
        if (*ends[i] != '\0')
            return 0;
    return 1;
}

static int measure_model(struct bench *bench, const struct model *model, char **scenario) {
    struct error error = {0};
    struct backend backend;
    struct dataset data;
    struct trainer trainer = {0};
    struct config config = model_config(model);
    if (klimb_backend_select(&backend, BACKEND_EXACT, NULL, &error) != STATUS_OK)
        return 0;
    if (klimb_dataset_load(&data, &config.data, backend.vm, &error) != STATUS_OK) {
        char why[BENCH_TEXT_MAX];
        snprintf(why, sizeof why, "%.180s (make setup)", error.message);
        bench_skip(bench, model->name, "all shares", why);
        return 1;
    }
    int done = klimb_trainer_init(&trainer, &config, &data, 0, &backend, &error) == STATUS_OK &&
               measure_steps(bench, model, &trainer);
    klimb_trainer_free(&trainer);
    if (done && scenario != NULL && model == &models[MODEL_DIGITS])
        done = read_scenario(&config, scenario) && measure_rows(bench, &config, &data, &backend);
    klimb_dataset_free(&data);
    return done;
}

int main(int count, char **arguments) {
    struct bench bench;
    if (count != 2 && count != ARGUMENTS) {
        fprintf(stderr, "usage: bench_shares TABLE.csv "
                        "[STEPS DENSE_UNTIL GROWTH ROWS_AT_MOST EXAMPLES]\n");
        return 2;
    }
    if (!bench_open(&bench, arguments[1], "shares of a step"))
        return 1;
    for (int kind = 0; kind < MODELS; kind++)
        if (!measure_model(&bench, &models[kind], count == ARGUMENTS ? arguments + 2 : NULL)) {
            fprintf(stderr, "bench: the shares of %s could not be measured\n", models[kind].name);
            return 1;
        }
    return bench_close(&bench);
}
