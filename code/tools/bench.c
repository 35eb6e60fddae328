/* bench: the training kernels against the machine's own limits, measured in the same run.
 *
 *     bench             descent of the diagonal network: a table to read
 *     bench variants    the ways to train the ReLU networks here, one a line: sgemm, and 16, 8, 4
 *                       for tables of signed sums with vectors of so many floats
 *     bench VARIANT     one process's measurements of it, for code/tools/rounds
 *
 * Descent, all scales side by side: the rate of a whole epoch (gathering, products, everything
 * elementwise), and of OpenBLAS's dgemm alone on the shapes of the same epoch and on large square
 * matrices. Medians over interleaved repetitions; rates in 1e9 floating-point operations a second,
 * counting the two products only.
 *
 * ReLU networks: a line "KEY VALUE" for each of
 *
 *     core              the processor that OpenBLAS takes this one for
 *     peak              rate of sgemm on large square matrices, 1e9 operations a second
 *     step/n            microseconds a step, from epochs over STEP_SAMPLES samples, with shuffling
 *     accuracy          microseconds to classify a test set
 *     exponent, exponent/N, exponent/n
 *                       of N n, N, n in the cost of an epoch: least squares in logarithms
 *
 * Times are of the processor, medians within the process.
 */
#include <gsl/gsl_cblas.h>
#include <gsl/gsl_fit.h>
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "die.h"
#include "dln.h"
#include "lanes.h"
#include "linalg.h"
#include "relu.h"

enum { REPETITIONS = 21, BATCH = 32, SQUARE = 800 };
enum { SGEMM_SQUARE = 1024, K = 10, m = 10, STEP_SAMPLES = 3200, STEPS = STEP_SAMPLES / BATCH };

/* Other BLAS libraries do not have it. */
extern char *openblas_get_corename(void) __attribute__((weak));

/* Seconds of processor time: another program on the same core does not count. */
static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static double median(double *values, int count)
{
    gsl_sort(values, 1, count);
    return gsl_stats_median_from_sorted_data(values, 1, count);
}

/* ---- descent of the diagonal network --------------------------------------------------------- */

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
    double rate = median(epoch, REPETITIONS), shapes = median(gemm, REPETITIONS);
    printf("descent  N=%-4d n=%-4d alphas=%-3d %8.1f %14.1f %8.0f %% %14.1f %8.0f %%\n", N, n, A,
           rate, shapes, 100 * rate / shapes, *square, 100 * rate / *square);
    dln_free(model);
    data_free(data);
    free(alphas);
    free(loss);
    free(f);
    free(h);
}

static void descent(void)
{
    double *P = die_calloc((size_t)SQUARE * SQUARE, sizeof *P);
    double *Q = die_calloc((size_t)SQUARE * SQUARE, sizeof *Q), square[REPETITIONS];
    for (int r = 0; r < REPETITIONS; r++) {
        double start = now();
        linalg_multiply(Q, P, P, SQUARE, SQUARE, SQUARE);
        square[r] = 2.0 * SQUARE * SQUARE * SQUARE / (now() - start) / 1e9;
    }
    double peak = median(square, REPETITIONS);
    puts("kernel                            GFLOP/s   dgemm, shapes    share    dgemm, square   "
         "share");
    const int sizes[][3] = {
        {200, 250, 20}, {100, 250, 20}, {50, 250, 20}, {200, 250, 3}, {50, 250, 3}};
    for (size_t k = 0; k < sizeof sizes / sizeof *sizes; k++)
        bench_descent(sizes[k][0], sizes[k][1], sizes[k][2], &peak);
    free(P);
    free(Q);
}

/* ---- ReLU networks --------------------------------------------------------------------------- */

static void peak(void)
{
    const int s = SGEMM_SQUARE;
    float *P = die_calloc((size_t)s * s, sizeof *P), *Q = die_calloc((size_t)s * s, sizeof *Q);
    for (int i = 0; i < s * s; i++)
        P[i] = 1;
    double rate[REPETITIONS];
    for (int r = 0; r < REPETITIONS; r++) {
        double start = now();
        cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, s, s, s, 1, P, s, P, s, 0, Q, s);
        rate[r] = 2.0 * s * s * s / (now() - start) / 1e9;
    }
    printf("core %s\n", openblas_get_corename ? openblas_get_corename() : "unknown");
    printf("peak %.4g\n", median(rate, REPETITIONS));
    free(P);
    free(Q);
}

