/* log.h -- reads the log of a training run, in any of the forms that programs write, as a record.
 *
 *     struct log log;
 *     if (log_read(&log, "mine/metrics.csv", &(struct log_options){0}, &error) != STATUS_OK) ...
 *     log.record is a record like klimb's own; text_string(&log.notes) says how the file was read
 *     log_free(&log);
 *
 * A log is a table: a line that names the columns, and a line for each logged step. What it looks like is found out from
 * its content, never from its name:
 *   - cells are separated by commas, semicolons, tabs or blanks; a line "sep=;" may say which
 *   - decimal commas where commas do not separate; quotes as in RFC 4180; a byte order mark; lines that end with LF, CRLF
 *     or CR; a last line without an end; empty lines and lines that begin with #; the header repeated
 *   - columns have the names of log_names.h, in any case, with any of "-", " ", "/", "_" and "." between words
 *   - rows of one step are one row: some programs write training and validation apart
 * What was decided is said in the notes, a line each.
 */
#ifndef KLIMB_LOG_H
#define KLIMB_LOG_H

#include "base/file.h"
#include "base/text.h"
#include "log/log_names.h"
#include "record/record.h"

enum {
    LOG_ROWS_MAX = 4000000, /* bounds what a wrong file can allocate */
    LOG_COLUMNS_MAX = 4096,
    LOG_SEGMENT_ANY = 0, /* there has to be just one */
    LOG_SEGMENT_LAST = -1
};

struct log_reading; /* a log while it is being read */

/* How to read a log. All zero, or NULL for a pointer to it: as it is. */
struct log_options {
    const char *
        columns; /* "recon=foo,kl=bar": klimb's name and that of the log, and an empty one leaves the column out; NULL */
    const char *named; /* what errors call that, NULL: --columns */
    long
        segment; /* of a log that was restarted: 1 is the first; LOG_SEGMENT_LAST, LOG_SEGMENT_ANY */
    const char *run; /* the run with this name in the log, instead of `segment`; NULL */
    long
        rows_max; /* rows of a run, neighbours being merged where there are more; 0: all, LOG_ROWS_MAX at most */
    int follow; /* wait at the end for more, until `idle` says that it is enough */
    /* Called when a log that is followed has nothing new, and once a second while it is being read. Returns 1 to stop. */
    int (*idle)(void *context, struct log_reading *reading);
    void (*progress)(void *context, double done,
                     double total); /* bytes, 5 times a second at most; total 0: unknown. NULL */
    void *context;                  /* of idle and progress */
};

/* What the steps of a record are. */
enum log_axis {
    LOG_STEPS,  /* updates, as the log says */
    LOG_EPOCHS, /* there was no column of steps */
    LOG_LINES   /* nor one of epochs that could be used: the rows are numbered from 0 */
};

/* How the log has what became a column of the record. */
struct log_source {
    char name[48]; /* "" where there is no such column; short, and inert on a terminal */
    enum log_role role;
    int sign;
};

struct log {
    struct record record;       /* named after its file, unless klimb wrote it */
    char run[64];               /* the run's name in the log, or its number; "" if it is alone */
    long first_line, last_line; /* of the log, 0: there are no lines */
    const char *format;         /* "table"; "record" if klimb wrote it */
    struct log_source source[OBSERVABLES];
    enum log_axis axis;
    int is_own; /* klimb wrote it, as a digest in its manifest shows */
    struct text
        notes; /* how the file was read, for those who must trust the record: lines, each with its end */
};

/* log_find -- the file that a name on a command line means: itself, or in a folder record.csv or metrics.csv; the folder if it is
 * a log as a whole.
 *   path  out  "" where there is none
 * STATUS_IO when the system cannot tell. */
enum status log_find(char path[FILE_PATH_MAX], const char *name, struct error *error) MUST_CHECK;

/* log_read -- read what log_find says that `name` means. A folder whose manifest.json has a
 * record_digest has a record of klimb's, which is read by record_read. Any other may have beside its log a dims.csv, and a
 * manifest.json of klimb's form, by which it has scenario, seed and outcome; one that names no scenario is left out.
 * STATUS_FORMAT names file, line, what was found and what must be there: no table; a cell of a known column that is not a
 * number; no known column; a step that falls, unless options->segment says what to do. STATUS_INVALID: there is no such
 * log, or options->columns is wrong. STATUS_IO, STATUS_MEMORY. On error the log is empty. */
enum status log_read(struct log *log, const char *name, const struct log_options *options,
                     struct error *error) MUST_CHECK;

/* log_parse -- the same from text; `name` is what errors call the file, and may have TensorBoard's tag. */
enum status log_parse(struct log *log, const char *name, const char *text, size_t size,
                      const struct log_options *options, struct error *error) MUST_CHECK;

void log_free(struct log *log);

/* All runs of a log. */
struct log_runs {
    struct log *log; /* [count] owned */
    long count;
};

/* log_read_runs -- read all runs of a log, which may be "-", standard input. Options that choose one are left alone. Errors of
 * log_read but for a step that falls. On error there are none. */
enum status log_read_runs(struct log_runs *runs, const char *name,
                          const struct log_options *options, struct error *error) MUST_CHECK;
void log_runs_free(struct log_runs *runs);

/* log_reading_runs -- the runs so far, for options->idle: to be freed like any. Errors of log_read_runs; a log without a row has
 * none, which is not an error. */
enum status log_reading_runs(struct log_reading *reading, struct log_runs *runs,
                             struct error *error) MUST_CHECK;

/* log_add_notes -- add the notes, each line after the name of the log. */
void log_add_notes(struct text *text, const char *name, const struct log *log);

/* log_segment_number -- the segment that a word means: "first", "last" or a number from 1; -2 for any other. */
long log_segment_number(const char *word);

#endif
