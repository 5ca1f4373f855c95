#include "judge/verdict_markdown.h"

#include "base/text.h"
#include "judge/verdict_next.h"

static void add_inert(struct text *out, const char *words) {
    text_add_escaped(out, words, TEXT_MARKDOWN);
}

/* "3/3": how many of those tested were good. */
static void add_share(struct text *out, long good, long tested) {
    if (tested == 0)
        text_add(out, " - |");
    else
        text_add(out, " %ld/%ld |", good, tested);
}

/* ---- what did not pass ----------------------------------------------------------------------- */

static void add_reasons(struct text *out, const struct judgement *judgement) {
    text_add(out, "- ");
    add_inert(out, judgement->reason);
    text_add(out, "\n");
    for (long i = 0; i < judgement->claims_tested; i++) {
        int is_reason = judgement->reason_source == REASON_CLAIM && judgement->reason_claim == i;
        if (judgement->claims[i].holds || is_reason)
            continue;
        text_add(out, "- seed %ld: ", judgement->claim_seed[i]);
        add_inert(out, judgement->claims[i].message);
        text_add(out, "\n");
    }
    if (judgement->bits.found && judgement->reason_source != REASON_BITS) {
        text_add(out, "- bits: ");
        add_inert(out, judgement->bits.message);
        text_add(out, "\n");
    }
}

static void add_trouble(struct text *out, const struct judgement *judgement) {
    struct text command = {0};
    text_add(out, "### %s ", verdict_names[judgement->verdict]);
    add_inert(out, judgement->scenario->name);
    text_add(out, "\n\n");
    text_add(out, "Claim: ");
    add_inert(out, judgement->scenario->claim);
    text_add(out, "\n\n");
    add_reasons(out, judgement);
    verdict_add_next(&command, judgement);
    text_add(out, "- %s: <code>", verdict_is_unblessed(judgement->verdict) ? "next" : "again");
    add_inert(out, command.failed ? "" : command.bytes);
    text_add(out, "</code>\n\n");
    out->failed |= command.failed;
    text_free(&command);
}

/* ---- the whole ------------------------------------------------------------------------------- */

static void add_counts(struct text *out, const struct verdict_summary *summary) {
    text_add(out,
             "## %ld of %ld scenarios pass\n\n| verdict | scenarios | meaning |\n|---|--:|---|\n",
             summary->said[VERDICT_PASS], summary->planned);
    for (enum verdict verdict = 0; verdict < VERDICTS; verdict++) {
        if (summary->said[verdict] == 0)
            continue;
        text_add(out, "| %s | %ld | ", verdict_names[verdict], summary->said[verdict]);
        add_inert(out, verdict_meanings[verdict]);
        text_add(out, " |\n");
    }
    text_add(out, "\n");
}

static void add_all(struct text *out, const struct judgement *judgements, long count) {
    text_add(out, "<details><summary>All scenarios</summary>\n\n"
                  "| verdict | scenario | bits | claims |\n|---|---|--:|--:|\n");
    for (long i = 0; i < count; i++) {
        const struct judgement *judgement = &judgements[i];
        text_add(out, "| %s | ", verdict_names[judgement->verdict]);
        add_inert(out, judgement->scenario->name);
        text_add(out, " |");
        add_share(out, judgement->bits_equal, judgement->bits_tested);
        add_share(out, judgement->claims_tested - judgement->claims_failed,
                  judgement->claims_tested);
        text_add(out, "\n");
    }
    text_add(out, "\n</details>\n");
}

void verdict_write_markdown(FILE *out, const struct judgement *judgements, long count,
                            const struct verdict_summary *summary) {
    struct text text = {0};
    add_counts(&text, summary);
    for (int verdict = VERDICTS - 1; verdict > VERDICT_SKIP; verdict--)
        for (long i = 0; i < count; i++)
            if ((int)judgements[i].verdict == verdict)
                add_trouble(&text, &judgements[i]);
    add_all(&text, judgements, count);
    text_print(out, &text);
}
