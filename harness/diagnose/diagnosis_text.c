#include "diagnose/diagnosis_text.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "diagnose/sparkline.h"

enum { LABEL = 10, SPARK_MOST = 60, WIDTH_LEAST = 40 };

/* ---- lines ----------------------------------------------------------------------------------- */

/* A wrapped paragraph; lines after the first are indented to align with the text. */
static void add_wrapped(struct text *text, const char *label, const char *words, int width) {
    long room = (width < WIDTH_LEAST ? WIDTH_LEAST : width) - LABEL - 2, used = 0;
    text_add(text, "  %-*s", LABEL, label);
    while (*words != '\0') {
        long length = (long)strcspn(words, " ");
        if (used > 0 && used + 1 + length > room) {
            text_add(text, "\n%*s", LABEL + 2, "");
            used = 0;
        }
        text_add(text, "%s%.*s", used > 0 ? " " : "", (int)length, words);
        used += length + (used > 0);
        words += length + (words[length] == ' ');
    }
    text_add(text, "\n");
}

/* The legend of a sparkline, on a line of its own if it does not fit after the values.
 *   used  columns of the line so far */
static void add_legend(struct text *text, const struct curve *curve, int is_logarithmic, long used,
                       int width) {
    struct text values = {0}, hints = {0};
    if (curve->count > 0)
        text_add(&values, "%.4g to %.4g", curve_first(curve), curve_last(curve));
    text_add(&hints, "%s%s", curve->broken > 0 ? ", not finite at !" : "",
             is_logarithmic ? ", log scale" : "");
    text_add(text, "%s", text_string(&values));
    if (used + (long)(values.length + hints.length) > width)
        text_add(text, "\n%*s%s", LABEL + 2, "", text_string(&hints) + 2);
    else
        text_add(text, "%s",
                 text_string(&hints) + (values.length > 0 || hints.length == 0 ? 0 : 2));
    text_add(text, "\n");
    text_free(&values);
    text_free(&hints);
}

static void add_curve(struct text *text, const struct record *record, enum observable column,
                      int width) {
    struct curve curve;
    struct text line = {0};
    int is_logarithmic;
    if (!record->present[column] || curve_make(&curve, record, column, NULL) != STATUS_OK)
        return;
    long room = width - LABEL - 2 - 34;
    room = room > SPARK_MOST ? SPARK_MOST : room;
    if (curve.seen > 0 && room >= 8) {
        sparkline_add(&line, &curve, room, &is_logarithmic);
        text_add(text, "  %-*s%s  ", LABEL, klimb_observable_info[column].name, text_string(&line));
        add_legend(text, &curve, is_logarithmic, LABEL + 4 + room, width);
    }
    text_free(&line);
    curve_free(&curve);
}

static void add_set(struct text *text, const struct diagnosis *diagnosis, int width) {
    struct text names = {0};
    for (int state = 0; state < STATES; state++)
        if (diagnosis->in_set[state] && state != (int)diagnosis->state)
            text_add(&names, "%s%s (%.2f)", names.length > 0 ? ", " : "", state_info[state].name,
                     diagnosis->share[state]);
    if (names.length > 0)
        add_wrapped(text, "or", text_string(&names), width);
    text_free(&names);
}

static void add_advice(struct text *text, const struct diagnosis *diagnosis, int width) {
    struct text words = {0};
    const struct state_info *info = &state_info[diagnosis->state];
    text_add(&words, "%s", info->advice);
    if (info->scenario != NULL && info->exit_code != 0)
        text_add(&words, "; `klimb run %s` shows it", info->scenario);
    add_wrapped(text, "advice", text_string(&words), width);
    text_free(&words);
}

