#include "settings.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "die.h"
#include "samples.h"

/* Ends of the penalties. */
static const double LASSO_LOW = 1e-3, RIDGE_HIGH = 10, RIDGE_LOW = 1e-9;

static double log_spaced(double first, double last, int k, int count)
{
    return count > 1 ? first * pow(last / first, (double)k / (count - 1)) : first;
}

/* 1, ..., most in `density` points a decade, each a whole number that is there once. */
static int *make_grid(int *points, int most, int density)
{
    const int room = (int)(density * log10(most)) + 3;
    int *grid = die_calloc(room, sizeof *grid), count = 0;
    for (int k = 0; k < room; k++) {
        const double step = fmin(round(pow(10, (double)k / density)), most);
        if (!count || step > grid[count - 1])
            grid[count++] = (int)step;
    }
    *points = count;
    return grid;
}

Settings *settings_alloc(Params *p)
{
    Settings *s = die_calloc(1, sizeof *s);
    s->seed = params_text(p, "seed");
    s->data = params_text(p, "data");
    s->test = params_optional_text(p, "test");
    s->response = params_text(p, "response");
    s->task = !strcmp(params_text(p, "task"), "classification") ? CLASSIFICATION : REGRESSION;
    s->standardize = params_integer(p, "standardize", 0, 1);
    s->folds = params_integer(p, "folds", 2, 1000);
    s->A = params_integer(p, "alphas", 3, 1000);
    const double low = params_number(p, "alpha_low", 1e-6, 1e6);
    const double high = params_number(p, "alpha_high", low, 1e6);
    s->steps = params_integer(p, "steps", 1, 100000000);
    const int density = params_integer(p, "points", 1, 100);
    s->penalties = params_integer(p, "penalties", 2, 10000);
    s->scales = params_increasing(p, "scales", 1e-6, 1e3, &s->scale_count);
    s->widths = params_integers(p, "widths", 1, 100000, &s->width_count);
    s->lambdas = params_increasing(p, "lambdas", 1e-12, 1e3, &s->lambda_count);
    s->networks = params_integer(p, "networks", 2, 1000);
    s->epochs = params_integer(p, "epochs", 1, 100000000);
    s->batch = params_integer(p, "batch", 1, 100000);
    s->eta = params_number(p, "eta", 1e-12, 10);
    s->alphas = die_calloc(s->A, sizeof *s->alphas);
    s->lasso = die_calloc(s->penalties, sizeof *s->lasso);
    s->ridge = die_calloc(s->penalties, sizeof *s->ridge);
    for (int a = 0; a < s->A; a++)
        s->alphas[a] = log_spaced(low, high, a, s->A);
    for (int k = 0; k < s->penalties; k++) {
        s->lasso[k] = log_spaced(1, LASSO_LOW, k, s->penalties);
        s->ridge[k] = log_spaced(RIDGE_HIGH, RIDGE_LOW, k, s->penalties);
    }
    s->grid = make_grid(&s->points, s->task == REGRESSION ? s->steps : s->epochs, density);
    return s;
}

void settings_free(Settings *s)
{
    free(s->alphas);
    free(s->lasso);
    free(s->ridge);
    free(s->grid);
    free(s);
}
