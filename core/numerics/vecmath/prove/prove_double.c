#include "prove_double.h"

#include <math.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "exact.h"

enum { WORKERS_MAX = 64 };

/* A share of the points of one function, with random numbers of its own. */
struct share {
    const struct exact_function *function;
    uint64_t state;
    long points;
    double worst, where; /* out: units in the last place, and the input */
};

/* Xorshift: Marsaglia 2003. */
static uint64_t draw(struct share *share) {
    uint64_t x = share->state;
    x ^= x << 13, x ^= x >> 7, x ^= x << 17;
    return share->state = x;
}

static double draw_between(struct share *share, double low, double high) {
    return low + (high - low) * ((double)(draw(share) >> 11) * 0x1p-53);
}

static double draw_bits(struct share *share) {
    const uint64_t bits = draw(share);
    double x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

static double draw_wide(struct share *share) {
    return draw_between(share, -750, 750);
}

static double draw_small(struct share *share) {
    return draw_between(share, -3, 3);
}

static double draw_tiny(struct share *share) {
    return ldexp(draw_between(share, -1, 1), -(int)(draw(share) % 60));
}

/* Points at which the reduction of e^x changes its k. */
static double draw_at_ln2(struct share *share) {
    const double k = (double)(draw(share) % 2100) - 1075;
    return (k + 0.5) * 0.69314718055994530942 * (1 + ldexp(draw_between(share, -1, 1), -40));
}

/* Points at which the reduction of ln x changes its k, and the neighbourhood of 1. */
static double draw_at_root(struct share *share) {
    const double near = 1 + ldexp(draw_between(share, -1, 1), -(int)(draw(share) % 40));
    return draw(share) % 2 ? near
                           : ldexp(0.70710678118654752440 * near, (int)(draw(share) % 8) - 4);
}

/* Points at which the reductions of sin(pi x) and cos(pi x) change quadrants. */
static double draw_at_quarter(struct share *share) {
    const double quarters = (double)(draw(share) % 64) - 32;
    return quarters / 4 + ldexp(draw_between(share, -1, 1), -(int)(draw(share) % 50));
}

static double (*const draws[])(struct share *) = {
    draw_bits, draw_wide, draw_small, draw_tiny, draw_at_ln2, draw_at_root, draw_at_quarter};

enum { CHECKED_EVERY = 64 };

/* Whether libm already shows that this point is not the worst. One in CHECKED_EVERY is compared with MPFR
 * all the same: libm may be wrong, too. */
static int is_harmless(const struct share *share, long point, double x, double y) {
    return point % CHECKED_EVERY != 0 &&
           exact_ulps_roughly(share->function, x, y) < share->worst - EXACT_ROUGHLY;
}

static void *measure(void *context) {
    struct share *share = context;
    for (long i = 0; i < share->points; i++) {
        const double x = draws[i % (long)(sizeof draws / sizeof *draws)](share);
        const double y = share->function->scalar(x);
        if (is_harmless(share, i, x, y))
            continue;
        const double ulps = exact_ulps(share->function, x, y);
        if (!(ulps <= share->worst))
            share->worst = ulps, share->where = x;
    }
    mpfr_free_cache();
    return NULL;
}

/* Returns the worst share; its function is NULL if the workers could not be started. */
static struct share measure_function(const struct exact_function *function, long points) {
    pthread_t worker[WORKERS_MAX];
    struct share share[WORKERS_MAX], worst = {0};
    const long cores = sysconf(_SC_NPROCESSORS_ONLN);
    const int count = cores < 1 ? 1 : cores > WORKERS_MAX ? WORKERS_MAX : (int)cores;
    int started = 0;
    for (; started < count; started++) {
        share[started] = (struct share){.function = function,
                                        .state = 0x9E3779B97F4A7C15 * (uint64_t)(started + 1),
                                        .points = points / count + 1};
        if (pthread_create(&worker[started], NULL, measure, &share[started]) != 0)
            break;
    }
    for (int i = 0; i < started; i++) {
        pthread_join(worker[i], NULL);
        if (i == 0 || !(share[i].worst <= worst.worst))
            worst = share[i];
    }
    return started == count ? worst : (struct share){0};
}

long prove_double(long points, char **chosen) {
    long wrong = 0;
    for (int i = 0; i < EXACT_FUNCTIONS; i++) {
        if (!prove_is_chosen(exact_functions[i].name, chosen))
            continue;
        const struct share worst = measure_function(&exact_functions[i], points);
        if (worst.function == NULL)
            return -1;
        printf("%-9s %-8s %10ld points: off by at most %.4f ulp, at %a\n", exact_functions[i].name,
               "binary64", points, worst.worst, worst.where);
        fflush(stdout);
        wrong += !(worst.worst < 1);
    }
    return wrong;
}
