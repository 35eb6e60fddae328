/* table: numbers in comma-separated text. */
#include "sandbox.h"
#include "table.h"

/* The table in text, which stays as it is; NULL and the sentence on failure. */
static Table *parse(const char *text, char *sentence)
{
    char *copy = die_printf("%s", text);
    Table *table = table_parse(copy, "t.csv", NULL, sentence);
    free(copy);
    return table;
}

TEST(line_ends_do_not_matter)
{
    char sentence[SENTENCE];
    const char *texts[] = {"a,b\n1,-2e-3\n,4\n", "a,b\n1,-2e-3\n,4", "a,b\r\n1,-2e-3\r\n,4\r\n"};
    for (int i = 0; i < 3; i++) {
        Table *table = parse(texts[i], sentence);
        assert_non_null(table);
        assert_int_equal(table->rows, 2);
        assert_int_equal(table->columns, 2);
        assert_string_equal(table->path, "t.csv");
        assert_int_equal(table_column(table, "a"), 0);
        assert_int_equal(table_column(table, "b"), 1);
        assert_int_equal(table_column(table, "c"), -1);
        assert_true(table->values[0] == 1 && table->values[1] == -2e-3);
        assert_true(isnan(table->values[2]) && table->values[3] == 4);
        table_free(table);
    }
    table_free(NULL);
}

TEST(blank_lines_at_the_end_are_none)
{
    char sentence[SENTENCE];
    const char *texts[] = {"a,b\n1,2\n\n", "a,b\r\n1,2\r\n\r\n\r\n", "a,b\n1,2\n\n\n\n"};
    for (int i = 0; i < 3; i++) {
        Table *table = parse(texts[i], sentence);
        assert_non_null(table);
        assert_int_equal(table->rows, 1);
        table_free(table);
    }
    Table *table = parse("a,b\n\n\n", sentence);
    assert_non_null(table);
    assert_int_equal(table->rows, 0);
    table_free(table);
    /* Elsewhere, and where they stand for a value, they are what they were. */
    assert_null(parse("a,b\n1,2\n\n3,4\n", sentence));
    assert_says(sentence, "t.csv: line 3: 1 columns where the header has 2");
    table = parse("a\n1\n\n", sentence);
    assert_non_null(table);
    assert_int_equal(table->rows, 2);
    table_free(table);
}

TEST(fields_may_be_quoted)
{
    char sentence[SENTENCE];
    Table *table = parse("\"x1\",\"a, \"\"b\"\"\",y,\"\"\"\"\n\"1\",2,\"\",\"-3e1\"\r\n", sentence);
    assert_non_null(table);
    assert_int_equal(table->columns, 4);
    assert_int_equal(table->rows, 1);
    assert_string_equal(table->names[0], "x1");
    assert_string_equal(table->names[1], "a, \"b\"");
    assert_string_equal(table->names[3], "\"");
    assert_true(table->values[0] == 1 && table->values[1] == 2 && isnan(table->values[2]) &&
                table->values[3] == -30);
    table_free(table);
    /* What is not closed, or goes on behind the quotes, is no quoted field. */
    static const char *bad[] = {"a,b\n\"1,2\n", "a,b\n\"1\"2,3\n", "a,b\n1,\"2\n3\"\n",
                                "a,b\n\",2\n", "a,b\n1,\"\"\"\n"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_null(parse(bad[i], sentence));
        assert_says(sentence, "t.csv: line 2");
    }
    assert_null(parse("a,\"a\"\n1,2\n", sentence));
    assert_says(sentence, "t.csv: line 1, column 2: a second column of this name");
    assert_null(parse("a,\"\"\n1,2\n", sentence));
    assert_says(sentence, "t.csv: line 1, column 2: the column has no name");
}

TEST(only_a_header_is_a_table_without_rows)
{
    char sentence[SENTENCE];
    for (int i = 0; i < 2; i++) {
        Table *table = parse(i ? "a,b" : "a,b\n", sentence);
        assert_non_null(table);
        assert_int_equal(table->rows, 0);
        assert_int_equal(table->columns, 2);
        table_free(table);
    }
}

