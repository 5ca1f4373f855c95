#include <math.h>

#include "train/trainer_internal.h"

/* The index of the first value that is not a whole number of at least 0; count if all are. */
static long first_not_counted(const real *x, long count) {
    long at = 0;
    while (at < count && x[at] >= 0 && !(floor((double)x[at]) < (double)x[at]))
        at++;
    return at;
}

static enum status check_counted(const struct config *config, const struct dataset *data,
                                 struct error *error) {
    const real *const sets[] = {data->train, data->test};
    const long counts[] = {data->train_count, data->test_count};
    for (int i = 0; i < 2; i++) {
        long size = counts[i] * data->dimensions, at = first_not_counted(sets[i], size);
        if (at == size)
            continue;
        klimb_error_set(error, STATUS_INVALID,
                        "the data hold %.9g; likelihood.kind %s needs whole numbers from 0",
                        (double)sets[i][at], klimb_likelihood_names[config->likelihood.kind]);
        klimb_error_hint(error, "counts must not be normalised: set data.scale to 1 and "
                                "data.noise to 0");
        return STATUS_INVALID;
    }
    return STATUS_OK;
}

/* The first value that is neither 0 nor 1, or 0 if all are. */
static real find_grey(const real *x, long n) {
    for (long i = 0; i < n; i++)
        if (!(x[i] <= 0 && x[i] >= 0) && !(x[i] <= 1 && x[i] >= 1))
            return x[i];
    return 0;
}

static enum status check_binary(const struct dataset *data, struct error *error) {
    real grey = find_grey(data->train, data->train_count * data->dimensions);
    if (!(grey < 0 || grey > 0))
        grey = find_grey(data->test, data->test_count * data->dimensions);
    if (!(grey < 0 || grey > 0))
        return STATUS_OK;
    klimb_error_key(error, STATUS_INVALID, "model.decoder",
                    "the data hold %g; model.decoder made needs values of 0 and 1 alone",
                    (double)grey);
    klimb_error_hint(error, "set data.binarise to static");
    return STATUS_INVALID;
}

/* The first position that is not one-hot (one 1 and otherwise 0 among `symbols` values); count if all are. */
static long first_no_symbol(const real *x, long count, long symbols) {
    for (long at = 0; at < count; at++, x += symbols) {
        long ones = 0, zeros = 0;
        for (long v = 0; v < symbols; v++) {
            ones += x[v] >= 1 && x[v] <= 1;
            zeros += x[v] >= 0 && x[v] <= 0;
        }
        if (ones != 1 || zeros != symbols - 1)
            return at;
    }
    return count;
}

static enum status check_symbols(const struct config *config, const struct dataset *data,
                                 struct error *error) {
    const real *const sets[] = {data->train, data->test};
    const long counts[] = {data->train_count, data->test_count};
    long symbols = config->likelihood.symbols;
    long positions = data->dimensions / symbols;
    if (positions * symbols != data->dimensions || (data->symbols > 0 && data->symbols != symbols))
        return klimb_error_key(error, STATUS_INVALID, "likelihood.symbols",
                               "likelihood.symbols is %ld; must be %s, which is %ld", symbols,
                               data->symbols > 0 ? "the number of symbols of the data"
                                                 : "a divisor of the number of columns",
                               data->symbols > 0 ? data->symbols : data->dimensions);
    for (int i = 0; i < 2; i++) {
        long count = counts[i] * positions, at = first_no_symbol(sets[i], count, symbols);
        if (at == count)
            continue;
        klimb_error_set(error, STATUS_INVALID,
                        "position %ld of %s example %ld has not one 1 and %ld zeros; "
                        "likelihood.kind categorical needs that",
                        at % positions, i == 0 ? "training" : "test", at / positions, symbols - 1);
        klimb_error_hint(error, "leave data.scale at its default and data.noise at 0");
        return STATUS_INVALID;
    }
    return STATUS_OK;
}

/* Pictures must be square, and the side divisible by the stride for each convolution. */
static enum status check_pictures(const struct config *config, const struct dataset *data,
                                  struct error *error) {
    const struct model_config *model = &config->model;
    long side = klimb_network_side(data->dimensions), small = side;
    if (model->network != NETWORK_CONV)
        return STATUS_OK;
    if (data->image_height != side || data->image_width != side || side * side != data->dimensions)
        return klimb_error_key(error, STATUS_INVALID, "model.network",
                               "model.network is conv; it needs square pictures, and an example "
                               "has %ld columns, as a picture of %ld x %ld",
                               data->dimensions, data->image_height, data->image_width);
    for (long i = 0; i < model->stages; i++, small /= model->stride)
        if (small % model->stride != 0)
            return klimb_error_key(error, STATUS_INVALID, "model.stride",
                                   "model.stride is %ld; must divide the side of a picture %ld "
                                   "times, and of %ld pixels it leaves %ld after the first %ld",
                                   model->stride, model->stages, side, small, i);
    return STATUS_OK;
}

/* The number of training examples, which must be enough for batch and batch norm. */
static enum status check_count(const struct config *config, const struct dataset *data,
                               struct error *error) {
    if (data->train_count < 1)
        return klimb_error_set(error, STATUS_INVALID, "the data hold no training examples");
    if (config->model.head.batch_norm > 0 && data->train_count < 2)
        return klimb_error_key(error, STATUS_INVALID, "model.head.batch_norm",
                               "the data hold 1 training example; a model.head.batch_norm "
                               "above 0 needs 2 or more");
    if (config->batches.sampling != SAMPLING_FULL && config->batches.batch > data->train_count)
        return klimb_error_key(error, STATUS_INVALID, "train.batch",
                               "train.batch is %ld; must be an integer from 1 to %ld, the number "
                               "of training examples",
                               config->batches.batch, data->train_count);
    return STATUS_OK;
}

enum status klimb_trainer_check_fit(const struct config *config, const struct dataset *data,
                                    struct error *error) {
    enum status status = check_count(config, data, error);
    if (status == STATUS_OK)
        status = check_pictures(config, data, error);
    if (status != STATUS_OK)
        return status;
    long condition = config->data.condition;
    if (condition >= data->dimensions)
        return klimb_error_key(error, STATUS_INVALID, "data.condition",
                               "data.condition is %ld; must be below the number of columns of an "
                               "example, which is %ld",
                               condition, data->dimensions);
    if (condition > 0 && data->image_height > 0)
        return klimb_error_key(error, STATUS_INVALID, "data.condition",
                               "data.condition is %ld; with examples that are images it must be 0",
                               condition);
    if (klimb_likelihood_is_count(config->likelihood.kind))
        return check_counted(config, data, error);
    if (config->likelihood.kind == LIKELIHOOD_CATEGORICAL)
        return check_symbols(config, data, error);
    if (config->model.decoder == DECODER_MADE)
        return check_binary(data, error);
    int bernoulli = config->likelihood.kind == LIKELIHOOD_BERNOULLI;
    if (!bernoulli && config->data.binarise == BINARISE_NONE)
        return STATUS_OK;
    double lowest, highest;
    klimb_dataset_range(data, &lowest, &highest);
    if (lowest >= 0 && highest <= 1)
        return STATUS_OK;
    klimb_error_set(error, STATUS_INVALID,
                    "the data reach from %g to %g; %s needs values in [0, 1]", lowest, highest,
                    bernoulli ? "a Bernoulli likelihood" : "dynamic binarisation");
    klimb_error_hint(error, "set data.scale so that the largest value becomes 1");
    return STATUS_INVALID;
}
