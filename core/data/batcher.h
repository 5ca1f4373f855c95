/* batcher.h -- the order in which training sees the examples.
 *
 *     klimb_batcher_layout(&batcher, &arena, &config, set.train_count, seed);   // twice, see arena.h
 *     klimb_batcher_fill(&batcher, index, step);                                // batcher.batch indices
 *
 * The examples of a batch are a pure function of (seed, step, count, batch). Nothing but a cache is kept
 * between calls, so steps may be asked for in any order.
 */
#ifndef KLIMB_BATCHER_H
#define KLIMB_BATCHER_H

#include <stdint.h>

/* X(NAME, name in a scenario, text) */
#define SAMPLING_TABLE(X)                                                                          \
    X(SHUFFLE, "shuffle", "every example once an epoch, in a new random order")                    \
    X(REPLACEMENT, "replacement", "each place of a batch drawn independently")                     \
    X(FULL, "full", "the whole training set in each batch, in order")

#define KIND_ENUM_SAMPLING(NAME, name, text) SAMPLING_##NAME,
enum sampling { SAMPLING_TABLE(KIND_ENUM_SAMPLING) SAMPLINGS };
extern const char *const klimb_sampling_names[]; /* by kind, NULL-terminated */

struct arena;

struct batch_config {
    enum sampling sampling;
    long batch; /* n, examples of each update; FULL ignores it */
};

/* Its arrays belong to the caller's arena. */
struct batcher {
    enum sampling sampling;
    uint64_t seed;     /* of the run */
    long count, batch; /* training examples; examples a batch (count if FULL) */
    long epoch;        /* the epoch of `order`, -1 before the first */
    uint32_t *order;   /* [count], NULL unless SHUFFLE */
    uint64_t *scratch; /* [2 count], NULL unless SHUFFLE */
};

/* klimb_batcher_layout -- set up for `count` >= 1 examples and carve the buffers. Overwrites all of *batcher.
 * A config->batch above count becomes count. */
void klimb_batcher_layout(struct batcher *batcher, struct arena *arena,
                          const struct batch_config *config, long count, uint64_t seed);

/* klimb_batcher_fill -- indices of the examples of the batch at `step`.
 *   index  out [batch]  overwritten, each in 0..count-1
 *   step   in           >= 0
 * SHUFFLE walks through one Philox permutation an epoch. Epochs form one stream: the last batch of an
 * epoch is completed from the beginning of the next epoch's order, so every batch has the same size and
 * no example is dropped. A call that changes the epoch takes O(count), any other O(batch). Draws:
 * SHUFFLE RNG_SHUFFLE at step = epoch, row 0; REPLACEMENT RNG_BATCH at (step, row = place in the
 * batch), column 0; FULL none. */
void klimb_batcher_fill(struct batcher *batcher, uint32_t *index, long step);

/* klimb_batcher_draw -- indices of a random batch without repeats, for any sampling; with FULL it is the whole set.
 *   index  out [batch]  overwritten, each in 0..count-1, no two the same
 *   place  in           must not be a step of klimb_batcher_fill, which may use the same draws
 * Every set of examples is equally likely: for i from 0, with j = count - batch + i, index i is a uniform draw t from
 * 0..j, or j if t was chosen before (Bentley & Floyd 1987, "Programming pearls: a sample of brilliance", algorithm
 * F2). Takes O(batch^2). Draws RNG_BATCH at (place, row = i), column 0. */
void klimb_batcher_draw(struct batcher *batcher, uint32_t *index, uint32_t place);

#endif
