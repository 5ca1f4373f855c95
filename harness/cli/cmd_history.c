#include <string.h>

#include "cli/check_history.h"
#include "history/history_show.h"

/* Default of --last. */
enum { CHECKS_SHOWN = 200 };

static enum status find_file(const char *path, struct error *error) {
    enum file_kind kind;
    enum status status = file_look(&kind, path, error);
    if (status != STATUS_OK || kind != FILE_NONE)
        return status;
    klimb_error_set(error, STATUS_INVALID, "there is no history %s", path);
    klimb_error_hint(error, "each `klimb check` adds a line to it");
    return STATUS_INVALID;
}

static int show(const struct options *options, const struct history *history, const char *path) {
    struct error error = {0};
    struct history_findings findings;
    enum status status = findings_find(&findings, history, &error);
    const struct history_view view = {history, &findings, path, options->names,
                                      options->name_count};
    if (status == STATUS_OK)
        status = history_view_check(&view, &error);
    int code = status == STATUS_OK ? EXIT_PASS : options_fail(&error);
    int is_json = options->format != NULL && strcmp(options->format, "json") == 0;
    if (status == STATUS_OK && is_json)
        history_print_json(stdout, &view);
    else if (status == STATUS_OK)
        history_print(stdout, &view);
    findings_free(&findings);
    return code;
}

static int run_history(const struct options *options) {
    struct error error = {0};
    struct history history;
    const char *path = options->history != NULL ? options->history : HISTORY_DEFAULT;
    long most = options->last > 0 ? options->last : CHECKS_SHOWN;
    if (find_file(path, &error) != STATUS_OK ||
        history_read(&history, path, most, &error) != STATUS_OK)
        return options_fail(&error);
    options_print_notes(&history.faults);
    int code = show(options, &history, path);
    history_free(&history);
    return code;
}

static const char *const formats[] = {"table", "json", NULL};

const struct command command_history = {
    .name = "history",
    .arguments = "[SCENARIO...]",
    .summary = "what earlier checks found, and between which commits it changed",
    .details = "Reads the lines that `klimb check` has added to build/history.jsonl and prints a\n"
               "row for each check or, with scenarios or families, for each of these in each\n"
               "check. Below the table it says what changed, and between which two checks:\n"
               "  drift     curves left their golden. While they have not come back it prints\n"
               "            DRIFT and the git commands that find the commit\n"
               "  returned  curves match their golden again\n"
               "  blessed   a new golden\n"
               "  curves    curves changed, with no golden to compare\n"
               "  final     a final column changed, though recon and kl did not\n"
               "  scenario  the scenario changed, or its number of runs\n"
               "  seconds   a step in the seconds of a run, of one scenario or of all of them:\n"
               "            at least 5 %, with p <= 1e-3, on one machine with the same jobs and\n"
               "            threads. It takes eight checks or more, three of them after it\n"
               "klimb compares curves to the last bit, by digests. It names lines that it cannot\n"
               "read, or that somebody cut or edited, and skips them.\n"
               "Exit code: 0; 2 usage, and where there is no history; 3 a file that cannot be\n"
               "read.\n"
               "\n"
               "  klimb history                       the last 200 checks\n"
               "  klimb history learning/healthy      one scenario, check by check\n"
               "  klimb history --last 20 --format json\n"
               "  klimb history --history ci/history.jsonl annealing",
    .accepts = "f&*",
    .run = run_history,
    .formats = formats,
};
