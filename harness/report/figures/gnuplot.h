/* gnuplot.h -- draws figures by gnuplot, in several processes at once, without a shell.
 *
 *     struct gnuplot gnuplot = {.program = "gnuplot", .folder = "build/report", .workers = 2};
 *     struct gnuplot_figure figure = {
 *         .script = "/usr/share/klimb/reports/figures/scenario.gp",
 *         .path = "figures/healthy.svg",
 *         .arguments = {"data/healthy", "linear"},
 *     };
 *     if (gnuplot_check(&gnuplot, &error) || gnuplot_draw(&gnuplot, &figure, 1, &error)) ...
 *
 * A script reads data files and writes its figure to standard output, or where `several` sends it. It gets its
 * arguments as values of ARG1, ARG2, ..., never as parts of a command, so their contents are safe as long as the script
 * uses them as file names below its own folder (a name that begins with '<' or '|' is a command to gnuplot). The user's
 * start-up files are not read.
 */
#ifndef KLIMB_GNUPLOT_H
#define KLIMB_GNUPLOT_H

#include <stddef.h>

#include "base/status.h"

enum { GNUPLOT_ARGUMENTS_MAX = 9 }; /* gnuplot knows ARG1 to ARG9 */

struct gnuplot {
    const char *program; /* a path, or a name in $PATH */
    const char *folder;  /* working folder: paths of data and figures are relative to it */
    int workers;         /* processes at once, >= 1 */
    /* The script (absolute) with which one process draws consecutive figures with the same first argument and scripts
     * in one folder (reports/figures/several.gp); their second and third arguments must be a word or NULL. NULL: each
     * figure has its own process. */
    const char *several;
    /* Shortens the bytes of a figure in place and returns their number; may be NULL. */
    size_t (*shrink)(char *bytes, size_t size);
    /* Called after each written figure; may be NULL. */
    void (*tick)(void *context, long done, long count);
    void *context;
};

struct gnuplot_figure {
    const char *script;                               /* absolute */
    const char *path;                                 /* of the figure, below gnuplot->folder */
    const char *arguments[GNUPLOT_ARGUMENTS_MAX + 1]; /* NULL-terminated */
};

/* gnuplot_check -- whether the program can be started and answers. STATUS_UNSUPPORTED with a hint
 * how to install it; otherwise as gnuplot_draw. */
enum status gnuplot_check(const struct gnuplot *gnuplot, struct error *error) MUST_CHECK;

/* gnuplot_draw -- draw all figures; each is written whole or not at all. Stops at the first failure and ends all
 * running processes. STATUS_FAILED names the script, the figure and gnuplot's message, or SIGINT or SIGTERM, or a limit
 * of open files below 20; STATUS_UNSUPPORTED: the program cannot be started; STATUS_MEMORY; STATUS_IO: a figure cannot
 * be written. If few files may be open, there are fewer processes with fewer figures each. */
enum status gnuplot_draw(const struct gnuplot *gnuplot, const struct gnuplot_figure *figures,
                         long count, struct error *error) MUST_CHECK;

#endif
