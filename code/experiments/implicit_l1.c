/* implicit_l1: is the l1 norm of a trained network regularised, or only started small, and what has
 * the step size to do with it (thesis, section 5.2.3: Figure A2)?
 *
 * On each data set K networks are trained from each scale r with each step size eta, from the same
 * unit-scale starts, over the same flow time, eta times the number of updates: `epochs` epochs at
 * the first of the step sizes, proportionally more at the others, which divide it. Recorded are
 * means over the networks of the l1 norm of the weights and of its ratio to the l2 norm, which does
 * not depend on their scale.
 */
#include <math.h>
#include <stdlib.h>

#include "die.h"
#include "experiment.h"
#include "progress.h"
#include "relu.h"

static const char EXPERIMENT[] = "implicit_l1";

typedef struct {
    double l1, ratio;
    int diverged; /* networks */
} Size;

static Size size(const Relu *model)
{
    const int K = model->K;
    double *l1 = die_calloc(K, sizeof *l1), *l2 = die_calloc(K, sizeof *l2);
    Size s = {0};
    relu_norms(l1, l2, model);
    for (int k = 0; k < K; k++) {
        s.l1 += l1[k] / K;
        s.ratio += l1[k] / l2[k] / K;
        s.diverged += !isfinite(l2[k]);
    }
    free(l1);
    free(l2);
    return s;
}

int main(int argc, char **argv)
{
    Params *p = experiment_begin(argc, argv);
    const char *seed = params_text(p, "seed");
    int n = params_integer(p, "n", 2, 10000), m = params_integer(p, "m", 1, 10000);
    int K = params_integer(p, "K", 1, 10000), N = params_integer(p, "N", 1, 1000000);
    int batch = params_integer(p, "batch", 1, 100000), scales, steps;
    const double *r = params_decreasing(p, "r", 1e-6, 100, &scales);
    const double *eta = params_numbers(p, "eta", 1e-6, 100, &steps);
    int epochs = params_integer(p, "epochs", 1, 10000000);
    int first = params_integer(p, "first_replicate", 1, 1000000);
    int replicates = params_integer(p, "replicates", 1, 100000);
    for (int e = 1; e < steps; e++) {
        const double finer = eta[0] / eta[e];
        if (round(finer) < 1 || fabs(finer - round(finer)) > 1e-9 * finer)
            die("%s: cell %s: key 'eta': %g does not divide the first, %g", argv[1], params_cell(p),
                eta[e], eta[0]);
    }
    Record *record = experiment_record(p);
    RecordTable *table =
        record_table(record, "", "replicate,N,batch,r,eta,epoch,flow_time,l1,ratio");
    RecordTable *gaps = record_table(record, "gaps", "replicate,N,batch,eta,l1_gap,widening");
    const int updates = (N + batch - 1) / batch;

    for (int replicate = first; replicate < first + replicates; replicate++) {
        Data *signs = data_signs(N, n, seed, EXPERIMENT, replicate, "train");
        ReluData *data = relu_data(signs);
        Relu *model = relu_alloc(n, m, K);
        double *ends = die_calloc((size_t)steps * scales, sizeof *ends);
        for (int e = 0; e < steps; e++)
            for (int i = 0; i < scales; i++) {
                const int finer = (int)round(eta[0] / eta[e]);
                Rng rng;
                rng_open(&rng, seed, EXPERIMENT, replicate, "start");
                relu_init(model, r[i], &rng);
                rng_open(&rng, seed, EXPERIMENT, replicate, "batches");
                Size now = size(model);
                record_row(table, replicate, N, batch, r[i], eta[e], 0, 0, now.l1, now.ratio);
                for (int epoch = 1; epoch <= epochs && !now.diverged; epoch++) {
                    for (int k = 0; k < finer; k++)
                        relu_epoch(model, data, batch, eta[0] / finer, &rng);
                    if (epoch != epochs && !experiment_on_grid(epoch, 2))
                        continue;
                    now = size(model);
                    if (!now.diverged)
                        record_row(table, replicate, N, batch, r[i], eta[e], (double)epoch * finer,
                                   epoch * eta[0] * updates, now.l1, now.ratio);
                }
                ends[e * scales + i] = now.diverged ? NAN : now.l1;
                progress_at((replicate - first + (e * scales + i + 1.0) / (steps * scales)) /
                            replicates);
            }
        /* Between the two smallest scales, and against the same at the first step size. */
        for (int e = 0; e < steps && scales > 1; e++) {
            const double *end = ends + (size_t)e * scales + scales - 2;
            const double gap = end[0] - end[1], coarse = ends[scales - 2] - ends[scales - 1];
            record_row(gaps, replicate, N, batch, eta[e], record_finite(gap),
                       record_finite(gap / coarse));
        }
        free(ends);
        relu_free(model);
        relu_data_free(data);
        data_free(signs);
    }
    experiment_end(record, p);
}
