/* encoder_detached -- no gradient of the reconstruction reaches the encoder: z is detached
 *
 * seen: dragen1860/IntroVAE-Pytorch#3, jankrepl/deepdow#106
 * changes: distribution
 * tensor: gradient of encoder
 */
#include "cut_gradient.h"

MUTANT_WRAPS(klimb_posterior_backward);
MUTANT_WRAPS(klimb_posterior_backward_expected);

static const int cuts_mean = 1;
