#include "regression.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "batch.h"
#include "descent.h"
#include "die.h"
#include "flow.h"
#include "folds.h"
#include "linalg.h"
#include "minnorm.h"
#include "progress.h"

/* Of the lasso: its duality gap over half the mean square of the response, and the most sweeps. */
static const double GAP = 1e-6;
enum { SWEEPS = 20000 };

/* ---- models ---------------------------------------------------------------------------------- */

/* The mean square error of coefficients on the samples held back, in the response's units. */
static double held_error(const double *beta, const Split *split)
{
    double *f = die_calloc(split->held + 1, sizeof *f), sum = 0;
    if (split->held)
        linalg_multiply(f, split->held_X, beta, split->held, split->n, 1);
    for (int i = 0; i < split->held; i++)
        sum += (f[i] - split->held_y[i]) * (f[i] - split->held_y[i]);
    free(f);
    return split->held ? sum / split->held * split->y_deviation * split->y_deviation : RECORD_EMPTY;
}

static double train_error(const double *beta, const Split *split, const System *system)
{
    return system_loss(system, beta) * split->y_deviation * split->y_deviation;
}

/* The effective number of coefficients that are not 0: (||beta||_1 / ||beta||_2)^2, which is k for
 * k coefficients of one size. */
static double effective(const double *beta, int n)
{
    const double l1 = linalg_l1_norm(beta, n), l2 = linalg_norm(beta, n);
    return l2 > 0 ? l1 * l1 / (l2 * l2) : 0;
}

/* limits(A,n): where gradient flow from alphas(A) ends; reached(A) tells where the solver came. */
static void find_limits(double *limits, int *reached, const System *system, const double *alphas,
                        int A)
{
    const int n = system->n;
    Flow *flow = system->rank < n ? flow_alloc(system->V, system->target, system->rank, n) : NULL;
    for (int a = A - 1; a >= 0; a--) {
        double *limit = limits + (size_t)a * n;
        reached[a] = flow ? flow_limit(flow, alphas[a]) : 1;
        if (flow)
            memcpy(limit, flow->beta, n * sizeof *limit);
        else
            system_ridge(limit, system, 0);
    }
    flow_free(flow);
}

/* The least-squares solution of least l1 norm; whether the linear program had it. */
static int find_least_l1(double *beta, const System *system)
{
    const int n = system->n, rank = system->rank;
    if (rank == n) {
        system_ridge(beta, system, 0);
        return 1;
    }
    double *nu = die_calloc(rank, sizeof *nu);
    Certificate certificate;
    const int solved =
        minnorm_l1(beta, nu, &certificate, system->V, system->target, rank, n, 0) == MINNORM_SOLVED;
    free(nu);
    return solved;
}

static double ridge_penalty(const System *system, double share)
{
    return share * system->singular[0] * system->singular[0];
}

/* Effective degrees of freedom of a ridge fit. */
static double freedom(const System *system, double penalty)
{
    double sum = 0;
    for (int r = 0; r < system->rank; r++)
        sum += system->singular[r] * system->singular[r] /
               (system->singular[r] * system->singular[r] + penalty);
    return sum;
}

static System *system_of(const Split *split)
{
    System *system = system_alloc(split->X, split->y, split->N, split->n);
    if (!system)
        die("the singular value decomposition of %d samples of %d features does not converge",
            split->N, split->n);
    return system;
}

/* ---- a fold ---------------------------------------------------------------------------------- */

/* The rows of the samples held back, as a batch; the caller frees x. */
static Batch held_batch(const Split *split)
{
    const double **x = die_calloc(split->held + 1, sizeof *x);
    for (int i = 0; i < split->held; i++)
        x[i] = split->held_X + (size_t)i * split->n;
    return (Batch){x, split->n, split->held};
}

/* error(A): that of the paths, by scale, now. */
static void path_errors(double *error, const Descent *d, const Batch *held, const Split *split)
{
    double *f = die_calloc((size_t)d->A * split->held + 1, sizeof *f);
    if (split->held)
        batch_forward(f, d->beta, d->A, held);
    for (int a = 0; a < d->A; a++) {
        double sum = 0;
        for (int i = 0; i < split->held; i++) {
            const double r = f[(size_t)a * split->held + i] - split->held_y[i];
            sum += r * r;
        }
        error[d->path[a]] = split->held
                                ? sum / split->held * split->y_deviation * split->y_deviation
                                : RECORD_EMPTY;
    }
    free(f);
}

