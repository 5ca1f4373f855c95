#include <math.h>
#include <stdarg.h>
#include <stdio.h>

#include "diagnose/findings.h"

void finding_add(struct finding *list, long *count, long most, double step, const char *format,
                 ...) {
    va_list arguments;
    if (*count == most)
        return;
    struct finding *finding = &list[(*count)++];
    finding->step = step;
    va_start(arguments, format);
    vsnprintf(finding->text, sizeof finding->text, format, arguments);
    va_end(arguments);
}

/* The data of a sentence. */
struct scene {
    struct diagnosis *diagnosis;
    const struct subject *subject;
};

#define SAY(scene, step, ...)                                                                      \
    finding_add((scene)->diagnosis->evidence, &(scene)->diagnosis->evidence_count, EVIDENCE_MAX,   \
                step, __VA_ARGS__)

/* ---- one sentence each ----------------------------------------------------------------------- */

static void say_recon(const struct scene *scene) {
    const struct curve *recon = &scene->subject->recon;
    double start = curve_first(recon), end = curve_end(recon);
    if (recon->count == 0)
        return;
    double share = 100 * fabs(start - end) / fmax(fabs(start), 1e-300);
    SAY(scene, recon->step[0],
        "recon %s from %.4g (step %.0f) to %.4g at the end (step %.0f), by %.3g %%",
        end <= start ? "falls" : "rises", start, recon->step[0], end, recon->to, share);
}

static void say_kl(const struct scene *scene) {
    const struct curve *kl = &scene->subject->kl;
    if (kl->count == 0)
        return;
    long peak = curve_largest(kl, 0);
    double start = curve_first(kl), end = curve_end(kl);
    if (kl->value[peak] > 1.05 * fmax(start, end))
        SAY(scene, kl->step[peak],
            "kl is %.3g at step %.0f, at most %.3g (step %.0f), and %.3g at the end", start,
            kl->step[0], kl->value[peak], kl->step[peak], end);
    else
        SAY(scene, kl->step[0], "kl %s from %.3g (step %.0f) to %.3g at the end (step %.0f)",
            end >= start ? "rises" : "falls", start, kl->step[0], end, kl->to);
}

static void say_kl_against_gain(const struct scene *scene) {
    const struct curve *recon = &scene->subject->recon;
    double gain = curve_range(recon), end = curve_end(&scene->subject->kl);
    if (recon->count == 0 || !(gain > 0) || !isfinite(end))
        return;
    SAY(scene, (double)NAN, "kl at the end is %.2g %% of the range of recon (%.4g)",
        100 * end / gain, gain);
}

static void say_late(const struct scene *scene) {
    const double *symptom = scene->diagnosis->symptom;
    if (isnan(symptom[SYMPTOM_kl_late]) || isnan(symptom[SYMPTOM_recon_late]))
        return;
    double middle = (scene->subject->kl.from + scene->subject->kl.to) / 2;
    SAY(scene, middle,
        "after the middle (step %.0f) kl changes by %+.2g %%, and recon by %+.2g %% of its whole "
        "change",
        middle, 100 * symptom[SYMPTOM_kl_late], -100 * symptom[SYMPTOM_recon_late]);
}

static void say_break(const struct scene *scene) {
    const struct {
        const char *name;
        const struct curve *curve;
    } terms[] = {{"kl", &scene->subject->kl},
                 {"recon", &scene->subject->recon},
                 {"the total", &scene->subject->total}};
    double first = HUGE_VAL;
    long which = -1;
    for (long i = 0; i < 3; i++)
        if (terms[i].curve->broken > 0 && terms[i].curve->first_broken < first) {
            first = terms[i].curve->first_broken;
            which = i;
        }
    if (which >= 0)
        SAY(scene, first, "%s is %g at step %.0f, the first value that is not finite",
            terms[which].name, terms[which].curve->broken_value, first);
}

static void say_growth(const struct scene *scene, const char *name, const struct curve *curve) {
    if (curve->count < 3)
        return;
    long peak = curve_largest(curve, 0);
    double start = curve_level(curve, 0, 0.1);
    if (curve->value[peak] > 10 * fabs(start))
        SAY(scene, curve->step[peak], "%s is %.3g in the first tenth, and at most %.3g (step %.0f)",
            name, start, curve->value[peak], curve->step[peak]);
}

static void say_sigma(const struct scene *scene) {
    const struct curve *sigma = &scene->subject->sigma_x;
    if (scene->diagnosis->symptom[SYMPTOM_sigma_fall] > 1)
        SAY(scene, sigma->to, "sigma_x falls from %.3g (step %.0f) to %.3g at the end",
            curve_first(sigma), sigma->step[0], curve_end(sigma));
}

