/* ends: the two ends of the regression model's implicit bias on a data set, which are the
 * interpolating solutions of least l1 and least l2 norm (minnorm.h), and where a predictor stands
 * (thesis, section 5.1). "Population" errors are to the truth that the data was drawn from. */
#ifndef ENDS_H
#define ENDS_H

#include "data.h"
#include "minnorm.h"

typedef struct {
    const Data *data;        /* the caller's */
    double *l1, *l2;         /* (n) the solutions of least norm */
    Certificate certificate; /* of l1 */
    MinnormStatus status;    /* whether X beta = y has such solutions */
} Ends;

/* The ends of a data set; ends_free frees. */
Ends *ends_alloc(const Data *data);
void ends_free(Ends *ends);

/* Where a predictor stands; RECORD_EMPTY for what is not known. */
typedef struct {
    double l1_distance;                          /* to the solution of least l1 norm */
    double l1_excess;                            /* of its l1 norm over the least */
    double population_l1, population_l2_squared; /* empty where the truth is not known */
} Place;

/* The place of beta(n); all of it is empty where beta is NULL. */
Place ends_place(const Ends *ends, const double *beta);

#endif
