/* The numbers of a scenario as tables: the final values of every seed, the course of the first. */
#include <stdlib.h>
#include <string.h>

#include "report/data/report_files.h"
#include "report/pages/report_pages.h"

enum { COURSE_ROWS = 25 }; /* of the course: what a reader looks through */

/* The records of a scenario's runs, as many as are drawn. */
struct records {
    struct record record[REPORT_SEEDS_DRAWN];
    long count;
};

static enum status read_records(struct records *records, const struct report_item *item,
                                struct error *error) {
    records->count = 0;
    for (long i = 0; i < item->job_count && records->count < item->seed_count; i++) {
        struct record *record = &records->record[records->count];
        enum status status = report_read_record(record, &item->jobs[i], error);
        if (status != STATUS_OK)
            return status;
        if (record->rows > 0)
            records->count++;
        else
            record_free(record);
    }
    return STATUS_OK;
}

static void free_records(struct records *records) {
    for (long i = 0; i < records->count; i++)
        record_free(&records->record[i]);
}

/* ---- tables ---------------------------------------------------------------------------------- */

/* A cell is made here and not by a part, and has no class: there are thousands of them. */
static void add_number(struct text *out, double value) {
    char words[REPORT_NUMBER_MAX];
    report_format_number(words, value);
    text_add(out, "<td>%s</td>", words);
}

/* Where there is no value: not a number that is none. */
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

static int is_present(const struct records *records, enum observable column) {
    for (long i = 0; i < records->count; i++)
        if (records->record[i].present[column])
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

/* A row for each observable, a column for each seed: as long as it has to be, and narrow. */
static void add_finals(struct text *out, const struct records *records) {
    text_add(out, "<thead><tr><th scope=\"col\">final</th>");
    for (long i = 0; i < records->count; i++) {
        char seed[REPORT_NUMBER_MAX], how[REPORT_NUMBER_MAX];
        snprintf(seed, sizeof seed, "seed %ld", records->record[i].seed);
        format_outcome(how, &records->record[i].outcome);
        add_heading(out, seed, how);
    }
    text_add(out, "<th scope=\"col\">unit</th></tr></thead>\n<tbody>\n");
    for (enum observable column = 0; column < OBSERVABLES; column++) {
        const struct klimb_observable_info *info = &klimb_observable_info[column];
        if (!is_present(records, column))
            continue;
        text_add(out, "<tr><th scope=\"row\" title=\"");
        text_add_escaped(out, info->meaning, TEXT_HTML);
        text_add(out, "\">%s</th>", info->name);
        for (long i = 0; i < records->count; i++)
            add_final(out, &records->record[i], column);
        text_add(out, "<td class=\"unit\">%s</td></tr>\n",
                 strcmp(info->unit, "1") == 0 ? "" : info->unit);
    }
    text_add(out, "</tbody>");
}

/* The rows of a record that stand in the table: all, or some spread evenly from first to last. */
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

static void add_download(struct report_page *page, struct text *out, const struct report_item *item,
                         const struct record *record) {
    struct text path = {0}, source = {0}, words = {0};
    text_add(&path, "data/%s/seed-%04ld.csv", report_scenario(item)->name, record->seed);
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
                        const struct report_item *item) {
    struct records *records = calloc(1, sizeof *records);
    struct text finals = {0}, course = {0}, downloads = {0}, seed = {0};
    if (records == NULL) {
        finals.failed = 1;
        report_drop(page, &finals);
        return;
    }
    if (page->status == STATUS_OK)
        page->status = read_records(records, item, page->error);
    if (page->status == STATUS_OK && records->count > 0) {
        add_finals(&finals, records);
        add_course(&course, &records->record[0]);
        text_add(&seed, "%ld", records->record[0].seed);
        for (long i = 0; i < records->count; i++)
            add_download(page, &downloads, item, &records->record[i]);
        const struct template_field fields[] = {
            REPORT_MARKUP("finals", finals.bytes), REPORT_MARKUP("course", course.bytes),
            REPORT_WORDS("seed", seed.bytes), REPORT_MARKUP("downloads", downloads.bytes)};
        REPORT_FILL(page, out, PART_NUMBERS, fields);
    }
    report_drop(page, &finals);
    report_drop(page, &course);
    report_drop(page, &downloads);
    report_drop(page, &seed);
    free_records(records);
    free(records);
}
