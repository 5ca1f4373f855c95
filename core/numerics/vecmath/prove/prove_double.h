/* prove_double.h -- the functions of one value in double against MPFR.
 *
 *     if (!prove_double(100000)) return 1;
 */
#ifndef KLIMB_PROVE_DOUBLE_H
#define KLIMB_PROVE_DOUBLE_H

/* prove_double -- hold each function against its exact value at `points` inputs, of which a part is hard
 * on it, and print its largest error in units in the last place. Returns how many functions are off by
 * 1 or more somewhere, or -1 when it could not be found out. */
long prove_double(long points, char **chosen);

/* prove_is_chosen -- whether a NULL-terminated list has the name; an empty one has all. */
int prove_is_chosen(const char *name, char **chosen);

#endif
