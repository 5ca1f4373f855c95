#include "train/tensors.h"

#include <assert.h>
#include <stdio.h>

#define KIND_WORDS(NAME, words, meaning) words,
const char *const klimb_tensor_words[] = {TENSOR_TABLE(KIND_WORDS) NULL};
#define KIND_MEANING(NAME, words, meaning) meaning,
const char *const klimb_tensor_meanings[] = {TENSOR_TABLE(KIND_MEANING) NULL};

struct lister {
    struct tensor *list;
    long count;
    const struct vae *vae;
};

static struct tensor *add(struct lister *lister, enum tensor_kind kind, const char *name,
                          long count) {
    assert(lister->count < TENSORS_MAX);
    struct tensor *tensor = &lister->list[lister->count++];
    *tensor = (struct tensor){.kind = kind, .count = count};
    snprintf(tensor->name, sizeof tensor->name, "%s", name);
    return tensor;
}

static void add_reals(struct lister *lister, enum tensor_kind kind, const char *name,
                      const real *values, long count) {
    add(lister, kind, name, count)->values = values;
}

/* ---- parameters and arrays of their shape ---- */

/* A block [parameters] with the layout of vae->p. */
struct block {
    enum tensor_kind kind;
    const real *values;
};

static void add_part(struct lister *lister, const struct block *block, const char *net, long layer,
                     const struct network_part *part) {
    char name[sizeof lister->list->name];
    snprintf(name, sizeof name, "%s.%ld.%s", net, layer, part->name);
    add_reals(lister, block->kind, name, block->values + (part->values - lister->vae->p),
              part->axes == 2 ? part->first * part->second : part->first);
}

static void add_layer(struct lister *lister, const struct block *block, const char *net,
                      const struct network *network, long i) {
    struct network_layer layer = klimb_network_layer(network, i);
    for (long j = 0; j < layer.parts; j++)
        add_part(lister, block, net, i, &layer.part[j]);
}

static void add_norm(struct lister *lister, const struct block *block) {
    const struct vae *vae = lister->vae;
    if (vae->norm_parameters > 0)
        add_reals(lister, block->kind, "encoder.norm.shift",
                  block->values + vae->encoder_parameters - vae->norm_parameters,
                  vae->norm_parameters);
}

static void add_prior(struct lister *lister, const struct block *block) {
    const struct vae *vae = lister->vae;
    if (vae->prior_parameters > 0)
        add_reals(lister, block->kind, "prior", block->values + (vae->prior_p - vae->p),
                  vae->prior_parameters);
}

static void add_scale(struct lister *lister, const struct block *block) {
    const struct vae *vae = lister->vae;
    if (vae->likelihood_scale != NULL)
        add_reals(lister, block->kind, "likelihood.scale",
                  block->values + vae->parameters - vae->learned, vae->learned);
}

/* From the encoder to the likelihood. */
static void add_forwards(struct lister *lister, enum tensor_kind kind, const real *values) {
    const struct vae *vae = lister->vae;
    const struct block block = {kind, values};
    for (long i = 0; i < klimb_network_layer_count(&vae->encoder); i++)
        add_layer(lister, &block, "encoder", &vae->encoder, i);
    add_norm(lister, &block);
    for (long i = 0; i < klimb_network_layer_count(&vae->decoder); i++)
        add_layer(lister, &block, "decoder", &vae->decoder, i);
    add_prior(lister, &block);
    add_scale(lister, &block);
}

/* From the likelihood back to the encoder, in the order of gradients; dz is between the networks. */
static void add_backwards(struct lister *lister, enum tensor_kind kind, const real *values,
                          long latents) {
    const struct vae *vae = lister->vae;
    const struct block block = {kind, values};
    add_scale(lister, &block);
    for (long i = klimb_network_layer_count(&vae->decoder) - 1; i >= 0; i--)
        add_layer(lister, &block, "decoder", &vae->decoder, i);
    add_prior(lister, &block);
    if (latents > 0)
        add_reals(lister, kind, vae->noise == NOISE_SAMPLED ? "z" : "mu", vae->dz, latents);
    add_norm(lister, &block);
    for (long i = klimb_network_layer_count(&vae->encoder) - 1; i >= 0; i--)
        add_layer(lister, &block, "encoder", &vae->encoder, i);
}

