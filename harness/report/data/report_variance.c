#include <math.h>
#include <stdlib.h>

#include "base/sort.h"
#include "report/data/report_files.h"

/* The quantile `share` of n sorted values, interpolated linearly. */
static double quantile(const double *sorted, long n, double share) {
    double place = share * (double)(n - 1);
    long below = (long)floor(place);
    if (below + 1 >= n)
        return sorted[n - 1];
    return sorted[below] + (place - (double)below) * (sorted[below + 1] - sorted[below]);
}

/* The means of all dimensions, sorted. Returns whether all are finite: NaN has no order. */
static int sort_means(double *means, const struct record *record, long row) {
    for (long i = 0; i < record->latent; i++) {
        long cell = (row * record->latent + i) * DIMENSION_OBSERVABLES;
        means[i] = (double)record->dimension[cell + DIMENSION_logvar_mean];
        if (!isfinite(means[i]))
            return 0;
    }
    sort_ascending(means, record->latent);
    return record->latent > 0;
}

static void add_extreme(struct text *text, const struct record *record, long row,
                        enum observable column) {
    if (!record_is_missing(record, row, column))
        text_add_float(text, record_value(record, row, column));
}

void report_variance_format(struct text *text, const struct record *record) {
    static const double shares[] = {0.25, 0.5, 0.75};
    double *means = calloc((size_t)record->latent + 1, sizeof *means);
    text->failed |= means == NULL;
    text_add(text, "# ln sigma^2: extremes over examples and dimensions; quartiles over dimensions "
                   "of means over examples\nstep,least,lower,median,upper,most\n");
    for (long row = 0; means != NULL && row < record->rows; row++) {
        int has_means = sort_means(means, record, row);
        text_add(text, "%ld,", record->step[row]);
        add_extreme(text, record, row, OBSERVABLE_logvar_min);
        for (int i = 0; i < 3; i++)
            text_add(text, ",%.6g",
                     has_means ? quantile(means, record->latent, shares[i]) : (double)NAN);
        text_add(text, ",");
        add_extreme(text, record, row, OBSERVABLE_logvar_max);
        text_add(text, "\n");
    }
    free(means);
}
