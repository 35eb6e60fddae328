/* trends: lines and crossings of groups, known by hand. */
#include "rows_of.h"
#include "trends.h"

static void assert_result(const Json *json, const char *path, double value)
{
    const Json *found = json_find(json, path);
    if (!json_has_number(found))
        print_error("there is no %s\n", path);
    assert_true(json_has_number(found));
    assert_close(json_number(found), value, 1e-6, 1e-6);
}

/* y = 10 n + 5 in the mean, and in each resample within 10 of it at n = 20; n = 80 has no value. */
TEST(lines_go_through_the_means)
{
    Rows rows = rows_of("replicate,n,y\n1,20,195\n2,20,215\n1,40,405\n2,40,405\n"
                        "1,80,\n1,160,1605\n",
                        "n", "y");
    Record *record = record_open("lines", "e", NULL, "full", NULL);
    trends_lines(record, &rows, "y");
    record_close(record);
    rows_free(&rows);
    char sentence[SENTENCE];
    Json *json = json_read("lines.json", sentence);
    assert_result(json, "results/y-linear/slope", 10);
    assert_result(json, "results/y-linear/intercept", 5);
    assert_result(json, "results/y-linear/points", 3);
    /* With S = sum (n - 220 / 3)^2 the slope is 10 - 10 (20 - 220 / 3) / S if the mean is 195. */
    const double S = pow(20 - 220. / 3, 2) + pow(40 - 220. / 3, 2) + pow(160 - 220. / 3, 2);
    assert_result(json, "results/y-linear/slope_high", 10 - 10 * (20 - 220. / 3) / S);
    assert_result(json, "results/y-linear/slope_low", 10 + 10 * (20 - 220. / 3) / S);
    assert_non_null(json_find(json, "results/y-power/slope"));
    json_free(json);
}

static void lines_of_text(const char *text)
{
    Rows rows = rows_of(text, "n", "y");
    trends_lines(record_open("bad", "e", NULL, "full", NULL), &rows, "y");
}

TEST(a_logarithm_of_nothing_is_refused)
{
    char said[SAID];
    assert_int_equal(sandbox_child(said, lines_of_text, "replicate,n,y\n1,20,0\n1,40,3\n"), 1);
    assert_says(said, "p.json: key 'summary': 'lines': 'y' has values without a logarithm");
}

/* Rows of curves f(N), grouped by n, x and replicate. */
static Rows curves_of(const char *text)
{
    Rows rows = rows_of(text, "n", "f");
    rows.by = (Columns){{rows.by.at[0], rows_column(&rows, "N"), rows.replicate}, 3};
    rows_sort(&rows);
    return rows;
}

TEST(crossings_are_those_of_the_mean_curve)
{
    /* At n = 1 the second replicate's own curve is 0.55, 0.55, 0.9, the mean 0.5, 0.6, 0.9. */
    Rows rows = curves_of("replicate,n,N,f\n2,1,20,0.5\n2,1,30,0.9\n2,1,10,0.6\n1,1,10,0.4\n"
                          "1,1,20,0.7\n1,1,30,0.9\n1,2,10,0.2\n1,2,20,0.7\n");
    const Crossings asked = {.thresholds = (double[]){0.6, 0.75},
                             .count = 2,
                             .table = "t",
                             .cell = "n{n}-p{threshold}",
                             .each = "each",
                             .lines = "lines{threshold}"};
    Record *record = record_open("crossings", "e", NULL, "full", NULL);
    trends_crossings(record, &rows, &asked);
    record_close(record);
    rows_free(&rows);
    char sentence[SENTENCE];
    Json *json = json_read("crossings.json", sentence);
    assert_result(json, "results/n1-p0.6/N_star", 20);
    assert_result(json, "results/n1-p0.6/off_grid", 0);
    assert_result(json, "results/n1-p0.6/low", 50. / 3);
    assert_result(json, "results/n1-p0.6/high", 150. / 7);
    assert_result(json, "results/n1-p0.75/N_star", 25);
    assert_result(json, "results/n2-p0.6/N_star", 18);
    assert_result(json, "results/n2-p0.6/low", 18);
    assert_result(json, "results/n2-p0.6/high", 18);
    assert_result(json, "results/n2-p0.75/off_grid", 1);
    assert_null(json_find(json, "results/n2-p0.75/N_star"));
    assert_result(json, "results/lines0.6-linear/slope", -2);
    assert_null(json_find(json, "results/lines0.75-linear"));
    json_free(json);
    Table *each = table_read("crossings-each.csv", sentence);
    assert_non_null(each);
    const double own[] = {1, 1, 50. / 3, 2, 1, 150. / 7, 1, 2, 18};
    assert_int_equal(each->rows, 3);
    assert_all_close(each->values, own, 9, 1e-6, 0);
    table_free(each);
}

static void crossings_of_text(const char *text)
{
    Rows rows = curves_of(text);
    const Crossings asked = {
        .thresholds = (double[]){0.5}, .count = 1, .table = "t", .cell = "n{n}-p{threshold}"};
    trends_crossings(record_open("bad", "e", NULL, "full", NULL), &rows, &asked);
}

TEST(a_second_row_of_a_replicate_is_refused)
{
    char said[SAID];
    assert_int_equal(
        sandbox_child(said, crossings_of_text, "replicate,n,N,f\n4,1,20,0.5\n4,1,20,0.6\n"), 1);
    assert_says(said, "p.json: key 'summary': 'crossing': n 1, N 20: replicate 4 has a second row");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_go_through_the_means),
        cmocka_unit_test(a_logarithm_of_nothing_is_refused),
        cmocka_unit_test(crossings_are_those_of_the_mean_curve),
        cmocka_unit_test(a_second_row_of_a_replicate_is_refused),
    };
    return cmocka_run_group_tests_name("trends", tests, sandbox_enter, sandbox_leave);
}
