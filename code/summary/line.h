/* line: straight lines by least squares, for four laws of y in x:
 *
 *     linear         y = intercept + slope x
 *     logarithmic    y = intercept + slope log x
 *     linearithmic   y = intercept + slope x log x
 *     power          log y = intercept + slope log x
 *
 * x is positive for all laws but the linear one, y for the power law.
 */
#ifndef LINE_H
#define LINE_H

typedef enum { LINE_LINEAR, LINE_LOGARITHMIC, LINE_LINEARITHMIC, LINE_POWER, LINE_LAWS } LineLaw;

extern const char *const LINE_NAMES[LINE_LAWS];

typedef struct {
    double slope, intercept;
    double r_squared; /* of the left side, thus of log y for the power law */
    /* Akaike's criterion of y, points log(RSS / points) + 2 * 2; for the power law, whose RSS is of
     * log y, plus twice the sum of log y, the density of y being that of log y over y: so the
     * criteria of all laws on the same y compare. */
    double aic;
    double slope_error;               /* standard error */
    double slope_t_low, slope_t_high; /* 95 % interval by Student's t with points - 2 degrees */
} Line;

/* The line through (x[i], y[i]), 0 <= i < points; 1 < points, and not all x are equal. What is not
 * defined is not finite: slope_error and its interval with two points, r_squared with one value of
 * y, aic without residuals. */
void line_fit(Line *line, LineLaw law, const double *x, const double *y, int points);

/* The slopes(resamples) of the lines through (x[i], y[i][b]), for each b; y(points, resamples). */
void line_slopes(double *slopes, LineLaw law, const double *x, const double *y, int points,
                 int resamples);

#endif
