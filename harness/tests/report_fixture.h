/* report_fixture.h -- a check made by hand: scenarios with known records and verdicts, to report on.
 *
 *     struct fixture fixture;
 *     fixture_make(&fixture);                                  // a temporary folder
 *     struct scenario *scenario = fixture_add(&fixture, "family/name", VERDICT_PASS);
 *     fixture_add_run(&fixture, &record);                      // of the scenario added last
 *     fixture_write(&fixture, &error)
 *     fixture_remove(&fixture);
 */
#ifndef KLIMB_REPORT_FIXTURE_H
#define KLIMB_REPORT_FIXTURE_H

#include "made_records.h"
#include "report.h"
#include "temp_folder.h"
#include "text.h"

enum { FIXTURE_MAX = 16, FIXTURE_RUNS_MAX = 64 };

struct fixture {
    char folder[FILE_PATH_MAX];
    char report[FILE_PATH_MAX], expected[FILE_PATH_MAX];
    struct check check;
    struct scenario scenarios[FIXTURE_MAX];
    struct judgement judgements[FIXTURE_MAX];
    struct job jobs[FIXTURE_RUNS_MAX];
    long first_job[FIXTURE_MAX + 1];
    struct check_options check_options;
    struct report_options options;
};

static inline void fixture_make(struct fixture *fixture) {
    struct error error = {0};
    *fixture = (struct fixture){0};
    temp_folder_make(fixture->folder);
    ck_assert_int_eq(file_join(fixture->report, fixture->folder, "report", &error), STATUS_OK);
    ck_assert_int_eq(file_join(fixture->expected, fixture->folder, "expected", &error), STATUS_OK);
    fixture->check = (struct check){
        .scenarios = fixture->scenarios,
        .jobs = fixture->jobs,
        .first_job = fixture->first_job,
        .judgements = fixture->judgements,
    };
    fixture->check_options = (struct check_options){.expected = fixture->expected};
    fixture->options = (struct report_options){
        .scripts = "reports",
        .folder = fixture->report,
        .gnuplot = "gnuplot",
        .workers = 2,
        .quiet = 1,
    };
}

static inline struct scenario *fixture_add(struct fixture *fixture, const char *name,
                                           enum verdict verdict) {
    struct check *check = &fixture->check;
    ck_assert_int_lt(check->count, FIXTURE_MAX);
    struct scenario *scenario = &fixture->scenarios[check->count];
    snprintf(scenario->name, sizeof scenario->name, "%s", name);
    snprintf(scenario->claim, sizeof scenario->claim, "a claim about %s", name);
    fixture->judgements[check->count] = (struct judgement){.scenario = scenario,
                                                           .verdict = verdict};
    check->summary.said[verdict]++;
    check->summary.planned = check->total = ++check->count;
    fixture->first_job[check->count] = check->job_count;
    return scenario;
}

/* A manifest with what a report needs of it: how the run ended. */
static inline void fixture_write_manifest(const struct record *record, const char *folder) {
    const struct outcome *outcome = &record->outcome;
    struct text text = {0};
    text_add(&text,
             "{\"scenario\": {\"name\": \"made\"}, \"seed\": %ld, \"outcome\": {\"kind\": \"%s\", "
             "\"step\": %ld, \"term\": \"%s\", \"dimension\": -1, \"tail\": \"%s\"}}\n",
             record->seed, outcome->diverged ? "non-finite" : "completed", outcome->step,
             term_names[outcome->term], tail_names[outcome->tail]);
    temp_folder_write(folder, "manifest.json", text.bytes);
    text_free(&text);
}

/* Write a record as a finished run of the scenario added last; frees the record. A record of NULL
 * is a run that broke. */
static inline void fixture_add_run(struct fixture *fixture, struct record *record) {
    struct check *check = &fixture->check;
    struct error error = {0};
    ck_assert_int_lt(check->job_count, FIXTURE_RUNS_MAX);
    struct job *job = &fixture->jobs[check->job_count];
    *job = (struct job){.scenario = &fixture->scenarios[check->count - 1], .done = record != NULL};
    char folder[sizeof job->folder];
    snprintf(folder, sizeof folder, "%.400s/runs/%ld", fixture->folder, check->job_count);
    memcpy(job->folder, folder, sizeof folder);
    fixture->first_job[check->count] = ++check->job_count;
    if (record == NULL)
        return;
    job->seed = record->seed;
    ck_assert_msg(record_write(record, job->folder, &error) == STATUS_OK, "%s", error.message);
    fixture_write_manifest(record, job->folder);
    record_free(record);
}

static inline enum status fixture_write(struct fixture *fixture, struct error *error) {
    return report_write(&fixture->check, &fixture->check_options, &fixture->options, error);
}

/* A file of the report, to be freed; NULL when there is none. */
static inline char *fixture_read(const struct fixture *fixture, const char *name) {
    char path[FILE_PATH_MAX], *bytes = NULL;
    size_t size;
    struct error error;
    ck_assert_int_eq(file_join(path, fixture->report, name, &error), STATUS_OK);
    return file_read(&bytes, &size, path, 16 << 20, &error) == STATUS_OK ? bytes : NULL;
}

static inline void fixture_remove(const struct fixture *fixture) {
    temp_folder_remove(fixture->folder);
}

enum { FIXTURE_SEEDS_MAX = 4 };

/* fixture_bless -- a golden of `count` seeds with rows at the steps 0, 1, 2, each of the values
 * that `fill` gives the seed; the first of them has golden bits. */
static inline void fixture_bless(struct fixture *fixture, struct scenario *scenario, int count,
                                 void (*fill)(float value[OBSERVABLES], int seed)) {
    struct record records[FIXTURE_SEEDS_MAX];
    struct error error = {0};
    struct backend backend;
    ck_assert_int_le(count, FIXTURE_SEEDS_MAX);
    scenario->config.steps = 2;
    scenario->config.record = (struct record_config){.dense_until = 10, .rows_at_most = 10};
    scenario->check_seeds = 1;
    ck_assert_int_eq(backend_select(&backend, BACKEND_EXACT, NULL, &error), STATUS_OK);
    for (int seed = 0; seed < count; seed++) {
        ck_assert_int_eq(record_new(&records[seed], 3, 0, &error), STATUS_OK);
        records[seed].seed = seed;
        for (long step = 0; step <= 2; step++) {
            struct observation made = {.step = step};
            fill(made.value, seed);
            record_append(&records[seed], &made);
        }
    }
    const struct golden_provenance provenance = {"a test", "0", "2020-01-01", "none", &backend};
    ck_assert_msg(golden_write(fixture->expected, scenario, records, count, &provenance, &error) ==
                      STATUS_OK,
                  "%s", error.message);
    for (int seed = 0; seed < count; seed++)
        record_free(&records[seed]);
}

#endif
