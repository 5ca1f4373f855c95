/* runner_options.h -- options of runner_run.
 */
#ifndef KLIMB_RUNNER_OPTIONS_H
#define KLIMB_RUNNER_OPTIONS_H

struct runner_options {
    int workers;      /* processes at once, >= 1 */
    int threads;      /* in each process, at most THREADS_MAX; 0 means 1 */
    const char *simd; /* KLIMB_SIMD; NULL: the best level */
    int quiet;        /* no progress */
    int is_missing;   /* the command skips finished runs (--missing): told after an interrupt */
};

#endif
