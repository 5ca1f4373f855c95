#include "plants.h"

#include <math.h>
#include <string.h>

static float *cell(struct record *record, long row, enum observable column) {
    return &record->value[row * OBSERVABLES + column];
}

static void add(struct record *record, long row, enum observable column, double amount) {
    float *value = cell(record, row, column);
    *value = (float)((double)*value + amount);
}

/* Recon, and all that contains it, so that the identities among columns go on to hold. */
static void add_recon(struct record *record, long row, double amount) {
    add(record, row, OBSERVABLE_recon, amount);
    add(record, row, OBSERVABLE_loss, amount);
    add(record, row, OBSERVABLE_elbo, -amount);
}

static void add_kl(struct record *record, long row, double amount) {
    float *first = &record->dimension[row * record->latent * DIMENSION_OBSERVABLES];
    add(record, row, OBSERVABLE_kl, amount);
    add(record, row, OBSERVABLE_loss, amount * (double)record_value(record, row, OBSERVABLE_beta));
    add(record, row, OBSERVABLE_elbo, -amount);
    add(record, row, OBSERVABLE_kl_agg, amount);
    first[DIMENSION_kl] = (float)((double)first[DIMENSION_kl] + amount);
}

void plant_one_bit(struct record *records, long count) {
    float *value = cell(&records[count > 1], 19, OBSERVABLE_kl);
    *value = nextafterf(*value, HUGE_VALF);
}

void plant_two_percent(struct record *records, long count) {
    for (long i = 0; i < count; i++)
        for (long row = 0; row < records[i].rows; row++)
            add_recon(&records[i], row,
                      0.02 * (double)record_value(&records[i], row, OBSERVABLE_recon));
}

void plant_kl_offset(struct record *records, long count) {
    for (long i = 0; i < count; i++)
        for (long row = 0; row < records[i].rows; row++)
            add_kl(&records[i], row, 0.05);
}

/* Recon doubles at one step. */
void plant_spike(struct record *records, long count) {
    struct record *last = &records[count - 1];
    add_recon(last, record_row_at(last, 300), 25);
}

void plant_spikes(struct record *records, long count) {
    for (long i = 0; i < count; i++)
        add_recon(&records[i], record_row_at(&records[i], 300), 5);
}

void plant_step_by_one(struct record *records, long count) {
    for (long i = 0; i < count; i++)
        for (long row = 0; row < records[i].rows; row++)
            records[i].step[row]++;
}

/* All values of a row, columns and then dimensions. */
static long width(const struct record *record) {
    return record->latent * DIMENSION_OBSERVABLES;
}

static void mix(float *into, const float *other, double share, long count) {
    for (long i = 0; i < count; i++)
        into[i] = (float)((1 - share) * (double)into[i] + share * (double)other[i]);
}

/* What belongs to a step that was not logged lies on the line between its neighbours. Rows before
 * this one are read, so the last is written first. */
static void slow_down(struct record *record, double pace) {
    long wide = width(record);
    for (long row = record->rows - 1; row > 0; row--) {
        double at = pace * (double)record->step[row];
        long from = record_row_at(record, (long)at), to = from < row ? from + 1 : row;
        double gap = (double)(record->step[to] - record->step[from]);
        double share = to > from ? (at - (double)record->step[from]) / gap : 0;
        float value[OBSERVABLES], *dimension = record->dimension + row * wide;
        memcpy(value, cell(record, from, 0), sizeof value);
        mix(value, cell(record, to, 0), share, OBSERVABLES);
        memcpy(cell(record, row, 0), value, sizeof value);
        for (long i = 0; i < wide; i++) {
            float one = record->dimension[from * wide + i];
            mix(&one, &record->dimension[to * wide + i], share, 1);
            dimension[i] = one;
        }
    }
}

void plant_slow_clock(struct record *records, long count) {
    for (long i = 0; i < count; i++)
        slow_down(&records[i], 0.95);
}

static void halve(struct record *records, long count, long value, int is_dimension) {
    double mean = 0;
    for (long i = 0; i < count; i++)
        mean += (double)(is_dimension ? records[i].dimension : records[i].value)[value] /
                (double)count;
    for (long i = 0; i < count; i++) {
        float *here = (is_dimension ? records[i].dimension : records[i].value) + value;
        *here = (float)(((double)*here + mean) / 2);
    }
}

/* Recon and KL, and what is made of them; the noise of gradients would be smoothed besides. */
static const enum observable terms[] = {OBSERVABLE_recon, OBSERVABLE_kl, OBSERVABLE_loss,
                                        OBSERVABLE_elbo,  OBSERVABLE_mi, OBSERVABLE_kl_agg};
enum { TERM_COUNT = sizeof terms / sizeof *terms };

void plant_half_spread(struct record *records, long count) {
    for (long row = 0; row < records->rows; row++)
        for (long i = 0; i < TERM_COUNT; i++)
            halve(records, count, row * OBSERVABLES + (long)terms[i], 0);
    for (long i = DIMENSION_kl; i < records->rows * width(records); i += DIMENSION_OBSERVABLES)
        halve(records, count, i, 1);
}

void plant_bits_for_nats(struct record *records, long count) {
    static const enum observable nats[] = {
        OBSERVABLE_recon,  OBSERVABLE_kl,          OBSERVABLE_loss,
        OBSERVABLE_elbo,   OBSERVABLE_mi,          OBSERVABLE_mi_cap,
        OBSERVABLE_kl_agg, OBSERVABLE_batch_recon, OBSERVABLE_batch_kl};
    for (long i = 0; i < count; i++)
        for (long row = 0; row < records[i].rows; row++) {
            for (size_t j = 0; j < sizeof nats / sizeof *nats; j++)
                *cell(&records[i], row, nats[j]) *= (float)(1 / log(2));
            for (long j = 0; j < records[i].latent; j++)
                records[i].dimension[(row * records[i].latent + j) * DIMENSION_OBSERVABLES +
                                     DIMENSION_kl] *= (float)(1 / log(2));
        }
}

void plant_inf_for_nan(struct record *records, long count) {
    for (long i = 0; i < count; i++)
        for (long at = 0; at < records[i].rows * OBSERVABLES; at++) {
            float *value = &records[i].value[at];
            if (!isfinite(*value))
                *value = isnan(*value) ? HUGE_VALF : NAN;
        }
}

enum status plants_apply(const struct stage *stage, plant *fault, struct error *error) {
    struct record records[STAGE_SEEDS_MAX];
    enum status status = STATUS_OK;
    long count = 0;
    for (; status == STATUS_OK && count < stage->count; count++)
        status = record_read(&records[count], stage->jobs[count].folder, error);
    if (status == STATUS_OK)
        fault(records, count);
    for (long i = 0; status == STATUS_OK && i < count; i++)
        status = record_write(&records[i], stage->jobs[i].folder, error);
    for (long i = 0; i < count; i++)
        record_free(&records[i]);
    return status;
}
