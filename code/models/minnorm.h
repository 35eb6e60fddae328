/* minnorm: the solutions of X beta = y of least norm, the two ends of the regression model's
 * implicit bias (thesis, section 4.1.1): least l2 in the kernel limit, least l1 in the rich limit.
 *
 *     least l2   minimise ||beta||_2    subject to X beta = y     (LAPACK dgels)
 *     least l1   minimise ||beta||_1    subject to X beta = y     (a linear program, by GLPK)
 *     least l1+  the same with beta >= 0
 *
 * X(N,n) is row-major with N <= n. Rows may depend on each other, as repeated ones and those of
 * columns of mean 0 do: some are then left to follow from the others, and their nu is 0. Each
 * solution comes with the multipliers nu(N) of its dual problem, maximise y'nu - g(X'nu), and a
 * certificate of optimality that anyone can recompute from beta and nu.
 */
#ifndef MINNORM_H
#define MINNORM_H

typedef enum {
    MINNORM_SOLVED,
    MINNORM_INFEASIBLE, /* X beta = y has no such solution */
    MINNORM_STOPPED     /* the solver gave up, or what it found lacks a certificate to 1e-8 */
} MinnormStatus;

typedef struct {
    double residual;  /* ||X beta - y|| / ||y|| */
    double violation; /* by how much nu fails the dual's constraints: l1: max |X'nu| - 1; l1+: max
                         X'nu - 1; at least 0; for l2, relative distance of beta from X'nu */
    double gap;       /* (primal value - dual value) / primal value */
    int rank;         /* of X, whatever the status */
} Certificate;

/* beta(n) and nu(N) of least l2 norm. The primal value is ||beta||^2 / 2, the dual's
 * y'nu - ||X'nu||^2 / 2. */
MinnormStatus minnorm_l2(double *beta, double *nu, Certificate *certificate, const double *X,
                         const double *y, int N, int n);

/* beta(n) and nu(N) of least l1 norm, with beta >= 0 if nonnegative. The dual value is y'nu. */
MinnormStatus minnorm_l1(double *beta, double *nu, Certificate *certificate, const double *X,
                         const double *y, int N, int n, int nonnegative);

/* Ends the program with what is wrong, and what to do, where a data set has no solution (status not
 * MINNORM_SOLVED); its name comes first. */
_Noreturn void minnorm_die(const char *name, MinnormStatus status, const Certificate *certificate,
                           int N);

#endif
