#include "system.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "die.h"
#include "linalg.h"

extern void dgesdd_(const char *job, const int *m, const int *n, double *a, const int *lda,
                    double *s, double *u, const int *ldu, double *vt, const int *ldvt, double *work,
                    const int *room, int *integers, int *status);

System *system_alloc(const double *X, const double *y, int N, int n)
{
    /* The row-major X(N,n) is LAPACK's X' = V S U': what it calls u is V, rows of V' in ours. */
    const int k = N < n ? N : n;
    System *system = die_calloc(1, sizeof *system);
    *system = (System){.N = N, .n = n};
    system->A = die_calloc((size_t)k * n, sizeof(double));
    system->V = die_calloc((size_t)k * n, sizeof(double));
    system->b = die_calloc(k, sizeof(double));
    system->target = die_calloc(k, sizeof(double));
    system->singular = die_calloc(k, sizeof(double));
    double *copy = die_calloc((size_t)N * n, sizeof *copy),
           *U = die_calloc((size_t)N * k, sizeof *U);
    int *integers = die_calloc(8 * (size_t)k, sizeof *integers), status = 0, query = -1;
    double best;
    memcpy(copy, X, (size_t)N * n * sizeof *copy);
    dgesdd_("S", &n, &N, copy, &n, system->singular, system->V, &n, U, &k, &best, &query, integers,
            &status);
    const int room = (int)best;
    double *work = die_calloc(room, sizeof *work);
    dgesdd_("S", &n, &N, copy, &n, system->singular, system->V, &n, U, &k, work, &room, integers,
            &status);
    while (system->rank < k &&
           system->singular[system->rank] > RANK_TOLERANCE * system->singular[0])
        system->rank++;
    for (int i = 0; i < N; i++)
        system->total += y[i] * y[i];
    system->rest = system->total;
    for (int r = 0; r < system->rank; r++) {
        for (int i = 0; i < N; i++)
            system->b[r] += U[(size_t)i * k + r] * y[i];
        system->rest -= system->b[r] * system->b[r];
        system->target[r] = system->b[r] / system->singular[r];
        for (int j = 0; j < n; j++)
            system->A[(size_t)r * n + j] = system->singular[r] * system->V[(size_t)r * n + j];
    }
    system->rest = fmax(system->rest, 0);
    free(copy);
    free(U);
    free(work);
    free(integers);
    if (!status && system->rank)
        return system;
    system_free(system);
    return NULL;
}

void system_free(System *system)
{
    if (!system)
        return;
    free(system->A);
    free(system->b);
    free(system->V);
    free(system->singular);
    free(system->target);
    free(system);
}

double system_loss(const System *system, const double *beta)
{
    const int rank = system->rank;
    double *f = die_calloc(rank, sizeof *f);
    linalg_multiply(f, system->A, beta, rank, system->n, 1);
    const double distance = linalg_distance(f, system->b, rank);
    free(f);
    return (distance * distance + system->rest) / system->N;
}

void system_ridge(double *beta, const System *system, double penalty)
{
    const int rank = system->rank;
    double *c = die_calloc(rank, sizeof *c);
    for (int r = 0; r < rank; r++) {
        const double s = system->singular[r];
        c[r] = s * system->b[r] / (s * s + penalty);
    }
    linalg_multiply(beta, c, system->V, 1, rank, system->n);
    free(c);
}

double system_lambda_max(const System *system)
{
    double *z = die_calloc(system->n, sizeof *z), most = 0;
    linalg_multiply(z, system->b, system->A, 1, system->rank, system->n);
    for (int j = 0; j < system->n; j++)
        most = fmax(most, fabs(z[j]));
    free(z);
    return most / system->N;
}

/* The columns of A one after the other, and their squared norms. */
typedef struct {
    double *x, *squares;
} LassoColumns;

static LassoColumns columns_of(const System *system)
{
    const int rank = system->rank, n = system->n;
    LassoColumns c = {die_calloc((size_t)n * rank, sizeof(double)), die_calloc(n, sizeof(double))};
    for (int j = 0; j < n; j++)
        for (int r = 0; r < rank; r++) {
            const double x = system->A[(size_t)r * n + j];
            c.x[(size_t)j * rank + r] = x;
            c.squares[j] += x * x;
        }
    return c;
}

static double dot(const double *x, const double *y, int n)
{
    double sum = 0;
    for (int i = 0; i < n; i++)
        sum += x[i] * y[i];
    return sum;
}

/* Minimizes over beta_j; residuals follow. Returns whether beta_j is not 0 afterwards. */
static int minimize(double *beta, double *residuals, const LassoColumns *c, int j, int rank,
                    double threshold)
{
    const double *x = c->x + (size_t)j * rank;
    if (c->squares[j] == 0)
        return 0;
    const double z = dot(x, residuals, rank) + c->squares[j] * beta[j];
    const double new = fabs(z) <= threshold ? 0 : (z - copysign(threshold, z)) / c->squares[j];
    const double change = new - beta[j];
    if (change != 0)
        for (int r = 0; r < rank; r++)
            residuals[r] -= change * x[r];
    beta[j] = new;
    return new != 0;
}

/* The duality gap over ||y||^2 / (2N), with N left out throughout. */
static double duality_gap(const double *beta, const double *residuals, const LassoColumns *c,
                          const System *system, double threshold)
{
    const int rank = system->rank;
    double norm = 0, most = 0;
    for (int j = 0; j < system->n; j++) {
        norm += fabs(beta[j]);
        most = fmax(most, fabs(dot(c->x + (size_t)j * rank, residuals, rank)));
    }
    /* In the dual, rest is of residuals that no column sees: it can take the same factor. */
    const double s = most > threshold ? threshold / most : 1;
    const double rr = dot(residuals, residuals, rank) + system->rest;
    const double yr = dot(system->b, residuals, rank) + system->rest;
    return (rr / 2 + threshold * norm - s * yr + s * s * rr / 2) / (system->total / 2);
}

Lasso system_lasso(double *beta, const System *system, double lambda, double tolerance,
                   int most_sweeps)
{
    const int n = system->n, rank = system->rank;
    const double threshold = lambda * system->N;
    LassoColumns c = columns_of(system);
    double *residuals = die_calloc(rank, sizeof *residuals);
    int *active = die_calloc(n, sizeof *active);
    Lasso lasso = {.gap = INFINITY};
    linalg_multiply(residuals, system->A, beta, rank, n, 1);
    for (int r = 0; r < rank; r++)
        residuals[r] = system->b[r] - residuals[r];
    while (lasso.sweeps < most_sweeps) {
        /* A sweep over all coordinates, then some over those that are not 0. */
        int count = 0;
        for (int j = 0; j < n; j++)
            if (minimize(beta, residuals, &c, j, rank, threshold))
                active[count++] = j;
        lasso.sweeps++;
        lasso.nonzero = count;
        lasso.gap = duality_gap(beta, residuals, &c, system, threshold);
        if (lasso.gap <= tolerance)
            break;
        for (int k = 0; k < 20 && lasso.sweeps < most_sweeps; k++, lasso.sweeps++)
            for (int a = 0; a < count; a++)
                minimize(beta, residuals, &c, active[a], rank, threshold);
    }
    free(c.x);
    free(c.squares);
    free(residuals);
    free(active);
    return lasso;
}
