/* groups: statistics over the replicates of each group of rows, as results or as tables.
 *
 * Replicate 0 is the original: its value stands under the column's name, and the statistics of the
 * others under that name with _median, _q10, _q90 and so on (summary.h). */
#ifndef GROUPS_H
#define GROUPS_H

#include "rows.h"

/* Results for each group: statistics of the "of" columns, named by the template. */
void groups_results(Record *record, const Rows *rows, const char *template);

/* A table for each value of the first split grouping columns, with a row for each group: the other
 * grouping columns, then the statistics of the "of" columns; or, where pivot is a column and not
 * -1, the values of the one "of" column, a column for each value of the pivot. */
void groups_tables(Record *record, const Rows *rows, int split, int pivot, const char *name);

#endif
