#include "progress.h"

#include <stdio.h>
#include <time.h>
#include <unistd.h>

static struct {
    const char *what;
    double total, start, last;
    int terminal, drawn;
} line;

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

void progress_start(const char *what, double total)
{
    line.what = what;
    line.total = total;
    line.start = line.last = now();
    line.terminal = isatty(STDERR_FILENO);
    line.drawn = 0;
}

void progress_at(double done)
{
    double time = now(), period = line.terminal ? 0.2 : 60;
    if (time - line.last < period || !(done > 0))
        return;
    line.last = time;
    double left = (time - line.start) * (line.total / done - 1);
    fprintf(stderr,
            line.terminal ? "\r  %s: %3.0f %%, %.0f s left \033[K"
                          : "  %s: %3.0f %%, %.0f s left\n",
            line.what, 100 * done / line.total, left);
    fflush(stderr);
    line.drawn = line.terminal;
}

void progress_end(void)
{
    if (line.drawn)
        fputs("\r\033[K", stderr);
}
