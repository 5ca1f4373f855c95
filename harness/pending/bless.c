#include "pending/bless.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/text.h"
#include "judge/golden_subject.h"
#include "judge/verdict_format.h"
#include "scenario/scenario_load.h"

/* ---- what cannot be blessed ---------------------------------------------------------------- */

enum bless_soundness bless_print_unsound(FILE *out, const struct check *check) {
    enum bless_soundness worst = BLESS_SOUND;
    for (long i = 0; i < check->count; i++) {
        const struct judgement *judgement = &check->judgements[i];
        if (judgement->claims_failed == 0 && judgement->broken == 0)
            continue;
        if (judgement->broken > 0)
            worst = BLESS_BROKEN;
        else if (worst == BLESS_SOUND)
            worst = BLESS_CLAIMS_FAIL;
        text_print_line(out, "klimb: %s cannot be blessed: %s", judgement->scenario->name,
                        judgement->reason);
        verdict_print_failed_claims(out, "  ", judgement);
    }
    return worst;
}

/* ---- provenance ------------------------------------------------------------------------------ */

int bless_is_reason(const char *reason) {
    return reason != NULL && strspn(reason, " \t\n") < strlen(reason);
}

static void describe_date(char *out, size_t size) {
    time_t now = time(NULL);
    struct tm utc;
    if (gmtime_r(&now, &utc) == NULL || strftime(out, size, "%Y-%m-%d", &utc) == 0)
        snprintf(out, size, "unknown");
}

enum status bless_begin(struct blessing *blessing, const char *reason, const char *command,
                        const char *simd, struct error *error) {
    *blessing = (struct blessing){0};
    enum status status = klimb_backend_select(&blessing->backend, BACKEND_EXACT, simd, error);
    if (status != STATUS_OK)
        return status;
    commit_describe(&blessing->commit);
    describe_date(blessing->date, sizeof blessing->date);
    blessing->provenance = (struct golden_provenance){
        .reason = reason,
        .commit = blessing->commit.name,
        .date = blessing->date,
        .command = command,
        .backend = &blessing->backend,
    };
    return STATUS_OK;
}

/* ---- the golden ------------------------------------------------------------------------------ */

enum status bless_records(struct record **records, const struct evidence *evidence,
                          struct error *error) {
    long count = evidence->scenario->golden_seeds;
    *records = calloc((size_t)count + 1, sizeof **records);
    if (*records == NULL)
        return klimb_error_set(error, STATUS_MEMORY, "no memory for %ld records", count);
    for (long i = 0; i < count; i++) {
        if (i < evidence->count && evidence->runs[i].has_record) {
            (*records)[i] = evidence->runs[i].record;
            continue;
        }
        free(*records);
        *records = NULL;
        return klimb_error_set(error, STATUS_FAILED, "%s seed %ld has no record",
                               evidence->scenario->name, i);
    }
    return STATUS_OK;
}

enum status bless_write(const struct check_item *item, const struct twins *twins,
                        const char *expected, const struct blessing *blessing,
                        struct error *error) {
    struct record *records;
    struct text canonical = {0};
    struct golden_subject subject = golden_subject_of(&item->scenario);
    if (twins != NULL && twins->noise.seeds > 0)
        subject.noise = &twins->noise;
    enum status status = bless_records(&records, &item->evidence, error);
    if (status != STATUS_OK)
        return status;
    scenario_canonical(&canonical, &item->scenario, 0);
    subject.canonical = text_string(&canonical);
    status = canonical.failed
                 ? klimb_error_set(error, STATUS_MEMORY, "no memory for the text of %s",
                                   item->scenario.name)
                 : golden_write(expected, subject, records, item->scenario.golden_seeds,
                                &blessing->provenance, error);
    text_free(&canonical);
    free(records);
    return status;
}
