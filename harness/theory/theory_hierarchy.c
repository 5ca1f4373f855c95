#include "theory/theory_hierarchy.h"

#include <math.h>

/* ---- One axis ---- */

static double second_threshold(const struct theory_hierarchy *hierarchy) {
    return hierarchy->second * hierarchy->beta_2 / hierarchy->beta_1;
}

/* t for a fixed D. */
static double fixed_variance(const struct theory_hierarchy *hierarchy, double eigenvalue,
                             int may_have_second) {
    double pull = eigenvalue * hierarchy->delta / hierarchy->variance;
    double with = fmax(pull / hierarchy->beta_2, hierarchy->delta);
    double without = fmax(sqrt(pull * hierarchy->second / hierarchy->beta_1), hierarchy->delta);
    return may_have_second && with > second_threshold(hierarchy) ? with : without;
}

struct theory_two_levels theory_hierarchy_axis(const struct theory_hierarchy *hierarchy,
                                               double eigenvalue, long axis) {
    struct theory_two_levels found = {.noise_2 = 1};
    if (axis >= hierarchy->latent)
        return found;
    int may_have_second = axis<hierarchy->latent_2, is_fixed = hierarchy->delta> 0;
    double share = fmin(1, hierarchy->beta_1 * hierarchy->variance / eigenvalue);
    double t = is_fixed ? fixed_variance(hierarchy, eigenvalue, may_have_second)
                        : hierarchy->second;
    found.noise = is_fixed ? hierarchy->delta : share * t;
    found.is_encoded = t > found.noise;
    if (found.is_encoded) {
        found.v = sqrt((t - found.noise) / eigenvalue);
        found.u = found.v * eigenvalue / t;
    }
    double theta = second_threshold(hierarchy);
    found.is_encoded_2 = may_have_second && t > theta;
    if (found.is_encoded_2) {
        found.w_2 = sqrt(t - theta);
        found.v_2 = found.w_2 / t;
        found.noise_2 = theta / t;
    }
    return found;
}

struct theory_two_costs theory_hierarchy_costs(const struct theory_hierarchy *hierarchy,
                                               const struct theory_two_levels *axis,
                                               double square) {
    double miss = 1 - axis->u * axis->v, gap = 1 - axis->w_2 * axis->v_2;
    struct theory_two_costs costs = {
        .recon = (miss * miss * square + axis->u * axis->u * axis->noise) /
                 (2 * hierarchy->variance)};
    if (!(axis->noise > 0))
        return costs; /* no dimension of z has it */
    double t = axis->v * axis->v * square + axis->noise;
    double left = gap * gap * t + axis->w_2 * axis->w_2 * axis->noise_2;
    costs.first = (left / hierarchy->second - log(axis->noise / hierarchy->second) - 1) / 2;
    costs.second = (axis->v_2 * axis->v_2 * t + axis->noise_2 - 1 - log(axis->noise_2)) / 2;
    return costs;
}

/* ---- All of them, as a set of examples sees them ---- */

struct sums {
    double recon, first, second;
    double active, active_2; /* dimensions that depend on x; NaN: a rotation of z decides */
};

/* Along an axis of the training set: the variance of a set, and the square of its mean's distance from that of
 * training. */
struct along {
    double variance, away;
};

static struct along look_along(const struct theory_moments *training,
                               const struct theory_moments *set, long axis) {
    long d = training->dimensions;
    const double *direction = training->axes + axis * d;
    struct along along = {0, 0};
    for (long i = 0; i < d; i++) {
        along.away += direction[i] * (set->mean[i] - training->mean[i]);
        for (long j = 0; j < d; j++)
            along.variance += direction[i] * set->covariance[i * d + j] * direction[j];
    }
    along.away *= along.away;
    return along;
}

/* If D is isotropic, z may be rotated: then a dimension's variance lies between the smallest and the largest of an
 * axis. */
static double count_active(const struct theory_hierarchy *hierarchy, long above) {
    int is_sure = !(hierarchy->delta > 0) || above == 0 || above == hierarchy->latent;
    return is_sure ? (double)above : (double)NAN;
}

static struct sums add_up(const struct theory_hierarchy *hierarchy,
                          const struct theory_moments *training, const struct theory_moments *set) {
    long d = training->dimensions, above = 0;
    struct sums sums = {.recon = (double)d * log(2 * M_PI * hierarchy->variance) / 2};
    for (long i = 0; i < d || i < hierarchy->latent; i++) {
        struct along along = i < d ? look_along(training, set, i) : (struct along){0, 0};
        struct theory_two_levels axis = theory_hierarchy_axis(
            hierarchy, i < d ? training->eigenvalues[i] : 0, i);
        struct theory_two_costs costs = theory_hierarchy_costs(hierarchy, &axis,
                                                               along.variance + along.away);
        double follows = axis.v * axis.v * along.variance;
        sums.recon += costs.recon;
        sums.first += costs.first;
        sums.second += costs.second;
        above += follows > PROBE_ACTIVE_VARIANCE;
        sums.active_2 += axis.v_2 * axis.v_2 * follows > PROBE_ACTIVE_VARIANCE;
    }
    sums.active = count_active(hierarchy, above);
    return sums;
}

