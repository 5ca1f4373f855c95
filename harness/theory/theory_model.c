#include "theory/theory_model.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "numerics/vecmath/vecmath.h"

/* ---- Parameters ---- */

/* Terms that the formulas of the header share, in the model's memory. */
struct common {
    double *vs;       /* [k,d] V S */
    double *spread;   /* [k,k] V S V', the covariance of mu */
    double *ws;       /* [k,d] W' S */
    double *gram;     /* [k,k] W' W */
    double *mu;       /* [k] b */
    double *residual; /* [d] rho */
    double squares;   /* E|x - x'|^2 */
};

static struct common common_of(const struct theory_model *model) {
    long d = model->data, k = model->latent;
    struct common common = {.vs = model->work};
    common.spread = common.vs + k * d;
    common.ws = common.spread + k * k;
    common.gram = common.ws + k * d;
    common.mu = common.gram + k * k;
    common.residual = common.mu + k;
    return common;
}

enum status theory_model_new(struct theory_model *model, long d, long k,
                             const struct likelihood_config *likelihood, struct error *error) {
    *model = (struct theory_model){
        .data = d,
        .latent = k,
        .is_learned = likelihood->kind == LIKELIHOOD_GAUSSIAN_LEARNED,
        .sigma = likelihood->sigma,
        .floor = likelihood->floor,
        .encoder = k * d + 2 * k,
        .parameters = 2 * k * d + 2 * k + d + 1,
    };
    size_t scratch = (size_t)(2 * k * d + 2 * k * k + k + d);
    model->p = calloc((size_t)model->parameters, sizeof *model->p);
    model->work = calloc(scratch, sizeof *model->work);
    if (model->p == NULL || model->work == NULL) {
        theory_model_free(model);
        return klimb_error_set(error, STATUS_MEMORY, "no memory for a model of %ld x %ld", d, k);
    }
    model->v = model->p;
    model->a = model->v + k * d;
    model->s = model->a + k;
    model->w = model->s + k;
    model->c = model->w + k * d;
    model->l = model->c + d;
    *model->l = model->is_learned ? log(model->sigma - model->floor) : 0;
    return STATUS_OK;
}

void theory_model_free(struct theory_model *model) {
    free(model->p);
    free(model->work);
    *model = (struct theory_model){0};
}

void theory_model_take(struct theory_model *model, const struct vae *vae) {
    const struct dense *encoder = &vae->encoder.mlp.layer[0], *decoder = &vae->decoder.mlp.layer[0];
    long d = model->data, k = model->latent;
    for (long i = 0; i < d; i++) {
        for (long j = 0; j < k; j++) {
            model->v[j * d + i] = (double)encoder->w[i * 2 * k + j];
            model->w[i * k + j] = (double)decoder->w[j * d + i];
        }
        model->c[i] = (double)decoder->b[i];
    }
    for (long j = 0; j < k; j++) {
        model->a[j] = (double)encoder->b[j];
        model->s[j] = (double)encoder->b[k + j];
    }
    if (model->is_learned)
        *model->l = (double)*vae->likelihood_scale;
}

double theory_model_sigma(const struct theory_model *model) {
    return model->is_learned ? model->floor + klimb_vecmath_scalar_exp(*model->l) : model->sigma;
}

/* ---- Loss ---- */

static double dot(const double *x, const double *y, long n) {
    double sum = 0;
    for (long i = 0; i < n; i++)
        sum += x[i] * y[i];
    return sum;
}

static void add_scaled(double *sum, double factor, const double *x, long n) {
    for (long i = 0; i < n; i++)
        sum[i] += factor * x[i];
}

static void find_means(struct common *common, const struct theory_model *model,
                       const double *mean) {
    long d = model->data, k = model->latent;
    for (long j = 0; j < k; j++)
        common->mu[j] = model->a[j] + dot(model->v + j * d, mean, d);
    for (long i = 0; i < d; i++)
        common->residual[i] = mean[i] - model->c[i] - dot(model->w + i * k, common->mu, k);
}

static void find_products(struct common *common, const struct theory_model *model,
                          const double *covariance) {
    long d = model->data, k = model->latent;
    memset(common->vs, 0, (size_t)(k * d) * sizeof *common->vs);
    memset(common->ws, 0, (size_t)(k * d) * sizeof *common->ws);
    memset(common->gram, 0, (size_t)(k * k) * sizeof *common->gram);
    for (long i = 0; i < d; i++) {
        const double *row = covariance + i * d, *w = model->w + i * k;
        for (long j = 0; j < k; j++) {
            add_scaled(common->vs + j * d, model->v[j * d + i], row, d);
            add_scaled(common->ws + j * d, w[j], row, d);
            add_scaled(common->gram + j * k, w[j], w, k);
        }
    }
    for (long j = 0; j < k; j++)
        for (long l = 0; l < k; l++)
            common->spread[j * k + l] = dot(common->vs + j * d, model->v + l * d, d);
}

