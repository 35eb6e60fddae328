/* The products and the step of batch.h for vectors of DOUBLES doubles and n >= EIGHT; included by
 * batch.c through vectors.h.
 *
 * A kernel computes a block of paths by rows, or of paths by columns, as large as the registers
 * hold; no sum leaves them before it is whole. The sizes of a block are constants where a kernel is
 * called, so that its loops are unrolled. Blocks do not change the order of any sum.
 */
#define DOUBLES      (LANES / 2)
#define PARTS        (EIGHT / DOUBLES)
#define V            VECTOR_NAME(V)
#define Mask         VECTOR_NAME(Mask)
#define load         VECTOR_NAME(load)
#define select       VECTOR_NAME(select)
#define add_lanes    VECTOR_NAME(add_lanes)
#define accumulate   VECTOR_NAME(accumulate)
#define dot          VECTOR_NAME(dot)
#define dots         VECTOR_NAME(dots)
#define forward      VECTOR_NAME(forward)
#define predictor    VECTOR_NAME(predictor)
#define move         VECTOR_NAME(move)
#define combine      VECTOR_NAME(combine)
#define columns      VECTOR_NAME(columns)
#define every_column VECTOR_NAME(every_column)
#define backward     VECTOR_NAME(backward)
#define descend      VECTOR_NAME(descend)
#define predictors   VECTOR_NAME(predictors)
#define INLINE       VECTOR_TARGET static inline __attribute__((always_inline))

/* The largest blocks: sums in at most 12 of the 16 registers of AVX2 and SSE2, or 16 of the 32 of
 * AVX-512. */
#if LANES == 16
#define DOT_PATHS 4
#define DOT_ROWS  4
#define PATHS     4
#define WIDE      4
#elif LANES == 8
#define DOT_PATHS 3
#define DOT_ROWS  2
#define PATHS     3
#define WIDE      3
#else
#define DOT_PATHS 2
#define DOT_ROWS  1
#define PATHS     3
#define WIDE      3
#endif

/* NOLINTBEGIN(bugprone-implicit-widening-of-multiplication-result): rows and vectors are near */
typedef double V __attribute__((vector_size(8 * DOUBLES), aligned(8), may_alias));
typedef int64_t Mask __attribute__((vector_size(8 * DOUBLES), aligned(8), may_alias));

INLINE V load(const double *x)
{
    return *(const V *)x;
}

/* a where mask is set, else b. */
INLINE V select(Mask mask, V a, V b)
{
    return (V)(((Mask)a & mask) | ((Mask)b & ~mask));
}

/* ((s0 + s4) + (s2 + s6)) + ((s1 + s5) + (s3 + s7)) of the eight lanes s. */
INLINE double add_lanes(const V *s)
{
#if LANES == 4
    const V t = (s[0] + s[2]) + (s[1] + s[3]);
    return t[0] + t[1];
#else
    typedef double Four __attribute__((vector_size(32)));
    typedef double Two __attribute__((vector_size(16)));
#if LANES == 16
    const Four t = __builtin_shufflevector(s[0], s[0], 0, 1, 2, 3) +
                   __builtin_shufflevector(s[0], s[0], 4, 5, 6, 7);
#else
    const Four t = s[0] + s[1];
#endif
    const Two u = __builtin_shufflevector(t, t, 0, 1) + __builtin_shufflevector(t, t, 2, 3);
    return u[0] + u[1];
#endif
}

/* ---- forward --------------------------------------------------------------------------------- */

/* The eight columns from j on of P paths and R rows; with a mask, those of them that it sets. */
INLINE void accumulate(V sum[DOT_PATHS][DOT_ROWS][PARTS], const double *beta,
                       const double *const *x, int n, int j, const int64_t *mask, int P, int R)
{
#pragma GCC unroll 4
    for (int v = 0; v < PARTS; v++) {
        V row[DOT_ROWS];
#pragma GCC unroll 4
        for (int i = 0; i < R; i++) {
            row[i] = load(x[i] + j + v * DOUBLES);
            if (mask)
                row[i] = (V)((Mask)row[i] & *(const Mask *)(mask + v * DOUBLES));
        }
#pragma GCC unroll 4
        for (int a = 0; a < P; a++) {
            V b = load(beta + (size_t)a * n + j + v * DOUBLES);
            if (mask)
                b = (V)((Mask)b & *(const Mask *)(mask + v * DOUBLES));
            IN_REGISTER(b);
#pragma GCC unroll 4
            for (int i = 0; i < R; i++)
                sum[a][i][v] += b * row[i];
        }
    }
}

