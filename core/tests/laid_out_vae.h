/* laid_out_vae.h -- a VAE without a trainer, in its own arena. */
#ifndef KLIMB_LAID_OUT_VAE_H
#define KLIMB_LAID_OUT_VAE_H

#include <check.h>

#include "train/vae.h"

/* Lays out a VAE for the exact backend, with the initial weights of `seed`. vae and arena must be all zero;
 * klimb_arena_free(arena) frees both. */
static inline void lay_out_vae(struct vae *vae, struct arena *arena, struct backend *backend,
                               const struct config *config, long columns, long rows,
                               uint64_t seed) {
    ck_assert_int_eq(klimb_backend_select(backend, BACKEND_EXACT, NULL, NULL), STATUS_OK);
    klimb_vae_layout(vae, arena, config, columns, rows);
    ck_assert_int_eq(klimb_arena_allocate(arena, NULL), STATUS_OK);
    klimb_vae_layout(vae, arena, config, columns, rows);
    klimb_vae_init_weights(vae, seed, backend);
}

#endif
