/* peer_sleef.h -- SLEEF's deterministic float functions, the peers of klimb's.
 *
 * The library is opened at run time if it is installed; nothing is linked to it.
 *
 *     struct peer_sleef peer;
 *     if (peer_sleef_find(&peer, "avx2", "exp"))   // 0 if SLEEF is not installed
 *         peer_sleef_run(&peer, y, NULL, x, n);
 */
#ifndef KLIMB_PEER_SLEEF_H
#define KLIMB_PEER_SLEEF_H

/* A function of the cinz_ family (no fma) over whole vectors. */
struct peer_sleef {
    void *function;
    int lanes;     /* 8, 16; 0: not available */
    int is_pair;   /* sincospi */
    char what[64]; /* "SLEEF 3.5.1" */
};

/* peer_sleef_find -- find SLEEF's function `name` ("exp", "sincospi") with the width of the vecmath table
 * called `table`. Returns 0 if the library is not installed or has no such function. */
int peer_sleef_find(struct peer_sleef *peer, const char *table, const char *name);

/* peer_sleef_run -- y [n], and for sincospi z [n], of x [n]; n is a multiple of 16. */
void peer_sleef_run(const struct peer_sleef *peer, float *y, float *z, const float *x, long n);

#endif
