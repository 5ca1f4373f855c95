#include "cli/review/review_facts.h"

#include <stdio.h>
#include <stdlib.h>

#include "cli/options/options_use.h"
#include "pending/accept.h"
#include "pending/settings_diff.h"

enum { SCENARIO_LIMIT = 1 << 20 };

static void find_golden(struct review_facts *facts, const struct pending *pending,
                        const char *expected) {
    int is_there = 0;
    enum status status = golden_look(&is_there, expected, pending->name, &facts->golden_trouble);
    if (status == STATUS_OK && is_there)
        facts->has_golden = golden_read(&facts->golden, expected, pending->name,
                                        &facts->golden_trouble) == STATUS_OK;
}

/* Load the scenario and count its missing runs. */
static void count_missing(struct review_facts *facts, const struct pending *pending,
                          const struct options *options) {
    struct acceptance acceptance;
    const struct check_options check_options = options_for_check(options);
    facts->missing = -1;
    if (accept_begin(&acceptance, &check_options, pending, 1, &facts->trouble) != STATUS_OK)
        return;
    facts->missing = acceptance.missing;
    facts->golden_seeds = acceptance.check.items[0].scenario.golden_seeds;
    accept_end(&acceptance);
}

static enum status find_settings(struct review_facts *facts, const struct pending *pending,
                                 struct error *error) {
    char path[FILE_PATH_MAX], *now = NULL;
    size_t size;
    if (!facts->has_golden || facts->golden.canonical == NULL)
        return STATUS_OK;
    enum status status = file_join(path, pending->folder, "scenario.yaml", error);
    if (status == STATUS_OK)
        status = file_read(&now, &size, path, SCENARIO_LIMIT, error);
    if (status == STATUS_OK)
        status = settings_diff(&facts->settings, facts->golden.canonical, now, error);
    facts->has_settings = status == STATUS_OK;
    free(now);
    return status == STATUS_MEMORY ? status : STATUS_OK;
}

static void find_run(struct review_facts *facts, const struct pending *pending) {
    char path[FILE_PATH_MAX];
    struct error ignored = {0};
    if (pending->seed_count == 0 ||
        check_kept_run(path, pending->folder, pending->name, pending->seeds[0], &ignored) !=
            STATUS_OK ||
        record_read(&facts->run, path, &ignored) != STATUS_OK)
        facts->run = (struct record){0};
}

void review_add_folders(struct text *text, const struct options *options) {
    const char *const folders[][2] = {{"--experiments", options->given_experiments},
                                      {"--expected", options->given_expected},
                                      {"--pending", options->pending}};
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
        if (folders[i][1] == NULL)
            continue;
        text_add(text, " %s ", folders[i][0]);
        text_add_escaped(text, folders[i][1], TEXT_SHELL);
    }
}

/* Draw the departure if bits departed, else the curves. */
static void find_picture(struct review_facts *facts, const struct pending *pending,
                         const struct options *options) {
    const cJSON *judgement = cJSON_GetObjectItemCaseSensitive(pending->json, "judgement");
    const cJSON *bits = cJSON_GetObjectItemCaseSensitive(judgement, "bits");
    const cJSON *departure = cJSON_GetObjectItemCaseSensitive(bits, "departure");
    const char *figure = cJSON_IsObject(departure) ? "departure" : "linear";
    char path[SCENARIO_NAME_MAX + 64];
    const char *name = pending->name;
    struct options folders = *options;
    folders.pending = NULL;
    snprintf(path, sizeof path, "build/plots/%s-%s.svg", name, figure);
    text_add(&facts->picture, "klimb plot %s", figure);
    review_add_folders(&facts->picture, &folders);
    text_add(&facts->picture, " --output ");
    text_add_escaped(&facts->picture, path, TEXT_SHELL);
    text_add_operands(&facts->picture, &name, 1);
}

enum status review_facts_find(struct review_facts *facts, const struct pending *pending,
                              const struct options *options, struct error *error) {
    *facts = (struct review_facts){0};
    find_golden(facts, pending, options->expected);
    count_missing(facts, pending, options);
    find_run(facts, pending);
    find_picture(facts, pending, options);
    enum status status = find_settings(facts, pending, error);
    if (status == STATUS_OK && facts->picture.failed)
        status = klimb_error_set(error, STATUS_MEMORY, "no memory for %s", pending->name);
    if (status != STATUS_OK)
        review_facts_free(facts);
    return status;
}

void review_facts_free(struct review_facts *facts) {
    golden_free(&facts->golden);
    record_free(&facts->run);
    text_free(&facts->settings);
    text_free(&facts->picture);
    *facts = (struct review_facts){0};
}
