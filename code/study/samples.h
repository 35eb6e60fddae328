/* samples: a data set for a study, its folds, and the scaling of its columns. */
#ifndef SAMPLES_H
#define SAMPLES_H

#include "sheet.h"

typedef struct {
    int N, n;      /* samples, features that are not constant */
    double *X, *y; /* (N,n) row-major, (N); for a classification y is +1 or -1 */
    char **names;  /* (n), of the sheet */
    int *fold;     /* (N) 1, ..., folds */
    int folds;
    double labels[2]; /* of a classification: the values of the response for -1 and +1 */
    Sheet *sheet;
    int *column; /* (n) which feature of the sheet each is, from 0 */
} Samples;

enum { AUTO, REGRESSION, CLASSIFICATION };

/* What the response is: two words or two numbers make a classification, other numbers a
 * regression. NULL and a sentence where the task asked for (or AUTO) cannot be. */
int samples_task(const Sheet *sheet, int wanted, char *sentence);

/* The samples of the file with folds that are drawn from the stream "folds" of (seed, "study");
 * classes are spread evenly over them. NULL and a sentence on failure. */
Samples *samples_read(const char *path, const char *response, int task, int folds, const char *seed,
                      char *sentence);

/* The samples of another file, whose columns are found by their names; like gives features, scale
 * of labels and response. */
Samples *samples_read_like(const char *path, const Samples *like, int task, char *sentence);

void samples_free(Samples *samples);

/* Samples to learn from and samples held back, with columns scaled as the former are: mean 0 and
 * variance 1 (their sum of squares over their number), or as they are if not standardize. A column
 * that is constant among the former becomes 0. */
typedef struct {
    int N, held, n;
    double *X, *y;              /* (N,n), (N) */
    double *held_X, *held_y;    /* (held,n), (held) */
    double *mean, *deviation;   /* (n) of the columns; deviation 1 where it would be 0 */
    double y_mean, y_deviation; /* of the response of a regression; 0 and 1 for labels */
} Split;

/* Fold number fold is held back; with fold = 0 none is, and the samples of test, if not NULL, stand
 * for it. */
Split *split_alloc(const Samples *samples, const Samples *test, int fold, int task,
                   int standardize);
void split_free(Split *split);

#endif
