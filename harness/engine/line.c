#include "engine/line.h"

#include <string.h>

#include "engine/which.h"
#include "scenario/scenario.h"

/* Add a word after what introduces it. What cannot stand in one line, in single quotes, becomes $'...', which is not POSIX. */
static enum status add_word(struct text *text, const char *name, const char *word,
                            struct error *error) {
    struct text quoted = {0};
    text_add_escaped(&quoted, word, TEXT_SHELL);
    int is_posix = strncmp(text_string(&quoted), "$'", 2) != 0;
    text_add(text, "%s%s", name, text_string(&quoted));
    text->failed |= quoted.failed;
    text_free(&quoted);
    if (is_posix)
        return STATUS_OK;
    struct text shown = {0};
    text_add_escaped(&shown, word, TEXT_TERMINAL);
    klimb_error_set(error, STATUS_INVALID,
                    "\"%.200s\" cannot stand in a line for a shell: it must be UTF-8 without "
                    "control characters",
                    text_string(&shown));
    text_free(&shown);
    return STATUS_INVALID;
}

static enum status add_path(struct text *text, const char *name, const char *path,
                            struct error *error) {
    char absolute[FILE_PATH_MAX];
    enum status status = file_absolute(absolute, path, error);
    return status == STATUS_OK ? add_word(text, name, absolute, error) : status;
}

static enum status add_overrides(struct text *text, const struct job *job, struct error *error) {
    enum status status = STATUS_OK;
    for (long i = 0; status == STATUS_OK && i < job->override_count; i++)
        status = add_word(text, " --set ", job->overrides[i], error);
    return status;
}

static enum status add_command(struct text *text, const struct engine_options *options,
                               const struct runner_options *runner, struct error *error) {
    struct which which;
    enum status status = which_find(&which, options->program, error);
    if (status == STATUS_OK && runner->simd != NULL) {
        status = add_word(text, "KLIMB_SIMD=", runner->simd, error);
        text_add(text, " ");
    }
    if (status == STATUS_OK)
        status = add_word(text, "", which.path, error);
    text_add(text, " run --missing --quiet --jobs 1");
    if (runner->threads > 1)
        text_add(text, " --threads %d", runner->threads);
    return status;
}

enum status engine_line_add(struct text *text, const struct job *job,
                            const struct engine_options *options,
                            const struct runner_options *runner, struct error *error) {
    enum status status = add_command(text, options, runner, error);
    if (job->wants_artefacts)
        text_add(text, " --artefacts");
    if (job->backend != BACKEND_EXACT)
        text_add(text, " --backend %s", klimb_backend_names[job->backend]);
    if (status == STATUS_OK)
        status = add_path(text, " --experiments ", options->experiments, error);
    if (status == STATUS_OK)
        status = add_overrides(text, job, error);
    text_add(text, " --seed %ld", job->seed);
    if (status == STATUS_OK)
        status = add_path(text, " --out ", options->out, error);
    return status == STATUS_OK ? add_word(text, " -- ", job->scenario->name, error) : status;
}
