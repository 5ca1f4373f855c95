/* trainer_internal.h -- private to trainer: shared by its files. */
#ifndef KLIMB_TRAINER_INTERNAL_H
#define KLIMB_TRAINER_INTERNAL_H

#include "train/trainer.h"

/* klimb_trainer_check_fit -- the rules that depend on the data: STATUS_INVALID if config and data do not fit, see
 * klimb_trainer_init. */
enum status klimb_trainer_check_fit(const struct config *config, const struct dataset *data,
                                    struct error *error) MUST_CHECK;

/* klimb_trainer_prepare -- do the forward and backward pass of the batch of the present step, unless already done. A value
 * that is not finite makes the run diverge. */
void klimb_trainer_prepare(struct trainer *trainer);

/* klimb_trainer_prepare_random -- the same for a batch drawn at random, at TRAINER_DRAWS_INNER + procedure.inner. The
 * batch of the step counts as not prepared. */
void klimb_trainer_prepare_random(struct trainer *trainer);

/* klimb_trainer_loss -- the loss of the last batch with the weight beta of the KL; the KL of a second level has
 * prior.weight times that. */
double klimb_trainer_loss(const struct trainer *trainer, double beta);

/* klimb_trainer_finish_gradient -- clip the gradient of encoder and decoder together, then add the weight
 * decay that is part of the gradient. */
void klimb_trainer_finish_gradient(struct trainer *trainer);

/* klimb_trainer_update_part -- update parameters begin..end-1 from their gradient; `ahead` as in optimiser.h. A
 * parameter that is not finite makes the run diverge. */
void klimb_trainer_update_part(struct trainer *trainer, long begin, long end, long ahead);

/* What a procedure adds to a joint step. A function may be NULL. */
struct trainer_procedure {
    void (*begin)(struct trainer *trainer);  /* at the start of the run, before the first batch */
    void (*before)(struct trainer *trainer); /* before an update; the batch is and stays prepared */
    void (*after)(struct trainer *trainer);  /* after an update, which trainer->step counts */
};
extern const struct trainer_procedure klimb_trainer_aggressive, klimb_trainer_reset;

#endif
