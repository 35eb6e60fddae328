/* line: lines by hand, laws recovered, criteria from the likelihood, intervals that cover. */
#include "line.h"
#include "rng.h"
#include "sandbox.h"
#include "summary.h"

enum { POINTS = 5 };
static const double X[POINTS] = {20, 40, 80, 160, 320};

/* The law with intercept 3 and slope 0.5. */
static double value_of(LineLaw law, double x)
{
    switch (law) {
    case LINE_LINEAR:
        return 3 + 0.5 * x;
    case LINE_LOGARITHMIC:
        return 3 + 0.5 * log(x);
    case LINE_LINEARITHMIC:
        return 3 + 0.5 * x * log(x);
    default:
        return exp(3 + 0.5 * log(x));
    }
}

TEST(a_line_by_hand)
{
    /* Residuals 0.1, -0.3, 0.3, -0.1: RSS 0.2, TSS 10; Student's 97.5 % quantile with 2 degrees. */
    Line line;
    line_fit(&line, LINE_LINEAR, (double[]){1, 2, 3, 4}, (double[]){2, 3, 5, 6}, 4);
    assert_close(line.slope, 1.4, 1e-14, 0);
    assert_close(line.intercept, 0.5, 1e-13, 0);
    assert_close(line.r_squared, 0.98, 1e-13, 0);
    assert_close(line.aic, 4 * log(0.05) + 4, 1e-13, 0);
    assert_close(line.slope_error, sqrt(0.02), 1e-13, 0);
    assert_close(line.slope_t_low, 1.4 - 4.302652729911275 * sqrt(0.02), 1e-9, 0);
    assert_close(line.slope_t_high, 1.4 + 4.302652729911275 * sqrt(0.02), 1e-9, 0);
}

TEST(exact_lines_are_recovered)
{
    for (LineLaw law = 0; law < LINE_LAWS; law++) {
        double y[POINTS];
        Line line;
        for (int i = 0; i < POINTS; i++)
            y[i] = value_of(law, X[i]);
        line_fit(&line, law, X, y, POINTS);
        assert_close(line.slope, 0.5, 1e-12, 0);
        assert_close(line.intercept, 3, 1e-11, 0);
        assert_close(line.r_squared, 1, 1e-12, 0);
    }
}

TEST(what_is_not_defined_is_not_finite)
{
    Line line;
    line_fit(&line, LINE_POWER, (double[]){1, 10}, (double[]){2, 200}, 2);
    assert_close(line.slope, 2, 1e-14, 0);
    assert_false(isfinite(line.slope_error) || isfinite(line.slope_t_low) ||
                 isfinite(line.slope_t_high));
    line_fit(&line, LINE_LINEAR, X, (double[]){7, 7, 7, 7, 7}, POINTS);
    assert_close(line.slope, 0, 0, 0);
    assert_false(isfinite(line.r_squared) || isfinite(line.aic));
}

/* -2 log of the likelihood of y under the fitted law with normal errors, of log y for the power
 * law, at the variance that makes it largest. */
static double minus_two_log_likelihood(const Line *line, LineLaw law, const double *y)
{
    double residual[POINTS], variance = 0, sum = 0;
    for (int i = 0; i < POINTS; i++) {
        double right = law == LINE_LINEAR         ? X[i]
                       : law == LINE_LINEARITHMIC ? X[i] * log(X[i])
                                                  : log(X[i]);
        residual[i] =
            (law == LINE_POWER ? log(y[i]) : y[i]) - line->intercept - line->slope * right;
        variance += residual[i] * residual[i] / POINTS;
    }
    for (int i = 0; i < POINTS; i++) {
        double density =
            exp(-residual[i] * residual[i] / (2 * variance)) / sqrt(2 * M_PI * variance);
        sum -= 2 * log(law == LINE_POWER ? density / y[i] : density);
    }
    return sum;
}

TEST(criteria_are_of_the_same_likelihood)
{
    const double y[POINTS] = {190, 420, 790, 1650, 3300};
    for (LineLaw law = 0; law < LINE_LAWS; law++) {
        Line line;
        line_fit(&line, law, X, y, POINTS);
        double wanted = minus_two_log_likelihood(&line, law, y) + 4 - POINTS * (1 + log(2 * M_PI));
        assert_close(line.aic, wanted, 1e-10, 0);
    }
}

