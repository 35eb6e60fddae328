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
#include "progress.h"
#include "relu.h"

/* Epochs by which the thesis has every network interpolate its training set. */
enum { EARLY = 100 };

static const char EXPERIMENT[] = "sparse_classification";

typedef struct {
    const char *seed;
    int n, m, K, N, batch, epochs, test_points;
    double r, eta;
} Setting;

typedef struct {
    RecordTable *curve, *paths, *networks;
} Tables;

static double mean(const double *values, int count)
{
    double sum = 0;
    for (int i = 0; i < count; i++)
        sum += values[i];
    return sum / count;
}

/* dead(K): the points of data on which all units of a network are dead, f = 0. */
static void count_dead(double *dead, Relu *model, const ReluData *data)
{
    const int K = model->K;
    float *f = die_calloc((size_t)data->N * K, sizeof *f);
    relu_predict(f, model, data);
    for (int k = 0; k < K; k++) {
        dead[k] = 0;
        for (int s = 0; s < data->N; s++)
            dead[k] += f[(size_t)s * K + k] == 0;
    }
    free(f);
}

/* Trains on one data set; test may be NULL. */
static void run(const Tables *tables, const Setting *s, const ReluData *train, const ReluData *test,
                int replicate)
{
    const int K = s->K, N = train->N;
    Relu *model = relu_alloc(train->n, s->m, K);
    double *l1_start = die_calloc(K, sizeof *l1_start), *l2_start = die_calloc(K, sizeof *l2_start);
    double *l1 = die_calloc(K, sizeof *l1), *l2 = die_calloc(K, sizeof *l2);
    double *train_accuracy = die_calloc(K, sizeof *train_accuracy);
    double *test_accuracy = die_calloc(K, sizeof *test_accuracy);
    double *dead = die_calloc(K, sizeof *dead), *dead_train = die_calloc(K, sizeof *dead_train);
    int *interpolates = die_calloc(K, sizeof *interpolates), left = K; /* the first epoch, or 0 */
    int diverged = 0;                                                  /* networks */
    Rng rng;
    rng_open(&rng, s->seed, EXPERIMENT, replicate, "start");
    relu_init(model, s->r, &rng);
    relu_norms(l1_start, l2_start, model);
    for (int k = 0; k < K; k++)
        test_accuracy[k] = dead[k] = RECORD_EMPTY;

    rng_open(&rng, s->seed, EXPERIMENT, replicate, "batches");
    for (int epoch = 1; epoch <= s->epochs; epoch++) {
        relu_epoch(model, train, s->batch, s->eta, &rng);
        const int record = epoch == s->epochs || experiment_on_grid(epoch, 2);
        if (left || record)
            relu_accuracy(train_accuracy, model, train);
        for (int k = 0; left && k < K; k++)
            if (!interpolates[k] && train_accuracy[k] == 1)
                interpolates[k] = epoch, left--;
        if (!record)
            continue;
        diverged = relu_diverged(model);
        if (diverged)
            break;
        if (test)
            relu_accuracy(test_accuracy, model, test);
        record_row(tables->curve, replicate, N, s->r, epoch,
                   test ? mean(test_accuracy, K) : RECORD_EMPTY, mean(train_accuracy, K));
    }

    relu_norms(l1, l2, model);
    count_dead(dead_train, model, train);
    if (test)
        count_dead(dead, model, test);
    double early = 0, ever = 0, interpolated_live = 0, ratio_start = 0, ratio = 0;
    for (int k = 0; k < K; k++) {
        const int whole = isfinite(l2[k]);
        record_row(tables->paths, replicate, N, s->r, k + 1, l1_start[k], l2_start[k],
                   whole ? l1[k] : RECORD_EMPTY, whole ? l2[k] : RECORD_EMPTY,
                   whole ? test_accuracy[k] : RECORD_EMPTY,
                   interpolates[k] ? interpolates[k] : RECORD_EMPTY, whole ? dead[k] : RECORD_EMPTY,
                   whole ? dead_train[k] : RECORD_EMPTY);
        interpolated_live += train_accuracy[k] * N + dead_train[k] > N - 0.5;
        ever += interpolates[k] > 0;
        early += interpolates[k] > 0 && interpolates[k] <= EARLY;
        ratio_start += l1_start[k] / l2_start[k] / K;
        ratio += l1[k] / l2[k] / K;
    }
    if (!diverged)
        record_row(tables->networks, replicate, N, s->r,
                   test ? mean(test_accuracy, K) : RECORD_EMPTY, mean(train_accuracy, K),
                   mean(l1_start, K), mean(l1, K), ratio_start, ratio, ratio - ratio_start,
                   early / K, ever / K, test ? mean(dead, K) : RECORD_EMPTY, mean(dead_train, K),
                   interpolated_live / K);
    relu_free(model);
    free(l1_start);
    free(l2_start);
    free(l1);
    free(l2);
    free(train_accuracy);
    free(test_accuracy);
    free(dead);
    free(dead_train);
    free(interpolates);
}

int main(int argc, char **argv)
{
    Params *p = experiment_begin(argc, argv);
    const char *train_file = params_optional_text(p, "data");
    const char *test_file = params_optional_text(p, "test_data");
    const Setting s = {.seed = params_text(p, "seed"),
                       .n = params_integer(p, "n", 2, 10000),
                       .m = params_integer(p, "m", 1, 10000),
                       .K = params_integer(p, "K", 1, 10000),
                       .N = params_integer(p, "N", 1, 1000000),
                       .batch = params_integer(p, "batch", 1, 100000),
                       .epochs = params_integer(p, "epochs", 1, 10000000),
                       .test_points = params_integer(p, "test_points", 1, 10000000),
                       .r = params_number(p, "r", 1e-6, 100),
                       .eta = params_number(p, "eta", 0, 100)};
    int first = params_integer(p, "first_replicate", 1, 1000000);
    int replicates = params_integer(p, "replicates", 1, 100000);
    Record *record = experiment_record(p);
    const Tables tables = {
        record_table(record, "", "replicate,N,r,epoch,test_accuracy,train_accuracy"),
        record_table(record, "paths",
                     "replicate,N,r,path,l1_start,l2_start,l1,l2,test_accuracy,"
                     "first_interpolation_epoch,dead_points,dead_training_points"),
        record_table(record, "networks",
                     "replicate,N,r,test_accuracy,train_accuracy,l1_start,l1,ratio_start,ratio,"
                     "ratio_change,"
                     "interpolated_by_100,interpolated_ever,dead_points,dead_training_points,"
                     "interpolated_live")};
    if (train_file)
        first = 0, replicates = 1;

    for (int replicate = first; replicate < first + replicates; replicate++) {
        progress_at((double)(replicate - first) / replicates);
        Data *train = train_file ? experiment_signs(train_file)
                                 : data_signs(s.N, s.n, s.seed, EXPERIMENT, replicate, "train");
        Data *test = test_file ? experiment_signs(test_file)
                     : train_file
                         ? NULL
                         : data_signs(s.test_points, s.n, s.seed, EXPERIMENT, replicate, "test");
        if (test && test->n != train->n)
            die("%s: %d coordinates where the training set has %d", test_file, test->n, train->n);
        ReluData *seen = relu_data(train), *unseen = test ? relu_data(test) : NULL;
        run(&tables, &s, seen, unseen, replicate);
        relu_data_free(seen);
        relu_data_free(unseen);
        data_free(train);
        data_free(test);
    }
    experiment_end(record, p);
}
