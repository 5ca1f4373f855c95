/* The text of features.csv, which is written and digested. */
#include "golden/golden_internal.h"

void golden_format_features(struct text *out, const double *features, long count) {
    text_add(out, "seed");
    for (enum feature feature = 0; feature < FEATURES; feature++)
        text_add(out, ",%s", feature_names[feature]);
    text_add(out, "\n");
    for (long seed = 0; seed < count; seed++) {
        text_add(out, "%ld", seed);
        for (enum feature feature = 0; feature < FEATURES; feature++) {
            text_add(out, ",");
            text_add_float(out, (float)features[seed * FEATURES + feature]);
        }
        text_add(out, "\n");
    }
}
