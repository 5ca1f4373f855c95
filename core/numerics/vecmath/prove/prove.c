/* prove -- tries every float: each function of every table that this CPU runs must give the float
 * nearest to the exact value.
 *
 *     prove [--points COUNT] [--hard EXPONENT] [--table NAME] [--like NAME] [FUNCTION...]
 *
 * Before that, the functions of one value in double are compared with MPFR at COUNT inputs each, 10^5 by
 * default: they must be off by less than 1 ulp.
 *
 * libm's double functions are off by less than 2^-49 of the value; the error is measured in a sample.
 * If all numbers within 2^-47 of libm's value round to one float, that float is the nearest one. MPFR
 * decides the few other inputs. --hard also prints the inputs whose exact value is within about
 * 2^EXPONENT of the middle between two floats, with the nearest float.
 *
 * With --like, each table must give the bits of the named one for every float; libm and MPFR are not used.
 * That takes a twentieth of the time, and proves a table on a CPU that also runs a proven one.
 *
 * The float functions of the system's libm are counted as well. From glibc 2.41 on some of them promise
 * the nearest float; then a different result counts as wrong.
 *
 * Exit code: 0 if nothing is wrong, 1 if something is wrong or could not be decided, 2 for wrong usage.
 */
#include <inttypes.h>
#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#ifdef __GLIBC__
#include <gnu/libc-version.h>
#endif

#include "exact.h"
#include "prove_double.h"

enum { BLOCK = 1 << 14, BLOCKS = 1 << 18, TABLES_MAX = 8, WORKERS_MAX = 64, SHOWN = 8 };
static const double MARGIN = 0x1p-47;
enum {
    SAMPLE_EVERY = 1 << 7,
    SAMPLE = 16
}; /* blocks; this many values of such a block are compared with MPFR */

/* Shared by the workers. */
struct proof {
    const struct exact_function *function;
    const struct vecmath *tables[TABLES_MAX];
    int table_count;
    const struct vecmath *like; /* the table to compare with; NULL: libm and MPFR */
    double hard;                /* margin of the inputs to print; 0: print none */
    atomic_long next, undecided;
    atomic_long wrong[TABLES_MAX + 1];       /* the last one: of libm's float function */
    atomic_long nanoseconds[TABLES_MAX + 1]; /* the last one: of what decides */
    _Atomic double worst;                    /* error of libm's double function in the sample */
};

struct block {
    float x[BLOCK], wanted[BLOCK], got[BLOCK], unused[BLOCK];
    double near[BLOCK]; /* libm's */
};

static long now(void) {
    struct timespec time;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return time.tv_sec * 1000000000 + time.tv_nsec;
}

static int same(float a, float b) {
    return memcmp(&a, &b, sizeof a) == 0 || (isnan(a) && isnan(b));
}

