/* rows: which rows are chosen, how they are grouped and what they are called. */
#include "rows_of.h"

static const char TEXT[] = "replicate,n,search,value\n"
                           "1,40,grid,1\n"
                           "0,20,grid,2\n"
                           "2,20,thesis,\n"
                           "1,20,grid,4\n"
                           "2,40,grid,5\n";

static void assert_chosen(const Rows *rows, const int *values, int count)
{
    assert_int_equal(rows->count, count);
    for (int row = 0; row < count; row++) {
        const double value = rows_at(rows, row, rows->of.at[0]);
        if (values[row])
            assert_true(value == values[row]);
        else
            assert_true(isnan(value));
    }
}

TEST(groups_follow_each_other_in_the_order_of_the_cells)
{
    Rows rows = rows_of(TEXT, "n", "value");
    assert_chosen(&rows, (const int[]){2, 0, 4, 1, 5}, 5);
    assert_int_equal(rows_end(&rows, 0, 1), 3);
    assert_int_equal(rows_end(&rows, 1, 1), 3);
    assert_int_equal(rows_end(&rows, 3, 1), 5);
    assert_int_equal(rows_end(&rows, 3, 0), 5);
    /* Of the table's rows, as they stand in the text. */
    assert_int_equal(rows_order(&rows, 0, 1, -1), 1);
    assert_int_equal(rows_order(&rows, 1, 0, -1), -1);
    assert_int_equal(rows_order(&rows, 1, 0, rows.by.at[0]), 0);
    assert_int_equal(rows_order(&rows, 1, 2, -1), 0);
    rows_free(&rows);
}

TEST(rows_are_chosen_by_their_values)
{
    static const struct {
        const char *where;
        int given, reference, values[5], count;
    } choices[] = {{"{}", 0, 1, {1, 2, 0, 4, 5}, 5},
                   {"{}", 1, 1, {1, 2, 4, 5}, 4},
                   {"{}", 0, 0, {1, 0, 4, 5}, 4},
                   {"{\"n\": 20}", 0, 1, {2, 0, 4}, 3},
                   {"{\"search\": \"thesis\"}", 0, 1, {0}, 1},
                   {"{\"search\": [\"thesis\", \"grid\"], \"n\": 40}", 0, 1, {1, 5}, 2},
                   {"{\"n\": 30}", 0, 1, {0}, 0}};
    for (size_t i = 0; i < sizeof choices / sizeof *choices; i++) {
        char sentence[SENTENCE];
        Rows rows = rows_of(TEXT, "n", "value");
        Json *where = json_parse(choices[i].where, "p.json", sentence);
        free(rows.chosen);
        rows.count = 0;
        rows_choose(&rows, where, choices[i].given ? rows.of.at[0] : -1, choices[i].reference);
        assert_chosen(&rows, choices[i].values, choices[i].count);
        json_free(where);
        rows_free(&rows);
    }
}

TEST(templates_are_filled)
{
    static const struct {
        const char *template, *name;
    } filled[] = {{"plain", "plain"},
                  {"n{n}-{search}", "n40-thesis"},
                  {"{x}{x}", "0.33333330.3333333"},
                  {"{n", "40"},
                  {"", ""}};
    Rows rows = rows_of("replicate,n,search,x\n1,40,thesis,0.333333333333\n", "n", "x");
    for (size_t i = 0; i < sizeof filled / sizeof *filled; i++) {
        char name[ROWS_NAME] = "what was there";
        rows_fill(name, filled[i].template, &rows, 0);
        assert_string_equal(name, filled[i].name);
    }
    rows_free(&rows);
}

/* What ends the program, by the name of the fault. */
static void provoke(const char *fault)
{
    Rows rows = rows_of(TEXT, "n", "value");
    char name[ROWS_NAME], template[ROWS_NAME + 8] = "";
    memset(template, 'x', ROWS_NAME);
    if (!strcmp(fault, "columns"))
        rows_of_more(&rows, "replicate,n\n1,20\n");
    else if (!strcmp(fault, "name"))
        rows_of_more(&rows, "replicate,m,search,value\n1,20,grid,1\n");
    else if (!strcmp(fault, "kind"))
        rows_of_more(&rows, "replicate,n,search,value\n1,20,3,1\n");
    else if (!strcmp(fault, "absent"))
        rows_fill(name, "{m}", &rows, 0);
    else if (!strcmp(fault, "long"))
        rows_fill(name, template, &rows, 0);
    else if (!strcmp(fault, "empty"))
        rows_refuse_empty(&rows, rows.of.at[0]);
    else if (!strcmp(fault, "infinite"))
        rows_note(NULL, &rows, "a/b", INFINITY);
    else if (!strcmp(fault, "outside"))
        rows_table(NULL, &rows, "../x", "a");
}

TEST(faults_end_with_a_sentence)
{
    static const struct {
        const char *fault, *says;
    } bad[] = {
        {"columns", "t.csv: has other columns than t.csv"},
        {"name", "t.csv: has a column 'm' where t.csv has 'n'"},
        {"kind", "t.csv: column 'search' has words in one of this file and t.csv"},
        {"absent", "p.json: key 'summary': t.csv has no column 'm'"},
        {"long", "p.json: key 'summary': the name 'xxxx"},
        {"empty", "p.json: key 'summary': rows of t.csv cannot be grouped by 'value', which is"},
        {"infinite", "p.json: key 'summary': the result 'a/b' is too large a number"},
        {"outside", "p.json: key 'summary': '../x' cannot be the name of a table"},
    };
    char said[SAID];
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_int_equal(sandbox_child(said, provoke, bad[i].fault), 1);
        assert_says(said, bad[i].says);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(groups_follow_each_other_in_the_order_of_the_cells),
        cmocka_unit_test(rows_are_chosen_by_their_values),
        cmocka_unit_test(templates_are_filled),
        cmocka_unit_test(faults_end_with_a_sentence),
    };
    return cmocka_run_group_tests_name("rows", tests, NULL, NULL);
}
