/* binomial.h -- a confidence interval for the rate of rare events from their count.
 */
#ifndef KLIMB_BINOMIAL_H
#define KLIMB_BINOMIAL_H

/* binomial_interval -- the Clopper-Pearson interval for the rate of an event seen `count` times in
 * `trials` >= 1: it covers the true rate with a probability of at least `level`.
 *   low   out  0 when count is 0
 *   high  out  1 when count is trials
 * To 1e-12. Time grows with count.
 * Source: Clopper & Pearson 1934. */
void binomial_interval(double *low, double *high, long count, long trials, double level);

/* binomial_at_most -- P(X <= count) for X events in `trials` trials with rate `rate`. */
double binomial_at_most(long count, long trials, double rate);

#endif
