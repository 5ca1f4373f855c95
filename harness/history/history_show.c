#include "history/history_show.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "history/bisect.h"

/* ---- which ------------------------------------------------------------------------------------- */

static int is_of(const char *scenario, const char *name) {
    size_t length = strlen(name);
    while (length > 0 && name[length - 1] == '/')
        length--;
    return strncmp(scenario, name, length) == 0 &&
           (scenario[length] == '\0' || scenario[length] == '/');
}

int history_view_has(const struct history_view *view, const char *scenario) {
    int has = view->name_count == 0;
    for (long i = 0; !has && i < view->name_count; i++)
        has = is_of(scenario, view->names[i]);
    return has;
}

enum status history_view_check(const struct history_view *view, struct error *error) {
    const char **known;
    long count;
    enum status status = history_names(&known, &count, view->history, error);
    for (long i = 0; status == STATUS_OK && i < view->name_count; i++) {
        int is_known = 0;
        for (long j = 0; !is_known && j < count; j++)
            is_known = is_of(known[j], view->names[i]);
        if (is_known)
            continue;
        const char *near = text_nearest(view->names[i], known);
        status = klimb_error_set(error, STATUS_INVALID,
                                 "no check in %s has a scenario or family \"%s\"", view->path,
                                 view->names[i]);
        if (near != NULL)
            klimb_error_hint(error, "did you mean %s?", near);
    }
    free(known);
    return status;
}

/* ---- checks ------------------------------------------------------------------------------------ */

void history_add_commit(struct text *text, const struct history_entry *entry, const char *unknown) {
    if (entry->commit[0] == '\0')
        text_add(text, "%s", unknown);
    else
        text_add(text, "%.*s%s", HISTORY_SHORT, entry->commit, entry->is_dirty ? "+" : "");
}

void history_add_verdicts(struct text *text, const struct history_view *view,
                          const struct history_entry *entry) {
    long said[VERDICTS] = {0};
    const char *separator = "";
    for (long i = 0; i < entry->count; i++)
        said[entry->scenarios[i].verdict] += history_view_has(view, entry->scenarios[i].name);
    for (int verdict = VERDICTS - 1; verdict >= 0; verdict--) {
        if (said[verdict] == 0)
            continue;
        text_add(text, "%s%ld %s", separator, said[verdict], verdict_names[verdict]);
        separator = ", ";
    }
}

static void add_check(struct text_table *table, const struct history_view *view,
                      const struct history_entry *entry) {
    struct text commit = {0}, verdicts = {0};
    char jobs[32], seconds[32];
    history_add_commit(&commit, entry, "-");
    history_add_verdicts(&verdicts, view, entry);
    snprintf(jobs, sizeof jobs, "%ld x %ld", entry->jobs, entry->threads);
    snprintf(seconds, sizeof seconds, "%.1f", entry->seconds);
    text_table_add(table,
                   (const char *const[]){entry->time, text_string(&commit), entry->machine.id,
                                         entry->backend, jobs, seconds, text_string(&verdicts)});
    text_free(&commit);
    text_free(&verdicts);
}

static void print_checks(FILE *out, const struct history_view *view) {
    static const char *const headings[] = {"time",           "commit",  "machine", "backend",
                                           "jobs x threads", "seconds", "verdicts"};
    struct text_table *table = text_table_new(7, headings);
    for (long i = 0; i < view->history->count; i++)
        add_check(table, view, &view->history->entries[i]);
    text_table_print(table, out, text_terminal_width(out));
    text_table_free(table);
}

/* ---- scenarios --------------------------------------------------------------------------------- */

static void format_number(char out[32], double value, int digits) {
    if (isnan(value))
        snprintf(out, 32, "-");
    else
        snprintf(out, 32, "%.*g", digits, value);
}

static void add_scenario(struct text_table *table, const struct history_entry *entry,
                         const struct history_scenario *scenario) {
    struct text commit = {0};
    char numbers[1 + HISTORY_COLUMNS][32];
    history_add_commit(&commit, entry, "-");
    format_number(numbers[0], isnan(scenario->user) ? scenario->wall : scenario->user, 3);
    for (int i = 0; i < HISTORY_COLUMNS; i++)
        format_number(numbers[1 + i], scenario->last[i], 6);
    text_table_add(table,
                   (const char *const[]){scenario->name, entry->time, text_string(&commit),
                                         verdict_names[scenario->verdict], numbers[0], numbers[1],
                                         numbers[2], numbers[3], numbers[4], scenario->curves});
    text_free(&commit);
}

