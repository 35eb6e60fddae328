#include "ends.h"

#include <math.h>
#include <stdlib.h>

#include "die.h"
#include "linalg.h"
#include "record.h"

Ends *ends_alloc(const Data *data)
{
    const int N = data->N, n = data->n;
    Ends *ends = die_calloc(1, sizeof *ends);
    double *nu = die_calloc(N, sizeof *nu);
    ends->data = data;
    ends->l1 = die_calloc(n, sizeof *ends->l1);
    ends->l2 = die_calloc(n, sizeof *ends->l2);
    ends->status = minnorm_l2(ends->l2, nu, &ends->certificate, data->X, data->y, N, n);
    if (ends->status == MINNORM_SOLVED)
        ends->status = minnorm_l1(ends->l1, nu, &ends->certificate, data->X, data->y, N, n, 0);
    free(nu);
    return ends;
}

void ends_free(Ends *ends)
{
    if (!ends)
        return;
    free(ends->l1);
    free(ends->l2);
    free(ends);
}

Place ends_place(const Ends *ends, const double *beta)
{
    const int n = ends->data->n;
    const double *truth = ends->data->beta;
    Place place = {RECORD_EMPTY, RECORD_EMPTY, RECORD_EMPTY, RECORD_EMPTY};
    if (!beta)
        return place;
    place.l1_distance = linalg_l1_distance(beta, ends->l1, n);
    place.l1_excess = 0;
    for (int j = 0; j < n; j++)
        place.l1_excess += fabs(beta[j]) - fabs(ends->l1[j]);
    if (truth) {
        place.population_l1 = linalg_l1_distance(beta, truth, n);
        place.population_l2_squared = linalg_distance_squared(beta, truth, n);
    }
    return place;
}
