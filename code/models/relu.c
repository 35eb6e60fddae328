#include "relu.h"

#include <gsl/gsl_cblas.h>
#if defined __x86_64__
#include <immintrin.h>
#endif
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "die.h"

enum {
    WIDEST = 16, /* floats in the widest vector */
    CHUNK = 256  /* rows that predictions are made for at a time */
};

#define VECTOR_SOURCE "relu_vectors.h"
#include "vectors.h"

static int least(int a, int b)
{
    return a < b ? a : b;
}

/* count floats, zeroed, aligned to the widest vector and with one of them to spare. */
static float *alloc_floats(size_t count)
{
    size_t bytes = (count + (size_t)2 * WIDEST - 1) / WIDEST * WIDEST * sizeof(float);
    float *x = aligned_alloc(WIDEST * sizeof *x, bytes);
    if (!x)
        die("no memory for %zu bytes", bytes);
    return memset(x, 0, bytes);
}

ReluData *relu_data(const Data *data)
{
    const int N = data->N, n = data->n;
    ReluData *d = die_calloc(1, sizeof *d);
    *d = (ReluData){.N = N, .n = n, .X = alloc_floats((size_t)N * n), .y = alloc_floats(N)};
    for (size_t i = 0; i < (size_t)N * n; i++)
        d->X[i] = (float)data->X[i];
    for (int i = 0; i < N; i++) {
        require(fabs(data->y[i]) == 1);
        d->y[i] = (float)data->y[i];
    }
    d->signs = signs_alloc(data->X, N, n);
    return d;
}

void relu_data_free(ReluData *data)
{
    if (!data)
        return;
    free(data->X);
    free(data->y);
    signs_free(data->signs);
    free(data);
}

Relu *relu_alloc(int n, int m, int K)
{
    require(n > 0 && m > 0 && K > 0);
    Relu *model = die_calloc(1, sizeof *model);
    *model = (Relu){.n = n, .m = m, .K = K};
    model->C = (m * K + SIGNS_BLOCK - 1) / SIGNS_BLOCK * SIGNS_BLOCK;
    /* Vectors of R reach beyond K: by one, or where K is shorter than one by nearly two. */
    model->width = K + (K < WIDEST ? 2 : 1) * WIDEST;
    model->U = alloc_floats((size_t)(n + SIGNS_GROUP - 1) / SIGNS_GROUP * SIGNS_GROUP * model->C);
    model->v = alloc_floats(model->C);
    model->dv = alloc_floats(model->C);
    model->odd = alloc_floats(model->C);
    model->time = die_calloc(K, sizeof *model->time);
    return model;
}

static void free_workspace(Relu *model)
{
    free(model->Z);
    free(model->G);
    free(model->f);
    free(model->R);
    free(model->X);
    free(model->y);
}

void relu_free(Relu *model)
{
    if (!model)
        return;
    free_workspace(model);
    free(model->U);
    free(model->v);
    free(model->dv);
    free(model->odd);
    free(model->time);
    free(model->order);
    free(model);
}

/* Room for rows samples in one product, and for Z to be filled up to whole multiples of
 * SIGNS_GROUP. */
static void reserve(Relu *model, int rows)
{
    rows = (rows + SIGNS_GROUP - 1) / SIGNS_GROUP * SIGNS_GROUP;
    if (rows <= model->rows)
        return;
    free_workspace(model);
    model->rows = rows;
    model->Z = alloc_floats((size_t)(rows + 1) * model->C);
    model->G = alloc_floats((size_t)(rows + 1) * model->C);
    model->f = alloc_floats((size_t)rows * model->K);
    model->R = alloc_floats((size_t)(rows + 1) * model->width);
    model->X = alloc_floats((size_t)rows * model->n);
    model->y = alloc_floats((size_t)rows * model->K);
}

void relu_init(Relu *model, double r, Rng *rng)
{
    for (int k = 0; k < model->K; k++)
        for (int j = 0; j < model->m; j++) {
            const int c = j * model->K + k;
            model->v[c] = (float)(r * rng_normal(rng));
            for (int i = 0; i < model->n; i++)
                model->U[(size_t)i * model->C + c] = (float)(r * rng_normal(rng));
        }
}

/* ---- the two ways to multiply ---------------------------------------------------------------- */

/* The samples rows(count) of data, in model->X and model->y. */
static void gather(Relu *model, const ReluData *data, const int *rows, int count)
{
    for (int s = 0; !data->signs && s < count; s++)
        memcpy(model->X + (size_t)s * model->n, data->X + (size_t)rows[s] * model->n,
               model->n * sizeof *model->X);
    VECTOR_CALL(repeat, model->y, data->y, rows, count, model->K);
}

/* Z = X_b U, b gathered. */
static void forward(Relu *model, int count)
{
    const int n = model->n, C = model->C;
    cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, count, C, n, 1, model->X, n, model->U, C,
                0, model->Z, C);
}

