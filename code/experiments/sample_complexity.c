/* sample_complexity: how many samples a network of small initial weights needs, against the input
 * dimension (thesis, section 5.2.3: Figure 11).
 *
 * For N samples in dimension n, K networks are trained by minibatch descent on one training set and
 * tested on one test set, both drawn afresh for every N; what counts is the mean of their test
 * accuracies. N runs over a fixed grid and, in the first `searches` replicates of a cell, over what
 * the thesis's own search tries for the least N with an accuracy of at least `threshold`.
 */
#include <stdio.h>

#include "experiment.h"
#include "progress.h"
#include "relu.h"
#include "search.h"

static const char EXPERIMENT[] = "sample_complexity";

typedef struct {
    const char *seed;
    int n, m, K, batch, epochs, test_points;
    double r, eta;
} Setting;

/* Mean test accuracy after training on N samples; NaN when a network has diverged. */
static double train(const Setting *s, int N, int replicate)
{
    char purpose[64];
    Data *sets[2];
    ReluData *data[2];
    for (int test = 0; test < 2; test++) {
        snprintf(purpose, sizeof purpose, "%s-n%d-N%d", test ? "test" : "train", s->n, N);
        sets[test] =
            data_signs(test ? s->test_points : N, s->n, s->seed, EXPERIMENT, replicate, purpose);
        data[test] = relu_data(sets[test]);
    }
    Relu *model = relu_alloc(s->n, s->m, s->K);
    Rng rng;
    snprintf(purpose, sizeof purpose, "start-n%d-N%d", s->n, N);
    rng_open(&rng, s->seed, EXPERIMENT, replicate, purpose);
    relu_init(model, s->r, &rng);
    snprintf(purpose, sizeof purpose, "batches-n%d-N%d", s->n, N);
    rng_open(&rng, s->seed, EXPERIMENT, replicate, purpose);
    for (int epoch = 1; epoch <= s->epochs; epoch++)
        relu_epoch(model, data[0], s->batch, s->eta, &rng);

    const double accuracy = relu_mean_accuracy(model, data[1]);
    relu_free(model);
    for (int test = 0; test < 2; test++) {
        relu_data_free(data[test]);
        data_free(sets[test]);
    }
    return accuracy;
}

int main(int argc, char **argv)
{
    Params *p = experiment_begin(argc, argv);
    const Setting s = {.seed = params_text(p, "seed"),
                       .n = params_integer(p, "n", 3, 10000),
                       .m = params_integer(p, "m", 1, 10000),
                       .K = params_integer(p, "K", 1, 10000),
                       .batch = params_integer(p, "batch", 1, 100000),
                       .epochs = params_integer(p, "epochs", 1, 10000000),
                       .test_points = params_integer(p, "test_points", 1, 10000000),
                       .r = params_number(p, "r", 0, 100),
                       .eta = params_number(p, "eta", 0, 100)};
    int sizes, first = params_integer(p, "first_replicate", 1, 1000000);
    const double *grid = params_integers(p, "grid", 1, 1e6, &sizes);
    int replicates = params_integer(p, "replicates", 1, 100000);
    int searches = params_integer(p, "searches", 0, replicates);
    double threshold = params_number(p, "threshold", 0, 1);
    /* With a smaller one the search, whose N are 10 at least, could try the same N for ever. */
    double ratio = params_number(p, "ratio", 1.2, 100);
    Record *record = experiment_record(p);
    RecordTable *table = record_table(record, "", "replicate,n,N,search,test_accuracy");
    RecordTable *found = record_table(record, "search", "replicate,n,N_star_thesis");
    enum { THESIS, GRID };
    record_words(table, "search", "thesis,grid");

    for (int replicate = first; replicate < first + replicates; replicate++) {
        double done = replicate - first;
        for (int i = 0; i < sizes; i++) {
            progress_at((done + (double)i / (sizes + 1)) / replicates);
            int N = (int)grid[i];
            record_row(table, replicate, s.n, N, GRID, record_finite(train(&s, N, replicate)));
        }
        if (replicate >= first + searches)
            continue;
        Search search;
        search_start(&search, s.n, ratio);
        while (!search.done) {
            double accuracy = train(&s, search.N, replicate);
            record_row(table, replicate, s.n, search.N, THESIS, record_finite(accuracy));
            search_next(&search, accuracy >= threshold);
        }
        record_row(found, replicate, s.n, search.N);
    }
    experiment_end(record, p);
}