TEST(wide_and_long_tables_are_read)
{
    enum { COLUMNS = 100, ROWS = 500 };
    char sentence[SENTENCE], *text = die_calloc(ROWS + 1, COLUMNS * 8), *at = text;
    for (int j = 0; j < COLUMNS; j++)
        at += sprintf(at, "c%d%s", j, j < COLUMNS - 1 ? "," : "\n");
    for (int i = 0; i < ROWS * COLUMNS; i++)
        at += sprintf(at, "%d%s", i, i % COLUMNS < COLUMNS - 1 ? "," : "\n");
    Table *table = parse(text, sentence);
    assert_non_null(table);
    assert_int_equal(table->rows, ROWS);
    assert_int_equal(table_column(table, "c99"), 99);
    for (int i = 0; i < ROWS * COLUMNS; i++)
        assert_true(table->values[i] == i);
    table_free(table);
    free(text);
}

TEST(malformed_text_gives_a_sentence)
{
    static const struct {
        const char *text, *says;
    } bad[] = {
        {"", "t.csv: line 1: no header row"},
        {"\r\n1,2\n", "t.csv: line 1: no header row"},
        {"a,,c\n", "t.csv: line 1, column 2: the column has no name"},
        {"a,b,\n", "t.csv: line 1, column 3: the column has no name"},
        {"a,b,a\n", "t.csv: line 1, column 3: a second column of this name"},
        {"a,b\n1,2\n3\n", "t.csv: line 3: 1 columns where the header has 2"},
        {"a,b\n1,2\n3,4,5\n", "t.csv: line 3: more columns than the 2 of the header"},
        {"a,b\n1,2\n3,4,\n", "t.csv: line 3: more columns than the 2 of the header"},
        {"a,b\n1,2\n3,4x\n", "t.csv: line 3, column 2 (b): '4x' is not a finite number"},
        {"a,b\n1 2,3\n", "t.csv: line 2, column 1 (a): '1 2' is not a finite number"},
        {"a,b\n1,--\n", "t.csv: line 2, column 2 (b): '--' is not a finite number"},
        {"a\nnan\n", "t.csv: line 2, column 1 (a): 'nan' is not a finite number"},
        {"a\n-Infinity\n", "t.csv: line 2, column 1 (a): '-Infinity' is not a finite number"},
        {"a\n1e400\n", "t.csv: line 2, column 1 (a): '1e400' is not a finite number"},
        {"a\n0x10\n", "t.csv: line 2, column 1 (a): '0x10' is not a finite number"},
    };
    char sentence[SENTENCE];
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        Table *table = parse(bad[i].text, sentence);
        if (table)
            print_error("accepted: '%s'\n", bad[i].text);
        assert_null(table);
        assert_says(sentence, bad[i].says);
    }
}

TEST(sizes_have_bounds)
{
    enum { WIDE = 10001, LONG = 1001 };
    char sentence[SENTENCE], *text = die_calloc(WIDE, 16), *at = text;
    for (int j = 0; j < WIDE - 1; j++)
        at += sprintf(at, "%sc%d", j ? "," : "", j);
    /* More empty lines than there is memory for rows. */
    memset(at, '\n', WIDE);
    at[WIDE] = '1';
    assert_null(parse(text, sentence));
    assert_says(sentence, "t.csv: line 2: 1 columns where the header has 10000");
    sprintf(at, ",c");
    assert_null(parse(text, sentence));
    assert_says(sentence, "t.csv: line 1, column 10001: too many columns");
    at = text + sprintf(text, "a\n");
    for (int i = 0; i < LONG; i++)
        at += sprintf(at, "w%d\n", i);
    TableWords words = {0};
    assert_null(table_parse(text, "t.csv", &words, sentence));
    assert_says(sentence, "t.csv: line 1002, column 1 (a): more than 1000 words");
    table_words_free(&words);
    free(text);
    /* Rows as short as can be. */
    Table *table = parse("a,b\n,\n,\n,", sentence);
    assert_non_null(table);
    assert_int_equal(table->rows, 3);
    table_free(table);
}

