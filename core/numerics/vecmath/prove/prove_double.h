/* prove_double.h -- the functions of one value in double against MPFR.
 *
 *     if (!prove_double(100000)) return 1;
 */
#ifndef KLIMB_PROVE_DOUBLE_H
#define KLIMB_PROVE_DOUBLE_H

/* prove_double -- compare each chosen function with its exact value at `points` inputs, some of them hard
 * ones, and print its largest error in units in the last place.
 *   chosen  NULL-terminated names of functions; empty: all
 * Returns the number of functions that are off by 1 or more somewhere, or -1 if that could not be
 * decided. */
long prove_double(long points, char **chosen);

/* prove_is_chosen -- whether a NULL-terminated list contains the name, or is empty. */
int prove_is_chosen(const char *name, char **chosen);

#endif
