#include "classification.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "die.h"
#include "folds.h"
#include "kernel.h"
#include "linalg.h"
#include "margin.h"
#include "progress.h"
#include "relu.h"

/* The kernel predictor learns from at most so many samples; its penalties, over the mean of the
 * kernel's diagonal. */
enum { MOST_KERNEL = 3000, RIDGES = 9, POWER_STEPS = 50 };
static const double RIDGE[RIDGES] = {1e2, 10, 1, 0.1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6};

/* ---- data ------------------------------------------------------------------------------------ */

/* The samples with a constant 1 as their last feature; free_bias frees. */
static Data *with_bias(const double *X, const double *y, int N, int n)
{
    Data *data = die_calloc(1, sizeof *data);
    *data = (Data){.N = N, .n = n + 1};
    data->X = die_calloc((size_t)N * (n + 1), sizeof *data->X);
    data->y = die_calloc(N, sizeof *data->y);
    memcpy(data->y, y, N * sizeof *y);
    for (int i = 0; i < N; i++) {
        memcpy(data->X + (size_t)i * (n + 1), X + (size_t)i * n, n * sizeof *X);
        data->X[(size_t)i * (n + 1) + n] = 1;
    }
    return data;
}

static void free_bias(Data *data)
{
    if (!data)
        return;
    free(data->X);
    free(data->y);
    free(data);
}

typedef struct {
    Data *train, *held; /* held is NULL where no sample is */
    double curvature;   /* largest eigenvalue of the kernel over the number of samples */
    double length;      /* root mean square of ||x|| */
} Task;

/* ---- the kernel ------------------------------------------------------------------------------ */

/* The largest eigenvalue of K(N,N), whose entries are not negative or nearly so. */
static double largest_eigenvalue(const double *K, int N)
{
    double *x = die_calloc(N, sizeof *x), *z = die_calloc(N, sizeof *z), value = 0;
    for (int i = 0; i < N; i++)
        x[i] = 1 / sqrt(N);
    for (int step = 0; step < POWER_STEPS; step++) {
        linalg_multiply(z, K, x, N, N, 1);
        value = linalg_norm(z, N);
        for (int i = 0; i < N && value > 0; i++)
            x[i] = z[i] / value;
    }
    free(x);
    free(z);
    return value;
}

/* error(RIDGES) of the kernel predictor on the samples held back, and train_error(RIDGES) on those
 * it learned from; the task's curvature is noted. */
static void fit_kernel(double *error, double *train_error, Task *task)
{
    const Data *train = task->train, *held = task->held;
    const int N = train->N < MOST_KERNEL ? train->N : MOST_KERNEL, n = train->n;
    double *K = die_calloc((size_t)N * N, sizeof *K), *copy = die_calloc((size_t)N * N, sizeof *K);
    double *gamma = die_calloc(N, sizeof *gamma);
    const int M = held ? held->N : 0;
    double *new = die_calloc((size_t)M * N + 1, sizeof *new);
    double *f = die_calloc((M > N ? M : N), sizeof *f);
    kernel_gram(K, train->X, N, train->X, N, n, 1, 1);
    if (held)
        kernel_gram(new, held->X, M, train->X, N, n, 1, 1);
    task->curvature = largest_eigenvalue(K, N) / N;
    for (int k = 0; k < RIDGES; k++) {
        error[k] = train_error[k] = RECORD_EMPTY;
        memcpy(copy, K, (size_t)N * N * sizeof *K);
        if (kernel_fit(gamma, copy, train->y, N, RIDGE[k]))
            continue;
        kernel_predict(f, K, gamma, N, N);
        train_error[k] = 0;
        for (int i = 0; i < N; i++)
            train_error[k] += (f[i] * train->y[i] <= 0) / (double)N;
        if (!held)
            continue;
        kernel_predict(f, new, gamma, M, N);
        error[k] = 0;
        for (int i = 0; i < M; i++)
            error[k] += (f[i] * held->y[i] <= 0) / (double)M;
    }
    free(K);
    free(copy);
    free(gamma);
    free(new);
    free(f);
}

