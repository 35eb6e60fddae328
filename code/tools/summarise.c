/* summarise: from the cells of an experiment to its summary, which is all that figures and text use.
 *
 *     summarise PARAMETERS RESULTS
 *
 * reads RESULTS/<experiment>/<cell>.json and its tables for every cell of the parameter file,
 * checks each table against its checksum, and writes RESULTS/<experiment>.json and .csv as the
 * file's list "summary" says. An entry of that list takes the rows of one table of all cells, groups
 * them and takes statistics over the replicates of each group:
 *
 *     "from"    the cells' table: "" for <cell>.csv, "early" for <cell>-early.csv
 *     "where"   {"column": value or [values]}: only these rows
 *     "given"   a column: only rows that have a value in it
 *     "of"      the columns to take statistics of
 *     "cell"    name of the results, with columns in braces ("a{alpha}"): a group for each name
 *   or
 *     "table"   the CSV to write, with a row for each group of
 *     "by"      these columns,
 *     "split"   in a CSV of its own for each value of this column, or of each of a list of columns,
 *     "pivot"   with a column for each value of this column instead of statistics
 *
 * Replicate 0 is the reference (the thesis's own data set): its value stands under the column's
 * name, and the statistics of the other replicates under that name with _median, _q10, _q90 and so
 * on (summary.h). The results that cells noted as plain numbers are taken over as they are.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "die.h"
#include "files.h"
#include "json.h"
#include "record.h"
#include "summary.h"
#include "table.h"

enum { MOST_COLUMNS = 16, NAME = 160 };

static const char *const STATISTICS[] = {"median",   "q10",       "q90", "low", "high", "mean",
                                         "mean_low", "mean_high", "min", "max", "sum",  "count"};
enum { STATISTICS_COUNT = sizeof STATISTICS / sizeof *STATISTICS };

static const char *parameters; /* path of the parameter file, for sentences */
static const char *experiment;
static Record *record;

/* One entry of "summary", with columns as indices into the table. */
typedef struct {
    Table *table;
    int replicate;                               /* column */
    int pivot;                                   /* column, or -1 */
    int by[MOST_COLUMNS], by_count, split_count; /* the columns of "split" come first in by */
    int of[MOST_COLUMNS], of_count;
    const char *cell, *name; /* template of the results, name of the CSV */
    int *rows, count;        /* the rows it takes, sorted into groups */
} Entry;

/* ---- reading the cells ------------------------------------------------------------------------ */

/* The cell's JSON from RESULTS/<experiment>/<cell>.json; its own checksum is noted. */
static Json *read_cell(const char *folder, const char *cell)
{
    char sentence[SENTENCE], hex[65], *path = die_printf("%s/%s.json", folder, cell);
    size_t length;
    char *text = files_read(path, &length, sentence);
    Json *json = text ? json_parse(text, path, sentence) : NULL;
    if (!json)
        die("%s", sentence);
    files_sha256(hex, text, length);
    record_input(record, cell, hex);
    free(text);
    free(path);
    return json;
}

/* The table <cell>[-from].csv that the cell's JSON lists, or NULL when it lists none of that name. */
static Table *read_table(const char *folder, const Json *json, const char *cell, const char *from)
{
    char *file = die_printf("%s%s%s.csv", cell, *from ? "-" : "", from);
    Table *table = NULL;
    for (const Json *t = json_first(json_find(json, "tables")); t; t = json_next(t)) {
        const Json *listed = json_find(t, "file"), *sum = json_find(t, "sha256");
        if (!json_has_text(listed) || !json_has_text(sum) || strcmp(json_text(listed), file))
            continue;
        char sentence[SENTENCE], hex[65], *path = die_printf("%s/%s", folder, file);
        size_t length;
        char *text = files_read(path, &length, sentence);
        if (!text)
            die("%s", sentence);
        files_sha256(hex, text, length);
        if (strcmp(hex, json_text(sum)))
            die("%s: is not the table that %s.json vouches for: remove it and make it anew", path,
                cell);
        table = table_parse(text, path, sentence);
        if (!table)
            die("%s", sentence);
        free(text);
        free(path);
    }
    free(file);
    return table;
}

/* Appends the rows of more, which is freed, to *all. */
static void append(Table **all, Table *more)
{
    if (!*all) {
        *all = more;
        return;
    }
    Table *to = *all;
    if (to->columns != more->columns)
        die("%s: has other columns than %s", more->path, to->path);
    size_t old = (size_t)to->rows * to->columns, new = (size_t)more->rows * more->columns;
    double *values = realloc(to->values, (old + new + 1) * sizeof *values);
    if (!values)
        die("%s: no memory for its rows", more->path);
    memcpy(values + old, more->values, new * sizeof *values);
    to->values = values;
    to->rows += more->rows;
    table_free(more);
}

