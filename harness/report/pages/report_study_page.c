/* The page of a study: its claim, its figure, its points, how they were made. */
#include <math.h>
#include <string.h>

#include "report/pages/report_pages.h"

/* ---- the table of points --------------------------------------------------------------------- */

static void add_cell(struct report_page *page, struct text *out, enum report_part part,
                     const char *kind, const char *value) {
    const struct template_field fields[] = {REPORT_MARKUP("kind", kind),
                                            REPORT_WORDS("value", value)};
    REPORT_FILL(page, out, part, fields);
}

static void add_line(struct report_page *page, struct text *out, struct text *cells) {
    const struct template_field fields[] = {REPORT_MARKUP("cells", cells->bytes)};
    REPORT_FILL(page, out, PART_TABLE_ROW, fields);
    report_drop(page, cells);
}

static const char *kind_of_axis(const struct study_axis *axis) {
    return axis->is_numeric ? "number" : "text";
}

static void add_headings(struct report_page *page, struct text *out,
                         const struct report_study *study) {
    const struct study *of = &study->study;
    struct text cells = {0};
    for (long i = 0; i < of->axis_count; i++)
        add_cell(page, &cells, PART_TABLE_HEADING, kind_of_axis(&of->axes[i]), of->axes[i].text);
    add_cell(page, &cells, PART_TABLE_HEADING, "number", "runs");
    if (study->diverged > 0)
        add_cell(page, &cells, PART_TABLE_HEADING, "number", "diverged");
    for (long i = 0; i < of->column_count; i++) {
        const char *name = klimb_observable_info[of->columns[i]].name;
        struct text theory = {0};
        add_cell(page, &cells, PART_TABLE_HEADING, "number", name);
        add_cell(page, &cells, PART_TABLE_HEADING, "spread", "quartiles");
        text_add(&theory, "%s by theory", name);
        if (report_study_has_theory(study, i))
            add_cell(page, &cells, PART_TABLE_HEADING, "number", text_string(&theory));
        report_drop(page, &theory);
    }
    if (of->phase.name[0] != '\0')
        add_cell(page, &cells, PART_TABLE_HEADING, "text", "phase");
    add_line(page, out, &cells);
}

/* Nothing where no run has a value. */
static void add_value(struct report_page *page, struct text *cells,
                      const struct report_study_value *value) {
    char median[REPORT_NUMBER_MAX] = "", low[REPORT_NUMBER_MAX], high[REPORT_NUMBER_MAX];
    char spread[2 * REPORT_NUMBER_MAX + 4] = "";
    if (!isnan(value->of_seeds[REPORT_MEDIAN])) {
        report_format_number(median, value->of_seeds[REPORT_MEDIAN]);
        report_format_number(low, value->of_seeds[REPORT_Q1]);
        report_format_number(high, value->of_seeds[REPORT_Q3]);
        snprintf(spread, sizeof spread, "%s \u2013 %s", low, high);
    }
    add_cell(page, cells, PART_TABLE_CELL, "number", median);
    add_cell(page, cells, PART_TABLE_CELL, "spread", spread);
}

static void add_count(struct report_page *page, struct text *cells, long count) {
    char words[REPORT_NUMBER_MAX];
    snprintf(words, sizeof words, "%ld", count);
    add_cell(page, cells, PART_TABLE_CELL, "number", words);
}

static void add_point(struct report_page *page, struct text *out, const struct report_study *study,
                      long number) {
    const struct study *of = &study->study;
    const struct report_study_point *point = &study->points[number];
    long place[STUDY_AXES_MAX];
    struct text cells = {0};
    study_places(place, of, number);
    for (long i = 0; i < of->axis_count; i++)
        add_cell(page, &cells, PART_TABLE_CELL, kind_of_axis(&of->axes[i]),
                 of->axes[i].options[place[i]].name);
    add_count(page, &cells, point->runs);
    if (study->diverged > 0)
        add_count(page, &cells, point->diverged);
    for (long i = 0; i < of->column_count; i++) {
        char theory[REPORT_NUMBER_MAX] = "";
        add_value(page, &cells, &point->value[i]);
        if (!isnan(point->value[i].theory))
            report_format_number(theory, point->value[i].theory);
        if (report_study_has_theory(study, i))
            add_cell(page, &cells, PART_TABLE_CELL, "number", theory);
    }
    if (of->phase.name[0] != '\0')
        add_cell(page, &cells, PART_TABLE_CELL, "text", report_study_state_name(of, point->state));
    add_line(page, out, &cells);
}

