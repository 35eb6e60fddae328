/* summarise: from the cells of an experiment to its summary, which is all that figures and text
 * use.
 *
 *     summarise PARAMETERS RESULTS
 *
 * reads RESULTS/<experiment>/<cell>.json and its tables for every cell of the parameter file,
 * checks each table against its checksum, and writes RESULTS/<experiment>.json and .csv as the
 * file's list "summary" says. An entry of that list takes the rows of one table of all cells,
 * groups them and takes statistics over the replicates of each group:
 *
 *     "from"     the cells' table: "" for <cell>.csv, "early" for <cell>-early.csv
 *     "where"    {"column": value or [values]}: only these rows; a value is a number or a word
 *     "given"    a column: only rows that have a value in it
 *     "of"       the columns to take statistics of
 *     "against"  {"column": C, "values": [a, b], "as": "difference" or "ratio"}: in place of the
 *                values of a row with C = a, their difference from, or ratio to, those of the row
 *                with C = b of the same replicate and group; no other rows, and each must have its
 *                mate
 *     "cell"     name of the results, with columns in braces ("a{alpha}"): a group for each name
 *   or
 *     "table"    the CSV to write, with a row for each group of
 *     "by"       these columns,
 *     "split"    in a CSV of its own for each value of this column, or of each of a list of
 *                columns,
 *     "pivot"    with a column for each value of this column instead of statistics
 *
 * Replicate 0 is the reference (the thesis's own data set): its value stands under the column's
 * name, and the statistics of the other replicates under that name with _median, _q10, _q90 and so
 * on (summary.h). The results that cells noted as plain numbers are taken over as they are.
 *
 * Two other kinds of entry leave the reference out; "of" is one column, and "by" another:
 *
 *     "lines"    NAME: how the means of "of" over the replicates, y, depend on "by", x. Results
 *                <NAME>-linear (y against x), -logarithmic (y against log x), -linearithmic (y
 *                against x log x) and -power (log y against log x), each with the least-squares
 *                line of line.h and slope_low, slope_high, its slope's 95 % bootstrap interval over
 *                the replicates within each x. All aic are of y, so that they compare: with log y
 *                for y, twice the sum of log y is added.
 *
 *     "crossing" {"column": X, "thresholds": [...]}: at which X the isotonic mean curve of "of"
 *                reaches each threshold (crossing.h), for each value of "by"
 *     "table"    the CSV for that: by, threshold, X_star, and the 95 % bootstrap interval low, high
 *     "cell"     the same as results, and off_grid, the share of resamples that are off the grid,
 *                which count as the grid's end. An X_star that is off the grid itself is left out
 *     "each"     (optional) the CSV with the first threshold's crossing of each replicate's own
 *                curve
 *     "lines"    (optional) NAME, with {threshold}: the four lines of X_star against "by", as
 *                above, with the crossings of the same resamples
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "crossing.h"
#include "die.h"
#include "files.h"
#include "json.h"
#include "line.h"
#include "record.h"
#include "summary.h"
#include "table.h"

enum { MOST_COLUMNS = 16, NAME = 160, MOST_CURVE_POINTS = 10000000 };

static const char *const STATISTICS[] = {"median",   "q10",       "q90", "low", "high", "mean",
                                         "mean_low", "mean_high", "min", "max", "sum",  "count"};
enum { STATISTICS_COUNT = sizeof STATISTICS / sizeof *STATISTICS };

static const char *parameters; /* path of the parameter file, for sentences */
static const char *experiment;
static Record *record;
static TableWords words; /* of the entry's tables */

/* One entry of "summary", with columns as indices into the table. */
typedef struct {
    Table *table;
    int replicate;                               /* column */
    int pivot, against;                          /* columns, or -1 */
    int by[MOST_COLUMNS], by_count, split_count; /* the columns of "split" come first in by */
    int of[MOST_COLUMNS], of_count;
    const char *cell, *name; /* template of the results, name of the CSV */
    int *rows, count;        /* the rows it takes, sorted into groups */
} Entry;

/* ---- reading the cells ----------------------------------------------------------------------- */

/* The cell's JSON from RESULTS/<experiment>/<cell>.json; its own checksum is noted. */
static Json *read_cell(const char *folder, const char *cell)
{
    char sentence[SENTENCE], hex[65], *path = die_printf("%s/%s.json", folder, cell);
    char *text = files_read(path, NULL, sentence);
    Json *json = text ? json_parse(text, path, sentence) : NULL;
    if (!json)
        die("%s", sentence);
    files_sha256(hex, text, strlen(text));
    record_input(record, cell, hex);
    free(text);
    free(path);
    return json;
}

/* The table <cell>[-from].csv that the cell's JSON lists, or NULL when it lists none of that
 * name. */
