/* flow: where gradient flow on the regression model ends, exactly (Woodworth et al., 2020, theorem
 * 1; thesis, section 4.1.1). From w+ = w- = alpha 1, with y in the range of X, the limit is
 *
 *     beta = argmin sum_j alpha^2 q(beta_j / alpha^2)   subject to X beta = y,
 *     q(z) = 2 - sqrt(4 + z^2) + z asinh(z / 2).
 *
 * Its dual, minimise D(nu) = 2 alpha^2 sum_j cosh(x_j'nu) - y'nu over nu in R^N with x_j the
 * columns of X, is smooth and strictly convex; beta_j = 2 alpha^2 sinh(x_j'nu). Newton's method
 * with a backtracking line search solves it; the Newton equations are least-squares problems in the
 * scaled columns and a largest set of independent rows of X, solved by QR, since the Hessian itself
 * loses half the digits when alpha is small.
 */
#ifndef FLOW_H
#define FLOW_H

typedef struct {
    int N, n;
    const double *X, *y; /* X(N,n) row-major, y(N): the caller's */
    double alpha;        /* of the last solution; 0 before the first */
    double *nu;          /* (N) multipliers */
    double *beta;        /* (n) the limit */
    double residual;     /* ||X beta - y|| / ||y|| */
    int iterations;      /* Newton steps of the last solution */
    int rank, *rows;     /* (N) the rows of X that are independent come first */
    /* Workspace: z = X'nu (n), slope = X'step (n), remainder = y - X beta (N), step (N); of
     * the independent rows alone, part (rank) and scaled(rank,n) = X C^(1/2). */
    double *z, *slope, *remainder, *step, *part, *scaled;
} Flow;

/* A solver for X(N,n), y(N), which must outlive it; N <= n. flow_free frees. */
Flow *flow_alloc(const double *X, const double *y, int N, int n);
void flow_free(Flow *flow);

/* Solves for alpha, starting from the solution before, if any: call it with falling alpha. Returns
 * whether the relative residual came below FLOW_TOLERANCE. */
int flow_limit(Flow *flow, double alpha);

#define FLOW_TOLERANCE 1e-9

#endif
