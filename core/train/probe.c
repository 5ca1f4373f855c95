#include "train/probe.h"

#include <math.h>
#include <string.h>

#define OBSERVABLE_INFO(name, unit, scale, resolution, meaning)                                    \
    {#name, unit, meaning, OBSERVABLE_##scale, resolution},
const struct klimb_observable_info klimb_observable_info[OBSERVABLES] = {
    OBSERVABLE_TABLE(OBSERVABLE_INFO)};
#undef OBSERVABLE_INFO

#define DIMENSION_NAME(name, unit, meaning) #name,
const char *const klimb_dimension_names[] = {DIMENSION_TABLE(DIMENSION_NAME) NULL};
#undef DIMENSION_NAME

void klimb_probe_layout(struct probe *probe, struct arena *arena, const real *x, long examples,
                        long data, long latent) {
    *probe = (struct probe){.examples = examples, .latent = latent, .data = data, .x = x};
    real **gathered[] = {&probe->eps, &probe->prior, &probe->mu, &probe->logvar, &probe->z};
    for (size_t i = 0; i < sizeof gathered / sizeof gathered[0]; i++)
        *gathered[i] = klimb_arena_take(arena, examples * latent, sizeof(real));
    probe->recon = klimb_arena_take(arena, examples, sizeof(double));
    probe->kl = klimb_arena_take(arena, latent, sizeof(double));
    probe->work = klimb_arena_take(arena, klimb_probe_work_size(examples, latent), sizeof(real));
}

void klimb_probe_init(struct probe *probe, const struct vecmath *vm) {
    struct rng_place place = {.seed = 0, .purpose = RNG_EVALUATION};
    klimb_rng_normal(probe->eps, place, probe->examples, probe->latent, vm);
    place.purpose = RNG_PRIOR;
    klimb_rng_normal(probe->prior, place, probe->examples, probe->latent, vm);
}

/* Sums over the whole evaluation set that need no second pass. */
struct totals {
    double kl;     /* under a prior other than the standard one */
    double second; /* the part of kl that is a second level's */
    double sigma;  /* of |sigma|: the sigma head may make it negative */
    long clamped;
};

/* Adds the results of klimb_vae_evaluate for the n examples from `start` on. */
static void gather(struct probe *probe, struct totals *totals, const struct vae *vae, long start,
                   long n) {
    const struct posterior *posterior = &vae->posterior;
    long latent = probe->latent;
    size_t size = (size_t)(n * latent) * sizeof(real);
    memcpy(probe->mu + start * latent, posterior->mu, size);
    memcpy(probe->logvar + start * latent, posterior->logvar, size);
    memcpy(probe->z + start * latent, posterior->z, size);
    memcpy(probe->recon + start, vae->recon, (size_t)n * sizeof(double));
    for (long i = 0; i < n; i++)
        for (long j = 0; j < latent; j++)
            probe->kl[j] += (double)posterior->kl[i * latent + j];
    for (long p = 0; p < n * latent; p++)
        totals->sigma += fabs((double)posterior->sigma[p]);
    if (vae->config.prior.kind != PRIOR_STANDARD)
        for (long i = 0; i < n; i++)
            totals->kl += klimb_vae_sampled_kl(vae, probe->eps + start * latent, i);
    for (long i = 0; vae->second != NULL && i < n; i++)
        totals->second += vae->second[i];
    totals->clamped += klimb_posterior_clamped_count(klimb_network_output(&vae->encoder), n, latent,
                                                     &vae->config.head);
}

static struct totals evaluate(struct probe *probe, struct vae *vae, const struct backend *backend) {
    struct totals totals = {0};
    for (long j = 0; j < probe->latent; j++)
        probe->kl[j] = 0;
    for (long start = 0; start < probe->examples; start += vae->capacity) {
        long left = probe->examples - start;
        long n = left < vae->capacity ? left : vae->capacity;
        klimb_vae_evaluate(vae, probe->x + start * probe->data, probe->eps + start * probe->latent,
                           n, backend);
        gather(probe, &totals, vae, start, n);
    }
    for (long j = 0; j < probe->latent; j++)
        probe->kl[j] /= (double)probe->examples;
    return totals;
}

/* fmin and fmax ignore NaN, which a record must show, and may return either of -0 and +0. Here a NaN
 * wins, and of equal values the second. */
static double smaller_or_nan(double a, double b) {
    return isnan(a) || a < b ? a : b;
}

static double larger_or_nan(double a, double b) {
    return isnan(a) || a > b ? a : b;
}

/* Of one column of a matrix. */
struct moments {
    double mean, variance;  /* of the population, in two passes */
    double lowest, highest; /* NaN if any value is */
};

static struct moments column_moments(const real *x, long n, long stride) {
    struct moments moments = {.lowest = (double)INFINITY, .highest = -(double)INFINITY};
    for (long i = 0; i < n; i++) {
        double value = (double)x[i * stride];
        moments.mean += value;
        moments.lowest = smaller_or_nan(moments.lowest, value);
        moments.highest = larger_or_nan(moments.highest, value);
    }
    moments.mean /= (double)n;
    for (long i = 0; i < n; i++) {
        double deviation = (double)x[i * stride] - moments.mean;
        moments.variance += deviation * deviation;
    }
    moments.variance /= (double)n;
    return moments;
}

/* Of the whole latent space, gathered from its dimensions. */
struct summary {
    double kl;
    double active;          /* number of active dimensions */
    double variance;        /* sum over dimensions of Var_x(mu) */
    double lowest, highest; /* ln sigma^2 */
};

static void add_dimension(struct summary *summary, const struct probe *probe, long j,
                          float *dimension) {
    struct moments mu = column_moments(probe->mu + j, probe->examples, probe->latent);
    struct moments logvar = column_moments(probe->logvar + j, probe->examples, probe->latent);
    summary->kl += probe->kl[j];
    summary->active += isnan(mu.variance) ? mu.variance : mu.variance > PROBE_ACTIVE_VARIANCE;
    summary->variance += mu.variance;
    summary->lowest = smaller_or_nan(summary->lowest, logvar.lowest);
    summary->highest = larger_or_nan(summary->highest, logvar.highest);
    dimension[DIMENSION_kl] = observation_narrow(probe->kl[j]);
    dimension[DIMENSION_mu_mean] = observation_narrow(mu.mean);
    dimension[DIMENSION_mu_variance] = observation_narrow(mu.variance);
    dimension[DIMENSION_logvar_mean] = observation_narrow(logvar.mean);
    dimension[DIMENSION_logvar_min] = observation_narrow(logvar.lowest);
    dimension[DIMENSION_logvar_max] = observation_narrow(logvar.highest);
}

/* The number of active dimensions of z2. E[z2|z] is linear in z, so E[z2|x] is its value at z = mu. */
static double active_second(const struct probe *probe, const struct vae *vae) {
    const struct hierarchy *hierarchy = &vae->hierarchy;
    double active = 0;
    for (long l = 0; l < hierarchy->k2; l++) {
        double variance = klimb_hierarchy_variance(hierarchy, probe->mu, probe->examples, l);
        active += isnan(variance) ? variance : variance > PROBE_ACTIVE_VARIANCE;
    }
    return active;
}

static double mean_recon(const struct probe *probe) {
    double sum = 0;
    for (long i = 0; i < probe->examples; i++)
        sum += probe->recon[i];
    return sum / (double)probe->examples;
}

/* Replaces only values that are not finite in `real`; the others keep their bits. */
static struct klimb_probe_aggregate aggregate(const struct probe *probe,
                                              const struct backend *backend) {
    struct klimb_probe_aggregate found = klimb_probe_aggregate(probe->mu, probe->logvar, probe->z,
                                                               probe->prior, probe->examples,
                                                               probe->latent, backend, probe->work);
    if (isfinite(found.mi) && isfinite(found.holes))
        return found;
    const struct probe_samples samples = {
        .mu = probe->mu,
        .logvar = probe->logvar,
        .z = probe->z,
        .eps = probe->eps,
        .prior = probe->prior,
        .n = probe->examples,
        .k = probe->latent,
    };
    struct klimb_probe_aggregate wide = klimb_probe_aggregate_wide(&samples, backend, probe->work);
    return (struct klimb_probe_aggregate){
        .mi = isfinite(found.mi) ? found.mi : wide.mi,
        .holes = isfinite(found.holes) ? found.holes : wide.holes,
    };
}

/* Draws from a learned prior, with the same noise each time. */
static void draw_prior(struct probe *probe, struct vae *vae, const struct backend *backend) {
    struct rng_place place = {.seed = 0, .purpose = RNG_PRIOR};
    if (vae->config.prior.kind == PRIOR_STANDARD)
        return;
    klimb_rng_normal(probe->prior, place, probe->examples, probe->latent, backend->vm);
    place.purpose = RNG_COMPONENT;
    klimb_rng_uniform(probe->work, place, probe->examples);
    klimb_vae_sample_prior(vae, probe->prior, probe->work, probe->examples, backend);
}

void klimb_probe_weigh(const struct probe *probe, struct observation *row, double beta) {
    row->value[OBSERVABLE_beta] = observation_narrow(beta);
    row->value[OBSERVABLE_loss] = observation_narrow(probe->mean_recon + beta * probe->mean_kl);
}

void klimb_probe_observe(struct probe *probe, struct observation *row, struct vae *vae, double beta,
                         const struct backend *backend) {
    struct totals totals = evaluate(probe, vae, backend);
    struct summary summary = {.lowest = (double)INFINITY, .highest = -(double)INFINITY};
    for (long j = 0; j < probe->latent; j++)
        add_dimension(&summary, probe, j, row->dimension + j * DIMENSION_OBSERVABLES);
    double recon = mean_recon(probe), kl = summary.kl;
    if (vae->config.prior.kind != PRIOR_STANDARD)
        kl = totals.kl / (double)probe->examples;
    draw_prior(probe, vae, backend);
    probe->mean_recon = recon;
    probe->mean_kl = klimb_vae_weighed_kl(vae, kl, totals.second / (double)probe->examples);
    struct klimb_probe_aggregate information = aggregate(probe, backend);
    double values = (double)(probe->examples * probe->latent);
    float *value = row->value;
    klimb_probe_weigh(probe, row, beta);
    value[OBSERVABLE_recon] = observation_narrow(recon);
    value[OBSERVABLE_kl] = observation_narrow(kl);
    value[OBSERVABLE_elbo] = observation_narrow(-(recon + kl));
    value[OBSERVABLE_mi] = observation_narrow(information.mi);
    value[OBSERVABLE_mi_cap] = observation_narrow(
        klimb_vecmath_scalar_log((double)probe->examples));
    value[OBSERVABLE_kl_agg] = observation_narrow(kl - information.mi);
    value[OBSERVABLE_holes] = observation_narrow(information.holes);
    value[OBSERVABLE_active_units] = observation_narrow(summary.active);
    value[OBSERVABLE_logvar_min] = observation_narrow(summary.lowest);
    value[OBSERVABLE_logvar_max] = observation_narrow(summary.highest);
    value[OBSERVABLE_sigma_mean] = observation_narrow(totals.sigma / values);
    value[OBSERVABLE_mu_spread] = observation_narrow(
        sqrt(summary.variance / (double)probe->latent));
    value[OBSERVABLE_clamped] = observation_narrow((double)totals.clamped / values);
    value[OBSERVABLE_sigma_x] = observation_narrow(klimb_vae_sigma_x(vae));
    value[OBSERVABLE_kl_2] = value[OBSERVABLE_active_units_2] = NAN;
    if (vae->second != NULL) {
        value[OBSERVABLE_kl_2] = observation_narrow(totals.second / (double)probe->examples);
        value[OBSERVABLE_active_units_2] = observation_narrow(active_second(probe, vae));
    }
}
