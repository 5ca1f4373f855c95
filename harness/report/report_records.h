/* report_records.h -- records from anywhere, made ready to be drawn beside one another.
 *
 *     if (report_is_record(names[0], "experiments")) {
 *         struct report_records records;
 *         report_records_load(&records, names, count, "expected", NULL, &error)
 *         const struct report_input input = {.subjects = records.subjects, .count = records.count, ...};
 *         report_write(&input, &report_options, &error)
 *         report_records_free(&records);
 *     }
 */
#ifndef KLIMB_REPORT_RECORDS_H
#define KLIMB_REPORT_RECORDS_H

#include "log/log.h"
#include "report/model/report_model.h"

/* report_look -- whether a name on the command line means a record: a file that is there and is not a scenario below
 * root, whatever its name; a folder with one that log_find knows; a folder that is a log as a whole; and a name that
 * ends in .csv, .tsv, .json, .jsonl or .ndjson, be it there or not.
 * STATUS_IO if that cannot be determined. */
enum status report_look(int *is_record, const char *name, const char *root,
                        struct error *error) MUST_CHECK;

/* report_is_record -- report_look for callers that then read the record: if that cannot be determined, returns 1, and
 * reading reports the error. */
int report_is_record(const char *name, const char *root);

/* report_check_names -- STATUS_INVALID for a folder, or a scenario's file, that is there and is neither a record nor
 * means scenarios below root: what a record is. */
enum status report_check_names(const char *const *names, long count, const char *root,
                               struct error *error) MUST_CHECK;

/* report_has_record -- whether one of the names means a record; then all must. */
int report_has_record(const char *const *names, long count, const char *root);

/* Logs of any program, each a subject of a report "records/<label>", with a unique label: its file's name, or its
 * scenario's name and seed. Nothing is judged. */
struct report_records {
    struct report_subject *subjects; /* [count] owned, with what they point to */
    long count;
    /* the named scenario, or that of the first log with a manifest; "": none */
    char golden[SCENARIO_NAME_MAX];
    struct report_record *logs; /* [count] what subjects point to */
    struct text notes;          /* how the logs were read, a line each */
    struct golden *curves;      /* of that scenario; NULL: no usable golden */
    struct error golden_error;  /* why not */
};

/* report_records_load -- read all logs, so that errors are reported before anything is drawn, and the golden below
 * `expected` to draw them with: that of a scenario among the names, else of the first log that has one. STATUS_INVALID
 * for a name that is neither a record nor such a scenario, or does not exist; errors of log_read; STATUS_MEMORY. On
 * error there are no records.
 *   how  in  how to read all of them; may be NULL */
enum status report_records_load(struct report_records *records, const char *const *names,
                                long count, const char *expected, const struct log_options *how,
                                struct error *error) MUST_CHECK;
void report_records_free(struct report_records *records);

#endif
