/* vecmath_coefficients.h -- constants of the elementary functions; private to vecmath.
 *
 * Written by coefficients.sollya. The bounds are those of the approximation, exact arithmetic
 * assumed. */
#ifndef KLIMB_VECMATH_COEFFICIENTS_H
#define KLIMB_VECMATH_COEFFICIENTS_H

/* 1 / ln 2 */
static const double LOG2_E = 0x1.71547652b82fep0;
/* ln 2, the first 40 bits */
static const double LN2_HIGH = 0x1.62e42fefa4p-1;
/* and what follows them */
static const double LN2_LOW = -0x1.8432a1b0e2634p-43;
/* pi, the first 29 bits */
static const double PI_HIGH = 0x1.921fb54p1;
/* and what follows them */
static const double PI_LOW = 0x1.10b4611a62633p-29;
/* sqrt(2) */
static const double SQRT_2 = 0x1.6a09e667f3bcdp0;

/* e^r - 1 = r + r^2 p(r) for |r| <= ln 2 / 2: relative error below 2^-54 */
enum { EXP_DEGREE = 9 };
static const double EXP[] = {
    0x1.0000000000001p-1,  0x1.555555555554dp-3,  0x1.5555555553ce7p-5,  0x1.11111111144cbp-7,
    0x1.6c16c178a5eebp-10, 0x1.a01a018c38d78p-13, 0x1.a019b8cb17dd5p-16, 0x1.71de59ee4d29ep-19,
    0x1.2891bdb22a8c8p-22, 0x1.aeabce2e9234fp-26,
};
/* ln(1 + f) = s (2 + z p(z)) with s = f / (2 + f), z = s^2, for sqrt(1/2) <= 1 + f <= sqrt(2): relative error below 2^-57 */
enum { LOG_DEGREE = 6 };
static const double LOG[] = {
    0x1.5555555555558p-1, 0x1.9999999995321p-2, 0x1.2492492def09fp-2, 0x1.c71c62e622811p-3,
    0x1.7462b4c8caa33p-3, 0x1.39fe57660a717p-3, 0x1.2b58dd38e2ad3p-3,
};
/* sin(pi r) = r (pi + z p(z)) with z = r^2, for |r| <= 1/4: relative error below 2^-56 */
enum { SINPI_DEGREE = 5 };
static const double SINPI[] = {
    -0x1.4abbce625be52p2, 0x1.466bc6775a458p1,   -0x1.32d2cce4fceecp-1,
    0x1.507832043a9a2p-4, -0x1.e3027937f9107p-8, 0x1.e4a8056846ad4p-12,
};
/* cos(pi r) = 1 + z p(z) with z = r^2, for |r| <= 1/4: relative error below 2^-58 */
enum { COSPI_DEGREE = 6 };
static const double COSPI[] = {
    -0x1.3bd3cc9be45dep2,  0x1.03c1f081b5a24p2,   -0x1.55d3c7e3b7b01p0,   0x1.e1f506654c60ap-3,
    -0x1.a6d1d35595887p-6, 0x1.f9b8188b0a48ep-10, -0x1.ac2eafc933c07p-14,
};

/* Of the functions of binary64, which need more. */
/* ln 2, the first 42 bits */
static const double LN2_WIDE_HIGH = 0x1.62e42fefa38p-1;
/* and what follows them */
static const double LN2_WIDE_LOW = 0x1.ef35793c7673p-45;
/* and what follows those */
static const double LN2_WIDE_LOWEST = 0x1.f97b57a079a19p-103;
/* pi, the first 53 bits */
static const double PI_WIDE_HIGH = 0x1.921fb54442d18p1;
/* and what follows them */
static const double PI_WIDE_LOW = 0x1.1a62633145c07p-53;
/* e^r - 1 = r + r^2/2 + r^3 p(r) for |r| <= ln 2 / 2: relative error below 2^-62 */
enum { EXP_WIDE_DEGREE = 10 };
static const double EXP_WIDE[] = {
    0x1.5555555555555p-3,  0x1.5555555555556p-5,  0x1.1111111111488p-7,  0x1.6c16c16c160ap-10,
    0x1.a01a019d944bp-13,  0x1.a01a01a7b3d3dp-16, 0x1.71de465546672p-19, 0x1.27e4d94930f9bp-22,
    0x1.ae32571b7434bp-26, 0x1.1f76970c38b32p-29, 0x1.ad24eb1b4e814p-33,
};
/* ln(1 + f) = s (2 + z p(z)) with s = f / (2 + f), z = s^2, for sqrt(1/2) <= 1 + f <= sqrt(2): relative error below 2^-65 */
enum { LOG_WIDE_DEGREE = 7 };
static const double LOG_WIDE[] = {
    0x1.5555555555555p-1, 0x1.9999999999d59p-2, 0x1.249249242ee17p-2, 0x1.c71c725c5fa63p-3,
    0x1.745cdb74b9fddp-3, 0x1.3b21594d8d9fcp-3, 0x1.0f4a1245db86fp-3, 0x1.1023da3978da3p-3,
};
/* sin(pi r) = r (pi + z p(z)) with z = r^2, for |r| <= 1/4: relative error below 2^-61 */
enum { SINPI_WIDE_DEGREE = 6 };
static const double SINPI_WIDE[] = {
    -0x1.4abbce625be53p2,  0x1.466bc6775abc5p1,   -0x1.32d2cce648044p-1,  0x1.507834b7b884dp-4,
    -0x1.e3079e4022209p-8, 0x1.e93101918700fp-12, -0x1.80af2f431202ep-16,
};
/* cos(pi r) = 1 + z p(z) with z = r^2, for |r| <= 1/4: relative error below 2^-58 */
enum { COSPI_WIDE_DEGREE = 7 };
static const double COSPI_WIDE[] = {
    -0x1.3bd3cc9be45dep2,  0x1.03c1f081b59f2p2,   -0x1.55d3c7e3a8c15p0,   0x1.e1f506357a632p-3,
    -0x1.a6d18cb476e99p-6, 0x1.f94e6b7f0aeebp-10, -0x1.5e4fa669432a1p-14, -0x1.67489ada97069p-14,
};

#endif
