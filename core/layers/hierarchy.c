#include "layers/hierarchy.h"

#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "numerics/vecmath/vecmath.h"

/* ---- Parameters ---- */

/* Offsets in a block of parameters or of gradients. */
struct places {
    long v, c, s, w, b, count;
};

static struct places places_of(long k, long k2) {
    struct places at = {.v = 0, .c = k * k2};
    at.s = at.c + k2;
    at.w = at.s + k2;
    at.b = at.w + k2 * k;
    at.count = at.b + k;
    return at;
}

long klimb_hierarchy_parameter_count(long k, long k2) {
    return places_of(k, k2).count;
}

void klimb_hierarchy_layout(struct hierarchy *hierarchy, struct arena *arena, long k,
                            const struct hierarchy_config *config) {
    long k2 = config->latent;
    *hierarchy = (struct hierarchy){
        .k = k, .k2 = k2, .variance = config->sigma * config->sigma, .beta = config->beta};
    const struct {
        double **part;
        long count;
    } parts[] = {{&hierarchy->g, places_of(k, k2).count},
                 {&hierarchy->noise, k2},
                 {&hierarchy->norm, k2},
                 {&hierarchy->rest, k * k},
                 {&hierarchy->first, k},
                 {&hierarchy->second, k},
                 {&hierarchy->mean, k2},
                 {&hierarchy->pull, k2},
                 {&hierarchy->gap, k},
                 {&hierarchy->spread, k}};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        *parts[i].part = klimb_arena_take(arena, parts[i].count, sizeof(double));
}

void klimb_hierarchy_init_weights(real *p, long k, long k2, enum init_kind kind, double scale,
                                  uint64_t seed, uint32_t layer, const struct vecmath *vm) {
    struct places at = places_of(k, k2);
    struct dense encoder = {.in = k, .out = k2, .w = p + at.v, .b = p + at.c};
    struct dense decoder = {.in = k2, .out = k, .w = p + at.w, .b = p + at.b};
    klimb_dense_init_weights(&encoder, kind, scale, seed, layer, 1, vm);
    klimb_dense_init_weights(&decoder, kind, scale, seed, layer + 1, 1, vm);
    memset(p + at.s, 0, (size_t)k2 * sizeof *p);
}

/* ---- Terms that do not depend on z ---- */

/* Fills rest, first and second of row j. */
static void prepare_row(struct hierarchy *hierarchy, long j) {
    long k = hierarchy->k, k2 = hierarchy->k2;
    struct places at = places_of(k, k2);
    const real *v = hierarchy->p + at.v + j * k2, *w = hierarchy->p + at.w;
    double *rest = hierarchy->rest + j * k;
    hierarchy->first[j] = hierarchy->second[j] = 0;
    for (long l = 0; l < k2; l++)
        hierarchy->second[j] += (double)v[l] * (double)v[l];
    for (long i = 0; i < k; i++) {
        rest[i] = i == j;
        for (long l = 0; l < k2; l++)
            rest[i] -= (double)v[l] * (double)w[l * k + i];
        hierarchy->first[j] += rest[i] * rest[i] / hierarchy->variance;
    }
}

void klimb_hierarchy_prepare(struct hierarchy *hierarchy) {
    long k = hierarchy->k, k2 = hierarchy->k2;
    struct places at = places_of(k, k2);
    const real *s = hierarchy->p + at.s, *w = hierarchy->p + at.w;
    memset(hierarchy->g, 0, (size_t)at.count * sizeof *hierarchy->g);
    hierarchy->first_constant = (double)k * klimb_vecmath_scalar_log(hierarchy->variance) / 2;
    hierarchy->second_constant = 0;
    for (long l = 0; l < k2; l++) {
        hierarchy->noise[l] = klimb_vecmath_scalar_exp((double)s[l]);
        hierarchy->norm[l] = 0;
        for (long j = l * k; j < (l + 1) * k; j++)
            hierarchy->norm[l] += (double)w[j] * (double)w[j];
        hierarchy->first_constant += hierarchy->noise[l] * hierarchy->norm[l] /
                                     (2 * hierarchy->variance);
        hierarchy->second_constant += ((hierarchy->noise[l] - 1) - (double)s[l]) / 2;
    }
    for (long j = 0; j < k; j++)
        prepare_row(hierarchy, j);
}

