#include "linalg.h"

#include <gsl/gsl_cblas.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "die.h"

enum { BLOCK_MB = 192 };

/* Absent when another BLAS stands in for OpenBLAS. */
extern void openblas_set_num_threads(int) __attribute__((weak));

extern void dsyev_(const char *job, const char *triangle, const int *n, double *a, const int *lda,
                   double *values, double *work, const int *room, int *status);

extern void dgels_(const char *transposed, const int *m, const int *n, const int *right_sides,
                   double *a, const int *lda, double *b, const int *ldb, double *work,
                   const int *room, int *status);
extern void dgeqrf_(const int *m, const int *n, double *a, const int *lda, double *reflectors,
                    double *work, const int *room, int *status);
extern void dgeqp3_(const int *m, const int *n, double *a, const int *lda, int *pivots,
                    double *reflectors, double *work, const int *room, int *status);
extern void dtrtrs_(const char *triangle, const char *transposed, const char *unit, const int *n,
                    const int *right_sides, const double *a, const int *lda, double *b,
                    const int *ldb, int *status);
extern void dgetrf_(const int *m, const int *n, double *a, const int *lda, int *pivots,
                    int *status);
extern void dgetrs_(const char *transposed, const int *n, const int *right_sides, const double *a,
                    const int *lda, const int *pivots, double *b, const int *ldb, int *status);
extern void dpotrf_(const char *triangle, const int *n, double *a, const int *lda, int *status);
extern void dpotrs_(const char *triangle, const int *n, const int *right_sides, const double *a,
                    const int *lda, double *b, const int *ldb, int *status);

void linalg_single_thread(void)
{
    if (!openblas_set_num_threads)
        return;
    openblas_set_num_threads(1);
    /* It works in a block of memory which, where there is none, it would try to get for ever. */
    const size_t block = (size_t)BLOCK_MB << 20;
    void *room = mmap(NULL, block, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (room == MAP_FAILED)
        die("no memory for linear algebra: %d MB", BLOCK_MB);
    munmap(room, block);
}

void linalg_multiply(double *C, const double *A, const double *B, int r, int k, int c)
{
    cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, r, c, k, 1, A, k, B, c, 0, C, c);
}

void linalg_multiply_tn(double *C, const double *A, const double *B, int r, int k, int c)
{
    cblas_dgemm(CblasRowMajor, CblasTrans, CblasNoTrans, r, c, k, 1, A, r, B, c, 0, C, c);
}

void linalg_multiply_nt(double *C, const double *A, const double *B, int r, int k, int c)
{
    cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans, r, c, k, 1, A, k, B, k, 0, C, c);
}

int linalg_eigen(double *values, double *vectors, const double *A, int n)
{
    /* dsyev works in place and leaves eigenvectors in columns of a column-major matrix: in rows of
     * a row-major one. */
    int room = 34 * n, status = 0;
    double *a = die_calloc((size_t)n * n, sizeof *a), *work = die_calloc(room, sizeof *work);
    memcpy(a, A, (size_t)n * n * sizeof *a);
    dsyev_(vectors ? "V" : "N", "L", &n, a, &n, values, work, &room, &status);
    if (vectors)
        memcpy(vectors, a, (size_t)n * n * sizeof *a);
    free(a);
    free(work);
    return status;
}

double linalg_sigma_max_squared(const double *X, int N, int n)
{
    double *G = die_calloc((size_t)N * N, sizeof *G), *values = die_calloc(N, sizeof *values);
    linalg_multiply_nt(G, X, X, N, n, N);
    int status = linalg_eigen(values, NULL, G, N);
    require(status == 0);
    double largest = values[N - 1];
    free(G);
    free(values);
    return largest;
}

double linalg_norm(const double *x, int n)
{
    double sum = 0;
    for (int i = 0; i < n; i++)
        sum += x[i] * x[i];
    return sqrt(sum);
}

double linalg_distance_squared(const double *x, const double *y, int n)
{
    double sum = 0;
    for (int i = 0; i < n; i++)
        sum += (x[i] - y[i]) * (x[i] - y[i]);
    return sum;
}

double linalg_distance(const double *x, const double *y, int n)
{
    return sqrt(linalg_distance_squared(x, y, n));
}

double linalg_l1_norm(const double *x, int n)
{
    double sum = 0;
    for (int i = 0; i < n; i++)
        sum += fabs(x[i]);
    return sum;
}

double linalg_l1_distance(const double *x, const double *y, int n)
{
    double sum = 0;
    for (int i = 0; i < n; i++)
        sum += fabs(x[i] - y[i]);
    return sum;
}

