/* lazy_rates: the rates of theorems 2.2 and 2.4 of Chizat et al. (2019) in the thesis's own
 * parametrisation (Figure A8; thesis, section 3.3).
 *
 * The start is w(0) = a 1, so that the theorems' output scale is alpha_out = a^2, and the scaled
 * time of their flow is T = a^2 t. Gradient flow on the model and on its linearisation is
 * integrated by GSL's Runge-Kutta-Prince-Dormand (8,9) to the relative tolerance `tolerance` and
 * the absolute one `tolerance` / a, on noise-free Gaussian data. Recorded for every a are, over
 * [0, T],
 *
 *     sup ||w - w(0)||,   sup ||w - wbar||,   sup ||beta - betabar||
 *
 * and, against theorem 2.4, whether at every recorded time
 *
 *     ||g(T) - g*|| <= sqrt(kappa) ||g*|| exp(-m sigma_min(Dh)^2 T / 4),
 *
 * under the reading that the data allows. On outputs (N < n): g = f on the samples in R^N, m = M =
 * 2/N, sigma_min(Dh)^2 = 8 sigma_N(X)^2. On functionals (N >= n): g = beta in R^n, m and M = 2/N
 * times the extreme squared singular values of X, sigma_min(Dh)^2 = 8.
 */
#include <gsl/gsl_errno.h>
#include <gsl/gsl_fit.h>
#include <gsl/gsl_odeiv2.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "die.h"
#include "dln.h"
#include "experiment.h"
#include "linalg.h"
#include "progress.h"

/* The flow of one model, for GSL: state w - w(0) (2n), time T. What is integrated is small where a
 * is large, and so is its error; that of w itself would drown the distance of the predictors. */
typedef struct {
    Dln *model;
    const Data *data;
    double a;
} System;

static void set_state(System *s, const double v[])
{
    for (int i = 0; i < 2 * s->data->n; i++)
        s->model->w[i] = s->a + v[i];
}

static int derivative(double T, const double v[], double dv[], void *context)
{
    (void)T;
    System *s = context;
    double loss;
    set_state(s, v);
    dln_gradient(&loss, dv, s->model, s->data->X, s->data->y, s->data->N);
    for (int i = 0; i < 2 * s->data->n; i++)
        dv[i] /= -s->a * s->a;
    return GSL_SUCCESS;
}

/* The constants of the theorem's bound: ||g - g*|| <= factor exp(-rate T). */
typedef struct {
    int on_outputs;
    double factor, rate;
    double least_a; /* the theorem asks for a above this; on outputs only, else 0 */
} Bound;

static Bound bound_of(const Data *data)
{
    const int N = data->N, n = data->n, on_outputs = N < n, size = on_outputs ? N : n;
    double *G = die_calloc((size_t)size * size, sizeof *G), *values = die_calloc(size, sizeof *G);
    if (on_outputs)
        linalg_multiply_nt(G, data->X, data->X, N, n, N);
    else
        linalg_multiply_tn(G, data->X, data->X, n, N, n);
    int status = linalg_eigen(values, NULL, G, size);
    require(status == 0);
    double low = values[0], high = values[size - 1];
    free(G);
    free(values);
    if (on_outputs)
        return (Bound){1, linalg_norm(data->y, N), 4 * low / N,
                       sqrt(8 * high * linalg_norm(data->y, N) / pow(low, 1.5))};
    return (Bound){0, sqrt(high / low) * linalg_norm(data->beta, n), 4 * low / N, 0};
}

enum { MOST_TIMES = 400 };

