#include "die.h"

#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

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