void diagnosis_add_text(struct text *text, const struct diagnosed *diagnosed, int width) {
    const struct diagnosis *diagnosis = diagnosed->diagnosis;
    const struct record *record = diagnosed->record;
    static const enum observable columns[] = {OBSERVABLE_recon, OBSERVABLE_kl, OBSERVABLE_loss,
                                              OBSERVABLE_beta};
    text_add_escaped(text, diagnosed->name, TEXT_TERMINAL);
    text_add(text, ": %s (confidence %.2f)\n", state_info[diagnosis->state].name,
             diagnosis->confidence);
    add_wrapped(text, "", state_info[diagnosis->state].meaning, width);
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
        add_curve(text, record, columns[i], width);
    for (long i = 0; i < diagnosis->evidence_count; i++)
        add_wrapped(text, i == 0 ? "because" : "", diagnosis->evidence[i].text, width);
    for (long i = 0; i < diagnosis->remark_count; i++)
        add_wrapped(text, i == 0 ? "remarks" : "", diagnosis->remark[i].text, width);
    add_set(text, diagnosis, width);
    if (diagnosis->missing[0] != '\0')
        add_wrapped(text, "to settle", diagnosis->missing, width);
    add_advice(text, diagnosis, width);
}

/* ---- GitHub ---------------------------------------------------------------------------------- */

/* Adds a message or a property of a workflow command, with the runner's special characters escaped.
 */
static void add_escaped(struct text *text, const char *words, int is_property) {
    for (; *words != '\0'; words++) {
        int is_special = *words == '%' || *words == '\r' || *words == '\n' ||
                         (is_property && (*words == ':' || *words == ','));
        if (is_special)
            text_add(text, "%%%02X", (unsigned)(unsigned char)*words);
        else
            text_add_bytes(text, words, 1);
    }
}

void diagnosis_add_github(struct text *text, const struct diagnosed *diagnosed) {
    const struct diagnosis *diagnosis = diagnosed->diagnosis;
    const struct state_info *info = &state_info[diagnosis->state];
    struct text words = {0}, name = {0};
    text_add(&words, "%s (confidence %.2f): %s", info->name, diagnosis->confidence, info->meaning);
    for (long i = 0; i < diagnosis->evidence_count; i++)
        text_add(&words, "; %s", diagnosis->evidence[i].text);
    if (info->exit_code != 0)
        text_add(&words, ". Advice: %s", info->advice);
    text_add(text, "::%s title=klimb diagnose ",
             info->exit_code == 0   ? "notice"
             : info->exit_code == 1 ? "error"
                                    : "warning");
    text_add_escaped(&name, diagnosed->name, TEXT_TERMINAL);
    add_escaped(text, text_string(&name), 1);
    text_add(text, "::");
    add_escaped(text, text_string(&words), 0);
    text_add(text, "\n");
    text_free(&words);
    text_free(&name);
}

/* ---- rules ----------------------------------------------------------------------------------- */

/* "kl_late above 0.1: rise of kl in the second half, ..." */
static void add_criterion(struct text *text, const struct criterion *criterion, int width) {
    const struct symptom_info *info = &symptom_info[criterion->symptom];
    struct text words = {0};
    text_add(&words, "%s ", info->name);
    if (isinf(criterion->threshold))
        text_add(&words, "unknown");
    else
        text_add(&words, "%s %g%s", criterion->sense > 0 ? "above" : "below", criterion->threshold,
                 criterion->unknown > 0 ? ", or unknown" : "");
    text_add(&words, ": %s", info->meaning);
    add_wrapped(text, "", text_string(&words), width);
    text_free(&words);
}

static void add_rule(struct text *text, const struct rule *rule, long number, int width) {
    char label[32];
    snprintf(label, sizeof label, "rule %ld", number);
    text_add(text, "\n");
    add_wrapped(text, label, rule->reason, width);
    for (long i = 0; i < CRITERIA_MAX && rule->criterion[i].width > 0; i++)
        add_criterion(text, &rule->criterion[i], width);
}

void diagnosis_add_rules(struct text *text, enum state state, int width) {
    const struct state_info *info = &state_info[state];
    long number = 0;
    text_add(text, "%s, exit code %d\n", info->name, info->exit_code);
    add_wrapped(text, "means", info->meaning, width);
    add_wrapped(text, "advice", info->advice, width);
    for (const struct rule *rule = diagnose_rules; rule->state >= 0; rule++)
        if (rule->state == (int)state)
            add_rule(text, rule, ++number, width);
    if (number == 0)
        add_wrapped(text, "rule", "what is left when no other state holds", width);
}
