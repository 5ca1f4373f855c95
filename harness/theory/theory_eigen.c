#include "theory/theory_eigen.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>

enum { STEPS_MAX = 30 }; /* for one eigenvalue; two or three are usual */

/* A tridiagonal matrix T and the rows that turn the given matrix A into it: T = Z A Z'. */
struct tridiagonal {
    long d;
    double *diagonal; /* [d] */
    double *beside;   /* [d], beside[i] is T[i][i+1] */
    double *z;        /* [d,d] */
    double *v, *w;    /* [d] each, scratch */
    double nothing;   /* the largest value below the rounding of T */
};

/* ---- reduction --------------------------------------------------------------------------------- */

/* y += factor x */
static void add(double *y, double factor, const double *x, long d) {
    for (long i = 0; i < d; i++)
        y[i] += factor * x[i];
}

static double dot(const double *x, const double *y, long d) {
    double sum = 0;
    for (long i = 0; i < d; i++)
        sum += x[i] * y[i];
    return sum;
}

/* The reflection I - scale v v' that zeroes row k beyond the first element behind the diagonal. v is 0 up to k. That
 * element changes its sign, so v is no difference of two numbers that may be almost equal. Returns scale, which is 0 if
 * nothing needs doing. */
static double reflect_row(struct tridiagonal *t, const double *row, long k) {
    long d = t->d;
    double rest = dot(row + k + 2, row + k + 2, d - k - 2), first = row[k + 1];
    for (long i = 0; i < d; i++)
        t->v[i] = i > k ? row[i] : 0;
    t->beside[k] = first;
    if (rest < DBL_MIN) /* its inverse would overflow; it is negligible in a covariance */
        return 0;
    double length = sqrt(first * first + rest);
    t->beside[k] = first > 0 ? -length : length;
    t->v[k + 1] = first - t->beside[k];
    return 2 / (t->v[k + 1] * t->v[k + 1] + rest);
}

/* A = H A H with H = I - scale v v', by A v = p, w = scale p - (scale^2 v'p / 2) v and A -= v w' + w v'. */
static void reflect_both(struct tridiagonal *t, double *a, long k, double scale) {
    long d = t->d, first = k + 1;
    for (long i = 0; i < d; i++)
        t->w[i] = 0;
    for (long i = first; i < d; i++)
        add(t->w, t->v[i], a + i * d, d);
    double half = scale * (scale * dot(t->v, t->w, d)) / 2;
    for (long i = 0; i < d; i++)
        t->w[i] = scale * t->w[i] - half * t->v[i];
    for (long i = first; i < d; i++) {
        add(a + i * d + first, -t->v[i], t->w + first, d - first);
        add(a + i * d + first, -t->w[i], t->v + first, d - first);
    }
}

/* Z = H Z. */
static void reflect_rows(struct tridiagonal *t, long k, double scale) {
    long d = t->d;
    for (long i = 0; i < d; i++)
        t->w[i] = 0;
    for (long i = k + 1; i < d; i++)
        add(t->w, t->v[i], t->z + i * d, d);
    for (long i = k + 1; i < d; i++)
        add(t->z + i * d, -scale * t->v[i], t->w, d);
}

static void reduce(struct tridiagonal *t, double *a) {
    long d = t->d;
    for (long i = 0; i < d * d; i++)
        t->z[i] = i % (d + 1) == 0;
    for (long k = 0; k < d - 1; k++) {
        double scale = reflect_row(t, a + k * d, k);
        if (scale > 0) {
            reflect_both(t, a, k, scale);
            reflect_rows(t, k, scale);
        }
    }
    double largest = DBL_MIN;
    for (long i = 0; i < d; i++) {
        t->diagonal[i] = a[i * d + i];
        largest = fmax(largest, fmax(fabs(t->diagonal[i]), fabs(t->beside[i])));
    }
    t->nothing = DBL_EPSILON * DBL_EPSILON * largest;
}

/* ---- QR steps ---------------------------------------------------------------------------------- */

