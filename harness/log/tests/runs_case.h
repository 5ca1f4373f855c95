/* runs_case.h -- what log_read_runs makes of a log, as one text. For tests of log.
 */
#ifndef KLIMB_RUNS_CASE_H
#define KLIMB_RUNS_CASE_H

#include <string.h>

#include "log/log.h"
#include "tests/check_near.h"

/* Each run as "name\nrecord" and its notes after "# ", one after the other. */
static inline void runs_describe(struct text *out, const struct log_runs *runs) {
    for (long i = 0; i < runs->count; i++) {
        const struct log *log = &runs->log[i];
        text_add(out, "%s\n", log->run);
        record_format(out, &log->record);
        for (const char *line = text_string(&log->notes); *line != '\0';) {
            int length = (int)strcspn(line, "\n");
            text_add(out, "# %.*s\n", length, line);
            line += length + (line[length] == '\n');
        }
    }
}

/* Check that a log has this format and reads as these runs. */
static inline void runs_assert_read_as(const char *path, const char *format, const char *runs_as) {
    struct error error = {0};
    struct log_runs runs;
    struct text found = {0};
    ck_assert_msg(log_read_runs(&runs, path, NULL, &error) == STATUS_OK, "%s", error.message);
    ck_assert_int_ge(runs.count, 1);
    ck_assert_str_eq(runs.log[0].format, format);
    runs_describe(&found, &runs);
    ck_assert_str_eq(text_string(&found), runs_as);
    text_free(&found);
    log_runs_free(&runs);
}

#endif