/* ---- The terms ---- */

/* m_l of one z. */
static double mean_of(const struct hierarchy *hierarchy, const real *z, long l) {
    struct places at = places_of(hierarchy->k, hierarchy->k2);
    double mean = (double)hierarchy->p[at.c + l];
    for (long j = 0; j < hierarchy->k; j++)
        mean += (double)z[j] * (double)hierarchy->p[at.v + j * hierarchy->k2 + l];
    return mean;
}

/* Computes mean and gap of one z. */
static void look(struct hierarchy *hierarchy, const real *z) {
    long k = hierarchy->k, k2 = hierarchy->k2;
    struct places at = places_of(k, k2);
    for (long l = 0; l < k2; l++)
        hierarchy->mean[l] = mean_of(hierarchy, z, l);
    for (long j = 0; j < k; j++) {
        hierarchy->gap[j] = (double)z[j] - (double)hierarchy->p[at.b + j];
        for (long l = 0; l < k2; l++)
            hierarchy->gap[j] -= hierarchy->mean[l] * (double)hierarchy->p[at.w + l * k + j];
    }
}

static double squares(const double *x, long n) {
    double sum = 0;
    for (long i = 0; i < n; i++)
        sum += x[i] * x[i];
    return sum;
}

void klimb_hierarchy_forward(double *first, double *second, struct hierarchy *hierarchy,
                             const real *z, long n) {
    for (long i = 0; i < n; i++) {
        look(hierarchy, z + i * hierarchy->k);
        first[i] = hierarchy->first_constant +
                   squares(hierarchy->gap, hierarchy->k) / (2 * hierarchy->variance);
        second[i] = hierarchy->second_constant + squares(hierarchy->mean, hierarchy->k2) / 2;
    }
}

void klimb_hierarchy_spread(double *first, double *second, const struct hierarchy *hierarchy,
                            const real *sigma, long n) {
    long k = hierarchy->k;
    for (long i = 0; i < n; i++)
        for (long j = 0; j < k; j++) {
            double variance = (double)sigma[i * k + j] * (double)sigma[i * k + j];
            first[i] += hierarchy->first[j] * variance / 2;
            second[i] += hierarchy->second[j] * variance / 2;
        }
}

/* ---- Gradients ---- */

/* Gradients of one z by W and b, and by m into pull. gap becomes the gradient by it. */
static void backward_decoder(struct hierarchy *hierarchy, double weight) {
    long k = hierarchy->k, k2 = hierarchy->k2;
    struct places at = places_of(k, k2);
    double *gap = hierarchy->gap, *mean = hierarchy->mean, *g = hierarchy->g;
    for (long j = 0; j < k; j++) {
        gap[j] *= weight / hierarchy->variance;
        g[at.b + j] -= gap[j];
    }
    for (long l = 0; l < k2; l++) {
        hierarchy->pull[l] = weight * hierarchy->beta * mean[l];
        for (long j = 0; j < k; j++) {
            hierarchy->pull[l] -= gap[j] * (double)hierarchy->p[at.w + l * k + j];
            g[at.w + l * k + j] -= gap[j] * mean[l];
        }
    }
}

/* Gradients by V, c and z. */
static void backward_encoder(real *dz, struct hierarchy *hierarchy, const real *z) {
    long k = hierarchy->k, k2 = hierarchy->k2;
    struct places at = places_of(k, k2);
    const double *pull = hierarchy->pull;
    double *g = hierarchy->g;
    for (long l = 0; l < k2; l++)
        g[at.c + l] += pull[l];
    for (long j = 0; j < k; j++) {
        double through = hierarchy->gap[j];
        for (long l = 0; l < k2; l++) {
            through += pull[l] * (double)hierarchy->p[at.v + j * k2 + l];
            g[at.v + j * k2 + l] += pull[l] * (double)z[j];
        }
        dz[j] += (real)through;
    }
}

