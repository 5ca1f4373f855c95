/* engine_command.h -- runs a program that ends soon, such as sbatch or squeue, and keeps what it printed and how it
 * ended.
 */
#ifndef KLIMB_ENGINE_COMMAND_H
#define KLIMB_ENGINE_COMMAND_H

#include "base/interrupts.h"
#include "base/program.h"
#include "base/text.h"

enum {
    COMMAND_ARGUMENTS_MAX = 32,
    COMMAND_SECONDS = 120,   /* that a program may take */
    COMMAND_SECONDS_LEFT = 2 /* of these behind Ctrl-C or SIGTERM */
};

struct command_answer {
    struct text printed, said; /* standard output and error; freed by command_free */
    int reason;                /* errno if it could not be started, else 0 */
    int is_late;               /* it took too long, and was killed */
    int is_content;            /* it exited with code 0 */
};

/* command_ask -- run a program and wait for its end, for as long as it may take.
 *   arguments  NULL-terminated; the first is a path, or a name in $PATH
 *   mask       its signal mask
 * Output is cut off at 1 MiB. */
void command_ask(struct command_answer *answer, const char *folder, const char *const *arguments,
                 const sigset_t *mask);
void command_free(struct command_answer *answer);

/* command_read -- add what a program has written to one of its outputs so far. */
void command_read(struct text *text, int file);

/* command_refused -- STATUS_FAILED "<program>: <last line of its output>", or why it could not be started. */
enum status command_refused(const struct command_answer *answer, const char *program,
                            struct error *error);

#endif
