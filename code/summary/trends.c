#include "trends.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "crossing.h"
#include "die.h"
#include "line.h"
#include "rng.h"
#include "summary.h"

enum { MOST_CURVE_POINTS = 10000000 };

/* Opens the stream for the bootstrap over the replicates of the row's group. */
static void open_group_stream(Rng *rng, const Rows *rows, const char *name, int row)
{
    char group[ROWS_NAME] = "", stream[3 * ROWS_NAME];
    const int by = rows->by.at[0];
    rows_append_value(group, rows, by, rows_at(rows, row, by));
    snprintf(stream, sizeof stream, "%s/%s%s", name, rows->table->names[by], group);
    rng_open(rng, "bootstrap", rows->experiment, 0, stream);
}

/* ---- lines ----------------------------------------------------------------------------------- */

/* The line of one law through (x[i], y[i]), with the slopes through resampled(points,
 * SUMMARY_RESAMPLES), as results. */
static void write_line(Record *record, const Rows *rows, const char *name, LineLaw law,
                       const double *x, const double *y, const double *resampled, int points)
{
    Line line;
    double slopes[SUMMARY_RESAMPLES], low, high;
    line_fit(&line, law, x, y, points);
    line_slopes(slopes, law, x, resampled, points, SUMMARY_RESAMPLES);
    summary_interval(&low, &high, slopes, SUMMARY_RESAMPLES);
    const struct {
        const char *key;
        double value;
    } results[] = {{"points", points},
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
        char path[2 * ROWS_NAME];
        snprintf(path, sizeof path, "%s-%s/%s", name, LINE_NAMES[law], results[k].key);
        if (isfinite(results[k].value))
            rows_note(record, rows, path, results[k].value);
    }
}

/* The lines of y(points) against x(points), as results of that name; resampled(points,
 * SUMMARY_RESAMPLES) stands for y in the bootstrap. A y that is not finite is left out. */
static void write_lines(Record *record, const Rows *rows, const char *name, const double *x,
                        const double *y, const double *resampled, int points)
{
    double *u = die_calloc(points, sizeof *u), *v = die_calloc(points, sizeof *v);
    double *w = die_calloc((size_t)points * SUMMARY_RESAMPLES, sizeof *w);
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
        die("%s: key 'summary': 'lines': '%s' has values without a logarithm", rows->parameters,
            name);
    for (LineLaw law = 0; count > 1 && law < LINE_LAWS; law++)
        write_line(record, rows, name, law, u, v, w, count);
    free(u);
    free(v);
    free(w);
}

void trends_lines(Record *record, const Rows *rows, const char *name)
{
    double *x = die_calloc(rows->count, sizeof *x), *y = die_calloc(rows->count, sizeof *y);
    double *resampled = die_calloc((size_t)rows->count * SUMMARY_RESAMPLES, sizeof *resampled);
    double *values = die_calloc(rows->count, sizeof *values);
    int points = 0;
    for (int first = 0, end; first < rows->count; first = end) {
        end = rows_end(rows, first, 1);
        int count = 0;
        for (int row = first; row < end; row++)
            if (!isnan(rows_at(rows, row, rows->of.at[0])))
                values[count++] = rows_at(rows, row, rows->of.at[0]);
        if (!count)
            continue;
        x[points] = rows_at(rows, first, rows->by.at[0]);
        for (int i = 0; i < count; i++)
            y[points] += values[i] / count;
        Rng rng;
        open_group_stream(&rng, rows, name, first);
        for (int b = 0; b < SUMMARY_RESAMPLES; b++)
            for (int i = 0; i < count; i++)
                resampled[(size_t)points * SUMMARY_RESAMPLES + b] +=
                    values[rng_below(&rng, (uint32_t)count)] / count;
        points++;
    }
    write_lines(record, rows, name, x, y, resampled, points);
    free(x);
    free(y);
    free(resampled);
    free(values);
}

/* ---- crossings ------------------------------------------------------------------------------- */

/* The index(end-first) of each row's replicate among those of the group, and the numbers that
 * they have in the table, as many as are returned. */
static int number_replicates(int *index, double *numbers, const Rows *rows, int first, int end)
{
    int count = 0;
    for (int row = first; row < end; row++) {
        const double number = rows_at(rows, row, rows->replicate);
        int i = 0;
        while (i < count && numbers[i] != number)
            i++;
        if (i == count)
            numbers[count++] = number;
        index[row - first] = i;
    }
    return count;
}

