/* What a step does elementwise, for vectors of LANES floats; included by relu.c through vectors.h.
 *
 * All columns, and all predictions, are one row of lanes, whatever K is. The last vector of a row
 * of K reaches into the next row, which is written after it, or into what alloc_floats spares. */
#define V           VECTOR_NAME(V)
#define Mask        VECTOR_NAME(Mask)
#define load        VECTOR_NAME(load)
#define store       VECTOR_NAME(store)
#define keep        VECTOR_NAME(keep)
#define positive    VECTOR_NAME(positive)
#define bounded     VECTOR_NAME(bounded)
#define exponential VECTOR_NAME(exponential)
#define repeat      VECTOR_NAME(repeat)
#define outputs     VECTOR_NAME(outputs)
#define residuals   VECTOR_NAME(residuals)
#define spread      VECTOR_NAME(spread)
#define hidden      VECTOR_NAME(hidden)
#define count       VECTOR_NAME(count)
#define INLINE      VECTOR_TARGET static inline __attribute__((always_inline))

/* NOLINTBEGIN(bugprone-implicit-widening-of-multiplication-result): rows and vectors are near */
typedef float V __attribute__((vector_size(4 * LANES), aligned(4), may_alias));
typedef int32_t Mask __attribute__((vector_size(4 * LANES), aligned(4), may_alias));

INLINE V load(const float *x)
{
    return *(const V *)x;
}

INLINE void store(float *x, V a)
{
    *(V *)x = a;
}

/* x where mask is set, else 0. */
INLINE V keep(V x, Mask mask)
{
    return (V)((Mask)x & mask);
}

/* a > b ? a : b, and a < b ? a : b; so b where one is NaN. x86-64 has instructions for that. */
#if !defined __x86_64__
INLINE V larger(V a, V b)
{
    return (V)(((Mask)a & (a > b)) | ((Mask)b & ~(a > b)));
}
INLINE V smaller(V a, V b)
{
    return (V)(((Mask)a & (a < b)) | ((Mask)b & ~(a < b)));
}
#elif LANES == 16
#define larger(a, b)  ((V)_mm512_max_ps((__m512)(a), (__m512)(b)))
#define smaller(a, b) ((V)_mm512_min_ps((__m512)(a), (__m512)(b)))
#elif LANES == 8
#define larger(a, b)  ((V)_mm256_max_ps((__m256)(a), (__m256)(b)))
#define smaller(a, b) ((V)_mm256_min_ps((__m256)(a), (__m256)(b)))
#else
#define larger(a, b)  ((V)_mm_max_ps((__m128)(a), (__m128)(b)))
#define smaller(a, b) ((V)_mm_min_ps((__m128)(a), (__m128)(b)))
#endif

/* max(0, z), and 0 where z is NaN. */
INLINE V positive(V z)
{
    return larger(z, (V){0});
}

/* x, or +-80 where that is nearer to 0; NaN becomes 0. */
INLINE V bounded(V x)
{
    const V bound = (V){0} + 80.0f;
    const Mask number = x == x; // NOLINT(misc-redundant-expression): not NaN
    return keep(smaller(bound, larger(-bound, x)), number);
}

/* exp(x) for |x| <= 80 to 1e-7 or so: x = k log 2 + r, a polynomial in r (Moshier's Cephes
 * library), and k into the exponent. Elementwise operations alone, so the same bits everywhere. */
INLINE V exponential(V x)
{
    const float shift = 12582912; /* 1.5 2^23: adding it rounds to a whole number */
    V shifted = x * 1.44269504f + shift, k = shifted - shift;
    V r = (x - k * 0.693359375f) + k * 2.12194440e-4f;
    V p = r * 1.9875691500e-4f + 1.3981999507e-3f;
    p = p * r + 8.3334519073e-3f;
    p = p * r + 4.1665795894e-2f;
    p = p * r + 1.6666665459e-1f;
    p = p * r + 5.0000001201e-1f;
    p = p * (r * r) + r + 1.0f;
    Mask bits = (Mask)shifted << 23; /* of shift nothing is left */
    return (V)((Mask)p + bits);
}

