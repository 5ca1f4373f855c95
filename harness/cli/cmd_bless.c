#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/text.h"
#include "check/check_notes.h"
#include "check/orphans.h"
#include "check/twins.h"
#include "cli/options/options.h"
#include "cli/review/bless_from.h"
#include "cli/review/bless_moves.h"
#include "pending/bless.h"
#include "scenario/selection.h"

/* ---- the command line ------------------------------------------------------------------------- */

static void describe_command(char *out, size_t size, const struct options *options) {
    struct text command = {0};
    text_add(&command, "klimb bless --reason ...%s", options->all ? " --all" : "");
    if (options->from != NULL) {
        text_add(&command, " --from ");
        text_add_escaped(&command, options->from, TEXT_SHELL);
    }
    text_add_operands(&command, options->names, options->name_count);
    snprintf(out, size, "%s", command.failed ? "unknown" : command.bytes);
    text_free(&command);
}

/* ---- the goldens ------------------------------------------------------------------------------ */

enum answer { ANSWER_YES, ANSWER_NO, ANSWER_NONE };

/* Asks on a terminal. Without one, nobody has refused either. */
static enum answer ask(const struct options *options) {
    if (options->yes)
        return ANSWER_YES;
    char answer[16];
    if (isatty(STDIN_FILENO)) {
        printf("write these goldens? [y/N] ");
        fflush(stdout);
        if (fgets(answer, sizeof answer, stdin) != NULL)
            return answer[0] == 'y' || answer[0] == 'Y' ? ANSWER_YES : ANSWER_NO;
    }
    fprintf(stderr, "klimb: nothing was written: add --yes to bless without being asked\n");
    return ANSWER_NONE;
}

/* Shows what moves or, with `blessing`, writes the goldens.
 *   all_twins  in [check->count] */
static enum status each_golden(const struct check *check, const struct twins *all_twins,
                               const char *expected, const struct blessing *blessing,
                               struct error *error) {
    enum status status = STATUS_OK;
    for (long i = 0; i < check->count && status == STATUS_OK; i++) {
        const struct check_item *item = &check->items[i];
        const struct twins *twins = scenario_is_external(&item->scenario) ? &all_twins[i] : NULL;
        if (item->judgement->verdict == VERDICT_SKIP)
            continue;
        status = blessing != NULL ? bless_write(item, twins, expected, blessing, error)
                                  : bless_print_moves(&item->evidence, twins, error);
    }
    return status;
}

static enum status write_all(const struct check *check, const struct twins *twins,
                             const struct options *options, struct error *error) {
    char command[512];
    struct blessing blessing;
    describe_command(command, sizeof command, options);
    enum status status = bless_begin(&blessing, options->reason, command, options->simd, error);
    if (status != STATUS_OK)
        return status;
    if (blessing.commit.trouble[0] != '\0')
        text_print_line(stderr, "klimb: the commit is unknown: %s", blessing.commit.trouble);
    return each_golden(check, twins, options->expected, &blessing, error);
}

/* Show what moves, ask, write. Returns the exit code. */
static int bless(const struct check *check, const struct twins *twins,
                 const struct options *options, struct error *error) {
    check_print_notes(stderr, check);
    check_print_log_notes(stderr, check);
    long count = check->count - check_print_skipped(stderr, check);
    if (count == 0) {
        klimb_error_set(error, STATUS_FAILED, "no scenario could be run, nothing was written");
        return options_fail(error);
    }
    if (each_golden(check, twins, options->expected, NULL, error) != STATUS_OK)
        return options_fail(error);
    fflush(stdout);
    enum answer answer = ask(options);
    if (answer != ANSWER_YES)
        return answer == ANSWER_NO ? EXIT_PASS : EXIT_USAGE;
    if (write_all(check, twins, options, error) != STATUS_OK)
        return options_fail(error);
    text_print_line(stdout, "%ld golden%s written to %s", count, count == 1 ? "" : "s",
                    options->expected);
    return EXIT_PASS;
}

/* ---- goldens of klimb 0.1 -------------------------------------------------------------------- */

static int reseal(const struct options *options, struct error *error) {
    char **names = NULL;
    long count = 0, done = 0;
    enum status status = selection_expand(&names, &count, options->names, options->name_count,
                                          options->experiments, error);
    if (status != STATUS_OK)
        return options_fail(error);
    int code = EXIT_PASS;
    for (long i = 0; i < count; i++) {
        int is_there;
        status = golden_look(&is_there, options->expected, names[i], error);
        if (status == STATUS_OK && !is_there)
            continue;
        if (status == STATUS_OK)
            status = golden_reseal(options->expected, names[i], error);
        if (status != STATUS_OK)
            code = options_fail(error);
        done += status == STATUS_OK;
    }
    free(names);
    text_print_line(stdout, "%ld golden%s sealed in %s", done, done == 1 ? "" : "s",
                    options->expected);
    return code;
}

/* ---- the command ----------------------------------------------------------------------------- */

