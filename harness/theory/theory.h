/* theory.h -- computes what a scenario must give, before any run.
 *
 * Golden curves say that nothing changed; these numbers say what is right. They come from formulas of papers, the data
 * and, for a curve, the initial weights of the seed, and share no code with the trainer. How far theory reaches depends
 * on the model:
 *
 *   THEORY_BOUNDS          any model: bounds of every run, and recon at KL = 0
 *   THEORY_LINEAR_DECODER  a linear decoder with a Gaussian likelihood: also the smallest loss and the largest ELBO
 *                          that any encoder can reach (pPCA)
 *   THEORY_HIERARCHY       a linear encoder too, and a second level of latents: also the optimum of both levels
 *   THEORY_OPTIMUM         a linear encoder too: also the optimum in closed form, its axes and rates
 *
 * For an optimum with train.sampling full, objective.noise expected and model.head.scale shared, the whole curve is a
 * deterministic recursion: theory_curve_predict.
 *
 * With data.condition, predictions are of the part of x that y does not explain (theory_condition.h), for a linear
 * decoder with a Gaussian likelihood only. Rates are not known then, because near KL = 0 the encoder sees x and y
 * rather than that part. elbo_ppca is the bound of ln p(x|y).
 *
 *     struct theory theory;
 *     if (theory_predict(&theory, &config, &data, seed, &backend, &error) != STATUS_OK) ...
 *     if (theory.reach == THEORY_OPTIMUM) theory.observable[OBSERVABLE_kl] ...
 *     theory_free(&theory);
 */
#ifndef KLIMB_THEORY_H
#define KLIMB_THEORY_H

#include "theory/theory_linear.h"
#include "train/trainer.h"

/* X(NAME, text) */
#define THEORY_REACH_TABLE(X)                                                                      \
    X(BOUNDS, "bounds only")                                                                       \
    X(LINEAR_DECODER, "bounds, also of loss and ELBO: the decoder is linear")                      \
    X(HIERARCHY, "the optimum in closed form: a linear VAE of two levels")                         \
    X(OPTIMUM, "the optimum in closed form: a linear beta-VAE")
#define KIND_ENUM_THEORY_REACH(NAME, text) THEORY_##NAME,
enum theory_reach { THEORY_REACH_TABLE(KIND_ENUM_THEORY_REACH) THEORY_REACHES };
extern const char *const theory_reach_texts[]; /* by reach */

/* The examples that a model is trained on, and those that a record is measured on. */
enum theory_set { THEORY_TRAINING, THEORY_EVALUATION, THEORY_SETS };

/* X(name, unit, meaning). Quantities up to rate_most describe the optimum; those after it hold for every run. Those of
 * loss and ELBO are expectations over noise. A record uses one sample of noise, the same in every row and for every
 * seed, so recon, loss and ELBO of a converged run differ by up to a few noise_error, always in the same direction: an
 * ELBO may lie above its bound. */
#define THEORY_QUANTITY_TABLE(X)                                                                   \
    X(beta, "1", "weight of the KL at the end of its schedule")                                    \
    X(sigma_x, "1", "of the likelihood: fixed, or the best one if it is learned")                  \
    X(theta, "1", "beta sigma_x^2: an axis with a larger eigenvalue is encoded")                   \
    X(encoded_axes, "axes", "the largest eigenvalues above theta, at most k of them")              \
    X(active_units, "units",                                                                       \
      "encoded axes with Var(mu) = 1 - theta/eigenvalue > 0.01, as a record counts")               \
    X(kl, "nats", "sum of 1/2 ln(eigenvalue/theta) over encoded axes")                             \
    X(distortion, "nats", "E|x - x'|^2/(2 sigma_x^2)")                                             \
    X(recon, "nats", "distortion + d/2 ln(2 pi sigma_x^2)")                                        \
    X(loss, "nats", "recon + beta kl")                                                             \
    X(elbo, "nats", "-(recon + kl)")                                                               \
    X(shannon, "nats", "the least rate at this distortion: Shannon's R(D) of Gaussian data")       \
    X(mi, "nats", "= kl: the aggregate posterior of Gaussian data is exactly N(0, I)")             \
    X(kl_agg, "nats", "= 0 for the same reason")                                                   \
    X(theta_2, "1",                                                                                \
      "beta_2^2 eta^2 sigma_x^2/(beta_1 sigma^2): with a larger eigenvalue level 2 has the axis")  \
    X(kl_2, "nats", "KL(q(z2|z) || N(0, I)), part of kl")                                          \
    X(active_units_2, "units", "dimensions of z2 with Var_x(E[z2|x]) > 0.01")                      \
    X(noise_error, "nats",                                                                         \
      "standard error of a record's recon, loss, elbo by its sample of noise")                     \
    X(rate_most, "1", "SGD cannot come to rest at the optimum with a larger learning rate")        \
    X(loss_least, "nats", "no encoder has a lower expected loss")                                  \
    X(elbo_most, "nats", "no encoder has a higher expected ELBO")                                  \
    X(elbo_ppca, "nats", "the same at any sigma_x: the bound of pPCA")                             \
    X(recon_constant, "nats", "recon of a decoder that ignores z, as at the least KL")             \
    X(recon_least, "nats",                                                                         \
      "no recon is lower: every x is fitted as well as the likelihood allows")                     \
    X(kl_least, "nats", "no KL is lower: of all q(z|x) that there can be, none is the prior")      \
    X(kl_most, "nats", "with more KL the loss would exceed that of ignoring z")                    \
    X(mi_cap, "nats", "ln N: no mutual information with N examples is larger")
