/* regularisation: does a small start do as well as an explicit regulariser (thesis, section 5.2.3,
 * and Wei et al.'s theorem 2.1: Figure A4)?
 *
 * On each data set, for several numbers of samples, K networks are trained in three ways:
 *
 *     implicit    from weights of scale r_small, on the loss alone
 *     explicit    from weights of scale r_large, on the loss plus lambda ||w||^2
 *     both        from weights of scale r_small, on the loss plus lambda ||w||^2
 *
 * Recorded are means of the test accuracy over the networks. Training sets that differ in N share
 * their first samples, and all ways share data, unit-scale starts and batches.
 */

#include "experiment.h"
#include "progress.h"
#include "relu.h"

static const char EXPERIMENT[] = "regularisation";

enum { IMPLICIT, EXPLICIT, BOTH, WAYS };

int main(int argc, char **argv)
{
    Params *p = experiment_begin(argc, argv);
    const char *seed = params_text(p, "seed");
    int n = params_integer(p, "n", 2, 10000), m = params_integer(p, "m", 1, 10000);
    int K = params_integer(p, "K", 1, 10000), batch = params_integer(p, "batch", 1, 100000), sizes;
    const double *N = params_integers(p, "N", 1, 1e6, &sizes);
    double r_small = params_number(p, "r_small", 1e-6, 100);
    double r_large = params_number(p, "r_large", r_small, 100);
    double lambda = params_number(p, "lambda", 0, 1), eta = params_number(p, "eta", 1e-6, 100);
    int epochs = params_integer(p, "epochs", 1, 10000000);
    int test_points = params_integer(p, "test_points", 1, 10000000);
    int first = params_integer(p, "first_replicate", 1, 1000000);
    int replicates = params_integer(p, "replicates", 1, 100000);
    Record *record = experiment_record(p);
    RecordTable *table =
        record_table(record, "", "replicate,n,N,implicit,explicit,both,implicit_minus_explicit");

    for (int replicate = first; replicate < first + replicates; replicate++) {
        Data *unseen = data_signs(test_points, n, seed, EXPERIMENT, replicate, "test");
        ReluData *test = relu_data(unseen);
        for (int i = 0; i < sizes; i++) {
            Data *seen = data_signs((int)N[i], n, seed, EXPERIMENT, replicate, "train");
            ReluData *train = relu_data(seen);
            double accuracy[WAYS];
            for (int way = 0; way < WAYS; way++) {
                Relu *model = relu_alloc(n, m, K);
                Rng rng;
                rng_open(&rng, seed, EXPERIMENT, replicate, "start");
                relu_init(model, way == EXPLICIT ? r_large : r_small, &rng);
                model->lambda = way == IMPLICIT ? 0 : lambda;
                rng_open(&rng, seed, EXPERIMENT, replicate, "batches");
                for (int epoch = 1; epoch <= epochs; epoch++)
                    relu_epoch(model, train, batch, eta, &rng);
                accuracy[way] = relu_mean_accuracy(model, test);
                relu_free(model);
                progress_at((replicate - first + (i + (way + 1.0) / WAYS) / sizes) / replicates);
            }
            const double gain = accuracy[IMPLICIT] - accuracy[EXPLICIT];
            record_row(table, replicate, n, N[i], record_finite(accuracy[IMPLICIT]),
                       record_finite(accuracy[EXPLICIT]), record_finite(accuracy[BOTH]),
                       record_finite(gain));
            relu_data_free(train);
            data_free(seen);
        }
        relu_data_free(test);
        data_free(unseen);
    }
    experiment_end(record, p);
}
