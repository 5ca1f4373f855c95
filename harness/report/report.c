#include "report/report.h"

#include <stdlib.h>
#include <string.h>

#include "report/data/report_data.h"
#include "report/data/report_history.h"
#include "report/data/report_nulls.h"
#include "report/data/report_speed.h"
#include "report/data/report_study_table.h"
#include "report/figures/report_figures.h"
#include "report/pages/report_pages.h"
#include "report/report_folder.h"
#include "scenario/scenario_find.h"

/* ---- the whole ------------------------------------------------------------------------------- */

/* Reads tables measured earlier; the page reports their errors. */
static void read_measured(struct report *report) {
    const struct report_options *options = report->options;
    struct report_power *power = &report->power;
    report_speed_read(&report->speed, options->bench);
    report_nulls_read(&report->nulls, options->nulls);
    report_history_read(&report->history, options->history);
    if (options->power != NULL)
        power->status = power_table_read(&power->table, options->power, &power->error);
}

/* Reads the studies with results, or the one study of the report. */
static enum status prepare_studies(struct report *report, struct error *error) {
    enum status status = report_studies_read(report, error);
    for (long i = 0; status == STATUS_OK && i < report->study_count; i++)
        status = report_study_write(&report->studies[i], report, error);
    return status;
}

enum status report_prepare(struct report *report, struct error *error) {
    read_measured(report);
    enum status status = report_group(report, error);
    for (long i = 0; status == STATUS_OK && i < report->family_count; i++)
        status = report_data_write(report, &report->families[i], error);
    if (status == STATUS_OK)
        status = report_speed_write(report, error);
    if (status == STATUS_OK)
        status = report_nulls_write(report, error);
    if (status == STATUS_OK)
        status = report_history_write(report, error);
    if (status == STATUS_OK)
        status = prepare_studies(report, error);
    return status;
}

void report_end(struct report *report) {
    free(report->subjects);
    free(report->families);
    report_studies_free(report);
    report_speed_free(&report->speed);
    report_nulls_free(&report->nulls);
    report_history_free(&report->history);
    power_table_free(&report->power.table);
}

enum status report_write(const struct report_input *input, const struct report_options *options,
                         struct error *error) {
    struct report_folder folder;
    struct report_options own = *options;
    struct report report = {.input = input, .options = &own};
    enum status status = report_folder_open(&folder, options->folder, error);
    own.folder = folder.made;
    if (status == STATUS_OK) {
        status = report_prepare(&report, error);
        if (status == STATUS_OK)
            status = report_draw(&report, error);
        if (status == STATUS_OK)
            status = report_pages_write(&report, error);
        report_end(&report);
    }
    if (status == STATUS_OK)
        status = report_folder_put(&folder, error);
    report_folder_close(&folder);
    return status;
}
