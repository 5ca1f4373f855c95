#include "judge/verdict_next.h"

#include <stdio.h>
#include <stdlib.h>

#include "judge/verdict_records.h"

int verdict_is_unblessed(enum verdict verdict) {
    return verdict == VERDICT_UNTESTED || verdict == VERDICT_NEW || verdict == VERDICT_STALE;
}

static void add_word(struct text *text, const char *option, const char *word) {
    if (word == NULL)
        return;
    text_add(text, " %s ", option);
    text_add_escaped(text, word, TEXT_SHELL);
}

/* A path that begins with a dash is fine, because it is the argument of an option. */
static void add_scenarios(struct text *text, const struct verdict_asked *asked) {
    add_word(text, "--experiments", asked->experiments);
    for (long i = 0; i < asked->override_count; i++)
        add_word(text, "--set", asked->overrides[i]);
}

static void add_seeds(struct text *text, const struct verdict_asked *asked) {
    if (asked->seed_count == 1)
        text_add(text, " --seed %ld", asked->seed_first);
    else if (asked->seed_count > 1)
        text_add(text, " --seeds %ld..%ld", asked->seed_first,
                 asked->seed_first + asked->seed_count - 1);
}

/* The shortest digits that read back to the level, which is mostly what was typed; at most 17. */
static void add_level(struct text *text, double level) {
    char digits[32];
    for (int precision = 6; precision <= 17; precision++) {
        snprintf(digits, sizeof digits, "%.*g", precision, level);
        if (!(strtod(digits, NULL) < level) && !(strtod(digits, NULL) > level))
            break;
    }
    text_add(text, " --level %s", digits);
}

static const struct verdict_asked *asked_of(const struct judgement *judgement) {
    static const struct verdict_asked nothing = {0};
    return judgement->asked != NULL ? judgement->asked : &nothing;
}

void verdict_add_asked(struct text *text, const struct judgement *judgement) {
    const struct verdict_asked *asked = asked_of(judgement);
    enum backend_kind backend = judgement->asked != NULL ? asked->backend : judgement->backend;
    add_seeds(text, asked);
    if (backend != BACKEND_EXACT)
        text_add(text, " --backend %s", klimb_backend_names[backend]);
    add_scenarios(text, asked);
    add_word(text, "--expected", asked->expected);
    if (asked->group_runs > 0)
        text_add(text, " --runs %ld", asked->group_runs);
    if (asked->rules.level > 0)
        add_level(text, asked->rules.level);
    if (asked->rules.against_golden)
        text_add(text, " --against golden");
}

/* The logs that were judged, and the options for reading them. */
static void add_records(struct text *text, const struct verdict_asked *asked) {
    add_word(text, "--columns", asked->columns);
    add_word(text, "--segments", asked->segment);
    for (long i = 0; i < asked->record_count; i++) {
        text_add(text, "%s ", i == 0 ? " --records" : "");
        text_add_escaped(text, asked->records[i], TEXT_SHELL);
    }
}

void verdict_add_records_picture(struct text *text, const struct judgement *judgement) {
    const struct verdict_asked *asked = asked_of(judgement);
    const char *name = judgement->scenario->name;
    char path[SCENARIO_NAME_MAX + 64];
    snprintf(path, sizeof path, "build/plots/%s-records.svg", name);
    long worst = judgement->ensemble.seed - VERDICT_FOREIGN_SEED;
    if (worst < 0 || worst >= asked->record_count)
        worst = 0; /* they departed as a group */
    text_add(text, "klimb plot linear");
    add_word(text, "--expected", asked->expected);
    add_word(text, "--columns", asked->columns);
    add_word(text, "--segments", asked->segment);
    add_word(text, "--output", path);
    text_add_operands(text, &name, 1);
    text_add_operands(text, &asked->records[worst], 1);
}

void verdict_add_values(struct text *text, const struct judgement *judgement) {
    const char *name = judgement->scenario->name;
    text_add(text, "klimb show");
    add_scenarios(text, asked_of(judgement));
    text_add_operands(text, &name, 1);
}

void verdict_add_next(struct text *text, const struct judgement *judgement) {
    const char *name = judgement->scenario->name;
    if (verdict_is_unblessed(judgement->verdict)) {
        text_add(text, "klimb bless --reason \"...\"");
        add_word(text, "--experiments", asked_of(judgement)->experiments);
        add_word(text, "--expected", asked_of(judgement)->expected);
    } else {
        text_add(text, "klimb check");
        verdict_add_asked(text, judgement);
        if (asked_of(judgement)->allow_drift)
            text_add(text, " --allow-drift");
        if (asked_of(judgement)->allow_shift)
            text_add(text, " --allow-shift");
    }
    text_add_operands(text, &name, 1);
    if (!verdict_is_unblessed(judgement->verdict))
        add_records(text, asked_of(judgement));
}
