#include "run/artefacts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/sort.h"
#include "data/alphabet.h"
#include "numerics/vecmath/vecmath.h"

static const double HOLE_SHARE = 0.01; /* of posterior samples, as for the column `holes` */

const char *const artefacts_names[] = {"latents.csv", "pictures.pgm", "path.pgm",
                                       "path.csv",    "words.txt",    NULL};

/* What the artefacts are made from. */
struct source {
    struct trainer *trainer;
    const struct dataset *data;
    const int *label; /* [n] of the evaluation set, NULL: unknown */
    long n, k, d;
    long height, width;                 /* of a picture, 0 when examples are not pictures */
    double low, high;                   /* of the data */
    long chosen[ARTEFACT_PICTURES];     /* examples that are shown */
    real *mu, *logvar, *z, *mean, *way; /* [n,k], [n,k], [n,k], [capacity,d], [capacity,k] */
};

/* ---- the source -------------------------------------------------------------------------------- */

static int label_of(const struct source *source, long example) {
    return source->label != NULL ? source->label[example] : -1;
}

static int is_chosen(const struct source *source, long count, long example) {
    for (long i = 0; i < count; i++)
        if (source->chosen[i] == example)
            return 1;
    return 0;
}

/* The first example of each class, in the order of classes; then the first others. */
static void choose(struct source *source) {
    long count = 0;
    for (int class = 0; class < ARTEFACT_PICTURES; class ++) {
        long example = 0;
        while (example < source->n && label_of(source, example) != class)
            example++;
        if (example < source->n)
            source->chosen[count++] = example;
    }
    for (long example = 0; example < source->n && count < ARTEFACT_PICTURES; example++)
        if (!is_chosen(source, count, example))
            source->chosen[count++] = example;
    while (count < ARTEFACT_PICTURES) /* fewer examples than columns */
        source->chosen[count++] = source->n - 1;
}

/* Encode the evaluation set in chunks; z with the noise of the probe. */
static void encode(struct source *source) {
    struct trainer *trainer = source->trainer;
    struct vae *vae = &trainer->vae;
    long k = source->k;
    for (long from = 0; from < source->n; from += vae->capacity) {
        long rows = source->n - from < vae->capacity ? source->n - from : vae->capacity;
        size_t bytes = (size_t)(rows * k) * sizeof(real);
        klimb_vae_encode(vae, trainer->probe.x + from * source->d, rows, &trainer->backend);
        memcpy(source->mu + from * k, vae->posterior.mu, bytes);
        memcpy(source->logvar + from * k, vae->posterior.logvar, bytes);
        for (long i = 0; i < rows * k; i++)
            source->z[from * k + i] = vae->posterior.mu[i] +
                                      vae->posterior.sigma[i] * trainer->probe.eps[from * k + i];
    }
}

static void source_free(struct source *source) {
    free(source->mu);
    free(source->logvar);
    free(source->z);
    free(source->mean);
    free(source->way);
}

static enum status source_make(struct source *source, struct trainer *trainer,
                               struct error *error) {
    const struct dataset *data = trainer->data;
    const struct probe *probe = &trainer->probe;
    int is_test = probe->x == data->test;
    *source = (struct source){
        .trainer = trainer,
        .data = data,
        .label = is_test ? data->test_label : data->train_label,
        .n = probe->examples,
        .k = probe->latent,
        .d = probe->data,
        .height = data->image_height,
        .width = data->image_width,
    };
    size_t latents = (size_t)(source->n * source->k), room = (size_t)trainer->vae.capacity;
    source->mu = malloc(latents * sizeof *source->mu);
    source->logvar = malloc(latents * sizeof *source->logvar);
    source->z = malloc(latents * sizeof *source->z);
    source->mean = malloc(room * (size_t)source->d * sizeof *source->mean);
    source->way = malloc(room * (size_t)source->k * sizeof *source->way);
    if (source->mu == NULL || source->logvar == NULL || source->z == NULL || source->mean == NULL ||
        source->way == NULL)
        return klimb_error_set(error, STATUS_MEMORY, "no memory for artefacts of %ld examples",
                               source->n);
    klimb_dataset_range(data, &source->low, &source->high);
    choose(source);
    encode(source);
    return STATUS_OK;
}

