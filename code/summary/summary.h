/* summary: the statistics of one quantity over replicates. */
#ifndef SUMMARY_H
#define SUMMARY_H

#include "rng.h"

typedef struct {
    int count;        /* replicates */
    double sum, mean; /* of all of them */
    double median;
    double q10, q90; /* 10 % and 90 % quantiles (linear interpolation, as in GSL and R's type 7) */
    double min, max;
    double low, high;           /* 95 % percentile-bootstrap interval of the median */
    double mean_low, mean_high; /* the same of the mean */
} Summary;

enum { SUMMARY_RESAMPLES = 1000 };

/* The summary of values[0..count-1], 0 < count, which is sorted in place. Resamples are drawn from
 * rng. */
void summary_of(Summary *summary, double *values, int count, Rng *rng);

/* The 95 % percentile interval of values[0..count-1], which are sorted in place. */
void summary_interval(double *low, double *high, double *values, int count);

#endif
