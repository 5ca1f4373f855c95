#include "diagnose/diagnosis.h"

#include <math.h>
#include <string.h>

#include "diagnose/calibration.h"
#include "diagnose/findings.h"

static void calibrate(struct diagnosis *diagnosis, const double *share) {
    double sum = 0;
    for (int state = 0; state < STATES; state++)
        sum += diagnosis->share[state] = pow(share[state], CALIBRATION_POWER);
    for (int state = 0; state < STATES; state++) {
        diagnosis->share[state] /= sum;
        if (diagnosis->share[state] > diagnosis->share[diagnosis->state])
            diagnosis->state = (enum state)state;
    }
    diagnosis->confidence = diagnosis->share[diagnosis->state];
    for (int state = 0; state < STATES; state++)
        diagnosis->in_set[state] = state == (int)diagnosis->state ||
                                   diagnosis->share[state] >= CALIBRATION_LEAST;
}

static struct diagnosed_units find_units(const struct subject *subject) {
    const struct curve *beta = &subject->weights.beta;
    const double nothing = (double)NAN;
    return (struct diagnosed_units){
        .total = subject->weights.parts,
        .first_weight = curve_first(beta),
        .last_weight = curve_last(beta),
        .recon_noise = subject->recon.count > 0 ? curve_noise(&subject->recon) : nothing,
        .kl_noise = subject->kl.count > 0 ? curve_noise(&subject->kl) : nothing,
    };
}

enum status diagnose(struct diagnosis *diagnosis, const struct record *record,
                     struct error *error) {
    struct subject subject;
    double share[STATES], doubt[SYMPTOMS];
    long rule[STATES];
    memset(diagnosis, 0, sizeof *diagnosis);
    enum status status = subject_make(&subject, record, error);
    if (status != STATUS_OK)
        return status;
    symptoms_measure(diagnosis->symptom, doubt, &subject);
    criteria_judge(share, rule, diagnosis->symptom, doubt);
    calibrate(diagnosis, share);
    diagnosis->rule = rule[diagnosis->state];
    diagnosis->units = find_units(&subject);
    diagnose_evidence(diagnosis, &subject);
    diagnose_remarks(diagnosis, &subject);
    subject_free(&subject);
    return STATUS_OK;
}
