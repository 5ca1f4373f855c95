#include <stdlib.h>

#include "base/text.h"
#include "cli/options/options.h"
#include "scenario/scenario_load.h"
#include "scenario/schema_print.h"

/* Writes a text to standard output and frees it. */
static enum status print_text(struct text *text, struct error *error) {
    enum status status = STATUS_OK;
    if (text->failed)
        status = klimb_error_set(error, STATUS_MEMORY, "no memory for the text to show");
    else
        fwrite(text->bytes, 1, text->length, stdout);
    text_free(text);
    return status;
}

static enum status show_scenario(const struct options *options, const char *name,
                                 struct error *error) {
    struct scenario scenario;
    enum status status = scenario_load(&scenario, options->experiments, name, options->overrides,
                                       options->override_count, error);
    if (status != STATUS_OK)
        return status;
    if (scenario.note[0] != '\0')
        text_print_line(stderr, "klimb: note: %s", scenario.note);
    struct text text = {0};
    scenario_canonical(&text, &scenario, 1);
    scenario_free(&scenario);
    return print_text(&text, error);
}

static int run_show(const struct options *options) {
    struct error error = {0};
    enum status status;
    if (options->keys) {
        struct text text = {0};
        scenario_print_schema(&text);
        status = print_text(&text, &error);
    } else if (options->name_count == 1) {
        status = show_scenario(options, options->names[0], &error);
    } else {
        status = klimb_error_set(&error, STATUS_INVALID, "show needs a scenario, or --keys");
        klimb_error_hint(&error, "`klimb list` shows all scenarios");
    }
    return status == STATUS_OK ? EXIT_PASS : options_fail(&error);
}

const struct command command_show = {
    .name = "show",
    .arguments = "[SCENARIO]",
    .summary = "one scenario in full, with every default filled in",
    .details = "Prints the canonical form of a scenario: what its file says, what its bases add,\n"
               "and the defaults for the rest. The output is itself a scenario in YAML. With\n"
               "--keys it prints every key that a scenario may have, with range, unit, default\n"
               "and meaning.\n"
               "\n"
               "  klimb show learning/healthy\n"
               "  klimb show tiny-beta --set objective.beta=1e-3   with one value replaced\n"
               "  klimb show --keys                                what a scenario may contain",
    .accepts = "ske",
    .run = run_show,
};
