#include "report/data/report_study_table.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "format/csv.h"
#include "sweep/study_find.h"

enum {
    TABLE_LIMIT = 16 << 20,
    NAME_MAX_BYTES = 64,
    BEFORE = 3, /* columns before those of the record: runs, diverged, missing */
    OF_COLUMN = REPORT_STATISTICS + 1,
    NAMES = BEFORE + STUDY_COLUMNS_MAX * OF_COLUMN + 2
};

#define SUFFIX(NAME, suffix) suffix,
static const char *const suffixes[] = {REPORT_STATISTIC_TABLE(SUFFIX)};

/* ---- what columns a table has ------------------------------------------------------------------ */

/* The columns after the axes, in the order of `names`: runs, diverged, missing, for each column of the study its
 * statistics and its theory, phase, phase_share. */
struct columns {
    char name[NAMES][NAME_MAX_BYTES];
    const char *names[NAMES + 1];
    long count;
};

static void add_name(struct columns *columns, const char *begin, const char *end) {
    char *name = columns->name[columns->count];
    snprintf(name, NAME_MAX_BYTES, "%s%s", begin, end);
    columns->names[columns->count++] = name;
}

static void name_columns(struct columns *columns, const struct study *study) {
    *columns = (struct columns){.count = 0};
    add_name(columns, "runs", "");
    add_name(columns, "diverged", "");
    add_name(columns, "missing", "");
    for (long i = 0; i < study->column_count; i++) {
        const char *name = klimb_observable_info[study->columns[i]].name;
        for (int j = 0; j < REPORT_STATISTICS; j++)
            add_name(columns, name, suffixes[j]);
        add_name(columns, "theory_", name);
    }
    add_name(columns, "phase", "");
    add_name(columns, "phase_share", "");
}

/* ---- axes -------------------------------------------------------------------------------------- */

/* Adds the first cells of a point's row; -1: of the header. */
static void add_begin(struct text *text, const struct study *study, long point) {
    long place[STUDY_AXES_MAX] = {0};
    if (point >= 0)
        study_places(place, study, point);
    for (long i = 0; i < study->axis_count; i++) {
        const struct study_axis *axis = &study->axes[i];
        text_add_escaped(text, point < 0 ? axis->name : axis->options[place[i]].name, TEXT_CSV);
        text_add(text, ",");
    }
}

/* The length of these cells at the start of a line, 0 if it starts otherwise. */
static size_t match_begin(const char *line, const struct study *study, long point) {
    struct text begin = {0};
    add_begin(&begin, study, point);
    size_t length = !begin.failed && strncmp(line, begin.bytes, begin.length) == 0 ? begin.length
                                                                                   : 0;
    text_free(&begin);
    return length;
}

/* A table without the cells of its axes, whose names may contain commas, and the point of each row. */
struct numbers {
    struct text text;
    long *points; /* [rows] */
    long rows;
};

static void free_numbers(struct numbers *numbers) {
    text_free(&numbers->text);
    free(numbers->points);
}

static enum status wrong_line(const struct report_study *study, const char *path, long line,
                              const char *found, struct error *error) {
    enum { SHOWN = 60 };
    struct text begin = {0};
    int length = (int)strcspn(found, "\r\n");
    add_begin(&begin, &study->study, -1);
    if (line == 1)
        klimb_error_at(error, STATUS_FORMAT, path, line, 1, "the header must begin with \"%s\"",
                       text_string(&begin));
    else
        klimb_error_at(error, STATUS_FORMAT, path, line, 1,
                       "\"%.*s\" is not the next point of the study",
                       length < SHOWN ? length : SHOWN, found);
    text_hint_command(error, "klimb sweep", study->study.name, "writes the table again");
    text_free(&begin);
    return STATUS_FORMAT;
}

/* After the quote that closes a cell: no other quote follows it. */
static const char *skip_quoted(const char *cell) {
    for (cell++; *cell != '\0' && *cell != '\n'; cell++) {
        if (*cell == '"' && cell[1] != '"')
            return cell + 1;
        cell += *cell == '"';
    }
    return cell;
}

/* The cells of a line, and its end if it has one. A quoted cell becomes empty: it is the name of a phase, which
 * phase_share also gives. */
static void add_cells(struct text *text, const char *line) {
    const char *next = line;
    while (*next != '\0' && *next != '\n') {
        int is_quoted = *next == '"' && (next == line || next[-1] == ',');
        const char *end = is_quoted ? skip_quoted(next) : next + 1;
        if (!is_quoted)
            text_add_bytes(text, next, 1);
        next = end;
    }
    text_add(text, "%s", *next == '\n' ? "\n" : "");
}

