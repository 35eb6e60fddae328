/* The functions of BLAS and LAPACK that the library calls, for WebAssembly, which has neither:
 * plain loops, for systems of a few hundred. Matrices of cblas_ functions are row-major, those of
 * the others column-major, as their callers have them; linalg.c has the prototypes. The unit test
 * test_web.c compares them with LAPACK's own. */
#include <gsl/gsl_cblas.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#pragma GCC diagnostic ignored "-Wmissing-prototypes"
/* NOLINTBEGIN(readability-non-const-parameter): as LAPACK has them */

/* NOLINTBEGIN(bugprone-macro-parentheses): a type has none */
/* C(M,N) = alpha op(A) op(B) + beta C, for any type of number. */
#define PRODUCT(name, real)                                                                        \
    void name(enum CBLAS_ORDER Order, enum CBLAS_TRANSPOSE TransA, enum CBLAS_TRANSPOSE TransB,    \
              int M, int N, int K, real alpha, const real *A, int lda, const real *B, int ldb,     \
              real beta, real *C, int ldc)                                                         \
    {                                                                                              \
        (void)Order; /* always row-major */                                                        \
        for (int i = 0; i < M; i++) {                                                              \
            real *row = C + (size_t)i * ldc;                                                       \
            for (int j = 0; j < N; j++)                                                            \
                row[j] = beta == 0 ? 0 : beta * row[j];                                            \
            const real *a = TransA == CblasNoTrans ? A + (size_t)i * lda : A + i;                  \
            const size_t a_step = TransA == CblasNoTrans ? 1 : (size_t)lda;                        \
            if (TransB == CblasNoTrans)                                                            \
                for (int l = 0; l < K; l++) {                                                      \
                    const real x = alpha * a[l * a_step], *b = B + (size_t)l * ldb;                \
                    for (int j = 0; j < N; j++)                                                    \
                        row[j] += x * b[j];                                                        \
                }                                                                                  \
            else                                                                                   \
                for (int j = 0; j < N; j++) {                                                      \
                    const real *b = B + (size_t)j * ldb;                                           \
                    real sums[4] = {0}; /* which vectors can take side by side */                  \
                    int l = 0;                                                                     \
                    for (; l + 4 <= K; l += 4)                                                     \
                        for (int s = 0; s < 4; s++)                                                \
                            sums[s] += a[(l + s) * a_step] * b[l + s];                             \
                    for (; l < K; l++)                                                             \
                        sums[0] += a[l * a_step] * b[l];                                           \
                    row[j] += alpha * ((sums[0] + sums[1]) + (sums[2] + sums[3]));                 \
                }                                                                                  \
        }                                                                                          \
    }
PRODUCT(cblas_dgemm, double)
PRODUCT(cblas_sgemm, float)
/* NOLINTEND(bugprone-macro-parentheses) */

static double *column(const double *a, int lda, int j)
{
    return (double *)a + (size_t)j * lda;
}

static double dot(const double *x, const double *y, int count)
{
    double sum = 0;
    for (int i = 0; i < count; i++)
        sum += x[i] * y[i];
    return sum;
}

/* x -= (v'x) tau v, where v = (1, tail(count - 1)). */
static void reflect(double *x, const double *tail, double tau, int count)
{
    const double length = tau * (x[0] + dot(x + 1, tail, count - 1));
    x[0] -= length;
    for (int i = 1; i < count; i++)
        x[i] -= length * tail[i - 1];
}

/* A = Q R by Householder's reflections, stored as LAPACK has them; with pivots (1, 2, ...), the
 * columns are taken in the order of their distances from the span of those before. */
static void factor(int m, int n, double *a, int lda, int *pivots, double *reflectors)
{
    for (int j = 0; pivots && j < n; j++)
        pivots[j] = j + 1;
    for (int k = 0; k < m && k < n; k++) {
        int best = k;
        double most = -1;
        for (int j = k; pivots && j < n; j++) {
            const double *x = column(a, lda, j) + k, square = dot(x, x, m - k);
            if (square > most)
                best = j, most = square;
        }
        for (int i = 0; best > k && i < m; i++) {
            double *x = column(a, lda, k) + i, *y = column(a, lda, best) + i, kept = *x;
            *x = *y;
            *y = kept;
        }
        if (best > k) {
            const int kept = pivots[k];
            pivots[k] = pivots[best];
            pivots[best] = kept;
        }
        double *x = column(a, lda, k) + k;
        const double tail = dot(x + 1, x + 1, m - k - 1);
        const double norm = copysign(sqrt(x[0] * x[0] + tail), x[0]);
        reflectors[k] = tail > 0 ? (norm + x[0]) / norm : 0;
        if (!(tail > 0))
            continue;
        for (int i = 1; i < m - k; i++)
            x[i] /= x[0] + norm;
        x[0] = -norm;
        for (int j = k + 1; j < n; j++)
            reflect(column(a, lda, j) + k, x + 1, reflectors[k], m - k);
    }
}

