#include "judge/verdict_github.h"

#include "base/text.h"
#include "judge/verdict_next.h"

static int is_trouble(const struct judgement *judgement) {
    return judgement->verdict != VERDICT_PASS && judgement->verdict != VERDICT_SKIP;
}

static int is_forgiven(const struct judgement *judgement) {
    const struct verdict_asked *asked = judgement->asked;
    if (asked == NULL)
        return 0;
    return (judgement->verdict == VERDICT_DRIFT && asked->allow_drift) ||
           (judgement->verdict == VERDICT_SHIFTED && asked->allow_shift);
}

/* A scenario that was not found has no file. */
static void add_place(struct text *text, const struct scenario *scenario) {
    if (scenario->path[0] == '\0')
        return;
    text_add(text, "file=");
    text_add_escaped(text, scenario->path, TEXT_GITHUB_PROPERTY);
    text_add(text, ",line=1,");
}

static void add_annotation(struct text *text, const struct judgement *judgement) {
    struct text next = {0};
    text_add(text, "::%s ", is_forgiven(judgement) ? "warning" : "error");
    add_place(text, judgement->scenario);
    text_add(text, "title=%s ", verdict_names[judgement->verdict]);
    text_add_escaped(text, judgement->scenario->name, TEXT_GITHUB_PROPERTY);
    text_add(text, "::");
    text_add_escaped(text, judgement->reason, TEXT_GITHUB);
    verdict_add_next(&next, judgement);
    text_add(text, "%%0A%s: ", verdict_is_unblessed(judgement->verdict) ? "next" : "rerun");
    text_add_escaped(text, next.failed ? "" : next.bytes, TEXT_GITHUB);
    text_add(text, "\n");
    text->failed |= next.failed;
    text_free(&next);
}

/* The indent keeps a line from beginning with "::", which would be a command. */
static void add_name(struct text *text, const struct judgement *judgement) {
    text_add(text, "  %s ", verdict_names[judgement->verdict]);
    text_add_escaped(text, judgement->scenario->name, TEXT_TERMINAL);
    text_add(text, "\n");
}

void verdict_write_github(FILE *out, const struct judgement *judgements, long count,
                          const struct verdict_summary *summary) {
    struct text text = {0};
    long said = 0;
    for (int verdict = VERDICTS - 1; verdict >= 0; verdict--) {
        for (long i = 0; i < count; i++) {
            if ((int)judgements[i].verdict != verdict || !is_trouble(&judgements[i]))
                continue;
            if (said == VERDICT_GITHUB_MOST)
                text_add(&text, "Not annotated, because GitHub shows only %d for a step:\n",
                         VERDICT_GITHUB_MOST);
            if (said++ < VERDICT_GITHUB_MOST)
                add_annotation(&text, &judgements[i]);
            else
                add_name(&text, &judgements[i]);
        }
    }
    text_print(out, &text);
    verdict_print_counts(out, summary);
}
