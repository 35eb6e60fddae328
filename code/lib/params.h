/* params: the parameters of one cell of an experiment, from data/params/<experiment>.json.
 *
 * A cell's parameters are the members of the file, with those of "cells"/<cell> in their place
 * where both have them. "about", "cells", "profiles" and "summary" are kept for the file's own use.
 * Each accessor names the key it wants and the range it may have. The first fault, be it a missing
 * key, one of the wrong type or out of range, or one that nobody asked for, is kept as a sentence
 * with file, cell and key for params_fault, so that a program can ask for all its parameters and
 * look once.
 */
#ifndef PARAMS_H
#define PARAMS_H

typedef struct Params Params;

/* The parameters of the cell; params_free frees. NULL and a sentence on failure. */
Params *params_read(const char *path, const char *cell, char *sentence);
void params_free(Params *params);

/* Names: of the experiment (the file's "experiment"), the cell, and the profile ("full" if the
 * file has none). */
const char *params_experiment(const Params *params);
const char *params_cell(const Params *params);
const char *params_profile(const Params *params);

/* A number in [low, high]; a whole number in [low, high]; a text. On a fault low, low, "". */
double params_number(Params *params, const char *key, double low, double high);
int params_integer(Params *params, const char *key, int low, int high);
const char *params_text(Params *params, const char *key);

/* The text under a key that may be absent: then NULL. */
const char *params_optional_text(Params *params, const char *key);

/* An array of at most MOST_NUMBERS numbers in [low, high], *count of them, owned by params. On a
 * fault *count is 0. */
enum { MOST_NUMBERS = 1000 };
const double *params_numbers(Params *params, const char *key, double low, double high, int *count);

/* The same of whole numbers. */
const double *params_integers(Params *params, const char *key, double low, double high, int *count);

/* As params_numbers, of numbers that increase, or decrease. */
const double *params_increasing(Params *params, const char *key, double low, double high,
                                int *count);
const double *params_decreasing(Params *params, const char *key, double low, double high,
                                int *count);

/* Has the cell's key, if it has it, the value that is used, whatever the file says; NAN takes out a
 * key that is not used. Texts handed out before are lost. */
void params_correct(Params *params, const char *key, double value);

/* After all accessors: the first fault, an unknown key included, or NULL when all is well. */
const char *params_fault(Params *params);

/* The cell's parameters as one line of JSON; the caller frees. */
char *params_print(const Params *params);

#endif
