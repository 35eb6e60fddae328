#include "groups.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "die.h"
#include "rng.h"
#include "summary.h"

static const char *const STATISTICS[] = {"median",   "q10",       "q90", "low", "high", "mean",
                                         "mean_low", "mean_high", "min", "max", "sum",  "count"};
enum { STATISTICS_COUNT = sizeof STATISTICS / sizeof *STATISTICS };

/* For the rows first..end-1: the original's value of the column, RECORD_EMPTY if there is none,
 * and the statistics of the others in the order of STATISTICS. Returns how many others there
 * are. */
static int statistics_of(double *original, double statistics[STATISTICS_COUNT], const Rows *rows,
                         int first, int end, int column, const char *stream)
{
    double *values = die_calloc(end - first, sizeof *values);
    int count = 0;
    *original = RECORD_EMPTY;
    for (int row = first; row < end; row++) {
        double value = rows_at(rows, row, column);
        if (isnan(value))
            continue;
        if (rows_at(rows, row, rows->replicate) == 0)
            *original = value;
        else
            values[count++] = value;
    }
    for (int k = 0; k < STATISTICS_COUNT; k++)
        statistics[k] = RECORD_EMPTY;
    if (count) {
        Summary s;
        Rng rng;
        rng_open(&rng, "bootstrap", rows->experiment, 0, stream);
        summary_of(&s, values, count, &rng);
        const double all[STATISTICS_COUNT] = {s.median, s.q10,  s.q90,      s.low,
                                              s.high,   s.mean, s.mean_low, s.mean_high,
                                              s.min,    s.max,  s.sum,      s.count};
        for (int k = 0; k < STATISTICS_COUNT; k++)
            if (!isfinite(all[k]))
                die("%s: key 'summary': '%s' of '%s' is too large a number", rows->parameters,
                    STATISTICS[k], rows->table->names[column]);
        memcpy(statistics, all, sizeof all);
    }
    free(values);
    return count;
}

void groups_results(Record *record, const Rows *rows, const char *template)
{
    for (int first = 0, end; first < rows->count; first = end) {
        end = rows_end(rows, first, rows->by.count);
        char group[ROWS_NAME], path[2 * ROWS_NAME];
        rows_fill(group, template, rows, first);
        for (int k = 0; k < rows->of.count; k++) {
            const char *column = rows->table->names[rows->of.at[k]];
            double original, statistics[STATISTICS_COUNT];
            snprintf(path, sizeof path, "%s/%s", group, column);
            int count =
                statistics_of(&original, statistics, rows, first, end, rows->of.at[k], path);
            if (original != RECORD_EMPTY)
                rows_note(record, rows, path, original);
            for (int s = 0; count && s < STATISTICS_COUNT; s++) {
                snprintf(path, sizeof path, "%s/%s_%s", group, column, STATISTICS[s]);
                rows_note(record, rows, path, statistics[s]);
            }
        }
    }
}

/* ---- tables ---------------------------------------------------------------------------------- */

/* A table to be: of the grouping columns but the first split of them, then of what is printed into
 * its header. */
typedef struct {
    const Rows *rows;
    int split;
    char *text;
    size_t length;
    FILE *stream;
} Header;

static void begin_header(Header *header, const Rows *rows, int split)
{
    *header = (Header){.rows = rows, .split = split};
    header->stream = open_memstream(&header->text, &header->length);
    require(header->stream);
    for (int k = split; k < rows->by.count; k++)
        fprintf(header->stream, "%s%s", k > split ? "," : "", rows->table->names[rows->by.at[k]]);
}

/* All words, with commas between; the caller frees. */
static char *list_words(const TableWords *words)
{
    char *list = die_printf("%s", words->texts[0]);
    for (int i = 1; i < words->count; i++) {
        char *longer = die_printf("%s,%s", list, words->texts[i]);
        free(list);
        list = longer;
    }
    return list;
}

/* Opens the table of that name and ends its header. */
static RecordTable *open_table(Record *record, Header *header, const char *name)
{
    const Rows *rows = header->rows;
    fclose(header->stream);
    RecordTable *csv = rows_table(record, rows, name, header->text);
    free(header->text);
    for (int k = header->split; k < rows->by.count; k++) {
        if (rows->table->kinds[rows->by.at[k]] != TABLE_WORDS)
            continue;
        char *list = list_words(&rows->words);
        record_words(csv, rows->table->names[rows->by.at[k]], list);
        free(list);
    }
    return csv;
}

