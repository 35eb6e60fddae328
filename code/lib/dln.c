#include "dln.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "die.h"
#include "linalg.h"

Dln *dln_alloc(int n, int A, int rows)
{
    require(n > 0 && A > 0 && rows > 0);
    Dln *model = die_calloc(1, sizeof *model);
    model->n = n;
    model->A = A;
    model->rows = rows;
    model->w = die_calloc(2 * (size_t)n * A, sizeof(double));
    model->beta = die_calloc((size_t)n * A, sizeof(double));
    model->h = die_calloc((size_t)n * A, sizeof(double));
    model->f = die_calloc((size_t)rows * A, sizeof(double));
    model->batch_X = die_calloc((size_t)rows * n, sizeof(double));
    model->batch_y = die_calloc(rows, sizeof(double));
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
    free(model->batch_X);
    free(model->batch_y);
    free(model->order);
    free(model);
}

void dln_init(Dln *model, const double *alpha)
{
    for (int i = 0; i < 2 * model->n; i++)
        memcpy(model->w + (size_t)i * model->A, alpha, model->A * sizeof *alpha);
}

void dln_linearise(Dln *model)
{
    size_t size = 2 * (size_t)model->n * model->A * sizeof *model->w;
    if (!model->base)
        model->base = die_calloc(size, 1);
    memcpy(model->base, model->w, size);
}

void dln_beta(double *beta, const Dln *model)
{
    const int half = model->n * model->A;
    const double *plus = model->w, *minus = model->w + half;
    if (!model->base) {
        for (int i = 0; i < half; i++)
            beta[i] = plus[i] * plus[i] - minus[i] * minus[i];
        return;
    }
    const double *b_plus = model->base, *b_minus = model->base + half;
    for (int i = 0; i < half; i++)
        beta[i] = b_plus[i] * (2 * plus[i] - b_plus[i]) - b_minus[i] * (2 * minus[i] - b_minus[i]);
}

void dln_predict(double *f, Dln *model, const double *X, int rows)
{
    dln_beta(model->beta, model);
    linalg_multiply(f, X, model->beta, rows, model->n, model->A);
}

/* Leaves dL/dbeta in model->h(n,A) and writes loss(A). */
static void differentiate(double *loss, Dln *model, const double *X, const double *y, int rows)
{
    const int A = model->A;
    require(rows > 0 && rows <= model->rows);
    double *residual = model->f;
    dln_predict(residual, model, X, rows);
    memset(loss, 0, A * sizeof *loss);
    for (int i = 0; i < rows; i++)
        for (int a = 0; a < A; a++) {
            double r = residual[i * A + a] - y[i];
            loss[a] += r * r / rows;
            residual[i * A + a] = r * (2.0 / rows);
        }
    linalg_multiply_tn(model->h, X, residual, model->n, rows, A);
}

void dln_gradient(double *loss, double *gradient, Dln *model, const double *X, const double *y,
                  int rows)
{
    differentiate(loss, model, X, y, rows);
    const int half = model->n * model->A;
    const double *slope = model->base ? model->base : model->w;
    for (int i = 0; gradient && i < half; i++) {
        gradient[i] = 2 * slope[i] * model->h[i];
        gradient[half + i] = -2 * slope[half + i] * model->h[i];
    }
}

void dln_step(double *loss, Dln *model, const double *X, const double *y, int rows, double eta)
{
    differentiate(loss, model, X, y, rows);
    const int half = model->n * model->A;
    const double *slope = model->base ? model->base : model->w;
    double *w = model->w;
    for (int i = 0; i < half; i++) {
        double move = 2 * eta * model->h[i];
        w[i] -= slope[i] * move;
        w[half + i] += slope[half + i] * move;
    }
}

void dln_epoch(double *loss, Dln *model, const Data *data, int batch, double eta, Rng *rng)
{
    const int N = data->N, n = data->n, A = model->A;
    require(n == model->n && N <= model->rows && batch > 0);
    if (N <= batch) {
        dln_step(loss, model, data->X, data->y, N, eta);
        return;
    }
    double *batch_loss = die_calloc(A, sizeof *batch_loss);
    memset(loss, 0, A * sizeof *loss);
    rng_shuffle(rng, model->order, N);
    for (int first = 0; first < N; first += batch) {
        int rows = first + batch <= N ? batch : N - first;
        for (int i = 0; i < rows; i++) {
            int row = model->order[first + i];
            memcpy(model->batch_X + (size_t)i * n, data->X + (size_t)row * n, n * sizeof *data->X);
            model->batch_y[i] = data->y[row];
        }
        dln_step(batch_loss, model, model->batch_X, model->batch_y, rows, eta);
        for (int a = 0; a < A; a++)
            loss[a] += batch_loss[a] * rows / N;
    }
    free(batch_loss);
}

void dln_tangent_kernel(double *K, const Dln *model, int a, const double *X, int rows)
{
    const int n = model->n, A = model->A;
    const double *slope = model->base ? model->base : model->w;
    double *scaled = die_calloc((size_t)rows * n, sizeof *scaled);
    for (int j = 0; j < n; j++) {
        double plus = slope[j * A + a], minus = slope[(n + j) * A + a];
        for (int i = 0; i < rows; i++)
            scaled[i * n + j] = 4 * (plus * plus + minus * minus) * X[i * n + j];
    }
    linalg_multiply_nt(K, scaled, X, rows, n, rows);
    free(scaled);
}
