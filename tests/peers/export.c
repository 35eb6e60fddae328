/* export: the data set and the batch orders of a cell of sparse_regression, for peer.py. From the
 * same parameters and named streams as the experiment it writes, to the last bit,
 *
 *     OUTPUT-PREFIX-data.csv      x1,...,xn,y
 *     OUTPUT-PREFIX-orders.csv    a line for every epoch: the samples in the order of the batches
 *
 * for the first replicate. It is called as the experiments are.
 */
#include <stdio.h>
#include <stdlib.h>

#include "die.h"
#include "experiment.h"
#include "rng.h"

static FILE *create(const char *prefix, const char *name)
{
    char *path = die_printf("%s-%s.csv", prefix, name);
    FILE *stream = fopen(path, "w");
    if (!stream)
        die("%s: cannot be written", path);
    free(path);
    return stream;
}

static void finish(FILE *stream)
{
    if (ferror(stream) | fclose(stream))
        die("the export cannot be written");
}

int main(int argc, char **argv)
{
    if (argc != 4)
        die("usage: %s PARAMETERS CELL OUTPUT-PREFIX", argv[0]);
    Params *p = experiment_begin(argc, argv);
    const char *seed = params_text(p, "seed");
    int n = params_integer(p, "n", 1, 100000), N = params_integer(p, "N", 1, n);
    double sigma = params_number(p, "sigma", 0, 1e3);
    int epochs = params_integer(p, "max_epochs", 1, 100000000);
    int replicate = params_integer(p, "first_replicate", 0, 1000000);
    Data *data = data_sparse(N, n, sigma, seed, "sparse_regression", replicate);

    FILE *stream = create(argv[3], "data");
    for (int j = 0; j < n; j++)
        fprintf(stream, "x%d,", j + 1);
    fprintf(stream, "y\n");
    for (int i = 0; i < N; i++) {
        for (int j = 0; j < n; j++)
            fprintf(stream, "%.17g,", data->X[i * n + j]);
        fprintf(stream, "%.17g\n", data->y[i]);
    }
    finish(stream);

    stream = create(argv[3], "orders");
    Rng rng;
    rng_open(&rng, seed, "sparse_regression", replicate, "batches");
    int *order = die_calloc(N, sizeof *order);
    for (int epoch = 0; epoch < epochs; epoch++) {
        rng_shuffle(&rng, order, N);
        for (int i = 0; i < N; i++)
            fprintf(stream, "%d%c", order[i], i < N - 1 ? ',' : '\n');
    }
    finish(stream);
    free(order);
    data_free(data);
    params_free(p);
}
