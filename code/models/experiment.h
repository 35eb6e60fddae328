/* experiment: what every experiment program does first. It is called as
 *
 *     PROGRAM PARAMETERS CELL [OUTPUT-PREFIX]
 *
 * and writes OUTPUT-PREFIX.json with its tables; without OUTPUT-PREFIX it checks the parameters and
 * prints the ones the cell depends on, which is how the build decides whether a cell is still good.
 */
#ifndef EXPERIMENT_H
#define EXPERIMENT_H

#include "data.h"
#include "params.h"
#include "record.h"

/* Reads the parameters named on the command line, or ends the program. */
Params *experiment_begin(int argc, char **argv);

/* To be called when every parameter has been asked for: ends the program on a fault, or when only
 * the parameters were wanted; else opens the record. */
Record *experiment_record(Params *params);

/* The data set of a regression experiment's replicate 0: the one in the CSV file at path, or, where
 * path is NULL, the thesis's own. Ends the program on a malformed file. */
Data *experiment_data(const char *path);

/* The classification data set in the CSV file at path. Ends the program on a malformed file. */
Data *experiment_signs(const char *path);

/* Value k of count ones, 0 <= k < count, from low to high in equal steps of their logarithms; low
 * where it is the only one. */
double experiment_log_spaced(double low, double high, int k, int count);

/* Whether an epoch is one of 1, 2, ..., 9, 10, 20, ..., 90, 100, 200, ..., where paths are recorded
 * on a logarithmic scale; with parts = 2, 5 or 10, every such step from 10 on in as many parts. */
int experiment_on_grid(int epoch, int parts);

/* Closes the record and frees the parameters. */
void experiment_end(Record *record, Params *params);

#endif
