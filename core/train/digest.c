#include "train/digest.h"

#include <math.h>
#include <string.h>

enum { LANES = 8, TURN = 31 };

static const uint64_t factor = UINT64_C(0x9e3779b97f4a7c15);

static inline uint64_t mix(uint64_t h, uint64_t word) {
    h = (h ^ word) * factor;
    return h << TURN | h >> (64 - TURN);
}

static uint64_t combine(const uint64_t *lane, long n) {
    uint64_t h = (uint64_t)n;
    for (int j = 0; j < LANES; j++)
        h = mix(h, lane[j]);
    return mix(h, 0);
}

/* The same function for two types. A comparison that is false only for NaN selects the bits, so the loop has no
 * branch. */
#define DIGEST(name, type, bits_type, nan_bits)                                                    \
    static inline uint64_t name##_word(type value) {                                               \
        bits_type bits;                                                                            \
        memcpy(&bits, &value, sizeof bits);                                                        \
        return isnan(value) ? (nan_bits) : bits;                                                   \
    }                                                                                              \
    uint64_t name(const type *values, long n) {                                                    \
        uint64_t lane[LANES] = {1, 2, 3, 4, 5, 6, 7, 8};                                           \
        long whole = n - n % LANES;                                                                \
        for (long i = 0; i < whole; i += LANES)                                                    \
            for (int j = 0; j < LANES; j++)                                                        \
                lane[j] = mix(lane[j], name##_word(values[i + j]));                                \
        for (long i = whole; i < n; i++)                                                           \
            lane[i - whole] = mix(lane[i - whole], name##_word(values[i]));                        \
        return combine(lane, n);                                                                   \
    }

#ifdef KLIMB_DOUBLE
DIGEST(klimb_digest_reals, real, real_bits, UINT64_C(0x7ff8000000000000))
#else
DIGEST(klimb_digest_reals, real, real_bits, UINT32_C(0x7fc00000))
#endif
DIGEST(klimb_digest_doubles, double, uint64_t, UINT64_C(0x7ff8000000000000))
