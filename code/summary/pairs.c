#include "pairs.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "die.h"

typedef struct {
    const Rows *rows;
    int column; /* that of the comparison */
} Key;

/* By the grouping columns but that of the comparison, then by the replicate; p and q are rows of
 * the table. */
static int compare_keys(const Key *key, int p, int q)
{
    const Rows *rows = key->rows;
    const size_t columns = rows->table->columns;
    const double *replicates = rows->table->values + rows->replicate;
    const int order = rows_order(rows, p, q, key->column);
    if (order || rows->replicate == key->column)
        return order;
    const double x = replicates[p * columns], y = replicates[q * columns];
    return x < y ? -1 : x > y;
}

static int compare_pairs(const void *a, const void *b, void *context)
{
    int p = *(const int *)a, q = *(const int *)b, order = compare_keys(context, p, q);
    return order ? order : p - q;
}

/* Ends the program: the count rows of the row's group are no pair. */
static _Noreturn void refuse_pair(const Key *key, int row, const double values[2], int count)
{
    const Rows *rows = key->rows;
    char group[4 * ROWS_NAME] = "", text[2][ROWS_NAME] = {"", ""};
    for (int k = 0; k <= rows->by.count; k++) {
        const int column = k < rows->by.count ? rows->by.at[k] : rows->replicate;
        char value[ROWS_NAME] = "";
        size_t used = strlen(group);
        rows_append_value(value, rows, column, rows_at(rows, row, column));
        if (column != key->column)
            snprintf(group + used, sizeof group - used, "%s%s %s", used ? ", " : "",
                     rows->table->names[column], value);
    }
    for (int i = 0; i < 2; i++)
        rows_append_value(text[i], rows, key->column, values[i]);
    die("%s: key 'summary': 'against': %s: %d %s, expected one with %s %s and one with %s",
        rows->parameters, group, count, count == 1 ? "row" : "rows",
        rows->table->names[key->column], text[0], text[1]);
}

/* Leaves of the chosen rows those that have one of the two values in the column. */
static void leave_values(Rows *rows, int column, const double values[2])
{
    int count = 0;
    for (int row = 0; row < rows->count; row++) {
        const double value = rows_at(rows, row, column);
        if (value == values[0] || value == values[1])
            rows->chosen[count++] = rows->chosen[row];
    }
    if (!count)
        die("%s: key 'summary': 'against': no row of %s has one of these values", rows->parameters,
            rows->table->path);
    rows->count = count;
}

/* Puts into the "of" columns of row p what comes of comparing it with row q. */
static void compare_values(const Rows *rows, int p, int q, int ratio)
{
    for (int k = 0; k < rows->of.count; k++) {
        const char *name = rows->table->names[rows->of.at[k]];
        double *x = rows_place(rows, p, rows->of.at[k]), y = rows_at(rows, q, rows->of.at[k]);
        if (ratio && y == 0)
            die("%s: key 'summary': 'against': a '%s' is 0, so there is no ratio to it",
                rows->parameters, name);
        *x = ratio ? *x / y : *x - y;
        if (isinf(*x))
            die("%s: key 'summary': 'against': '%s' differs by too large a number",
                rows->parameters, name);
    }
}

void pairs_compare(Rows *rows, int column, const double values[2], int ratio)
{
    const Key key = {rows, column};
    leave_values(rows, column, values);
    qsort_r(rows->chosen, rows->count, sizeof *rows->chosen, compare_pairs, (void *)&key);
    int pairs = 0;
    for (int row = 0, mates; row < rows->count; row += mates) {
        for (mates = 1; row + mates < rows->count &&
                        !compare_keys(&key, rows->chosen[row], rows->chosen[row + mates]);)
            mates++;
        if (mates != 2 || rows_at(rows, row, column) == rows_at(rows, row + 1, column))
            refuse_pair(&key, row, values, mates);
        const int second = rows_at(rows, row, column) == values[1];
        compare_values(rows, row + second, row + !second, ratio);
        rows->chosen[pairs++] = rows->chosen[row + second];
    }
    rows->count = pairs;
}
