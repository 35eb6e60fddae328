/* crossing: where curves that rise with x, seen with noise, reach a threshold.
 *
 * Several replicates of a curve are averaged at each x; isotonic regression, the non-decreasing
 * curve of least squares with the number of replicates at each x as weight, takes out the falls
 * that noise makes; between neighbouring x the curve is linear in x. The crossing is the least x at
 * which it is at the threshold: the left end of a flat stretch that lies there. Where the first x
 * has reached the threshold already, or no x does, the crossing is off the grid: -INFINITY or
 * INFINITY.
 */
#ifndef CROSSING_H
#define CROSSING_H

#include "rng.h"

typedef struct {
    int replicates, points;
    double *x;      /* (points), increasing */
    double *values; /* (replicates, points) row-major; NaN where there is none */
} Curves;

/* Isotonic regression by pooling adjacent violators (Barlow et al., 1972): f(count) becomes the
 * non-decreasing values of least sum of weight (f - value)^2; 0 < weight(count). */
void crossing_isotonic(double *f, const double *weight, int count);

/* The mean curve over the chosen replicates, count indices that may repeat, at the x where they
 * have a value: x(points), f(points). Returns how many these are. */
int crossing_curve(double *x, double *f, const Curves *curves, const int *chosen, int count);

/* The crossing of the curve through (x[i], f[i]), 0 <= i < count, f not decreasing. */
double crossing_at(const double *x, const double *f, int count, double threshold);

/* Crossings of `resamples` mean curves, each over as many replicates as there are, drawn with
 * replacement from rng, at each threshold: out(thresholds, resamples). One that is off the grid
 * stands at that end of the grid; off(thresholds), their share. */
void crossing_resample(double *out, double *off, const Curves *curves, const double *thresholds,
                       int thresholds_count, int resamples, Rng *rng);

#endif
