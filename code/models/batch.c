#include "batch.h"

#include <stdint.h>
#include <string.h>

#include "die.h"

enum {
    EIGHT = 8,       /* lanes of a sum of forward */
    MOST_LANES = 32, /* columns of the largest block */
    NEAR = 2048      /* doubles of rows that forward keeps in the first-level cache: half of it */
};

/* What sums over the rows of a batch are for. */
enum { PRODUCT, STEP, LINEAR_STEP };

/* A mask for that many lanes that sets the last k of them. */
static const int64_t *last(int lanes, int k)
{
#define EIGHT_SET -1, -1, -1, -1, -1, -1, -1, -1
    static const int64_t none_then_all[2 * MOST_LANES] = {
        [MOST_LANES] = EIGHT_SET, EIGHT_SET, EIGHT_SET, EIGHT_SET};
#undef EIGHT_SET
    return none_then_all + MOST_LANES - (lanes - k);
}

/* Keeps v in a register, where GCC would read it again for each of its uses: loads are what bounds
 * forward. */
#if defined __x86_64__
#define IN_REGISTER(v) __asm__("" : "+v"(v))
#else
#define IN_REGISTER(v) (void)0
#endif

#define VECTOR_SOURCE "batch_vectors.h"
#include "vectors.h"

/* ---- fewer than eight columns: the same sums, one by one ------------------------------------- */

static double dot_few(const double *beta, const double *x, int n)
{
    double s[EIGHT] = {0};
    for (int j = 0; j < n; j++)
        s[EIGHT - n + j] = beta[j] * x[j];
    return ((s[0] + s[4]) + (s[2] + s[6])) + ((s[1] + s[5]) + (s[3] + s[7]));
}

static double combine_few(const double *r, const Batch *batch, int j)
{
    double sum = 0;
    for (int i = 0; i < batch->count; i++)
        sum += r[i] * batch->x[i][j];
    return sum;
}

static void predictors_few(double *beta, const double *w, const double *base, int n)
{
    for (int j = 0; j < n; j++) {
        const double plus = w[j], minus = w[n + j];
        beta[j] = base ? base[j] * (2 * plus - base[j]) - base[n + j] * (2 * minus - base[n + j])
                       : plus * plus - minus * minus;
    }
}

/* ---------------------------------------------------------------------------------------------- */

void batch_forward(double *f, const double *beta, int A, const Batch *batch)
{
    const int n = batch->n, count = batch->count;
    if (n >= EIGHT) {
        VECTOR_CALL(forward, f, beta, A, batch);
        return;
    }
    for (int a = 0; a < A; a++)
        for (int i = 0; i < count; i++)
            f[(size_t)a * count + i] = dot_few(beta + (size_t)a * n, batch->x[i], n);
}

void batch_backward(double *h, const double *r, int A, const Batch *batch)
{
    const int n = batch->n;
    if (n >= EIGHT) {
        VECTOR_CALL(backward, h, r, A, batch);
        return;
    }
    for (int a = 0; a < A; a++)
        for (int j = 0; j < n; j++)
            h[(size_t)a * n + j] = combine_few(r + (size_t)a * batch->count, batch, j);
}

void batch_predictors(const Paths *paths)
{
    const int n = paths->n;
    for (int a = 0; a < paths->A; a++) {
        double *beta = paths->beta + (size_t)a * n;
        const double *w = paths->w + 2 * (size_t)a * n;
        const double *base = paths->base ? paths->base + 2 * (size_t)a * n : NULL;
        if (n >= EIGHT)
            VECTOR_CALL(predictors, beta, w, base, n);
        else
            predictors_few(beta, w, base, n);
    }
}

void batch_descend(const Paths *paths, const double *r, double eta, const Batch *batch)
{
    const int n = paths->n;
    require(batch->n == n);
    if (n >= EIGHT) {
        VECTOR_CALL(descend, paths, r, 2 * eta, batch);
        return;
    }
    for (int a = 0; a < paths->A; a++, r += batch->count) {
        double *w = paths->w + 2 * (size_t)a * n;
        const double *slope = paths->base ? paths->base + 2 * (size_t)a * n : w;
        for (int j = 0; j < n; j++) {
            const double change = 2 * eta * combine_few(r, batch, j);
            w[j] -= slope[j] * change;
            w[n + j] += slope[n + j] * change;
        }
        predictors_few(paths->beta + (size_t)a * n, w, paths->base ? slope : NULL, n);
    }
}
