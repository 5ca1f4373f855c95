/* ends.h -- observables that are measured once, of the final model: those of klimb_observable_is_of_end.
 *
 *     klimb_ends_layout(&ends, &arena, &record, examples, data, latent, capacity); // twice, see arena.h
 *     klimb_ends_clear(&row);                          // in every row but the last
 *     klimb_ends_observe(&ends, &row, &probe, &vae, &backend);
 */
#ifndef KLIMB_ENDS_H
#define KLIMB_ENDS_H

#include "train/importance.h"
#include "train/probe.h"
#include "train/two_sample.h"

struct ends {
    long nll_samples;       /* K; 0: nll_iw is not measured */
    struct two_sample test; /* n is 0 if mmd2, mmd_p and nn_accuracy are not measured */
    struct importance importance;
};

/* klimb_ends_layout -- carve memory for the observables that `record` asks for.
 *   examples  size of the evaluation set; record->prior_samples is cut to it
 *   capacity  of the vae
 * Overwrites all of *ends. */
void klimb_ends_layout(struct ends *ends, struct arena *arena, const struct record_config *record,
                       long examples, long data, long latent, long capacity);

/* klimb_ends_clear -- set the columns of the end to NaN, which means no value. */
void klimb_ends_clear(struct observation *row);

/* klimb_ends_observe -- fill the columns that the record asks for; the others are NaN. Does not change
 * parameters or gradients, but overwrites the vae's buffers of the last batch.
 * mmd2, mmd_p, nn_accuracy (two_sample.h): the first n examples of the evaluation set against E[x|z] for the
 * first n of the probe's samples of the prior. The noise of p(x|z) is left out, as in pictures of samples.
 * nll_iw (importance.h): over the evaluation set. */
void klimb_ends_observe(struct ends *ends, struct observation *row, const struct probe *probe,
                        struct vae *vae, const struct backend *backend);

#endif
