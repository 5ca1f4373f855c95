/* ends.h -- what is measured once, of the final model: the columns of klimb_observable_is_of_end.
 *
 *     klimb_ends_layout(&ends, &arena, &record, examples, data, latent, capacity); // twice, see arena.h
 *     klimb_ends_clear(&row);                          // every row but the last
 *     klimb_ends_observe(&ends, &row, &probe, &vae, &backend);
 */
#ifndef KLIMB_ENDS_H
#define KLIMB_ENDS_H

#include "train/importance.h"
#include "train/probe.h"
#include "train/two_sample.h"

struct ends {
    long nll_samples;       /* K, 0: nll_iw is not measured */
    struct two_sample test; /* n is 0 where mmd2, mmd_p and nn_accuracy are not measured */
    struct importance importance;
};

/* klimb_ends_layout -- carve memory for what `record` asks for, none where it asks for nothing.
 *   examples  of the evaluation set; record->prior_samples is cut to it
 *   capacity  of the vae
 * Overwrites all of *ends. */
void klimb_ends_layout(struct ends *ends, struct arena *arena, const struct record_config *record,
                       long examples, long data, long latent, long capacity);

/* klimb_ends_clear -- NaN, which stands for no value, into the columns of the end. */
void klimb_ends_clear(struct observation *row);

/* klimb_ends_observe -- fill the columns that are asked for; the others are NaN. Leaves parameters and
 * gradients alone, but overwrites what the vae holds of its last batch.
 * mmd2, mmd_p, nn_accuracy: the first n examples of the evaluation set against E[x|z] for the first n of
 * the probe's samples of the prior: without the noise of p(x|z), as pictures of samples are shown (two_sample.h).
 * nll_iw: importance.h, of the evaluation set. */
void klimb_ends_observe(struct ends *ends, struct observation *row, const struct probe *probe,
                        struct vae *vae, const struct backend *backend);

#endif
