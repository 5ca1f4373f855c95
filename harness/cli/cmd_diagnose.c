#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/diagnose_follow.h"
#include "cli/diagnose_output.h"
#include "report/diagnosis_plot.h"
#include "report/figures/gnuplot.h"

/* Rows of a run that are kept; more are merged with their neighbours, so that memory does not grow with the log. */
enum { ROWS_KEPT = 4096 };

/* The results of all logs of a command line. */
struct session {
    const struct options *options;
    struct diagnose_output output;
    struct follower follower;
    int is_progress_shown;
    int exit_code; /* the worst of all */
};

/* ---- exit codes ------------------------------------------------------------------------------ */

/* A log that cannot be read outweighs a sick one, and that a log that does not say enough. */
static int rank_of(int exit_code) {
    static const int order[] = {EXIT_PASS, EXIT_INSUFFICIENT, EXIT_FAIL, EXIT_USAGE, EXIT_BROKEN};
    int rank = 0;
    for (int i = 0; i < (int)(sizeof order / sizeof *order); i++)
        if (order[i] == exit_code)
            rank = i;
    return rank;
}

static void note_exit(struct session *session, int exit_code) {
    if (rank_of(exit_code) > rank_of(session->exit_code))
        session->exit_code = exit_code;
}

/* ---- one log --------------------------------------------------------------------------------- */

static void show_progress(void *context, double done, double total) {
    struct session *session = context;
    session->is_progress_shown = 1;
    if (total > 0)
        fprintf(stderr, "\r%.0f of %.0f MB", done / 1e6, total / 1e6);
    else
        fprintf(stderr, "\r%.0f MB", done / 1e6);
}

static void clear_progress(struct session *session) {
    if (session->is_progress_shown)
        fprintf(stderr, "\r%20s\r", "");
    session->is_progress_shown = 0;
}

static enum status diagnose_run(struct session *session, const char *name, const struct log *log,
                                struct error *error) {
    struct diagnosis diagnosis;
    enum status status = diagnose(&diagnosis, &log->record, error);
    if (status == STATUS_OK)
        status = diagnose_output_add(&session->output, name, log, &diagnosis, error);
    if (status == STATUS_OK)
        note_exit(session, state_info[diagnosis.state].exit_code);
    return status;
}

/* Whether --segments wants a run, of so many. */
static int is_wanted(const struct log_options *wanted, const struct log_runs *runs, long run) {
    if (wanted->run != NULL)
        return strcmp(runs->log[run].run, wanted->run) == 0;
    if (wanted->segment == LOG_SEGMENT_LAST)
        return run == runs->count - 1;
    return wanted->segment == LOG_SEGMENT_ANY || run == wanted->segment - 1;
}

static enum status refuse_segment(const char *name, const struct log_options *wanted,
                                  const struct log_runs *runs, struct error *error) {
    if (wanted->run == NULL)
        return klimb_error_at(error, STATUS_FORMAT, name, 0, 0,
                              "--segments %ld: the log has %ld run%s", wanted->segment, runs->count,
                              runs->count == 1 ? "" : "s");
    return klimb_error_at(error, STATUS_FORMAT, name, 0, 0,
                          "--segments %s: there is no run of that name", wanted->run);
}

/* Refuses to draw one figure of several runs, except for a followed log, where it shows the last run. */
static enum status refuse_to_draw(const char *name, const struct log_runs *runs,
                                  struct error *error) {
    klimb_error_at(error, STATUS_INVALID, name, 0, 0, "--plot draws one run, but the log has %ld",
                   runs->count);
    klimb_error_hint(error, "--segments takes one: first, last, its number or its name");
    return STATUS_INVALID;
}

static enum status diagnose_runs(struct session *session, const char *name,
                                 const struct log_runs *runs, struct error *error) {
    const struct log_options *wanted = &session->options->log;
    enum status status = STATUS_OK;
    long count = 0;
    for (long i = 0; i < runs->count; i++)
        count += is_wanted(wanted, runs, i);
    if (count == 0 && runs->count > 0)
        return refuse_segment(name, wanted, runs, error);
    if (session->options->plot != NULL && !session->options->follow && count > 1)
        return refuse_to_draw(name, runs, error);
    for (long i = 0; i < runs->count && status == STATUS_OK; i++)
        if (is_wanted(wanted, runs, i))
            status = diagnose_run(session, name, &runs->log[i], error);
    return status;
}

static enum status diagnose_log(struct session *session, const char *name, struct error *error) {
    struct log_runs runs;
    struct log_options how = session->options->log;
    how.rows_max = ROWS_KEPT;
    if (session->options->follow) {
        how.follow = 1;
        how.idle = follower_look;
        how.context = &session->follower;
    } else if (!session->options->quiet && isatty(STDERR_FILENO)) {
        how.progress = show_progress;
        how.context = session;
    }
    enum status status = log_read_runs(&runs, name, &how, error);
    clear_progress(session);
    if (status != STATUS_OK)
        return status;
    status = diagnose_runs(session, name, &runs, error);
    log_runs_free(&runs);
    return status;
}

