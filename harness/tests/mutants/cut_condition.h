/* cut_condition.h -- a network that is not shown y: its weights for it are 0 and stay 0. */
#ifndef KLIMB_CUT_CONDITION_H
#define KLIMB_CUT_CONDITION_H

#include <string.h>

#include "mutant.h"
#include "train/vae.h"

/* cut_condition -- w or its gradient [in,out] of the layer that y goes into, as its last inputs. */
static inline void cut_condition(const struct vae *vae, const struct dense *layer, real *w) {
    long rows = vae->condition;
    memset(w + (layer->in - rows) * layer->out, 0, (size_t)(rows * layer->out) * sizeof *w);
}

#endif
