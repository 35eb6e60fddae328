/* groups: results and tables of groups, whose statistics are known by hand. */
#include "groups.h"

#include "files.h"
#include "rows_of.h"

static const char TEXT[] = "replicate,n,search,N,value\n"
                           "0,20,grid,5,100\n"
                           "1,20,grid,5,1\n"
                           "2,20,grid,5,2\n"
                           "3,20,grid,5,6\n"
                           "0,40,thesis,6,7\n"
                           "1,40,thesis,6,\n"
                           "1,40,grid,5,8\n";

static char *text_of(const char *path)
{
    char sentence[SENTENCE], *text = files_read(path, NULL, sentence);
    assert_non_null(text);
    return text;
}

TEST(reference_and_statistics_are_apart)
{
    Rows rows = rows_of(TEXT, "n", "value");
    Record *record = record_open("results", "e", NULL, "full", NULL);
    groups_results(record, &rows, "n{n}");
    record_close(record);
    rows_free(&rows);
    static const struct {
        const char *path;
        double value;
    } known[] = {{"results/n20/value", 100},      {"results/n20/value_median", 2},
                 {"results/n20/value_mean", 3},   {"results/n20/value_sum", 9},
                 {"results/n20/value_min", 1},    {"results/n20/value_max", 6},
                 {"results/n20/value_count", 3},  {"results/n20/value_q10", 1.2},
                 {"results/n20/value_q90", 5.2},  {"results/n40/value", 7},
                 {"results/n40/value_median", 8}, {"results/n40/value_count", 1}};
    char sentence[SENTENCE];
    Json *json = json_read("results.json", sentence);
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        const Json *found = json_find(json, known[i].path);
        assert_true(json_has_number(found));
        assert_close(json_number(found), known[i].value, 1e-6, 0);
    }
    json_free(json);
}

TEST(tables_are_split_and_have_words)
{
    Rows rows = rows_of(TEXT, "N", "value");
    rows.by = (Columns){{rows_column(&rows, "n"), rows_column(&rows, "search")}, 2};
    rows_sort(&rows);
    Record *record = record_open("tables", "e", NULL, "full", NULL);
    groups_tables(record, &rows, 1, -1, "t");
    record_close(record);
    rows_free(&rows);
    char *text = text_of("tables-t-n20.csv");
    assert_says(text, "search,value,value_median,value_q10,value_q90,value_low,value_high,"
                      "value_mean,value_mean_low,value_mean_high,value_min,value_max,value_sum,"
                      "value_count\ngrid,100,2,1.2,5.2,");
    free(text);
    text = text_of("tables-t-n40.csv");
    assert_says(text, "\ngrid,,8,8,8,8,8,8,8,8,8,8,8,1\nthesis,7,,,,,,,,,,,,\n");
    free(text);
}

static const char GRID[] = "replicate,n,k,value\n0,1,1,5\n0,1,2,6\n0,2,1,7\n0,2,2,\n";

TEST(a_pivot_makes_columns)
{
    Rows rows = rows_of(GRID, "n", "value");
    Record *record = record_open("pivot", "e", NULL, "full", NULL);
    groups_tables(record, &rows, 0, rows_column(&rows, "k"), "t");
    record_close(record);
    rows_free(&rows);
    char *text = text_of("pivot-t.csv");
    assert_string_equal(text, "n,value1,value2\n1,5,6\n2,7,\n");
    free(text);
}

static void pivot_text(const char *text)
{
    Rows rows = rows_of(text, "n", "value");
    Record *record = record_open("bad", "e", NULL, "full", NULL);
    groups_tables(record, &rows, 0, rows_column(&rows, "k"), "t");
}

TEST(a_pivot_of_unlike_groups_is_refused)
{
    char said[SAID];
    assert_int_equal(sandbox_child(said, pivot_text, "replicate,n,k,value\n0,1,1,5\n0,2,2,6\n"), 1);
    assert_says(said, "p.json: key 'summary': groups of t.csv differ in 'k'");
    assert_int_equal(
        sandbox_child(said, pivot_text, "replicate,n,k,value\n0,1,1,5\n0,2,1,6\n0,2,2,6\n"), 1);
    assert_says(said, "p.json: key 'summary': groups of t.csv differ in length");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reference_and_statistics_are_apart),
        cmocka_unit_test(tables_are_split_and_have_words),
        cmocka_unit_test(a_pivot_makes_columns),
        cmocka_unit_test(a_pivot_of_unlike_groups_is_refused),
    };
    return cmocka_run_group_tests_name("groups", tests, sandbox_enter, sandbox_leave);
}