/* ---- What is said about it ---- */

static void put_values(double *value, const struct theory_hierarchy *hierarchy,
                       const struct sums *sums) {
    double kl = sums->first + sums->second;
    value[THEORY_QUANTITY_beta] = hierarchy->beta_1;
    value[THEORY_QUANTITY_sigma_x] = sqrt(hierarchy->variance);
    value[THEORY_QUANTITY_active_units] = sums->active;
    value[THEORY_QUANTITY_kl] = kl;
    value[THEORY_QUANTITY_recon] = sums->recon;
    value[THEORY_QUANTITY_loss] = sums->recon + hierarchy->beta_1 * sums->first +
                                  hierarchy->beta_2 * sums->second;
    value[THEORY_QUANTITY_elbo] = -(sums->recon + kl);
    value[THEORY_QUANTITY_kl_2] = sums->second;
    value[THEORY_QUANTITY_active_units_2] = sums->active_2;
}

/* If the first axis is below theta_2, level 2 is empty. */
static void put_thresholds(double *value, const struct theory_hierarchy *hierarchy,
                           const double *eigenvalues, long d) {
    double ratio = hierarchy->beta_2 / hierarchy->beta_1;
    long encoded = 0;
    for (long i = 0; i < d; i++)
        encoded += theory_hierarchy_axis(hierarchy, eigenvalues[i], i).is_encoded;
    value[THEORY_QUANTITY_encoded_axes] = (double)encoded;
    if (hierarchy->delta > 0)
        value[THEORY_QUANTITY_theta_2] = ratio * hierarchy->beta_2 * hierarchy->second *
                                         hierarchy->variance / hierarchy->delta;
}

/* With expected noise a record has only rounding errors. mi is that of x and z, which the sample estimates. */
static void put_observables(struct theory *theory, const double *value) {
    const struct {
        enum observable column;
        enum theory_quantity quantity;
    } pairs[] = {
        {OBSERVABLE_beta, THEORY_QUANTITY_beta},
        {OBSERVABLE_recon, THEORY_QUANTITY_recon},
        {OBSERVABLE_kl, THEORY_QUANTITY_kl},
        {OBSERVABLE_loss, THEORY_QUANTITY_loss},
        {OBSERVABLE_elbo, THEORY_QUANTITY_elbo},
        {OBSERVABLE_active_units, THEORY_QUANTITY_active_units},
        {OBSERVABLE_sigma_x, THEORY_QUANTITY_sigma_x},
        {OBSERVABLE_kl_2, THEORY_QUANTITY_kl_2},
        {OBSERVABLE_active_units_2, THEORY_QUANTITY_active_units_2},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        theory->observable[pairs[i].column] = value[pairs[i].quantity];
        theory->error[pairs[i].column] = isnan(value[pairs[i].quantity]) ? (double)NAN : 0;
    }
}

void theory_describe_hierarchy(struct theory *theory, const struct theory_case *from,
                               const struct theory_moments *moments) {
    const struct config *config = from->config;
    const struct model_config *model = &config->model;
    double beta = config->schedule.beta, sigma = model->head.sigma;
    const struct theory_hierarchy hierarchy = {
        .variance = config->likelihood.sigma * config->likelihood.sigma,
        .second = model->hierarchy.sigma * model->hierarchy.sigma,
        .delta = model->head.kind == HEAD_FIXED ? sigma * sigma : 0,
        .beta_1 = beta,
        .beta_2 = beta * model->hierarchy.beta,
        .latent = model->latent,
        .latent_2 = model->hierarchy.latent,
    };
    const struct theory_moments *training = &moments[THEORY_TRAINING];
    for (enum theory_set set = 0; set < THEORY_SETS; set++) {
        struct sums sums = add_up(&hierarchy, training, &moments[set]);
        put_values(theory->value[set], &hierarchy, &sums);
        put_thresholds(theory->value[set], &hierarchy, training->eigenvalues, theory->data);
    }
    theory->is_collapse_inevitable = !(
        theory->value[THEORY_TRAINING][THEORY_QUANTITY_encoded_axes] > 0);
    if (config->noise == NOISE_EXPECTED)
        put_observables(theory, theory->value[THEORY_EVALUATION]);
}
