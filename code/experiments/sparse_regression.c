/* sparse_regression: what the scale of the start does to generalisation on a sparse problem
 * (thesis, section 5.1: Figures 7 and 8).
 *
 * On each data set, for every alpha of a sweep:
 *   descent      from w = alpha 1 with step eta, until the loss of an epoch falls below stop_loss,
 *                for at most max_epochs; all alphas side by side, each leaving when it has
 *                converged
 *   flow         the exact limit of gradient flow from the same start
 * and, for the data set, the interpolating solutions of least l1 and least l2 norm. Distances are
 * l1 unless they say otherwise; "population" ones are to the truth the data was drawn from.
 *
 * With `data`, the one data set (replicate 0) is that of a CSV file, whose truth is not known.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "die.h"
#include "dln.h"
#include "experiment.h"
#include "flow.h"
#include "linalg.h"
#include "minnorm.h"
#include "progress.h"

/* Where a predictor stands: its distances to the least-l1 solution and to the truth. */
typedef struct {
    double l1_distance, l1_excess, population_l1, population_l2_squared;
} Place;

static const Place NOWHERE = {RECORD_EMPTY, RECORD_EMPTY, RECORD_EMPTY, RECORD_EMPTY};

static Place place(const double *beta, const double *least_l1, const double *truth, int n)
{
    Place p = {0, 0, truth ? 0 : RECORD_EMPTY, truth ? 0 : RECORD_EMPTY};
    for (int j = 0; j < n; j++) {
        p.l1_distance += fabs(beta[j] - least_l1[j]);
        p.l1_excess += fabs(beta[j]) - fabs(least_l1[j]);
        if (truth) {
            p.population_l1 += fabs(beta[j] - truth[j]);
            p.population_l2_squared += (beta[j] - truth[j]) * (beta[j] - truth[j]);
        }
    }
    return p;
}

/* The sweep: alphas(A) in increasing order, and how descent goes from each. */
typedef struct {
    int A;
    double *alphas, eta, stop_loss;
    int batch, max_epochs;
} Sweep;

/* What became of one alpha. */
typedef struct {
    int epochs, converged;
    double loss; /* of the last epoch; not finite when descent diverged */
    Place descended, limit;
} Run;

/* Descends from all alphas at once: beta(A,n), and epochs, loss and convergence of the runs(A). */
static void descend(double *beta, Run *runs, const Data *data, const Sweep *sweep, Rng *rng)
{
    const int n = data->n, A = sweep->A;
    Dln *model = dln_alloc(n, A, data->N);
    int *path = die_calloc(A, sizeof *path); /* which alpha a path of the model is */
    double *loss = die_calloc(A, sizeof *loss), *betas = die_calloc((size_t)A * n, sizeof *betas);
    dln_init(model, sweep->alphas);
    for (int a = 0; a < A; a++)
        path[a] = a;
    for (int epoch = 1, left = A; left; epoch++) {
        dln_epoch(loss, model, data, sweep->batch, sweep->eta, rng);
        for (int a = left - 1; a >= 0; a--) {
            int converged = loss[a] < sweep->stop_loss;
            if (!converged && isfinite(loss[a]) && epoch < sweep->max_epochs)
                continue;
            /* This path is done: keep it and take it out of the model. */
            dln_beta(betas, model);
            memcpy(beta + (size_t)path[a] * n, betas + (size_t)a * n, n * sizeof *beta);
            /* The step after a finite loss may still leave the range of doubles. */
            double norm = linalg_norm(betas + (size_t)a * n, n);
            runs[path[a]] = (Run){.epochs = epoch,
                                  .converged = converged,
                                  .loss = isfinite(norm) ? loss[a] : INFINITY};
            if (--left)
                dln_drop(model, a);
            memmove(path + a, path + a + 1, (left - a) * sizeof *path);
        }
    }
    free(path);
    free(loss);
    free(betas);
    dln_free(model);
}

/* The interpolating solutions of least norm, with their places and certificates as a row of
 * levels. */
