/* Remarks: what a log shows beside its state, and what is normal though often taken for a fault. */
#include <math.h>
#include <stdio.h>

#include "diagnose/findings.h"

/* The data of a remark. */
struct scene {
    struct diagnosis *diagnosis;
    const struct subject *subject;
    const double *symptom;
    enum state state;
};

#define REMARK(scene, step, ...)                                                                   \
    finding_add((scene)->diagnosis->remark, &(scene)->diagnosis->remark_count, REMARKS_MAX, step,  \
                __VA_ARGS__)

static int is_well(enum state state) {
    return state_info[state].exit_code == 0;
}

/* ---- the total ------------------------------------------------------------------------------- */

static void remark_derived(const struct scene *scene) {
    if (scene->subject->is_kl_derived)
        REMARK(scene, (double)NAN,
               "kl was not logged: it is what recon leaves of the total, with its weight");
    if (scene->subject->is_recon_derived)
        REMARK(scene, (double)NAN, "recon was not logged: it is what kl leaves of the total");
}

static void remark_total(const struct scene *scene) {
    const struct weights *weights = &scene->subject->weights;
    if (scene->subject->is_kl_derived || scene->subject->is_recon_derived)
        return;
    if (weights->parts == TOTAL_OTHER)
        REMARK(scene, (double)NAN,
               "the total is not recon + w kl: a weight that changes, another term or another "
               "reduction; the verdict rests on the terms alone");
    if (weights->parts == TOTAL_WEIGHTED && weights->beta.count > 0)
        REMARK(scene, (double)NAN, "the total is recon + %.3g kl", weights->beta.value[0]);
}

/* A column of beta that is not 1, and a total that is recon + kl. */
static void remark_weighted_kl(const struct scene *scene) {
    const struct curve *beta = &scene->subject->weights.beta;
    if (scene->subject->weights.source != WEIGHT_LOGGED ||
        scene->subject->weights.parts != TOTAL_PLAIN || beta->count == 0)
        return;
    double last = curve_last(beta);
    if (fabs(last - 1) > 0.01)
        REMARK(scene, (double)NAN,
               "the total is recon + kl although beta is %.3g: kl was logged with its weight, or "
               "the total without it",
               last);
}

/* ---- what is not finite, or was --------------------------------------------------------------- */

static void remark_passing(const struct scene *scene) {
    const struct curve *const curves[] = {&scene->subject->kl, &scene->subject->recon,
                                          &scene->subject->total};
    static const char *const names[] = {"kl", "recon", "the total"};
    for (long i = 0; i < 3 && scene->state != STATE_EXPLOSION; i++)
        if (curves[i]->broken > 0)
            REMARK(scene, curves[i]->first_broken,
                   "%s is not finite in %ld row%s (first at step %.0f) and comes back", names[i],
                   curves[i]->broken, curves[i]->broken == 1 ? "" : "s", curves[i]->first_broken);
}

static void remark_spike(const struct scene *scene) {
    const struct curve *recon = &scene->subject->recon;
    if (scene->state == STATE_EXPLOSION || !(scene->symptom[SYMPTOM_spike] > 1))
        return;
    long peak = curve_largest(recon, 0), kl = curve_largest(&scene->subject->kl, 0);
    if (recon->count > 0 && recon->value[peak] > 5 * fabs(recon->value[0]))
        REMARK(scene, recon->step[peak], "recon jumped to %.3g at step %.0f and came back",
               recon->value[peak], recon->step[peak]);
    else if (kl >= 0)
        REMARK(scene, scene->subject->kl.step[kl], "kl jumped to %.3g at step %.0f and came back",
               scene->subject->kl.value[kl], scene->subject->kl.step[kl]);
}

/* ---- KL -------------------------------------------------------------------------------------- */

