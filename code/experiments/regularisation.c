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

enum { IMPLICIT, EXPLICIT, BOTH, WAYS };

int main(int argc, char **argv)
{
    Params *p = experiment_begin(argc, argv);
    experiment_seed(p);
    int n = params_integer(p, "n", 2, 10000), m = params_integer(p, "m", 1, 10000);
    int K = params_integer(p, "K", 1, 10000), batch = params_integer(p, "batch", 1, 100000), sizes;
    const double *N = params_integers(p, "N", 1, 1e6, &sizes);
    double r_small = params_number(p, "r_small", 1e-6, 100);
    double r_large = params_number(p, "r_large", r_small, 100);
    double lambda = params_number(p, "lambda", 0, 1), eta = params_number(p, "eta", 1e-6, 100);
    int epochs = params_integer(p, "epochs", 1, 10000000);
    int test_points = params_integer(p, "test_points", 1, 10000000);
    int first, replicates = experiment_replicates(p, &first, 1);
    Record *record = experiment_record(p);
    RecordTable *table = record_table(record, "");

    for (int replicate = first; replicate < first + replicates; replicate++) {
        experiment_at(replicate - first, replicates);
        ReluData *test = experiment_relu_signs(test_points, n, replicate, "test");
        for (int i = 0; i < sizes; i++) {
            ReluData *train = experiment_relu_signs((int)N[i], n, replicate, "train");
            double accuracy[WAYS];
            for (int way = 0; way < WAYS; way++) {
                Rng start = experiment_stream(replicate, "start");
                Rng batches = experiment_stream(replicate, "batches");
                Relu *model = relu_alloc(n, m, K);
                relu_init(model, way == EXPLICIT ? r_large : r_small, &start);
                model->lambda = way == IMPLICIT ? 0 : lambda;
                relu_train(model, train, batch, eta, epochs, &batches);
                accuracy[way] = relu_mean_accuracy(model, test);
                relu_free(model);
                experiment_within((i + (way + 1.0) / WAYS) / sizes);
            }
            const double gain = accuracy[IMPLICIT] - accuracy[EXPLICIT];
            record_row(table, {"replicate", replicate}, {"n", n}, {"N", N[i]},
                       {"implicit", record_finite(accuracy[IMPLICIT])},
                       {"explicit", record_finite(accuracy[EXPLICIT])},
                       {"both", record_finite(accuracy[BOTH])},
                       {"implicit_minus_explicit", record_finite(gain)});
            relu_data_free(train);
        }
        relu_data_free(test);
    }
    experiment_end(record, p);
}
