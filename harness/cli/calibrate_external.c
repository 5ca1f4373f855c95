#include "cli/calibrate_external.h"

#include <stdio.h>

#include "base/text.h"
#include "scenario/scenario_load.h"

int calibrate_leaves_out(const struct scenario *scenario) {
    if (scenario_is_external(scenario))
        text_print_line(stderr,
                        "klimb: %s is left out: it has a trainer of its own, and calibrate is for "
                        "klimb's trainer",
                        scenario->name);
    return scenario_is_external(scenario);
}

enum status calibrate_look(int *is_left_out, const struct check_options *options, const char *name,
                           struct error *error) {
    struct scenario scenario;
    enum status status = scenario_load(&scenario, options->experiments, name, options->overrides,
                                       options->override_count, error);
    *is_left_out = status == STATUS_OK && calibrate_leaves_out(&scenario);
    if (status == STATUS_OK)
        scenario_free(&scenario);
    return status;
}
