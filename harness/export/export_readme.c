#include "export/export_readme.h"

#include "record/versions.h"
#include "run/manifest.h"
#include "scenario/schema.h"

/* What a choice means, in the words of `klimb show --keys`. */
static const char *meaning(const char *key, int value) {
    return schema_find(key)->meanings[value];
}

static void add_number(struct text *text, const char *name, double value) {
    text_add(text, "%s = ", name);
    text_add_double(text, value);
}

/* ---- The files ---- */

static void add_row(struct text *text, const struct export_file *file, const char *unit,
                    const char *what) {
    const struct npy *npy = &file->npy;
    text_add(text, "| `%s.npy` | %s | [", file->name, npy_type_names[npy->type]);
    for (int i = 0; i < npy->axes; i++)
        text_add(text, "%s%ld", i > 0 ? "," : "", npy->shape[i]);
    text_add(text, "] | %s | %s |\n", unit, what);
}

static void add_files(struct text *text, const struct export *export) {
    const struct trainer *trainer = &export->trainer;
    text_add(
        text,
        "\n## Files\n\n"
        "Arrays are NumPy's .npy files, format 1.0, little-endian, C order:\n"
        "`numpy.load(\"initial/encoder.0.weight.npy\")`.\n"
        "Here N = %ld steps, n = %ld examples a batch, d = %ld dimensions of x, k = %ld of z.\n\n"
        "| file | type | shape | unit | what it is |\n|---|---|---|---|---|\n",
        export->steps, trainer->batcher.batch, export->data.dimensions,
        trainer->config.model.latent);
    for (int i = 0; i < EXPORT_ARRAYS; i++) {
        const struct export_array_info *info = &export_array_info[i];
        int is_one = i == EXPORT_BATCHES && export_is_one_batch(&trainer->config);
        if (export->file[i].npy.axes > 0)
            add_row(text, &export->file[i], info->unit,
                    is_one ? "x, the same in each step" : info->meaning);
    }
    for (long i = EXPORT_ARRAYS; i < export->files; i++)
        add_row(text, &export->file[i], "1",
                i < EXPORT_ARRAYS + export->parameters ? "before step 0" : "after the last step");
    text_add(text,
             "\n`manifest.json` holds the scenario whole, the seed and all versions. This is "
             "format %d of an\n"
             "export.\n",
             MANIFEST_EXPORT_FORMAT);
}

/* ---- The model ---- */

static void add_net(struct text *text, const char *name, const struct network *network) {
    for (long l = 0; l < klimb_network_layer_count(network); l++) {
        struct network_layer layer = klimb_network_layer(network, l);
        text_add(text, "    %s.%ld: %ld -> %ld, %s\n", name, l, layer.in, layer.out,
                 klimb_activation_names[layer.activation]);
    }
}

static void add_convolutions(struct text *text, const struct model_config *model) {
    if (model->network != NETWORK_CONV)
        return;
    text_add(text,
             "The first %ld layers of the encoder are convolutions, the last %ld of the decoder "
             "transposed ones.\n"
             "Kernel %ld, stride %ld, padding %ld; a decoder's layer undoes the sides of the "
             "encoder's.\n"
             "Pictures are [side,side,channels]. The weights of a convolution are\n"
             "[kernel,kernel,in,out], those of a transposed one [in,kernel,kernel,out], as one "
             "array of\n"
             "[kernel kernel in,out]; see torch.nn.Conv2d and torch.nn.ConvTranspose2d.\n",
             model->stages, model->stages, model->kernel, model->stride,
             (model->kernel - model->stride + 1) / 2);
}

