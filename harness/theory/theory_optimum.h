/* theory_optimum.h -- the optimum of a linear model: the values of a record there, and the approach from small weights.
 */
#ifndef KLIMB_THEORY_OPTIMUM_H
#define KLIMB_THEORY_OPTIMUM_H

#include "theory/theory_case.h"

/* theory_describe_optimum -- fill in what is known at the optimum.
 *   moments  [THEORY_SETS], diagonalised */
enum status theory_describe_optimum(struct theory *theory, const struct theory_case *from,
                                    const struct theory_moments *moments,
                                    struct error *error) MUST_CHECK;

#endif
