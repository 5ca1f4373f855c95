#include "layers/objective_kind.h"

const struct objective_functions klimb_objective_elbo = {klimb_objective_scheduled, NULL};
