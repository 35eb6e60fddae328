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

#include "die.h"
#include "dln.h"
#include "experiment.h"
#include "linalg.h"

typedef struct {
    int A, batch, epochs, every; /* A alphas */
    const double *alphas;
    double eta;
} Setting;

typedef struct {
    RecordTable *paths, *stability, *shares, *orders;
} Tables;

/* The model and its linearisation, with what is known of each path. */
typedef struct {
    Dln *model, *linearised;
    double *travelled, *early; /* (A) ||w - w(0)|| now, and at a tenth of the epochs */
    int *unstable;             /* (A) whether the linearised path is */
} Paths;

/* Measures every path after an epoch, with rows where the epoch is one that is recorded. */
static void measure(const Tables *tables, const Setting *s, Paths *x, int epoch, int replicate)
{
    const int weights = 2 * x->model->n;
    const int recorded =
        replicate ? epoch % 10 == 0 && experiment_on_grid(epoch, 1) : epoch % s->every == 0;
    for (int a = 0; a < s->A; a++) {
        const size_t at = (size_t)a * weights;
        const double *w = x->model->w + at, *wbar = x->linearised->w + at;
        x->travelled[a] = linalg_distance(w, x->linearised->base + at, weights);
        if (!isfinite(x->travelled[a]))
            experiment_diverges(replicate, "alpha", s->alphas[a], s->eta);
        if (epoch == s->epochs / 10)
            x->early[a] = x->travelled[a];
        const double apart = x->unstable[a] ? RECORD_EMPTY : linalg_distance(w, wbar, weights);
        record_row_if(recorded, tables->paths, {"replicate", replicate}, {"alpha", s->alphas[a]},
                      {"epoch", epoch}, {"distance_from_start", x->travelled[a]},
                      {"distance_from_linearised", apart});
    }
}

/* Rows of what the whole paths show. */
static void record_ends(const Tables *tables, const Setting *s, const Paths *x, int replicate)
{
    int ordered = 1, stable = 1;
    for (int a = 0; a < s->A; a++) {
        const double end = x->travelled[a];
        record_row(tables->shares, {"replicate", replicate}, {"alpha", s->alphas[a]},
                   {"early_share", end > 0 ? x->early[a] / end : RECORD_EMPTY});
        ordered &= a == 0 || end < x->travelled[a - 1];
        stable &= !x->unstable[a];
    }
    record_row(tables->orders, {"replicate", replicate}, {"ordered", ordered},
               {"ordered_if_stable", stable ? ordered : RECORD_EMPTY});
}

static void run_replicate(const Tables *tables, const Setting *s, const Data *data, int replicate)
{
    const int A = s->A;
    const double sigma_max_squared = linalg_sigma_max_squared(data->X, data->N, data->n);
    Paths x = {dln_alloc(data->n, A, data->N), dln_alloc(data->n, A, data->N),
               die_calloc(A, sizeof(double)), die_calloc(A, sizeof(double)),
               die_calloc(A, sizeof(int))};
    double *loss = die_calloc(A, sizeof *loss);
    dln_init(x.model, s->alphas);
    dln_init(x.linearised, s->alphas);
    dln_linearise(x.linearised);
    for (int a = 0; a < A; a++) {
        x.unstable[a] = 16 * s->eta * s->alphas[a] * s->alphas[a] * sigma_max_squared / data->N > 2;
        record_row(tables->stability, {"replicate", replicate}, {"alpha", s->alphas[a]},
                   {"sigma_max_squared", sigma_max_squared}, {"linear_unstable", x.unstable[a]});
    }
    /* Both models see the same batches. */
    Rng batches = experiment_stream(replicate, "batches"), same = batches;
    measure(tables, s, &x, 0, replicate);
    for (int epoch = 1; epoch <= s->epochs; epoch++) {
        dln_epoch(loss, x.model, data, s->batch, s->eta, &batches);
        dln_epoch(loss, x.linearised, data, s->batch, s->eta, &same);
        measure(tables, s, &x, epoch, replicate);
        if (epoch % 256 == 0)
            experiment_within((double)epoch / s->epochs);
    }
    record_ends(tables, s, &x, replicate);
    dln_free(x.model);
    dln_free(x.linearised);
    free(x.travelled);
    free(x.early);
    free(x.unstable);
    free(loss);
}

int main(int argc, char **argv)
{
    Params *p = experiment_begin(argc, argv);
    int first, replicates = experiment_replicates(p, &first, 0);
    Data *original = experiment_original(p, first, replicates);
    experiment_seed(p);
    int n = params_integer(p, "n", 1, 100000), N = params_integer(p, "N", 1, 100000);
    Setting s = {.batch = params_integer(p, "batch", 1, 100000),
                 .eta = params_number(p, "eta", 1e-12, 10),
                 .epochs = params_integer(p, "epochs", 10, 100000000)};
    s.alphas = params_increasing(p, "alphas", 1e-6, 1e3, &s.A);
    s.every = params_integer(p, "every", 1, s.epochs);
    Record *record = experiment_record(p);
    const Tables tables = {record_table(record, ""), record_table(record, "stability"),
                           record_table(record, "early"), record_table(record, "order")};
    for (int k = 0; k < replicates; k++) {
        experiment_at(k, replicates);
        Data *data = first + k ? experiment_gaussian(N, n, first + k) : original;
        run_replicate(&tables, &s, data, first + k);
        data_free(data);
    }
    experiment_end(record, p);
}
