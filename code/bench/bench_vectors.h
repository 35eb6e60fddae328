/* The limits of one vector width, for vectors of LANES floats; included by bench.c through
 * vectors.h. */
#define Single  VECTOR_NAME(Single)
#define Double  VECTOR_NAME(Double)
#define singles VECTOR_NAME(singles)
#define doubles VECTOR_NAME(doubles)
#define triad   VECTOR_NAME(triad)

typedef float Single __attribute__((vector_size(4 * LANES)));
typedef double Double __attribute__((vector_size(4 * LANES), aligned(8), may_alias));

/* x = x y + z on BOUNDED vectors x, as often as times says. */
#define CHAINS(name, Vector, Element)                                                              \
    VECTOR_TARGET __attribute__((noinline)) static Element name(long times, Element y, Element z)  \
    {                                                                                              \
        Vector x[BOUNDED], sum = {0};                                                              \
        _Pragma("GCC unroll 12") for (int k = 0; k < BOUNDED; k++) x[k] = (Vector){0} + (k + y);   \
        for (long t = 0; t < times; t++) {                                                         \
            _Pragma("GCC unroll 12") for (int k = 0; k < BOUNDED; k++) x[k] = x[k] * y + z;        \
        }                                                                                          \
        _Pragma("GCC unroll 12") for (int k = 0; k < BOUNDED; k++) sum += x[k];                    \
        return sum[0];                                                                             \
    }
CHAINS(singles, Single, float)
CHAINS(doubles, Double, double)

/* a = b + s c; size is a multiple of 8. */
VECTOR_TARGET __attribute__((noinline)) static void triad(double *a, const double *b,
                                                          const double *c, double s, size_t size)
{
    for (size_t i = 0; i < size; i += LANES / 2)
        *(Double *)(a + i) = *(const Double *)(b + i) + s * *(const Double *)(c + i);
}

#undef Single
#undef Double
#undef singles
#undef doubles
#undef triad
#undef CHAINS