static Table *read_table(const char *folder, const Json *json, const char *cell, const char *from)
{
    char *file = die_printf("%s%s%s.csv", cell, *from ? "-" : "", from);
    Table *table = NULL;
    for (const Json *t = json_first(json_find(json, "tables")); t && !table; t = json_next(t)) {
        const Json *listed = json_find(t, "file"), *sum = json_find(t, "sha256");
        if (!json_has_text(listed) || !json_has_text(sum) || strcmp(json_text(listed), file) != 0)
            continue;
        char sentence[SENTENCE], hex[65], *path = die_printf("%s/%s", folder, file);
        char *text = files_read(path, NULL, sentence);
        if (!text)
            die("%s", sentence);
        files_sha256(hex, text, strlen(text));
        if (strcmp(hex, json_text(sum)) != 0)
            die("%s: is not the table that %s.json vouches for: remove it and make it anew", path,
                cell);
        table = table_parse(text, path, &words, sentence);
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
    for (int k = 0; k < to->columns; k++) {
        if (strcmp(to->names[k], more->names[k]) != 0)
            die("%s: has a column '%.60s' where %s has '%.60s'", more->path, more->names[k],
                to->path, to->names[k]);
        if (to->kinds[k] && more->kinds[k] && to->kinds[k] != more->kinds[k])
            die("%s: column '%s' has words, or numbers, where %s has the other", more->path,
                to->names[k], to->path);
        to->kinds[k] |= more->kinds[k];
    }
    size_t old = (size_t)to->rows * to->columns, new = (size_t)more->rows * more->columns;
    double *values = realloc(to->values, (old + new + 1) * sizeof *values);
    if (!values)
        die("%s: no memory for its rows", more->path);
    memcpy(values + old, more->values, new * sizeof *values);
    to->values = values;
    to->rows += more->rows;
    table_free(more);
}

/* ---- one entry ------------------------------------------------------------------------------- */

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

/* Appends the columns that a text or a list of texts names to columns; returns how many there
 * are. */
static int columns_of(int columns[MOST_COLUMNS], int count, const Json *list, const Table *table)
{
    const int one = !json_is_array(list);
    for (const Json *name = one ? list : json_first(list); name;
         name = one ? NULL : json_next(name)) {
        if (!json_has_text(name) || count == MOST_COLUMNS)
            die("%s: key 'summary': a list of at most %d column names is wanted", parameters,
                MOST_COLUMNS);
        columns[count] = column_of(table, json_text(name));
        for (int k = 0; k < count; k++)
            if (columns[k] == columns[count])
                die("%s: key 'summary': the column '%s' is named twice", parameters,
                    json_text(name));
        count++;
    }
    return count;
}

static double at(const Entry *e, int row, int column)
{
    return e->table->values[(size_t)row * e->table->columns + column];
}

/* The number or word in the parameters, as it stands in the column. */
static double value_in(const Entry *e, int column, const Json *item)
{
    const char *name = e->table->names[column];
    const int kind = e->table->kinds[column];
    if (json_has_number(item) && kind != TABLE_WORDS)
        return json_number(item);
    if (!json_has_text(item) || kind == TABLE_NUMBERS)
        die("%s: key 'summary': '%s' holds %s: no other value can be wanted", parameters, name,
            kind == TABLE_WORDS ? "words" : "numbers");
    int word = table_word(&words, json_text(item));
    if (word < 0)
        die("%s: key 'summary': '%s': no row of %s has the word '%s'", parameters, name,
            e->table->path, json_text(item));
    return word;
}

/* Whether the row has one of the values that "where" wants in every column it names. */
static int wanted(const Entry *e, const Json *where, int row)
{
    for (const Json *w = json_first(where); w; w = json_next(w)) {
        int column = column_of(e->table, json_name(w)), found = 0;
        double value = at(e, row, column);
        for (const Json *item = json_is_array(w) ? json_first(w) : w; item;
             item = json_is_array(w) ? json_next(item) : NULL)
            found |= value_in(e, column, item) == value;
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

/* End of the run of sorted rows that agree with the first one on the first depth grouping
 * columns. */
static int run_end(const Entry *e, int first, int depth)
{
    int end = first + 1;
    for (; end < e->count; end++)
        for (int k = 0; k < depth; k++)
            if (at(e, e->rows[end], e->by[k]) != at(e, e->rows[first], e->by[k]))
                return end;
    return end;
}

/* Appends a value of the column as it is written in records. */
static void append_value(char name[NAME], const Table *table, int column, double value)
{
    char text[32];
    if (table->kinds[column] != TABLE_WORDS)
        record_format(text, value);
    strncat(name, table->kinds[column] == TABLE_WORDS ? words.texts[(int)value] : text,
            NAME - strlen(name) - 1);
}

/* The template with every {column} replaced by the row's value. */
static void fill_template(char name[NAME], const char *template, const Table *table, int row)
{
    *name = '\0';
    for (const char *p = template; *p;) {
        size_t plain = strcspn(p, "{");
        strncat(name, p, plain < NAME - strlen(name) - 1 ? plain : NAME - strlen(name) - 1);
        p += plain;
        if (*p == '{') {
            char column[64] = "";
            size_t length = strcspn(++p, "}");
            snprintf(column, sizeof column, "%.*s", (int)length, p);
            int index = column_of(table, column);
            append_value(name, table, index, table->values[(size_t)row * table->columns + index]);
            p += length + (p[length] == '}');
        }
    }
    if (strlen(name) == NAME - 1)
        die("%s: key 'summary': the name '%.40s...' is too long", parameters, name);
}

/* Notes a result. One that is not finite is of values too large to add or to divide. */
static void note(const char *path, double value)
{
    if (!isfinite(value))
        die("%s: key 'summary': the result '%s' is too large a number", parameters, path);
    record_number(record, path, value);
}

/* For the rows first..end-1: the reference's value of the column, RECORD_EMPTY if there is none,
 * and the statistics of the others in the order of STATISTICS. Returns how many others there
 * are. */
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
        for (int k = 0; k < STATISTICS_COUNT; k++)
            if (!isfinite(all[k]))
                die("%s: key 'summary': '%s' of '%s' is too large a number", parameters,
                    STATISTICS[k], e->table->names[column]);
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
        fill_template(cell, e->cell, e->table, e->rows[first]);
        for (int k = 0; k < e->of_count; k++) {
            const char *column = e->table->names[e->of[k]];
            double reference, statistics[STATISTICS_COUNT];
            snprintf(path, sizeof path, "%s/%s", cell, column);
            int count = statistics_of(&reference, statistics, e, first, end, e->of[k], path);
            if (reference != RECORD_EMPTY)
                note(path, reference);
            for (int s = 0; count && s < STATISTICS_COUNT; s++) {
                snprintf(path, sizeof path, "%s/%s_%s", cell, column, STATISTICS[s]);
                note(path, statistics[s]);
            }
        }
    }
}

/* Opens a table of the summary: a name from the parameters stays in the folder of the results. */
static RecordTable *new_table(const char *name, const char *header)
{
    if (!files_is_name(name))
        die("%s: key 'summary': a table cannot be called '%s': letters, digits and _.- make a name",
            parameters, name);
    return record_table(record, name, header);
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
    RecordTable *csv = new_table(name, header);
    free(header);
    for (int k = e->split_count; k < e->by_count; k++) {
        if (e->table->kinds[e->by[k]] != TABLE_WORDS)
            continue;
        char *list = die_printf("%s", words.texts[0]);
        for (int i = 1; i < words.count; i++) {
            char *longer = die_printf("%s,%s", list, words.texts[i]);
            free(list);
            list = longer;
        }
        record_words(csv, e->table->names[e->by[k]], list);
        free(list);
    }
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
    append_value(value, e->table, e->pivot, at(e, e->rows[k], e->pivot));
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
        for (int k = 0; k < values; k++) {
            if (at(e, e->rows[run + k], e->pivot) != at(e, e->rows[first + k], e->pivot))
                die("%s: key 'summary': groups of %s differ in '%s'", parameters, e->table->path,
                    e->table->names[e->pivot]);
            const double value = at(e, e->rows[run + k], e->of[0]);
            row[count++] = isnan(value) ? RECORD_EMPTY : value;
        }
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
            append_value(name, e->table, e->by[k], at(e, e->rows[first], e->by[k]));
        }
        if (strlen(name) == NAME - 1)
            die("%s: key 'summary': the name '%.40s...' is too long", parameters, name);
        (e->pivot < 0 ? write_statistics : write_pivot)(e, name, first, end);
    }
}

