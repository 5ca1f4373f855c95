#include "base/arena.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#if defined(__SANITIZE_ADDRESS__)
#define ARENA_POISON 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARENA_POISON 1
#endif
#endif
#ifdef ARENA_POISON
#include <sanitizer/asan_interface.h>
#endif

/* Pieces start on a cache line, which is also the widest vector (AVX-512). */
enum { ARENA_ALIGNMENT = 64 };

/* A gap after every piece, so that AddressSanitizer sees a write past its end. */
#ifdef ARENA_POISON
enum { ARENA_GAP = ARENA_ALIGNMENT };
#else
enum { ARENA_GAP = 0 };
#endif

void *klimb_arena_take(struct arena *arena, long count, size_t size) {
    size_t bytes;
    if (count < 0 || __builtin_mul_overflow((size_t)count, size, &bytes) ||
        arena->used > SIZE_MAX / 2 || bytes > SIZE_MAX / 2 - arena->used) {
        arena->overflow = 1;
        return NULL;
    }
    size_t padded = (bytes + ARENA_ALIGNMENT - 1) / ARENA_ALIGNMENT * ARENA_ALIGNMENT + ARENA_GAP;
    size_t offset = arena->used;
    arena->used += padded;
    if (arena->block == NULL)
        return NULL;
    if (arena->used > arena->size) {
        arena->overflow = 1;
        return NULL;
    }
#ifdef ARENA_POISON
    ASAN_POISON_MEMORY_REGION(arena->block + offset + bytes, padded - bytes);
#endif
    return arena->block + offset;
}

enum status klimb_arena_allocate(struct arena *arena, struct error *error) {
    if (arena->overflow)
        return klimb_error_set(error, STATUS_INVALID,
                               "the sizes asked for do not fit into this machine's address space");
    /* A multiple of the alignment, as aligned_alloc demands, for every piece is one. */
    size_t size = arena->used > 0 ? arena->used : ARENA_ALIGNMENT;
    unsigned char *block = aligned_alloc(ARENA_ALIGNMENT, size);
    if (block == NULL)
        return klimb_error_set(error, STATUS_MEMORY, "no memory for %zu MiB", size >> 20);
    memset(block, 0, size);
    *arena = (struct arena){.block = block, .size = size};
    return STATUS_OK;
}

void klimb_arena_free(struct arena *arena) {
#ifdef ARENA_POISON
    if (arena->block != NULL)
        ASAN_UNPOISON_MEMORY_REGION(arena->block, arena->size);
#endif
    free(arena->block);
    *arena = (struct arena){0};
}
