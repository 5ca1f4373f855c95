#include "data/batcher.h"

#include <assert.h>
#include <stddef.h>
#include <string.h>

#include "base/arena.h"
#include "numerics/rng.h"

#define KIND_NAME(NAME, name, text) name,
const char *const klimb_sampling_names[] = {SAMPLING_TABLE(KIND_NAME) NULL};
#undef KIND_NAME

void klimb_batcher_layout(struct batcher *batcher, struct arena *arena,
                          const struct batch_config *config, long count, uint64_t seed) {
    int is_full = config->sampling == SAMPLING_FULL || config->batch > count;
    *batcher = (struct batcher){.sampling = config->sampling,
                                .seed = seed,
                                .count = count,
                                .batch = is_full ? count : config->batch,
                                .epoch = -1};
    if (config->sampling != SAMPLING_SHUFFLE)
        return;
    batcher->order = klimb_arena_take(arena, count, sizeof *batcher->order);
    batcher->scratch = klimb_arena_take(arena, 2 * count, sizeof *batcher->scratch);
}

static void batcher_turn_to_epoch(struct batcher *batcher, long epoch) {
    if (epoch == batcher->epoch)
        return;
    struct rng_place place = {
        .seed = batcher->seed, .purpose = RNG_SHUFFLE, .step = (uint32_t)epoch};
    klimb_rng_permutation(batcher->order, batcher->scratch, place, batcher->count);
    batcher->epoch = epoch;
}

static void batcher_fill_shuffle(struct batcher *batcher, uint32_t *index, long step) {
    long filled = 0;
    while (filled < batcher->batch) {
        long position = step * batcher->batch + filled;
        long first = position % batcher->count;
        long rest_of_epoch = batcher->count - first;
        long rest_of_batch = batcher->batch - filled;
        long run = rest_of_epoch < rest_of_batch ? rest_of_epoch : rest_of_batch;
        batcher_turn_to_epoch(batcher, position / batcher->count);
        memcpy(index + filled, batcher->order + first, (size_t)run * sizeof *index);
        filled += run;
    }
}

/* floor(word * count / 2^32) favours no index by more than count / 2^32: one part in 70,000 for
 * 60,000 examples, too little to affect a run. */
static uint32_t draw_below(const struct batcher *batcher, uint32_t step, long row, long count) {
    uint32_t word;
    klimb_rng_bits(
        &word,
        (struct rng_place){
            .seed = batcher->seed, .purpose = RNG_BATCH, .step = step, .row = (uint32_t)row},
        1);
    return (uint32_t)((word * (uint64_t)count) >> 32);
}

static void batcher_fill_replacement(struct batcher *batcher, uint32_t *index, long step) {
    for (long i = 0; i < batcher->batch; i++)
        index[i] = draw_below(batcher, (uint32_t)step, i, batcher->count);
}

static void batcher_fill_full(struct batcher *batcher, uint32_t *index, long step) {
    (void)step;
    for (long i = 0; i < batcher->batch; i++)
        index[i] = (uint32_t)i;
}

void klimb_batcher_fill(struct batcher *batcher, uint32_t *index, long step) {
    static void (*const fill[SAMPLINGS])(struct batcher *, uint32_t *, long) = {
        [SAMPLING_SHUFFLE] = batcher_fill_shuffle,
        [SAMPLING_REPLACEMENT] = batcher_fill_replacement,
        [SAMPLING_FULL] = batcher_fill_full,
    };
    assert(batcher->count >= 1 && step >= 0);
    fill[batcher->sampling](batcher, index, step);
}

static int is_among(const uint32_t *index, long n, uint32_t wanted) {
    for (long i = 0; i < n; i++)
        if (index[i] == wanted)
            return 1;
    return 0;
}

void klimb_batcher_draw(struct batcher *batcher, uint32_t *index, uint32_t place) {
    if (batcher->sampling == SAMPLING_FULL) {
        batcher_fill_full(batcher, index, 0);
        return;
    }
    for (long i = 0; i < batcher->batch; i++) {
        long last = batcher->count - batcher->batch + i;
        uint32_t drawn = draw_below(batcher, place, i, last + 1);
        index[i] = is_among(index, i, drawn) ? (uint32_t)last : drawn;
    }
}
