#include "data/dataset.h"

#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "data/dataset_internal.h"

#define KIND_NAME(NAME, name, text) name,
const char *const klimb_data_source_names[] = {DATA_SOURCE_TABLE(KIND_NAME) NULL};
const char *const klimb_binarise_names[] = {BINARISE_TABLE(KIND_NAME) NULL};
const char *const klimb_covariance_names[] = {COVARIANCE_TABLE(KIND_NAME) NULL};
const char *const klimb_text_format_names[] = {TEXT_FORMAT_TABLE(KIND_NAME) NULL};
#undef KIND_NAME

static const struct {
    dataset_source_function *read;
    int reads_a_file; /* and so may have a test_path */
    unsigned use;     /* bits of enum data_use */
} sources[DATA_SOURCES] = {
    [DATA_DIGITS] = {klimb_dataset_read_digits, 0, 0},
    [DATA_IDX] = {klimb_dataset_read_idx, 1, 0},
    [DATA_CSV] = {klimb_dataset_read_csv, 1, DATA_USE_CSV},
    [DATA_NPY] = {klimb_dataset_read_npy, 1, 0},
    [DATA_GAUSSIAN] = {klimb_dataset_draw_gaussian, 0, DATA_USE_DRAWN | DATA_USE_GAUSSIAN},
    [DATA_MIXTURE] = {klimb_dataset_draw_mixture, 0,
                      DATA_USE_DRAWN | DATA_USE_MIXTURE | DATA_USE_DIMENSIONS},
    [DATA_BARS] = {klimb_dataset_draw_bars, 0, DATA_USE_DRAWN | DATA_USE_BARS},
    [DATA_COUNTS] = {klimb_dataset_draw_counts, 0,
                     DATA_USE_DRAWN | DATA_USE_COUNTS | DATA_USE_DIMENSIONS},
    [DATA_TEXT] = {klimb_dataset_read_text, 1, DATA_USE_TEXT | DATA_USE_SEQUENCE},
    [DATA_MARKOV] = {klimb_dataset_draw_markov, 0,
                     DATA_USE_DRAWN | DATA_USE_MARKOV | DATA_USE_SEQUENCE},
};

void klimb_dataset_free(struct dataset *dataset) {
    free(dataset->train);
    free(dataset->test);
    free(dataset->train_label);
    free(dataset->test_label);
    *dataset = (struct dataset){0};
}

enum status klimb_dataset_allocate(struct dataset *dataset, const char *path, long count,
                                   long dimensions, struct error *error) {
    enum status refusal = path[0] != '\0' ? STATUS_FORMAT : STATUS_INVALID;
    if (count < 1 || dimensions < 1)
        return klimb_error_at(error, refusal, path, 0, 0,
                              "%ld examples of %ld values were found; there must be at least "
                              "1 of 1 value",
                              count, dimensions);
    size_t values;
    if (__builtin_mul_overflow((size_t)count, (size_t)dimensions, &values) ||
        values > DATASET_BYTES_MAX / sizeof(real))
        return klimb_error_at(
            error, refusal, path, 0, 0,
            "%ld examples of %ld values are too many: at most %zu values (4 GiB) can be held",
            count, dimensions, DATASET_BYTES_MAX / sizeof(real));
    dataset->train = malloc(values * sizeof *dataset->train);
    if (dataset->train == NULL)
        return klimb_error_at(error, STATUS_MEMORY, path, 0, 0,
                              "no memory for %ld examples of %ld values", count, dimensions);
    dataset->train_count = count;
    dataset->dimensions = dimensions;
    return STATUS_OK;
}

enum status klimb_dataset_allocate_labels(struct dataset *dataset, struct error *error) {
    size_t count = (size_t)dataset->train_count;
    dataset->train_label = malloc(count * sizeof *dataset->train_label);
    if (dataset->train_label == NULL)
        return klimb_error_set(error, STATUS_MEMORY, "no memory for %zu labels", count);
    for (size_t i = 0; i < count; i++)
        dataset->train_label[i] = -1;
    return STATUS_OK;
}

enum status klimb_dataset_allocate_images(struct dataset *dataset, const char *path, long count,
                                          long height, long width, struct error *error) {
    long dimensions;
    if (__builtin_mul_overflow(height, width, &dimensions))
        dimensions = LONG_MAX;
    enum status status = klimb_dataset_allocate(dataset, path, count, dimensions, error);
    if (status != STATUS_OK)
        return status;
    dataset->image_height = height;
    dataset->image_width = width;
    return STATUS_OK;
}

long klimb_dataset_limit(const struct data_config *config, long count) {
    return config->limit > 0 && config->limit < count ? config->limit : count;
}