/* ---- one entry -------------------------------------------------------------------------------- */

static const char *text_of(const Json *entry, const char *key)
{
    const Json *member = json_find(entry, key);
    if (member && !json_has_text(member))
        die("%s: key 'summary': '%s' must be a text", parameters, key);
    return member ? json_text(member) : NULL;
}

static int column_of(const Table *table, const char *name)
{
    int column = table_column(table, name);
    if (column < 0)
        die("%s: key 'summary': '%s' is no column of %s", parameters, name, table->path);
    return column;
}

/* Appends the columns that a text or a list of texts names to columns; returns how many there are. */
static int columns_of(int columns[MOST_COLUMNS], int count, const Json *list, const Table *table)
{
    if (json_has_text(list) && count < MOST_COLUMNS)
        columns[count++] = column_of(table, json_text(list));
    for (const Json *name = json_first(list); name; name = json_next(name)) {
        if (!json_has_text(name) || count == MOST_COLUMNS)
            die("%s: key 'summary': a list of at most %d column names is wanted", parameters,
                MOST_COLUMNS);
        columns[count++] = column_of(table, json_text(name));
    }
    return count;
}

static double at(const Entry *e, int row, int column)
{
    return e->table->values[(size_t)row * e->table->columns + column];
}

/* Whether the row has one of the values that "where" wants in every column it names. */
static int wanted(const Entry *e, const Json *where, int row)
{
    for (const Json *w = json_first(where); w; w = json_next(w)) {
        double value = at(e, row, column_of(e->table, json_name(w)));
        int found = json_has_number(w) && json_number(w) == value;
        for (const Json *item = json_is_array(w) ? json_first(w) : NULL; item;
             item = json_next(item))
            found |= json_has_number(item) && json_number(item) == value;
        if (!found)
            return 0;
    }
    return 1;
}

/* By the grouping columns, then in the order of the cells. */
static int compare_rows(const void *a, const void *b, void *context)
{
    const Entry *e = context;
    int p = *(const int *)a, q = *(const int *)b;
    for (int k = 0; k < e->by_count; k++) {
        double x = at(e, p, e->by[k]), y = at(e, q, e->by[k]);
        if (x != y)
            return x < y ? -1 : 1;
    }
    return p - q;
}

/* End of the run of sorted rows that agree with the first one on the first depth grouping columns. */
static int run_end(const Entry *e, int first, int depth)
{
    int end = first + 1;
    for (; end < e->count; end++)
        for (int k = 0; k < depth; k++)
            if (at(e, e->rows[end], e->by[k]) != at(e, e->rows[first], e->by[k]))
                return end;
    return end;
}

/* Appends the value as it is written in records. */
static void append_value(char name[NAME], double value)
{
    char text[32];
    record_format(text, value);
    strncat(name, text, NAME - strlen(name) - 1);
}

/* The template with every {column} replaced by the row's value. */
static void fill_template(char name[NAME], const Entry *e, int row)
{
    *name = '\0';
    for (const char *p = e->cell; *p;) {
        size_t plain = strcspn(p, "{");
        strncat(name, p, plain < NAME - strlen(name) - 1 ? plain : NAME - strlen(name) - 1);
        p += plain;
        if (*p == '{') {
            char column[64] = "";
            size_t length = strcspn(++p, "}");
            snprintf(column, sizeof column, "%.*s", (int)length, p);
            append_value(name, at(e, row, column_of(e->table, column)));
            p += length + (p[length] == '}');
        }
    }
}

/* For the rows first..end-1: the reference's value of the column, RECORD_EMPTY if there is none,
 * and the statistics of the others in the order of STATISTICS. Returns how many others there are. */
static int statistics_of(double *reference, double statistics[STATISTICS_COUNT], const Entry *e,
                         int first, int end, int column, const char *stream)
{
    double *values = die_calloc(end - first, sizeof *values);
    int count = 0;
    *reference = RECORD_EMPTY;
    for (int k = first; k < end; k++) {
        double value = at(e, e->rows[k], column);
        if (isnan(value))
            continue;
        if (at(e, e->rows[k], e->replicate) == 0)
            *reference = value;
        else
            values[count++] = value;
    }
    for (int k = 0; k < STATISTICS_COUNT; k++)
        statistics[k] = RECORD_EMPTY;
    if (count) {
        Summary s;
        Rng rng;
        rng_open(&rng, "bootstrap", experiment, 0, stream);
        summary_of(&s, values, count, &rng);
        const double all[STATISTICS_COUNT] = {s.median, s.q10,  s.q90,      s.low,
                                              s.high,   s.mean, s.mean_low, s.mean_high,
                                              s.min,    s.max,  s.sum,      s.count};
        memcpy(statistics, all, sizeof all);
    }
    free(values);
    return count;
}