/* A misspelt member would do something else and say nothing. */
static void refuse_unknown(const Json *object, const char *const *known)
{
    if (!json_is_object(object))
        die("%s: key 'summary': an object with '%s' and so on is wanted", parameters, known[0]);
    for (const Json *member = json_first(object); member; member = json_next(member)) {
        const char *const *name = known;
        while (*name && strcmp(*name, json_name(member)) != 0)
            name++;
        if (!*name)
            die("%s: key 'summary': '%s' is not known here", parameters, json_name(member));
    }
}

/* ---- pairs ----------------------------------------------------------------------------------- */

/* By the grouping columns but that of the comparison, then by the replicate. */
static int compare_keys(const Entry *e, int p, int q)
{
    for (int k = 0; k <= e->by_count; k++) {
        int column = k < e->by_count ? e->by[k] : e->replicate;
        double x = at(e, p, column), y = at(e, q, column);
        if (column != e->against && x != y)
            return x < y ? -1 : 1;
    }
    return 0;
}

static int compare_pairs(const void *a, const void *b, void *context)
{
    int p = *(const int *)a, q = *(const int *)b, order = compare_keys(context, p, q);
    return order ? order : p - q;
}

/* Ends the program: the group of the row is no pair. */
static _Noreturn void refuse_pair(const Entry *e, int row, const double values[2], int count)
{
    char group[4 * NAME] = "", text[2][NAME] = {"", ""};
    for (int k = 0; k <= e->by_count; k++) {
        int column = k < e->by_count ? e->by[k] : e->replicate;
        char value[NAME] = "";
        size_t used = strlen(group);
        append_value(value, e->table, column, at(e, row, column));
        if (column != e->against)
            snprintf(group + used, sizeof group - used, "%s%s %s", used ? ", " : "",
                     e->table->names[column], value);
    }
    for (int i = 0; i < 2; i++)
        append_value(text[i], e->table, e->against, values[i]);
    die("%s: key 'summary': 'against': %s: %d %s where one with %s %s and one with %s are wanted",
        parameters, group, count, count == 1 ? "row" : "rows", e->table->names[e->against], text[0],
        text[1]);
}