static void print_scenarios(FILE *out, const struct history_view *view) {
    static const char *const headings[] = {"scenario", "time", "commit", "verdict", "seconds a run",
                                           "recon",    "kl",   "mi",     "active",  "curves"};
    struct error error = {0};
    const char **names;
    long count;
    if (history_names(&names, &count, view->history, &error) != STATUS_OK) {
        text_note_ran_out();
        return;
    }
    struct text_table *table = text_table_new(10, headings);
    for (long i = 0; i < count; i++)
        for (long j = 0; history_view_has(view, names[i]) && j < view->history->count; j++) {
            const struct history_entry *entry = &view->history->entries[j];
            const struct history_scenario *scenario = history_find(entry, names[i]);
            if (scenario != NULL)
                add_scenario(table, entry, scenario);
        }
    text_table_print(table, out, text_terminal_width(out));
    text_table_free(table);
    free(names);
}

/* ---- what changed ------------------------------------------------------------------------------ */

void history_add_change(struct text *text, const struct history_finding *finding) {
    if (finding->kind == FINDING_SECONDS)
        text_add(text,
                 strcmp(finding->scenario, SECONDS_ALL) == 0
                     ? "seconds %.3g -> %.3g of the median (%+.1f %%), p %.1g of %ld checks"
                     : "seconds %.3g -> %.3g (%+.1f %%), p %.1g of %ld checks",
                 finding->was, finding->is, 100 * (finding->is / finding->was - 1), finding->p,
                 finding->checks);
    else if (finding->kind == FINDING_FINAL)
        text_add(text, "%s %.9g -> %.9g, though recon and kl did not change",
                 history_column_names[finding->column], finding->was, finding->is);
    else
        text_add(text, "%s", finding_meanings[finding->kind]);
}

static void print_lines(FILE *out, const struct text *text) {
    for (char *line = text->bytes, *end; line != NULL && *line != '\0'; line = end + 1) {
        end = strchr(line, '\n');
        text_print_line(out, "    %.*s", (int)(end - line), line);
    }
}

static void print_finding(FILE *out, const struct history_finding *finding) {
    struct text change = {0}, before = {0}, after = {0}, commands = {0};
    history_add_change(&change, finding);
    history_add_commit(&before, finding->before, "-");
    history_add_commit(&after, finding->after, "-");
    if (finding->is_open)
        text_print_line(out, "DRIFT %s since %s: %s", finding->scenario, text_string(&after),
                        text_string(&change));
    else
        text_print_line(out, "%s %s: %s", finding_names[finding->kind], finding->scenario,
                        text_string(&change));
    text_print_line(out, "    between %s (%s) and %s (%s)", text_string(&before),
                    finding->before->time, text_string(&after), finding->after->time);
    if (strcmp(finding->before->machine.id, finding->after->machine.id) != 0)
        text_print_line(out, "    machine %s, then %s", finding->before->machine.id,
                        finding->after->machine.id);
    if (finding->is_open)
        bisect_add(&commands, finding);
    print_lines(out, &commands);
    text_free(&change);
    text_free(&before);
    text_free(&after);
    text_free(&commands);
}

/* SECONDS_ALL is of scenarios that may not be shown. */
static long print_findings(FILE *out, const struct history_view *view) {
    long shown = 0;
    for (long i = 0; i < view->findings->count; i++) {
        const struct history_finding *finding = &view->findings->list[i];
        int is_all = strcmp(finding->scenario, SECONDS_ALL) == 0;
        if (is_all ? view->name_count > 0 : !history_view_has(view, finding->scenario))
            continue;
        if (shown++ == 0)
            fputc('\n', out);
        print_finding(out, finding);
    }
    return shown;
}

static void print_machines(FILE *out, const struct history *history) {
    for (long i = 0; i < history->count; i++) {
        const struct machine *machine = &history->entries[i].machine;
        int is_first = 1;
        for (long j = 0; is_first && j < i; j++)
            is_first = strcmp(history->entries[j].machine.id, machine->id) != 0;
        if (is_first)
            text_print_line(out, "machine %s: %s, %s, %s, %s, %s", machine->id, machine->cpu,
                            machine->simd, machine->compiler, machine->libc, machine->system);
    }
}

static const char *plural(long count) {
    return count == 1 ? "" : "s";
}

void history_print(FILE *out, const struct history_view *view) {
    if (view->name_count > 0)
        print_scenarios(out, view);
    else
        print_checks(out, view);
    long changes = print_findings(out, view);
    fputc('\n', out);
    print_machines(out, view->history);
    text_print_line(out, "%s: %ld check%s, %ld change%s, %ld open DRIFT, %ld line%s skipped",
                    view->path, view->history->count, plural(view->history->count), changes,
                    plural(changes), view->findings->open, view->history->fault_count,
                    plural(view->history->fault_count));
}
