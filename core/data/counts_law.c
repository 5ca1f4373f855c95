/* Counts of a known law: rates mu_ij = l_i softmax_j(b + z_i W); x_ij is negative binomial, or Poisson if
 * the dispersion is 0; it is then replaced by 0 with probability `dropout`. z is [n,f], W [f,d], b [d],
 * l [n].
 * Draws are RNG_SYNTHETIC of data.seed:
 *   step 0  row = example, column = factor: z, standard normal
 *   step 1  row = example, column 0: ln(l/library)/library_spread, standard normal
 *   step 2  row = factor, column = dimension: W/loading; row = f: b, all standard normal
 *   step 2^16 (1 + part) + dimension, row = example: the words of one count, a block of four for
 *           each try: part 0 the gamma variable, 1 the Poisson variable, 2 the zero
 * Uniforms of two words have 53 bits. Only exact operations and vecmath: the same bits everywhere.
 * Source of the law: Lopez et al. 2018 (scVI), x|w ~ Poisson(w), w ~ Gamma(theta, theta/mu). */
#include "data/counts_law.h"

#include <math.h>
#include <stdlib.h>

enum { STEP_FACTORS = 0, STEP_LIBRARY = 1, STEP_LOADINGS = 2, STEP_COUNTS = 1 << 16 };
enum part { PART_GAMMA, PART_POISSON, PART_ZERO };

/* ---- One variable ---- */

/* The words of one count: blocks of four, one after another. */
struct stream {
    struct rng_place place;
    uint32_t block;
};

static struct stream stream_of(const struct data_config *config, enum part part, long example,
                               long dimension) {
    return (struct stream){
        .place = {.seed = config->seed,
                  .purpose = RNG_SYNTHETIC,
                  .step = STEP_COUNTS * (1 + (uint32_t)part) + (uint32_t)dimension,
                  .row = (uint32_t)example}};
}

/* Two uniforms in (0,1). */
static void next_pair(struct stream *stream, double u[2]) {
    const struct rng_place *place = &stream->place;
    const uint32_t counter[4] = {stream->block++, place->row, place->step, place->purpose};
    const uint32_t key[2] = {(uint32_t)place->seed, (uint32_t)(place->seed >> 32)};
    uint32_t word[4];
    klimb_rng_philox(word, counter, key);
    for (int i = 0; i < 2; i++) {
        uint64_t bits = (uint64_t)(word[2 * i] >> 5) << 26 | word[2 * i + 1] >> 6; /* 53 */
        u[i] = ((double)bits + 0.5) * 0x1p-53;
    }
}

/* Box & Muller 1958. */
static double next_normal(struct stream *stream) {
    double u[2];
    next_pair(stream, u);
    return sqrt(-2 * klimb_vecmath_scalar_log(u[0])) * klimb_vecmath_scalar_cospi(2 * u[1]);
}

/* A gamma variable of scale 1, by Marsaglia & Tsang 2000, "A simple method for generating gamma
 * variables": d v for a normal x with v = (1 + x/sqrt(9 d))^3, accepted if
 * ln u < x^2/2 + d - d v + d ln v. For a shape below 1 it is the variable of shape + 1 times
 * u^(1/shape), section 6 there. */
static double draw_gamma(struct stream *stream, double shape) {
    double boost = 1, u[2];
    if (shape < 1) {
        next_pair(stream, u);
        boost = klimb_vecmath_scalar_exp(klimb_vecmath_scalar_log(u[0]) / shape);
        shape += 1;
    }
    double d = shape - 1.0 / 3, c = 1 / sqrt(9 * d);
    for (;;) {
        double x = next_normal(stream), root = 1 + c * x, v = root * root * root;
        next_pair(stream, u);
        if (v > 0 && klimb_vecmath_scalar_log(u[0]) <
                         0.5 * x * x + d - d * v + d * klimb_vecmath_scalar_log(v))
            return boost * d * v;
    }
}