static void add_encoder(struct text *text, const struct model_config *model) {
    long k = model->latent;
    if (model->encoder_input == ENCODER_INPUT_NOTHING)
        text_add(text, "The encoder is given zeros in place of x.\n");
    text_add(text,
             "Columns 0 to %ld of the encoder's output are mu.\n"
             "Columns %ld to %ld are s, the raw scale.\n",
             k - 1, k, 2 * k - 1);
    if (model->head.scale == HEAD_SCALE_SHARED)
        text_add(
            text,
            "All examples share it: columns %ld to %ld of encoder.%ld.weight are 0 and stay so.\n"
            "Their gradient is set to 0, and s is the biases.\n",
            k, 2 * k - 1,
            model->encoder_layers + (model->network == NETWORK_CONV ? model->stages : 0));
}

static void add_head(struct text *text, const struct head_config *head) {
    text_add(text, "\nHead `%s`: %s", klimb_head_names[head->kind],
             meaning("model.head.kind", (int)head->kind));
    if (head->kind == HEAD_CLAMPED)
        text_add(text, " (at the bounds themselves it passes)");
    if (head->kind == HEAD_CLAMPED || head->kind == HEAD_TANH) {
        add_number(text, ", low", head->low);
        add_number(text, ", high", head->high);
    }
    if (head->kind == HEAD_TANH) {
        add_number(text, ", mid", (head->low + head->high) / 2);
        add_number(text, ", half", (head->high - head->low) / 2);
    }
    if (head->kind == HEAD_SOFTPLUS)
        add_number(text, ", floor", head->floor);
    text_add(text, ".\n"
                   "s2 is sigma^2; of sigma, sigma^2 and ln sigma^2 the head gives one, from which "
                   "the others follow.\n");
}

static void add_activation(struct text *text, const struct model_config *model) {
    const char *name = klimb_activation_names[model->activation];
    if (model->activation == ACTIVATION_IDENTITY)
        return;
    text_add(text, "%s(x) is %s", name, meaning("model.activation", (int)model->activation));
    if (model->leak > 0) {
        add_number(text, " + leak min(x, 0), leak", model->leak);
        text_add(text, " (as float32), with the slope leak at 0");
    }
    text_add(text, ".\n");
}

/* What a made decoder is given, and how what is hidden from it can be drawn again. */
static void add_made(struct text *text, const struct model_config *model, long d) {
    text_add(
        text,
        "\nThe decoder is given z, then 2x - 1 of the same example: decoder.0.weight has %ld + %ld "
        "rows.\n"
        "Weights are 0, and their gradient is set to 0, wherever the degree of the unit they lead\n"
        "to is too small: unit u of a hidden layer of width w has the degree floor(u d / w), z has "
        "0,\n"
        "x_j has j + 1; a hidden unit is connected to degrees up to its own, output j to those "
        "below j + 1.\n",
        model->latent, d);
    if (!(model->decoder_dropout > 0))
        return;
    text_add(
        text,
        "In training it is given 0 for x_j where u < rate, u being klimb's uniform of the seed at\n"
        "purpose 28, step t, row = place in the batch, column j (core/numerics/rng.h)");
    add_number(text, "; rate", model->decoder_dropout);
    text_add(text, ".\nOf the evaluation set it is shown all.\n");
}

static void add_gru(struct text *text, const struct model_config *model,
                    const struct gru_decoder *decoder) {
    text_add(
        text,
        "\nThe decoder is torch.nn.GRU's cell over %ld positions, with r, z, n as the columns of\n"
        "decoder.1 and decoder.2, and logits of %ld symbols by decoder.3. Its first state is\n"
        "decoder.0 of z. At position t it is given the symbol of position t - 1 one-hot, then 1 "
        "at\n"
        "the first position and 0 at others, then z: the rows of decoder.1.weight.\n",
        decoder->gru.steps, decoder->symbols);
    if (!(model->decoder_dropout > 0))
        return;
    text_add(text, "In training it is given zeros for the symbol of position t where u < rate, u "
                   "being klimb's\n"
                   "uniform of the seed at purpose 28, step, row = place in the batch, column t\n"
                   "(core/numerics/rng.h)");
    add_number(text, "; rate", model->decoder_dropout);
    text_add(text, ".\nOf the evaluation set it is shown all.\n");
}

