/* sigma_without_gradient -- no gradient of the reconstruction reaches sigma: z is cut off from it
 *
 * seen: jankrepl/deepdow#106, pytorch/pytorch#7705
 * changes: distribution
 * tensor: gradient of encoder
 */
#include "cut_gradient.h"

MUTANT_WRAPS(klimb_posterior_backward);
MUTANT_WRAPS(klimb_posterior_backward_expected);

static const int cuts_mean = 0;