/* ---- networks -------------------------------------------------------------------------------- */

/* A way to train: number c of width_count (scale_count + lambda_count). Those with a penalty are
 * from the largest scale. */
typedef struct {
    int m;
    double r, lambda;
} Way;

static int ways(const Settings *s)
{
    return s->width_count * (s->scale_count + s->lambda_count);
}

static Way way(const Settings *s, int c)
{
    const int each = s->scale_count + s->lambda_count, k = c % each, last = s->scale_count - 1;
    return (Way){.m = (int)s->widths[c / each],
                 .r = s->scales[k <= last ? k : last],
                 .lambda = k <= last ? 0 : s->lambdas[k - last - 1]};
}

static double step_size(const Task *task, const Way *w, const Settings *s)
{
    const double stable = 4 / (w->m * w->r * w->r * task->curvature);
    return fmin(fmin(s->eta, 1 / task->length), stable);
}

/* The least of y f over the samples, over the squared norm of the weights, of which f is
 * homogeneous of degree 2: margin(K). */
static void margins(double *margin, Relu *model, const ReluData *data)
{
    MarginView views[model->K];
    margin_views(views, model, data);
    for (int k = 0; k < model->K; k++)
        margin[k] = views[k].margin;
}

typedef struct {
    RecordTable *paths, *ends;
} Tables;

static Tables open_tables(Record *record, const char *paths, const char *ends)
{
    return (Tables){record_table(record, paths), record_table(record, ends)};
}

/* What is noted besides, of networks as means over them; NaN where there is none. */
typedef struct {
    double *error; /* (ways,points) on the samples held back */
    double *margin,
        *margin_half;      /* (ways) at the end, with half of a 95 % interval over networks */
    double kernel[RIDGES]; /* error of the kernel predictor */
} Outcome;

static Outcome *outcome_alloc(const Settings *s)
{
    Outcome *outcome = die_calloc(1, sizeof *outcome);
    outcome->error = die_calloc((size_t)ways(s) * s->points, sizeof(double));
    outcome->margin = die_calloc(ways(s), sizeof(double));
    outcome->margin_half = die_calloc(ways(s), sizeof(double));
    return outcome;
}

static void outcome_free(Outcome *outcome)
{
    free(outcome->error);
    free(outcome->margin);
    free(outcome->margin_half);
    free(outcome);
}

/* Networks of one way: a row for each network at each epoch of the grid, and one at the end. */
static void train(const Tables *tables, const Task *task, const ReluData *data,
                  const ReluData *held, const Settings *s, const Way *w, int fold, Outcome *outcome,
                  int c)
{
    const int K = s->networks;
    Relu *model = relu_alloc(data->n, w->m, K);
    double *right = die_calloc(K, sizeof *right), *held_right = die_calloc(K, sizeof *held_right);
    double *l1 = die_calloc(K, sizeof *l1), *l2 = die_calloc(K, sizeof *l2);
    double *margin = die_calloc(K, sizeof *margin);
    const double eta = step_size(task, w, s);
    Rng rng;
    rng_open(&rng, s->seed, "study", w->m, "weights");
    relu_init(model, w->r, &rng);
    model->lambda = w->lambda;
    rng_open(&rng, s->seed, "study", fold, "batches");
    for (int p = 0, epoch = 0; p < s->points; p++) {
        for (; epoch < s->grid[p]; epoch++)
            relu_epoch(model, data, s->batch, eta, &rng);
        relu_norms(l1, l2, model);
        relu_accuracy(right, model, data);
        if (held)
            relu_accuracy(held_right, model, held);
        for (int k = 0; k < K; k++) {
            const int whole = isfinite(l2[k]);
            outcome->error[c * s->points + p] += whole && held ? (1 - held_right[k]) / K : NAN;
            record_row(tables->paths, {"width", w->m}, {"scale", w->r}, {"lambda", w->lambda},
                       {"epoch", epoch}, {"network", k + 1},
                       {"train_error", whole ? 1 - right[k] : RECORD_EMPTY},
                       {"error", whole && held ? 1 - held_right[k] : RECORD_EMPTY});
        }
    }
    margins(margin, model, data);
    outcome->margin[c] = folds_mean(margin, K, &outcome->margin_half[c]);
    for (int k = 0; k < K; k++) {
        const int whole = isfinite(l2[k]);
        record_row(tables->ends, {"width", w->m}, {"scale", w->r}, {"lambda", w->lambda},
                   {"network", k + 1}, {"step_size", eta},
                   {"train_error", whole ? 1 - right[k] : RECORD_EMPTY},
                   {"error", whole && held ? 1 - held_right[k] : RECORD_EMPTY},
                   {"margin", whole ? record_finite(margin[k]) : RECORD_EMPTY},
                   {"l1", record_finite(l1[k])}, {"l2", record_finite(l2[k])});
    }
    relu_free(model);
    free(right);
    free(held_right);
    free(l1);
    free(l2);
    free(margin);
}

