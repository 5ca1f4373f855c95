#include "base/clock.h"
#include "cli/options/options.h"

#include <stdlib.h>

#include "check/changed.h"
#include "check/check_notes.h"
#include "check/check_records.h"
#include "cli/check_files.h"
#include "cli/check_history.h"
#include "cli/review/check_pending.h"
#include "judge/verdict_format.h"
#include "report/report_records.h"

/* The names on the command line: scenarios, and the logs that follow the first one of --records. */
struct named {
    const char **scenarios, **logs; /* [scenario_count], [log_count] owned */
    long scenario_count, log_count;
};

static enum status sort_name(struct named *named, const char *name, const struct options *options,
                             struct error *error) {
    int is_record;
    enum status status = report_look(&is_record, name, options->experiments, error);
    if (status != STATUS_OK)
        return status;
    if (is_record && options->logs == NULL) {
        klimb_error_set(error, STATUS_INVALID, "%s exists, but is not a scenario", name);
        klimb_error_hint(error, "klimb check SCENARIO --records LOG... compares records with the "
                                "golden of a scenario");
        return STATUS_INVALID;
    }
    if (is_record)
        named->logs[named->log_count++] = name;
    else
        named->scenarios[named->scenario_count++] = name;
    return STATUS_OK;
}

static enum status sort_names(struct named *named, const struct options *options,
                              struct error *error) {
    size_t room = (size_t)options->name_count + 1;
    *named = (struct named){calloc(room, sizeof *named->scenarios),
                            calloc(room, sizeof *named->logs), 0, 0};
    if (named->scenarios == NULL || named->logs == NULL)
        return klimb_error_set(error, STATUS_MEMORY, "no memory for the names");
    if (options->logs != NULL)
        named->logs[named->log_count++] = options->logs;
    enum status status = STATUS_OK;
    for (long i = 0; status == STATUS_OK && i < options->name_count; i++)
        status = sort_name(named, options->names[i], options, error);
    return status;
}

/* Refuses options that have no meaning with --records, and those that need it. */
static enum status check_contradictions(const struct options *options, struct error *error) {
    int is_of_logs = options->logs != NULL;
    if (is_of_logs && (options->seed_count > 0 || options->group_runs > 0))
        return klimb_error_set(error, STATUS_INVALID,
                               "--records takes all runs that are named: it cannot be used with "
                               "--seed, --seeds or --runs");
    if (is_of_logs && (options->engine.kind != ENGINE_LOCAL || options->dry_run))
        return klimb_error_set(error, STATUS_INVALID,
                               "--records runs nothing: it goes with neither --engine nor "
                               "--dry-run");
    if (is_of_logs && options->changed_since != NULL)
        return klimb_error_set(error, STATUS_INVALID,
                               "--records and --changed-since contradict each other: with "
                               "--records the scenario is named");
    if (!is_of_logs && (options->log.columns != NULL || options->segment != NULL))
        return klimb_error_set(
            error, STATUS_INVALID,
            "--columns and --segments need --records: they say how to read a log");
    return check_history_allowed(options, error);
}

static enum status judge(struct check *check, const struct options *options,
                         const struct named *named, struct error *error) {
    struct check_options check_options = options_for_check(options);
    const struct check_logs logs = {named->logs, named->log_count, &options->log};
    struct text notes = {0};
    if (options->logs == NULL) {
        enum status status = check_run(check, &check_options, error);
        return status == STATUS_OK ? check_pending_complete(check, options, error) : status;
    }
    check_options.names = named->scenarios;
    check_options.name_count = named->scenario_count;
    enum status status = named->scenario_count > 0
                             ? check_records(check, &check_options, &logs, &notes, error)
                             : klimb_error_set(error, STATUS_INVALID,
                                               "--records needs one scenario, but none is named");
    options_print_notes(&notes);
    text_free(&notes);
    return status;
}

static int say_verdicts(struct check *check, const struct options *options,
                        const struct named *named) {
    struct error error = {0};
    struct verdict_asked asked = options_asked(options);
    asked.records = named->logs;
    asked.record_count = named->log_count;
    asked.columns = options->log.columns;
    asked.segment = options->segment;
    check_print_notes(stderr, check);
    check_print_log_notes(stderr, check);
    options_note_asked(check, &asked);
    int code = options_exit_code(options, &check->summary);
    code = options_add_orphans(options, code, &error);
    code = check_pending_leave(check, options, code);
    return check_files_save(check, options, code);
}

/* Checks the named scenarios or logs. */
static int check_named(const struct options *options) {
    struct error error = {0};
    struct check check = {0};
    struct named named = {0};
    double began = clock_now();
    enum status status = check_contradictions(options, &error);
    if (status == STATUS_OK)
        status = check_pending_refuse(options, &error);
    if (status == STATUS_OK)
        status = sort_names(&named, options, &error);
    if (status == STATUS_OK)
        status = judge(&check, options, &named, &error);
    int code = status == STATUS_OK ? say_verdicts(&check, options, &named) : options_fail(&error);
    if (status == STATUS_OK) {
        code = check_history_add(&check, options, clock_now() - began, code);
        check_free(&check);
    }
    free(named.scenarios);
    free(named.logs);
    return code;
}