/* Leaves of the rows those that "against" compares with others, with what it makes of their
 * values. */
static void pair_rows(Entry *e, const Json *against)
{
    refuse_unknown(against, (const char *const[]){"column", "values", "as", NULL});
    const char *column = text_of(against, "column"), *as = text_of(against, "as");
    const Json *first = json_first(json_find(against, "values")),
               *second = first ? json_next(first) : NULL;
    if (!column || !second || json_next(second) || !as ||
        (strcmp(as, "difference") != 0 && strcmp(as, "ratio") != 0))
        die("%s: key 'summary': 'against' needs 'column', two 'values', and 'as' with 'difference' "
            "or 'ratio'",
            parameters);
    const int ratio = !strcmp(as, "ratio");
    e->against = column_of(e->table, column);
    const double values[2] = {value_in(e, e->against, first), value_in(e, e->against, second)};
    int count = 0, pairs = 0;
    for (int k = 0; k < e->count; k++) {
        double value = at(e, e->rows[k], e->against);
        if (value == values[0] || value == values[1])
            e->rows[count++] = e->rows[k];
    }
    if (!count)
        die("%s: key 'summary': 'against': no row of %s has one of these values", parameters,
            e->table->path);
    qsort_r(e->rows, count, sizeof *e->rows, compare_pairs, e);
    for (int k = 0, mates; k < count; k += mates) {
        int p = e->rows[k], q = e->rows[k + (k + 1 < count)];
        for (mates = 1; k + mates < count && !compare_keys(e, p, e->rows[k + mates]);)
            mates++;
        if (mates != 2 || at(e, p, e->against) == at(e, q, e->against))
            refuse_pair(e, p, values, mates);
        if (at(e, p, e->against) == values[1])
            p = q, q = e->rows[k];
        for (int i = 0; i < e->of_count; i++) {
            double *x = &e->table->values[(size_t)p * e->table->columns + e->of[i]];
            double y = at(e, q, e->of[i]);
            if (ratio && y == 0)
                die("%s: key 'summary': 'against': a '%s' of 0 has no ratio to it", parameters,
                    e->table->names[e->of[i]]);
            *x = ratio ? *x / y : *x - y;
            if (isinf(*x))
                die("%s: key 'summary': 'against': '%s' differs by too large a number", parameters,
                    e->table->names[e->of[i]]);
        }
        e->rows[pairs++] = p;
    }
    e->count = pairs;
}

/* ---- lines and crossings --------------------------------------------------------------------- */

/* The lines of y(points) against x(points), as results of that name; resampled(points,
 * SUMMARY_RESAMPLES) stands for y in the bootstrap. A y that is not finite is left out. */
