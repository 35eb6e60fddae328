#include "line.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_fit.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>

#include "die.h"

const char *const LINE_NAMES[LINE_LAWS] = {"linear", "logarithmic", "linearithmic", "power"};

static double right_side(LineLaw law, double x)
{
    if (law == LINE_LINEAR)
        return x;
    require(x > 0);
    return law == LINE_LINEARITHMIC ? x * log(x) : log(x);
}

static double left_side(LineLaw law, double y)
{
    require(law != LINE_POWER || y > 0);
    return law == LINE_POWER ? log(y) : y;
}

void line_fit(Line *line, LineLaw law, const double *x, const double *y, int points)
{
    require(points > 1);
    double *u = die_calloc(points, sizeof *u), *v = die_calloc(points, sizeof *v), sum = 0;
    for (int i = 0; i < points; i++) {
        u[i] = right_side(law, x[i]);
        v[i] = left_side(law, y[i]);
        sum += v[i];
    }
    double c00, c01, c11, rss;
    gsl_fit_linear(u, 1, v, 1, points, &line->intercept, &line->slope, &c00, &c01, &c11, &rss);
    const int degrees = points - 2;
    const double reach = degrees ? gsl_cdf_tdist_Pinv(0.975, degrees) * sqrt(c11) : NAN;
    line->r_squared = 1 - rss / gsl_stats_tss(v, 1, points);
    line->aic = points * log(rss / points) + 2 * 2 + (law == LINE_POWER ? 2 * sum : 0);
    line->slope_error = sqrt(c11);
    line->slope_t_low = line->slope - reach;
    line->slope_t_high = line->slope + reach;
    free(u);
    free(v);
}

void line_slopes(double *slopes, LineLaw law, const double *x, const double *y, int points,
                 int resamples)
{
    double *u = die_calloc(points, sizeof *u), *v = die_calloc(points, sizeof *v);
    for (int i = 0; i < points; i++)
        u[i] = right_side(law, x[i]);
    for (int b = 0; b < resamples; b++) {
        double intercept, c00, c01, c11, rss;
        for (int i = 0; i < points; i++)
            v[i] = left_side(law, y[(size_t)i * resamples + b]);
        gsl_fit_linear(u, 1, v, 1, points, &intercept, &slopes[b], &c00, &c01, &c11, &rss);
    }
    free(u);
    free(v);
}
