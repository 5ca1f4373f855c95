/* crc32c.h -- CRC-32C (Castagnoli), the checksum of iSCSI and of TFRecord files.
 *
 *     struct crc32c crc;
 *     crc32c_prepare(&crc);
 *     crc32c_of(&crc, "123456789", 9)    is 0xe3069283
 */
#ifndef KLIMB_CRC32C_H
#define KLIMB_CRC32C_H

#include <stddef.h>
#include <stdint.h>

/* Lookup tables, 8 KiB. */
struct crc32c {
    uint32_t table[8][256]; /* [k][b] the byte b with k zero bytes after it */
};

/* crc32c_prepare -- fill the tables. */
void crc32c_prepare(struct crc32c *crc);

/* crc32c_of -- the check sum of `size` bytes: reflected polynomial 0x82f63b78, begun with all ones and inverted
 * at the end.
 * Source: RFC 3720, 12.1 and B.4. */
uint32_t crc32c_of(const struct crc32c *crc, const void *bytes, size_t size);

/* crc32c_mask -- the checksum as stored in TFRecord files, masked because the CRC of data that contains CRCs is
 * problematic: rotated right by 15 bits, plus 0xa282ead8.
 * Source: TensorFlow, tensorflow/core/lib/hash/crc32c.h. */
uint32_t crc32c_mask(uint32_t sum);

#endif
