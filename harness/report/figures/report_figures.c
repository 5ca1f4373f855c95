#include "report/figures/report_figures.h"

#include "base/text.h"
#include "report/figures/report_captions.h"

/* ---- what the page says ------------------------------------------------------------------------ */

static const char *item_name(const struct report_topic *topic) {
    return topic->subject->name;
}

static const char *lacks_record(const struct report_topic *topic) {
    return topic->subject->seed_count > 0 ? NULL : "none of its runs left a record";
}

/* The course of the first seed in words, for those who do not see the figure. */
static void describe_course(struct text *alt, const struct report_topic *topic, const char *axis) {
    const struct report_subject *subject = topic->subject;
    static const enum observable columns[] = {OBSERVABLE_recon, OBSERVABLE_kl, OBSERVABLE_kl_2,
                                              OBSERVABLE_mi};
    text_add(alt, "Curves of %s against %s.", item_name(topic), axis);
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++) {
        char from[REPORT_NUMBER_MAX], to[REPORT_NUMBER_MAX];
        if (!subject->present[columns[i]])
            continue;
        report_format_number(from, subject->initial[columns[i]]);
        report_format_number(to, subject->final[columns[i]]);
        text_add(alt, " %s: from %s to %s nats.", klimb_observable_info[columns[i]].name, from, to);
    }
    if (subject->outcome.diverged)
        text_add(alt, " The %s was not finite at step %ld.",
                 klimb_term_names[subject->outcome.term], subject->outcome.step);
}

static void describe_curves(struct text *alt, const struct report_topic *topic) {
    describe_course(alt, topic, "step");
}

static void describe_log(struct text *alt, const struct report_topic *topic) {
    describe_course(alt, topic, "the logarithm of step + 1");
}

static void explain_curves(struct text *caption, const struct report_topic *topic) {
    const struct report_subject *subject = topic->subject;
    text_add(caption, "Seed %ld%s.", report_first_seed(topic->subject),
             subject->seed_count > 1 ? " dark, the other seeds pale" : "");
    if (subject->present[OBSERVABLE_kl_2])
        text_add(caption, " KL of z2 is that of the second level, part of KL.");
    if (subject->ensemble_seeds == 0) {
        if (report_is_judged(topic->report))
            text_add(caption, " There is no golden band yet.");
        return;
    }
    text_add(caption,
             " Band: where %g %% of the values of another seed are expected, from %ld golden "
             "seeds; dashed: their median.",
             100 * (1 - REPORT_BAND_LEVEL), subject->ensemble_seeds);
    if (subject->judgement != NULL && subject->judgement->verdict == VERDICT_STALE)
        text_add(caption, " The golden is of an earlier version of the scenario.");
}

static void explain_log(struct text *caption, const struct report_topic *topic) {
    (void)topic;
    text_add(caption, "The same on a logarithmic axis of steps, which shows the first ones.");
}

static void describe_spark(struct text *alt, const struct report_topic *topic) {
    static const enum observable drawn[] = {OBSERVABLE_recon, OBSERVABLE_kl};
    for (int i = 0; i < 2; i++) {
        if (!topic->subject->present[drawn[i]])
            continue;
        char from[REPORT_NUMBER_MAX], to[REPORT_NUMBER_MAX];
        report_format_number(from, topic->subject->initial[drawn[i]]);
        report_format_number(to, topic->subject->final[drawn[i]]);
        text_add(alt, "%s%s from %s to %s nats", i > 0 ? ", " : "",
                 klimb_observable_info[drawn[i]].name, from, to);
    }
}

static void explain_spark(struct text *caption, const struct report_topic *topic) {
    (void)caption;
    (void)topic;
}

static const char *lacks_dimensions(const struct report_topic *topic) {
    return topic->subject->latent > 0 ? NULL : "its record has no latent dimensions";
}

static void describe_heat(struct text *alt, const struct report_topic *topic) {
    text_add(alt, "Heat map of the KL of %ld latent dimensions of %s against step.",
             topic->subject->latent, item_name(topic));
}

static void explain_heat(struct text *caption, const struct report_topic *topic) {
    text_add(
        caption,
        "KL of each latent dimension over time, seed %ld; those with the largest final KL on top.",
        report_first_seed(topic->subject));
}

static const char *lacks_curves(const struct report_topic *topic) {
    return topic->family->curves > 0 ? NULL : "no scenario of the family has a record";
}

static void describe_overlay(struct text *alt, const struct report_topic *topic) {
    text_add(alt, "KL and reconstruction of the scenarios of %s over each other.",
             report_family_title(topic->family));
}

