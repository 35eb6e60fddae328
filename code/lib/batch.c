#include "batch.h"

#include <string.h>

#include "linalg.h"
#include "wide.h"

enum { LANES = 8 };
typedef double Vector __attribute__((vector_size(LANES * sizeof(double)), aligned(8), may_alias));

static const double *row_of(const Batch *batch, int i)
{
    return batch->X + (size_t)(batch->rows ? batch->rows[i] : i) * batch->n;
}

void batch_gather(const Batch *batch, int A)
{
    for (int i = 0; A >= BATCH_MANY && batch->rows && i < batch->count; i++)
        memcpy(batch->gathered + (size_t)i * batch->n, row_of(batch, i),
               batch->n * sizeof *batch->gathered);
}

static const double *gathered(const Batch *batch)
{
    return batch->rows ? batch->gathered : batch->X;
}

/* The first count <= LANES entries at x, then zeros. (Vectors go by pointer, so that no function's
 * calling convention depends on the vector width.) */
static inline void load_part(Vector *v, const double *x, int count)
{
    memset(v, 0, sizeof *v);
    memcpy(v, x, count * sizeof *x);
}

static inline double sum_lanes(const Vector *v)
{
    const double *s = (const double *)v;
    return ((s[0] + s[4]) + (s[2] + s[6])) + ((s[1] + s[5]) + (s[3] + s[7]));
}

/* f(a,i) for PATHS vectors and one row, and h(a,j) for PATHS vectors and LANES columns. The number
 * of vectors is a constant in each, so that the sums stay in registers. */
#define DEFINE_KERNELS(PATHS)                                                                      \
    WIDE static void forward##PATHS(double *f, const double *beta, const Batch *batch)             \
    {                                                                                              \
        const int n = batch->n, whole = n - n % LANES;                                             \
        for (int i = 0; i < batch->count; i++) {                                                   \
            const double *x = row_of(batch, i);                                                    \
            Vector sum[PATHS] = {{0}};                                                             \
            for (int j = 0; j < whole; j += LANES) {                                               \
                Vector v = *(const Vector *)(x + j);                                               \
                for (int a = 0; a < (PATHS); a++)                                                  \
                    sum[a] += v * *(const Vector *)(beta + (size_t)a * n + j);                     \
            }                                                                                      \
            Vector v, b;                                                                           \
            load_part(&v, x + whole, n - whole);                                                   \
            for (int a = 0; a < (PATHS); a++) {                                                    \
                load_part(&b, beta + (size_t)a * n + whole, n - whole);                            \
                sum[a] += v * b;                                                                   \
                f[(size_t)a * batch->count + i] = sum_lanes(&sum[a]);                              \
            }                                                                                      \
        }                                                                                          \
    }                                                                                              \
    WIDE static void backward##PATHS(double *h, const double *r, const Batch *batch)               \
    {                                                                                              \
        const int n = batch->n, count = batch->count, whole = n - n % LANES;                       \
        for (int j = 0; j < whole; j += LANES) {                                                   \
            Vector sum[PATHS] = {{0}};                                                             \
            for (int i = 0; i < count; i++) {                                                      \
                Vector v = *(const Vector *)(row_of(batch, i) + j);                                \
                for (int a = 0; a < (PATHS); a++)                                                  \
                    sum[a] += r[(size_t)a * count + i] * v;                                        \
            }                                                                                      \
            for (int a = 0; a < (PATHS); a++)                                                      \
                *(Vector *)(h + (size_t)a * n + j) = sum[a];                                       \
        }                                                                                          \
        for (int j = whole; j < n; j++)                                                            \
            for (int a = 0; a < (PATHS); a++) {                                                    \
                double sum = 0;                                                                    \
                for (int i = 0; i < count; i++)                                                    \
                    sum += r[(size_t)a * count + i] * row_of(batch, i)[j];                         \
                h[(size_t)a * n + j] = sum;                                                        \
            }                                                                                      \
    }
DEFINE_KERNELS(1)
DEFINE_KERNELS(2)
DEFINE_KERNELS(3)
DEFINE_KERNELS(4)

void batch_forward(double *f, const double *beta, int A, const Batch *batch)
{
    if (A >= BATCH_MANY) {
        linalg_multiply_nt(f, beta, gathered(batch), A, batch->n, batch->count);
        return;
    }
    static void (*const kernels[])(double *, const double *, const Batch *) = {forward1, forward2,
                                                                               forward3, forward4};
    for (int a = 0, paths; a < A; a += paths) {
        paths = A - a < 4 ? A - a : 4;
        kernels[paths - 1](f + (size_t)a * batch->count, beta + (size_t)a * batch->n, batch);
    }
}

void batch_backward(double *h, const double *r, int A, const Batch *batch)
{
    if (A >= BATCH_MANY) {
        linalg_multiply(h, r, gathered(batch), A, batch->count, batch->n);
        return;
    }
    static void (*const kernels[])(double *, const double *,
                                   const Batch *) = {backward1, backward2, backward3, backward4};
    for (int a = 0, paths; a < A; a += paths) {
        paths = A - a < 4 ? A - a : 4;
        kernels[paths - 1](h + (size_t)a * batch->n, r + (size_t)a * batch->count, batch);
    }
}
