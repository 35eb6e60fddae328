/* folds: errors over the folds of a cross-validation. */
#ifndef FOLDS_H
#define FOLDS_H

#include "record.h"

/* Errors of `count` candidates in each of `folds` folds. */
typedef struct {
    int folds, count;
    double *errors;    /* (folds,count); NaN where a fold has none */
    double *mean, *se; /* (count) over the folds; NaN where one has none */
    int best;          /* the candidate of least mean */
} Folds;

/* The column "error" of the tables folder/fold1-NAME.csv, folder/fold2-NAME.csv, ...; NAME may be
 * "". All must have the same rows. Ends the program otherwise. */
Folds *folds_read(const char *folder, int folds, const char *name, const char *column);

/* The number at `key` in the results of folder/fold1.json, ..., as the one candidate. */
Folds *folds_number(const char *folder, int folds, const char *key);

/* Candidates that are means of K in a row of each. */
Folds *folds_average(const Folds *each, int K);
void folds_free(Folds *folds);

/* The mean of count values, and half the width of its 95 % t interval. */
double folds_mean(const double *values, int count, double *half);

/* Half the width of the 95 % t interval around the mean of count values of that standard error. */
double folds_half_width(double se, int count);

/* Notes, under path, "difference": the mean over the folds of errors of candidate i of a minus
 * those of candidate k of b, with "low" and "high", the ends of its 95 % interval, and "decided":
 * -1 or 1 where that is below or above 0, else 0. Folds share samples, so that the interval is
 * approximate. */
void folds_compare(Record *record, const char *path, const Folds *a, int i, const Folds *b, int k);

/* The same of count paired values. */
void folds_compare_values(Record *record, const char *path, const double *differences, int count);

#endif
