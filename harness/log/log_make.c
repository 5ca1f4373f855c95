#include "log/log_make.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "log/log_grid.h"

void log_free(struct log *log) {
    record_free(&log->record);
    text_free(&log->notes);
    *log = (struct log){.record = {.seed = -1}};
}

void log_runs_free(struct log_runs *runs) {
    for (long i = 0; i < runs->count; i++)
        log_free(&runs->log[i]);
    free(runs->log);
    *runs = (struct log_runs){0};
}

/* ---- notes ----------------------------------------------------------------------------------- */

static struct log_cell name_of(const struct log_part *part, long place) {
    return (struct log_cell){part->column[place].name, part->column[place].length};
}

static int is_negative(const struct log_grid *grid, long place) {
    for (long i = 0; i < grid->columns; i++)
        if (grid->column[i].slot.place == place)
            return grid->column[i].slot.sign < 0;
    return 0;
}

/* Notes which columns of the log were used, if their names do not show it.
 *   used  in [columns of the part] 1 + the quantity, 0: left out */
static void note_names(struct text *notes, const struct log_part *part, const struct log_grid *grid,
                       const unsigned char *used) {
    long count = 0;
    for (long place = 0; place < part->columns; place++) {
        struct log_cell cell = name_of(part, place);
        char name[LOG_CELL_SHOWN];
        if (used[place] == 0 || cell.length == 0)
            continue;
        const char *own = log_quantity_name(used[place] - 1);
        int negative = is_negative(grid, place);
        if (!negative && log_names_equal(own, (long)strlen(own), cell.text, cell.length))
            continue;
        log_cell_show(name, cell);
        text_add(notes, "%s%s is %s\"%s\"", count++ > 0 ? ", " : "", own,
                 negative ? "the negative of " : "", name);
    }
    if (count > 0)
        text_add(notes, "\n");
}

enum { NAMES_SHOWN = 12 };

static void note_left_out(struct text *notes, const struct log_part *part,
                          const unsigned char *used) {
    long count = 0;
    for (long place = 0; place < part->columns; place++) {
        char name[LOG_CELL_SHOWN];
        if (used[place] || part->column[place].length == 0)
            continue;
        log_cell_show(name, name_of(part, place));
        if (count++ < NAMES_SHOWN)
            text_add(notes, "%s\"%s\"", count > 1 ? ", " : "left out: ", name);
    }
    if (part->has_others && count > NAMES_SHOWN)
        text_add(notes, " and more than %ld others", count - NAMES_SHOWN);
    else if (count > NAMES_SHOWN)
        text_add(notes, " and %ld others", count - NAMES_SHOWN);
    if (count > 0)
        text_add(notes, "\n");
}

/* ---- a run ----------------------------------------------------------------------------------- */

/* A part of a frame with its steps. */
struct draft {
    const struct log_frame *frame;
    const struct log_part *part;
    struct log_columns columns;
    struct log_grid grid;
    enum log_axis axis;
    struct text notes;
};

static void free_draft(struct draft *draft) {
    log_grid_free(&draft->grid);
    text_free(&draft->notes);
}

/* The draft must be freed even on error. */
static enum status make_draft(struct draft *draft, const struct log_frame *frame,
                              const struct log_part *part, struct error *error) {
    *draft = (struct draft){.frame = frame, .part = part};
    enum status status = log_grid_take(&draft->grid, &draft->columns, frame, part, error);
    if (status == STATUS_OK)
        status = log_steps_prepare(&draft->grid, &draft->axis, &draft->notes, error);
    return status;
}

/* Marks columns that were used but are not observables. */
static void use_places(unsigned char *used, const struct draft *draft) {
    const struct log_slot *step = &draft->columns.slot[LOG_STEP][LOG_PLAIN];
    const struct log_slot *epoch = &draft->columns.slot[LOG_EPOCH][LOG_PLAIN];
    if (draft->axis == LOG_STEPS && step->place >= 0)
        used[step->place] = LOG_STEP + 1;
    if (draft->axis == LOG_EPOCHS && epoch->place >= 0)
        used[epoch->place] = LOG_EPOCH + 1;
}

