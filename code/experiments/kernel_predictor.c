/* kernel_predictor: how many samples the kernel limit needs on the sparse classification problem
 * (thesis, section 5.2.1, and Wei et al.'s theorem 2.1: Figure A4).
 *
 * For N samples, N over n^2 running over `shares`, the predictor in the span of the tangent kernel
 * of an infinitely wide network at its start that interpolates the labels, but for a ridge relative
 * to the kernel's diagonal; recorded is its test accuracy. Training sets that differ in N share
 * their first samples.
 */
#include <math.h>
#include <stdlib.h>

#include "die.h"
#include "experiment.h"
#include "kernel.h"

int main(int argc, char **argv)
{
    Params *p = experiment_begin(argc, argv);
    experiment_seed(p);
    int n = params_integer(p, "n", 2, 1000), sizes;
    const double *shares = params_numbers(p, "shares", 1e-6, 100, &sizes);
    double r = params_number(p, "r", 1e-6, 100), ridge = params_number(p, "ridge", 0, 1);
    int test_points = params_integer(p, "test_points", 1, 100000);
    int first, replicates = experiment_replicates(p, &first, 1);
    Record *record = experiment_record(p);
    RecordTable *table = record_table(record, "");

    for (int replicate = first; replicate < first + replicates; replicate++) {
        experiment_at(replicate - first, replicates);
        Data *test = experiment_signs(test_points, n, replicate, "test");
        for (int i = 0; i < sizes; i++) {
            experiment_within((double)i / sizes);
            const int N = (int)ceil(shares[i] * n * n);
            Data *train = experiment_signs(N, n, replicate, "train");
            double *K = die_calloc((size_t)N * N, sizeof *K), *gamma = die_calloc(N, sizeof *gamma);
            kernel_gram(K, train->X, N, train->X, N, n, r, r);
            if (kernel_fit(gamma, K, train->y, N, ridge))
                die("%s: cell %s: key 'ridge' is %g: in replicate %d, N = %d, the kernel is not "
                    "positive definite: raise it",
                    argv[1], params_cell(p), ridge, replicate, N);
            free(K);
            double *new = die_calloc((size_t)test_points * N, sizeof *new);
            double *f = die_calloc(test_points, sizeof *f), correct = 0;
            kernel_gram(new, test->X, test_points, train->X, N, n, r, r);
            kernel_predict(f, new, gamma, test_points, N);
            for (int j = 0; j < test_points; j++)
                correct += test->y[j] * f[j] > 0;
            record_row(table, {"replicate", replicate}, {"n", n}, {"share", shares[i]}, {"N", N},
                       {"test_accuracy", correct / test_points});
            free(new);
            free(f);
            free(gamma);
            data_free(train);
        }
        data_free(test);
    }
    experiment_end(record, p);
}
