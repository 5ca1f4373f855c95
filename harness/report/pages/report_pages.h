/* report_pages.h -- writes all pages of a report, and the sections that several pages share.
 *
 *     report_pages_write(&report, &error)
 */
#ifndef KLIMB_REPORT_PAGES_H
#define KLIMB_REPORT_PAGES_H

#include "report/figures/report_figures.h"
#include "report/pages/report_frame.h"

/* report_pages_write -- write all pages from the subjects filled in by report_data_write; index.html is the last one.
 * STATUS_IO, STATUS_MEMORY, STATUS_FORMAT for a damaged template. */
enum status report_pages_write(const struct report *report, struct error *error) MUST_CHECK;

/* ---- sections ---- */

/* report_add_figures -- add every figure of the topic that belongs to this place. */
enum report_place {
    REPORT_ON_PAGE,       /* all others */
    REPORT_ON_COMPARATOR, /* layout "overlay comparator" */
    REPORT_IN_FAILURE,    /* layout "departure": first on the page of a failure */
    REPORT_IN_ROW /* layout "spark": without a caption, in a row of the table of scenarios */
};
void report_add_figures(struct report_page *page, struct text *out,
                        const struct report_topic *topic, enum report_place place);

/* report_add_rows -- add the table of all scenarios of a family (NULL: of all families): verdict, name, claim, small
 * curves, final values. */
void report_add_rows(struct report_page *page, struct text *out,
                     const struct report_family *family);

/* report_add_numbers -- add the final values of each seed, the course of the first seed as a table, and links to the
 * records; nothing if no run has a record. */
void report_add_numbers(struct report_page *page, struct text *out,
                        const struct report_subject *subject);

/* report_add_power -- how small a change of this scenario each test notices; nothing where that was not measured.
 * report_add_all_power -- of all scenarios that were. */
void report_add_power(struct report_page *page, struct text *out,
                      const struct report_subject *subject);
void report_add_all_power(struct report_page *page, struct text *out);

/* report_add_studies -- add the table of the studies with results; nothing if there are none. */
void report_add_studies(struct report_page *page, struct text *out);

/* report_add_words -- add the final model's output for sequences of symbols, as words; nothing for other data. */
void report_add_words(struct report_page *page, struct text *out,
                      const struct report_subject *subject);

/* report_add_source -- add the scenario as `klimb show` prints it, with differences from its base marked. */
void report_add_source(struct report_page *page, struct text *out, const struct scenario *scenario);

/* ---- one function for each page, between report_open and report_close ---- */

void report_index_write(struct report_page *page);
void report_scenario_write(struct report_page *page,
                           long subject); /* index into report->subjects */
void report_family_write(struct report_page *page, const struct report_family *family);
void report_study_page_write(struct report_page *page, long study); /* index into report->studies */
void report_studies_write(struct report_page *page);                /* nothing without results */
void report_glossary_write(struct report_page *page);
void report_tables_write(struct report_page *page); /* nothing without results on the comparator */
void report_speed_page_write(struct report_page *page);   /* nothing without a table */
void report_history_page_write(struct report_page *page); /* nothing without a history */

#endif
