#include "cli/options.h"
#include "judge/verdict_format.h"

static int run_check(const struct options *options) {
    struct error error = {0};
    verdict_formatter *write;
    struct check check;
    struct check_options check_options = options_for_check(options);
    if (verdict_format_find(&write, options->format != NULL ? options->format : "table", &error) !=
            STATUS_OK ||
        check_run(&check, &check_options, &error) != STATUS_OK)
        return options_fail(&error);
    check_print_notes(stderr, &check);
    int code = verdict_exit_code(&check.summary, options->allow_drift);
    code = options_add_orphans(options, code, &error);
    if (verdict_format_save(options->output, write, check.judgements, check.count, &check.summary,
                            &error) != STATUS_OK)
        code = options_fail(&error);
    check_free(&check);
    return code;
}

const struct command command_check = {
    .name = "check",
    .arguments = "[SCENARIO...]",
    .summary = "run scenarios and compare them with their claims and golden curves",
    .details =
        "Runs the scenarios named, or those of a family, or all of them, each with as\n"
        "many seeds as its seeds.check says, and judges every one:\n"
        "  claims  what theory says must happen, as the scenario says under `expect`\n"
        "  bits    whether the trajectory is the golden one to the last bit (on the exact\n"
        "          backend)\n"
        "  ensemble\n"
        "          whether the runs could be of the golden ensemble, tested as a group\n"
        "          where bits differ, for which seeds.ensemble runs are made; below 1e-4 the\n"
        "          p-value is a departure\n"
        "A departure in a row is printed with the command that draws it.\n"
        "Verdicts: PASS, DRIFT (bits changed, ensemble and claims hold), FAIL, NEW (no\n"
        "golden), STALE (the scenario changed), UNTESTED (no golden curve to compare\n"
        "with), ERROR (a run broke, or a scenario or golden cannot be used), SKIP (its\n"
        "data are missing, and it says how to get them). Goldens without a scenario\n"
        "are named; --strict refuses them. Exit code: 0 PASS and SKIP, 1 FAIL or DRIFT,\n"
        "2 usage, 3 ERROR, 4 NEW, STALE or UNTESTED.\n"
        "\n"
        "  klimb check                              everything, as CI does\n"
        "  klimb check annealing                    one family\n"
        "  klimb check experiments/annealing        the same, by its folder\n"
        "  klimb check --format junit --output verdicts.xml\n"
        "  klimb check --backend openblas learning/healthy",
    .accepts = "jTbnNsfOdXqego",
    .run = run_check,
    .formats = verdict_format_names,
};
