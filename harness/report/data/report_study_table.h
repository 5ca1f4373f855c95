/* report_study_table.h -- the tables of studies, as `klimb sweep` left them, and the files that their figures are drawn from.
 *
 *     report_studies_read(&report, &error)        // all that have been run
 *     report_study_read(&study, "experiments", "beta-sweep", "build/sweeps")
 *     report_study_write(&study, &report, &error)
 *     report_study_free(&study)
 *
 * points.csv has a row a point: the options of the axes, runs, diverged, missing, for each column of the study its median,
 * quartiles and extremes over the runs, theory_<column> where there is theory, phase and phase_share.
 */
#ifndef KLIMB_REPORT_STUDY_TABLE_H
#define KLIMB_REPORT_STUDY_TABLE_H

#include "report/model/report_model.h"

/* report_study_read -- the study `name` of an experiments folder, and its points from <sweeps>/<name>/points.csv. What is
 * wrong with either goes to study->error, for the page to say: a file of a study that cannot be read, a table that is
 * damaged or of another form of the study. */
void report_study_read(struct report_study *study, const char *experiments, const char *name,
                       const char *sweeps);
void report_study_free(struct report_study *study);

/* report_studies_read -- into report->studies all studies whose tables are below options->sweeps, none for NULL; or the one
 * that the report is of. They are the caller's to free, also on error: report_studies_free. STATUS_IO, STATUS_MEMORY; of the
 * one study also what is wrong with it. */
enum status report_studies_read(struct report *report, struct error *error) MUST_CHECK;
void report_studies_free(struct report *report);

/* report_study_write -- below data/<place>: points.csv and table.csv as they were found, to download, and what the figure is drawn
 * from, if there are points: study.csv, panels.csv, words.tsv, curves.tsv, ticks.tsv, stretches.tsv. STATUS_IO, STATUS_MEMORY. */
enum status report_study_write(const struct report_study *study, const struct report *report,
                               struct error *error) MUST_CHECK;

#endif
