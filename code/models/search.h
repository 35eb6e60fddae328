/* search: the thesis's search for the least number of samples (section 5.2.3), by bisection on a
 * logarithmic scale between lo = 10 and hi = n^2, from N = floor(20 log n). The caller trains with
 * search.N samples and says whether that was enough, until the search is done:
 *
 *     enough      done if N <= ratio lo; else hi = N, N = floor(sqrt(lo N))
 *     not enough  done if hi <= ratio N; else lo = N, N = floor(sqrt(N hi))
 *
 * The N it ends with is thus one that was tried last, whether it was enough or not.
 */
#ifndef SEARCH_H
#define SEARCH_H

typedef struct {
    int N; /* samples to try; the answer once done */
    int done;
    double lo, hi, ratio;
} Search;

void search_start(Search *search, int n, double ratio);
void search_next(Search *search, int enough);

#endif
