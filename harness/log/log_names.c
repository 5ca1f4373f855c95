#include "log/log_names.h"

#include <ctype.h>
#include <string.h>

enum { PLAIN_MAX = 96 }; /* letters and digits of the longest known name */

const struct log_synonyms log_synonyms[] = {
    {LOG_STEP, 1,
     "step global_step trainer/global_step iteration iterations iter iters it itr update updates "
     "num_updates n_updates "
     "gradient_step gradient_steps total_steps n_iter num_steps training_iteration batch_idx "
     "batch_index batch "
     "index unnamed:0"},
    {LOG_EPOCH, 1, "epoch epochs ep epoch_idx epoch_index epoch_number current_epoch"},
    {LOG_VALUE, 1, "value"},
    {OBSERVABLE_recon, 1,
     "recon reconstruction recons rec reconst recon_term reconstruction_term reconstruction_error "
     "recon_error rec_error "
     "nll negative_log_likelihood neg_log_likelihood distortion bce mse binary_cross_entropy "
     "binary_crossentropy "
     "cross_entropy crossentropy xent squared_error mean_squared_error likelihood_loss neg_log_px "
     "reco re ce poisson_nll gaussian_nll r_loss l_likelihood l1_loss gen_loss"},
    {OBSERVABLE_recon, -1,
     "log_likelihood loglikelihood loglik loglike ll recon_ll log_px log_px_z log_p_x_given_z "
     "log_p_x_z"},
    {OBSERVABLE_kl, 1,
     "kl kl_total total_kl total_kld kld kl_div kl_divergence kldiv kld_div kl_term rate "
     "regularization_loss "
     "regularisation_loss regularization "
     "regularisation regularizer kl_reg reg_loss latent_loss kullback_leibler "
     "kullback_leibler_divergence kl_z kld_z "
     "dkl d_kl kl_qp "
     "l_divergence lat_loss"},
    {OBSERVABLE_beta, 1,
     "beta kl_weight kld_weight weight_kl beta_kl_weight kl_coeff kl_coef kl_coefficient kl_scale "
     "kl_lambda kl_factor "
     "kl_anneal kl_annealing annealing_factor anneal_factor kl_loss_weight kl_beta beta_t "
     "current_beta klw kl_w kl_anneal_w kl_anneal_weight kl_annealing_weight kld_coef kld_coeff "
     "beta_kl "
     "anneal annealing"},
    {OBSERVABLE_loss, 1,
     "loss total_loss loss_total total objective cost vae_loss loss_sum negative_elbo_loss "
     "batch_loss l_tot"},
    {OBSERVABLE_elbo, 1, "elbo lower_bound evidence_lower_bound variational_lower_bound"},
    {OBSERVABLE_elbo, -1, "negative_elbo neg_elbo nelbo minus_elbo elbo_loss"},
    {OBSERVABLE_mi, 1, "mi mutual_information mutual_info mi_xz i_xz"},
    {OBSERVABLE_mi_cap, 1, "mi_cap"},
    {OBSERVABLE_kl_agg, 1, "kl_agg marginal_kl aggregate_kl kl_aggregate kl_marginal"},
    {OBSERVABLE_holes, 1, "holes"},
    {OBSERVABLE_active_units, 1,
     "active_units au active_dims active_dimensions num_active n_active active_latents "
     "num_active_units"},
    {OBSERVABLE_logvar_min, 1, "logvar_min min_logvar"},
    {OBSERVABLE_logvar_max, 1, "logvar_max max_logvar"},
    {OBSERVABLE_sigma_mean, 1, "sigma_mean mean_sigma posterior_std posterior_sigma mean_std"},
    {OBSERVABLE_mu_spread, 1, "mu_spread"},
    {OBSERVABLE_clamped, 1, "clamped"},
    {OBSERVABLE_sigma_x, 1, "sigma_x decoder_sigma decoder_std"},
    {OBSERVABLE_grad_encoder, 1,
     "grad_encoder grad_norm_encoder encoder_grad_norm encoder_grad encoder_gradient_norm"},
    {OBSERVABLE_grad_decoder, 1,
     "grad_decoder grad_norm_decoder decoder_grad_norm decoder_grad decoder_gradient_norm"},
    {OBSERVABLE_batch_recon, 1, "batch_recon batch_recon_loss batch_reconstruction_loss"},
    {OBSERVABLE_batch_kl, 1, "batch_kl batch_kld batch_kl_loss"},
    {OBSERVABLE_mmd2, 1, "mmd2"},
    {OBSERVABLE_mmd_p, 1, "mmd_p"},
    {OBSERVABLE_nn_accuracy, 1, "nn_accuracy"},
    {OBSERVABLE_nll_iw, 1, "nll_iw iwae_nll nll_iwae"},
    {OBSERVABLE_kl_2, 1, "kl_2"},
    {OBSERVABLE_active_units_2, 1, "active_units_2"},
    {0, 0, NULL},
};

