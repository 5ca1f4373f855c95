/* digest.h -- a 64-bit digest of an array of numbers: equal bits give equal digests.
 *
 *     uint64_t before = klimb_digest_reals(vae->p, vae->parameters);
 *
 * Each number is a word w of 64 bits, its own bits with zeros above. Lane j = 0 .. 7 begins at j + 1, and
 * word i is mixed into lane i mod 8 by
 *     mix(h, w) = rotate ((h xor w) F) left by 31,  F = 0x9e3779b97f4a7c15,
 * where F is the odd number nearest to 2^64 over the golden ratio, and products are modulo 2^64. The digest
 * begins at n, the number of words; then the eight lanes are mixed in, in order, and at last 0.
 *
 * mix is one to one in h for a fixed w, and in w for a fixed h: two arrays that differ in one number never have
 * the same digest. Other arrays have the same one with a probability of about 2^-64. The digest does not
 * protect against deliberate collisions. Eight lanes are fast because their products overlap in time.
 *
 * The formula uses values, not bytes in memory, so the digest does not depend on the byte order. All NaNs
 * count as the same number, because the bits of a NaN depend on the processor. -0 differs from 0.
 */
#ifndef KLIMB_DIGEST_H
#define KLIMB_DIGEST_H

#include <stdint.h>

#include "base/real.h"

/* klimb_digest_reals, klimb_digest_doubles -- the digest of values [n], n >= 0. */
uint64_t klimb_digest_reals(const real *values, long n);
uint64_t klimb_digest_doubles(const double *values, long n);

#endif
