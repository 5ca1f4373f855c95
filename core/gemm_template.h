/* gemm_template.h -- the exact matrix product, written once for all instruction sets.
 *
 * gemm_exact_<name>.c defines the macros below and includes this file, which defines GEMM_NAME:
 *
 *   GEMM_NAME                  the gemm_function to define
 *   VECTOR, LANES              type of a vector register; how many `real`s it holds, a power of 2
 *   VECTOR_LOAD(p)             LANES values from p, aligned or not
 *   VECTOR_STORE(p, v)         LANES values to p, aligned or not
 *   VECTOR_ZERO()              0 in every lane
 *   VECTOR_BROADCAST(p)        *p in every lane
 *   VECTOR_FMA(a, b, c)        a b + c in every lane, rounded once
 *   INTERLEAVE_LOW(a, b)       a0 b0 a1 b1 ... from the lower halves of a and b
 *   INTERLEAVE_HIGH(a, b)      the same from the upper halves
 *   GEMM_ROWS_1, _2, _3        most rows of a register tile 1, 2 or 3 vectors wide: 4, 6 or 8, and
 *                              no more with more vectors
 *
 * How it works. C is cut into tiles so small that their sums stay in registers: at each depth p, a
 * tile of r rows and v vectors takes v loads from B and r broadcasts from A for r v fused
 * multiply-adds. A panel of B, v vectors wide and one block of depth deep, stays in the first-level
 * cache while all rows of A pass by. Between two blocks of depth a sum rests in C: storing a value
 * and loading it again does not round, so its chain stays one.
 *
 * A panel is read where it lies, unless it is transposed or reaches over the right edge of B: then
 * it is packed into a buffer, filled up with columns of zeros, and the tiles at the edge are computed
 * in a buffer from which only the columns that exist are copied.
 */
#include "gemm_exact.h"

enum { TILE_VECTORS_MAX = GEMM_PANEL_VECTORS_MAX, TILE_ROWS_MAX = GEMM_ROWS_1 };
_Static_assert(GEMM_ROWS_1 >= GEMM_ROWS_2 && GEMM_ROWS_2 >= GEMM_ROWS_3, "TILE_ROWS_MAX is of 1");

/* What one tile multiplies: c [rows, vectors * LANES] += a [rows, depth] b [depth, same]. */
struct tile {
    real *c;       /* element (r,j) at r * c_row + j */
    const real *a; /* element (r,p) at r * a_row + p * a_depth */
    const real *b; /* element (p,j) at p * b_depth + j */
    long c_row, a_row, a_depth, b_depth;
    long depth;
    int resume;        /* whether the chains go on from what c holds, else they begin */
    const real *start; /* [vectors * LANES] what they begin with; NULL for 0 */
};

#define ALWAYS_INLINE static inline __attribute__((always_inline))

/* GCC keeps an array in registers only if the loops over it are unrolled before it looks. */
#ifdef __clang__
#define UNROLL _Pragma("clang loop unroll(full)")
#else
#define UNROLL _Pragma("GCC unroll 16")
#endif

/* The body of every tile function. `vectors` and `rows` are constants there: the inner loops vanish
 * and `sum` and `b_p` become registers. */
ALWAYS_INLINE void multiply_tile(const struct tile *tile, const int vectors, const int rows) {
    const struct tile t = *tile;
    VECTOR sum[TILE_ROWS_MAX][TILE_VECTORS_MAX], b_p[TILE_VECTORS_MAX];
    UNROLL
    for (int r = 0; r < rows; r++) {
        UNROLL
        for (int v = 0; v < vectors; v++)
            sum[r][v] = t.resume          ? VECTOR_LOAD(t.c + r * t.c_row + v * LANES)
                        : t.start != NULL ? VECTOR_LOAD(t.start + v * LANES)
                                          : VECTOR_ZERO();
    }
    for (long p = 0; p < t.depth; p++) {
        UNROLL
        for (int v = 0; v < vectors; v++)
            b_p[v] = VECTOR_LOAD(t.b + p * t.b_depth + v * LANES);
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
            VECTOR_STORE(t.c + r * t.c_row + v * LANES, sum[r][v]);
    }
}

