/* step_sizes: is there one step size for every scale? (thesis, section 4.3)
 *
 * On the thesis's own data set, gradient descent with each of etas step sizes, log-spaced in
 * [eta_low, eta_high], from a small and from a large start: does the small one converge to
 * stop_loss within max_epochs, and does the large one stay stable?
 */
#include <math.h>

#include "dln.h"
#include "experiment.h"

/* Descends from w = alpha 1; returns the epochs until loss < stop_loss. *converged tells whether it
 * came to that, *stable whether the loss stayed finite and never rose above that of the start. */
static int descend(int *converged, int *stable, const Data *data, double alpha, double eta,
                   double stop_loss, int max_epochs)
{
    Dln *model = dln_alloc(data->n, 1, data->N);
    dln_init(model, &alpha);
    double loss, first = 0;
    int epoch = 0;
    *converged = 0;
    *stable = 1;
    while (epoch < max_epochs && !*converged && *stable) {
        dln_step(&loss, model, data->X, data->y, data->N, eta);
        if (epoch++ == 0)
            first = loss;
        *converged = loss < stop_loss;
        *stable = isfinite(loss) && loss <= first * (1 + 1e-9);
    }
    dln_free(model);
    return epoch;
}

int main(int argc, char **argv)
{
    Params *p = experiment_begin(argc, argv);
    Data *data = experiment_original(p, 0, 1);
    double alpha[2] = {params_number(p, "alpha_small", 1e-6, 1e3),
                       params_number(p, "alpha_large", 1e-6, 1e3)};
    int etas = params_integer(p, "etas", 2, 1000);
    double eta_low = params_number(p, "eta_low", 1e-12, 10);
    double eta_high = params_number(p, "eta_high", eta_low, 10);
    double stop_loss = params_number(p, "stop_loss", 0, 1e3);
    int max_epochs = params_integer(p, "max_epochs", 1, 100000000);
    Record *record = experiment_record(p);
    RecordTable *table = record_table(record, "");

    int working = 0, converging = 0, stable_at_large = 0;
    double smallest_converging = 0, largest_stable = 0;
    for (int k = 0; k < etas; k++) {
        double eta = experiment_log_spaced(eta_low, eta_high, k, etas);
        int converged[2], stable[2];
        for (int s = 0; s < 2; s++) {
            int epochs =
                descend(&converged[s], &stable[s], data, alpha[s], eta, stop_loss, max_epochs);
            record_row(table, {"alpha", alpha[s]}, {"eta", eta}, {"epochs", epochs},
                       {"converged", converged[s]}, {"stable", stable[s]});
        }
        if (k == 0 && !stable[0])
            experiment_diverges(0, "alpha", alpha[0], eta);
        working += converged[0] && stable[1];
        if (converged[0] && converging++ == 0)
            smallest_converging = eta;
        if (stable[1]) {
            stable_at_large++;
            largest_stable = eta;
        }
    }
    record_number(record, "working", working);
    record_number(record, "converging", converging);
    record_number(record, "stable_at_large", stable_at_large);
    record_number(record, "smallest_converging", smallest_converging);
    record_number(record, "largest_stable", largest_stable);
    data_free(data);
    experiment_end(record, p);
}
