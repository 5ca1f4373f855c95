#include "cli/review/bless_moves.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "golden/compare.h"
#include "golden/ensemble.h"
#include "pending/bless.h"

/* Measures features of whole curves, rounded as in the golden, so that equal curves give equal features. */
static enum status measure_all(double **features, const struct record *records, long count,
                               struct error *error) {
    *features = calloc((size_t)count * FEATURES + 1, sizeof **features);
    if (*features == NULL)
        return klimb_error_set(error, STATUS_MEMORY, "no memory for features of %ld runs", count);
    for (long i = 0; i < count; i++) {
        double *own = *features + i * FEATURES;
        feature_measure(own, &records[i]);
        for (enum feature feature = 0; feature < FEATURES; feature++)
            own[feature] = (double)golden_round((float)own[feature]);
    }
    return STATUS_OK;
}

/* Whether a record has a feature's columns; logs of other programs may not. */
static int has_feature(const struct record *record, enum feature feature) {
    return record->present[feature_info[feature].column];
}

static enum status print_columns(const struct record *records, long count, const struct golden *old,
                                 struct error *error) {
    static const enum feature shown[] = {FEATURE_recon_final, FEATURE_kl_final, FEATURE_mi_final,
                                         FEATURE_active_units_final};
    double *features;
    enum status status = measure_all(&features, records, count, error);
    for (size_t i = 0; status == STATUS_OK && i < sizeof shown / sizeof *shown; i++) {
        const struct feature_info *info = &feature_info[shown[i]];
        char before[32] = "", after[32];
        if (!has_feature(&records[0], shown[i]))
            continue;
        snprintf(after, sizeof after, "%.6g", feature_mean(features, count, shown[i]));
        if (old != NULL)
            snprintf(before, sizeof before, "%.6g",
                     feature_mean(old->features, old->ensemble_count, shown[i]));
        if (old == NULL)
            printf("    %-19s%12s %s\n", info->name, after, info->unit);
        else if (strcmp(before, after) == 0)
            printf("    %-19s%12s %s, as before\n", info->name, after, info->unit);
        else
            printf("    %-19s%12s -> %12s %s\n", info->name, before, after, info->unit);
    }
    free(features);
    return status;
}

/* Compares the new ensemble with the old one. */
static void print_ensemble(const struct record *records, long count, const struct golden *old) {
    struct ensemble_result ensemble;
    struct error error = {0};
    /* Renames seeds, so that golden runs of the same seeds are not left out. */
    struct record *renamed = calloc((size_t)count + 1, sizeof *renamed);
    for (long i = 0; renamed != NULL && i < count; i++) {
        renamed[i] = records[i];
        renamed[i].seed = -1;
    }
    if (renamed == NULL ||
        ensemble_compare(&ensemble, old, renamed, count, ENSEMBLE_ALPHA, &error) != STATUS_OK)
        text_print_line(stdout, "    ensemble: cannot be compared: %s", error.message);
    else if (ensemble.method == ENSEMBLE_NONE)
        printf("    ensemble: the old one has only %ld seeds\n", ensemble.golden);
    else if (ensemble.departed)
        text_print_line(stdout, "    ensemble: another distribution: %s", ensemble.message);
    else
        printf("    ensemble: the distribution of the old one (p %.2g)\n", ensemble.p);
    free(renamed);
}

static void print_departures(const struct record *records, long count, const struct golden *old) {
    long changed = 0;
    struct departure first = {0};
    for (long i = 0; i < count && i < old->bits_count; i++) {
        struct departure bits;
        compare_bits(&bits, &records[i], &old->bits[i]);
        changed += bits.found;
        if (bits.found && !first.found)
            first = bits;
    }
    printf("    bits: %ld of %ld golden trajectories change\n", changed, old->bits_count);
    if (first.found)
        text_print_line(stdout, "    first: %s", first.message);
    if (changed > 0)
        print_ensemble(records, count, old);
}

/* Warns that with few golden seeds no test can judge changed bits. */
static void warn_of_few(long count) {
    if (count < ENSEMBLE_SEEDS_MIN)
        printf(
            "    warning: %ld golden seeds are too few for an ensemble test, which needs %d: where "
            "bits change, or on another backend, nothing is compared. Use seeds.golden: 12 or "
            "more\n",
            count, ENSEMBLE_SEEDS_MIN);
}

/* The old golden as `check` has read it, NULL if it cannot be used. A damaged one is reported and replaced. One that
 * the system does not allow to be read is an error, because what would be replaced is unknown.
 *   old  out */
static enum status find_old(const struct golden **old, const struct evidence *evidence,
                            struct error *error) {
    const struct scenario *scenario = evidence->scenario;
    const struct error *damage = &evidence->golden_error;
    *old = evidence->has_golden ? &evidence->golden : NULL;
    if (damage->status != STATUS_OK && damage->status != STATUS_FORMAT) {
        *error = *damage;
        return damage->status;
    }
    int is_there = evidence->has_golden || damage->status != STATUS_OK;
    text_print_line(stdout, "%s: %s golden of %ld seeds", scenario->name,
                    is_there ? "replaces a" : "new", scenario->golden_seeds);
    if (damage->status != STATUS_OK) {
        struct text line = {0};
        text_add_errors(&line, damage);
        text_print_line(stdout, "    the old one cannot be used: %s",
                        line.failed ? damage->message : line.bytes);
        text_free(&line);
    }
    return STATUS_OK;
}

/* Prints what is special to the golden of a user's trainer. */
static enum status print_external(const struct twins *twins, const struct record *records,
                                  long count, struct error *error) {
    double *features;
    enum status status = measure_all(&features, records, count, error);
    if (status == STATUS_OK) {
        twins_print(stdout, twins);
        twins_print_power(stdout, features, count);
    }
    free(features);
    return status;
}

static enum status print_moves(const struct evidence *evidence, const struct twins *twins,
                               const struct record *records, struct error *error) {
    const long count = evidence->scenario->golden_seeds;
    const struct golden *old;
    enum status status = find_old(&old, evidence, error);
    if (status != STATUS_OK)
        return status;
    if (old != NULL && strcmp(old->digest, evidence->scenario->digest) != 0)
        text_print_line(stdout, "    the scenario has changed since %s (\"%s\")", old->date,
                        old->reason);
    status = print_columns(records, count, old, error);
    if (old != NULL)
        print_departures(records, count, old);
    if (status == STATUS_OK && twins != NULL)
        status = print_external(twins, records, count, error);
    warn_of_few(count);
    return status;
}

enum status bless_print_moves(const struct evidence *evidence, const struct twins *twins,
                              struct error *error) {
    struct record *records;
    enum status status = bless_records(&records, evidence, error);
    if (status != STATUS_OK)
        return status;
    status = print_moves(evidence, twins, records, error);
    free(records);
    return status;
}
