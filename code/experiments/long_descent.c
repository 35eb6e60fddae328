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
#include "progress.h"

static double l1_distance(const double *x, const double *y, int n)
{
    double sum = 0;
    for (int j = 0; j < n; j++)
        sum += fabs(x[j] - y[j]);
    return sum;
}

int main(int argc, char **argv)
{
    Params *p = experiment_begin(argc, argv);
    const char *seed = params_text(p, "seed");
    int n = params_integer(p, "n", 1, 100000), N = params_integer(p, "N", 1, n);
    double sigma = params_number(p, "sigma", 0, 1e3);
    int A;
    const double *alphas = params_increasing(p, "alphas", 1e-6, 10, &A);
    double eta = params_number(p, "eta", 1e-12, 10);
    double slowdown = params_number(p, "slowdown", 1, 1e6);
    int batch = params_integer(p, "batch", 1, 100000);
    int epochs = params_integer(p, "epochs", 100, 100000000);
    double stop_loss = params_number(p, "stop_loss", 0, 1e3);
    int first = params_integer(p, "first_replicate", 1, 1000000);
    int replicates = params_integer(p, "replicates", 1, 100000);
    if (epochs % 100 || !experiment_on_grid(epochs / 100, 1))
        die("%s: key 'epochs' is %d: it must be 100, 200, ..., 900, 1000, 2000, ...", argv[1],
            epochs);
    Record *record = experiment_record(p);
    RecordTable *table = record_table(
        record, "", "replicate,N,sigma,slowdown,alpha,epoch,flow_time,loss,population_l1");
    RecordTable *limits =
        record_table(record, "limits",
                     "replicate,N,sigma,slowdown,alpha,flow_population_l1,epoch_at_noise,loss,"
                     "difference_from_flow");
    RecordTable *stages = record_table(
        record, "stages", "replicate,N,sigma,slowdown,alpha,stage,epoch,loss,population_l1");
    double *loss = die_calloc(A, sizeof *loss), *beta = die_calloc((size_t)A * n, sizeof *beta);
    double *zero = die_calloc(n, sizeof *zero);
    int *at_noise = die_calloc(A, sizeof *at_noise);

    for (int replicate = first; replicate < first + replicates; replicate++) {
        Data *data = data_sparse(N, n, sigma, seed, "long_descent", replicate);
        Dln *model = dln_alloc(n, A, N);
        dln_init(model, alphas);
        Rng rng;
        rng_open(&rng, seed, "long_descent", replicate, "batches");
        for (int a = 0; a < A; a++)
            at_noise[a] = epochs + 1;
        int done = 0;
        for (int epoch = 1; epoch <= epochs && !done; epoch++) {
            dln_epoch(loss, model, data, batch, eta / slowdown, &rng);
            done = 1;
            for (int a = 0; a < A; a++) {
                if (at_noise[a] > epochs && loss[a] < sigma * sigma)
                    at_noise[a] = epoch;
                done &= loss[a] < stop_loss;
            }
            if (epoch % 1024 == 0)
                progress_at((replicate - first + (double)epoch / epochs) / replicates);
            if (!experiment_on_grid(epoch, 1))
                continue;
            dln_beta(beta, model);
            for (int a = 0; a < A; a++) {
                double error = l1_distance(beta + (size_t)a * n, data->beta, n);
                if (!isfinite(error))
                    die("replicate %d, alpha %g: descent diverges: take a smaller eta", replicate,
                        alphas[a]);
                record_row(table, replicate, N, sigma, slowdown, alphas[a], epoch,
                           epoch * eta / slowdown, loss[a], error);
                for (int stage = 1; stage <= 100; stage *= 10)
                    if (epoch == stage * (epochs / 100))
                        record_row(stages, replicate, N, sigma, slowdown, alphas[a], stage, epoch,
                                   loss[a], error);
            }
        }
        Flow *flow = flow_alloc(data->X, data->y, N, n);
        dln_beta(beta, model);
        for (int a = A - 1; a >= 0; a--) {
            int reached = flow_limit(flow, alphas[a]);
            double norm = l1_distance(flow->beta, zero, n);
            double off = l1_distance(flow->beta, beta + (size_t)a * n, n);
            record_row(limits, replicate, N, sigma, slowdown, alphas[a],
                       reached ? l1_distance(flow->beta, data->beta, n) : RECORD_EMPTY,
                       sigma > 0 ? at_noise[a] : RECORD_EMPTY, loss[a],
                       reached ? off / norm : RECORD_EMPTY);
        }
        flow_free(flow);
        dln_free(model);
        data_free(data);
    }
    free(loss);
    free(beta);
    free(zero);
    free(at_noise);
    experiment_end(record, p);
}
