/* export_readme.h -- the README.md of an export.
 */
#ifndef KLIMB_EXPORT_README_H
#define KLIMB_EXPORT_README_H

#include "base/text.h"
#include "export/export_arrays.h"

/* export_describe -- the text of README.md. */
void export_describe(struct text *text, const struct export *export);

#endif