static void write_lines(const char *name, const double *x, const double *y, const double *resampled,
                        int points)
{
    double *u = die_calloc(points, sizeof *u), *v = die_calloc(points, sizeof *v);
    double *w = die_calloc((size_t)points * SUMMARY_RESAMPLES, sizeof *w);
    double slopes[SUMMARY_RESAMPLES], low, high;
    int count = 0, positive = 1;
    for (int i = 0; i < points; i++) {
        if (!isfinite(y[i]))
            continue;
        double *to = &w[(size_t)count * SUMMARY_RESAMPLES];
        memcpy(to, &resampled[(size_t)i * SUMMARY_RESAMPLES], SUMMARY_RESAMPLES * sizeof *w);
        for (int b = 0; b < SUMMARY_RESAMPLES; b++)
            positive &= x[i] > 0 && y[i] > 0 && to[b] > 0;
        u[count] = x[i];
        v[count++] = y[i];
    }
    if (!positive)
        die("%s: key 'summary': 'lines': '%s' has values without a logarithm", parameters, name);
    for (LineLaw law = 0; count > 1 && law < LINE_LAWS; law++) {
        Line line;
        line_fit(&line, law, u, v, count);
        line_slopes(slopes, law, u, w, count, SUMMARY_RESAMPLES);
        summary_interval(&low, &high, slopes, SUMMARY_RESAMPLES);
        const struct {
            const char *key;
            double value;
        } results[] = {{"points", count},
                       {"slope", line.slope},
                       {"intercept", line.intercept},
                       {"r_squared", line.r_squared},
                       {"aic", line.aic},
                       {"slope_error", line.slope_error},
                       {"slope_t_low", line.slope_t_low},
                       {"slope_t_high", line.slope_t_high},
                       {"slope_low", low},
                       {"slope_high", high}};
        for (size_t k = 0; k < sizeof results / sizeof *results; k++) {
            char path[2 * NAME];
            snprintf(path, sizeof path, "%s-%s/%s", name, LINE_NAMES[law], results[k].key);
            if (isfinite(results[k].value))
                note(path, results[k].value);
        }
    }
    free(u);
    free(v);
    free(w);
}

/* Opens the stream for the bootstrap over the replicates of the row's group. */
static void open_group_stream(Rng *rng, const Entry *e, const char *name, int row)
{
    char group[NAME] = "", stream[3 * NAME];
    append_value(group, e->table, e->by[0], at(e, row, e->by[0]));
    snprintf(stream, sizeof stream, "%s/%s%s", name, e->table->names[e->by[0]], group);
    rng_open(rng, "bootstrap", experiment, 0, stream);
}

/* The lines through the means over the replicates. */
static void write_lines_of_means(const Entry *e, const char *name)
{
    double *x = die_calloc(e->count, sizeof *x), *y = die_calloc(e->count, sizeof *y);
    double *resampled = die_calloc((size_t)e->count * SUMMARY_RESAMPLES, sizeof *resampled);
    double *values = die_calloc(e->count, sizeof *values);
    int points = 0;
    for (int first = 0, end; first < e->count; first = end) {
        end = run_end(e, first, 1);
        int count = 0;
        for (int k = first; k < end; k++)
            if (!isnan(at(e, e->rows[k], e->of[0])))
                values[count++] = at(e, e->rows[k], e->of[0]);
        if (!count)
            continue;
        x[points] = at(e, e->rows[first], e->by[0]);
        for (int i = 0; i < count; i++)
            y[points] += values[i] / count;
        Rng rng;
        open_group_stream(&rng, e, name, e->rows[first]);
        for (int b = 0; b < SUMMARY_RESAMPLES; b++)
            for (int i = 0; i < count; i++)
                resampled[(size_t)points * SUMMARY_RESAMPLES + b] +=
                    values[rng_below(&rng, (uint32_t)count)] / count;
        points++;
    }
    write_lines(name, x, y, resampled, points);
    free(x);
    free(y);
    free(resampled);
    free(values);
}

/* The curves, one a replicate, of the rows first..end-1, which are sorted by group, x and
 * replicate. numbers(curves->replicates) are the replicates' own. */
static void gather_curves(Curves *curves, double *numbers, const Entry *e, int first, int end)
{
    *curves = (Curves){.x = die_calloc(end - first, sizeof *curves->x)};
    int *index = die_calloc(end - first, sizeof *index); /* of the row's replicate */
    for (int k = first; k < end; k++) {
        int *i = &index[k - first];
        while (*i < curves->replicates && numbers[*i] != at(e, e->rows[k], e->replicate))
            ++*i;
        if (*i == curves->replicates)
            numbers[curves->replicates++] = at(e, e->rows[k], e->replicate);
    }
    for (int run = first; run < end; run = run_end(e, run, 2))
        curves->x[curves->points++] = at(e, e->rows[run], e->by[1]);
    const size_t size = (size_t)curves->replicates * curves->points;
    if (size > MOST_CURVE_POINTS)
        die("%s: key 'summary': 'crossing': %d replicates at %d values of '%s' are too many",
            parameters, curves->replicates, curves->points, e->table->names[e->by[1]]);
    curves->values = die_calloc(size, sizeof *curves->values);
    int *seen = die_calloc(size, sizeof *seen), point = 0;
    for (size_t i = 0; i < size; i++)
        curves->values[i] = NAN;
    for (int k = first; k < end; k++) {
        point += curves->x[point] != at(e, e->rows[k], e->by[1]);
        const size_t i = (size_t)index[k - first] * curves->points + point;
        if (seen[i]++)
            die("%s: key 'summary': 'crossing': %s %g, %s %g: replicate %g has a second row",
                parameters, e->table->names[e->by[0]], at(e, e->rows[k], e->by[0]),
                e->table->names[e->by[1]], curves->x[point], numbers[index[k - first]]);
        curves->values[i] = at(e, e->rows[k], e->of[0]);
    }
    free(index);
    free(seen);
}

