/* export_networks: a small run of the ReLU networks, for torch_peer.py: 200 steps, of which every
 * second one is of a short batch. It writes
 *
 *     OUTPUT-PREFIX-data.csv      x1,...,xn,y
 *     OUTPUT-PREFIX-orders.csv    a line for every epoch: the samples in the order of the batches
 *     OUTPUT-PREFIX-start.csv     a line for every unit, network after network: v,u1,...,un
 *     OUTPUT-PREFIX-tables.csv, OUTPUT-PREFIX-dense.csv
 *                                 the same after training by tables of signed sums and by OpenBLAS
 *     OUTPUT-PREFIX-tables-f.csv, OUTPUT-PREFIX-dense-f.csv
 *                                 a line for every sample: the predictions of the networks
 *
 * in digits enough to read back the same floats.
 */
#include <stdio.h>
#include <stdlib.h>

#include "die.h"
#include "files.h"
#include "linalg.h"
#include "relu.h"

enum { N = 50, n = 20, m = 10, K = 3, BATCH = 32, EPOCHS = 100 };
/* Of these draws no hidden unit comes so near to its kink that rounding could take it across. */
enum { REPLICATE = 2 };

static Output *create(const char *prefix, const char *name)
{
    char *path = die_printf("%s-%s.csv", prefix, name);
    Output *output = files_create(path);
    free(path);
    return output;
}

static void write_weights(const char *prefix, const char *name, const Relu *model)
{
    Output *output = create(prefix, name);
    for (int k = 0; k < K; k++)
        for (int j = 0; j < m; j++) {
            const int c = j * K + k;
            fprintf(output->stream, "%.9g", model->v[c]);
            for (int i = 0; i < n; i++)
                fprintf(output->stream, ",%.9g", model->U[i * model->C + c]);
            fprintf(output->stream, "\n");
        }
    files_commit(output);
}

/* From the start to the end, with the products that data has. */
static void train(const char *prefix, const char *name, const ReluData *data, double r, double eta)
{
    Rng start, batches;
    rng_open(&start, "peers", "networks", REPLICATE, "start");
    rng_open(&batches, "peers", "networks", REPLICATE, "batches");
    Relu *model = relu_alloc(n, m, K);
    relu_init(model, r, &start);
    write_weights(prefix, "start", model);
    for (int epoch = 0; epoch < EPOCHS; epoch++)
        relu_epoch(model, data, BATCH, eta, &batches);
    write_weights(prefix, name, model);

    float f[N * K];
    relu_predict(f, model, data);
    char *predictions = die_printf("%s-f", name);
    Output *output = create(prefix, predictions);
    for (int i = 0; i < N * K; i++)
        fprintf(output->stream, "%.9g%c", f[i], i % K < K - 1 ? ',' : '\n');
    files_commit(output);
    free(predictions);
    relu_free(model);
}

int main(int argc, char **argv)
{
    if (argc != 4)
        die("usage: %s SCALE ETA OUTPUT-PREFIX", argv[0]);
    const double r = strtod(argv[1], NULL), eta = strtod(argv[2], NULL);
    const char *prefix = argv[3];
    linalg_single_thread();
    Data *drawn = data_signs(N, n, "peers", "networks", REPLICATE, "training");
    ReluData *data = relu_data(drawn);

    Output *output = create(prefix, "data");
    for (int j = 0; j < n; j++)
        fprintf(output->stream, "x%d,", j + 1);
    fprintf(output->stream, "y\n");
    for (int i = 0; i < N; i++) {
        for (int j = 0; j < n; j++)
            fprintf(output->stream, "%g,", drawn->X[i * n + j]);
        fprintf(output->stream, "%g\n", drawn->y[i]);
    }
    files_commit(output);

    output = create(prefix, "orders");
    Rng batches;
    rng_open(&batches, "peers", "networks", REPLICATE, "batches");
    int order[N];
    for (int epoch = 0; epoch < EPOCHS; epoch++) {
        rng_shuffle(&batches, order, N);
        for (int i = 0; i < N; i++)
            fprintf(output->stream, "%d%c", order[i], i < N - 1 ? ',' : '\n');
    }
    files_commit(output);

    train(prefix, "tables", data, r, eta);
    signs_free(data->signs);
    data->signs = NULL;
    train(prefix, "dense", data, r, eta);
    relu_data_free(data);
    data_free(drawn);
}
