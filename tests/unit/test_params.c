/* params: the parameters of a cell, and every way in which a file can be wrong. */
#include "params.h"
#include "sandbox.h"

static const char GOOD[] =
    "{\"about\": \"a test\", \"experiment\": \"e\", \"seed\": \"2022\", \"n\": 3, \"eta\": 1e-3,"
    " \"alphas\": [0.5, 1, 2], \"cells\": {\"plain\": {}, \"other\": {\"n\": 7, \"data\": "
    "\"d.csv\"}},"
    " \"profiles\": {\"quick\": {\"n\": 1}}, \"summary\": []}";

/* What a program asks for. */
typedef struct {
    const char *seed, *data;
    int n, count;
    double eta;
    const double *alphas;
} Asked;

static Params *params_from(const char *text, const char *cell, char *sentence)
{
    sandbox_write("p.json", text, strlen(text));
    return params_read("p.json", cell, sentence);
}

static Asked ask(Params *p)
{
    Asked a;
    a.seed = params_text(p, "seed");
    a.data = params_optional_text(p, "data");
    a.n = params_integer(p, "n", 1, 10);
    a.eta = params_number(p, "eta", 0, 1);
    a.alphas = params_numbers(p, "alphas", 0.1, 5, &a.count);
    return a;
}

TEST(accessors_give_the_values_of_the_cell)
{
    char sentence[SENTENCE];
    for (int other = 0; other < 2; other++) {
        Params *p = params_from(GOOD, other ? "other" : "plain", sentence);
        assert_non_null(p);
        Asked a = ask(p);
        assert_null(params_fault(p));
        assert_string_equal(params_experiment(p), "e");
        assert_string_equal(params_cell(p), other ? "other" : "plain");
        assert_string_equal(params_profile(p), "full");
        assert_string_equal(a.seed, "2022");
        assert_int_equal(a.n, other ? 7 : 3);
        assert_true(a.eta == 1e-3);
        assert_int_equal(a.count, 3);
        assert_true(a.alphas[0] == 0.5 && a.alphas[1] == 1 && a.alphas[2] == 2);
        if (other)
            assert_string_equal(a.data, "d.csv");
        else
            assert_null(a.data);
        char *text = params_print(p);
        assert_string_equal(text,
                            other ? "{\"experiment\":\"e\",\"seed\":\"2022\",\"n\":7,\"eta\":0.001,"
                                    "\"alphas\":[0.5,1,2],\"data\":\"d.csv\"}"
                                  : "{\"experiment\":\"e\",\"seed\":\"2022\",\"n\":3,\"eta\":0.001,"
                                    "\"alphas\":[0.5,1,2]}");
        free(text);
        params_free(p);
    }
    params_free(NULL);
}

TEST(ranges_include_their_ends)
{
    char sentence[SENTENCE];
    for (int end = 0; end < 2; end++) {
        Params *p = params_from(
            end ? "{\"experiment\": \"e\", \"seed\": \"\", \"n\": 10, \"eta\": 1, \"alphas\":"
                  " [5], \"profile\": \"quick\", \"cells\": {\"c\": {}}}"
                : "{\"experiment\": \"e\", \"seed\": \"\", \"n\": 1.0, \"eta\": 0, \"alphas\":"
                  " [0.1], \"profile\": \"quick\", \"cells\": {\"c\": {}}}",
            "c", sentence);
        Asked a = ask(p);
        assert_null(params_fault(p));
        assert_int_equal(a.n, end ? 10 : 1);
        assert_string_equal(params_profile(p), "quick");
        params_free(p);
    }
}

TEST(what_is_used_takes_the_place_of_what_stands_there)
{
    char sentence[SENTENCE];
    Params *p = params_from(GOOD, "other", sentence);
    params_correct(p, "n", 4);
    params_correct(p, "eta", 0.1);
    params_correct(p, "data", NAN);
    params_correct(p, "absent", 5);
    Asked a = ask(p);
    assert_true(a.n == 4 && a.eta == 0.1 && !a.data);
    assert_null(params_fault(p));
    char *text = params_print(p);
    assert_string_equal(text, "{\"experiment\":\"e\",\"seed\":\"2022\",\"n\":4,\"eta\":0.1,"
                              "\"alphas\":[0.5,1,2]}");
    free(text);
    params_free(p);
}

