#include "log/log_frame.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "log/log_frame_thin.h"

enum { SLOTS = 4 * LOG_COLUMNS_MAX }; /* of the hash table; a power of two */

static enum status no_memory(const struct log_frame *frame, struct error *error) {
    return klimb_error_set(error, STATUS_MEMORY, "no memory to read %s", frame->name);
}

static struct log_part *last_part(const struct log_frame *frame) {
    return &frame->part[frame->parts - 1];
}

/* ---- runs ------------------------------------------------------------------------------------ */

static enum status add_part(struct log_frame *frame, struct error *error) {
    if (frame->parts == frame->parts_room) {
        long room = 2 * frame->parts_room + 1;
        struct log_part *part = realloc(frame->part, (size_t)room * sizeof *part);
        if (part == NULL)
            return no_memory(frame, error);
        frame->part = part;
        frame->parts_room = room;
    }
    frame->part[frame->parts] = (struct log_part){.stride = 1, .limit = frame->options->rows_max};
    frame->parts++;
    return STATUS_OK;
}

enum status log_frame_begin(struct log_frame *frame, const char *name,
                            const struct log_options *options, struct error *error) {
    *frame = (struct log_frame){.name = name, .options = options};
    enum status status = add_part(frame, error);
    if (status != STATUS_OK)
        log_frame_free(frame);
    return status;
}

static void free_part(struct log_part *part) {
    for (long i = 0; i < part->columns; i++) {
        free(part->column[i].name);
        free(part->column[i].value);
        free(part->column[i].missing);
    }
    free(part->column);
    free(part->slot);
    free(part->first);
    free(part->last);
    free(part->weight);
    text_free(&part->notes);
}

void log_frame_free(struct log_frame *frame) {
    for (long i = 0; i < frame->parts; i++)
        free_part(&frame->part[i]);
    free(frame->part);
    *frame = (struct log_frame){0};
}

/* Frees the table of names of a finished part. */
static void close_part(struct log_part *part) {
    free(part->slot);
    part->slot = NULL;
}

enum status log_frame_run(struct log_frame *frame, const char *name, struct error *error) {
    struct log_part *part = last_part(frame);
    enum status status = log_frame_end(frame, error);
    if (status != STATUS_OK)
        return status;
    if (part->columns > 0 || part->name[0] != '\0') {
        if (frame->parts == LOG_RUNS_MAX)
            return klimb_error_at(error, STATUS_FORMAT, frame->name, 0, 0,
                                  "more than %d runs; must be at most that many", LOG_RUNS_MAX);
        close_part(part);
        status = add_part(frame, error);
    }
    return status == STATUS_OK ? text_copy_line(last_part(frame)->name, LOG_RUN_NAME, name, error)
                               : status;
}

/* ---- room ------------------------------------------------------------------------------------ */

void *log_enlarge(void *array, size_t size, int *failed) {
    void *larger = realloc(array, size);
    if (larger != NULL)
        return larger;
    *failed = 1;
    return array;
}

static void clear_row(struct log_part *part, struct log_frame_column *column, long row) {
    column->value[row] = (double)NAN;
    column->missing[row] = 1;
    part->found = 0;
}

static enum status reserve_rows(struct log_frame *frame, struct log_part *part, long capacity,
                                struct error *error) {
    size_t rows = (size_t)capacity;
    int failed = 0;
    part->first = log_enlarge(part->first, rows * sizeof *part->first, &failed);
    part->last = log_enlarge(part->last, rows * sizeof *part->last, &failed);
    part->weight = log_enlarge(part->weight, rows * sizeof *part->weight, &failed);
    for (long i = 0; i < part->columns; i++) {
        struct log_frame_column *column = &part->column[i];
        if (!column->is_kept)
            continue;
        column->value = log_enlarge(column->value, rows * sizeof *column->value, &failed);
        column->missing = log_enlarge(column->missing, rows, &failed);
    }
    if (failed)
        return klimb_error_set(error, STATUS_MEMORY, "no memory for %ld rows of %s", capacity,
                               frame->name);
    part->capacity = capacity;
    return STATUS_OK;
}

static long count_kept(const struct log_part *part) {
    long kept = 0;
    for (long i = 0; i < part->columns; i++)
        kept += part->column[i].is_kept;
    return kept;
}

static enum status check_cells(const struct log_frame *frame, const struct log_part *part,
                               long line, struct error *error) {
    if (count_kept(part) * (part->rows + 1) <= LOG_CELLS_MAX)
        return STATUS_OK;
    return klimb_error_at(error, STATUS_FORMAT, frame->name, line, 0,
                          "more than %d values in columns that klimb knows; must be at most that "
                          "many",
                          LOG_CELLS_MAX);
}

