/* measured.h -- finds tables that were measured earlier and that a report shows.
 */
#ifndef KLIMB_MEASURED_H
#define KLIMB_MEASURED_H

#include "base/file.h"
#include "report/model/report_options.h"

struct options;

enum { MEASURED_TABLES = 2 };

/* What a report's options point to; must outlive them. */
struct measured {
    char power[FILE_PATH_MAX], nulls[FILE_PATH_MAX];
    struct report_table tables[MEASURED_TABLES];
};

/* measured_find -- fill in the files that exist: report_options->bench, history, sweeps, experiments, power, nulls and
 * tables. */
void measured_find(struct report_options *report_options, struct measured *measured,
                   const struct options *options);

#endif
