/* tangent_kernel: how the tangent kernel moves while the regression model trains
 * (thesis, section 4.3: Table 1, Figures 3 to 5).
 *
 * The model starts at w = alpha 1 and descends with step eta until the loss of an epoch falls below
 * stop_loss, for at most max_epochs. Its tangent kernel K on the training samples is taken at the
 * start, every snapshot_every epochs and at the end. Replicate 0 is the thesis's own data set (or
 * the one of a CSV file), the others are fresh Gaussian ones.
 */
#include <math.h>
#include <stdlib.h>

#include "die.h"
#include "dln.h"
#include "experiment.h"
#include "linalg.h"

typedef struct {
    int batch, max_epochs, snapshot_every;
    double alpha, eta, stop_loss;
} Setting;

typedef struct {
    RecordTable *runs, *changes, *snapshots, *differences;
} Tables;

/* A run: K(taken,N,N) are the kernels at the epochs 0, snapshot_every, ... and at the end. */
typedef struct {
    double *K, loss; /* of the last epoch; not finite where descent diverged */
    int taken, epochs, converged;
} Run;

static Run descend(const Setting *s, const Data *data, int replicate)
{
    const size_t size = (size_t)data->N * data->N;
    const int room = s->max_epochs / s->snapshot_every + 2;
    Run run = {.K = die_calloc(room * size, sizeof *run.K), .loss = INFINITY};
    Rng batches = experiment_stream(replicate, "batches");
    Dln *model = dln_alloc(data->n, 1, data->N);
    dln_init(model, &s->alpha);
    for (int last = 0;; run.epochs++) {
        if (last || run.epochs % s->snapshot_every == 0)
            dln_tangent_kernel(run.K + run.taken++ * size, model, 0, data->X, data->N);
        if (last)
            break;
        dln_epoch(&run.loss, model, data, s->batch, s->eta, &batches);
        run.converged = run.loss < s->stop_loss;
        last = run.converged || !isfinite(run.loss) || run.epochs + 1 == s->max_epochs;
    }
    dln_free(model);
    return run;
}

/* Rows of the difference from start to end and of every snapshot. */
static void record_kernels(const Tables *tables, const Setting *s, const Run *run, int N,
                           int replicate)
{
    const int size = N * N, diverged = !isfinite(run->loss);
    for (int at = 0; at < size; at++) {
        const double *start = run->K + at, *end = start + (size_t)(run->taken - 1) * size;
        const int i = at / N + 1, j = at % N + 1;
        record_row_if(!diverged, tables->differences, {"replicate", replicate}, {"alpha", s->alpha},
                      {"i", i}, {"j", j}, {"difference", *end - *start});
        for (int k = 0; k < run->taken; k++)
            record_row_if(!diverged, tables->snapshots, {"replicate", replicate},
                          {"alpha", s->alpha},
                          {"epoch", k < run->taken - 1 ? k * s->snapshot_every : run->epochs},
                          {"i", i}, {"j", j}, {"kernel", start[(size_t)k * size]});
    }
}

static void run_replicate(const Tables *tables, const Setting *s, const Data *data, int replicate)
{
    const Run run = descend(s, data, replicate);
    const int size = data->N * data->N, diverged = !isfinite(run.loss);
    if (diverged && experiment_is_own(replicate))
        experiment_diverges(replicate, "alpha", s->alpha, s->eta);
    record_row(tables->runs, {"replicate", replicate}, {"alpha", s->alpha}, {"eta", s->eta},
               {"epochs", run.epochs}, {"converged", run.converged});
    /* The change over the last tenth of the epochs, to the precision of the snapshots. */
    const double *end = run.K + (size_t)(run.taken - 1) * size;
    const double *late = run.K + (size_t)(0.9 * run.epochs / s->snapshot_every) * size;
    record_row_if(!diverged, tables->changes, {"replicate", replicate}, {"alpha", s->alpha},
                  {"loss", run.loss},
                  {"relative_change", linalg_distance(end, run.K, size) / linalg_norm(run.K, size)},
                  {"late_change", linalg_distance(end, late, size) / linalg_norm(end, size)});
    if (!replicate)
        record_kernels(tables, s, &run, data->N, replicate);
    free(run.K);
}

int main(int argc, char **argv)
{
    Params *p = experiment_begin(argc, argv);
    int replicates = params_integer(p, "replicates", 0, 100000);
    Data *original = experiment_original(p, 0, 1 + replicates);
    experiment_seed(p);
    int n = params_integer(p, "n", 1, 100000), N = params_integer(p, "N", 1, 100000);
    Setting s = {.batch = params_integer(p, "batch", 1, 100000),
                 .max_epochs = params_integer(p, "max_epochs", 1, 100000000),
                 .alpha = params_number(p, "alpha", 1e-6, 1e3),
                 .eta = params_number(p, "eta", 1e-12, 10),
                 .stop_loss = params_number(p, "stop_loss", 0, 1e3)};
    s.snapshot_every = params_integer(p, "snapshot_every", 1, s.max_epochs);
    Record *record = experiment_record(p);
    const Tables tables = {record_table(record, ""), record_table(record, "change"),
                           record_table(record, "snapshots"), record_table(record, "difference")};
    for (int replicate = 0; replicate <= replicates; replicate++) {
        experiment_at(replicate, replicates + 1);
        Data *data = replicate ? experiment_gaussian(N, n, replicate) : original;
        run_replicate(&tables, &s, data, replicate);
        data_free(data);
    }
    experiment_end(record, p);
}
