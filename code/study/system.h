/* system: the equations X beta = y of least squares, reduced to as many rows as they have rank.
 *
 * With the singular value decomposition X = U S V' over the singular values above RANK_TOLERANCE
 * times the largest, A = S V' and b = U'y,
 *
 *     ||y - X beta||^2 = ||b - A beta||^2 + rest,     A'A = X'X,     A'b = X'y,
 *
 * so that descent, its limit and every penalized fit are the same on A, b as on X, y, whatever the
 * number of samples, and rows of X that depend on each other, as those of centered columns do, are
 * no trouble. V' beta = S^-1 b has the same least-squares solutions with orthonormal rows.
 */
#ifndef SYSTEM_H
#define SYSTEM_H

#define RANK_TOLERANCE 1e-10

typedef struct {
    int N, n, rank;
    double *A;        /* (rank,n) row-major */
    double *b;        /* (rank) */
    double *V;        /* (rank,n): rows are right singular vectors */
    double *singular; /* (rank), falling */
    double *target;   /* (rank): S^-1 b */
    double rest;      /* what no beta removes of ||y||^2 */
    double total;     /* ||y||^2 */
} System;

/* The system of X(N,n), y(N); system_free frees. NULL when LAPACK does not converge or X is 0. */
System *system_alloc(const double *X, const double *y, int N, int n);
void system_free(System *system);

/* (1/N) ||y - X beta||^2. */
double system_loss(const System *system, const double *beta);

/* beta(n) = (X'X + penalty I)^-1 X'y; with penalty 0 the least-squares solution of least norm. */
void system_ridge(double *beta, const System *system, double penalty);

/* A lasso fit: minimizes P(beta) = ||y - X beta||^2 / (2N) + lambda ||beta||_1 by coordinate
 * descent (Friedman, Hastie and Tibshirani, 2010), from beta(n) on, until the duality gap is at
 * most tolerance times ||y||^2 / (2N), or for at most most_sweeps sweeps. With residuals r, the
 * dual point is theta = s r / N, s = min(1, lambda / max_j |x_j'r| / N), which bounds the least
 * value of P from below by y'theta - (N/2) ||theta||^2. */
typedef struct {
    double gap; /* over ||y||^2 / (2N) */
    int sweeps, nonzero;
} Lasso;
Lasso system_lasso(double *beta, const System *system, double lambda, double tolerance,
                   int most_sweeps);

/* The least lambda for which the lasso's solution is 0: max_j |x_j'y| / N. */
double system_lambda_max(const System *system);

#endif
