/* config_internal.h -- private to config: what settings that are each in their range must be together, config_together.c.
 */
#ifndef KLIMB_CONFIG_INTERNAL_H
#define KLIMB_CONFIG_INTERNAL_H

#include "train/config.h"

/* klimb_config_check_together -- the rules that klimb_config_check names, one after another; no setting is NaN.
 *   uses  bits of enum config_use: settings that are not in use are not looked at
 * STATUS_INVALID, with the key in error.key. */
enum status klimb_config_check_together(const struct config *config, uint64_t uses,
                                        struct error *error) MUST_CHECK;

#endif
