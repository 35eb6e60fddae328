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

/* The flow of the model and that of its linearisation, side by side. */
enum { MODEL, LINEARISED, FLOWS };
typedef struct {
    System systems[FLOWS];
    gsl_odeiv2_system equations[FLOWS];
    gsl_odeiv2_driver *drivers[FLOWS];
    double *v[FLOWS], T[FLOWS];
} Flows;

static Flows *flows_alloc(const Data *data, double a, double tolerance)
{
    Flows *flows = die_calloc(1, sizeof *flows);
    const int weights = 2 * data->n;
    for (int s = 0; s < FLOWS; s++) {
        flows->systems[s] = (System){dln_alloc(data->n, 1, data->N), data, a};
        dln_init(flows->systems[s].model, &a);
        flows->equations[s] = (gsl_odeiv2_system){derivative, NULL, weights, &flows->systems[s]};
        flows->drivers[s] = gsl_odeiv2_driver_alloc_y_new(
            &flows->equations[s], gsl_odeiv2_step_rk8pd, 1e-3, tolerance / a, tolerance);
        flows->v[s] = die_calloc(weights, sizeof(double));
    }
    dln_linearise(flows->systems[LINEARISED].model);
    return flows;
}

static void flows_free(Flows *flows)
{
    for (int s = 0; s < FLOWS; s++) {
        gsl_odeiv2_driver_free(flows->drivers[s]);
        dln_free(flows->systems[s].model);
        free(flows->v[s]);
    }
    free(flows);
}

