/* long_descent: does Figure 7(b) of the thesis show the rich limit or the moment at which descent
 * was stopped? (Figure A1)
 *
 * Descent on the sparse problem of section 5.1 for a hundred times as long as the thesis's, or
 * until the loss of every path is below stop_loss, for several alphas side by side. Loss and
 * distance to the truth are recorded at the epochs 1, 2, ..., 10, 20, ..., 100, ... (of a step
 * eta), with the exact limit of gradient flow as the level they should come to. With a smaller
 * step, eta / slowdown, the same flow time takes slowdown times the epochs: epoch, then, counts
 * epochs of the slower descent. Stages 1, 10 and 100 are the hundredth, the tenth and the whole of
 * the epochs. epoch_at_noise is the first epoch whose loss is below sigma^2, and one more than all
 * epochs where there is none.
 */
#include <math.h>
#include <stdlib.h>

#include "die.h"
#include "dln.h"
#include "experiment.h"
#include "flow.h"
#include "linalg.h"

typedef struct {
    int n, N, A, batch, epochs; /* A alphas */
    const double *alphas;
    double sigma, eta, slowdown, stop_loss;
} Setting;

typedef struct {
    RecordTable *path, *limits, *stages;
} Tables;

/* Rows for the end of an epoch that is recorded, from the losses(A) and predictors beta(A,n). */
static void record_epoch(const Tables *tables, const Setting *s, const double *loss,
                         const double *beta, const Data *data, int epoch, int replicate)
{
    for (int a = 0; a < s->A; a++) {
        const double error = linalg_l1_distance(beta + (size_t)a * s->n, data->beta, s->n);
        if (!isfinite(error))
            experiment_diverges(replicate, "alpha", s->alphas[a], s->eta / s->slowdown);
        record_row(tables->path, {"replicate", replicate}, {"N", s->N}, {"sigma", s->sigma},
                   {"slowdown", s->slowdown}, {"alpha", s->alphas[a]}, {"epoch", epoch},
                   {"flow_time", epoch * s->eta / s->slowdown}, {"loss", loss[a]},
                   {"population_l1", error});
        for (int stage = 1; stage <= 100; stage *= 10)
            record_row_if(epoch == stage * (s->epochs / 100), tables->stages,
                          {"replicate", replicate}, {"N", s->N}, {"sigma", s->sigma},
                          {"slowdown", s->slowdown}, {"alpha", s->alphas[a]}, {"stage", stage},
                          {"epoch", epoch}, {"loss", loss[a]}, {"population_l1", error});
    }
}

/* Descends; fills loss(A), beta(A,n) of the last epoch and at_noise(A). */
static void descend(double *loss, double *beta, int *at_noise, const Tables *tables,
                    const Setting *s, const Data *data, int replicate)
{
    Rng batches = experiment_stream(replicate, "batches");
    Dln *model = dln_alloc(s->n, s->A, s->N);
    dln_init(model, s->alphas);
    for (int a = 0; a < s->A; a++)
        at_noise[a] = s->epochs + 1;
    for (int epoch = 1, done = 0; epoch <= s->epochs && !done; epoch++) {
        dln_epoch(loss, model, data, s->batch, s->eta / s->slowdown, &batches);
        done = 1;
        for (int a = 0; a < s->A; a++) {
            if (at_noise[a] > s->epochs && loss[a] < s->sigma * s->sigma)
                at_noise[a] = epoch;
            done &= loss[a] < s->stop_loss;
        }
        if (epoch % 1024 == 0)
            experiment_within((double)epoch / s->epochs);
        if (!experiment_on_grid(epoch, 1))
            continue;
        dln_beta(beta, model);
        record_epoch(tables, s, loss, beta, data, epoch, replicate);
    }
    dln_beta(beta, model);
    dln_free(model);
}

static void run_replicate(const Tables *tables, const Setting *s, int replicate)
{
    double *loss = die_calloc(s->A, sizeof *loss);
    double *beta = die_calloc((size_t)s->A * s->n, sizeof *beta);
    int *at_noise = die_calloc(s->A, sizeof *at_noise);
    Data *data = experiment_sparse(s->N, s->n, s->sigma, replicate);
    descend(loss, beta, at_noise, tables, s, data, replicate);
    Flow *flow = flow_alloc(data->X, data->y, s->N, s->n);
    for (int a = s->A - 1; a >= 0; a--) {
        const int reached = flow_limit(flow, s->alphas[a]);
        const double error = linalg_l1_distance(flow->beta, data->beta, s->n);
        const double off = linalg_l1_distance(flow->beta, beta + (size_t)a * s->n, s->n);
        record_row(tables->limits, {"replicate", replicate}, {"N", s->N}, {"sigma", s->sigma},
                   {"slowdown", s->slowdown}, {"alpha", s->alphas[a]},
                   {"flow_population_l1", reached ? error : RECORD_EMPTY},
                   {"epoch_at_noise", s->sigma > 0 ? at_noise[a] : RECORD_EMPTY}, {"loss", loss[a]},
                   {"difference_from_flow",
                    reached ? off / linalg_l1_norm(flow->beta, s->n) : RECORD_EMPTY});
    }
    flow_free(flow);
    data_free(data);
    free(loss);
    free(beta);
    free(at_noise);
}

int main(int argc, char **argv)
{
    Params *p = experiment_begin(argc, argv);
    experiment_seed(p);
    Setting s = {.n = params_integer(p, "n", 1, 100000)};
    s.N = params_integer(p, "N", 1, s.n);
    s.sigma = params_number(p, "sigma", 0, 1e3);
    s.alphas = params_increasing(p, "alphas", 1e-6, 10, &s.A);
    s.eta = params_number(p, "eta", 1e-12, 10);
    s.slowdown = params_number(p, "slowdown", 1, 1e6);
    s.batch = params_integer(p, "batch", 1, 100000);
    s.epochs = params_integer(p, "epochs", 100, 100000000);
    s.stop_loss = params_number(p, "stop_loss", 0, 1e3);
    int first, replicates = experiment_replicates(p, &first, 1);
    if (s.epochs % 100 || !experiment_on_grid(s.epochs / 100, 1))
        die("%s: key 'epochs' is %d: it must be 100, 200, ..., 900, 1000, 2000, ...", argv[1],
            s.epochs);
    Record *record = experiment_record(p);
    const Tables tables = {record_table(record, ""), record_table(record, "limits"),
                           record_table(record, "stages")};
    for (int k = 0; k < replicates; k++) {
        experiment_at(k, replicates);
        run_replicate(&tables, &s, first + k);
    }
    experiment_end(record, p);
}