#define THEORY_QUANTITY_ENUM(name, unit, meaning) THEORY_QUANTITY_##name,
enum theory_quantity { THEORY_QUANTITY_TABLE(THEORY_QUANTITY_ENUM) THEORY_QUANTITIES };

struct theory_quantity_info {
    const char *name, *unit, *meaning;
};
extern const struct theory_quantity_info theory_quantity_info[THEORY_QUANTITIES];

/* A principal axis of the training data. The first k are encoded in latent dimensions, in an order that training
 * chooses. */
struct theory_axis {
    double eigenvalue; /* variance of the data along it */
    double distance;   /* from theta, in percent of theta */
    int is_encoded;    /* at the optimum: above theta and among the k largest */
    double kl;         /* at the optimum, nats */
    double variance;   /* D_ii at the optimum; Var(mu_i) is 1 - D_ii */
    double rate;       /* r at which its weights grow from 0 under gradient flow; KL: 2 r */
    /* SGD: steps in which its weights grow by e; infinite for r <= 0; NaN for other optimisers,
     * whose steps are not proportional to the gradient */
    double fold_steps;
    /* SGD: steps until its KL, growing at 2 r from its initial value, is half of kl: the time to
     * the plateau */
    double half_kl_steps;
};

struct theory {
    enum theory_reach reach;
    const char *why;          /* why it reaches no further; NULL at THEORY_OPTIMUM */
    const char *why_no_curve; /* why theory_curve_predict refuses; NULL if it does not */
    long data, latent;        /* d, k */
    double value[THEORY_SETS][THEORY_QUANTITIES]; /* NaN: theory says nothing */
    double escape_variance;     /* sigma_x^2 of the collapsed model, for the rates */
    int is_collapse_inevitable; /* no axis exceeds theta, or the encoder sees nothing */
    struct theory_axis *axis;   /* [axes], largest eigenvalue first; NULL below THEORY_OPTIMUM */
    long axes;                  /* d, or 0 */
    /* of a record at the optimum, evaluation set; NaN: unknown. nll_iw is -ln p(x), the limit of
     * the estimate for large K */
    double observable[OBSERVABLES];
    /* standard error from the record's sample of noise; 0: no noise; NaN: unknown */
    double error[OBSERVABLES];
};

/* theory_predict -- compute a struct theory.
 *   seed     half_kl_steps starts from its initial weights
 *   backend  for drawing them
 * The config has passed klimb_config_check. STATUS_INVALID if config and data do not fit
 * (klimb_trainer_init); STATUS_MEMORY, STATUS_FAILED. On error the theory is empty. */
enum status theory_predict(struct theory *theory, const struct config *config,
                           const struct dataset *data, uint64_t seed, const struct backend *backend,
                           struct error *error) MUST_CHECK;
void theory_free(struct theory *theory);

/* The curve of one seed. NaN in columns that theory does not predict (mi, kl_agg, holes), and in rows that depend on
 * rounding: a run that is thrown about before it settles cannot be predicted beyond a machine's last digits. grad_* are
 * before clipping. */
struct theory_curve {
    long rows, latent;
    long unsure_rows;  /* how many rows depend on rounding */
    long *step;        /* [rows] ascending */
    double *value;     /* [rows, OBSERVABLES] */
    double *dimension; /* [rows, k, DIMENSION_OBSERVABLES] */
};

/* theory_curve_predict -- train the linear model with its exact expected gradient, in double.
 *   steps  in [count] ascending, from 0 to config->steps; NULL: the logged steps
 * With SGD at a learning rate below rate_most, a run in float follows it to its rounding. Adam divides small gradients,
 * with their rounding, by their own size: a run may differ by about a percent of the KL, as does the curve itself after
 * a change of the weights by 1e-7. Time grows with config->steps d^2 k. STATUS_INVALID says why if the run is random or
 * has no closed form; otherwise as theory_predict. On error the curve is empty. */
enum status theory_curve_predict(struct theory_curve *curve, const struct config *config,
                                 const struct dataset *data, uint64_t seed,
                                 const struct backend *backend, const long *steps, long count,
                                 struct error *error) MUST_CHECK;
void theory_curve_free(struct theory_curve *curve);

#endif
