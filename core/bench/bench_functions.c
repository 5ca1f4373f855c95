/* bench_functions -- speed of the elementary functions, against SLEEF's and the C library's.
 *
 *     bench_functions TABLE.csv
 *
 * One row a function and SIMD level. SLEEF's functions are the deterministic ones, off by up to 1 ulp;
 * sigmoid and softplus are composed of them. The C library is called value by value.
 */
#include "bench.h"
#include "numerics/vecmath/vecmath.h"
#include "peer_sleef.h"

#include <math.h>
#include <string.h>

enum { COUNT = 4096, ROUNDS = 15, PIECE = 256 };
static const double TURN_SECONDS = 2e-3;

typedef void array_function(float *y, const float *x, long n);

/* ---- the C library ---------------------------------------------------------------------------- */

#define LIBM(name, value)                                                                          \
    static void libm_##name(float *y, const float *x, long n) {                                    \
        for (long i = 0; i < n; i++)                                                               \
            y[i] = value;                                                                          \
    }
LIBM(exp, expf(x[i]))
LIBM(expm1, expm1f(x[i]))
LIBM(log, logf(x[i]))
LIBM(log1p, log1pf(x[i]))
LIBM(tanh, tanhf(x[i]))
LIBM(sigmoid, 1 / (1 + expf(-x[i])))
LIBM(softplus, fmaxf(x[i], 0) + log1pf(expf(-fabsf(x[i]))))
LIBM(sincospi, sinf((float)M_PI *x[i]) + cosf((float)M_PI * x[i]))

static const struct function {
    const char *name, *sleef, *sleef_too; /* too: called on the result of the first */
    array_function *libm;
    float low, high; /* of the arguments */
} FUNCTIONS[] = {
    {"exp", "exp", NULL, libm_exp, -20, 20},
    {"expm1", "expm1", NULL, libm_expm1, -5, 5},
    {"log", "log", NULL, libm_log, 0.01F, 20},
    {"log1p", "log1p", NULL, libm_log1p, -0.9F, 5},
    {"tanh", "tanh", NULL, libm_tanh, -5, 5},
    {"sigmoid", "exp", NULL, libm_sigmoid, -10, 10},
    {"softplus", "exp", "log1p", libm_softplus, -10, 10},
    {"sincospi", "sincospi", NULL, libm_sincospi, 0, 2},
};
enum { FUNCTION_COUNT = sizeof FUNCTIONS / sizeof *FUNCTIONS };

/* ---- what is measured ------------------------------------------------------------------------- */

struct work {
    const struct function *function;
    const struct vecmath *table;
    struct peer_sleef sleef, sleef_too;
    float x[COUNT], y[COUNT], z[COUNT];
};

static void run_table(const struct vecmath *vm, const char *name, float *y, float *z,
                      const float *x) {
    const struct {
        const char *name;
        vecmath_function *function;
    } functions[] = {{"exp", vm->exp},          {"expm1", vm->expm1}, {"log", vm->log},
                     {"log1p", vm->log1p},      {"tanh", vm->tanh},   {"sigmoid", vm->sigmoid},
                     {"softplus", vm->softplus}};
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++)
        if (strcmp(name, functions[i].name) == 0) {
            functions[i].function(y, x, COUNT);
            return;
        }
    vm->sincospi(y, z, x, COUNT);
}

static double run_klimb(void *context, long repeats) {
    struct work *work = context;
    const double start = bench_cpu();
    for (long i = 0; i < repeats; i++)
        run_table(work->table, work->function->name, work->y, work->z, work->x);
    return bench_cpu() - start;
}

static double run_libm(void *context, long repeats) {
    struct work *work = context;
    const double start = bench_cpu();
    for (long i = 0; i < repeats; i++)
        work->function->libm(work->y, work->x, COUNT);
    return bench_cpu() - start;
}

/* 1 / (1 + e^-x) and ln(1 + e^x) by e^-|x|, in pieces that fit the first-level cache. */
static void compose(const struct work *work, float *y, const float *x) {
    float e[PIECE];
    const int is_softplus = work->function->sleef_too != NULL;
    for (long i = 0; i < PIECE; i++)
        e[i] = x[i] > 0 ? -x[i] : x[i];
    peer_sleef_run(&work->sleef, e, NULL, e, PIECE);
    if (is_softplus)
        peer_sleef_run(&work->sleef_too, e, NULL, e, PIECE);
    for (long i = 0; i < PIECE; i++)
        y[i] = is_softplus ? (x[i] > 0 ? x[i] : 0) + e[i] : (x[i] < 0 ? e[i] : 1) / (1 + e[i]);
}

