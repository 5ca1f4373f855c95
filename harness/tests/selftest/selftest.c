/* selftest.c -- does the comparator see what is broken, and say what it is?
 *
 *     make selftest
 *
 * Each fault of the table in cases.c is planted into records that real runs wrote, or into their
 * golden, and these are judged as `klimb check` judges them. A case passes when the verdict is the
 * one required, exactly the tiers named have seen the fault, and the reason given names its cause. */
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cases.h"

enum { WORKERS = 2, SEEN_MAX = 64 };

/* ---- planting -------------------------------------------------------------------------------- */

static enum status run_shell(const char *folder, const char *command, struct error *error) {
    char whole[2 * FILE_PATH_MAX];
    snprintf(whole, sizeof whole, "cd '%s' && { %s; }", folder, command);
    if (system(whole) == 0)
        return STATUS_OK;
    return klimb_error_set(error, STATUS_FAILED, "the command failed: %s", whole);
}

static enum status break_curve(struct stage *stage, const struct broken_curve *broken,
                               struct error *error) {
    enum status status = stage_set(stage, broken->set, error);
    if (status != STATUS_OK || broken->plant != NULL)
        return status == STATUS_OK ? plants_apply(stage, broken->plant, error) : status;
    if (broken->place == PLACE_GOLDEN)
        return run_shell(stage->golden, broken->shell, error);
    int is_every = broken->place == PLACE_EVERY_RUN;
    long first = is_every || stage->count == 1 ? 0 : 1, end = is_every ? stage->count : first + 1;
    for (long i = first; status == STATUS_OK && i < end; i++)
        status = run_shell(stage->jobs[i].folder, broken->shell, error);
    return status;
}

/* ---- judging --------------------------------------------------------------------------------- */

/* Which tiers have seen something. */
static void say_seen(char seen[SEEN_MAX], const struct judgement *judgement) {
    const struct {
        const char *name;
        int saw;
    } tiers[] = {
        {"reader", judgement->broken > 0 || judgement->verdict == VERDICT_ERROR},
        {"claims", judgement->claims_failed > 0},
        {"bits", judgement->bits.found},
        {"ensemble", judgement->ensemble.departed},
        {"digest", judgement->verdict == VERDICT_STALE},
    };
    seen[0] = '\0';
    for (size_t i = 0; i < sizeof tiers / sizeof *tiers; i++) {
        size_t used = strlen(seen);
        if (tiers[i].saw)
            snprintf(seen + used, SEEN_MAX - used, "%s%s", used > 0 ? " " : "", tiers[i].name);
    }
}

static int matches(const char *message, const char *pattern) {
    regex_t compiled;
    if (regcomp(&compiled, pattern, REG_EXTENDED | REG_NOSUB) != 0)
        return 0;
    int found = regexec(&compiled, message, 0, NULL, 0) == 0;
    regfree(&compiled);
    return found;
}

static void print_case(const struct broken_curve *broken, const struct judgement *judgement,
                       const char *seen, int is_right) {
    printf("%-6s  %-36s  %-19s  %-5s  %-16s  %s\n", is_right ? "ok" : "FAILED", broken->what,
           stage_set_words[broken->set], verdict_names[judgement->verdict], seen,
           judgement->reason[0] != '\0' ? judgement->reason : broken->why);
    if (!is_right)
        printf("        required is %s, seen by \"%s\", and a message like: %s\n",
               verdict_names[broken->verdict], broken->seen, broken->message);
    else if (judgement->reason[0] != '\0' && broken->why != NULL)
        printf("%*s(%s)\n", 92, "", broken->why);
}

/* Judge one broken curve and print its line. Returns whether it ended as required. */
static int judge_case(struct verdict_summary *summary, struct stage *stage,
                      const struct broken_curve *broken) {
    struct judgement judgement = {0};
    struct error error = {0};
    char seen[SEEN_MAX];
    if (break_curve(stage, broken, &error) != STATUS_OK) {
        printf("FAILED  %s: cannot be planted: %s\n", broken->what, error.message);
        return 0;
    }
    stage_judge(&judgement, stage);
    summary->said[judgement.verdict]++;
    say_seen(seen, &judgement);
    int is_right = judgement.verdict == broken->verdict && strcmp(seen, broken->seen) == 0 &&
                   matches(judgement.reason, broken->message);
    print_case(broken, &judgement, seen, is_right);
    judgement_free(&judgement);
    return is_right;
}

/* ---- the whole ------------------------------------------------------------------------------- */

/* Print what was said. Returns whether every case had a verdict and each was the right one. */
static int sum_up(const struct verdict_summary *summary, long passed, long failed) {
    long sum = 0;
    printf("\n%ld broken curves:", summary->planned);
    for (enum verdict verdict = 0; verdict < VERDICTS; verdict++) {
        sum += summary->said[verdict];
        if (summary->said[verdict] > 0)
            printf(" %ld %s", summary->said[verdict], verdict_names[verdict]);
    }
    printf("\n%ld planned, %ld passed, %ld failed\n", summary->planned, passed, failed);
    return sum == summary->planned && passed == summary->planned && failed == 0;
}

int main(void) {
    static struct stage stage;
    struct verdict_summary summary = {0};
    struct error error = {0};
    long passed = 0, failed = 0;
    while (broken_curves[summary.planned].what != NULL)
        summary.planned++;
    if (stage_open(&stage, WORKERS, &error) != STATUS_OK) {
        fprintf(stderr, "selftest: %s\n", error.message);
        return 1;
    }
    for (long i = 0; i < summary.planned; i++)
        if (judge_case(&summary, &stage, &broken_curves[i]))
            passed++;
        else
            failed++;
    stage_close(&stage);
    return sum_up(&summary, passed, failed) ? 0 : 1;
}
