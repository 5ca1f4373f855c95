/* gemm_template.h -- the exact matrix product, written once for all instruction sets.
 *
 * gemm_exact_<name>.c defines the macros below and includes this file, which defines GEMM_NAME:
 *
 *   GEMM_NAME                  the gemm_function to define
 *   VECTOR, LANES              type of a vector; how many `real`s it holds, a power of 2
 *   VECTOR_LOAD(p)             LANES values from p, aligned or not
 *   VECTOR_STORE(p, v)         LANES values to p, aligned or not
 *   VECTOR_ZERO()              0 in every lane
 *   VECTOR_BROADCAST(p)        *p in every lane
 *   VECTOR_FMA(a, b, c)        a b + c in every lane, rounded once
 *   BLOCK                      lanes of a block, the unit that a transposition moves: a power of 2
 *   VECTOR_GATHER(row, p)      the blocks at row[0] + p, row[BLOCK] + p, row[2 * BLOCK] + p, ...
 *   INTERLEAVE_LOW(a, b)       in every block a0 b0 a1 b1 ... from the lower halves of a and b
 *   INTERLEAVE_HIGH(a, b)      the same from the upper halves
 *   GEMM_ROWS_1, _2, _3        most rows of a register tile 1, 2 or 3 vectors wide: 4, 6, 8, 10
 *                              or 12, and no more with more vectors
 *   GEMM_UNROLL                how many depths the inner loop is unrolled by
 *
 * and, if the machine has something better than moving lane by lane,
 *
 *   VECTOR_LOAD_PART(p, width)       the first `width` < LANES lanes from p, reading nothing else
 *   VECTOR_STORE_PART(p, v, width)   those lanes to p
 *
 * How it works. C is cut into tiles so small that their sums stay in registers: at each depth p, a
 * tile of r rows and v vectors takes v loads from B and r broadcasts from A for r v fused
 * multiply-adds. A panel of B, v vectors wide, stays in a near cache while all rows of A are multiplied
 * with it. To keep the panel small, a deep product is cut along its depth. Between two such parts a sum is
 * stored in C; storing and loading does not round, so the chain is the same.
 *
 * A panel is read in place; only that of a transposed B is packed. If the last columns do not fill a
 * vector, the last vector of a tile begins further left, so that it ends with them and overlaps the one
 * before. The columns in both are computed twice, with the same bits. Only a block of C narrower than
 * one vector uses partial vectors.
 */
#include <stddef.h>

#include "numerics/gemm/gemm_exact.h"

#define NEVER_INLINE static __attribute__((noinline))

/* GCC keeps an array in registers only if the loops over it are unrolled early. */
#define PRAGMA_TEXT(text) _Pragma(#text)
#define PRAGMA(text)      PRAGMA_TEXT(text)
#ifdef __clang__
#define UNROLL       PRAGMA(clang loop unroll(full))
#define UNROLL_DEPTH PRAGMA(clang loop unroll_count(GEMM_UNROLL))
#else
#define UNROLL       PRAGMA(GCC unroll 16)
#define UNROLL_DEPTH PRAGMA(GCC unroll GEMM_UNROLL)
#endif

#ifndef VECTOR_LOAD_PART
#define VECTOR_LOAD_PART  load_part
#define VECTOR_STORE_PART store_part

ALWAYS_INLINE VECTOR load_part(const real *p, long width) {
    real lanes[LANES] = {0};
    for (long i = 0; i < width; i++)
        lanes[i] = p[i];
    return VECTOR_LOAD(lanes);
}

ALWAYS_INLINE void store_part(real *p, VECTOR v, long width) {
    real lanes[LANES];
    VECTOR_STORE(lanes, v);
    for (long i = 0; i < width; i++)
        p[i] = lanes[i];
}
#endif

enum { TILE_VECTORS_MAX = 3, TILE_ROWS_MAX = GEMM_ROWS_1 };
_Static_assert(GEMM_ROWS_1 >= GEMM_ROWS_2 && GEMM_ROWS_2 >= GEMM_ROWS_3, "TILE_ROWS_MAX is of 1");

/* The arguments of a tile function, which computes `count` tiles of equal height, one below the other,
 * each c [rows, width] += a [rows, depth] b [depth, width]. */
struct tiles {
    real *c;       /* element (r,j) at r * c_row + j */
    const real *a; /* element (r,p) at r * a_row + p * a_depth */
    const real *b; /* element (p,j) at p * b_depth + j */
    long c_row, a_row, a_depth, b_depth;
    long depth;
    long count;
    long width;
    long last;         /* column at which the last vector begins */
    int resume;        /* 1: the chains continue from c; 0: they begin */
    const real *start; /* [width] where the chains begin; NULL for 0 */
    int fetch;         /* whether to prefetch c, which has probably left the near caches */
};

/* The body of every tile function. `vectors`, `rows` and `narrow` are constants in each, so the inner
 * loops are unrolled and `sum` and `b_p` become registers. */
