/* sweep_list.h -- the runs of a study as a list, for whatever is to make them.
 */
#ifndef KLIMB_SWEEP_LIST_H
#define KLIMB_SWEEP_LIST_H

#include "sweep/sweep.h"

/* sweep_list_add -- add the line of a run, with its end, as a sweep_list_format says. */
typedef enum status sweep_list_function(struct text *text, const struct sweep *sweep,
                                        const struct sweep_options *options, long run,
                                        struct error *error);

/* X(name, function, meaning) */
#define SWEEP_LIST_TABLE(X)                                                                        \
    X(shell, sweep_list_shell, "a line for any POSIX shell: engine/line.h")                        \
    X(json, sweep_list_json,                                                                       \
      "an object: study, scenario, set, seed, backend, digest, folder, seconds")
extern const char *const sweep_list_names[]; /* NULL-terminated */

/* sweep_list_format -- the list of all runs in their order. An object of the JSON list has the seconds that the run should
 * take (sweep_list_seconds), null where they are not known.
 *   format      of sweep_list_names
 *   is_missing  only those that were not taken
 * STATUS_INVALID: a path or a value that no line can hold; STATUS_MEMORY. */
enum status sweep_list_format(struct text *text, const struct sweep *sweep,
                              const struct sweep_options *options, const char *format,
                              int is_missing, struct error *error) MUST_CHECK;

/* sweep_list_seconds -- what a run is expected to take: the mean of the runs of its point or, where there is none, of all runs
 * of the study that were taken; NaN where there is none either. */
double sweep_list_seconds(const struct sweep *sweep, long run);

#endif