/* y(count,K): the labels of rows(count), K times each. */
VECTOR_TARGET static void repeat(float *y, const float *labels, const int *rows, int count, int K)
{
    for (int k = (K - 1) / LANES * LANES; k >= 0; k -= LANES)
        for (int s = 0; s < count; s++)
            store(y + s * K + k, (V){0} + labels[rows[s]]);
}

/* f(rows,K) from Z(rows,C), both up to a multiple of four rows. Where a vector reaches into the
 * next row, that is written later. */
VECTOR_TARGET static void outputs(float *f, const float *Z, const Relu *model, int rows)
{
    const int K = model->K, m = model->m, C = model->C;
    for (int s = 0; s < rows; s += 4)
        for (int k = (K - 1) / LANES * LANES; k >= 0; k -= LANES) {
            const float *z = Z + (size_t)s * C + k, *v = model->v + k;
            V f0 = {0}, f1 = {0}, f2 = {0}, f3 = {0};
            for (int j = 0; j < m; j++, z += K, v += K) {
                const V a = load(v);
                f0 += a * positive(load(z));
                f1 += a * positive(load(z + C));
                f2 += a * positive(load(z + 2 * C));
                f3 += a * positive(load(z + 3 * C));
            }
            store(f + s * K + k, f0);
            store(f + (s + 1) * K + k, f1);
            store(f + (s + 2) * K + k, f2);
            store(f + (s + 3) * K + k, f3);
        }
}

/* In place of f(count): scale y / (1 + exp(y f)), minus the derivative of scale times the sum of
 * the losses. */
VECTOR_TARGET static void residuals(float *f, const float *y, int count, float scale)
{
    for (int i = 0; i < count; i += LANES) {
        const V label = load(y + i);
        store(f + i, scale * label / (1.0f + exponential(bounded(load(f + i) * label))));
    }
}

/* R(rows,width): the residuals f(rows,K) in the order of columns, whatever network a vector begins
 * with. */
VECTOR_TARGET static void spread(const Relu *model, int rows)
{
    const int K = model->K, width = model->width;
    const float *f = model->f;
    float *R = model->R;
    for (int c = 0; c < K + LANES - 1; c += K)
        for (int k = 0; k < K && c + k < K + LANES - 1; k += LANES)
            for (int s = 0; s < rows; s++)
                store(R + s * width + c + k, load(f + s * K + k));
}

/* G(rows,C) = residual times the prediction's derivative in Z(rows,C), and dv(C) += the same in v,
 * from R. As signs_pass does where there are tables. */
VECTOR_TARGET static void hidden(float *G, float *dv, const Relu *model, int rows)
{
    const int K = model->K, C = model->C, width = model->width;
    float *R = model->R;
    if (rows % 2)
        memset(R + (size_t)rows * width, 0, width * sizeof *R);
    for (int c = 0; c < model->m * K; c += LANES) {
        const float *z = model->Z + c, *r = R + c % K;
        float *g = G + c;
        const V v = load(model->v + c);
        V even = {0}, odd = {0};
        for (int s = 0; s < rows; s += 2, z += 2 * C, g += 2 * C, r += 2 * width) {
            const V z0 = load(z), z1 = load(z + C), r0 = load(r), r1 = load(r + width);
            even += keep(r0 * z0, z0 > 0);
            odd += keep(r1 * z1, z1 > 0);
            store(g, keep(r0 * v, z0 > 0));
            store(g + C, keep(r1 * v, z1 > 0));
        }
        store(dv + c, load(dv + c) + (even + odd));
    }
}

/* correct(K) += the number of rows with y f > 0. */
VECTOR_TARGET static void count(int *correct, const float *f, const float *y, const Relu *model,
                                int rows)
{
    const int K = model->K;
    for (int k = 0; k < K; k += LANES) {
        Mask sum = {0};
        for (int s = 0; s < rows; s++)
            sum -= (Mask)(load(f + s * K + k) * y[s * K] > 0);
        for (int i = 0; i < LANES && k + i < K; i++)
            correct[k + i] += sum[i];
    }
}

/* NOLINTEND(bugprone-implicit-widening-of-multiplication-result) */
#undef V
#undef Mask
#undef load
#undef store
#undef keep
#undef larger
#undef smaller
#undef positive
#undef bounded
#undef repeat
#undef exponential
#undef outputs
#undef residuals
#undef spread
#undef hidden
#undef count
#undef INLINE