/* dU += X_b' G, b gathered. */
static void backward(float *dU, Relu *model, int count)
{
    const int n = model->n, C = model->C;
    cblas_sgemm(CblasRowMajor, CblasTrans, CblasNoTrans, n, C, count, 1, model->X, n, model->G, C,
                1, dU, C);
}

/* ---- predictions ----------------------------------------------------------------------------- */

/* The samples first, ..., first + count - 1, in model->order. */
static const int *in_order(Relu *model, int first, int count)
{
    if (count > model->samples) {
        model->order = realloc(model->order, count * sizeof *model->order);
        if (!model->order)
            die("no memory for the order of %d samples", count);
        model->samples = count;
    }
    for (int i = 0; i < count; i++)
        model->order[i] = first + i;
    return model->order;
}

/* f(count,K) of samples first, first + 1, ..., in model->f, labels in model->y. */
static void predict(Relu *model, const ReluData *data, int first, int count)
{
    const int *rows = in_order(model, first, count);
    reserve(model, CHUNK);
    gather(model, data, rows, count);
    if (data->signs)
        signs_pass(model->Z, model->U, NULL, data->signs, (SignsRows){0}, (SignsRows){rows, count},
                   model->m * model->K, model->C);
    else
        forward(model, count);
    VECTOR_CALL(outputs, model->f, model->Z, model, count);
}

static int chunk(const ReluData *data, int first)
{
    return least(CHUNK, data->N - first);
}

void relu_predict(float *f, Relu *model, const ReluData *data)
{
    for (int first = 0; first < data->N; first += CHUNK) {
        const int count = chunk(data, first);
        predict(model, data, first, count);
        memcpy(f + (size_t)first * model->K, model->f, (size_t)count * model->K * sizeof *f);
    }
}

void relu_accuracy(double *correct, Relu *model, const ReluData *data)
{
    int *sum = die_calloc(model->K, sizeof *sum);
    for (int first = 0; first < data->N; first += CHUNK) {
        const int count = chunk(data, first);
        predict(model, data, first, count);
        VECTOR_CALL(count, sum, model->f, model->y, model, count);
    }
    for (int k = 0; k < model->K; k++)
        correct[k] = (double)sum[k] / data->N;
    free(sum);
}

void relu_dead(double *dead, Relu *model, const ReluData *data)
{
    const int K = model->K;
    float *f = die_calloc((size_t)data->N * K, sizeof *f);
    relu_predict(f, model, data);
    memset(dead, 0, K * sizeof *dead);
    for (size_t i = 0; i < (size_t)data->N * K; i++)
        dead[i % K] += f[i] == 0;
    free(f);
}

void relu_loss(double *loss, Relu *model, const ReluData *data)
{
    memset(loss, 0, model->K * sizeof *loss);
    for (int first = 0; first < data->N; first += CHUNK) {
        const int count = chunk(data, first);
        predict(model, data, first, count);
        for (int s = 0; s < count; s++)
            for (int k = 0; k < model->K; k++) {
                const size_t i = (size_t)s * model->K + k;
                double margin = (double)model->y[i] * model->f[i];
                loss[k] += (fmax(0, -margin) + log1p(exp(-fabs(margin)))) / data->N;
            }
    }
}

/* ---- training -------------------------------------------------------------------------------- */

void relu_gradient(float *dU, float *dv, Relu *model, const ReluData *data)
{
    const int N = data->N, n = model->n, C = model->C;
    float *sum = alloc_floats(C); /* with the room that vectors need */
    memset(dU, 0, (size_t)n * C * sizeof *dU);
    for (int first = 0; first < N; first += CHUNK) {
        const int count = chunk(data, first);
        ReluData real = *data;
        real.signs = NULL;
        predict(model, &real, first, count);
        VECTOR_CALL(residuals, model->f, model->y, count * model->K, -1.0f / N);
        VECTOR_CALL(spread, model, count);
        VECTOR_CALL(hidden, model->G, sum, model, count);
        backward(dU, model, count);
    }
    memcpy(dv, sum, C * sizeof *dv);
    free(sum);
}

/* Lengthens the residuals f(count,K) of networks whose mean residual is below rescale; notes
 * the flow time. */
static void rescale(Relu *model, int count, double eta)
{
    const int K = model->K;
    for (int k = 0; k < K; k++) {
        double sum = 0;
        for (int s = 0; s < count; s++)
            sum += fabs((double)model->f[(size_t)s * K + k]) / eta;
        const double length = sum < model->rescale ? model->rescale / sum : 1;
        for (int s = 0; s < count && length > 1; s++)
            model->f[(size_t)s * K + k] *= (float)length;
        model->time[k] += eta * length;
    }
}

/* From Z(count,C) and the labels of rows: the residuals R(count,width), times eta, and, where there
 * is a regulariser, its step in U. Returns what its step leaves of v. */
