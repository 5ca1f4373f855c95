#include "judge/verdict_records.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "judge/alignment.h"

/* Gives each run its seed if klimb made it from this scenario, else a number that no golden has.
 *   records  out [count] copies of the structs; the logs own the values */
static void number(struct record *records, const struct verdict_logs *logs,
                   const struct scenario *scenario) {
    for (long i = 0; i < logs->count; i++) {
        records[i] = logs->records[i];
        if (records[i].seed < 0 || strcmp(records[i].scenario_digest, scenario->digest) != 0)
            records[i].seed = VERDICT_FOREIGN_SEED + i;
    }
}

/* Adds a message with the names of logs in place of "seed 1000002". */
static void add_named(struct text *text, const char *message, const struct verdict_logs *logs) {
    static const char *const words[] = {"seeds ", "seed ", "and "};
    while (*message != '\0') {
        size_t skip = 0;
        for (size_t i = 0; i < sizeof words / sizeof *words && skip == 0; i++)
            if (strncmp(message, words[i], strlen(words[i])) == 0)
                skip = strlen(words[i]);
        char *end;
        long seed = skip > 0 ? strtol(message + skip, &end, 10) : -1;
        if (seed < VERDICT_FOREIGN_SEED || seed >= VERDICT_FOREIGN_SEED + logs->count) {
            text_add_bytes(text, message++, 1);
            continue;
        }
        text_add(text, "%s%s", *message == 'a' ? "and " : "",
                 logs->names[seed - VERDICT_FOREIGN_SEED]);
        message = end;
    }
}

static void conclude(struct judgement *judgement, const struct alignment *alignment,
                     const struct verdict_logs *logs) {
    struct ensemble_result *ensemble = &judgement->ensemble;
    struct text text = {0};
    const char *plural = ensemble->runs == 1 ? "" : "s";
    if (ensemble->method == ENSEMBLE_NONE) {
        judgement->verdict = VERDICT_UNTESTED;
        text_add(&text,
                 "nothing was compared: the golden has %ld runs, but an ensemble test needs %d",
                 ensemble->golden, ENSEMBLE_SEEDS_MIN);
    } else if (ensemble->departed) {
        judgement->verdict = VERDICT_FAIL;
        add_named(&text, ensemble->message, logs);
        snprintf(ensemble->message, sizeof ensemble->message, "%s", text_string(&text));
    } else {
        judgement->verdict = VERDICT_PASS;
        text_add(&text,
                 "%ld run%s from elsewhere and %ld golden runs show no difference at level %.2g: "
                 "p = %.2g",
                 ensemble->runs, plural, ensemble->golden, judgement->level, ensemble->p);
    }
    if (ensemble->method != ENSEMBLE_NONE)
        text_add(&text, "; %s", text_string(&alignment->note));
    snprintf(judgement->reason, sizeof judgement->reason, "%s", text_string(&text));
    judgement->reason_source = ensemble->departed ? REASON_ENSEMBLE : REASON_OWN;
    text_free(&text);
}

/* Judges what needs no comparison. Returns whether there is a golden to compare with. */
static int look_at_golden(struct judgement *judgement, const struct evidence *evidence,
                          const struct verdict_rules *rules) {
    const struct scenario *scenario = evidence->scenario;
    size_t room = sizeof judgement->reason;
    if (evidence->golden_error.status != STATUS_OK) {
        struct text text = {0};
        text_add_errors(&text, &evidence->golden_error);
        judgement->verdict = VERDICT_ERROR;
        judgement->golden_broken = 1;
        snprintf(judgement->reason, room, "the golden cannot be used: %s", text_string(&text));
        text_free(&text);
        return 0;
    }
    if (!evidence->has_golden) {
        judgement->verdict = VERDICT_NEW;
        snprintf(judgement->reason, room,
                 "no golden yet, so nothing to compare with: klimb bless --reason TEXT writes one");
        return 0;
    }
    int is_same = strcmp(evidence->golden.digest, scenario->digest) == 0;
    judgement->is_variant = !is_same && rules->against_golden;
    if (is_same || rules->against_golden)
        return 1;
    judgement->verdict = VERDICT_STALE;
    snprintf(judgement->reason, room,
             "the scenario (digest %.12s) has changed since it was blessed (%.12s); --against "
             "golden compares with that golden anyway",
             scenario->digest, evidence->golden.digest);
    return 0;
}

static enum status compare(struct judgement *judgement, const struct evidence *evidence,
                           struct record *records, const struct verdict_logs *logs,
                           struct error *error) {
    struct alignment alignment;
    number(records, logs, evidence->scenario);
    enum status status = alignment_make(&alignment, &evidence->golden, records, logs->names,
                                        logs->count, error);
    if (status != STATUS_OK)
        return status;
    status = ensemble_compare(&judgement->ensemble, &alignment.golden, alignment.records,
                              logs->count, judgement->level, error);
    if (status == STATUS_OK)
        conclude(judgement, &alignment, logs);
    alignment_free(&alignment);
    return status;
}

enum status verdict_judge_records(struct judgement *judgement, const struct evidence *evidence,
                                  const struct verdict_logs *logs,
                                  const struct verdict_rules *rules, struct error *error) {
    *judgement = (struct judgement){.scenario = evidence->scenario,
                                    .level = rules->level > 0 ? rules->level : ENSEMBLE_ALPHA};
    if (!look_at_golden(judgement, evidence, rules))
        return STATUS_OK;
    struct record *records = calloc((size_t)logs->count + 1, sizeof *records);
    if (records == NULL)
        return klimb_error_set(error, STATUS_MEMORY, "no memory to compare %ld runs", logs->count);
    enum status status = compare(judgement, evidence, records, logs, error);
    free(records);
    return status;
}
