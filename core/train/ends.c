#include "train/ends.h"

#include <string.h>

void klimb_ends_layout(struct ends *ends, struct arena *arena, const struct record_config *record,
                       long examples, long data, long latent, long capacity) {
    long n = record->prior_samples < examples ? record->prior_samples : examples;
    *ends = (struct ends){.nll_samples = record->nll_samples};
    if (n > 0)
        klimb_two_sample_layout(&ends->test, arena, n, data);
    if (ends->nll_samples > 0)
        klimb_importance_layout(&ends->importance, arena, capacity, latent);
}

void klimb_ends_clear(struct observation *row) {
    for (enum observable column = 0; column < OBSERVABLES; column++)
        if (klimb_observable_is_of_end(column))
            row->value[column] = NAN;
}

static void observe_samples(struct two_sample *test, struct observation *row,
                            const struct probe *probe, struct vae *vae,
                            const struct backend *backend) {
    long n = test->n, d = test->d;
    real *decoded = test->points + n * d;
    memcpy(test->points, probe->x, (size_t)(n * d) * sizeof *decoded);
    for (long start = 0; start < n; start += vae->capacity) {
        long count = n - start < vae->capacity ? n - start : vae->capacity;
        klimb_vae_decode(vae, decoded + start * d, probe->prior + start * probe->latent, count,
                         backend);
    }
    struct two_sample_found found = klimb_two_sample_compare(test, backend);
    row->value[OBSERVABLE_mmd2] = observation_narrow(found.mmd2);
    row->value[OBSERVABLE_mmd_p] = observation_narrow(found.p);
    row->value[OBSERVABLE_nn_accuracy] = observation_narrow(found.nn_accuracy);
}

void klimb_ends_observe(struct ends *ends, struct observation *row, const struct probe *probe,
                        struct vae *vae, const struct backend *backend) {
    klimb_ends_clear(row);
    if (ends->test.n > 0)
        observe_samples(&ends->test, row, probe, vae, backend);
    if (ends->nll_samples > 0)
        row->value[OBSERVABLE_nll_iw] = observation_narrow(klimb_importance_nll(
            &ends->importance, vae, probe->x, probe->examples, ends->nll_samples, backend));
}