/* Parses a line: `point` goes on from the line before. */
static enum status take_line(struct numbers *numbers, const struct report_study *study, long *point,
                             const char *path, long number, const char *line, struct error *error) {
    long count = study_points(&study->study);
    size_t length = 0;
    if (number == 1)
        length = match_begin(line, &study->study, -1);
    else
        while (length == 0 && ++*point < count)
            length = match_begin(line, &study->study, *point);
    if (length == 0)
        return wrong_line(study, path, number, line, error);
    if (number > 1)
        numbers->points[numbers->rows++] = *point;
    add_cells(&numbers->text, line + length);
    return STATUS_OK;
}

static enum status take_apart(struct numbers *numbers, const struct report_study *study,
                              const char *path, struct error *error) {
    long point = -1, number = 1;
    enum status status = STATUS_OK;
    *numbers = (struct numbers){
        .points = calloc((size_t)study_points(&study->study), sizeof *numbers->points)};
    if (numbers->points == NULL)
        return klimb_error_set(error, STATUS_MEMORY, "no memory for %s", path);
    for (const char *line = study->text; status == STATUS_OK && *line != '\0'; number++) {
        status = take_line(numbers, study, &point, path, number, line, error);
        line += strcspn(line, "\n");
        line += *line != '\0';
    }
    if (status == STATUS_OK && numbers->text.failed)
        return klimb_error_set(error, STATUS_MEMORY, "no memory for %s", path);
    return status;
}

/* ---- numbers ----------------------------------------------------------------------------------- */

/* A value without a column, or with an empty cell, is missing. */
static enum status read_number(double *out, const struct csv *csv, long meaning,
                               struct error *error) {
    long place = csv_place(csv, meaning);
    float value = NAN;
    int is_there = place >= 0 && csv->field[place].length > 0;
    enum status status = is_there ? csv_as_float(&value, csv, place, error) : STATUS_OK;
    *out = (double)value;
    return status;
}

static enum status read_state(struct report_study_point *point, const struct csv *csv, long meaning,
                              struct error *error) {
    double share;
    enum status status = read_number(&share, csv, meaning, error);
    if (point->runs == 0)
        point->state = REPORT_POINT_EMPTY;
    else if (2 * point->diverged >= point->runs)
        point->state = REPORT_POINT_DIVERGED;
    else
        point->state = share > 0.5 ? REPORT_POINT_IN_PHASE : REPORT_POINT_OTHERWISE;
    return status;
}

static enum status read_row(struct report_study_point *point, const struct study *study,
                            const struct columns *columns, struct csv *csv, struct error *error) {
    enum status status = csv_next(csv, error);
    if (status == STATUS_OK)
        status = csv_as_count(&point->runs, csv, csv_place(csv, 0), error);
    if (status == STATUS_OK)
        status = csv_as_count(&point->diverged, csv, csv_place(csv, 1), error);
    for (long i = 0; status == STATUS_OK && i < study->column_count; i++) {
        struct report_study_value *value = &point->value[i];
        long first = BEFORE + i * OF_COLUMN;
        for (int j = 0; status == STATUS_OK && j < REPORT_STATISTICS; j++)
            status = read_number(&value->of_seeds[j], csv, first + j, error);
        if (status == STATUS_OK)
            status = read_number(&value->theory, csv, first + REPORT_STATISTICS, error);
    }
    return status == STATUS_OK ? read_state(point, csv, columns->count - 1, error) : status;
}

/* Columns of theory and phases are optional, and `missing` follows from the runs; all other columns must be there. */
static enum status check_columns(const struct csv *csv, const struct columns *columns,
                                 const char *path, struct error *error) {
    for (long i = 0; i < columns->count - 2; i++)
        if (csv_place(csv, i) < 0 && strcmp(columns->names[i], "missing") != 0 &&
            strncmp(columns->names[i], "theory_", 7) != 0)
            return klimb_error_at(error, STATUS_FORMAT, path, 1, 0, "there is no column %s",
                                  columns->names[i]);
    return STATUS_OK;
}

static void clear_points(struct report_study *study) {
    long count = study_points(&study->study);
    for (long i = 0; i < count; i++)
        for (int j = 0; j < STUDY_COLUMNS_MAX; j++) {
            struct report_study_value *value = &study->points[i].value[j];
            value->theory = (double)NAN;
            for (int k = 0; k < REPORT_STATISTICS; k++)
                value->of_seeds[k] = (double)NAN;
        }
}

static enum status read_points(struct report_study *study, const struct numbers *numbers,
                               const char *path, struct error *error) {
    struct columns columns;
    struct csv csv;
    name_columns(&columns, &study->study);
    enum status status = csv_open(&csv, path, numbers->text.bytes, numbers->text.length,
                                  columns.names, error);
    if (status == STATUS_OK)
        status = check_columns(&csv, &columns, path, error);
    for (long i = 0; status == STATUS_OK && i < csv.rows; i++) {
        struct report_study_point *point = &study->points[numbers->points[i]];
        status = read_row(point, &study->study, &columns, &csv, error);
        study->runs += point->runs;
        study->diverged += point->diverged;
    }
    return status;
}

