/* rng.h -- random numbers addressed by their purpose and place, not by the order of the calls.
 *
 * Philox4x32-10 is a counter-based generator: a block of four 32-bit words is a pure function of
 * a 64-bit key and a 128-bit counter. Here the key is the seed, low word first, and the counter
 * is (column/4, row, step, purpose); word j of the block belongs to column 4 (column/4) + j. So a
 * draw depends neither on the batch order nor on threads or backend.
 *
 *     struct rng_place place = {.seed = 3, .purpose = RNG_LATENT, .step = step};
 *     klimb_rng_normal(noise, place, batch, latents, vm);
 *
 * Source: Salmon, Moraes, Dror & Shaw 2011, "Parallel random numbers: as easy as 1, 2, 3".
 */
#ifndef KLIMB_RNG_H
#define KLIMB_RNG_H

#include <stdint.h>

#include "base/real.h"
#include "numerics/vecmath/vecmath.h"

/* What a draw is for; the numbers are part of the exactness contract and never change. */
enum rng_purpose {
    RNG_WEIGHTS = 1,       /* step = index of the layer, row = input unit, column = output unit */
    RNG_SHUFFLE = 2,       /* step = epoch */
    RNG_BATCH = 3,         /* sampling with replacement: step, row = place in the batch */
    RNG_LATENT = 4,        /* reparameterisation noise: step, row = place in the batch */
    RNG_EVALUATION = 5,    /* fixed noise of the evaluation set: row = example */
    RNG_BINARISE = 6,      /* dynamic binarisation: step, row = place in the batch */
    RNG_SPLIT = 7,         /* train/test split */
    RNG_SYNTHETIC = 8,     /* synthetic data: row = example */
    RNG_PRIOR = 9,         /* samples from the prior */
    RNG_CORRUPTION = 10,   /* values of the data that are replaced: see dataset_corrupt.c */
    RNG_SEQUENCE = 13,     /* sequences of a known law: see dataset_sequence.c */
    RNG_SECOND_LEVEL = 18, /* z2 of samples of a hierarchical prior: row = sample */
    RNG_PERMUTATION = 21,  /* permutations of a two-sample test: step = number of the permutation */
    RNG_IMPORTANCE = 22,   /* samples for the estimate of ln p(x): step = sample, row = example */
    RNG_COMPONENT = 23,    /* components drawn from a mixture prior: column = sample */
    RNG_PSEUDO_INPUT = 24, /* examples that pseudo-inputs start from: column = component */
    RNG_SHOWN = 28,        /* parts of x that a decoder is shown: step, row = place in the batch */
    RNG_ANCESTRAL = 29     /* ancestral samples of a decoder: row = sample */
};

/* A place in the random sequence: everything but the column. */
struct rng_place {
    uint64_t seed;
    uint32_t purpose; /* enum rng_purpose */
    uint32_t step;
    uint32_t row;
};

/* klimb_rng_philox -- one block of the raw generator: out[4] from counter[4] and key[2]; out may be
 * counter. Tested against the known-answer vectors of Random123. */
void klimb_rng_philox(uint32_t out[4], const uint32_t counter[4], const uint32_t key[2]);

/* klimb_rng_bits -- columns 0..n-1 at `place` as 32-bit words. out [n] overwritten. */
void klimb_rng_bits(uint32_t *out, struct rng_place place, long n);

/* klimb_rng_uniform -- columns 0..n-1 as uniforms in (0,1): (floor(x / 512) + 1/2) / 2^23 for the word x.
 * float holds that exactly, so float and double builds draw the same numbers.
 *   out [n] overwritten */
void klimb_rng_uniform(real *out, struct rng_place place, long n);

/* klimb_rng_normal -- rows place.row .. place.row+rows-1, columns 0..columns-1, as standard normals.
 *   out     [rows,columns] overwritten
 *   vm      the elementwise functions of the backend
 * Box-Muller on the uniforms of a block (u0,u1),(u2,u3): sqrt(-2 ln u0) (cos 2 pi u1, sin 2 pi u1);
 * so |z| <= 5.77 in either precision. Source: Box & Muller 1958. */
void klimb_rng_normal(real *out, struct rng_place place, long rows, long columns,
                      const struct vecmath *vm);

/* klimb_rng_permutation -- a random order of 0..n-1: each index i has a 64-bit key (columns 2i, 2i+1 of
 * the bits at place, low word first), and indices are sorted by key, then by index. n < 2^32.
 *   out      [n]  overwritten
 *   scratch  [2n] overwritten
 * Expected time O(n). */
void klimb_rng_permutation(uint32_t *out, uint64_t *scratch, struct rng_place place, long n);

#endif
