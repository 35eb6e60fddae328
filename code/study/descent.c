#include "descent.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "batch.h"
#include "die.h"

static const double CONVERGED = 1e-12;

Descent *descent_alloc(const System *system, const double *alphas, int A)
{
    const int n = system->n, rank = system->rank;
    Descent *d = die_calloc(1, sizeof *d);
    *d = (Descent){.system = system, .A = A, .n = n, .active = A};
    d->path = die_calloc(A, sizeof *d->path);
    d->w = die_calloc(2 * (size_t)A * n, sizeof(double));
    d->beta = die_calloc((size_t)A * n, sizeof(double));
    d->h = die_calloc((size_t)A * n, sizeof(double));
    d->f = die_calloc((size_t)A * rank, sizeof(double));
    d->time = die_calloc(A, sizeof(double));
    d->step = die_calloc(A, sizeof(double));
    d->loss = die_calloc(A, sizeof(double));
    d->squares = die_calloc(n, sizeof(double));
    d->rows = die_calloc(rank, sizeof *d->rows);
    for (int a = 0; a < A; a++) {
        d->path[a] = a;
        for (int k = 0; k < 2 * n; k++)
            d->w[2 * (size_t)a * n + k] = alphas[a];
    }
    for (int r = 0; r < rank; r++) {
        d->rows[r] = system->A + (size_t)r * n;
        for (int j = 0; j < n; j++)
            d->squares[j] += d->rows[r][j] * d->rows[r][j];
    }
    return d;
}

void descent_free(Descent *d)
{
    if (!d)
        return;
    free(d->path);
    free(d->w);
    free(d->beta);
    free(d->h);
    free(d->f);
    free(d->time);
    free(d->step);
    free(d->loss);
    free(d->squares);
    free(d->rows);
    free(d);
}

static void swap(double *x, double *y, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const double first = x[i];
        x[i] = y[i];
        y[i] = first;
    }
}

/* Puts the path at a behind the active ones. */
static void retire(Descent *d, int a)
{
    const int last = --d->active, path = d->path[a];
    const size_t n = d->n;
    d->path[a] = d->path[last];
    d->path[last] = path;
    if (a == last)
        return;
    swap(d->w + 2 * n * a, d->w + 2 * n * last, 2 * n);
    swap(d->beta + n * a, d->beta + n * last, n);
    swap(d->time + a, d->time + last, 1);
    swap(d->step + a, d->step + last, 1);
    swap(d->loss + a, d->loss + last, 1);
}

/* The bound of ||H|| for path a. */
static double curvature(const Descent *d, int a)
{
    const int n = d->n;
    const double *w = d->w + 2 * (size_t)a * n, *h = d->h + (size_t)a * n;
    double most = 0, sum = 0, slope = 0;
    for (int j = 0; j < n; j++) {
        const double D = w[j] * w[j] + w[n + j] * w[n + j];
        most = D > most ? D : most;
        sum += D * d->squares[j];
        slope = fabs(h[j]) > slope ? fabs(h[j]) : slope;
    }
    const double s = d->system->singular[0];
    return 8 * fmin(s * s * most, sum) / d->system->N + 2 * slope;
}

void descent_step(Descent *d)
{
    const System *system = d->system;
    const int n = d->n, rank = system->rank, N = system->N;
    const Batch batch = {d->rows, n, rank};
    batch_forward(d->f, d->beta, d->active, &batch);
    for (int a = d->active - 1; a >= 0; a--) {
        double *f = d->f + (size_t)a * rank, sum = 0;
        for (int r = 0; r < rank; r++) {
            f[r] -= system->b[r];
            sum += f[r] * f[r];
            f[r] *= 2.0 / N;
        }
        d->loss[a] = (sum + system->rest) / N;
        if (sum > CONVERGED * system->total)
            continue;
        /* The residuals of the path that takes its place move with it. */
        memmove(f, d->f + (size_t)(d->active - 1) * rank, rank * sizeof *f);
        retire(d, a);
    }
    batch_backward(d->h, d->f, d->active, &batch);
    for (int a = 0; a < d->active; a++) {
        const double eta = 1 / curvature(d, a);
        double *w = d->w + 2 * (size_t)a * n, *beta = d->beta + (size_t)a * n;
        const double *h = d->h + (size_t)a * n;
        for (int j = 0; j < n; j++) {
            w[j] *= 1 - 2 * eta * h[j];
            w[n + j] *= 1 + 2 * eta * h[j];
            beta[j] = w[j] * w[j] - w[n + j] * w[n + j];
        }
        d->time[a] += eta;
        d->step[a] = eta;
    }
}
