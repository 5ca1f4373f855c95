#include "diagnose/subject.h"

#include <math.h>

/* The total: the loss, or the negative of the ELBO. */
static enum status make_total(struct subject *subject, const struct record *record,
                              struct error *error) {
    if (record->present[OBSERVABLE_loss])
        return curve_make(&subject->total, record, OBSERVABLE_loss, error);
    enum status status = curve_make(&subject->total, record, OBSERVABLE_elbo, error);
    for (long i = 0; status == STATUS_OK && i < subject->total.count; i++)
        subject->total.value[i] *= -1;
    return status;
}

/* The total minus one term, at steps where both have a value.
 *   out  in, out  empty */
static enum status derive(struct curve *out, const struct curve *total, const struct curve *term,
                          struct error *error) {
    struct curve derived;
    enum status status = curve_new(&derived, total->count, error);
    if (status != STATUS_OK)
        return status;
    derived.from = total->from;
    derived.to = total->to;
    for (long i = 0, j = 0; i < total->count; i++) {
        while (j < term->count && term->step[j] < total->step[i])
            j++;
        if (j == term->count || term->step[j] > total->step[i])
            continue;
        derived.step[derived.count] = total->step[i];
        derived.value[derived.count++] = total->value[i] - term->value[j];
    }
    derived.seen = derived.count;
    curve_free(out);
    *out = derived;
    return STATUS_OK;
}

static enum status derive_terms(struct subject *subject, struct error *error) {
    int has_recon = subject->recon.seen > 0, has_kl = subject->kl.seen > 0;
    if (subject->total.count == 0 || has_recon == has_kl)
        return STATUS_OK;
    subject->is_kl_derived = has_recon;
    subject->is_recon_derived = has_kl;
    return has_recon ? derive(&subject->kl, &subject->total, &subject->recon, error)
                     : derive(&subject->recon, &subject->total, &subject->kl, error);
}

enum status subject_make(struct subject *subject, const struct record *record,
                         struct error *error) {
    *subject = (struct subject){.record = record};
    enum status status = curve_make(&subject->recon, record, OBSERVABLE_recon, error);
    if (status == STATUS_OK)
        status = curve_make(&subject->kl, record, OBSERVABLE_kl, error);
    if (status == STATUS_OK)
        status = curve_make(&subject->mi, record, OBSERVABLE_mi, error);
    if (status == STATUS_OK)
        status = curve_make(&subject->units, record, OBSERVABLE_active_units, error);
    if (status == STATUS_OK)
        status = curve_make(&subject->sigma_x, record, OBSERVABLE_sigma_x, error);
    if (status == STATUS_OK)
        status = make_total(subject, record, error);
    if (status == STATUS_OK)
        status = weights_find(&subject->weights, record, error);
    if (status == STATUS_OK)
        status = derive_terms(subject, error);
    if (status != STATUS_OK)
        subject_free(subject);
    return status;
}

void subject_free(struct subject *subject) {
    struct curve *const curves[] = {&subject->recon, &subject->kl,    &subject->total,
                                    &subject->mi,    &subject->units, &subject->sigma_x};
    for (size_t i = 0; i < sizeof curves / sizeof *curves; i++)
        curve_free(curves[i]);
    weights_free(&subject->weights);
    *subject = (struct subject){0};
}
