/* bench_core_types -- the core types for which OpenBLAS has kernels, and those that this CPU runs.
 *
 *     bench_core_types list     prints the names that work here, one a line
 *     bench_core_types          the same with their speeds, fastest first: "Haswell: 41.2 GF/s ..."
 *
 * OpenBLAS picks a core type by the CPU's model, and a version older than the CPU may pick one for far
 * older CPUs. The environment variable OPENBLAS_CORETYPE overrules it. It is read when the library is
 * loaded, so each core type is tried in its own process, which a CPU without the instructions ends. A core
 * type works if OpenBLAS reports the name that was asked for (else it has fallen back to another), and
 * its products are right.
 */
#include "bench.h"
#include "child.h"
#include "model.h"
#include "numerics/gemm/gemm.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { ROUNDS = 9, NAME_MAX_BYTES = 32, LINE_MAX_BYTES = 128 };

static const double TURN_SECONDS = 2e-3;

/* Sums of k terms of size 1/4 at most agree to this, whatever their order. */
static const double TOLERANCE = 1e-3;

static const char *const core_types[] = {
#if defined __x86_64__
    "Prescott", "Nehalem",  "Sandybridge", "Haswell",
    "Zen",      "SkylakeX", "Cooperlake",  "SapphireRapids",
#elif defined __aarch64__
    "ARMV8", "CortexA53", "CortexA57", "NeoverseN1", "NeoverseV1",
#endif
    NULL};

/* ---- in a child: one core type --------------------------------------------------------------- */

struct operands {
    real *a, *b, *c, *wanted, *start;
};

static int is_close(const real *got, const real *wanted, long n) {
    for (long i = 0; i < n; i++)
        if (!(fabs((double)got[i] - (double)wanted[i]) <= TOLERANCE))
            return 0;
    return 1;
}

static double run_product(void *context, long repeats) {
    const double start = bench_cpu();
    for (long r = 0; r < repeats; r++)
        klimb_gemm_multiply(klimb_gemm_openblas(), context);
    return bench_cpu() - start;
}

/* ln of the operations a second of a product by OpenBLAS; NaN if its result is wrong; 0 if it is not
 * timed. */
static double try_product(const struct model_product *shape, const struct operands *operands,
                          int is_timed) {
    struct gemm_product product = {.c = operands->c,
                                   .a = operands->a,
                                   .b = operands->b,
                                   .start = shape->starts ? operands->start : NULL,
                                   .m = shape->m,
                                   .n = shape->n,
                                   .k = shape->k,
                                   .form = shape->form};
    struct gemm_product exact = product;
    exact.c = operands->wanted;
    klimb_gemm_multiply(klimb_gemm_openblas(), &product);
    klimb_gemm_multiply(klimb_gemm_exact_select(NULL), &exact);
    if (!is_close(product.c, exact.c, shape->m * shape->n))
        return (double)NAN;
    struct bench_task task = {.run = run_product, .context = &product};
    const struct bench_plan plan = {.rounds = ROUNDS, .seconds = TURN_SECONDS};
    if (!is_timed)
        return 0;
    if (!bench_alternate(&task, 1, &plan))
        return (double)NAN;
    return log(2.0 * (double)shape->m * (double)shape->n * (double)shape->k *
               bench_speed(&task, ROUNDS));
}

static int take_operands(struct operands *operands) {
    const long most = models[MODEL_FASHION].data * models[MODEL_FASHION].hidden;
    real **const blocks[] = {&operands->a, &operands->b, &operands->c, &operands->wanted,
                             &operands->start};
    for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++)
        if ((*blocks[i] = model_operand(most)) == NULL)
            return 0;
    return 1;
}

/* Prints operations a second, the geometric mean over the products of digits and fashion. */
static int try_core_type(const char *name, int is_timed) {
    struct operands operands;
    double sum = 0;
    long count = 0;
    if (klimb_gemm_openblas() == NULL || strcasecmp(klimb_gemm_openblas_core(), name) != 0 ||
        !take_operands(&operands))
        return 1;
    for (enum model_kind kind = MODEL_DIGITS; kind <= MODEL_FASHION; kind++) {
        struct model_product shapes[MODEL_PRODUCTS_MAX];
        const long products = model_products(shapes, &models[kind]);
        for (long i = 0; i < products; i++)
            sum += try_product(&shapes[i], &operands, is_timed);
        count += products;
    }
    if (!isfinite(sum))
        return 1;
    printf("%.17g\n", exp(sum / (double)count));
    return 0;
}

/* ---- in the parent: all of them -------------------------------------------------------------- */

struct finding {
    const char *name;
    double speed; /* operations a second; 0 if it does not work here */
};

static double ask(const char *name, const char *how) {
    const char *const command[] = {"/proc/self/exe", how, name, NULL};
    struct child child;
    struct child_usage usage = {.code = 1};
    char answer[LINE_MAX_BYTES];
    double speed = 0;
    setenv("OPENBLAS_CORETYPE", name, 1);
    setenv("OPENBLAS_NUM_THREADS", "1", 1);
    if (!child_start(&child, command, CHILD_TALKS))
        return 0;
    if (!child_ask(&child, NULL, answer, sizeof answer) || sscanf(answer, "%lf", &speed) != 1)
        speed = 0;
    child_end(&child, &usage);
    return usage.code == 0 ? speed : 0;
}

static int compare(const void *one, const void *other) {
    const struct finding *a = one, *b = other;
    return (a->speed < b->speed) - (a->speed > b->speed);
}

int main(int count, char **arguments) {
    enum { TYPES = sizeof core_types / sizeof *core_types };
    const char *how = count > 1 ? arguments[1] : "";
    struct finding findings[TYPES];
    long found = 0;
    if (count == 3 && (strcmp(how, "try") == 0 || strcmp(how, "time") == 0))
        return try_core_type(arguments[2], strcmp(how, "time") == 0);
    if (count > 2 || (count == 2 && strcmp(how, "list") != 0)) {
        fprintf(stderr, "usage: bench_core_types [list]\n");
        return 2;
    }
    for (long i = 0; core_types[i] != NULL; i++) {
        struct finding finding = {core_types[i], ask(core_types[i], count == 2 ? "try" : "time")};
        if (finding.speed > 0)
            findings[found++] = finding;
    }
    if (count == 1)
        qsort(findings, (size_t)found, sizeof *findings, compare);
    for (long i = 0; i < found; i++) {
        if (count == 2)
            printf("%s\n", findings[i].name);
        else
            printf("%s: %.1f GF/s, geometric mean over the products of digits and fashion\n",
                   findings[i].name, 1e-9 * findings[i].speed);
    }
    return found > 0 ? 0 : 1;
}
