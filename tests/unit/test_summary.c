/* summary: statistics by hand, and the intervals of median and mean. */
#include "close.h"
#include "summary.h"

TEST(hand_values)
{
    Rng rng;
    Summary s;
    rng_open(&rng, "1", "summary", 0, "bootstrap");
    double odd[] = {5, 1, 3, 2, 9};
    summary_of(&s, odd, 5, &rng);
    assert_int_equal(s.count, 5);
    assert_close(s.sum, 20, 0, 0);
    assert_close(s.mean, 4, 0, 0);
    assert_close(s.median, 3, 0, 0);
    assert_close(s.q10, 1.4, 1e-15, 0);
    assert_close(s.q90, 7.4, 1e-15, 0);
    assert_close(s.min, 1, 0, 0);
    assert_close(s.max, 9, 0, 0);
    assert_all_close(odd, ((double[]){1, 2, 3, 5, 9}), 5, 0, 0);

    double even[] = {-4, 8, 0, 2};
    summary_of(&s, even, 4, &rng);
    assert_close(s.sum, 6, 0, 0);
    assert_close(s.mean, 1.5, 0, 0);
    assert_close(s.median, 1, 0, 0);
    assert_close(s.q10, -2.8, 1e-15, 0);
    assert_close(s.q90, 6.2, 1e-15, 0);
    assert_close(s.min, -4, 0, 0);
    assert_close(s.max, 8, 0, 0);

    double one[] = {-2.5};
    summary_of(&s, one, 1, &rng);
    assert_int_equal(s.count, 1);
    const double all[] = {s.sum, s.mean, s.median, s.q10,      s.q90,      s.min,
                          s.max, s.low,  s.high,   s.mean_low, s.mean_high};
    for (int i = 0; i < 11; i++)
        assert_close(all[i], -2.5, 0, 0);
}

TEST(intervals_are_of_ninety_five_per_cent)
{
    double low, high, values[201];
    for (int i = 0; i <= 200; i++)
        values[i] = i * 59 % 201; /* 0 to 200 in another order */
    summary_interval(&low, &high, values, 201);
    assert_close(low, 5, 1e-14, 0);
    assert_close(high, 195, 1e-14, 0);
}

TEST(intervals_are_pinned)
{
    /* From an implementation in another language, on the stream 2022/test/0/bootstrap. */
    Rng rng;
    Summary s;
    double few[] = {64, 1, 2, 16, 8, 4, 32}, many[100];
    rng_open(&rng, "2022", "test", 0, "bootstrap");
    summary_of(&s, few, 7, &rng);
    assert_close(s.low, 2, 0, 0);
    assert_close(s.high, 32, 0, 0);
    assert_close(s.mean_low, 4.425, 1e-14, 0);
    assert_close(s.mean_high, 35.15357142857142, 1e-14, 0);
    for (int i = 0; i < 100; i++)
        many[i] = (i + 1) * (i + 1) * 37 % 1009 / 8.0;
    rng_open(&rng, "2022", "test", 0, "bootstrap");
    summary_of(&s, many, 100, &rng);
    assert_close(s.median, 71.3125, 0, 0);
    assert_close(s.low, 53.8125, 1e-15, 0);
    assert_close(s.high, 81.75, 1e-15, 0);
    assert_close(s.mean_low, 58.082125, 1e-14, 0);
    assert_close(s.mean_high, 73.06984375, 1e-14, 0);
}

TEST(intervals_cover_the_truth)
{
    /* They hold the sample's median and mean always, and the truth in about 95 of 100 samples (that
     * of the mean in a little fewer: the percentile bootstrap is narrow by the factor
     * sqrt(1 - 1 / COUNT), and a normal quantile stands for one of Student's). */
    enum { SAMPLES = 400, COUNT = 41 };
    int covered = 0, mean_covered = 0;
    for (int sample = 0; sample < SAMPLES; sample++) {
        Rng rng;
        Summary s;
        double x[COUNT];
        rng_open(&rng, "1", "summary", sample, "bootstrap");
        for (int i = 0; i < COUNT; i++)
            x[i] = rng_normal(&rng);
        summary_of(&s, x, COUNT, &rng);
        assert_true(s.min <= s.low && s.low <= s.median && s.median <= s.high && s.high <= s.max);
        assert_true(s.low < s.high);
        assert_true(s.min <= s.mean_low && s.mean_low < s.mean && s.mean < s.mean_high &&
                    s.mean_high <= s.max);
        covered += s.low <= 0 && 0 <= s.high;
        mean_covered += s.mean_low <= 0 && 0 <= s.mean_high;
    }
    assert_close((double)covered / SAMPLES, 0.95, 0, 0.03);
    assert_close((double)mean_covered / SAMPLES, 0.94, 0, 0.03);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hand_values),
        cmocka_unit_test(intervals_are_of_ninety_five_per_cent),
        cmocka_unit_test(intervals_are_pinned),
        cmocka_unit_test(intervals_cover_the_truth),
    };
    return cmocka_run_group_tests_name("summary", tests, NULL, NULL);
}