static enum status read_table(struct report_study *study, struct error *error) {
    char path[FILE_PATH_MAX];
    struct numbers numbers = {.points = NULL};
    enum status status = file_join(path, study->tables, "points.csv", error);
    if (status == STATUS_OK)
        status = file_read(&study->text, &study->size, path, TABLE_LIMIT, error);
    if (status == STATUS_OK && strlen(study->text) != study->size)
        status = klimb_error_at(error, STATUS_FORMAT, path, 0, 0, "a NUL byte");
    if (status != STATUS_OK)
        return status;
    study->points = calloc((size_t)study_points(&study->study), sizeof *study->points);
    if (study->points == NULL)
        return klimb_error_set(error, STATUS_MEMORY, "no memory for %s", path);
    clear_points(study);
    status = take_apart(&numbers, study, path, error);
    if (status == STATUS_OK)
        status = read_points(study, &numbers, path, error);
    free_numbers(&numbers);
    return status;
}

/* ---- a study ----------------------------------------------------------------------------------- */

void report_study_read(struct report_study *study, const char *experiments, const char *name,
                       const char *sweeps) {
    char tables[FILE_PATH_MAX];
    struct error *error = &study->error;
    *study = (struct report_study){.status = STATUS_OK};
    snprintf(study->place, sizeof study->place, "%s/%.*s", SCENARIO_STUDIES, SCENARIO_NAME_MAX - 1,
             name);
    study->status = study_read(&study->study, experiments, name, error);
    snprintf(study->study.name, sizeof study->study.name, "%.*s", SCENARIO_NAME_MAX - 1, name);
    if (study->status == STATUS_OK)
        study->status = file_join(tables, sweeps, name, error);
    if (study->status != STATUS_OK)
        return;
    study->tables = strdup(tables);
    study->status = study->tables != NULL
                        ? read_table(study, error)
                        : klimb_error_set(error, STATUS_MEMORY, "no memory for %s", name);
}

void report_study_free(struct report_study *study) {
    study_free(&study->study);
    free(study->text);
    free(study->points);
    free(study->tables);
    *study = (struct report_study){0};
}

/* ---- all that have been run -------------------------------------------------------------------- */

static enum status has_points(int *has, const char *sweeps, const char *name, struct error *error) {
    char path[FILE_PATH_MAX];
    enum file_kind kind = FILE_NONE;
    enum status status = file_join(path, sweeps, name, error);
    if (status == STATUS_OK)
        status = file_join(path, path, "points.csv", error);
    if (status == STATUS_OK)
        status = file_look(&kind, path, error);
    *has = kind != FILE_NONE;
    return status;
}

static enum status no_table(const char *name, struct error *error) {
    klimb_error_set(error, STATUS_INVALID, "the study %s has not been run", name);
    text_hint_command(error, "klimb sweep", name, "runs it; --sweeps says where it has been");
    return STATUS_INVALID;
}

/* Reads the one study of a report: its errors are errors here. */
static enum status read_one(struct report *report, struct error *error) {
    const struct report_options *options = report->options;
    const char *reference = report->input->study;
    char name[SCENARIO_NAME_MAX], path[SCENARIO_NAME_MAX * 2];
    int has = 0;
    struct report_study *study = report->studies = calloc(1, sizeof *study);
    if (study == NULL)
        return klimb_error_set(error, STATUS_MEMORY, "no memory for a study");
    report->study_count = 1;
    enum status status = study_find(name, path, options->experiments, reference, error);
    if (status == STATUS_OK && options->sweeps != NULL)
        status = has_points(&has, options->sweeps, name, error);
    if (status == STATUS_OK && !has)
        status = no_table(name, error);
    if (status != STATUS_OK)
        return status;
    report_study_read(study, options->experiments, name, options->sweeps);
    study->place[0] = '\0';
    if (study->status != STATUS_OK && error != NULL)
        *error = study->error;
    return study->status;
}

enum status report_studies_read(struct report *report, struct error *error) {
    const struct report_options *options = report->options;
    char **names = NULL;
    long count = 0;
    if (report_is_of_study(report))
        return read_one(report, error);
    if (options->sweeps == NULL)
        return STATUS_OK;
    enum status status = study_list(&names, &count, options->experiments, error);
    if (status == STATUS_OK)
        report->studies = calloc((size_t)count + 1, sizeof *report->studies);
    if (status == STATUS_OK && report->studies == NULL)
        status = klimb_error_set(error, STATUS_MEMORY, "no memory for %ld studies", count);
    for (long i = 0; status == STATUS_OK && i < count; i++) {
        int has = 0;
        status = has_points(&has, options->sweeps, names[i], error);
        if (has)
            report_study_read(&report->studies[report->study_count++], options->experiments,
                              names[i], options->sweeps);
    }
    free(names);
    return status;
}

void report_studies_free(struct report *report) {
    for (long i = 0; i < report->study_count; i++)
        report_study_free(&report->studies[i]);
    free(report->studies);
    report->studies = NULL;
    report->study_count = 0;
}