ALWAYS_INLINE void multiply_tiles(const struct tiles *tiles, const int vectors, const int rows,
                                  const int narrow) {
#define COLUMN(v)   ((v) < vectors - 1 ? (v)*LANES : t.last)
#define LOAD(p)     (narrow ? VECTOR_LOAD_PART(p, t.width) : VECTOR_LOAD(p))
#define STORE(p, v) (narrow ? VECTOR_STORE_PART(p, v, t.width) : VECTOR_STORE(p, v))
    struct tiles t = *tiles;
    for (; t.count > 0; t.count--, t.a += rows * t.a_row, t.c += rows * t.c_row) {
        VECTOR sum[TILE_ROWS_MAX][TILE_VECTORS_MAX], b_p[TILE_VECTORS_MAX];
        if (t.fetch) {
            UNROLL
            for (int r = 0; r < rows; r++)
                __builtin_prefetch(t.c + r * t.c_row, 1);
        }
        UNROLL
        for (int r = 0; r < rows; r++) {
            UNROLL
            for (int v = 0; v < vectors; v++)
                sum[r][v] = t.resume          ? LOAD(t.c + r * t.c_row + COLUMN(v))
                            : t.start != NULL ? LOAD(t.start + COLUMN(v))
                                              : VECTOR_ZERO();
        }
        UNROLL_DEPTH
        for (long p = 0; p < t.depth; p++) {
            UNROLL
            for (int v = 0; v < vectors; v++)
                b_p[v] = LOAD(t.b + p * t.b_depth + COLUMN(v));
            UNROLL
            for (int r = 0; r < rows; r++) {
                const VECTOR a_rp = VECTOR_BROADCAST(t.a + r * t.a_row + p * t.a_depth);
                UNROLL
                for (int v = 0; v < vectors; v++)
                    sum[r][v] = VECTOR_FMA(a_rp, b_p[v], sum[r][v]);
            }
        }
        UNROLL
        for (int r = 0; r < rows; r++) {
            UNROLL
            for (int v = 0; v < vectors; v++)
                STORE(t.c + r * t.c_row + COLUMN(v), sum[r][v]);
        }
    }
#undef COLUMN
#undef LOAD
#undef STORE
}

#define HEIGHTS_TO_4(X, vectors)  X(vectors, 1) X(vectors, 2) X(vectors, 3) X(vectors, 4)
#define HEIGHTS_TO_6(X, vectors)  HEIGHTS_TO_4(X, vectors) X(vectors, 5) X(vectors, 6)
#define HEIGHTS_TO_8(X, vectors)  HEIGHTS_TO_6(X, vectors) X(vectors, 7) X(vectors, 8)
#define HEIGHTS_TO_10(X, vectors) HEIGHTS_TO_8(X, vectors) X(vectors, 9) X(vectors, 10)
#define HEIGHTS_TO_12(X, vectors)                                                                  \
    HEIGHTS_TO_10(X, vectors)                                                                      \
    X(vectors, 11) X(vectors, 12)
#define HEIGHTS_TO(rows, X, vectors) HEIGHTS_TO_##rows(X, vectors)
#define HEIGHTS(rows, X, vectors)    HEIGHTS_TO(rows, X, vectors)

/* X(vectors, rows) for each tile: all heights up to the most that the registers hold. 0 vectors
 * means a partial one. */
#define TILES(X)                                                                                   \
    HEIGHTS(GEMM_ROWS_1, X, 0)                                                                     \
    HEIGHTS(GEMM_ROWS_1, X, 1)                                                                     \
    HEIGHTS(GEMM_ROWS_2, X, 2)                                                                     \
    HEIGHTS(GEMM_ROWS_3, X, 3)

#define DEFINE_TILES(vectors, rows)                                                                \
    static void tiles_##vectors##x##rows(const struct tiles *tiles) {                              \
        multiply_tiles(tiles, vectors > 0 ? vectors : 1, rows, vectors == 0);                      \
    }
TILES(DEFINE_TILES)

#define LIST_TILES(vectors, rows) [vectors][rows] = tiles_##vectors##x##rows,
static void (*const tile_functions[TILE_VECTORS_MAX + 1][TILE_ROWS_MAX + 1])(
    const struct tiles *) = {TILES(LIST_TILES)};
static const int tile_rows_most[TILE_VECTORS_MAX + 1] = {GEMM_ROWS_1, GEMM_ROWS_1, GEMM_ROWS_2,
                                                         GEMM_ROWS_3};

/* Multiplies `rows` rows of A with one panel of B, from the top: as few tiles as possible, of nearly
 * equal height, since a low tile has too few sums to hide the latency of the multiply-adds. */
static void multiply_panel(struct tiles *tiles, int vectors, long rows) {
    const long count = (rows + tile_rows_most[vectors] - 1) / tile_rows_most[vectors];
    const long low = rows / count, high_count = rows % count;
    if (high_count > 0) {
        tiles->count = high_count;
        tile_functions[vectors][low + 1](tiles);
        tiles->c += high_count * (low + 1) * tiles->c_row;
        tiles->a += high_count * (low + 1) * tiles->a_row;
    }
    tiles->count = count - high_count;
    tile_functions[vectors][low](tiles);
}