TEST(the_criterion_prefers_the_true_law)
{
    enum { DRAWS = 200 };
    for (LineLaw truth = 0; truth < LINE_LAWS; truth++) {
        int preferred = 0;
        for (int draw = 0; draw < DRAWS; draw++) {
            Rng rng;
            rng_open(&rng, "1", "line", draw, LINE_NAMES[truth]);
            double y[POINTS], aic[LINE_LAWS];
            for (int i = 0; i < POINTS; i++)
                y[i] = value_of(truth, X[i]) * (1 + 0.002 * rng_normal(&rng));
            int best = 0;
            for (LineLaw law = 0; law < LINE_LAWS; law++) {
                Line line;
                line_fit(&line, law, X, y, POINTS);
                aic[law] = line.aic;
                best = aic[law] < aic[best] ? (int)law : best;
            }
            preferred += best == (int)truth;
        }
        if (preferred < 0.9 * DRAWS)
            print_error("%s: preferred %d times of %d\n", LINE_NAMES[truth], preferred, DRAWS);
        assert_true(preferred >= 0.9 * DRAWS);
    }
}

TEST(slopes_are_those_of_each_resample)
{
    enum { RESAMPLES = 3 };
    double y[POINTS * RESAMPLES], one[POINTS], slopes[RESAMPLES];
    for (int k = 0; k < POINTS * RESAMPLES; k++)
        y[k] = 1 + k * k % 17;
    for (LineLaw law = 0; law < LINE_LAWS; law++) {
        line_slopes(slopes, law, X, y, POINTS, RESAMPLES);
        for (int b = 0; b < RESAMPLES; b++) {
            Line line;
            for (int i = 0; i < POINTS; i++)
                one[i] = y[i * RESAMPLES + b];
            line_fit(&line, law, X, one, POINTS);
            assert_close(slopes[b], line.slope, 0, 0);
        }
    }
}

TEST(intervals_cover_the_slope)
{
    /* Student's interval from the residuals of the means, and the bootstrap's from the replicates;
     * the latter is narrower by the factor sqrt(1 - 1 / REPLICATES). */
    enum { SAMPLES = 300, REPLICATES = 10 };
    int covered = 0, bootstrap_covered = 0;
    static double resampled[POINTS * SUMMARY_RESAMPLES], slopes[SUMMARY_RESAMPLES];
    for (int sample = 0; sample < SAMPLES; sample++) {
        Rng rng;
        rng_open(&rng, "1", "line", sample, "bootstrap");
        double y[POINTS] = {0}, low, high;
        for (int i = 0; i < POINTS; i++) {
            double values[REPLICATES];
            for (int k = 0; k < REPLICATES; k++) {
                values[k] = value_of(LINE_LINEAR, X[i]) + 10 * rng_normal(&rng);
                y[i] += values[k] / REPLICATES;
            }
            for (int b = 0; b < SUMMARY_RESAMPLES; b++) {
                double *mean = &resampled[i * SUMMARY_RESAMPLES + b];
                *mean = 0;
                for (int k = 0; k < REPLICATES; k++)
                    *mean += values[rng_below(&rng, REPLICATES)] / REPLICATES;
            }
        }
        Line line;
        line_fit(&line, LINE_LINEAR, X, y, POINTS);
        line_slopes(slopes, LINE_LINEAR, X, resampled, POINTS, SUMMARY_RESAMPLES);
        summary_interval(&low, &high, slopes, SUMMARY_RESAMPLES);
        covered += line.slope_t_low <= 0.5 && 0.5 <= line.slope_t_high;
        bootstrap_covered += low <= 0.5 && 0.5 <= high;
    }
    assert_close((double)covered / SAMPLES, 0.95, 0, 0.035);
    assert_close((double)bootstrap_covered / SAMPLES, 0.935, 0, 0.035);
}

static void breaks_a_rule(const char *how)
{
    Line line;
    if (*how == 'x')
        line_fit(&line, LINE_LOGARITHMIC, (double[]){0, 1}, X, 2);
    if (*how == 'y')
        line_fit(&line, LINE_POWER, X, (double[]){1, 0}, 2);
    if (*how == '1')
        line_fit(&line, LINE_LINEAR, X, X, 1);
}

TEST(mistakes_abort)
{
    char said[SAID];
    const char *how[] = {"x", "y", "1"}, *says[] = {"x > 0", "y > 0", "points > 1"};
    for (int i = 0; i < 3; i++) {
        assert_int_equal(sandbox_child(said, breaks_a_rule, how[i]), -SIGABRT);
        assert_says(said, says[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_by_hand),
        cmocka_unit_test(exact_lines_are_recovered),
        cmocka_unit_test(what_is_not_defined_is_not_finite),
        cmocka_unit_test(criteria_are_of_the_same_likelihood),
        cmocka_unit_test(the_criterion_prefers_the_true_law),
        cmocka_unit_test(slopes_are_those_of_each_resample),
        cmocka_unit_test(intervals_cover_the_slope),
        cmocka_unit_test(mistakes_abort),
    };
    return cmocka_run_group_tests_name("line", tests, NULL, NULL);
}