static void fold_descent(Record *record, const Split *split, const System *system,
                         const Settings *s)
{
    RecordTable *table = record_table(record, "");
    const int A = s->A;
    Descent *d = descent_alloc(system, s->alphas, A);
    const Batch held = held_batch(split);
    double *error = die_calloc(A, sizeof *error), *train = die_calloc(A, sizeof *train);
    double *time = die_calloc(A, sizeof *time);
    for (int k = 0, step = 0; k < s->points; k++) {
        for (; step < s->grid[k]; step++)
            descent_step(d);
        path_errors(error, d, &held, split);
        for (int slot = 0; slot < A; slot++) {
            train[d->path[slot]] = train_error(d->beta + (size_t)slot * d->n, split, system);
            time[d->path[slot]] = d->time[slot];
        }
        for (int a = 0; a < A; a++)
            record_row(table, {"alpha", s->alphas[a]}, {"step", step}, {"time", time[a]},
                       {"train_error", train[a]}, {"error", error[a]});
        progress_at(0.8 * step / s->steps);
    }
    free((void *)held.x);
    free(error);
    free(train);
    free(time);
    descent_free(d);
}

static void fold_limits(Record *record, const Split *split, const System *system, const Settings *s)
{
    RecordTable *table = record_table(record, "limits");
    const int A = s->A, n = split->n;
    double *limits = die_calloc((size_t)A * n, sizeof *limits);
    int *reached = die_calloc(A, sizeof *reached);
    find_limits(limits, reached, system, s->alphas, A);
    for (int a = 0; a < A; a++)
        record_row(
            table, {"alpha", s->alphas[a]},
            {"error", reached[a] ? held_error(limits + (size_t)a * n, split) : RECORD_EMPTY});
    free(limits);
    free(reached);
}

static void fold_penalties(Record *record, const Split *split, const System *system,
                           const Settings *s)
{
    RecordTable *ridge = record_table(record, "ridge");
    RecordTable *lasso = record_table(record, "lasso");
    double *beta = die_calloc(split->n, sizeof *beta);
    for (int k = 0; k < s->penalties; k++) {
        const double penalty = ridge_penalty(system, s->ridge[k]);
        system_ridge(beta, system, penalty);
        record_row(ridge, {"penalty", s->ridge[k]}, {"freedom", freedom(system, penalty)},
                   {"error", held_error(beta, split)});
    }
    memset(beta, 0, split->n * sizeof *beta);
    const double most = system_lambda_max(system);
    for (int k = 0; k < s->penalties; k++) {
        const Lasso fit = system_lasso(beta, system, s->lasso[k] * most, GAP, SWEEPS);
        record_row(lasso, {"penalty", s->lasso[k]}, {"nonzero", fit.nonzero},
                   {"gap", record_bound(fit.gap)}, {"error", held_error(beta, split)});
        progress_at(0.8 + 0.2 * (k + 1) / s->penalties);
    }
    free(beta);
}

void regression_fold(Record *record, const Split *split, const Settings *s)
{
    System *system = system_of(split);
    double *beta = die_calloc(split->n, sizeof *beta);
    record_number(record, "samples", split->N);
    record_number(record, "held", split->held);
    record_number(record, "rank", system->rank);
    record_number(record, "mean_error", held_error(beta, split));
    system_ridge(beta, system, 0);
    record_number(record, "least_l2_error", held_error(beta, split));
    if (find_least_l1(beta, system))
        record_number(record, "least_l1_error", held_error(beta, split));
    free(beta);
    fold_descent(record, split, system, s);
    fold_limits(record, split, system, s);
    fold_penalties(record, split, system, s);
    system_free(system);
}

/* ---- all samples ----------------------------------------------------------------------------- */

