/* rows: the rows that an entry of "summary" takes from the tables of the cells: chosen by their
 * values, sorted into groups that agree in some columns, and named by templates. A row is known by
 * its place among the chosen ones. What parameters and tables have wrong ends the program with a
 * sentence, which begins with the file of the one at fault.
 */
#ifndef ROWS_H
#define ROWS_H

#include "json.h"
#include "record.h"
#include "table.h"

enum { ROWS_MOST_COLUMNS = 16, ROWS_NAME = 160 };

/* Some columns of a table, by index. */
typedef struct {
    int at[ROWS_MOST_COLUMNS], count;
} Columns;

typedef struct {
    const char *parameters, *experiment; /* path of the parameter file, and what it is of */
    Table *table;                        /* those of the cells, one after another */
    TableWords words;                    /* of the table */
    int replicate;                       /* its column of that name */
    Columns of, by;                      /* what statistics are of, and what makes the groups */
    int *chosen, count;                  /* indices of rows, count of them */
} Rows;

/* Puts a cell's table, which is freed, after those before it: it has the same columns. */
void rows_append(Rows *rows, Table *more);

/* Index of the named column. */
int rows_column(const Rows *rows, const char *name);

/* Appends the columns that a text or a list of texts names; list may be NULL. */
void rows_columns(const Rows *rows, Columns *columns, const Json *list);

/* The number or word in the parameters, as it stands in the column. */
double rows_wanted(const Rows *rows, int column, const Json *item);

/* Chooses the rows that have one of the values of each member of the object where, and any value in
 * the column given. where may be NULL, given -1; without original, replicate 0 is left out. */
void rows_choose(Rows *rows, const Json *where, int given, int original);

/* Ends the program where a grouping column, or another (or -1), is empty in a chosen row. */
void rows_refuse_empty(const Rows *rows, int other);

/* Whether row p of the table comes before (-1) or after (1) row q by the grouping columns, but for
 * one of them (or -1), or is with it in a group (0). */
int rows_order(const Rows *rows, int p, int q, int but);

/* Sorts the chosen rows by the grouping columns, then in the order of the cells. */
void rows_sort(Rows *rows);

/* End of the run of sorted rows that agree with row first in the first depth grouping columns. */
int rows_end(const Rows *rows, int first, int depth);

/* The value of a chosen row; its place in the table. */
double rows_at(const Rows *rows, int row, int column);
double *rows_place(const Rows *rows, int row, int column);

/* Appends a value of the column to name as it is written in records. */
void rows_append_value(char name[ROWS_NAME], const Rows *rows, int column, double value);

/* name becomes the template with every {column} replaced by the row's value. */
void rows_fill(char name[ROWS_NAME], const char *template, const Rows *rows, int row);

/* Ends the program where a name is as long as ROWS_NAME lets it be: it may have been cut. */
void rows_refuse_cut(const Rows *rows, const char name[ROWS_NAME]);

/* Notes a result. One that is not finite is of values too large to add or to divide. */
void rows_note(Record *record, const Rows *rows, const char *path, double value);

/* Opens a table: a name from the parameters stays in the folder of the results. */
RecordTable *rows_table(Record *record, const Rows *rows, const char *name, const char *header);

/* Frees what rows has, not rows itself. */
void rows_free(Rows *rows);

#endif
