#include <stdio.h>

#include "judge/verdict.h"

#define VERDICT_CODE(NAME, name, code, text) code,
static const int verdict_codes[] = {VERDICT_TABLE(VERDICT_CODE)};

int verdict_exit_code(const struct verdict_summary *summary, const unsigned char *forgiven) {
    long sum = 0;
    int code = 0;
    for (enum verdict verdict = 0; verdict < VERDICTS; verdict++) {
        sum += summary->said[verdict];
        if (summary->said[verdict] > 0 && !(forgiven != NULL && forgiven[verdict]))
            code = verdict_codes[verdict];
    }
    return sum == summary->planned ? code : verdict_codes[VERDICT_ERROR];
}

void verdict_print_counts(FILE *out, const struct verdict_summary *summary) {
    fprintf(out, "%ld scenario%s", summary->planned, summary->planned == 1 ? "" : "s");
    const char *separator = ": ";
    for (enum verdict verdict = 0; verdict < VERDICTS; verdict++) {
        if (summary->said[verdict] == 0)
            continue;
        fprintf(out, "%s%ld %s", separator, summary->said[verdict], verdict_names[verdict]);
        separator = ", ";
    }
    fprintf(out, "\n");
}
