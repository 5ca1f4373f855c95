#include "report/figures/report_captions.h"

#include "base/text.h"

static const char *name_of(const struct report_topic *topic) {
    return topic->subject->name;
}

/* "kl from 0.08 to 3.4": the first value of the first seed and that of its end. */
static void add_change(struct text *text, const struct report_subject *subject,
                       enum observable column) {
    char from[REPORT_NUMBER_MAX], to[REPORT_NUMBER_MAX];
    report_format_number(from, subject->initial[column]);
    report_format_number(to, subject->final[column]);
    text_add(text, " %s from %s to %s", klimb_observable_info[column].name, from, to);
}

/* ---- a course: more than one row --------------------------------------------------------------- */

static const char *lacks_course(const struct report_topic *topic) {
    if (topic->subject->seed_count == 0)
        return "none of its runs left a record";
    return topic->subject->last_step > 0 ? NULL : "its runs have only the first step";
}

/* A log of another program may lack a column. */
static const char *lacks_column(const struct report_topic *topic, enum observable column) {
    const char *lack = lacks_course(topic);
    if (lack != NULL || topic->subject->present[column])
        return lack;
    return "its record does not have a column that it is drawn from";
}

/* For a plane of two columns; `meets`: they have numbers in the same row. Only logs of other programs may write them in
 * different rows; klimb's runs are always drawn. */
static const char *lacks_plane(const struct report_topic *topic, enum observable other, int meets) {
    const char *lack = lacks_column(topic, OBSERVABLE_kl);
    if (lack == NULL)
        lack = lacks_column(topic, other);
    if (lack != NULL || meets || report_is_judged(topic->report))
        return lack;
    return "no step of its record has both values";
}

const char *caption_lacks_plane(const struct report_topic *topic) {
    return lacks_plane(topic, OBSERVABLE_recon, topic->subject->meets_recon);
}

const char *caption_lacks_information(const struct report_topic *topic) {
    return lacks_plane(topic, OBSERVABLE_mi, topic->subject->meets_mi);
}

const char *caption_lacks_variance(const struct report_topic *topic) {
    const char *lack = lacks_column(topic, OBSERVABLE_logvar_min);
    return lack != NULL ? lack : lacks_column(topic, OBSERVABLE_logvar_max);
}

const char *caption_lacks_gradients(const struct report_topic *topic) {
    const char *lack = lacks_column(topic, OBSERVABLE_grad_encoder);
    return lack == NULL ? NULL : lacks_column(topic, OBSERVABLE_grad_decoder);
}

void caption_describe_plane(struct text *alt, const struct report_topic *topic) {
    text_add(alt, "Path of %s through the plane of rate and distortion:", name_of(topic));
    add_change(alt, topic->subject, OBSERVABLE_kl);
    text_add(alt, ",");
    add_change(alt, topic->subject, OBSERVABLE_recon);
    text_add(alt, " nats.");
}

void caption_explain_plane(struct text *caption, const struct report_topic *topic) {
    text_add(caption,
             "Rate against distortion, seed %ld coloured by step%s. Along a grey line the ELBO is "
             "the same; training at β moves towards the lower left, across lines of slope -β.",
             report_first_seed(topic->subject),
             topic->subject->seed_count > 1 ? ", the other seeds grey" : "");
}

void caption_describe_information(struct text *alt, const struct report_topic *topic) {
    text_add(alt, "Mutual information against KL of %s:", name_of(topic));
    add_change(alt, topic->subject, OBSERVABLE_kl);
    text_add(alt, ",");
    add_change(alt, topic->subject, OBSERVABLE_mi);
    text_add(alt, " nats.");
}

void caption_explain_information(struct text *caption, const struct report_topic *topic) {
    (void)topic;
    text_add(caption,
             "On the line MI = KL all KL tells examples apart; the distance to it is how far "
             "the aggregate posterior left the prior. An estimate from N "
             "examples cannot exceed ln N.");
}

void caption_describe_variance(struct text *alt, const struct report_topic *topic) {
    const struct report_subject *subject = topic->subject;
    text_add(alt, "ln sigma^2 of the posterior of %s over time:", name_of(topic));
    add_change(alt, subject, OBSERVABLE_logvar_min);
    text_add(alt, ",");
    add_change(alt, subject, OBSERVABLE_logvar_max);
    text_add(alt, ".");
}

void caption_explain_variance(struct text *caption, const struct report_topic *topic) {
    text_add(caption,
             "ln σ² of seed %ld: range over all examples and dimensions (pale), and quartiles over "
             "dimensions of the means over examples. N(0, I) has 0.",
             report_first_seed(topic->subject));
}

void caption_describe_gradients(struct text *alt, const struct report_topic *topic) {
    text_add(alt, "Gradient norms of %s over time:", name_of(topic));
    add_change(alt, topic->subject, OBSERVABLE_grad_encoder);
    text_add(alt, ",");
    add_change(alt, topic->subject, OBSERVABLE_grad_decoder);
    text_add(alt, ".");
}

