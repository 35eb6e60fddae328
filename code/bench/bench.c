/* bench: measurements of the training of models, by one process, for code/bench/measure_speed.
 *
 *     bench WHAT [REPETITIONS]
 *
 * prints a line "KEY VALUE" for each number. WHAT is
 *
 *     peak        core, the processor that OpenBLAS takes this one for; dgemm and sgemm, rates on
 *                 large square matrices
 *     limits      the same, and bandwidth/l1, l2, memory: a = b + s c on vectors in the first and
 *                 second cache and beyond all, 24 bytes an element
 *     descent     the diagonal network, all scales side by side: epochs with gathering, products
 *                 and everything elementwise
 *         rate/N50, ...             rate of an epoch on the thesis's data, the two products counted
 *         shapes/N50, ...           rate of dgemm alone on the shapes of that epoch
 *     flow        the exact limit on a sweep of scales
 *         rate, steps               rate of the QR factorisations, over the time of everything;
 *                                   Newton steps of the sweep
 *     sgemm, tables   the ReLU networks side by side, with shuffling and all, on OpenBLAS or on
 *                 tables of signed sums
 *         step/20, ...              a step at this n, from epochs over STEP_SAMPLES samples
 *         accuracy                  classifying a test set
 *         grid/Nn, grid/N, grid/n   exponents of N n, N and n in the cost of an epoch, by least
 *                                   squares in logarithms over a grid of both
 *         pass, traffic             with tables: the time of signs_pass in a step with n = 320, and
 *                                   by it the bytes that it loads and stores in the first cache
 *     widths      the vector widths that this processor has, in floats, one a line
 *     width4, 8, 16   training with vectors of so many floats, and the limits of that width
 *         peak/double, peak/single  rates of multiplications and additions in registers, not fused
 *         bandwidth                 a = b + s c in the first cache
 *         epoch/A3, epoch/A20       descent from 3 scales with N = 50, from 20 with N = 200
 *         rate/A3, rate/A20         its rate, the two products counted
 *         step/n20, n20-K20, n320   a step of 10 networks, or of 20
 *         nominal/n20, ...          the rate that a product would need for the same step
 *
 * descent, flow, sgemm and tables print besides time/VARIABLE/SIZE, an epoch or a sweep as one size
 * grows and the others stay, and exponent/VARIABLE, the slope of that in logarithms. VARIABLE is N,
 * n, K (networks side by side) or alphas.
 *
 * Times are microseconds of the processor, medians over REPETITIONS; rates 1e9 operations a second,
 * bandwidths 1e9 bytes a second.
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
#include "flow.h"
#include "linalg.h"
#include "relu.h"

/* Chains of operations side by side: enough to hide their latency, and all in registers. */
enum { BOUNDED = 12 };

#define VECTOR_SOURCE "bench_vectors.h"
#include "vectors.h"

enum { BATCH = 32, SQUARE = 1024, MOST = 1000, LADDER = 8 };
enum { K = 10, m = 10, STEP_SAMPLES = 3200, STEPS = STEP_SAMPLES / BATCH };

static int repetitions = 21;

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

static double slope(const double *x, const double *y, size_t count)
{
    double c, slope, c00, c01, c11, rest;
    gsl_fit_linear(x, 1, y, 1, count, &c, &slope, &c00, &c01, &c11, &rest);
    return slope;
}

/* ---- the machine's limits -------------------------------------------------------------------- */

static void peak(void)
{
    const int s = SQUARE;
    double *P = die_calloc((size_t)s * s, sizeof *P), *Q = die_calloc((size_t)s * s, sizeof *Q);
    float *p = die_calloc((size_t)s * s, sizeof *p), *q = die_calloc((size_t)s * s, sizeof *q);
    for (int i = 0; i < s * s; i++)
        P[i] = p[i] = 1;
    double dgemm[MOST], sgemm[MOST], flop = 2.0 * s * s * s / 1e9;
    for (int r = 0; r < repetitions; r++) {
        double start = now();
        linalg_multiply(Q, P, P, s, s, s);
        double middle = now();
        cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, s, s, s, 1, p, s, p, s, 0, q, s);
        dgemm[r] = flop / (middle - start);
        sgemm[r] = flop / (now() - middle);
    }
    printf("core %s\n", openblas_get_corename ? openblas_get_corename() : "unknown");
    printf("dgemm %.4g\nsgemm %.4g\n", median(dgemm, repetitions), median(sgemm, repetitions));
    free(P);
    free(Q);
    free(p);
    free(q);
}

