/* sparse_regression: what the scale of the start does to generalisation on a sparse problem
 * (thesis, section 5.1: Figures 7 and 8).
 *
 * On each data set, for every alpha of a sweep:
 *   descent      from w = alpha 1 with step eta, until the loss of an epoch falls below stop_loss,
 *                for at most max_epochs
 *   flow         the exact limit of gradient flow from the same start
 * and, for the data set, the interpolating solutions of least l1 and least l2 norm. Distances are
 * l1 unless they say otherwise; "population" ones are to the truth the data was drawn from.
 *
 * With `data`, the one data set (replicate 0) is that of a CSV file, whose truth is not known.
 */
#include <math.h>
#include <stdlib.h>

#include "die.h"
#include "dln.h"
#include "experiment.h"
#include "flow.h"
#include "linalg.h"

typedef struct {
    int n, N, A, batch, max_epochs, coordinates;
    double sigma, *alphas, eta, stop_loss; /* alphas(A), increasing */
} Setting;

typedef struct {
    RecordTable *runs, *levels, *shapes, *solutions;
} Tables;

/* The interpolating solutions of least norm, with their places and certificates. */
static void record_levels(RecordTable *levels, const Setting *s, const Ends *ends, int replicate)
{
    const double norm = linalg_l1_norm(ends->l1, s->n);
    const Place l1 = ends_place(ends, ends->l1), l2 = ends_place(ends, ends->l2);
    record_row(levels, {"replicate", replicate}, {"N", s->N}, {"min_l1_norm", norm},
               {"min_l2_l1_norm", norm + l2.l1_excess}, {"min_l2_l1_distance", l2.l1_distance},
               {"min_l1_population_l1", l1.population_l1},
               {"min_l2_population_l1", l2.population_l1},
               {"certificate_residual", record_bound(ends->certificate.residual)},
               {"certificate_violation", record_bound(ends->certificate.violation)},
               {"certificate_gap", record_bound(ends->certificate.gap)}, {"eta", s->eta});
}

/* A row for each of the runs(A), which ended at beta(A,n), with the places(A) of their ends and of
 * the limits of the flow. The first coordinates of both, from the least and the largest alpha, are
 * rows of solutions. */
static void record_runs(Place *ends, Place *limits, const Tables *tables, const Setting *s,
                        const Ends *norms, const DlnRun *runs, const double *beta, int replicate)
{
    const Data *data = norms->data;
    Flow *flow = flow_alloc(data->X, data->y, s->N, s->n);
    /* From the largest alpha down, as the flow's solver takes them. */
    for (int a = s->A - 1; a >= 0; a--) {
        const double *end = isfinite(runs[a].loss) ? beta + (size_t)a * s->n : NULL;
        const double *limit = flow_limit(flow, s->alphas[a]) ? flow->beta : NULL;
        ends[a] = ends_place(norms, end);
        limits[a] = ends_place(norms, limit);
        for (int j = 0; (a == 0 || a == s->A - 1) && j < s->coordinates && j < s->n; j++)
            record_row(tables->solutions, {"replicate", replicate}, {"N", s->N},
                       {"alpha", s->alphas[a]}, {"coordinate", j + 1},
                       {"beta", end ? end[j] : RECORD_EMPTY},
                       {"flow_beta", limit ? limit[j] : RECORD_EMPTY},
                       {"truth", data->beta ? data->beta[j] : RECORD_EMPTY}, {"eta", s->eta});
    }
    for (int a = 0; a < s->A; a++)
        record_row(
            tables->runs, {"replicate", replicate}, {"N", s->N}, {"alpha", s->alphas[a]},
            {"epochs", runs[a].epochs}, {"converged", runs[a].converged},
            {"loss", record_finite(runs[a].loss)}, {"l1_distance_to_min_l1", ends[a].l1_distance},
            {"l1_norm_excess", ends[a].l1_excess}, {"population_l1", ends[a].population_l1},
            {"population_l2_squared", ends[a].population_l2_squared},
            {"flow_l1_distance_to_min_l1", limits[a].l1_distance},
            {"flow_l1_norm_excess", limits[a].l1_excess},
            {"flow_population_l1", limits[a].population_l1},
            {"flow_population_l2_squared", limits[a].population_l2_squared}, {"eta", s->eta});
    flow_free(flow);
}

