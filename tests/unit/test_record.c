/* record: what stands in the files, and when they are there. */
#include "files.h"
#include "json.h"
#include "record.h"
#include "sandbox.h"

static char *text_of(const char *path)
{
    char sentence[SENTENCE], *text = files_read(path, NULL, sentence);
    assert_non_null(text);
    return text;
}

TEST(numbers_have_their_digits)
{
    static const struct {
        double value;
        const char *text;
    } known[] = {
        {0, "0"},
        {-0.0, "0"},
        {-17, "-17"},
        {123456789012345, "123456789012345"},
        {9007199254740991, "9007199254740991"},
        {9007199254740992, "9.007199e+15"},
        {0.1, "0.1"},
        {1.0 / 3, "0.3333333"},
        {-123456.789, "-123456.8"},
        {1.5e-12, "1.5e-12"},
        {DBL_MAX, "1.797693e+308"},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        char text[32];
        record_format(text, known[i].value);
        assert_string_equal(text, known[i].text);
    }
}

TEST(bounds_are_powers_of_ten)
{
    static const struct {
        double value;
        const char *text;
    } known[] = {
        {0, "1e-12"},       {-0.0, "1e-12"},   {1, "1"},           {5, "10"},
        {-10.5, "100"},     {0.02, "0.1"},     {-3e-17, "1e-12"},  {1e-12, "1e-12"},
        {9.9e-10, "1e-09"}, {1.1e-9, "1e-08"}, {1.1e-12, "1e-11"}, {2e200, "1e+201"},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        char text[32];
        record_format(text, record_bound(known[i].value));
        assert_string_equal(text, known[i].text);
    }
    /* What is no number stays none, for the record to refuse. */
    assert_true(isnan(record_bound(NAN)) && isinf(record_bound(INFINITY)));
}

TEST(digits_below_the_error_are_not_recorded)
{
    const struct {
        double value, unit;
        const char *text;
    } known[] = {{2.521558e-9, 1e-13, "2.5216e-09"},
                 {-2.521538e-9, 1e-13, "-2.5215e-09"},
                 {4e-14, 1e-13, "0"},
                 {0.123456789, 1e-13, "0.1234568"},
                 {1.96, 0.25, "2"}};
    char text[32];
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        record_format(text, record_resolved(known[i].value, known[i].unit));
        assert_string_equal(text, known[i].text);
    }
    /* Two computations that differ by rounding are one. */
    assert_true(record_resolved(2.521558e-9, 1e-13) == record_resolved(2.521557e-9, 1e-13));
    assert_true(isnan(record_resolved(NAN, 1)) && isinf(record_resolved(INFINITY, 1)));
}

TEST(files_hold_what_was_recorded)
{
    Record *record = record_open("out/cell", "e", "cell", "quick", "{\"n\":3}");
    RecordTable *table = record_table(record, "");
    RecordTable *paths = record_headed(record, "paths", "x");
    record_row(table, {"epoch", 1}, {"loss", 0.25}, {"late", RECORD_EMPTY});
    record_row(table, {"epoch", 2}, {"loss", 1.0 / 3}, {"late", -7});
    record_row(paths, {"x", 5});
    record_number(record, "epochs", 757);
    record_number(record, "a0.1/loss", 2.0 / 3);
    record_number(record, "a0.1/deep/down", 1e-9);
    record_input(record, "data.csv", "00ff");

    /* Nothing has its name before the end. */
    assert_int_equal(access("out/cell.json", F_OK), -1);
    assert_int_equal(access("out/cell.csv", F_OK), -1);
    record_close(record);
    assert_int_equal(sandbox_count("out"), 3);

    char *main_text = text_of("out/cell.csv"), *paths_text = text_of("out/cell-paths.csv"),
         hex[2][65];
    assert_string_equal(main_text, "epoch,loss,late\n1,0.25,\n2,0.3333333,-7\n");
    assert_string_equal(paths_text, "x\n5\n");
    files_sha256(hex[0], main_text, strlen(main_text));
    files_sha256(hex[1], paths_text, strlen(paths_text));
    free(main_text);
    free(paths_text);

    char sentence[SENTENCE], wanted[SAID];
    Json *json = json_read("out/cell.json", sentence);
    assert_non_null(json);
    char *text = json_print(json);
    snprintf(
        wanted, sizeof wanted,
        "{\"experiment\":\"e\",\"cell\":\"cell\",\"profile\":\"quick\",\"parameters\":{\"n\":3},"
        "\"results\":{\"epochs\":757,\"a0.1\":{\"loss\":0.6666667,\"deep\":{\"down\":1e-09}}},"
        "\"inputs\":{\"data.csv\":\"00ff\"},\"tables\":["
        "{\"file\":\"cell.csv\",\"rows\":2,\"sha256\":\"%s\"},"
        "{\"file\":\"cell-paths.csv\",\"rows\":1,\"sha256\":\"%s\"}]}",
        hex[0], hex[1]);
    assert_string_equal(text, wanted);
    free(text);
    json_free(json);

    /* The build finds the tables by this line: "file": "NAME". */
    text = text_of("out/cell.json");
    assert_says(text, "\"file\":\t\"cell-paths.csv\",\n");
    assert_int_equal(text[strlen(text) - 1], '\n');
    free(text);
}

