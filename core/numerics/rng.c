#include "numerics/rng.h"

#include <stddef.h>
#include <string.h>

/* Multipliers and Weyl increments of Philox4x32, ten rounds: Salmon et al. 2011, section 3.3 and
 * table 2. The increments are the golden ratio and sqrt(3) - 1, as fractions of 2^32. */
enum { ROUNDS = 10 };
static const uint32_t MULTIPLIER[2] = {0xD2511F53, 0xCD9E8D57};
static const uint32_t INCREMENT[2] = {0x9E3779B9, 0xBB67AE85};

/* One round of a block with its round key. */
static inline void mix(uint32_t c[4], uint32_t k0, uint32_t k1) {
    const uint64_t p0 = (uint64_t)MULTIPLIER[0] * c[0], p1 = (uint64_t)MULTIPLIER[1] * c[2];
    c[0] = (uint32_t)(p1 >> 32) ^ c[1] ^ k0;
    c[1] = (uint32_t)p1;
    c[2] = (uint32_t)(p0 >> 32) ^ c[3] ^ k1;
    c[3] = (uint32_t)p0;
}

void klimb_rng_philox(uint32_t out[4], const uint32_t counter[4], const uint32_t key[2]) {
    uint32_t c[4] = {counter[0], counter[1], counter[2], counter[3]};
    uint32_t k0 = key[0], k1 = key[1];
    for (int round = 0; round < ROUNDS; round++, k0 += INCREMENT[0], k1 += INCREMENT[1])
        mix(c, k0, k1);
    memcpy(out, c, sizeof c);
}

/* Blocks side by side, word j of block i at [j][i], so that the compiler mixes several in one
 * vector. With 16 of them and SSE2, a block costs a third of a block drawn alone, and the lanes that a
 * short draw wastes cost little. */
enum { LANES = 16 };
struct lanes {
    uint32_t word[4][LANES];
};

/* The counter of lane i: columns 4 block .. 4 block + 3 of a row. */
static inline void set_counter(struct lanes *lanes, int i, struct rng_place place, uint32_t row,
                               long block) {
    lanes->word[0][i] = (uint32_t)block;
    lanes->word[1][i] = row;
    lanes->word[2][i] = place.step;
    lanes->word[3][i] = place.purpose;
}

/* klimb_rng_philox on every lane, in place of its counter. */
static void draw_lanes(struct lanes *lanes, uint64_t seed) {
    uint32_t(*w)[LANES] = lanes->word;
    uint32_t k0 = (uint32_t)seed, k1 = (uint32_t)(seed >> 32);
    for (int round = 0; round < ROUNDS; round++, k0 += INCREMENT[0], k1 += INCREMENT[1])
        for (int i = 0; i < LANES; i++) {
            uint32_t c[4] = {w[0][i], w[1][i], w[2][i], w[3][i]};
            mix(c, k0, k1);
            for (int j = 0; j < 4; j++)
                w[j][i] = c[j];
        }
}

/* Columns 4 block .. 4 block + 3 at a place, alone. */
static void draw_block(uint32_t out[4], struct rng_place place, long block) {
    const uint32_t counter[4] = {(uint32_t)block, place.row, place.step, place.purpose};
    const uint32_t key[2] = {(uint32_t)place.seed, (uint32_t)(place.seed >> 32)};
    klimb_rng_philox(out, counter, key);
}

/* Columns 4 block .. 4 (block + LANES) - 1 at a place. */
static void draw_blocks(uint32_t out[4 * LANES], struct rng_place place, long block) {
    struct lanes lanes;
    for (int i = 0; i < LANES; i++)
        set_counter(&lanes, i, place, place.row, block + i);
    draw_lanes(&lanes, place.seed);
    for (int i = 0; i < LANES; i++)
        for (int j = 0; j < 4; j++)
            out[4 * i + j] = lanes.word[j][i];
}

/* How many of the four columns of a block are wanted when `left` columns are. */
static inline long block_length(long left) {
    return left < 4 ? left : 4;
}

/* Columns first .. first + n - 1, where first is a multiple of 4. */
static void draw_columns(uint32_t *out, struct rng_place place, long first, long n) {
    long done = 0;
    for (; done + 4 * LANES <= n; done += 4 * LANES)
        draw_blocks(out + done, place, (first + done) / 4);
    for (; done < n; done += 4) {
        uint32_t word[4];
        draw_block(word, place, (first + done) / 4);
        for (long j = 0; j < block_length(n - done); j++)
            out[done + j] = word[j];
    }
}

void klimb_rng_bits(uint32_t *out, struct rng_place place, long n) {
    draw_columns(out, place, 0, n);
}

/* Words that are drawn at a time and then converted. */
enum { PIECE = 4 * LANES };

static inline long piece_length(long left) {
    return left < PIECE ? left : PIECE;
}

/* 23 bits plus one half: 24 significant bits, which float holds exactly; never 0, never 1. */
static inline real uniform(uint32_t word) {
    return ((real)(word >> 9) + REAL(0.5)) * REAL(0x1p-23);
}

void klimb_rng_uniform(real *out, struct rng_place place, long n) {
    for (long at = 0; at < n; at += PIECE) {
        uint32_t word[PIECE];
        const long count = piece_length(n - at);
        draw_columns(word, place, at, count);
        for (long i = 0; i < count; i++)
            out[at + i] = uniform(word[i]);
    }
}

