/* diagnosis_plot.h -- a log as a figure, with what a diagnosis says about it: phases shaded, evidence marked.
 */
#ifndef KLIMB_DIAGNOSIS_PLOT_H
#define KLIMB_DIAGNOSIS_PLOT_H

#include "diagnose/diagnosis_text.h"
#include "report/model/report_model.h"

/* diagnosis_plot -- draw it.
 *   axis    what the steps of the record are: "step", "epoch", "row"
 *   output  the file; its name says the format: .svg, .png or .pdf
 *   options scripts and gnuplot; the others are not used
 * STATUS_INVALID for another end of the name; else as report_plot. */
enum status diagnosis_plot(const struct diagnosed *diagnosed, const char *axis, const char *output,
                           const struct report_options *options, struct error *error) MUST_CHECK;

/* diagnosis_plot_check -- whether the name of a file says a format, before anything is read. STATUS_INVALID. */
enum status diagnosis_plot_check(const char *output, struct error *error) MUST_CHECK;

#endif