static void find_least_norms(double *least_l1, RecordTable *levels, const Data *data, int replicate,
                             const char *name, double eta)
{
    const int N = data->N, n = data->n;
    double *least_l2 = die_calloc(n, sizeof *least_l2), *nu = die_calloc(N, sizeof *nu), norm = 0;
    Certificate c;
    MinnormStatus status = minnorm_l2(least_l2, nu, &c, data->X, data->y, N, n);
    if (!status)
        status = minnorm_l1(least_l1, nu, &c, data->X, data->y, N, n, 0);
    if (status)
        minnorm_die(name, status, &c, N);
    Place l1 = place(least_l1, least_l1, data->beta, n);
    Place l2 = place(least_l2, least_l1, data->beta, n);
    for (int j = 0; j < n; j++)
        norm += fabs(least_l1[j]);
    record_row(levels, replicate, N, norm, norm + l2.l1_excess, l2.l1_distance, l1.population_l1,
               l2.population_l1, record_bound(c.residual), record_bound(c.violation),
               record_bound(c.gap), eta);
    free(least_l2);
    free(nu);
}

/* Finds the limits of gradient flow, and the places of them and of the ends beta(A,n) of descent.
 * The first coordinates of both, from the least and the largest alpha, are rows of solutions. */
static void find_limits(Run *runs, RecordTable *solutions, const double *beta, const Data *data,
                        const double *least_l1, const Sweep *sweep, int coordinates, int replicate)
{
    const int N = data->N, n = data->n, A = sweep->A;
    Flow *flow = flow_alloc(data->X, data->y, N, n);
    /* From the largest alpha down, as the flow's solver wants it. */
    for (int a = A - 1; a >= 0; a--) {
        const double *end = beta + (size_t)a * n;
        int finite = isfinite(runs[a].loss), reached = flow_limit(flow, sweep->alphas[a]);
        runs[a].descended = finite ? place(end, least_l1, data->beta, n) : NOWHERE;
        runs[a].limit = reached ? place(flow->beta, least_l1, data->beta, n) : NOWHERE;
        for (int j = 0; (a == 0 || a == A - 1) && j < coordinates && j < n; j++)
            record_row(solutions, replicate, N, sweep->alphas[a], j + 1,
                       finite ? end[j] : RECORD_EMPTY, reached ? flow->beta[j] : RECORD_EMPTY,
                       data->beta ? data->beta[j] : RECORD_EMPTY, sweep->eta);
    }
    flow_free(flow);
}

/* A row for every run. */
static void record_runs(RecordTable *table, const Run *runs, const Sweep *sweep, int replicate,
                        int N)
{
    for (int a = 0; a < sweep->A; a++) {
        const Place *d = &runs[a].descended, *f = &runs[a].limit;
        record_row(table, replicate, N, sweep->alphas[a], runs[a].epochs, runs[a].converged,
                   record_finite(runs[a].loss), d->l1_distance, d->l1_excess, d->population_l1,
                   d->population_l2_squared, f->l1_distance, f->l1_excess, f->population_l1,
                   f->population_l2_squared, sweep->eta);
    }
}

/* How a quantity runs over the alphas: its value at the least alpha minus its smallest value, and
 * whether that stands at neither end. */
typedef struct {
    double rise;
    int interior;
} Shape;

static Shape shape(const double *values, int A)
{
    int least = 0;
    for (int a = 1; a < A; a++)
        if (values[a] < values[least])
            least = a;
    return (Shape){values[0] - values[least], least > 0 && least < A - 1};
}

/* A row of shapes, unless a run diverged or a limit was not reached. */
static void record_shapes(RecordTable *shapes, const Run *runs, const Sweep *sweep, int replicate,
                          int N, int truth)
{
    const int A = sweep->A;
    double *distance = die_calloc(A, sizeof *distance), *error = die_calloc(A, sizeof *error);
    double smallest = RECORD_EMPTY;
    int whole = 1, decreasing = 1, before = 0;
    for (int a = 0; a < A; a++) {
        distance[a] = runs[a].descended.l1_distance;
        error[a] = runs[a].descended.population_l1;
        whole &= distance[a] != RECORD_EMPTY && runs[a].limit.l1_distance != RECORD_EMPTY;
        if (!runs[a].converged)
            continue;
        if (smallest == RECORD_EMPTY)
            smallest = sweep->alphas[a];
        else
            decreasing &= runs[a].epochs < before;
        before = runs[a].epochs;
    }
    Shape d = shape(distance, A), e = shape(error, A);
    double better = error[0] < error[A - 1];
    double flow_better = runs[0].limit.population_l1 < runs[A - 1].limit.population_l1;
    if (whole)
        record_row(shapes, replicate, N, d.rise, d.interior, truth ? e.rise : RECORD_EMPTY,
                   truth ? e.interior : RECORD_EMPTY, smallest,
                   smallest == RECORD_EMPTY ? RECORD_EMPTY : decreasing,
                   truth ? better : RECORD_EMPTY, truth ? flow_better : RECORD_EMPTY, sweep->eta);
    free(distance);
    free(error);
}