static void write_results(const Entry *e)
{
    for (int first = 0, end; first < e->count; first = end) {
        end = run_end(e, first, e->by_count);
        char cell[NAME], path[2 * NAME];
        fill_template(cell, e, e->rows[first]);
        for (int k = 0; k < e->of_count; k++) {
            const char *column = e->table->names[e->of[k]];
            double reference, statistics[STATISTICS_COUNT];
            snprintf(path, sizeof path, "%s/%s", cell, column);
            int count = statistics_of(&reference, statistics, e, first, end, e->of[k], path);
            if (reference != RECORD_EMPTY)
                record_number(record, path, reference);
            for (int s = 0; count && s < STATISTICS_COUNT; s++) {
                snprintf(path, sizeof path, "%s/%s_%s", cell, column, STATISTICS[s]);
                record_number(record, path, statistics[s]);
            }
        }
    }
}

/* Opens the CSV of that name with the grouping columns and, for each of count values, the columns
 * that label() prints after a comma. */
static RecordTable *open_table(const Entry *e, const char *name, int count,
                               void (*label)(FILE *, const Entry *, int), int first)
{
    char *header;
    size_t length;
    FILE *stream = open_memstream(&header, &length);
    require(stream);
    for (int k = e->split_count; k < e->by_count; k++)
        fprintf(stream, "%s%s", k > e->split_count ? "," : "", e->table->names[e->by[k]]);
    for (int k = 0; k < count; k++)
        label(stream, e, first + k);
    fclose(stream);
    RecordTable *csv = record_table(record, name, header);
    free(header);
    return csv;
}

static int write_group(double *row, const Entry *e, int first)
{
    for (int k = e->split_count; k < e->by_count; k++)
        *row++ = at(e, e->rows[first], e->by[k]);
    return e->by_count - e->split_count;
}

static void label_statistics(FILE *header, const Entry *e, int k)
{
    const char *column = e->table->names[e->of[k]];
    fprintf(header, ",%s", column);
    for (int s = 0; s < STATISTICS_COUNT; s++)
        fprintf(header, ",%s_%s", column, STATISTICS[s]);
}

/* One CSV over the rows first..end-1: the "by" columns, then the reference and the statistics of
 * every "of" column. */
static void write_statistics(const Entry *e, const char *name, int first, int end)
{
    RecordTable *csv = open_table(e, name, e->of_count, label_statistics, 0);
    for (int run = first, stop; run < end; run = stop) {
        stop = run_end(e, run, e->by_count);
        double row[MOST_COLUMNS * (STATISTICS_COUNT + 2)];
        int count = write_group(row, e, run);
        for (int k = 0; k < e->of_count; k++) {
            char stream[2 * NAME];
            snprintf(stream, sizeof stream, "%s/%s/%d", name, e->table->names[e->of[k]],
                     run - first);
            statistics_of(&row[count], &row[count + 1], e, run, stop, e->of[k], stream);
            count += 1 + STATISTICS_COUNT;
        }
        record_values(csv, row, count);
    }
}

static void label_pivot(FILE *header, const Entry *e, int k)
{
    char value[NAME] = "";
    append_value(value, at(e, e->rows[k], e->pivot));
    fprintf(header, ",%s%s", e->table->names[e->of[0]], value);
}

/* One CSV over the rows first..end-1: the "by" columns, then a column for every value of the pivot,
 * named <of><value>, in the order of the cells. Every group must have the same values. */
static void write_pivot(const Entry *e, const char *name, int first, int end)
{
    int values = run_end(e, first, e->by_count) - first;
    RecordTable *csv = open_table(e, name, values, label_pivot, first);
    double *row = die_calloc(MOST_COLUMNS + values, sizeof *row);
    for (int run = first; run < end; run += values) {
        if (run_end(e, run, e->by_count) != run + values)
            die("%s: key 'summary': groups of %s differ in length", parameters, e->table->path);
        int count = write_group(row, e, run);
        for (int k = 0; k < values; k++)
            row[count++] = at(e, e->rows[run + k], e->of[0]);
        record_values(csv, row, count);
    }
    free(row);
}

static void write_tables(const Entry *e)
{
    for (int first = 0, end; first < e->count; first = end) {
        end = run_end(e, first, e->split_count);
        char name[NAME];
        snprintf(name, sizeof name, "%s", e->name);
        for (int k = 0; k < e->split_count; k++) {
            size_t used = strlen(name);
            snprintf(name + used, sizeof name - used, "-%s", e->table->names[e->by[k]]);
            append_value(name, at(e, e->rows[first], e->by[k]));
        }
        (e->pivot < 0 ? write_statistics : write_pivot)(e, name, first, end);
    }
}