/* ---- a step ---- */

static void add_state(struct lister *lister, const struct trainer *trainer) {
    const struct optimiser *optimiser = &trainer->optimiser;
    add_forwards(lister, TENSOR_MOMENT_M, optimiser->m);
    if (optimiser->config.kind != OPTIMISER_SGD)
        add_forwards(lister, TENSOR_MOMENT_V, optimiser->v);
    add_forwards(lister, TENSOR_PARAMETER, trainer->vae.p);
    if (trainer->vae.norm_parameters > 0)
        add(lister, TENSOR_PARAMETER, "encoder.norm.running", 2 * trainer->vae.norm_parameters)
            ->doubles = trainer->vae.posterior.norm.running;
    add(lister, TENSOR_SCHEDULE, "beta", 1)->number = trainer->objective.weight;
}

static void add_outputs(struct lister *lister, const char *net, const struct network *network,
                        long n) {
    for (long i = 0; i < klimb_network_layer_count(network); i++) {
        struct network_layer layer = klimb_network_layer(network, i);
        char name[sizeof lister->list->name];
        snprintf(name, sizeof name, "%s.%ld", net, i);
        add_reals(lister, TENSOR_OUTPUT, name, layer.y, n * layer.values);
    }
}

static void add_forward_pass(struct lister *lister, const struct trainer *trainer) {
    const struct vae *vae = &trainer->vae;
    const struct posterior *posterior = &vae->posterior;
    long n = trainer->rows, latents = n * vae->config.latent;
    int is_sampled = vae->noise == NOISE_SAMPLED;
    add_reals(lister, TENSOR_BATCH, "x", trainer->x, n * (vae->data + vae->condition));
    if (is_sampled)
        add_reals(lister, TENSOR_NOISE, "eps", trainer->eps, latents);
    add_outputs(lister, "encoder", &vae->encoder, n);
    add_reals(lister, TENSOR_POSTERIOR, "mu", posterior->mu, latents);
    add_reals(lister, TENSOR_POSTERIOR, "logvar", posterior->logvar, latents);
    add_reals(lister, TENSOR_POSTERIOR, "sigma", posterior->sigma, latents);
    if (is_sampled)
        add_reals(lister, TENSOR_POSTERIOR, "z", posterior->z, latents);
    add_outputs(lister, "decoder", &vae->decoder, n);
    add_reals(lister, TENSOR_LOSS, "kl", posterior->kl, latents);
    add(lister, TENSOR_LOSS, "recon", n)->doubles = vae->recon;
}

long klimb_tensors_list(struct tensor list[TENSORS_MAX], const struct trainer *trainer) {
    const struct vae *vae = &trainer->vae;
    struct lister lister = {.list = list, .vae = vae};
    add_state(&lister, trainer);
    add_forward_pass(&lister, trainer);
    add_backwards(&lister, TENSOR_GRADIENT, vae->g, trainer->rows * vae->config.latent);
    if (klimb_optimiser_changes_gradient(&trainer->optimiser.config))
        add_backwards(&lister, TENSOR_CLIPPED, vae->g, 0);
    return lister.count;
}

void klimb_tensor_say(char out[TENSOR_NAME_MAX], const struct tensor *tensor) {
    snprintf(out, TENSOR_NAME_MAX, "%s%s", klimb_tensor_words[tensor->kind], tensor->name);
}

uint64_t klimb_tensor_digest(const struct tensor *tensor) {
    if (tensor->values != NULL)
        return klimb_digest_reals(tensor->values, tensor->count);
    if (tensor->doubles != NULL)
        return klimb_digest_doubles(tensor->doubles, tensor->count);
    return klimb_digest_doubles(&tensor->number, 1);
}