/* Normals are computed for this many blocks at a time: enough for long vectors even when rows are
 * short, and few enough that all pairs stay in the first-level cache (12 KiB in double). */
enum { CHUNK = 256 };

/* Two pairs of normals for each block, (r cos a, r sin a). Pair j of block i of `count` is at
 * j count + i. */
struct pairs {
    real radius[2 * CHUNK];
    real sine[2 * CHUNK];
    real cosine[2 * CHUNK];
};

/* A block of a matrix, row by row. */
struct cursor {
    long row;
    long column; /* the first of the block's four */
};

static inline void advance(struct cursor *at, long columns) {
    at->column += 4;
    if (at->column >= columns)
        *at = (struct cursor){.row = at->row + 1};
}

/* The uniforms of `count` blocks from `at` on: u0, u2 as radius and 2 u1, 2 u3 as sine. */
static void draw_uniforms(struct pairs *p, struct rng_place place, struct cursor at, long count,
                          long columns) {
    for (long first = 0; first < count; first += LANES) {
        const long n = count - first < LANES ? count - first : LANES;
        struct lanes lanes = {0};
        for (int i = 0; i < n; i++, advance(&at, columns))
            set_counter(&lanes, i, place, place.row + (uint32_t)at.row, at.column / 4);
        draw_lanes(&lanes, place.seed);
        for (int j = 0; j < 2; j++)
            for (long i = 0; i < n; i++) {
                p->radius[j * count + first + i] = uniform(lanes.word[2 * j][i]);
                p->sine[j * count + first + i] = 2 * uniform(lanes.word[2 * j + 1][i]);
            }
    }
}

/* Turns the uniforms of n pairs into the radius sqrt(-2 ln u) and sine and cosine of the angle. */
static void transform(struct pairs *p, long n, const struct vecmath *vm) {
    vm->log(p->radius, p->radius, n);
    for (long i = 0; i < n; i++)
        p->radius[i] *= REAL(-2.0);
    vm->sqrt(p->radius, p->radius, n);
    vm->sincospi(p->sine, p->cosine, p->sine, n);
}

/* Writes block i of `count` to at most four columns of a row. */
static void put_block(real *out, const struct pairs *p, long i, long count, long columns) {
    for (long j = 0; j < block_length(columns); j++) {
        const long pair = j / 2 * count + i;
        out[j] = p->radius[pair] * (j % 2 == 0 ? p->cosine[pair] : p->sine[pair]);
    }
}

void klimb_rng_normal(real *out, struct rng_place place, long rows, long columns,
                      const struct vecmath *vm) {
    struct pairs pairs;
    struct cursor at = {0};
    for (long left = rows * ((columns + 3) / 4); left > 0; left -= CHUNK) {
        const long count = left < CHUNK ? left : CHUNK;
        draw_uniforms(&pairs, place, at, count, columns);
        transform(&pairs, 2 * count, vm);
        for (long i = 0; i < count; i++, advance(&at, columns))
            put_block(out + at.row * columns + at.column, &pairs, i, count, columns - at.column);
    }
}

/* The key of index i is columns 2i and 2i + 1. */
static void draw_keys(uint64_t *keys, struct rng_place place, long n) {
    for (long at = 0; at < n; at += PIECE / 2) {
        uint32_t word[PIECE];
        const long count = piece_length(2 * (n - at)) / 2;
        draw_columns(word, place, 2 * at, 2 * count);
        for (long i = 0; i < count; i++)
            keys[at + i] = word[2 * i] | (uint64_t)word[2 * i + 1] << 32;
    }
}

/* Puts indices into buckets by the leading 64 - shift bits of their keys; each bucket is in ascending
 * order of indices. */
static void distribute(uint32_t *out, const uint64_t *keys, uint64_t *starts, int shift, long n) {
    const long buckets = 1L << (64 - shift);
    memset(starts, 0, (size_t)buckets * sizeof *starts);
    for (long i = 0; i < n; i++)
        starts[keys[i] >> shift]++;
    uint64_t start = 0;
    for (long bucket = 0; bucket < buckets; bucket++) {
        const uint64_t count = starts[bucket];
        starts[bucket] = start;
        start += count;
    }
    for (long i = 0; i < n; i++)
        out[starts[keys[i] >> shift]++] = (uint32_t)i;
}

/* Insertion sort, which keeps equal keys in the order of their indices. No index leaves its
 * bucket. */
static void sort_buckets(uint32_t *out, const uint64_t *keys, long n) {
    for (long i = 1; i < n; i++) {
        const uint32_t index = out[i];
        long place = i;
        for (; place > 0 && keys[out[place - 1]] > keys[index]; place--)
            out[place] = out[place - 1];
        out[place] = index;
    }
}

/* The keys are uniform and there are about as many buckets as keys, so each bucket holds few keys and
 * the sort takes linear time: Knuth 1998, The Art of Computer Programming 3, section 5.2.5. The order is
 * total, so any correct sort gives the same permutation. */
void klimb_rng_permutation(uint32_t *out, uint64_t *scratch, struct rng_place place, long n) {
    uint64_t *keys = scratch, *starts = scratch + n;
    if (n <= 1) {
        memset(out, 0, (size_t)n * sizeof *out);
        return;
    }
    const int shift = 1 + __builtin_clzll((unsigned long long)n); /* 2^(64 - shift) <= n buckets */
    draw_keys(keys, place, n);
    distribute(out, keys, starts, shift, n);
    sort_buckets(out, keys, n);
}
