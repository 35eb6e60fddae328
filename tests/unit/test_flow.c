/* flow: the limit against its own conditions of optimality, closed forms, its two ends, and descent
 * with small steps. */
#include <stdlib.h>
#include <time.h>

#include "close.h"
#include "data.h"
#include "die.h"
#include "dln.h"
#include "flow.h"
#include "linalg.h"
#include "minnorm.h"

static double l1_distance(const double *x, const double *y, int n)
{
    double sum = 0;
    for (int j = 0; j < n; j++)
        sum += fabs(x[j] - (y ? y[j] : 0));
    return sum;
}

static double residual_of(const Flow *flow)
{
    double off = 0, scale = 0;
    for (int i = 0; i < flow->N; i++) {
        double left = -flow->y[i];
        for (int j = 0; j < flow->n; j++)
            left += flow->X[i * flow->n + j] * flow->beta[j];
        off += left * left;
        scale += flow->y[i] * flow->y[i];
    }
    return sqrt(off / scale);
}

/* beta interpolates, and is what nu says: by convexity it is the minimiser then. */
static void check_optimal(const Flow *flow, double alpha)
{
    assert_close(residual_of(flow), 0, 0, 1e-9);
    assert_close(flow->residual, residual_of(flow), 0, 1e-12);
    assert_true(flow->alpha == alpha);
    for (int j = 0; j < flow->n; j++) {
        double z = 0;
        for (int i = 0; i < flow->N; i++)
            z += flow->X[i * flow->n + j] * flow->nu[i];
        /* sinh magnifies the rounding of z by |z|, at most. */
        assert_close(flow->beta[j], alpha * alpha * (exp(z) - exp(-z)), 1e-12,
                     1e-12 * alpha * alpha);
    }
}

/* sum_j alpha^2 q(beta_j / alpha^2), with 2 - sqrt(4 + z^2) written so that it keeps its digits at
 * small z. */
static double objective(const double *beta, int n, double alpha)
{
    double sum = 0;
    for (int j = 0; j < n; j++) {
        double z = beta[j] / (alpha * alpha);
        sum += alpha * alpha * (z * asinh(z / 2) - z * z / (2 + sqrt(4 + z * z)));
    }
    return sum;
}

TEST(limits_are_optimal_at_every_alpha)
{
    /* A whole sweep takes about a second; ten would be a defect. */
    enum { N = 100, n = 1000, A = 29 };
    Data *data = data_sparse(N, n, 0.1, "1", "flow", 1);
    Flow *flow = flow_alloc(data->X, data->y, N, n);
    clock_t before = clock();
    for (int a = 0; a < A; a++) {
        double alpha = 10 * pow(1e-7, a / (A - 1.0));
        assert_true(flow_limit(flow, alpha));
        check_optimal(flow, alpha);
    }
    assert_true((double)(clock() - before) / CLOCKS_PER_SEC < 10);
    flow_free(flow);
    flow_free(NULL);
    data_free(data);
}

TEST(start_does_not_matter)
{
    /* From nothing, from above, in one stride, and from below, the limit is the same. */
    enum { N = 20, n = 60 };
    Data *data = data_sparse(N, n, 0.1, "1", "flow", 2);
    const double sweeps[][3] = {{1e-3, 0, 0}, {10, 1e-3, 0}, {1, 1e-6, 1e-3}, {1e-6, 10, 1e-3}};
    double wanted[n];
    for (int s = 0; s < 4; s++) {
        Flow *flow = flow_alloc(data->X, data->y, N, n);
        for (int a = 0; a < 3 && sweeps[s][a] > 0; a++) {
            assert_true(flow_limit(flow, sweeps[s][a]));
            check_optimal(flow, sweeps[s][a]);
        }
        if (s == 0)
            memcpy(wanted, flow->beta, sizeof wanted);
        assert_all_close(flow->beta, wanted, n, 1e-7, 1e-9);
        flow_free(flow);
    }
    data_free(data);
}

TEST(dependent_rows_change_nothing)
{
    /* The first row again, and the sum of two: the limit is the one without them. */
    enum { N = 20, n = 60 };
    Data *data = data_sparse(N, n, 0.1, "1", "flow", 4);
    double *X = data->X, *y = data->y;
    for (int j = 0; j <= n; j++) {
        double *row = j < n ? X + j : y;
        int stride = j < n ? n : 1;
        row[(N - 2) * stride] = row[0];
        row[(N - 1) * stride] = row[1 * stride] + row[2 * stride];
    }
    Flow *flow = flow_alloc(X, y, N, n), *less = flow_alloc(X, y, N - 2, n);
    assert_int_equal(flow->rank, N - 2);
    for (double alpha = 10; alpha > 0.9e-6; alpha /= 10) {
        assert_true(flow_limit(flow, alpha));
        assert_true(flow_limit(less, alpha));
        assert_all_close(flow->beta, less->beta, n, 1e-7, 1e-9);
    }
    flow_free(flow);
    flow_free(less);
    data_free(data);
}