/* Check what was named, or show what would be run. */
static int check_or_show(const struct options *options) {
    struct check_options check_options = options_for_check(options);
    return options->dry_run && options->logs == NULL ? options_dry_run(&check_options)
                                                     : check_named(options);
}

static void say_changed(const struct changed *changed, const struct options *options) {
    if (changed->source[0] != '\0')
        text_print_line(stderr,
                        "klimb: note: %s has changed since %s, which concerns every scenario",
                        changed->source, options->changed_since);
    else
        text_print_line(stderr, "klimb: note: the changes since %s concern %ld of %ld scenarios",
                        options->changed_since, changed->count, changed->asked);
}

/* Checks the named scenarios that a change can affect; if there are none, the check has no verdicts. */
static int check_changed(const struct options *options) {
    struct error error = {0};
    struct changed changed;
    const struct changed_question question = {options->experiments, options->expected,
                                              options->changed_since, options->names,
                                              options->name_count};
    if (changed_find(&changed, &question, &error) != STATUS_OK)
        return options_fail(&error);
    struct options narrowed = *options;
    narrowed.names = changed.list;
    narrowed.name_count = changed.count;
    say_changed(&changed, options);
    int code = changed.count > 0  ? check_or_show(&narrowed)
               : options->dry_run ? EXIT_PASS
                                  : say_verdicts(&(struct check){0}, options, &(struct named){0});
    changed_free(&changed);
    return code;
}

static int run_check(const struct options *options) {
    struct error error = {0};
    if (check_files_refuse(options, &error) != STATUS_OK)
        return options_fail(&error);
    int is_narrowed = options->changed_since != NULL && options->logs == NULL;
    return is_narrowed ? check_changed(options) : check_or_show(options);
}

const struct command command_check = {
    .name = "check",
    .arguments = "[SCENARIO...] [--records LOG...]",
    .summary = "run scenarios and compare them with their claims and golden curves",
    .details = "Runs the scenarios named, or those of a family, or all of them, each with the\n"
               "seeds 0 to seeds.check - 1, and judges each in four ways:\n"
               "  claims    whether the items of its `expect` hold\n"
               "  bits      on the exact backend: whether the trajectory is the golden one to\n"
               "            the last bit\n"
               "  paired    if bits differ: whether 16 runs differ by more than rounding from\n"
               "            the golden runs of their seeds, which have the same weights,\n"
               "            batches and noise: DRIFT (shifted)\n"
               "  ensemble  if bits differ: whether the runs could be golden runs of other\n"
               "            seeds. seeds.ensemble runs (--runs) are made and compared as a\n"
               "            group. A p-value below 1e-4 (--level) is a departure\n"
               "With --against golden a scenario that differs from that of its golden, for\n"
               "example by --set, is no longer STALE: claims, ensemble and the paired test judge\n"
               "it as a variant. PASS then says that the runs show no difference.\n"
               "With --records nothing is run: the logs named are runs of another program or of\n"
               "klimb, and are compared with the golden ensemble of the scenario, as one run or\n"
               "as a group, in the columns they share. They need at least recon and kl at the\n"
               "golden steps; missing steps are interpolated if their neighbours are close\n"
               "enough. The reason says what was compared. Claims and bits are not judged.\n"
               "With --changed-since only those scenarios are run whose file, base, golden, data\n"
               "or trainer differs from that commit or is not in git, or whose claims refer\n"
               "to one of these; all are run if klimb's own sources differ.\n"
               "klimb saves what moved in build/pending, with its runs: `klimb review` shows it,\n"
               "accepts or rejects it. The next check replaces it, a PASS removes it. A check\n"
               "with --set, --seed, --seeds, --records, --against or --backend saves nothing.\n"
               "Each check adds a line to build/history.jsonl (--history), which `klimb history`\n"
               "shows, but not with --records, --set, --seed, --seeds or --against.\n"
               "With --engine another program makes the runs, here or on many machines; the\n"
               "verdicts are the same. `klimb help engines` says more.\n"
               "With a departure, the command that draws it is printed. Goldens without a\n"
               "scenario are named; --strict refuses them.\n"
               "Exit code: that of the verdicts (0 PASS and SKIP, 1 FAIL, DRIFT or DRIFT\n"
               "(shifted), 3 ERROR, 4 NEW, STALE or UNTESTED); 2 usage. `klimb help verdicts`\n"
               "explains them.\n"
               "\n"
               "  klimb check                              everything, as CI does\n"
               "  klimb check annealing                    one family\n"
               "  klimb check experiments/annealing        the same, by its folder\n"
               "  klimb check --format junit --output verdicts.xml\n"
               "  klimb check --format github --junit verdicts.xml --markdown summary.md\n"
               "  klimb check --changed-since origin/main\n"
               "  klimb check --backend openblas learning/healthy\n"
               "  klimb check --set model.hidden=[120] --against golden learning/healthy\n"
               "  klimb check learning/healthy --records mine/seed-*/metrics.csv",
    .accepts = "jTb46>^798nNsuALUwMGfOJKIdDX!+#&qego",
    .run = run_check,
    .formats = verdict_format_names,
};
