#include "linalg.h"

#include <gsl/gsl_cblas.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "die.h"

/* Absent when another BLAS stands in for OpenBLAS. */
extern void openblas_set_num_threads(int) __attribute__((weak));

extern void dsyev_(const char *job, const char *triangle, const int *n, double *a, const int *lda,
                   double *values, double *work, const int *room, int *status);

void linalg_single_thread(void)
{
    if (openblas_set_num_threads)
        openblas_set_num_threads(1);
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

double linalg_distance(const double *x, const double *y, int n)
{
    double sum = 0;
    for (int i = 0; i < n; i++)
        sum += (x[i] - y[i]) * (x[i] - y[i]);
    return sqrt(sum);
}