TEST(unusable_files_give_a_sentence)
{
    static const struct {
        const char *text, *says;
    } bad[] = {
        {"{\"experiment\": \"e\",\n \"n\": 3", "p.json: line 2: not JSON"},
        {"[1]", "p.json: key 'cells' must be there and an object"},
        {"3", "p.json: key 'cells' must be there and an object"},
        {"{\"n\": 1}", "p.json: key 'cells' must be there and an object"},
        {"{\"cells\": [\"c\"]}", "p.json: key 'cells' must be there and an object"},
        {"{\"cells\": {\"d\": {}}}", "p.json: key 'cells' has no cell 'c'"},
        {"{\"cells\": {\"c\": 1}}", "p.json: cell c: must be an object"},
        {"{\"n\": 1, \"n\": 2, \"cells\": {\"c\": {}}}", "p.json: the key 'n' stands twice"},
        {"{\"cells\": {\"c\": {\"n\": 1e999}}}", "p.json: key 'n' has a number that is too large"},
    };
    char sentence[SENTENCE];
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_null(params_from(bad[i].text, "c", sentence));
        assert_says(sentence, bad[i].says);
    }
    assert_null(params_read("absent.json", "c", sentence));
    assert_says(sentence, "absent.json: cannot be read");
}

TEST(faults_name_file_cell_and_key)
{
    /* The cell's own members, and the fault that they make. */
    static const struct {
        const char *cell, *says;
    } bad[] = {
        {"\"m\": 1", "key 'm' is not known here"},
        {"\"seed\": null", "key 'seed' is missing"},
        {"\"seed\": 2022", "key 'seed' must be a text"},
        {"\"experiment\": null", "key 'experiment' is missing"},
        {"\"data\": 5", "key 'data' must be a text"},
        {"\"n\": null", "key 'n' is missing"},
        {"\"n\": \"3\"", "key 'n' must be a number"},
        {"\"n\": 0", "key 'n' is 0, outside 1 to 10"},
        {"\"n\": 11", "key 'n' is 11, outside 1 to 10"},
        {"\"n\": 2.5", "key 'n' is 2.5, not a whole number"},
        {"\"n\": 1e300", "key 'n' is 1.0000000000000001e+300, outside 1 to 10"},
        {"\"eta\": -1e-9", "outside 0 to 1"},
        {"\"eta\": true", "key 'eta' must be a number"},
        {"\"alphas\": null", "key 'alphas' is missing"},
        {"\"alphas\": 1", "key 'alphas' must be an array of numbers"},
        {"\"alphas\": []", "key 'alphas' must be an array of numbers"},
        {"\"alphas\": [1, \"2\"]", "key 'alphas' must be a number"},
        {"\"alphas\": [1, 6]", "key 'alphas' is 6, outside 0.1 to 5"},
        {"\"profile\": 1", "key 'profile' must be a text"},
        {"\"zzz\": 1, \"eta\": 2, \"n\": 0", "key 'n' is 0, outside 1 to 10"}, /* asked for first */
    };
    char sentence[SENTENCE];
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        char *text = die_printf(
            "{\"experiment\": \"e\", \"seed\": \"1\", \"n\": 3, \"eta\": 0.5, \"alphas\":"
            " [1], \"cells\": {\"c\": {%s}}}",
            bad[i].cell);
        Params *p = params_from(text, "c", sentence);
        assert_non_null(p);
        Asked a = ask(p);
        const char *fault = params_fault(p);
        if (!fault)
            print_error("accepted: %s\n", bad[i].cell);
        assert_non_null(fault);
        assert_says(fault, "p.json: cell c: key '");
        assert_says(fault, bad[i].says);
        /* What stands in for the faulty value keeps its promise. */
        assert_true(a.n >= 1 && a.n <= 10 && a.eta >= 0 && a.eta <= 1);
        assert_true(a.seed && (a.count == 0 || a.count == 1));
        params_free(p);
        free(text);
    }
}