/* ---- columns --------------------------------------------------------------------------------- */

static unsigned hash(const char *name, long length) {
    unsigned code = 2166136261U;
    for (long i = 0; i < length; i++)
        code = (code ^ (unsigned char)name[i]) * 16777619U;
    return code ^ code >> 15;
}

static int has_name(const struct log_frame_column *column, const char *name, long length) {
    return column->length == length && memcmp(column->name, name, (size_t)length) == 0;
}

/* The slot of a name in the hash table, or a free one for it. */
static int *find_slot(const struct log_part *part, const char *name, long length) {
    unsigned at = hash(name, length);
    for (;; at++) {
        int *slot = &part->slot[at & (SLOTS - 1)];
        if (*slot == 0 || has_name(&part->column[*slot - 1], name, length))
            return slot;
    }
}

static void describe(struct log_frame_column *column, struct log_cell name,
                     const struct log_frame *frame) {
    struct log_name known = {.quantity = -1};
    int is_known = log_name_find(&known, name.text, name.length);
    int is_asked = log_columns_asks(frame->options, name);
    column->quantity = is_known ? known.quantity : -1;
    column->is_kept = is_known || is_asked;
    column->is_value = column->is_kept && column->quantity != LOG_STEP &&
                       column->quantity != LOG_EPOCH;
    column->is_value |= is_asked;
}

static enum status copy_name(struct log_frame_column *column, const char *name, long length,
                             const struct log_frame *frame, struct error *error) {
    length = length < LOG_NAME_MAX ? length : LOG_NAME_MAX;
    *column = (struct log_frame_column){.length = length, .name = malloc((size_t)length + 1)};
    if (column->name == NULL)
        return no_memory(frame, error);
    memcpy(column->name, name, (size_t)length);
    return STATUS_OK;
}

/* Makes room for the values of a column that appears after earlier rows. */
static enum status make_values(struct log_part *part, struct log_frame_column *column,
                               const struct log_frame *frame, struct error *error) {
    if (!column->is_kept || part->capacity == 0)
        return STATUS_OK;
    column->value = malloc((size_t)part->capacity * sizeof *column->value);
    column->missing = malloc((size_t)part->capacity);
    if (column->value == NULL || column->missing == NULL) {
        free(column->value);
        free(column->missing);
        column->value = NULL;
        column->missing = NULL;
        return no_memory(frame, error);
    }
    long found = part->found;
    for (long row = 0; row <= part->rows && row < part->capacity; row++)
        clear_row(part, column, row);
    part->found = found;
    return STATUS_OK;
}

static enum status reserve_column(struct log_frame *frame, struct log_part *part,
                                  struct error *error) {
    if (part->columns < part->columns_room)
        return STATUS_OK;
    long room = 2 * part->columns_room + 16;
    struct log_frame_column *column = realloc(part->column, (size_t)room * sizeof *column);
    if (column == NULL)
        return no_memory(frame, error);
    part->column = column;
    part->columns_room = room;
    return STATUS_OK;
}

/* Adds a column for a new name; its values are kept if klimb knows it. */
static enum status add_column(struct log_frame *frame, const char *name, long length,
                              struct error *error) {
    struct log_part *part = last_part(frame);
    enum status status = reserve_column(frame, part, error);
    if (status != STATUS_OK)
        return status;
    struct log_frame_column *column = &part->column[part->columns];
    status = copy_name(column, name, length, frame, error);
    if (status != STATUS_OK)
        return status;
    describe(column, (struct log_cell){column->name, column->length}, frame);
    status = make_values(part, column, frame, error);
    if (status != STATUS_OK) {
        free(column->name);
        return status;
    }
    part->columns++;
    return column->is_kept
               ? check_cells(frame, part, part->is_filling ? part->last[part->rows] : 0, error)
               : STATUS_OK;
}

/* Ignores a name that does not fit, unless klimb knows it. */
static enum status refuse_column(struct log_frame *frame, const char *name, long length,
                                 struct error *error) {
    struct log_part *part = last_part(frame);
    struct log_name known;
    part->has_others = 1;
    if (!log_name_find(&known, name, length))
        return STATUS_OK;
    return klimb_error_at(error, STATUS_FORMAT, frame->name,
                          part->is_filling ? part->last[part->rows] : 0, 0,
                          "more than %d names; must be at most that many", LOG_COLUMNS_MAX);
}