/* A model on all samples: coefficients of scaled columns, and how it came off. */
typedef struct {
    const char *name;   /* as in the results */
    double *beta;       /* (n) */
    const Folds *folds; /* its errors, as candidate number at; NULL where it was not fitted */
    int at;
} Model;

static void note(Record *record, const char *model, const char *name, double value)
{
    char *path = die_printf("%s/%s", model, name);
    if (isfinite(value) && value != RECORD_EMPTY)
        record_number(record, path, value);
    free(path);
}

/* Of squared errors of count test samples, or folds: mean, and roots as people compare them. */
static void note_error(Record *record, const char *model, double mean, double se)
{
    note(record, model, "mse", mean);
    note(record, model, "mse_se", se);
    note(record, model, "rmse", sqrt(mean));
    note(record, model, "rmse_se", se / (2 * sqrt(mean)));
}

/* squares(held): squared errors on the test samples, in the response's units. */
static void test_squares(double *squares, const double *beta, const Split *split)
{
    linalg_multiply(squares, split->held_X, beta, split->held, split->n, 1);
    for (int i = 0; i < split->held; i++) {
        const double r = (squares[i] - split->held_y[i]) * split->y_deviation;
        squares[i] = r * r;
    }
}

static void note_model(Record *record, const Model *model, const Split *split, const System *system)
{
    const int n = split->n;
    if (!model->folds)
        return;
    note_error(record, model->name, model->folds->mean[model->at], model->folds->se[model->at]);
    note(record, model->name, "l1", linalg_l1_norm(model->beta, n));
    note(record, model->name, "l2", linalg_norm(model->beta, n));
    note(record, model->name, "effective", effective(model->beta, n));
    note(record, model->name, "train_rmse", sqrt(train_error(model->beta, split, system)));
    int nonzero = 0;
    for (int j = 0; j < n; j++)
        nonzero += model->beta[j] != 0;
    note(record, model->name, "nonzero", nonzero);
    if (split->held < 2)
        return;
    double *squares = die_calloc(split->held, sizeof *squares), mean = 0, sum = 0;
    test_squares(squares, model->beta, split);
    for (int i = 0; i < split->held; i++)
        mean += squares[i] / split->held;
    for (int i = 0; i < split->held; i++)
        sum += (squares[i] - mean) * (squares[i] - mean);
    char *test = die_printf("test/%s", model->name);
    note_error(record, test, mean, sqrt(sum / (split->held - 1) / split->held));
    free(test);
    free(squares);
}

/* A paired comparison on the test samples. */
static void compare_on_test(Record *record, const char *path, const Model *a, const Model *b,
                            const Split *split)
{
    if (split->held < 2 || !a->folds || !b->folds)
        return;
    double *x = die_calloc(split->held, sizeof *x), *y = die_calloc(split->held, sizeof *y);
    test_squares(x, a->beta, split);
    test_squares(y, b->beta, split);
    for (int i = 0; i < split->held; i++)
        x[i] -= y[i];
    folds_compare_values(record, path, x, split->held);
    free(x);
    free(y);
}

/* Of every scale: the number on the grid where stopping gives the least mean error. */
static void find_stops(int *stop, const Folds *descent, int A)
{
    for (int a = 0; a < A; a++) {
        stop[a] = 0;
        for (int k = 1; k < descent->count / A; k++)
            if (descent->mean[k * A + a] < descent->mean[stop[a] * A + a])
                stop[a] = k;
    }
}

/* Descent on all samples: beta(A,n) and time(A) of every scale at its stop, and a row of errors for
 * every pair. */