/* f(P,R), a row of it stride apart. */
INLINE void dot(double *f, int stride, const double *beta, const double *const *x, int n, int P,
                int R)
{
    V sum[DOT_PATHS][DOT_ROWS][PARTS];
#pragma GCC unroll 4
    for (int a = 0; a < P; a++)
#pragma GCC unroll 4
        for (int i = 0; i < R; i++)
#pragma GCC unroll 4
            for (int v = 0; v < PARTS; v++)
                sum[a][i][v] = (V){0};
    int j = 0;
    for (; j + EIGHT <= n; j += EIGHT)
        accumulate(sum, beta, x, n, j, NULL, P, R);
    if (j < n)
        accumulate(sum, beta, x, n, n - EIGHT, last(EIGHT, n % EIGHT), P, R);
#pragma GCC unroll 4
    for (int a = 0; a < P; a++)
#pragma GCC unroll 4
        for (int i = 0; i < R; i++)
            f[(size_t)a * stride + i] = add_lanes(sum[a][i]);
}

/* Rows first, ..., end - 1 of the batch for P paths; prefetches the coefficients of the next block
 * of paths. */
INLINE void dots(double *f, const double *beta, const Batch *batch, int first, int end, int P,
                 const double *next)
{
    const int share = P * batch->n / ((end - first) / DOT_ROWS + 1);
    int i = first;
    for (; i + DOT_ROWS <= end; i += DOT_ROWS) {
        for (const double *to = next + share; next < to; next += EIGHT)
            __builtin_prefetch(next);
        dot(f + i, batch->count, beta, batch->x + i, batch->n, P, DOT_ROWS);
    }
    for (; i < end; i++)
        dot(f + i, batch->count, beta, batch->x + i, batch->n, P, 1);
}

VECTOR_TARGET static void forward(double *f, const double *beta, int A, const Batch *batch)
{
    const int n = batch->n, count = batch->count, tile = NEAR / n / DOT_ROWS * DOT_ROWS + DOT_ROWS;
    for (int first = 0; first < count; first += tile) {
        const int end = first + tile < count ? first + tile : count;
        double *to = f;
        const double *b = beta;
        int left = A;
        for (; left >= DOT_PATHS; left -= DOT_PATHS, to += DOT_PATHS * count, b += DOT_PATHS * n)
            dots(to, b, batch, first, end, DOT_PATHS, left > DOT_PATHS ? b + DOT_PATHS * n : beta);
        if (left == 1)
            dots(to, b, batch, first, end, 1, beta);
#if DOT_PATHS > 2
        if (left == 2)
            dots(to, b, batch, first, end, 2, beta);
#endif
#if DOT_PATHS > 3
        if (left == 3)
            dots(to, b, batch, first, end, 3, beta);
#endif
    }
}

/* ---- backward and the step ------------------------------------------------------------------- */

INLINE V predictor(V plus, V minus, const double *base, int n)
{
    if (!base)
        return plus * plus - minus * minus;
    const V b = load(base), c = load(base + n);
    return b * (2 * plus - b) - c * (2 * minus - c);
}

/* The step of one vector of weights, where mask is set, by h = dL/dbeta there. */
INLINE void move(double *w, double *beta, const double *base, V h, double twice_eta, int n,
                 const int64_t *mask)
{
    const V plus = load(w), minus = load(w + n), change = twice_eta * h;
    V p = plus - (base ? load(base) : plus) * change;
    V m = minus + (base ? load(base + n) : minus) * change;
    if (mask) {
        const Mask set = *(const Mask *)mask;
        p = select(set, p, plus), m = select(set, m, minus);
    }
    *(V *)w = p, *(V *)(w + n) = m;
    *(V *)beta = predictor(p, m, base, n);
}

