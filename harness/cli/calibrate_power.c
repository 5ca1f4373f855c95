#include "cli/calibrate_power.h"

#include <math.h>
#include <stdlib.h>

#include "base/text.h"
#include "check/power_table.h"
#include "cli/calibrate_scenarios.h"

static const char default_table[] = "build/calibrate/" POWER_TABLE_FILE;

/* ---- in words -------------------------------------------------------------------------------- */

/* "x 1.05 (-1.2 deviations, KL +0.1, recon -0.05 nats)" */
static void say_finding(struct text *text, const struct power_row *row,
                        const struct power_finding *finding) {
    if (!isfinite(finding->size))
        text_add(text, "not even ");
    power_change_say(text, row->change, row->base, finding->value);
    text_add(text, " (%+.3g deviations, KL %+.2g, recon %+.2g nats)", finding->deviations,
             finding->kl, finding->recon);
}

static void say_row(const struct power_row *row) {
    for (int way = 0; way < POWER_WAYS; way++) {
        struct text text = {0};
        say_finding(&text, row, &row->way[way]);
        text_print_line(stdout, "  %-18s %-9s %s", way == 0 ? power_change_names[row->change] : "",
                        power_way_words[way], text_string(&text));
        text_free(&text);
    }
    fflush(stdout);
}

/* ---- measuring ------------------------------------------------------------------------------- */

static enum status measure_change(struct power_table *table, const struct check_options *options,
                                  const char *name, enum power_change change, const char *path,
                                  struct error *error) {
    struct power_row row;
    int applies;
    enum status status = power_measure(&row, &applies, options, name, change, error);
    if (status != STATUS_OK)
        return status;
    if (!applies) {
        text_print_line(stdout, "  %-18s does not apply to this scenario",
                        power_change_names[change]);
        return STATUS_OK;
    }
    say_row(&row);
    status = power_table_put(table, &row, error);
    return status == STATUS_OK ? power_table_write(table, path, error) : status;
}

static enum status measure_scenario(struct power_table *table, const struct check_options *options,
                                    const char *name, const char *path, struct error *error) {
    int is_left_out;
    enum status status = calibrate_look(&is_left_out, options, name, error);
    if (status != STATUS_OK || is_left_out)
        return status;
    text_print_line(stdout, "%s: smallest change that is noticed with %.0f %% probability", name,
                    100 * POWER_SEEN);
    power_table_remove(table, name);
    for (int change = 0; status == STATUS_OK && change < POWER_CHANGES; change++)
        status = measure_change(table, options, name, (enum power_change)change, path, error);
    return status;
}

int calibrate_power(const struct options *options) {
    struct error error = {0};
    struct power_table table = {0};
    char **names;
    long count;
    const char *path = options->output != NULL ? options->output : default_table;
    const struct check_options check_options = calibrate_options(options);
    enum status status = calibrate_names(&names, &count, options, &error);
    if (status == STATUS_OK)
        status = power_table_read(&table, path, &error);
    for (long i = 0; status == STATUS_OK && i < count; i++)
        status = measure_scenario(&table, &check_options, names[i], path, &error);
    if (status == STATUS_OK)
        text_print_line(stdout, "calibrate: %s", path);
    free(names);
    power_table_free(&table);
    return status == STATUS_OK ? EXIT_PASS : options_fail(&error);
}
