/* lazy: gradient flow on the diagonal linear network from w(0) = a 1 beside the flow on its
 * linearization, and the bound of theorem 2.4 of Chizat et al. (2019; thesis, section 3.3). The
 * theorem's output scale is alpha_out = a^2, and the scaled time of its flow is T = a^2 t. Where
 * the loss is m-strongly convex in g with gradient M-Lipschitz, kappa = M / m, its bound is
 *
 *     ||g(T) - g*|| <= sqrt(kappa) ||g*|| exp(-m sigma_min(Dh)^2 T / 4)
 *
 * under the reading that the data allows. On outputs (N < n): g = f on the samples in R^N, m = M =
 * 2/N, sigma_min(Dh)^2 = 8 sigma_N(X)^2. On functionals (N >= n): g = beta in R^n, m and M = 2/N
 * times the extreme squared singular values of X, sigma_min(Dh)^2 = 8.
 */
#ifndef LAZY_H
#define LAZY_H

#include "data.h"
#include "dln.h"

typedef struct {
    int on_outputs;      /* the reading */
    double factor, rate; /* the bound is factor exp(-rate T) */
    double least_a;      /* the theorem asks for a above this; on outputs only, else 0 */
} LazyBound;

/* data->beta must be known. */
LazyBound lazy_bound(const Data *data);

/* ||g - g*|| of the predictor beta(n). */
double lazy_distance(const LazyBound *bound, const Data *data, const double *beta);

/* The two flows, integrated by GSL's Runge-Kutta-Prince-Dormand (8,9) to the relative tolerance
 * `tolerance` and the absolute one `tolerance` / a. */
enum { LAZY_MODEL, LAZY_LINEARIZED, LAZY_FLOWS };
typedef struct LazySystem LazySystem;
typedef struct {
    double *v[LAZY_FLOWS];    /* (2n) w - w(0) of each */
    double *beta[LAZY_FLOWS]; /* (n) predictor of each */
    LazySystem *systems[LAZY_FLOWS];
} LazyFlows;

/* Both flows at T = 0; lazy_free frees. data must outlive them. */
LazyFlows *lazy_alloc(const Data *data, double a, double tolerance);
void lazy_free(LazyFlows *flows);

/* Follows both flows to T, which is not before the last. Returns whether it could. */
int lazy_follow(LazyFlows *flows, double T);

#endif
