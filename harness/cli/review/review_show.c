#include "cli/review/review_show.h"

#include <stdio.h>
#include <string.h>

#include "diagnose/sparkline.h"

enum { LABEL = 11, SPARK = 40 };

/* ---- what a judgement says ------------------------------------------------------------------- */

static const cJSON *member(const cJSON *object, const char *key) {
    return cJSON_GetObjectItemCaseSensitive(object, key);
}

static const char *words(const cJSON *object, const char *key) {
    const char *text = cJSON_GetStringValue(member(object, key));
    return text != NULL ? text : "";
}

static double number(const cJSON *object, const char *key) {
    const cJSON *value = member(object, key);
    return cJSON_IsNumber(value) ? value->valuedouble : (double)NAN;
}

static void print_fact(FILE *out, const char *label, const char *fact) {
    text_print_line(out, "  %-*s%s", LABEL, label, fact);
}

/* Whether the reason already says it. */
static int is_said(const cJSON *judgement, const char *message) {
    return strstr(words(judgement, "reason"), message) != NULL;
}

static void print_bits(FILE *out, const cJSON *judgement) {
    const cJSON *bits = member(judgement, "bits");
    const char *message = words(member(bits, "departure"), "message");
    char line[768];
    if (!(number(bits, "tested") > 0))
        return;
    snprintf(line, sizeof line, "%.0f of %.0f seeds equal", number(bits, "equal"),
             number(bits, "tested"));
    print_fact(out, "bits", line);
    if (message[0] != '\0' && !is_said(judgement, message))
        print_fact(out, "", message);
}

static void print_paired(FILE *out, const cJSON *judgement) {
    const cJSON *paired = member(judgement, "paired");
    char line[768];
    if (!cJSON_IsObject(paired))
        return;
    if (words(paired, "message")[0] != '\0' && !is_said(judgement, words(paired, "message")))
        snprintf(line, sizeof line, "%s", words(paired, "message"));
    else
        snprintf(line, sizeof line, "%s, p %.2g over %.0f pairs", words(paired, "finding"),
                 number(paired, "p"), number(paired, "pairs"));
    print_fact(out, "paired", line);
    snprintf(line, sizeof line,
             "kl %+.3g nats, recon %+.3g nats in the end; %.2g seed deviations "
             "where it is most",
             number(paired, "kl"), number(paired, "recon"), number(paired, "deviations"));
    print_fact(out, "", line);
}

static void print_ensemble(FILE *out, const cJSON *judgement) {
    const cJSON *ensemble = member(judgement, "ensemble");
    char line[768];
    if (strcmp(words(ensemble, "method"), "none") == 0)
        return;
    if (cJSON_IsTrue(member(ensemble, "departed")))
        snprintf(line, sizeof line, "%s", words(ensemble, "message"));
    else
        snprintf(line, sizeof line, "%.0f runs fit the golden ensemble: p %.2g",
                 number(ensemble, "runs"), number(ensemble, "p"));
    print_fact(out, "ensemble", line);
}

static void print_claims(FILE *out, const cJSON *judgement, long failed) {
    const cJSON *claims = member(judgement, "claims"), *claim;
    char line[768];
    long count = cJSON_GetArraySize(claims);
    snprintf(line, sizeof line, "%ld of %ld hold%s", count - failed, count,
             failed > 0 ? ", so it cannot be accepted" : "");
    if (count > 0)
        print_fact(out, "claims", line);
    cJSON_ArrayForEach(claim, claims) {
        if (!cJSON_IsFalse(member(claim, "holds")))
            continue;
        snprintf(line, sizeof line, "seed %.0f: %s", number(claim, "seed"),
                 words(claim, "message"));
        print_fact(out, "", line);
    }
}

/* ---- curves ---------------------------------------------------------------------------------- */

static void print_curve(FILE *out, const char *label, const struct record *record,
                        enum observable column, const char *whose) {
    struct curve curve;
    struct text line = {0};
    if (record == NULL || record->rows == 0 || !record->present[column] ||
        curve_make(&curve, record, column, NULL) != STATUS_OK)
        return;
    text_add(&line, "%-7s", whose);
    sparkline_add(&line, &curve, SPARK, NULL);
    if (curve.count > 0)
        text_add(&line, "  %.4g to %.4g", curve_first(&curve), curve_last(&curve));
    print_fact(out, label, text_string(&line));
    text_free(&line);
    curve_free(&curve);
}

