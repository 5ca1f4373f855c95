#include "cli/options.h"
#include "judge/verdict_format.h"

static int run_check(const struct options *options) {
    struct error error = {0};
    verdict_formatter *write;
    struct check check;
    const struct verdict_asked asked = options_asked(options);
    struct check_options check_options = options_for_check(options);
    if (verdict_format_find(&write, options->format != NULL ? options->format : "table", &error) !=
            STATUS_OK ||
        check_run(&check, &check_options, &error) != STATUS_OK)
        return options_fail(&error);
    check_print_notes(stderr, &check);
    options_note_asked(&check, &asked);
    int code = options_exit_code(options, &check.summary);
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
    .details = "Runs the scenarios named, or those of a family, or all of them, each with as\n"
               "many seeds as its seeds.check says, and judges each in four ways:\n"
               "  claims    whether what its `expect` says holds\n"
               "  bits      on the exact backend: whether the trajectory is the golden one to\n"
               "            the last bit\n"
               "  paired    where bits differ: whether 16 runs differ from the golden runs of\n"
               "            their seeds, which have the same weights, batches and noise, by\n"
               "            more than rounding: DRIFT (shifted)\n"
               "  ensemble  where bits differ: whether the runs could be golden runs of other\n"
               "            seeds. seeds.ensemble runs (--runs) are made and compared as a\n"
               "            group. Below 1e-4 (--level) the p-value is a departure\n"
               "With --against golden a scenario that differs from its golden's, as one with\n"
               "--set does, is no longer STALE: claims, ensemble and the paired test judge it as\n"
               "a variant. PASS then says that the runs show no difference.\n"
               "A departure in a row is printed with the command that draws it. Goldens without\n"
               "a scenario are named; --strict refuses them.\n"
               "Exit code: that of the verdicts (0 PASS and SKIP, 1 FAIL, DRIFT or DRIFT\n"
               "(shifted), 3 ERROR, 4 NEW, STALE or UNTESTED); 2 usage. `klimb help verdicts`\n"
               "explains them.\n"
               "\n"
               "  klimb check                              everything, as CI does\n"
               "  klimb check annealing                    one family\n"
               "  klimb check experiments/annealing        the same, by its folder\n"
               "  klimb check --format junit --output verdicts.xml\n"
               "  klimb check --backend openblas learning/healthy\n"
               "  klimb check --set model.hidden=[120] --against golden learning/healthy",
    .accepts = "jTbnNsuALfOdDXqego",
    .run = run_check,
    .formats = verdict_format_names,
};
