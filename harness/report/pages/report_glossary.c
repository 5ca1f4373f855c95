/* The glossary page, from the tables that the program uses. */
#include <string.h>

#include "report/pages/report_pages.h"

static void add_verdicts(struct report_page *page, struct text *out) {
    for (enum verdict verdict = 0; verdict < VERDICTS; verdict++)
        report_add_term(page, out, verdict_names[verdict], verdict_meanings[verdict]);
}

static void add_observables(struct report_page *page, struct text *out) {
    for (enum observable column = 0; column < OBSERVABLES; column++) {
        const struct klimb_observable_info *info = &klimb_observable_info[column];
        struct text meaning = {0};
        int has_unit = strcmp(info->unit, "1") != 0;
        text_add(&meaning, "%s%s%s%s", info->meaning, has_unit ? " (" : "",
                 has_unit ? info->unit : "", has_unit ? ")" : "");
        report_add_term(page, out, info->name, meaning.bytes);
        report_drop(page, &meaning);
    }
}

static void add_phases(struct report_page *page, struct text *out) {
    static const char *const phases[][2] = {
        {"annealing", "β, or the capacity, has not reached its final value yet (shaded). With a "
                      "controller, and in a log of another program: until β stays within a tenth "
                      "of its range of its last value"},
        {"encoding", "until the KL first reaches 90 % of its final value; only for runs that end "
                     "with an active unit"},
        {"settling", "after that, and after annealing"},
        {"collapsed", "no unit is active from this step to the end"},
        {"blow-up",
         "the ELBO has ten times the size that it had at step 0, or a term is not a finite "
         "number, which ends the run; if β ends below 1, the KL has that weight"},
    };
    for (size_t i = 0; i < sizeof phases / sizeof *phases; i++)
        report_add_term(page, out, phases[i][0], phases[i][1]);
}

void report_glossary_write(struct report_page *page) {
    struct text verdicts = {0}, observables = {0}, phases = {0}, body = {0};
    report_open(page, REPORT_GLOSSARY_PATH);
    add_verdicts(page, &verdicts);
    add_observables(page, &observables);
    add_phases(page, &phases);
    const struct template_field fields[] = {
        REPORT_MARKUP("verdicts", verdicts.bytes),
        REPORT_MARKUP("observables", observables.bytes),
        REPORT_MARKUP("phases", phases.bytes),
    };
    REPORT_FILL(page, &body, PART_GLOSSARY, fields);
    report_close(page, REPORT_GLOSSARY_PATH, "glossary", "glossary", &body);
    report_drop(page, &verdicts);
    report_drop(page, &observables);
    report_drop(page, &phases);
}
