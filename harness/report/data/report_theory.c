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

/* Lines of theory.csv: the curve if theory has one, else the optimum at both ends of the run.
 * Returns whether there are any lines. */
static int format_theory(struct text *text, const struct theory *theory,
                         const struct theory_curve *curve, const struct record *record,
                         struct report_axes *axes) {
    const double *optimum = theory->observable;
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

enum status report_theory_write(struct report_subject *subject, const struct report *report,
                                struct report_axes *axes, struct report_sweep *sweep,
                                struct error *error) {
    const struct evidence *evidence = subject->evidence;
    const struct record *record = subject->records[0];
    const struct evidence_run *run = evidence_run_of(evidence, record->seed);
    struct text text = {0};
    if (!evidence->has_theory)
        return STATUS_OK;
    if (run->curve_error.status == STATUS_OK)
        subject->has_theory = format_theory(&text, &evidence->theory, &run->curve, record, axes);
    report_sweep_add(sweep, subject->scenario, &evidence->theory, record);
    if (subject->has_theory)
        return report_write_data(report, subject->name, "theory.csv", &text, error);
    text_free(&text);
    return STATUS_OK;
}
