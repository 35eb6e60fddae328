/* factorised_matrix: the rich limit of matrix factorisation with commuting measurements, on which
 * the thesis's section 4.1.1 rests (theorem 1 of Gunasekar et al., 2017; Figure A7).
 *
 * Minimise (1/N) sum_i (<A_i, U U'> - y_i)^2 over U(n,n) by gradient descent from U(0) =
 * sqrt(alpha) I, with A_i = Q diag(x_i) Q' for x_i ~ N(0, I): Q = I (diagonal) or a random rotation
 * (commuting, but not diagonal). y is that of a sparse non-negative truth. Q'UU'Q stays diagonal;
 * its entries beta are linear regression with non-negative coefficients, and the nuclear norm of
 * UU' is their sum.
 *
 * The optimum is the least l1 norm of the non-negative solutions of X beta = y. The limit of
 * gradient flow is known too: beta_j = alpha exp(x_j'nu) with X beta = y, the minimiser of the
 * relative entropy to alpha 1 (x_j the columns of X), found by Newton's method.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "die.h"
#include "experiment.h"
#include "linalg.h"
#include "minnorm.h"
#include "progress.h"
#include "rng.h"

/* Off the diagonal there is nothing but rounding, which a small alpha amplifies: how much differs
 * from one processor to another. */
static const double LEAST_BOUND = 1e-6;

/* A problem: X(N,n), y(N), and Q(n,n), whose columns are the measurements' common eigenvectors. */
typedef struct {
    int N, n;
    double *X, *y, *Q, *A; /* A(N,n,n), the measurements */
} Problem;

static Problem draw(int N, int n, int support, int rotated, const char *seed, int replicate)
{
    Problem q = {N,
                 n,
                 die_calloc((size_t)N * n, sizeof(double)),
                 die_calloc(N, sizeof(double)),
                 die_calloc((size_t)n * n, sizeof(double)),
                 die_calloc((size_t)N * n * n, sizeof(double))};
    Rng rng;
    rng_open(&rng, seed, "factorised_matrix", replicate, "X");
    for (int i = 0; i < N * n; i++)
        q.X[i] = rng_normal(&rng);
    rng_open(&rng, seed, "factorised_matrix", replicate, "truth");
    for (int j = 0; j < support; j++) {
        double entry = 0.5 + rng_uniform(&rng);
        for (int i = 0; i < N; i++)
            q.y[i] += q.X[i * n + j] * entry;
    }
    /* The eigenvectors of a random symmetric matrix are a random rotation. */
    rng_open(&rng, seed, "factorised_matrix", replicate, "rotation");
    double *S = die_calloc((size_t)n * n, sizeof *S), *values = die_calloc(n, sizeof *values);
    for (int i = 0; i < n; i++) {
        for (int j = 0; j <= i; j++)
            S[i * n + j] = S[j * n + i] = rng_normal(&rng);
        q.Q[i * n + i] = 1;
    }
    if (rotated) {
        int status = linalg_eigen(values, q.Q, S, n); /* in rows: Q' */
        require(status == 0);
    }
    for (int i = 0; i < N; i++)
        for (int j = 0; j < n; j++) /* A_i += x_ij q_j q_j' */
            for (int k = 0; k < n * n; k++)
                q.A[(size_t)i * n * n + k] +=
                    q.X[i * n + j] * q.Q[j * n + k / n] * q.Q[j * n + k % n];
    free(S);
    free(values);
    return q;
}

static void release(Problem *q)
{
    free(q->X);
    free(q->y);
    free(q->Q);
    free(q->A);
}

/* Gradient descent from sqrt(alpha) I until the residual, relative to y, is below stop_residual.
 * Leaves Z = UU'(n,n); returns the steps, or 0 when max_steps were not enough. */
static int descend(double *Z, const Problem *q, double alpha, double eta, double stop_residual,
                   int max_steps)
{
    const int n = q->n, N = q->N, size = n * n;
    double *U = die_calloc(size, sizeof *U), *G = die_calloc(size, sizeof *G);
    double *move = die_calloc(size, sizeof *move), *r = die_calloc(N, sizeof *r);
    double scale = linalg_norm(q->y, N);
    for (int i = 0; i < n; i++)
        U[i * n + i] = sqrt(alpha);
    int step = 0, reached = 0;
    while (!reached && step < max_steps) {
        linalg_multiply_nt(Z, U, U, n, n, n);
        linalg_multiply(r, q->A, Z, N, size, 1);
        for (int i = 0; i < N; i++)
            r[i] -= q->y[i];
        reached = linalg_norm(r, N) < stop_residual * scale;
        if (reached)
            break;
        linalg_multiply(G, r, q->A, 1, N, size); /* sum_i r_i A_i */
        linalg_multiply(move, G, U, n, n, n);
        for (int k = 0; k < size; k++)
            U[k] -= 4 * eta / N * move[k];
        step++;
    }
    free(U);
    free(G);
    free(move);
    free(r);
    return reached ? step : 0;
}

/* The limit of gradient flow: beta_j = alpha exp(x_j'nu) with X beta = y, from nu(N) of a larger
 * alpha. Returns whether the relative residual came below 1e-9. */
