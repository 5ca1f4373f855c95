/* log_points.h -- makes rows of values in several series, each with steps of its own. Internal to log.
 *
 *     struct log_points points = {.name = path};
 *     log_points_add(&points, frame, "kl", 2, 100, 8.5, &error);     of each series in its order
 *     log_points_flush(&points, frame, &error);
 *     log_points_free(&points);
 *
 * Values of one step become one row, and rows come in the order of their steps. Where a series goes back to its first step
 * or before it, it was restarted, and what follows is after all that was before; where it goes back less far, as after
 * a checkpoint, the later value of a step counts. Where all steps are 0 nobody counted them: values are counted.
 */
#ifndef KLIMB_LOG_POINTS_H
#define KLIMB_LOG_POINTS_H

#include <stdint.h>

#include "log/log_frame.h"

enum { LOG_POINTS_MAX = 4000000 }; /* of a run: 160 MB */

struct log_point {
    int64_t step;
    long attempt, order,
        series; /* how often its series was restarted; how many points came before */
    double value;
};

struct log_series {
    char *name; /* owned; [length], not terminated */
    long length;
    int is_kept;         /* whether the frame keeps values of that name */
    int64_t first, last; /* steps of the attempt */
    long count, attempt;
};

/* Zero-initialise but for the name. */
struct log_points {
    const char *name; /* what errors call the log; the caller's */
    struct log_point *point;
    long count, capacity;
    struct log_series *series;
    long series_count, series_capacity, likely;
    int has_steps; /* some step is not 0 */
};

/* log_points_add -- a value of a series. Of names that the frame does not keep only the name is remembered.
 * STATUS_FORMAT: more than LOG_POINTS_MAX; STATUS_MEMORY. */
enum status log_points_add(struct log_points *points, const struct log_frame *frame,
                           const char *name, long length, int64_t step, double value,
                           struct error *error) MUST_CHECK;

/* log_points_flush -- put the rows into the run of the frame, and begin again without points. Errors of log_frame_row. */
enum status log_points_flush(struct log_points *points, struct log_frame *frame,
                             struct error *error) MUST_CHECK;

void log_points_free(struct log_points *points);

#endif