/* Means up to this are drawn at once: e^-500 is far above the smallest double. */
#define POISSON_PIECE 500.0

/* By inversion: the first x whose cumulative probability exceeds u. Source: Devroye 1986, "Non-Uniform
 * Random Variate Generation". For a large mean it is a sum of such variables. */
static double draw_poisson(struct stream *stream, double mean) {
    double count = 0;
    for (double left = mean; left > 0; left -= POISSON_PIECE) {
        double piece = left < POISSON_PIECE ? left : POISSON_PIECE, u[2], x = 0;
        next_pair(stream, u);
        double p = klimb_vecmath_scalar_exp(-piece);
        for (; u[0] > p && p > 0; p *= piece / x) {
            u[0] -= p;
            x += 1;
        }
        count += x;
    }
    return count;
}

double klimb_counts_law_draw(const struct counts_law *law, double rate, long i, long j) {
    const struct data_config *config = law->config;
    struct stream gamma = stream_of(config, PART_GAMMA, i, j);
    struct stream poisson = stream_of(config, PART_POISSON, i, j);
    struct stream zero = stream_of(config, PART_ZERO, i, j);
    double theta = config->dispersion, u[2];
    next_pair(&zero, u);
    if (u[0] < config->dropout)
        return 0;
    double mean = theta > 0 ? draw_gamma(&gamma, theta) * (rate / theta) : rate;
    return draw_poisson(&poisson, mean);
}

/* ---- The law ---- */

void klimb_counts_law_free(struct counts_law *law) {
    free(law->factor);
    free(law->loading);
    free(law->library);
    *law = (struct counts_law){0};
}

static void draw_normals(real *out, const struct data_config *config, uint32_t step, long rows,
                         long columns, const struct vecmath *vm) {
    struct rng_place place = {.seed = config->seed, .purpose = RNG_SYNTHETIC, .step = step};
    klimb_rng_normal(out, place, rows, columns, vm);
}

enum status klimb_counts_law_make(struct counts_law *law, const struct data_config *config,
                                  const struct vecmath *vm, struct error *error) {
    long n = config->examples, f = config->factors, d = config->dimensions;
    *law = (struct counts_law){.config = config,
                               .factor = malloc((size_t)(n * f) * sizeof(real)),
                               .loading = malloc((size_t)((f + 1) * d) * sizeof(real)),
                               .library = malloc((size_t)n * sizeof(real))};
    if (law->factor == NULL || law->loading == NULL || law->library == NULL) {
        klimb_counts_law_free(law);
        return klimb_error_set(error, STATUS_MEMORY,
                               "no memory for the law of %ld examples of %ld counts", n, d);
    }
    draw_normals(law->factor, config, STEP_FACTORS, n, f, vm);
    draw_normals(law->library, config, STEP_LIBRARY, n, 1, vm);
    draw_normals(law->loading, config, STEP_LOADINGS, f + 1, d, vm);
    return STATUS_OK;
}

void klimb_counts_law_rates(double *rate, const struct counts_law *law, long example) {
    const struct data_config *config = law->config;
    long f = config->factors, d = config->dimensions;
    double total = 0, largest = -(double)INFINITY;
    for (long j = 0; j < d; j++) {
        double sum = (double)law->loading[f * d + j];
        for (long k = 0; k < f; k++)
            sum += (double)law->factor[example * f + k] * config->loading *
                   (double)law->loading[k * d + j];
        rate[j] = sum;
        largest = sum > largest ? sum : largest;
    }
    for (long j = 0; j < d; j++) {
        rate[j] = klimb_vecmath_scalar_exp(rate[j] - largest);
        total += rate[j];
    }
    double library = config->library * klimb_vecmath_scalar_exp(config->library_spread *
                                                                (double)law->library[example]);
    for (long j = 0; j < d; j++)
        rate[j] *= library / total;
}
