/* identities: statements of the thesis that hold exactly, checked in floating point
 * (sections 3.2, 3.3, 4.1 and 4.1.1) on Gaussian data sets.
 *
 *   scaling           descent on L(c f) / c^2 from w0 with step eta, and descent on L(f) from
 *                     sqrt(c) w0 with step eta / c, are the same path up to the factor sqrt(c):
 *                     scaling the output is scaling the start, after a change of time
 *   kernel_dynamics   linearised descent in the space of weights, and the recursion
 *                     f <- f - (2 eta / N) K (f - y) in the space of predictions
 *   homogeneity       f(c w, x) against c^2 f(w, x)
 *   start_value       f(alpha 1, x) against 0
 *   kernel            K at the start, from central differences of f, against 8 alpha^2 <x, x'>
 *   four_neurons      the network of section 5.2.1 with eight weights that are not 0, u = e1, -e1,
 *                     e2, -e2 and v = 1, 1, -1, -1, on samples of its distribution: errors
 *
 * All but the last are recorded as the largest deviation, relative to the largest value compared
 * (start_value: absolute). Since these are rounding errors, whose digits mean nothing and differ
 * between processors, a deviation is given as the power of ten that it does not exceed, 1e-12 at
 * least.
 */
#include <math.h>
#include <stdlib.h>

#include "die.h"
#include "dln.h"
#include "experiment.h"
#include "linalg.h"
#include "relu.h"

typedef struct {
    const Data *data;
    double alpha, eta, scale;
    int epochs;
} Setting;

/* max |x - c y| / max |x| over length entries; infinite where one of them is not finite. */
static double deviation(const double *x, const double *y, double c, int length)
{
    double most = 0, largest = 0;
    for (int i = 0; i < length; i++) {
        if (!isfinite(x[i]) || !isfinite(y[i]))
            return INFINITY;
        most = fmax(most, fabs(x[i] - c * y[i]));
        largest = fmax(largest, fabs(x[i]));
    }
    return most / largest;
}

/* The path of the scaled model is computed from its own definition: with F(w) = c f(w), the
 * gradient of L(F) / c^2 is that of f for the targets y / c. */
static double scaling(const Setting *s)
{
    const Data *d = s->data;
    int weights = 2 * d->n;
    Dln *output = dln_alloc(d->n, 1, d->N), *start = dln_alloc(d->n, 1, d->N);
    double *residual = die_calloc(d->N, sizeof *residual), *h = die_calloc(d->n, sizeof *h);
    double loss, most = 0;
    dln_init(output, &s->alpha);
    dln_init(start, (const double[]){sqrt(s->scale) * s->alpha});
    for (int epoch = 0; epoch < s->epochs; epoch++) {
        dln_predict(residual, output, d->X, d->N);
        for (int i = 0; i < d->N; i++) /* dL/dF / c^2 * dF/df */
            residual[i] = 2.0 / d->N * (s->scale * residual[i] - d->y[i]) / s->scale;
        linalg_multiply_tn(h, d->X, residual, d->n, d->N, 1);
        for (int j = 0; j < d->n; j++) {
            output->w[j] -= s->eta * 2 * output->w[j] * h[j];
            output->w[d->n + j] += s->eta * 2 * output->w[d->n + j] * h[j];
        }
        dln_step(&loss, start, d->X, d->y, d->N, s->eta / s->scale);
        most = fmax(most, deviation(start->w, output->w, sqrt(s->scale), weights));
    }
    free(residual);
    free(h);
    dln_free(output);
    dln_free(start);
    return most;
}

static double kernel_dynamics(const Setting *s)
{
    const Data *d = s->data;
    Dln *model = dln_alloc(d->n, 1, d->N);
    dln_init(model, &s->alpha);
    dln_linearise(model);
    double *K = die_calloc((size_t)d->N * d->N, sizeof *K), *f = die_calloc(d->N, sizeof *f);
    double *residual = die_calloc(d->N, sizeof *f), *move = die_calloc(d->N, sizeof *f);
    double *fbar = die_calloc(d->N, sizeof *f), loss, most = 0;
    dln_tangent_kernel(K, model, 0, d->X, d->N);
    for (int epoch = 0; epoch < s->epochs; epoch++) {
        dln_step(&loss, model, d->X, d->y, d->N, s->eta);
        dln_predict(fbar, model, d->X, d->N);
        for (int i = 0; i < d->N; i++)
            residual[i] = f[i] - d->y[i];
        linalg_multiply(move, K, residual, d->N, d->N, 1);
        for (int i = 0; i < d->N; i++)
            f[i] -= s->eta * 2 / d->N * move[i];
        most = fmax(most, deviation(f, fbar, 1, d->N));
    }
    free(K);
    free(f);
    free(fbar);
    free(residual);
    free(move);
    dln_free(model);
    return most;
}