static float begin(Relu *model, const ReluData *data, const int *rows, int count, double eta)
{
    gather(model, data, rows, count);
    if (!data->signs)
        forward(model, count);
    VECTOR_CALL(outputs, model->f, model->Z, model, count);
    VECTOR_CALL(residuals, model->f, model->y, count * model->K, (float)(eta / count));
    if (model->rescale > 0)
        rescale(model, count, eta);
    VECTOR_CALL(spread, model, count);
    const float keep = (float)(1 - 2 * eta * model->lambda);
    for (size_t i = 0; model->lambda != 0 && i < (size_t)model->n * model->C; i++)
        model->U[i] *= keep;
    return keep;
}

/* One step on each batch of order(N), in turn. The derivatives go back SIGNS_BATCH rows a pass over
 * U, the last pass of a batch taking the next one forth. */
static void train_signs(Relu *model, const ReluData *data, const int *order, int size, double eta)
{
    const SignsRows none = {0};
    const Signs *signs = data->signs;
    SignsRows batch = {order, least(size, data->N)};
    const int columns = model->m * model->K, C = model->C;
    signs_pass(model->Z, model->U, NULL, signs, none, batch, columns, C);
    for (int left = data->N; left;) {
        SignsSlope slope = {.v = model->v, .even = model->dv, .odd = model->odd};
        slope.K = model->K, slope.width = model->width;
        slope.decay = begin(model, data, batch.rows, batch.count, eta);
        const int beyond = (SIGNS_GROUP - batch.count % SIGNS_GROUP) % SIGNS_GROUP;
        memset(model->Z + (size_t)batch.count * C, 0, (size_t)beyond * C * sizeof *model->Z);
        left -= batch.count;
        const SignsRows next = {batch.rows + batch.count, least(size, left)};
        for (int done = 0; done < batch.count; done += SIGNS_BATCH) {
            const SignsRows part = {batch.rows + done, least(SIGNS_BATCH, batch.count - done)};
            slope.Z = model->Z + (size_t)done * C;
            slope.R = model->R + (size_t)done * model->width;
            slope.first = done == 0;
            slope.last = done + part.count == batch.count;
            signs_pass(model->Z, model->U, &slope, signs, part, slope.last ? next : none, columns,
                       C);
        }
        batch = next;
    }
}

static void train_dense(Relu *model, const ReluData *data, const int *order, int size, double eta)
{
    for (int first = 0; first < data->N; first += size) {
        const int count = least(size, data->N - first);
        const float keep = begin(model, data, order + first, count, eta);
        memset(model->dv, 0, model->C * sizeof *model->dv);
        VECTOR_CALL(hidden, model->G, model->dv, model, count);
        for (int c = 0; c < model->C; c++)
            model->v[c] = keep * model->v[c] + model->dv[c];
        backward(model->U, model, count);
    }
}

void relu_epoch(Relu *model, const ReluData *data, int batch, double eta, Rng *rng)
{
    require(data->n == model->n && batch > 0);
    const int *order = in_order(model, 0, data->N);
    if (data->N > batch)
        rng_shuffle(rng, model->order, data->N);
    reserve(model, least(batch, data->N));
    if (data->signs)
        train_signs(model, data, order, batch, eta);
    else
        train_dense(model, data, order, batch, eta);
}

void relu_four_neurons(Relu *model, int k)
{
    for (int j = 0; j < 4; j++) {
        const int c = j * model->K + k;
        model->U[(size_t)(j / 2) * model->C + c] = j % 2 ? -1 : 1;
        model->v[c] = j / 2 ? -1 : 1;
    }
}

void relu_train(Relu *model, const ReluData *data, int batch, double eta, int epochs, Rng *rng)
{
    for (int epoch = 1; epoch <= epochs; epoch++)
        relu_epoch(model, data, batch, eta, rng);
}

void relu_norms(double *l1, double *l2, const Relu *model)
{
    const int n = model->n, K = model->K, C = model->C;
    for (int k = 0; k < K; k++) {
        l1[k] = l2[k] = 0;
        for (int j = 0; j < model->m; j++)
            for (int i = -1; i < n; i++) {
                const int c = j * K + k;
                double w = i < 0 ? model->v[c] : model->U[(size_t)i * C + c];
                l1[k] += fabs(w);
                l2[k] += w * w;
            }
        l2[k] = sqrt(l2[k]);
    }
}

int relu_diverged(const Relu *model)
{
    const int K = model->K;
    double *l1 = die_calloc(2 * (size_t)K, sizeof *l1);
    int diverged = 0;
    relu_norms(l1, l1 + K, model);
    for (int k = 0; k < K; k++)
        diverged += !isfinite(l1[K + k]);
    free(l1);
    return diverged;
}

double relu_mean_accuracy(Relu *model, const ReluData *data)
{
    const int K = model->K;
    double *correct = die_calloc(K, sizeof *correct), sum = 0;
    relu_accuracy(correct, model, data);
    for (int k = 0; k < K; k++)
        sum += correct[k];
    free(correct);
    return relu_diverged(model) ? NAN : sum / K;
}