static enum status note_columns(struct log *log, const struct draft *draft,
                                const long source[OBSERVABLES], struct error *error) {
    const struct log_part *part = draft->part;
    unsigned char *used = calloc((size_t)part->columns + 1, 1);
    if (used == NULL)
        return klimb_error_set(error, STATUS_MEMORY, "no memory to read %s", draft->frame->name);
    for (int quantity = 0; quantity < OBSERVABLES; quantity++) {
        if (source[quantity] < 0)
            continue;
        const struct log_column *column = &draft->grid.column[source[quantity]];
        used[column->slot.place] = (unsigned char)(quantity + 1);
        log->source[quantity].role = column->role;
        log->source[quantity].sign = column->slot.sign;
        log_cell_show(log->source[quantity].name, name_of(part, column->slot.place));
    }
    use_places(used, draft);
    text_add(&log->notes, "%s", text_string(&part->notes));
    note_names(&log->notes, part, &draft->grid, used);
    note_left_out(&log->notes, part, used);
    free(used);
    return STATUS_OK;
}

/* Makes the log of rows from..to-1. On error it is empty. */
static enum status make_log(struct log *log, struct draft *draft, long from, long to,
                            struct error *error) {
    long source[OBSERVABLES];
    const struct log_frame *frame = draft->frame;
    log->axis = draft->axis;
    log->format = frame->format;
    log->first_line = draft->grid.first[from];
    log->last_line = draft->grid.line[to - 1];
    log_steps_place(&draft->grid, from, to, draft->axis, &log->notes);
    enum status status = log_record_make(&log->record, &draft->grid, from, to, source, &log->notes,
                                         error);
    if (status == STATUS_OK)
        status = note_columns(log, draft, source, error);
    if (status == STATUS_OK && log->notes.failed)
        status = klimb_error_set(error, STATUS_MEMORY, "no memory to read %s", frame->name);
    if (status != STATUS_OK)
        log_free(log);
    else
        snprintf(log->record.name, sizeof log->record.name, "%s", frame->name);
    return status;
}

/* ---- all of them ----------------------------------------------------------------------------- */

/* Names a run that was started several times by its number, after its own name if it has one. */
static void name_run(struct log *log, const struct draft *draft, long number, long count) {
    const char *name = draft->part->name;
    if (count == 1)
        snprintf(log->run, sizeof log->run, "%s", name);
    else if (name[0] == '\0')
        snprintf(log->run, sizeof log->run, "%ld", number);
    else
        snprintf(log->run, sizeof log->run, "%.40s (%ld)", name, number);
}

static enum status make_room(struct log_runs *runs, long count, const struct log_frame *frame,
                             struct error *error) {
    if (runs->count + count > LOG_RUNS_MAX)
        return klimb_error_at(error, STATUS_FORMAT, frame->name, 0, 0,
                              "more than %d runs; must be at most that many", LOG_RUNS_MAX);
    struct log *log = realloc(runs->log, (size_t)(runs->count + count) * sizeof *log);
    if (log == NULL)
        return klimb_error_set(error, STATUS_MEMORY, "no memory to read %s", frame->name);
    runs->log = log;
    return STATUS_OK;
}

/* Adds the runs of the draft. Their ends are found before rows are moved. */
static enum status add_segments(struct log_runs *runs, struct draft *draft, const long *end,
                                long count, struct error *error) {
    enum status status = make_room(runs, count, draft->frame, error);
    for (long i = 0; status == STATUS_OK && i < count; i++) {
        struct log *log = &runs->log[runs->count];
        *log = (struct log){.record = {.seed = -1}};
        text_add(&log->notes, "%s", text_string(&draft->notes));
        status = make_log(log, draft, i > 0 ? end[i - 1] : 0, end[i], error);
        if (status != STATUS_OK)
            return status;
        name_run(log, draft, i + 1, count);
        runs->count++;
    }
    return status;
}

static enum status add_runs(struct log_runs *runs, struct draft *draft, struct error *error) {
    long *end = calloc(LOG_RUNS_MAX, sizeof *end), count = 0;
    if (end == NULL)
        return klimb_error_set(error, STATUS_MEMORY, "no memory to read %s", draft->frame->name);
    for (long row = 0; row < draft->grid.rows && count < LOG_RUNS_MAX; count++)
        row = end[count] = log_steps_end(&draft->grid, row, draft->axis);
    enum status status = add_segments(runs, draft, end, count, error);
    if (status == STATUS_OK && end[count - 1] < draft->grid.rows)
        status = make_room(runs, LOG_RUNS_MAX, draft->frame, error);
    free(end);
    return status;
}

