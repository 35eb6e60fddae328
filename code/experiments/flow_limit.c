/* flow_limit: the exact limit of gradient flow between its two ends, on the sparse problem of
 * section 5.1 (Figure A6; Woodworth et al., 2020, Figures 1 and 3).
 *
 * For every data set the limit is solved along a sweep of alpha from alpha_high down to alpha_low.
 * Recorded are its distance to the least-l2 solution, the excess of its l1 norm over the least, its
 * population errors, and, for each of `errors`, the largest alpha whose squared l2 population error
 * is at most that.
 */
#include <math.h>
#include <stdlib.h>

#include "die.h"
#include "experiment.h"
#include "flow.h"
#include "linalg.h"
#include "minnorm.h"
#include "progress.h"

/* Two solutions of X beta = y, each rounded, have a distance with an error of about 1e-15 of their
 * norm. */
static const double ROUNDING = 1e-13;

/* What is recorded of the limit at one alpha. */
typedef struct {
    int reached;
    double l2_distance; /* to the least-l2 solution, relative to its norm */
    double l1_excess, population_l1, population_l2_squared;
} Limit;

/* Largest alpha with an error of at most bound, from a sweep in increasing order, interpolated
 * between the last alpha below and the first above in log alpha; RECORD_EMPTY if there is none. */
static double largest_alpha(const double *alphas, const Limit *limits, int A, double bound)
{
    for (int a = A - 1; a >= 0; a--) {
        double error = limits[a].population_l2_squared;
        if (!limits[a].reached || error > bound)
            continue;
        if (a == A - 1)
            return alphas[a];
        double above = limits[a + 1].population_l2_squared;
        double at = above > error ? (bound - error) / (above - error) : 0;
        return alphas[a] * pow(alphas[a + 1] / alphas[a], at);
    }
    return RECORD_EMPTY;
}

int main(int argc, char **argv)
{
    Params *p = experiment_begin(argc, argv);
    const char *seed = params_text(p, "seed");
    int n = params_integer(p, "n", 1, 100000), N = params_integer(p, "N", 1, n);
    double sigma = params_number(p, "sigma", 0, 1e3);
    double alpha_low = params_number(p, "alpha_low", 1e-6, 10);
    double alpha_high = params_number(p, "alpha_high", alpha_low, 10);
    int A = params_integer(p, "alphas", 2, 1000);
    int errors_count;
    const double *errors = params_numbers(p, "errors", 0, 1e6, &errors_count);
    int replicates = params_integer(p, "replicates", 1, 100000);
    Record *record = experiment_record(p);
    RecordTable *table =
        record_table(record, "",
                     "replicate,n,N,alpha,reached,l2_distance,l1_norm_excess,population_l1,"
                     "population_l2_squared");
    RecordTable *ends = record_table(record, "ends",
                                     "replicate,n,N,l2_decreasing,l2_distance_at_high,"
                                     "excess_decreasing,excess_ratio,min_l1_population_l2_squared");
    RecordTable *reach = record_table(record, "reach", "replicate,n,N,error,largest_alpha");

    double *alphas = die_calloc(A, sizeof *alphas);
    Limit *limits = die_calloc(A, sizeof *limits);
    double *least_l1 = die_calloc(n, sizeof *least_l1), *least_l2 = die_calloc(n, sizeof *least_l2);
    double *nu = die_calloc(N, sizeof *nu);
    for (int a = 0; a < A; a++)
        alphas[a] = experiment_log_spaced(alpha_low, alpha_high, a, A);
    for (int replicate = 1; replicate <= replicates; replicate++) {
        progress_at((replicate - 1.0) / replicates);
        Data *data = data_sparse(N, n, sigma, seed, "flow_limit", replicate);
        Certificate certificate;
        if (minnorm_l2(least_l2, nu, &certificate, data->X, data->y, N, n) ||
            minnorm_l1(least_l1, nu, &certificate, data->X, data->y, N, n, 0))
            die("replicate %d: X beta = y has no solution of least norm", replicate);
        double least = 0, l1_error = 0;
        for (int j = 0; j < n; j++) {
            least += fabs(least_l1[j]);
            l1_error += pow(least_l1[j] - data->beta[j], 2);
        }

        Flow *flow = flow_alloc(data->X, data->y, N, n);
        for (int a = A - 1; a >= 0; a--) {
            Limit *l = &limits[a];
            *l = (Limit){.reached = flow_limit(flow, alphas[a])};
            l->l2_distance = record_resolved(
                linalg_distance(flow->beta, least_l2, n) / linalg_norm(least_l2, n), ROUNDING);
            l->l1_excess = -least;
            for (int j = 0; j < n; j++) {
                double off = flow->beta[j] - data->beta[j];
                l->l1_excess += fabs(flow->beta[j]);
                l->population_l1 += fabs(off);
                l->population_l2_squared += off * off;
            }
        }
        int whole = 1, l2_decreasing = 1, excess_decreasing = 1, third = 0;
        for (int a = 0; a < A; a++) {
            const Limit *l = &limits[a], *below = a ? l - 1 : l;
            whole &= l->reached;
            if (l->reached)
                record_row(table, replicate, n, N, alphas[a], 1, l->l2_distance, l->l1_excess,
                           l->population_l1, l->population_l2_squared);
            else
                record_row(table, replicate, n, N, alphas[a], 0, RECORD_EMPTY, RECORD_EMPTY,
                           RECORD_EMPTY, RECORD_EMPTY);
            if (a && alphas[a - 1] >= 0.1 * (1 - 1e-9))
                l2_decreasing &= l->l2_distance < below->l2_distance;
            if (a)
                excess_decreasing &= below->l1_excess < l->l1_excess;
            if (fabs(log10(alphas[a]) + 3) < fabs(log10(alphas[third]) + 3))
                third = a; /* the alpha nearest to 1e-3 */
        }
        if (whole)
            record_row(ends, replicate, n, N, l2_decreasing, limits[A - 1].l2_distance,
                       excess_decreasing, limits[0].l1_excess / limits[third].l1_excess, l1_error);
        for (int k = 0; k < errors_count; k++)
            record_row(reach, replicate, n, N, errors[k],
                       largest_alpha(alphas, limits, A, errors[k]));
        flow_free(flow);
        data_free(data);
    }
    free(alphas);
    free(limits);
    free(least_l1);
    free(least_l2);
    free(nu);
    experiment_end(record, p);
}
