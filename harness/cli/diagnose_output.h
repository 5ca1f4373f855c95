/* diagnose_output.h -- the output of `klimb diagnose` in each format. Internal to cmd_diagnose.
 */
#ifndef KLIMB_DIAGNOSE_OUTPUT_H
#define KLIMB_DIAGNOSE_OUTPUT_H

#include "cli/options/options.h"
#include "diagnose/diagnosis_json.h"
#include "log/log.h"

enum { DIAGNOSE_WIDTH = 80 }; /* if standard output is not a terminal */

enum diagnose_format { DIAGNOSE_TEXT, DIAGNOSE_JSON, DIAGNOSE_GITHUB };
extern const char *const diagnose_formats[]; /* NULL-terminated, in that order */

/* Where diagnoses go. */
struct diagnose_output {
    enum diagnose_format format;
    const struct options *options;
    cJSON *root, *list; /* for JSON, else NULL */
    long written;
};

/* diagnose_output_begin -- STATUS_MEMORY. */
enum status diagnose_output_begin(struct diagnose_output *output, const struct options *options,
                                  struct error *error) MUST_CHECK;

/* diagnose_output_add -- add one run of a log with its notes, and draw the figure of --plot.
 *   name  of the log, as given
 */
enum status diagnose_output_add(struct diagnose_output *output, const char *name,
                                const struct log *log, const struct diagnosis *diagnosis,
                                struct error *error) MUST_CHECK;

/* diagnose_output_refuse -- add a log that could not be read to JSON; other formats report it on standard error. */
void diagnose_output_refuse(struct diagnose_output *output, const char *name,
                            const struct error *error);

/* diagnose_output_end -- print the rest of the output. STATUS_MEMORY. */
enum status diagnose_output_end(struct diagnose_output *output, struct error *error) MUST_CHECK;

#endif