void caption_explain_gradients(struct text *caption, const struct report_topic *topic) {
    text_add(caption, "Norm of the gradient of the batch before clipping, seed %ld%s.",
             report_first_seed(topic->subject), topic->subject->seed_count > 1 ? " dark" : "");
}

/* ---- artefacts of the final model -------------------------------------------------------------- */

/* Why the first run has no artefacts. */
static const char *lacks_artefacts(const struct report_topic *topic) {
    if (topic->subject->seed_count == 0)
        return "none of its runs left a record";
    return topic->subject->outcome.diverged ? "its first run diverged: there is no final model"
                                            : "its first run left no artefacts";
}

const char *caption_lacks_latents(const struct report_topic *topic) {
    return topic->subject->has_latents ? NULL : lacks_artefacts(topic);
}

/* Why there are no pictures of a kind. */
static const char *lacks_pictures(const struct report_topic *topic, int has) {
    if (has)
        return NULL;
    return topic->subject->has_latents ? "its examples are not images" : lacks_artefacts(topic);
}

const char *caption_lacks_pictures(const struct report_topic *topic) {
    return lacks_pictures(topic, topic->subject->has_pictures);
}

const char *caption_lacks_path(const struct report_topic *topic) {
    return lacks_pictures(topic, topic->subject->has_path);
}

void caption_describe_latents(struct text *alt, const struct report_topic *topic) {
    text_add(
        alt,
        "Posterior means of the evaluation set of %s in the plane of their first two principal "
        "axes, with circles of one, two and three standard deviations of N(0, I).",
        name_of(topic));
}

void caption_explain_latents(struct text *caption, const struct report_topic *topic) {
    text_add(caption,
             "Each point is the μ of an example, by class where labels are known, a number at the "
             "mean of each class; seed %ld. The circles hold 39, 86 and 99 %% of N(0, I).",
             report_first_seed(topic->subject));
}

void caption_describe_pictures(struct text *alt, const struct report_topic *topic) {
    text_add(alt, "Ten examples, their reconstructions and thirty samples of the prior of %s.",
             name_of(topic));
}

void caption_explain_pictures(struct text *caption, const struct report_topic *topic) {
    text_add(caption,
             "Decoded from the μ of an example, and from samples of the prior, which are the same "
             "for all scenarios with this number of dimensions; seed %ld.",
             report_first_seed(topic->subject));
}

void caption_describe_path(struct text *alt, const struct report_topic *topic) {
    text_add(alt,
             "Pictures decoded along three straight lines between examples in the latent space of "
             "%s, with the density of the aggregate posterior along them.",
             name_of(topic));
}

void caption_explain_path(struct text *caption, const struct report_topic *topic) {
    text_add(caption,
             "Decoded on straight lines from the μ of one example to that of another, seed %ld. "
             "Where the curve is in the shaded part, the aggregate posterior is thinner than where "
             "99 %% of its own samples lie: a hole, where the decoder has seen nothing.",
             report_first_seed(topic->subject));
}

/* ---- golden curves ----------------------------------------------------------------------------- */

const char *caption_lacks_residual(const struct report_topic *topic) {
    const char *lack = lacks_course(topic);
    if (lack != NULL)
        return lack;
    return topic->subject->residuals > 0 ? NULL : "it has no golden curves to compare with";
}

void caption_describe_residual(struct text *alt, const struct report_topic *topic) {
    text_add(alt,
             "Nine small curves of %s: the distance of its runs from the golden centre over time, "
             "in half-widths of the golden band.",
             name_of(topic));
}

void caption_explain_residual(struct text *caption, const struct report_topic *topic) {
    text_add(
        caption,
        "Distance from the golden centre in half-widths of the band (green: where %g %% of the "
        "values of another seed are expected), on the same axis for all columns; seed %ld "
        "dark.",
        100 * (1 - REPORT_BAND_LEVEL), report_first_seed(topic->subject));
}

const char *caption_lacks_departure(const struct report_topic *topic) {
    return topic->subject->departed ? NULL : "none of its runs departs from its golden curves";
}

static struct departure departure_of(const struct report_topic *topic) {
    struct departure departure;
    verdict_departure(&departure, topic->subject->judgement);
    return departure;
}

void caption_describe_departure(struct text *alt, const struct report_topic *topic) {
    text_add(alt, "Where %s departs from its golden curve: %s", name_of(topic),
             departure_of(topic).message);
}

void caption_explain_departure(struct text *caption, const struct report_topic *topic) {
    const struct departure departure = departure_of(topic);
    const struct klimb_observable_info *info = &klimb_observable_info[departure.column];
    text_add(caption,
             "%s: %s of seed %ld at step %ld is %.9g, golden %.9g. Below: how large the difference "
             "is from there on.",
             verdict_bits_have_place(topic->subject->judgement)
                 ? "The first bits that differ"
                 : "Farthest outside the golden band",
             info->name, departure.seed, departure.step, departure.got, departure.wanted);
}