double linalg_deviation(const double *x, const double *y, double c, int n)
{
    double most = 0, largest = 0;
    for (int i = 0; i < n; i++) {
        if (!isfinite(x[i]) || !isfinite(y[i]))
            return INFINITY;
        most = fmax(most, fabs(x[i] - c * y[i]));
        largest = fmax(largest, fabs(x[i]));
    }
    return most / largest;
}

int linalg_least_norm(double *x, const double *A, const double *b, int N, int n)
{
    /* The row-major A(N,n) is LAPACK's column-major A'(n,N). */
    int one = 1, room = 64 * (N + n), status = 0;
    double *a = die_calloc((size_t)N * n, sizeof *a), *work = die_calloc(room, sizeof *work);
    memcpy(a, A, (size_t)N * n * sizeof *a);
    memset(x, 0, n * sizeof *x);
    memcpy(x, b, N * sizeof *x);
    dgels_("T", &n, &N, &one, a, &n, x, &n, work, &room, &status);
    free(a);
    free(work);
    return status;
}

int linalg_solve_gram(double *x, const double *A, const double *b, int N, int n)
{
    int one = 1, room = 64 * N, status = 0;
    double *a = die_calloc((size_t)N * n, sizeof *a), *work = die_calloc(room, sizeof *work);
    double *reflectors = die_calloc(N, sizeof *reflectors);
    memcpy(a, A, (size_t)N * n * sizeof *a);
    memcpy(x, b, N * sizeof *x);
    dgeqrf_(&n, &N, a, &n, reflectors, work, &room, &status); /* A' = Q R, A A' = R'R */
    if (!status)
        dtrtrs_("U", "T", "N", &N, &one, a, &n, x, &N, &status);
    if (!status)
        dtrtrs_("U", "N", "N", &N, &one, a, &n, x, &N, &status);
    free(a);
    free(work);
    free(reflectors);
    return status;
}

int linalg_independent_rows(int *rows, const double *A, int N, int n)
{
    const double nothing = 1e-12;
    int room = 2 * N + 64 * (N + 1), status = 0, rank = 0;
    double *a = die_calloc((size_t)N * n, sizeof *a), *work = die_calloc(room, sizeof *work);
    double *reflectors = die_calloc(N, sizeof *reflectors);
    int *pivots = die_calloc(N, sizeof *pivots);
    for (int j = 0; j < n; j++) {
        double largest = 0;
        for (int i = 0; i < N; i++)
            largest = fmax(largest, fabs(A[(size_t)i * n + j]));
        for (int i = 0; i < N && largest > 0; i++)
            a[(size_t)i * n + j] = A[(size_t)i * n + j] / largest;
    }
    for (int i = 0; i < N; i++) {
        double norm = linalg_norm(a + (size_t)i * n, n);
        for (int j = 0; j < n && norm > 0; j++)
            a[(size_t)i * n + j] /= norm;
    }
    /* The columns of A' in the order of their distances from the span of those before, |R_kk|. */
    dgeqp3_(&n, &N, a, &n, pivots, reflectors, work, &room, &status);
    require(!status);
    memset(rows, 0, N * sizeof *rows);
    while (rank < N && fabs(a[(size_t)rank * n + rank]) > nothing)
        rows[pivots[rank++] - 1] = 1;
    for (int i = 0, k = 0; i < N; i++) {
        int chosen = rows[i];
        rows[i] = 0;
        if (chosen)
            rows[k++] = i;
    }
    free(a);
    free(work);
    free(reflectors);
    free(pivots);
    return rank;
}

int linalg_solve_pair(double *x, double *u, const double *B, int N)
{
    int one = 1, status = 0;
    int *pivots = die_calloc(N, sizeof *pivots);
    double *lu = die_calloc((size_t)N * N, sizeof *lu);
    memcpy(lu, B, (size_t)N * N * sizeof *lu);
    dgetrf_(&N, &N, lu, &N, pivots, &status);
    if (!status)
        dgetrs_("T", &N, &one, lu, &N, pivots, x, &N, &status);
    if (!status)
        dgetrs_("N", &N, &one, lu, &N, pivots, u, &N, &status);
    free(pivots);
    free(lu);
    return status;
}

int linalg_solve_definite(double *x, double *A, int N)
{
    int one = 1, status = 0;
    dpotrf_("L", &N, A, &N, &status);
    if (!status)
        dpotrs_("L", &N, &one, A, &N, x, &N, &status);
    return status;
}