/* The curves, one a replicate, of the rows first..end-1. numbers(curves->replicates) are the
 * replicates' own. */
static void gather_curves(Curves *curves, double *numbers, const Rows *rows, int first, int end)
{
    const int by = rows->by.at[0], x = rows->by.at[1];
    int *index = die_calloc(end - first, sizeof *index);
    *curves = (Curves){.x = die_calloc(end - first, sizeof *curves->x),
                       .replicates = number_replicates(index, numbers, rows, first, end)};
    for (int run = first; run < end; run = rows_end(rows, run, 2))
        curves->x[curves->points++] = rows_at(rows, run, x);
    const size_t size = (size_t)curves->replicates * curves->points;
    if (size > MOST_CURVE_POINTS)
        die("%s: key 'summary': 'crossing': %d replicates at %d values of '%s' are too many",
            rows->parameters, curves->replicates, curves->points, rows->table->names[x]);
    curves->values = die_calloc(size, sizeof *curves->values);
    int *seen = die_calloc(size, sizeof *seen), point = 0;
    for (size_t i = 0; i < size; i++)
        curves->values[i] = NAN;
    for (int row = first; row < end; row++) {
        point += curves->x[point] != rows_at(rows, row, x);
        const size_t i = (size_t)index[row - first] * curves->points + point;
        if (seen[i]++)
            die("%s: key 'summary': 'crossing': %s %g, %s %g: replicate %g has a second row",
                rows->parameters, rows->table->names[by], rows_at(rows, row, by),
                rows->table->names[x], curves->x[point], numbers[index[row - first]]);
        curves->values[i] = rows_at(rows, row, rows->of.at[0]);
    }
    free(index);
    free(seen);
}

/* A template with the threshold and, unless by is -1, the value of that column filled in. */
static void fill_crossing(char name[ROWS_NAME], const char *template, const Rows *rows,
                          double threshold, int by, double group)
{
    Table table = {.path = "'crossing'",
                   .rows = 1,
                   .columns = 1 + (by >= 0),
                   .names = (char *[]){"threshold", by < 0 ? NULL : rows->table->names[by]},
                   .kinds = (int[]){TABLE_NUMBERS, TABLE_NUMBERS},
                   .values = (double[]){threshold, group}};
    const Rows row = {
        .parameters = rows->parameters, .table = &table, .chosen = (int[]){0}, .count = 1};
    rows_fill(name, template, &row, 0);
}

/* What is found: groups of them, and for each threshold and group, at which x. */
typedef struct {
    int groups;
    double *group;     /* (groups), the value of the grouping column */
    double *star;      /* (thresholds, groups), not finite where it is off the grid */
    double *resampled; /* (thresholds, groups, SUMMARY_RESAMPLES) */
} Found;

/* A row for where each replicate's own curve reaches the threshold. */
static void write_each(RecordTable *csv, const Curves *curves, const double *numbers, double group,
                       double threshold)
{
    double *x = die_calloc(curves->points, sizeof *x), *f = die_calloc(curves->points, sizeof *f);
    for (int i = 0; i < curves->replicates; i++) {
        int points = crossing_curve(x, f, curves, &i, 1);
        double own = crossing_at(x, f, points, threshold);
        record_values(csv, (const double[]){numbers[i], group, record_finite(own)}, 3);
    }
    free(x);
    free(f);
}

/* Finds the crossings of group g, which are those of the mean over all curves, and resamples them
 * with rng; off(thresholds) are the shares of resamples off the grid. */
static void find_crossings(Found *found, double *off, int g, const Curves *curves,
                           const Crossings *asked, Rng *rng)
{
    const int T = asked->count;
    double *draws = die_calloc((size_t)T * SUMMARY_RESAMPLES, sizeof *draws);
    double *x = die_calloc(curves->points, sizeof *x), *f = die_calloc(curves->points, sizeof *f);
    int *all = die_calloc(curves->replicates, sizeof *all);
    for (int i = 0; i < curves->replicates; i++)
        all[i] = i;
    crossing_resample(draws, off, curves, asked->thresholds, T, SUMMARY_RESAMPLES, rng);
    int points = crossing_curve(x, f, curves, all, curves->replicates);
    for (int t = 0; t < T; t++) {
        const size_t k = (size_t)t * found->groups + g;
        found->star[k] = crossing_at(x, f, points, asked->thresholds[t]);
        memcpy(&found->resampled[k * SUMMARY_RESAMPLES], &draws[(size_t)t * SUMMARY_RESAMPLES],
               SUMMARY_RESAMPLES * sizeof *draws);
    }
    free(draws);
    free(x);
    free(f);
    free(all);
}