/* C vectors of columns from j on of P paths from a0 on: by the mode, h(A,n) or a step of paths. */
INLINE void combine(double *h, const Paths *paths, const double *r, double twice_eta,
                    const Batch *batch, int a0, int j, const int64_t *mask, int mode, int P, int C)
{
    const int n = batch->n, count = batch->count;
    const double *const *x = batch->x;
    const size_t at = (size_t)a0 * n + j;
    double *w = mode == PRODUCT ? NULL : paths->w + at + (size_t)a0 * n,
           *beta = mode == PRODUCT ? NULL : paths->beta + at;
    const double *base = mode == LINEAR_STEP ? paths->base + at + (size_t)a0 * n : NULL;
    V sum[PATHS][WIDE];
#pragma GCC unroll 4
    for (int a = 0; a < P; a++) {
#pragma GCC unroll 4
        for (int c = 0; c < C; c++)
            sum[a][c] = (V){0};
        /* While sums are taken, what the step changes comes from the second-level cache. */
        for (int c = 0; mode != PRODUCT && c < C * DOUBLES; c += EIGHT) {
            __builtin_prefetch(w + (size_t)2 * a * n + c, 1);
            __builtin_prefetch(w + (size_t)(2 * a + 1) * n + c, 1);
            __builtin_prefetch(beta + (size_t)a * n + c, 1);
        }
    }
    r += (size_t)a0 * count;
    for (int i = 0; i < count; i++) {
        V row[WIDE];
#pragma GCC unroll 4
        for (int c = 0; c < C; c++)
            row[c] = load(x[i] + j + c * DOUBLES);
#pragma GCC unroll 4
        for (int a = 0; a < P; a++) {
            const double s = r[(size_t)a * count + i];
#pragma GCC unroll 4
            for (int c = 0; c < C; c++)
                sum[a][c] += s * row[c];
        }
    }
#pragma GCC unroll 4
    for (int a = 0; a < P; a++)
#pragma GCC unroll 4
        for (int c = 0; c < C; c++) {
            const size_t k = (size_t)a * n + c * DOUBLES, twice = k + (size_t)a * n;
            if (mode == PRODUCT)
                *(V *)(h + at + k) = sum[a][c];
            else
                move(w + twice, beta + k, base ? base + twice : NULL, sum[a][c], twice_eta, n,
                     mask ? mask + c * DOUBLES : NULL);
        }
}

/* C vectors of columns from j on of all paths. */
INLINE void columns(double *h, const Paths *paths, const double *r, int A, double twice_eta,
                    const Batch *batch, int j, const int64_t *mask, int mode, int C)
{
    int a = 0;
    for (; a + PATHS <= A; a += PATHS)
        combine(h, paths, r, twice_eta, batch, a, j, mask, mode, PATHS, C);
    if (A - a == 1)
        combine(h, paths, r, twice_eta, batch, a, j, mask, mode, 1, C);
    if (A - a == 2)
        combine(h, paths, r, twice_eta, batch, a, j, mask, mode, 2, C);
#if PATHS > 3
    if (A - a == 3)
        combine(h, paths, r, twice_eta, batch, a, j, mask, mode, 3, C);
#endif
}

/* h(A,n) or a step of paths. Columns are taken in blocks of C vectors; the last block reaches back
 * over columns that are done. */
INLINE void every_column(double *h, const Paths *paths, const double *r, int A, double twice_eta,
                         const Batch *batch, int mode, int C)
{
    const int n = batch->n, width = C * DOUBLES;
    for (int j = 0; j < n; j += width) {
        const int at = j + width <= n ? j : n - width;
        columns(h, paths, r, A, twice_eta, batch, at, at < j ? last(width, n - j) : NULL, mode, C);
    }
}

VECTOR_TARGET static void backward(double *h, const double *r, int A, const Batch *batch)
{
    batch->n < WIDE *DOUBLES ? every_column(h, NULL, r, A, 0, batch, PRODUCT, 1)
                             : every_column(h, NULL, r, A, 0, batch, PRODUCT, WIDE);
}

VECTOR_TARGET static void descend(const Paths *paths, const double *r, double twice_eta,
                                  const Batch *batch)
{
    const int few = paths->n < WIDE * DOUBLES;
    if (paths->base)
        few ? every_column(NULL, paths, r, paths->A, twice_eta, batch, LINEAR_STEP, 1)
            : every_column(NULL, paths, r, paths->A, twice_eta, batch, LINEAR_STEP, WIDE);
    else
        few ? every_column(NULL, paths, r, paths->A, twice_eta, batch, STEP, 1)
            : every_column(NULL, paths, r, paths->A, twice_eta, batch, STEP, WIDE);
}

VECTOR_TARGET static void predictors(double *beta, const double *w, const double *base, int n)
{
    for (int j = 0; j < n; j += DOUBLES) {
        const int at = j + DOUBLES <= n ? j : n - DOUBLES;
        *(V *)(beta + at) = predictor(load(w + at), load(w + n + at), base ? base + at : NULL, n);
    }
}

/* NOLINTEND(bugprone-implicit-widening-of-multiplication-result) */
#undef DOUBLES
#undef PARTS
#undef V
#undef Mask
#undef load
#undef select
#undef add_lanes
#undef accumulate
#undef dot
#undef dots
#undef forward
#undef predictor
#undef move
#undef combine
#undef columns
#undef every_column
#undef backward
#undef descend
#undef predictors
#undef INLINE
#undef DOT_PATHS
#undef DOT_ROWS
#undef PATHS
#undef WIDE
