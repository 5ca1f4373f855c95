/* schema_keys.h -- the one table of the keys that a scenario may have.
 *
 * A row has a key's dotted path, type, field of struct scenario, range, unit, default and meaning.
 * Reading, checking, defaults, the canonical form, the help and spelling advice all walk this
 * table, so a new key is one row here and its field in config.h.
 */
#ifndef KLIMB_SCHEMA_KEYS_H
#define KLIMB_SCHEMA_KEYS_H

#include "base/setting.h"
#include "scenario/scenario.h"

/* X(NAME, name in the help) */
#define SCHEMA_TYPE_TABLE(X)                                                                       \
    X(INTEGER, "integer")                                                                          \
    X(SEED, "integer") /* the same, stored without a sign */                                       \
    X(REAL, "real")                                                                                \
    X(CHOICE, "one of")                                                                            \
    X(TEXT, "text")                                                                                \
    X(PATH, "path")                                                                                \
    X(INTEGERS, "list of integers")                                                                \
    X(REALS, "list of reals")                                                                      \
    X(WORDS, "list of words")                                                                      \
    X(FILES, "list of paths")                                                                      \
    X(PAIRS, "map of names to values")                                                             \
    X(SECONDS, "time")                                                                             \
    X(BASE, "scenario file")                                                                       \
    X(EXPECT, "list of claims")
#define KIND_ENUM_SCHEMA_TYPE(NAME, name) SCHEMA_##NAME,
enum schema_type { SCHEMA_TYPE_TABLE(KIND_ENUM_SCHEMA_TYPE) SCHEMA_TYPES };
extern const char *const schema_type_names[]; /* by type, NULL-terminated */

enum schema_flag {
    SCHEMA_OWN = 1,        /* belongs to one file: neither inherited nor overridden */
    SCHEMA_UNDIGESTED = 2, /* cannot change a trajectory, so it is not part of the digest */
    SCHEMA_LATER = 4,      /* younger than some goldens: not digested at its default */
    SCHEMA_EXTERNAL = 8    /* only for scenarios trained by another program */
};

enum { SCHEMA_PATH_MAX = 64 }; /* bytes of a dotted path, the NUL included */

struct schema_key {
    const char *path; /* "model.head.low" */
    enum schema_type type;
    unsigned flags;              /* of enum schema_flag */
    size_t offset;               /* of the field in struct scenario */
    size_t count_offset;         /* lists: of their length, a long; -1: not given */
    size_t resolved_offset;      /* paths: of the field for the path to open */
    long capacity;               /* lists: maximum of elements; texts, paths: bytes with NUL */
    const struct range *range;   /* of a number or a list's elements; core's if core has one */
    const char *const *names;    /* choices: names by value, NULL-terminated */
    const char *const *meanings; /* choices: what each means, by value */
    const char *unit;            /* "" for none */
    const char *fallback;        /* the default as schema_format writes it; NULL: see `meaning` */
    const char *meaning;
};
extern const struct schema_key schema_keys[]; /* in canonical order; the last one's path is NULL */

#endif
