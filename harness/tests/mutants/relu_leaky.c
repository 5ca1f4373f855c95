/* relu_leaky -- ReLU has a slope of 0.01 below 0
 *
 * seen: HorizonRobotics/alf#990, podgorskiy/VAE#2
 * changes: distribution
 * tensor: output of encoder.0
 */
#include "layers/mlp.h"
#include "mutant.h"

MUTANT_WRAPS(klimb_mlp_describe);

void __wrap_klimb_mlp_describe(struct mlp *mlp, long in, const long *hidden, long hidden_count,
                               long out, enum activation activation, double leak) {
    __real_klimb_mlp_describe(mlp, in, hidden, hidden_count, out, activation,
                              activation == ACTIVATION_RELU ? 0.01 : leak);
}
