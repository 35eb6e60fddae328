/* lazy_rates: the rates of theorems 2.2 and 2.4 of Chizat et al. (2019) in the thesis's own
 * parametrisation (Figure A8; thesis, section 3.3).
 *
 * From w(0) = a 1, gradient flow on the model and on its linearisation are followed in scaled time
 * T (lazy.h) on noise-free Gaussian data. Recorded for every a are, over [0, T],
 *
 *     sup ||w - w(0)||,   sup ||w - wbar||,   sup ||beta - betabar||,
 * and whether the bound of theorem 2.4 holds at every recorded time.
 */
#include <gsl/gsl_fit.h>
#include <math.h>
#include <stdlib.h>

#include "die.h"
#include "experiment.h"
#include "lazy.h"
#include "linalg.h"

enum { MOST_TIMES = 400 };
/* What does not depend on the data: scales(A), and the times(looks) to look at, among them
 * horizons(horizons_count). */
typedef struct {
    int n, N, A, horizons_count, looks;
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

/* Rows of the suprema sup(DISTANCES) up to a horizon, and of their growth with it from the last
 * scale; log_sup(DISTANCES,A) is filled at the horizon of the rates. */
static void record_horizon(double *log_sup, double *first_constant, const Tables *tables,
                           const Setting *s, const double *sup, int k, int h, int replicate)
{
    const double a = s->scales[k], horizon = s->horizons[h];
    /* The absolute tolerance of the weights is tolerance / a, and a predictor is a difference of
     * squares of weights near a: its error is a few times the tolerance. */
    const double known[DISTANCES] = {sup[START], record_resolved(sup[WEIGHTS], s->tolerance),
                                     record_resolved(sup[PREDICTORS], 10 * s->tolerance)};
    record_row(tables->distances, {"replicate", replicate}, {"N", s->N}, {"a", a},
               {"horizon", horizon}, {"start_distance", known[START]},
               {"linearised_distance", known[WEIGHTS]}, {"predictor_distance", known[PREDICTORS]});
    for (int q = 0; q < DISTANCES; q++) {
        if (known[q] == 0)
            die("a = %g: a distance is below the error of the integration: choose a smaller "
                "tolerance than %g, or smaller scales",
                a, s->tolerance);
        if (horizon == s->rate_horizon)
            log_sup[q * s->A + k] = log(known[q]);
    }
    const double constant = a * a * a * known[WEIGHTS];
    if (h == 0)
        *first_constant = constant;
    record_row_if(k == s->A - 1, tables->growth, {"replicate", replicate}, {"N", s->N},
                  {"horizon", horizon}, {"constant", constant},
                  {"growth", constant / *first_constant});
}

/* Follows the flows from the scale of index k, with a row at each horizon and, from the last scale,
 * at each time. */
static void follow(double *log_sup, const Tables *tables, const Setting *s, const Data *data,
                   const LazyBound *bound, int k, int replicate)
{
    const double a = s->scales[k], error = s->tolerance * (1 + a * a), floor = 1e3 * error;
    double sup[DISTANCES] = {0}, largest = 0, first_constant = 0;
    LazyFlows *flows = lazy_alloc(data, a, s->tolerance);
    double *const *v = flows->v, *const *beta = flows->beta;
    for (int i = 0, h = 0; i < s->looks; i++) {
        const double T = s->times[i];
        if (!lazy_follow(flows, T))
            die("replicate %d, a = %g: the flow cannot be integrated to %g", replicate, a,
                s->tolerance);
        sup[START] = fmax(sup[START], linalg_norm(v[LAZY_MODEL], 2 * s->n));
        sup[WEIGHTS] =
            fmax(sup[WEIGHTS], linalg_distance(v[LAZY_MODEL], v[LAZY_LINEARIZED], 2 * s->n));
        sup[PREDICTORS] =
            fmax(sup[PREDICTORS], linalg_distance(beta[LAZY_MODEL], beta[LAZY_LINEARIZED], s->n));
        /* Below the tolerance of the integration the path is 0 as far as it can tell. */
        const double off = record_resolved(lazy_distance(bound, data, beta[LAZY_MODEL]), error);
        const double limit = bound->factor * exp(-bound->rate * T);
        if (off > floor)
            largest = fmax(largest, off / limit);
        record_row_if(k == s->A - 1, tables->path, {"replicate", replicate}, {"N", s->N}, {"a", a},
                      {"T", T}, {"distance", fmax(off, floor)}, {"bound", limit});
        if (h < s->horizons_count && fabs(T - s->horizons[h]) < 1e-9 * s->horizons[h])
            record_horizon(log_sup, &first_constant, tables, s, sup, k, h++, replicate);
    }
    record_row(tables->bounds, {"replicate", replicate}, {"N", s->N}, {"a", a},
               {"on_outputs", bound->on_outputs}, {"asked", a > bound->least_a},
               {"bound_holds", largest <= 1}, {"largest_ratio", largest});
    lazy_free(flows);
}

static void run_replicate(const Tables *tables, const Setting *s, int replicate)
{
    double log_a[s->A], log_sup[DISTANCES * s->A];
    double slope[DISTANCES], intercept, c00, c01, c11, sum;
    Data *data = experiment_gaussian(s->N, s->n, replicate);
    const LazyBound bound = lazy_bound(data);
    for (int k = 0; k < s->A; k++) {
        experiment_within((double)k / s->A);
        log_a[k] = log(s->scales[k]);
        follow(log_sup, tables, s, data, &bound, k, replicate);
    }
    /* The slopes of the suprema against the scale, both in logarithms. */
    for (int q = 0; q < DISTANCES; q++)
        gsl_fit_linear(log_a, 1, log_sup + (size_t)q * s->A, 1, s->A, &intercept, &slope[q], &c00,
                       &c01, &c11, &sum);
    record_row(tables->slopes, {"replicate", replicate}, {"N", s->N}, {"start_slope", slope[START]},
               {"linearised_slope", slope[WEIGHTS]}, {"predictor_slope", slope[PREDICTORS]});
    data_free(data);
}

int main(int argc, char **argv)
{
    Params *p = experiment_begin(argc, argv);
    experiment_seed(p);
    Setting s = {.n = params_integer(p, "n", 1, 1000), .N = params_integer(p, "N", 1, 1000)};
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
    const Tables tables = {record_table(record, ""), record_table(record, "slopes"),
                           record_table(record, "growth"), record_table(record, "bounds"),
                           record_table(record, "path")};
    set_times(&s, times);
    for (int replicate = 1; replicate <= replicates; replicate++) {
        experiment_at(replicate - 1, replicates);
        run_replicate(&tables, &s, replicate);
    }
    experiment_end(record, p);
}
