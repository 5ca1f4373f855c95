#include "packed/packed_lzma.h"

#ifdef KLIMB_PACKED
#include <lzma.h>

enum status packed_lzma_decode(unsigned char *out, size_t out_size, const unsigned char *bytes,
                               size_t size, struct error *error) {
    uint64_t memory = UINT64_MAX; /* bytes it may take: xz -9 takes 65 MiB */
    size_t in_at = 0, out_at = 0;
    lzma_ret code = lzma_stream_buffer_decode(&memory, 0, NULL, bytes, &in_at, size, out, &out_at,
                                              out_size);
    if (code == LZMA_OK && out_at == out_size)
        return STATUS_OK;
    return code == LZMA_MEM_ERROR
               ? klimb_error_set(error, STATUS_MEMORY, "no memory to unpack the scenarios")
               : klimb_error_set(error, STATUS_FORMAT,
                                 "the scenarios inside this program are damaged (liblzma: %d)",
                                 (int)code);
}
#else
enum status packed_lzma_decode(unsigned char *out, size_t out_size, const unsigned char *bytes,
                               size_t size, struct error *error) {
    (void)out;
    (void)out_size;
    (void)bytes;
    (void)size;
    return klimb_error_set(error, STATUS_UNSUPPORTED, "this klimb was built without liblzma");
}
#endif