/* Transposes every block of rows by log2(BLOCK) perfect shuffles. Each rotates the bits of an
 * element's address (row, lane) by one; after all of them row and lane have changed places. */
ALWAYS_INLINE void transpose_blocks(VECTOR *row) {
    UNROLL
    for (int stage = 1; stage < BLOCK; stage *= 2) {
        VECTOR next[BLOCK];
        UNROLL
        for (int r = 0; r < BLOCK / 2; r++) {
            next[2 * r] = INTERLEAVE_LOW(row[r], row[r + BLOCK / 2]);
            next[2 * r + 1] = INTERLEAVE_HIGH(row[r], row[r + BLOCK / 2]);
        }
        UNROLL
        for (int r = 0; r < BLOCK; r++)
            row[r] = next[r];
    }
}

/* Packs one vector of columns of a panel from LANES rows: panel (p,r) = row[r][p]. Inlined, it would
 * take registers from its callers and slow down small products. */
NEVER_INLINE void pack_vector(real *panel, long panel_row, const real *const *row, long depth) {
    long p = 0;
    for (; p + BLOCK <= depth; p += BLOCK) {
        VECTOR blocks[BLOCK];
        UNROLL
        for (int r = 0; r < BLOCK; r++)
            blocks[r] = VECTOR_GATHER(row + r, p);
        transpose_blocks(blocks);
        UNROLL
        for (int r = 0; r < BLOCK; r++)
            VECTOR_STORE(panel + (p + r) * panel_row, blocks[r]);
    }
    for (; p < depth; p++)
        for (long r = 0; r < LANES; r++)
            panel[p * panel_row + r] = row[r][p];
}

/* Packs the panel of a transposed b: its columns are rows of b, b_row apart. If there are fewer columns
 * than lanes, the last one fills the unused lanes. */
static void pack_panel(real *panel, int vectors, const struct tiles *tiles, long b_row) {
    for (int v = 0; v < vectors; v++) {
        const long column = v < vectors - 1 ? v * LANES : tiles->last;
        const real *row[LANES];
        for (long r = 0; r < LANES; r++)
            row[r] = tiles->b + gemm_least(column + r, tiles->width - 1) * b_row;
        pack_vector(panel + column, vectors * LANES, row, tiles->depth);
    }
}

/* Panels are three vectors wide, the shape with the fewest loads for its sums. The last four vectors are
 * cut into two and two, because a panel of a single vector is slow. */
static int panel_vectors(long columns_left) {
    const long vectors = (columns_left + LANES - 1) / LANES;
    return vectors > 4 ? 3 : vectors == 4 ? 2 : (int)vectors;
}

/* Multiplies all panels of one part of the depth, which begins at p. */
static void multiply_part(struct tiles *tiles, const struct gemm_product *x,
                          const struct gemm_strides *at, const struct gemm_block *block, long p) {
    _Alignas(64) real packed[GEMM_DEPTH_MOST * TILE_VECTORS_MAX * LANES];
    const long end = block->column + block->columns;
    for (long j = block->column; j < end; j += tiles->width) {
        const int vectors = panel_vectors(end - j);
        tiles->width = gemm_least(vectors * LANES, end - j);
        tiles->last = tiles->width < LANES ? 0 : tiles->width - LANES;
        tiles->c = x->c + block->row * x->n + j;
        tiles->a = x->a + block->row * at->a_row + p * at->a_depth;
        tiles->b = x->b + p * at->b_depth + j * at->b_column;
        tiles->start = x->start != NULL ? x->start + j : NULL;
        if (x->form == GEMM_NT) {
            pack_panel(packed, vectors, tiles, at->b_column);
            tiles->b = packed;
            tiles->b_depth = vectors * LANES;
        }
        multiply_panel(tiles, tiles->width < LANES ? 0 : vectors, block->rows);
    }
}

void GEMM_NAME(const struct gemm_product *x, const struct gemm_block *block) {
    const struct gemm_strides at = gemm_strides(x);
    const int far = block->rows * block->columns * (long)sizeof(real) > GEMM_FAR_BYTES;
    struct tiles tiles = {
        .c_row = x->n, .a_row = at.a_row, .a_depth = at.a_depth, .b_depth = at.b_depth};
    if (block->rows == 0)
        return;
    long p = 0, parts = (x->k + GEMM_DEPTH_MOST - 1) / GEMM_DEPTH_MOST;
    do { /* Runs once even for k = 0, to set C to its start. */
        tiles.depth = parts > 1 ? (x->k - p) / parts : x->k - p;
        tiles.resume = p > 0;
        tiles.fetch = far && p == 0;
        multiply_part(&tiles, x, &at, block, p);
        p += tiles.depth;
    } while (--parts > 0);
}
