/* report_figures.h -- the table of figures: their subjects, scripts, layout and texts. Internal to report.
 *
 *     struct report_topic topic = {REPORT_OF_SCENARIO, &report, &family, &item};
 *     for (int i = 0; i < REPORT_FIGURES; i++) {
 *         const struct report_figure *figure = &report_figures[i];
 *         if (figure->scope == topic.scope && figure->lacks(&topic) == NULL) ...
 *     }
 *
 * A script gets the folder of the subject's data files, the figure's argument and the name of a
 * format (reports/figures/style.gp); drawing, the page and `klimb plot` use only the table.
 */
#ifndef KLIMB_REPORT_FIGURES_H
#define KLIMB_REPORT_FIGURES_H

#include "report/model/report_model.h"

/* What a figure is about. */
enum report_scope {
    REPORT_OF_SCENARIO,
    REPORT_OF_FAMILY,
    REPORT_OF_STUDY,
    REPORT_OF_WHOLE /* the report itself */
};

/* The subject of a figure. Fields outside its scope are NULL. */
struct report_topic {
    enum report_scope scope;
    const struct report *report;
    const struct report_family *family;
    const struct report_subject *subject;
    const struct report_study *study; /* of REPORT_OF_STUDY alone */
};

struct report_figure {
    const char *name;     /* for `klimb plot`; its file is <name>.svg */
    const char *script;   /* below the folder of scripts */
    const char *argument; /* the script's second argument; may be "" */
    enum report_scope scope;
    const char *layout; /* class on the page: curves, heat, overlay, square, departure, spark */
    const char *width,
        *height;       /* pixels, as in the script; height "" for a study's: report_study_height */
    const char *title; /* what it shows, in a few words */
    /* Why a topic lacks this figure; NULL if it has it. */
    const char *(*lacks)(const struct report_topic *topic);
    /* The description for people who cannot see it, and the caption. */
    void (*describe)(struct text *alt, const struct report_topic *topic);
    void (*explain)(struct text *caption, const struct report_topic *topic);
};

/* In the order of the page. */
enum { REPORT_FIGURES = 19 };
extern const struct report_figure report_figures[REPORT_FIGURES];

/* report_topic_name -- below data/ and figures/ of the report; "" for the whole. */
const char *report_topic_name(const struct report_topic *topic);

/* report_figure_path -- where a figure of a topic is: figures/<name of the topic>/<figure>.svg,
 * below the folder of the report. STATUS_INVALID when it is too long. */
enum status report_figure_path(char path[FILE_PATH_MAX], const struct report_figure *figure,
                               const struct report_topic *topic, struct error *error) MUST_CHECK;

/* report_find_script -- the absolute path of a script, because gnuplot runs in the report's folder. STATUS_IO with a
 * hint if it is missing.
 *   script  out  [PATH_MAX] */
enum status report_find_script(char *script, const char *folder, const char *name,
                               struct error *error) MUST_CHECK;

/* report_draw -- draw every figure of every topic. STATUS_IO for a missing script;
 * STATUS_MEMORY; errors of gnuplot_draw. */
enum status report_draw(const struct report *report, struct error *error) MUST_CHECK;

#endif