static void explain_overlay(struct text *caption, const struct report_topic *topic) {
    (void)topic;
    text_add(caption,
             "KL and reconstruction of the first seed of each scenario; on the right with "
             "a logarithmic axis of steps. Grey and dashed: what the others are variations "
             "of, if it ran too.");
}

static const char *lacks_sweep(const struct report_topic *topic) {
    return topic->family->sweep > 0
               ? NULL
               : "it needs three runs that differ only in beta and have a closed form";
}

static void describe_sweep(struct text *alt, const struct report_topic *topic) {
    text_add(alt,
             "Rate and distortion of %ld runs of %s at several beta, beside Shannon's "
             "rate-distortion curve of their data.",
             topic->family->sweep, report_family_title(topic->family));
}

static void explain_sweep(struct text *caption, const struct report_topic *topic) {
    (void)topic;
    text_add(caption, "Shannon's curve of the data, by reverse water-filling from their "
                      "eigenvalues: no code of any kind can lie below it. Points are where runs of "
                      "linear β-VAEs ended, with the tangent of slope -β that theory asks for.");
}

static const char *lacks_speed(const struct report_topic *topic) {
    return report_speed_is_there(&topic->report->speed) ? NULL : "there is no table of make bench";
}

static void describe_speed(struct text *alt, const struct report_topic *topic) {
    (void)topic;
    text_add(alt, "Speed of matrix products as a share of the peak and beside OpenBLAS, of "
                  "training beside OpenBLAS and PyTorch, and what a step spends its time on; the "
                  "numbers are in the tables below.");
}

static void explain_speed(struct text *caption, const struct report_topic *topic) {
    (void)topic;
    text_add(caption,
             "Left: each matrix product of a training step (form, m x n x k), as a share of the "
             "peak of multiply-adds and as a ratio to OpenBLAS; Haswell: AVX2 alone against "
             "OpenBLAS's code for such a processor. Right: whole training, and what a step spends "
             "its time on. Points are medians, lines reach from quartile to quartile.");
}

static const char *lacks_nulls(const struct report_topic *topic) {
    return report_nulls_are_there(&topic->report->nulls)
               ? NULL
               : "there is no table of make calibrate-pairs";
}

static long all_nulls(const struct report_nulls *nulls) {
    return nulls->groups[REPORT_NULL_ROUNDING] + nulls->groups[REPORT_NULL_RANDOM];
}

static void describe_nulls(struct text *alt, const struct report_topic *topic) {
    const struct report_nulls *nulls = &topic->report->nulls;
    long differ = nulls->count[REPORT_NULL_ROUNDING] + nulls->count[REPORT_NULL_RANDOM];
    text_add(alt,
             "Histogram of p of the paired test in %ld groups of runs in which nothing has changed "
             "but rounding or random numbers, %ld of which differ beyond rounding.",
             all_nulls(nulls), differ);
}

static void explain_nulls(struct text *caption, const struct report_topic *topic) {
    const struct report_nulls *nulls = &topic->report->nulls;
    text_add(
        caption,
        "p of the paired test of groups of 16 seeds in which nothing has changed. Rounding: the "
        "openblas backend, its kernels for several processors, one thread and two. Other random "
        "numbers: programs that exchange weights, batches or noise. %ld of %ld and %ld of %ld "
        "groups differ beyond rounding and are drawn. Left: their number; dashed: what a uniform p "
        "would give. Right: the share of them with a p as small; where the line is not above the "
        "dashed one by more than chance, the test keeps its level. Groups of one scenario share "
        "golden runs, so their p go together.",
        nulls->count[REPORT_NULL_ROUNDING], nulls->groups[REPORT_NULL_ROUNDING],
        nulls->count[REPORT_NULL_RANDOM], nulls->groups[REPORT_NULL_RANDOM]);
}

static const char *lacks_history(const struct report_topic *topic) {
    return report_history_is_there(&topic->report->history) ? NULL
                                                            : "there is no history of checks";
}

static void describe_history(struct text *alt, const struct report_topic *topic) {
    const struct report_history *history = &topic->report->history;
    text_add(alt,
             "Seconds of each scenario in %ld checks, and how many scenarios of each check did not "
             "pass; what changed is in the table below.",
             history->history.count);
}

static void explain_history(struct text *caption, const struct report_topic *topic) {
    (void)topic;
    text_add(caption,
             "Above: seconds of a run of each scenario, divided by their median over these checks, "
             "on the machine and with the jobs and threads of the last one; in colour where the "
             "level has a step, with the levels; black: all scenarios together. Below: scenarios "
             "that did not pass.");
}

/* ---- the table --------------------------------------------------------------------------------- */

