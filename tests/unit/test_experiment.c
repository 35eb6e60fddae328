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
    record_row(record_table(record, ""), {"n", size});
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

/* A program that takes its data sets as the first letter of the cell's name says. */
static void takes_data(const char *cell)
{
    char path[] = "q.json", name[8], *argv[] = {path, path, name, NULL};
    snprintf(name, sizeof name, "%s", cell);
    Params *p = experiment_begin(3, argv);
    ReluData *test = NULL, *signs = NULL;
    Data *data = NULL;
    if (*cell == 'o')
        data = experiment_original(p, cell[1] - '0', cell[2] - '0');
    if (*cell == 'r')
        data = experiment_own_data(p);
    if (*cell == 's')
        signs = experiment_own_signs(&test, p);
    experiment_seed(p);
    params_integer(p, "n", 1, 99);
    params_integer(p, "N", 1, 99);
    int first, replicates = experiment_replicates(p, &first, 0);
    assert_true(replicates > 0);
    if (*cell != 'r' || !data)
        params_number(p, "sigma", 0, 1);
    if (!signs && !test)
        params_integer(p, "test_points", 1, 99);
    experiment_record(p);
}

/* What the program says of the cell. */
static void takes(char said[SAID], const char *cell, const char *files)
{
    char text[512];
    snprintf(text, sizeof text,
             "{\"experiment\": \"e\", \"seed\": \"1\", \"n\": 9, \"N\": 8, \"first_replicate\": 1, "
             "\"replicates\": 7, \"sigma\": 0.5, \"test_points\": 6, \"cells\": {\"%s\": {%s}}}",
             cell, files);
    sandbox_write("q.json", text, strlen(text));
    sandbox_child(said, takes_data, cell);
}

TEST(parameters_are_those_of_the_data_that_are_used)
{
    static const char D[] = "\"data\": \"d.csv\"", S[] = "\"data\": \"s.csv\"",
                      T[] = "\"test_data\": \"t.csv\"",
                      ST[] = "\"data\": \"s.csv\", \"test_data\": \"t.csv\"";
    static const struct {
        const char *cell, *files, *says;
    } known[] = {
        {"o01", "", "\"n\":20,\"N\":10,\"first_replicate\":1,\"replicates\":7,"},
        {"o02", "", "\"n\":9,\"N\":8,\"first_replicate\":1,\"replicates\":7,"},
        {"o01", D,
         "\"n\":3,\"N\":2,\"first_replicate\":1,\"replicates\":7,\"sigma\":0.5,"
         "\"test_points\":6,\"data\":\"d.csv\"}"},
        {"o11", D,
         "\"n\":9,\"N\":8,\"first_replicate\":1,\"replicates\":7,\"sigma\":0.5,"
         "\"test_points\":6}"},
        {"r", "", "\"n\":9,\"N\":8,\"first_replicate\":1,\"replicates\":7,\"sigma\":0.5,"},
        {"r", D, "\"n\":3,\"N\":2,\"first_replicate\":0,\"replicates\":1,\"test_points\":6,"},
        {"s", "",
         "\"n\":9,\"N\":8,\"first_replicate\":1,\"replicates\":7,\"sigma\":0.5,"
         "\"test_points\":6}"},
        {"s", S,
         "\"n\":2,\"N\":1,\"first_replicate\":0,\"replicates\":1,\"sigma\":0.5,"
         "\"data\":\"s.csv\"}"},
        {"s", ST,
         "\"n\":2,\"N\":1,\"first_replicate\":0,\"replicates\":1,\"sigma\":0.5,"
         "\"data\":\"s.csv\","},
        {"s", T, "t.csv: 2 coordinates where the training set has 9\n"},
        {"s", D, "d.csv: line 2, column 3: a coordinate is -1, 0 or 1"},
        {"r", "\"data\": \"t.csv\"", "t.csv: 3 samples in 2 dimensions: no predictor interpolates"},
        {"o01", "\"data\": \"gap.csv\"", "gap.csv: line 3, column 2 (y): no value\n"},
        {"r", "\"data\": \"none.csv\"", "none.csv: cannot be read"},
    };
    static const char *const files[][2] = {{"d.csv", "x1,x2,x3,y\n1,0,2,3\n4,5,6,7\n"},
                                           {"s.csv", "x1,x2,y\n1,0,1\n"},
                                           {"t.csv", "x1,x2,y\n1,0,1\n0,1,-1\n1,1,1\n"},
                                           {"gap.csv", "x1,y\n1,2\n3,\n"}};
    char said[SAID];
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        sandbox_write(files[i][0], files[i][1], strlen(files[i][1]));
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        takes(said, known[i].cell, known[i].files);
        assert_says(said, known[i].says);
    }
}

/* What a program says whose descent diverges on that replicate of its data. */
static void diverges(const char *how)
{
    char path[] = "p.json", cell[] = "good", *argv[] = {path, path, cell, NULL};
    Params *p = experiment_begin(3, argv);
    experiment_original(p, 0, 1);
    const int replicate = how[1] - '0';
    if (*how == 'd')
        experiment_diverges(replicate, "alpha", 0.25, 1e-3);
    experiment_ends(data_read_csv("twice.csv", (char[SENTENCE]){0}), replicate);
}

TEST(what_diverges_names_its_data)
{
    char said[SAID],
        text[] = "{\"experiment\": \"e\", \"data\": \"twice.csv\", \"cells\": {\"good\": {}}}",
        twice[] = "x1,x2,y\n1,2,3\n1,2,5\n";
    sandbox_write("p.json", text, strlen(text));
    sandbox_write("twice.csv", twice, strlen(twice));
    assert_int_equal(sandbox_child(said, diverges, "d0"), 1);
    assert_says(said,
                ": twice.csv: alpha 0.25: descent diverges at eta = 0.001: take a smaller one, "
                "or scale the columns\n");
    assert_int_equal(sandbox_child(said, diverges, "d3"), 1);
    assert_says(said,
                ": replicate 3: alpha 0.25: descent diverges at eta = 0.001: take a smaller one\n");
    assert_int_equal(sandbox_child(said, diverges, "e0"), 1);
    assert_says(
        said, ": twice.csv: X beta = y has no solution: the rows of X are dependent (rank 1 of 2)");
    assert_int_equal(sandbox_child(said, diverges, "e2"), 1);
    assert_says(said, ": replicate 2: X beta = y has no solution: the rows");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(writes_its_record),
        cmocka_unit_test(without_a_prefix_prints_the_parameters),
        cmocka_unit_test(faults_end_it_before_it_writes),
        cmocka_unit_test(log_spaced_values_have_both_ends),
        cmocka_unit_test(grid_has_equal_parts_of_a_decade),
        cmocka_unit_test(parameters_are_those_of_the_data_that_are_used),
        cmocka_unit_test(what_diverges_names_its_data),
    };
    return cmocka_run_group_tests_name("experiment", tests, sandbox_enter, sandbox_leave);
}
