#include "numerics/kernels.h"

#include <stddef.h>
#include <string.h>

#include "numerics/kernels_variants.h"

#define VARIANT_NAME(name, supported) #name,
static const char *const names[] = {KERNELS_VARIANTS(VARIANT_NAME) NULL};
#undef VARIANT_NAME

const char *const *klimb_kernels_names(void) {
    return names;
}

const struct kernels *klimb_kernels_select(const char *name) {
#define VARIANT_IF_SUPPORTED(name, supported) (supported) ? &klimb_kernels_##name : NULL,
    const struct kernels *const variants[] = {KERNELS_VARIANTS(VARIANT_IF_SUPPORTED)};
#undef VARIANT_IF_SUPPORTED
    for (size_t i = sizeof variants / sizeof variants[0]; i-- > 0;)
        if (variants[i] != NULL && (name == NULL || strcmp(name, variants[i]->name) == 0))
            return variants[i];
    return NULL;
}
