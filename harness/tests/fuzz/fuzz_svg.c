/* svg_shrink: never longer, and nothing but tags, tabs and headings changes. */
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "report/figures/svg.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    char *svg = malloc(size > 0 ? size : 1); /* not a byte more than svg_shrink may touch */
    if (svg == NULL)
        return 0;
    if (size > 0)
        memcpy(svg, bytes, size);
    size_t shrunk = svg_shrink(svg, size);
    FUZZ_HOLDS(shrunk <= size, "%zu bytes became %zu", size, shrunk);
    if (size > 0 && memchr(bytes, '<', size) == NULL && memchr(bytes, '\t', size) == NULL)
        FUZZ_HOLDS(shrunk == size && memcmp(svg, bytes, size) == 0, "text was changed");
    free(svg);
    return 0;
}
