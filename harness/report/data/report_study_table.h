/* report_study_table.h -- reads the tables of studies from `klimb sweep`, and writes the files for their figures.
 *
 *     report_studies_read(&report, &error)        // all with results
 *     report_study_read(&study, "experiments", "beta-sweep", "build/sweeps")
 *     report_study_write(&study, &report, &error)
 *     report_study_free(&study)
 *
 * points.csv has a row for each point: the options of the axes, runs, diverged, missing, for each column of the study
 * its median, quartiles and extremes over the runs, theory_<column> if there is theory, phase and phase_share.
 */
#ifndef KLIMB_REPORT_STUDY_TABLE_H
#define KLIMB_REPORT_STUDY_TABLE_H

#include "report/model/report_model.h"

/* report_study_read -- read the study `name` of an experiments folder, and its points from <sweeps>/<name>/points.csv.
 * Errors go to study->error, for the page: the file of the study cannot be read, or the table is damaged or of another
 * version of the study. */
void report_study_read(struct report_study *study, const char *experiments, const char *name,
                       const char *sweeps);
void report_study_free(struct report_study *study);

/* report_studies_read -- read into report->studies all studies with tables below options->sweeps (NULL: none), or the
 * one study of the report. The caller frees them with report_studies_free, also on error. STATUS_IO, STATUS_MEMORY; for
 * one study also its errors. */
enum status report_studies_read(struct report *report, struct error *error) MUST_CHECK;
void report_studies_free(struct report *report);

/* report_study_write -- write below data/<place> copies of points.csv and table.csv for downloading and, if there are
 * points, the data of the figure: study.csv, panels.csv, words.tsv, curves.tsv, ticks.tsv, stretches.tsv. STATUS_IO,
 * STATUS_MEMORY. */
enum status report_study_write(const struct report_study *study, const struct report *report,
                               struct error *error) MUST_CHECK;

#endif
