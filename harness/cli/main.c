/* main.c -- klimb: find the command, read its options, run it. */
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "cli/commands.h"
#include "cli/options/options.h"

static int print_version(void) {
    printf("klimb %s\n", options_version());
    return EXIT_PASS;
}

/* Run the command that argv[0] names. Refuses a SIMD level that this machine does not have at once,
 * rather than in every run. */
static int run_command(int argc, char **argv) {
    struct error error = {0};
    struct options options;
    const struct command *command;
    struct backend backend;
    if (command_find(&command, commands, argv[0], &error) != STATUS_OK ||
        options_parse(&options, command, argc, argv, &error) != STATUS_OK)
        return options_fail(&error);
    options.commands = commands;
    if (options.help) {
        options_print_help(stdout, command);
        return EXIT_PASS;
    }
    if (klimb_backend_select(&backend, options.backend, options.simd, &error) != STATUS_OK)
        return options_fail(&error);
    return command->run(&options);
}

/* A failure to write to standard output is an error: the results went there. */
static int finish_output(int code) {
    struct error error = {0};
    if (text_ran_out()) {
        klimb_error_set(&error, STATUS_MEMORY, "memory ran out; the output is incomplete");
        return options_fail(&error);
    }
    if (fflush(stdout) == 0 && !ferror(stdout))
        return code;
    klimb_error_set(&error, STATUS_IO, "cannot write all output to standard output");
    klimb_error_hint(&error, "the disk is full or the reader has gone");
    return options_fail(&error);
}

/* Descriptors 0 to 2 may be closed, as cron and daemons leave them. A file that is opened later
 * must not get one of these numbers, or messages would go into it. They are opened for reading, so
 * that writing to a closed output stays an error. Returns whether all are open. */
static int open_standard_files(void) {
    for (int file = STDIN_FILENO; file <= STDERR_FILENO; file++)
        if (fcntl(file, F_GETFD) < 0 && open("/dev/null", O_RDONLY) != file)
            return 0;
    return 1;
}

/* Resets what klimb relies on and may have inherited. Returns whether it can go on. */
static int prepare_process(void) {
    /* A closed pipe is a write error, which finish_output reports, rather than a signal that leaves
     * child processes behind. So is a file beyond the size limit. */
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);
    /* If SIGCHLD were ignored, ended children could not be waited for. */
    signal(SIGCHLD, SIG_DFL);
    return open_standard_files();
}

int main(int argc, char **argv) {
    if (!prepare_process()) {
        perror("klimb: cannot open /dev/null in place of a closed standard file");
        return EXIT_BROKEN;
    }
    const char *first = argc > 1 ? argv[1] : "--help";
    if (strcmp(first, "--version") == 0 || strcmp(first, "-V") == 0)
        return finish_output(print_version());
    if (strcmp(first, "--help") == 0 || strcmp(first, "-h") == 0)
        return finish_output(command_help.run(&(struct options){.commands = commands}));
    return finish_output(run_command(argc - 1, argv + 1));
}