void dgeqrf_(const int *m, const int *n, double *a, const int *lda, double *reflectors,
             double *work, const int *room, int *status)
{
    (void)work, (void)room;
    factor(*m, *n, a, *lda, NULL, reflectors);
    *status = 0;
}

void dgeqp3_(const int *m, const int *n, double *a, const int *lda, int *pivots, double *reflectors,
             double *work, const int *room, int *status)
{
    (void)work, (void)room;
    factor(*m, *n, a, *lda, pivots, reflectors);
    *status = 0;
}

/* Of triangular A or its transpose: b = A^-1 b. */
static void solve_triangle(int upper, int transposed, int unit, int n, const double *a, int lda,
                           double *b)
{
    for (int step = 0; step < n; step++) {
        const int k = upper != transposed ? n - 1 - step : step;
        const double *x = column(a, lda, k);
        const int from = upper ? 0 : k + 1, count = upper ? k : n - 1 - k;
        if (transposed)
            b[k] -= dot(x + from, b + from, count);
        if (!unit)
            b[k] /= x[k];
        for (int i = from; !transposed && i < from + count; i++)
            b[i] -= b[k] * x[i];
    }
}

void dtrtrs_(const char *triangle, const char *transposed, const char *unit, const int *n,
             const int *right_sides, const double *a, const int *lda, double *b, const int *ldb,
             int *status)
{
    *status = 0;
    for (int k = 0; k < *n && *unit == 'N' && !*status; k++)
        if (column(a, *lda, k)[k] == 0)
            *status = k + 1;
    for (int j = 0; j < *right_sides && !*status; j++)
        solve_triangle(*triangle == 'U', *transposed == 'T', *unit == 'U', *n, a, *lda,
                       column(b, *ldb, j));
}

/* Only of the transpose of a tall A of full rank: the least x with A'x = b, x = Q R'^-1 b. */
void dgels_(const char *transposed, const int *m, const int *n, const int *right_sides, double *a,
            const int *lda, double *b, const int *ldb, double *work, const int *room, int *status)
{
    double *reflectors = work;
    dgeqrf_(m, n, a, lda, reflectors, NULL, room, status);
    dtrtrs_("U", transposed, "N", n, right_sides, a, lda, b, ldb, status);
    for (int j = 0; j < *right_sides && !*status; j++) {
        double *x = column(b, *ldb, j);
        memset(x + *n, 0, (*m - *n) * sizeof *x);
        for (int k = *n - 1; k >= 0; k--)
            reflect(x + k, column(a, *lda, k) + k + 1, reflectors[k], *m - k);
    }
}

void dgetrf_(const int *m, const int *n, double *a, const int *lda, int *pivots, int *status)
{
    *status = 0;
    for (int k = 0; k < *n; k++) {
        double *x = column(a, *lda, k);
        int best = k;
        for (int i = k + 1; i < *m; i++)
            if (fabs(x[i]) > fabs(x[best]))
                best = i;
        pivots[k] = best + 1;
        for (int j = 0; j < *n && best > k; j++) {
            double *y = column(a, *lda, j), kept = y[k];
            y[k] = y[best];
            y[best] = kept;
        }
        if (x[k] == 0 && !*status)
            *status = k + 1;
        for (int i = k + 1; i < *m && x[k] != 0; i++)
            x[i] /= x[k];
        for (int j = k + 1; j < *n; j++) {
            double *y = column(a, *lda, j);
            for (int i = k + 1; i < *m; i++)
                y[i] -= y[k] * x[i];
        }
    }
}

static void exchange(double *b, const int *pivots, int n, int backward)
{
    for (int step = 0; step < n; step++) {
        const int k = backward ? n - 1 - step : step;
        const double kept = b[k];
        b[k] = b[pivots[k] - 1];
        b[pivots[k] - 1] = kept;
    }
}

void dgetrs_(const char *transposed, const int *n, const int *right_sides, const double *a,
             const int *lda, const int *pivots, double *b, const int *ldb, int *status)
{
    const int back = *transposed == 'T';
    *status = 0;
    for (int j = 0; j < *right_sides; j++) {
        double *x = column(b, *ldb, j);
        if (!back)
            exchange(x, pivots, *n, 0);
        solve_triangle(back, back, !back, *n, a, *lda, x);
        solve_triangle(!back, back, back, *n, a, *lda, x);
        if (back)
            exchange(x, pivots, *n, 1);
    }
}