static void whole_descent(double *beta, double *time, double *eta, Record *record, const int *stop,
                          const Folds *folds, const Split *split, const System *system,
                          const Settings *s)
{
    RecordTable *table = record_table(record, "errors");
    const int A = s->A, n = split->n;
    Descent *d = descent_alloc(system, s->alphas, A);
    const Batch held = held_batch(split);
    double *error = die_calloc(A, sizeof *error);
    int *slot = die_calloc(A, sizeof *slot);
    for (int k = 0, step = 0; k < s->points; k++) {
        for (; step < s->grid[k]; step++)
            descent_step(d);
        path_errors(error, d, &held, split);
        for (int i = 0; i < A; i++)
            slot[d->path[i]] = i;
        for (int a = 0; a < A; a++) {
            const double *b = d->beta + (size_t)slot[a] * n, mse = folds->mean[k * A + a];
            record_row(table, {"alpha", s->alphas[a]}, {"step", step}, {"time", d->time[slot[a]]},
                       {"mse", mse}, {"mse_se", folds->se[k * A + a]}, {"rmse", sqrt(mse)},
                       {"train_rmse", sqrt(train_error(b, split, system))},
                       {"l1", linalg_l1_norm(b, n)}, {"effective", effective(b, n)},
                       {"test_rmse", error[a] == RECORD_EMPTY ? RECORD_EMPTY : sqrt(error[a])});
            if (k != stop[a])
                continue;
            memcpy(beta + (size_t)a * n, b, n * sizeof *beta);
            time[a] = d->time[slot[a]];
            eta[a] = d->step[slot[a]];
        }
        progress_at(0.8 * step / s->steps);
    }
    free((void *)held.x);
    free(error);
    free(slot);
    descent_free(d);
}

/* A table of a penalty's errors. */
static void record_penalties(Record *record, const char *name, const double *penalties,
                             const Folds *folds)
{
    RecordTable *table = record_table(record, name);
    for (int k = 0; k < folds->count; k++)
        record_row(table, {"penalty", penalties[k]}, {"mse", folds->mean[k]},
                   {"mse_se", folds->se[k]}, {"rmse", sqrt(folds->mean[k])});
}

/* Names for a table: a comma or a quotation mark in one becomes what cannot be mistaken. */
static char *list_names(char **names, int n)
{
    size_t length = 1;
    for (int j = 0; j < n; j++)
        length += strlen(names[j]) + 1;
    char *list = die_calloc(length, 1), *to = list;
    for (int j = 0; j < n; j++) {
        for (const char *p = names[j]; *p; p++)
            *to++ = (char)(*p == ',' ? ';' : *p == '"' ? '\'' : *p);
        *to++ = j < n - 1 ? ',' : '\0';
    }
    return list;
}

enum { SMALL, MIDDLE, LARGE, BEST, LIMIT, LEAST_L1, LEAST_L2, LASSO, RIDGE, MEAN, MODELS };

/* The coefficients in the units of the user's columns, and those of scaled columns. */
static void record_coefficients(Record *record, const Model *models, const Samples *samples,
                                const Split *split)
{
    RecordTable *table = record_headed(
        record, "coefficients",
        "feature,small,middle,large,best,limit,least_l1,least_l2,lasso,ridge,scaled_small,"
        "scaled_middle,scaled_large,scaled_best,scaled_limit,scaled_least_l1,scaled_least_l2,"
        "scaled_lasso,scaled_ridge");
    char *names = list_names(samples->names, samples->n);
    record_words(table, "feature", names);
    for (int j = 0; j < split->n; j++) {
        double row[2 * MEAN + 1] = {j};
        for (int m = 0; m < MEAN; m++) {
            const int there = models[m].folds != NULL;
            const double beta = there ? models[m].beta[j] : RECORD_EMPTY;
            row[1 + m] = there ? beta * split->y_deviation / split->deviation[j] : beta;
            row[1 + MEAN + m] = beta;
        }
        record_values(table, row, 2 * MEAN + 1);
    }
    free(names);
}

/* Which scales and times of stopping are within one standard error of the best pair. */
static void note_ranges(Record *record, const Folds *descent, const int *stop, const Settings *s)
{
    const int A = s->A, a = descent->best % A, k = descent->best / A;
    const double enough = descent->mean[descent->best] + descent->se[descent->best];
    int low = a, high = a, first = k, last = k;
    while (low > 0 && descent->mean[stop[low - 1] * A + low - 1] <= enough)
        low--;
    while (high < A - 1 && descent->mean[stop[high + 1] * A + high + 1] <= enough)
        high++;
    while (first > 0 && descent->mean[(first - 1) * A + a] <= enough)
        first--;
    while (last < s->points - 1 && descent->mean[(last + 1) * A + a] <= enough)
        last++;
    record_number(record, "range/alpha_low", s->alphas[low]);
    record_number(record, "range/alpha_high", s->alphas[high]);
    record_number(record, "range/all_scales", low == 0 && high == A - 1);
    record_number(record, "range/step_low", s->grid[first]);
    record_number(record, "range/step_high", s->grid[last]);
    record_number(record, "range/to_the_end", last == s->points - 1);
}

