/* identities: statements of the thesis that hold exactly, checked in floating point
 * (sections 3.2, 3.3, 4.1 and 4.1.1) on Gaussian data sets.
 *
 *   scaling           descent on L(c f) / c^2, the mean of (f - y / c)^2, from w0 with step eta,
 *                     times sqrt(c), against descent on L(f) from sqrt(c) w0 with step eta / c
 *   kernel_dynamics   linearised descent in the space of weights, and the recursion
 *                     f <- f - (2 eta / N) K (f - y) in the space of predictions
 *   homogeneity       f(c w, x) against c^2 f(w, x) at random weights w ~ N(0, I)
 *   start_value       f(alpha 1, x) against 0
 *   kernel            K at the start, from central differences of f, against 8 alpha^2 <x, x'>
 *   four_neurons      the network of section 5.2.1, on samples of its distribution: errors
 *
 * All but the last are relative (start_value: absolute), and given as powers of ten not exceeded.
 */
#include <math.h>
#include <stdlib.h>

#include "die.h"
#include "dln.h"
#include "experiment.h"
#include "linalg.h"

/* A data set, a model, and room for any vector or matrix of their sizes. */
typedef struct {
    Data *data;
    Dln *model;
    double alpha, eta, scale, *room[4];
    int epochs, samples;
} Setting;

static double scaling(const Setting *s)
{
    const Data *d = s->data;
    double *targets = s->room[0], loss, most = 0;
    Dln *start = dln_alloc(d->n, 1, d->N);
    dln_init(s->model, &s->alpha);
    dln_init(start, (const double[]){sqrt(s->scale) * s->alpha});
    linalg_multiply(targets, d->y, (double[]){1 / s->scale}, d->N, 1, 1);
    for (int epoch = 0; epoch < s->epochs; epoch++) {
        dln_step(&loss, s->model, d->X, targets, d->N, s->eta);
        dln_step(&loss, start, d->X, d->y, d->N, s->eta / s->scale);
        most = fmax(most, linalg_deviation(start->w, s->model->w, sqrt(s->scale), 2 * d->n));
    }
    dln_free(start);
    return most;
}

static double kernel_dynamics(const Setting *s)
{
    const Data *d = s->data;
    double *K = s->room[0], *f = s->room[1], *fbar = s->room[2], *move = s->room[3];
    double loss, most = 0;
    dln_init(s->model, &s->alpha);
    dln_linearise(s->model);
    dln_tangent_kernel(K, s->model, 0, d->X, d->N);
    dln_predict(f, s->model, d->X, d->N);
    for (int epoch = 0; epoch < s->epochs; epoch++) {
        dln_step(&loss, s->model, d->X, d->y, d->N, s->eta);
        for (int i = 0; i < d->N; i++)
            fbar[i] = f[i] - d->y[i];
        linalg_multiply(move, K, fbar, d->N, d->N, 1);
        for (int i = 0; i < d->N; i++)
            f[i] -= s->eta * 2 / d->N * move[i];
        dln_predict(fbar, s->model, d->X, d->N);
        most = fmax(most, linalg_deviation(f, fbar, 1, d->N));
    }
    return most;
}

static double homogeneity(double *start_value, const Setting *s, Rng rng)
{
    const Data *d = s->data;
    double *f = s->room[0], *scaled = s->room[1];
    dln_init(s->model, &s->alpha);
    dln_predict(f, s->model, d->X, d->N);
    *start_value = 0;
    for (int i = 0; i < d->N; i++)
        *start_value = fmax(*start_value, fabs(f[i]));
    for (int i = 0; i < 2 * d->n; i++)
        s->model->w[i] = rng_normal(&rng);
    dln_predict(f, s->model, d->X, d->N);
    for (int i = 0; i < 2 * d->n; i++)
        s->model->w[i] *= s->scale;
    dln_predict(scaled, s->model, d->X, d->N);
    return linalg_deviation(scaled, f, s->scale * s->scale, d->N);
}

/* J(2n,N) / (2 step): central differences of the N predictions in every weight. */
static double kernel(const Setting *s)
{
    const Data *d = s->data;
    const double step = 1e-4 * s->alpha;
    double *J = s->room[0], *down = s->room[1], *K = s->room[2], *inner = s->room[3];
    dln_init(s->model, &s->alpha);
    for (int k = 0; k < 2 * d->n; k++) {
        s->model->w[k] = s->alpha + step;
        dln_predict(J + (size_t)k * d->N, s->model, d->X, d->N);
        s->model->w[k] = s->alpha - step;
        dln_predict(down, s->model, d->X, d->N);
        s->model->w[k] = s->alpha;
        for (int i = 0; i < d->N; i++)
            J[k * d->N + i] -= down[i];
    }
    linalg_multiply_tn(K, J, J, d->N, 2 * d->n, d->N);
    linalg_multiply_nt(inner, d->X, d->X, d->N, d->n, d->N);
    return linalg_deviation(K, inner, 32 * pow(s->alpha * step, 2), d->N * d->N);
}

static double four_neurons(const Setting *s, int replicate)
{
    ReluData *data = experiment_relu_signs(s->samples, s->data->n, replicate, "signs");
    Relu *model = relu_alloc(s->data->n, 4, 1);
    relu_four_neurons(model, 0);
    const double correct = relu_mean_accuracy(model, data);
    relu_free(model);
    relu_data_free(data);
    return round((1 - correct) * s->samples);
}

static void run_replicate(RecordTable *table, Setting *s, int N, int n, int replicate)
{
    s->data = experiment_gaussian(N, n, replicate);
    s->model = dln_alloc(n, 1, N);
    for (int k = 0; k < 4; k++)
        s->room[k] = die_calloc((size_t)(N + 1) * (N + 2 * n), sizeof(double));
    double start_value;
    const double scaled = scaling(s), error = kernel(s);
    const double homogeneous =
        homogeneity(&start_value, s, experiment_stream(replicate, "weights"));
    const double linearised = kernel_dynamics(s);
    if (!isfinite(scaled) || !isfinite(linearised))
        experiment_diverges(replicate, "alpha", s->alpha, s->eta);
    record_row(table, {"replicate", replicate}, {"scaling_difference", record_bound(scaled)},
               {"kernel_dynamics_difference", record_bound(linearised)},
               {"homogeneity_difference", record_bound(homogeneous)},
               {"start_value", record_bound(start_value)}, {"kernel_error", record_bound(error)},
               {"four_neuron_errors", four_neurons(s, replicate)});
    for (int k = 0; k < 4; k++)
        free(s->room[k]);
    dln_free(s->model);
    data_free(s->data);
}

int main(int argc, char **argv)
{
    Params *p = experiment_begin(argc, argv);
    experiment_seed(p);
    int n = params_integer(p, "n", 2, 10000), N = params_integer(p, "N", 1, 10000);
    Setting s = {.alpha = params_number(p, "alpha", 1e-6, 1e3),
                 .eta = params_number(p, "eta", 1e-12, 10),
                 .scale = params_number(p, "scale", 1e-6, 1e6),
                 .epochs = params_integer(p, "epochs", 1, 1000000),
                 .samples = params_integer(p, "samples", 1, 10000000)};
    int replicates = params_integer(p, "replicates", 1, 100000);
    Record *record = experiment_record(p);
    RecordTable *table = record_table(record, "");
    for (int replicate = 1; replicate <= replicates; replicate++)
        run_replicate(table, &s, N, n, replicate);
    experiment_end(record, p);
}
