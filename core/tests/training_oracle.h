/* training_oracle.h -- a whole training run directly from the formulas: in double, with libm, one
 * example and one weight after the other, gradients by the chain rule. It shares the config and the
 * order of the parameters with core, and no function.
 *
 *     static struct training_oracle oracle;
 *     training_oracle_start(&oracle, &config, d);
 *     memcpy(oracle.p, ...)                                  // initial parameters, in double
 *     training_oracle_step(&oracle, x, eps, n, beta, rate);  // the terms of the batch, the update
 */
#ifndef KLIMB_TRAINING_ORACLE_H
#define KLIMB_TRAINING_ORACLE_H

#include <assert.h>
#include <math.h>

#include "vae_oracle.h"

enum { ORACLE_LAYERS = 4, ORACLE_PARAMETERS = 1024 };

/* Layers of widths width[0] -> width[1] -> ...; the parameters of layer l begin at first[l]: its weights
 * [in,out], then its biases. */
struct oracle_net {
    long count, width[ORACLE_LAYERS + 1], first[ORACLE_LAYERS];
    enum activation hidden; /* of all layers but the last, which has none */
    double leak;            /* of a ReLU */
};

/* The activations of one example: y[0] is the input, y[count] the output. */
struct oracle_pass {
    double pre[ORACLE_LAYERS][ORACLE_WIDTH], y[ORACLE_LAYERS + 1][ORACLE_WIDTH];
};

struct training_oracle {
    const struct config *config;
    long data, latent, parameters;
    struct oracle_net encoder, decoder;
    double p[ORACLE_PARAMETERS], g[ORACLE_PARAMETERS];
    double m[ORACLE_PARAMETERS], v[ORACLE_PARAMETERS]; /* of the optimiser */
    long step;                                         /* updates made */
    double recon, kl;                                  /* of the last batch, nats per example */
    double norm;                                       /* of its gradient before clipping */
    double residual; /* root mean square of x - m in it, for an optimal sigma_x */
};

/* ---- Derivatives ---- */

static inline double oracle_activation_slope(enum activation kind, double leak, double x) {
    double s = 1 / (1 + exp(-x));
    switch (kind) {
    case ACTIVATION_RELU:
        return x > 0 ? 1 : leak;
    case ACTIVATION_TANH:
        return 1 / (cosh(x) * cosh(x));
    case ACTIVATION_ELU:
        return x > 0 ? 1 : exp(x);
    case ACTIVATION_SILU:
        return s * (1 + x * (1 - s));
    default:
        return 1;
    }
}

/* d sigma / d s. */
static inline double oracle_sigma_slope(const struct head_config *head, double s) {
    double mid = (head->low + head->high) / 2, half = (head->high - head->low) / 2;
    double sigma = oracle_sigma(head, s), c = cosh((s - mid) / half);
    switch (head->kind) {
    case HEAD_CLAMPED:
        return s >= head->low && s <= head->high ? sigma / 2 : 0;
    case HEAD_TANH:
        return sigma / 2 / (c * c);
    case HEAD_SOFTPLUS:
        return 1 / (1 + exp(-s));
    case HEAD_VARIANCE:
        return 1 / (2 * sigma);
    case HEAD_SIGMA:
        return 1;
    case HEAD_FIXED:
        return 0;
    default:
        return sigma / 2;
    }
}

/* ---- Nets ---- */

/* Returns the index after the net's parameters. */
static inline long oracle_net_start(struct oracle_net *net, long first, long in, const long *hidden,
                                    long hidden_count, long out, const struct model_config *model) {
    assert(hidden_count < ORACLE_LAYERS);
    *net = (struct oracle_net){
        .count = hidden_count + 1, .hidden = model->activation, .leak = model->leak};
    net->width[0] = in;
    for (long l = 0; l < hidden_count; l++)
        net->width[l + 1] = hidden[l];
    net->width[net->count] = out;
    for (long l = 0; l < net->count; l++) {
        net->first[l] = first;
        first += (net->width[l] + 1) * net->width[l + 1];
    }
    return first;
}

static inline enum activation oracle_net_activation(const struct oracle_net *net, long layer) {
    return layer == net->count - 1 ? ACTIVATION_IDENTITY : net->hidden;
}