/* A template with the threshold and, unless by is -1, the value of that column filled in. */
static void fill_crossing(char name[NAME], const char *template, const Entry *e, double threshold,
                          int by, double group)
{
    Table row = {.path = "'crossing'",
                 .rows = 1,
                 .columns = 1 + (by >= 0),
                 .names = (char *[]){"threshold", by < 0 ? NULL : e->table->names[by]},
                 .kinds = (int[]){TABLE_NUMBERS, TABLE_NUMBERS},
                 .values = (double[]){threshold, group}};
    fill_template(name, template, &row, 0);
}

/* The crossings of T thresholds; "by" of the entry are the columns of group, x and replicate. */
static void write_crossings(const Entry *e, const double *thresholds, int T, const char *each,
                            const char *lines)
{
    const char *by = e->table->names[e->by[0]], *of = e->table->names[e->by[1]];
    char *header = die_printf("%s,threshold,%s_star,low,high", by, of),
         *each_header = die_printf("replicate,%s,%s_star", by, of);
    RecordTable *csv = new_table(e->name, header),
                *each_csv = each ? new_table(each, each_header) : NULL;
    int groups = 0, g = 0;
    for (int first = 0; first < e->count; first = run_end(e, first, 1))
        groups++;
    double *group = die_calloc(groups, sizeof *group), *off = die_calloc(T, sizeof *off);
    double *star = die_calloc((size_t)T * groups, sizeof *star); /* (T, groups) */
    double *resampled = die_calloc((size_t)T * groups * SUMMARY_RESAMPLES, sizeof *resampled);
    double *draws = die_calloc((size_t)T * SUMMARY_RESAMPLES, sizeof *draws);
    double *numbers = die_calloc(e->count, sizeof *numbers);
    int *all = die_calloc(e->count, sizeof *all);
    double *x = die_calloc(e->count, sizeof *x), *f = die_calloc(e->count, sizeof *f);
    for (int i = 0; i < e->count; i++)
        all[i] = i;
    for (int first = 0, end; first < e->count; first = end, g++) {
        end = run_end(e, first, 1);
        Curves curves;
        gather_curves(&curves, numbers, e, first, end);
        group[g] = at(e, e->rows[first], e->by[0]);
        for (int i = 0; each && i < curves.replicates; i++) {
            int points = crossing_curve(x, f, &curves, &all[i], 1);
            double own = crossing_at(x, f, points, thresholds[0]);
            record_row(each_csv, numbers[i], group[g], isfinite(own) ? own : RECORD_EMPTY);
        }
        Rng rng;
        open_group_stream(&rng, e, e->name, e->rows[first]);
        crossing_resample(draws, off, &curves, thresholds, T, SUMMARY_RESAMPLES, &rng);
        int points = crossing_curve(x, f, &curves, all, curves.replicates);
        for (int t = 0; t < T; t++) {
            const int k = t * groups + g;
            double low, high, *drawn = &draws[(size_t)t * SUMMARY_RESAMPLES];
            star[k] = crossing_at(x, f, points, thresholds[t]);
            memcpy(&resampled[(size_t)k * SUMMARY_RESAMPLES], drawn,
                   SUMMARY_RESAMPLES * sizeof *drawn);
            summary_interval(&low, &high, drawn, SUMMARY_RESAMPLES);
            char cell[NAME], path[2 * NAME];
            fill_crossing(cell, e->cell, e, thresholds[t], e->by[0], group[g]);
            snprintf(path, sizeof path, "%s/off_grid", cell);
            note(path, off[t]);
            if (!isfinite(star[k])) {
                record_row(csv, group[g], thresholds[t], RECORD_EMPTY, RECORD_EMPTY, RECORD_EMPTY);
                continue;
            }
            record_row(csv, group[g], thresholds[t], star[k], low, high);
            snprintf(path, sizeof path, "%s/%s_star", cell, of);
            note(path, star[k]);
            snprintf(path, sizeof path, "%s/low", cell);
            note(path, low);
            snprintf(path, sizeof path, "%s/high", cell);
            note(path, high);
        }
        free(curves.x);
        free(curves.values);
    }
    for (int t = 0; lines && t < T; t++) {
        char name[NAME];
        fill_crossing(name, lines, e, thresholds[t], -1, 0);
        write_lines(name, group, &star[(size_t)t * groups],
                    &resampled[(size_t)t * groups * SUMMARY_RESAMPLES], groups);
    }
    free(header);
    free(each_header);
    free(group);
    free(off);
    free(star);
    free(resampled);
    free(draws);
    free(numbers);
    free(all);
    free(x);
    free(f);
}

