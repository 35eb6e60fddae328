#include "dln.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "batch.h"
#include "die.h"
#include "linalg.h"

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
    model->x = die_calloc(rows, sizeof *model->x);
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
    free(model->x);
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
    batch_predictors(&(Paths){model->w, beta, model->base, model->A, model->n});
}

/* The batch of the rows order(count) of X, or of the first count, in model->x. */
static Batch gather(Dln *model, const double *X, const int *order, int count)
{
    require(count > 0 && count <= model->rows);
    for (int i = 0; i < count; i++)
        model->x[i] = X + (size_t)(order ? order[i] : i) * model->n;
    return (Batch){model->x, model->n, count};
}

void dln_predict(double *f, Dln *model, const double *X, int rows)
{
    const Batch all = gather(model, X, NULL, rows);
    dln_beta(model->beta, model);
    batch_forward(f, model->beta, model->A, &all);
}

/* From model->beta on the batch, whose labels are y[order[i]] or y[i]: loss(A), and 2/count times
 * the residuals in model->f(A,count). */
static void residuals(double *loss, Dln *model, const Batch *batch, const double *y,
                      const int *order)
{
    const int count = batch->count;
    batch_forward(model->f, model->beta, model->A, batch);
    for (int a = 0; a < model->A; a++) {
        double *residual = model->f + (size_t)a * count, sum = 0;
        for (int i = 0; i < count; i++) {
            double r = residual[i] - y[order ? order[i] : i];
            sum += r * r;
            residual[i] = r * (2.0 / count);
        }
        loss[a] = sum / count;
    }
}

void dln_gradient(double *loss, double *gradient, Dln *model, const double *X, const double *y,
                  int rows)
{
    const Batch all = gather(model, X, NULL, rows);
    dln_beta(model->beta, model);
    residuals(loss, model, &all, y, NULL);
    batch_backward(model->h, model->f, model->A, &all);
    const int n = model->n;
    const double *slope = model->base ? model->base : model->w;
    for (int k = 0; gradient && k < 2 * n * model->A; k++) {
        int a = k / (2 * n), i = k % (2 * n);
        gradient[k] = (i < n ? 2 : -2) * slope[k] * model->h[(size_t)a * n + i % n];
    }
}

/* A step of model->w and model->beta, which are those of each other. */
static void step(double *loss, Dln *model, const double *X, const double *y, const int *order,
                 int count, double eta)
{
    const Batch batch = gather(model, X, order, count);
    const Paths paths = {model->w, model->beta, model->base, model->A, model->n};
    residuals(loss, model, &batch, y, order);
    batch_descend(&paths, model->f, eta, &batch);
}

void dln_step(double *loss, Dln *model, const double *X, const double *y, int rows, double eta)
{
    dln_beta(model->beta, model);
    step(loss, model, X, y, NULL, rows, eta);
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
    dln_beta(model->beta, model);
    for (int first = 0; first < N; first += batch) {
        int count = first + batch <= N ? batch : N - first;
        step(model->loss, model, data->X, data->y, model->order + first, count, eta);
        for (int a = 0; a < model->A; a++)
            loss[a] += model->loss[a] * count / N;
    }
}

int dln_descend(double *beta, DlnRun *runs, const double *alpha, int A, const Data *data, int batch,
                double eta, double stop_loss, int max_epochs, Rng *rng)
{
    const int n = data->n;
    int diverged = 0;
    Dln *model = dln_alloc(n, A, data->N);
    int *path = die_calloc(A, sizeof *path); /* which alpha a path of the model is of */
    double *loss = die_calloc(A, sizeof *loss), *betas = die_calloc((size_t)A * n, sizeof *betas);
    dln_init(model, alpha);
    for (int a = 0; a < A; a++)
        path[a] = a;
    for (int epoch = 1, left = A; left; epoch++) {
        dln_epoch(loss, model, data, batch, eta, rng);
        for (int a = left - 1; a >= 0; a--) {
            const int converged = loss[a] < stop_loss;
            if (!converged && isfinite(loss[a]) && epoch < max_epochs)
                continue;
            /* This path is done: keep it and take it out of the model. */
            dln_beta(betas, model);
            memcpy(beta + (size_t)path[a] * n, betas + (size_t)a * n, n * sizeof *beta);
            /* The step after a finite loss may still leave the range of doubles. */
            const int finite = isfinite(linalg_norm(betas + (size_t)a * n, n));
            runs[path[a]] = (DlnRun){epoch, converged, finite ? loss[a] : INFINITY};
            diverged += !isfinite(runs[path[a]].loss);
            if (--left)
                dln_drop(model, a);
            memmove(path + a, path + a + 1, (left - a) * sizeof *path);
        }
    }
    dln_free(model);
    free(path);
    free(loss);
    free(betas);
    return diverged;
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
