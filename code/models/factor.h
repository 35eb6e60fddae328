/* factor: matrix factorisation with commuting measurements (Gunasekar et al., 2017, theorem 1;
 * thesis, section 4.1.1). Minimise
 *
 *     (1/N) sum_i (<A_i, U U'> - y_i)^2,   A_i = Q diag(x_i) Q',   over U(n,n)
 *
 * by gradient descent from U(0) = sqrt(alpha) I. Q'UU'Q stays diagonal; its entries beta are linear
 * regression with non-negative coefficients, and the nuclear norm of UU' is their sum. The limit of
 * gradient flow is beta_j = alpha exp(x_j'nu) with X beta = y, the minimiser of the relative
 * entropy to alpha 1 (x_j the columns of X), found by Newton's method.
 */
#ifndef FACTOR_H
#define FACTOR_H

#include "rng.h"

typedef struct {
    int N, n;
    double *X; /* (N,n) */
    double *y; /* (N) */
    double *Q; /* (n,n) the measurements' common eigenvectors, as rows: Q' */
    double *A; /* (N,n,n) the measurements */
} Factor;

/* X ~ N(0, I), y = X beta for beta ~ U[0.5,1.5) in its first `support` entries and 0 in the others;
 * Q is a random rotation drawn from the stream of that name, or I where that is NULL. factor_free
 * frees. */
Factor *factor_draw(int N, int n, int support, Rng *inputs, Rng *truth, Rng *rotation);
void factor_free(Factor *q);

/* Gradient descent from sqrt(alpha) I until the residual, relative to y, is below stop_residual.
 * Leaves Z = UU'(n,n); returns the steps, or 0 when max_steps were not enough. */
int factor_descend(double *Z, const Factor *q, double alpha, double eta, double stop_residual,
                   int max_steps);

/* beta(n), the diagonal of Q'ZQ for Z(n,n). Returns the largest of its other entries. */
double factor_spectrum(double *beta, const double *Z, const Factor *q);

/* beta(n), the limit of gradient flow, from the nu(N) of a larger alpha, or 0. Returns whether the
 * relative residual came below 1e-9. */
int factor_limit(double *beta, double *nu, const Factor *q, double alpha);

#endif
