/* Explains the numbers of a prediction and their limits, in sentences. */
#include <math.h>

#include "theory/theory_case.h"
#include "theory/theory_descent.h"
#include "theory/theory_notes.h"

/* In percent: an axis nearer to theta takes very long to reach its optimum. */
static const double NEAR_THETA = 15;

struct notes {
    struct text *text;
    const struct theory *theory;
    const struct config *config;
};

static double training(const struct notes *notes, enum theory_quantity quantity) {
    return notes->theory->value[THEORY_TRAINING][quantity];
}

/* ---- every scenario ---- */

static void note_reach(const struct notes *notes) {
    const struct theory *theory = notes->theory;
    text_add(notes->text, "theory gives %s", theory_reach_texts[theory->reach]);
    if (theory->why != NULL)
        text_add(notes->text, "; no further: %s", theory->why);
    text_add(notes->text, "\n");
}

static void note_condition(const struct notes *notes) {
    long condition = notes->config->data.condition;
    if (condition == 0)
        return;
    text_add(notes->text,
             "the last %ld columns are y, which both networks see: all of this is about the part "
             "of the other %ld that no linear function of y explains%s\n",
             condition, notes->theory->data,
             notes->theory->reach == THEORY_OPTIMUM ? "; it is not known how fast they are learned"
                                                    : "");
}

static void note_levels(const struct notes *notes) {
    double active = training(notes, THEORY_QUANTITY_active_units_2);
    double threshold = training(notes, THEORY_QUANTITY_theta_2);
    if (notes->theory->reach != THEORY_HIERARCHY)
        return;
    text_add(notes->text,
             "kl is that of both levels; kl - kl_2 can be below 0, because z2 depends on z\n");
    if (notes->config->model.head.kind == HEAD_LOGVAR)
        text_add(notes->text, "sigma of z is learned and prior.weight above 1: the second level is "
                              "empty for all data, and the optimum is that of one level\n");
    else if (active > 0)
        text_add(notes->text, "%g dimensions of z2 follow x: eigenvalues above %.4g\n", active,
                 threshold);
    else
        text_add(notes->text,
                 "z2 carries nothing about x: that is the optimum, not a failure of training%s\n",
                 training(notes, THEORY_QUANTITY_kl_2) > 0
                     ? "; its KL is what it tells about the noise of z"
                     : "");
}

static void note_schedule(const struct notes *notes) {
    const struct schedule_config *schedule = &notes->config->schedule;
    double last = theory_descent_beta(schedule, notes->config->steps);
    if (schedule->kind == SCHEDULE_CONSTANT || notes->config->objective.kind != OBJECTIVE_ELBO)
        return;
    text_add(notes->text, "beta follows the schedule %s: all of this is for its last value, %g",
             klimb_schedule_names[schedule->kind], schedule->beta);
    if (fabs(last - schedule->beta) > 1e-3 * schedule->beta)
        text_add(notes->text, ", but at the last step beta is %g", last);
    text_add(notes->text, "\n");
}

static void note_bounds(const struct notes *notes) {
    if (notes->theory->reach == THEORY_OPTIMUM ||
        isnan(training(notes, THEORY_QUANTITY_recon_constant)))
        return;
    if (!isnan(training(notes, THEORY_QUANTITY_kl_least))) {
        text_add(notes->text, "the KL cannot be 0: at kl_least z tells nothing about x, and recon "
                              "settles at recon_constant\n");
        return;
    }
    text_add(notes->text, "at KL = 0 recon settles at recon_constant: a lower recon is due to z\n");
    if (notes->theory->reach == THEORY_BOUNDS && !notes->theory->is_collapse_inevitable)
        text_add(notes->text, "theory cannot tell whether KL = 0 is the optimum: only longer and "
                              "larger runs at this beta can\n");
}

static void note_curve(const struct notes *notes) {
    if (notes->theory->why_no_curve == NULL)
        text_add(notes->text,
                 "the run is a recursion without random numbers: --curve prints all of it%s\n",
                 notes->config->optimiser.kind != OPTIMISER_SGD
                     ? "; a run in float departs from it by about a percent, because Adam "
                       "amplifies rounding"
                     : "");
    else if (notes->theory->reach == THEORY_OPTIMUM)
        text_add(notes->text, "no curve can be predicted: %s\n", notes->theory->why_no_curve);
}

/* ---- an optimum ---- */

static void note_collapse(const struct notes *notes) {
    double encoded = training(notes, THEORY_QUANTITY_encoded_axes);
    double active = training(notes, THEORY_QUANTITY_active_units);
    if (notes->theory->is_collapse_inevitable)
        text_add(notes->text, "collapse is inevitable: no eigenvalue exceeds theta, so KL = 0 is "
                              "the optimum, not a failure of training\n");
    else
        text_add(notes->text,
                 "%g of %ld latent dimensions encode an axis at the optimum: a run that "
                 "ends at KL = 0 failed to train\n",
                 encoded, notes->theory->latent);
    if (active < encoded)
        text_add(notes->text,
                 "%g of them so close to theta that Var(mu) is at most 0.01: a record does not "
                 "count them as active\n",
                 encoded - active);
}