/* A misspelt "where" would take other rows and say nothing. */
static void refuse_unknown(const Json *entry)
{
    static const char *const known[] = {"from",  "where", "given", "of",   "cell",
                                        "table", "by",    "split", "pivot"};
    for (const Json *member = json_first(entry); member; member = json_next(member)) {
        size_t k = 0, count = sizeof known / sizeof *known;
        while (k < count && strcmp(known[k], json_name(member)))
            k++;
        if (k == count)
            die("%s: key 'summary': '%s' is not known here", parameters, json_name(member));
    }
}

static void summarise(const Json *entry, const char *folder, const Json *cells, Json **cell_json)
{
    if (!json_is_object(entry))
        die("%s: key 'summary': an entry must be an object", parameters);
    refuse_unknown(entry);
    Entry e = {.cell = text_of(entry, "cell"), .name = text_of(entry, "table")};
    const char *from = text_of(entry, "from");
    if (!from || !e.cell == !e.name)
        die("%s: key 'summary': an entry needs 'from', and either 'cell' or 'table'", parameters);
    int i = 0;
    for (const Json *c = json_first(cells); c; c = json_next(c), i++) {
        Table *table = read_table(folder, cell_json[i], json_name(c), from);
        if (table)
            append(&e.table, table);
    }
    if (!e.table)
        die("%s: key 'summary': no cell has a table '%s'", parameters, from);

    e.replicate = column_of(e.table, "replicate");
    const char *pivot = text_of(entry, "pivot");
    e.pivot = pivot ? column_of(e.table, pivot) : -1;
    e.of_count = columns_of(e.of, 0, json_find(entry, "of"), e.table);
    e.split_count = columns_of(e.by, 0, json_find(entry, "split"), e.table);
    e.by_count = columns_of(e.by, e.split_count, json_find(entry, "by"), e.table);
    for (const char *p = e.cell; p && (p = strchr(p, '{')); p++) {
        char column[64];
        snprintf(column, sizeof column, "%.*s", (int)strcspn(p + 1, "}"), p + 1);
        require(e.by_count < MOST_COLUMNS);
        e.by[e.by_count++] = column_of(e.table, column);
    }

    const char *given = text_of(entry, "given");
    int needed = given ? column_of(e.table, given) : -1;
    e.rows = die_calloc(e.table->rows, sizeof *e.rows);
    for (int row = 0; row < e.table->rows; row++)
        if (wanted(&e, json_find(entry, "where"), row) && !(given && isnan(at(&e, row, needed))))
            e.rows[e.count++] = row;
    qsort_r(e.rows, e.count, sizeof *e.rows, compare_rows, &e);
    (e.cell ? write_results : write_tables)(&e);
    free(e.rows);
    table_free(e.table);
}

/* The plain numbers that a cell noted. */
static void take_over(const Json *json, const char *cell)
{
    for (const Json *r = json_first(json_find(json, "results")); r; r = json_next(r)) {
        char path[2 * NAME];
        snprintf(path, sizeof path, "%s/%s", cell, json_name(r));
        if (json_has_number(r))
            record_number(record, path, json_number(r));
    }
}

int main(int argc, char **argv)
{
    if (argc != 3)
        die("usage: %s PARAMETERS RESULTS", argv[0]);
    parameters = argv[1];
    char sentence[SENTENCE];
    Json *file = json_read(parameters, sentence);
    if (!file)
        die("%s", sentence);
    experiment = text_of(file, "experiment");
    const char *profile = text_of(file, "profile");
    const Json *cells = json_find(file, "cells");
    if (!experiment || !json_first(cells))
        die("%s: keys 'experiment' and 'cells' must be there", parameters);

    char *folder = die_printf("%s/%s", argv[2], experiment);
    record = record_open(folder, experiment, NULL, profile ? profile : "full", NULL);
    int count = 0;
    for (const Json *c = json_first(cells); c; c = json_next(c))
        count++;
    Json **cell_json = die_calloc(count, sizeof *cell_json);
    int i = 0;
    for (const Json *c = json_first(cells); c; c = json_next(c), i++) {
        cell_json[i] = read_cell(folder, json_name(c));
        take_over(cell_json[i], json_name(c));
    }
    for (const Json *entry = json_first(json_find(file, "summary")); entry;
         entry = json_next(entry))
        summarise(entry, folder, cells, cell_json);
    record_close(record);
    for (i = 0; i < count; i++)
        json_free(cell_json[i]);
    free(cell_json);
    free(folder);
    json_free(file);
}
