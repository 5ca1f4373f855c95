/* float16.h -- rounding to half precision. */
#ifndef KLIMB_FLOAT16_H
#define KLIMB_FLOAT16_H

#include <stdint.h>
#include <string.h>

/* as_float16 -- the nearest number of float16's 11 significant bits; its small range is left aside. */
static inline float as_float16(float value) {
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    bits = (bits + 0x1000u) & ~0x1fffu;
    memcpy(&value, &bits, sizeof value);
    return value;
}

#endif
