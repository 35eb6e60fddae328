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
#include "search.h"

typedef struct {
    int n, m, K, batch, epochs, test_points;
    double r, eta;
} Setting;

/* Mean test accuracy after training on N samples; NaN when a network has diverged. */
static double train(const Setting *s, int N, int replicate)
{
    enum { TRAIN, TEST, START, BATCHES, PURPOSES };
    char purpose[PURPOSES][64];
    for (int k = 0; k < PURPOSES; k++)
        snprintf(purpose[k], sizeof purpose[k], "%s-n%d-N%d",
                 (const char *[]){"train", "test", "start", "batches"}[k], s->n, N);
    ReluData *seen = experiment_relu_signs(N, s->n, replicate, purpose[TRAIN]);
    ReluData *unseen = experiment_relu_signs(s->test_points, s->n, replicate, purpose[TEST]);
    Rng start = experiment_stream(replicate, purpose[START]);
    Rng batches = experiment_stream(replicate, purpose[BATCHES]);
    Relu *model = relu_alloc(s->n, s->m, s->K);
    relu_init(model, s->r, &start);
    relu_train(model, seen, s->batch, s->eta, s->epochs, &batches);
    const double accuracy = relu_mean_accuracy(model, unseen);
    relu_free(model);
    relu_data_free(seen);
    relu_data_free(unseen);
    return accuracy;
}

int main(int argc, char **argv)
{
    Params *p = experiment_begin(argc, argv);
    experiment_seed(p);
    const Setting s = {.n = params_integer(p, "n", 3, 10000),
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
    RecordTable *table = record_headed(record, "", "replicate,n,N,search,test_accuracy");
    RecordTable *found = record_table(record, "search");
    enum { THESIS, GRID };
    record_words(table, "search", "thesis,grid");

    for (int replicate = first; replicate < first + replicates; replicate++) {
        experiment_at(replicate - first, replicates);
        for (int i = 0; i < sizes; i++) {
            experiment_within((double)i / (sizes + 1));
            int N = (int)grid[i];
            record_row(table, {"replicate", replicate}, {"n", s.n}, {"N", N}, {"search", GRID},
                       {"test_accuracy", record_finite(train(&s, N, replicate))});
        }
        const int searched = replicate < first + searches;
        Search search;
        search_start(&search, s.n, ratio);
        while (searched && !search.done) {
            double accuracy = train(&s, search.N, replicate);
            record_row(table, {"replicate", replicate}, {"n", s.n}, {"N", search.N},
                       {"search", THESIS}, {"test_accuracy", record_finite(accuracy)});
            search_next(&search, accuracy >= threshold);
        }
        record_row_if(searched, found, {"replicate", replicate}, {"n", s.n},
                      {"N_star_thesis", search.N});
    }
    experiment_end(record, p);
}
