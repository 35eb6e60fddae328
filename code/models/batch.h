/* batch: what a step of descent of the diagonal linear network (dln.h) computes on a batch.
 *
 * With the rows x_i of a batch as X_S(count,n), coefficients beta(A,n) of A paths and r(A,count):
 *
 *     forward    f(A,count) = beta X_S'          backward    h(A,n) = r X_S
 *
 *     predictors   beta = w+^2 - w-^2, or the same linearised at a base point
 *     descend      w+ -= 2 eta w+ h, w- += 2 eta w- h with h = r X_S, and beta of the new w: the
 *                  slopes w are those of the base point for the linearisation
 *
 * Every sum is taken in an order that neither the processor nor the number of paths changes, with
 * plain multiplications and additions, so that the bits are the same everywhere. backward adds row
 * by row. forward adds column j in lane j % 8 of eight and then the lanes as a tree; where 8 does
 * not divide n, the last n % 8 columns go to the last lanes.
 */
#ifndef BATCH_H
#define BATCH_H

typedef struct {
    const double *const *x; /* (count) rows of n columns, the caller's */
    int n, count;
} Batch;

void batch_forward(double *f, const double *beta, int A, const Batch *batch);
void batch_backward(double *h, const double *r, int A, const Batch *batch);

/* The paths of a step: A rows of each. */
typedef struct {
    double *w;          /* (A,2n) weights, w+ before w- */
    double *beta;       /* (A,n) their predictors */
    const double *base; /* (A,2n) base point of a linearisation, or NULL */
    int A, n;
} Paths;

/* beta of w. */
void batch_predictors(const Paths *paths);

/* A step on r(A,count): w, and beta of the new w. */
void batch_descend(const Paths *paths, const double *r, double eta, const Batch *batch);

#endif
