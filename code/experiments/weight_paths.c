/* weight_paths: how far the weights travel, and how far from the linearised model's weights
 * (thesis, section 4.4: Figure 6).
 *
 * From w = alpha 1, for every alpha at once, the model and its linearisation descend side by side
 * with the same step eta for a fixed number of epochs. Recorded are ||w(t) - w(0)|| and
 * ||w(t) - wbar(t)||: every `every` epochs on replicate 0, the thesis's own data set (or the one of
 * a CSV file), and at the epochs of a coarser grid on the Gaussian replicates.
 *
 * The linearised descent multiplies the residual by I - (16 eta alpha^2 / N) X X' each full-batch
 * step, so that it is unstable exactly when 16 eta alpha^2 sigma_max(X)^2 / N > 2. Such a path is
 * counted, and nothing of it is recorded.
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
    int A;
    const double *alphas = params_increasing(p, "alphas", 1e-6, 1e3, &A);
    double eta = params_number(p, "eta", 1e-12, 10);
    int epochs = params_integer(p, "epochs", 10, 100000000);
    int every = params_integer(p, "every", 1, epochs);
    int first = params_integer(p, "first_replicate", 0, 1000000);
    int replicates = params_integer(p, "replicates", 0, 100000);
    Record *record = experiment_record(p);
    RecordTable *paths = record_table(
        record, "", "replicate,alpha,epoch,distance_from_start,distance_from_linearised");
    RecordTable *stability =
        record_table(record, "stability", "replicate,alpha,sigma_max_squared,linear_unstable");
    RecordTable *shares = record_table(record, "early", "replicate,alpha,early_share");
    RecordTable *orders = record_table(record, "order", "replicate,ordered,ordered_if_stable");

    double *loss = die_calloc(A, sizeof *loss), *travelled = die_calloc(A, sizeof *travelled);
    double *early = die_calloc(A, sizeof *early);
    int *unstable = die_calloc(A, sizeof *unstable);
    for (int replicate = first; replicate < first + replicates; replicate++) {
        Data *data = replicate ? data_gaussian(N, n, seed, "weight_paths", replicate)
                               : experiment_data(data_file);
        double sigma_max_squared = linalg_sigma_max_squared(data->X, data->N, data->n);
        Dln *model = dln_alloc(data->n, A, data->N), *linearised = dln_alloc(data->n, A, data->N);
        dln_init(model, alphas);
        dln_init(linearised, alphas);
        dln_linearise(linearised);
        double *start = linearised->base;
        for (int a = 0; a < A; a++) {
            unstable[a] = 16 * eta * alphas[a] * alphas[a] * sigma_max_squared / data->N > 2;
            record_row(stability, replicate, alphas[a], sigma_max_squared, unstable[a]);
        }

        /* Both models see the same batches. */
        Rng model_order, linearised_order;
        rng_open(&model_order, seed, "weight_paths", replicate, "batches");
        linearised_order = model_order;
        for (int epoch = 0;; epoch++) {
            int weights = 2 * data->n;
            for (int a = 0; a < A; a++) {
                const double *w = model->w + (size_t)a * weights;
                travelled[a] = linalg_distance(w, start + (size_t)a * weights, weights);
                if (!isfinite(travelled[a]))
                    die("replicate %d, alpha %g: descent diverges at eta = %g: take a smaller one",
                        replicate, alphas[a], eta);
                if (epoch == epochs / 10)
                    early[a] = travelled[a];
                if (replicate ? epoch % 10 == 0 && experiment_on_grid(epoch, 1)
                              : epoch % every == 0)
                    record_row(paths, replicate, alphas[a], epoch, travelled[a],
                               unstable[a] ? RECORD_EMPTY
                                           : linalg_distance(w, linearised->w + (size_t)a * weights,
                                                             weights));
            }
            if (epoch == epochs)
                break;
            if (epoch % 256 == 0)
                progress_at((replicate - first + (double)epoch / epochs) / replicates);
            dln_epoch(loss, model, data, batch, eta, &model_order);
            dln_epoch(loss, linearised, data, batch, eta, &linearised_order);
        }

        int ordered = 1, stable = 1;
        for (int a = 0; a < A; a++) {
            record_row(shares, replicate, alphas[a],
                       travelled[a] > 0 ? early[a] / travelled[a] : RECORD_EMPTY);
            ordered &= a == 0 || travelled[a] < travelled[a - 1];
            stable &= !unstable[a];
        }
        record_row(orders, replicate, ordered, stable ? ordered : RECORD_EMPTY);
        dln_free(model);
        dln_free(linearised);
        data_free(data);
    }
    free(loss);
    free(travelled);
    free(early);
    free(unstable);
    experiment_end(record, p);
}
