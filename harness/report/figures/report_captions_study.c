/* The texts about the figure of a study. */
#include "base/text.h"
#include "report/figures/report_captions.h"

const char *caption_lacks_study(const struct report_topic *topic) {
    if (topic->study->status != STATUS_OK)
        return "its table cannot be read";
    return report_study_is_there(topic->study) ? NULL : "none of its runs has a value";
}

void caption_describe_study(struct text *alt, const struct report_topic *topic) {
    const struct study *study = &topic->study->study;
    const struct study_axis *axis = &study->axes[study->x];
    text_add(alt, "Final ");
    for (long i = 0; i < study->column_count; i++)
        text_add(alt, "%s%s",
                 i == 0                        ? ""
                 : i + 1 < study->column_count ? ", "
                                               : " and ",
                 klimb_observable_info[study->columns[i]].name);
    text_add(alt, " against %s from %s to %s", axis->text, axis->options[0].name,
             axis->options[axis->count - 1].name);
    if (report_study_series(study) > 1)
        text_add(alt, ", in %ld series", report_study_series(study));
    text_add(alt, "; the numbers are in the table below.");
}

static void add_phase(struct text *caption, const struct study *study) {
    text_add(caption, " At open points more than half of the runs are in the phase %s (",
             study->phase.name);
    report_study_add_rule(caption, &study->phase);
    text_add(caption, ")%s.",
             report_study_series(study) == 1
                 ? "; shading marks where"
                 : "; dotted lines mark where a line enters or leaves it");
}

void caption_explain_study(struct text *caption, const struct report_topic *topic) {
    const struct study *study = &topic->study->study;
    long series = report_study_series(study);
    text_add(caption,
             "A run counts with its mean over the last tenth of the steps. Lines show medians over "
             "%ld seeds, or those that are there",
             study->seeds);
    if (series <= REPORT_STUDY_BANDS)
        text_add(caption, "; bands reach from quartile to quartile%s",
                 series == 1 ? ", pale ones over the whole range" : "");
    text_add(caption, ".");
    if (study->phase.name[0] != '\0')
        add_phase(caption, study);
    if (study->wants_theory)
        text_add(caption, " Black dashes show the optimum in closed form.");
    if (topic->study->diverged > 0)
        text_add(
            caption,
            " Crosses mark points with runs that diverged; lines leave out those where half did.");
}