static void record_scales(Record *record, const double *beta, const double *limits,
                          const int *reached, const double *time, const double *eta,
                          const int *stop, const Folds *descent, const Folds *limit,
                          const Split *split, const Settings *s)
{
    RecordTable *table = record_table(record, "scales");
    const int A = s->A, n = split->n;
    for (int a = 0; a < A; a++) {
        const int at = stop[a] * A + a, last = (s->points - 1) * A + a;
        const double *b = limits + (size_t)a * n;
        const double mse = descent->mean[at], se = descent->se[at];
        record_row(table, {"alpha", s->alphas[a]}, {"step", s->grid[stop[a]]}, {"time", time[a]},
                   {"step_size", eta[a]}, {"mse", mse}, {"mse_se", se}, {"rmse", sqrt(mse)},
                   {"rmse_low", sqrt(fmax(mse - se, 0))}, {"rmse_high", sqrt(mse + se)},
                   {"last_mse", descent->mean[last]}, {"last_rmse", sqrt(descent->mean[last])},
                   {"limit_mse", record_finite(limit->mean[a])},
                   {"limit_mse_se", record_finite(limit->se[a])},
                   {"limit_rmse", record_finite(sqrt(limit->mean[a]))},
                   {"l1", linalg_l1_norm(beta + (size_t)a * n, n)},
                   {"effective", effective(beta + (size_t)a * n, n)},
                   {"limit_l1", reached[a] ? linalg_l1_norm(b, n) : RECORD_EMPTY},
                   {"limit_effective", reached[a] ? effective(b, n) : RECORD_EMPTY});
    }
}

