#include "report/pages/report_pages.h"

#include "judge/verdict_markdown.h"
#include <stdlib.h>
#include <string.h>

#include "judge/verdict_format.h"

/* Copies a file that pages refer to beside them. */
static void copy_file(struct report_page *page, const char *source, const char *name) {
    char from[FILE_PATH_MAX], to[FILE_PATH_MAX], *bytes = NULL;
    size_t size = 0;
    if (page->status == STATUS_OK)
        page->status = file_join(from, page->report->options->scripts, source, page->error);
    if (page->status == STATUS_OK)
        page->status = file_join(to, page->report->options->folder, name, page->error);
    if (page->status == STATUS_OK)
        page->status = file_read(&bytes, &size, from, REPORT_PART_LIMIT, page->error);
    if (page->status == STATUS_OK)
        page->status = file_write(to, bytes, size, page->error);
    free(bytes);
}

/* The verdicts for the summary of a CI job. */
static void write_summary(struct report_page *page) {
    const struct check *check = page->report->input->check;
    char path[FILE_PATH_MAX];
    if (page->status == STATUS_OK)
        page->status = file_join(path, page->report->options->folder, "summary.md", page->error);
    if (page->status == STATUS_OK)
        page->status = verdict_format_save(path, verdict_write_markdown, check->judgements,
                                           check->count, &check->summary, page->error);
}

/* What a report has besides scenarios, records and studies. */
static void write_others(struct report_page *page) {
    report_studies_write(page);
    report_glossary_write(page);
    report_speed_page_write(page);
    report_history_page_write(page);
    report_tables_write(page);
    if (report_is_judged(page->report))
        write_summary(page);
    if (page->status == STATUS_OK)
        report_index_write(page);
}

enum status report_pages_write(const struct report *report, struct error *error) {
    struct report_page page = {.report = report, .error = error};
    report_parts_read(&page);
    copy_file(&page, "page/report.css", "report.css");
    copy_file(&page, "page/report.js", "report.js");
    for (long i = 0; page.status == STATUS_OK && i < report->count; i++)
        report_scenario_write(&page, i);
    for (long i = 0;
         page.status == STATUS_OK && report_is_judged(report) && i < report->family_count; i++)
        report_family_write(&page, &report->families[i]);
    for (long i = 0; page.status == STATUS_OK && i < report->study_count; i++)
        report_study_page_write(&page, i);
    if (!report_is_of_study(report))
        write_others(&page);
    report_parts_free(&page);
    return page.status;
}
