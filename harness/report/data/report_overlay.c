#include "report/data/report_files.h"
#include "scenario/scenario_find.h"

/* A block with the curves of one scenario, its name in the heading. */
void report_overlay_add(struct report_overlay *overlay, const char *name,
                        const struct record *record) {
    struct text *text = &overlay->curves;
    long end = report_last_drawn_row(record);
    if (text->length == 0)
        text_add(text,
                 "# First seed of each scenario: name and step, recon and KL (nats), 1 where a run "
                 "that broke was seen last, 1 where recon and where KL has no neighbour\n");
    else
        text_add(text, "\n\n");
    text_add_escaped(text, scenario_leaf(name), TEXT_GNUPLOT);
    text_add(text, "\trecon\tkl\tends\trecon_lone\tkl_lone\n");
    for (long row = 0; row < record->rows; row++) {
        text_add(text, "%ld", record->step[row]);
        for (int i = 0; i < REPORT_BANDED; i++) {
            text_add(text, "\t");
            if (!record_is_missing(record, row, report_banded[i]))
                text_add_float(text, record_value(record, row, report_banded[i]));
        }
        text_add(text, "\t%d", row == end && report_ends_broken(record));
        for (int i = 0; i < REPORT_BANDED; i++) {
            int is_lone = report_is_lone(record, row, report_banded[i]);
            overlay->lone += is_lone;
            text_add(text, "\t%d", is_lone);
        }
        text_add(text, "\n");
    }
    overlay->has_recon |= record->present[OBSERVABLE_recon];
    overlay->has_kl |= record->present[OBSERVABLE_kl];
    report_axes_include(&overlay->axes, record);
    overlay->count++;
}

enum status report_overlay_write(const struct report_family *family, const struct report *report,
                                 struct report_overlay *overlay, struct error *error) {
    struct report_parameters parameters = {0};
    const struct report_parameter curves[] = {
        {"curves", (double)overlay->count, NULL},
        {"reference", overlay->has_reference ? (double)(overlay->count - 1) : -1, NULL},
        {"has_recon", overlay->has_recon, NULL},
        {"has_kl", overlay->has_kl, NULL},
        {"lone", (double)overlay->lone, NULL},
    };
    report_add_parameters(&parameters, curves, sizeof curves / sizeof *curves);
    report_axes_add(&parameters, &overlay->axes);
    enum status status = report_write_parameters(report, family->name, "overlay.csv", &parameters,
                                                 error);
    if (status != STATUS_OK)
        return status;
    return report_write_data(report, family->name, "overlay.tsv", &overlay->curves, error);
}
