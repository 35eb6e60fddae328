#include "rows.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "die.h"
#include "files.h"

void rows_append(Rows *rows, Table *more)
{
    Table *to = rows->table;
    if (!to) {
        rows->table = more;
        return;
    }
    if (to->columns != more->columns)
        die("%s: has other columns than %s", more->path, to->path);
    for (int k = 0; k < to->columns; k++) {
        if (strcmp(to->names[k], more->names[k]) != 0)
            die("%s: has a column '%.60s' where %s has '%.60s'", more->path, more->names[k],
                to->path, to->names[k]);
        if (to->kinds[k] && more->kinds[k] && to->kinds[k] != more->kinds[k])
            die("%s: column '%s' has words in one of this file and %s, and numbers in the other",
                more->path, to->names[k], to->path);
        to->kinds[k] |= more->kinds[k];
    }
    size_t old = (size_t)to->rows * to->columns, new = (size_t)more->rows * more->columns;
    double *values = realloc(to->values, (old + new + 1) * sizeof *values);
    if (!values)
        die("%s: not enough memory for its rows", more->path);
    memcpy(values + old, more->values, new * sizeof *values);
    to->values = values;
    to->rows += more->rows;
    table_free(more);
}

/* ---- columns and values ---------------------------------------------------------------------- */

int rows_column(const Rows *rows, const char *name)
{
    int column = table_column(rows->table, name);
    if (column < 0)
        die("%s: key 'summary': %s has no column '%s'", rows->parameters, rows->table->path, name);
    return column;
}

void rows_columns(const Rows *rows, Columns *columns, const Json *list)
{
    const int one = !json_is_array(list);
    for (const Json *name = one ? list : json_first(list); name;
         name = one ? NULL : json_next(name)) {
        if (!json_has_text(name) || columns->count == ROWS_MOST_COLUMNS)
            die("%s: key 'summary': expected a list of at most %d column names", rows->parameters,
                ROWS_MOST_COLUMNS);
        const int column = rows_column(rows, json_text(name));
        for (int k = 0; k < columns->count; k++)
            if (columns->at[k] == column)
                die("%s: key 'summary': the column '%s' is named twice: remove one",
                    rows->parameters, json_text(name));
        columns->at[columns->count++] = column;
    }
}

double *rows_place(const Rows *rows, int row, int column)
{
    return &rows->table->values[(size_t)rows->chosen[row] * rows->table->columns + column];
}

double rows_at(const Rows *rows, int row, int column)
{
    return *rows_place(rows, row, column);
}

double rows_wanted(const Rows *rows, int column, const Json *item)
{
    const char *name = rows->table->names[column];
    const int kind = rows->table->kinds[column];
    if (json_has_number(item) && kind != TABLE_WORDS)
        return json_number(item);
    if (!json_has_text(item) || kind == TABLE_NUMBERS)
        die("%s: key 'summary': '%s' has only %s: correct the value in 'where' or 'against'",
            rows->parameters, name, kind == TABLE_WORDS ? "words" : "numbers");
    int word = table_word(&rows->words, json_text(item));
    if (word < 0)
        die("%s: key 'summary': '%s': no row of %s has the word '%s'", rows->parameters, name,
            rows->table->path, json_text(item));
    return word;
}

/* ---- choosing and grouping ------------------------------------------------------------------- */

/* Whether the values of a row of the table are among those that where wants. */
static int fits(const Rows *rows, const double *values, const Json *where)
{
    for (const Json *w = json_first(where); w; w = json_next(w)) {
        int column = rows_column(rows, json_name(w)), found = 0;
        for (const Json *item = json_is_array(w) ? json_first(w) : w; item;
             item = json_is_array(w) ? json_next(item) : NULL)
            found |= rows_wanted(rows, column, item) == values[column];
        if (!found)
            return 0;
    }
    return 1;
}

