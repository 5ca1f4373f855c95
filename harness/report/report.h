/* report.h -- from judged records to the pages of build/report/.
 *
 *     check_run(&check, &check_options, &error)
 *     const struct report_input input = {.check = &check, .check_options = &check_options};
 *     report_write(&input, &report_options, &error)
 *
 * A report on one study is a page and its figure, from the tables that `klimb sweep` left:
 *     const struct report_input input = {.study = "beta-sweep"};    // report_options.sweeps, experiments
 *
 * index.html leads to a page for each scenario and each family. All open from the file system, without
 * a network; a small script filters and sorts, and everything can be read without it. Beside the
 * pages lie figures/, drawn by gnuplot, and data/, which they were drawn from and which can be
 * downloaded. The same records and verdicts, the same table of speeds and the same history, give the same bytes: no
 * page has dates or times of its own.
 */
#ifndef KLIMB_REPORT_H
#define KLIMB_REPORT_H

#include "report/model/report_model.h"

/* report_write -- data files, figures and pages for all subjects. Nothing is read again that the check has read, but
 * artefacts. A run that broke has its reason on the page and no figure; so has a table that cannot be read. The
 * folder holds the whole old report or the whole new one. Progress goes to standard error unless options->quiet.
 * STATUS_UNSUPPORTED with a hint when gnuplot is missing; STATUS_FAILED when it refuses a figure;
 * STATUS_IO for a folder that cannot be written or scripts that are not there; STATUS_FORMAT with
 * file, line and column for a damaged template; STATUS_MEMORY; of one study also what is wrong with it (report_study_table.h). */
enum status report_write(const struct report_input *input, const struct report_options *options,
                         struct error *error) MUST_CHECK;

extern const char *const report_plot_formats[]; /* of a figure by itself, NULL-terminated */

/* One figure by itself. */
struct report_plot {
    const char *figure; /* its name; report_plot_check */
    const char *format; /* one of report_plot_formats */
    const char *output; /* the file, NULL for standard output */
};

/* report_plot_check -- whether there are such a figure and such a format, before anything is run.
 * STATUS_INVALID names those that there are. */
enum status report_plot_check(const struct report_plot *plot, struct error *error) MUST_CHECK;

/* report_plot_is_of_study -- whether the figure shows a study: input->study names it, and options->sweeps has its tables. */
int report_plot_is_of_study(const struct report_plot *plot);

/* report_plot -- draw one figure, from data files in a folder of its own that is gone
 * afterwards; options->folder is not used. A figure of a scenario needs one, a figure of a
 * family scenarios of one. STATUS_INVALID when it shows several, or lacks what the figure shows; else
 * as report_write. */
enum status report_plot(const struct report_input *input, const struct report_options *options,
                        const struct report_plot *plot, struct error *error) MUST_CHECK;

#endif
