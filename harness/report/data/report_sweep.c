#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/data/report_files.h"

enum {
    LEAST_BETAS = 3,    /* fewer make no sweep */
    CURVE_POINTS = 160, /* of Shannon's curve */
    ACTIVE_MOST = 64    /* dimensions of data that a sweep is looked for in */
};

static const double SAME =
    1e-6; /* relative: eigenvalues of one covariance in two samples of floats */

/* The result of a run of a linear beta-VAE, and its data. */
struct report_sweep_point {
    double beta, rate, distortion; /* nats */
    double variance;               /* sigma_x^2 */
    long dimensions;
    double eigenvalues[ACTIVE_MOST]; /* [dimensions] of the training data */
};

void report_sweep_free(struct report_sweep *sweep) {
    free(sweep->points);
    *sweep = (struct report_sweep){0};
}

/* Constant of the density: recon is distortion plus this. */
static double density_constant(double dimensions, double variance) {
    return 0.5 * dimensions * log(2 * M_PI * variance);
}

/* Whether beta is constant in the steps that the point is a mean of. */
static int has_one_beta(const struct config *config) {
    return klimb_schedule_is_settled(&config->schedule, config->steps - config->steps / 10);
}

void report_sweep_add(struct report_sweep *sweep, const struct scenario *scenario,
                      const struct theory *theory, const struct record *record) {
    const struct likelihood_config *likelihood = &scenario->config.likelihood;
    double rate = record_final(record, OBSERVABLE_kl),
           recon = record_final(record, OBSERVABLE_recon);
    if (theory->reach != THEORY_OPTIMUM || likelihood->kind != LIKELIHOOD_GAUSSIAN ||
        !has_one_beta(&scenario->config) || theory->axes > ACTIVE_MOST ||
        record->outcome.diverged || !isfinite(rate) || !isfinite(recon))
        return;
    struct report_sweep_point *points = realloc(sweep->points,
                                                (size_t)(sweep->count + 1) * sizeof *points);
    if (points == NULL)
        return; /* one point less, and the next file says that memory ran out */
    sweep->points = points;
    struct report_sweep_point *point = &points[sweep->count++];
    double variance = likelihood->sigma * likelihood->sigma;
    *point = (struct report_sweep_point){
        .beta = scenario->config.schedule.beta,
        .rate = rate,
        .distortion = recon - density_constant((double)theory->axes, variance),
        .variance = variance,
        .dimensions = theory->axes,
    };
    for (long i = 0; i < theory->axes; i++)
        point->eigenvalues[i] = theory->axis[i].eigenvalue;
}

/* Whether two points lie on the same curve of Shannon's. */
static int are_of_one_curve(const struct report_sweep_point *a,
                            const struct report_sweep_point *b) {
    if (a->dimensions != b->dimensions || fabs(a->variance - b->variance) > SAME * a->variance)
        return 0;
    for (long i = 0; i < a->dimensions; i++)
        if (fabs(a->eigenvalues[i] - b->eigenvalues[i]) > SAME * a->eigenvalues[0])
            return 0;
    return 1;
}

static long count_on_curve(const struct report_sweep *sweep,
                           const struct report_sweep_point *point) {
    long count = 0;
    for (long i = 0; i < sweep->count; i++)
        count += are_of_one_curve(&sweep->points[i], point);
    return count;
}

/* A point of the curve that most points lie on; NULL if they are too few. */
static const struct report_sweep_point *find_sweep(const struct report_sweep *sweep) {
    const struct report_sweep_point *best = NULL;
    long most = LEAST_BETAS - 1;
    for (long i = 0; i < sweep->count; i++) {
        long count = count_on_curve(sweep, &sweep->points[i]);
        if (count > most) {
            most = count;
            best = &sweep->points[i];
        }
    }
    return best;
}

/* Lines of kind 0: Shannon's curve from rate 0 to the largest of the points, by the level of reverse water-filling. */
static void add_curve(struct text *text, const struct report_sweep_point *of, double most,
                      struct report_axis axes[2]) {
    double level = of->eigenvalues[0], rate = 0;
    for (int i = 0; i < CURVE_POINTS && rate <= 1.1 * most; i++, level *= 0.96) {
        double squared = 0;
        for (long j = 0; j < of->dimensions; j++)
            squared += fmin(level, of->eigenvalues[j]);
        double distortion = squared / (2 * of->variance);
        rate = theory_linear_shannon_rate(of->eigenvalues, of->dimensions, squared);
        text_add(text, "0,nan,%.6g,%.6g\n", rate, distortion);
        report_axis_include(&axes[0], rate);
        report_axis_include(&axes[1], distortion);
    }
}

/* Lines of kind 1: the runs. Returns their number. */
static long add_points(struct text *text, const struct report_sweep *sweep,
                       const struct report_sweep_point *of, struct report_axis axes[2]) {
    long count = 0;
    for (long i = 0; i < sweep->count; i++) {
        const struct report_sweep_point *point = &sweep->points[i];
        if (!are_of_one_curve(point, of))
            continue;
        text_add(text, "1,%.6g,%.6g,%.6g\n", point->beta, point->rate, point->distortion);
        report_axis_include(&axes[0], point->rate);
        report_axis_include(&axes[1], point->distortion);
        count++;
    }
    return count;
}

enum status report_sweep_write(struct report_family *family, const struct report *report,
                               const struct report_sweep *sweep, struct error *error) {
    const struct report_sweep_point *of = find_sweep(sweep);
    if (of == NULL)
        return STATUS_OK;
    struct text text = {0};
    struct report_parameters parameters = {0};
    struct report_axis axes[2] = {{0}};
    text_add(&text,
             "# Shannon's rate-distortion curve (kind 0), and runs at several beta (kind 1): "
             "nats\nkind,beta,rate,distortion\n");
    family->sweep = add_points(&text, sweep, of, axes);
    add_curve(&text, of, axes[0].most, axes);
    struct report_range rate = report_axis_linear_range(&axes[0]);
    struct report_range distortion = report_axis_linear_range(&axes[1]);
    const struct report_parameter own[] = {
        {"rate_low", rate.low, NULL},
        {"rate_high", rate.high, NULL},
        {"distortion_low", distortion.low, NULL},
        {"distortion_high", distortion.high, NULL},
    };
    report_add_parameters(&parameters, own, sizeof own / sizeof *own);
    enum status status = report_write_data(report, family->name, "shannon.csv", &text, error);
    if (status == STATUS_OK)
        return report_write_parameters(report, family->name, "sweep.csv", &parameters, error);
    report_free_parameters(&parameters);
    return status;
}