/* Gradients of the terms with e^s; `weight` is that of all rows together. */
static void backward_noise(struct hierarchy *hierarchy, double weight) {
    long k = hierarchy->k, k2 = hierarchy->k2;
    struct places at = places_of(k, k2);
    for (long l = 0; l < k2; l++) {
        double noise = hierarchy->noise[l], precise = noise / hierarchy->variance;
        hierarchy->g[at.s + l] += weight *
                                  (precise * hierarchy->norm[l] + hierarchy->beta * (noise - 1)) /
                                  2;
        for (long j = at.w + l * k; j < at.w + (l + 1) * k; j++)
            hierarchy->g[j] += weight * precise * (double)hierarchy->p[j];
    }
}

void klimb_hierarchy_backward(real *dz, struct hierarchy *hierarchy, const real *z,
                              const real *weight, long n) {
    double total = 0;
    for (long i = 0; i < n; i++) {
        const real *row = z + i * hierarchy->k;
        look(hierarchy, row);
        backward_decoder(hierarchy, (double)weight[i]);
        backward_encoder(dz + i * hierarchy->k, hierarchy, row);
        total += (double)weight[i];
    }
    backward_noise(hierarchy, total);
}

/* Gradients by row j of V, and by W through row j of rest. */
static void backward_rest(struct hierarchy *hierarchy, long j) {
    long k = hierarchy->k, k2 = hierarchy->k2;
    struct places at = places_of(k, k2);
    const real *v = hierarchy->p + at.v + j * k2, *w = hierarchy->p + at.w;
    double spread = hierarchy->spread[j], *g = hierarchy->g;
    for (long l = 0; l < k2; l++) {
        double dv = spread * hierarchy->beta * (double)v[l];
        for (long i = 0; i < k; i++) {
            double drest = spread * hierarchy->rest[j * k + i] / hierarchy->variance;
            dv -= drest * (double)w[l * k + i];
            g[at.w + l * k + i] -= drest * (double)v[l];
        }
        g[at.v + j * k2 + l] += dv;
    }
}

void klimb_hierarchy_spread_backward(real *dsigma, struct hierarchy *hierarchy, const real *sigma,
                                     double weight, long n) {
    long k = hierarchy->k;
    for (long j = 0; j < k; j++) {
        hierarchy->spread[j] = 0;
        for (long i = 0; i < n; i++)
            hierarchy->spread[j] += weight * ((double)sigma[i * k + j] * (double)sigma[i * k + j]);
        dsigma[j] += (real)(weight *
                            (hierarchy->first[j] + hierarchy->beta * hierarchy->second[j]));
        backward_rest(hierarchy, j);
    }
}

/* ---- Observables and samples ---- */

double klimb_hierarchy_variance(const struct hierarchy *hierarchy, const real *z, long n, long l) {
    double mean = 0, variance = 0;
    for (long i = 0; i < n; i++)
        mean += mean_of(hierarchy, z + i * hierarchy->k, l) / (double)n;
    for (long i = 0; i < n; i++) {
        double apart = mean_of(hierarchy, z + i * hierarchy->k, l) - mean;
        variance += apart * apart / (double)n;
    }
    return variance;
}

void klimb_hierarchy_sample(real *z, const struct hierarchy *hierarchy, const real *z2) {
    long k = hierarchy->k, k2 = hierarchy->k2;
    struct places at = places_of(k, k2);
    double eta = sqrt(hierarchy->variance);
    for (long j = 0; j < k; j++) {
        double mean = (double)hierarchy->p[at.b + j];
        for (long l = 0; l < k2; l++)
            mean += (double)z2[l] * (double)hierarchy->p[at.w + l * k + j];
        z[j] = (real)(mean + eta * (double)z[j]);
    }
}