/* Three vectors of size doubles each, so many times that a repetition lasts. */
static double bandwidth(size_t size)
{
    double *a = die_calloc(3 * size, sizeof *a), *b = a + size, *c = b + size, rate[MOST];
    for (size_t i = 0; i < 3 * size; i++)
        a[i] = 1;
    const int times = (int)(4000000 / size) + 1;
    for (int r = 0; r < repetitions; r++) {
        double start = now();
        for (int k = 0; k < times; k++)
            VECTOR_CALL(triad, a, b, c, 1e-3 * k, size);
        rate[r] = 24e-9 * times * (double)size / (now() - start);
    }
    free(a);
    return median(rate, repetitions);
}

static void limits(void)
{
    peak();
    printf("bandwidth/l1 %.4g\n", bandwidth(1024));  /* 24 KB */
    printf("bandwidth/l2 %.4g\n", bandwidth(10240)); /* 240 KB */
    const int before = repetitions;
    repetitions = before < 5 ? before : 5;
    printf("bandwidth/memory %.4g\n", bandwidth((size_t)1 << 24)); /* 400 MB */
    repetitions = before;
}

/* ---- growth ---------------------------------------------------------------------------------- */

/* count: of scales or of networks side by side. */
typedef struct {
    int N, n, count;
} Size;

typedef double Cost(Size size);

/* The cost as one of the sizes doubles from its first value on. */
static void grow(Cost *cost, Size base, const char *variable, int first, int steps)
{
    double log_size[LADDER], log_time[LADDER];
    for (int k = 0; k < steps; k++) {
        const int value = first << k;
        Size size = base;
        *(*variable == 'N' ? &size.N : *variable == 'n' ? &size.n : &size.count) = value;
        const double time = cost(size);
        printf("time/%s/%d %.5g\n", variable, value, time);
        log_size[k] = log(value);
        log_time[k] = log(time);
    }
    printf("exponent/%s %.4f\n", variable, slope(log_size, log_time, steps));
}

/* ---- descent of the diagonal network --------------------------------------------------------- */

/* Time of an epoch, and in *gemm that of its two products alone, unless it is NULL. */
static double descent_time(Size size, double *gemm)
{
    const int N = size.N, n = size.n, A = size.count;
    Data *data = data_sparse(N, n, 0.1, "bench", "descent", 1);
    double *alphas = die_calloc(A, sizeof *alphas), *loss = die_calloc(A, sizeof *loss);
    double *f = die_calloc((size_t)A * BATCH, sizeof *f), *h = die_calloc((size_t)A * n, sizeof *h);
    for (int a = 0; a < A; a++)
        alphas[a] = pow(10, -3.0 * a / A);
    Dln *model = dln_alloc(n, A, N);
    dln_init(model, alphas);
    Rng rng;
    rng_open(&rng, "bench", "descent", 1, "batches");

    double epoch[MOST], products[MOST];
    const int epochs = (int)(2e7 / N / n / A) + 1;
    for (int r = 0; r < repetitions; r++) {
        double start = now();
        for (int e = 0; e < epochs; e++)
            dln_epoch(loss, model, data, BATCH, 1e-5, &rng);
        double middle = now();
        epoch[r] = 1e6 * (middle - start) / epochs;
        for (int e = 0; gemm && e < epochs; e++)
            for (int first = 0; first < N; first += BATCH) {
                int count = first + BATCH <= N ? BATCH : N - first;
                const double *X = data->X + (size_t)first * n;
                linalg_multiply_nt(f, model->beta, X, A, n, count);
                linalg_multiply(h, f, X, A, count, n);
            }
        products[r] = 1e6 * (now() - middle) / epochs;
    }
    dln_free(model);
    data_free(data);
    free(alphas);
    free(loss);
    free(f);
    free(h);
    if (gemm)
        *gemm = median(products, repetitions);
    return median(epoch, repetitions);
}

static double descent_cost(Size size)
{
    return descent_time(size, NULL);
}

static void descent(void)
{
    const Size base = {200, 250, 20};
    for (int N = 50; N <= base.N; N *= 2) {
        double products, time = descent_time((Size){N, base.n, base.count}, &products);
        double flop = 4e-3 * N * base.n * base.count;
        printf("rate/N%d %.5g\nshapes/N%d %.5g\n", N, flop / time, N, flop / products);
    }
    grow(descent_cost, base, "n", 125, 5);
    grow(descent_cost, base, "N", 50, 5);
    grow(descent_cost, base, "alphas", 5, 5);
}

/* ---- the exact limit of the flow ------------------------------------------------------------- */

/* Time of a sweep over count scales from 10 to 0.001, and its Newton steps. */
static double flow_time(Size size, int *steps)
{
    const int N = size.N, n = size.n, A = size.count;
    Data *data = data_sparse(N, n, 0.1, "bench", "flow", 1);
    double start = now();
    Flow *flow = flow_alloc(data->X, data->y, N, n);
    *steps = 0;
    for (int a = 0; a < A; a++) {
        if (!flow_limit(flow, pow(10, 1 - 4.0 * a / (A - 1))))
            die("the limit of the flow is not found");
        *steps += flow->iterations;
    }
    flow_free(flow);
    double time = 1e6 * (now() - start);
    data_free(data);
    return time;
}