static inline void oracle_net_forward(const struct oracle_net *net, const double *p,
                                      struct oracle_pass *pass) {
    for (long l = 0; l < net->count; l++) {
        long in = net->width[l], out = net->width[l + 1];
        const double *w = p + net->first[l], *b = w + in * out;
        for (long j = 0; j < out; j++) {
            double sum = b[j];
            for (long i = 0; i < in; i++)
                sum += pass->y[l][i] * w[i * out + j];
            pass->pre[l][j] = sum;
            pass->y[l + 1][j] = oracle_activation(oracle_net_activation(net, l), net->leak, sum);
        }
    }
}

/* Adds the gradient of this example to g. `dy` [widest] is the gradient with respect to the output, and
 * becomes that with respect to the input. */
static inline void oracle_net_backward(const struct oracle_net *net, const double *p, double *g,
                                       const struct oracle_pass *pass, double *dy) {
    for (long l = net->count - 1; l >= 0; l--) {
        long in = net->width[l], out = net->width[l + 1];
        const double *w = p + net->first[l];
        double *dw = g + net->first[l], *db = dw + in * out, dx[ORACLE_WIDTH] = {0};
        for (long j = 0; j < out; j++) {
            double slope = oracle_activation_slope(oracle_net_activation(net, l), net->leak,
                                                   pass->pre[l][j]);
            double dpre = dy[j] * slope;
            for (long i = 0; i < in; i++) {
                dw[i * out + j] += pass->y[l][i] * dpre;
                dx[i] += w[i * out + j] * dpre;
            }
            db[j] += dpre;
        }
        for (long i = 0; i < in; i++)
            dy[i] = dx[i];
    }
}

/* ---- The loss of one example and its gradient ---- */

/* One example in the model. Each term of a sum over examples is divided by n. */
struct oracle_example {
    const real *x, *eps; /* [d], [k] */
    double n, beta;
    struct oracle_pass encoder, decoder;
    double sigma[ORACLE_WIDTH];  /* of the posterior, [k] */
    double dz[ORACLE_WIDTH];     /* gradient of recon/n by z or, in expectation, by mu */
    double dsigma[ORACLE_WIDTH]; /* the same by sigma */
};

/* An optimal sigma_x is that of the batch, so all examples must be decoded before it is known. */
static inline int oracle_is_optimal(const struct training_oracle *o) {
    return o->config->likelihood.kind == LIKELIHOOD_GAUSSIAN_OPTIMAL;
}

static inline double *oracle_scale(struct training_oracle *o, double *block) {
    int learned = o->config->likelihood.kind == LIKELIHOOD_GAUSSIAN_LEARNED;
    return learned ? block + o->parameters - 1 : NULL;
}

static inline double oracle_deviation(struct training_oracle *o) {
    const double *scale = oracle_scale(o, o->p);
    return oracle_is_optimal(o)
               ? o->config->likelihood.floor + o->residual
               : oracle_sigma_x(&o->config->likelihood, scale != NULL ? *scale : 0);
}

/* sigma_x = floor + e^s, so dsigma_x/ds = e^s. */
static inline void oracle_add_deviation_gradient(struct training_oracle *o, double gradient) {
    if (oracle_scale(o, o->p) != NULL)
        *oracle_scale(o, o->g) += gradient * exp(*oracle_scale(o, o->p));
}

static inline void oracle_encode(struct training_oracle *o, struct oracle_example *e) {
    const struct model_config *model = &o->config->model;
    for (long j = 0; j < o->data; j++)
        e->encoder.y[0][j] = model->encoder_input == ENCODER_INPUT_NOTHING ? 0 : (double)e->x[j];
    oracle_net_forward(&o->encoder, o->p, &e->encoder);
    const double *raw = e->encoder.y[o->encoder.count];
    for (long j = 0; j < o->latent; j++) {
        double mu = raw[j], sigma = oracle_sigma(&model->head, raw[o->latent + j]);
        e->sigma[j] = sigma;
        o->kl += (mu * mu + sigma * sigma - 1 - log(sigma * sigma)) / 2 / e->n;
        e->decoder.y[0][j] = mu + (o->config->noise == NOISE_SAMPLED) * sigma * (double)e->eps[j];
    }
}

