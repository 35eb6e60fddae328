#include "factor.h"

#include <math.h>
#include <stdlib.h>

#include "die.h"
#include "linalg.h"

Factor *factor_draw(int N, int n, int support, Rng *inputs, Rng *truth, Rng *rotation)
{
    Factor *q = die_calloc(1, sizeof *q);
    *q = (Factor){N,
                  n,
                  die_calloc((size_t)N * n, sizeof(double)),
                  die_calloc(N, sizeof(double)),
                  die_calloc((size_t)n * n, sizeof(double)),
                  die_calloc((size_t)N * n * n, sizeof(double))};
    for (int i = 0; i < N * n; i++)
        q->X[i] = rng_normal(inputs);
    for (int j = 0; j < support; j++) {
        const double entry = 0.5 + rng_uniform(truth);
        for (int i = 0; i < N; i++)
            q->y[i] += q->X[i * n + j] * entry;
    }
    for (int i = 0; i < n; i++)
        q->Q[i * n + i] = 1;
    if (rotation) {
        /* The eigenvectors of a random symmetric matrix are a random rotation. */
        double *S = die_calloc((size_t)n * n, sizeof *S), *values = die_calloc(n, sizeof *values);
        for (int i = 0; i < n; i++)
            for (int j = 0; j <= i; j++)
                S[i * n + j] = S[j * n + i] = rng_normal(rotation);
        const int status = linalg_eigen(values, q->Q, S, n);
        require(status == 0);
        free(S);
        free(values);
    }
    for (int i = 0; i < N; i++)
        for (int j = 0; j < n; j++) /* A_i += x_ij q_j q_j' */
            for (int k = 0; k < n * n; k++)
                q->A[(size_t)i * n * n + k] +=
                    q->X[i * n + j] * q->Q[j * n + k / n] * q->Q[j * n + k % n];
    return q;
}

void factor_free(Factor *q)
{
    if (!q)
        return;
    free(q->X);
    free(q->y);
    free(q->Q);
    free(q->A);
    free(q);
}

int factor_descend(double *Z, const Factor *q, double alpha, double eta, double stop_residual,
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

double factor_spectrum(double *beta, const double *Z, const Factor *q)
{
    const int n = q->n;
    double *QZ = die_calloc((size_t)n * n, sizeof *QZ), *D = die_calloc((size_t)n * n, sizeof *D);
    double off = 0;
    linalg_multiply(QZ, q->Q, Z, n, n, n);
    linalg_multiply_nt(D, QZ, q->Q, n, n, n);
    for (int j = 0; j < n; j++) {
        beta[j] = D[j * n + j];
        for (int k = 0; k < n; k++)
            off = fmax(off, j == k ? 0 : fabs(D[j * n + k]));
    }
    free(QZ);
    free(D);
    return off;
}

int factor_limit(double *beta, double *nu, const Factor *q, double alpha)
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