static void find_squares(struct common *common, const struct theory_model *model,
                         const double *covariance) {
    long d = model->data, k = model->latent;
    double squares = dot(common->residual, common->residual, d) +
                     dot(common->gram, common->spread, k * k);
    for (long i = 0; i < d; i++)
        squares += covariance[i * d + i];
    for (long j = 0; j < k; j++) {
        squares += klimb_vecmath_scalar_exp(model->s[j]) * common->gram[j * k + j];
        for (long i = 0; i < d; i++)
            squares -= 2 * model->w[i * k + j] * common->vs[j * d + i];
    }
    common->squares = squares;
}

static struct common find_common(const struct theory_model *model,
                                 const struct theory_moments *moments) {
    struct common common = common_of(model);
    find_means(&common, model, moments->mean);
    find_products(&common, model, moments->covariance);
    find_squares(&common, model, moments->covariance);
    return common;
}

static double kl_of(const struct theory_model *model, const struct common *common, long j) {
    double mu = common->mu[j], s = model->s[j];
    return (common->spread[j * model->latent + j] + mu * mu + klimb_vecmath_scalar_expm1(s) - s) /
           2;
}

static struct theory_terms terms_of(double *kl, const struct theory_model *model,
                                    const struct common *common) {
    double sigma = theory_model_sigma(model);
    struct theory_terms terms = {
        .recon = common->squares / (2 * sigma * sigma) +
                 (double)model->data * klimb_vecmath_scalar_log(2 * M_PI * sigma * sigma) / 2};
    for (long j = 0; j < model->latent; j++) {
        double one = kl_of(model, common, j);
        terms.kl += one;
        if (kl != NULL)
            kl[j] = one;
    }
    return terms;
}

struct theory_terms theory_model_terms(double *kl, struct theory_model *model,
                                       const struct theory_moments *moments) {
    struct common common = find_common(model, moments);
    return terms_of(kl, model, &common);
}

/* E(w_j'r)^2. With Q = I - W V the covariance of r is Q S Q' + rho rho', and w_j'Q = w_j' - sum_l
 * (w_j'w_l) v_l. */
static double pull_squares(const struct theory_model *model, const struct common *common, long j) {
    long d = model->data, k = model->latent;
    const double *gram = common->gram + j * k;
    double squares = 0, shift = 0;
    for (long i = 0; i < d; i++) {
        double q = model->w[i * k + j], qs = common->ws[j * d + i];
        for (long l = 0; l < k; l++) {
            q -= gram[l] * model->v[l * d + i];
            qs -= gram[l] * common->vs[l * d + i];
        }
        squares += q * qs;
        shift += model->w[i * k + j] * common->residual[i];
    }
    return squares + shift * shift;
}

double theory_model_noise_variance(struct theory_model *model,
                                   const struct theory_moments *moments) {
    struct common common = find_common(model, moments);
    double sigma = theory_model_sigma(model), variance = 0;
    for (long j = 0; j < model->latent; j++) {
        double squares = pull_squares(model, &common, j);
        for (long l = 0; l < model->latent; l++) {
            double product = common.gram[j * model->latent + l];
            squares += klimb_vecmath_scalar_exp(model->s[l]) * product * product / 2;
        }
        variance += klimb_vecmath_scalar_exp(model->s[j]) * squares;
    }
    return variance / (sigma * sigma * sigma * sigma);
}

/* ---- Gradient ---- */

/* Views of a gradient, laid out as the model's parameters. */
static double *part(double *gradient, const struct theory_model *model, const double *parameter) {
    return gradient + (parameter - model->p);
}

/* d recon/dW = (W C - S V' - rho b' + W D)/sigma^2 with C = V S V'; d recon/dc = -rho/sigma^2. */
static void decoder_gradient(double *gradient, const struct theory_model *model,
                             const struct common *common, double precision) {
    long d = model->data, k = model->latent;
    double *dw = part(gradient, model, model->w), *dc = part(gradient, model, model->c);
    for (long i = 0; i < d; i++) {
        const double *w = model->w + i * k;
        for (long j = 0; j < k; j++)
            dw[i * k + j] = precision * (dot(common->spread + j * k, w, k) - common->vs[j * d + i] -
                                         common->residual[i] * common->mu[j] +
                                         klimb_vecmath_scalar_exp(model->s[j]) * w[j]);
        dc[i] = -precision * common->residual[i];
    }
}