/* Through sigma_x = floor + q, q^2 = mean (x - m)^2: dL/dsigma_x = d (1 - q^2/sigma_x^2)/sigma_x, and
 * dq/dm = (m - x)/(n d q). */
static inline double oracle_residual_gradient(const struct training_oracle *o, double error,
                                              double n, double deviation) {
    double share = o->residual / deviation;
    return (1 - share * share) / deviation * error / (n * o->residual);
}

/* -ln p(x|m), with r = (x - m)/sigma_x: d/dm = -r/sigma_x, d/dsigma_x = (1 - r^2)/sigma_x. */
static inline void oracle_decode(struct training_oracle *o, struct oracle_example *e) {
    const struct likelihood_config *likelihood = &o->config->likelihood;
    double deviation = oracle_deviation(o), delta[ORACLE_WIDTH];
    oracle_net_forward(&o->decoder, o->p, &e->decoder);
    for (long j = 0; j < o->data; j++) {
        double x = (double)e->x[j], m = e->decoder.y[o->decoder.count][j];
        double r = (x - m) / deviation;
        double scale = oracle_is_optimal(o) ? log(o->residual) : o->p[o->parameters - 1];
        o->recon += oracle_recon(likelihood, m, x, scale) / e->n;
        delta[j] = -r / deviation / e->n;
        if (likelihood->kind == LIKELIHOOD_BERNOULLI)
            delta[j] = (1 / (1 + exp(-m)) - x) / e->n;
        if (oracle_is_optimal(o))
            delta[j] += oracle_residual_gradient(o, m - x, e->n, deviation);
        oracle_add_deviation_gradient(o, (1 - r * r) / deviation / e->n);
    }
    oracle_net_backward(&o->decoder, o->p, o->g, &e->decoder, delta);
    for (long j = 0; j < o->latent; j++) {
        e->dz[j] = delta[j];
        e->dsigma[j] = delta[j] * (double)e->eps[j];
    }
}

/* For m = z W + b the expectation over eps adds to recon at z = mu:
 * sum_j sigma_j^2 |w_j|^2 / (2 sigma_x^2). */
static inline void oracle_expect(struct training_oracle *o, struct oracle_example *e) {
    double deviation = oracle_deviation(o), precision = 1 / (deviation * deviation);
    for (long j = 0; j < o->latent; j++) {
        long row = o->decoder.first[0] + j * o->data;
        double sigma = e->sigma[j], squares = 0;
        for (long l = 0; l < o->data; l++) {
            squares += o->p[row + l] * o->p[row + l];
            o->g[row + l] += sigma * sigma * o->p[row + l] * precision / e->n;
        }
        o->recon += sigma * sigma * squares * precision / 2 / e->n;
        e->dsigma[j] = sigma * squares * precision / e->n;
        oracle_add_deviation_gradient(o, -sigma * sigma * squares * precision / deviation / e->n);
    }
}

/* The KL has the gradients mu by mu and sigma - 1/sigma by sigma. */
static inline void oracle_encode_backward(struct training_oracle *o,
                                          const struct oracle_example *e) {
    const double *raw = e->encoder.y[o->encoder.count];
    double draw[ORACLE_WIDTH];
    for (long j = 0; j < o->latent; j++) {
        double dkl = e->sigma[j] - 1 / e->sigma[j];
        draw[j] = e->dz[j] + e->beta * raw[j] / e->n;
        draw[o->latent + j] = (e->dsigma[j] + e->beta * dkl / e->n) *
                              oracle_sigma_slope(&o->config->model.head, raw[o->latent + j]);
    }
    oracle_net_backward(&o->encoder, o->p, o->g, &e->encoder, draw);
}

/* A shared scale is the biases of columns k..2k-1 of the encoder's last layer: the weights of these
 * columns, which begin at 0, have no gradient. */
static inline void oracle_share_scale(struct training_oracle *o) {
    long last = o->encoder.count - 1;
    long in = o->encoder.width[last], out = o->encoder.width[last + 1];
    double *g = o->g + o->encoder.first[last];
    for (long i = 0; i < in; i++)
        for (long j = o->latent; j < out; j++)
            g[i * out + j] = 0;
}

