/* setting.h -- the members of a plain struct as a table of settings: key, place, type and range.
 *
 * A module writes the table once, as an X-macro. Its check and the scenario's schema are both generated
 * from it, so no range is written twice.
 *
 *     struct ball { double radius; long colours; };
 *     static const struct setting_row settings[] = {
 *         {"ball.radius", SETTING_REAL, offsetof(struct ball, radius), .range = RANGE_ABOVE(0),
 *          .use = 1},
 *         {"ball.colours", SETTING_INTEGER, offsetof(struct ball, colours),
 *          .range = RANGE_FROM_TO(1, 9), .use = 1}};
 *     status = klimb_settings_check(settings, 2, &ball, 1, &error);
 *     // "ball.colours is 0; must be an integer from 1 to 9", error.key "ball.colours"
 */
#ifndef KLIMB_SETTING_H
#define KLIMB_SETTING_H

#include <math.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

/* The allowed values of a number, or of each element of a list. */
struct range {
    double low, high;
    int low_is_open, high_is_open; /* the end itself is not allowed */
};

#define RANGE_FROM_TO(least, most)                                                                 \
    { (least), (most), 0, 0 }
#define RANGE_FROM_BELOW(least, bound)                                                             \
    { (least), (bound), 0, 1 }
#define RANGE_ABOVE_TO(bound, most)                                                                \
    { (bound), (most), 1, 0 }
#define RANGE_AT_LEAST(least)                                                                      \
    { (least), HUGE_VAL, 0, 1 }
#define RANGE_ABOVE(bound)                                                                         \
    { (bound), HUGE_VAL, 1, 1 }
#define RANGE_FINITE                                                                               \
    { -HUGE_VAL, HUGE_VAL, 1, 1 }

/* A setting is a long, a double or an enum. */
enum setting_type { SETTING_INTEGER, SETTING_REAL, SETTING_CHOICE };

enum { SETTING_KEY_MAX = 40 }; /* bytes of a key, the NUL included */

struct setting_row {
    char key[SETTING_KEY_MAX]; /* its name in a scenario and in errors: "model.head.low" */
    enum setting_type type;
    size_t offset; /* of the value, or of a list's first element, in the struct of settings */
    struct range range;
    uint64_t use;        /* bits: the setting is in use, and checked, if one of them is set */
    size_t count_offset; /* lists: offset of the number of elements, a long */
    long least, most;    /* lists: allowed numbers of elements; most is 0 for a single value */
};

/* SETTING_OFFSET -- offsetof that compiles only if the member has the given type.
 * SETTING_LENGTH -- the number of elements of an array member. */
#define SETTING_OFFSET(structure, member, type)                                                    \
    _Generic(((structure *)0)->member, type : offsetof(structure, member))
#define SETTING_LENGTH(structure, list)                                                            \
    (sizeof((structure *)0)->list / sizeof((structure *)0)->list[0])
#define SETTING_C_INTEGER long
#define SETTING_C_REAL    double
#define SETTING_C_CHOICE  unsigned

/* klimb_range_holds -- whether a value is in the range. NaN is never; infinity is in no RANGE_ above. */
int klimb_range_holds(const struct range *range, double value);

enum { RANGE_WORDS_MAX = 96 };

/* klimb_range_words -- the range in the words that follow "must be": "an integer from 1 to 64",
 * "a number from 0 to 1", "above 0 and at most 1", "at least 0 and finite", "a finite number".
 *   words  out [RANGE_WORDS_MAX]  truncated if too long; always terminated
 *   type   in                     SETTING_REAL: "a number"; others: "an integer" */
void klimb_range_words(char words[RANGE_WORDS_MAX], const struct range *range,
                       enum setting_type type);

/* klimb_settings_check -- whether every setting that is in use is in its range.
 *   settings  in [count]
 *   values    in  the struct that holds the settings
 *   uses      in  bits: a setting is in use if it shares one of them with its `use`
 * STATUS_INVALID: the message and error.key name the first setting that is out of range. */
enum status klimb_settings_check(const struct setting_row *settings, long count, const void *values,
                                 uint64_t uses, struct error *error) MUST_CHECK;

#endif