/* At random weights w ~ N(0, I). */
static double homogeneity(const Setting *s, Rng *rng)
{
    const Data *d = s->data;
    Dln *model = dln_alloc(d->n, 1, d->N);
    double *f = die_calloc(d->N, sizeof *f), *scaled = die_calloc(d->N, sizeof *f);
    for (int i = 0; i < 2 * d->n; i++)
        model->w[i] = rng_normal(rng);
    dln_predict(f, model, d->X, d->N);
    for (int i = 0; i < 2 * d->n; i++)
        model->w[i] *= s->scale;
    dln_predict(scaled, model, d->X, d->N);
    double most = deviation(scaled, f, s->scale * s->scale, d->N);
    free(f);
    free(scaled);
    dln_free(model);
    return most;
}

static double start_value(const Setting *s)
{
    const Data *d = s->data;
    Dln *model = dln_alloc(d->n, 1, d->N);
    double *f = die_calloc(d->N, sizeof *f), most = 0;
    dln_init(model, &s->alpha);
    dln_predict(f, model, d->X, d->N);
    for (int i = 0; i < d->N; i++)
        most = fmax(most, fabs(f[i]));
    free(f);
    dln_free(model);
    return most;
}

static double kernel(const Setting *s)
{
    const Data *d = s->data;
    const int weights = 2 * d->n, N = d->N;
    const double step = 1e-4 * s->alpha;
    Dln *model = dln_alloc(d->n, 1, N);
    /* J(N,2n): central differences of the N predictions in every weight. */
    double *J = die_calloc((size_t)N * weights, sizeof *J), *up = die_calloc(N, sizeof *up);
    double *down = die_calloc(N, sizeof *down), *K = die_calloc((size_t)N * N, sizeof *K);
    double *inner = die_calloc((size_t)N * N, sizeof *inner);
    dln_init(model, &s->alpha);
    for (int k = 0; k < weights; k++) {
        model->w[k] = s->alpha + step;
        dln_predict(up, model, d->X, N);
        model->w[k] = s->alpha - step;
        dln_predict(down, model, d->X, N);
        model->w[k] = s->alpha;
        for (int i = 0; i < N; i++)
            J[i * weights + k] = (up[i] - down[i]) / (2 * step);
    }
    linalg_multiply_nt(K, J, J, N, weights, N);
    linalg_multiply_nt(inner, d->X, d->X, N, d->n, N);
    double most = deviation(K, inner, 8 * s->alpha * s->alpha, N * N);
    free(J);
    free(up);
    free(down);
    free(K);
    free(inner);
    dln_free(model);
    return most;
}

static double four_neurons(const Setting *s, int samples, const char *seed, int replicate)
{
    Data *signs = data_signs(samples, s->data->n, seed, "identities", replicate, "signs");
    ReluData *data = relu_data(signs);
    Relu *model = relu_alloc(s->data->n, 4, 1);
    for (int j = 0; j < 4; j++) {
        model->U[(size_t)(j / 2) * model->C + j] = j % 2 ? -1 : 1;
        model->v[j] = j / 2 ? -1 : 1;
    }
    double correct;
    relu_accuracy(&correct, model, data);
    relu_free(model);
    relu_data_free(data);
    data_free(signs);
    return round((1 - correct) * samples);
}

int main(int argc, char **argv)
{
    Params *p = experiment_begin(argc, argv);
    const char *seed = params_text(p, "seed");
    int n = params_integer(p, "n", 2, 10000), N = params_integer(p, "N", 1, 10000);
    double alpha = params_number(p, "alpha", 1e-6, 1e3), eta = params_number(p, "eta", 1e-12, 10);
    double scale = params_number(p, "scale", 1e-6, 1e6);
    int epochs = params_integer(p, "epochs", 1, 1000000);
    int replicates = params_integer(p, "replicates", 1, 100000);
    int samples = params_integer(p, "samples", 1, 10000000);
    Record *record = experiment_record(p);
    RecordTable *table = record_table(record, "",
                                      "replicate,scaling_difference,kernel_dynamics_difference,"
                                      "homogeneity_difference,start_value,kernel_error,"
                                      "four_neuron_errors");
    for (int replicate = 1; replicate <= replicates; replicate++) {
        Data *data = data_gaussian(N, n, seed, "identities", replicate);
        Setting setting = {data, alpha, eta, scale, epochs};
        Rng rng;
        rng_open(&rng, seed, "identities", replicate, "weights");
        const double scaled = scaling(&setting), linearised = kernel_dynamics(&setting);
        if (!isfinite(scaled) || !isfinite(linearised))
            die("%s: cell %s: key 'eta' is %g: descent diverges on replicate %d: lower it", argv[1],
                params_cell(p), eta, replicate);
        record_row(table, replicate, record_bound(scaled), record_bound(linearised),
                   record_bound(homogeneity(&setting, &rng)), record_bound(start_value(&setting)),
                   record_bound(kernel(&setting)),
                   four_neurons(&setting, samples, seed, replicate));
        data_free(data);
    }
    experiment_end(record, p);
}
