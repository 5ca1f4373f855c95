/* batcher.h -- the order in which training examples are seen.
 *
 *     klimb_batcher_layout(&batcher, &arena, &config, set.train_count, seed);   // twice, see arena.h
 *     klimb_batcher_fill(&batcher, index, step);                                // batcher.batch indices
 *
 * What a batch holds is a pure function of (seed, step, count, batch): nothing is carried from one
 * call to the next but a cache, so steps can be asked for in any order.
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
    long batch; /* n, examples of each update; unused by FULL */
};

/* Only pointers into memory of the caller. */
struct batcher {
    enum sampling sampling;
    uint64_t seed;     /* of the run */
    long count, batch; /* training examples; examples a batch (count when FULL) */
    long epoch;        /* whose order `order` holds, -1 for none yet */
    uint32_t *order;   /* [count], NULL unless SHUFFLE */
    uint64_t *scratch; /* [2 count], NULL unless SHUFFLE */
};

/* klimb_batcher_layout -- set up for `count` >= 1 examples and carve its buffers: all of *batcher is
 * overwritten. config->batch is cut to count. */
void klimb_batcher_layout(struct batcher *batcher, struct arena *arena,
                          const struct batch_config *config, long count, uint64_t seed);

/* klimb_batcher_fill -- indices of the examples of the batch at `step`.
 *   index  out [batch]  overwritten, each in 0..count-1
 *   step   in           >= 0
 * SHUFFLE walks through one Philox permutation an epoch; examples are a stream, so the last batch
 * of an epoch is filled up from the beginning of the next epoch's order: every batch has the same
 * size and no example is dropped. Changing the epoch costs O(count), all other calls
 * O(batch). Draws: SHUFFLE RNG_SHUFFLE at step = epoch, row 0; REPLACEMENT RNG_BATCH at (step, row
 * = place in the batch), column 0; FULL none. */
void klimb_batcher_fill(struct batcher *batcher, uint32_t *index, long step);

/* klimb_batcher_draw -- indices of a batch drawn at random, whatever the sampling, but FULL, which has only one.
 *   index  out [batch]  overwritten, each in 0..count-1, no two the same
 *   place  in           any number but that of a step of klimb_batcher_fill, whose draws these might be
 * Every set of examples has the same chance: for i from 0, with j = count - batch + i, a uniform draw t of 0..j, or j
 * where t was chosen before (Bentley & Floyd 1987, "Programming pearls: a sample of brilliance", algorithm F2). Takes
 * O(batch^2). Draws RNG_BATCH at (place, row = i), column 0. */
void klimb_batcher_draw(struct batcher *batcher, uint32_t *index, uint32_t place);

#endif