static void remark_below_zero(const struct scene *scene) {
    const struct curve *kl = &scene->subject->kl;
    long low = curve_smallest(kl, 0), high = curve_largest(kl, 0);
    if (low < 0 || !(kl->value[low] < 0) || scene->state == STATE_LOGGING_BUG)
        return;
    const char *why = -kl->value[low] < 1e-3 * fabs(kl->value[high]) || -kl->value[low] < 1e-5
                          ? "rounding, as it is so small"
                          : "usual where it is estimated from samples of z";
    REMARK(scene, kl->step[low], "kl is %.2g at step %.0f: %s", kl->value[low], kl->step[low], why);
}

static void remark_starts_high(const struct scene *scene) {
    const struct curve *kl = &scene->subject->kl;
    if (!is_well(scene->state) || kl->count == 0 || curve_largest(kl, 0) != 0 ||
        !(scene->symptom[SYMPTOM_kl_rise] < -0.02))
        return;
    REMARK(scene, kl->step[0],
           "kl is highest in the first row and falls: usual where the first row comes after an "
           "epoch, or training was warm");
}

/* He et al. 2019 saw KL 8.9 with mutual information 0.07. */
static void remark_no_proof(const struct scene *scene) {
    if (is_well(scene->state) && scene->subject->mi.count == 0 && scene->subject->units.count == 0)
        REMARK(
            scene, (double)NAN,
            "kl above 0 does not prove that x is encoded: log mutual information or active units");
}

/* The estimate cannot exceed ln N, even if the mutual information does. */
static int is_at_cap(const struct subject *subject) {
    const struct record *record = subject->record;
    long last = record->rows - 1;
    return record->rows > 0 && record->present[OBSERVABLE_mi_cap] &&
           record->present[OBSERVABLE_mi] &&
           record_value(record, last, OBSERVABLE_mi) >
               0.95F * record_value(record, last, OBSERVABLE_mi_cap);
}

static void remark_mi(const struct scene *scene) {
    double share = scene->symptom[SYMPTOM_mi_share];
    if (is_at_cap(scene->subject))
        REMARK(scene, scene->subject->mi.to,
               "mutual information is at its cap, ln N of the N examples that it was estimated "
               "from: it may be larger");
    else if (is_well(scene->state) && share < 0.1)
        REMARK(scene, scene->subject->mi.to,
               "mutual information is only %.2g %% of kl: the posterior left the prior without "
               "telling examples apart",
               100 * share);
}

static void remark_reduction(const struct scene *scene) {
    if (is_well(scene->state) && scene->symptom[SYMPTOM_kl_to_recon] < -3.3 &&
        scene->symptom[SYMPTOM_kl_rise] > 0.3)
        REMARK(scene, (double)NAN,
               "kl rises and is yet far below recon: one of them may be a mean where the other is "
               "a sum, and beta is then another number than it says");
}

static void remark_second_model(const struct scene *scene) {
    if (scene->state == STATE_RUNAWAY)
        REMARK(scene, (double)NAN,
               "where a second model draws the latents, as in latent diffusion, so small a weight "
               "is meant (1e-6 there)");
}

/* ---- recon ----------------------------------------------------------------------------------- */

static void remark_small_fall(const struct scene *scene) {
    if (is_well(scene->state) && scene->symptom[SYMPTOM_recon_drop] < 0.05 &&
        scene->symptom[SYMPTOM_recon_signal] > 3)
        REMARK(scene, (double)NAN,
               "recon falls by %.2g %% only, yet beyond its noise: most of it may be noise of the "
               "data that no model can predict",
               100 * scene->symptom[SYMPTOM_recon_drop]);
}

static void remark_negative_recon(const struct scene *scene) {
    const struct curve *recon = &scene->subject->recon;
    if (recon->count > 0 && curve_last(recon) < 0 && scene->state != STATE_EXPLOSION)
        REMARK(scene, recon->to, "recon is below 0: normal for a density, which may exceed 1");
}