/* Follows both flows to T. Returns whether they could be integrated. */
static int flows_follow(Flows *flows, double T)
{
    for (int s = 0; s < FLOWS; s++) {
        if (gsl_odeiv2_driver_apply(flows->drivers[s], &flows->T[s], T, flows->v[s]))
            return 0;
        set_state(&flows->systems[s], flows->v[s]);
    }
    return 1;
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

/* ||g - g*|| of a predictor beta. */
static double distance_from_end(const Bound *bound, const Data *data, const double *beta)
{
    if (!bound->on_outputs)
        return linalg_distance(beta, data->beta, data->n);
    double *f = die_calloc(data->N, sizeof *f);
    linalg_multiply(f, data->X, beta, data->N, data->n, 1);
    double off = linalg_distance(f, data->y, data->N);
    free(f);
    return off;
}

enum { MOST_TIMES = 400 };

/* What does not depend on the data: scales(A), and the times(looks) to look at, among them
 * horizons(horizons_count). */
typedef struct {
    int A, horizons_count, looks;
    const double *scales, *horizons;
    double rate_horizon, tolerance, times[MOST_TIMES + MOST_NUMBERS];
} Setting;

/* The times are, 0 excepted, `count` log-spaced ones up to the last horizon, and the horizons. */
static void set_times(Setting *s, int count)
{
    const double last = s->horizons[s->horizons_count - 1];
    for (int k = 0, h = 0; k < count; k++) {
        double T = last * pow(1e-4, 1 - (double)k / (count - 1));
        for (; h < s->horizons_count && s->horizons[h] <= T * (1 + 1e-9); h++)
            s->times[s->looks++] = s->horizons[h];
        if (!s->looks || T > s->times[s->looks - 1] * (1 + 1e-6))
            s->times[s->looks++] = T;
    }
}

typedef struct {
    RecordTable *distances, *slopes, *growth, *bounds, *path;
} Tables;

/* Suprema of ||w - w(0)||, ||w - wbar||, ||beta - betabar||. */
enum { START, WEIGHTS, PREDICTORS, DISTANCES };

/* Follows the flows from the scale of index k, with a row at each horizon and, from the last scale,
 * at each time; log_sup(DISTANCES,A) is filled at the horizon of the rates. */
static void follow(double *log_sup, const Tables *tables, const Setting *s, const Data *data,
                   const Bound *bound, int k, int replicate)
{
    const int N = data->N, n = data->n, last_scale = k == s->A - 1;
    const double a = s->scales[k];
    double sup[DISTANCES] = {0}, largest = 0, first_constant = 0;
    double *beta = die_calloc(n, sizeof *beta), *betabar = die_calloc(n, sizeof *betabar);
    Flows *flows = flows_alloc(data, a, s->tolerance);
    for (int i = 0, h = 0; i < s->looks; i++) {
        const double T = s->times[i];
        if (!flows_follow(flows, T))
            die("replicate %d, a = %g: the flow cannot be integrated to %g", replicate, a,
                s->tolerance);
        dln_beta(beta, flows->systems[MODEL].model);
        dln_beta(betabar, flows->systems[LINEARISED].model);
        sup[START] = fmax(sup[START], linalg_norm(flows->v[MODEL], 2 * n));
        sup[WEIGHTS] =
            fmax(sup[WEIGHTS], linalg_distance(flows->v[MODEL], flows->v[LINEARISED], 2 * n));
        sup[PREDICTORS] = fmax(sup[PREDICTORS], linalg_distance(beta, betabar, n));

        /* Below the tolerance of the integration the path is 0 as far as it can tell. */
        const double off =
            record_resolved(distance_from_end(bound, data, beta), s->tolerance * (1 + a * a));
        const double limit = bound->factor * exp(-bound->rate * T);
        const double floor = 1e3 * s->tolerance * (1 + a * a);
        if (off > floor)
            largest = fmax(largest, off / limit);
        if (last_scale)
            record_row(tables->path, replicate, N, a, T, fmax(off, floor), limit);

        if (h == s->horizons_count || fabs(T - s->horizons[h]) >= 1e-9 * s->horizons[h])
            continue;
        /* The absolute tolerance of the weights is tolerance / a, and a predictor is a difference
         * of squares of weights near a: its error is a few times the tolerance. */
        const double known[DISTANCES] = {sup[START], record_resolved(sup[WEIGHTS], s->tolerance),
                                         record_resolved(sup[PREDICTORS], 10 * s->tolerance)};
        record_row(tables->distances, replicate, N, a, s->horizons[h], known[START], known[WEIGHTS],
                   known[PREDICTORS]);
        for (int q = 0; q < DISTANCES; q++)
            if (known[q] == 0)
                die("a = %g: a distance is below the error of the integration: choose a smaller "
                    "tolerance than %g, or smaller scales",
                    a, s->tolerance);
        for (int q = 0; q < DISTANCES && s->horizons[h] == s->rate_horizon; q++)
            log_sup[q * s->A + k] = log(known[q]);
        if (last_scale) {
            const double constant = a * a * a * known[WEIGHTS];
            if (h == 0)
                first_constant = constant;
            record_row(tables->growth, replicate, N, s->horizons[h], constant,
                       constant / first_constant);
        }
        h++;
    }
    record_row(tables->bounds, replicate, N, a, bound->on_outputs, a > bound->least_a, largest <= 1,
               largest);
    flows_free(flows);
    free(beta);
    free(betabar);
}

/* The slopes of the suprema against the scale, both in logarithms. */
static void record_slopes(RecordTable *slopes, const double *log_a, const double *log_sup, int A,
                          int replicate, int N)
{
    double slope[DISTANCES], intercept, c00, c01, c11, sum;
    for (int q = 0; q < DISTANCES; q++)
        gsl_fit_linear(log_a, 1, log_sup + (size_t)q * A, 1, A, &intercept, &slope[q], &c00, &c01,
                       &c11, &sum);
    record_row(slopes, replicate, N, slope[START], slope[WEIGHTS], slope[PREDICTORS]);
}

int main(int argc, char **argv)
{
    Params *p = experiment_begin(argc, argv);
    const char *seed = params_text(p, "seed");
    int n = params_integer(p, "n", 1, 1000), N = params_integer(p, "N", 1, 1000);
    Setting s = {.looks = 0};
    s.scales = params_numbers(p, "scales", 1e-3, 1e6, &s.A);
    s.horizons = params_increasing(p, "horizons", 1e-6, 1e6, &s.horizons_count);
    s.rate_horizon = params_number(p, "rate_horizon", 1e-6, 1e6);
    int times = params_integer(p, "times", 2, MOST_TIMES);
    s.tolerance = params_number(p, "tolerance", 1e-14, 1e-3);
    int replicates = params_integer(p, "replicates", 1, 100000);
    int rate_known = 0;
    for (int h = 0; h < s.horizons_count; h++)
        rate_known |= s.horizons[h] == s.rate_horizon;
    if (s.horizons_count && !rate_known)
        die("%s: key 'rate_horizon' must be one of 'horizons'", argv[1]);
    if (s.A == 1)
        die("%s: key 'scales' needs two numbers for a slope", argv[1]);
    Record *record = experiment_record(p);
    const Tables tables = {
        record_table(record, "",
                     "replicate,N,a,horizon,start_distance,linearised_distance,predictor_distance"),
        record_table(record, "slopes", "replicate,N,start_slope,linearised_slope,predictor_slope"),
        record_table(record, "growth", "replicate,N,horizon,constant,growth"),
        record_table(record, "bounds", "replicate,N,a,on_outputs,asked,bound_holds,largest_ratio"),
        record_table(record, "path", "replicate,N,a,T,distance,bound")};

    set_times(&s, times);
    double *log_a = die_calloc(s.A, sizeof *log_a);
    double *log_sup = die_calloc((size_t)DISTANCES * s.A, sizeof *log_sup);
    for (int k = 0; k < s.A; k++)
        log_a[k] = log(s.scales[k]);
    for (int replicate = 1; replicate <= replicates; replicate++) {
        Data *data = data_gaussian(N, n, seed, "lazy_rates", replicate);
        const Bound bound = bound_of(data);
        for (int k = 0; k < s.A; k++) {
            progress_at((replicate - 1 + (double)k / s.A) / replicates);
            follow(log_sup, &tables, &s, data, &bound, k, replicate);
        }
        record_slopes(tables.slopes, log_a, log_sup, s.A, replicate, N);
        data_free(data);
    }
    free(log_a);
    free(log_sup);
    experiment_end(record, p);
}