static void add_model(struct text *text, const struct export *export) {
    const struct config *config = &export->trainer.config;
    text_add(text, "\n## The model\n\n"
                   "A layer is y = act(x W + b).\n"
                   "W is [in,out], the transpose of the weight of torch.nn.Linear.\n\n");
    add_net(text, "encoder", &export->trainer.vae.encoder);
    add_net(text, "decoder", &export->trainer.vae.decoder);
    for (long l = 1; l <= export->trainer.vae.decoder.mlp.joined; l++)
        text_add(text, "decoder.%ld is given [h z]: the output of decoder.%ld, then z.\n", l,
                 l - 1);
    text_add(text, "\n");
    add_convolutions(text, &config->model);
    add_activation(text, &config->model);
    add_encoder(text, &config->model);
    add_head(text, &config->model.head);
    text_add(text,
             config->noise == NOISE_EXPECTED
                 ? "\nThe decoder is given mu: the noise is taken in expectation, see recon.\n"
                 : "\nThe decoder is given z = mu + sigma eps.\n"
                   "The gradient goes through z to mu and sigma.\n");
    if (config->data.condition > 0)
        text_add(
            text,
            "The last %ld columns of an example are y, the others x. The encoder is given both, "
            "the\ndecoder y after its latent, and the likelihood is of x alone.\n",
            config->data.condition);
    if (config->model.decoder == DECODER_MADE)
        add_made(text, &config->model, export->data.dimensions);
    if (config->model.decoder == DECODER_GRU)
        add_gru(text, &config->model, &export->trainer.vae.decoder.gru);
}

/* ---- The loss ---- */

static void add_counts(struct text *text, const struct likelihood_config *likelihood) {
    int is_poisson = likelihood->kind == LIKELIHOOD_POISSON;
    text_add(text, is_poisson ? "sum_j [mu - x ln mu + ln x!].\n"
                              : "-sum_j ln NB(x; mu, theta), theta = e^(likelihood.scale), "
                                "trained too.\n");
    if (likelihood->kind == LIKELIHOOD_ZERO_INFLATED)
        text_add(text, "x is 0 with probability sigmoid(o[d + j]), else of that distribution.\n");
    text_add(text, likelihood->offset == OFFSET_LIBRARY
                       ? "mu = l softmax(o), l = max(sum_j x, 1).\n"
                       : "mu = e^o.\n");
}

static void add_likelihood(struct text *text, const struct likelihood_config *likelihood) {
    text_add(text, "\nLikelihood `%s`, o being the decoder's output: -ln p(x|z) = ",
             klimb_likelihood_names[likelihood->kind]);
    if (likelihood->kind == LIKELIHOOD_BERNOULLI) {
        text_add(text, "sum_j [max(o,0) - x o + ln(1 + e^-|o|)].\n");
        return;
    }
    if (likelihood->kind == LIKELIHOOD_CATEGORICAL) {
        text_add(text,
                 "sum over positions of %ld symbols of [ln sum_v e^o_v - o_x], o_x being the\n"
                 "output of the symbol whose x is 1.\n",
                 likelihood->symbols);
        return;
    }
    if (klimb_likelihood_is_count(likelihood->kind)) {
        add_counts(text, likelihood);
        return;
    }
    text_add(text, "sum_j [(x-o)^2 / (2 sigma_x^2) + ln sigma_x + ln(2 pi)/2].\n");
    static const char *const sigma_of[LIKELIHOOD_KINDS] = {
        [LIKELIHOOD_GAUSSIAN] = "sigma_x",
        [LIKELIHOOD_GAUSSIAN_LEARNED] =
            "sigma_x = floor + e^(likelihood.scale), which is trained too; floor",
        [LIKELIHOOD_GAUSSIAN_OPTIMAL] =
            "sigma_x = floor + the root mean square of x - o over all n d values of the batch, "
            "through which the gradient goes as well; floor",
        [LIKELIHOOD_GAUSSIAN_DIAGONAL] =
            "sigma_x = floor + e^(likelihood.scale), one for each j, trained too; floor",
    };
    add_number(text, sigma_of[likelihood->kind],
               likelihood->kind == LIKELIHOOD_GAUSSIAN ? likelihood->sigma : likelihood->floor);
    text_add(text, ".\n");
}