TEST(a_table_without_rows_has_its_header)
{
    Record *record = record_open("none", "e", NULL, "full", NULL);
    RecordTable *table = record_table(record, "");
    record_row_if(0, table, {"n", NAN}, {"loss", 1});
    record_close(record);
    char *text = text_of("none.csv");
    assert_string_equal(text, "n,loss\n");
    free(text);
}

TEST(numbers_can_be_written_as_words)
{
    Record *record = record_open("words", "e", NULL, "full", NULL);
    RecordTable *table = record_headed(record, "", "n,sear,search,last");
    record_words(table, "search", "thesis,grid");
    record_words(table, "last", "a");
    record_values(table, (const double[]){20, 1, 1, 0}, 4);
    record_values(table, (const double[]){40, 0.5, 0, RECORD_EMPTY}, 4);
    record_values(table, (const double[]){80, RECORD_EMPTY, RECORD_EMPTY, 0}, 4);
    record_close(record);
    char *text = text_of("words.csv");
    assert_string_equal(text, "n,sear,search,last\n20,1,grid,a\n40,0.5,thesis,\n80,,,a\n");
    free(text);
}

TEST(a_summary_has_no_cell)
{
    record_close(record_open("e", "e", NULL, "full", NULL));
    char sentence[SENTENCE];
    Json *json = json_read("e.json", sentence);
    char *text = json_print(json);
    assert_string_equal(text,
                        "{\"experiment\":\"e\",\"profile\":\"full\",\"results\":{},\"tables\":[]}");
    free(text);
    json_free(json);
}

/* A programmer's mistake, or the end, in the middle of a record. */
static void ends_in_a_record(const char *how)
{
    Record *record = record_open("mid/cell", "e", "cell", "full", NULL);
    RecordTable *table = record_headed(record, "", "a,b");
    record_number(record, "twice", 1);
    if (!strcmp(how, "nan"))
        record_row(table, {"a", 1}, {"b", NAN});
    if (!strcmp(how, "inf"))
        record_number(record, "x", INFINITY);
    if (!strcmp(how, "columns"))
        record_values(table, (const double[]){1}, 1);
    if (!strcmp(how, "fewer"))
        record_row(table, {"a", 1});
    if (!strcmp(how, "renamed"))
        record_row_if(0, table, {"a", 1}, {"c", 2});
    if (!strcmp(how, "moved"))
        record_row(table, {"b", 1}, {"a", 2});
    if (!strcmp(how, "headless")) {
        record_table(record, "headless");
        record_close(record);
    }
    if (!strncmp(how, "result ", 7))
        record_number(record, how + 7, 2);
    if (!strncmp(how, "table ", 6)) {
        record_headed(record, "one", "a");
        record_headed(record, how + 6, "a");
    }
    for (int i = 0; !strcmp(how, "tables") && i < 64; i++) {
        char name[16];
        snprintf(name, sizeof name, "t%d", i);
        record_headed(record, name, "a");
    }
    if (!strncmp(how, "word", 4))
        record_words(table, how[4] == 'c' ? "c" : "b", "x,y");
    if (!strcmp(how, "word2"))
        record_row(table, {"a", 1}, {"b", 2});
    if (!strcmp(how, "word-"))
        record_row(table, {"a", 1}, {"b", -1});
    if (!strcmp(how, "word."))
        record_row(table, {"a", 1}, {"b", 0.5});
    if (!strcmp(how, "wordb"))
        record_words(table, "b", "x,y");
    die("the end");
}