enum status log_make_all(struct log_runs *runs, const struct log_frame *frame,
                         struct error *error) {
    enum status status = STATUS_OK;
    *runs = (struct log_runs){0};
    for (long i = 0; status == STATUS_OK && i < frame->parts; i++) {
        struct draft draft;
        status = make_draft(&draft, frame, &frame->part[i], error);
        if (status == STATUS_OK)
            status = add_runs(runs, &draft, error);
        if (status == STATUS_FORMAT && frame->parts > 1 && draft.grid.rows == 0 &&
            (i + 1 < frame->parts || runs->count > 0))
            status = STATUS_OK;
        free_draft(&draft);
    }
    if (status != STATUS_OK)
        log_runs_free(runs);
    return status;
}

/* ---- one of them ----------------------------------------------------------------------------- */

/* Makes a run of the only part, by its number. */
static enum status make_segment(struct log *log, const struct log_frame *frame,
                                struct error *error) {
    struct draft draft;
    long from = 0, to = 0;
    *log = (struct log){.record = {.seed = -1}};
    enum status status = make_draft(&draft, frame, frame->part, error);
    if (status == STATUS_OK) {
        log->notes = draft.notes;
        draft.notes = (struct text){0};
        status = log_steps_choose(&draft.grid, &from, &to, draft.axis, frame->options->segment,
                                  &log->notes, error);
    }
    if (status == STATUS_OK)
        status = make_log(log, &draft, from, to, error);
    else
        log_free(log);
    free_draft(&draft);
    return status;
}

/* The index of the wanted run, -1 for none. */
static long find_run(const struct log_runs *runs, const struct log_options *options) {
    for (long i = 0; options->run != NULL && i < runs->count; i++)
        if (strcmp(runs->log[i].run, options->run) == 0)
            return i;
    if (options->run != NULL)
        return -1;
    if (options->segment == LOG_SEGMENT_LAST || runs->count == 1)
        return runs->count - 1;
    return options->segment <= runs->count ? options->segment - 1 : -1;
}

/* The names of runs, as many as fit; "" if none has a name. */
static void list_runs(char list[200], const struct log_runs *runs) {
    size_t used = 0;
    list[0] = '\0';
    for (long i = 0; i < runs->count; i++) {
        char name[LOG_CELL_SHOWN];
        const char *run = runs->log[i].run;
        if (run[0] == '\0')
            continue;
        log_cell_show(name, (struct log_cell){run, (long)strlen(run)});
        if (used + strlen(name) + 10 >= 200) {
            snprintf(list + used, 200 - used, ", ...");
            return;
        }
        used += (size_t)snprintf(list + used, 200 - used, "%s\"%s\"", used > 0 ? ", " : "", name);
    }
}

static enum status name_runs(const struct log_runs *runs, const struct log_frame *frame,
                             struct error *error) {
    char list[200], wanted[LOG_CELL_SHOWN];
    const char *run = frame->options->run;
    if (run != NULL) {
        log_cell_show(wanted, (struct log_cell){run, (long)strlen(run)});
        klimb_error_at(error, STATUS_FORMAT, frame->name, 0, 0,
                       "--segments %s: there is no run of that name", wanted);
    } else {
        klimb_error_at(error, STATUS_FORMAT, frame->name, 0, 0, "%ld runs; must be one",
                       runs->count);
    }
    list_runs(list, runs);
    if (list[0] != '\0')
        klimb_error_hint(error, "--segments NAME takes one: %s", list);
    else
        klimb_error_hint(error, "the log has one run, without a name");
    return STATUS_FORMAT;
}

enum status log_make_one(struct log *log, const struct log_frame *frame, struct error *error) {
    struct log_runs runs;
    *log = (struct log){.record = {.seed = -1}};
    if (frame->parts == 1 && frame->options->run == NULL)
        return make_segment(log, frame, error);
    enum status status = log_make_all(&runs, frame, error);
    if (status != STATUS_OK)
        return status;
    long chosen = find_run(&runs, frame->options);
    if (chosen < 0)
        status = name_runs(&runs, frame, error);
    if (status == STATUS_OK) {
        *log = runs.log[chosen];
        runs.log[chosen] = (struct log){.record = {.seed = -1}};
    }
    log_runs_free(&runs);
    return status;
}
