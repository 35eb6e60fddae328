#include "summary.h"

#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <stdlib.h>

#include "die.h"

static double quantile(const double *sorted, int count, double fraction)
{
    return gsl_stats_quantile_from_sorted_data(sorted, 1, count, fraction);
}

void summary_interval(double *low, double *high, double *values, int count)
{
    gsl_sort(values, 1, count);
    *low = quantile(values, count, 0.025);
    *high = quantile(values, count, 0.975);
}

void summary_of(Summary *summary, double *values, int count, Rng *rng)
{
    require(count > 0);
    gsl_sort(values, 1, count);
    double sum = 0;
    for (int i = 0; i < count; i++)
        sum += values[i];
    *summary = (Summary){
        .count = count,
        .sum = sum,
        .mean = sum / count,
        .median = quantile(values, count, 0.5),
        .q10 = quantile(values, count, 0.1),
        .q90 = quantile(values, count, 0.9),
        .min = values[0],
        .max = values[count - 1],
    };

    double *medians = die_calloc(SUMMARY_RESAMPLES, sizeof *medians);
    double *means = die_calloc(SUMMARY_RESAMPLES, sizeof *means);
    double *resample = die_calloc(count, sizeof *resample);
    int *times = die_calloc(count, sizeof *times);
    for (int b = 0; b < SUMMARY_RESAMPLES; b++) {
        for (int i = 0; i < count; i++) {
            const uint32_t drawn = rng_below(rng, (uint32_t)count);
            means[b] += values[drawn] / count;
            times[drawn]++;
        }
        /* In order, as the values are. */
        for (int k = 0, i = 0; k < count; k++)
            for (; times[k]; times[k]--)
                resample[i++] = values[k];
        medians[b] = quantile(resample, count, 0.5);
    }
    summary_interval(&summary->low, &summary->high, medians, SUMMARY_RESAMPLES);
    summary_interval(&summary->mean_low, &summary->mean_high, means, SUMMARY_RESAMPLES);
    free(medians);
    free(means);
    free(resample);
    free(times);
}
