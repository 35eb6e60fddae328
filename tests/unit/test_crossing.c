/* crossing: isotonic regression by hand and by its optimality, crossings of known curves. */
#include "close.h"
#include "crossing.h"
#include "summary.h"

TEST(isotonic_by_hand)
{
    static const struct {
        int count;
        double y[5], weight[5], f[5];
    } cases[] = {
        {1, {7}, {2}, {7}},
        {4, {1, 3, 2, 4}, {1, 1, 1, 1}, {1, 2.5, 2.5, 4}},
        {4, {1, 3, 2, 4}, {1, 1, 3, 1}, {1, 2.25, 2.25, 4}},
        {4, {1, 2, 2, 8}, {1, 3, 1, 2}, {1, 2, 2, 8}},
        {3, {3, 2, 1}, {1, 1, 1}, {2, 2, 2}},
        /* Pooled backwards twice. */
        {5, {1, 5, 4, 0, 6}, {1, 1, 1, 1, 1}, {1, 3, 3, 3, 6}},
        {5, {4, 5, 1, 1, 2}, {1, 1, 1, 2, 5}, {2.2, 2.2, 2.2, 2.2, 2.2}},
    };
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
        double f[5];
        memcpy(f, cases[c].y, sizeof f);
        crossing_isotonic(f, cases[c].weight, cases[c].count);
        assert_all_close(f, cases[c].f, cases[c].count, 1e-15, 0);
    }
}

TEST(isotonic_regression_is_optimal)
{
    /* The conditions of Karush, Kuhn and Tucker: f does not decrease; the weighted residuals summed
     * from the left are never negative, and 0 where f rises and at the end. */
    for (int draw = 0; draw < 200; draw++) {
        enum { MOST = 12 };
        Rng rng;
        rng_open(&rng, "1", "crossing", draw, "isotonic");
        int count = 1 + draw % MOST;
        double y[MOST], f[MOST], weight[MOST], sum = 0;
        for (int i = 0; i < count; i++) {
            f[i] = y[i] = 0.1 * i + rng_normal(&rng);
            weight[i] = 1 + rng_below(&rng, 5);
        }
        crossing_isotonic(f, weight, count);
        for (int i = 0; i < count; i++) {
            sum += weight[i] * (y[i] - f[i]);
            assert_true(sum > -1e-12);
            assert_true(i + 1 == count || f[i] <= f[i + 1]);
            if (i + 1 == count || f[i] < f[i + 1])
                assert_close(sum, 0, 0, 1e-12);
        }
    }
}

TEST(crossings_by_hand)
{
    const double x[] = {10, 20, 40, 80, 160}, f[] = {0.5, 0.6, 0.6, 0.9, 0.9};
    assert_close(crossing_at(x, f, 5, 0.55), 15, 1e-14, 0);
    assert_close(crossing_at(x, f, 5, 0.6), 20, 1e-14, 0); /* the left end of the flat */
    assert_close(crossing_at(x, f, 5, 0.7), 40 + 40.0 / 3, 1e-14, 0);
    assert_close(crossing_at(x, f, 5, 0.9), 80, 1e-14, 0);
    assert_close(crossing_at(x, f, 5, 0.91), INFINITY, 0, 0);
    assert_close(crossing_at(x, f, 5, 0.4), -INFINITY, 0, 0);
    assert_close(crossing_at(x, f, 5, 0.5), -INFINITY, 0, 0);
    assert_close(crossing_at(x, f, 0, 0.5), INFINITY, 0, 0);
}

TEST(mean_curves_leave_out_what_is_missing)
{
    /* Weights 3, 1, 2 in the second case: (3 * 0.4 + 0.1) / 4. The third has no value at x = 2. */
    double at[] = {1, 2, 4}, values[] = {0.4, 0.1, 0.9, 0.4, NAN, NAN, 0.4, NAN, 0.7};
    const Curves curves = {3, 3, at, values};
    static const struct {
        int chosen[3], count, points;
        double x[3], f[3];
    } cases[] = {
        {{0}, 1, 3, {1, 2, 4}, {0.25, 0.25, 0.9}},
        {{0, 1, 2}, 3, 3, {1, 2, 4}, {0.325, 0.325, 0.8}},
        {{1, 2, 2}, 3, 2, {1, 4}, {0.4, 0.7}},
    };
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
        double x[3], f[3];
        assert_int_equal(crossing_curve(x, f, &curves, cases[c].chosen, cases[c].count),
                         cases[c].points);
        assert_all_close(x, cases[c].x, cases[c].points, 0, 0);
        assert_all_close(f, cases[c].f, cases[c].points, 1e-15, 0);
    }
}

