/* rows_of: the rows of tables that a test has as text. */
#ifndef ROWS_OF_H
#define ROWS_OF_H

#include "rows.h"
#include "sandbox.h"

/* Takes the table in text, called t.csv, into rows. */
static inline void rows_of_more(Rows *rows, const char *text)
{
    char sentence[SENTENCE], *copy = die_printf("%s", text);
    Table *table = table_parse(copy, "t.csv", &rows->words, sentence);
    assert_non_null(table);
    rows_append(rows, table);
    free(copy);
}

/* All rows of the table in text, sorted into groups by the column by, with statistics of the column
 * of; its replicates are those of its column of that name. rows_free frees. */
static inline Rows rows_of(const char *text, const char *by, const char *of)
{
    Rows rows = {.parameters = "p.json", .experiment = "e"};
    rows_of_more(&rows, text);
    rows.replicate = rows_column(&rows, "replicate");
    rows.by = (Columns){{rows_column(&rows, by)}, 1};
    rows.of = (Columns){{rows_column(&rows, of)}, 1};
    rows_choose(&rows, NULL, -1, 1);
    rows_sort(&rows);
    return rows;
}

#endif
