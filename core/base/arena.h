/* arena.h -- one block of memory, carved into 64-byte aligned pieces.
 *
 * Measure, allocate, carve: the same layout function runs twice, first on an arena without memory
 * (pieces are NULL, sizes add up), then on one that holds the block.
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
 * Returns NULL while measuring. Also returns NULL, and sets `overflow`, if count is negative, if the
 * bytes do not fit in size_t, or if more is taken than was measured. Under AddressSanitizer the gap
 * after every piece is poisoned. */
void *klimb_arena_take(struct arena *arena, long count, size_t size);

/* klimb_arena_allocate -- allocate what was measured, all zero, and rewind. STATUS_MEMORY, or
 * STATUS_INVALID on overflow. */
enum status klimb_arena_allocate(struct arena *arena, struct error *error) MUST_CHECK;

/* klimb_arena_free -- free the block and set the arena to all zero. The block may be NULL. */
void klimb_arena_free(struct arena *arena);

#endif
