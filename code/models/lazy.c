#include "lazy.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_odeiv2.h>
#include <math.h>
#include <stdlib.h>

#include "die.h"
#include "linalg.h"

/* The flow of one model, for GSL: state v = w - w(0) (2n), time T. What is integrated is small
 * where a is large, and so is its error; that of w itself would drown the distance of the
 * predictors. */
struct LazySystem {
    Dln *model;
    const Data *data;
    double a, T;
    gsl_odeiv2_system equations;
    gsl_odeiv2_driver *driver;
};

static void set_state(LazySystem *s, const double v[])
{
    for (int i = 0; i < 2 * s->data->n; i++)
        s->model->w[i] = s->a + v[i];
}

static int derivative(double T, const double v[], double dv[], void *context)
{
    (void)T;
    LazySystem *s = context;
    double loss;
    set_state(s, v);
    dln_gradient(&loss, dv, s->model, s->data->X, s->data->y, s->data->N);
    for (int i = 0; i < 2 * s->data->n; i++)
        dv[i] /= -s->a * s->a;
    return GSL_SUCCESS;
}

LazyFlows *lazy_alloc(const Data *data, double a, double tolerance)
{
    LazyFlows *flows = die_calloc(1, sizeof *flows);
    for (int f = 0; f < LAZY_FLOWS; f++) {
        LazySystem *s = flows->systems[f] = die_calloc(1, sizeof *s);
        *s = (LazySystem){.model = dln_alloc(data->n, 1, data->N), .data = data, .a = a};
        dln_init(s->model, &a);
        s->equations = (gsl_odeiv2_system){derivative, NULL, 2 * (size_t)data->n, s};
        s->driver = gsl_odeiv2_driver_alloc_y_new(&s->equations, gsl_odeiv2_step_rk8pd, 1e-3,
                                                  tolerance / a, tolerance);
        flows->v[f] = die_calloc(2 * (size_t)data->n, sizeof(double));
        flows->beta[f] = die_calloc(data->n, sizeof(double));
    }
    dln_linearise(flows->systems[LAZY_LINEARIZED]->model);
    return flows;
}

void lazy_free(LazyFlows *flows)
{
    for (int f = 0; flows && f < LAZY_FLOWS; f++) {
        gsl_odeiv2_driver_free(flows->systems[f]->driver);
        dln_free(flows->systems[f]->model);
        free(flows->systems[f]);
        free(flows->v[f]);
        free(flows->beta[f]);
    }
    free(flows);
}

int lazy_follow(LazyFlows *flows, double T)
{
    for (int f = 0; f < LAZY_FLOWS; f++) {
        LazySystem *s = flows->systems[f];
        if (gsl_odeiv2_driver_apply(s->driver, &s->T, T, flows->v[f]))
            return 0;
        set_state(s, flows->v[f]);
        dln_beta(flows->beta[f], s->model);
    }
    return 1;
}

LazyBound lazy_bound(const Data *data)
{
    const int N = data->N, n = data->n, on_outputs = N < n, size = on_outputs ? N : n;
    double *G = die_calloc((size_t)size * size, sizeof *G), *values = die_calloc(size, sizeof *G);
    require(data->beta);
    if (on_outputs)
        linalg_multiply_nt(G, data->X, data->X, N, n, N);
    else
        linalg_multiply_tn(G, data->X, data->X, n, N, n);
    const int status = linalg_eigen(values, NULL, G, size);
    require(status == 0);
    const double low = values[0], high = values[size - 1];
    free(G);
    free(values);
    if (on_outputs)
        return (LazyBound){1, linalg_norm(data->y, N), 4 * low / N,
                           sqrt(8 * high * linalg_norm(data->y, N) / pow(low, 1.5))};
    return (LazyBound){0, sqrt(high / low) * linalg_norm(data->beta, n), 4 * low / N, 0};
}

double lazy_distance(const LazyBound *bound, const Data *data, const double *beta)
{
    if (!bound->on_outputs)
        return linalg_distance(beta, data->beta, data->n);
    double *f = die_calloc(data->N, sizeof *f);
    linalg_multiply(f, data->X, beta, data->N, data->n, 1);
    const double off = linalg_distance(f, data->y, data->N);
    free(f);
    return off;
}
