/* trainer_internal.h -- what the files of the trainer share. */
#ifndef KLIMB_TRAINER_INTERNAL_H
#define KLIMB_TRAINER_INTERNAL_H

#include "train/trainer.h"

/* klimb_trainer_check_fit -- the rules that need to see the data: STATUS_INVALID where config and data do not fit, as
 * klimb_trainer_init says. */
enum status klimb_trainer_check_fit(const struct config *config, const struct dataset *data,
                                    struct error *error) MUST_CHECK;

/* klimb_trainer_prepare -- forward and backward of the batch of the present step, unless that was done. What is not
 * finite makes the run diverge. */
void klimb_trainer_prepare(struct trainer *trainer);

/* klimb_trainer_prepare_random -- the same for a batch drawn at random, at TRAINER_DRAWS_INNER + procedure.inner. The
 * batch of the step counts as not prepared. */
void klimb_trainer_prepare_random(struct trainer *trainer);

/* klimb_trainer_loss -- of the batch just seen, where the KL weighs beta; that of a second level prior.weight times as much. */
double klimb_trainer_loss(const struct trainer *trainer, double beta);

/* klimb_trainer_finish_gradient -- clip the whole gradient, of encoder and decoder, then add the decay
 * that goes through it. */
void klimb_trainer_finish_gradient(struct trainer *trainer);

/* klimb_trainer_update_part -- update parameters begin..end-1 from their gradient; `ahead` as in optimiser.h. A
 * parameter that is not finite makes the run diverge. */
void klimb_trainer_update_part(struct trainer *trainer, long begin, long end, long ahead);

/* What a procedure adds to a joint step; NULL for nothing. */
struct trainer_procedure {
    void (*begin)(struct trainer *trainer);  /* of the run, before the first batch */
    void (*before)(struct trainer *trainer); /* an update: the batch is prepared before and after */
    void (*after)(struct trainer *trainer);  /* it: trainer->step counts it, all is finite */
};
extern const struct trainer_procedure klimb_trainer_aggressive, klimb_trainer_reset;

#endif
