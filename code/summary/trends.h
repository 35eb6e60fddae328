/* trends: how a quantity depends on a number, over groups of rows, as results: straight lines of
 * its means (line.h), and where its mean curves reach a threshold (crossing.h). The quantity is the
 * one "of" column, the number the first grouping column. Rows are without the original. */
#ifndef TRENDS_H
#define TRENDS_H

#include "rows.h"

/* The lines of the means over each group's replicates: <name>-linear, -logarithmic, -linearithmic
 * and -power. */
void trends_lines(Record *record, const Rows *rows, const char *name);

/* Which crossings are asked for, and what they are called. */
typedef struct {
    double *thresholds;
    int count;         /* of them */
    const char *table; /* name: for each group and threshold, where it is reached */
    const char *cell;  /* the same as results: a template with {threshold} and the group */
    const char *each;  /* name of a table, or NULL: where each replicate reaches the first */
    const char *lines; /* a template with {threshold}, or NULL: the lines of the crossings */
} Crossings;

/* The crossings of each group's curves. The grouping columns are those of the group, of the curve's
 * x, and of the replicate. */
void trends_crossings(Record *record, const Rows *rows, const Crossings *asked);

#endif
