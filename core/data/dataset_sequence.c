/* Sequences of symbols, and the law of the source `markov`. All draws are RNG_SEQUENCE of data.seed at row =
 * example:
 *   step 0, column = position  a uniform u
 *   step 1, column 0           a uniform, for the shift c = floor(C u), from 0 to C - 1
 * The first symbol is floor(V u). Symbol s is followed by (s + c) mod V if u < follow; else by one of the V - 1
 * others, all equally likely: (s + c + 1 + floor((V - 1) (u - follow)/(1 - follow))) mod V. */
#include <stdlib.h>

#include "data/dataset_internal.h"

enum status klimb_dataset_fill_one_hot(struct dataset *dataset, const unsigned char *symbol,
                                       const struct dataset_sequences *about, struct error *error) {
    long width = about->length * about->symbols;
    enum status status = klimb_dataset_allocate(dataset, about->path, about->count, width, error);
    if (status != STATUS_OK)
        return status;
    dataset->symbols = about->symbols;
    for (long i = 0; i < about->count * width; i++)
        dataset->train[i] = REAL(0.0);
    for (long i = 0; i < about->count * about->length; i++)
        dataset->train[i * about->symbols + symbol[i]] = (real)about->scale;
    return STATUS_OK;
}

/* ---- markov ---- */

/* floor(count share) for share in [0, 1), at most count - 1 whatever the rounding. */
static long one_of(long count, double share) {
    long chosen = (long)((double)count * share);
    return chosen < count ? chosen : count - 1;
}

static long next_symbol(const struct data_config *config, long symbol, long shift, double u) {
    long follower = (symbol + shift) % config->symbols;
    if (u < config->follow)
        return follower;
    double share = (u - config->follow) / (1 - config->follow);
    return (follower + 1 + one_of(config->symbols - 1, share)) % config->symbols;
}

/* symbol [length] of one example; returns its shift. u [length] is scratch. */
static long draw_sequence(unsigned char *symbol, real *u, const struct data_config *config,
                          long example) {
    struct rng_place place = {
        .seed = config->seed, .purpose = RNG_SEQUENCE, .step = 1, .row = (uint32_t)example};
    klimb_rng_uniform(u, place, 1);
    long shift = one_of(config->shifts, (double)u[0]);
    place.step = 0;
    klimb_rng_uniform(u, place, config->length);
    long at = one_of(config->symbols, (double)u[0]);
    symbol[0] = (unsigned char)at;
    for (long t = 1; t < config->length; t++) {
        at = next_symbol(config, at, shift, (double)u[t]);
        symbol[t] = (unsigned char)at;
    }
    return shift;
}

enum status klimb_dataset_draw_markov(struct dataset *dataset,
                                      const struct dataset_request *request, struct error *error) {
    const struct data_config *config = request->config;
    long n = config->examples, length = config->length;
    struct dataset_sequences about = {"", n, length, config->symbols,
                                      config->scale > 0 ? config->scale : 1};
    unsigned char *symbol = malloc((size_t)n * (size_t)length);
    real *u = malloc((size_t)length * sizeof *u);
    int *label = malloc((size_t)n * sizeof *label);
    enum status status = STATUS_OK;
    if (symbol == NULL || u == NULL || label == NULL)
        status = klimb_error_set(error, STATUS_MEMORY, "no memory for %ld sequences", n);
    for (long i = 0; status == STATUS_OK && i < n; i++)
        label[i] = (int)draw_sequence(symbol + i * length, u, config, i);
    if (status == STATUS_OK)
        status = klimb_dataset_fill_one_hot(dataset, symbol, &about, error);
    free(symbol);
    free(u);
    if (status == STATUS_OK)
        dataset->train_label = label;
    else
        free(label);
    return status;
}
