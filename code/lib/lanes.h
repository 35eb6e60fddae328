/* lanes: one source compiled for every vector width, and the choice among them at run time.
 *
 * A file NAME_lanes.h holds functions written with vectors of LANES floats, each marked
 * LANES_TARGET and named LANES_NAME(function). NAME.c includes it through this header:
 *
 *     #define LANES_SOURCE "NAME_lanes.h"
 *     #include "lanes.h"
 *
 * which makes function_4 (SSE2, or NEON on Arm) and, on x86-64, function_8 (AVX2) and function_16
 * (AVX-512). LANES_CALL(function, ...) calls the widest that lanes_width() allows. The source must
 * not add across lanes: then, with contraction off, every width gives the same bits.
 */
#ifndef LANES_H
#define LANES_H

/* Floats in a vector of this processor: 16, 8 or 4, or what lanes_limit allows. */
int lanes_width(void);

/* No wider vectors than this from now on, for tests and benchmarks; 16 takes the limit away. */
void lanes_limit(int width);

#if defined __x86_64__
#define LANES_CALL(function, ...)                                                                  \
    (lanes_width() == 16  ? function##_16(__VA_ARGS__)                                             \
     : lanes_width() == 8 ? function##_8(__VA_ARGS__)                                              \
                          : function##_4(__VA_ARGS__))
#else
#define LANES_CALL(function, ...) function##_4(__VA_ARGS__)
#endif

#endif

#ifdef LANES_SOURCE

#if defined __x86_64__
#define LANES            16
#define LANES_NAME(name) name##_16
#define LANES_TARGET     __attribute__((target("avx512f,bmi2")))
#include LANES_SOURCE
#undef LANES
#undef LANES_NAME
#undef LANES_TARGET
#define LANES            8
#define LANES_NAME(name) name##_8
#define LANES_TARGET     __attribute__((target("avx2,bmi2")))
#include LANES_SOURCE
#undef LANES
#undef LANES_NAME
#undef LANES_TARGET
#endif
#define LANES            4
#define LANES_NAME(name) name##_4
#define LANES_TARGET
#include LANES_SOURCE
#undef LANES
#undef LANES_NAME
#undef LANES_TARGET
#undef LANES_SOURCE

#endif
