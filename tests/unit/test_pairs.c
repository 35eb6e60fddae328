/* pairs: what a row becomes when it is compared with its mate. */
#include "pairs.h"
#include "rows_of.h"

static const char TEXT[] = "replicate,n,r,value\n"
                           "1,20,1,10\n"
                           "2,20,1,30\n"
                           "2,20,0.5,6\n"
                           "1,20,2,7\n"
                           "1,40,0.5,8\n"
                           "1,20,0.5,4\n"
                           "1,40,1,2\n";

TEST(mates_are_of_one_replicate_and_group)
{
    for (int ratio = 0; ratio < 2; ratio++)
        for (int by_r = 0; by_r < 2; by_r++) {
            const double differences[] = {6, 24, -6}, ratios[] = {2.5, 5, 0.25};
            Rows rows = rows_of(TEXT, "n", "value");
            const int r = rows_column(&rows, "r");
            if (by_r) /* The column of the comparison may be one of those that make the groups. */
                rows.by = (Columns){{r, rows_column(&rows, "n")}, 2};
            pairs_compare(&rows, r, (const double[]){1, 0.5}, ratio);
            rows_sort(&rows);
            assert_int_equal(rows.count, 3);
            for (int row = 0; row < 3; row++) {
                assert_true(rows_at(&rows, row, r) == 1);
                assert_true(rows_at(&rows, row, rows.of.at[0]) ==
                            (ratio ? ratios : differences)[row]);
            }
            rows_free(&rows);
        }
}

static void compare_text(const char *text)
{
    Rows rows = rows_of(text, "n", "value");
    pairs_compare(&rows, rows_column(&rows, "r"), (const double[]){1, 0.5}, 1);
}

TEST(what_is_no_pair_is_refused)
{
    static const struct {
        const char *text, *says;
    } bad[] = {
        {"replicate,n,r,value\n1,20,1,3\n", "n 20, replicate 1: 1 row, expected one with r 1 and "
                                            "one with 0.5"},
        {"replicate,n,r,value\n1,20,0.5,3\n", "n 20, replicate 1: 1 row, expected"},
        {"replicate,n,r,value\n1,20,1,3\n1,20,1,4\n", "n 20, replicate 1: 2 rows, expected"},
        {"replicate,n,r,value\n1,20,1,3\n2,20,0.5,4\n", "n 20, replicate 1: 1 row, expected"},
        {"replicate,n,r,value\n1,20,1,3\n1,20,0.5,4\n1,20,0.5,4\n",
         "replicate 1: 3 rows, expected"},
        {"replicate,n,r,value\n1,20,2,3\n", "no row of t.csv has one of these values"},
        {"replicate,n,r,value\n1,20,1,3\n1,20,0.5,0\n", "a 'value' is 0, so there is no ratio"},
        {"replicate,n,r,value\n1,20,1,1e300\n1,20,0.5,1e-300\n", "differs by too large a number"},
    };
    char said[SAID];
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_int_equal(sandbox_child(said, compare_text, bad[i].text), 1);
        assert_says(said, "p.json: key 'summary': 'against': ");
        assert_says(said, bad[i].says);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mates_are_of_one_replicate_and_group),
        cmocka_unit_test(what_is_no_pair_is_refused),
    };
    return cmocka_run_group_tests_name("pairs", tests, NULL, NULL);
}
