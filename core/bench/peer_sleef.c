#include "peer_sleef.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef __x86_64__
#include <immintrin.h>

/* The family of SLEEF's functions for each vecmath table, and their precision. */
static const struct width {
    const char *table, *family;
    int lanes;
} WIDTHS[] = {{"avx2", "avx", 8}, {"avx512", "avx512fnofma", 16}};

typedef struct {
    __m256 x, y;
} pair8;
typedef struct {
    __m512 x, y;
} pair16;

__attribute__((target("avx"))) static void run8(void *function, float *y, const float *x, long n) {
    __m256 (*f)(__m256);
    memcpy(&f, &function, sizeof f);
    for (long i = 0; i < n; i += 8)
        _mm256_storeu_ps(y + i, f(_mm256_loadu_ps(x + i)));
}

__attribute__((target("avx"))) static void run_pair8(void *function, float *y, float *z,
                                                     const float *x, long n) {
    pair8 (*f)(__m256);
    memcpy(&f, &function, sizeof f);
    for (long i = 0; i < n; i += 8) {
        const pair8 pair = f(_mm256_loadu_ps(x + i));
        _mm256_storeu_ps(y + i, pair.x);
        _mm256_storeu_ps(z + i, pair.y);
    }
}

__attribute__((target("avx512f"))) static void run16(void *function, float *y, const float *x,
                                                     long n) {
    __m512 (*f)(__m512);
    memcpy(&f, &function, sizeof f);
    for (long i = 0; i < n; i += 16)
        _mm512_storeu_ps(y + i, f(_mm512_loadu_ps(x + i)));
}

__attribute__((target("avx512f"))) static void run_pair16(void *function, float *y, float *z,
                                                          const float *x, long n) {
    pair16 (*f)(__m512);
    memcpy(&f, &function, sizeof f);
    for (long i = 0; i < n; i += 16) {
        const pair16 pair = f(_mm512_loadu_ps(x + i));
        _mm512_storeu_ps(y + i, pair.x);
        _mm512_storeu_ps(z + i, pair.y);
    }
}

/* "SLEEF 3.5.1" from the name of the file that the function is in. */
static void describe(struct peer_sleef *peer) {
    Dl_info info;
    char path[4096];
    const char *version = NULL;
    if (dladdr(peer->function, &info) != 0 && realpath(info.dli_fname, path) != NULL)
        version = strstr(path, ".so.");
    snprintf(peer->what, sizeof peer->what, "SLEEF %.32s", version == NULL ? "" : version + 4);
}

int peer_sleef_find(struct peer_sleef *peer, const char *table, const char *name) {
    *peer = (struct peer_sleef){.is_pair = strcmp(name, "sincospi") == 0};
    void *library = dlopen("libsleef.so.3", RTLD_NOW); /* stays open as long as the program runs */
    for (size_t i = 0; library != NULL && i < sizeof WIDTHS / sizeof *WIDTHS; i++) {
        char symbol[64];
        if (strcmp(table, WIDTHS[i].table) != 0)
            continue;
        snprintf(symbol, sizeof symbol, "Sleef_cinz_%sf%d_u%s%s", name, WIDTHS[i].lanes,
                 peer->is_pair ? "05" : "10", WIDTHS[i].family);
        peer->function = dlsym(library, symbol);
        peer->lanes = WIDTHS[i].lanes;
    }
    if (peer->function == NULL)
        return 0;
    describe(peer);
    return 1;
}

void peer_sleef_run(const struct peer_sleef *peer, float *y, float *z, const float *x, long n) {
    if (peer->is_pair)
        (peer->lanes == 8 ? run_pair8 : run_pair16)(peer->function, y, z, x, n);
    else
        (peer->lanes == 8 ? run8 : run16)(peer->function, y, x, n);
}

#else

int peer_sleef_find(struct peer_sleef *peer, const char *table, const char *name) {
    (void)table, (void)name;
    *peer = (struct peer_sleef){0};
    return 0;
}

void peer_sleef_run(const struct peer_sleef *peer, float *y, float *z, const float *x, long n) {
    (void)peer, (void)y, (void)z, (void)x, (void)n;
}

#endif