#define HEIGHTS_TO_4(X, vectors)     X(vectors, 1) X(vectors, 2) X(vectors, 3) X(vectors, 4)
#define HEIGHTS_TO_6(X, vectors)     HEIGHTS_TO_4(X, vectors) X(vectors, 5) X(vectors, 6)
#define HEIGHTS_TO_8(X, vectors)     HEIGHTS_TO_6(X, vectors) X(vectors, 7) X(vectors, 8)
#define HEIGHTS_TO(rows, X, vectors) HEIGHTS_TO_##rows(X, vectors)
#define HEIGHTS(rows, X, vectors)    HEIGHTS_TO(rows, X, vectors)

/* X(vectors, rows) for each tile: all heights up to the most that the registers hold. */
#define TILES(X)                                                                                   \
    HEIGHTS(GEMM_ROWS_1, X, 1)                                                                     \
    HEIGHTS(GEMM_ROWS_2, X, 2)                                                                     \
    HEIGHTS(GEMM_ROWS_3, X, 3)

#define DEFINE_TILE(vectors, rows)                                                                 \
    static void tile_##vectors##x##rows(const struct tile *tile) {                                 \
        multiply_tile(tile, vectors, rows);                                                        \
    }
TILES(DEFINE_TILE)

#define LIST_TILE(vectors, rows) [vectors][rows] = tile_##vectors##x##rows,
static void (*const tile_functions[TILE_VECTORS_MAX + 1][TILE_ROWS_MAX + 1])(
    const struct tile *) = {TILES(LIST_TILE)};
static const long tile_rows_most[TILE_VECTORS_MAX + 1] = {0, GEMM_ROWS_1, GEMM_ROWS_2, GEMM_ROWS_3};

/* out [rows, width] = in, rows out_row and in_row apart. */
static void copy_columns(real *out, long out_row, const real *in, long in_row, long rows,
                         long width) {
    for (long r = 0; r < rows; r++)
        for (long j = 0; j < width; j++)
            out[r * out_row + j] = in[r * in_row + j];
}

/* A tile of which only `width` columns exist in C. */
static void multiply_edge_tile(const struct tile *tile, long vectors, long rows, long width) {
    real buffer[TILE_ROWS_MAX * TILE_VECTORS_MAX * LANES] = {0};
    struct tile padded = *tile;
    padded.c = buffer;
    padded.c_row = vectors * LANES;
    if (tile->resume)
        copy_columns(buffer, padded.c_row, tile->c, tile->c_row, rows, width);
    else if (tile->start != NULL)
        copy_columns(buffer, padded.c_row, tile->start, 0, rows, width);
    padded.resume = tile->resume || tile->start != NULL;
    tile_functions[vectors][rows](&padded);
    copy_columns(tile->c, tile->c_row, buffer, padded.c_row, rows, width);
}

/* All m rows of A with one panel of B, from the tile at its top: as few tiles as possible, of
 * nearly equal height, since a low tile has too few sums to hide the latency of the multiply-adds.
 */
static void multiply_panel(struct tile tile, long vectors, long width, long m) {
    const long most = tile_rows_most[vectors];
    for (long left = m, rows; left > 0; left -= rows) {
        const long tiles = (left + most - 1) / most;
        rows = (left + tiles - 1) / tiles;
        if (width == vectors * LANES)
            tile_functions[vectors][rows](&tile);
        else
            multiply_edge_tile(&tile, vectors, rows, width);
        tile.c += rows * tile.c_row;
        tile.a += rows * tile.a_row;
    }
}

/* panel [depth, padded] = `width` columns of b, whose rows are b_row apart, then zeros. */
static void pack_columns(real *panel, long padded, const real *b, long b_row, long depth,
                         long width) {
    for (long p = 0; p < depth; p++)
        for (long j = 0; j < padded; j++)
            panel[p * padded + j] = j < width ? b[p * b_row + j] : 0;
}

/* Transposes a square of vectors by log2(LANES) perfect shuffles of its rows: each rotates the bits
 * of an element's address (row, lane) by one, and after that many row and lane have changed places.
 */
