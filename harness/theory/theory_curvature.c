#include "theory/theory_curvature.h"

#include <math.h>
#include <stdlib.h>

#include "numerics/vecmath/vecmath.h"

enum { ROUNDS = 200 };

/* Relative change between rounds at which the iteration stops. The result is too small by what is
 * missing. */
static const double CHANGE = 1e-7;

/* Step of the difference quotient, whose error is about this squared, plus rounding divided by it.
 */
static const double DISTANCE = 1e-5;

/* Makes x a unit vector. Returns the length that it had. */
static double normalise(double *x, long n) {
    double squares = 0;
    for (long i = 0; i < n; i++)
        squares += x[i] * x[i];
    double length = sqrt(squares);
    for (long i = 0; i < n && length > 0; i++)
        x[i] /= length;
    return length;
}

static void move(struct theory_model *model, double distance, const double *direction) {
    for (long i = 0; i < model->parameters; i++)
        model->p[i] += distance * direction[i];
}

/* image = H direction. */
static void apply_hessian(double *image, double *below, struct theory_model *model,
                          const struct theory_moments *moments, double beta,
                          const double *direction) {
    move(model, DISTANCE, direction);
    theory_model_gradient(image, model, moments, beta);
    move(model, -2 * DISTANCE, direction);
    theory_model_gradient(below, model, moments, beta);
    move(model, DISTANCE, direction);
    for (long i = 0; i < model->parameters; i++)
        image[i] = (image[i] - below[i]) / (2 * DISTANCE);
}

enum status theory_find_curvature(double *curvature, struct theory_model *model,
                                  const struct theory_moments *moments, double beta,
                                  struct error *error) {
    long n = model->parameters;
    double *direction = calloc(3 * (size_t)n, sizeof *direction);
    if (direction == NULL)
        return klimb_error_set(error, STATUS_MEMORY, "no memory for %ld parameters", n);
    double *image = direction + n, *below = image + n, before = -1;
    *curvature = 0;
    for (long i = 0; i < n; i++)
        direction[i] = klimb_vecmath_scalar_cospi(
            (double)i / M_PI); /* not orthogonal to the eigenvector in any scenario */
    normalise(direction, n);
    for (int i = 0; i < ROUNDS && !(fabs(*curvature - before) <= CHANGE * *curvature); i++) {
        before = *curvature;
        apply_hessian(image, below, model, moments, beta, direction);
        for (long j = 0; j < n; j++)
            direction[j] = image[j];
        *curvature = normalise(direction, n);
    }
    free(direction);
    return STATUS_OK;
}
