/* report_captions.h -- the texts about a scenario's figures: why a figure is missing, its
 * description for people who cannot see it, and its caption. Internal to report; see
 * report_figures.h.
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

/* Why a topic lacks a figure; NULL if it has it. */
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
