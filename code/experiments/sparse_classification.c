/* sparse_classification: what the scale of the start does to generalisation in the sparse
 * classification problem (thesis, section 5.2.3: Figures 9 and 10).
 *
 * On each training set K networks are trained side by side by minibatch descent from weights of
 * scale r. Replicates are fresh training sets, test sets and starts; cells that differ in r share
 * them, as they share the order of the batches, so that differences in r are paired.
 *
 * Where a network diverges, its replicate has no more rows of the curve and none of the means.
 *
 * With `data`, the one training set (replicate 0) is that of a CSV file; the test set is then that
 * of `test_data`, or there is none.
 */
#include <math.h>
#include <stdlib.h>

#include "die.h"
#include "experiment.h"

enum {
    EARLY = 100
}; /* epochs by which the thesis has every network interpolate its training set */

typedef struct {
    int n, m, K, N, batch, epochs;
    double r, eta;
} Setting;

typedef struct {
    RecordTable *curve, *paths, *networks;
} Tables;

/* What is measured of each network: (K) each. */
typedef struct {
    double *l1_start, *l2_start, *l1, *l2, *train_accuracy, *test_accuracy, *dead, *dead_train;
    double *interpolates; /* the first epoch that ends with all training points right, or empty */
} Networks;

static double mean(const double *values, int count)
{
    double sum = 0;
    for (int i = 0; i < count; i++)
        sum += values[i];
    return sum / count;
}

/* Trains, with a row of the curve at each epoch that is recorded, until a network has diverged.
 * test may be NULL. */
static void train_networks(Networks *x, Relu *model, const Tables *tables, const Setting *s,
                           const ReluData *train, const ReluData *test, int replicate)
{
    Rng batches = experiment_stream(replicate, "batches");
    int left = s->K, diverged = 0;
    for (int epoch = 1; epoch <= s->epochs && !diverged; epoch++) {
        relu_epoch(model, train, s->batch, s->eta, &batches);
        const int recorded = epoch == s->epochs || experiment_on_grid(epoch, 2);
        if (left || recorded)
            relu_accuracy(x->train_accuracy, model, train);
        for (int k = 0; left && k < s->K; k++)
            if (x->interpolates[k] == RECORD_EMPTY && x->train_accuracy[k] == 1)
                x->interpolates[k] = epoch, left--;
        if (!recorded)
            continue;
        diverged = relu_diverged(model);
        if (test && !diverged)
            relu_accuracy(x->test_accuracy, model, test);
        record_row_if(!diverged, tables->curve, {"replicate", replicate}, {"N", s->N}, {"r", s->r},
                      {"epoch", epoch},
                      {"test_accuracy", test ? mean(x->test_accuracy, s->K) : RECORD_EMPTY},
                      {"train_accuracy", mean(x->train_accuracy, s->K)});
    }
}

