#include "cli/calibrate_pairs.h"

#include <stdlib.h>

#include "base/binomial.h"
#include "base/file.h"
#include "base/text.h"
#include "check/calibrate.h"
#include "check/pairs.h"
#include "cli/calibrate_scenarios.h"

/* Levels at which groups are counted: the stated one, and some large enough for a count. */
static const double levels[] = {PAIRED_ALPHA, 0.01, 0.05, 0.5};
enum { LEVELS = sizeof levels / sizeof *levels };

struct tally {
    long groups, below[LEVELS], equal;
    struct text csv;
};

static void count_groups(struct tally *tally, const struct pair_group *groups, long count) {
    for (long i = 0; i < count; i++) {
        const struct paired_result *paired = &groups[i].paired;
        tally->groups++;
        tally->equal += groups[i].is_equal;
        for (int level = 0; level < LEVELS; level++)
            tally->below[level] += paired->p <= levels[level];
        text_print_line(stdout, "%-40s %-9s seeds %3ld to %3ld: p %-8.2g %s", groups[i].scenario,
                        klimb_backend_names[groups[i].backend], groups[i].first_seed,
                        groups[i].first_seed + paired->pairs - 1, paired->p,
                        groups[i].is_equal ? "no difference"
                                           : paired_finding_words[paired->finding]);
        if (paired->finding == PAIRED_SHIFTED)
            text_print_line(stdout, "    %s", paired->message);
    }
    fflush(stdout);
}

static enum status add_scenario(struct tally *tally, const struct check_options *options,
                                const char *name, const char *path, struct error *error) {
    struct pair_group *groups;
    long count;
    int is_left_out;
    enum status status = calibrate_look(&is_left_out, options, name, error);
    if (status != STATUS_OK || is_left_out)
        return status;
    status = pairs_scenario(&groups, &count, options, name, error);
    if (status != STATUS_OK)
        return status;
    count_groups(tally, groups, count);
    if (count == 0)
        text_print_line(stderr, "klimb: %s is left out: its golden has fewer than %d seeds", name,
                        PAIRED_SEEDS);
    pairs_format(&tally->csv, groups, count);
    free(groups);
    if (tally->csv.failed)
        return klimb_error_set(error, STATUS_MEMORY, "no memory for %s", path);
    return file_write(path, tally->csv.bytes, tally->csv.length, error);
}

static void say_tally(const struct tally *tally, const char *path) {
    printf("\n");
    for (int level = 0; level < LEVELS; level++) {
        double low, high;
        binomial_interval(&low, &high, tally->below[level], tally->groups, CALIBRATE_LEVEL);
        text_print_line(stdout, "p <= %-7g %4ld of %ld groups (rate %.2g to %.2g)", levels[level],
                        tally->below[level], tally->groups, low, high);
    }
    if (tally->equal > 0)
        text_print_line(
            stdout,
            "In %ld groups no run differs beyond rounding; these say nothing about the level.",
            tally->equal);
    text_print_line(stdout, "calibrate: %s", path);
}

int calibrate_pairs(const struct options *options) {
    struct error error = {0};
    struct tally tally = {0};
    char **names;
    long count;
    const char *path = options->output != NULL ? options->output : "build/calibrate/pairs.csv";
    const struct check_options check_options = calibrate_options(options);
    enum status status = calibrate_names(&names, &count, options, &error);
    pairs_format_header(&tally.csv);
    for (long i = 0; status == STATUS_OK && i < count; i++)
        status = add_scenario(&tally, &check_options, names[i], path, &error);
    if (status == STATUS_OK && tally.groups == 0)
        status = klimb_error_set(&error, STATUS_FAILED, "no scenario could be calibrated");
    if (status == STATUS_OK)
        say_tally(&tally, path);
    free(names);
    text_free(&tally.csv);
    return status == STATUS_OK ? EXIT_PASS : options_fail(&error);
}
