/* The page on earlier checks: the figure, what changed, and a row for each check. */
#include <string.h>

#include "history/bisect.h"
#include "history/history_show.h"
#include "report/data/report_history.h"
#include "report/pages/report_pages.h"

/* ---- what changed ------------------------------------------------------------------------------ */

static void add_change(struct report_page *page, struct text *out,
                       const struct history_finding *finding) {
    struct text change = {0}, before = {0}, after = {0}, commands = {0};
    history_add_change(&change, finding);
    history_add_commit(&before, finding->before, "no commit");
    history_add_commit(&after, finding->after, "no commit");
    if (finding->is_open)
        bisect_add(&commands, finding);
    const struct template_field fields[] = {
        REPORT_WORDS("holds", finding->is_open ? "no" : ""),
        REPORT_WORDS("kind", finding->is_open ? "DRIFT" : finding_names[finding->kind]),
        REPORT_WORDS("scenario", finding->scenario),
        REPORT_WORDS("change", change.bytes),
        REPORT_WORDS("before", before.bytes),
        REPORT_WORDS("before_time", finding->before->time),
        REPORT_WORDS("after", after.bytes),
        REPORT_WORDS("after_time", finding->after->time),
        REPORT_WORDS("commands", commands.bytes),
    };
    REPORT_FILL(page, out, PART_HISTORY_CHANGE, fields);
    report_drop(page, &change);
    report_drop(page, &before);
    report_drop(page, &after);
    report_drop(page, &commands);
}

/* The latest first. */
static void add_changes(struct report_page *page, struct text *out,
                        const struct report_history *history) {
    for (long i = history->findings.count - 1; i >= 0; i--)
        add_change(page, out, &history->findings.list[i]);
}

/* ---- checks ------------------------------------------------------------------------------------ */

static void add_check(struct report_page *page, struct text *out,
                      const struct history_entry *entry) {
    char line[24], setting[64], seconds[32];
    struct text commit = {0}, verdicts = {0};
    const struct history_view all = {0};
    history_add_commit(&commit, entry, "no commit");
    history_add_verdicts(&verdicts, &all, entry);
    snprintf(line, sizeof line, "%ld", entry->line);
    snprintf(setting, sizeof setting, "%s, %ld x %ld", entry->backend, entry->jobs, entry->threads);
    snprintf(seconds, sizeof seconds, "%.1f", entry->seconds);
    const struct template_field fields[] = {
        REPORT_WORDS("line", line),
        REPORT_WORDS("time", entry->time),
        REPORT_WORDS("commit", commit.bytes),
        REPORT_WORDS("machine", entry->machine.id),
        REPORT_WORDS("setting", setting),
        REPORT_WORDS("seconds", seconds),
        REPORT_WORDS("verdicts", verdicts.bytes),
    };
    REPORT_FILL(page, out, PART_HISTORY_CHECK, fields);
    report_drop(page, &commit);
    report_drop(page, &verdicts);
}

static void add_checks(struct report_page *page, struct text *out,
                       const struct report_history *history) {
    for (long i = history->history.count - 1; i >= 0; i--)
        add_check(page, out, &history->history.entries[i]);
}

/* ---- the page ---------------------------------------------------------------------------------- */

static void add_trouble(struct text *trouble, const struct report_history *history) {
    if (history->status != STATUS_OK) {
        text_add(trouble, "klimb cannot show the history: ");
        text_add_error(trouble, &history->error);
        text_add(trouble, ". ");
    } else if (history->history.count == 0)
        text_add(trouble, "There is no check in %s. ", history->path);
    if (history->history.fault_count > 0)
        text_add(trouble, "Skipped lines: %s", history->history.faults.bytes);
}

void report_history_page_write(struct report_page *page) {
    const struct report_history *history = &page->report->history;
    const struct report_topic topic = {.scope = REPORT_OF_WHOLE, .report = page->report};
    struct text trouble = {0}, picture = {0}, changes = {0}, checks = {0}, body = {0};
    if (history->path == NULL)
        return;
    report_open(page, REPORT_HISTORY_PATH);
    add_trouble(&trouble, history);
    if (report_history_is_there(history)) {
        report_add_figures(page, &picture, &topic, REPORT_ON_PAGE);
        add_changes(page, &changes, history);
        add_checks(page, &checks, history);
    }
    const struct template_field fields[] = {
        REPORT_WORDS("file", history->path),
        REPORT_WORDS("trouble", trouble.bytes),
        REPORT_WORDS("order", history->findings.count > 0 ? "The latest first." : "Nothing."),
        REPORT_MARKUP("figure", picture.bytes),
        REPORT_MARKUP("changes", changes.bytes),
        REPORT_MARKUP("checks", checks.bytes)};
    REPORT_FILL(page, &body, PART_HISTORY, fields);
    report_close(page, REPORT_HISTORY_PATH, "history", "history", &body);
    report_drop(page, &trouble);
    report_drop(page, &picture);
    report_drop(page, &changes);
    report_drop(page, &checks);
}