int main(int argc, char **argv)
{
    Params *p = experiment_begin(argc, argv);
    const char *seed = params_text(p, "seed");
    int n = params_integer(p, "n", 1, 1000), N = params_integer(p, "N", 1, 1000);
    int A, horizons_count;
    const double *as = params_numbers(p, "scales", 1e-3, 1e6, &A);
    const double *horizons = params_increasing(p, "horizons", 1e-6, 1e6, &horizons_count);
    double rate_horizon = params_number(p, "rate_horizon", 1e-6, 1e6);
    int times = params_integer(p, "times", 2, MOST_TIMES);
    double tolerance = params_number(p, "tolerance", 1e-14, 1e-3);
    int replicates = params_integer(p, "replicates", 1, 100000);
    int rate_known = 0;
    for (int h = 0; h < horizons_count; h++)
        rate_known |= horizons[h] == rate_horizon;
    if (horizons_count && !rate_known)
        die("%s: key 'rate_horizon' must be one of 'horizons'", argv[1]);
    if (A == 1)
        die("%s: key 'scales' needs two numbers for a slope", argv[1]);
    Record *record = experiment_record(p);
    RecordTable *table = record_table(
        record, "", "replicate,N,a,horizon,start_distance,linearised_distance,predictor_distance");
    RecordTable *slopes =
        record_table(record, "slopes", "replicate,N,start_slope,linearised_slope,predictor_slope");
    RecordTable *growth = record_table(record, "growth", "replicate,N,horizon,constant,growth");
    RecordTable *bounds =
        record_table(record, "bounds", "replicate,N,a,on_outputs,asked,bound_holds,largest_ratio");
    RecordTable *path = record_table(record, "path", "replicate,N,a,T,distance,bound");

    /* Times to look at: 0 excepted, log-spaced up to the last horizon, the horizons among them. */
    double last = horizons[horizons_count - 1], at[MOST_TIMES + MOST_NUMBERS];
    int looks = 0, weights = 2 * n;
    for (int k = 0, h = 0; k < times; k++) {
        double T = last * pow(1e-4, 1 - (double)k / (times - 1));
        for (; h < horizons_count && horizons[h] <= T * (1 + 1e-9); h++)
            at[looks++] = horizons[h];
        if (!looks || T > at[looks - 1] * (1 + 1e-6))
            at[looks++] = T;
    }

    double *v[2] = {die_calloc(weights, sizeof(double)), die_calloc(weights, sizeof(double))};
    double *beta = die_calloc(n, sizeof *beta), *betabar = die_calloc(n, sizeof *betabar);
    double *f = die_calloc(N, sizeof *f), *log_a = die_calloc(A, sizeof *log_a);
    double *log_sup[3] = {die_calloc(A, sizeof(double)), die_calloc(A, sizeof(double)),
                          die_calloc(A, sizeof(double))};
    for (int replicate = 1; replicate <= replicates; replicate++) {
        Data *data = data_gaussian(N, n, seed, "lazy_rates", replicate);
        Bound bound = bound_of(data);
        double first_constant = 0;
        for (int k = 0; k < A; k++) {
            progress_at((replicate - 1 + (double)k / A) / replicates);
            double a = as[k], sup[3] = {0}, largest = 0;
            System systems[2] = {{dln_alloc(n, 1, N), data, a}, {dln_alloc(n, 1, N), data, a}};
            dln_init(systems[0].model, &a);
            dln_init(systems[1].model, &a);
            dln_linearise(systems[1].model);
            gsl_odeiv2_driver *drivers[2];
            gsl_odeiv2_system flows[2];
            double now[2] = {0, 0};
            for (int s = 0; s < 2; s++) {
                flows[s] = (gsl_odeiv2_system){derivative, NULL, weights, &systems[s]};
                drivers[s] = gsl_odeiv2_driver_alloc_y_new(&flows[s], gsl_odeiv2_step_rk8pd, 1e-3,
                                                           tolerance / a, tolerance);
                memset(v[s], 0, weights * sizeof(double));
            }
            for (int i = 0, h = 0; i < looks; i++) {
                for (int s = 0; s < 2; s++) {
                    if (gsl_odeiv2_driver_apply(drivers[s], &now[s], at[i], v[s]))
                        die("replicate %d, a = %g: the flow cannot be integrated to %g", replicate,
                            a, tolerance);
                    set_state(&systems[s], v[s]);
                }
                dln_beta(beta, systems[0].model);
                dln_beta(betabar, systems[1].model);
                sup[0] = fmax(sup[0], linalg_norm(v[0], weights));
                sup[1] = fmax(sup[1], linalg_distance(v[0], v[1], weights));
                sup[2] = fmax(sup[2], linalg_distance(beta, betabar, n));

                double off;
                if (bound.on_outputs) {
                    linalg_multiply(f, data->X, beta, N, n, 1);
                    off = linalg_distance(f, data->y, N);
                } else {
                    off = linalg_distance(beta, data->beta, n);
                }
                /* Below the tolerance of the integration the path is 0 as far as it can tell. */
                double limit = bound.factor * exp(-bound.rate * at[i]);
                double floor = 1e3 * tolerance * (1 + a * a);
                if (off > floor)
                    largest = fmax(largest, off / limit);
                if (k == A - 1)
                    record_row(path, replicate, N, a, at[i], fmax(off, floor), limit);

                if (h < horizons_count && fabs(at[i] - horizons[h]) < 1e-9 * horizons[h]) {
                    record_row(table, replicate, N, a, horizons[h], sup[0], sup[1], sup[2]);
                    if (horizons[h] == rate_horizon)
                        for (int q = 0; q < 3; q++)
                            log_sup[q][k] = log(sup[q]);
                    if (k == A - 1) {
                        double constant = a * a * a * sup[1];
                        if (h == 0)
                            first_constant = constant;
                        record_row(growth, replicate, N, horizons[h], constant,
                                   constant / first_constant);
                    }
                    h++;
                }
            }
            log_a[k] = log(a);
            record_row(bounds, replicate, N, a, bound.on_outputs, a > bound.least_a, largest <= 1,
                       largest);
            for (int s = 0; s < 2; s++) {
                gsl_odeiv2_driver_free(drivers[s]);
                dln_free(systems[s].model);
            }
        }
        double slope[3], intercept, c00, c01, c11, sum;
        for (int q = 0; q < 3; q++)
            gsl_fit_linear(log_a, 1, log_sup[q], 1, A, &intercept, &slope[q], &c00, &c01, &c11,
                           &sum);
        record_row(slopes, replicate, N, slope[0], slope[1], slope[2]);
        data_free(data);
    }
    free(v[0]);
    free(v[1]);
    free(beta);
    free(betabar);
    free(f);
    free(log_a);
    for (int q = 0; q < 3; q++)
        free(log_sup[q]);
    experiment_end(record, p);
}
