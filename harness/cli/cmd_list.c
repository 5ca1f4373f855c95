#include <stdlib.h>

#include "base/text.h"
#include "cli/options/options.h"
#include "scenario/scenario_cache.h"
#include "scenario/scenario_load.h"
#include "scenario/selection.h"

/* Adds the row of one scenario. One that cannot be read is an error, but the others are still
 * listed.
 */
static enum status add_scenario(struct text_table *table, const struct options *options,
                                struct scenario_cache *cache, const char *name,
                                struct error *error) {
    struct scenario scenario;
    enum status status = scenario_load_cached(&scenario, cache, options->experiments, name, NULL, 0,
                                              error);
    if (status != STATUS_OK)
        return status;
    int has_golden;
    status = golden_look(&has_golden, options->expected, scenario.name, error);
    const char *golden = status != STATUS_OK ? "?" : has_golden ? "yes" : "no";
    text_table_add(table, (const char *const[]){scenario.name, golden, scenario.claim});
    scenario_free(&scenario);
    return status;
}

static int run_list(const struct options *options) {
    struct error error = {0};
    char **names;
    long count;
    if (selection_expand(&names, &count, options->names, options->name_count, options->experiments,
                         &error) != STATUS_OK)
        return options_fail(&error);
    int code = EXIT_PASS;
    struct text_table *table = text_table_new(3,
                                              (const char *const[]){"SCENARIO", "GOLDEN", "CLAIM"});
    struct scenario_cache *cache = scenario_cache_new(0);
    for (long i = 0; i < count; i++)
        if (add_scenario(table, options, cache, names[i], &error) != STATUS_OK)
            code = options_fail(&error);
    scenario_cache_free(cache);
    text_table_print(table, stdout, text_terminal_width(stdout));
    text_table_free(table);
    free(names);
    return options_add_orphans(options, code, &error);
}

const struct command command_list = {
    .name = "list",
    .arguments = "[SCENARIO...]",
    .summary = "the scenarios with their claims, and whether they have golden curves",
    .details = "Lists every scenario, or those named, or those of a family (a folder of\n"
               "scenarios). On a terminal long claims are wrapped; elsewhere each scenario is\n"
               "one line.\n"
               "\n"
               "  klimb list                        everything\n"
               "  klimb list annealing              one family\n"
               "  klimb list | grep ' no '          those without golden curves",
    .accepts = "Xeg",
    .run = run_list,
};
