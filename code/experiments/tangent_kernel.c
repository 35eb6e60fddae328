/* tangent_kernel: how the tangent kernel moves while the regression model trains
 * (thesis, section 4.3: Table 1, Figures 3 to 5).
 *
 * The model starts at w = alpha 1 and descends with step eta until the loss of an epoch falls below
 * stop_loss, for at most max_epochs. Its tangent kernel K on the training samples is taken at the
 * start, every snapshot_every epochs and at the end. Replicate 0 is the thesis's own data set (or
 * the one of a CSV file), the others are fresh Gaussian ones.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "die.h"
#include "dln.h"
#include "experiment.h"
#include "linalg.h"
#include "progress.h"

int main(int argc, char **argv)
{
    Params *p = experiment_begin(argc, argv);
    const char *seed = params_text(p, "seed");
    const char *data_file = params_optional_text(p, "data");
    int n = params_integer(p, "n", 1, 100000), N = params_integer(p, "N", 1, 100000);
    int batch = params_integer(p, "batch", 1, 100000);
    double alpha = params_number(p, "alpha", 1e-6, 1e3), eta = params_number(p, "eta", 1e-12, 10);
    double stop_loss = params_number(p, "stop_loss", 0, 1e3);
    int max_epochs = params_integer(p, "max_epochs", 1, 100000000);
    int snapshot_every = params_integer(p, "snapshot_every", 1, max_epochs);
    int replicates = params_integer(p, "replicates", 0, 100000);
    Record *record = experiment_record(p);
    RecordTable *runs = record_table(record, "", "replicate,alpha,eta,epochs,converged");
    RecordTable *changes =
        record_table(record, "change", "replicate,alpha,loss,relative_change,late_change");
    RecordTable *snapshots = record_table(record, "snapshots", "replicate,alpha,epoch,i,j,kernel");
    RecordTable *differences = record_table(record, "difference", "replicate,alpha,i,j,difference");

    for (int replicate = 0; replicate <= replicates; replicate++) {
        progress_at((double)replicate / (replicates + 1));
        Data *data = replicate ? data_gaussian(N, n, seed, "tangent_kernel", replicate)
                               : experiment_data(data_file);
        Dln *model = dln_alloc(data->n, 1, data->N);
        Rng rng;
        rng_open(&rng, seed, "tangent_kernel", replicate, "batches");
        size_t size = (size_t)data->N * data->N;
        /* K[k] is the kernel at epoch k * snapshot_every; the last one taken is the one at the
         * end. */
        int taken = 0, room = max_epochs / snapshot_every + 2;
        double *K = die_calloc(room * size, sizeof *K), *end;

        double loss = INFINITY;
        int epoch = 0, converged = 0, diverged = 0;
        dln_init(model, &alpha);
        for (;; epoch++) {
            int last = converged || diverged || epoch == max_epochs;
            if (last || epoch % snapshot_every == 0) {
                end = K + taken++ * size;
                dln_tangent_kernel(end, model, 0, data->X, data->N);
            }
            if (last)
                break;
            dln_epoch(&loss, model, data, batch, eta, &rng);
            converged = loss < stop_loss;
            diverged = !isfinite(loss);
        }
        record_row(runs, replicate, alpha, eta, epoch, converged);
        if (!diverged) {
            /* The change over the last tenth of the epochs, to the precision of the snapshots. */
            const double *late = K + (size_t)(0.9 * epoch / snapshot_every) * size;
            record_row(changes, replicate, alpha, loss,
                       linalg_distance(end, K, size) / linalg_norm(K, size),
                       linalg_distance(end, late, size) / linalg_norm(end, size));
        }
        for (int i = 0; !replicate && !diverged && i < data->N; i++)
            for (int j = 0; j < data->N; j++) {
                size_t at = (size_t)i * data->N + j;
                record_row(differences, replicate, alpha, i + 1, j + 1, end[at] - K[at]);
                for (int k = 0; k < taken; k++)
                    record_row(snapshots, replicate, alpha,
                               k < taken - 1 ? k * snapshot_every : epoch, i + 1, j + 1,
                               K[k * size + at]);
            }
        free(K);
        dln_free(model);
        data_free(data);
    }
    experiment_end(record, p);
}