/* Only of the lower triangle: A = L L'. */
void dpotrf_(const char *triangle, const int *n, double *a, const int *lda, int *status)
{
    (void)triangle;
    *status = 0;
    for (int k = 0; k < *n; k++) {
        double *x = column(a, *lda, k);
        for (int l = 0; l < k; l++) {
            const double *y = column(a, *lda, l), by = y[k];
            for (int i = k; i < *n; i++)
                x[i] -= by * y[i];
        }
        if (!(x[k] > 0)) {
            *status = k + 1;
            return;
        }
        const double root = sqrt(x[k]);
        for (int i = k; i < *n; i++)
            x[i] /= root;
    }
}

void dpotrs_(const char *triangle, const int *n, const int *right_sides, const double *a,
             const int *lda, double *b, const int *ldb, int *status)
{
    (void)triangle;
    *status = 0;
    for (int j = 0; j < *right_sides; j++) {
        solve_triangle(0, 0, 0, *n, a, *lda, column(b, *ldb, j));
        solve_triangle(0, 1, 0, *n, a, *lda, column(b, *ldb, j));
    }
}

static double *sorted_values;

static int compare_values(const void *a, const void *b)
{
    const double x = sorted_values[*(const int *)a], y = sorted_values[*(const int *)b];
    return (x > y) - (x < y);
}

/* Eigenvalues in increasing order, and the eigenvectors in columns, by Jacobi's rotations. */
void dsyev_(const char *job, const char *triangle, const int *n_, double *a, const int *lda,
            double *values, double *work, const int *room, int *status)
{
    (void)work, (void)room;
    const int n = *n_;
    double *S = calloc((size_t)n * n + 1, sizeof *S), *V = calloc((size_t)n * n + 1, sizeof *V);
    int *order = calloc((size_t)n + 1, sizeof *order);
    if (!S || !V || !order)
        abort();
    for (int j = 0; j < n; j++) {
        V[(size_t)j * n + j] = 1;
        for (int i = j; i < n; i++)
            S[(size_t)i * n + j] = S[(size_t)j * n + i] =
                *triangle == 'L' ? column(a, *lda, j)[i] : column(a, *lda, i)[j];
    }
    const double tiny = 1e-17 * sqrt(dot(S, S, n * n));
    *status = 1;
    for (int sweep = 0; sweep < 60 && *status; sweep++) {
        *status = 0;
        for (int p = 0; p < n; p++)
            for (int q = p + 1; q < n; q++) {
                double *P = S + (size_t)p * n, *Q = S + (size_t)q * n;
                if (fabs(P[q]) <= tiny)
                    continue;
                *status = 1;
                const double theta = (Q[q] - P[p]) / (2 * P[q]);
                const double t = copysign(1, theta) / (fabs(theta) + sqrt(theta * theta + 1));
                const double c = 1 / sqrt(t * t + 1), s = t * c;
                for (int i = 0; i < n; i++) { /* rows, and then columns, p and q */
                    const double x = P[i], y = Q[i];
                    P[i] = c * x - s * y;
                    Q[i] = s * x + c * y;
                    const double v = V[(size_t)p * n + i], w = V[(size_t)q * n + i];
                    V[(size_t)p * n + i] = c * v - s * w;
                    V[(size_t)q * n + i] = s * v + c * w;
                }
                for (int i = 0; i < n; i++) {
                    double *row = S + (size_t)i * n;
                    const double x = row[p], y = row[q];
                    row[p] = c * x - s * y;
                    row[q] = s * x + c * y;
                }
                P[q] = Q[p] = 0;
            }
    }
    double *diagonal = calloc((size_t)n + 1, sizeof *diagonal);
    if (!diagonal)
        abort();
    for (int j = 0; j < n; j++) {
        order[j] = j;
        diagonal[j] = S[(size_t)j * n + j];
    }
    sorted_values = diagonal;
    qsort(order, n, sizeof *order, compare_values);
    for (int j = 0; j < n; j++) {
        values[j] = diagonal[order[j]];
        if (*job == 'V')
            memcpy(column(a, *lda, j), V + (size_t)order[j] * n, n * sizeof *a);
    }
    free(S);
    free(V);
    free(order);
    free(diagonal);
}
/* NOLINTEND(readability-non-const-parameter) */