const struct report_figure report_figures[REPORT_FIGURES] = {
    {"sparkline", "figures/sparkline.gp", "", REPORT_OF_SCENARIO, "spark", "200", "44",
     "small curves of reconstruction and KL", lacks_record, describe_spark, explain_spark},
    {"linear", "figures/scenario.gp", "linear", REPORT_OF_SCENARIO, "curves", "640", "600",
     "reconstruction and KL against step", lacks_record, describe_curves, explain_curves},
    {"log", "figures/scenario.gp", "log", REPORT_OF_SCENARIO, "curves", "640", "600",
     "the same against the logarithm of step", lacks_record, describe_log, explain_log},
    {"dimensions", "figures/dimensions.gp", "", REPORT_OF_SCENARIO, "heat", "640", "350",
     "KL of each latent dimension over time", lacks_dimensions, describe_heat, explain_heat},
    {"plane", "figures/plane.gp", "", REPORT_OF_SCENARIO, "square", "640", "440",
     "the path through the rate-distortion plane", caption_lacks_plane, caption_describe_plane,
     caption_explain_plane},
    {"information", "figures/information.gp", "", REPORT_OF_SCENARIO, "square", "640", "440",
     "mutual information against KL", caption_lacks_information, caption_describe_information,
     caption_explain_information},
    {"variance", "figures/variance.gp", "", REPORT_OF_SCENARIO, "curves", "640", "360",
     "ln sigma^2 of the posterior over time", caption_lacks_variance, caption_describe_variance,
     caption_explain_variance},
    {"gradients", "figures/gradients.gp", "", REPORT_OF_SCENARIO, "curves", "640", "360",
     "gradient norms over time", caption_lacks_gradients, caption_describe_gradients,
     caption_explain_gradients},
    {"latents", "figures/latents.gp", "", REPORT_OF_SCENARIO, "square", "640", "560",
     "examples in latent space, beside the prior", caption_lacks_latents, caption_describe_latents,
     caption_explain_latents},
    {"pictures", "figures/pictures.gp", "", REPORT_OF_SCENARIO, "heat", "640", "300",
     "examples, reconstructions, samples of the prior", caption_lacks_pictures,
     caption_describe_pictures, caption_explain_pictures},
    {"path", "figures/path.gp", "", REPORT_OF_SCENARIO, "square", "640", "430",
     "straight lines through latent space, decoded", caption_lacks_path, caption_describe_path,
     caption_explain_path},
    {"residual", "figures/residual.gp", "", REPORT_OF_SCENARIO, "curves", "640", "480",
     "distance from the golden band, column by column", caption_lacks_residual,
     caption_describe_residual, caption_explain_residual},
    {"departure", "figures/departure.gp", "", REPORT_OF_SCENARIO, "departure", "640", "440",
     "where a run left its golden curve", caption_lacks_departure, caption_describe_departure,
     caption_explain_departure},
    {"overlay", "figures/family.gp", "", REPORT_OF_FAMILY, "overlay", "1180", "620",
     "all scenarios of a family over each other", lacks_curves, describe_overlay, explain_overlay},
    {"shannon", "figures/shannon.gp", "", REPORT_OF_FAMILY, "curves", "640", "480",
     "a sweep of beta on Shannon's curve", lacks_sweep, describe_sweep, explain_sweep},
    {"study", "figures/study.gp", "", REPORT_OF_STUDY, "overlay", "1180", "",
     "what the points of a study came to", caption_lacks_study, caption_describe_study,
     caption_explain_study},
    {"bench", "figures/bench.gp", "", REPORT_OF_WHOLE, "overlay", "1180", "600",
     "what make bench measured", lacks_speed, describe_speed, explain_speed},
    {"nulls", "figures/nulls.gp", "", REPORT_OF_WHOLE, "overlay comparator", "1180", "420",
     "p of the paired test when nothing has changed", lacks_nulls, describe_nulls, explain_nulls},
    {"history", "figures/history.gp", "", REPORT_OF_WHOLE, "overlay history", "1180", "520",
     "seconds and verdicts from check to check", lacks_history, describe_history, explain_history},
};

const char *report_topic_name(const struct report_topic *topic) {
    switch (topic->scope) {
    case REPORT_OF_SCENARIO:
        return item_name(topic);
    case REPORT_OF_FAMILY:
        return topic->family->name;
    case REPORT_OF_STUDY:
        return topic->study->place;
    case REPORT_OF_WHOLE:
        break;
    }
    return "";
}

enum status report_figure_path(char path[FILE_PATH_MAX], const struct report_figure *figure,
                               const struct report_topic *topic, struct error *error) {
    char file[REPORT_NUMBER_MAX];
    snprintf(file, sizeof file, "%s.svg", figure->name);
    enum status status = file_join(path, "figures", report_topic_name(topic), error);
    return status == STATUS_OK ? file_join(path, path, file, error) : status;
}
