#include "cli/review/review_list.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/options/options_use.h"

static double p_of(const cJSON *judgement, const char *tier, double least) {
    const cJSON *object = cJSON_GetObjectItemCaseSensitive(judgement, tier);
    const cJSON *p = cJSON_GetObjectItemCaseSensitive(object, "p");
    return cJSON_IsNumber(p) && p->valuedouble < least ? p->valuedouble : least;
}

/* Compare like strcmp. Unreadable items come first, then the worst verdict. */
static int compare_items(const void *a, const void *b) {
    const struct review_item *left = a, *right = b;
    int broken = (right->trouble.status != STATUS_OK) - (left->trouble.status != STATUS_OK);
    int verdicts = (int)right->pending.verdict - (int)left->pending.verdict;
    if (broken != 0 || verdicts != 0)
        return broken != 0 ? broken : verdicts;
    if (left->p < right->p || left->p > right->p)
        return left->p < right->p ? -1 : 1;
    return strcmp(left->pending.name, right->pending.name);
}

/* Skip a scenario that another process has removed since. */
static enum status read_item(struct review_list *list, const char *root, const char *name) {
    struct review_item *item = &list->items[list->count];
    *item = (struct review_item){.p = 1};
    enum status status = pending_read(&item->pending, root, name, &item->trouble);
    if (status == STATUS_MEMORY || status == STATUS_INVALID)
        return status;
    list->count++;
    if (status != STATUS_OK) {
        snprintf(item->pending.name, sizeof item->pending.name, "%s", name);
        return STATUS_OK;
    }
    const cJSON *judgement = cJSON_GetObjectItemCaseSensitive(item->pending.json, "judgement");
    item->p = p_of(judgement, "paired", p_of(judgement, "ensemble", 1));
    return STATUS_OK;
}

/* Read the pending scenarios with these names. */
static enum status read_named(struct review_list *list, const char *root, const char *const *asked,
                              long asked_count, struct error *error) {
    char **names;
    long count;
    enum status status = pending_select(&names, &count, root, asked, asked_count, error);
    if (status != STATUS_OK)
        return status;
    list->items = calloc((size_t)count + 1, sizeof *list->items);
    if (list->items == NULL)
        status = klimb_error_set(error, STATUS_MEMORY, "no memory for %ld scenarios", count);
    for (long i = 0; status == STATUS_OK && i < count; i++)
        if (read_item(list, root, names[i]) == STATUS_MEMORY)
            status = klimb_error_set(error, STATUS_MEMORY, "no memory for %s", names[i]);
    free(names);
    if (status != STATUS_OK)
        review_list_free(list);
    else
        qsort(list->items, (size_t)list->count, sizeof *list->items, compare_items);
    return status;
}

static int is_conflict(const struct conflict_list *conflicts, const char *asked) {
    for (long i = 0; i < conflicts->count; i++)
        if (pending_is_asked(conflicts->names[i], asked))
            return 1;
    return 0;
}

/* Whether a name means a pending scenario without a conflict: a family may have both. */
static int is_pending(char *const *names, long count, const struct conflict_list *conflicts,
                      const char *asked) {
    for (long i = 0; i < count; i++)
        if (pending_is_asked(names[i], asked) && !is_conflict(conflicts, names[i]))
            return 1;
    return 0;
}

/* The names that mean more than conflicts.
 *   asked  out [options->name_count]; `asked_count` of them */
static enum status leave_out_conflicts(const char **asked, long *asked_count,
                                       const struct options *options,
                                       const struct conflict_list *conflicts, struct error *error) {
    char **names;
    long count;
    enum status status = pending_list(&names, &count, options_pending(options), error);
    *asked_count = 0;
    for (long i = 0; status == STATUS_OK && i < options->name_count; i++)
        if (!is_conflict(conflicts, options->names[i]) ||
            is_pending(names, count, conflicts, options->names[i]))
            asked[(*asked_count)++] = options->names[i];
    free(names);
    return status;
}

enum status review_list_read(struct review_list *list, const struct options *options,
                             const struct conflict_list *conflicts, struct error *error) {
    const char **asked = calloc((size_t)options->name_count + 1, sizeof *asked);
    long count;
    *list = (struct review_list){0};
    if (asked == NULL)
        return klimb_error_set(error, STATUS_MEMORY, "no memory for names");
    enum status status = leave_out_conflicts(asked, &count, options, conflicts, error);
    if (status == STATUS_OK && (count > 0 || options->name_count == 0))
        status = read_named(list, options_pending(options), asked, count, error);
    free(asked);
    return status;
}

void review_list_free(struct review_list *list) {
    for (long i = 0; i < list->count; i++)
        pending_free(&list->items[i].pending);
    free(list->items);
    *list = (struct review_list){0};
}

long review_failed_claims(const struct pending *pending) {
    const cJSON *judgement = cJSON_GetObjectItemCaseSensitive(pending->json, "judgement"), *claim;
    long failed = 0;
    cJSON_ArrayForEach(claim, cJSON_GetObjectItemCaseSensitive(judgement, "claims")) {
        failed += cJSON_IsFalse(cJSON_GetObjectItemCaseSensitive(claim, "holds"));
    }
    return failed;
}