static double flow_cost(Size size)
{
    int steps;
    return flow_time(size, &steps);
}

static void limit(void)
{
    const Size base = {100, 250, 20};
    int steps;
    double time = flow_time(base, &steps), N = base.N, n = base.n;
    printf("steps %d\nrate %.5g\n", steps, 1e-3 * steps * N * N * (2 * n - N * 2 / 3) / time);
    grow(flow_cost, base, "n", 125, 4);
    grow(flow_cost, base, "N", 25, 4);
    grow(flow_cost, base, "alphas", 5, 4);
}

/* ---- ReLU networks --------------------------------------------------------------------------- */

static int tables; /* whether products are looked up in tables */

/* The thesis's data as this variant multiplies it. */
static ReluData *draw(int N, int n)
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

/* Time of an epoch: the median over the repetitions, or over as many as a millisecond each of them
 * would have. */
static double networks_cost(Size size)
{
    ReluData *data = draw(size.N, size.n);
    Relu *model = relu_alloc(size.n, m, size.count);
    Rng rng;
    rng_open(&rng, "bench", "networks", 1, "descent");
    relu_init(model, 0.1, &rng);
    double elapsed[MOST], begin = now(), end = begin;
    int count = 0;
    while (count < repetitions || (count < MOST && end - begin < 1e-3 * repetitions)) {
        double start = end;
        relu_epoch(model, data, BATCH, 0.1, &rng);
        end = now();
        elapsed[count++] = 1e6 * (end - start);
    }
    relu_free(model);
    relu_data_free(data);
    return median(elapsed, count);
}

static void steps(void)
{
    for (int n = 20; n <= 640; n *= 2)
        printf("step/%d %.5g\n", n, networks_cost((Size){STEP_SAMPLES, n, K}) / STEPS);
}

static void grid(void)
{
    enum { SIZES = 6, SAMPLES = 5, POINTS = SIZES * SAMPLES };
    double cost[POINTS], log_n[POINTS], log_N[POINTS], log_Nn[POINTS];
    size_t count = 0;
    for (int i = 0; i < SIZES; i++)
        for (int j = 0; j < SAMPLES; j++, count++) {
            const int n = 20 << i, N = 200 << j;
            cost[count] = log(networks_cost((Size){N, n, K}));
            log_n[count] = log(n);
            log_N[count] = log(N);
            log_Nn[count] = log((double)N * n);
        }
    /* log N and log n are uncorrelated over the grid, so that either can be fitted alone. */
    printf("grid/Nn %.4f\n", slope(log_Nn, cost, count));
    printf("grid/N %.4f\n", slope(log_N, cost, count));
    printf("grid/n %.4f\n", slope(log_n, cost, count));
}

static void accuracy(void)
{
    enum { TEST = 1000, n = 20, NETWORKS = 20 };
    ReluData *data = draw(TEST, n);
    Relu *model = relu_alloc(n, m, NETWORKS);
    Rng rng;
    rng_open(&rng, "bench", "networks", 1, "start");
    relu_init(model, 1, &rng);
    double correct[NETWORKS], elapsed[MOST];
    const int times = 10 * repetitions < MOST ? 10 * repetitions : MOST;
    for (int r = 0; r < times; r++) {
        double start = now();
        relu_accuracy(correct, model, data);
        elapsed[r] = 1e6 * (now() - start);
    }
    printf("accuracy %.5g\n", median(elapsed, times));
    relu_free(model);
    relu_data_free(data);
}