void rows_choose(Rows *rows, const Json *where, int given, int original)
{
    if (where && !json_is_object(where))
        die("%s: key 'summary': 'where' must be an object", rows->parameters);
    rows->chosen = die_calloc(rows->table->rows, sizeof *rows->chosen);
    for (int i = 0; i < rows->table->rows; i++) {
        const double *values = &rows->table->values[(size_t)i * rows->table->columns];
        if (fits(rows, values, where) && !(given >= 0 && isnan(values[given])) &&
            (original || values[rows->replicate] != 0))
            rows->chosen[rows->count++] = i;
    }
}

void rows_refuse_empty(const Rows *rows, int other)
{
    for (int row = 0; row < rows->count; row++)
        for (int k = 0; k <= rows->by.count; k++) {
            const int column = k < rows->by.count ? rows->by.at[k] : other;
            if (column >= 0 && isnan(rows_at(rows, row, column)))
                die("%s: key 'summary': rows of %s cannot be grouped by '%s', which is empty in "
                    "one",
                    rows->parameters, rows->table->path, rows->table->names[column]);
        }
}

int rows_order(const Rows *rows, int p, int q, int but)
{
    const int columns = rows->table->columns;
    for (int k = 0; k < rows->by.count; k++) {
        const double x = rows->table->values[(size_t)p * columns + rows->by.at[k]],
                     y = rows->table->values[(size_t)q * columns + rows->by.at[k]];
        if (rows->by.at[k] != but && x != y)
            return x < y ? -1 : 1;
    }
    return 0;
}

static int compare_rows(const void *a, const void *b, void *context)
{
    int p = *(const int *)a, q = *(const int *)b, order = rows_order(context, p, q, -1);
    return order ? order : p - q;
}

void rows_sort(Rows *rows)
{
    qsort_r(rows->chosen, rows->count, sizeof *rows->chosen, compare_rows, rows);
}

int rows_end(const Rows *rows, int first, int depth)
{
    int end = first + 1;
    for (; end < rows->count; end++)
        for (int k = 0; k < depth; k++)
            if (rows_at(rows, end, rows->by.at[k]) != rows_at(rows, first, rows->by.at[k]))
                return end;
    return end;
}

/* ---- names and results ----------------------------------------------------------------------- */

void rows_append_value(char name[ROWS_NAME], const Rows *rows, int column, double value)
{
    const int word = rows->table->kinds[column] == TABLE_WORDS;
    char number[32];
    if (!word)
        record_format(number, value);
    strncat(name, word ? rows->words.texts[(int)value] : number, ROWS_NAME - strlen(name) - 1);
}

void rows_refuse_cut(const Rows *rows, const char name[ROWS_NAME])
{
    if (strlen(name) == ROWS_NAME - 1)
        die("%s: key 'summary': the name '%.40s...' is too long: shorten it", rows->parameters,
            name);
}

void rows_fill(char name[ROWS_NAME], const char *template, const Rows *rows, int row)
{
    *name = '\0';
    for (const char *p = template; *p;) {
        size_t plain = strcspn(p, "{"), left = ROWS_NAME - strlen(name) - 1;
        strncat(name, p, plain < left ? plain : left);
        p += plain;
        if (*p == '{') {
            char column[64] = "";
            size_t length = strcspn(++p, "}");
            snprintf(column, sizeof column, "%.*s", (int)length, p);
            int index = rows_column(rows, column);
            rows_append_value(name, rows, index, rows_at(rows, row, index));
            p += length + (p[length] == '}');
        }
    }
    rows_refuse_cut(rows, name);
}

void rows_note(Record *record, const Rows *rows, const char *path, double value)
{
    if (!isfinite(value))
        die("%s: key 'summary': the result '%s' is too large a number", rows->parameters, path);
    record_number(record, path, value);
}

RecordTable *rows_table(Record *record, const Rows *rows, const char *name, const char *header)
{
    if (!files_is_name(name))
        die("%s: key 'summary': '%s' cannot be the name of a table: use letters, digits and _.-",
            rows->parameters, name);
    return record_headed(record, name, header);
}

void rows_free(Rows *rows)
{
    free(rows->chosen);
    table_free(rows->table);
    table_words_free(&rows->words);
}
