#include "diagnose/sparkline.h"

#include <math.h>

enum { LEVELS = 8 };
static const char *const blocks[LEVELS] = {"\u2581", "\u2582", "\u2583", "\u2584",
                                           "\u2585", "\u2586", "\u2587", "\u2588"};

/* The index of the character for a step. */
static int cell_of(const struct curve *curve, double step, long width) {
    double range = curve->to - curve->from;
    long cell = range > 0 ? (long)((step - curve->from) / range * (double)width) : 0;
    return (int)(cell >= width ? width - 1 : cell < 0 ? 0 : cell);
}

static double mean_in(const struct curve *curve, long *next, long cell, long width) {
    double sum = 0;
    long count = 0;
    for (; *next < curve->count && cell_of(curve, curve->step[*next], width) == cell; ++*next) {
        sum += curve->value[*next];
        count++;
    }
    return count > 0 ? sum / (double)count : (double)NAN;
}

static int is_broken_in(const struct curve *curve, long cell, long width) {
    return curve->broken > 0 && cell >= cell_of(curve, curve->first_broken, width) &&
           cell <= cell_of(curve, curve->last_broken, width);
}

void sparkline_add(struct text *text, const struct curve *curve, long width, int *is_logarithmic) {
    long next = 0, low = curve_smallest(curve, 0), high = curve_largest(curve, 0);
    double least = low >= 0 ? curve->value[low] : 0, most = high >= 0 ? curve->value[high] : 0;
    int logarithmic = least > 0 && most / least > 1e3;
    if (is_logarithmic != NULL)
        *is_logarithmic = logarithmic;
    if (logarithmic) {
        least = log(least);
        most = log(most);
    }
    for (long cell = 0; cell < width; cell++) {
        double mean = mean_in(curve, &next, cell, width);
        if (logarithmic)
            mean = log(mean);
        if (isnan(mean)) {
            text_add(text, "%s", is_broken_in(curve, cell, width) ? "!" : " ");
            continue;
        }
        double height = most > least ? (mean - least) / (most - least) : 0;
        long level = lround(height * (LEVELS - 1));
        text_add(text, "%s", blocks[level < 0 ? 0 : level >= LEVELS ? LEVELS - 1 : level]);
    }
}
