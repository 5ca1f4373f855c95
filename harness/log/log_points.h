/* log_points.h -- makes rows from several series of values, each with its own steps. Internal to log.
 *
 *     struct log_points points = {.name = path};
 *     log_points_add(&points, frame, "kl", 2, 100, 8.5, &error);     of each series in its order
 *     log_points_flush(&points, frame, &error);
 *     log_points_free(&points);
 *
 * Values of one step become one row, and rows come in the order of their steps. If a series goes back to its first step
 * or before, it was restarted, and its further values come after all earlier ones; if it goes back less far, as after
 * loading a checkpoint, the later value of a step counts. If all steps are 0, the program did not count them, and
 * values are numbered.
 */
#ifndef KLIMB_LOG_POINTS_H
#define KLIMB_LOG_POINTS_H

#include <stdint.h>

#include "log/log_frame.h"

enum { LOG_POINTS_MAX = 4000000 }; /* of a run: 160 MB */

struct log_point {
    int64_t step;
    long attempt, order,
        series; /* restarts of its series before it; points before it; its series */
    double value;
};

struct log_series {
    char *name; /* owned; [length], not terminated */
    long length;
    int is_kept;         /* whether the frame keeps values of this name */
    int64_t first, last; /* steps of the attempt */
    long count, attempt;
};

/* Zero-initialise all but the name. */
struct log_points {
    const char *name; /* what errors call the log; the caller's */
    struct log_point *point;
    long count, capacity;
    struct log_series *series;
    long series_count, series_capacity, likely;
    int has_steps; /* some step is not 0 */
};

/* log_points_add -- add a value of a series. If the frame does not keep its name, only the name is remembered.
 * STATUS_FORMAT: more than LOG_POINTS_MAX; STATUS_MEMORY. */
enum status log_points_add(struct log_points *points, const struct log_frame *frame,
                           const char *name, long length, int64_t step, double value,
                           struct error *error) MUST_CHECK;

/* log_points_flush -- put the rows into the frame's run, and drop all points. Errors of log_frame_row. */
enum status log_points_flush(struct log_points *points, struct log_frame *frame,
                             struct error *error) MUST_CHECK;

void log_points_free(struct log_points *points);

#endif