/* The products of a step alone, at n = 320. */
static void pass(void)
{
    enum { n = 320, C = (K * m + SIGNS_BLOCK - 1) / SIGNS_BLOCK * SIGNS_BLOCK, TIMES = 100 };
    ReluData *data = draw(2 * BATCH, n);
    Relu *model = relu_alloc(n, m, K);
    float *Z = aligned_alloc(64, sizeof *Z * BATCH * C);
    float *R = die_calloc((size_t)BATCH * model->width, sizeof *R);
    require(Z && model->C == C);
    for (int i = 0; i < n * C; i++)
        model->U[i] = 1;
    for (int i = 0; i < BATCH * C; i++)
        Z[i] = 1;
    SignsSlope slope = {.Z = Z, .R = R, .v = model->v, .even = model->dv, .odd = model->odd};
    slope.K = K, slope.width = model->width, slope.first = slope.last = 1, slope.decay = 1;
    int rows[2 * BATCH];
    for (int i = 0; i < 2 * BATCH; i++)
        rows[i] = i;
    double elapsed[MOST];
    for (int r = 0; r < repetitions; r++) {
        double start = now();
        for (int k = 0; k < TIMES; k++)
            signs_pass(Z, model->U, &slope, data->signs, (SignsRows){rows, BATCH},
                       (SignsRows){rows + BATCH, BATCH}, K * m, C);
        elapsed[r] = 1e6 * (now() - start) / TIMES;
    }
    /* Of each column: 8 tables of 16 sums of samples stored, and for each coordinate 8 of their
     * entries and the weight loaded, the weight stored, 4 entries of a table stored, and for each
     * sample a quarter of an entry loaded, and a sum of 32 coordinates loaded and stored. */
    const double words = 8 * 16 + n * (8 + 2 + 4 + 8 + 2.0), time = median(elapsed, repetitions);
    printf("pass %.5g\ntraffic %.5g\n", time, 1e-3 * 4 * K * m * words / time);
    relu_free(model);
    free(R);
    free(Z);
    relu_data_free(data);
}

static void networks(int with_tables)
{
    tables = with_tables;
    steps();
    accuracy();
    if (tables)
        pass();
    grid();
    const Size base = {STEP_SAMPLES, 320, K};
    grow(networks_cost, base, "n", 20, 6);
    grow(networks_cost, base, "N", 200, 5);
    grow(networks_cost, base, "K", 5, 5);
}

/* ---- one vector width ------------------------------------------------------------------------ */

static void peaks(int width)
{
    enum { TIMES = 200000, OPERATIONS = 2 * BOUNDED };
    double single[MOST], twice[MOST];
    volatile double kept = 0; /* so that nothing is left out */
    for (int r = 0; r < repetitions; r++) {
        const double start = now();
        kept = VECTOR_CALL(singles, TIMES, 0.5f, 1.0f);
        const double middle = now();
        kept = VECTOR_CALL(doubles, TIMES, 0.5, 1.0);
        single[r] = 1e-9 * OPERATIONS * width * TIMES / (middle - start);
        twice[r] = 1e-9 * OPERATIONS * width / 2 * TIMES / (now() - middle);
    }
    (void)kept;
    printf("peak/single %.4g\npeak/double %.4g\n", median(single, repetitions),
           median(twice, repetitions));
    printf("bandwidth %.4g\n", bandwidth(1024));
}

static void one_width(int width)
{
    if (width != 4 && width != 8 && width != 16)
        die("width%d: expected width4, width8 or width16", width);
    vectors_limit(width);
    if (vectors_width() != width)
        die("width%d: this processor has no vectors of %d floats", width, width);
    peaks(width);
    const Size descents[] = {{50, 250, 3}, {200, 250, 20}};
    for (int k = 0; k < 2; k++) {
        const Size s = descents[k];
        const double time = descent_time(s, NULL);
        printf("epoch/A%d %.5g\nrate/A%d %.5g\n", s.count, time, s.count,
               4e-3 * s.N * s.n * s.count / time);
    }
    tables = 1;
    const char *names[] = {"n20", "n20-K20", "n320"};
    const Size trained[] = {
        {STEP_SAMPLES, 20, K}, {STEP_SAMPLES, 20, 2 * K}, {STEP_SAMPLES, 320, K}};
    for (int k = 0; k < 3; k++) {
        const Size s = trained[k];
        const double time = networks_cost(s) / STEPS;
        printf("step/%s %.5g\nnominal/%s %.5g\n", names[k], time, names[k],
               4e-3 * BATCH * s.n * s.count * m / time);
    }
}

int main(int argc, char **argv)
{
    linalg_single_thread();
    if (argc == 3)
        repetitions = (int)strtol(argv[2], NULL, 10);
    if (argc < 2 || argc > 3 || repetitions < 1 || repetitions > MOST)
        die("usage: bench peak|limits|descent|flow|sgemm|tables|widths|width4|width8|width16 "
            "[REPETITIONS up to %d]",
            MOST);
    const char *what = argv[1];
    if (!strcmp(what, "peak"))
        peak();
    else if (!strcmp(what, "limits"))
        limits();
    else if (!strcmp(what, "descent"))
        descent();
    else if (!strcmp(what, "flow"))
        limit();
    else if (!strcmp(what, "sgemm") || !strcmp(what, "tables"))
        networks(*what == 't');
    else if (!strcmp(what, "widths"))
        for (int width = 4; width <= vectors_width(); width *= 2)
            printf("%d\n", width);
    else if (!strncmp(what, "width", 5))
        one_width((int)strtol(what + 5, NULL, 10));
    else
        die("%s: not one of peak, limits, descent, flow, sgemm, tables, widths, width4, ...", what);
    return 0;
}
