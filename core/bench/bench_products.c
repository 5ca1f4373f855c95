/* bench_products -- the matrix products of a training step: exact against OpenBLAS, and both against the
 * CPU's peak.
 *
 *     bench_products TABLE.csv [LEVEL]
 *
 * LEVEL, "avx2" say, bounds the instructions of the exact products and of the peak; the environment variable
 * OPENBLAS_CORETYPE chooses those of OpenBLAS. All three take turns, on one thread. Operands stay in
 * place, so small ones are in the cache.
 */
#include "bench.h"
#include "model.h"
#include "numerics/gemm/gemm.h"
#include "peak.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { ROUNDS = 21, LARGE = 128, FACT_MAX = 128 };

/* A turn is long enough for the clock and short enough that all products take only seconds. */
static const double TURN_SECONDS = 2e-3;

/* The goals of the exact products: of each, of those with all three sizes LARGE or more as a share of
 * the peak, and of their geometric mean. */
static const double EACH_TO_OPENBLAS = 0.95, LARGE_TO_PEAK = 0.75;
static const struct goal {
    const char *variant;
    double mean_to_openblas;
} goals[] = {{"avx512", 1.05}, {"avx2", 0.9}};

static const char *const form_names[GEMM_FORMS] = {"NN", "NT", "TN"};

enum task_kind { EXACT, OPENBLAS, PEAK, TASKS };

struct setting {
    struct bench bench;
    const struct gemm_variant *exact;
    const struct peak *peak;
    int with_peak; /* rows of it */
    real *c, *a, *b, *start;
};

/* ---- what takes turns ------------------------------------------------------------------------ */

struct multiplication {
    const struct gemm_variant *variant;
    struct gemm_product product;
};

static double run_product(void *context, long repeats) {
    const struct multiplication *work = context;
    const double start = bench_cpu();
    for (long r = 0; r < repeats; r++)
        klimb_gemm_multiply(work->variant, &work->product);
    return bench_cpu() - start;
}

static double run_peak(void *context, long repeats) {
    const struct peak *const *peak = context;
    const double start = bench_cpu();
    (*peak)->run(repeats);
    return bench_cpu() - start;
}

static int take_turns(struct bench_task tasks[TASKS], const struct setting *setting,
                      const struct model_product *shape) {
    const struct gemm_product product = {
        .c = setting->c,
        .a = setting->a,
        .b = setting->b,
        .start = shape->starts ? setting->start : NULL,
        .m = shape->m,
        .n = shape->n,
        .k = shape->k,
        .form = shape->form,
    };
    struct multiplication exact = {setting->exact, product},
                          openblas = {klimb_gemm_openblas(), product};
    const struct peak *peak = setting->peak;
    tasks[EXACT] = (struct bench_task){.run = run_product, .context = &exact};
    tasks[OPENBLAS] = (struct bench_task){.run = run_product, .context = &openblas};
    tasks[PEAK] = (struct bench_task){.run = run_peak, .context = &peak};
    const struct bench_plan plan = {.rounds = ROUNDS, .seconds = TURN_SECONDS};
    if (!bench_alternate(tasks, TASKS, &plan))
        return 0;
    /* The time of the peak for as many operations as the product has. */
    const double operations = 2.0 * (double)shape->m * (double)shape->n * (double)shape->k;
    for (int round = 0; round < ROUNDS; round++)
        tasks[PEAK].seconds[round] *= operations / peak->operations;
    return 1;
}

/* ---- rows ------------------------------------------------------------------------------------ */

static double gigaflops(const struct bench_task *task, const struct model_product *shape) {
    return 2e-9 * (double)shape->m * (double)shape->n * (double)shape->k *
           bench_speed(task, ROUNDS);
}

static void write_share_of_peak(struct setting *setting, const char *name, const char *measure,
                                const struct bench_task *task, const struct bench_task *peak,
                                const struct model_product *shape, double goal) {
    char note[FACT_MAX];
    snprintf(note, sizeof note, "%.1f of %.1f GF/s", gigaflops(task, shape),
             gigaflops(peak, shape));
    bench_write(&setting->bench, &(struct bench_row){.name = name,
                                                     .measure = measure,
                                                     .value = bench_ratio(task, peak, ROUNDS),
                                                     .at_least = goal,
                                                     .note = note});
}

static int is_large(const struct model_product *shape) {
    return shape->m >= LARGE && shape->n >= LARGE && shape->k >= LARGE;
}

static void write_rows(struct setting *setting, const char *model,
                       const struct model_product *shape, const struct bench_task tasks[TASKS]) {
    char name[FACT_MAX];
    snprintf(name, sizeof name, "%s %s %ldx%ldx%ld", model, form_names[shape->form], shape->m,
             shape->n, shape->k);
    bench_write(&setting->bench,
                &(struct bench_row){.name = name,
                                    .measure = "exact / OpenBLAS",
                                    .value = bench_ratio(&tasks[EXACT], &tasks[OPENBLAS], ROUNDS),
                                    .at_least = EACH_TO_OPENBLAS});
    if (!setting->with_peak)
        return;
    write_share_of_peak(setting, name, "exact / FMA peak", &tasks[EXACT], &tasks[PEAK], shape,
                        is_large(shape) ? LARGE_TO_PEAK : 0);
    write_share_of_peak(setting, name, "OpenBLAS / FMA peak", &tasks[OPENBLAS], &tasks[PEAK], shape,
                        0);
}