TEST(one_sample_has_a_closed_form)
{
    /* |x_j| = x for all j: beta_j = sign(x_j) y / (n x) and nu = asinh(y / (2 alpha^2 n x)) / x. */
    const double X[] = {0.5, -0.5, 0.5, 0.5}, y = -3;
    Flow *flow = flow_alloc(X, &y, 1, 4);
    for (double alpha = 10; alpha > 0.9e-6; alpha /= 10) {
        assert_true(flow_limit(flow, alpha));
        assert_all_close(flow->beta, ((double[]){-1.5, 1.5, -1.5, -1.5}), 4, 1e-9, 0);
        assert_close(flow->nu[0], asinh(y / (4 * alpha * alpha)) / 0.5, 1e-9, 0);
    }
    flow_free(flow);
    /* One coordinate: whatever alpha, the only solution. */
    const double x = -4;
    flow = flow_alloc(&x, &y, 1, 1);
    assert_true(flow_limit(flow, 1e-2));
    assert_close(flow->beta[0], 0.75, 1e-9, 0);
    flow_free(flow);
}

TEST(one_sample_is_a_root)
{
    /* sum_j x_j 2 alpha^2 sinh(x_j nu) = y increases in nu: bisection. */
    const double X[] = {1, -0.3, 2.5, 0.01, 0}, y = 4;
    Flow *flow = flow_alloc(X, &y, 1, 5);
    for (double alpha = 10; alpha > 0.9e-6; alpha /= sqrt(10)) {
        double low = 0, high = 1;
        for (int k = 0; k < 300; k++) {
            double nu = (low + high) / 2, sum = 0;
            for (int j = 0; j < 5; j++)
                sum += X[j] * 2 * alpha * alpha * sinh(X[j] * (k < 20 ? high : nu));
            if (k < 20)
                high *= sum < y ? 2 : 1;
            else if (sum < y)
                low = nu;
            else
                high = nu;
        }
        assert_true(flow_limit(flow, alpha));
        assert_close(flow->nu[0], low, 1e-9, 0);
        for (int j = 0; j < 5; j++)
            assert_close(flow->beta[j], 2 * alpha * alpha * sinh(X[j] * low), 1e-8, 0);
    }
    flow_free(flow);
}

TEST(ends_are_the_least_norms)
{
    enum { N = 50, n = 250 };
    for (int replicate = 1; replicate <= 3; replicate++) {
        Data *data = data_sparse(N, n, 0.1, "1", "flow", replicate);
        double l2[n], l1[n], nu[N], excess[2];
        Certificate certificate;
        assert_int_equal(minnorm_l2(l2, nu, &certificate, data->X, data->y, N, n), MINNORM_SOLVED);
        assert_int_equal(minnorm_l1(l1, nu, &certificate, data->X, data->y, N, n, 0),
                         MINNORM_SOLVED);
        Flow *flow = flow_alloc(data->X, data->y, N, n);
        assert_true(flow_limit(flow, 10));
        assert_true(linalg_distance(flow->beta, l2, n) < 1e-3 * linalg_norm(l2, n));
        /* q is even, so that the error is of order alpha^-4. */
        double at_10 = linalg_distance(flow->beta, l2, n);
        assert_true(flow_limit(flow, 5));
        assert_close(linalg_distance(flow->beta, l2, n) / at_10, 16, 0.01, 0);
        for (int k = 0; k < 2; k++) {
            assert_true(flow_limit(flow, k ? 1e-6 : 1e-3));
            excess[k] = l1_distance(flow->beta, NULL, n) - l1_distance(l1, NULL, n);
        }
        assert_true(excess[1] > 0 && excess[1] < excess[0] / 2);
        flow_free(flow);
        data_free(data);
    }
}

