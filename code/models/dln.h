/* dln: the diagonal linear network, linear regression with two weights a coordinate (thesis,
 * section 4.1; Woodworth et al., 2020):
 *
 *     f(w, x) = <beta_w, x>,   beta_w = w+^2 - w-^2,   w = (w+, w-) in R^2n,
 *
 * and its linearisation at a base point b, which shares every line of code but two:
 *
 *     fbar(w, x) = <betabar_w, x>,   betabar_w = beta_b + 2 b+ (w+ - b+) - 2 b- (w- - b-).
 *
 * The loss is the mean square L = (1/N) sum (y - f)^2, without a factor 1/2.
 *
 * A paths are trained side by side on one data set, so that a step is two matrix products: path a
 * is row a of w(A,2n), w+ in the first n entries and w- in the last. Paths never mix: one that
 * diverges to infinity leaves the others as they are.
 */
#ifndef DLN_H
#define DLN_H

#include "data.h"
#include "rng.h"

typedef struct {
    int n;            /* input dimension */
    int A;            /* paths side by side */
    int rows;         /* most samples in one call */
    double *w;        /* (A,2n) weights */
    double *base;     /* (A,2n) base point of the linearised model; NULL for the model itself */
    double *beta;     /* (A,n) workspace: the predictors */
    double *h;        /* (A,n) workspace: dL/dbeta */
    double *f;        /* (A,rows) workspace: predictions, then residuals */
    double *loss;     /* (A) workspace: of a batch */
    const double **x; /* (rows) workspace: the samples of a batch */
    int *order;       /* (rows) workspace: the order of an epoch */
} Dln;

/* A model of A paths in dimension n that sees at most rows samples a call; dln_free frees. */
Dln *dln_alloc(int n, int A, int rows);
void dln_free(Dln *model);

/* w = alpha_a 1 in every path a; alpha(A). There f = 0. */
void dln_init(Dln *model, const double *alpha);

/* Turns the model into its linearisation at its present weights. */
void dln_linearise(Dln *model);

/* Takes path a out of the model; the paths behind it move up by one. */
void dln_drop(Dln *model, int a);

/* beta(A,n): the coefficient vectors that the paths stand for. */
void dln_beta(double *beta, const Dln *model);

/* f(A,rows): predictions on X(rows,n). */
void dln_predict(double *f, Dln *model, const double *X, int rows);

/* loss(A) and gradient(A,2n) of the loss in w, on X(rows,n), y(rows); gradient may be NULL. */
void dln_gradient(double *loss, double *gradient, Dln *model, const double *X, const double *y,
                  int rows);

/* One gradient step of size eta on X(rows,n), y(rows); loss(A) is the loss before it. */
void dln_step(double *loss, Dln *model, const double *X, const double *y, int rows, double eta);

/* One epoch of stochastic gradient descent: batches of the given size in a fresh order from rng,
 * the last one stepped at its own mean. With data->N <= batch it is one full-batch step and draws
 * nothing. loss(A) is the sample-weighted mean of the batch losses before each step. */
void dln_epoch(double *loss, Dln *model, const Data *data, int batch, double eta, Rng *rng);

/* How a path ended: after the epochs that it ran, with the loss of the last, which is not finite
 * where it diverged. */
typedef struct {
    int epochs, converged;
    double loss;
} DlnRun;

/* Trains from w = alpha_a 1, for alpha(A) side by side, each until the loss of an epoch is below
 * stop_loss, for at most max_epochs: runs(A), and beta(A,n) at the end. Returns how many
 * diverged. */
int dln_descend(double *beta, DlnRun *runs, const double *alpha, int A, const Data *data, int batch,
                double eta, double stop_loss, int max_epochs, Rng *rng);

/* K(rows,rows) = 4 sum_i (w+_i^2 + w-_i^2) x_i x'_i on X(rows,n): the tangent kernel of path a
 * (thesis, section 4.1.1), at the base point when the model is a linearisation. */
void dln_tangent_kernel(double *K, const Dln *model, int a, const double *X, int rows);

#endif
