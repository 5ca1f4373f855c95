/* Eight bytes a step, by eight tables.
 * Source: Kounavis & Berry 2008, "Novel table lookup-based algorithms for high-performance CRC generation". */
#include "format/crc32c.h"

#define POLYNOMIAL 0x82f63b78U
#define MASK_DELTA 0xa282ead8U

void crc32c_prepare(struct crc32c *crc) {
    for (uint32_t byte = 0; byte < 256; byte++) {
        uint32_t sum = byte;
        for (int bit = 0; bit < 8; bit++)
            sum = (sum >> 1) ^ (sum & 1 ? POLYNOMIAL : 0);
        crc->table[0][byte] = sum;
    }
    for (uint32_t byte = 0; byte < 256; byte++)
        for (int zeros = 1; zeros < 8; zeros++) {
            uint32_t sum = crc->table[zeros - 1][byte];
            crc->table[zeros][byte] = (sum >> 8) ^ crc->table[0][sum & 255];
        }
}

static uint32_t word_at(const unsigned char *bytes) {
    return (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 |
           (uint32_t)bytes[3] << 24;
}

static uint32_t add_eight(const struct crc32c *crc, uint32_t sum, const unsigned char *bytes) {
    uint32_t low = sum ^ word_at(bytes), high = word_at(bytes + 4);
    return crc->table[7][low & 255] ^ crc->table[6][low >> 8 & 255] ^
           crc->table[5][low >> 16 & 255] ^ crc->table[4][low >> 24] ^ crc->table[3][high & 255] ^
           crc->table[2][high >> 8 & 255] ^ crc->table[1][high >> 16 & 255] ^
           crc->table[0][high >> 24];
}

uint32_t crc32c_of(const struct crc32c *crc, const void *bytes, size_t size) {
    const unsigned char *at = bytes;
    uint32_t sum = 0xffffffffU;
    for (; size >= 8; at += 8, size -= 8)
        sum = add_eight(crc, sum, at);
    for (; size > 0; at++, size--)
        sum = (sum >> 8) ^ crc->table[0][(sum ^ *at) & 255];
    return ~sum;
}

uint32_t crc32c_mask(uint32_t sum) {
    return (sum >> 15 | sum << 17) + MASK_DELTA;
}
