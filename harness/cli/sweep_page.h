/* sweep_page.h -- writes the page of a study beside its tables.
 */
#ifndef KLIMB_SWEEP_PAGE_H
#define KLIMB_SWEEP_PAGE_H

#include "cli/options/options.h"
#include "sweep/sweep.h"

/* sweep_page_write -- draw <out>/<study>/index.html and its figure from the tables there, and print both paths. If the
 * study has no value yet, or gnuplot is missing, prints a note instead, which is not an error. STATUS_IO,
 * STATUS_MEMORY; STATUS_FAILED: gnuplot refuses the figure. */
enum status sweep_page_write(const struct sweep *sweep, const struct sweep_options *sweep_options,
                             const struct options *options, struct error *error) MUST_CHECK;

#endif