/* The thesis's data as this variant multiplies it. */
static ReluData *draw(int N, int n, int tables)
{
    Data *data = data_signs(N, n, "bench", "networks", 1, "training");
    ReluData *d = relu_data(data);
    data_free(data);
    if (!tables) {
        signs_free(d->signs);
        d->signs = NULL;
    }
    return d;
}

/* Microseconds of an epoch: the median over 20 milliseconds' worth, and REPETITIONS at least. */
static double epoch_time(int N, int n, int tables)
{
    enum { MOST = 1000 };
    ReluData *data = draw(N, n, tables);
    Relu *model = relu_alloc(n, m, K);
    Rng rng;
    rng_open(&rng, "bench", "networks", 1, "descent");
    relu_init(model, 0.1, &rng);
    double elapsed[MOST], begin = now(), end = begin;
    int count = 0;
    while (count < REPETITIONS || (count < MOST && end - begin < 0.02)) {
        double start = end;
        relu_epoch(model, data, BATCH, 0.1, &rng);
        end = now();
        elapsed[count++] = 1e6 * (end - start);
    }
    relu_free(model);
    relu_data_free(data);
    return median(elapsed, count);
}

static void epochs(int tables)
{
    static const int sizes[] = {20, 40, 80, 160, 320, 640}, samples[] = {200, 400, 800, 1600, 3200};
    enum { SIZES = sizeof sizes / sizeof *sizes, SAMPLES = sizeof samples / sizeof *samples };
    double cost[SIZES * SAMPLES], log_n[SIZES * SAMPLES], log_N[SIZES * SAMPLES];
    double log_Nn[SIZES * SAMPLES];
    size_t count = 0;
    for (int i = 0; i < SIZES; i++)
        for (int j = 0; j < SAMPLES; j++, count++) {
            const int n = sizes[i], N = samples[j];
            double time = epoch_time(N, n, tables);
            if (N == STEP_SAMPLES)
                printf("step/%d %.5g\n", n, time / STEPS);
            cost[count] = log(time);
            log_n[count] = log(n);
            log_N[count] = log(N);
            log_Nn[count] = log((double)N * n);
        }
    /* log N and log n are uncorrelated over the grid, so that either can be fitted alone. */
    const double *predictors[] = {log_Nn, log_N, log_n};
    static const char *names[] = {"exponent", "exponent/N", "exponent/n"};
    for (int p = 0; p < 3; p++) {
        double c, slope, c00, c01, c11, rest;
        gsl_fit_linear(predictors[p], 1, cost, 1, count, &c, &slope, &c00, &c01, &c11, &rest);
        printf("%s %.4f\n", names[p], slope);
    }
}

static void accuracy(int tables)
{
    enum { TEST = 1000, n = 20, NETWORKS = 20, TIMES = 201 };
    ReluData *data = draw(TEST, n, tables);
    Relu *model = relu_alloc(n, m, NETWORKS);
    Rng rng;
    rng_open(&rng, "bench", "networks", 1, "start");
    relu_init(model, 1, &rng);
    double correct[NETWORKS], elapsed[TIMES];
    for (int r = 0; r < TIMES; r++) {
        double start = now();
        relu_accuracy(correct, model, data);
        elapsed[r] = 1e6 * (now() - start);
    }
    printf("accuracy %.5g\n", median(elapsed, TIMES));
    relu_free(model);
    relu_data_free(data);
}

int main(int argc, char **argv)
{
    linalg_single_thread();
    if (argc == 1) {
        descent();
        return 0;
    }
    const char *variant = argv[1];
    int width = (int)strtol(variant, NULL, 10), tables = strcmp(variant, "sgemm") != 0;
    if (!strcmp(variant, "variants")) {
        puts("sgemm");
        for (int w = lanes_width(); w >= 4; w /= 2)
            printf("%d\n", w);
        return 0;
    }
    if (argc > 2 || (tables && width != 4 && width != 8 && width != 16))
        die("usage: %s [variants|sgemm|16|8|4]", argv[0]);
    if (tables)
        lanes_limit(width);
    if (tables && lanes_width() != width)
        die("%s: no vectors of %d floats here", argv[0], width);
    peak();
    epochs(tables);
    accuracy(tables);
    return 0;
}