/* ---- an entry in its kinds ------------------------------------------------------------------- */

/* Ends the program unless the template has a place for the column. */
static void want_place(const char *template, const char *column)
{
    char *place = die_printf("{%s}", column);
    if (!strstr(template, place))
        die("%s: key 'summary': '%s' lacks a %s", parameters, template, place);
    free(place);
}

/* Reads "crossing", puts its column and that of the replicate last of "by", and returns the
 * thresholds, *count of them. */
static double *read_crossing(Entry *e, int *count, const Json *crossing)
{
    refuse_unknown(crossing, (const char *const[]){"column", "thresholds", NULL});
    const char *column = text_of(crossing, "column");
    const Json *list = json_find(crossing, "thresholds");
    *count = 0;
    for (const Json *t = json_first(list); t; t = json_next(t), ++*count)
        if (!json_has_number(t))
            die("%s: key 'summary': 'thresholds' must be numbers", parameters);
    if (!column || !*count)
        die("%s: key 'summary': 'crossing' needs 'column' and 'thresholds'", parameters);
    e->by[e->by_count++] = column_of(e->table, column);
    e->by[e->by_count++] = e->replicate;
    double *thresholds = die_calloc(*count, sizeof *thresholds);
    *count = 0;
    for (const Json *t = json_first(list); t; t = json_next(t))
        thresholds[(*count)++] = json_number(t);
    return thresholds;
}