/* A row for each network, and one of their means unless one has diverged. */
static void record_networks(const Networks *x, const Tables *tables, const Setting *s, int diverged,
                            int tested, int replicate)
{
    const int K = s->K;
    double early = 0, ever = 0, interpolated_live = 0, ratio_start = 0, ratio = 0;
    for (int k = 0; k < K; k++) {
        const int whole = isfinite(x->l2[k]), interpolates = x->interpolates[k] != RECORD_EMPTY;
        record_row(tables->paths, {"replicate", replicate}, {"N", s->N}, {"r", s->r},
                   {"path", k + 1}, {"l1_start", x->l1_start[k]}, {"l2_start", x->l2_start[k]},
                   {"l1", whole ? x->l1[k] : RECORD_EMPTY}, {"l2", whole ? x->l2[k] : RECORD_EMPTY},
                   {"test_accuracy", whole ? x->test_accuracy[k] : RECORD_EMPTY},
                   {"first_interpolation_epoch", x->interpolates[k]},
                   {"dead_points", whole ? x->dead[k] : RECORD_EMPTY},
                   {"dead_training_points", whole ? x->dead_train[k] : RECORD_EMPTY});
        interpolated_live += x->train_accuracy[k] * s->N + x->dead_train[k] > s->N - 0.5;
        ever += interpolates;
        early += interpolates && x->interpolates[k] <= EARLY;
        ratio_start += x->l1_start[k] / x->l2_start[k] / K;
        ratio += x->l1[k] / x->l2[k] / K;
    }
    record_row_if(
        !diverged, tables->networks, {"replicate", replicate}, {"N", s->N}, {"r", s->r},
        {"test_accuracy", tested ? mean(x->test_accuracy, K) : RECORD_EMPTY},
        {"train_accuracy", mean(x->train_accuracy, K)}, {"l1_start", mean(x->l1_start, K)},
        {"l1", mean(x->l1, K)}, {"ratio_start", ratio_start}, {"ratio", ratio},
        {"ratio_change", ratio - ratio_start}, {"interpolated_by_100", early / K},
        {"interpolated_ever", ever / K}, {"dead_points", tested ? mean(x->dead, K) : RECORD_EMPTY},
        {"dead_training_points", mean(x->dead_train, K)},
        {"interpolated_live", interpolated_live / K});
}

static void run_replicate(const Tables *tables, const Setting *s, const ReluData *train,
                          const ReluData *test, int replicate)
{
    const size_t K = s->K;
    double *room = die_calloc(9 * K, sizeof *room);
    Networks x = {room,         room + K,     room + 2 * K, room + 3 * K, room + 4 * K,
                  room + 5 * K, room + 6 * K, room + 7 * K, room + 8 * K};
    for (int k = 0; k < s->K; k++)
        x.test_accuracy[k] = x.dead[k] = x.interpolates[k] = RECORD_EMPTY;
    Rng start = experiment_stream(replicate, "start");
    Relu *model = relu_alloc(s->n, s->m, s->K);
    relu_init(model, s->r, &start);
    relu_norms(x.l1_start, x.l2_start, model);
    train_networks(&x, model, tables, s, train, test, replicate);
    relu_norms(x.l1, x.l2, model);
    relu_dead(x.dead_train, model, train);
    if (test)
        relu_dead(x.dead, model, test);
    const int diverged = relu_diverged(model);
    if (diverged == s->K && experiment_is_own(replicate))
        experiment_diverges(replicate, "r", s->r, s->eta);
    record_networks(&x, tables, s, diverged, test != NULL, replicate);
    relu_free(model);
    free(room);
}

int main(int argc, char **argv)
{
    Params *p = experiment_begin(argc, argv);
    ReluData *own_test, *own = experiment_own_signs(&own_test, p);
    experiment_seed(p);
    const Setting s = {.n = params_integer(p, "n", 2, 10000),
                       .m = params_integer(p, "m", 1, 10000),
                       .K = params_integer(p, "K", 1, 10000),
                       .N = params_integer(p, "N", 1, 1000000),
                       .batch = params_integer(p, "batch", 1, 100000),
                       .epochs = params_integer(p, "epochs", 1, 10000000),
                       .r = params_number(p, "r", 1e-6, 100),
                       .eta = params_number(p, "eta", 0, 100)};
    int tests = own || own_test ? 0 : params_integer(p, "test_points", 1, 10000000);
    int first, replicates = experiment_replicates(p, &first, own ? 0 : 1);
    Record *record = experiment_record(p);
    const Tables tables = {record_table(record, ""), record_table(record, "paths"),
                           record_table(record, "networks")};
    for (int k = 0; k < replicates; k++) {
        experiment_at(k, replicates);
        ReluData *train = own ? own : experiment_relu_signs(s.N, s.n, first + k, "train");
        ReluData *test = tests ? experiment_relu_signs(tests, s.n, first + k, "test") : own_test;
        run_replicate(&tables, &s, train, test, first + k);
        relu_data_free(train);
        relu_data_free(tests ? test : NULL);
    }
    relu_data_free(own_test);
    experiment_end(record, p);
}
