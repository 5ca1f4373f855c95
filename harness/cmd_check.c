#include <stdio.h>
#include <stdlib.h>

#include "file.h"
#include "options.h"
#include "verdict_format.h"

/* Write the verdicts where they were asked for: a file is written whole or not at all. */
static enum status write_verdicts(const struct check *check, const struct options *options,
                                  verdict_formatter *write, struct error *error) {
    if (options->output == NULL) {
        write(stdout, check->judgements, check->count, &check->summary);
        return STATUS_OK;
    }
    char *bytes = NULL;
    size_t size = 0;
    FILE *memory = open_memstream(&bytes, &size);
    if (memory == NULL)
        return error_set(error, STATUS_MEMORY, "no memory to write %s", options->output);
    write(memory, check->judgements, check->count, &check->summary);
    enum status status = fclose(memory) == 0
                             ? file_write(options->output, bytes, size, error)
                             : error_set(error, STATUS_MEMORY, "no memory for %s", options->output);
    free(bytes);
    return status;
}

static int run_check(const struct options *options) {
    struct error error = {0};
    verdict_formatter *write;
    struct check check;
    struct check_options check_options = options_for_check(options);
    if (verdict_format_find(&write, options->format, &error) != STATUS_OK ||
        check_run(&check, &check_options, &error) != STATUS_OK)
        return options_fail(&error);
    int code = verdict_exit_code(&check.summary, options->allow_drift);
    if (write_verdicts(&check, options, write, &error) != STATUS_OK)
        code = options_fail(&error);
    check_free(&check);
    return code;
}

const struct command command_check = {
    .name = "check",
    .arguments = "[SCENARIO...]",
    .summary = "run scenarios and compare them with their claims and golden curves",
    .details = "Runs the scenarios named, or those of a family, or all of them, each with as\n"
               "many seeds as its seeds.check says, and judges every one:\n"
               "  claims  what theory says must happen, as the scenario says under `expect`\n"
               "  bits    whether the trajectory is the golden one to the last bit (on the exact\n"
               "          backend)\n"
               "  band    whether it could be one of the golden ensemble: the worst distance, of\n"
               "          which 1 is the edge\n"
               "Verdicts: PASS, DRIFT (bits changed, band and claims hold), FAIL, NEW (no\n"
               "golden), STALE (the scenario changed), ERROR (a run broke), SKIP (its data\n"
               "are not here, and it says how to obtain them). Exit code: 0 PASS and SKIP,\n"
               "1 FAIL or DRIFT, 2 usage, 3 ERROR, 4 NEW or STALE.\n"
               "\n"
               "  klimb check                              everything, as CI does\n"
               "  klimb check annealing                    one family\n"
               "  klimb check --format junit --output verdicts.xml\n"
               "  klimb check --backend openblas learning/healthy",
    .accepts = "jTbnNsfOdqego",
    .run = run_check,
};
