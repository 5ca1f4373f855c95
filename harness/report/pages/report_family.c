/* The page of a family: its scenarios over each other, side by side, and in one table. */
#include "report/pages/report_pages.h"

void report_family_write(struct report_page *page, const struct report_family *family) {
    char path[FILE_PATH_MAX];
    const struct report_topic topic = {REPORT_OF_FAMILY, page->report, family, NULL, NULL};
    const char *title = report_family_title(family);
    struct text figures = {0}, rows = {0}, body = {0};
    report_family_path(path, family);
    report_open(page, path);
    report_add_figures(page, &figures, &topic, REPORT_ON_PAGE);
    report_add_rows(page, &rows, family);
    const struct template_field fields[] = {REPORT_WORDS("name", title),
                                            REPORT_MARKUP("figures", figures.bytes),
                                            REPORT_MARKUP("rows", rows.bytes)};
    REPORT_FILL(page, &body, PART_FAMILY, fields);
    report_close(page, path, title, "family", &body);
    report_drop(page, &figures);
    report_drop(page, &rows);
}