static uint32_t bits_of(float x) {
    uint32_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

static void fill(struct block *block, long number) {
    for (long i = 0; i < BLOCK; i++) {
        const uint32_t bits = (uint32_t)(number * BLOCK + i);
        memcpy(&block->x[i], &bits, sizeof bits);
    }
}

static void sample(struct proof *proof, const struct block *block) {
    for (long i = 0; i < SAMPLE; i++) {
        const long at = i * (BLOCK / SAMPLE);
        const double error = exact_error(proof->function, (double)block->x[at], block->near[at]);
        if (error > atomic_load(&proof->worst)) /* two workers may race: it is a figure to print */
            atomic_store(&proof->worst, error);
    }
}

static void evaluate(const struct proof *proof, struct block *block) {
    for (long at = 0; at < BLOCK; at += EXACT_NEAR_MAX) {
        double x[EXACT_NEAR_MAX];
        for (long i = 0; i < EXACT_NEAR_MAX; i++)
            x[i] = (double)block->x[at + i];
        proof->function->near(block->near + at, x, EXACT_NEAR_MAX);
    }
}

/* Whether all numbers within `margin` of `near` round to one float, which is stored in *nearest. */
static int is_decided(double near, double margin, float *nearest) {
    *nearest = (float)(near * (1 - margin));
    return same(*nearest, (float)(near * (1 + margin)));
}

static void show_hard(const struct proof *proof, const struct block *block, long i) {
    float unused;
    if (!is_decided(block->near[i], proof->hard, &unused))
        printf("hard: {\"%s\", 0x%08" PRIx32 ", 0x%08" PRIx32 "},\n", proof->function->name,
               bits_of(block->x[i]), bits_of(block->wanted[i]));
}

static void decide(struct proof *proof, struct block *block) {
    long undecided = 0;
    for (long i = 0; i < BLOCK; i++) {
        if (is_decided(block->near[i], MARGIN, &block->wanted[i]))
            continue;
        block->wanted[i] = exact_float(proof->function, block->x[i]);
        undecided++;
        if (proof->hard > 0)
            show_hard(proof, block, i);
    }
    atomic_fetch_add(&proof->undecided, undecided);
}

static void compare(struct proof *proof, const struct block *block, int table) {
    for (long i = 0; i < BLOCK; i++)
        if (!same(block->got[i], block->wanted[i]) &&
            atomic_fetch_add(&proof->wrong[table], 1) < SHOWN)
            printf("wrong: %s of %s at %a: %a, nearest is %a\n", proof->function->name,
                   proof->tables[table]->name, (double)block->x[i], (double)block->got[i],
                   (double)block->wanted[i]);
}

static void count_libm(struct proof *proof, const struct block *block) {
    long wrong = 0;
    for (long i = 0; i < BLOCK; i++)
        wrong += !same(proof->function->libm(block->x[i]), block->wanted[i]);
    atomic_fetch_add(&proof->wrong[TABLES_MAX], wrong);
}

static void find_wanted(struct proof *proof, struct block *block, long number) {
    if (proof->like != NULL) {
        proof->function->run(proof->like, block->wanted, block->unused, block->x, BLOCK);
        return;
    }
    evaluate(proof, block);
    decide(proof, block);
    if (number % SAMPLE_EVERY == SAMPLE_EVERY / 2)
        sample(proof, block);
}

static void prove_block(struct proof *proof, struct block *block, long number) {
    long start = now(), end;
    fill(block, number);
    find_wanted(proof, block, number);
    atomic_fetch_add(&proof->nanoseconds[TABLES_MAX], (end = now()) - start);
    if (proof->function->libm != NULL && proof->like == NULL)
        count_libm(proof, block);
    end = now();
    for (int i = 0; i < proof->table_count; i++) {
        start = end;
        proof->function->run(proof->tables[i], block->got, block->unused, block->x, BLOCK);
        atomic_fetch_add(&proof->nanoseconds[i], (end = now()) - start);
        if (memcmp(block->got, block->wanted, sizeof block->got) != 0)
            compare(proof, block, i);
        end = now();
    }
}

static void *work(void *shared) {
    struct proof *proof = shared;
    struct block *block = malloc(sizeof *block);
    if (block == NULL)
        return proof;
    for (long number; (number = atomic_fetch_add(&proof->next, 1)) < BLOCKS;)
        prove_block(proof, block, number);
    free(block);
    return NULL;
}

/* Returns 0 if a worker could not do its work. */
static int run(struct proof *proof) {
    pthread_t worker[WORKERS_MAX];
    const long cores = sysconf(_SC_NPROCESSORS_ONLN);
    const int count = cores < 1 ? 1 : cores > WORKERS_MAX ? WORKERS_MAX : (int)cores;
    int started = 0, failed = 0;
    while (started < count && pthread_create(&worker[started], NULL, work, proof) == 0)
        started++;
    for (int i = 0; i < started; i++) {
        void *result;
        failed += pthread_join(worker[i], &result) != 0 || result != NULL;
    }
    return started > 0 && !failed;
}

static void find_tables(struct proof *proof, const char *chosen) {
    for (const char *const *name = klimb_vecmath_names(); *name != NULL; name++) {
        const struct vecmath *table = klimb_vecmath_select(*name);
        if (table != NULL && table != proof->like && proof->table_count < TABLES_MAX &&
            (chosen == NULL || strcmp(chosen, *name) == 0))
            proof->tables[proof->table_count++] = table;
    }
}

static double seconds(const struct proof *proof, int i) {
    return 1e-9 * (double)atomic_load(&proof->nanoseconds[i]);
}

#ifdef __GLIBC__
#define LIBC_NAME    "glibc"
#define LIBC_VERSION gnu_get_libc_version()
#else
#define LIBC_NAME    "libm"
#define LIBC_VERSION "0"
#endif

/* Returns the number of wrong results of a function that promises to be right; else 0. */
static long report_libm(const struct proof *proof) {
    const char *version = LIBC_VERSION;
    const int is_nearest = proof->function->libm_is_nearest && strtod(version, NULL) >= EXACT_GLIBC;
    const long wrong = atomic_load(&proof->wrong[TABLES_MAX]);
    if (proof->function->libm == NULL)
        return 0;
    printf("%-9s %-8s %10ld %9s %6ld   %s %s, which %s the nearest float\n", proof->function->name,
           "libm", (long)BLOCK * BLOCKS, "", wrong, LIBC_NAME, version,
           is_nearest ? "promises" : "does not promise");
    return is_nearest ? wrong : 0;
}

/* The same, and prints the error of libm's double function, which decides. */
static long report_exact(const struct proof *proof) {
    const long wrong = report_libm(proof);
    printf("%-9s libm in double: off by at most 2^%.1f, decides to 2^%.0f %8.1f\n",
           proof->function->name, log2(atomic_load(&proof->worst)), log2(MARGIN),
           seconds(proof, TABLES_MAX));
    return wrong;
}

static long report(const struct proof *proof) {
    const char *name = proof->function->name;
    long wrong = 0;
    for (int i = 0; i < proof->table_count; i++) {
        printf("%-9s %-8s %10ld %9ld %6ld %8.1f\n", name, proof->tables[i]->name,
               (long)BLOCK * BLOCKS, (long)atomic_load(&proof->undecided),
               (long)atomic_load(&proof->wrong[i]), seconds(proof, i));
        wrong += atomic_load(&proof->wrong[i]);
    }
    if (proof->like != NULL)
        printf("%-9s wanted is what %s gives %31.1f\n", name, proof->like->name,
               seconds(proof, TABLES_MAX));
    else
        wrong += report_exact(proof);
    fflush(stdout);
    return wrong;
}

/* Returns the number of wrong results, or -1 if the proof could not be completed. */
static long prove(const struct exact_function *function, double hard, const char *table,
                  const struct vecmath *like) {
    static struct proof proof;
    memset(&proof, 0, sizeof proof);
    proof.function = function;
    proof.hard = hard;
    proof.like = like;
    find_tables(&proof, table);
    return proof.table_count > 0 && run(&proof) ? report(&proof) : -1;
}

int prove_is_chosen(const char *name, char **chosen) {
    for (char **one = chosen; *one != NULL; one++)
        if (strcmp(name, *one) == 0)
            return 1;
    return *chosen == NULL;
}

/* The value of an option if it is the next argument, else NULL. */
static const char *option(char ***arguments, const char *name) {
    if ((*arguments)[0] == NULL || strcmp((*arguments)[0], name) != 0 || (*arguments)[1] == NULL)
        return NULL;
    *arguments += 2;
    return (*arguments)[-1];
}

static long prove_floats(double hard, const char *table, const struct vecmath *like,
                         char **chosen) {
    long wrong = 0, more = 0;
    printf("%-9s %-8s %10s %9s %6s %8s\n", "function", "table", "inputs", "undecided", "wrong",
           "seconds");
    for (int i = 0; i < EXACT_FUNCTIONS && more >= 0; i++) {
        if (!prove_is_chosen(exact_functions[i].name, chosen))
            continue;
        more = prove(&exact_functions[i], hard, table, like);
        wrong += more;
    }
    return more < 0 ? -1 : wrong;
}

static int are_functions(char **names) {
    for (; *names != NULL; names++) {
        int i = 0;
        while (i < EXACT_FUNCTIONS && strcmp(*names, exact_functions[i].name) != 0)
            i++;
        if (i == EXACT_FUNCTIONS)
            return 0;
    }
    return 1;
}

int main(int argument_count, char **arguments) {
    (void)argument_count;
    arguments++;
    const char *points = option(&arguments, "--points"), *exponent = option(&arguments, "--hard");
    const char *table = option(&arguments, "--table"), *name = option(&arguments, "--like");
    const struct vecmath *like = name == NULL ? NULL : klimb_vecmath_select(name);
    const double hard = exponent == NULL ? 0 : exp2(strtod(exponent, NULL));
    if (!are_functions(arguments) || (name != NULL && like == NULL)) {
        fprintf(stderr,
                "usage: prove [--points COUNT] [--hard EXPONENT] [--table NAME] [--like NAME] "
                "[FUNCTION...]\n");
        return 2;
    }
    const long count = points == NULL ? 100000 : strtol(points, NULL, 10);
    const long in_double = like != NULL ? 0 : prove_double(count, arguments);
    const long in_float = prove_floats(hard, table, like, arguments);
    return in_double != 0 || in_float != 0;
}
