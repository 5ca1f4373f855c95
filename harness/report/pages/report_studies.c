/* studies.html: the studies that have been run, as a table and one figure after the other. */
#include "report/pages/report_pages.h"

void report_study_path(char path[FILE_PATH_MAX], const struct report_study *study) {
    if (study->place[0] == '\0')
        snprintf(path, FILE_PATH_MAX, REPORT_INDEX_PATH);
    else
        snprintf(path, FILE_PATH_MAX, "%s.html", study->place);
}

static void add_row(struct report_page *page, struct text *out, const struct report_study *study) {
    char path[FILE_PATH_MAX], points[REPORT_NUMBER_MAX] = "";
    struct text link = {0}, runs = {0};
    report_study_path(path, study);
    report_add_link(page, &link, path, study->study.name);
    if (study->status == STATUS_OK) {
        snprintf(points, sizeof points, "%ld", study_points(&study->study));
        text_add(&runs, "%ld of %ld", study->runs, report_study_wanted(study));
    } else {
        text_add(&runs, "cannot be shown");
    }
    const struct template_field fields[] = {
        REPORT_MARKUP("link", link.bytes), REPORT_WORDS("claim", study->study.claim),
        REPORT_WORDS("points", points), REPORT_WORDS("runs", runs.bytes)};
    REPORT_FILL(page, out, PART_STUDY_ROW, fields);
    report_drop(page, &link);
    report_drop(page, &runs);
}

void report_add_studies(struct report_page *page, struct text *out) {
    const struct report *report = page->report;
    struct text rows = {0};
    for (long i = 0; i < report->study_count; i++)
        add_row(page, &rows, &report->studies[i]);
    const struct template_field fields[] = {REPORT_MARKUP("rows", rows.bytes)};
    if (report->study_count > 0)
        REPORT_FILL(page, out, PART_STUDY_ROWS, fields);
    report_drop(page, &rows);
}

void report_studies_write(struct report_page *page) {
    const struct report *report = page->report;
    struct text rows = {0}, figures = {0}, body = {0};
    if (report->study_count == 0)
        return;
    report_open(page, REPORT_STUDIES_PATH);
    report_add_studies(page, &rows);
    for (long i = 0; i < report->study_count; i++) {
        const struct report_topic topic = {
            .scope = REPORT_OF_STUDY, .report = report, .study = &report->studies[i]};
        struct text figure = {0}, link = {0};
        char path[FILE_PATH_MAX];
        report_study_path(path, topic.study);
        report_add_link(page, &link, path, topic.study->study.name);
        report_add_figures(page, &figure, &topic, REPORT_ON_PAGE);
        const struct template_field fields[] = {REPORT_MARKUP("link", link.bytes),
                                                REPORT_MARKUP("figure", figure.bytes)};
        if (figure.length > 0)
            REPORT_FILL(page, &figures, PART_STUDY_FIGURE, fields);
        report_drop(page, &figure);
        report_drop(page, &link);
    }
    const struct template_field fields[] = {REPORT_MARKUP("rows", rows.bytes),
                                            REPORT_MARKUP("figures", figures.bytes)};
    REPORT_FILL(page, &body, PART_STUDIES, fields);
    report_close(page, REPORT_STUDIES_PATH, "Studies", "studies", &body);
    report_drop(page, &rows);
    report_drop(page, &figures);
}