ALWAYS_INLINE void transpose_square(VECTOR *row) {
    for (int stage = 1; stage < LANES; stage *= 2) {
        VECTOR next[LANES];
        for (int r = 0; r < LANES / 2; r++) {
            next[2 * r] = INTERLEAVE_LOW(row[r], row[r + LANES / 2]);
            next[2 * r + 1] = INTERLEAVE_HIGH(row[r], row[r + LANES / 2]);
        }
        for (int r = 0; r < LANES; r++)
            row[r] = next[r];
    }
}

/* One vector of columns of a panel from `rows` <= LANES rows of b: panel (p,j) = b (j,p). */
static void pack_transposed_vector(real *panel, long padded, const real *b, long b_row, long depth,
                                   long rows) {
    long p = 0;
    for (; p + LANES <= depth; p += LANES) {
        VECTOR square[LANES];
        for (int r = 0; r < LANES; r++)
            square[r] = r < rows ? VECTOR_LOAD(b + r * b_row + p) : VECTOR_ZERO();
        transpose_square(square);
        for (int r = 0; r < LANES; r++)
            VECTOR_STORE(panel + (p + r) * padded, square[r]);
    }
    for (; p < depth; p++)
        for (long r = 0; r < LANES; r++)
            panel[p * padded + r] = r < rows ? b[r * b_row + p] : 0;
}

/* panel [depth, padded] = the transpose of b [width, depth], rows b_row apart, then zeros. */
static void pack_transposed(real *panel, long padded, const real *b, long b_row, long depth,
                            long width) {
    for (long j = 0; j < padded; j += LANES)
        pack_transposed_vector(panel + j, padded, b + j * b_row, b_row, depth,
                               gemm_least(LANES, width - j));
}

/* Panels are two vectors wide, the shape whose loads are fewest for its sums, until the rest fits
 * into three: 20 columns of float are three vectors of 8, not two and then a single, slower one. */
static long panel_vectors(long columns_left) {
    const long vectors = (columns_left + LANES - 1) / LANES;
    return vectors > TILE_VECTORS_MAX ? 2 : vectors;
}

/* Points the tile at a panel of B, in place or packed into `packed`. `b` is its first element, b_row
 * the distance of stored rows; `width` of its `padded` columns exist. */
static void place_panel(struct tile *tile, const real *b, long b_row, enum gemm_form form,
                        long padded, long width, real *packed) {
    tile->b = packed;
    tile->b_depth = padded;
    if (form == GEMM_NT) {
        pack_transposed(packed, padded, b, b_row, tile->depth, width);
    } else if (width < padded) {
        pack_columns(packed, padded, b, b_row, tile->depth, width);
    } else {
        tile->b = b;
        tile->b_depth = b_row;
    }
}

void GEMM_NAME(const struct gemm_product *x, const struct gemm_block *block) {
    const struct gemm_strides at = gemm_strides(x);
    const long b_row = x->form == GEMM_NT ? at.b_column : at.b_depth;
    const long end = block->column + block->columns;
    struct tile tile = {.c_row = x->n, .a_row = at.a_row, .a_depth = at.a_depth};
    _Alignas(64) real packed[GEMM_DEPTH_BLOCK * TILE_VECTORS_MAX * LANES];
    long p = 0;
    do { /* Once even for k = 0, which sets C to its start. */
        tile.depth = gemm_least(GEMM_DEPTH_BLOCK, x->k - p);
        tile.resume = p > 0;
        tile.a = x->a + block->row * at.a_row + p * at.a_depth;
        for (long j = block->column, width; j < end; j += width) {
            const long vectors = panel_vectors(end - j), padded = vectors * LANES;
            width = gemm_least(padded, end - j);
            tile.c = x->c + block->row * x->n + j;
            tile.start = x->start != NULL ? x->start + j : NULL;
            place_panel(&tile, x->b + p * at.b_depth + j * at.b_column, b_row, x->form, padded,
                        width, packed);
            multiply_panel(tile, vectors, width, block->rows);
        }
        p += tile.depth;
    } while (p < x->k);
}
