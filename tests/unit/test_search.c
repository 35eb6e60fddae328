/* search: the thesis's search on accuracy curves whose crossing is known. */
#include "close.h"
#include "search.h"

/* Where the search ends when N samples are enough from least on; tried(*count) are the N on the
 * way. */
static int run(int n, double least, int *tried, int *count)
{
    Search search;
    *count = 0;
    search_start(&search, n, 1.2);
    while (!search.done) {
        assert_true(*count < 100);
        tried[(*count)++] = search.N;
        search_next(&search, search.N >= least);
    }
    return search.N;
}

/* By hand, n = 20: 59 = floor(20 log 20), then square roots of 59 * 400, 59 * 153, 59 * 95,
 * 74 * 95. */
TEST(takes_the_steps_worked_out_by_hand)
{
    const int wanted[] = {59, 153, 95, 74, 83};
    int tried[100], count;
    assert_int_equal(run(20, 80, tried, &count), 83);
    assert_int_equal(count, 5);
    for (int i = 0; i < count; i++)
        assert_int_equal(tried[i], wanted[i]);
}

/* An answer that was not enough, the last N tried: 83 of 95 is within the ratio. */
TEST(may_end_below_the_crossing)
{
    int tried[100], count;
    assert_int_equal(run(20, 90, tried, &count), 83);
}

TEST(ends_within_the_ratio_of_the_crossing)
{
    for (int n = 20; n <= 1280; n *= 2)
        for (double least = 12; least < 0.8 * n * n; least *= 1.07) {
            int tried[100], count, N = run(n, least, tried, &count);
            assert_in_range(N, (int)(least / 1.21), (int)(least * 1.21) + 1);
        }
}

/* Always enough ends at the lower end, never enough at the upper. */
TEST(ends_at_its_bounds)
{
    int tried[100], count;
    assert_in_range(run(20, 0, tried, &count), 10, 12);
    assert_in_range(run(20, INFINITY, tried, &count), 333, 400);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(takes_the_steps_worked_out_by_hand),
        cmocka_unit_test(may_end_below_the_crossing),
        cmocka_unit_test(ends_within_the_ratio_of_the_crossing),
        cmocka_unit_test(ends_at_its_bounds),
    };
    return cmocka_run_group_tests_name("search", tests, NULL, NULL);
}