/* Every model on one split. */
static void run(Record *record, const Tables *tables, const char *kernel, const Split *split,
                const Settings *s, int fold, Outcome *outcome)
{
    Task task = {.train = with_bias(split->X, split->y, split->N, split->n)};
    if (split->held)
        task.held = with_bias(split->held_X, split->held_y, split->held, split->n);
    for (size_t i = 0; i < (size_t)task.train->N * task.train->n; i++)
        task.length += task.train->X[i] * task.train->X[i] / task.train->N;
    task.length = sqrt(task.length);
    double train_error[RIDGES], *error = outcome->kernel;
    fit_kernel(error, train_error, &task);
    RecordTable *ridges = record_table(record, kernel);
    for (int k = 0; k < RIDGES; k++)
        record_row(ridges, {"penalty", RIDGE[k]}, {"train_error", train_error[k]},
                   {"error", error[k]});
    ReluData *data = relu_data(task.train), *held = task.held ? relu_data(task.held) : NULL;
    for (int c = 0; c < ways(s); c++) {
        const Way w = way(s, c);
        train(tables, &task, data, held, s, &w, fold, outcome, c);
        progress_at((c + 1.0) / ways(s));
    }
    relu_data_free(data);
    relu_data_free(held);
    free_bias(task.train);
    free_bias(task.held);
}

/* The error of always naming the class that is more frequent among those learned from. */
static double majority_error(const Split *split)
{
    double sum = 0, wrong = 0;
    for (int i = 0; i < split->N; i++)
        sum += split->y[i];
    for (int i = 0; i < split->held; i++)
        wrong += split->held_y[i] * (sum >= 0 ? 1 : -1) < 0;
    return split->held ? wrong / split->held : RECORD_EMPTY;
}

void classification_fold(Record *record, const Split *split, const Settings *s, int fold)
{
    record_number(record, "samples", split->N);
    record_number(record, "held", split->held);
    record_number(record, "majority_error", majority_error(split));
    const Tables tables = open_tables(record, "", "networks");
    Outcome *outcome = outcome_alloc(s);
    run(record, &tables, "kernel", split, s, fold, outcome);
    outcome_free(outcome);
}

/* ---- all samples ----------------------------------------------------------------------------- */

static void note(Record *record, const char *model, const char *name, double value)
{
    char *path = die_printf("%s/%s", model, name);
    if (isfinite(value) && value != RECORD_EMPTY)
        record_number(record, path, value);
    free(path);
}

/* Half the width of the 95 % interval of candidate c's error over networks, each with its mean over
 * the folds; each holds the K networks of every candidate. */
static double network_half_width(const Folds *each, int c, int K)
{
    double half;
    folds_mean(each->mean + (size_t)c * K, K, &half);
    return half;
}

