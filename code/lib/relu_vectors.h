/* What a step does elementwise, for vectors of LANES floats; included by relu.c through vectors.h.
 *
 * Networks are lanes. A row of K is read in vectors of LANES, of which the last reaches into what
 * follows; there the residuals f are 0, and so is what comes of them. */
#define V           VECTOR_NAME(V)
#define Mask        VECTOR_NAME(Mask)
#define load        VECTOR_NAME(load)
#define store_row   VECTOR_NAME(store_row)
#define keep        VECTOR_NAME(keep)
#define positive    VECTOR_NAME(positive)
#define least       VECTOR_NAME(least)
#define exponential VECTOR_NAME(exponential)
#define outputs     VECTOR_NAME(outputs)
#define residuals   VECTOR_NAME(residuals)
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

/* As much of x as the row of G has room for. */
INLINE void store_row(float *g, V x, int room)
{
    if (room >= LANES)
        *(V *)g = x;
    else
        for (int i = 0; i < room; i++)
            g[i] = x[i];
}

/* x where mask is set, else 0. */
INLINE V keep(V x, Mask mask)
{
    return (V)((Mask)x & mask);
}

/* max(0, z) */
INLINE V positive(V z)
{
    return keep(z, z > 0);
}

INLINE V least(V x, float bound)
{
    const V b = (V){0} + bound;
    return keep(x, x < b) + keep(b, x >= b);
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

/* f(rows,width) from Z(rows,C). */
VECTOR_TARGET static void outputs(float *f, const float *Z, const Relu *model, int rows)
{
    const int K = model->K, m = model->m, width = model->width;
    for (int s = 0; s < rows; s++)
        for (int k = 0; k < K; k += LANES) {
            const float *z = Z + (size_t)s * model->C + k, *v = model->v + k;
            V sum = {0};
            for (int j = 0; j < m; j++)
                sum += load(v + j * K) * positive(load(z + j * K));
            *(V *)(f + s * width + k) = sum;
        }
}

/* In place of f(rows,width): scale y / (1 + exp(y f)), minus the derivative of scale times the sum
 * of the losses. */
VECTOR_TARGET static void residuals(float *f, const float *y, const Relu *model, int rows,
                                   float scale)
{
    const int width = model->width;
    Mask lane;
    for (int i = 0; i < LANES; i++)
        lane[i] = i;
    for (int s = 0; s < rows; s++)
        for (int k = 0; k < model->K; k += LANES) {
            V x = load(f + s * width + k) * y[s];
            x = least(x, 80.0f), x = -least(-x, 80.0f);
            V r = scale * y[s] / (1.0f + exponential(x));
            *(V *)(f + s * width + k) = keep(r, lane < model->K - k);
        }
}

/* G(rows,C) = residual times the prediction's derivative in Z(rows,C), and dv(C) += the same in v,
 * which dv may be. Where rows is odd, one more row of f is read, and is 0. */
VECTOR_TARGET static void hidden(float *G, float *dv, const Relu *model, int rows)
{
    const int K = model->K, m = model->m, C = model->C, width = model->width;
    const float *Z = model->Z, *f = model->f;
    for (int j = 0; j < m; j++)
        for (int k = 0; k < K; k += LANES) {
            const int c = j * K + k;
            const V v = load(model->v + c);
            V even = {0}, odd = {0};
            for (int s = 0; s < rows; s += 2) {
                const float *z = Z + (size_t)s * C + c, *r = f + s * width + k;
                float *g = G + (size_t)s * C + c;
                V z0 = load(z), z1 = load(z + C);
                V r0 = load(r), r1 = load(r + width);
                even += r0 * positive(z0);
                odd += r1 * positive(z1);
                store_row(g, keep(r0 * v, z0 > 0), C - c);
                store_row(g + C, keep(r1 * v, z1 > 0), C - c);
            }
            *(V *)(dv + c) = load(dv + c) + (even + odd);
        }
}

/* correct(K) += the number of rows with y f > 0. */
VECTOR_TARGET static void count(int *correct, const float *f, const float *y, const Relu *model,
                               int rows)
{
    const int width = model->width;
    for (int k = 0; k < model->K; k += LANES) {
        Mask sum = {0};
        for (int s = 0; s < rows; s++)
            sum -= (Mask)(load(f + s * width + k) * y[s] > 0);
        for (int i = 0; i < LANES && k + i < model->K; i++)
            correct[k + i] += sum[i];
    }
}

/* NOLINTEND(bugprone-implicit-widening-of-multiplication-result) */
#undef V
#undef Mask
#undef load
#undef store_row
#undef keep
#undef positive
#undef least
#undef exponential
#undef outputs
#undef residuals
#undef hidden
#undef count
#undef INLINE
