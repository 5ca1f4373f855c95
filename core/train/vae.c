#include "train/vae.h"

#include <string.h>

#include "numerics/rng.h"
#include "train/vae_decoder.h"
#include "train/vae_prior.h"

static long larger(long a, long b) {
    return a > b ? a : b;
}

static const struct vae_decoder *decoder_of(const struct vae *vae) {
    return &klimb_vae_decoders[vae->config.decoder];
}

static void describe(struct vae *vae, const struct config *config, long columns, long capacity) {
    const struct model_config *model = &config->model;
    long condition = config->data.condition, data = columns - condition;
    *vae = (struct vae){.config = *model,
                        .likelihood = config->likelihood,
                        .noise = config->noise,
                        .bound = config->bound,
                        .data = data,
                        .condition = condition,
                        .capacity = capacity};
    klimb_network_describe(&vae->encoder,
                           &(struct network_shape){.kind = model->network,
                                                   .in = columns,
                                                   .out = 2 * model->latent,
                                                   .hidden = model->encoder_hidden,
                                                   .hidden_count = model->encoder_layers,
                                                   .activation = model->activation,
                                                   .leak = model->leak,
                                                   .pictures = klimb_config_pictures(model, 0)});
    decoder_of(vae)->describe(vae);
    klimb_vae_describe_prior(vae);
    vae->learned = klimb_likelihood_parameters(vae->likelihood.kind, data);
    vae->norm_parameters = model->head.batch_norm > 0 ? model->latent : 0;
    vae->encoder_parameters = klimb_network_parameter_count(&vae->encoder) + vae->norm_parameters;
    vae->parameters = vae->encoder_parameters + klimb_network_parameter_count(&vae->decoder) +
                      vae->prior_parameters + vae->learned;
}

static void lay_out_parameters(struct vae *vae, struct arena *arena) {
    real *p = vae->p = klimb_arena_take(arena, vae->parameters, sizeof(real));
    real *g = vae->g = klimb_arena_take(arena, vae->parameters, sizeof(real));
    int carving = p != NULL && g != NULL;
    long encoder = vae->encoder_parameters;
    klimb_network_layout(&vae->encoder, arena, p, g, vae->capacity + vae->pseudo_inputs);
    klimb_network_layout(&vae->decoder, arena, carving ? p + encoder : NULL,
                         carving ? g + encoder : NULL, vae->capacity);
    if (carving && vae->learned > 0) {
        vae->likelihood_scale = p + vae->parameters - vae->learned;
        vae->dlikelihood_scale = g + vae->parameters - vae->learned;
    }
    if (carving && vae->prior_parameters > 0) {
        long before = encoder + klimb_network_parameter_count(&vae->decoder);
        vae->prior_p = p + before;
        vae->prior_g = g + before;
    }
}

static void lay_out_norm(struct vae *vae, struct arena *arena) {
    struct batch_norm *norm = &vae->posterior.norm;
    klimb_batch_norm_layout(norm, arena, vae->capacity, vae->config.latent,
                            vae->config.head.batch_norm);
    if (vae->p == NULL || vae->g == NULL || vae->norm_parameters == 0)
        return;
    long at = vae->encoder_parameters - vae->norm_parameters;
    norm->shift = vae->p + at;
    norm->dshift = vae->g + at;
}

void klimb_vae_layout(struct vae *vae, struct arena *arena, const struct config *config,
                      long columns, long capacity) {
    long latent = config->model.latent;
    describe(vae, config, columns, capacity);
    lay_out_parameters(vae, arena);
    long encoded = capacity + vae->pseudo_inputs;
    klimb_posterior_layout(&vae->posterior, arena, encoded, latent);
    lay_out_norm(vae, arena);
    klimb_expectation_layout(&vae->expectation, arena, latent);
    vae->recon = klimb_arena_take(arena, capacity, sizeof(double));
    vae->kl = klimb_arena_take(arena, latent, sizeof(double));
    vae->zeros = klimb_arena_take(arena, capacity * larger(columns, latent), sizeof(real));
    vae->dz = klimb_arena_take(arena, capacity * latent, sizeof(real));
    long widest = larger(klimb_network_widest(&vae->encoder), klimb_network_widest(&vae->decoder));
    for (int i = 0; i < 2; i++)
        vae->delta[i] = klimb_arena_take(arena, encoded * widest, sizeof(real));
    vae->work = klimb_arena_take(
        arena, klimb_likelihood_scratch(vae->likelihood.kind, capacity, vae->data), sizeof(real));
    if (vae->config.encoder_input == ENCODER_INPUT_LOG1P)
        vae->seen = klimb_arena_take(arena, capacity * vae->data, sizeof(real));
    long conditioned = vae->condition > 0 ? capacity : 0;
    vae->target = klimb_arena_take(arena, conditioned * vae->data, sizeof(real));
    decoder_of(vae)->lay_out(vae, arena);
    klimb_vae_layout_prior(vae, arena);
    if (klimb_vae_samples_kl(vae))
        vae->weight = klimb_arena_take(arena, capacity, sizeof(real));
    if (vae->bound.kind == BOUND_IWAE)
        vae->share = klimb_arena_take(arena, capacity, sizeof(double));
}

