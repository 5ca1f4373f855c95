#include <math.h>

#include "report/data/report_files.h"

/* In nats: a rate-distortion plane is read by its slopes, so its axes are linear up to this. */
static const double PLANE_MOST = 1e3;

static const double GRADIENT_MARGIN = 1.3; /* of its logarithmic axis */

#define AXIS_NAME(name) #name,
static const char *const axis_names[] = {REPORT_AXIS_TABLE(AXIS_NAME)};

/* The columns of a record that an axis must include. */
static const struct {
    enum report_axis_name axis;
    enum observable column;
} shown[] = {
    {REPORT_AXIS_beta, OBSERVABLE_beta},
    {REPORT_AXIS_recon, OBSERVABLE_recon},
    {REPORT_AXIS_kl, OBSERVABLE_kl},
    {REPORT_AXIS_rate, OBSERVABLE_kl},
    {REPORT_AXIS_distortion, OBSERVABLE_recon},
    {REPORT_AXIS_mi, OBSERVABLE_mi},
    {REPORT_AXIS_mi, OBSERVABLE_mi_cap},
    {REPORT_AXIS_logvar, OBSERVABLE_logvar_min},
    {REPORT_AXIS_logvar, OBSERVABLE_logvar_max},
    {REPORT_AXIS_gradient, OBSERVABLE_grad_encoder},
    {REPORT_AXIS_gradient, OBSERVABLE_grad_decoder},
};

/* The KL of the second level if it is the larger one, else NaN, so that one near 0 does not make the axis logarithmic.
 */
static double second_beyond_kl(const struct record *record, long row) {
    double kl = (double)record_value(record, row, OBSERVABLE_kl);
    double second = (double)record_value(record, row, OBSERVABLE_kl_2);
    return second > kl ? second : (double)NAN;
}

void report_axes_include(struct report_axes *axes, const struct record *record) {
    for (long row = 0; row < record->rows; row++) {
        report_axis_include(&axes->axis[REPORT_AXIS_step], (double)record->step[row]);
        report_axis_include(&axes->axis[REPORT_AXIS_kl], second_beyond_kl(record, row));
        for (size_t i = 0; i < sizeof shown / sizeof *shown; i++)
            report_axis_include(&axes->axis[shown[i].axis],
                                (double)record_value(record, row, shown[i].column));
    }
}

static int is_of_plane(enum report_axis_name name) {
    return name == REPORT_AXIS_rate || name == REPORT_AXIS_distortion || name == REPORT_AXIS_mi;
}

/* Gradients are read by their order of magnitude. */
static struct report_range gradient_range(const struct report_axis *axis) {
    struct report_range range = report_axis_range(axis);
    if (range.scale != REPORT_LINEAR || !(axis->least_positive > 0))
        return range;
    return (struct report_range){axis->least_positive / GRADIENT_MARGIN,
                                 axis->most * GRADIENT_MARGIN, REPORT_LOG};
}

static struct report_range range_of(const struct report_axes *axes, enum report_axis_name name) {
    const struct report_axis *axis = &axes->axis[name];
    if (name == REPORT_AXIS_gradient)
        return gradient_range(axis);
    int is_small = fabs(axis->least) < PLANE_MOST && fabs(axis->most) < PLANE_MOST;
    return is_of_plane(name) && is_small ? report_axis_linear_range(axis) : report_axis_range(axis);
}

static void add_range(struct report_parameters *parameters, const char *name,
                      const struct report_range *range) {
    char words[3][REPORT_NUMBER_MAX];
    static const char *const ends[] = {"low", "high", "scale"};
    for (int i = 0; i < 3; i++)
        snprintf(words[i], sizeof words[i], "%s_%s", name, ends[i]);
    const struct report_parameter own[] = {
        {words[0], range->low, NULL},
        {words[1], range->high, NULL},
        {words[2], range->scale, NULL},
    };
    report_add_parameters(parameters, own, sizeof own / sizeof *own);
}

void report_axes_add(struct report_parameters *parameters, const struct report_axes *axes) {
    for (enum report_axis_name name = REPORT_AXIS_recon; name < REPORT_AXES; name++) {
        struct report_range range = range_of(axes, name);
        add_range(parameters, axis_names[name], &range);
    }
    double beta = axes->axis[REPORT_AXIS_beta].most, below = axes->axis[REPORT_AXIS_beta].least;
    const struct report_parameter own[] = {
        {"last_step", axes->axis[REPORT_AXIS_step].most, NULL},
        {"beta_high", beta > 0 ? beta : 1, NULL},
        {"beta_low", below < 0 ? below : 0, NULL}, /* for a capacity that is not reached */
    };
    report_add_parameters(parameters, own, sizeof own / sizeof *own);
}
