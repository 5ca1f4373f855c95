/* log_names.h -- maps the names of columns in logs to klimb's names.
 *
 *     struct log_name name;
 *     if (log_name_find(&name, "val/KL loss", 11))
 *         name.quantity is OBSERVABLE_kl, name.role LOG_VALIDATION
 *
 * Names are compared by their letters and digits alone, without case.
 */
#ifndef KLIMB_LOG_NAMES_H
#define KLIMB_LOG_NAMES_H

#include "base/text.h"
#include "train/probe.h"

/* What a column holds: an observable, or one of these. */
enum {
    LOG_STEP = OBSERVABLES,
    LOG_EPOCH,
    LOG_VALUE, /* TensorBoard's export: the file's name tells which quantity */
    LOG_QUANTITIES
};

/* The data it was measured on. */
enum log_role { LOG_PLAIN, LOG_TRAINING, LOG_VALIDATION, LOG_ROLES };

struct log_name {
    int quantity;
    enum log_role role;
    int sign;  /* -1: the log has the negative, such as the negative ELBO */
    long rank; /* the lower rank is preferred among columns of one quantity and role */
};

/* A quantity and its names in logs. */
struct log_synonyms {
    int quantity, sign;
    const char *names; /* separated by blanks, the best first */
};
extern const struct log_synonyms log_synonyms[]; /* ends with names NULL */

/* A word before or after a name that does not change its meaning, but may name the data it was measured on. */
struct log_affix {
    const char *word;
    enum log_role role;
    long cost; /* of the rank */
};
extern const struct log_affix log_affixes[]; /* ends with word NULL */

/* log_name_find -- the meaning of a name. Returns 0 and leaves *out unchanged for an unknown name. */
int log_name_find(struct log_name *out, const char *name, long length);

/* log_quantity_name -- klimb's name of a quantity: "kl", "step". log_quantity_of -- the inverse for the first `length`
 * bytes, -1 for none; not for LOG_VALUE. */
const char *log_quantity_name(int quantity);
int log_quantity_of(const char *name, long length);

/* log_names_equal -- whether two names are equal up to case and separators. */
int log_names_equal(const char *a, long a_length, const char *b, long b_length);

#endif
