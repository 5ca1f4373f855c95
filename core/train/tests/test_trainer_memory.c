/* A run allocates nothing after it is initialised. */
#include <stdio.h>
#include <stdlib.h>

#include "tests/trainer_fixture.h"

/* This test defines malloc, calloc and the like, which count calls and pass them on to the C library. The
 * sanitizer already replaces them, so they cannot be counted under it. */
#if defined(__SANITIZE_ADDRESS__)
#define COUNTS_ALLOCATIONS 0
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define COUNTS_ALLOCATIONS 0
#endif
#endif
#ifndef COUNTS_ALLOCATIONS
#define COUNTS_ALLOCATIONS 1
#endif

static long allocations;

#if COUNTS_ALLOCATIONS
/* The C library's functions under other names, which no header declares. */
extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *old, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);

void *malloc(size_t size) {
    allocations++;
    return __libc_malloc(size);
}

void *calloc(size_t count, size_t size) {
    allocations++;
    return __libc_calloc(count, size);
}

void *realloc(void *old, size_t size) {
    allocations++;
    return __libc_realloc(old, size);
}

void *aligned_alloc(size_t alignment, size_t size) {
    allocations++;
    return __libc_memalign(alignment, size);
}
#endif

/* Every path that might need scratch: shuffling over several epochs, binarisation, clipping, observing,
 * diverging. The initialisation must be counted, or the counter itself is broken. Assertions of Check
 * allocate, so there must be none between two readings of the counter. */
START_TEST(trainer_step_and_observe_allocate_nothing) {
    if (!COUNTS_ALLOCATIONS)
        SKIP_TEST("allocations cannot be counted under AddressSanitizer");
    struct config config = example_config();
    struct dataset data = small_data();
    struct run run = {.row.dimension = run.dimension};
    config.data.binarise = BINARISE_DYNAMIC;
    config.optimiser.clip_norm = 0.1;
    config.model.head.kind = _i == 0 ? HEAD_LOGVAR : HEAD_VARIANCE;
    ck_assert_int_eq(klimb_backend_select(&run.backend, BACKEND_EXACT, NULL, NULL), STATUS_OK);
    long before = allocations;
    enum status status = klimb_trainer_init(&run.trainer, &config, &data, 7, &run.backend, NULL);
    long by_init = allocations - before;
    ck_assert_int_eq(status, STATUS_OK);
    ck_assert_int_eq(by_init, 1);
    if (_i == 1)
        run.trainer.vae.encoder.mlp.layer[1].b[K] = -3;
    before = allocations;
    train(&run, 1);
    klimb_trainer_observe(&run.trainer, &run.row);
    long by_run = allocations - before;
    ck_assert_int_eq(by_run, 0);
    ck_assert_int_eq(run.trainer.outcome.diverged, _i);
    klimb_trainer_free(&run.trainer);
}
END_TEST

static Suite *trainer_memory_suite(void) {
    Suite *suite = suite_create("trainer memory");
    TCase *memory = tcase_create("memory");
    tcase_add_loop_test(memory, trainer_step_and_observe_allocate_nothing, 0, 2);
    suite_add_tcase(suite, memory);
    return suite;
}

TEST_MAIN(trainer_memory_suite)
