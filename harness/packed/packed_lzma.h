/* packed_lzma.h -- what xz has compressed. Internal to packed.
 */
#ifndef KLIMB_PACKED_LZMA_H
#define KLIMB_PACKED_LZMA_H

#include <stddef.h>

#include "base/status.h"

/* packed_lzma_decode -- decompress `size` bytes into `out`, which they must fill. STATUS_FORMAT when they do not;
 * STATUS_UNSUPPORTED in a variant other than `static`, which alone is linked with liblzma. */
enum status packed_lzma_decode(unsigned char *out, size_t out_size, const unsigned char *bytes,
                               size_t size, struct error *error) MUST_CHECK;

#endif