/* Sets the weights of a shared scale, or their gradient, to 0: the columns k..2k-1 of the encoder's last
 * layer, w or dw [in,2k]. */
static void clear_scale_columns(struct vae *vae, real *w) {
    long latent = vae->config.latent, in = klimb_network_head(&vae->encoder)->in;
    for (long i = 0; i < in; i++)
        memset(w + (2 * i + 1) * latent, 0, (size_t)latent * sizeof *w);
}

/* Its layers have the numbers from `first` on in RNG_WEIGHTS. */
static void init_decoder(struct vae *vae, uint64_t seed, long first,
                         const struct backend *backend) {
    struct network_init init = {vae->config.init, vae->config.init_scale, .head_blocks = 1};
    klimb_network_init_weights(&vae->decoder, &init, seed, first, backend->vm);
    if (decoder_of(vae)->prepare != NULL)
        decoder_of(vae)->prepare(vae);
    for (long j = 0; j < vae->learned; j++)
        vae->likelihood_scale[j] = klimb_likelihood_initial_scale(&vae->likelihood);
}

void klimb_vae_init_weights(struct vae *vae, uint64_t seed, const struct backend *backend) {
    const struct model_config *config = &vae->config;
    struct network_init init = {config->init, config->init_scale, .head_blocks = 2};
    klimb_network_init_weights(&vae->encoder, &init, seed, 0, backend->vm);
    if (config->head.scale == HEAD_SCALE_SHARED)
        clear_scale_columns(vae, klimb_network_head(&vae->encoder)->w);
    if (vae->norm_parameters > 0)
        klimb_batch_norm_start(&vae->posterior.norm);
    init_decoder(vae, seed, klimb_network_layer_count(&vae->encoder), backend);
    klimb_vae_init_prior(vae, seed, backend);
}

void klimb_vae_reset_decoder(struct vae *vae, uint64_t seed, const struct backend *backend) {
    init_decoder(vae, seed, VAE_RESET_LAYER, backend);
}

/* The encoder's input: x, zeros, or ln(1 + x), which encode computes. */
static const real *encoder_input(const struct vae *vae, const real *x) {
    const real *const input[ENCODER_INPUTS] = {[ENCODER_INPUT_DATA] = x,
                                               [ENCODER_INPUT_NOTHING] = vae->zeros,
                                               [ENCODER_INPUT_LOG1P] = vae->seen};
    return input[vae->config.encoder_input];
}

/* The present scales: the learned ones, or that of the batch. */
static const real *scales_of(const struct vae *vae) {
    return vae->likelihood_scale != NULL ? vae->likelihood_scale : &vae->batch_scale;
}

/* The latent that is decoded: mu for expected noise, else z. */
static const real *latent_input(const struct vae *vae) {
    return vae->noise == NOISE_EXPECTED ? vae->posterior.mu : vae->posterior.z;
}

/* The decoder's target: x without y. */
static const real *target(struct vae *vae, const real *x, long n) {
    if (vae->condition == 0)
        return x;
    klimb_vae_copy_columns(vae->target, vae->data, x, vae->data + vae->condition, vae->data, n);
    return vae->target;
}

static void encode(struct vae *vae, const real *x, const real *eps, long n, int is_training,
                   const struct backend *backend) {
    vae->posterior.is_training = is_training;
    if (vae->seen != NULL)
        backend->vm->log1p(vae->seen, x, n * vae->data);
    const real *inputs = klimb_vae_join_inputs(vae, encoder_input(vae, x), n);
    klimb_network_forward(&vae->encoder, inputs, n + vae->pseudo_inputs, backend);
    klimb_posterior_forward(&vae->posterior, klimb_network_output(&vae->encoder), eps, n,
                            vae->config.latent, &vae->config.head, backend);
    klimb_vae_prepare_prior(vae, n, backend);
}