TEST(integers_are_whole)
{
    static const char text[] = "{\"experiment\": \"e\", \"a\": [3, 5], \"b\": [3, 2.5], \"c\": [0],"
                               " \"cells\": {\"c\": {}}}";
    char sentence[SENTENCE];
    int count;
    Params *p = params_from(text, "c", sentence);
    const double *a = params_integers(p, "a", 1, 9, &count);
    assert_int_equal(count, 2);
    assert_true(a[0] == 3 && a[1] == 5);
    params_integers(p, "b", 1, 9, &count);
    assert_int_equal(count, 0);
    params_integers(p, "c", 1, 9, &count);
    assert_int_equal(count, 0);
    assert_says(params_fault(p), "key 'b' is 2.5, not a whole number");
    params_free(p);
}

TEST(order_is_strict)
{
    static const struct {
        const char *numbers;
        int increases, decreases;
    } lists[] = {{"[1]", 1, 1},       {"[1, 2, 3]", 1, 0}, {"[3, 2, 1]", 0, 1}, {"[1, 3, 2]", 0, 0},
                 {"[3, 1, 2]", 0, 0}, {"[1, 2, 2]", 0, 0}, {"[2, 2, 1]", 0, 0}};
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        for (int up = 0; up < 2; up++) {
            char sentence[SENTENCE],
                *text = die_printf("{\"experiment\": \"e\", \"r\": %s, \"cells\": {\"c\": {}}}",
                                   lists[i].numbers);
            Params *p = params_from(text, "c", sentence);
            int count;
            (up ? params_increasing : params_decreasing)(p, "r", 0, 5, &count);
            if (up ? lists[i].increases : lists[i].decreases) {
                assert_null(params_fault(p));
                assert_int_equal(count, i ? 3 : 1);
            } else {
                assert_string_equal(params_fault(p), up ? "p.json: cell c: key 'r' must increase"
                                                        : "p.json: cell c: key 'r' must decrease");
                assert_int_equal(count, 0);
            }
            params_free(p);
            free(text);
        }
}

TEST(too_many_numbers_are_refused)
{
    for (int count = MOST_NUMBERS; count <= MOST_NUMBERS + 1; count++) {
        char sentence[SENTENCE], *list = die_calloc(count, 2), *text;
        for (int i = 0; i < 2 * count - 1; i++)
            list[i] = i % 2 ? ',' : '1';
        text =
            die_printf("{\"experiment\": \"e\", \"alphas\": [%s], \"cells\": {\"c\": {}}}", list);
        Params *p = params_from(text, "c", sentence);
        int read_count;
        params_numbers(p, "alphas", 0, 2, &read_count);
        assert_int_equal(read_count, count == MOST_NUMBERS ? count : 0);
        if (count == MOST_NUMBERS)
            assert_null(params_fault(p));
        else
            assert_says(params_fault(p), "key 'alphas' has more than 1000 numbers");
        params_free(p);
        free(text);
        free(list);
    }
}

TEST(a_long_path_fits_its_sentence)
{
    char sentence[SENTENCE], path[SENTENCE + 7] = "";
    for (int i = 0; i < SENTENCE / 2; i++)
        path[2 * i] = '.', path[2 * i + 1] = '/';
    snprintf(path + SENTENCE, sizeof path - SENTENCE, "p.json");
    sandbox_write("p.json", "{\"cells\": {\"c\": {}}}", 20);
    Params *p = params_read(path, "c", sentence);
    assert_non_null(p);
    /* The sanitizer sees what is written behind its end. */
    assert_true(strlen(params_fault(p)) < SENTENCE);
    params_free(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(accessors_give_the_values_of_the_cell),
        cmocka_unit_test(ranges_include_their_ends),
        cmocka_unit_test(what_is_used_takes_the_place_of_what_stands_there),
        cmocka_unit_test(unusable_files_give_a_sentence),
        cmocka_unit_test(faults_name_file_cell_and_key),
        cmocka_unit_test(integers_are_whole),
        cmocka_unit_test(order_is_strict),
        cmocka_unit_test(too_many_numbers_are_refused),
        cmocka_unit_test(a_long_path_fits_its_sentence),
    };
    return cmocka_run_group_tests_name("params", tests, sandbox_enter, sandbox_leave);
}