/* ---- how it was made --------------------------------------------------------------------------- */

/* The scenario that every point varies, with a link where the report has its page. */
static void add_base(struct report_page *page, struct text *out, const struct study *study) {
    const struct report *report = page->report;
    for (long i = 0; i < report->count; i++) {
        char path[FILE_PATH_MAX];
        if (strcmp(report->subjects[i].name, study->base) != 0)
            continue;
        report_subject_path(path, &report->subjects[i]);
        report_add_link(page, out, path, study->base);
        return;
    }
    text_add_escaped(out, study->base, TEXT_HTML);
}

static void add_axis_fact(struct report_page *page, struct text *out,
                          const struct study_axis *axis) {
    struct text words = {0};
    for (long i = 0; i < axis->count; i++)
        text_add(&words, "%s%s", i > 0 ? ", " : "", axis->options[i].name);
    report_add_term(page, out, axis->text, text_string(&words));
    report_drop(page, &words);
}

static void add_runs(struct report_page *page, struct text *out, const struct report_study *study) {
    struct text words = {0};
    long wanted = report_study_wanted(study);
    text_add(&words, "%ld of %ld: %ld points with %ld seeds each", study->runs, wanted,
             study_points(&study->study), study->study.seeds);
    if (study->runs < wanted)
        text_add(&words, "; %ld are missing", wanted - study->runs);
    if (study->diverged > 0)
        text_add(&words, "; %ld diverged", study->diverged);
    report_add_term(page, out, "runs", text_string(&words));
    report_drop(page, &words);
}

static void add_phase(struct report_page *page, struct text *out, const struct study_phase *phase) {
    struct text words = {0};
    text_add(&words, "a run with ");
    report_study_add_rule(&words, phase);
    text_add(&words, "; else %s; a point is in the phase that more than half of its runs are in",
             phase->otherwise);
    report_add_term(page, out, phase->name, text_string(&words));
    report_drop(page, &words);
}

static void add_facts(struct report_page *page, struct text *out,
                      const struct report_study *study) {
    const struct study *of = &study->study;
    struct text sets = {0};
    for (long i = 0; i < of->axis_count; i++)
        add_axis_fact(page, out, &of->axes[i]);
    for (long i = 0; i < of->sets.count; i++)
        text_add(&sets, "%s%s", i > 0 ? ", " : "", of->sets.set[i]);
    if (sets.length > 0)
        report_add_term(page, out, "set everywhere", sets.bytes);
    add_runs(page, out, study);
    if (of->phase.name[0] != '\0')
        add_phase(page, out, &of->phase);
    report_drop(page, &sets);
}

/*   file  as `klimb sweep` wrote it, which data/ has a copy of */
static void add_download(struct report_page *page, struct text *out,
                         const struct report_study *study, const char *file, const char *words) {
    char path[FILE_PATH_MAX], whole[FILE_PATH_MAX];
    struct text source = {0};
    enum file_kind kind = FILE_NONE;
    if (file_join(path, "data", study->place, NULL) != STATUS_OK ||
        file_join(path, path, file, NULL) != STATUS_OK ||
        file_join(whole, page->report->options->folder, path, NULL) != STATUS_OK ||
        file_look(&kind, whole, NULL) != STATUS_OK || kind == FILE_NONE)
        return;
    report_add_address(page, &source, path);
    const struct template_field fields[] = {REPORT_MARKUP("source", source.bytes),
                                            REPORT_WORDS("name", words)};
    REPORT_FILL(page, out, PART_DOWNLOAD, fields);
    report_drop(page, &source);
}

/* ---- the page ---------------------------------------------------------------------------------- */

