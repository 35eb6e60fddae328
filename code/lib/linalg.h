/* linalg: dense linear algebra on row-major matrices of doubles, by BLAS and LAPACK.
 * A(r,c) stands for r rows and c columns without gaps. Outputs come first. */
#ifndef LINALG_H
#define LINALG_H

/* Tells OpenBLAS to stay on one thread: the build runs one program a core. */
void linalg_single_thread(void);

/* C(r,c) = A(r,k) B(k,c). */
void linalg_multiply(double *C, const double *A, const double *B, int r, int k, int c);

/* C(r,c) = A(k,r)' B(k,c). */
void linalg_multiply_tn(double *C, const double *A, const double *B, int r, int k, int c);

/* C(r,c) = A(r,k) B(c,k)'. */
void linalg_multiply_nt(double *C, const double *A, const double *B, int r, int k, int c);

/* Eigenvalues, ascending, of the symmetric A(n,n), and, unless vectors is NULL, the eigenvectors as
 * the rows of vectors(n,n) (LAPACK dsyev). Returns 0, or LAPACK's status when it did not
 * converge. */
int linalg_eigen(double *values, double *vectors, const double *A, int n);

/* Largest squared singular value of X(N,n). */
double linalg_sigma_max_squared(const double *X, int N, int n);

/* ||x||, ||x - y|| and its square, of length n; and the same in l1. */
double linalg_norm(const double *x, int n);
double linalg_distance(const double *x, const double *y, int n);
double linalg_distance_squared(const double *x, const double *y, int n);
double linalg_l1_norm(const double *x, int n);
double linalg_l1_distance(const double *x, const double *y, int n);

/* max |x - c y| / max |x| over n entries; infinite where one of them is not finite. */
double linalg_deviation(const double *x, const double *y, double c, int n);

/* x(n) of least norm with A(N,n) x = b(N), N <= n (LAPACK dgels). Returns 0, or LAPACK's status
 * when A has not full rank. */
int linalg_least_norm(double *x, const double *A, const double *b, int N, int n);

/* x(N) with A A' x = b(N) for A(N,n), N <= n, by a QR factorisation of A', which never forms A A'
 * and so keeps the digits that its condition number would cost. Returns 0, or LAPACK's status. */
int linalg_solve_gram(double *x, const double *A, const double *b, int N, int n);

/* rows(N): first, ascending, those of a largest set of linearly independent rows of A(N,n), N <= n;
 * returns how many these are, the rank of A. A row is dependent where, with columns and then rows
 * scaled to size 1, its distance from the span of others is at most 1e-12 (LAPACK dgeqp3). */
int linalg_independent_rows(int *rows, const double *A, int N, int n);

/* In place of x(N) the solution of B x = b, and in place of u(N) that of B'u = c, by one LU
 * factorisation of B(N,N). Returns 0, or LAPACK's status when B is singular. */
int linalg_solve_pair(double *x, double *u, const double *B, int N);

/* In place of x(N) the solution of A x = b, by a Cholesky factorisation in place of the symmetric
 * A(N,N). Returns 0, or LAPACK's status when A is not positive definite. */
int linalg_solve_definite(double *x, double *A, int N);

#endif
