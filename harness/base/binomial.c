#include "base/binomial.h"

#include <math.h>

double binomial_at_most(long count, long trials, double rate) {
    if (count < 0)
        return 0;
    if (count >= trials || rate <= 0)
        return 1;
    if (rate >= 1)
        return 0;
    /* ln C(n, i) + i ln p + (n - i) ln(1 - p), from term to term. */
    double odds = log(rate) - log1p(-rate), term = (double)trials * log1p(-rate), sum = 0;
    for (long i = 0; i <= count; i++) {
        sum += exp(term);
        term += log((double)(trials - i)) - log((double)(i + 1)) + odds;
    }
    return fmin(sum, 1);
}

/* The rate at which P(X <= count) comes down to `chance`. */
static double rate_of(long count, long trials, double chance) {
    double low = 0, high = 1;
    for (int halving = 0; halving < 60; halving++) {
        double middle = (low + high) / 2;
        if (binomial_at_most(count, trials, middle) > chance)
            low = middle;
        else
            high = middle;
    }
    return high;
}

void binomial_interval(double *low, double *high, long count, long trials, double level) {
    double tail = (1 - level) / 2;
    *high = count >= trials ? 1 : rate_of(count, trials, tail);
    *low = count <= 0 ? 0 : rate_of(count - 1, trials, 1 - tail);
}