/* Of candidates that are all a number of ways at each of the points of the grid: the point of least
 * error of way c. */
static int best_point(const Folds *f, int c, int points)
{
    int best = c * points;
    for (int i = best + 1; i < (c + 1) * points; i++)
        if (isnan(f->mean[best]) || f->mean[i] < f->mean[best])
            best = i;
    return best;
}

/* The best candidate among ways of scale r, penalty-free or not. */
static int best_of(const Folds *f, const Settings *s, double r, int penalized)
{
    int best = -1;
    for (int c = 0; c < ways(s); c++) {
        const Way w = way(s, c);
        if ((r > 0 && w.r != r) || (w.lambda > 0) != penalized)
            continue;
        const int i = best_point(f, c, s->points);
        if (best < 0 || isnan(f->mean[best]) || f->mean[i] < f->mean[best])
            best = i;
    }
    return best;
}

static void note_network(Record *record, const char *name, int i, const Folds *f, const Folds *each,
                         const Settings *s)
{
    const Way w = way(s, i / s->points);
    note(record, name, "width", w.m);
    note(record, name, "scale", w.r);
    note(record, name, "lambda", w.lambda);
    note(record, name, "epoch", s->grid[i % s->points]);
    note(record, name, "error", f->mean[i]);
    note(record, name, "error_se", f->se[i]);
    note(record, name, "networks_half", network_half_width(each, i, s->networks));
    note(record, name, "last_error", f->mean[(i / s->points + 1) * s->points - 1]);
}

/* A row for every way and epoch: errors over the folds. */
static void record_errors(Record *record, const Folds *f, const Folds *each, const Settings *s)
{
    RecordTable *errors = record_table(record, "errors");
    RecordTable *scales = record_table(record, "scales");
    for (int i = 0; i < f->count; i++) {
        const Way w = way(s, i / s->points);
        record_row(errors, {"width", w.m}, {"scale", w.r}, {"lambda", w.lambda},
                   {"epoch", s->grid[i % s->points]}, {"error", record_finite(f->mean[i])},
                   {"error_se", record_finite(f->se[i])},
                   {"networks_half", record_finite(network_half_width(each, i, s->networks))});
    }
    for (int c = 0; c < ways(s); c++) {
        const Way w = way(s, c);
        const int i = best_point(f, c, s->points);
        record_row(scales, {"width", w.m}, {"scale", w.r}, {"lambda", w.lambda},
                   {"epoch", s->grid[i % s->points]}, {"error", record_finite(f->mean[i])},
                   {"error_se", record_finite(f->se[i])},
                   {"error_low", record_finite(fmax(0, f->mean[i] - f->se[i]))},
                   {"error_high", record_finite(f->mean[i] + f->se[i])},
                   {"networks_half", record_finite(network_half_width(each, i, s->networks))},
                   {"last_error", record_finite(f->mean[(c + 1) * s->points - 1])});
    }
}

/* Which scales are within one standard error of the best, each at its best width and epoch. */
static void note_range(Record *record, const Folds *f, const Settings *s, int best)
{
    const double enough = f->mean[best] + f->se[best];
    double low = INFINITY, high = 0;
    int all = 1, last = 0;
    for (int k = 0; k < s->scale_count; k++) {
        const int i = best_of(f, s, s->scales[k], 0);
        if (f->mean[i] <= enough) {
            low = fmin(low, s->scales[k]);
            high = fmax(high, s->scales[k]);
        } else
            all = 0;
    }
    last = f->mean[(best / s->points + 1) * s->points - 1] <= enough;
    record_number(record, "range/scale_low", low);
    record_number(record, "range/scale_high", high);
    record_number(record, "range/all_scales", all);
    record_number(record, "range/to_the_end", last);
}

