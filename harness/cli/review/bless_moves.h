/* bless_moves.h -- what `klimb bless` shows before it asks: what a new golden would change.
 */
#ifndef KLIMB_BLESS_MOVES_H
#define KLIMB_BLESS_MOVES_H

#include "check/twins.h"
#include "judge/evidence.h"

/* bless_print_moves -- final values, bits and ensemble of the runs of all golden seeds against the
 * golden that there is, and of a trainer of the user what its twins showed.
 *   twins  NULL: of klimb's own trainer
 * Errors of bless_records; the error of a golden that the system does not let be read. */
enum status bless_print_moves(const struct evidence *evidence, const struct twins *twins,
                              struct error *error) MUST_CHECK;

#endif
