#include "search.h"

#include <math.h>

void search_start(Search *search, int n, double ratio)
{
    *search = (Search){.N = (int)(20 * log(n)), .lo = 10, .hi = (double)n * n, .ratio = ratio};
}

void search_next(Search *search, int enough)
{
    const double N = search->N;
    if (enough ? N <= search->ratio * search->lo : search->hi <= search->ratio * N) {
        search->done = 1;
        return;
    }
    *(enough ? &search->hi : &search->lo) = N;
    search->N = (int)sqrt(search->lo * search->hi);
}
