/* close: cmocka, with assertions that it lacks. Its assert_float_equal casts to float. */
#ifndef CLOSE_H
#define CLOSE_H

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* A test of cmocka's, without its unused argument. */
#define TEST(name) static void name(void **state __attribute__((unused)))

/* Fails unless |a - b| <= atol + rtol |b|. A NaN is close to nothing, an infinity to itself. */
#define assert_close(a, b, rtol, atol) close_check(a, b, rtol, atol, 0, __FILE__, __LINE__)

/* The same for every entry of two arrays. */
#define assert_all_close(a, b, count, rtol, atol)                                                  \
    do                                                                                             \
        for (int i_ = 0; i_ < (int)(count); i_++)                                                  \
            close_check((a)[i_], (b)[i_], rtol, atol, i_, __FILE__, __LINE__);                     \
    while (0)

/* Fails unless the text holds the part. */
#define assert_says(text, part) close_says(text, part, __FILE__, __LINE__)

static inline void close_check(double a, double b, double rtol, double atol, int i,
                               const char *file, int line)
{
    if (a == b || (isfinite(a) && isfinite(b) && fabs(a - b) <= atol + rtol * fabs(b)))
        return;
    print_error("[%d]: %.17g is not close to %.17g (rtol %g, atol %g)\n", i, a, b, rtol, atol);
    _fail(file, line);
}

static inline void close_says(const char *text, const char *part, const char *file, int line)
{
    if (strstr(text, part))
        return;
    print_error("'%s' does not say '%s'\n", text, part);
    _fail(file, line);
}

#endif