static void add_neighbour(struct report_page *page, struct text *out, long i,
                          const char *relation) {
    char path[FILE_PATH_MAX];
    if (i < 0 || i >= page->report->study_count)
        return;
    const struct report_study *study = &page->report->studies[i];
    report_study_path(path, study);
    report_add_neighbour(page, out, path, relation, study->study.name);
}

/* The points as a table, and how they were made. */
static void add_points(struct report_page *page, struct text *out,
                       const struct report_study *study) {
    struct text headings = {0}, rows = {0}, downloads = {0}, base = {0}, facts = {0};
    long count = study_points(&study->study);
    add_headings(page, &headings, study);
    for (long i = 0; i < count; i++)
        add_point(page, &rows, study, i);
    add_download(page, &downloads, study, "points.csv", "points");
    add_download(page, &downloads, study, "table.csv", "runs");
    add_base(page, &base, &study->study);
    add_facts(page, &facts, study);
    const struct template_field fields[] = {
        REPORT_MARKUP("headings", headings.bytes), REPORT_MARKUP("rows", rows.bytes),
        REPORT_MARKUP("downloads", downloads.bytes), REPORT_MARKUP("base", base.bytes),
        REPORT_MARKUP("facts", facts.bytes)};
    REPORT_FILL(page, out, PART_STUDY_POINTS, fields);
    report_drop(page, &headings);
    report_drop(page, &rows);
    report_drop(page, &downloads);
    report_drop(page, &base);
    report_drop(page, &facts);
}

enum piece {
    PIECE_WHERE,
    PIECE_NEIGHBOURS,
    PIECE_TROUBLE,
    PIECE_COMMAND,
    PIECE_FIGURE,
    PIECE_POINTS,
    PIECES
};

static void add_pieces(struct report_page *page, struct text pieces[PIECES], long i) {
    const struct report_study *study = &page->report->studies[i];
    const struct report_topic topic = {
        .scope = REPORT_OF_STUDY, .report = page->report, .study = study};
    const char *name = study->study.name;
    if (!report_is_of_study(page->report)) {
        report_add_link(page, &pieces[PIECE_WHERE], REPORT_STUDIES_PATH, "Studies");
        add_neighbour(page, &pieces[PIECE_NEIGHBOURS], i - 1, "prev");
        add_neighbour(page, &pieces[PIECE_NEIGHBOURS], i + 1, "next");
    }
    text_add(&pieces[PIECE_COMMAND], "klimb sweep");
    text_add_operands(&pieces[PIECE_COMMAND], &name, 1);
    if (study->status == STATUS_OK) {
        report_add_figures(page, &pieces[PIECE_FIGURE], &topic, REPORT_ON_PAGE);
        add_points(page, &pieces[PIECE_POINTS], study);
    } else {
        text_add(&pieces[PIECE_TROUBLE], "What was run cannot be shown: ");
        text_add_errors(&pieces[PIECE_TROUBLE], &study->error);
    }
}

void report_study_page_write(struct report_page *page, long i) {
    const struct report_study *study = &page->report->studies[i];
    char path[FILE_PATH_MAX];
    struct text pieces[PIECES] = {{0}}, body = {0};
    report_study_path(path, study);
    report_open(page, path);
    add_pieces(page, pieces, i);
    const struct template_field fields[] = {
        REPORT_MARKUP("where", pieces[PIECE_WHERE].bytes),
        REPORT_MARKUP("neighbours", pieces[PIECE_NEIGHBOURS].bytes),
        REPORT_WORDS("name", study->study.name),
        REPORT_WORDS("trouble", pieces[PIECE_TROUBLE].bytes),
        REPORT_WORDS("claim", study->study.claim),
        REPORT_WORDS("about", study->study.about),
        REPORT_WORDS("command", pieces[PIECE_COMMAND].bytes),
        REPORT_MARKUP("figure", pieces[PIECE_FIGURE].bytes),
        REPORT_MARKUP("points", pieces[PIECE_POINTS].bytes),
    };
    REPORT_FILL(page, &body, PART_STUDY, fields);
    report_close(page, path, study->study.name, "study", &body);
    for (int piece = 0; piece < PIECES; piece++)
        report_drop(page, &pieces[piece]);
}