/* An error on the test samples, with its standard error as a share of independent samples. */
static void note_test(Record *record, const char *name, double error, int held)
{
    char *path = die_printf("test/%s", name);
    note(record, path, "error", error);
    note(record, path, "error_se", sqrt(error * (1 - error) / held));
    free(path);
}

/* Of candidate i, on all samples and on the test samples. */
static void note_outcome(Record *record, const char *name, int i, const Outcome *outcome,
                         const Settings *s, int held)
{
    note(record, name, "margin", outcome->margin[i / s->points]);
    note(record, name, "margin_half", outcome->margin_half[i / s->points]);
    if (held)
        note_test(record, name, outcome->error[i], held);
}

void classification_whole(Record *record, const Samples *samples, const Samples *test,
                          const Settings *s, const char *folder)
{
    const int P = s->points, K = s->networks, R = s->scale_count;
    Folds *each = folds_read(folder, s->folds, "", "error");
    Folds *kernel = folds_read(folder, s->folds, "kernel", "error");
    Folds *majority = folds_number(folder, s->folds, "majority_error");
    if (each->count != ways(s) * P * K || kernel->count != RIDGES)
        die("%s: the folds are of other settings: remove the folder and make it anew", folder);
    Folds *f = folds_average(each, K);
    const int best = best_of(f, s, 0, 0), penalized = best_of(f, s, 0, 1);
    const int small = best_of(f, s, s->scales[0], 0), large = best_of(f, s, s->scales[R - 1], 0);

    Split *split = split_alloc(samples, test, 0, CLASSIFICATION, s->standardize);
    record_number(record, "samples", samples->N);
    record_number(record, "features", samples->n);
    record_number(record, "test_samples", split->held);
    record_number(record, "epochs", s->epochs);
    record_number(record, "networks", K);
    record_number(record, "kernel_samples", split->N < MOST_KERNEL ? split->N : MOST_KERNEL);
    note_network(record, "best", best, f, each, s);
    note_network(record, "small", small, f, each, s);
    note_network(record, "large", large, f, each, s);
    note_network(record, "penalized", penalized, f, each, s);
    note(record, "kernel", "penalty", RIDGE[kernel->best]);
    note(record, "kernel", "error", kernel->mean[kernel->best]);
    note(record, "kernel", "error_se", kernel->se[kernel->best]);
    note(record, "majority", "error", majority->mean[0]);
    note(record, "majority", "error_se", majority->se[0]);
    note_range(record, f, s, best);
    folds_compare(record, "compare/best_kernel", f, best, kernel, kernel->best);
    folds_compare(record, "compare/best_majority", f, best, majority, 0);
    folds_compare(record, "compare/best_last", f, best, f, (best / P + 1) * P - 1);
    folds_compare(record, "compare/small_large", f, small, f, large);
    folds_compare(record, "compare/small_kernel", f, small, kernel, kernel->best);
    folds_compare(record, "compare/best_penalized", f, best, f, penalized);
    record_errors(record, f, each, s);
    RecordTable *penalties = record_table(record, "kernel");
    for (int k = 0; k < RIDGES; k++)
        record_row(penalties, {"penalty", RIDGE[k]}, {"error", record_finite(kernel->mean[k])},
                   {"error_se", record_finite(kernel->se[k])});

    const Tables tables = open_tables(record, "whole", "networks");
    Outcome *outcome = outcome_alloc(s);
    run(record, &tables, "whole-kernel", split, s, 0, outcome);
    note_outcome(record, "best", best, outcome, s, split->held);
    note_outcome(record, "small", small, outcome, s, split->held);
    note_outcome(record, "large", large, outcome, s, split->held);
    note_outcome(record, "penalized", penalized, outcome, s, split->held);
    if (split->held) {
        note_test(record, "kernel", outcome->kernel[kernel->best], split->held);
        note_test(record, "majority", majority_error(split), split->held);
    }
    outcome_free(outcome);
    folds_free(f);
    folds_free(each);
    folds_free(kernel);
    folds_free(majority);
    split_free(split);
}