static void add_loss(struct text *text, const struct config *config) {
    text_add(text, "\n## The loss\n\n"
                   "Of a batch, in nats an example:\n\n"
                   "    loss  = recon + beta kl\n"
                   "    recon = 1/n sum_i -ln p(x_i|z_i)\n"
                   "    kl    = 1/n sum_i sum_j (mu^2 + sigma^2 - 1 - ln sigma^2)/2\n");
    if (config->objective.kind == OBJECTIVE_FREE_BITS)
        text_add(text, "This is not what is minimised: free bits take max(floor, KL) of each group "
                       "in place of its KL,\nas objective.kind of the scenario says.\n");
    add_likelihood(text, &config->likelihood);
    if (config->noise == NOISE_EXPECTED)
        text_add(text, "The expectation over eps adds sum_j sigma_j^2 |w_j|^2 / (2 sigma_x^2) to "
                       "each example, in the evaluation set too.\n"
                       "w_j is row j of decoder.0.weight.\n");
}

/* ---- The update ---- */

static void add_adam(struct text *text, const struct optimiser_config *optimiser) {
    text_add(text, "    m = beta1 m + (1 - beta1) g\n"
                   "    v = beta2 v + (1 - beta2) g^2\n"
                   "    p = p - rate (m / (1 - beta1^(t+1))) / (sqrt(v / (1 - beta2^(t+1))) + "
                   "epsilon)\n\nwith m = v = 0 before step 0");
    add_number(text, ", beta1", optimiser->beta1);
    add_number(text, ", beta2", optimiser->beta2);
    add_number(text, ", epsilon", optimiser->epsilon);
    text_add(text, " (Kingma & Ba 2015, algorithm 1).\n");
}

static void add_adamw(struct text *text, const struct optimiser_config *optimiser) {
    text_add(text, "    p = p - rate weight_decay p\n");
    add_adam(text, optimiser);
    add_number(text, "weight_decay", optimiser->weight_decay);
    text_add(text, ", with g of p before its decay (Loshchilov & Hutter 2019, algorithm 2).\n");
}

static void add_sgd(struct text *text, const struct optimiser_config *optimiser) {
    text_add(text, "    m = momentum m + g\n"
                   "    p = p - rate m\n\nwith m = 0 before step 0");
    add_number(text, ", momentum", optimiser->momentum);
    text_add(text, " (as torch.optim.SGD).\n");
}

static const char *source_of_x(const struct export *export) {
    const struct config *config = &export->trainer.config;
    int is_full = config->batches.sampling == SAMPLING_FULL;
    if (!export->is_final)
        return export_is_one_batch(config) ? "batches" : "batches[t]";
    if (klimb_data_is_redrawn(&config->data))
        return is_full ? "Bernoulli draws with the means train"
                       : "Bernoulli draws with the means train[index[t]]";
    return is_full ? "train" : "train[index[t]]";
}

static const char *source_of_noise(const struct export *export) {
    return export->is_final ? ", eps drawn from N(0, I)" : ", eps = noise[t]";
}

