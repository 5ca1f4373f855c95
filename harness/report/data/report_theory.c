#include <math.h>

#include "report/data/report_files.h"

static void add_theory_row(struct text *text, long step, const double *value,
                           struct report_axes *axes) {
    text_add(text, "%ld", step);
    for (int i = 0; i < REPORT_BANDED; i++) {
        text_add(text, ",%.9g", value[report_banded[i]]);
        report_axis_include(&axes->axis[report_banded_axis[i]], value[report_banded[i]]);
    }
    text_add(text, "\n");
}

/* Lines of theory.csv: the curve if there is one, else the optimum at both ends of the run. Returns
 * whether there are any. */
static int format_theory(struct text *text, const struct prediction *prediction,
                         const struct theory_curve *curve, const struct record *record,
                         struct report_axes *axes) {
    const double *optimum = prediction->theory.observable;
    text_add(text, "# What theory predicts for the first seed, nats\nstep,recon,kl\n");
    for (long row = 0; row < curve->rows; row++)
        add_theory_row(text, curve->step[row], curve->value + row * OBSERVABLES, axes);
    if (curve->rows > 0)
        return 1;
    if (isnan(optimum[OBSERVABLE_recon]) || isnan(optimum[OBSERVABLE_kl]))
        return 0;
    add_theory_row(text, 0, optimum, axes);
    add_theory_row(text, record->step[record->rows - 1], optimum, axes);
    return 1;
}

enum status report_theory_write(struct report_item *item, const struct report *report,
                                const struct record *record, struct report_axes *axes,
                                struct report_sweep *sweep, struct error *error) {
    struct prediction prediction;
    struct theory_curve curve = {0};
    struct text text = {0};
    item->has_theory = 0;
    if (prediction_begin(&prediction, report_scenario(item), item->jobs[0].backend, NULL) !=
            STATUS_OK ||
        !prediction.is_made)
        return STATUS_OK;
    if (prediction_curve(&curve, &prediction, record, NULL) == STATUS_OK)
        item->has_theory = format_theory(&text, &prediction, &curve, record, axes);
    theory_curve_free(&curve);
    report_sweep_add(sweep, report_scenario(item), &prediction.theory, record);
    prediction_end(&prediction);
    if (item->has_theory)
        return report_write_data(report, report_scenario(item)->name, "theory.csv", &text, error);
    text_free(&text);
    return STATUS_OK;
}
