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

/* Two solutions of X beta = y, each rounded, have a distance with an error of about 1e-15 of their
 * norm. */
static const double ROUNDING = 1e-13;

typedef struct {
    int n, N, A, errors_count;
    double sigma, *alphas; /* alphas(A), increasing */
    const double *errors;
} Setting;

typedef struct {
    RecordTable *limits, *ends, *reach;
} Tables;

/* The limit at one alpha; the distance to the least-l2 solution is relative to that one's norm. */
typedef struct {
    int reached;
    double l2_distance, l1_excess, population_l1, population_l2_squared;
} Limit;

/* The limits(A) at the alphas, from the largest down, as the solver takes them. */
static void find_limits(Limit *limits, const Setting *s, const Ends *ends)
{
    const int n = s->n;
    const double least_l1 = linalg_l1_norm(ends->l1, n), least_l2 = linalg_norm(ends->l2, n);
    Flow *flow = flow_alloc(ends->data->X, ends->data->y, s->N, n);
    for (int a = s->A - 1; a >= 0; a--) {
        const int reached = flow_limit(flow, s->alphas[a]);
        const double distance = linalg_distance(flow->beta, ends->l2, n) / least_l2;
        const Place place = ends_place(ends, flow->beta);
        limits[a] = (Limit){reached, record_resolved(distance, ROUNDING), -least_l1,
                            place.population_l1, place.population_l2_squared};
        for (int j = 0; j < n; j++)
            limits[a].l1_excess += fabs(flow->beta[j]);
    }
    flow_free(flow);
}

/* Largest alpha with an error of at most bound, interpolated between the last alpha below and the
 * first above in log alpha; RECORD_EMPTY if there is none. */
static double largest_alpha(const Setting *s, const Limit *limits, double bound)
{
    for (int a = s->A - 1; a >= 0; a--) {
        const double error = limits[a].population_l2_squared;
        if (!limits[a].reached || error > bound)
            continue;
        if (a == s->A - 1)
            return s->alphas[a];
        const double above = limits[a + 1].population_l2_squared;
        const double at = above > error ? (bound - error) / (above - error) : 0;
        return s->alphas[a] * pow(s->alphas[a + 1] / s->alphas[a], at);
    }
    return RECORD_EMPTY;
}

/* Rows of the limits, and one of how they change with alpha where all were reached. */
static void record_limits(const Tables *tables, const Setting *s, const Limit *limits,
                          double l1_error, int replicate)
{
    int whole = 1, l2_decreasing = 1, excess_decreasing = 1, third = 0;
    for (int a = 0; a < s->A; a++) {
        const Limit *l = &limits[a], *below = a ? l - 1 : l;
        const double alpha = s->alphas[a];
        whole &= l->reached;
        record_row(tables->limits, {"replicate", replicate}, {"n", s->n}, {"N", s->N},
                   {"alpha", alpha}, {"reached", l->reached},
                   {"l2_distance", l->reached ? l->l2_distance : RECORD_EMPTY},
                   {"l1_norm_excess", l->reached ? l->l1_excess : RECORD_EMPTY},
                   {"population_l1", l->reached ? l->population_l1 : RECORD_EMPTY},
                   {"population_l2_squared", l->reached ? l->population_l2_squared : RECORD_EMPTY});
        if (a && s->alphas[a - 1] >= 0.1 * (1 - 1e-9))
            l2_decreasing &= l->l2_distance < below->l2_distance;
        if (a)
            excess_decreasing &= below->l1_excess < l->l1_excess;
        if (fabs(log10(alpha) + 3) < fabs(log10(s->alphas[third]) + 3))
            third = a; /* the alpha nearest to 1e-3 */
    }
    record_row_if(whole, tables->ends, {"replicate", replicate}, {"n", s->n}, {"N", s->N},
                  {"l2_decreasing", l2_decreasing},
                  {"l2_distance_at_high", limits[s->A - 1].l2_distance},
                  {"excess_decreasing", excess_decreasing},
                  {"excess_ratio", limits[0].l1_excess / limits[third].l1_excess},
                  {"min_l1_population_l2_squared", l1_error});
}

static void run_replicate(const Tables *tables, const Setting *s, int replicate)
{
    Data *data = experiment_sparse(s->N, s->n, s->sigma, replicate);
    Ends *ends = experiment_ends(data, replicate);
    Limit *limits = die_calloc(s->A, sizeof *limits);
    find_limits(limits, s, ends);
    record_limits(tables, s, limits, ends_place(ends, ends->l1).population_l2_squared, replicate);
    for (int k = 0; k < s->errors_count; k++)
        record_row(tables->reach, {"replicate", replicate}, {"n", s->n}, {"N", s->N},
                   {"error", s->errors[k]},
                   {"largest_alpha", largest_alpha(s, limits, s->errors[k])});
    free(limits);
    ends_free(ends);
    data_free(data);
}

int main(int argc, char **argv)
{
    Params *p = experiment_begin(argc, argv);
    experiment_seed(p);
    Setting s = {.n = params_integer(p, "n", 1, 100000)};
    s.N = params_integer(p, "N", 1, s.n);
    s.sigma = params_number(p, "sigma", 0, 1e3);
    s.alphas = experiment_alphas(p, &s.A);
    s.errors = params_numbers(p, "errors", 0, 1e6, &s.errors_count);
    int replicates = params_integer(p, "replicates", 1, 100000);
    Record *record = experiment_record(p);
    const Tables tables = {record_table(record, ""), record_table(record, "ends"),
                           record_table(record, "reach")};
    for (int replicate = 1; replicate <= replicates; replicate++) {
        experiment_at(replicate - 1, replicates);
        run_replicate(&tables, &s, replicate);
    }
    free(s.alphas);
    experiment_end(record, p);
}
