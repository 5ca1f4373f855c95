/* The numbers of a scenario as tables: the final values of every seed, the course of the first. */
#include <string.h>

#include "report/pages/report_pages.h"

enum { COURSE_ROWS = 25 }; /* of the course: what a reader looks through */

/* ---- tables ---------------------------------------------------------------------------------- */

/* Cells are made here rather than by a part, and have no class, because there are thousands of
 * them. */
static void add_number(struct text *out, double value) {
    char words[REPORT_NUMBER_MAX];
    report_format_number(words, value);
    text_add(out, "<td>%s</td>", words);
}

/* Where there is no value, no number is shown. */
static void add_nothing(struct text *out) {
    text_add(out, "<td title=\"no value\">\u2013</td>");
}

static void add_heading(struct text *out, const char *words, const char *title) {
    text_add(out, "<th scope=\"col\" class=\"number\" title=\"");
    text_add_escaped(out, title, TEXT_HTML);
    text_add(out, "\">");
    text_add_escaped(out, words, TEXT_HTML);
    text_add(out, "</th>");
}

static int is_present(const struct report_subject *subject, enum observable column) {
    for (long i = 0; i < subject->seed_count; i++)
        if (subject->records[i]->present[column])
            return 1;
    return 0;
}

static void format_outcome(char words[REPORT_NUMBER_MAX], const struct outcome *outcome) {
    if (outcome->diverged)
        snprintf(words, REPORT_NUMBER_MAX, "%s not finite at %ld", klimb_term_names[outcome->term],
                 outcome->step);
    else
        snprintf(words, REPORT_NUMBER_MAX, "completed");
}

static void add_final(struct text *out, const struct record *record, enum observable column) {
    if (record->present[column])
        add_number(out, record_final(record, column));
    else
        add_nothing(out);
}

/* A row for each observable, a column for each seed: a long but narrow table. */
static void add_finals(struct text *out, const struct report_subject *subject) {
    text_add(out, "<thead><tr><th scope=\"col\">final</th>");
    for (long i = 0; i < subject->seed_count; i++) {
        char seed[REPORT_NUMBER_MAX], how[REPORT_NUMBER_MAX];
        snprintf(seed, sizeof seed, "seed %ld", subject->records[i]->seed);
        format_outcome(how, &subject->records[i]->outcome);
        add_heading(out, seed, how);
    }
    text_add(out, "<th scope=\"col\">unit</th></tr></thead>\n<tbody>\n");
    for (enum observable column = 0; column < OBSERVABLES; column++) {
        const struct klimb_observable_info *info = &klimb_observable_info[column];
        if (!is_present(subject, column))
            continue;
        text_add(out, "<tr><th scope=\"row\" title=\"");
        text_add_escaped(out, info->meaning, TEXT_HTML);
        text_add(out, "\">%s</th>", info->name);
        for (long i = 0; i < subject->seed_count; i++)
            add_final(out, subject->records[i], column);
        text_add(out, "<td class=\"unit\">%s</td></tr>\n",
                 strcmp(info->unit, "1") == 0 ? "" : info->unit);
    }
    text_add(out, "</tbody>");
}

/* The rows of a record in the table: all, or some spread evenly from first to last. */
static long course_row(const struct record *record, long i) {
    return record->rows <= COURSE_ROWS ? i : i * (record->rows - 1) / (COURSE_ROWS - 1);
}

static void add_course(struct text *out, const struct record *record) {
    long rows = record->rows < COURSE_ROWS ? record->rows : COURSE_ROWS;
    text_add(out, "<thead><tr><th scope=\"col\" class=\"number\">step</th>");
    for (enum observable column = 0; column < OBSERVABLES; column++)
        if (record->present[column])
            add_heading(out, klimb_observable_info[column].name,
                        klimb_observable_info[column].meaning);
    text_add(out, "</tr></thead>\n<tbody>\n");
    for (long i = 0; i < rows; i++) {
        long row = course_row(record, i);
        text_add(out, "<tr><th scope=\"row\">%ld</th>", record->step[row]);
        for (enum observable column = 0; column < OBSERVABLES; column++)
            if (record_is_missing(record, row, column) && record->present[column])
                add_nothing(out);
            else if (record->present[column])
                add_number(out, (double)record_value(record, row, column));
        text_add(out, "</tr>\n");
    }
    text_add(out, "</tbody>");
}

/* ---- downloads ------------------------------------------------------------------------------- */

static void add_download(struct report_page *page, struct text *out,
                         const struct report_subject *subject, const struct record *record) {
    struct text path = {0}, source = {0}, words = {0};
    text_add(&path, "data/%s/seed-%04ld.csv", subject->name, record->seed);
    text_add(&words, "seed-%04ld.csv", record->seed);
    report_add_address(page, &source, path.bytes != NULL ? path.bytes : "");
    const struct template_field fields[] = {REPORT_MARKUP("source", source.bytes),
                                            REPORT_WORDS("name", words.bytes)};
    REPORT_FILL(page, out, PART_DOWNLOAD, fields);
    report_drop(page, &path);
    report_drop(page, &source);
    report_drop(page, &words);
}

void report_add_numbers(struct report_page *page, struct text *out,
                        const struct report_subject *subject) {
    struct text finals = {0}, course = {0}, downloads = {0}, seed = {0};
    if (subject->seed_count == 0)
        return;
    add_finals(&finals, subject);
    add_course(&course, subject->records[0]);
    text_add(&seed, "%ld", report_first_seed(subject));
    for (long i = 0; i < subject->seed_count; i++)
        add_download(page, &downloads, subject, subject->records[i]);
    const struct template_field fields[] = {
        REPORT_MARKUP("finals", finals.bytes), REPORT_MARKUP("course", course.bytes),
        REPORT_WORDS("seed", seed.bytes), REPORT_MARKUP("downloads", downloads.bytes)};
    REPORT_FILL(page, out, PART_NUMBERS, fields);
    report_drop(page, &finals);
    report_drop(page, &course);
    report_drop(page, &downloads);
    report_drop(page, &seed);
}
