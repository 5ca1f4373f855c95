#include "export/export_arrays.h"

#include <stdio.h>

#define ARRAY_INFO(NAME, name, type, unit, meaning) {name, NPY_##type, unit, meaning},
const struct export_array_info export_array_info[EXPORT_ARRAYS] = {EXPORT_ARRAY_TABLE(ARRAY_INFO)};

const char *const export_moment_names[] = {"initial", "final"};

int export_is_one_batch(const struct config *config) {
    return config->batches.sampling == SAMPLING_FULL && config->data.binarise == BINARISE_NONE;
}

/* ---- What is going to be written ---- */

static void plan_array(struct export *export, enum export_array array, int axes, long first,
                       long second, long third) {
    const struct export_array_info *info = &export_array_info[array];
    struct export_file *file = &export->file[array];
    snprintf(file->name, sizeof file->name, "%s", info->name);
    file->npy = (struct npy){.type = info->type, .axes = axes, .shape = {first, second, third}};
}

/* x and eps of each step. */
static void plan_inputs(struct export *export) {
    const struct config *config = &export->scenario->config;
    long steps = export->steps, n = export->trainer.batcher.batch, d = export->data.dimensions;
    if (export_is_one_batch(config))
        plan_array(export, EXPORT_BATCHES, 2, n, d, 0);
    else
        plan_array(export, EXPORT_BATCHES, 3, steps, n, d);
    if (config->noise == NOISE_SAMPLED)
        plan_array(export, EXPORT_NOISE, 3, steps, n, config->model.latent);
}

static void plan_arrays(struct export *export) {
    static const enum export_array of_steps[] = {EXPORT_BETA, EXPORT_RATE, EXPORT_RECON, EXPORT_KL};
    const struct config *config = &export->scenario->config;
    long steps = export->steps, n = export->trainer.batcher.batch, d = export->data.dimensions;
    long k = config->model.latent, examples = export->trainer.probe.examples;
    export->files = EXPORT_ARRAYS;
    plan_array(export, EXPORT_TRAIN, 2, export->data.train_count, d, 0);
    plan_array(export, EXPORT_LOGGED, 1, klimb_config_logged_count(config), 0, 0);
    if (config->batches.sampling != SAMPLING_FULL)
        plan_array(export, EXPORT_INDEX, 2, steps, n, 0);
    if (!export->is_final)
        plan_inputs(export);
    plan_array(export, EXPORT_EVALUATION_DATA, 2, examples, d, 0);
    if (config->noise == NOISE_SAMPLED)
        plan_array(export, EXPORT_EVALUATION_NOISE, 2, examples, k, 0);
    for (size_t i = 0; i < sizeof of_steps / sizeof *of_steps; i++)
        plan_array(export, of_steps[i], 1, steps, 0, 0);
    plan_array(export, EXPORT_EVALUATION_RECON, 1, EXPORT_MOMENTS, 0, 0);
    plan_array(export, EXPORT_EVALUATION_KL, 1, EXPORT_MOMENTS, 0, 0);
}

/* The next file: a parameter of `axes` axes, [first] or [first,second]. */
static char *plan_parameter(struct export *export, const real *values, int axes, long first,
                            long second) {
    struct export_file *file = &export->file[export->files++];
    file->values = values;
    file->npy = (struct npy){.type = NPY_FLOAT32, .axes = axes, .shape = {first, second}};
    return file->name;
}

static void plan_net(struct export *export, const char *moment, const char *net,
                     const struct network *network) {
    for (long l = 0; l < klimb_network_layer_count(network); l++) {
        struct network_layer layer = klimb_network_layer(network, l);
        for (const struct network_part *part = layer.part; part < layer.part + layer.parts; part++)
            snprintf(
                plan_parameter(export, part->values, (int)part->axes, part->first, part->second),
                EXPORT_NAME_MAX, "%s/%s.%ld.%s", moment, net, l, part->name);
    }
}

static void plan_parameters(struct export *export, const char *moment) {
    const struct vae *vae = &export->trainer.vae;
    plan_net(export, moment, "encoder", &vae->encoder);
    plan_net(export, moment, "decoder", &vae->decoder);
    if (vae->likelihood_scale != NULL)
        snprintf(plan_parameter(export, vae->likelihood_scale, 1, vae->learned, 0), EXPORT_NAME_MAX,
                 "%s/likelihood.scale", moment);
}

void export_plan(struct export *export) {
    plan_arrays(export);
    for (int moment = 0; moment < EXPORT_MOMENTS; moment++)
        plan_parameters(export, export_moment_names[moment]);
    export->parameters = (export->files - EXPORT_ARRAYS) / EXPORT_MOMENTS;
}