static int entropy_limit(double *beta, double *nu, const Problem *q, double alpha)
{
    const int N = q->N, n = q->n;
    double *z = die_calloc(n, sizeof *z), *r = die_calloc(N, sizeof *r),
           *step = die_calloc(N, sizeof *r);
    double *scaled = die_calloc((size_t)N * n, sizeof *scaled),
           *slope = die_calloc(n, sizeof *slope);
    double scale = linalg_norm(q->y, N), residual = INFINITY;
    for (int k = 0; k < 500; k++) {
        linalg_multiply_tn(z, q->X, nu, n, N, 1);
        for (int j = 0; j < n; j++)
            beta[j] = alpha * exp(z[j]);
        linalg_multiply(r, q->X, beta, N, n, 1);
        for (int i = 0; i < N; i++)
            r[i] = q->y[i] - r[i];
        double before = residual;
        residual = linalg_norm(r, N) / scale;
        if (residual < 1e-9 && residual > before / 10)
            break;
        for (int i = 0; i < N; i++)
            for (int j = 0; j < n; j++)
                scaled[i * n + j] = sqrt(beta[j]) * q->X[i * n + j];
        if (linalg_solve_gram(step, scaled, r, N, n))
            break;
        /* No exponent moves by more than 1 in a step: near enough to Newton's at the end. */
        linalg_multiply_tn(slope, q->X, step, n, N, 1);
        double largest = 1;
        for (int j = 0; j < n; j++)
            largest = fmax(largest, fabs(slope[j]));
        for (int i = 0; i < N; i++)
            nu[i] += step[i] / largest;
    }
    free(z);
    free(r);
    free(step);
    free(scaled);
    free(slope);
    return residual < 1e-9;
}

/* Where a solution beta(n) stands: its l1 norm, all of it being positive, and l1 distance to the
 * least. */
typedef struct {
    double norm, distance;
    double off; /* of a matrix, the largest entry that should be 0 */
} Place;

static Place place(const double *beta, const double *least, int n)
{
    Place at = {0};
    for (int j = 0; j < n; j++) {
        at.norm += beta[j];
        at.distance += fabs(beta[j] - least[j]);
    }
    return at;
}

/* The place of Z(n,n): D = Q'ZQ has beta for its diagonal, and its other entries stay 0. */
static Place place_of_matrix(const double *Z, const Problem *q, const double *least)
{
    const int n = q->n;
    double *QZ = die_calloc((size_t)n * n, sizeof *QZ), *D = die_calloc((size_t)n * n, sizeof *D);
    double *beta = die_calloc(n, sizeof *beta), off = 0;
    linalg_multiply(QZ, q->Q, Z, n, n, n);
    linalg_multiply_nt(D, QZ, q->Q, n, n, n);
    for (int j = 0; j < n; j++) {
        beta[j] = D[j * n + j];
        for (int k = 0; k < n; k++)
            off = fmax(off, j == k ? 0 : fabs(D[j * n + k]));
    }
    Place at = place(beta, least, n);
    at.off = off;
    free(QZ);
    free(D);
    free(beta);
    return at;
}

int main(int argc, char **argv)
{
    Params *p = experiment_begin(argc, argv);
    const char *seed = params_text(p, "seed");
    int n = params_integer(p, "n", 2, 100), N = params_integer(p, "N", 1, n);
    int support = params_integer(p, "support", 1, n);
    int rotated = params_integer(p, "rotated", 0, 1), A;
    const double *alphas = params_decreasing(p, "alphas", 1e-15, 1e3, &A);
    double eta = params_number(p, "eta", 1e-12, 10);
    double stop_residual = params_number(p, "stop_residual", 1e-15, 1);
    int max_steps = params_integer(p, "max_steps", 1, 100000000);
    int replicates = params_integer(p, "replicates", 1, 100000);
    Record *record = experiment_record(p);
    RecordTable *table =
        record_table(record, "",
                     "replicate,rotated,alpha,steps,nuclear_norm,relative_excess,l1_distance,"
                     "flow_relative_excess,flow_l1_distance,off_diagonal");
    RecordTable *trend =
        record_table(record, "trend", "replicate,rotated,decreasing,smallest_excess");

    double *Z = die_calloc((size_t)n * n, sizeof *Z), *least = die_calloc(n, sizeof *least);
    double *beta = die_calloc(n, sizeof *beta), *nu = die_calloc(N, sizeof *nu);
    for (int replicate = 1; replicate <= replicates; replicate++) {
        Problem q = draw(N, n, support, rotated, seed, replicate);
        Certificate certificate;
        if (minnorm_l1(least, nu, &certificate, q.X, q.y, N, n, 1))
            die("replicate %d: there is no non-negative solution of least l1 norm", replicate);
        double optimum = 0;
        for (int j = 0; j < n; j++)
            optimum += least[j];

        memset(nu, 0, N * sizeof *nu);
        int decreasing = 1;
        double before = INFINITY;
        for (int a = 0; a < A; a++) {
            progress_at((replicate - 1 + (double)a / A) / replicates);
            int steps = descend(Z, &q, alphas[a], eta, stop_residual, max_steps);
            if (!steps)
                die("replicate %d, alpha %g: descent did not come to %g in %d steps", replicate,
                    alphas[a], stop_residual, max_steps);
            const Place end = place_of_matrix(Z, &q, least);
            const int known = entropy_limit(beta, nu, &q, alphas[a]);
            const Place limit = place(beta, least, n);
            const double excess = end.norm / optimum - 1;
            record_row(table, replicate, rotated, alphas[a], steps, end.norm, excess, end.distance,
                       known ? limit.norm / optimum - 1 : RECORD_EMPTY,
                       known ? limit.distance : RECORD_EMPTY,
                       fmax(record_bound(end.off), LEAST_BOUND));
            decreasing &= excess < before;
            before = excess;
        }
        record_row(trend, replicate, rotated, decreasing, before);
        release(&q);
    }
    free(Z);
    free(least);
    free(beta);
    free(nu);
    experiment_end(record, p);
}