/* How distance and error run over the alphas, unless a run diverged or a limit was not reached: the
 * value at the least alpha minus the smallest, and whether that stands at neither end. */
static void record_shapes(RecordTable *shapes, const Setting *s, const DlnRun *runs,
                          const Place *ends, const Place *limits, int truth, int replicate)
{
    const int last = s->A - 1;
    int whole = 1, decreasing = 1, before = 0, nearest = 0, best = 0;
    double smallest = RECORD_EMPTY;
    for (int a = 0; a <= last; a++) {
        whole &= ends[a].l1_distance != RECORD_EMPTY && limits[a].l1_distance != RECORD_EMPTY;
        nearest = ends[a].l1_distance < ends[nearest].l1_distance ? a : nearest;
        best = ends[a].population_l1 < ends[best].population_l1 ? a : best;
        if (!runs[a].converged)
            continue;
        if (smallest == RECORD_EMPTY)
            smallest = s->alphas[a];
        else
            decreasing &= runs[a].epochs < before;
        before = runs[a].epochs;
    }
    const double rise = ends[0].population_l1 - ends[best].population_l1;
    record_row_if(
        whole, shapes, {"replicate", replicate}, {"N", s->N},
        {"rise_l1_distance", ends[0].l1_distance - ends[nearest].l1_distance},
        {"interior_l1_distance", nearest > 0 && nearest < last},
        {"rise_population_l1", truth ? rise : RECORD_EMPTY},
        {"interior_population_l1", truth ? best > 0 && best < last : RECORD_EMPTY},
        {"smallest_converging_alpha", smallest},
        {"epochs_decreasing", smallest == RECORD_EMPTY ? RECORD_EMPTY : decreasing},
        {"rich_better", truth ? ends[0].population_l1 < ends[last].population_l1 : RECORD_EMPTY},
        {"flow_rich_better",
         truth ? limits[0].population_l1 < limits[last].population_l1 : RECORD_EMPTY},
        {"eta", s->eta});
}

static void run_replicate(const Tables *tables, const Setting *s, const Data *data, int replicate)
{
    Ends *norms = experiment_ends(data, replicate);
    double *beta = die_calloc((size_t)s->A * s->n, sizeof *beta);
    DlnRun runs[s->A];
    Place ends[s->A], limits[s->A];
    Rng batches = experiment_stream(replicate, "batches");
    const int diverged = dln_descend(beta, runs, s->alphas, s->A, data, s->batch, s->eta,
                                     s->stop_loss, s->max_epochs, &batches);
    if (diverged == s->A && experiment_is_own(replicate))
        experiment_diverges(replicate, "alpha", s->alphas[0], s->eta);
    record_levels(tables->levels, s, norms, replicate);
    record_runs(ends, limits, tables, s, norms, runs, beta, replicate);
    record_shapes(tables->shapes, s, runs, ends, limits, data->beta != NULL, replicate);
    ends_free(norms);
    free(beta);
}

int main(int argc, char **argv)
{
    Params *p = experiment_begin(argc, argv);
    Data *own = experiment_own_data(p);
    experiment_seed(p);
    Setting s = {.n = params_integer(p, "n", 1, 100000),
                 .eta = params_number(p, "eta", 1e-12, 10),
                 .batch = params_integer(p, "batch", 1, 100000),
                 .stop_loss = params_number(p, "stop_loss", 0, 1e3),
                 .max_epochs = params_integer(p, "max_epochs", 1, 100000000)};
    s.alphas = experiment_alphas(p, &s.A);
    s.N = params_integer(p, "N", 1, s.n);
    s.sigma = own ? 0 : params_number(p, "sigma", 0, 1e3);
    s.coordinates = params_integer(p, "coordinates", 1, own ? 100000 : s.n);
    int first, replicates = experiment_replicates(p, &first, own ? 0 : 1);
    Record *record = experiment_record(p);
    const Tables tables = {record_table(record, ""), record_table(record, "levels"),
                           record_table(record, "shapes"), record_table(record, "solutions")};
    for (int k = 0; k < replicates; k++) {
        experiment_at(k, replicates);
        Data *data = own ? own : experiment_sparse(s.N, s.n, s.sigma, first + k);
        run_replicate(&tables, &s, data, first + k);
        data_free(data);
    }
    free(s.alphas);
    experiment_end(record, p);
}
