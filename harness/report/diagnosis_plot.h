/* diagnosis_plot.h -- draws a log with its diagnosis: phases shaded, evidence marked.
 */
#ifndef KLIMB_DIAGNOSIS_PLOT_H
#define KLIMB_DIAGNOSIS_PLOT_H

#include "diagnose/diagnosis_text.h"
#include "report/model/report_model.h"

/* diagnosis_plot -- draw the figure.
 *   axis    the name of the record's steps: "step", "epoch", "row"
 *   output  the file; its suffix gives the format: .svg, .png or .pdf
 *   options scripts and gnuplot; the others are not used
 * STATUS_INVALID for another suffix; otherwise as report_plot. */
enum status diagnosis_plot(const struct diagnosed *diagnosed, const char *axis, const char *output,
                           const struct report_options *options, struct error *error) MUST_CHECK;

/* diagnosis_plot_check -- check the suffix of a file before anything is read. STATUS_INVALID. */
enum status diagnosis_plot_check(const char *output, struct error *error) MUST_CHECK;

#endif
