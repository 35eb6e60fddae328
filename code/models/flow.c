#include "flow.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "die.h"
#include "linalg.h"

/* Between two alphas of a caller's sweep the way is gone in factors of at most this: D has the
 * shape of an exponential, along which a Newton step gains about one unit of x_j'nu. */
static const double LARGEST_FACTOR = 2;
enum { MOST_STEPS = 200 };

Flow *flow_alloc(const double *X, const double *y, int N, int n)
{
    require(N > 0 && N <= n);
    Flow *flow = die_calloc(1, sizeof *flow);
    flow->N = N;
    flow->n = n;
    flow->X = X;
    flow->y = y;
    flow->nu = die_calloc(N, sizeof(double));
    flow->beta = die_calloc(n, sizeof(double));
    flow->z = die_calloc(n, sizeof(double));
    flow->slope = die_calloc(n, sizeof(double));
    flow->remainder = die_calloc(N, sizeof(double));
    flow->step = die_calloc(N, sizeof(double));
    flow->part = die_calloc(N, sizeof(double));
    flow->rows = die_calloc(N, sizeof *flow->rows);
    flow->rank = linalg_independent_rows(flow->rows, X, N, n);
    flow->scaled = die_calloc((size_t)N * n, sizeof(double));
    return flow;
}

void flow_free(Flow *flow)
{
    if (!flow)
        return;
    free(flow->nu);
    free(flow->beta);
    free(flow->z);
    free(flow->slope);
    free(flow->remainder);
    free(flow->step);
    free(flow->part);
    free(flow->rows);
    free(flow->scaled);
    free(flow);
}

/* D(nu + t step) but for the constant -y'nu, from z = X'nu, slope = X'step, along = y'step. */
static double dual_value(const Flow *flow, double t, double along)
{
    double sum = 0;
    for (int j = 0; j < flow->n; j++)
        sum += cosh(flow->z[j] + t * flow->slope[j]);
    return 2 * flow->alpha * flow->alpha * sum - t * along;
}

/* beta and the residual vector y - X beta at nu; the relative residual is noted. */
static void evaluate(Flow *flow)
{
    const int N = flow->N, n = flow->n;
    linalg_multiply_tn(flow->z, flow->X, flow->nu, n, N, 1);
    for (int j = 0; j < n; j++)
        flow->beta[j] = 2 * flow->alpha * flow->alpha * sinh(flow->z[j]);
    linalg_multiply(flow->remainder, flow->X, flow->beta, N, n, 1);
    for (int i = 0; i < N; i++)
        flow->remainder[i] = flow->y[i] - flow->remainder[i];
    flow->residual = linalg_norm(flow->remainder, N) / linalg_norm(flow->y, N);
}

/* The Newton step: with c_j = 2 alpha^2 cosh z_j it solves X C X' step = y - X beta. */
static int newton_step(Flow *flow)
{
    const int N = flow->rank, n = flow->n, *rows = flow->rows;
    double *part = flow->part, *step = flow->step;
    for (int j = 0; j < n; j++) {
        double root = sqrt(2 * flow->alpha * flow->alpha * cosh(flow->z[j]));
        for (int i = 0; i < N; i++)
            flow->scaled[(size_t)i * n + j] = root * flow->X[(size_t)rows[i] * n + j];
    }
    for (int i = 0; i < N; i++)
        part[i] = flow->remainder[rows[i]];
    if (linalg_solve_gram(step, flow->scaled, part, N, n))
        return 0;
    memcpy(part, step, N * sizeof *part);
    memset(step, 0, flow->N * sizeof *step);
    for (int i = 0; i < N; i++)
        step[rows[i]] = part[i];
    linalg_multiply_tn(flow->slope, flow->X, step, n, flow->N, 1);
    return 1;
}

/* The fraction of the Newton step that decreases D enough (Armijo's rule). */
static double line_search(const Flow *flow)
{
    double along = 0, descent = 0; /* y'step, and -D'(nu) step */
    for (int i = 0; i < flow->N; i++) {
        along += flow->y[i] * flow->step[i];
        descent += flow->remainder[i] * flow->step[i];
    }
    double now = dual_value(flow, 0, along), t = 1;
    /* Near the optimum the decrease drowns in rounding; there a full step is right. */
    while (descent > 1e-12 * fabs(now) && t > 1e-12 &&
           !(dual_value(flow, t, along) <= now - 1e-4 * t * descent))
        t /= 2;
    return t;
}

/* Newton's method at flow->alpha, until the residual is below the tolerance and no longer falls. */
static int solve(Flow *flow)
{
    double before = INFINITY;
    for (int k = 0; k < MOST_STEPS; k++) {
        evaluate(flow);
        if (!isfinite(flow->residual) ||
            (flow->residual < FLOW_TOLERANCE && flow->residual > before / 10))
            break;
        before = flow->residual;
        if (!newton_step(flow))
            break;
        double t = line_search(flow);
        for (int i = 0; i < flow->N; i++)
            flow->nu[i] += t * flow->step[i];
        flow->iterations++;
    }
    return flow->residual < FLOW_TOLERANCE;
}

int flow_limit(Flow *flow, double alpha)
{
    require(alpha > 0);
    flow->iterations = 0;
    while (flow->alpha > alpha * LARGEST_FACTOR * (1 + 1e-12)) {
        flow->alpha /= LARGEST_FACTOR;
        solve(flow);
    }
    flow->alpha = alpha;
    return solve(flow);
}
