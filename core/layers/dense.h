/* dense.h -- a fully connected layer y = act(x W + b), and its backward pass.
 *
 * W is [in,out], so the forward product is GEMM_NN and vectors run over the outputs.
 */
#ifndef KLIMB_DENSE_H
#define KLIMB_DENSE_H

#include <stdint.h>

#include "numerics/backend.h"

/* X(NAME, name in a scenario, formula) */
#define ACTIVATION_TABLE(X)                                                                        \
    X(IDENTITY, "identity", "x")                                                                   \
    X(RELU, "relu", "max(x, 0)")                                                                   \
    X(TANH, "tanh", "tanh x")                                                                      \
    X(ELU, "elu", "x for x > 0, else e^x - 1")                                                     \
    X(SILU, "silu", "x / (1 + e^-x)")

/* X(NAME, name in a scenario, distribution of a weight before the scale) */
#define INIT_TABLE(X)                                                                              \
    X(PYTORCH, "pytorch", "uniform on +-1/sqrt(in), biases too: the default of torch.nn.Linear")   \
    X(GLOROT, "glorot", "uniform on +-sqrt(6 / (in + out)), Glorot & Bengio 2010")                 \
    X(HE, "he", "normal with deviation sqrt(2 / in), He et al. 2015")                              \
    X(NORMAL, "normal", "normal with deviation 1, so scale is the deviation")

#define KIND_ENUM_ACTIVATION(NAME, name, text) ACTIVATION_##NAME,
enum activation { ACTIVATION_TABLE(KIND_ENUM_ACTIVATION) ACTIVATION_KINDS };
#define KIND_ENUM_INIT(NAME, name, text) INIT_##NAME,
enum init_kind { INIT_TABLE(KIND_ENUM_INIT) INIT_KINDS };
extern const char *const klimb_activation_names[]; /* by kind, NULL-terminated */
extern const char *const klimb_init_names[];

struct dense {
    long in, out;
    enum activation activation;
    real *w, *b;   /* [in,out], [out]  parameters */
    real *dw, *db; /* the same shapes  gradients */
    real leak;     /* relu: the slope below 0 and at 0, from 0 to 1: max(x, 0) + leak min(x, 0) */
};

/* klimb_dense_parameter_count -- in * out + out. */
long klimb_dense_parameter_count(long in, long out);

/* klimb_dense_init_weights -- draw W; set b = 0, or draw it too (pytorch).
 *   scale   multiplies every weight and bias
 *   layer   index of the layer in the model, the `step` of RNG_WEIGHTS
 *   blocks  number of equal column blocks that count as layers of their own (2 for the joint
 *           mean/scale head, so that Glorot's fan-out is that of one head); must divide `out`
 * Draws in * out uniforms (pytorch, Glorot) or normals at (seed, RNG_WEIGHTS, layer, input unit,
 * output unit); the biases of pytorch are drawn at input unit `in`. The spread is computed in double and
 * each weight rounded once, so float and double builds begin at the same model up to that rounding. */
void klimb_dense_init_weights(struct dense *dense, enum init_kind kind, double scale, uint64_t seed,
                              uint32_t layer, long blocks, const struct vecmath *vm);

/* klimb_dense_keeps_pre -- whether the backward pass of an activation reads `pre`; otherwise y is
 * enough. */
int klimb_dense_keeps_pre(enum activation activation);

/* klimb_dense_activate -- y = act(pre) for n rows of a layer whose pre is computed elsewhere.
 *   y    in/out [n,out]  holds pre on entry, unless klimb_dense_keeps_pre
 *   pre  in     [n,out]  NULL unless klimb_dense_keeps_pre */
void klimb_dense_activate(real *y, const real *pre, const struct dense *dense, long n,
                          const struct backend *backend);

/* klimb_dense_deactivate -- from dL/dy to dL/dpre, in place.
 *   dy      in/out [n,out]
 *   y, pre  in     [n,out]  as of klimb_dense_activate */
void klimb_dense_deactivate(real *dy, const struct dense *dense, const real *y, const real *pre,
                            long n, const struct backend *backend);

/* klimb_dense_forward -- y = act(pre), pre = x W + b (the chain of each element starts from b_j).
 *   y     out [n,out]  overwritten
 *   pre   out [n,out]  overwritten; NULL unless klimb_dense_keeps_pre
 *   x     in  [n,in];  must not overlap y or pre
 * Non-finite values propagate, through ReLU too. */
void klimb_dense_forward(real *y, real *pre, const struct dense *dense, const real *x, long n,
                         const struct backend *backend);

/* klimb_dense_backward -- from dL/dy to dL/dx and the layer's gradients.
 *   dx         out [n,in]   overwritten; must not overlap dy; NULL if it is not needed
 *   dy         in  [n,out]  destroyed: becomes dL/dpre
 *   y, pre, x               as computed by klimb_dense_forward
 * Overwrites dw = x^T dpre and db = the sum of dpre over rows, ascending. */
void klimb_dense_backward(real *dx, struct dense *dense, real *dy, const real *y, const real *pre,
                          const real *x, long n, const struct backend *backend);

#endif