/* The root mean square of x - m over a batch. */
static inline double oracle_residual(struct training_oracle *o, const real *x, const real *eps,
                                     long n) {
    struct oracle_example e = {.n = (double)n};
    double squares = 0;
    for (long i = 0; i < n; i++) {
        e.x = x + i * o->data;
        e.eps = eps + i * o->latent;
        oracle_encode(o, &e);
        oracle_net_forward(&o->decoder, o->p, &e.decoder);
        for (long j = 0; j < o->data; j++)
            squares += pow((double)e.x[j] - e.decoder.y[o->decoder.count][j], 2);
    }
    return sqrt(squares / (double)(n * o->data));
}

/* The terms of a batch and their gradient. */
static inline void oracle_evaluate_batch(struct training_oracle *o, const real *x, const real *eps,
                                         long n, double beta) {
    struct oracle_example e = {.n = (double)n, .beta = beta};
    o->residual = oracle_is_optimal(o) ? oracle_residual(o, x, eps, n) : 0;
    o->recon = o->kl = 0;
    for (long i = 0; i < o->parameters; i++)
        o->g[i] = 0;
    for (long i = 0; i < n; i++) {
        e.x = x + i * o->data;
        e.eps = eps + i * o->latent;
        oracle_encode(o, &e);
        oracle_decode(o, &e);
        if (o->config->noise == NOISE_EXPECTED)
            oracle_expect(o, &e);
        oracle_encode_backward(o, &e);
    }
    if (o->config->model.head.scale == HEAD_SCALE_SHARED)
        oracle_share_scale(o);
}

/* ---- The run ---- */

static inline void training_oracle_start(struct training_oracle *o, const struct config *config,
                                         long data) {
    const struct model_config *model = &config->model;
    *o = (struct training_oracle){.config = config, .data = data, .latent = model->latent};
    long decoder = oracle_net_start(&o->encoder, 0, data, model->encoder_hidden,
                                    model->encoder_layers, 2 * model->latent, model);
    long behind = oracle_net_start(&o->decoder, decoder, model->latent, model->decoder_hidden,
                                   model->decoder_layers, data, model);
    o->parameters = behind + (config->likelihood.kind == LIKELIHOOD_GAUSSIAN_LEARNED);
    assert(o->parameters <= ORACLE_PARAMETERS);
}

/* Pascanu, Mikolov & Bengio 2013, algorithm 1. */
static inline void oracle_clip(struct training_oracle *o) {
    double squares = 0, limit = o->config->optimiser.clip_norm;
    for (long i = 0; i < o->parameters; i++)
        squares += o->g[i] * o->g[i];
    o->norm = sqrt(squares);
    for (long i = 0; limit > 0 && o->norm > limit && i < o->parameters; i++)
        o->g[i] *= limit / o->norm;
}

/* Kingma & Ba 2015, algorithm 1, with its m-hat and v-hat; or momentum as in PyTorch, where the rate
 * multiplies the whole sum. */
static inline void oracle_update(struct training_oracle *o, double rate) {
    const struct optimiser_config *c = &o->config->optimiser;
    double t = (double)(o->step + 1);
    for (long i = 0; i < o->parameters; i++) {
        double g = o->g[i];
        if (c->kind == OPTIMISER_ADAM) {
            o->m[i] = c->beta1 * o->m[i] + (1 - c->beta1) * g;
            o->v[i] = c->beta2 * o->v[i] + (1 - c->beta2) * g * g;
            double m_hat = o->m[i] / (1 - pow(c->beta1, t));
            double v_hat = o->v[i] / (1 - pow(c->beta2, t));
            o->p[i] -= rate * m_hat / (sqrt(v_hat) + c->epsilon);
        } else {
            o->m[i] = c->momentum * o->m[i] + g;
            o->p[i] -= rate * o->m[i];
        }
    }
}

/* One step on the batch x [n,d] with the noise eps [n,k]: fills the terms and the norm, then updates the
 * parameters. */
static inline void training_oracle_step(struct training_oracle *o, const real *x, const real *eps,
                                        long n, double beta, double rate) {
    oracle_evaluate_batch(o, x, eps, n, beta);
    oracle_clip(o);
    oracle_update(o, rate);
    o->step++;
}

#endif
