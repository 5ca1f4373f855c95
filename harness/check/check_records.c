#include "check/check_records.h"

#include <stdlib.h>
#include <string.h>

#include "judge/verdict_records.h"

static enum status check_number(const struct check *check, const struct check_logs *logs,
                                struct error *error) {
    if (check->count != 1) {
        klimb_error_set(error, STATUS_INVALID, "--records needs one scenario, but %ld are named",
                        check->count);
        klimb_error_hint(error, "as in klimb check learning/healthy --records mine/*/metrics.csv");
        return STATUS_INVALID;
    }
    if (check->items[0].refused.status != STATUS_OK) {
        *error = check->items[0].refused;
        return error->status;
    }
    if (logs->count >= 1 && logs->count <= GOLDEN_SEEDS_MAX)
        return STATUS_OK;
    return klimb_error_set(error, STATUS_INVALID, "--records: %ld logs; must be from 1 to %d",
                           logs->count, GOLDEN_SEEDS_MAX);
}

/* Refuses logs whose steps are epochs or row numbers: the golden's steps are updates. */
static enum status check_axis(const struct log *log, const char *name, struct error *error) {
    if (log->axis == LOG_STEPS)
        return STATUS_OK;
    klimb_error_set(
        error, STATUS_INVALID,
        "%s has no column of steps; a comparison needs the number of updates in each row", name);
    klimb_error_hint(error, "--columns step=NAME names it");
    return STATUS_INVALID;
}

/* Reads the logs. Skips notes that equal those of the log before, because runs of one program share
 * them.
 *   records  out [logs->count] the caller frees them, also on error */
static enum status read_logs(struct record *records, const struct check_logs *logs,
                             struct text *notes, struct error *error) {
    enum status status = STATUS_OK;
    struct text last = {0};
    for (long i = 0; status == STATUS_OK && i < logs->count; i++) {
        struct log log;
        status = log_read(&log, logs->names[i], logs->how, error);
        if (status != STATUS_OK)
            break;
        status = check_axis(&log, logs->names[i], error);
        if (i == 0 || strcmp(text_string(&log.notes), text_string(&last)) != 0)
            log_add_notes(notes, logs->names[i], &log);
        records[i] = log.record;
        text_free(&last);
        last = log.notes;
    }
    text_free(&last);
    return status;
}

static enum status judge(struct check *check, const struct check_options *options,
                         const struct record *records, const struct check_logs *logs,
                         struct error *error) {
    struct check_item *item = &check->items[0];
    const struct verdict_logs judged = {records, logs->names, logs->count};
    check->judgements = calloc(1, sizeof *check->judgements);
    if (check->judgements == NULL)
        return klimb_error_set(error, STATUS_MEMORY, "no memory for the verdicts");
    item->judgement = &check->judgements[0];
    item->evidence.scenario = &item->scenario;
    evidence_take_golden(&item->evidence, options->expected);
    enum status status = verdict_judge_records(item->judgement, &item->evidence, &judged,
                                               &options->rules, error);
    check->summary.planned = 1;
    check->summary.said[item->judgement->verdict]++;
    return status;
}

enum status check_records(struct check *check, const struct check_options *options,
                          const struct check_logs *logs, struct text *notes, struct error *error) {
    enum status status = check_plan(check, options, error);
    if (status != STATUS_OK)
        return status;
    struct record *records = calloc((size_t)logs->count + 1, sizeof *records);
    if (records == NULL)
        status = klimb_error_set(error, STATUS_MEMORY, "no memory for %ld records", logs->count);
    if (status == STATUS_OK)
        status = check_number(check, logs, error);
    if (status == STATUS_OK)
        status = read_logs(records, logs, notes, error);
    if (status == STATUS_OK)
        status = judge(check, options, records, logs, error);
    for (long i = 0; records != NULL && i < logs->count; i++)
        record_free(&records[i]);
    free(records);
    if (status != STATUS_OK)
        check_free(check);
    return status;
}
