#include "layers/schedule_kind.h"

/* The number of points at or before `elapsed`. */
static long points_behind(const struct schedule_config *config, long elapsed) {
    long count = 0;
    while (count < config->point_steps && config->point_step[count] <= elapsed)
        count++;
    return count;
}

static double progress(const struct schedule_config *config, long elapsed) {
    const long behind = points_behind(config, elapsed);
    const double *share = config->point_share;
    if (behind == config->point_steps)
        return 1;
    if (behind == 0)
        return share[0];
    const long *step = config->point_step + behind;
    double part = (double)(elapsed - step[-1]) / (double)(step[0] - step[-1]);
    return share[behind - 1] + (share[behind] - share[behind - 1]) * part;
}

static int settled(const struct schedule_config *config, long elapsed) {
    return points_behind(config, elapsed) == config->point_steps;
}

const struct schedule_functions klimb_schedule_points = {progress, settled};
