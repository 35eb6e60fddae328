/* experiment: the command line of every experiment program. */
#include "experiment.h"
#include "json.h"
#include "sandbox.h"

/* A program of one parameter, called with these words. */
static void program(const char *line)
{
    char words[256], *argv[8] = {NULL};
    int argc = 0;
    snprintf(words, sizeof words, "%s", line);
    for (char *word = strtok(words, " "); word; word = strtok(NULL, " "))
        argv[argc++] = word;
    Params *p = experiment_begin(argc, argv);
    int size = params_integer(p, "n", 1, 10);
    Record *record = experiment_record(p);
    record_row(record_table(record, "", "n"), size);
    record_number(record, "n", size);
    experiment_end(record, p);
}

static int run(char said[SAID], const char *line)
{
    const char *text =
        "{\"experiment\": \"e\", \"n\": 3, \"cells\": {\"good\": {}, \"bad\": {\"n\": 0}}}";
    sandbox_write("p.json", text, strlen(text));
    return sandbox_child(said, program, line);
}

TEST(writes_its_record)
{
    char said[SAID], sentence[SENTENCE];
    assert_int_equal(run(said, "program p.json good out/good"), 0);
    assert_string_equal(said, "");
    assert_int_equal(sandbox_count("out"), 2);
    Json *json = json_read("out/good.json", sentence);
    assert_non_null(json);
    char *text = json_print(json);
    assert_says(text, "{\"experiment\":\"e\",\"cell\":\"good\",\"profile\":\"full\",\"parameters\":"
                      "{\"experiment\":\"e\",\"n\":3},\"results\":{\"n\":3},");
    free(text);
    json_free(json);
}

TEST(without_a_prefix_prints_the_parameters)
{
    char said[SAID];
    assert_int_equal(run(said, "program p.json good"), 0);
    assert_string_equal(said, "{\"experiment\":\"e\",\"n\":3}\n");
}

TEST(faults_end_it_before_it_writes)
{
    char said[SAID];
    int before = (sandbox_write("p.json", "", 0), sandbox_count("."));
    assert_int_equal(run(said, "program p.json"), 1);
    assert_says(said, "usage: program PARAMETERS CELL [OUTPUT-PREFIX]\n");
    assert_int_equal(run(said, "program p.json good a b"), 1);
    assert_says(said, "usage: program PARAMETERS CELL [OUTPUT-PREFIX]\n");
    assert_int_equal(run(said, "program absent.json good new/x"), 1);
    assert_says(said, "absent.json: cannot be read");
    assert_int_equal(run(said, "program p.json none new/x"), 1);
    assert_says(said, "p.json: key 'cells' has no cell 'none'\n");
    assert_int_equal(run(said, "program p.json bad new/x"), 1);
    assert_says(said, "p.json: cell bad: key 'n' is 0, outside 1 to 10\n");
    assert_int_equal(run(said, "program p.json bad"), 1);
    assert_says(said, "p.json: cell bad: key 'n' is 0, outside 1 to 10\n");
    assert_int_equal(sandbox_count("."), before);
}

TEST(log_spaced_values_have_both_ends)
{
    const double values[] = {1e-3, 1e-2, 0.1, 1, 10};
    for (int k = 0; k < 5; k++) {
        assert_close(experiment_log_spaced(1e-3, 10, k, 5), values[k], 1e-15, 0);
        assert_close(experiment_log_spaced(10, 1e-3, k, 5), values[4 - k], 1e-15, 0);
    }
    assert_true(experiment_log_spaced(2, 7, 0, 2) == 2);
    assert_true(experiment_log_spaced(2, 7, 0, 1) == 2);
}

TEST(grid_has_equal_parts_of_a_decade)
{
    static const struct {
        int parts, epochs[24]; /* the first ones, then 0 */
    } grids[] = {
        {1, {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 200, 300}},
        {2, {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55, 60, 65, 70}},
        {10, {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22}}};
    for (size_t i = 0; i < sizeof grids / sizeof *grids; i++)
        for (int epoch = 1, k = 0; grids[i].epochs[k]; epoch++) {
            assert_int_equal(experiment_on_grid(epoch, grids[i].parts),
                             epoch == grids[i].epochs[k]);
            k += epoch == grids[i].epochs[k];
        }
}

static void reads(const char *path)
{
    data_free(experiment_data(path));
}

TEST(data_is_the_thesis_s_or_a_file_s)
{
    char said[SAID];
    Data *data = experiment_data(NULL);
    assert_int_equal(data->N, 10);
    assert_int_equal(data->n, 20);
    data_free(data);
    sandbox_write("d.csv", "x1,y\n1,2\n3,4\n", 13);
    data = experiment_data("d.csv");
    assert_int_equal(data->N, 2);
    assert_true(data->y[1] == 4);
    data_free(data);
    sandbox_write("d.csv", "x1,y\n1,2\n3,\n", 12);
    assert_int_equal(sandbox_child(said, reads, "d.csv"), 1);
    assert_says(said, "d.csv: line 3, column 2 (y): no value\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(writes_its_record),
        cmocka_unit_test(without_a_prefix_prints_the_parameters),
        cmocka_unit_test(faults_end_it_before_it_writes),
        cmocka_unit_test(log_spaced_values_have_both_ends),
        cmocka_unit_test(grid_has_equal_parts_of_a_decade),
        cmocka_unit_test(data_is_the_thesis_s_or_a_file_s),
    };
    return cmocka_run_group_tests_name("experiment", tests, sandbox_enter, sandbox_leave);
}
