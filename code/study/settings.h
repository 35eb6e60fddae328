/* settings: what a study is to do, from build/study/NAME/data/params/study.json. */
#ifndef SETTINGS_H
#define SETTINGS_H

#include "params.h"

typedef struct {
    const char *seed, *data, *test, *response; /* test may be NULL */
    int task, standardize, folds;
    /* Regression. */
    int A;             /* scales */
    double *alphas;    /* (A) increasing */
    int steps, points; /* most steps of descent; how many are on the grid */
    int *grid;         /* (points) of them, about evenly spaced on a logarithmic scale */
    int penalties;
    double *lasso; /* (penalties) falling, over the least that makes the lasso 0 */
    double *ridge; /* (penalties) falling, over the largest squared singular value */
    /* Classification. */
    int scale_count, width_count, lambda_count;
    const double *scales, *widths, *lambdas;
    int networks, epochs, batch;
    double eta;
} Settings;

/* The settings, owned by params where they are arrays of its own; a fault is left in params. */
Settings *settings_alloc(Params *params);
void settings_free(Settings *settings);

#endif
