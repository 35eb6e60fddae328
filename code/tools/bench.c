/* bench: the training kernels against the machine's own limits, measured in the same run.
 *
 * Descent of the diagonal network, all scales side by side: the rate of a whole epoch (gathering,
 * products, everything elementwise), and of OpenBLAS's dgemm alone on the shapes of the same epoch
 * and on large square matrices. Medians over interleaved repetitions; rates in 1e9 floating-point
 * operations a second, counting the two products only.
 */
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "die.h"
#include "dln.h"
#include "linalg.h"

enum { REPETITIONS = 21, BATCH = 32, SQUARE = 800 };

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec + 1e-9 * t.tv_nsec;
}

static double median(double *values)
{
    gsl_sort(values, 1, REPETITIONS);
    return gsl_stats_median_from_sorted_data(values, 1, REPETITIONS);
}

static void bench_descent(int N, int n, int A, const double *square)
{
    Data *data = data_sparse(N, n, 0.1, "bench", "descent", 1);
    double *alphas = die_calloc(A, sizeof *alphas), *loss = die_calloc(A, sizeof *loss);
    double *f = die_calloc((size_t)A * BATCH, sizeof *f), *h = die_calloc((size_t)A * n, sizeof *h);
    for (int a = 0; a < A; a++)
        alphas[a] = pow(10, -3.0 * a / A);
    Dln *model = dln_alloc(n, A, N);
    dln_init(model, alphas);
    Rng rng;
    rng_open(&rng, "bench", "descent", 1, "batches");

    double flop = 4.0 * N * n * A, epoch[REPETITIONS], gemm[REPETITIONS];
    int epochs = (int)(2e8 / flop) + 1;
    for (int r = 0; r < REPETITIONS; r++) {
        double start = now();
        for (int e = 0; e < epochs; e++)
            dln_epoch(loss, model, data, BATCH, 3e-4, &rng);
        double middle = now();
        for (int e = 0; e < epochs; e++)
            for (int first = 0; first < N; first += BATCH) {
                int count = first + BATCH <= N ? BATCH : N - first;
                const double *X = data->X + (size_t)first * n;
                linalg_multiply_nt(f, model->beta, X, A, n, count);
                linalg_multiply(h, f, X, A, count, n);
            }
        double end = now();
        epoch[r] = flop * epochs / (middle - start) / 1e9;
        gemm[r] = flop * epochs / (end - middle) / 1e9;
    }
    double rate = median(epoch), shapes = median(gemm);
    printf("descent  N=%-4d n=%-4d alphas=%-3d %8.1f %14.1f %8.0f %% %14.1f %8.0f %%\n", N, n, A,
           rate, shapes, 100 * rate / shapes, *square, 100 * rate / *square);
    dln_free(model);
    data_free(data);
    free(alphas);
    free(loss);
    free(f);
    free(h);
}

int main(void)
{
    linalg_single_thread();
    double *P = die_calloc((size_t)SQUARE * SQUARE, sizeof *P);
    double *Q = die_calloc((size_t)SQUARE * SQUARE, sizeof *Q), square[REPETITIONS];
    for (int r = 0; r < REPETITIONS; r++) {
        double start = now();
        linalg_multiply(Q, P, P, SQUARE, SQUARE, SQUARE);
        square[r] = 2.0 * SQUARE * SQUARE * SQUARE / (now() - start) / 1e9;
    }
    double peak = median(square);
    puts("kernel                            GFLOP/s   dgemm, shapes    share    dgemm, square   "
         "share");
    const int sizes[][3] = {
        {200, 250, 20}, {100, 250, 20}, {50, 250, 20}, {200, 250, 3}, {50, 250, 3}};
    for (size_t k = 0; k < sizeof sizes / sizeof *sizes; k++)
        bench_descent(sizes[k][0], sizes[k][1], sizes[k][2], &peak);
    free(P);
    free(Q);
}