static void remark_rebound(const struct scene *scene) {
    const struct curve *recon = &scene->subject->recon;
    long low = curve_smallest(recon, 0);
    if (scene->state != STATE_ANNEALING || low < 0)
        return;
    double end = curve_end(recon);
    if (end > recon->value[low] + 0.02 * fabs(recon->value[0] - recon->value[low]))
        REMARK(scene, recon->step[low],
               "recon rises again from %.4g (step %.0f) to %.4g as the weight grows: that is the "
               "price of a KL that counts",
               recon->value[low], recon->step[low], end);
}

static void remark_rising_total(const struct scene *scene) {
    const struct curve *total = &scene->subject->total;
    if (scene->state == STATE_ANNEALING && total->count > 3 &&
        curve_last(total) > total->value[curve_smallest(total, 0)] * 1.01)
        REMARK(scene, (double)NAN,
               "a total that rises while its weight grows is normal: judge at the final weight, or "
               "by recon + kl");
}

/* ---- training against validation --------------------------------------------------------------- */

static void remark_overfit(const struct scene *scene) {
    struct curve training;
    const struct curve *recon = &scene->subject->recon;
    if (curve_make(&training, scene->subject->record, OBSERVABLE_batch_recon, NULL) != STATUS_OK)
        return;
    double lowest = recon->count > 0 ? recon->value[curve_smallest(recon, 0)] : (double)NAN;
    double rise = curve_end(recon) - lowest;
    double fall = curve_level(&training, 0.45, 0.55) - curve_end(&training);
    double noise = curve_noise(recon) + curve_noise(&training);
    if (training.count > 8 && rise > 3 * noise && fall > 3 * noise &&
        scene->state != STATE_ANNEALING)
        REMARK(
            scene, recon->step[curve_smallest(recon, 0)],
            "recon of validation rises again while that of training falls: the decoder overfits");
    curve_free(&training);
}

/* ---- the whole ------------------------------------------------------------------------------- */

static void (*const remarks[])(const struct scene *scene) = {
    remark_derived,   remark_total,        remark_weighted_kl, remark_passing,
    remark_spike,     remark_below_zero,   remark_starts_high, remark_mi,
    remark_reduction, remark_second_model, remark_small_fall,  remark_negative_recon,
    remark_rebound,   remark_rising_total, remark_overfit,     remark_no_proof,
};

/* The one column that would settle it. */
static const char *missing_column(const struct scene *scene) {
    const struct subject *subject = scene->subject;
    if (subject->recon.seen == 0 && subject->kl.seen == 0)
        return "kl and recon, each in a column of its own: a total alone does not tell learning "
               "from collapse";
    if (subject->kl.seen == 0)
        return "kl: with recon alone a collapsed latent looks like a healthy one";
    if (subject->recon.seen == 0)
        return "recon: whether the KL is too small or too large shows against what it buys";
    if (scene->symptom[SYMPTOM_rows] < 4)
        return "more rows: a course needs at least 4";
    if (scene->diagnosis->in_set[STATE_COLLAPSE] && subject->units.count == 0)
        return "active_units (dimensions with Var_x(mu) > 0.01), or mutual information";
    if (scene->diagnosis->in_set[STATE_RUNAWAY] && subject->weights.source == WEIGHT_UNKNOWN)
        return "beta, the weight of the KL term in force";
    return "a longer run";
}

void diagnose_remarks(struct diagnosis *diagnosis, const struct subject *subject) {
    const struct scene scene = {diagnosis, subject, diagnosis->symptom, diagnosis->state};
    long could_be = 0;
    for (size_t i = 0; i < sizeof remarks / sizeof *remarks; i++)
        remarks[i](&scene);
    for (int state = 0; state < STATES; state++)
        could_be += diagnosis->in_set[state];
    if (diagnosis->state == STATE_INSUFFICIENT || could_be > 1)
        snprintf(diagnosis->missing, sizeof diagnosis->missing, "%s", missing_column(&scene));
}