/* Begins a line of such a table; returns how many values it has by now. */
static int begin_line(double *line, const Rows *rows, int split, int row)
{
    for (int k = split; k < rows->by.count; k++)
        *line++ = rows_at(rows, row, rows->by.at[k]);
    return rows->by.count - split;
}

/* One table over the rows first..end-1: the original and the statistics of every "of" column. */
static void write_statistics(Record *record, const Rows *rows, int split, const char *name,
                             int first, int end)
{
    Header header;
    begin_header(&header, rows, split);
    for (int k = 0; k < rows->of.count; k++) {
        const char *column = rows->table->names[rows->of.at[k]];
        fprintf(header.stream, ",%s", column);
        for (int s = 0; s < STATISTICS_COUNT; s++)
            fprintf(header.stream, ",%s_%s", column, STATISTICS[s]);
    }
    RecordTable *csv = open_table(record, &header, name);
    for (int run = first, stop; run < end; run = stop) {
        stop = rows_end(rows, run, rows->by.count);
        double line[ROWS_MOST_COLUMNS * (STATISTICS_COUNT + 2)];
        int count = begin_line(line, rows, split, run);
        for (int k = 0; k < rows->of.count; k++) {
            char stream[2 * ROWS_NAME];
            snprintf(stream, sizeof stream, "%s/%s/%d", name, rows->table->names[rows->of.at[k]],
                     run - first);
            statistics_of(&line[count], &line[count + 1], rows, run, stop, rows->of.at[k], stream);
            count += 1 + STATISTICS_COUNT;
        }
        record_values(csv, line, count);
    }
}

/* One table over the rows first..end-1: a column for every value of the pivot, named <of><value>,
 * in the order of the cells. Every group must have the same values. */
static void write_pivot(Record *record, const Rows *rows, int split, int pivot, const char *name,
                        int first, int end)
{
    const int values = rows_end(rows, first, rows->by.count) - first;
    Header header;
    begin_header(&header, rows, split);
    for (int k = 0; k < values; k++) {
        char value[ROWS_NAME] = "";
        rows_append_value(value, rows, pivot, rows_at(rows, first + k, pivot));
        fprintf(header.stream, ",%s%s", rows->table->names[rows->of.at[0]], value);
    }
    RecordTable *csv = open_table(record, &header, name);
    double *line = die_calloc(ROWS_MOST_COLUMNS + values, sizeof *line);
    for (int run = first; run < end; run += values) {
        if (rows_end(rows, run, rows->by.count) != run + values)
            die("%s: key 'summary': groups of %s differ in length", rows->parameters,
                rows->table->path);
        int count = begin_line(line, rows, split, run);
        for (int k = 0; k < values; k++) {
            if (rows_at(rows, run + k, pivot) != rows_at(rows, first + k, pivot))
                die("%s: key 'summary': groups of %s differ in '%s'", rows->parameters,
                    rows->table->path, rows->table->names[pivot]);
            const double value = rows_at(rows, run + k, rows->of.at[0]);
            line[count++] = isnan(value) ? RECORD_EMPTY : value;
        }
        record_values(csv, line, count);
    }
    free(line);
}

void groups_tables(Record *record, const Rows *rows, int split, int pivot, const char *name)
{
    for (int first = 0, end; first < rows->count; first = end) {
        end = rows_end(rows, first, split);
        char full[ROWS_NAME];
        snprintf(full, sizeof full, "%s", name);
        for (int k = 0; k < split; k++) {
            const int column = rows->by.at[k];
            size_t used = strlen(full);
            snprintf(full + used, sizeof full - used, "-%s", rows->table->names[column]);
            rows_append_value(full, rows, column, rows_at(rows, first, column));
        }
        rows_refuse_cut(rows, full);
        if (pivot < 0)
            write_statistics(record, rows, split, full, first, end);
        else
            write_pivot(record, rows, split, pivot, full, first, end);
    }
}
