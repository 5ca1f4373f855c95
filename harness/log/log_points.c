#include "log/log_points.h"

#include <stdlib.h>
#include <string.h>

static void clear(struct log_points *points) {
    for (long i = 0; i < points->series_count; i++)
        free(points->series[i].name);
    points->count = points->series_count = points->likely = 0;
    points->has_steps = 0;
}

void log_points_free(struct log_points *points) {
    clear(points);
    free(points->point);
    free(points->series);
    *points = (struct log_points){.name = points->name};
}

static enum status no_memory(const struct log_points *points, struct error *error) {
    return klimb_error_set(error, STATUS_MEMORY, "no memory to read %s", points->name);
}

/* ---- series ---------------------------------------------------------------------------------- */

static int is_series(const struct log_series *series, const char *name, long length) {
    return series->length == length && memcmp(series->name, name, (size_t)length) == 0;
}

/* The index of a series, -1: new. Series mostly come one after the other, or in turns. */
static long find_series(const struct log_points *points, const char *name, long length) {
    long count = points->series_count;
    for (long i = 0; i < count; i++) {
        long at = points->likely + i < count ? points->likely + i : points->likely + i - count;
        if (is_series(&points->series[at], name, length))
            return at;
    }
    return -1;
}

static enum status grow_series(struct log_points *points, struct error *error) {
    if (points->series_count < points->series_capacity)
        return STATUS_OK;
    long capacity = 2 * points->series_capacity + 16;
    struct log_series *series = realloc(points->series, (size_t)capacity * sizeof *points->series);
    if (series == NULL)
        return no_memory(points, error);
    points->series = series;
    points->series_capacity = capacity;
    return STATUS_OK;
}

static enum status add_series(struct log_points *points, const char *name, long length, int is_kept,
                              struct error *error) {
    enum status status = grow_series(points, error);
    if (status != STATUS_OK)
        return status;
    char *copy = malloc((size_t)length + 1);
    if (copy == NULL)
        return no_memory(points, error);
    memcpy(copy, name, (size_t)length);
    points->series[points->series_count++] = (struct log_series){
        .name = copy, .length = length, .is_kept = is_kept};
    return STATUS_OK;
}

/* ---- points ---------------------------------------------------------------------------------- */

static enum status grow_points(struct log_points *points, struct error *error) {
    if (points->count == LOG_POINTS_MAX)
        return klimb_error_at(error, STATUS_FORMAT, points->name, 0, 0,
                              "more than %d values in a run; must be at most that many",
                              LOG_POINTS_MAX);
    if (points->count < points->capacity)
        return STATUS_OK;
    long capacity = 2 * points->capacity + 256;
    struct log_point *point = realloc(points->point, (size_t)capacity * sizeof *point);
    if (point == NULL)
        return no_memory(points, error);
    points->point = point;
    points->capacity = capacity;
    return STATUS_OK;
}

static void count_attempt(struct log_series *series, int64_t step) {
    int is_anew = series->count > 0 && step < series->last && step <= series->first;
    series->attempt += is_anew;
    if (is_anew || series->count == 0)
        series->first = step;
    series->last = step;
    series->count++;
}

static enum status add_point(struct log_points *points, long number, int64_t step, double value,
                             struct error *error) {
    struct log_series *series = &points->series[number];
    enum status status = grow_points(points, error);
    if (status != STATUS_OK)
        return status;
    count_attempt(series, step);
    points->has_steps |= step != 0;
    points->point[points->count] = (struct log_point){.step = step,
                                                      .attempt = series->attempt,
                                                      .order = points->count,
                                                      .series = number,
                                                      .value = value};
    points->count++;
    return STATUS_OK;
}

enum status log_points_add(struct log_points *points, const struct log_frame *frame,
                           const char *name, long length, int64_t step, double value,
                           struct error *error) {
    long number = find_series(points, name, length);
    if (number < 0) {
        int is_kept = log_frame_keeps(frame, name, length);
        if (!is_kept && points->series_count >= LOG_COLUMNS_MAX)
            return STATUS_OK;
        enum status status = add_series(points, name, length, is_kept, error);
        if (status != STATUS_OK)
            return status;
        number = points->series_count - 1;
    }
    points->likely = number;
    return points->series[number].is_kept ? add_point(points, number, step, value, error)
                                          : STATUS_OK;
}

/* ---- rows ------------------------------------------------------------------------------------ */

static int compare(const void *a, const void *b) {
    const struct log_point *one = a, *other = b;
    if (one->attempt != other->attempt)
        return one->attempt < other->attempt ? -1 : 1;
    if (one->step != other->step)
        return one->step < other->step ? -1 : 1;
    return (one->order > other->order) - (one->order < other->order);
}

/* Numbers the values of each series from 0, because there are no steps. */
static void count_steps(struct log_points *points, struct log_frame *frame) {
    int is_counted = 0;
    for (long i = 0; i < points->series_count; i++)
        points->series[i].count = 0;
    for (long i = 0; i < points->count; i++) {
        struct log_point *point = &points->point[i];
        point->step = points->series[point->series].count++;
        is_counted |= point->step > 0;
    }
    if (is_counted)
        log_frame_note(frame, "all steps are 0: they are counted");
}

static enum status put_rows(const struct log_points *points, struct log_frame *frame,
                            struct error *error) {
    enum status status = STATUS_OK;
    for (long i = 0; i < points->count && status == STATUS_OK; i++) {
        const struct log_point *point = &points->point[i];
        const struct log_series *series = &points->series[point->series];
        if (i == 0 || point->step != point[-1].step || point->attempt != point[-1].attempt) {
            status = log_frame_row(frame, 0, error);
            if (status == STATUS_OK)
                status = log_frame_put(frame, "step", 4, (double)point->step, error);
        }
        if (status == STATUS_OK)
            status = log_frame_put(frame, series->name, series->length, point->value, error);
    }
    return status;
}

/* Puts the names without points. */
static enum status put_others(const struct log_points *points, struct log_frame *frame,
                              struct error *error) {
    enum status status = log_frame_row(frame, 0, error);
    for (long i = 0; i < points->series_count && status == STATUS_OK; i++)
        if (!points->series[i].is_kept)
            status = log_frame_put_missing(frame, points->series[i].name, points->series[i].length,
                                           error);
    return status;
}

enum status log_points_flush(struct log_points *points, struct log_frame *frame,
                             struct error *error) {
    if (!points->has_steps)
        count_steps(points, frame);
    if (points->count > 1)
        qsort(points->point, (size_t)points->count, sizeof *points->point, compare);
    enum status status = points->series_count > 0 ? put_others(points, frame, error) : STATUS_OK;
    if (status == STATUS_OK)
        status = put_rows(points, frame, error);
    clear(points);
    return status;
}