/* ---- latents.csv ------------------------------------------------------------------------------- */

static void add_latents(struct text *text, const struct source *source) {
    text_add(text, "example,label,dimension,mu,logvar\n");
    for (long example = 0; example < source->n; example++) {
        for (long dimension = 0; dimension < source->k; dimension++) {
            long cell = example * source->k + dimension;
            text_add(text, "%ld,%d,%ld,", example, label_of(source, example), dimension);
            text_add_float(text, (float)source->mu[cell]);
            text_add(text, ",");
            text_add_float(text, (float)source->logvar[cell]);
            text_add(text, "\n");
        }
    }
}

/* ---- pictures ---------------------------------------------------------------------------------- */

/* A grey map of rows and columns of pictures with a line between them. */
struct map {
    long rows, columns, width, height; /* pixels */
    unsigned char *grey;               /* [height,width] */
};

static enum status map_make(struct map *map, const struct source *source, long rows, long columns,
                            struct error *error) {
    *map = (struct map){.rows = rows,
                        .columns = columns,
                        .width = columns * (source->width + 1) - 1,
                        .height = rows * (source->height + 1) - 1};
    map->grey = calloc((size_t)(map->width * map->height), 1);
    if (map->grey != NULL)
        return STATUS_OK;
    return klimb_error_set(error, STATUS_MEMORY, "no memory for %ld pictures", rows * columns);
}

/* Puts the picture `x` [d] at its place; NaN becomes 0. */
static void map_put(struct map *map, const struct source *source, const real *x, long row,
                    long column) {
    double span = source->high > source->low ? source->high - source->low : 1;
    long top = row * (source->height + 1), left = column * (source->width + 1);
    for (long i = 0; i < source->height; i++) {
        for (long j = 0; j < source->width; j++) {
            double share = ((double)x[i * source->width + j] - source->low) / span;
            share = share > 0 ? fmin(share, 1) : 0;
            map->grey[(top + i) * map->width + left + j] = (unsigned char)lround(255 * share);
        }
    }
}

static void map_finish(struct text *text, struct map *map) {
    text_add(text, "P5\n%ld %ld\n255\n", map->width, map->height);
    text_add_bytes(text, (const char *)map->grey, (size_t)(map->width * map->height));
    free(map->grey);
    *map = (struct map){0};
}

/* Decode `count` latents one after another into a row, from its first column on. */
static void put_decoded(struct map *map, struct source *source, const real *z, long count,
                        long row) {
    struct vae *vae = &source->trainer->vae;
    for (long from = 0; from < count; from += vae->capacity) {
        long rows = count - from < vae->capacity ? count - from : vae->capacity;
        klimb_vae_decode(vae, source->mean, z + from * source->k, rows, &source->trainer->backend);
        for (long i = 0; i < rows; i++)
            map_put(map, source, source->mean + i * source->d, row, from + i);
    }
}

static enum status add_pictures(struct text *text, struct source *source, struct error *error) {
    struct map map;
    const struct probe *probe = &source->trainer->probe;
    long rows = 2 + ARTEFACT_PRIOR_ROWS;
    enum status status = map_make(&map, source, rows, ARTEFACT_PICTURES, error);
    if (status != STATUS_OK)
        return status;
    for (long i = 0; i < ARTEFACT_PICTURES; i++)
        map_put(&map, source, probe->x + source->chosen[i] * source->d, 0, i);
    real *z = calloc((size_t)(ARTEFACT_PICTURES * source->k), sizeof *z);
    if (z == NULL) {
        free(map.grey);
        return klimb_error_set(error, STATUS_MEMORY, "no memory for %d latents", ARTEFACT_PICTURES);
    }
    for (long i = 0; i < ARTEFACT_PICTURES; i++)
        memcpy(z + i * source->k, source->mu + source->chosen[i] * source->k,
               (size_t)source->k * sizeof *z);
    put_decoded(&map, source, z, ARTEFACT_PICTURES, 1);
    free(z);
    for (long row = 0; row < ARTEFACT_PRIOR_ROWS; row++) {
        long first = row * ARTEFACT_PICTURES, left = probe->examples - first;
        long count = left < ARTEFACT_PICTURES ? left : ARTEFACT_PICTURES;
        if (count > 0)
            put_decoded(&map, source, probe->prior + first * source->k, count, 2 + row);
    }
    map_finish(text, &map);
    return STATUS_OK;
}