static double mean_recon(const struct vae *vae, long n) {
    double sum = 0;
    for (long i = 0; i < n; i++)
        sum += vae->recon[i];
    return sum / (double)n;
}

/* Fills vae->kl and returns its sum. */
static double mean_kl(struct vae *vae, long n) {
    long latent = vae->config.latent;
    double total = 0;
    for (long j = 0; j < latent; j++)
        vae->kl[j] = 0;
    for (long i = 0; i < n; i++)
        for (long j = 0; j < latent; j++)
            vae->kl[j] += (double)vae->posterior.kl[i * latent + j];
    for (long j = 0; j < latent; j++) {
        vae->kl[j] /= (double)n;
        total += vae->kl[j];
    }
    return total;
}

/* The KL under a prior other than the standard one, and the part of it that is a second level's. */
static void sample_kl(struct vae_terms *terms, struct vae *vae, const real *eps, long n) {
    klimb_vae_prior_forward(vae, n);
    terms->kl = 0;
    for (long i = 0; i < n; i++) {
        terms->kl += klimb_vae_sampled_kl(vae, eps, i);
        terms->second += vae->second != NULL ? vae->second[i] : 0;
    }
    terms->kl /= (double)n;
    terms->second /= (double)n;
}

/* Computes vae->recon from the decoder's output; x is without y. */
static void reconstruct(struct vae *vae, const struct likelihood_gradient *gradient, const real *x,
                        long n, const struct backend *backend) {
    const real *output = klimb_network_output(&vae->decoder);
    if (vae->likelihood.kind == LIKELIHOOD_GAUSSIAN_OPTIMAL)
        vae->batch_scale = klimb_likelihood_batch_scale(output, x, n, vae->data, backend,
                                                        vae->work);
    klimb_likelihood_forward(vae->recon, gradient, output, x, n, vae->data, &vae->likelihood,
                             scales_of(vae), backend, vae->work);
}

static struct vae_terms pass(struct vae *vae, const struct likelihood_gradient *gradient,
                             const real *x, const real *eps, long n,
                             const struct backend *backend) {
    encode(vae, x, eps, n, gradient != NULL, backend);
    decoder_of(vae)->forward(vae, latent_input(vae), x, gradient != NULL ? vae->shown : NULL, n,
                             backend);
    reconstruct(vae, gradient, target(vae, x, n), n, backend);
    if (vae->noise == NOISE_EXPECTED)
        klimb_expectation_forward(vae->recon, &vae->expectation, vae->posterior.sigma,
                                  klimb_network_head(&vae->decoder), klimb_vae_sigma_x(vae), n,
                                  backend);
    struct vae_terms terms = {.recon = mean_recon(vae, n), .kl = mean_kl(vae, n)};
    if (vae->config.prior.kind != PRIOR_STANDARD)
        sample_kl(&terms, vae, eps, n);
    return terms;
}

struct vae_terms klimb_vae_evaluate(struct vae *vae, const real *x, const real *eps, long n,
                                    const struct backend *backend) {
    return pass(vae, NULL, x, eps, n, backend);
}

/* delta[0] keeps the gradient until klimb_vae_backward uses it. */
struct vae_terms klimb_vae_forward(struct vae *vae, const real *x, const real *eps, long n,
                                   const struct backend *backend) {
    struct likelihood_gradient gradient = {vae->delta[0], vae->dlikelihood_scale};
    return pass(vae, &gradient, x, eps, n, backend);
}

/* From dz to the gradient of the raw head, in vae->delta[0]. */
static void backward_through_posterior(struct vae *vae, const real *eps, double beta, long n,
                                       const struct backend *backend) {
    real *draw = vae->delta[0];
    const real *raw = klimb_network_output(&vae->encoder);
    long latent = vae->config.latent;
    double weight = beta / (double)n;
    const struct posterior of_prior = klimb_vae_of_prior(vae, n);
    if (klimb_vae_samples_kl(vae) && vae->noise == NOISE_EXPECTED)
        klimb_posterior_backward_expected_sampled(draw, vae->dz, vae->expectation.dsigma,
                                                  vae->weight, vae->zeros, &vae->posterior, raw, n,
                                                  latent, &vae->config.head, backend);
    else if (klimb_vae_samples_kl(vae))
        klimb_posterior_backward_sampled(draw, vae->dz, vae->weight, vae->zeros, &vae->posterior,
                                         raw, eps, n, latent, &vae->config.head, backend);
    else if (vae->noise == NOISE_EXPECTED)
        klimb_posterior_backward_expected(draw, vae->dz, vae->expectation.dsigma, weight, &of_prior,
                                          raw, n, latent, &vae->config.head, backend);
    else
        klimb_posterior_backward(draw, vae->dz, weight, &of_prior, raw, eps, n, latent,
                                 &vae->config.head, backend);
}

