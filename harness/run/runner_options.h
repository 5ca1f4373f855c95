/* runner_options.h -- options of a pool of processes.
 */
#ifndef KLIMB_RUNNER_OPTIONS_H
#define KLIMB_RUNNER_OPTIONS_H

struct runner_options {
    int workers;      /* processes at once, >= 1 */
    int threads;      /* in each of them, at most THREADS_MAX; 0 as 1 */
    const char *simd; /* KLIMB_SIMD, NULL for the best */
    int quiet;        /* no progress */
    int is_missing; /* the same command would not make again what is there: an interrupt says so */
};

#endif
