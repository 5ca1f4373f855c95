#include "engine/work.h"

#include <string.h>

void engine_add_passed(struct text *text, const struct engine_options *options) {
    for (long i = 0; i < options->passed_count; i++) {
        text_add(text, " ");
        text_add_escaped(text, options->passed[i], TEXT_SHELL);
    }
}

void engine_add_head(struct text *text, const struct engine_work *work) {
    double all = 0;
    for (long i = 0; i < work->task_count; i++)
        all += work->tasks[i].seconds;
    text_add(text,
             "#!/bin/sh\n# klimb: %ld run%s in %ld task%s; the runs should take %.3g s in all\n",
             work->lines, work->lines == 1 ? "" : "s", work->task_count,
             work->task_count == 1 ? "" : "s", all);
}

enum status engine_start_program(struct engine_work *work, const char *folder,
                                 const char *const *arguments, const char *name,
                                 struct error *error) {
    int reason = program_open(&work->program, 1);
    work->has_program = reason == 0;
    if (reason == 0)
        reason = program_start(&work->program, folder, arguments, 1, &work->interrupts.before);
    if (reason != 0)
        return klimb_error_set(error, STATUS_FAILED, "%s cannot be started: %s", name,
                               strerror(reason));
    return STATUS_OK;
}

int engine_knows_slots(const struct engine_work *work) {
    const struct engine_options *options = work->options;
    return options->slots > 0 || (options->kind == ENGINE_PARALLEL && options->hosts == NULL);
}

long engine_slots(const struct engine_work *work) {
    enum { GUESS = 64 };
    long slots = work->options->slots > 0   ? work->options->slots
                 : engine_knows_slots(work) ? work->runner->workers
                                            : GUESS;
    return slots > 0 ? slots : 1;
}

double engine_time_limit(const struct engine_work *work) {
    static const double slower = 4, least = 120;
    double longest = 0;
    for (long i = 0; i < work->task_count; i++)
        longest = work->tasks[i].seconds > longest ? work->tasks[i].seconds : longest;
    return (slower * longest + least) * (double)(1 << (work->attempt - 1));
}