/* Measures how well users' trainers repeat their bits.
 *   twins  out [check->count] */
static enum status measure_twins(struct twins *twins, struct check *check,
                                 const struct check_options *options, struct error *error) {
    enum status status = STATUS_OK;
    for (long i = 0; status == STATUS_OK && i < check->count; i++)
        if (scenario_is_external(&check->items[i].scenario) && check->items[i].lack == NULL)
            status = twins_measure(&twins[i], check, &check->items[i], options, error);
    return status;
}

static int measure_and_bless(struct check *check, const struct check_options *check_options,
                             const struct options *options, struct error *error) {
    struct twins *twins = calloc((size_t)check->count + 1, sizeof *twins);
    enum status status = twins != NULL ? measure_twins(twins, check, check_options, error)
                                       : klimb_error_set(error, STATUS_MEMORY,
                                                         "no memory to compare runs of one seed");
    int code = status == STATUS_OK ? bless(check, twins, options, error) : options_fail(error);
    free(twins);
    return code;
}

static int refuse_unsound(const struct check *check) {
    static const int codes[] = {
        [BLESS_SOUND] = EXIT_PASS, [BLESS_CLAIMS_FAIL] = EXIT_FAIL, [BLESS_BROKEN] = EXIT_BROKEN};
    return codes[bless_print_unsound(stderr, check)];
}

static int run_and_bless(const struct options *options, struct error *error) {
    struct check check;
    struct check_options check_options = options_for_check(options);
    check_options.seeds = CHECK_SEEDS_GOLDEN;
    if (check_run(&check, &check_options, error) != STATUS_OK)
        return options_fail(error);
    int code = refuse_unsound(&check);
    if (code == EXIT_PASS)
        code = measure_and_bless(&check, &check_options, options, error);
    check_free(&check);
    return code;
}

/* ---- runs that a check has saved ------------------------------------------------------------ */

static int bless_from(const struct options *options, struct error *error) {
    struct bless_from from;
    int code = bless_from_begin(&from, options, error);
    if (code != EXIT_PASS)
        return code;
    code = refuse_unsound(&from.acceptance.check);
    if (code == EXIT_PASS)
        code = bless(&from.acceptance.check, NULL, options, error);
    bless_from_end(&from);
    return code;
}

static enum status check_usage(const struct options *options, struct error *error) {
    if (options->reseal && options->from != NULL)
        return klimb_error_set(error, STATUS_INVALID, "--reseal and --from contradict each other");
    if (!bless_is_reason(options->reason) && !options->reseal)
        return klimb_error_set(error, STATUS_INVALID,
                               "bless needs --reason TEXT: why these curves are right");
    return options->from != NULL ? STATUS_OK : options_need_names(options, "bless", error);
}

static int run_bless(const struct options *options) {
    struct error error = {0};
    long orphans;
    if (check_usage(options, &error) != STATUS_OK ||
        orphans_print(stderr, &orphans, options->expected, options->experiments, &error) !=
            STATUS_OK)
        return options_fail(&error);
    if (orphans > 0 && options->strict)
        return EXIT_FAIL;
    if (options->reseal)
        return reseal(options, &error);
    return options->from != NULL ? bless_from(options, &error) : run_and_bless(options, &error);
}

const struct command command_bless = {
    .name = "bless",
    .arguments = "[SCENARIO...]",
    .summary = "make the current trajectories of scenarios their golden curves",
    .details = "Runs every golden seed of the scenarios named on the exact backend, shows what\n"
               "moves against the old golden, asks, and writes expected/. A reason is required\n"
               "and kept with the numbers, together with commit, date, command and versions.\n"
               "Claims and tolerances are in the scenarios, so blessing can never loosen a test:\n"
               "if the claims of a scenario do not hold, it is refused and nothing is written.\n"
               "Scenarios whose data are missing are left out. A golden is written whole or not\n"
               "at all, and carries a seal: `klimb check` refuses edited or mixed files.\n"
               "--from takes runs that a check saved, such as the build/pending of a CI job. It\n"
               "retrains one seed of each scenario, which must give the same bits, and trains\n"
               "seeds that are missing. Without names it takes all scenarios of the folder.\n"
               "--reseal gives goldens of klimb 0.1 a seal and changes nothing else.\n"
               "Exit code: 0 done, or the answer was no; 1 refused; 2 usage, or no --yes and no\n"
               "terminal to ask on; 3 when it could not be done.\n"
               "\n"
               "  klimb bless --reason \"new scenario\" annealing/cosine\n"
               "  klimb bless --reason \"denser rows\" --all\n"
               "  klimb bless --yes --reason \"Adam's epsilon outside the root\" learning\n"
               "  klimb bless --reason \"Adam's epsilon outside the root\" --from pending\n"
               "  klimb bless --reseal --all",
    .accepts = "ra%yRXjT46>^79qego",
    .run = run_bless,
    .creates_expected = 1,
};