/* For klimb's own records: how the run ended. */
static void say_outcome(const struct scene *scene) {
    const struct outcome *outcome = &scene->subject->record->outcome;
    if (outcome->diverged)
        SAY(scene, (double)outcome->step, "the run ended at step %ld: %s is not finite",
            outcome->step, klimb_term_names[outcome->term]);
}

static void say_blow_up(const struct scene *scene) {
    say_growth(scene, "kl", &scene->subject->kl);
    say_growth(scene, "recon", &scene->subject->recon);
    say_growth(scene, "the total", &scene->subject->total);
}

static void say_noise(const struct scene *scene) {
    const double *symptom = scene->diagnosis->symptom;
    if (isfinite(symptom[SYMPTOM_recon_signal]))
        SAY(scene, (double)NAN, "recon fell by %.2g standard errors of its noise, kl moved by %.2g",
            symptom[SYMPTOM_recon_signal], symptom[SYMPTOM_kl_change]);
}

static void say_weight(const struct scene *scene) {
    const struct weights *weights = &scene->subject->weights;
    const struct curve *beta = &weights->beta;
    if (beta->count == 0)
        return;
    long high = curve_largest(beta, 0), low = curve_smallest(beta, 0);
    const char *how = weights->source == WEIGHT_LOGGED ? "as logged"
                                                       : "as total = recon + w kl tells";
    if (beta->value[high] > beta->value[low] * (1 + 1e-6))
        SAY(scene, beta->step[high],
            "the weight of kl goes from %.3g (step %.0f) to %.3g (step %.0f), %s", beta->value[low],
            beta->step[low], beta->value[high], beta->step[high], how);
    else
        SAY(scene, (double)NAN, "the weight of kl is %.3g, %s", beta->value[0], how);
}

static void say_units(const struct scene *scene) {
    const struct curve *units = &scene->subject->units;
    if (units->count > 0)
        SAY(scene, units->to, "%.2g active units at the end", curve_end(units));
}

static void say_mi(const struct scene *scene) {
    const struct curve *mi = &scene->subject->mi;
    if (mi->count > 0)
        SAY(scene, mi->to, "mutual information is %.2g nats at the end", curve_end(mi));
}

static void say_negative(const struct scene *scene) {
    const struct curve *kl = &scene->subject->kl;
    if (kl->count == 0 || !(scene->diagnosis->symptom[SYMPTOM_kl_negative] > 0))
        return;
    long low = curve_smallest(kl, 0);
    SAY(scene, kl->step[low], "kl is below 0 in %.3g %% of the rows, and %.3g at step %.0f",
        100 * scene->diagnosis->symptom[SYMPTOM_kl_negative], kl->value[low], kl->step[low]);
}

static void say_odd(const struct scene *scene) {
    const double *symptom = scene->diagnosis->symptom;
    if (symptom[SYMPTOM_kl_repeats] > 0)
        SAY(scene, (double)NAN, "kl is %.6g in every row, while recon changes",
            curve_first(&scene->subject->kl));
    if (symptom[SYMPTOM_kl_copies] > 0)
        SAY(scene, (double)NAN, "kl has the values of recon or of the total in every row");
}

static void say_rows(const struct scene *scene) {
    long recon = scene->subject->recon.seen, kl = scene->subject->kl.seen;
    SAY(scene, (double)NAN, "%ld row%s with recon, %ld with kl", recon, recon == 1 ? "" : "s", kl);
}

/* ---- which of them --------------------------------------------------------------------------- */

typedef void sentence(const struct scene *scene);

static sentence *const sentences[STATES][EVIDENCE_MAX + 1] = {
    [STATE_LOGGING_BUG] = {say_negative, say_odd},
    [STATE_INSUFFICIENT] = {say_rows},
    [STATE_EXPLOSION] = {say_outcome, say_break, say_blow_up, say_sigma},
    [STATE_NOT_LEARNING] = {say_recon, say_kl, say_noise},
    [STATE_COLLAPSE] = {say_kl, say_kl_against_gain, say_recon, say_units, say_mi},
    [STATE_RUNAWAY] = {say_kl, say_late, say_recon, say_weight},
    [STATE_ANNEALING] = {say_weight, say_kl, say_recon},
    [STATE_LEARNING] = {say_recon, say_kl, say_late},
    [STATE_HEALTHY] = {say_recon, say_kl, say_late, say_units},
};

void diagnose_evidence(struct diagnosis *diagnosis, const struct subject *subject) {
    const struct scene scene = {diagnosis, subject};
    for (long i = 0; sentences[diagnosis->state][i] != NULL; i++)
        sentences[diagnosis->state][i](&scene);
}
