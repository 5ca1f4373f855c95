/* report_pages.h -- all pages of a report, and the sections that several of them have.
 *
 *     report_pages_write(&report, &error)
 */
#ifndef KLIMB_REPORT_PAGES_H
#define KLIMB_REPORT_PAGES_H

#include "report/figures/report_figures.h"
#include "report/pages/report_frame.h"

/* report_pages_write -- all pages, from the items as report_data_write has filled them; index.html is
 * the last one. STATUS_IO, STATUS_MEMORY, STATUS_FORMAT for a damaged template. */
enum status report_pages_write(const struct report *report, struct error *error) MUST_CHECK;

/* ---- sections ---- */

/* report_add_figures -- every figure of the table that the topic has and that is laid out so. */
enum report_place {
    REPORT_ON_PAGE,       /* all that have no place of their own */
    REPORT_ON_COMPARATOR, /* layout "overlay comparator" */
    REPORT_IN_FAILURE,    /* layout "departure": first of all on the page of what failed */
    REPORT_IN_ROW /* layout "spark": without a caption, in a row of the table of scenarios */
};
void report_add_figures(struct report_page *page, struct text *out,
                        const struct report_topic *topic, enum report_place place);

/* report_add_rows -- the table of all scenarios of a family, or of all families for NULL: verdict,
 * name, claim, small curves, final values. */
void report_add_rows(struct report_page *page, struct text *out,
                     const struct report_family *family);

/* report_add_numbers -- the final values of each seed, the course of the first seed as a table, and
 * the records to download; nothing where no run has a record. */
void report_add_numbers(struct report_page *page, struct text *out,
                        const struct report_subject *subject);

/* report_add_power -- how small a change of this scenario each test notices; nothing where that was not measured.
 * report_add_all_power -- of all scenarios that were. */
void report_add_power(struct report_page *page, struct text *out,
                      const struct report_subject *subject);
void report_add_all_power(struct report_page *page, struct text *out);

/* report_add_studies -- the table of the studies that have been run; nothing where there is none. */
void report_add_studies(struct report_page *page, struct text *out);

/* report_add_words -- what the final model makes of sequences of symbols, as words; nothing of other examples. */
void report_add_words(struct report_page *page, struct text *out,
                      const struct report_subject *subject);

/* report_add_source -- the scenario as `klimb show` prints it, with what differs from its base
 * marked. */
void report_add_source(struct report_page *page, struct text *out, const struct scenario *scenario);

/* ---- one function a page: they write what report_open and report_close frame ---- */

void report_index_write(struct report_page *page);
void report_scenario_write(struct report_page *page,
                           long subject); /* index into report->subjects */
void report_family_write(struct report_page *page, const struct report_family *family);
void report_study_page_write(struct report_page *page, long study); /* index into report->studies */
void report_studies_write(struct report_page *page); /* nothing where none has been run */
void report_glossary_write(struct report_page *page);
void report_tables_write(
    struct report_page *page); /* nothing when nothing of the comparator is known */
void report_speed_page_write(struct report_page *page);   /* nothing when no table was asked for */
void report_history_page_write(struct report_page *page); /* nothing when there is no history */

#endif