/* Weights each row by its share: turns the mean over all n rows into the mean over examples of the sum over
 * samples. */
static void weigh_rows(struct vae *vae, const real *eps, double beta, long n) {
    long samples = vae->bound.samples;
    klimb_vae_iwae(vae, eps, beta, n);
    for (long i = 0; i < n; i++) {
        real factor = (real)((double)samples * vae->share[i]);
        for (long j = i * vae->data; j < (i + 1) * vae->data; j++)
            vae->delta[0][j] *= factor;
        vae->weight[i] = (real)(beta * (double)samples * vae->share[i] / (double)n);
    }
}

/* Adds to dz the gradient of -ln p(z), the part of the KL that depends on z. */
static void add_prior_to_dz(struct vae *vae, double beta, long n) {
    if (vae->bound.kind == BOUND_ELBO)
        for (long i = 0; i < n; i++)
            vae->weight[i] = (real)(beta / (double)n);
    klimb_vae_prior_backward_z(vae, n);
}

void klimb_vae_backward(struct vae *vae, const real *x, const real *eps, double beta, long n,
                        const struct backend *backend) {
    if (vae->bound.kind == BOUND_IWAE)
        weigh_rows(vae, eps, beta, n);
    decoder_of(vae)->backward(vae, latent_input(vae), n, backend);
    if (klimb_vae_samples_kl(vae))
        add_prior_to_dz(vae, beta, n);
    if (vae->noise == NOISE_EXPECTED)
        klimb_expectation_backward(klimb_network_head(&vae->decoder), vae->dlikelihood_scale,
                                   &vae->expectation, klimb_vae_sigma_x(vae),
                                   klimb_likelihood_slope(&vae->likelihood, *scales_of(vae)));
    backward_through_posterior(vae, eps, beta, n, backend);
    const real *inputs = klimb_vae_prior_backward(vae, n, backend);
    klimb_network_backward(&vae->encoder, vae->dinputs, vae->delta,
                           inputs != NULL ? inputs : encoder_input(vae, x), n + vae->pseudo_inputs,
                           backend);
    klimb_vae_take_dinputs(vae, n);
    if (vae->config.head.scale == HEAD_SCALE_SHARED)
        clear_scale_columns(vae, klimb_network_head(&vae->encoder)->dw);
}

void klimb_vae_move_norm(struct vae *vae) {
    if (vae->norm_parameters > 0)
        klimb_batch_norm_move(&vae->posterior.norm);
}

void klimb_vae_encode(struct vae *vae, const real *x, long n, const struct backend *backend) {
    encode(vae, x, vae->zeros, n, 0, backend);
}

void klimb_vae_decode(struct vae *vae, real *mean, const real *z, long n,
                      const struct backend *backend) {
    decoder_of(vae)->decode(vae, mean, z, n, backend);
}

void klimb_vae_weigh(double *weight, struct vae *vae, const real *x, const real *eps, long n,
                     const struct backend *backend) {
    const struct posterior *posterior = &vae->posterior;
    long latent = vae->config.latent;
    for (long p = 0; p < n * latent; p++)
        posterior->z[p] = posterior->mu[p] + posterior->sigma[p] * eps[p];
    decoder_of(vae)->forward(vae, posterior->z, x, NULL, n, backend);
    klimb_likelihood_forward(vae->recon, NULL, klimb_network_output(&vae->decoder), x, n, vae->data,
                             &vae->likelihood, scales_of(vae), backend, vae->work);
    klimb_vae_prior_forward(vae, n);
    for (long i = 0; i < n; i++)
        weight[i] = klimb_vae_log_weight(vae, eps, i, 1);
}

double klimb_vae_sigma_x(const struct vae *vae) {
    return klimb_likelihood_spread(&vae->likelihood, scales_of(vae), vae->data);
}
