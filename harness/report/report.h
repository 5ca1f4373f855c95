/* report.h -- makes the pages of build/report/ from judged records.
 *
 *     check_run(&check, &check_options, &error)
 *     const struct report_input input = {.check = &check, .check_options = &check_options};
 *     report_write(&input, &report_options, &error)
 *
 * A report on one study is a page with its figure, from the tables of `klimb sweep`:
 *     const struct report_input input = {.study = "beta-sweep"};    // report_options.sweeps, experiments
 *
 * index.html leads to a page for each scenario and each family. All work from the file system, without a network; a
 * small script filters and sorts, but is not needed for reading. Beside the pages are figures/, drawn by gnuplot, and
 * data/, which the figures are drawn from and which can be downloaded. The same records, verdicts, table of speeds and
 * history give the same bytes: pages have no dates or times of their own.
 */
#ifndef KLIMB_REPORT_H
#define KLIMB_REPORT_H

#include "report/model/report_model.h"

/* report_write -- data files, figures and pages for all subjects. Only artefacts are read again; the check has read
 * everything else. For a run that broke, or a table that cannot be read, the page has the reason and no figure. The
 * folder has the whole old report or the whole new one. Progress goes to standard error unless options->quiet.
 * STATUS_UNSUPPORTED with a hint when gnuplot is missing; STATUS_FAILED when it refuses a figure; STATUS_IO for a
 * folder that cannot be written or missing scripts; STATUS_FORMAT with
 * file, line and column for a damaged template; STATUS_MEMORY; for one study also its errors (report_study_table.h). */
enum status report_write(const struct report_input *input, const struct report_options *options,
                         struct error *error) MUST_CHECK;

extern const char *const report_plot_formats[]; /* of a figure by itself, NULL-terminated */

/* One figure by itself. */
struct report_plot {
    const char *figure; /* its name; report_plot_check */
    const char *format; /* one of report_plot_formats */
    const char *output; /* the file, NULL for standard output */
};

/* report_plot_check -- check that figure and format exist, before anything is run. STATUS_INVALID lists those that do.
 */
enum status report_plot_check(const struct report_plot *plot, struct error *error) MUST_CHECK;

/* report_plot_is_of_study -- whether the figure shows a study: input->study names it, and options->sweeps has its
 * tables. */
int report_plot_is_of_study(const struct report_plot *plot);

/* report_plot -- draw one figure, from data files in a temporary folder; options->folder is not used. A figure of a
 * scenario needs one scenario, a figure of a family scenarios of one family. STATUS_INVALID if the input has several,
 * or lacks the figure's data; otherwise as report_write. */
enum status report_plot(const struct report_input *input, const struct report_options *options,
                        const struct report_plot *plot, struct error *error) MUST_CHECK;

#endif
