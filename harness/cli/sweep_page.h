/* sweep_page.h -- the page of a study beside its tables.
 */
#ifndef KLIMB_SWEEP_PAGE_H
#define KLIMB_SWEEP_PAGE_H

#include "cli/options/options.h"
#include "sweep/sweep.h"

/* sweep_page_write -- draw <out>/<study>/index.html and its figure from the tables there, and print both paths. A study
 * without a value, or a machine without gnuplot, gets a note instead and is not an error. STATUS_IO, STATUS_MEMORY, and STATUS_FAILED
 * when gnuplot refuses the figure. */
enum status sweep_page_write(const struct sweep *sweep, const struct sweep_options *sweep_options,
                             const struct options *options, struct error *error) MUST_CHECK;

#endif