void regression_whole(Record *record, const Samples *samples, const Samples *test,
                      const Settings *s, const char *folder)
{
    const int A = s->A, n = samples->n;
    Split *split = split_alloc(samples, test, 0, REGRESSION, s->standardize);
    System *system = system_of(split);
    Folds *descent = folds_read(folder, s->folds, "", "error");
    Folds *limit = folds_read(folder, s->folds, "limits", "error");
    Folds *ridge = folds_read(folder, s->folds, "ridge", "error");
    Folds *lasso = folds_read(folder, s->folds, "lasso", "error");
    Folds *mean = folds_number(folder, s->folds, "mean_error");
    Folds *least_l1 = folds_number(folder, s->folds, "least_l1_error");
    Folds *least_l2 = folds_number(folder, s->folds, "least_l2_error");
    if (descent->count != A * s->points || limit->count != A || lasso->count != s->penalties)
        die("%s: the folds are of other settings: remove the folder and make it anew", folder);

    int *stop = die_calloc(A, sizeof *stop), *reached = die_calloc(A, sizeof *reached);
    double *beta = die_calloc((size_t)A * n, sizeof *beta), *time = die_calloc(A, sizeof *time);
    double *eta = die_calloc(A, sizeof *eta), *limits = die_calloc((size_t)A * n, sizeof *limits);
    double *other = die_calloc((size_t)n * MODELS, sizeof *other);
    find_stops(stop, descent, A);
    whole_descent(beta, time, eta, record, stop, descent, split, system, s);
    find_limits(limits, reached, system, s->alphas, A);
    /* Three scales: the ends, and the best, or the middle one where that is an end. */
    const int best = descent->best % A, tuned = limit->best;
    const int middle = best == 0 || best == A - 1 ? A / 2 : best;
    const int solved = find_least_l1(other + (size_t)LEAST_L1 * n, system);
    system_ridge(other + (size_t)LEAST_L2 * n, system, 0);
    system_ridge(other + (size_t)RIDGE * n, system, ridge_penalty(system, s->ridge[ridge->best]));
    Lasso fit = {0};
    for (int k = 0; k <= lasso->best; k++)
        fit = system_lasso(other + (size_t)LASSO * n, system,
                           s->lasso[k] * system_lambda_max(system), GAP, SWEEPS);
    const Model models[MODELS] = {
        [SMALL] = {"small", beta, descent, stop[0] * A},
        [MIDDLE] = {"middle", beta + (size_t)middle * n, descent, stop[middle] * A + middle},
        [BEST] = {"best", beta + (size_t)best * n, descent, descent->best},
        [LARGE] = {"large", beta + (size_t)(A - 1) * n, descent, stop[A - 1] * A + A - 1},
        [LIMIT] = {"limit", limits + (size_t)tuned * n, reached[tuned] ? limit : NULL, tuned},
        [LEAST_L1] = {"least_l1", other + (size_t)LEAST_L1 * n, solved ? least_l1 : NULL, 0},
        [LEAST_L2] = {"least_l2", other + (size_t)LEAST_L2 * n, least_l2, 0},
        [LASSO] = {"lasso", other + (size_t)LASSO * n, lasso, lasso->best},
        [RIDGE] = {"ridge", other + (size_t)RIDGE * n, ridge, ridge->best},
        [MEAN] = {"mean", other + (size_t)MEAN * n, mean, 0}};

    record_number(record, "samples", samples->N);
    record_number(record, "features", n);
    record_number(record, "test_samples", split->held);
    record_number(record, "rank", system->rank);
    record_number(record, "unique", system->rank == n);
    record_number(record, "steps", s->steps);
    record_number(record, "response_deviation", split->y_deviation);
    for (int m = 0; m < MODELS; m++)
        note_model(record, &models[m], split, system);
    const int scale[] = {[SMALL] = 0, [MIDDLE] = middle, [LARGE] = A - 1, [BEST] = best};
    for (int m = SMALL; m <= BEST; m++) {
        const int a = scale[m];
        note(record, models[m].name, "alpha", s->alphas[a]);
        note(record, models[m].name, "step", s->grid[stop[a]]);
        note(record, models[m].name, "time", time[a]);
        note(record, models[m].name, "step_size", eta[a]);
        note(record, models[m].name, "last", stop[a] == s->points - 1);
    }
    note(record, "limit", "alpha", s->alphas[tuned]);
    note(record, "ridge", "penalty", s->ridge[ridge->best]);
    note(record, "ridge", "freedom", freedom(system, ridge_penalty(system, s->ridge[ridge->best])));
    note(record, "lasso", "penalty", s->lasso[lasso->best]);
    note(record, "lasso", "gap", record_bound(fit.gap));
    note_ranges(record, descent, stop, s);

    folds_compare(record, "compare/best_lasso", descent, descent->best, lasso, lasso->best);
    folds_compare(record, "compare/best_ridge", descent, descent->best, ridge, ridge->best);
    folds_compare(record, "compare/best_limit", descent, descent->best, limit, tuned);
    folds_compare(record, "compare/best_mean", descent, descent->best, mean, 0);
    folds_compare(record, "compare/lasso_ridge", lasso, lasso->best, ridge, ridge->best);
    folds_compare(record, "compare/small_large", descent, stop[0] * A, descent,
                  stop[A - 1] * A + A - 1);
    folds_compare(record, "compare/limit_small_large", limit, 0, limit, A - 1);
    folds_compare(record, "compare/best_last", descent, descent->best, descent,
                  (s->points - 1) * A + best);
    compare_on_test(record, "test/best_lasso", &models[BEST], &models[LASSO], split);
    compare_on_test(record, "test/best_ridge", &models[BEST], &models[RIDGE], split);

    record_scales(record, beta, limits, reached, time, eta, stop, descent, limit, split, s);
    record_penalties(record, "lasso", s->lasso, lasso);
    record_penalties(record, "ridge", s->ridge, ridge);
    record_coefficients(record, models, samples, split);
    Folds *all[] = {descent, limit, ridge, lasso, mean, least_l1, least_l2};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        folds_free(all[i]);
    free(stop);
    free(reached);
    free(beta);
    free(time);
    free(eta);
    free(limits);
    free(other);
    system_free(system);
    split_free(split);
}
