/* diagnose_output.h -- what `klimb diagnose` prints, in each of its formats. Internal to cmd_diagnose.
 */
#ifndef KLIMB_DIAGNOSE_OUTPUT_H
#define KLIMB_DIAGNOSE_OUTPUT_H

#include "cli/options/options.h"
#include "diagnose/diagnosis_json.h"
#include "log/log.h"

enum { DIAGNOSE_WIDTH = 80 }; /* where there is no terminal to ask */

enum diagnose_format { DIAGNOSE_TEXT, DIAGNOSE_JSON, DIAGNOSE_GITHUB };
extern const char *const diagnose_formats[]; /* NULL-terminated, in that order */

/* Where diagnoses go. */
struct diagnose_output {
    enum diagnose_format format;
    const struct options *options;
    cJSON *root, *list; /* of JSON, else NULL */
    long written;
};

/* diagnose_output_begin -- STATUS_MEMORY. */
enum status diagnose_output_begin(struct diagnose_output *output, const struct options *options,
                                  struct error *error) MUST_CHECK;

/* diagnose_output_add -- one run of a log, with its notes, and the figure that --plot asks for.
 *   name  of the log, as it was given */
enum status diagnose_output_add(struct diagnose_output *output, const char *name,
                                const struct log *log, const struct diagnosis *diagnosis,
                                struct error *error) MUST_CHECK;

/* diagnose_output_refuse -- a log that could not be read, for JSON; other formats have it on standard error. */
void diagnose_output_refuse(struct diagnose_output *output, const char *name,
                            const struct error *error);

/* diagnose_output_end -- print what is left to be printed. STATUS_MEMORY. */
enum status diagnose_output_end(struct diagnose_output *output, struct error *error) MUST_CHECK;

#endif
