/* descent: gradient descent of the diagonal linear network (dln.h) on a reduced system (system.h),
 * from w+ = w- = alpha 1, for A scales side by side, each with a step size of its own.
 *
 * The loss L = (1/N) ||y - X beta||^2 has in the weights w the second derivative
 *
 *     H = (2/N) J'J + 2 diag(h, -h),   J = 2 X (diag(w+), -diag(w-)),   h = -(2/N) X'(y - X beta),
 *
 * and descent is stable where the step eta is below 2 / ||H||. With D_j = w+_j^2 + w-_j^2,
 *
 *     ||H|| <= (8/N) min(||X||^2 max_j D_j, sum_j D_j ||x_j||^2) + 2 max_j |h_j|,
 *
 * and every step has the size of 1 over this bound at the present weights: half of what is stable.
 */
#ifndef DESCENT_H
#define DESCENT_H

#include "system.h"

typedef struct {
    const System *system; /* the caller's */
    int A, n;
    int active;          /* paths that have not converged, which come first */
    int *path;           /* (A) which scale each path has */
    double *w;           /* (A,2n) weights, w+ before w- */
    double *beta;        /* (A,n) their coefficients */
    double *time;        /* (A) the sum of the steps so far */
    double *step;        /* (A) the last step */
    double *loss;        /* (A) before the last step */
    double *f, *h;       /* workspace: (A,rank), (A,n) */
    double *squares;     /* (n) ||x_j||^2 */
    const double **rows; /* (rank) of the system */
} Descent;

/* Paths from alphas(A); descent_free frees. */
Descent *descent_alloc(const System *system, const double *alphas, int A);
void descent_free(Descent *descent);

/* A step of every path whose loss is more than 1e-12 of the response's above the least. */
void descent_step(Descent *descent);

#endif