/*   place  out  -1: there is no room for it */
static enum status find_column(struct log_frame *frame, long *place, const char *name, long length,
                               struct error *error) {
    struct log_part *part = last_part(frame);
    length = length < LOG_NAME_MAX ? length : LOG_NAME_MAX;
    long likely = part->likely < part->columns ? part->likely : 0;
    *place = likely;
    if (part->columns > 0 && has_name(&part->column[likely], name, length)) {
        part->likely = likely + 1;
        return STATUS_OK;
    }
    if (part->slot == NULL)
        part->slot = calloc(SLOTS, sizeof *part->slot);
    if (part->slot == NULL)
        return no_memory(frame, error);
    int *slot = find_slot(part, name, length);
    if (*slot == 0) {
        *place = -1;
        if (part->columns == LOG_COLUMNS_MAX)
            return refuse_column(frame, name, length, error);
        enum status status = add_column(frame, name, length, error);
        if (status != STATUS_OK)
            return status;
        *slot = (int)part->columns;
    }
    *place = *slot - 1;
    part->likely = *place + 1;
    return STATUS_OK;
}

int log_frame_keeps(const struct log_frame *frame, const char *name, long length) {
    const struct log_part *part = last_part(frame);
    struct log_frame_column column = {0};
    length = length < LOG_NAME_MAX ? length : LOG_NAME_MAX;
    int slot = part->slot != NULL ? *find_slot(part, name, length) : 0;
    if (slot > 0)
        return part->column[slot - 1].is_kept;
    describe(&column, (struct log_cell){name, length}, frame);
    return column.is_kept;
}

enum status log_frame_header(struct log_frame *frame, const struct log_header *header,
                             struct error *error) {
    struct log_part *part = last_part(frame);
    enum status status = log_columns_choose(&part->chosen, header, frame->options, error);
    for (long i = 0; status == STATUS_OK && i < header->columns; i++) {
        status = reserve_column(frame, part, error);
        if (status == STATUS_OK)
            status = copy_name(&part->column[i], header->cell[i].text, header->cell[i].length,
                               frame, error);
        part->columns += status == STATUS_OK;
    }
    for (int quantity = 0; status == STATUS_OK && quantity < LOG_QUANTITIES; quantity++)
        for (int role = 0; role < LOG_ROLES; role++) {
            long place = part->chosen.slot[quantity][role].place;
            if (place < 0)
                continue;
            part->column[place].is_kept = 1;
            part->column[place].is_value |= quantity < OBSERVABLES;
            part->column[place].quantity = quantity;
        }
    part->has_header = 1;
    part->header_line = header->line;
    return status;
}

/* ---- rows ------------------------------------------------------------------------------------ */

/* Keeps the row being filled if it has a value. */
enum status log_frame_end(struct log_frame *frame, struct error *error) {
    struct log_part *part = last_part(frame);
    int is_row = part->is_filling && part->found > 0;
    part->is_filling = 0;
    part->likely = 0;
    if (!is_row)
        return STATUS_OK;
    if (frame->options->rows_max > 0)
        return log_frame_thin(frame, part, error);
    part->rows++;
    return STATUS_OK;
}

enum status log_frame_row(struct log_frame *frame, long line, struct error *error) {
    struct log_part *part = last_part(frame);
    enum status status = log_frame_end(frame, error);
    if (status == STATUS_OK && part->rows == LOG_ROWS_MAX)
        status = klimb_error_at(error, STATUS_FORMAT, frame->name, 0, 0,
                                "more than %d rows with values; must be at most that many",
                                LOG_ROWS_MAX);
    if (status == STATUS_OK && part->rows == part->capacity) {
        status = check_cells(frame, part, line, error);
        if (status == STATUS_OK)
            status = reserve_rows(frame, part, 2 * part->capacity + 256, error);
    }
    if (status != STATUS_OK)
        return status;
    part->is_filling = 1;
    part->first[part->rows] = part->last[part->rows] = line;
    part->weight[part->rows] = 1;
    part->found = 0;
    for (long i = 0; i < part->columns; i++)
        if (part->column[i].is_kept)
            clear_row(part, &part->column[i], part->rows);
    return STATUS_OK;
}

void log_frame_set(struct log_frame *frame, long place, double value) {
    struct log_part *part = last_part(frame);
    struct log_frame_column *column = &part->column[place];
    if (!column->is_kept || !part->is_filling)
        return;
    part->found += column->is_value && column->missing[part->rows];
    column->value[part->rows] = value;
    column->missing[part->rows] = 0;
}

enum status log_frame_put(struct log_frame *frame, const char *name, long length, double value,
                          struct error *error) {
    long place;
    enum status status = find_column(frame, &place, name, length, error);
    if (status == STATUS_OK && place >= 0)
        log_frame_set(frame, place, value);
    return status;
}

enum status log_frame_put_missing(struct log_frame *frame, const char *name, long length,
                                  struct error *error) {
    long place;
    return find_column(frame, &place, name, length, error);
}

void log_frame_note(struct log_frame *frame, const char *format, ...) {
    char line[400];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    text_add(&last_part(frame)->notes, "%s\n", line);
}