/* The eigenvalue of the last two rows that is nearer to the last element. */
static double shift_of(const struct tridiagonal *t, long last) {
    double off = t->beside[last - 1], end = t->diagonal[last];
    double half = (t->diagonal[last - 1] - end) / 2;
    return end - off * off / (half + copysign(hypot(half, off), half));
}

/* Rotates rows k and k + 1 of Z by the angle with cosine c and sine s. */
static void turn_rows(struct tridiagonal *t, long k, double c, double s) {
    double *upper = t->z + k * t->d, *lower = upper + t->d;
    for (long i = 0; i < t->d; i++) {
        double a = upper[i], b = lower[i];
        upper[i] = c * a + s * b;
        lower[i] = c * b - s * a;
    }
}

/* One step on rows first..last: rotates each pair so that the element outside the three diagonals moves down and out.
 */
static void step(struct tridiagonal *t, long first, long last) {
    double x = t->diagonal[first] - shift_of(t, last), outside = t->beside[first];
    for (long k = first; k < last; k++) {
        double length = hypot(x, outside), c = length > 0 ? x / length : 1,
               s = length > 0 ? outside / length : 0;
        double a = t->diagonal[k], b = t->diagonal[k + 1], off = t->beside[k];
        if (k > first)
            t->beside[k - 1] = length;
        t->diagonal[k] = c * c * a + 2 * c * s * off + s * s * b;
        t->diagonal[k + 1] = s * s * a - 2 * c * s * off + c * c * b;
        t->beside[k] = (c * c - s * s) * off + c * s * (b - a);
        turn_rows(t, k, c, s);
        x = t->beside[k];
        if (k + 1 < last) {
            outside = s * t->beside[k + 1];
            t->beside[k + 1] *= c;
        }
    }
}

/* Whether T falls apart between rows i and i + 1. */
static int is_apart(const struct tridiagonal *t, long i) {
    return fabs(t->beside[i]) <=
           DBL_EPSILON * (fabs(t->diagonal[i]) + fabs(t->diagonal[i + 1])) + t->nothing;
}

/* Returns 0 if an eigenvalue takes more than STEPS_MAX steps. */
static int diagonalise(struct tridiagonal *t) {
    long steps = 0;
    for (long last = t->d - 1; last > 0; steps++) {
        long first = last;
        while (first > 0 && !is_apart(t, first - 1))
            first--;
        if (first == last) {
            last--;
            steps = 0;
        } else if (steps < STEPS_MAX) {
            step(t, first, last);
        } else {
            return 0;
        }
    }
    return 1;
}

/* ---- the result -------------------------------------------------------------------------------- */

/* Copies eigenvalues and eigenvectors, largest first. */
static void sort_into(double *eigenvalues, double *axes, struct tridiagonal *t) {
    long d = t->d;
    for (long i = 0; i < d; i++) {
        long largest = 0;
        for (long j = 1; j < d; j++)
            if (t->diagonal[j] > t->diagonal[largest])
                largest = j;
        eigenvalues[i] = t->diagonal[largest];
        t->diagonal[largest] = -(double)INFINITY;
        for (long j = 0; j < d; j++)
            axes[i * d + j] = t->z[largest * d + j];
    }
}

enum status theory_eigen_solve(double *eigenvalues, double *axes, double *matrix, long d,
                               struct error *error) {
    size_t size = (size_t)d;
    double *work = calloc(size * size + 4 * size, sizeof *work);
    if (work == NULL)
        return klimb_error_set(error, STATUS_MEMORY, "no memory for %ld eigenvectors", d);
    double *vectors = work + size * size;
    struct tridiagonal t = {
        .d = d,
        .z = work,
        .diagonal = vectors,
        .beside = vectors + d,
        .v = vectors + 2 * d,
        .w = vectors + 3 * d,
    };
    reduce(&t, matrix);
    int is_done = diagonalise(&t);
    if (is_done)
        sort_into(eigenvalues, axes, &t);
    free(work);
    return is_done ? STATUS_OK
                   : klimb_error_set(error, STATUS_FAILED,
                                     "the eigenvalues of the data's covariance do not converge");
}
