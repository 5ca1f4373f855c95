/* trainer_fixture.h -- small runs for the tests of the trainer. */
#ifndef KLIMB_TRAINER_FIXTURE_H
#define KLIMB_TRAINER_FIXTURE_H

#include "train/trainer.h"

#include <string.h>

#include "check_near.h"
#include "example_config.h"

enum { K = 2, DATA = 6, TRAIN = 12 };

/* A run and the row for its observations. */
struct run {
    struct backend backend;
    struct trainer trainer;
    struct observation row;
    float dimension[16 * DIMENSION_OBSERVABLES];
};

/* Grey values in [0,1] without symmetry: the fractional parts of multiples of the golden ratio. */
static inline void fill_grey(real *values, long n) {
    for (long i = 0; i < n; i++)
        values[i] = (real)fmod(0.6180339887 * (double)(i + 1), 1);
}

static real grey[TRAIN * DATA];

static inline struct dataset small_data(void) {
    fill_grey(grey, TRAIN * DATA);
    return (struct dataset){.train = grey, .train_count = TRAIN, .dimensions = DATA};
}

static inline void start(struct run *run, const struct config *config, const struct dataset *data,
                         uint64_t seed, enum backend_kind kind) {
    struct error error = {0};
    *run = (struct run){.row.dimension = run->dimension};
    ck_assert_int_eq(klimb_backend_select(&run->backend, kind, NULL, NULL), STATUS_OK);
    ck_assert_msg(klimb_trainer_init(&run->trainer, config, data, seed, &run->backend, &error) ==
                      STATUS_OK,
                  "%s", error.message);
}

static inline double at(const struct run *run, enum observable column) {
    return (double)run->row.value[column];
}

static inline void train(struct run *run, int observed) {
    do {
        if (observed)
            klimb_trainer_observe(&run->trainer, &run->row);
    } while (klimb_trainer_step(&run->trainer));
}

static inline int same_parameters(const struct run *a, const struct run *b) {
    size_t size = (size_t)a->trainer.vae.parameters * sizeof(real);
    return memcmp(a->trainer.vae.p, b->trainer.vae.p, size) == 0;
}

/* Two whole runs, one of them observed twice before each step: their parameters are equal at every step. */
static inline void check_observing_changes_nothing(const struct config *config) {
    struct dataset data = small_data();
    struct run seen, unseen;
    start(&seen, config, &data, 7, BACKEND_EXACT);
    start(&unseen, config, &data, 7, BACKEND_EXACT);
    do {
        ck_assert(same_parameters(&seen, &unseen));
        klimb_trainer_observe(&seen.trainer, &seen.row);
        klimb_trainer_observe(&seen.trainer, &seen.row);
    } while (klimb_trainer_step(&seen.trainer) + klimb_trainer_step(&unseen.trainer) == 2);
    ck_assert(same_parameters(&seen, &unseen));
    ck_assert_int_eq(seen.trainer.step, config->steps);
    ck_assert_int_eq(unseen.trainer.step, config->steps);
    klimb_trainer_free(&seen.trainer);
    klimb_trainer_free(&unseen.trainer);
}

#endif
