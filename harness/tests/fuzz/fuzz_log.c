/* Logs of any program: log_parse. What it makes of one is a record as klimb writes it, which it reads back as it is; what
 * it says about one is lines that no terminal minds. An input is a log; after FUZZ_CUT may be a digit for the run wanted
 * of a log that was restarted, a digit for its name, and the text of --columns. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "log/log.h"

static const char *const names[] = {"input", "run_train-tag-loss_kl.csv"};
static const long segments[] = {LOG_SEGMENT_ANY, 1, LOG_SEGMENT_LAST, 2};

static long count_columns(const struct record *record) {
    long count = 0;
    for (int i = 0; i < OBSERVABLES; i++)
        count += record->present[i];
    return count;
}

/* What is not a number in a row is missing, or was spelled so. A column has a value somewhere. */
static void check_record(const struct record *record) {
    FUZZ_HOLDS(record->rows > 0 && count_columns(record) > 0, "a record of nothing");
    for (long row = 0; row < record->rows; row++) {
        FUZZ_HOLDS(record->step[row] >= 0 &&
                       (row == 0 || record->step[row] > record->step[row - 1]),
                   "step %ld in row %ld", record->step[row], row);
        for (int i = 0; i < OBSERVABLES; i++)
            FUZZ_HOLDS(
                isnan(record_value(record, row, (enum observable)i)) ||
                    (record->present[i] && !record_is_missing(record, row, (enum observable)i)),
                "a value that the log does not have");
    }
}

/* Lines, each with its end and something in it, and nothing that steers a terminal. */
static void check_notes(const struct text *notes) {
    const char *at = text_string(notes);
    FUZZ_HOLDS(*at != '\n', "a note of nothing");
    for (; *at != '\0'; at++) {
        FUZZ_HOLDS((unsigned char)*at >= ' ' || *at == '\n', "byte %d in %s", *at,
                   text_string(notes));
        FUZZ_HOLDS(*at == '\n' || at[1] != '\0', "a note without an end: %s", text_string(notes));
        FUZZ_HOLDS(*at != '\n' || at[1] != '\n', "a note of nothing: %s", text_string(notes));
    }
}

/* klimb's own form of a record is a log as well, which leaves nothing to say. */
static void read_back(const struct record *record) {
    struct text written = {0}, again = {0};
    struct log copy;
    struct error error = {0};
    record_format(&written, record);
    enum status status = log_parse(&copy, "copy", written.bytes, written.length, NULL, &error);
    FUZZ_HOLDS(FUZZ_STATUS(status, &error) == STATUS_OK,
               "its own copy is refused: line %ld: %s:\n%s", error.line, error.message,
               written.bytes);
    record_format(&again, &copy.record);
    FUZZ_HOLDS(fuzz_is(&written, &again), "%s\nreads back as\n%s%s", written.bytes, again.bytes,
               text_string(&copy.notes));
    FUZZ_HOLDS(copy.axis == LOG_STEPS && copy.notes.length == 0, "said of klimb's own: %s",
               text_string(&copy.notes));
    log_free(&copy);
    text_free(&written);
    text_free(&again);
}

/* With another end of each line, and a byte order mark, it is the same log. */
static void read_dressed(const struct log *log, const char *name, const char *text,
                         const struct log_options *options) {
    struct text dressed = {0}, one = {0}, other = {0};
    struct log copy;
    struct error error = {0};
    text_add(&dressed, "\xef\xbb\xbf");
    for (const char *end; (end = strchr(text, '\n')) != NULL; text = end + 1)
        text_add(&dressed, "%.*s\r\n", (int)(end - text), text);
    text_add(&dressed, "%s", text);
    enum status status = log_parse(&copy, name, dressed.bytes, dressed.length, options, &error);
    FUZZ_HOLDS(FUZZ_STATUS(status, &error) == STATUS_OK, "refused with a mark and CRLF: %s",
               error.message);
    record_format(&one, &log->record);
    record_format(&other, &copy.record);
    FUZZ_HOLDS(fuzz_is(&one, &other) && fuzz_is(&log->notes, &copy.notes),
               "with a mark and CRLF another log: %s%s\nis not\n%s%s", text_string(&log->notes),
               one.bytes, text_string(&copy.notes), other.bytes);
    log_free(&copy);
    text_free(&dressed);
    text_free(&one);
    text_free(&other);
}

static void check_failure(const struct log *log, enum status status, const struct error *error,
                          const char *name) {
    FUZZ_HOLDS(log->record.rows == 0 && log->record.step == NULL && log->notes.bytes == NULL,
               "rows of what was refused");
    FUZZ_HOLDS(status == STATUS_INVALID || status == STATUS_MEMORY ||
                   strcmp(error->file, name) == 0,
               "no file in: %s", error->message);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    struct fuzz_piece piece[2];
    struct log log;
    struct error error = {0};
    fuzz_cut(piece, 2, bytes, size);
    long segment = segments[fuzz_digit(&piece[1]) & 3];
    const char *name = names[fuzz_digit(&piece[1]) & 1];
    char *text = fuzz_text(&piece[0]), *columns = fuzz_text(&piece[1]);
    const struct log_options options = {.columns = columns[0] != '\0' ? columns : NULL,
                                        .segment = segment};
    enum status status = log_parse(&log, name, text, piece[0].size, &options, &error);
    if (FUZZ_STATUS(status, &error) == STATUS_OK) {
        check_record(&log.record);
        check_notes(&log.notes);
        read_back(&log.record);
        if (strchr(text, '\r') == NULL && text[0] != '\xef' && strlen(text) == piece[0].size)
            read_dressed(&log, name, text, &options);
    } else {
        check_failure(&log, status, &error, name);
    }
    log_free(&log);
    free(text);
    free(columns);
    return 0;
}