TEST(no_other_solution_is_better)
{
    enum { N = 20, n = 60 };
    Data *data = data_sparse(N, n, 0.1, "1", "flow", 3);
    Flow *flow = flow_alloc(data->X, data->y, N, n);
    for (double alpha = 10; alpha > 0.5e-4; alpha /= 10) {
        assert_true(flow_limit(flow, alpha));
        double best = objective(flow->beta, n, alpha), v[n], Xv[N], u[n], other[n];
        for (int replicate = 1; replicate <= 20; replicate++) {
            Rng rng;
            rng_open(&rng, "1", "flow", replicate, "direction");
            for (int j = 0; j < n; j++)
                v[j] = rng_normal(&rng);
            linalg_multiply(Xv, data->X, v, N, n, 1);
            assert_int_equal(linalg_least_norm(u, data->X, Xv, N, n), 0);
            for (double t = -0.1; t < 0.2; t += 0.2) {
                for (int j = 0; j < n; j++)
                    other[j] = flow->beta[j] + t * (v[j] - u[j]); /* X (v - u) = 0 */
                assert_true(objective(other, n, alpha) > best);
            }
        }
        /* The least norms are such solutions too. */
        double nu[N];
        Certificate certificate;
        assert_int_equal(minnorm_l1(other, nu, &certificate, data->X, data->y, N, n, 0), 0);
        assert_true(objective(other, n, alpha) > best);
        assert_int_equal(minnorm_l2(other, nu, &certificate, data->X, data->y, N, n), 0);
        assert_true(objective(other, n, alpha) > best * (1 - 1e-13));
    }
    flow_free(flow);
    data_free(data);
}

TEST(descent_ends_in_the_limit)
{
    /* Full batches and small steps down to a loss of 1e-12. Gradient flow keeps w+ w- = alpha^2; a
     * step of eta takes w+ w- (2 eta h)^2 from it. */
    enum { N = 20, n = 60, A = 3, MOST = 2000000 };
    const double alphas[A] = {0.1, 0.3, 1}, eta = 2e-4;
    Data *data = data_sparse(N, n, 0.1, "1", "flow", 4);
    Dln *model = dln_alloc(n, A, N);
    dln_init(model, alphas);
    double loss[A] = {1, 1, 1}, beta[A * n], drift = 0;
    int steps = 0;
    while (fmax(loss[0], fmax(loss[1], loss[2])) >= 1e-12 && steps < MOST) {
        dln_step(loss, model, data->X, data->y, N, eta);
        for (int k = 0; steps % 100 == 0 && k < A * n; k++) {
            const double *w = model->w + k / n * 2 * n + k % n, alpha = alphas[k / n];
            drift = fmax(drift, fabs(w[0] * w[n] / (alpha * alpha) - 1));
        }
        steps++;
    }
    assert_true(steps < MOST);
    assert_true(drift > 0 && drift < 1e-3);
    dln_beta(beta, model);
    Flow *flow = flow_alloc(data->X, data->y, N, n);
    for (int a = A - 1; a >= 0; a--) {
        assert_true(flow_limit(flow, alphas[a]));
        double off = l1_distance(flow->beta, beta + a * n, n) / l1_distance(flow->beta, NULL, n);
        if (!(off < 1e-3))
            print_error("alpha %g: relative l1 difference %g\n", alphas[a], off);
        assert_true(off < 1e-3);
    }
    flow_free(flow);
    dln_free(model);
    data_free(data);
}

TEST(impossible_problems_give_a_status)
{
    /* A row of zeros cannot give 1, nor two equal rows different values. */
    for (int equal = 0; equal < 2; equal++) {
        const double X[] = {1, 2, -1, equal, equal * 2, -equal}, y[] = {3, 1};
        Flow *flow = flow_alloc(X, y, 2, 3);
        for (double alpha = 1; alpha > 1e-3; alpha /= 10) {
            assert_false(flow_limit(flow, alpha));
            if (isfinite(flow->residual))
                assert_close(flow->residual, residual_of(flow), 1e-9, 0);
            assert_true(equal || flow->residual > 0.3);
        }
        flow_free(flow);
    }
}

int main(void)
{
    linalg_single_thread();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(limits_are_optimal_at_every_alpha),
        cmocka_unit_test(start_does_not_matter),
        cmocka_unit_test(dependent_rows_change_nothing),
        cmocka_unit_test(one_sample_has_a_closed_form),
        cmocka_unit_test(one_sample_is_a_root),
        cmocka_unit_test(ends_are_the_least_norms),
        cmocka_unit_test(no_other_solution_is_better),
        cmocka_unit_test(descent_ends_in_the_limit),
        cmocka_unit_test(impossible_problems_give_a_status),
    };
    return cmocka_run_group_tests_name("flow", tests, NULL, NULL);
}