/* Reads every log, even after an error. */
static void diagnose_all(struct session *session) {
    for (long i = 0; i < session->options->name_count; i++) {
        struct error error = {0};
        const char *name = session->options->names[i];
        if (diagnose_log(session, name, &error) == STATUS_OK)
            continue;
        diagnose_output_refuse(&session->output, name, &error);
        note_exit(session, options_fail(&error));
    }
}

/* ---- the command ----------------------------------------------------------------------------- */

static int explain(const char *name) {
    struct text text = {0};
    struct error error = {0};
    int state = state_find(name);
    if (state >= 0) {
        int width = text_terminal_width(stdout);
        diagnosis_add_rules(&text, (enum state)state, width > 0 ? width : DIAGNOSE_WIDTH);
        fputs(text_string(&text), stdout);
    } else {
        state_add_list(&text);
        klimb_error_set(&error, STATUS_INVALID, "--explain must be %s, not \"%s\"",
                        text_string(&text), name);
        diagnose_hint_state(&error, name);
    }
    text_free(&text);
    return state >= 0 ? EXIT_PASS : options_fail(&error);
}

static long count_standard_input(const struct options *options) {
    long count = 0;
    for (long i = 0; i < options->name_count; i++)
        count += strcmp(options->names[i], "-") == 0;
    return count;
}

/* Refuses contradictory options before anything is read. */
static enum status check_options(const struct options *options, struct error *error) {
    const struct gnuplot gnuplot = {.program = "gnuplot"};
    enum status status = STATUS_OK;
    if (options->name_count == 0) {
        klimb_error_set(error, STATUS_INVALID, "diagnose needs an argument: LOG...");
        klimb_error_hint(error, "- is standard input; see `klimb diagnose --help`");
        return STATUS_INVALID;
    }
    if (count_standard_input(options) > 1)
        return klimb_error_set(
            error, STATUS_INVALID,
            "- is standard input, which can be read only once, but it is named %ld times",
            count_standard_input(options));
    if (options->follow && options->name_count > 1)
        return klimb_error_set(error, STATUS_INVALID, "--follow takes one log, but %ld are named",
                               options->name_count);
    if (options->stop_on != NULL && !options->follow)
        return klimb_error_set(error, STATUS_INVALID, "--stop-on needs --follow");
    if (options->plot == NULL)
        return STATUS_OK;
    if (options->name_count > 1)
        return klimb_error_set(error, STATUS_INVALID, "--plot draws one log, but %ld are named",
                               options->name_count);
    status = diagnosis_plot_check(options->plot, error);
    return status == STATUS_OK ? gnuplot_check(&gnuplot, error) : status;
}

static int run_diagnose(const struct options *options) {
    struct session session = {.options = options, .exit_code = EXIT_PASS};
    struct error error = {0};
    if (options->explain != NULL && options->name_count > 0) {
        klimb_error_set(&error, STATUS_INVALID, "--explain reads no log, but %ld %s named",
                        options->name_count, options->name_count == 1 ? "is" : "are");
        return options_fail(&error);
    }
    if (options->explain != NULL)
        return explain(options->explain);
    enum status status = check_options(options, &error);
    if (status == STATUS_OK)
        status = diagnose_output_begin(&session.output, options, &error);
    if (status == STATUS_OK && options->follow)
        status = follower_begin(&session.follower, options->names[0], options->stop_on,
                                session.output.format == DIAGNOSE_TEXT ? stdout : stderr, &error);
    if (status != STATUS_OK)
        return options_fail(&error);
    diagnose_all(&session);
    if (options->follow)
        follower_end(&session.follower);
    if (session.follower.stopped)
        note_exit(&session, EXIT_FAIL);
    status = diagnose_output_end(&session.output, &error);
    return status == STATUS_OK ? session.exit_code : options_fail(&error);
}

const struct command command_diagnose = {
    .name = "diagnose",
    .arguments = "[LOG...]",
    .summary = "say what a training log shows: is this normal?",
    .details = "Reads logs that any program wrote (CSV, JSON, printed text, TensorBoard, MLflow;\n"
               "- is standard input) and says which state each run is in, with evidence and\n"
               "advice: healthy, learning, annealing, collapse, runaway, explosion,\n"
               "not-learning, logging-bug or insufficient.\n"
               "\n"
               "Exit code, that of the worst run: 0 healthy, learning or annealing; 1 collapse,\n"
               "runaway, explosion, not-learning or logging-bug, or stopped by --stop-on; 2\n"
               "usage, or a log that cannot be read; 5 insufficient.\n"
               "\n"
               "  klimb diagnose metrics.csv --plot figure.svg\n"
               "  python3 train.py | tee train.log | klimb diagnose -\n"
               "  klimb diagnose train.log --follow --stop-on explosion || kill $TRAINER\n"
               "  klimb diagnose --explain collapse",
    .accepts = "fMGimvtxq",
    .run = run_diagnose,
    .formats = diagnose_formats,
};
