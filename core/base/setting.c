#include "base/setting.h"

#include <stdio.h>
#include <string.h>

/* No comparison with NaN is true, so NaN is in no range. */
int klimb_range_holds(const struct range *range, double value) {
    int above = range->low_is_open ? value > range->low : value >= range->low;
    int below = range->high_is_open ? value < range->high : value <= range->high;
    return above && below;
}

void klimb_range_words(char words[RANGE_WORDS_MAX], const struct range *range,
                       enum setting_type type) {
    int has_low = isfinite(range->low), has_high = isfinite(range->high);
    int is_closed = !range->low_is_open && !range->high_is_open;
    const char *low = range->low_is_open ? "above" : "at least";
    const char *high = range->high_is_open ? "below" : "at most";
    if (has_low && has_high && is_closed)
        snprintf(words, RANGE_WORDS_MAX, "%s from %.16g to %.16g",
                 type == SETTING_REAL ? "a number" : "an integer", range->low, range->high);
    else if (has_low && has_high)
        snprintf(words, RANGE_WORDS_MAX, "%s %.16g and %s %.16g", low, range->low, high,
                 range->high);
    else if (has_low)
        snprintf(words, RANGE_WORDS_MAX, "%s %.16g and finite", low, range->low);
    else if (has_high)
        snprintf(words, RANGE_WORDS_MAX, "%s %.16g", high, range->high);
    else
        snprintf(words, RANGE_WORDS_MAX, "a finite number");
}

static const void *at_offset(const void *values, size_t offset) {
    return (const char *)values + offset;
}

/* The value, or element i of a list. A long beyond 2^53 is rounded; no range has an end there. */
static double value_of(const struct setting_row *setting, const void *values, long i) {
    const void *place = at_offset(values, setting->offset);
    if (setting->type == SETTING_REAL)
        return ((const double *)place)[i];
    if (setting->type == SETTING_INTEGER)
        return (double)((const long *)place)[i];
    return *(const unsigned *)place;
}

static enum status check_value(const struct setting_row *setting, double value, long element,
                               struct error *error) {
    char words[RANGE_WORDS_MAX], which[48] = "";
    if (klimb_range_holds(&setting->range, value))
        return STATUS_OK;
    klimb_range_words(words, &setting->range, setting->type);
    if (setting->most > 0)
        snprintf(which, sizeof which, "element %ld of ", element + 1);
    return klimb_error_key(error, STATUS_INVALID, setting->key, "%s%s is %.16g; must be %s", which,
                           setting->key, value, words);
}

static enum status check_list(const struct setting_row *setting, const void *values,
                              struct error *error) {
    long count = *(const long *)at_offset(values, setting->count_offset);
    if (count < setting->least || count > setting->most)
        return klimb_error_key(error, STATUS_INVALID, setting->key,
                               "%s has %ld elements; must have %ld to %ld", setting->key, count,
                               setting->least, setting->most);
    enum status status = STATUS_OK;
    for (long i = 0; i < count && status == STATUS_OK; i++)
        status = check_value(setting, value_of(setting, values, i), i, error);
    return status;
}

enum status klimb_settings_check(const struct setting_row *settings, long count, const void *values,
                                 uint64_t uses, struct error *error) {
    enum status status = STATUS_OK;
    for (long i = 0; i < count && status == STATUS_OK; i++) {
        if (!(settings[i].use & uses))
            continue;
        status = settings[i].most > 0
                     ? check_list(&settings[i], values, error)
                     : check_value(&settings[i], value_of(&settings[i], values, 0), 0, error);
    }
    return status;
}
