#include "history/take.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/file.h"
#include "check/git.h"

/* ---- digests ---------------------------------------------------------------------------------- */

static void add_rows(struct text *text, const struct record *record, long seed) {
    for (long row = 0; row < record->rows; row++) {
        text_add(text, "%ld %ld ", seed, record->step[row]);
        text_add_float(text, record_value(record, row, OBSERVABLE_recon));
        text_add(text, " ");
        text_add_float(text, record_value(record, row, OBSERVABLE_kl));
        text_add(text, "\n");
    }
}

enum status history_curves(char digest[HISTORY_DIGEST + 1], const struct record *const *records,
                           long count, struct error *error) {
    struct text text = {0};
    char whole[65] = "";
    for (long i = 0; i < count; i++)
        add_rows(&text, records[i], i);
    if (text.failed) {
        text_free(&text);
        return klimb_error_set(error, STATUS_MEMORY, "no memory for a digest");
    }
    if (count > 0)
        file_digest(whole, text_string(&text), text.length);
    snprintf(digest, HISTORY_DIGEST + 1, "%.*s", HISTORY_DIGEST, whole);
    text_free(&text);
    return STATUS_OK;
}

/* ---- a scenario -------------------------------------------------------------------------------- */

/* The fastest run: load makes runs slower and nothing makes one faster than it is. */
static void take_seconds(struct history_scenario *scenario, const struct job *job) {
    if (!job->done)
        return;
    if (isnan(scenario->wall) || job->seconds < scenario->wall)
        scenario->wall = job->seconds;
    if (job->user > 0 && (isnan(scenario->user) || job->user < scenario->user))
        scenario->user = job->user;
}

static const enum observable columns[] = {
#define COLUMN_OF_RECORD(column) OBSERVABLE_##column,
    HISTORY_COLUMN_TABLE(COLUMN_OF_RECORD)};

static double final_of(const struct record *record, enum observable column) {
    return record->present[column] ? record_final(record, column) : (double)NAN;
}

static void take_last(struct history_scenario *scenario, const struct record *const *records,
                      long count) {
    for (int column = 0; column < HISTORY_COLUMNS; column++) {
        double sum = 0;
        for (long i = 0; i < count; i++)
            sum += final_of(records[i], columns[column]);
        scenario->last[column] = count > 0 ? sum / (double)count : (double)NAN;
    }
}

/* A trainer that does not repeat its bits has no digest worth comparing. Golden curves count where the check compared bits with
 * them, which it does on the exact backend alone. */
static enum status take_digests(struct history_scenario *scenario, const struct check_item *item,
                                const struct record **records, long count, struct error *error) {
    const struct golden *golden = &item->evidence.golden;
    int has_golden = item->evidence.has_golden && item->judgement->bits_tested > 0;
    if (item->evidence.has_golden && golden->noise.seeds > 0)
        return STATUS_OK;
    enum status status = history_curves(scenario->curves, records, count, error);
    if (status != STATUS_OK || !has_golden || golden->bits_count < count)
        return status;
    for (long i = 0; i < count; i++)
        records[i] = &golden->bits[i];
    return history_curves(scenario->golden, records, count, error);
}

/* Records of seeds 0, 1, ... up to the first that has none, at most those that each check runs.
 *   records  out [item->scenario.check_seeds] */
static long take_runs(struct history_scenario *scenario, const struct record **records,
                      const struct check_item *item) {
    long count = 0;
    for (; count < item->scenario.check_seeds; count++) {
        const struct evidence_run *run = evidence_run_of(&item->evidence, count);
        if (run == NULL || !run->has_record)
            break;
        records[count] = &run->record;
    }
    for (long i = 0; i < item->runs; i++)
        if (item->jobs[i].seed < count)
            take_seconds(scenario, &item->jobs[i]);
    return count;
}

static enum status take_item(struct history_scenario *scenario, const struct check_item *item,
                             int is_elsewhere, struct error *error) {
    *scenario = (struct history_scenario){
        .verdict = item->judgement->verdict, .wall = (double)NAN, .user = (double)NAN};
    memcpy(scenario->name, item->scenario.name, sizeof scenario->name);
    snprintf(scenario->scenario, sizeof scenario->scenario, "%.*s", HISTORY_DIGEST,
             item->scenario.digest);
    size_t room = item->scenario.check_seeds > 0 ? (size_t)item->scenario.check_seeds : 1;
    const struct record **records = calloc(room, sizeof *records);
    if (records == NULL)
        return klimb_error_set(error, STATUS_MEMORY, "no memory for the history");
    scenario->runs = take_runs(scenario, records, item);
    if (is_elsewhere)
        scenario->wall = scenario->user = (double)NAN;
    take_last(scenario, records, scenario->runs);
    enum status status = take_digests(scenario, item, records, scenario->runs, error);
    free(records);
    return status;
}

/* ---- the check --------------------------------------------------------------------------------- */

static void take_time(char out[32]) {
    time_t now = time(NULL);
    struct tm utc;
    if (gmtime_r(&now, &utc) == NULL || strftime(out, 32, "%Y-%m-%dT%H:%M:%SZ", &utc) == 0)
        out[0] = '\0';
}

static void take_commit(struct history_entry *entry) {
    struct git_head head;
    struct error reason = {0};
    if (git_find_head(&head, ".", &reason) != STATUS_OK)
        return;
    memcpy(entry->commit, head.commit, sizeof entry->commit);
    entry->is_dirty = head.is_dirty;
}

static int compare_names(const void *a, const void *b) {
    const struct history_scenario *first = a, *second = b;
    return strcmp(first->name, second->name);
}

enum status history_take(struct history_entry *entry, const struct check *check,
                         const struct history_facts *facts, struct error *error) {
    *entry = (struct history_entry){.jobs = facts->jobs,
                                    .threads = facts->threads > 0 ? facts->threads : 1,
                                    .seconds = facts->seconds};
    take_time(entry->time);
    take_commit(entry);
    snprintf(entry->klimb, sizeof entry->klimb, "%s", facts->klimb);
    machine_get(&entry->machine, facts->backend);
    snprintf(entry->backend, sizeof entry->backend, "%s",
             klimb_backend_names[facts->backend->kind]);
    entry->scenarios = calloc((size_t)check->count + 1, sizeof *entry->scenarios);
    if (entry->scenarios == NULL)
        return klimb_error_set(error, STATUS_MEMORY, "no memory for the history");
    enum status status = STATUS_OK;
    for (; status == STATUS_OK && entry->count < check->count; entry->count++)
        status = take_item(&entry->scenarios[entry->count], &check->items[entry->count],
                           facts->is_elsewhere, error);
    if (status == STATUS_OK)
        qsort(entry->scenarios, (size_t)entry->count, sizeof *entry->scenarios, compare_names);
    else
        history_entry_free(entry);
    return status;
}
