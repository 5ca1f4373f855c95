#include "judge/verdict_note.h"

#include <stdio.h>

/* The PASS of a variant says what was compared, because its bits were not. */
static void note_variant(struct judgement *judgement) {
    const struct ensemble_result *ensemble = &judgement->ensemble;
    if (!judgement->is_variant || judgement->verdict != VERDICT_PASS)
        return;
    snprintf(judgement->reason, sizeof judgement->reason,
             "%ld run%s of the variant and %ld golden runs show no difference at level %.2g: p = "
             "%.2g",
             ensemble->runs, ensemble->runs == 1 ? "" : "s", ensemble->golden, judgement->level,
             ensemble->p);
}

/* So does the PASS of runs that differ from the golden runs by more than runs of one seed were seen to. */
static void note_noise(struct judgement *judgement, const struct golden *golden) {
    const struct ensemble_result *ensemble = &judgement->ensemble;
    if (golden == NULL || golden->noise.seeds == 0 || !judgement->bits.found ||
        judgement->verdict != VERDICT_PASS)
        return;
    snprintf(
        judgement->reason, sizeof judgement->reason,
        "%ld of %ld runs are within the noise of their seeds; %ld runs and %ld golden runs show "
        "no difference at level %.2g: p = %.2g",
        judgement->bits_equal, judgement->bits_tested, ensemble->runs, ensemble->golden,
        judgement->level, ensemble->p);
}

void verdict_note(struct judgement *judgement, const struct golden *golden) {
    note_variant(judgement);
    note_noise(judgement, golden);
}
