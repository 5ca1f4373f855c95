/* setting.h -- the members of a plain struct as a table of settings: key, place, type and range.
 *
 * A module writes the table once, as an X-macro; its check and the scenario's schema are both made
 * from it, so that no range is written twice.
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

/* The values that a number, or each number of a list, may have. */
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
    size_t offset; /* in the struct of settings; of a list: of its first element */
    struct range range;
    uint64_t use;        /* bits: what has to be in use for the setting to count */
    size_t count_offset; /* lists: of the number of elements, a long */
    long least, most;    /* lists: how many elements there may be; most is 0 for a single value */
};

/* For enums of places made from a table. SETTING_OFFSET: an offset that only compiles if the member has the type. */
#define SETTING_OFFSET(structure, member, type)                                                    \
    _Generic(((structure *)0)->member, type : offsetof(structure, member))
#define SETTING_LENGTH(structure, list)                                                            \
    (sizeof((structure *)0)->list / sizeof((structure *)0)->list[0])
#define SETTING_C_INTEGER long
#define SETTING_C_REAL    double
#define SETTING_C_CHOICE  unsigned

/* klimb_range_holds -- whether a value is in the range. NaN is in none; infinity is in none of the above. */
int klimb_range_holds(const struct range *range, double value);

enum { RANGE_WORDS_MAX = 96 };

/* klimb_range_words -- the range after "must be": "an integer from 1 to 64", "a number from 0 to 1",
 * "above 0 and at most 1", "at least 0 and finite", "a finite number".
 *   words  out [RANGE_WORDS_MAX]  cut at the end and terminated
 *   type   in                     SETTING_REAL makes it "a number", others "an integer" */
void klimb_range_words(char words[RANGE_WORDS_MAX], const struct range *range,
                       enum setting_type type);

/* klimb_settings_check -- whether every setting that is in use is in its range.
 *   settings  in [count]
 *   values    in  the struct in which they are
 *   uses      in  bits: a setting counts if one of them is in its `use`
 * STATUS_INVALID names the first that is not, in the message and as error.key. */
enum status klimb_settings_check(const struct setting_row *settings, long count, const void *values,
                                 uint64_t uses, struct error *error) MUST_CHECK;

#endif
