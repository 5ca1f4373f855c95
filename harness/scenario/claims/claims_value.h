/* claims_value.h -- reading and writing the value of one key of a claim, for claims.c alone.
 */
#ifndef KLIMB_CLAIMS_VALUE_H
#define KLIMB_CLAIMS_VALUE_H

#include "base/text.h"
#include "scenario/claims/claims.h"

/* Where a claim is read from. */
struct claim_reader {
    const struct yaml *yaml;
    const char *folder; /* the scenario's, below the experiments folder */
    struct error *error;
};

/* A kind of value (bounds, a step, a word of a list, ...) and the field of struct claim that it
 * sets.
 */
struct claim_value {
    enum status (*read)(struct claim *claim, const struct claim_value *value,
                        const struct claim_reader *reader, const struct yaml_node *node);
    /* Writes nothing for an optional value that was not given. */
    void (*write)(struct text *text, const struct claim *claim, const struct claim_value *value,
                  const char *folder);
    size_t offset;            /* of the field in struct claim */
    const char *const *names; /* the allowed words, by value; NULL: the columns of a record */
    double most;              /* the maximum of a number whose minimum is 0 */
};

extern const struct claim_value claim_value_column, claim_value_other; /* a column's name */
extern const struct claim_value claim_value_bounds;                    /* [low, high] */
extern const struct claim_value claim_value_theory;                    /* {theory: within x} */
extern const struct claim_value claim_value_bounds_or_theory;          /* either */
extern const struct claim_value claim_value_low, claim_value_high;     /* one end of bounds */
extern const struct claim_value claim_value_within;                    /* 0 to x */
extern const struct claim_value claim_value_within_signed;             /* -x to x */
extern const struct claim_value claim_value_r2;                        /* at least x, in [0, 1] */
extern const struct claim_value claim_value_from, claim_value_by;      /* a step */
extern const struct claim_value claim_value_reference;                 /* another scenario's file */
extern const struct claim_value claim_value_state;                     /* of a diagnosis */
extern const struct claim_value claim_value_term, claim_value_tail;    /* of a divergence */

/* claim_unknown_word -- an error at a node: the word, the allowed ones, the nearest of them.
 *   what  "column", "verb" */
enum status claim_unknown_word(const struct claim_reader *reader, const struct yaml_node *node,
                               const char *what, const char *word, const char *const *allowed);

/* claim_column_names -- names of all columns, NULL-terminated. */
void claim_column_names(const char *names[OBSERVABLES + 1]);

#endif