/* ---- paths ------------------------------------------------------------------------------------- */

/* The point at t on path number `path`: a straight line between two shown examples. */
static void go(real *z, const struct source *source, long path, double t) {
    const real *from = source->mu + source->chosen[2 * path] * source->k;
    const real *to = source->mu + source->chosen[2 * path + 1] * source->k;
    for (long i = 0; i < source->k; i++)
        z[i] = (real)((1 - t) * (double)from[i] + t * (double)to[i]);
}

static enum status add_path(struct text *text, struct source *source, struct error *error) {
    struct map map;
    enum status status = map_make(&map, source, ARTEFACT_PATHS, ARTEFACT_PATH_STEPS, error);
    if (status != STATUS_OK)
        return status;
    real *z = calloc((size_t)(ARTEFACT_PATH_STEPS * source->k), sizeof *z);
    if (z == NULL) {
        free(map.grey);
        return klimb_error_set(error, STATUS_MEMORY, "no memory for a path");
    }
    for (long path = 0; path < ARTEFACT_PATHS; path++) {
        for (long i = 0; i < ARTEFACT_PATH_STEPS; i++)
            go(z + i * source->k, source, path, (double)i / (ARTEFACT_PATH_STEPS - 1));
        put_decoded(&map, source, z, ARTEFACT_PATH_STEPS, path);
    }
    free(z);
    map_finish(text, &map);
    return STATUS_OK;
}

/* ln of the density of one Gaussian. */
static double log_gaussian(const real *z, const real *mu, const real *logvar, long k) {
    double sum = 0;
    for (long i = 0; i < k; i++) {
        double distance = (double)z[i] - (double)mu[i], spread = (double)logvar[i];
        sum -= 0.5 * (klimb_vecmath_scalar_log(2 * M_PI) + spread +
                      distance * distance * klimb_vecmath_scalar_exp(-spread));
    }
    return sum;
}

/* Factors the largest term out, because the exponentials could all be 0. */
double artefacts_log_density(const real *z, const real *mu, const real *logvar, long n, long k) {
    double most = -HUGE_VAL, sum = 0;
    for (long j = 0; j < n; j++)
        most = fmax(most, log_gaussian(z, mu + j * k, logvar + j * k, k));
    if (!isfinite(most))
        return (double)NAN;
    for (long j = 0; j < n; j++)
        sum += klimb_vecmath_scalar_exp(log_gaussian(z, mu + j * k, logvar + j * k, k) - most);
    double density = most + klimb_vecmath_scalar_log(sum / (double)n);
    return isfinite(density) ? density : (double)NAN;
}

/* The density that all but the lowest HOLE_SHARE of the posterior samples exceed; NaN if any is NaN. */
static double hole_level(double *densities, const struct source *source) {
    for (long i = 0; i < source->n; i++) {
        densities[i] = artefacts_log_density(source->z + i * source->k, source->mu, source->logvar,
                                             source->n, source->k);
        if (!isfinite(densities[i]))
            return (double)NAN;
    }
    sort_ascending(densities, source->n);
    return densities[(long)(HOLE_SHARE * (double)source->n)];
}

