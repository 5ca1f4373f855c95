/* packed_columns.h -- a table whose columns are packed one behind the other. Internal to packed.
 *
 * Golden curves are most of the archive. xz finds more that is alike where the values of one column stand together, as they do
 * in column stores (D. Abadi, S. Madden & M. Ferreira, Integrating Compression and Execution in Column-Oriented Database
 * Systems, SIGMOD 2006).
 */
#ifndef KLIMB_PACKED_COLUMNS_H
#define KLIMB_PACKED_COLUMNS_H

#include <stddef.h>

#include "base/status.h"

/* What harness/setup/pack.sh adds to the name of a table that it turned. */
#define PACKED_COLUMNS_SUFFIX ".columns"

/* packed_columns_turn -- write a table of cells, `,` between them and '\n' behind each line, into `out`, of the same size and
 * elsewhere: its lines are columns, and its columns lines. So it undoes what it did. STATUS_MEMORY; STATUS_FORMAT when the lines
 * have different numbers of cells or the last one has no end. An empty table stays empty. */
enum status packed_columns_turn(unsigned char *out, const unsigned char *bytes,
                                size_t size) MUST_CHECK;

#endif
