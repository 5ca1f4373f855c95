#include "judge/verdict_csv.h"

#include <math.h>

#include "base/text.h"

/* Adds column and step of a cell: "kl,33", "kl_peak,", "features,", "all,". */
static void add_cell(struct text *text, const struct ensemble_cell *cell) {
    if (cell->feature < FEATURES)
        text_add(text, "%s,", feature_names[cell->feature]);
    else if (cell->column >= OBSERVABLES)
        text_add(text, cell->is_all_features ? "features," : "all,");
    else if (cell->step < 0)
        text_add(text, "%s,", klimb_observable_info[cell->column].name);
    else
        text_add(text, "%s,%ld", klimb_observable_info[cell->column].name, cell->step);
}

/* Adds empty fields if the ensemble was not compared. */
static void add_ensemble_fields(struct text *text, const struct judgement *judgement) {
    const struct ensemble_result *ensemble = &judgement->ensemble;
    if (ensemble->method == ENSEMBLE_NONE) {
        text_add(text, ",0,,,,,");
        return;
    }
    text_add(text, ",%ld,%d,%.4g,%.4g,", ensemble->runs, ensemble->departed, ensemble->statistic,
             ensemble->p);
    if (ensemble->departed)
        add_cell(text, &ensemble->cell);
    else
        text_add(text, ",");
}

static void add_number(struct text *text, double number) {
    text_add(text, ",");
    if (isfinite(number))
        text_add(text, "%.4g", number);
}

/* Columns that were added later, at the end of a line. */
static void add_ensemble_details(struct text *text, const struct judgement *judgement) {
    const struct ensemble_result *ensemble = &judgement->ensemble;
    if (ensemble->method == ENSEMBLE_NONE) {
        text_add(text, ",,none,,,,,");
        return;
    }
    add_number(text, judgement->level);
    text_add(text, ",%s,%ld,%ld", ensemble_method_names[ensemble->method], ensemble->runs,
             ensemble->golden);
    add_number(text, ensemble->critical);
    add_number(text, ensemble->group_p);
    add_number(text, ensemble->single_p);
}

static void add_paired_fields(struct text *text, const struct judgement *judgement) {
    const struct paired_result *paired = &judgement->paired;
    if (paired->finding == PAIRED_NONE) {
        text_add(text, ",0,,,,,,,,,");
        return;
    }
    text_add(text, ",%ld,%d", paired->pairs, paired->finding == PAIRED_SHIFTED);
    add_number(text, paired->p);
    add_number(text, paired->statistic);
    text_add(text, ",");
    if (paired->cells > 0)
        add_cell(text, &paired->cell);
    else
        text_add(text, ",");
    add_number(text, paired->shift);
    add_number(text, paired->deviations);
    add_number(text, paired->kl);
    add_number(text, paired->recon);
}

/* Names separated by spaces. */
static void add_left_out(struct text *text, const struct ensemble_result *ensemble) {
    const char *separator = ",";
    for (enum feature feature = 0; feature < FEATURES; feature++) {
        if (!ensemble->left_out[feature])
            continue;
        text_add(text, "%s%s", separator, feature_names[feature]);
        separator = " ";
    }
    if (separator[0] == ',')
        text_add(text, ",");
}

/* The step is empty if no tensor differs; both fields are if no tensors were compared. */
static void add_tensor_fields(struct text *text, const struct judgement *judgement) {
    const struct first_tensor *first = &judgement->bits.tensor;
    if (first->steps == 0)
        text_add(text, ",,");
    else if (first->step < 0)
        text_add(text, ",,none");
    else
        text_add(text, ",%ld,", first->step);
    text_add_escaped(text, first->name, TEXT_CSV);
}

static long count_theory(const struct judgement *judgement) {
    long failed = 0;
    for (long i = 0; i < judgement->claims_tested; i++)
        failed += judgement->claims[i].of_theory && !judgement->claims[i].holds;
    return failed;
}

void verdict_write_csv(FILE *out, const struct judgement *judgements, long count,
                       const struct verdict_summary *summary) {
    (void)summary;
    struct text text = {0};
    text_add(
        &text,
        "scenario,verdict,bits_tested,bits_equal,ensemble_tested,ensemble_departed,"
        "ensemble_statistic,ensemble_p,ensemble_column,ensemble_step,claims_tested,claims_failed,"
        "theory_failed,reason,level,ensemble_method,ensemble_runs,ensemble_golden,"
        "ensemble_critical,ensemble_group_p,ensemble_single_p,"
        "paired_tested,paired_shifted,paired_p,paired_statistic,paired_column,paired_step,"
        "paired_shift,paired_deviations,paired_kl,paired_recon,"
        "ensemble_left_out,tensor_step,tensor\n");
    for (long i = 0; i < count; i++) {
        const struct judgement *judgement = &judgements[i];
        text_add_escaped(&text, judgement->scenario->name, TEXT_CSV);
        text_add(&text, ",%s,%ld,%ld", verdict_names[judgement->verdict], judgement->bits_tested,
                 judgement->bits_equal);
        add_ensemble_fields(&text, judgement);
        text_add(&text, ",%ld,%ld,%ld,", judgement->claims_tested, judgement->claims_failed,
                 count_theory(judgement));
        text_add_escaped(&text, judgement->reason, TEXT_CSV);
        add_ensemble_details(&text, judgement);
        add_paired_fields(&text, judgement);
        add_left_out(&text, &judgement->ensemble);
        add_tensor_fields(&text, judgement);
        text_add(&text, "\n");
    }
    text_print(out, &text);
}
