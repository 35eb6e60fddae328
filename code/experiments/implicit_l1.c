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

typedef struct {
    int n, m, K, N, batch, scales, steps, epochs;
    const double *r, *eta;
} Setting;

/* Trains from the scale r with the step size eta. Returns the l1 norm at the end, NaN where a
 * network has diverged. */
static double train(RecordTable *table, const Setting *s, const ReluData *data, double r,
                    double eta, int replicate)
{
    const int finer = (int)round(s->eta[0] / eta), updates = (s->N + s->batch - 1) / s->batch;
    Rng start = experiment_stream(replicate, "start");
    Rng batches = experiment_stream(replicate, "batches");
    Relu *model = relu_alloc(s->n, s->m, s->K);
    relu_init(model, r, &start);
    Size now = size(model);
    for (int epoch = 0; epoch <= s->epochs && !now.diverged; epoch++) {
        if (epoch > 0)
            relu_train(model, data, s->batch, s->eta[0] / finer, finer, &batches);
        if (epoch > 0 && epoch != s->epochs && !experiment_on_grid(epoch, 2))
            continue;
        now = size(model);
        record_row_if(!now.diverged, table, {"replicate", replicate}, {"N", s->N},
                      {"batch", s->batch}, {"r", r}, {"eta", eta}, {"epoch", (double)epoch * finer},
                      {"flow_time", epoch * s->eta[0] * updates}, {"l1", now.l1},
                      {"ratio", now.ratio});
    }
    relu_free(model);
    return now.diverged ? NAN : now.l1;
}

static void run_replicate(RecordTable *table, RecordTable *gaps, const Setting *s, int replicate)
{
    const int last = s->scales - 1, before = last > 0 ? last - 1 : 0;
    ReluData *data = experiment_relu_signs(s->N, s->n, replicate, "train");
    double *end = die_calloc(s->scales, sizeof *end), coarse = 0;
    for (int e = 0; e < s->steps; e++) {
        for (int i = 0; i < s->scales; i++) {
            end[i] = train(table, s, data, s->r[i], s->eta[e], replicate);
            experiment_within((e * s->scales + i + 1.0) / (s->steps * s->scales));
        }
        /* Between the two smallest scales, and against the same at the first step size. */
        const double gap = end[before] - end[last];
        if (e == 0)
            coarse = gap;
        record_row_if(last > 0, gaps, {"replicate", replicate}, {"N", s->N}, {"batch", s->batch},
                      {"eta", s->eta[e]}, {"l1_gap", record_finite(gap)},
                      {"widening", record_finite(gap / coarse)});
    }
    free(end);
    relu_data_free(data);
}

int main(int argc, char **argv)
{
    Params *p = experiment_begin(argc, argv);
    experiment_seed(p);
    Setting s = {.n = params_integer(p, "n", 2, 10000),
                 .m = params_integer(p, "m", 1, 10000),
                 .K = params_integer(p, "K", 1, 10000),
                 .N = params_integer(p, "N", 1, 1000000),
                 .batch = params_integer(p, "batch", 1, 100000),
                 .epochs = params_integer(p, "epochs", 1, 10000000)};
    s.r = params_decreasing(p, "r", 1e-6, 100, &s.scales);
    s.eta = params_numbers(p, "eta", 1e-6, 100, &s.steps);
    int first, replicates = experiment_replicates(p, &first, 1);
    for (int e = 1; e < s.steps; e++) {
        const double finer = s.eta[0] / s.eta[e];
        if (round(finer) < 1 || fabs(finer - round(finer)) > 1e-9 * finer)
            die("%s: cell %s: key 'eta': %g does not divide the first, %g", argv[1], params_cell(p),
                s.eta[e], s.eta[0]);
    }
    Record *record = experiment_record(p);
    RecordTable *table = record_table(record, ""), *gaps = record_table(record, "gaps");
    for (int k = 0; k < replicates; k++) {
        experiment_at(k, replicates);
        run_replicate(table, gaps, &s, first + k);
    }
    experiment_end(record, p);
}
