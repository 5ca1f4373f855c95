#include "history/history_findings.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "history/history_findings_internal.h"

#define FINDING_NAME(NAME, name, meaning)    name,
#define FINDING_MEANING(NAME, name, meaning) meaning,
const char *const finding_names[] = {FINDING_TABLE(FINDING_NAME) NULL};
const char *const finding_meanings[] = {FINDING_TABLE(FINDING_MEANING) NULL};

void findings_free(struct history_findings *findings) {
    free(findings->list);
    *findings = (struct history_findings){0};
}

enum status findings_add(struct history_findings *findings, const struct history_finding *finding,
                         struct error *error) {
    if (findings->count == findings->room) {
        long room = 2 * findings->room + 16;
        struct history_finding *more = realloc(findings->list, (size_t)room * sizeof *more);
        if (more == NULL)
            return klimb_error_set(error, STATUS_MEMORY, "no memory for what changed");
        findings->list = more;
        findings->room = room;
    }
    findings->list[findings->count++] = *finding;
    return STATUS_OK;
}

/* ---- digests ----------------------------------------------------------------------------------- */

/* A scenario at a check. */
struct sight {
    const struct history_entry *entry;
    const struct history_scenario *scenario;
};

/* Whether the bits of two checks can be compared. */
static int same_bits_expected(const struct history_entry *a, const struct history_entry *b) {
    if (strcmp(a->backend, b->backend) != 0)
        return 0;
    return strcmp(a->backend, klimb_backend_names[BACKEND_EXACT]) == 0 ||
           strcmp(a->machine.id, b->machine.id) == 0;
}

/* The last check before number `i` that has curves of the scenario to compare with. */
static struct sight look_back(const struct history *history, long i, const char *name) {
    for (long j = i - 1; j >= 0; j--) {
        const struct history_scenario *scenario = history_find(&history->entries[j], name);
        if (scenario != NULL && scenario->curves[0] != '\0' &&
            same_bits_expected(&history->entries[i], &history->entries[j]))
            return (struct sight){&history->entries[j], scenario};
    }
    return (struct sight){0};
}

static int is_golden(const struct history_scenario *scenario) {
    return scenario->golden[0] != '\0' && strcmp(scenario->curves, scenario->golden) == 0;
}

/* NaN is itself here. */
static int find_column(enum history_column *column, const struct history_scenario *a,
                       const struct history_scenario *b) {
    for (int i = 0; i < HISTORY_COLUMNS; i++) {
        *column = (enum history_column)i;
        int both_none = isnan(a->last[i]) && isnan(b->last[i]);
        if (!both_none && !(a->last[i] == b->last[i]))
            return 1;
    }
    return 0;
}

/* What two checks of one scenario differ by; FINDINGS: nothing. */
static enum finding_kind compare(const struct history_scenario *before,
                                 const struct history_scenario *after,
                                 enum history_column *column) {
    int has_moved = strcmp(before->curves, after->curves) != 0;
    int has_new_golden = strcmp(before->golden, after->golden) != 0;
    if (strcmp(before->scenario, after->scenario) != 0 || before->runs != after->runs)
        return FINDING_SCENARIO;
    if (has_moved && after->golden[0] == '\0')
        return FINDING_CURVES;
    if (is_golden(after) && has_new_golden)
        return FINDING_BLESSED;
    if (is_golden(after) && has_moved)
        return FINDING_RETURNED;
    if (!is_golden(after) && after->golden[0] != '\0' && (has_moved || has_new_golden))
        return FINDING_DRIFT;
    return !has_moved && find_column(column, before, after) ? FINDING_FINAL : FINDINGS;
}

static enum status add_change(struct history_findings *findings, struct sight before,
                              struct sight after, struct error *error) {
    struct history_finding finding = {
        .scenario = after.scenario->name, .before = before.entry, .after = after.entry};
    finding.kind = compare(before.scenario, after.scenario, &finding.column);
    if (finding.kind == FINDINGS)
        return STATUS_OK;
    if (finding.kind == FINDING_FINAL) {
        finding.was = before.scenario->last[finding.column];
        finding.is = after.scenario->last[finding.column];
    }
    return findings_add(findings, &finding, error);
}

/* Changes of one scenario; the last departure is open if nothing has come after it. */
static enum status find_changes(struct history_findings *findings, const struct history *history,
                                const char *name, struct error *error) {
    enum status status = STATUS_OK;
    long first = findings->count;
    for (long i = 0; status == STATUS_OK && i < history->count; i++) {
        const struct history_scenario *scenario = history_find(&history->entries[i], name);
        if (scenario == NULL || scenario->curves[0] == '\0')
            continue;
        struct sight before = look_back(history, i, name);
        if (before.entry != NULL)
            status = add_change(findings, before, (struct sight){&history->entries[i], scenario},
                                error);
    }
    for (long i = findings->count - 1; i >= first; i--) {
        struct history_finding *finding = &findings->list[i];
        if (finding->kind == FINDING_FINAL)
            continue;
        finding->is_open = finding->kind == FINDING_DRIFT;
        findings->open += finding->is_open;
        break;
    }
    return status;
}

/* ---- the whole --------------------------------------------------------------------------------- */

static int compare_findings(const void *a, const void *b) {
    const struct history_finding *first = a, *second = b;
    if (first->after->line != second->after->line)
        return first->after->line < second->after->line ? -1 : 1;
    int names = strcmp(first->scenario, second->scenario);
    return names != 0 ? names : (int)first->kind - (int)second->kind;
}

enum status findings_find(struct history_findings *findings, const struct history *history,
                          struct error *error) {
    const char **names;
    long count;
    *findings = (struct history_findings){0};
    enum status status = history_names(&names, &count, history, error);
    for (long i = 0; status == STATUS_OK && i < count; i++)
        status = find_changes(findings, history, names[i], error);
    if (status == STATUS_OK)
        status = findings_add_seconds(findings, history, names, count, error);
    free(names);
    if (status == STATUS_OK && findings->count > 0)
        qsort(findings->list, (size_t)findings->count, sizeof *findings->list, compare_findings);
    if (status != STATUS_OK)
        findings_free(findings);
    return status;
}