TEST(mistakes_abort_and_nothing_is_half_there)
{
    static const char *const known[][2] = {
        {"nan", "isfinite"},   {"inf", "isfinite"}, {"columns", "columns"}, {"fewer", "header"},
        {"renamed", "header"}, {"moved", "header"}, {"headless", "header"}, {"wordc", ""},
        {"word2", ""},         {"word-", ""},       {"word.", ""},          {"wordb", ""}};
    char said[SAID];
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        int status = sandbox_child(said, ends_in_a_record, known[i][0]);
        if (status != -SIGABRT)
            print_error("accepted: %s\n", known[i][0]);
        assert_int_equal(status, -SIGABRT);
        assert_says(said, "a programmer's mistake");
        assert_says(said, known[i][1]);
        assert_int_equal(access("mid/cell.csv", F_OK), -1);
        assert_int_equal(access("mid/cell.json", F_OK), -1);
    }
    int before = sandbox_count("mid"); /* what the aborted ones left under temporary names */
    assert_int_equal(sandbox_child(said, ends_in_a_record, "end"), 1);
    assert_int_equal(sandbox_count("mid"), before);
}

TEST(names_that_cannot_be_end_it_and_leave_nothing)
{
    static const char *const known[][2] = {
        {"result twice", "mid/cell.json: no result can be called 'twice'"},
        {"result twice/more", "mid/cell.json: no result can be called 'twice/more'"},
        {"table one", "mid/cell.json: two tables are called 'one'"},
        {"table ", "mid/cell.json: two tables are called ''"},
        {"table ../x", "mid/cell.json: no table can be called '../x'"},
        {"table x/../../../x", "mid/cell.json: no table can be called 'x/../../../x'"},
        {"tables", "mid/cell.json: no room for the table 't63': it has 64"},
    };
    char said[SAID], wanted[SAID], name[300] = "result ";
    sandbox_write("mid/old", "", 0);
    int before = sandbox_count("mid"), around = sandbox_count(".");
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        assert_int_equal(sandbox_child(said, ends_in_a_record, known[i][0]), 1);
        assert_says(said, known[i][1]);
    }
    for (int inner = 0; inner < 2; inner++) {
        memset(name + 7, 'x', 128);
        strcpy(name + 135, inner ? "/y" : "");
        snprintf(wanted, sizeof wanted, "no result can be called '%s'", name + 7);
        assert_int_equal(sandbox_child(said, ends_in_a_record, name), 1);
        assert_says(said, wanted);
    }
    assert_int_equal(sandbox_count("mid"), before);
    assert_int_equal(sandbox_count("."), around);
}

static void two_tables(const char *unused)
{
    (void)unused;
    Record *record = record_open("again/cell", "e", "cell", "quick", "{}");
    record_row(record_table(record, "first"), {"x", 1});
    record_row(record_table(record, "second"), {"x", 2});
    record_close(record);
}

TEST(no_earlier_json_stands_beside_new_tables)
{
    char said[SAID];
    assert_int_equal(sandbox_child(said, two_tables, ""), 0);
    assert_int_equal(access("again/cell.json", F_OK), 0);
    /* A folder is in the place of the second table when the first has taken its place. */
    assert_int_equal(remove("again/cell-second.csv"), 0);
    assert_int_equal(mkdir("again/cell-second.csv", 0777), 0);
    assert_int_equal(sandbox_child(said, two_tables, ""), 1);
    assert_says(said, "again/cell-second.csv");
    assert_int_not_equal(access("again/cell.json", F_OK), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_have_their_digits),
        cmocka_unit_test(bounds_are_powers_of_ten),
        cmocka_unit_test(digits_below_the_error_are_not_recorded),
        cmocka_unit_test(files_hold_what_was_recorded),
        cmocka_unit_test(a_table_without_rows_has_its_header),
        cmocka_unit_test(numbers_can_be_written_as_words),
        cmocka_unit_test(a_summary_has_no_cell),
        cmocka_unit_test(mistakes_abort_and_nothing_is_half_there),
        cmocka_unit_test(names_that_cannot_be_end_it_and_leave_nothing),
        cmocka_unit_test(no_earlier_json_stands_beside_new_tables),
    };
    return cmocka_run_group_tests_name("record", tests, sandbox_enter, sandbox_leave);
}