/* ---- a model --------------------------------------------------------------------------------- */

/* The ratios of all products so far: the sum of logarithms for each round, and the worst product. */
struct summary {
    double log_sum[ROUNDS];
    struct bench_spread worst;
    long count;
};

static void summarise(struct summary *summary, const struct bench_task tasks[TASKS]) {
    const struct bench_spread ratio = bench_ratio(&tasks[EXACT], &tasks[OPENBLAS], ROUNDS);
    for (int round = 0; round < ROUNDS; round++)
        summary->log_sum[round] += log(tasks[OPENBLAS].seconds[round] /
                                       tasks[EXACT].seconds[round]);
    if (summary->count == 0 || ratio.median < summary->worst.median)
        summary->worst = ratio;
    summary->count++;
}

static double mean_goal(const struct gemm_variant *exact) {
    for (size_t i = 0; i < sizeof goals / sizeof *goals; i++)
        if (strcmp(exact->name, goals[i].variant) == 0)
            return goals[i].mean_to_openblas;
    return 0;
}

static void write_summary(struct setting *setting, const char *model, struct summary *summary) {
    char name[FACT_MAX], note[FACT_MAX];
    for (int round = 0; round < ROUNDS; round++)
        summary->log_sum[round] = exp(summary->log_sum[round] / (double)summary->count);
    snprintf(name, sizeof name, "%s geometric mean", model);
    snprintf(note, sizeof note, "of %ld products", summary->count);
    bench_write(&setting->bench,
                &(struct bench_row){.name = name,
                                    .measure = "exact / OpenBLAS",
                                    .value = bench_spread(summary->log_sum, ROUNDS),
                                    .at_least = mean_goal(setting->exact),
                                    .note = note});
    snprintf(name, sizeof name, "%s worst", model);
    bench_write(&setting->bench, &(struct bench_row){.name = name,
                                                     .measure = "exact / OpenBLAS",
                                                     .value = summary->worst,
                                                     .at_least = EACH_TO_OPENBLAS,
                                                     .note = note});
}

static int measure_model(struct setting *setting, const struct model *model) {
    struct model_product shapes[MODEL_PRODUCTS_MAX];
    const long count = model_products(shapes, model);
    struct summary summary = {0};
    for (long i = 0; i < count; i++) {
        struct bench_task tasks[TASKS];
        if (!take_turns(tasks, setting, &shapes[i]))
            return 0;
        write_rows(setting, model->name, &shapes[i], tasks);
        summarise(&summary, tasks);
    }
    write_summary(setting, model->name, &summary);
    return 1;
}

/* ---- the program ----------------------------------------------------------------------------- */

static int fill_operands(struct setting *setting) {
    const long most = models[MODEL_FASHION].data * models[MODEL_FASHION].hidden;
    real **const blocks[] = {&setting->c, &setting->a, &setting->b, &setting->start};
    for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++)
        if ((*blocks[i] = model_operand(most)) == NULL)
            return 0;
    return 1;
}

static int open_table(struct setting *setting, const char *path, const char *level) {
    char openblas[FACT_MAX], group[BENCH_TEXT_MAX] = "matrix products", words[BENCH_TEXT_MAX];
    klimb_gemm_openblas_describe(openblas, sizeof openblas);
    if (level != NULL)
        snprintf(group, sizeof group, "matrix products by %s, OpenBLAS %s", level, openblas);
    if (!bench_open(&setting->bench, path, group))
        return 0;
    snprintf(words, sizeof words, "exact %s; OpenBLAS %s; peak by %s", setting->exact->name,
             openblas, setting->peak->name);
    bench_fact(&setting->bench, "who takes turns", words);
    return 1;
}

int main(int count, char **arguments) {
    const char *level = count > 2 ? arguments[2] : NULL;
    struct setting setting = {.exact = klimb_gemm_exact_select(level),
                              .peak = peak_select(level),
                              .with_peak = level == NULL};
    if (count < 2 || setting.exact == NULL) {
        fprintf(stderr, "usage: bench_products TABLE.csv [LEVEL that this CPU runs]\n");
        return 2;
    }
    if (klimb_gemm_openblas() == NULL) {
        fprintf(stderr, "bench: OpenBLAS cannot be loaded\n");
        return 1;
    }
    klimb_gemm_openblas_set_threads(1);
    int done = fill_operands(&setting) && open_table(&setting, arguments[1], level) &&
               measure_model(&setting, &models[MODEL_DIGITS]) &&
               measure_model(&setting, &models[MODEL_FASHION]);
    free(setting.c);
    free(setting.a);
    free(setting.b);
    free(setting.start);
    if (!done)
        fprintf(stderr, "bench: the matrix products could not be measured\n");
    return done ? bench_close(&setting.bench) : 1;
}
