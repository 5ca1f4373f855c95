#include "numerics/vecmath/vecmath.h"

#include <stddef.h>
#include <string.h>

#include "numerics/vecmath/vecmath_variants.h"

#define VARIANT_NAME(name, supported) #name,
static const char *const names[] = {VECMATH_VARIANTS(VARIANT_NAME) NULL};
#undef VARIANT_NAME

const char *const *klimb_vecmath_names(void) {
    return names;
}

const struct vecmath *klimb_vecmath_select(const char *name) {
#define VARIANT_IF_SUPPORTED(name, supported) (supported) ? &klimb_vecmath_##name : NULL,
    const struct vecmath *const variants[] = {VECMATH_VARIANTS(VARIANT_IF_SUPPORTED)};
#undef VARIANT_IF_SUPPORTED
    for (size_t i = sizeof variants / sizeof variants[0]; i-- > 0;)
        if (variants[i] != NULL && (name == NULL || strcmp(name, variants[i]->name) == 0))
            return variants[i];
    return NULL;
}
