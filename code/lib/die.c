#include "die.h"

#include <ctype.h>
#include <errno.h>
#include <float.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

/* Whether compiler and linker kept IEEE arithmetic. Options that give it up may have no macro, or
 * act when linking: -Ofast links code that, just before main, has subnormal numbers taken for 0. */
static void check_arithmetic(void)
{
    static int checked;
    if (checked++)
        return;
    volatile double nothing = NAN, least = DBL_MIN, large = 0x1p53, one = 1, third = 1 / 3.0;
    double a = large, b = one, c = third, product = third * third;
    volatile double rounded = product;
    const char *fault = !isnan(nothing)        ? "missing values are numbers"
                        : least / 2 == 0       ? "subnormal numbers are 0"
                        : (a + b) - a != 0     ? "sums are taken in another order"
                        : c * c - rounded != 0 ? "products are not rounded"
                                               : NULL;
    if (fault)
        die("compiled with options that change results (%s): CFLAGS without -ffast-math, -Ofast "
            "and their like, make clean, and make again",
            fault);
}

void die(const char *format, ...)
{
    fflush(stdout);
    va_list arguments;
    va_start(arguments, format);
    char *text = NULL;
    if (vasprintf(&text, format, arguments) < 0)
        text = NULL;
    va_end(arguments);
    /* One line, whatever names from a file are in it. */
    for (char *c = text; c && *c; c++)
        if (iscntrl((unsigned char)*c))
            *c = '?';
    fprintf(stderr, "%s: %s\n", program_invocation_short_name, text ? text : format);
    free(text);
    exit(EXIT_FAILURE);
}

void die_requirement(const char *condition, const char *file, const char *function)
{
    fprintf(stderr, "%s: %s: %s: a programmer's mistake: not (%s)\n", program_invocation_short_name,
            file, function, condition);
    abort();
}

void *die_calloc(size_t count, size_t size)
{
    check_arithmetic(); /* where every program comes by before it computes */
    void *memory = calloc(count ? count : 1, size ? size : 1);
    if (!memory)
        die("no memory for %zu objects of %zu bytes", count, size);
    return memory;
}

char *die_printf(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    char *text = NULL;
    if (vasprintf(&text, format, arguments) < 0)
        die("no memory for a line of text");
    va_end(arguments);
    return text;
}
