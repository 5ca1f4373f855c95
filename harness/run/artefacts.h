/* artefacts.h -- what the final model of a run does with examples, for figures: files beside the record of a completed
 * run, written on request.
 *
 *     latents.csv   a row for each example of the evaluation set and latent dimension:
 *                     example, label (-1: unknown), dimension, mu, logvar
 *     pictures.pgm  if examples are images: a column for each picture; rows of originals, of their reconstructions (the
 *                   mean at z = mu) and of samples of the prior
 *     path.pgm      a row for each path, from the mu of one example to that of another in equal steps, decoded
 *     path.csv      along the same paths, t from 0 to 1: ln q(z) of the aggregate posterior (nats), and
 *                   the value that all but the lowest 1 % of the posterior samples exceed
 *     words.txt     for sequences of symbols: a line for each of ten examples, separated by |: the example, a
 *                   reconstruction (at z = mu, the likeliest symbols or, if the decoder sees the symbols before, drawn
 *                   ones) and a sample of the prior
 *
 * PGM is the binary grey map of Netpbm: 0 is the smallest value of the data, 255 the largest; a line of 0 separates
 * pictures. Everything is computed after the last step, from the evaluation set and from the noise and prior samples
 * that the probe draws in every run. No further random numbers are drawn, so the trajectory does not change.
 *
 *     struct artefacts artefacts = {0};
 *     artefacts_make(&artefacts, &trainer, &error)
 *     artefacts_write(&artefacts, folder, &error)
 *     artefacts_free(&artefacts);
 */
#ifndef KLIMB_ARTEFACTS_H
#define KLIMB_ARTEFACTS_H

#include "base/text.h"
#include "train/trainer.h"

enum {
    ARTEFACT_PICTURES = 10,  /* in a row */
    ARTEFACT_PRIOR_ROWS = 3, /* of samples of the prior */
    ARTEFACT_PATHS = 3,
    ARTEFACT_PATH_STEPS = 11, /* pictures of a path, both ends included */
    ARTEFACT_DENSITIES = 61   /* points of a path in path.csv */
};

/* The contents of the files; those that are not made are empty. */
struct artefacts {
    struct text latents, pictures, path, density, words;
};

/* artefacts_make -- compute all of them. Overwrites what trainer->vae and trainer->probe hold of
 * their last batch, and nothing else. A run that diverged has none. STATUS_MEMORY. */
enum status artefacts_make(struct artefacts *artefacts, struct trainer *trainer,
                           struct error *error) MUST_CHECK;
void artefacts_free(struct artefacts *artefacts);

/* artefacts_write -- write the files that are not empty into `folder`. STATUS_IO, STATUS_MEMORY. */
enum status artefacts_write(const struct artefacts *artefacts, const char *folder,
                            struct error *error) MUST_CHECK;

/* artefacts_names -- the names of all such files, NULL-terminated. */
extern const char *const artefacts_names[];

/* artefacts_log_density -- ln of the mean density of n Gaussians at z, in nats.
 *   z           in [k]
 *   mu, logvar  in [n,k] */
double artefacts_log_density(const real *z, const real *mu, const real *logvar, long n, long k);

#endif
