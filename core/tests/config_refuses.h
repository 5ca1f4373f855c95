/* config_refuses.h -- one-line tests of configs that klimb_config_check refuses or accepts.
 *
 *     REFUSES(c.optimiser.momentum = -1, "optimiser.momentum is -1; must be at least 0 and below 1");
 *     ACCEPTS(c.optimiser.momentum = 0.9);
 */
#ifndef KLIMB_CONFIG_REFUSES_H
#define KLIMB_CONFIG_REFUSES_H

#include <string.h>

#include "check_near.h"
#include "example_config.h"
#include "train/config.h"

static inline void assert_refused(const struct config *config, const char *message) {
    struct error error = {0};
    ck_assert_int_eq(klimb_config_check(config, &error), STATUS_INVALID);
    ck_assert_str_eq(error.message, message);
    ck_assert_str_ne(error.key, "");
    ck_assert_ptr_nonnull(strstr(message, error.key));
}

/* The example config with `change` applied must be refused with `message`. `change` also sets the kind that
 * uses the setting. */
#define REFUSES(change, message)                                                                   \
    do {                                                                                           \
        struct config c = example_config();                                                        \
        change;                                                                                    \
        assert_refused(&c, message);                                                               \
    } while (0)

#define ACCEPTS(change)                                                                            \
    do {                                                                                           \
        struct config c = example_config();                                                        \
        struct error error = {0};                                                                  \
        change;                                                                                    \
        ck_assert_msg(klimb_config_check(&c, &error) == STATUS_OK, "%s", error.message);           \
    } while (0)

#endif
