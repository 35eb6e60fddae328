/* vectors: one source compiled for every vector width, and the choice among them at run time.
 *
 * A file NAME_vectors.h holds functions written with vectors of LANES floats, each marked
 * VECTOR_TARGET and named VECTOR_NAME(function). NAME.c includes it through this header:
 *
 *     #define VECTOR_SOURCE "NAME_vectors.h"
 *     #include "vectors.h"
 *
 * which makes function_4 (SSE2, or NEON on Arm) and, on x86-64, function_8 (AVX2) and function_16
 * (AVX-512). VECTOR_CALL(function, ...) calls the widest that vectors_width() allows. The source
 * must add in an order that does not depend on LANES: then, with contraction off, every width gives
 * the same bits.
 *
 * No vector may be wider than LANES floats: GCC keeps a wider one on the stack, and each addition
 * to it goes through memory.
 */
#ifndef VECTORS_H
#define VECTORS_H

/* Floats in a vector of this processor: 16, 8 or 4; at most what vectors_limit or, for tests and
 * benchmarks, the environment's VECTOR_WIDTH allows. */
int vectors_width(void);

/* Vectors of at most this many floats from now on, for tests and benchmarks; 16 removes the
 * limit. */
void vectors_limit(int width);

#if defined __x86_64__
#define VECTOR_CALL(function, ...)                                                                 \
    (vectors_width() == 16  ? function##_16(__VA_ARGS__)                                           \
     : vectors_width() == 8 ? function##_8(__VA_ARGS__)                                            \
                            : function##_4(__VA_ARGS__))
#else
#define VECTOR_CALL(function, ...) function##_4(__VA_ARGS__)
#endif

#endif

#ifdef VECTOR_SOURCE

#if defined __x86_64__
#define LANES             16
#define VECTOR_NAME(name) name##_16
#define VECTOR_TARGET     __attribute__((target("avx512f,bmi2")))
#include VECTOR_SOURCE
#undef LANES
#undef VECTOR_NAME
#undef VECTOR_TARGET
#define LANES             8
#define VECTOR_NAME(name) name##_8
#define VECTOR_TARGET     __attribute__((target("avx2,bmi2")))
#include VECTOR_SOURCE
#undef LANES
#undef VECTOR_NAME
#undef VECTOR_TARGET
#endif
#define LANES             4
#define VECTOR_NAME(name) name##_4
#define VECTOR_TARGET
#include VECTOR_SOURCE
#undef LANES
#undef VECTOR_NAME
#undef VECTOR_TARGET
#undef VECTOR_SOURCE

#endif