static enum status add_density(struct text *text, struct source *source, struct error *error) {
    double *densities = calloc((size_t)source->n, sizeof *densities);
    if (densities == NULL)
        return klimb_error_set(error, STATUS_MEMORY, "no memory for %ld densities", source->n);
    double level = hole_level(densities, source);
    free(densities);
    text_add(text, "path,t,density,level\n");
    for (long path = 0; path < ARTEFACT_PATHS; path++) {
        for (long i = 0; i < ARTEFACT_DENSITIES; i++) {
            double t = (double)i / (ARTEFACT_DENSITIES - 1);
            go(source->way, source, path, t);
            double density = artefacts_log_density(source->way, source->mu, source->logvar,
                                                   source->n, source->k);
            text_add(text, "%ld,%.6g,%.6g,%.6g\n", path, t, density, level);
        }
        text_add(text, "\n");
    }
    return STATUS_OK;
}

/* ---- words.txt --------------------------------------------------------------------------------- */

/* The likeliest symbols of an example x [d]: letters of the data's alphabet, or else a, b, ... */
static void add_word(struct text *text, const struct source *source, const real *x) {
    long symbols = source->data->symbols;
    for (long at = 0; at < source->d; at += symbols) {
        long best = 0;
        for (long v = 1; v < symbols; v++)
            best = x[at + v] > x[at + best] ? v : best;
        char plain = best < 26 ? (char)('a' + best) : '?';
        text_add(text, "%c", symbols == ALPHABET_SYMBOLS ? klimb_alphabet_character(best) : plain);
    }
}

static void add_decoded_word(struct text *text, struct source *source, const real *z) {
    klimb_vae_decode(&source->trainer->vae, source->mean, z, 1, &source->trainer->backend);
    text_add(text, "|");
    add_word(text, source, source->mean);
}

static void add_words(struct text *text, struct source *source) {
    const struct probe *probe = &source->trainer->probe;
    text_add(text, "example|reconstruction|sample\n");
    for (long i = 0; i < ARTEFACT_PICTURES; i++) {
        long sample = i < source->n ? i : source->n - 1;
        add_word(text, source, probe->x + source->chosen[i] * source->d);
        add_decoded_word(text, source, source->mu + source->chosen[i] * source->k);
        add_decoded_word(text, source, probe->prior + sample * source->k);
        text_add(text, "\n");
    }
}

/* ---- all of them ------------------------------------------------------------------------------- */

enum status artefacts_make(struct artefacts *artefacts, struct trainer *trainer,
                           struct error *error) {
    struct source source;
    *artefacts = (struct artefacts){0};
    if (trainer->outcome.diverged)
        return STATUS_OK;
    enum status status = source_make(&source, trainer, error);
    if (status == STATUS_OK)
        add_latents(&artefacts->latents, &source);
    if (status == STATUS_OK && source.data->symbols > 0 && source.d == source.data->dimensions)
        add_words(&artefacts->words, &source);
    if (status == STATUS_OK && source.height > 0) {
        status = add_pictures(&artefacts->pictures, &source, error);
        if (status == STATUS_OK)
            status = add_path(&artefacts->path, &source, error);
        if (status == STATUS_OK)
            status = add_density(&artefacts->density, &source, error);
    }
    source_free(&source);
    if (status != STATUS_OK)
        artefacts_free(artefacts);
    return status;
}

void artefacts_free(struct artefacts *artefacts) {
    text_free(&artefacts->latents);
    text_free(&artefacts->pictures);
    text_free(&artefacts->path);
    text_free(&artefacts->density);
    text_free(&artefacts->words);
}

enum status artefacts_write(const struct artefacts *artefacts, const char *folder,
                            struct error *error) {
    const struct text *files[] = {&artefacts->latents, &artefacts->pictures, &artefacts->path,
                                  &artefacts->density, &artefacts->words};
    enum status status = STATUS_OK;
    for (int i = 0; status == STATUS_OK && artefacts_names[i] != NULL; i++) {
        char path[FILE_PATH_MAX];
        if (files[i]->failed)
            return klimb_error_set(error, STATUS_MEMORY, "no memory for %s", artefacts_names[i]);
        if (files[i]->length == 0)
            continue;
        status = file_join(path, folder, artefacts_names[i], error);
        if (status == STATUS_OK)
            status = file_write(path, files[i]->bytes, files[i]->length, error);
    }
    return status;
}