int main(int argc, char **argv)
{
    Params *p = experiment_begin(argc, argv);
    const char *seed = params_text(p, "seed");
    const char *data_file = params_optional_text(p, "data");
    int n = params_integer(p, "n", 1, 100000), N = params_integer(p, "N", 1, n);
    double sigma = params_number(p, "sigma", 0, 1e3);
    double alpha_low = params_number(p, "alpha_low", 1e-6, 10);
    double alpha_high = params_number(p, "alpha_high", alpha_low, 10);
    Sweep sweep = {.A = params_integer(p, "alphas", 2, 1000),
                   .eta = params_number(p, "eta", 1e-12, 10),
                   .batch = params_integer(p, "batch", 1, 100000),
                   .stop_loss = params_number(p, "stop_loss", 0, 1e3),
                   .max_epochs = params_integer(p, "max_epochs", 1, 100000000)};
    int coordinates = params_integer(p, "coordinates", 1, n);
    int first = params_integer(p, "first_replicate", 1, 1000000);
    int replicates = params_integer(p, "replicates", 1, 100000);
    Record *record = experiment_record(p);
    RecordTable *table = record_table(
        record, "",
        "replicate,N,alpha,epochs,converged,loss,l1_distance_to_min_l1,l1_norm_excess,"
        "population_l1,population_l2_squared,flow_l1_distance_to_min_l1,flow_l1_norm_excess,"
        "flow_population_l1,flow_population_l2_squared,eta");
    RecordTable *levels = record_table(
        record, "levels",
        "replicate,N,min_l1_norm,min_l2_l1_norm,min_l2_l1_distance,min_l1_population_l1,"
        "min_l2_population_l1,certificate_residual,certificate_violation,certificate_gap,eta");
    RecordTable *shapes =
        record_table(record, "shapes",
                     "replicate,N,rise_l1_distance,interior_l1_distance,rise_population_l1,"
                     "interior_population_l1,smallest_converging_alpha,epochs_decreasing,"
                     "rich_better,flow_rich_better,eta");
    RecordTable *solutions =
        record_table(record, "solutions", "replicate,N,alpha,coordinate,beta,flow_beta,truth,eta");

    const int A = sweep.A;
    sweep.alphas = die_calloc(A, sizeof *sweep.alphas);
    for (int a = 0; a < A; a++)
        sweep.alphas[a] = experiment_log_spaced(alpha_low, alpha_high, a, A);
    Run *runs = die_calloc(A, sizeof *runs);
    if (data_file)
        first = 0, replicates = 1;

    for (int replicate = first; replicate < first + replicates; replicate++) {
        progress_at((double)(replicate - first) / replicates);
        Data *data = data_file ? experiment_data(data_file)
                               : data_sparse(N, n, sigma, seed, "sparse_regression", replicate);
        N = data->N, n = data->n;
        if (N > n)
            die("%s: %d samples in %d dimensions: no predictor interpolates them", data_file, N, n);
        double *least_l1 = die_calloc(n, sizeof *least_l1);
        find_least_norms(least_l1, levels, data, replicate, data_file ? data_file : "drawn data",
                         sweep.eta);

        double *beta = die_calloc((size_t)A * n, sizeof *beta);
        Rng rng;
        rng_open(&rng, seed, "sparse_regression", replicate, "batches");
        descend(beta, runs, data, &sweep, &rng);

        find_limits(runs, solutions, beta, data, least_l1, &sweep, coordinates, replicate);
        record_runs(table, runs, &sweep, replicate, N);
        record_shapes(shapes, runs, &sweep, replicate, N, data->beta != NULL);
        data_free(data);
        free(least_l1);
        free(beta);
    }
    free(sweep.alphas);
    free(runs);
    experiment_end(record, p);
}