static void print_curves(FILE *out, const struct review_facts *facts) {
    static const enum observable shown[] = {OBSERVABLE_recon, OBSERVABLE_kl, OBSERVABLE_mi};
    const struct record *old = facts->has_golden && facts->run.seed >= 0 &&
                                       facts->run.seed < facts->golden.bits_count
                                   ? &facts->golden.bits[facts->run.seed]
                                   : NULL;
    char seed[32];
    if (facts->run.rows == 0)
        return;
    for (size_t i = 0; i < sizeof shown / sizeof *shown; i++) {
        const char *name = klimb_observable_info[shown[i]].name;
        print_curve(out, name, old, shown[i], "golden");
        print_curve(out, old != NULL ? "" : name, &facts->run, shown[i], "now");
    }
    snprintf(seed, sizeof seed, "of seed %ld", facts->run.seed);
    print_fact(out, "", seed);
}

/* ---- the scenario ---------------------------------------------------------------------------- */

static void print_lines(FILE *out, const char *label, const struct text *text) {
    const char *line = text_string(text);
    for (const char *end; (end = strchr(line, '\n')) != NULL; line = end + 1, label = "")
        text_print_line(out, "  %-*s%.*s", LABEL, label, (int)(end - line), line);
}

static void print_scenario(FILE *out, const struct pending *pending,
                           const struct review_facts *facts) {
    char line[768];
    if (!facts->has_golden) {
        print_fact(out, "golden",
                   facts->golden_trouble.status == STATUS_OK ? "none yet"
                                                             : facts->golden_trouble.message);
        return;
    }
    snprintf(line, sizeof line, "of %s, commit %s: %.500s", facts->golden.date,
             facts->golden.commit, facts->golden.reason);
    print_fact(out, "golden", line);
    if (strcmp(facts->golden.digest, pending->digest) == 0)
        print_fact(out, "settings", "as they were");
    else if (facts->has_settings)
        print_lines(out, "settings", &facts->settings);
    else {
        snprintf(line, sizeof line,
                 "have changed; this golden does not have the old ones, see `git diff %.*s -- "
                 "experiments`",
                 (int)strcspn(facts->golden.commit, "-"), facts->golden.commit);
        print_fact(out, "settings", line);
    }
}

static void print_runs(FILE *out, const struct pending *pending, const struct review_facts *facts) {
    char line[768];
    if (facts->missing < 0)
        snprintf(line, sizeof line, "cannot be accepted: %s", facts->trouble.message);
    else if (facts->missing == 0)
        snprintf(line, sizeof line,
                 "all %ld golden seeds are pending; accepting retrains one of them",
                 facts->golden_seeds);
    else
        snprintf(
            line, sizeof line,
            "%ld of %ld golden seeds are pending; accepting retrains one of them and trains %ld "
            "missing runs",
            pending->seed_count, facts->golden_seeds, facts->missing);
    print_fact(out, "runs", line);
}

void review_show(FILE *out, const struct review_item *item, const struct review_facts *facts,
                 long place, long count) {
    const struct pending *pending = &item->pending;
    const cJSON *judgement = member(pending->json, "judgement");
    text_print_line(out, "%ld/%ld  %s  %s", place, count, verdict_names[pending->verdict],
                    pending->name);
    text_print_line(out, "  %s", words(judgement, "reason"));
    text_print_line(out, "  %-*s%s, commit %s, klimb %s: %s", LABEL, "checked",
                    pending_text(pending, "date"), pending_text(pending, "commit"),
                    pending_text(pending, "klimb"), pending_text(pending, "command"));
    print_bits(out, judgement);
    print_paired(out, judgement);
    print_ensemble(out, judgement);
    print_claims(out, judgement, review_failed_claims(pending));
    print_curves(out, facts);
    print_scenario(out, pending, facts);
    print_fact(out, "picture", text_string(&facts->picture));
    print_runs(out, pending, facts);
}
