#include "kernel.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "die.h"
#include "linalg.h"

static double *squared_norms(const double *X, int N, int n)
{
    double *squares = die_calloc(N, sizeof *squares);
    for (int i = 0; i < N; i++)
        for (int j = 0; j < n; j++)
            squares[i] += X[(size_t)i * n + j] * X[(size_t)i * n + j];
    return squares;
}

void kernel_gram(double *K, const double *X, int N, const double *Z, int M, int n, double r_v,
                 double r_u)
{
    double *xx = squared_norms(X, N, n), *zz = squared_norms(Z, M, n);
    linalg_multiply_nt(K, X, Z, N, n, M);
    for (int i = 0; i < N; i++)
        for (int j = 0; j < M; j++) {
            double *k = &K[(size_t)i * M + j];
            /* One root, of the product: two would keep equal rows from an angle of exactly 0. */
            double length = sqrt(xx[i] * zz[j]), dot = fmin(fmax(*k, -length), length);
            double theta = length > 0 ? acos(dot / length) : 0;
            /* With ||x|| ||z|| cos theta = <x, z> the two terms have this factor in common. */
            double common = dot * ((M_PI - theta) / (2 * M_PI));
            double sine = sqrt((length - dot) * (length + dot)); /* ||x|| ||z|| sin theta */
            *k = (r_u * r_u + r_v * r_v) * common + r_u * r_u * sine / (2 * M_PI);
        }
    free(xx);
    free(zz);
}

int kernel_fit(double *gamma, double *K, const double *y, int N, double ridge)
{
    double trace = 0;
    for (int i = 0; i < N; i++)
        trace += K[(size_t)i * N + i];
    for (int i = 0; i < N; i++)
        K[(size_t)i * N + i] += ridge * trace / N;
    memcpy(gamma, y, N * sizeof *gamma);
    return linalg_solve_definite(gamma, K, N);
}

void kernel_predict(double *f, const double *K, const double *gamma, int M, int N)
{
    linalg_multiply(f, K, gamma, M, N, 1);
}
