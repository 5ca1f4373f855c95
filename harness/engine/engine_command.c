#include "engine/engine_command.h"

#include <string.h>
#include <time.h>
#include <unistd.h>

enum { ANSWER_MAX = 1 << 20, WAIT_NANOSECONDS = 5000000 };

void command_read(struct text *text, int file) {
    char buffer[4096];
    ssize_t got;
    for (off_t at = 0; at < ANSWER_MAX && (got = pread(file, buffer, sizeof buffer, at)) > 0;
         at += got)
        text_add_bytes(text, buffer, strnlen(buffer, (size_t)got));
}

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

/* Whether Ctrl-C or SIGTERM has come and is held back. */
static int is_interrupted(void) {
    sigset_t waiting;
    return sigpending(&waiting) == 0 &&
           (sigismember(&waiting, SIGINT) > 0 || sigismember(&waiting, SIGTERM) > 0);
}

/* Wait for the end of a program. Returns whether it took too long. */
static int wait_for(struct program *program) {
    double deadline = now() + COMMAND_SECONDS, at;
    while (!program_has_ended(program)) {
        at = now();
        if (deadline > at + COMMAND_SECONDS_LEFT && is_interrupted())
            deadline = at + COMMAND_SECONDS_LEFT;
        if (at > deadline)
            return 1;
        nanosleep(&(struct timespec){.tv_nsec = WAIT_NANOSECONDS}, NULL);
    }
    return 0;
}

void command_ask(struct command_answer *answer, const char *folder, const char *const *arguments,
                 const sigset_t *mask) {
    struct program program;
    *answer = (struct command_answer){.reason = program_open(&program, 1)};
    if (answer->reason != 0)
        return;
    answer->reason = program_start(&program, folder, arguments, 1, mask);
    answer->is_late = answer->reason == 0 && wait_for(&program);
    answer->is_content = answer->reason == 0 && !answer->is_late && program.is_content;
    command_read(&answer->printed, program.files[0]);
    command_read(&answer->said, program.said);
    program_close(&program);
}

void command_free(struct command_answer *answer) {
    text_free(&answer->printed);
    text_free(&answer->said);
}

/* The last line that is not empty. */
static void add_last_line(struct text *text, const char *said) {
    size_t end = strlen(said);
    while (end > 0 && (said[end - 1] == '\n' || said[end - 1] == ' '))
        end--;
    size_t begin = end;
    while (begin > 0 && said[begin - 1] != '\n')
        begin--;
    text_add_bytes(text, said + begin, end - begin);
}

enum status command_refused(const struct command_answer *answer, const char *program,
                            struct error *error) {
    struct text line = {0};
    if (answer->reason != 0)
        return klimb_error_set(error, STATUS_FAILED, "%s cannot be started: %s", program,
                               strerror(answer->reason));
    if (answer->is_late)
        return klimb_error_set(error, STATUS_FAILED, "%s did not answer, and was ended", program);
    add_last_line(&line, text_string(&answer->said));
    int names_itself = strncmp(text_string(&line), program, strlen(program)) == 0;
    klimb_error_set(error, STATUS_FAILED, "%s%s%.300s", names_itself ? "" : program,
                    names_itself ? "" : ": ",
                    line.length > 0 ? text_string(&line) : "it ended without success");
    text_free(&line);
    return STATUS_FAILED;
}