static void summarise(const Json *entry, const char *folder, const Json *cells, Json **cell_json)
{
    if (!json_is_object(entry))
        die("%s: key 'summary': an entry must be an object", parameters);
    Entry e = {.cell = text_of(entry, "cell"), .name = text_of(entry, "table"), .against = -1};
    const char *from = text_of(entry, "from"), *lines = text_of(entry, "lines"),
               *each = text_of(entry, "each");
    const Json *crossing = json_find(entry, "crossing"), *against = json_find(entry, "against");
    if (crossing) {
        refuse_unknown(entry,
                       (const char *const[]){"from", "where", "given", "of", "by", "crossing",
                                             "table", "cell", "each", "lines", NULL});
        if (!from || !e.cell || !e.name)
            die("%s: key 'summary': 'crossing' needs 'from', 'table' and 'cell'", parameters);
    } else if (lines) {
        refuse_unknown(entry,
                       (const char *const[]){"from", "where", "given", "of", "by", "lines", NULL});
        if (!from)
            die("%s: key 'summary': 'lines' needs 'from'", parameters);
    } else {
        refuse_unknown(entry, (const char *const[]){"from", "where", "given", "of", "against",
                                                    "cell", "table", "by", "split", "pivot", NULL});
        if (!from || !e.cell == !e.name)
            die("%s: key 'summary': an entry needs 'from', and either 'cell' or 'table'",
                parameters);
    }
    if (*from && !files_is_name(from))
        die("%s: key 'summary': '%s' is no table of a cell", parameters, from);
    int i = 0;
    for (const Json *c = json_first(cells); c; c = json_next(c), i++) {
        Table *table = read_table(folder, cell_json[i], json_name(c), from);
        if (table)
            append(&e.table, table);
    }
    if (!e.table)
        die("%s: key 'summary': no cell has a table '%s'", parameters, from);

    e.replicate = column_of(e.table, "replicate");
    for (i = 0; i < e.table->rows; i++)
        if (isnan(at(&e, i, e.replicate)) || e.table->kinds[e.replicate] == TABLE_WORDS)
            die("%s: column 'replicate': every row must have a number", e.table->path);
    const char *pivot = text_of(entry, "pivot");
    e.pivot = pivot ? column_of(e.table, pivot) : -1;
    e.of_count = columns_of(e.of, 0, json_find(entry, "of"), e.table);
    if (!e.of_count || (pivot && e.of_count > 1))
        die("%s: key 'summary': 'of' needs %s", parameters, pivot ? "one column" : "a column");
    for (i = 0; i < e.of_count; i++)
        if (e.table->kinds[e.of[i]] == TABLE_WORDS)
            die("%s: key 'summary': 'of': '%s' holds words", parameters, e.table->names[e.of[i]]);
    e.split_count = columns_of(e.by, 0, json_find(entry, "split"), e.table);
    e.by_count = columns_of(e.by, e.split_count, json_find(entry, "by"), e.table);
    if (e.name && !crossing && e.by_count == e.split_count)
        die("%s: key 'summary': 'table' needs 'by'", parameters);
    const int fits = lines || crossing;
    if (fits && (e.of_count != 1 || e.by_count != 1 || e.table->kinds[e.by[0]] == TABLE_WORDS))
        die("%s: key 'summary': '%s' needs one column in 'of', and one, of numbers, in 'by'",
            parameters, crossing ? "crossing" : "lines");
    for (const char *p = fits ? NULL : e.cell; p && (p = strchr(p, '{')); p++) {
        char column[64];
        snprintf(column, sizeof column, "%.*s", (int)strcspn(p + 1, "}"), p + 1);
        if (e.by_count == MOST_COLUMNS)
            die("%s: key 'summary': '%.40s...' names more columns than %d", parameters, e.cell,
                MOST_COLUMNS);
        e.by[e.by_count++] = column_of(e.table, column);
    }

    const char *given = text_of(entry, "given");
    int needed = given ? column_of(e.table, given) : -1;
    const Json *where = json_find(entry, "where");
    if (where && !json_is_object(where))
        die("%s: key 'summary': 'where' must be an object", parameters);
    e.rows = die_calloc(e.table->rows, sizeof *e.rows);
    for (int row = 0; row < e.table->rows; row++)
        if (wanted(&e, where, row) && !(given && isnan(at(&e, row, needed))) &&
            !(fits && at(&e, row, e.replicate) == 0))
            e.rows[e.count++] = row;
    int T = 0;
    double *thresholds = crossing ? read_crossing(&e, &T, crossing) : NULL;
    for (int k = 0; k < e.count; k++)
        for (i = 0; i <= e.by_count; i++) {
            const int column = i < e.by_count ? e.by[i] : e.pivot;
            if (column >= 0 && isnan(at(&e, e.rows[k], column)))
                die("%s: key 'summary': rows of %s cannot be grouped by '%s', which is empty in "
                    "one",
                    parameters, e.table->path, e.table->names[column]);
        }
    if (against)
        pair_rows(&e, against);
    qsort_r(e.rows, e.count, sizeof *e.rows, compare_rows, &e);
    if (crossing) {
        want_place(e.cell, "threshold");
        want_place(e.cell, e.table->names[e.by[0]]);
        if (lines)
            want_place(lines, "threshold");
        write_crossings(&e, thresholds, T, each, lines);
    } else if (lines) {
        write_lines_of_means(&e, lines);
    } else {
        (e.cell ? write_results : write_tables)(&e);
    }
    free(thresholds);
    free(e.rows);
    table_free(e.table);
    table_words_free(&words);
}

/* The plain numbers that a cell noted. */
static void take_over(const Json *json, const char *cell)
{
    const Json *results = json_find(json, "results");
    if (results && !json_is_object(results))
        die("%s: cell %s: its 'results' are no object: make it anew", parameters, cell);
    for (const Json *r = json_first(results); r; r = json_next(r)) {
        char *path = die_printf("%s/%s", cell, json_name(r));
        if (json_has_number(r))
            note(path, json_number(r));
        free(path);
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
    if (!experiment || !json_is_object(cells) || !json_first(cells))
        die("%s: keys 'experiment' and 'cells' must be there", parameters);
    if (!files_is_name(experiment))
        die("%s: key 'experiment': '%.60s': letters, digits and _.- make a name", parameters,
            experiment);
    const Json *entries = json_find(file, "summary");
    if (entries && !json_is_array(entries))
        die("%s: key 'summary': must be a list", parameters);

    char *folder = die_printf("%s/%s", argv[2], experiment);
    record = record_open(folder, experiment, NULL, profile ? profile : "full", NULL);
    int count = 0;
    for (const Json *c = json_first(cells); c; c = json_next(c), count++)
        if (!files_is_name(json_name(c)))
            die("%s: cell '%.60s': letters, digits and _.- make a name", parameters, json_name(c));
    Json **cell_json = die_calloc(count, sizeof *cell_json);
    int i = 0;
    for (const Json *c = json_first(cells); c; c = json_next(c), i++) {
        cell_json[i] = read_cell(folder, json_name(c));
        take_over(cell_json[i], json_name(c));
    }
    for (const Json *entry = json_first(entries); entry; entry = json_next(entry))
        summarise(entry, folder, cells, cell_json);
    record_close(record);
    for (i = 0; i < count; i++)
        json_free(cell_json[i]);
    free(cell_json);
    free(folder);
    json_free(file);
}
