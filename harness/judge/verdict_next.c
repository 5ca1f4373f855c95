#include "judge/verdict_next.h"

int verdict_is_unblessed(enum verdict verdict) {
    return verdict == VERDICT_UNTESTED || verdict == VERDICT_NEW || verdict == VERDICT_STALE;
}

void verdict_add_backend(struct text *text, const struct judgement *judgement) {
    if (judgement->backend != BACKEND_EXACT)
        text_add(text, " --backend %s", klimb_backend_names[judgement->backend]);
}

void verdict_add_next(struct text *text, const struct judgement *judgement) {
    const char *name = judgement->scenario->name;
    if (verdict_is_unblessed(judgement->verdict)) {
        text_add(text, "klimb bless --reason \"...\"");
    } else {
        text_add(text, "klimb check");
        verdict_add_backend(text, judgement);
    }
    text_add_operands(text, &name, 1);
}
