/* arena.h -- one block of memory, carved into 64-byte aligned pieces.
 *
 * Usage is measure, allocate, carve: the same layout function runs twice, first on an arena
 * without memory (pieces are NULL, sizes add up), then on one that holds the block.
 *
 *     struct arena arena = {0};
 *     lay_out(&model, &arena);                 // measures
 *     if (klimb_arena_allocate(&arena, &error) != STATUS_OK) ...
 *     lay_out(&model, &arena);                 // carves
 *     klimb_arena_free(&arena);
 */
#ifndef KLIMB_ARENA_H
#define KLIMB_ARENA_H

#include <stddef.h>

#include "base/status.h"

struct arena {
    unsigned char *block; /* NULL while measuring */
    size_t size;          /* bytes in block */
    size_t used;          /* bytes carved or measured so far */
    int overflow;         /* a size did not fit: klimb_arena_allocate refuses */
};

/* klimb_arena_take -- the next `count` elements of `size` bytes, 64-byte aligned, all zero.
 * NULL while measuring, and when more is taken than was measured or than size_t counts, which sets
 * `overflow`. Under AddressSanitizer the gap after every piece is poisoned. */
void *klimb_arena_take(struct arena *arena, long count, size_t size);

/* klimb_arena_allocate -- allocate what was measured, all zero, and rewind. STATUS_MEMORY, or
 * STATUS_INVALID on overflow. */
enum status klimb_arena_allocate(struct arena *arena, struct error *error) MUST_CHECK;

/* klimb_arena_free -- give the block back; the arena is as zero-initialised. NULL block is fine. */
void klimb_arena_free(struct arena *arena);

#endif