/* A longer affix comes before one that is its beginning. */
const struct log_affix log_affixes[] = {
    {"training", LOG_TRAINING, 1}, {"train", LOG_TRAINING, 1}, {"validation", LOG_VALIDATION, 1},
    {"valid", LOG_VALIDATION, 1},  {"val", LOG_VALIDATION, 1}, {"evaluation", LOG_VALIDATION, 2},
    {"eval", LOG_VALIDATION, 2},   {"dev", LOG_VALIDATION, 2}, {"test", LOG_VALIDATION, 3},
    {"losses", LOG_PLAIN, 0},      {"loss", LOG_PLAIN, 0},     {"average", LOG_PLAIN, 1},
    {"avg", LOG_PLAIN, 1},         {"mean", LOG_PLAIN, 1},     {"metrics", LOG_PLAIN, 1},
    {"vae", LOG_PLAIN, 1},         {"model", LOG_PLAIN, 1},    {"scalars", LOG_PLAIN, 1},
    {"step", LOG_PLAIN, 2},        {"epoch", LOG_PLAIN, 3},    {NULL, LOG_PLAIN, 0},
};

enum { PLACE_COST = 8 }; /* of an unknown word before a slash */
enum { WORD_COST = 16 }; /* a better synonym outweighs all affixes */

/* Letters and digits in lower case. Returns their number, 0 if there are none or too many. Bytes of UTF-8 count as
 * letters, so that "größe" is not "gre". */
static long make_plain(char out[PLAIN_MAX], const char *name, long length) {
    long used = 0;
    for (long i = 0; i < length; i++) {
        unsigned char byte = (unsigned char)name[i];
        if (!isalnum(byte) && byte < 0x80)
            continue;
        if (used == PLAIN_MAX)
            return 0;
        out[used++] = (char)tolower(byte);
    }
    return used;
}

int log_names_equal(const char *a, long a_length, const char *b, long b_length) {
    char x[PLAIN_MAX], y[PLAIN_MAX];
    long x_length = make_plain(x, a, a_length), y_length = make_plain(y, b, b_length);
    if (x_length == 0 && y_length == 0)
        return a_length == b_length && memcmp(a, b, (size_t)a_length) == 0;
    return x_length == y_length && memcmp(x, y, (size_t)x_length) == 0;
}

/* The index of a plain name in a list of names, -1 if it is not there. */
static long place_in(const char *names, const char *plain, long length) {
    char word[PLAIN_MAX];
    for (long place = 0; *names != '\0'; place++) {
        size_t size = strcspn(names, " ");
        long word_length = make_plain(word, names, (long)size);
        if (word_length == length && memcmp(word, plain, (size_t)length) == 0)
            return place;
        names += size + (names[size] == ' ');
    }
    return -1;
}