static void note_near(const struct notes *notes) {
    const struct theory *theory = notes->theory;
    for (long i = 0; i < theory->axes && i < theory->latent; i++)
        if (fabs(theory->axis[i].distance) < NEAR_THETA)
            text_add(notes->text, "axis %ld lies %.2g %% from theta: it arrives very late\n", i + 1,
                     fabs(theory->axis[i].distance));
}

static void note_rates(const struct notes *notes) {
    const struct optimiser_config *optimiser = &notes->config->optimiser;
    if (notes->config->data.condition > 0)
        return;
    text_add(notes->text,
             "rates are of gradient flow away from W = V = 0, D = 1 at sigma_x = %.6g, "
             "t = learning rate x steps\n",
             sqrt(notes->theory->escape_variance));
    if (optimiser->kind != OPTIMISER_SGD) {
        text_add(notes->text,
                 "the optimiser is %s, whose steps are not proportional to the gradient: no time "
                 "in steps follows from a rate\n",
                 klimb_optimiser_names[optimiser->kind]);
        return;
    }
    text_add(notes->text, "steps to half of its KL: an estimate of growth at 2 r from the KL of "
                          "the seed's initial weights\n");
    if (optimiser->decay != RATE_CONSTANT || optimiser->warmup > 1)
        text_add(notes->text, "the learning rate changes: steps count at learning_rate\n");
}

static void note_stability(const struct notes *notes) {
    const struct optimiser_config *optimiser = &notes->config->optimiser;
    if (optimiser->learning_rate > training(notes, THEORY_QUANTITY_rate_most) &&
        optimiser->decay == RATE_CONSTANT)
        text_add(notes->text, "the learning rate %g is too large to come to rest: see rate_most\n",
                 optimiser->learning_rate);
}

static void note_decay(const struct notes *notes) {
    if (notes->config->optimiser.weight_decay > 0)
        text_add(notes->text, "weight decay pulls the run away from the optimum of the loss, which "
                              "is printed here\n");
}

static void note_chance(const struct notes *notes) {
    const struct config *config = notes->config;
    int is_sampled = config->noise != NOISE_EXPECTED;
    int is_batched = config->batches.sampling != SAMPLING_FULL;
    if (is_sampled || is_batched)
        text_add(notes->text, "a run hovers about these values: %s%s%s drawn at random\n",
                 is_sampled ? "noise" : "", is_sampled && is_batched ? " and batches are" : "",
                 is_sampled && is_batched ? ""
                 : is_sampled             ? " is"
                                          : "batches are");
}

/* The noise is that of RNG_EVALUATION: one sample for all rows and all seeds. */
static void note_error(const struct notes *notes) {
    double error = notes->theory->value[THEORY_EVALUATION][THEORY_QUANTITY_noise_error];
    if (error > 0)
        text_add(notes->text,
                 "a record is made with one sample of noise: its recon, loss and elbo are off by "
                 "up to a few noise_error; in a run at rest they are all off to the same side\n");
}

static void note_rank(const struct notes *notes) {
    double surplus = training(notes, THEORY_QUANTITY_kl) - training(notes, THEORY_QUANTITY_shannon);
    if (surplus > 1e-9 * training(notes, THEORY_QUANTITY_kl))
        text_add(notes->text,
                 "with %ld latent dimensions not every axis above theta is encoded: "
                 "%.4g nats above Shannon's rate\n",
                 notes->theory->latent, surplus);
}

static void note_information(const struct notes *notes) {
    double kl = training(notes, THEORY_QUANTITY_kl);
    if (kl > training(notes, THEORY_QUANTITY_mi_cap))
        text_add(notes->text, "kl exceeds ln N: N examples cannot carry so much information\n");
    else if (!theory_is_gaussian(notes->config))
        text_add(notes->text, "only mi <= kl is known: the aggregate posterior has mean 0 and "
                              "variance 1, but the data need not be Gaussian\n");
}

static void note_floor(const struct notes *notes) {
    if (notes->config->likelihood.kind == LIKELIHOOD_GAUSSIAN_LEARNED &&
        !(training(notes, THEORY_QUANTITY_sigma_x) > notes->config->likelihood.floor))
        text_add(notes->text, "sigma_x approaches its floor and never reaches it\n");
}

void theory_notes(struct text *text, const struct theory *theory, const struct config *config) {
    typedef void note(const struct notes *);
    static note *const any[] = {note_reach,    note_condition, note_levels,
                                note_schedule, note_bounds,    note_curve};
    static note *const optimum[] = {note_collapse,    note_near,   note_rates, note_stability,
                                    note_decay,       note_chance, note_error, note_rank,
                                    note_information, note_floor};
    struct notes notes = {text, theory, config};
    for (size_t i = 0; i < sizeof any / sizeof *any; i++)
        any[i](&notes);
    for (size_t i = 0; i < sizeof optimum / sizeof *optimum; i++)
        if (theory->reach == THEORY_OPTIMUM)
            optimum[i](&notes);
}
