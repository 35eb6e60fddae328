#include "vectors.h"

#include <stdlib.h>
#include <string.h>

#include "die.h"

enum { WIDEST = 16 };

static int limit = WIDEST;

static int of_processor(void)
{
#if defined __x86_64__
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("bmi2"))
        return 16;
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2"))
        return 8;
#endif
    return 4;
}

static int of_environment(void)
{
    const char *text = getenv("VECTOR_WIDTH");
    if (!text || !*text)
        return WIDEST;
    if (!strcmp(text, "4") || !strcmp(text, "8") || !strcmp(text, "16"))
        return (int)strtol(text, NULL, 10);
    die("VECTOR_WIDTH=%s: expected 4, 8 or 16 floats", text);
}

int vectors_width(void)
{
    static int widest;
    if (!widest) {
        const int here = of_processor(), allowed = of_environment();
        widest = here < allowed ? here : allowed;
    }
    return limit < widest ? limit : widest;
}

void vectors_limit(int width)
{
    require(width == 4 || width == 8 || width == 16);
    limit = width;
}