static void add_replay(struct text *text, const struct export *export) {
    static void (*const adders[OPTIMISER_KINDS])(struct text *, const struct optimiser_config *) = {
        [OPTIMISER_ADAM] = add_adam,
        [OPTIMISER_SGD] = add_sgd,
        [OPTIMISER_ADAMW] = add_adamw,
    };
    const struct config *config = &export->trainer.config;
    const struct optimiser_config *optimiser = &config->optimiser;
    int has_noise = config->noise == NOISE_SAMPLED;
    int lacks_draws = export->is_final && (has_noise || klimb_data_is_redrawn(&config->data));
    text_add(text,
             "\n## Replay\n\nFor t = 0 .. %ld:\n\n"
             "- Take x = %s%s, beta = beta[t], rate = learning_rate[t].\n"
             "- Compute recon and kl, which are recon[t] and kl[t].\n"
             "- Compute g, the gradient of the loss by every parameter.\n",
             export->steps - 1, source_of_x(export), has_noise ? source_of_noise(export) : "");
    if (optimiser->clip_norm > 0) {
        add_number(text, "- Where the norm of g, over all parameters together, is above clip",
                   optimiser->clip_norm);
        text_add(text, ": g = g clip / norm.\n");
    }
    if (optimiser->clip_value > 0) {
        add_number(text, "- Hold every element of g in [-c, c] with c", optimiser->clip_value);
        text_add(text, ".\n");
    }
    if (optimiser->kind != OPTIMISER_ADAMW && optimiser->weight_decay > 0) {
        add_number(text, "- Then g = g + weight_decay p with weight_decay",
                   optimiser->weight_decay);
        text_add(text, ".\n");
    }
    text_add(text, "- Update every parameter p by `%s`:\n\n",
             klimb_optimiser_names[optimiser->kind]);
    adders[optimiser->kind](text, optimiser);
    text_add(text,
             "\nThen the parameters are those of `final/`%s.\n"
             "The evaluation set goes through the model in the same way%s.\n",
             lacks_draws ? ", but for the draws: an export without --final has them" : "",
             has_noise ? ", with noise of its own" : "");
}

static void add_rows(struct text *text) {
    text_add(
        text,
        "\n## Rows\n\n"
        "klimb logs a row when so many updates are made as `steps.npy` says.\n"
        "A CSV file with a column `step`, and recon, kl and others of the evaluation set, can be "
        "read by\n"
        "`klimb report` and `klimb plot`: see `klimb help records`.\n");
}

static void add_nearness(struct text *text) {
    text_add(
        text,
        "\n## How near a replay comes\n\n"
        "klimb computes in float32; a program that sums in another order parts from it by "
        "roundings.\n"
        "In 100 steps of learning/healthy a replay in float64 met every term of the loss to "
        "5e-7 of itself\n"
        "and every parameter to 5e-7, the largest being 0.4.\n"
        "A parameter is rounded to float32, 6e-8 of it, however short its way: of the way that "
        "the parameters\n"
        "went, that was 1e-4 after 1 step, where it is 0.001, and 3e-6 after 100.\n"
        "Later Adam, which divides a gradient near 0 by its own size, and units that round to "
        "the other\n"
        "side of 0 make the difference grow: the first 100 steps tell.\n"
        "A term off by 1e-3 there, or a parameter by 1e-3 of the way, is another formula, not "
        "another rounding.\n");
}

void export_describe(struct text *text, const struct export *export) {
    struct versions versions;
    versions_get(&versions, export->backend);
    text_add(text, "# ");
    text_add_escaped(text, export->scenario->name, TEXT_MARKDOWN);
    text_add(text,
             ", seed %ld: %ld of %ld steps\n\n"
             "Written by klimb %s (`klimb export%s`, backend %s).\n%s",
             export->seed, export->steps, export->scenario->config.steps, versions.klimb,
             export->is_final ? " --final" : "", klimb_backend_names[export->backend->kind],
             export->is_final
                 ? "It has where the run began and ended, but not x and eps of each step.\n"
                 : "It is enough to train the same model in the same steps with another program, "
                   "and to compare:\nnothing has to be drawn or scheduled.\n");
    add_files(text, export);
    add_model(text, export);
    add_loss(text, &export->trainer.config);
    add_replay(text, export);
    add_rows(text);
    add_nearness(text);
}
