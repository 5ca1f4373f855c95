#include "cli/calibrate_scenarios.h"

#include <stdio.h>

#include "base/text.h"
#include "scenario/scenario_load.h"
#include "scenario/selection.h"

enum status calibrate_names(char ***names, long *count, const struct options *options,
                            struct error *error) {
    *names = NULL;
    *count = 0;
    enum status status = options_need_names(options, "calibrate", error);
    return status == STATUS_OK ? selection_expand(names, count, options->names, options->name_count,
                                                  options->experiments, error)
                               : status;
}

struct check_options calibrate_options(const struct options *options) {
    struct check_options check_options = options_for_check(options);
    check_options.out = options->out != NULL ? options->out : "build/calibrate/runs";
    check_options.runner.quiet = 1;
    return check_options;
}

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