/* The crossing of threshold t by group g, as a row of csv and as results. */
static void write_crossing(Record *record, RecordTable *csv, const Found *found, int t, int g,
                           double off, const Rows *rows, const Crossings *asked)
{
    const size_t k = (size_t)t * found->groups + g;
    const double threshold = asked->thresholds[t], group = found->group[g], star = found->star[k];
    char cell[ROWS_NAME], path[2 * ROWS_NAME];
    fill_crossing(cell, asked->cell, rows, threshold, rows->by.at[0], group);
    snprintf(path, sizeof path, "%s/off_grid", cell);
    rows_note(record, rows, path, off);
    if (!isfinite(star)) {
        const double none[] = {group, threshold, RECORD_EMPTY, RECORD_EMPTY, RECORD_EMPTY};
        record_values(csv, none, 5);
        return;
    }
    double low, high, sorted[SUMMARY_RESAMPLES];
    memcpy(sorted, &found->resampled[k * SUMMARY_RESAMPLES], sizeof sorted);
    summary_interval(&low, &high, sorted, SUMMARY_RESAMPLES);
    record_values(csv, (const double[]){group, threshold, star, low, high}, 5);
    snprintf(path, sizeof path, "%s/%s_star", cell, rows->table->names[rows->by.at[1]]);
    rows_note(record, rows, path, star);
    snprintf(path, sizeof path, "%s/low", cell);
    rows_note(record, rows, path, low);
    snprintf(path, sizeof path, "%s/high", cell);
    rows_note(record, rows, path, high);
}

/* The crossings of group g, whose rows are first..end-1; each may be NULL. */
static void write_group(Record *record, RecordTable *csv, RecordTable *each, Found *found, int g,
                        const Rows *rows, int first, int end, const Crossings *asked)
{
    Curves curves;
    double *numbers = die_calloc(end - first, sizeof *numbers);
    double *off = die_calloc(asked->count, sizeof *off);
    gather_curves(&curves, numbers, rows, first, end);
    found->group[g] = rows_at(rows, first, rows->by.at[0]);
    if (each)
        write_each(each, &curves, numbers, found->group[g], asked->thresholds[0]);
    Rng rng;
    open_group_stream(&rng, rows, asked->table, first);
    find_crossings(found, off, g, &curves, asked, &rng);
    for (int t = 0; t < asked->count; t++)
        write_crossing(record, csv, found, t, g, off[t], rows, asked);
    free(curves.x);
    free(curves.values);
    free(numbers);
    free(off);
}

void trends_crossings(Record *record, const Rows *rows, const Crossings *asked)
{
    const char *by = rows->table->names[rows->by.at[0]], *x = rows->table->names[rows->by.at[1]];
    char *header = die_printf("%s,threshold,%s_star,low,high", by, x),
         *each_header = die_printf("replicate,%s,%s_star", by, x);
    RecordTable *csv = rows_table(record, rows, asked->table, header),
                *each = asked->each ? rows_table(record, rows, asked->each, each_header) : NULL;
    Found found = {0};
    for (int first = 0; first < rows->count; first = rows_end(rows, first, 1))
        found.groups++;
    const size_t size = (size_t)asked->count * found.groups;
    found.group = die_calloc(found.groups, sizeof *found.group);
    found.star = die_calloc(size, sizeof *found.star);
    found.resampled = die_calloc(size * SUMMARY_RESAMPLES, sizeof *found.resampled);
    for (int first = 0, end, g = 0; first < rows->count; first = end, g++) {
        end = rows_end(rows, first, 1);
        write_group(record, csv, each, &found, g, rows, first, end, asked);
    }
    for (int t = 0; asked->lines && t < asked->count; t++) {
        char name[ROWS_NAME];
        fill_crossing(name, asked->lines, rows, asked->thresholds[t], -1, 0);
        write_lines(record, rows, name, found.group, &found.star[(size_t)t * found.groups],
                    &found.resampled[(size_t)t * found.groups * SUMMARY_RESAMPLES], found.groups);
    }
    free(header);
    free(each_header);
    free(found.group);
    free(found.star);
    free(found.resampled);
}
