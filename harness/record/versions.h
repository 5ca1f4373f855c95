/* versions.h -- everything about this build and machine that can determine a result.
 */
#ifndef KLIMB_VERSIONS_H
#define KLIMB_VERSIONS_H

#include "format/json.h"
#include "numerics/backend.h"

/* For manifests, goldens and `klimb info`; none is empty. */
struct versions {
    char klimb[64], compiler[128], flags[256], openblas[128], cpu[128], simd[16], system[128];
};

/* versions_get -- the versions of this process.
 *   backend  its SIMD level is reported */
void versions_get(struct versions *versions, const struct backend *backend);

/* versions_klimb -- klimb's version number: "0.1.0". */
const char *versions_klimb(void);

/* versions_add -- add {"versions": {...}} to `parent`: all but klimb's version, which has another
 * key in each file. Returns 0 when memory ran out. */
int versions_add(cJSON *parent, const struct versions *versions);

#endif