/* d recon/dV = (W'W V S - W' S - W' rho m')/sigma^2;  d KL/dV = V S + b m'
 * d recon/da = -W' rho/sigma^2;                       d KL/da = b
 * d recon/ds_j = D_j |w_j|^2/(2 sigma^2);             d KL/ds_j = (D_j - 1)/2 */
static void encoder_gradient(double *gradient, const struct theory_model *model,
                             const struct common *common, const double *mean, double precision,
                             double beta) {
    long d = model->data, k = model->latent;
    double *dv = part(gradient, model, model->v), *da = part(gradient, model, model->a);
    double *ds = part(gradient, model, model->s);
    for (long j = 0; j < k; j++) {
        double pull = 0, *row = dv + j * d;
        for (long i = 0; i < d; i++)
            pull += model->w[i * k + j] * common->residual[i];
        da[j] = beta * common->mu[j] - precision * pull;
        ds[j] = (precision * klimb_vecmath_scalar_exp(model->s[j]) * common->gram[j * k + j] +
                 beta * klimb_vecmath_scalar_expm1(model->s[j])) /
                2;
        memset(row, 0, (size_t)d * sizeof *row);
        for (long l = 0; l < k; l++)
            add_scaled(row, precision * common->gram[j * k + l], common->vs + l * d, d);
        add_scaled(row, -precision, common->ws + j * d, d);
        add_scaled(row, beta, common->vs + j * d, d);
        add_scaled(row, da[j], mean, d);
    }
}

struct theory_terms theory_model_gradient(double *gradient, struct theory_model *model,
                                          const struct theory_moments *moments, double beta) {
    struct common common = find_common(model, moments);
    double sigma = theory_model_sigma(model), precision = 1 / (sigma * sigma);
    encoder_gradient(gradient, model, &common, moments->mean, precision, beta);
    decoder_gradient(gradient, model, &common, precision);
    *part(gradient, model, model->l) = model->is_learned
                                           ? ((double)model->data - common.squares * precision) *
                                                 klimb_vecmath_scalar_exp(*model->l) / sigma
                                           : 0;
    return terms_of(NULL, model, &common);
}

/* ---- What a record shows ---- */

static void observe_dimension(double *dimension, const struct theory_model *model,
                              const struct common *common, long j) {
    double *row = dimension + j * DIMENSION_OBSERVABLES;
    row[DIMENSION_kl] = kl_of(model, common, j);
    row[DIMENSION_mu_mean] = common->mu[j];
    row[DIMENSION_mu_variance] = common->spread[j * model->latent + j];
    row[DIMENSION_logvar_mean] = model->s[j];
    row[DIMENSION_logvar_min] = model->s[j];
    row[DIMENSION_logvar_max] = model->s[j];
}

/* The columns of a record that summarise dimensions. */
static void summarise(double *value, const double *dimension, long latent) {
    double variance = 0, sigma = 0, active = 0;
    for (long j = 0; j < latent; j++) {
        const double *row = dimension + j * DIMENSION_OBSERVABLES;
        double logvar = row[DIMENSION_logvar_mean];
        variance += row[DIMENSION_mu_variance];
        active += row[DIMENSION_mu_variance] > PROBE_ACTIVE_VARIANCE;
        sigma += klimb_vecmath_scalar_exp(logvar / 2);
        value[OBSERVABLE_logvar_min] = fmin(value[OBSERVABLE_logvar_min], logvar);
        value[OBSERVABLE_logvar_max] = fmax(value[OBSERVABLE_logvar_max], logvar);
    }
    value[OBSERVABLE_active_units] = active;
    value[OBSERVABLE_sigma_mean] = sigma / (double)latent;
    value[OBSERVABLE_mu_spread] = sqrt(variance / (double)latent);
}

void theory_model_observe(double *value, double *dimension, struct theory_model *model,
                          const struct theory_moments *moments, double beta) {
    struct common common = find_common(model, moments);
    struct theory_terms terms = terms_of(NULL, model, &common);
    for (long i = 0; i < OBSERVABLES; i++)
        value[i] = (double)NAN;
    for (long j = 0; j < model->latent; j++)
        observe_dimension(dimension, model, &common, j);
    summarise(value, dimension, model->latent);
    value[OBSERVABLE_beta] = beta;
    value[OBSERVABLE_recon] = terms.recon;
    value[OBSERVABLE_kl] = terms.kl;
    value[OBSERVABLE_loss] = terms.recon + beta * terms.kl;
    value[OBSERVABLE_elbo] = -(terms.recon + terms.kl);
    value[OBSERVABLE_mi_cap] = klimb_vecmath_scalar_log((double)moments->count);
    value[OBSERVABLE_clamped] = 0;
    value[OBSERVABLE_sigma_x] = theory_model_sigma(model);
}
