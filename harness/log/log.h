/* log.h -- reads the log of a training run, in any format that programs write, as a record.
 *
 *     struct log log;
 *     if (log_read(&log, "mine/metrics.csv", &(struct log_options){0}, &error) != STATUS_OK) ...
 *     log.record is a record like klimb's own; text_string(&log.notes) says how the file was read
 *     log_free(&log);
 *
 * A log is a table: a line that names the columns, and a line for each logged step. Its form is recognised by its
 * content, never by its name:
 *   - cells are separated by commas, semicolons, tabs or blanks; a line "sep=;" may name the separator
 *   - decimal commas where commas do not separate; quotes as in RFC 4180; a byte order mark; lines that end with LF,
 *   CRLF
 *     or CR; a last line without an end; empty lines, comments (#) and repeated headers
 *   - columns have the names of log_names.h, in any case, with any of "-", " ", "/", "_" and "." between words
 *   - rows of one step are merged: some programs write training and validation apart
 * The notes say what was decided, a line each.
 */
#ifndef KLIMB_LOG_H
#define KLIMB_LOG_H

#include "base/file.h"
#include "base/text.h"
#include "log/log_names.h"
#include "record/record.h"

enum {
    LOG_ROWS_MAX = 4000000, /* limits what a wrong file can allocate */
    LOG_COLUMNS_MAX = 4096,
    LOG_SEGMENT_ANY = 0, /* there must be exactly one */
    LOG_SEGMENT_LAST = -1
};

struct log_reading; /* a log that is being read */

/* How to read a log. All zero, or a NULL pointer: the defaults. */
struct log_options {
    /* "recon=foo,kl=bar": klimb's name and the log's, which may be empty to leave the column
     * out; may be NULL */
    const char *columns;
    const char *named; /* its name in errors; NULL: --columns */
    long segment;    /* segment of a restarted log, from 1; or LOG_SEGMENT_LAST, LOG_SEGMENT_ANY */
    const char *run; /* the run with this name in the log, instead of `segment`; may be NULL */
    /* rows of a run; more are merged with neighbours; 0: all, at most LOG_ROWS_MAX */
    long rows_max;
    int follow; /* wait at the end for more, until `idle` returns 1 */
    /* Called when a followed log has nothing new, and once a second while it is read. Returns 1 to stop. */
    int (*idle)(void *context, struct log_reading *reading);
    void (*progress)(
        void *context, double done,
        double total); /* bytes, at most 5 times a second; total 0: unknown. May be NULL */
    void *context;     /* of idle and progress */
};

/* What the steps of a record are. */
enum log_axis {
    LOG_STEPS,  /* updates, according to the log */
    LOG_EPOCHS, /* there was no column of steps */
    LOG_LINES   /* nor a usable one of epochs: rows are numbered from 0 */
};

/* The column of the log that became a column of the record. */
struct log_source {
    char name[48]; /* "": none; short, and safe on a terminal */
    enum log_role role;
    int sign;
};

struct log {
    struct record record;       /* named after its file, unless klimb wrote it */
    char run[64];               /* the run's name in the log, or its number; "" if it is alone */
    long first_line, last_line; /* of the log; 0: it has no lines */
    const char *format;         /* "table"; "record" if klimb wrote it */
    struct log_source source[OBSERVABLES];
    enum log_axis axis;
    int is_own;        /* klimb wrote it, shown by a digest in its manifest */
    struct text notes; /* how the file was read: lines with their ends */
};

/* log_find -- the file that a name on a command line means: the file itself; record.csv or metrics.csv in a folder; or
 * a folder that is itself a log. STATUS_IO if that cannot be determined.
 *   path  out  "" if nothing was found */
enum status log_find(char path[FILE_PATH_MAX], const char *name, struct error *error) MUST_CHECK;

/* log_read -- read the log that log_find finds for `name`. If the folder's manifest.json has a record_digest, it is a
 * record of klimb's, read by record_read. Otherwise a dims.csv may lie beside the log, and a manifest.json in klimb's
 * form, which gives scenario, seed and outcome; one without a scenario is ignored.
 * STATUS_FORMAT with file, line, found and expected: not a table; a cell of a known column that is not a number; no
 * known column; a falling step, unless options->segment chooses a segment. STATUS_INVALID: there is no such log, or
 * options->columns is wrong. STATUS_IO, STATUS_MEMORY. On error the log is empty. */
enum status log_read(struct log *log, const char *name, const struct log_options *options,
                     struct error *error) MUST_CHECK;

/* log_parse -- read a log from text; errors call the file `name`, which may contain TensorBoard's tag. */
enum status log_parse(struct log *log, const char *name, const char *text, size_t size,
                      const struct log_options *options, struct error *error) MUST_CHECK;

void log_free(struct log *log);

/* All runs of a log. */
struct log_runs {
    struct log *log; /* [count] owned */
    long count;
};

/* log_read_runs -- read all runs of a log, which may be "-", standard input. Ignores options that choose a run. Errors
 * of log_read except for a falling step. On error there are no runs. */
enum status log_read_runs(struct log_runs *runs, const char *name,
                          const struct log_options *options, struct error *error) MUST_CHECK;
void log_runs_free(struct log_runs *runs);

/* log_reading_runs -- the runs so far, for options->idle; freed by the caller. Errors of log_read_runs; a log without
 * rows has no runs, which is not an error. */
enum status log_reading_runs(struct log_reading *reading, struct log_runs *runs,
                             struct error *error) MUST_CHECK;

/* log_add_notes -- add the notes, each line after the name of the log. */
void log_add_notes(struct text *text, const char *name, const struct log *log);

/* log_segment_number -- the segment of a word: "first", "last" or a number from 1; -2 for anything else. */
long log_segment_number(const char *word);

#endif