static int find_word(struct log_name *out, const char *plain, long length) {
    for (const struct log_synonyms *one = log_synonyms; one->names != NULL; one++) {
        long place = place_in(one->names, plain, length);
        if (place < 0)
            continue;
        out->quantity = one->quantity;
        out->sign = one->sign;
        out->rank = place * WORD_COST;
        return 1;
    }
    return 0;
}

/* The length of an affix at one end of a name; 0 if the name lacks it or is nothing else. */
static long affix_length(const struct log_affix *affix, const char *plain, long length,
                         int at_end) {
    long own = (long)strlen(affix->word);
    if (own >= length)
        return 0;
    return memcmp(at_end ? plain + length - own : plain, affix->word, (size_t)own) == 0 ? own : 0;
}

static int find_plain(struct log_name *out, const char *plain, long length, int depth) {
    if (find_word(out, plain, length)) {
        out->role = LOG_PLAIN;
        return 1;
    }
    for (const struct log_affix *affix = log_affixes; affix->word != NULL && depth < 3; affix++) {
        for (int at_end = 0; at_end < 2; at_end++) {
            long own = affix_length(affix, plain, length, at_end);
            if (own == 0 || !find_plain(out, at_end ? plain : plain + own, length - own, depth + 1))
                continue;
            if (out->quantity >= OBSERVABLES && affix->role == LOG_PLAIN)
                continue; /* "loss_step" is a loss */
            out->role = affix->role != LOG_PLAIN ? affix->role : out->role;
            out->rank += affix->cost;
            return 1;
        }
    }
    return 0;
}

/* What follows the name of a run, as in "jolly-sun-3 - kl". */
static const char *behind_run(const char *name, const char *end) {
    const char *found = NULL;
    for (const char *at = name; at + 3 < end; at++)
        if (memcmp(at, " - ", 3) == 0)
            found = at + 3;
    return found;
}

/* Words before a slash that turn the name into another quantity: "grad/kl" is not a KL. */
static const char *const telling[] = {"grad", "lr",   "rate",   "weight", "coef",  "std",
                                      "var",  "time", "sec",    "count",  "num",   "norm",
                                      "max",  "min",  "target", "best",   "scale", NULL};

/* The name after the first slash, if the word before it is only a place: "ae/kl". */
static const char *behind_place(const char *name, const char *end) {
    char plain[PLAIN_MAX + 1];
    const char *slash = memchr(name, '/', (size_t)(end - name));
    if (slash == NULL || slash + 1 == end)
        return NULL;
    plain[make_plain(plain, name, slash - name)] = '\0';
    for (long i = 0; telling[i] != NULL; i++)
        if (strstr(plain, telling[i]) != NULL)
            return NULL;
    return slash + 1;
}

int log_name_find(struct log_name *out, const char *name, long length) {
    char plain[PLAIN_MAX];
    struct log_name found = {.sign = 1};
    long used = make_plain(plain, name, length);
    if (used > 0 && find_plain(&found, plain, used, 0)) {
        if (name[0] == '-') /* "-ELBO" */
            found.sign = -found.sign;
        if (found.quantity >= OBSERVABLES)
            found.role = LOG_PLAIN;
        *out = found;
        return 1;
    }
    const char *rest = behind_run(name, name + length), *inner = NULL;
    if (rest == NULL)
        rest = inner = behind_place(name, name + length);
    if (rest == NULL || !log_name_find(out, rest, name + length - rest))
        return 0;
    out->rank += inner != NULL ? PLACE_COST : 0;
    return 1;
}

const char *log_quantity_name(int quantity) {
    static const char *const others[] = {"step", "epoch", "value"};
    return quantity < OBSERVABLES ? klimb_observable_info[quantity].name
                                  : others[quantity - OBSERVABLES];
}

int log_quantity_of(const char *name, long length) {
    for (int quantity = 0; quantity < LOG_VALUE; quantity++) {
        const char *own = log_quantity_name(quantity);
        if ((long)strlen(own) == length && memcmp(own, name, (size_t)length) == 0)
            return quantity;
    }
    return -1;
}
