#include "dln.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "batch.h"
#include "die.h"
#include "linalg.h"
#include "wide.h"

/* beta = w+^2 - w-^2 of one path. */
WIDE static void square_difference(double *restrict beta, const double *restrict w, int n)
{
    for (int i = 0; i < n; i++)
        beta[i] = w[i] * w[i] - w[n + i] * w[n + i];
}

/* w+ -= w+ move, w- += w- move of one path, with move = 2 eta h. */
WIDE static void multiply_weights(double *restrict w, const double *restrict h, double eta, int n)
{
    for (int i = 0; i < n; i++) {
        double move = 2 * eta * h[i];
        w[i] -= w[i] * move;
        w[n + i] += w[n + i] * move;
    }
}

/* The same for the linearisation at base. */
WIDE static void add_weights(double *restrict w, const double *restrict base,
                             const double *restrict h, double eta, int n)
{
    for (int i = 0; i < n; i++) {
        double move = 2 * eta * h[i];
        w[i] -= base[i] * move;
        w[n + i] += base[n + i] * move;
    }
}

Dln *dln_alloc(int n, int A, int rows)
{
    require(n > 0 && A > 0 && rows > 0);
    Dln *model = die_calloc(1, sizeof *model);
    model->n = n;
    model->A = A;
    model->rows = rows;
    model->w = die_calloc(2 * (size_t)A * n, sizeof(double));
    model->beta = die_calloc((size_t)A * n, sizeof(double));
    model->h = die_calloc((size_t)A * n, sizeof(double));
    model->f = die_calloc((size_t)A * rows, sizeof(double));
    model->loss = die_calloc(A, sizeof(double));
    model->gathered = die_calloc((size_t)rows * n, sizeof(double));
    model->order = die_calloc(rows, sizeof(int));
    return model;
}

void dln_free(Dln *model)
{
    if (!model)
        return;
    free(model->w);
    free(model->base);
    free(model->beta);
    free(model->h);
    free(model->f);
    free(model->loss);
    free(model->gathered);
    free(model->order);
    free(model);
}

void dln_init(Dln *model, const double *alpha)
{
    size_t weights = 2 * (size_t)model->n;
    for (size_t k = 0; k < model->A * weights; k++)
        model->w[k] = alpha[k / weights];
}

void dln_linearise(Dln *model)
{
    size_t size = 2 * (size_t)model->n * model->A * sizeof *model->w;
    if (!model->base)
        model->base = die_calloc(size, 1);
    memcpy(model->base, model->w, size);
}

void dln_drop(Dln *model, int a)
{
    require(model->A > 1 && a >= 0 && a < model->A);
    size_t weights = 2 * (size_t)model->n, behind = (size_t)(model->A - a - 1) * weights;
    double *at = model->w + a * weights;
    memmove(at, at + weights, behind * sizeof *at);
    if (model->base) {
        at = model->base + a * weights;
        memmove(at, at + weights, behind * sizeof *at);
    }
    model->A--;
}

void dln_beta(double *beta, const Dln *model)
{
    const int n = model->n;
    for (int a = 0; a < model->A; a++, beta += n) {
        const double *w = model->w + 2 * (size_t)a * n;
        if (!model->base) {
            square_difference(beta, w, n);
            continue;
        }
        const double *b = model->base + 2 * (size_t)a * n;
        for (int i = 0; i < n; i++)
            beta[i] = b[i] * (2 * w[i] - b[i]) - b[n + i] * (2 * w[n + i] - b[n + i]);
    }
}

void dln_predict(double *f, Dln *model, const double *X, int rows)
{
    const Batch all = {.X = X, .n = model->n, .count = rows};
    dln_beta(model->beta, model);
    batch_forward(f, model->beta, model->A, &all);
}

/* Leaves dL/dbeta on the batch in model->h(A,n) and writes loss(A); y is that of all samples. */
static void differentiate(double *loss, Dln *model, const Batch *batch, const double *y)
{
    const int count = batch->count;
    require(count > 0 && count <= model->rows);
    batch_gather(batch, model->A);
    dln_beta(model->beta, model);
    batch_forward(model->f, model->beta, model->A, batch);
    for (int a = 0; a < model->A; a++) {
        double *residual = model->f + (size_t)a * count, sum = 0;
        for (int i = 0; i < count; i++) {
            double r = residual[i] - y[batch->rows ? batch->rows[i] : i];
            sum += r * r;
            residual[i] = r * (2.0 / count);
        }
        loss[a] = sum / count;
    }
    batch_backward(model->h, model->f, model->A, batch);
}

void dln_gradient(double *loss, double *gradient, Dln *model, const double *X, const double *y,
                  int rows)
{
    const Batch all = {.X = X, .n = model->n, .count = rows};
    differentiate(loss, model, &all, y);
    const int n = model->n;
    const double *slope = model->base ? model->base : model->w;
    for (int k = 0; gradient && k < 2 * n * model->A; k++) {
        int a = k / (2 * n), i = k % (2 * n);
        gradient[k] = (i < n ? 2 : -2) * slope[k] * model->h[(size_t)a * n + i % n];
    }
}

static void step(double *loss, Dln *model, const Batch *batch, const double *y, double eta)
{
    differentiate(loss, model, batch, y);
    const int n = model->n;
    for (int a = 0; a < model->A; a++) {
        double *w = model->w + 2 * (size_t)a * n, *h = model->h + (size_t)a * n;
        if (model->base)
            add_weights(w, model->base + 2 * (size_t)a * n, h, eta, n);
        else
            multiply_weights(w, h, eta, n);
    }
}

void dln_step(double *loss, Dln *model, const double *X, const double *y, int rows, double eta)
{
    const Batch all = {.X = X, .n = model->n, .count = rows};
    step(loss, model, &all, y, eta);
}

void dln_epoch(double *loss, Dln *model, const Data *data, int batch, double eta, Rng *rng)
{
    const int N = data->N;
    require(data->n == model->n && N <= model->rows && batch > 0);
    if (N <= batch) {
        dln_step(loss, model, data->X, data->y, N, eta);
        return;
    }
    memset(loss, 0, model->A * sizeof *loss);
    rng_shuffle(rng, model->order, N);
    for (int first = 0; first < N; first += batch) {
        int count = first + batch <= N ? batch : N - first;
        const Batch part = {data->X, data->n, model->order + first, count, model->gathered};
        step(model->loss, model, &part, data->y, eta);
        for (int a = 0; a < model->A; a++)
            loss[a] += model->loss[a] * count / N;
    }
}

void dln_tangent_kernel(double *K, const Dln *model, int a, const double *X, int rows)
{
    const int n = model->n;
    const double *slope = (model->base ? model->base : model->w) + 2 * (size_t)a * n;
    double *scaled = die_calloc((size_t)rows * n, sizeof *scaled);
    for (int i = 0; i < rows; i++)
        for (int j = 0; j < n; j++)
            scaled[i * n + j] =
                4 * (slope[j] * slope[j] + slope[n + j] * slope[n + j]) * X[i * n + j];
    linalg_multiply_nt(K, scaled, X, rows, n, rows);
    free(scaled);
}
