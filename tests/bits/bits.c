/* bits: trains networks on sign data, and diagonal networks on uniform data, with every vector
 * width that the processor has, for 2000 steps on batches and for some on all samples, with all
 * that a step may have, and prints a line "width model checksum" for each: the weights and the
 * predictions by FNV-1a.
 *
 * It needs no library but C's, so that it can be compiled for another processor.
 */
#include <gsl/gsl_cblas.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "die.h"
#include "dln.h"
#include "relu.h"
#include "vectors.h"

/* In place of BLAS's, whose parameters these are: what is tested must not multiply by it. */
void cblas_sgemm(const enum CBLAS_ORDER Order, const enum CBLAS_TRANSPOSE TransA,
                 const enum CBLAS_TRANSPOSE TransB, const int M, const int N, const int K,
                 const float alpha, const float *A, const int lda, const float *B, const int ldb,
                 const float beta, float *C, const int ldc) // NOLINT(*-non-const-parameter)
{
    (void)Order, (void)TransA, (void)TransB, (void)M, (void)N, (void)K, (void)alpha;
    (void)A, (void)lda, (void)B, (void)ldb, (void)beta, (void)C, (void)ldc;
    die("a dense product was taken");
}

/* An epoch has 10 batches of 32 samples and one of 13. */
enum { N = 333, EPOCHS = 182, BATCH = 32 };
static const uint64_t OFFSET = 0xcbf29ce484222325u;

static uint64_t update(uint64_t sum, const void *bytes, size_t count)
{
    for (size_t i = 0; i < count; i++)
        sum = (sum ^ ((const unsigned char *)bytes)[i]) * 0x100000001b3u;
    return sum;
}

/* The thesis's distribution (section 5.2.1). data_signs would bring in more of the library. */
static ReluData *draw(int n, Rng *rng)
{
    double *X = die_calloc((size_t)N * n, sizeof *X), y[N];
    for (int i = 0; i < N; i++) {
        for (int j = 0; j < n; j++)
            X[i * n + j] = rng_below(rng, 2) ? 1 : -1;
        y[i] = rng_below(rng, 2) ? 1 : -1;
        X[i * n + (y[i] > 0)] = 0;
    }
    ReluData *data = relu_data(&(Data){.N = N, .n = n, .X = X, .y = y});
    free(X);
    return data;
}

static uint64_t networks(int n, int m, int K)
{
    Rng rng = {.key = {2022, (uint32_t)n}, .used = 4};
    ReluData *data = draw(n, &rng);
    Relu *model = relu_alloc(n, m, K);
    relu_init(model, 0.1, &rng);
    for (int epoch = 0; epoch < EPOCHS; epoch++)
        relu_epoch(model, data, BATCH, 0.1, &rng);
    model->lambda = 1e-3;
    model->rescale = 0.5;
    for (int epoch = 0; epoch < 10; epoch++)
        relu_epoch(model, data, N, 0.1, &rng);
    float *f = die_calloc((size_t)N * K, sizeof *f);
    relu_predict(f, model, data);
    uint64_t sum = update(OFFSET, model->U, (size_t)n * model->C * sizeof *model->U);
    sum = update(sum, model->v, model->C * sizeof *model->v);
    sum = update(sum, f, (size_t)N * K * sizeof *f);
    free(f);
    relu_free(model);
    relu_data_free(data);
    return sum;
}

/* A paths of the model, or of its linearisation. */
static uint64_t descent(int n, int A, int linear)
{
    Rng rng = {.key = {2022, (uint32_t)n}, .used = 4};
    double *X = die_calloc((size_t)N * n, sizeof *X), y[N], loss[A], alpha[A];
    for (int i = 0; i < N * n; i++)
        X[i] = rng_uniform(&rng) - 0.5;
    for (int i = 0; i < N; i++)
        y[i] = rng_uniform(&rng) - 0.5;
    for (int a = 0; a < A; a++)
        alpha[a] = a ? alpha[a - 1] / 1.5 : 1;
    const Data data = {.N = N, .n = n, .X = X, .y = y};
    Dln *model = dln_alloc(n, A, N);
    dln_init(model, alpha);
    if (linear)
        dln_linearise(model);
    for (int epoch = 0; epoch < EPOCHS; epoch++)
        dln_epoch(loss, model, &data, BATCH, 1e-3, &rng);
    for (int epoch = 0; epoch < 10; epoch++)
        dln_epoch(loss, model, &data, N, 1e-3, &rng);
    double *f = die_calloc((size_t)N * A, sizeof *f);
    dln_predict(f, model, X, N);
    uint64_t sum = update(OFFSET, model->w, 2 * (size_t)A * n * sizeof *model->w);
    sum = update(sum, loss, sizeof loss);
    sum = update(sum, f, (size_t)N * A * sizeof *f);
    free(f);
    free(X);
    dln_free(model);
    return sum;
}

int main(void)
{
    for (int width = 4; width <= 16; width *= 2) {
        vectors_limit(width);
        if (vectors_width() < width)
            continue;
        for (int k = 0; k < 3; k++)
            printf("%d relu-n%d %016" PRIx64 "\n", width, (int[]){20, 37, 320}[k],
                   networks((int[]){20, 37, 320}[k], 10, k ? 10 : 20));
        for (int linear = 0; linear < 2; linear++)
            for (int A = 1; A <= 20; A += A < 4 ? 1 : 16)
                printf("%d %s-A%d %016" PRIx64 "\n", width, linear ? "linear" : "descent", A,
                       descent(253, A, linear));
    }
}
