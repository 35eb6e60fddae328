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
#include "ends.h"
#include "params.h"
#include "record.h"
#include "relu.h"

/* Reads the parameters named on the command line, or ends the program. */
Params *experiment_begin(int argc, char **argv);

/* To be called when every parameter has been asked for: ends the program on a fault, or when only
 * the parameters were wanted; else opens the record. */
Record *experiment_record(Params *params);

/* "replicates", and "first_replicate", least or more. */
int experiment_replicates(Params *params, int *first, int least);

/* Says that so many of the replicates are finished, and then that a share of the next one is. */
void experiment_at(int finished, int replicates);
void experiment_within(double share);

/* Asks for "seed", with which the names of this experiment's streams begin (rng.h). */
void experiment_seed(Params *params);

/* The stream of a replicate for a purpose, and data sets from such streams (data.h). */
Rng experiment_stream(int replicate, const char *purpose);
Data *experiment_gaussian(int N, int n, int replicate);
Data *experiment_sparse(int N, int n, double sigma, int replicate);
Data *experiment_signs(int N, int n, int replicate, const char *purpose);
ReluData *experiment_relu_signs(int N, int n, int replicate, const char *purpose);

/* Data sets of CSV files that parameters name. A malformed file ends the program, and parameters
 * that such a file leaves unused are recorded as what is used: to be called before these are asked
 * for.
 *
 * Replicate 0 of the replicates first, first + 1, ...: the data set that "data" names, else the
 * thesis's own; NULL where it is none of them. Where it is the only one, n and N are its own. */
Data *experiment_original(Params *params, int first, int replicates);

/* The data set that "data" names, in place of all that an experiment draws: n and N are its own,
 * and it is the one replicate, of number 0. NULL where there is none. Some predictor must
 * interpolate it. */
Data *experiment_own_data(Params *params);

/* The same for classification; with the test set that "test_data" names, else NULL. */
ReluData *experiment_own_signs(ReluData **test, Params *params);

/* The ends of a replicate's data set, or the end of the program where there are none. */
Ends *experiment_ends(const Data *data, int replicate);

/* Whether the replicate is that of a CSV file. */
int experiment_is_own(int replicate);

/* Ends the program where descent from this scale ("alpha" or "r") leaves the range of numbers. */
_Noreturn void experiment_diverges(int replicate, const char *scale, double value, double eta);

/* Value k of count ones, 0 <= k < count, from low to high in equal steps of their logarithms; low
 * where it is the only one. */
double experiment_log_spaced(double low, double high, int k, int count);

/* "alphas" values from "alpha_low" to "alpha_high", *count of them; the caller frees. */
double *experiment_alphas(Params *params, int *count);

/* Whether an epoch is one of 1, 2, ..., 9, 10, 20, ..., 90, 100, 200, ..., where paths are recorded
 * on a logarithmic scale; with parts = 2, 5 or 10, every such step from 10 on in as many parts. */
int experiment_on_grid(int epoch, int parts);

/* Closes the record and frees the parameters. */
void experiment_end(Record *record, Params *params);

#endif
