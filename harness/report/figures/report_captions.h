/* report_captions.h -- what the page says about figures of a scenario: why there is none, what it
 * shows to those who do not see it, and how it is read. Internal to report; see report_figures.h.
 */
#ifndef KLIMB_REPORT_CAPTIONS_H
#define KLIMB_REPORT_CAPTIONS_H

#include "report/figures/report_figures.h"

/* X(name): describe and explain a figure. */
#define CAPTION_TABLE(X)                                                                           \
    X(plane)                                                                                       \
    X(information)                                                                                 \
    X(variance) X(gradients) X(latents) X(pictures) X(path) X(residual) X(departure) X(study)
#define CAPTION_DECLARE(name)                                                                      \
    void caption_describe_##name(struct text *alt, const struct report_topic *topic);              \
    void caption_explain_##name(struct text *caption, const struct report_topic *topic);
CAPTION_TABLE(CAPTION_DECLARE)

/* Why a topic has no such figure; NULL when it has. */
const char *caption_lacks_plane(const struct report_topic *topic);
const char *caption_lacks_information(const struct report_topic *topic);
const char *caption_lacks_variance(const struct report_topic *topic);
const char *caption_lacks_gradients(const struct report_topic *topic);
const char *caption_lacks_latents(const struct report_topic *topic);
const char *caption_lacks_pictures(const struct report_topic *topic);
const char *caption_lacks_path(const struct report_topic *topic);
const char *caption_lacks_residual(const struct report_topic *topic);
const char *caption_lacks_departure(const struct report_topic *topic);
const char *caption_lacks_study(const struct report_topic *topic);

#endif
