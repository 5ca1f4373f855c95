#include "check/pairs.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

/* An error if the runs of an item cannot be compared. */
static enum status check_evidence(const struct check_item *item, struct error *error) {
    const struct evidence *evidence = &item->evidence;
    const char *name = item->scenario.name;
    if (item->judgement->verdict == VERDICT_SKIP)
        return klimb_error_set(error, STATUS_FAILED, "%s: %s", name, item->judgement->reason);
    if (evidence->golden_error.status != STATUS_OK) {
        *error = evidence->golden_error;
        return error->status;
    }
    if (!evidence->has_golden || strcmp(evidence->golden.digest, item->scenario.digest) != 0) {
        klimb_error_set(error, STATUS_FAILED, "the golden of %s is missing or stale", name);
        text_hint_command(error, "klimb bless --reason TEXT", name, "");
        return STATUS_FAILED;
    }
    for (long i = 0; i < evidence->count; i++)
        if (!evidence->runs[i].has_record) {
            *error = evidence->runs[i].error;
            return error->status != STATUS_OK
                       ? error->status
                       : klimb_error_set(error, STATUS_FAILED, "a run of %s broke", name);
        }
    return STATUS_OK;
}

static enum status compare_group(struct pair_group *group, const struct check_item *item,
                                 struct error *error) {
    const struct evidence *evidence = &item->evidence;
    struct record records[PAIRED_SEEDS]; /* owned by the evidence */
    for (long i = 0; i < PAIRED_SEEDS; i++)
        records[i] = evidence->runs[group->first_seed + i].record;
    enum status status = paired_compare(&group->paired, &evidence->golden, records, PAIRED_SEEDS,
                                        PAIRED_ALPHA, error);
    group->is_equal = !(group->paired.statistic > 0);
    return status;
}

static enum status compare_groups(struct pair_group **groups, long *count,
                                  const struct check_item *item, enum backend_kind backend,
                                  struct error *error) {
    enum status status = check_evidence(item, error);
    if (status != STATUS_OK)
        return status;
    long most = item->evidence.golden.ensemble_count / PAIRED_SEEDS;
    struct pair_group *found = calloc((size_t)most + 1, sizeof *found);
    if (found == NULL)
        return klimb_error_set(error, STATUS_MEMORY, "no memory for %ld groups", most);
    for (long i = 0; status == STATUS_OK && i < most; i++) {
        found[i].backend = backend;
        found[i].first_seed = i * PAIRED_SEEDS;
        snprintf(found[i].scenario, sizeof found[i].scenario, "%s", item->scenario.name);
        status = compare_group(&found[i], item, error);
    }
    if (status != STATUS_OK) {
        free(found);
        return status;
    }
    *groups = found;
    *count = most;
    return STATUS_OK;
}

enum status pairs_scenario(struct pair_group **groups, long *count,
                           const struct check_options *options, const char *name,
                           struct error *error) {
    struct check check;
    struct check_options own = *options;
    *groups = NULL;
    *count = 0;
    own.names = &name;
    own.name_count = 1;
    own.seeds = CHECK_SEEDS_GOLDEN;
    own.is_unkept = 1;
    enum status status = check_run(&check, &own, error);
    if (status != STATUS_OK)
        return status;
    status = compare_groups(groups, count, &check.items[0], options->backend, error);
    check_free(&check);
    return status;
}

void pairs_format_header(struct text *text) {
    text_add(text, "scenario,backend,first_seed,pairs,p,finding,deviations,kl,recon\n");
}

void pairs_format(struct text *text, const struct pair_group *groups, long count) {
    for (long i = 0; i < count; i++) {
        const struct paired_result *paired = &groups[i].paired;
        text_add_escaped(text, groups[i].scenario, TEXT_CSV);
        text_add(text, ",%s,%ld,%ld,%.4g,%s,%.3g,%.3g,%.3g\n",
                 klimb_backend_names[groups[i].backend], groups[i].first_seed, paired->pairs,
                 paired->p, paired_finding_words[paired->finding], paired->deviations, paired->kl,
                 paired->recon);
    }
}
