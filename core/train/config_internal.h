/* config_internal.h -- private to config: the rules between settings, in config_together.c. */
#ifndef KLIMB_CONFIG_INTERNAL_H
#define KLIMB_CONFIG_INTERNAL_H

#include "train/config.h"

/* klimb_config_check_together -- the rules between settings, see klimb_config_check. Each setting must already be in its
 * range, and so not NaN.
 *   uses  bits of enum config_use: settings that are not in use are ignored
 * STATUS_INVALID, with the key in error.key. */
enum status klimb_config_check_together(const struct config *config, uint64_t uses,
                                        struct error *error) MUST_CHECK;

#endif
