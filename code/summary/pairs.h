/* pairs: rows of one replicate and group compared with each other, in place of their values. */
#ifndef PAIRS_H
#define PAIRS_H

#include "rows.h"

/* Leaves of the chosen rows those with values[0] in the column. The values of their "of" columns
 * become their difference from, or with ratio their ratio to, those of the row with values[1] that
 * has the same replicate and the same other grouping columns; each must have exactly one such
 * mate, and each of those its row. */
void pairs_compare(Rows *rows, int column, const double values[2], int ratio);

#endif
