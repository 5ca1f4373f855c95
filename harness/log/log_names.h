/* log_names.h -- the names that columns have in logs, and klimb's names for them.
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
    LOG_VALUE, /* of TensorBoard's export: the name of the file says of what */
    LOG_QUANTITIES
};

/* On what it was measured. */
enum log_role { LOG_PLAIN, LOG_TRAINING, LOG_VALIDATION, LOG_ROLES };

struct log_name {
    int quantity;
    enum log_role role;
    int sign;  /* -1: the log has the negative of klimb's, as a negative ELBO is */
    long rank; /* of two columns of one quantity and role the lower is the better name */
};

/* A quantity, and the names that it goes by. */
struct log_synonyms {
    int quantity, sign;
    const char *names; /* separated by blanks, the best first */
};
extern const struct log_synonyms log_synonyms[]; /* ends with names NULL */

/* A word before or after a name that does not change its meaning, but may say on which data it was measured. */
struct log_affix {
    const char *word;
    enum log_role role;
    long cost; /* of the rank */
};
extern const struct log_affix log_affixes[]; /* ends with word NULL */

/* log_name_find -- what a name means. Returns 0 and leaves *out alone for one that is not known. */
int log_name_find(struct log_name *out, const char *name, long length);

/* log_quantity_name -- klimb's name of a quantity: "kl", "step". log_quantity_of -- the inverse for the first `length`
 * bytes, -1 for none; not for LOG_VALUE. */
const char *log_quantity_name(int quantity);
int log_quantity_of(const char *name, long length);

/* log_names_equal -- whether two names are the same but for case and separators. */
int log_names_equal(const char *a, long a_length, const char *b, long b_length);

#endif
