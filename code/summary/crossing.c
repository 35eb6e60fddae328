#include "crossing.h"

#include <math.h>
#include <stdlib.h>

#include "die.h"

void crossing_isotonic(double *f, const double *weight, int count)
{
    /* Blocks of equal value from the left; a new one is pooled with those before it that are
     * higher. */
    double *value = die_calloc(count, sizeof *value), *mass = die_calloc(count, sizeof *mass);
    int *length = die_calloc(count, sizeof *length), blocks = 0;
    for (int i = 0; i < count; i++) {
        value[blocks] = f[i];
        mass[blocks] = weight[i];
        length[blocks] = 1;
        for (; blocks > 0 && value[blocks - 1] > value[blocks]; blocks--) {
            double sum = mass[blocks - 1] + mass[blocks];
            value[blocks - 1] =
                (mass[blocks - 1] * value[blocks - 1] + mass[blocks] * value[blocks]) / sum;
            mass[blocks - 1] = sum;
            length[blocks - 1] += length[blocks];
        }
        blocks++;
    }
    for (int block = 0; block < blocks; block++)
        for (int i = 0; i < length[block]; i++)
            *f++ = value[block];
    free(value);
    free(mass);
    free(length);
}

int crossing_curve(double *x, double *f, const Curves *curves, const int *chosen, int count)
{
    double *weight = die_calloc(curves->points, sizeof *weight);
    int kept = 0;
    for (int i = 0; i < curves->points; i++) {
        double sum = 0;
        weight[kept] = 0;
        for (int k = 0; k < count; k++) {
            double value = curves->values[(size_t)chosen[k] * curves->points + i];
            if (isnan(value))
                continue;
            sum += value;
            weight[kept]++;
        }
        if (weight[kept] == 0)
            continue;
        x[kept] = curves->x[i];
        f[kept] = sum / weight[kept];
        kept++;
    }
    crossing_isotonic(f, weight, kept);
    free(weight);
    return kept;
}

double crossing_at(const double *x, const double *f, int count, double threshold)
{
    int i = 0;
    while (i < count && f[i] < threshold)
        i++;
    if (i == count)
        return INFINITY;
    if (i == 0)
        return -INFINITY;
    return x[i - 1] + (threshold - f[i - 1]) / (f[i] - f[i - 1]) * (x[i] - x[i - 1]);
}

void crossing_resample(double *out, double *off, const Curves *curves, const double *thresholds,
                       int thresholds_count, int resamples, Rng *rng)
{
    const int R = curves->replicates, points = curves->points;
    double *x = die_calloc(points, sizeof *x), *f = die_calloc(points, sizeof *f);
    int *chosen = die_calloc(R, sizeof *chosen);
    for (int t = 0; t < thresholds_count; t++)
        off[t] = 0;
    for (int b = 0; b < resamples; b++) {
        for (int k = 0; k < R; k++)
            chosen[k] = (int)rng_below(rng, (uint32_t)R);
        int count = crossing_curve(x, f, curves, chosen, R);
        for (int t = 0; t < thresholds_count; t++) {
            double at = crossing_at(x, f, count, thresholds[t]);
            off[t] += !isfinite(at);
            out[(size_t)t * resamples + b] = fmin(fmax(at, curves->x[0]), curves->x[points - 1]);
        }
    }
    for (int t = 0; t < thresholds_count; t++)
        off[t] /= resamples;
    free(x);
    free(f);
    free(chosen);
}
