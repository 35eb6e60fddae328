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
 * Replicate 0 is the original (the thesis's own data set): its value stands under the column's
 * name, and the statistics of the other replicates under that name with _median, _q10, _q90 and so
 * on (summary.h). The results that cells noted as plain numbers are taken over as they are.
 *
 * Two other kinds of entry leave the original out; "of" is one column, and "by" another:
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

#include "die.h"
#include "files.h"
#include "groups.h"
#include "json.h"
#include "pairs.h"
#include "record.h"
#include "rows.h"
#include "table.h"
#include "trends.h"

/* The experiment that is summarised. */
typedef struct {
    const char *parameters; /* path of the parameter file, for sentences */
    Json *file;             /* the parameter file */
    const char *name;
    char *folder; /* of the cells' results */
    int count;    /* of the cells */
    const char **cells;
    Json **results; /* what the cells' own JSON has */
    Record *record;
} Experiment;

/* ---- reading the cells ----------------------------------------------------------------------- */

/* The cell's JSON from RESULTS/<experiment>/<cell>.json; its own checksum is noted. */
static Json *read_cell(const Experiment *x, const char *cell)
{
    char sentence[SENTENCE], hex[65], *path = die_printf("%s/%s.json", x->folder, cell);
    char *text = files_read(path, NULL, sentence);
    Json *json = text ? json_parse(text, path, sentence) : NULL;
    if (!json)
        die("%s", sentence);
    files_sha256(hex, text, strlen(text));
    record_input(x->record, cell, hex);
    free(text);
    free(path);
    return json;
}

/* The plain numbers that a cell noted. */
static void take_over(const Experiment *x, const Json *json, const char *cell)
{
    const Json *results = json_find(json, "results");
    if (results && !json_is_object(results))
        die("%s: cell %s: its 'results' are not an object: remove it and make it again",
            x->parameters, cell);
    for (const Json *r = json_first(results); r; r = json_next(r)) {
        char *path = die_printf("%s/%s", cell, json_name(r));
        if (json_has_number(r))
            record_number(x->record, path, json_number(r));
        free(path);
    }
}

/* The table in the folder that has the checksum sum; its words join those there are. */
static Table *read_listed(const Experiment *x, const char *cell, const char *file, const char *sum,
                          TableWords *words)
{
    char sentence[SENTENCE], hex[65], *path = die_printf("%s/%s", x->folder, file);
    char *text = files_read(path, NULL, sentence);
    if (!text)
        die("%s", sentence);
    files_sha256(hex, text, strlen(text));
    if (strcmp(hex, sum) != 0)
        die("%s: has another checksum than %s.json lists: remove it and make it again", path, cell);
    Table *table = table_parse(text, path, words, sentence);
    if (!table)
        die("%s", sentence);
    free(text);
    free(path);
    return table;
}

/* Takes the rows of the tables <cell>[-from].csv that the cells' JSON list. */
static void read_tables(Rows *rows, const Experiment *x, const char *from)
{
    for (int i = 0; i < x->count; i++) {
        char *file = die_printf("%s%s%s.csv", x->cells[i], *from ? "-" : "", from);
        for (const Json *t = json_first(json_find(x->results[i], "tables")); t; t = json_next(t)) {
            const Json *listed = json_find(t, "file"), *sum = json_find(t, "sha256");
            if (!json_has_text(listed) || !json_has_text(sum) ||
                strcmp(json_text(listed), file) != 0)
                continue;
            rows_append(rows, read_listed(x, x->cells[i], file, json_text(sum), &rows->words));
            break;
        }
        free(file);
    }
    if (!rows->table)
        die("%s: key 'summary': no cell has a table '%s': correct 'from'", x->parameters, from);
    rows->replicate = rows_column(rows, "replicate");
    for (int i = 0; i < rows->table->rows; i++)
        if (isnan(rows->table->values[(size_t)i * rows->table->columns + rows->replicate]) ||
            rows->table->kinds[rows->replicate] == TABLE_WORDS)
            die("%s: column 'replicate': every row must have a number", rows->table->path);
}

/* ---- an entry -------------------------------------------------------------------------------- */

typedef enum { RESULTS, TABLES, LINES, CROSSINGS } Kind;

/* One entry of "summary": what it says, NULL where it does not. */
typedef struct {
    Kind kind;
    const char *from, *given, *cell, *table, *pivot, *lines, *each;
    const Json *where, *of, *by, *split, *against, *crossing;
} Entry;

static const char *text_of(const char *parameters, const Json *object, const char *key)
{
    const Json *member = json_find(object, key);
    if (member && !json_has_text(member))
        die("%s: key 'summary': '%s' must be a text", parameters, key);
    return member ? json_text(member) : NULL;
}

/* A misspelt member would do something else and say nothing. */
static void refuse_unknown(const char *parameters, const Json *object, const char *const *known)
{
    if (!json_is_object(object))
        die("%s: key 'summary': expected an object with members such as '%s'", parameters,
            known[0]);
    for (const Json *member = json_first(object); member; member = json_next(member)) {
        const char *const *name = known;
        while (*name && strcmp(*name, json_name(member)) != 0)
            name++;
        if (!*name)
            die("%s: key 'summary': '%s' is not a member of such an entry: remove it or correct "
                "its name",
                parameters, json_name(member));
    }
}

/* The entry's kind, by the members that it has and may have. */
static Kind kind_of(const char *parameters, const Entry *e, const Json *entry)
{
    if (e->crossing) {
        refuse_unknown(parameters, entry,
                       (const char *const[]){"from", "where", "given", "of", "by", "crossing",
                                             "table", "cell", "each", "lines", NULL});
        if (!e->from || !e->cell || !e->table)
            die("%s: key 'summary': 'crossing' needs 'from', 'table' and 'cell'", parameters);
        return CROSSINGS;
    }
    if (e->lines) {
        refuse_unknown(parameters, entry,
                       (const char *const[]){"from", "where", "given", "of", "by", "lines", NULL});
        if (!e->from)
            die("%s: key 'summary': 'lines' needs 'from'", parameters);
        return LINES;
    }
    refuse_unknown(parameters, entry,
                   (const char *const[]){"from", "where", "given", "of", "against", "cell", "table",
                                         "by", "split", "pivot", NULL});
    if (!e->from || !e->cell == !e->table)
        die("%s: key 'summary': an entry needs 'from', and either 'cell' or 'table'", parameters);
    return e->cell ? RESULTS : TABLES;
}

static Entry read_entry(const char *parameters, const Json *entry)
{
    if (!json_is_object(entry))
        die("%s: key 'summary': an entry must be an object", parameters);
    Entry e = {.cell = text_of(parameters, entry, "cell"),
               .table = text_of(parameters, entry, "table"),
               .from = text_of(parameters, entry, "from"),
               .lines = text_of(parameters, entry, "lines"),
               .each = text_of(parameters, entry, "each"),
               .pivot = text_of(parameters, entry, "pivot"),
               .given = text_of(parameters, entry, "given"),
               .where = json_find(entry, "where"),
               .of = json_find(entry, "of"),
               .by = json_find(entry, "by"),
               .split = json_find(entry, "split"),
               .against = json_find(entry, "against"),
               .crossing = json_find(entry, "crossing")};
    e.kind = kind_of(parameters, &e, entry);
    require(e.from); /* every kind needs it */
    if (*e.from && !files_is_name(e.from))
        die("%s: key 'summary': 'from': '%s' cannot be the name of a table", parameters, e.from);
    return e;
}

/* The columns that statistics are of; one where there is room for one only. */
static void find_of(Rows *rows, const Entry *e)
{
    rows_columns(rows, &rows->of, e->of);
    if (!rows->of.count || (e->pivot && rows->of.count > 1))
        die("%s: key 'summary': 'of' needs %s", rows->parameters,
            e->pivot ? "one column" : "a column");
    for (int k = 0; k < rows->of.count; k++)
        if (rows->table->kinds[rows->of.at[k]] == TABLE_WORDS)
            die("%s: key 'summary': 'of': '%s' has words: name a column of numbers",
                rows->parameters, rows->table->names[rows->of.at[k]]);
}

/* The columns that make the groups: of split, of by, and in the template. Returns how many are
 * those of split. */
static int find_groups(Rows *rows, const Entry *e)
{
    Columns *by = &rows->by;
    rows_columns(rows, by, e->split);
    const int split = by->count;
    rows_columns(rows, by, e->by);
    if (e->kind == TABLES && by->count == split)
        die("%s: key 'summary': 'table' needs 'by'", rows->parameters);
    if ((e->kind == LINES || e->kind == CROSSINGS) &&
        (rows->of.count != 1 || by->count != 1 || rows->table->kinds[by->at[0]] == TABLE_WORDS))
        die("%s: key 'summary': '%s' needs one column in 'of', and one, of numbers, in 'by'",
            rows->parameters, e->kind == CROSSINGS ? "crossing" : "lines");
    for (const char *p = e->kind == RESULTS ? e->cell : NULL; p && (p = strchr(p, '{')); p++) {
        char column[64];
        snprintf(column, sizeof column, "%.*s", (int)strcspn(p + 1, "}"), p + 1);
        if (by->count == ROWS_MOST_COLUMNS)
            die("%s: key 'summary': '%.40s...' names more columns than %d", rows->parameters,
                e->cell, ROWS_MOST_COLUMNS);
        by->at[by->count++] = rows_column(rows, column);
    }
    return split;
}

/* Compares the rows with others of them as "against" says. */
static void compare(Rows *rows, const Json *against)
{
    const char *parameters = rows->parameters;
    refuse_unknown(parameters, against, (const char *const[]){"column", "values", "as", NULL});
    const char *column = text_of(parameters, against, "column"),
               *as = text_of(parameters, against, "as");
    const Json *first = json_first(json_find(against, "values")),
               *second = first ? json_next(first) : NULL;
    if (!column || !second || json_next(second) || !as ||
        (strcmp(as, "difference") != 0 && strcmp(as, "ratio") != 0))
        die("%s: key 'summary': 'against' needs 'column', two 'values', and 'as' with 'difference' "
            "or 'ratio'",
            parameters);
    const int index = rows_column(rows, column);
    const double values[2] = {rows_wanted(rows, index, first), rows_wanted(rows, index, second)};
    pairs_compare(rows, index, values, !strcmp(as, "ratio"));
}

/* Ends the program unless the template has a place for the column. */
static void want_place(const char *parameters, const char *template, const char *column)
{
    char *place = die_printf("{%s}", column);
    if (!strstr(template, place))
        die("%s: key 'summary': '%s' must contain %s", parameters, template, place);
    free(place);
}

/* Reads "crossing": its thresholds, which the caller frees; its column and that of the replicate
 * come last of those that make the groups. */
static Crossings read_crossing(Rows *rows, const Entry *e)
{
    const char *parameters = rows->parameters;
    refuse_unknown(parameters, e->crossing, (const char *const[]){"column", "thresholds", NULL});
    const char *column = text_of(parameters, e->crossing, "column");
    const Json *list = json_find(e->crossing, "thresholds");
    Crossings asked = {.table = e->table, .cell = e->cell, .each = e->each, .lines = e->lines};
    for (const Json *t = json_first(list); t; t = json_next(t), asked.count++)
        if (!json_has_number(t))
            die("%s: key 'summary': 'thresholds' must be numbers", parameters);
    if (!column || !asked.count)
        die("%s: key 'summary': 'crossing' needs 'column' and 'thresholds'", parameters);
    rows->by.at[rows->by.count++] = rows_column(rows, column);
    rows->by.at[rows->by.count++] = rows->replicate;
    want_place(parameters, e->cell, "threshold");
    want_place(parameters, e->cell, rows->table->names[rows->by.at[0]]);
    if (e->lines)
        want_place(parameters, e->lines, "threshold");
    asked.thresholds = die_calloc(asked.count, sizeof *asked.thresholds);
    int k = 0;
    for (const Json *t = json_first(list); t; t = json_next(t))
        asked.thresholds[k++] = json_number(t);
    return asked;
}

static void summarise(const Experiment *x, const Json *entry)
{
    const Entry e = read_entry(x->parameters, entry);
    Rows rows = {.parameters = x->parameters, .experiment = x->name};
    read_tables(&rows, x, e.from);
    const int pivot = e.pivot ? rows_column(&rows, e.pivot) : -1;
    find_of(&rows, &e);
    const int split = find_groups(&rows, &e);
    rows_choose(&rows, e.where, e.given ? rows_column(&rows, e.given) : -1,
                e.kind == RESULTS || e.kind == TABLES);
    Crossings asked = {0};
    if (e.kind == CROSSINGS)
        asked = read_crossing(&rows, &e);
    rows_refuse_empty(&rows, pivot);
    if (e.against)
        compare(&rows, e.against);
    rows_sort(&rows);
    switch (e.kind) {
    case RESULTS:
        groups_results(x->record, &rows, e.cell);
        break;
    case TABLES:
        groups_tables(x->record, &rows, split, pivot, e.table);
        break;
    case LINES:
        trends_lines(x->record, &rows, e.lines);
        break;
    case CROSSINGS:
        trends_crossings(x->record, &rows, &asked);
        break;
    }
    free(asked.thresholds);
    rows_free(&rows);
}

/* ---- an experiment --------------------------------------------------------------------------- */

/* Reads the parameter file; the names that it has are checked. */
static Experiment read_parameters(const char *parameters)
{
    char sentence[SENTENCE];
    Experiment x = {.parameters = parameters, .file = json_read(parameters, sentence)};
    if (!x.file)
        die("%s", sentence);
    x.name = text_of(parameters, x.file, "experiment");
    const Json *cells = json_find(x.file, "cells"), *entries = json_find(x.file, "summary");
    if (!x.name || !json_is_object(cells) || !json_first(cells))
        die("%s: key 'experiment' or 'cells' is missing", parameters);
    if (!files_is_name(x.name))
        die("%s: key 'experiment': '%.60s' is not a name of letters, digits and _.-", parameters,
            x.name);
    if (entries && !json_is_array(entries))
        die("%s: key 'summary': must be a list", parameters);
    for (const Json *c = json_first(cells); c; c = json_next(c), x.count++)
        if (!files_is_name(json_name(c)))
            die("%s: cell '%.60s': a name has only letters, digits and _.-", parameters,
                json_name(c));
    x.cells = die_calloc(x.count, sizeof *x.cells);
    int i = 0;
    for (const Json *c = json_first(cells); c; c = json_next(c))
        x.cells[i++] = json_name(c);
    return x;
}

int main(int argc, char **argv)
{
    if (argc != 3)
        die("usage: %s PARAMETERS RESULTS", argv[0]);
    Experiment x = read_parameters(argv[1]);
    const char *profile = text_of(x.parameters, x.file, "profile");
    x.folder = die_printf("%s/%s", argv[2], x.name);
    x.record = record_open(x.folder, x.name, NULL, profile ? profile : "full", NULL);
    x.results = die_calloc(x.count, sizeof *x.results);
    for (int i = 0; i < x.count; i++) {
        x.results[i] = read_cell(&x, x.cells[i]);
        take_over(&x, x.results[i], x.cells[i]);
    }
    const Json *entries = json_find(x.file, "summary");
    for (const Json *entry = json_first(entries); entry; entry = json_next(entry))
        summarise(&x, entry);
    record_close(x.record);
    for (int i = 0; i < x.count; i++)
        json_free(x.results[i]);
    free(x.results);
    free(x.cells);
    free(x.folder);
    json_free(x.file);
}
