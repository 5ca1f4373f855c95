#include "cli/diagnose_output.h"

#include <stdio.h>
#include <string.h>

#include "report/diagnosis_plot.h"

const char *const diagnose_formats[] = {"text", "json", "github", NULL};

/* What a log calls its steps. */
static const char *const axis_names[] = {
    [LOG_STEPS] = "step", [LOG_EPOCHS] = "epoch", [LOG_LINES] = "row"};

static enum status no_memory(struct error *error) {
    return klimb_error_set(error, STATUS_MEMORY, "no memory to write a diagnosis");
}

enum status diagnose_output_begin(struct diagnose_output *output, const struct options *options,
                                  struct error *error) {
    long format = options->format != NULL ? text_index(options->format, diagnose_formats) : 0;
    *output = (struct diagnose_output){.format = (enum diagnose_format)format, .options = options};
    if (output->format != DIAGNOSE_JSON)
        return STATUS_OK;
    output->root = cJSON_CreateObject();
    if (output->root != NULL && json_add_count(output->root, "format", DIAGNOSIS_JSON_FORMAT) &&
        json_add_string(output->root, "command", "diagnose"))
        output->list = cJSON_AddArrayToObject(output->root, "diagnoses");
    if (output->list != NULL)
        return STATUS_OK;
    cJSON_Delete(output->root);
    return no_memory(error);
}

/* ---- JSON ------------------------------------------------------------------------------------ */

static int add_column(cJSON *columns, const struct log *log, int column) {
    static const char *const roles[] = {
        [LOG_PLAIN] = "", [LOG_TRAINING] = "training", [LOG_VALIDATION] = "validation"};
    const struct log_source *source = &log->source[column];
    const struct klimb_observable_info *info = &klimb_observable_info[column];
    cJSON *object = cJSON_AddObjectToObject(columns, info->name);
    return object != NULL &&
           json_add_string(object, "name", source->name[0] != '\0' ? source->name : info->name) &&
           json_add_string(object, "measured_on", roles[source->role]) &&
           json_add_flag(object, "negated", source->sign < 0);
}

/* Adds the columns that klimb recognised, and its notes about them. */
static int add_log(cJSON *object, const struct log *log) {
    cJSON *columns = cJSON_AddObjectToObject(object, "columns");
    int is_well = columns != NULL && json_add_string(object, "run", log->run) &&
                  json_add_string(object, "read_as", log->format) &&
                  json_add_string(object, "steps_are", axis_names[log->axis]) &&
                  json_add_count(object, "rows", log->record.rows) &&
                  json_add_count(object, "first_line", log->first_line) &&
                  json_add_count(object, "last_line", log->last_line) &&
                  json_add_string(object, "notes", text_string(&log->notes));
    for (int column = 0; column < OBSERVABLES && is_well; column++)
        if (log->record.present[column])
            is_well = add_column(columns, log, column);
    return is_well;
}

static enum status add_json(struct diagnose_output *output, const struct diagnosed *diagnosed,
                            const struct log *log, struct error *error) {
    cJSON *object = diagnosis_to_json(diagnosed);
    if (object != NULL && add_log(object, log) && cJSON_AddItemToArray(output->list, object))
        return STATUS_OK;
    cJSON_Delete(object);
    return no_memory(error);
}

void diagnose_output_refuse(struct diagnose_output *output, const char *name,
                            const struct error *error) {
    struct text words = {0};
    if (output->list == NULL)
        return;
    cJSON *object = cJSON_CreateObject();
    text_add_errors(&words, error);
    int is_well = object != NULL && json_add_string(object, "log", name) &&
                  json_add_null(object, "verdict") &&
                  json_add_string(object, "error", text_string(&words));
    text_free(&words);
    if (!is_well || !cJSON_AddItemToArray(output->list, object))
        cJSON_Delete(object);
}

/* ---- words ----------------------------------------------------------------------------------- */

static void print_words(const struct diagnose_output *output, const struct diagnosed *diagnosed) {
    struct text text = {0};
    int width = text_terminal_width(stdout);
    if (output->format == DIAGNOSE_GITHUB)
        diagnosis_add_github(&text, diagnosed);
    else
        diagnosis_add_text(&text, diagnosed, width > 0 ? width : DIAGNOSE_WIDTH);
    int is_apart = output->written > 0 && output->format == DIAGNOSE_TEXT;
    printf("%s%s", is_apart ? "\n" : "", text_string(&text));
    fflush(stdout);
    text_free(&text);
}

static void print_notes(const char *name, const struct log *log) {
    struct text notes = {0};
    log_add_notes(&notes, name, log);
    options_print_notes(&notes);
    text_free(&notes);
}

/* ---- the whole ------------------------------------------------------------------------------- */

static enum status plot(const struct options *options, const struct diagnosed *diagnosed,
                        enum log_axis axis, struct error *error) {
    const struct report_options report_options = {.scripts = options->reports,
                                                  .gnuplot = "gnuplot"};
    if (options->plot == NULL)
        return STATUS_OK;
    return diagnosis_plot(diagnosed, axis_names[axis], options->plot, &report_options, error);
}

enum status diagnose_output_add(struct diagnose_output *output, const char *name,
                                const struct log *log, const struct diagnosis *diagnosis,
                                struct error *error) {
    struct text label = {0};
    enum status status = STATUS_OK;
    text_add(&label, "%s%s%s", strcmp(name, "-") == 0 ? "standard input" : name,
             log->run[0] != '\0' ? ": run " : "", log->run);
    const struct diagnosed diagnosed = {text_string(&label), &log->record, diagnosis};
    if (!output->options->quiet)
        print_notes(text_string(&label), log);
    if (output->format == DIAGNOSE_JSON)
        status = add_json(output, &diagnosed, log, error);
    else
        print_words(output, &diagnosed);
    output->written++;
    if (status == STATUS_OK)
        status = plot(output->options, &diagnosed, log->axis, error);
    text_free(&label);
    return status;
}

enum status diagnose_output_end(struct diagnose_output *output, struct error *error) {
    if (output->root == NULL)
        return STATUS_OK;
    char *json = cJSON_Print(output->root);
    if (json != NULL)
        printf("%s\n", json);
    cJSON_free(json);
    cJSON_Delete(output->root);
    return json != NULL ? STATUS_OK : no_memory(error);
}