TEST(columns_may_hold_words)
{
    char sentence[SENTENCE], first[] = "n,search,none\n20,grid,\n40,thesis,\n80,,\n160,grid,\n",
                             second[] = "word\nx-1_a.b\nthesis\nNaNs\n";
    TableWords words = {0};
    Table *table = table_parse(first, "t.csv", &words, sentence);
    assert_non_null(table);
    assert_int_equal(table->kinds[0], TABLE_NUMBERS);
    assert_int_equal(table->kinds[1], TABLE_WORDS);
    assert_int_equal(table->kinds[2], TABLE_UNKNOWN);
    assert_int_equal(words.count, 2);
    assert_int_equal(table_word(&words, "grid"), 0);
    assert_int_equal(table_word(&words, "thesis"), 1);
    assert_int_equal(table_word(&words, "gri"), -1);
    assert_true(table->values[1] == 0 && table->values[4] == 1 && isnan(table->values[7]) &&
                table->values[10] == 0);
    table_free(table);

    /* A second table goes on with the same list. */
    table = table_parse(second, "t.csv", &words, sentence);
    assert_non_null(table);
    assert_true(table->values[0] == 2 && table->values[1] == 1 && table->values[2] == 3);
    assert_int_equal(table_word(&words, "x-1_a.b"), 2);
    table_free(table);
    table_words_free(&words);
    assert_int_equal(table_word(&words, "grid"), -1);
}

TEST(words_are_words_throughout)
{
    static const struct {
        const char *text, *says;
    } bad[] = {
        {"a,b\n1,x\n2,3\n", "t.csv: line 3, column 2 (b): '3' among words"},
        {"a,b\n1,2\n2,\n3,x\n", "t.csv: line 4, column 2 (b): 'x' among numbers"},
        {"a\nnan\n", "t.csv: line 2, column 1 (a): 'nan' is not a finite number"},
        {"a\nInfinity\n", "t.csv: line 2, column 1 (a): 'Infinity' is not a finite number"},
        {"a\n1x\n", "t.csv: line 2, column 1 (a): '1x' is not a finite number"},
        {"a\n_x\n", "t.csv: line 2, column 1 (a): '_x' is not a finite number"},
        {"a\nx y\n", "t.csv: line 2, column 1 (a): 'x y' is not a finite number"},
    };
    char sentence[SENTENCE];
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        TableWords words = {0};
        char *copy = die_printf("%s", bad[i].text);
        Table *table = table_parse(copy, "t.csv", &words, sentence);
        if (table)
            print_error("accepted: '%s'\n", bad[i].text);
        assert_null(table);
        assert_says(sentence, bad[i].says);
        table_words_free(&words);
        free(copy);
    }
    /* Without a list of words there are none. */
    assert_null(parse("a\nx\n", sentence));
    assert_says(sentence, "t.csv: line 2, column 1 (a): 'x' is not a finite number");
}

TEST(files_are_text)
{
    char sentence[SENTENCE];
    sandbox_write("t.csv", "a\n1\n", 4);
    Table *table = table_read("t.csv", sentence);
    assert_non_null(table);
    assert_true(table->values[0] == 1);
    table_free(table);
    sandbox_write("t.csv", "a\n1\n\0\n", 6);
    assert_null(table_read("t.csv", sentence));
    assert_string_equal(sentence, "t.csv: is not text: it holds a zero byte");
    assert_null(table_read("absent.csv", sentence));
    assert_says(sentence, "absent.csv: cannot be read");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(line_ends_do_not_matter),
        cmocka_unit_test(blank_lines_at_the_end_are_none),
        cmocka_unit_test(fields_may_be_quoted),
        cmocka_unit_test(only_a_header_is_a_table_without_rows),
        cmocka_unit_test(wide_and_long_tables_are_read),
        cmocka_unit_test(malformed_text_gives_a_sentence),
        cmocka_unit_test(sizes_have_bounds),
        cmocka_unit_test(columns_may_hold_words),
        cmocka_unit_test(words_are_words_throughout),
        cmocka_unit_test(files_are_text),
    };
    return cmocka_run_group_tests_name("table", tests, sandbox_enter, sandbox_leave);
}