/* clang-format off */
#define ROW(NAME, key, TYPE, member, USE, ...) \
    {key, SETTING_##TYPE, DATA_OFFSET_##NAME, __VA_ARGS__, DATA_USE_##USE, 0, 0, 0},
#define LIST_ROW(NAME, key, TYPE, member, counter, least, USE, ...) \
    {key, SETTING_##TYPE, DATA_OFFSET_##NAME, __VA_ARGS__, DATA_USE_##USE, \
     DATA_COUNTER_##NAME, least, DATA_MOST_##NAME},
/* clang-format on */
const struct setting_row klimb_data_settings[] = {DATA_SETTINGS(ROW, LIST_ROW)};

static enum status check_exact_covariance(const struct data_config *config, struct error *error) {
    if (config->source != DATA_GAUSSIAN)
        return klimb_error_key(error, STATUS_INVALID, "data.covariance",
                               "data.covariance is exact; with data.source %s it must be drawn",
                               klimb_data_source_names[config->source]);
    if (config->test_fraction > 0)
        return klimb_error_key(
            error, STATUS_INVALID, "data.test_fraction",
            "data.test_fraction is %.16g; with data.covariance exact it must be 0",
            config->test_fraction);
    if (config->noise > 0)
        return klimb_error_key(error, STATUS_INVALID, "data.noise",
                               "data.noise is %.16g; with data.covariance exact it must be 0",
                               config->noise);
    if (config->examples <= config->eigenvalue_count)
        return klimb_error_key(error, STATUS_INVALID, "data.examples",
                               "data.examples is %ld; with data.covariance exact it must be above "
                               "the number of data.eigenvalues, which is %ld",
                               config->examples, config->eigenvalue_count);
    return STATUS_OK;
}

static enum status check_condition(const struct data_config *config, struct error *error) {
    if (config->condition > 0 && config->binarise != BINARISE_NONE)
        return klimb_error_key(error, STATUS_INVALID, "data.condition",
                               "data.condition is %ld; with data.binarise %s it must be 0",
                               config->condition, klimb_binarise_names[config->binarise]);
    if (config->source != DATA_GAUSSIAN)
        return STATUS_OK;
    if (config->condition >= config->eigenvalue_count)
        return klimb_error_key(error, STATUS_INVALID, "data.condition",
                               "data.condition is %ld; must be below the number of "
                               "data.eigenvalues, which is %ld",
                               config->condition, config->eigenvalue_count);
    long modelled = config->eigenvalue_count - config->condition;
    long most = config->condition < modelled ? config->condition : modelled;
    if (config->correlation_count > most)
        return klimb_error_key(error, STATUS_INVALID, "data.correlation",
                               "data.correlation has %ld elements; with %ld condition columns of "
                               "%ld it must have at most %ld",
                               config->correlation_count, config->condition,
                               config->eigenvalue_count, most);
    return STATUS_OK;
}

enum status klimb_data_check(const struct data_config *config, struct error *error) {
    unsigned use = (unsigned)config->source < DATA_SOURCES ? sources[config->source].use : 0;
    enum status status = klimb_settings_check(klimb_data_settings, DATA_SETTING_COUNT, config,
                                              DATA_USE_ALWAYS | use, error);
    if (status != STATUS_OK)
        return status;
    if (sources[config->source].reads_a_file && config->path[0] == '\0')
        return klimb_error_key(error, STATUS_INVALID, "data.path",
                               "data.path is empty; data.source %s reads its examples from a file",
                               klimb_data_source_names[config->source]);
    if (config->source == DATA_MIXTURE &&
        config->components > DATA_COMPONENTS_MAX / config->dimensions)
        return klimb_error_key(error, STATUS_INVALID, "data.components",
                               "data.components is %ld; with %ld data.dimensions it must be at "
                               "most %ld",
                               config->components, config->dimensions,
                               DATA_COMPONENTS_MAX / config->dimensions);
    status = check_condition(config, error);
    if (status != STATUS_OK || config->covariance != COVARIANCE_EXACT)
        return status;
    return check_exact_covariance(config, error);
}

static enum status read_examples(struct dataset *dataset, const struct dataset_request *request,
                                 struct error *error) {
    enum status status = sources[request->config->source].read(dataset, request, error);
    if (status == STATUS_OK && dataset->train_label == NULL)
        status = klimb_dataset_allocate_labels(dataset, error);
    return status;
}

static enum status read_test_file(struct dataset *dataset, const struct data_config *config,
                                  const struct vecmath *vm, struct error *error) {
    struct dataset_request request = {config, vm, config->test_path, "data.test_path", ""};
    struct dataset test = {0};
    enum status status = read_examples(&test, &request, error);
    if (status == STATUS_OK &&
        (test.dimensions != dataset->dimensions || test.image_height != dataset->image_height ||
         test.image_width != dataset->image_width))
        status = klimb_error_at(
            error, STATUS_FORMAT, config->test_path, 0, 0,
            "test examples have %ld values (image %ld x %ld), those of %s have %ld "
            "(image %ld x %ld); both must have the same shape",
            test.dimensions, test.image_height, test.image_width, config->path, dataset->dimensions,
            dataset->image_height, dataset->image_width);
    if (status != STATUS_OK) {
        klimb_dataset_free(&test);
        return status;
    }
    dataset->test = test.train;
    dataset->test_label = test.train_label;
    dataset->test_count = test.train_count;
    return STATUS_OK;
}

/* Copies the first test_count examples of `order` to the test set and closes the gaps in the training
 * set, which needs no second copy. */
static void move_to_test(struct dataset *dataset, const uint32_t *order, unsigned char *is_test) {
    size_t width = (size_t)dataset->dimensions, row = width * sizeof *dataset->train;
    for (long i = 0; i < dataset->test_count; i++) {
        is_test[order[i]] = 1;
        memcpy(dataset->test + (size_t)i * width, dataset->train + order[i] * width, row);
        dataset->test_label[i] = dataset->train_label[order[i]];
    }
    size_t kept = 0, count = (size_t)dataset->train_count;
    for (size_t i = 0; i < count; i++) {
        if (is_test[i])
            continue;
        memmove(dataset->train + kept * width, dataset->train + i * width, row);
        dataset->train_label[kept++] = dataset->train_label[i];
    }
    dataset->train_count = (long)kept;
}

static enum status split(struct dataset *dataset, const struct data_config *config,
                         struct error *error) {
    long count = dataset->train_count;
    long test_count = lround(config->test_fraction * (double)count);
    if (test_count == 0)
        return STATUS_OK;
    if (test_count == count)
        return klimb_error_key(error, STATUS_INVALID, "data.test_fraction",
                               "data.test_fraction %g of %ld examples leaves none to train on",
                               config->test_fraction, count);
    size_t examples = (size_t)count, held_out = (size_t)test_count;
    uint32_t *order = malloc(examples * sizeof *order);
    uint64_t *scratch = malloc(2 * examples * sizeof *scratch);
    unsigned char *is_test = calloc(examples, 1);
    dataset->test = malloc(held_out * (size_t)dataset->dimensions * sizeof *dataset->test);
    dataset->test_label = malloc(held_out * sizeof *dataset->test_label);
    enum status status = STATUS_OK;
    if (order == NULL || scratch == NULL || is_test == NULL || dataset->test == NULL ||
        dataset->test_label == NULL) {
        status = klimb_error_set(error, STATUS_MEMORY, "no memory to split %ld examples", count);
    } else {
        struct rng_place place = {.seed = config->seed, .purpose = RNG_SPLIT};
        klimb_rng_permutation(order, scratch, place, count);
        dataset->test_count = test_count;
        move_to_test(dataset, order, is_test);
    }
    free(order);
    free(scratch);
    free(is_test);
    return status;
}

enum status klimb_dataset_load(struct dataset *dataset, const struct data_config *config,
                               const struct vecmath *vm, struct error *error) {
    *dataset = (struct dataset){0};
    enum status status = klimb_data_check(config, error);
    if (status != STATUS_OK)
        return status;
    struct dataset_request request = {config, vm, config->path, "data.path", config->label_path};
    status = read_examples(dataset, &request, error);
    int has_test_file = sources[config->source].reads_a_file && config->test_path[0] != '\0';
    if (status == STATUS_OK)
        status = has_test_file ? read_test_file(dataset, config, vm, error)
                               : split(dataset, config, error);
    if (status == STATUS_OK)
        status = klimb_dataset_corrupt(dataset, config, error);
    if (status == STATUS_OK)
        status = klimb_dataset_binarise(dataset, config, error);
    if (status != STATUS_OK)
        klimb_dataset_free(dataset);
    return status;
}

/* All data are finite, so plain comparisons are enough. */
static void widen_range(const real *x, size_t count, real *lowest, real *highest) {
    for (size_t i = 0; i < count; i++) {
        *lowest = x[i] < *lowest ? x[i] : *lowest;
        *highest = x[i] > *highest ? x[i] : *highest;
    }
}

void klimb_dataset_range(const struct dataset *dataset, double *lowest, double *highest) {
    size_t width = (size_t)dataset->dimensions;
    real low = (real)HUGE_VAL, high = (real)-HUGE_VAL;
    widen_range(dataset->train, (size_t)dataset->train_count * width, &low, &high);
    widen_range(dataset->test, (size_t)dataset->test_count * width, &low, &high);
    *lowest = (double)low;
    *highest = (double)high;
}
