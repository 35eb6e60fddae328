#include "lanes.h"

static int limit = 16;

int lanes_width(void)
{
#if defined __x86_64__
    if (limit >= 16 && __builtin_cpu_supports("avx512f"))
        return 16;
    if (limit >= 8 && __builtin_cpu_supports("avx2"))
        return 8;
#endif
    return 4;
}

void lanes_limit(int width)
{
    limit = width;
}
