/* sweep_list.h -- lists the runs of a study, for other programs to make them.
 */
#ifndef KLIMB_SWEEP_LIST_H
#define KLIMB_SWEEP_LIST_H

#include "sweep/sweep.h"

/* sweep_list_add -- add the line of a run and a newline, in one format. */
typedef enum status sweep_list_function(struct text *text, const struct sweep *sweep,
                                        const struct sweep_options *options, long run,
                                        struct error *error);

/* X(name, function, meaning) */
#define SWEEP_LIST_TABLE(X)                                                                        \
    X(shell, sweep_list_shell, "a line for any POSIX shell: engine/line.h")                        \
    X(json, sweep_list_json,                                                                       \
      "an object: study, scenario, set, seed, backend, digest, folder, seconds")
extern const char *const sweep_list_names[]; /* NULL-terminated */

/* sweep_list_format -- the list of all runs in their order. An object of the JSON list has the expected seconds of the
 * run (sweep_list_seconds), or null.
 *   format      of sweep_list_names
 *   is_missing  only runs that were not taken
 * STATUS_INVALID: a path or a value that cannot be written on a line; STATUS_MEMORY. */
enum status sweep_list_format(struct text *text, const struct sweep *sweep,
                              const struct sweep_options *options, const char *format,
                              int is_missing, struct error *error) MUST_CHECK;

/* sweep_list_seconds -- the expected seconds of a run: the mean of its point's runs or, without any, of all taken runs
 * of the study; NaN without any. */
double sweep_list_seconds(const struct sweep *sweep, long run);

#endif
