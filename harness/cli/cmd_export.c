#include <stdio.h>

#include "base/text.h"
#include "cli/options/options.h"
#include "export/export.h"
#include "scenario/scenario_load.h"

/* Refuses a command line without the options that it needs. */
static enum status check_options(const struct options *options, struct error *error) {
    const char *missing = options->steps == 0 && !options->final
                              ? "--steps N, how many to replay, or --final"
                          : options->out == NULL ? "--out DIR, a folder that is not there yet"
                                                 : NULL;
    if (missing == NULL)
        return STATUS_OK;
    klimb_error_set(error, STATUS_INVALID, "export needs %s", missing);
    klimb_error_hint(error, "see `klimb export --help`");
    return STATUS_INVALID;
}

static enum status export_scenario(const struct options *options, const struct scenario *scenario,
                                   struct error *error) {
    struct backend backend;
    struct export_summary summary;
    struct export_request request = {
        .folder = options->out,
        .scenario = scenario,
        .seed = options->seed_count > 0 ? options->seed_first : 0,
        .steps = options->steps > 0 ? options->steps : scenario->config.steps,
        .is_final = options->final,
        .backend = &backend,
    };
    enum status status = klimb_backend_select(&backend, options->backend, options->simd, error);
    if (status == STATUS_OK)
        status = export_run(&request, &summary, error);
    if (status == STATUS_OK)
        text_print_line(
            stdout,
            "%s: %ld steps of %s seed %ld in %ld arrays, %.2f MiB; README.md there says "
            "%s",
            options->out, request.steps, scenario->name, request.seed, summary.arrays,
            summary.bytes / (1 << 20), options->final ? "what they are" : "how to replay them");
    return status;
}

static int run_export(const struct options *options) {
    struct error error = {0};
    struct scenario scenario;
    enum status status = check_options(options, &error);
    if (status == STATUS_OK)
        status = scenario_load(&scenario, options->experiments, options->names[0],
                               options->overrides, options->override_count, &error);
    if (status != STATUS_OK)
        return options_fail(&error);
    if (scenario_is_external(&scenario))
        status = klimb_error_set(&error, STATUS_INVALID,
                                 "%s has a trainer of its own, so klimb has nothing to export",
                                 scenario.name);
    else
        status = export_scenario(options, &scenario, &error);
    scenario_free(&scenario);
    return status == STATUS_OK ? EXIT_PASS : options_fail(&error);
}

const struct command command_export = {
    .name = "export",
    .arguments = "SCENARIO",
    .summary = "the first steps of a run as arrays, for another program to replay",
    .details = "Trains N steps and writes what another implementation needs to make the same\n"
               "steps: the training set; initial parameters; batches, noise, beta, learning rate\n"
               "and loss terms of each step; the parameters after the last one; the evaluation\n"
               "set; and the steps at which klimb logs a row. All are NumPy .npy files. The\n"
               "README.md beside them has names, shapes, units and the formulas of this\n"
               "scenario. The folder is written whole or not at all, and never replaces another;\n"
               "more than 1 GiB is refused.\n"
               "\n"
               "With --final x and eps of each step, the largest part, are left out, and the\n"
               "whole run is trained unless --steps says otherwise. What remains are the initial\n"
               "and final parameters and which examples each batch had.\n"
               "\n"
               "Exit code: 0 done; 2 usage, or the run becomes non-finite before step N; 3 when\n"
               "data are missing or a file cannot be written.\n"
               "\n"
               "  klimb export healthy --steps 20 --out build/replay\n"
               "  klimb export healthy --steps 5 --out build/sgd --set optimiser.kind=sgd\n"
               "  klimb export healthy --final --out build/trained",
    .accepts = "SFonsbe",
    .run = run_export,
};
