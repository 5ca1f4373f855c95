/* Identities between the columns of a record of any VAE, trained or not.
 *
 * A row is tested if it has all values of an identity and they are finite. Columns are binary32
 * roundings of doubles, so each is off by at most 2^-24 of itself; an identity may be off by 2^-23
 * of the sum of the sizes of its terms, twice what that rounding can do. */
#include <float.h>
#include <math.h>
#include <stdio.h>

#include "judge/claims_identities.h"

enum { TERMS_MAX = 4 };

/* ln sigma^2, mu and z are binary32, and so are the log densities and the terms of the KL computed
 * from them, which are of size 1 or more. Seen in the scenarios: kl down to -8e-8, mi at most ln N.
 */
static const double density_rounding = 1e-4, dimension_rounding = 1e-6;

/* The estimate of mi may exceed kl by this many standard errors. Its noise is the same in every row
 * and run, so further rows do not add chances of a false alarm. Seen in the scenarios: 1.9. */
static const double mi_errors = 5;

/* The two sides of an identity in one row. */
struct sides {
    double left, right; /* NaN: not known in this row */
    double tolerance;   /* left may differ from right, or exceed it, by this much */
};

struct row {
    const struct record *record;
    long index;
    double second_beta; /* weight of the KL of a second level, in units of beta */
};

/* NaN where the record lacks the column, or where the value was out of range and clipped:
 * identities with it are not tested. */
static double value_of(const struct row *row, enum observable column) {
    float value = record_value(row->record, row->index, column);
    return row->record->present[column] && fabsf(value) < FLT_MAX ? (double)value : (double)NAN;
}

static double dimension_kl(const struct row *row, long j) {
    long k = row->record->latent;
    return (double)
        row->record->dimension[(row->index * k + j) * DIMENSION_OBSERVABLES + DIMENSION_kl];
}

/* left = right, a sum of terms whose sizes add up to `size`. */
static struct sides rounded(double left, double right, double size) {
    return (struct sides){left, right, (double)FLT_EPSILON * (fabs(left) + size) + (double)FLT_MIN};
}

static struct sides sides_of_sum(const struct row *row) {
    double sum = 0, size = 0;
    if (row->record->latent == 0 || row->record->dimension == NULL)
        return (struct sides){.left = (double)NAN};
    for (long j = 0; j < row->record->latent; j++) {
        sum += dimension_kl(row, j);
        size += fabs(dimension_kl(row, j));
    }
    return rounded(value_of(row, OBSERVABLE_kl), sum, size);
}

/* Written as 0 <= kl, so that all inequalities look alike. */
static struct sides sides_of_sign(const struct row *row) {
    double dimensions = fmax(1, (double)row->record->latent);
    return (struct sides){0, value_of(row, OBSERVABLE_kl), dimension_rounding * dimensions};
}

/* Written as 0 <= the smallest kl_i. */
static struct sides sides_of_dimensions(const struct row *row) {
    double least = (double)NAN;
    for (long j = 0; row->record->dimension != NULL && j < row->record->latent; j++)
        least = fmin(least, dimension_kl(row, j));
    return (struct sides){0, least, dimension_rounding};
}

static struct sides sides_of_elbo(const struct row *row) {
    double recon = value_of(row, OBSERVABLE_recon), kl = value_of(row, OBSERVABLE_kl);
    return rounded(value_of(row, OBSERVABLE_elbo), -(recon + kl), fabs(recon) + fabs(kl));
}

/* beta was rounded too. */
static struct sides sides_of_loss(const struct row *row) {
    double recon = value_of(row, OBSERVABLE_recon), beta = value_of(row, OBSERVABLE_beta);
    double weighted = beta * value_of(row, OBSERVABLE_kl);
    double extra = row->record->present[OBSERVABLE_kl_2]
                       ? beta * (row->second_beta - 1) * value_of(row, OBSERVABLE_kl_2)
                       : 0;
    return rounded(value_of(row, OBSERVABLE_loss), recon + weighted + extra,
                   fabs(recon) + 2 * fabs(weighted) + 2 * fabs(extra));
}

static struct sides sides_of_aggregate(const struct row *row) {
    double kl = value_of(row, OBSERVABLE_kl), mi = value_of(row, OBSERVABLE_mi);
    return rounded(value_of(row, OBSERVABLE_kl_agg), kl - mi, fabs(kl) + fabs(mi));
}

static struct sides sides_of_cap(const struct row *row) {
    return (struct sides){value_of(row, OBSERVABLE_mi), value_of(row, OBSERVABLE_mi_cap),
                          density_rounding};
}

/* mi is the mean over N examples of ln q(z|x) - ln q(z) at one z each. In a Gaussian channel this
 * has variance 1 - exp(-2 I_j) for each dimension, which is at most 2 I_j and at most 1. */
static struct sides sides_of_information(const struct row *row) {
    double kl = value_of(row, OBSERVABLE_kl);
    double variance = 2 * fmax(kl, 0);
    if (row->record->latent > 0)
        variance = fmin(variance, (double)row->record->latent);
    double error = sqrt(variance / exp(value_of(row, OBSERVABLE_mi_cap)));
    return (struct sides){value_of(row, OBSERVABLE_mi), kl, density_rounding + mi_errors * error};
}

static const struct identity {
    const char *name;
    int is_inequality; /* left <= right */
    int of_closed;     /* holds only if the KL is in closed form */
    struct sides (*find)(const struct row *row);
} identities[] = {
    {"kl = sum of kl_i over dimensions", 0, 1, sides_of_sum},
    {"0 <= kl", 1, 1, sides_of_sign},
    {"0 <= kl_i of every dimension", 1, 1, sides_of_dimensions},
    {"elbo = -(recon + kl)", 0, 0, sides_of_elbo},
    {"loss = recon + beta kl", 0, 0, sides_of_loss},
    {"kl_agg = kl - mi", 0, 0, sides_of_aggregate},
    {"mi <= mi_cap = ln N", 1, 0, sides_of_cap},
    {"mi <= kl within the error of its estimate", 1, 0, sides_of_information},
};
enum { IDENTITIES = sizeof identities / sizeof *identities };

static int is_broken(const struct identity *identity, const struct sides *sides) {
    double difference = sides->left - sides->right;
    if (!isfinite(sides->left) || !isfinite(sides->right))
        return 0;
    return !((identity->is_inequality ? difference : fabs(difference)) <= sides->tolerance);
}

/* Prints the difference too, because the sides may look alike. */
static void complain(struct claim_result *result, const struct identity *identity,
                     const struct sides *sides, long step) {
    result->holds = 0;
    result->step = step;
    snprintf(result->message, sizeof result->message,
             "%s does not hold at step %ld: %.9g %s %.9g, off by %.3g where rounding explains %.3g",
             identity->name, step, sides->left, identity->is_inequality ? "is above" : "is not",
             sides->right, fabs(sides->left - sides->right), sides->tolerance);
}

void claims_evaluate_identities(struct claim_result *result, const struct record *record,
                                int is_closed, double second_beta) {
    *result = (struct claim_result){.holds = 1, .of_theory = 1, .value = (double)NAN, .step = -1};
    snprintf(result->message, sizeof result->message,
             "the columns of every row agree with one another");
    for (long i = 0; i < record->rows; i++) {
        const struct row row = {record, i, second_beta};
        for (int j = 0; j < IDENTITIES; j++) {
            const struct sides sides = identities[j].find(&row);
            if ((identities[j].of_closed && !is_closed) || !is_broken(&identities[j], &sides))
                continue;
            complain(result, &identities[j], &sides, record->step[i]);
            return;
        }
    }
}
