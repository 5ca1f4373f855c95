/* digest.h -- a 64-bit digest of a row of numbers: equal bits, equal digest.
 *
 *     uint64_t before = klimb_digest_reals(vae->p, vae->parameters);
 *
 * Each number is a word w of 64 bits, its own bits with zeros above. Word i goes to lane i mod 8, of
 * which lane j begins at j + 1, and
 *     mix(h, w) = rotate ((h xor w) F) left by 31,  F = 0x9e3779b97f4a7c15,
 * the odd number nearest to 2^64 over the golden ratio, modulo 2^64. The digest is n, the number of
 * words, with the eight lanes mixed in one after another, and 0 after them.
 *
 * For one w, mix is one to one in h, and for one h in w: two rows that differ in one number never have the
 * same digest. Others have with a chance of about 2^-64. It is no protection from people who want two rows of
 * one digest. The lanes are there for speed: eight products are under way at once.
 *
 * The formula is on values, not on bytes in memory, so the digest does not depend on the order of
 * bytes. All NaN are the same number here: which bits a NaN has depends on the processor. -0 is not 0.
 */
#ifndef KLIMB_DIGEST_H
#define KLIMB_DIGEST_H

#include <stdint.h>

#include "base/real.h"

/* klimb_digest_reals, klimb_digest_doubles -- the digest of values [n], n >= 0. */
uint64_t klimb_digest_reals(const real *values, long n);
uint64_t klimb_digest_doubles(const double *values, long n);

#endif