static double run_sleef(void *context, long repeats) {
    struct work *work = context;
    const double start = bench_cpu();
    const int is_composed = strcmp(work->function->name, work->function->sleef) != 0 ||
                            work->function->sleef_too != NULL;
    for (long i = 0; i < repeats; i++) {
        if (!is_composed)
            peer_sleef_run(&work->sleef, work->y, work->z, work->x, COUNT);
        for (long at = 0; is_composed && at < COUNT; at += PIECE)
            compose(work, work->y + at, work->x + at);
    }
    return bench_cpu() - start;
}

/* ---- rows ------------------------------------------------------------------------------------ */

static double nanoseconds(const struct bench_task *task) {
    return 1e9 / bench_speed(task, ROUNDS) / COUNT;
}

static int find_sleef(struct work *work) {
    const struct function *function = work->function;
    return peer_sleef_find(&work->sleef, work->table->name, function->sleef) &&
           (function->sleef_too == NULL ||
            peer_sleef_find(&work->sleef_too, work->table->name, function->sleef_too));
}

static void write_row(struct bench *bench, const struct work *work, const char *peer,
                      const struct bench_task *task, const struct bench_task *other) {
    char name[BENCH_TEXT_MAX], measure[BENCH_TEXT_MAX], note[BENCH_TEXT_MAX];
    snprintf(name, sizeof name, "%s %s", work->function->name, work->table->name);
    snprintf(measure, sizeof measure, "speed / %s", peer);
    snprintf(note, sizeof note, "%.3g and %.3g ns an element", nanoseconds(task),
             nanoseconds(other));
    bench_write(bench, &(struct bench_row){.name = name,
                                           .measure = measure,
                                           .value = bench_ratio(task, other, ROUNDS),
                                           .note = note});
}

/* Measures one function of one table; adds the logarithm of its ratio to SLEEF. Returns 0 on failure. */
static int measure(struct bench *bench, struct work *work, double *logs, int *count) {
    struct bench_task tasks[] = {{.run = run_klimb, .context = work},
                                 {.run = run_libm, .context = work},
                                 {.run = run_sleef, .context = work}};
    const struct bench_plan plan = {.rounds = ROUNDS, .seconds = TURN_SECONDS};
    const struct function *function = work->function;
    for (long i = 0; i < COUNT; i++)
        work->x[i] = function->low + (function->high - function->low) * ((float)i + 0.5F) / COUNT;
    const int has_sleef = find_sleef(work);
    if (!bench_alternate(tasks, has_sleef ? 3 : 2, &plan))
        return 0;
    write_row(bench, work, "libm", &tasks[0], &tasks[1]);
    if (!has_sleef)
        return 1;
    write_row(bench, work, work->sleef.what, &tasks[0], &tasks[2]);
    *logs += log(bench_ratio(&tasks[0], &tasks[2], ROUNDS).median);
    ++*count;
    return 1;
}

static int measure_table(struct bench *bench, const struct vecmath *table) {
    static struct work work;
    double logs = 0;
    int count = 0;
    for (int i = 0; i < FUNCTION_COUNT; i++) {
        work.table = table;
        work.function = &FUNCTIONS[i];
        if (!measure(bench, &work, &logs, &count))
            return 0;
    }
    const double mean = exp(logs / count);
    if (count == FUNCTION_COUNT)
        bench_write(bench, &(struct bench_row){.name = table->name,
                                               .measure = "geometric mean / SLEEF",
                                               .value = {mean, mean, mean},
                                               .at_least = 1.0});
    else
        bench_skip(bench, table->name, "geometric mean / SLEEF",
                   "SLEEF is not installed or has no such functions: run 'make setup-bench'");
    return 1;
}

int main(int argument_count, char **arguments) {
    struct bench bench;
    if (argument_count != 2) {
        fprintf(stderr, "usage: bench_functions TABLE.csv\n");
        return 2;
    }
    if (!bench_open(&bench, arguments[1], "elementary functions"))
        return 1;
    for (const char *const *name = klimb_vecmath_names(); *name != NULL; name++) {
        const struct vecmath *table = klimb_vecmath_select(*name);
        if (table != NULL && !measure_table(&bench, table)) {
            fprintf(stderr, "bench: the functions of %s could not be measured\n", *name);
            return 1;
        }
    }
    return bench_close(&bench);
}