/* Accuracy of a network that has half of it at chance and learns around N = 100. */
static double accuracy(double N)
{
    return 0.5 + 0.5 / (1 + exp(-(N - 100) / 25));
}

enum { REPLICATES = 10, GRID = 8 };
static double grid[GRID] = {20, 40, 60, 80, 100, 125, 150, 200};

TEST(known_crossings_are_found)
{
    /* Linear interpolation errs by at most step^2 / 8 times the curvature over the slope. */
    double values[GRID], x[GRID], f[GRID];
    const Curves curves = {1, GRID, grid, values};
    for (int i = 0; i < GRID; i++)
        values[i] = accuracy(grid[i]);
    int count = crossing_curve(x, f, &curves, (int[]){0}, 1);
    for (double p = 0.6; p < 0.95; p += 0.1)
        assert_close(crossing_at(x, f, count, p), 100 + 25 * log((p - 0.5) / (1 - p)), 0, 2);
}

TEST(intervals_cover_the_crossing)
{
    enum { SAMPLES = 300 };
    static const double thresholds[] = {0.6, 0.75};
    static double draws[2 * SUMMARY_RESAMPLES];
    double values[REPLICATES * GRID], exact[GRID], off[2];
    const Curves curves = {REPLICATES, GRID, grid, values};
    int covered[2] = {0};
    for (int i = 0; i < GRID; i++)
        exact[i] = accuracy(grid[i]);
    for (int sample = 0; sample < SAMPLES; sample++) {
        Rng rng;
        rng_open(&rng, "1", "crossing", sample, "noise");
        for (int i = 0; i < REPLICATES * GRID; i++)
            values[i] = exact[i % GRID] + 0.03 * rng_normal(&rng);
        crossing_resample(draws, off, &curves, thresholds, 2, SUMMARY_RESAMPLES, &rng);
        for (int t = 0; t < 2; t++) {
            double low, high, truth = crossing_at(grid, exact, GRID, thresholds[t]);
            assert_close(off[t], 0, 0, 0);
            summary_interval(&low, &high, &draws[t * SUMMARY_RESAMPLES], SUMMARY_RESAMPLES);
            assert_true(grid[0] < low && low < high && high < grid[GRID - 1]);
            covered[t] += low <= truth && truth <= high;
        }
    }
    /* The percentile bootstrap is narrow by the factor sqrt(1 - 1 / REPLICATES). */
    for (int t = 0; t < 2; t++)
        assert_close((double)covered[t] / SAMPLES, 0.93, 0, 0.04);
}

TEST(resamples_off_the_grid_stand_at_its_ends)
{
    /* Of two replicates, one crosses 0.6 at 1.5 and one is below; 0.1 and 0.95 are off for both. */
    enum { RESAMPLES = 4000 };
    static double draws[3 * RESAMPLES];
    double at[] = {1, 2}, values[] = {0.5, 0.7, 0.2, 0.3}, off[3];
    const Curves curves = {2, 2, at, values};
    Rng rng;
    rng_open(&rng, "1", "crossing", 0, "ends");
    crossing_resample(draws, off, &curves, (double[]){0.1, 0.6, 0.95}, 3, RESAMPLES, &rng);
    int inside = 0;
    for (int b = 0; b < RESAMPLES; b++) {
        assert_close(draws[b], 1, 0, 0);
        assert_close(draws[2 * RESAMPLES + b], 2, 0, 0);
        inside += draws[RESAMPLES + b] < 2;
        if (draws[RESAMPLES + b] < 2)
            assert_close(draws[RESAMPLES + b], 1.5, 1e-14, 0);
    }
    /* The first replicate twice: in a quarter of the resamples, within five standard errors. */
    assert_close((double)inside / RESAMPLES, 0.25, 0, 0.035);
    assert_close(off[0], 1, 0, 0);
    assert_close(off[1], 1 - (double)inside / RESAMPLES, 1e-12, 0);
    assert_close(off[2], 1, 0, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(isotonic_by_hand),
        cmocka_unit_test(isotonic_regression_is_optimal),
        cmocka_unit_test(crossings_by_hand),
        cmocka_unit_test(mean_curves_leave_out_what_is_missing),
        cmocka_unit_test(known_crossings_are_found),
        cmocka_unit_test(intervals_cover_the_crossing),
        cmocka_unit_test(resamples_off_the_grid_stand_at_its_ends),
    };
    return cmocka_run_group_tests_name("crossing", tests, NULL, NULL);
}
