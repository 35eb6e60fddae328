/* kernel: against random units, against the gradients of a wide network, by hand; the predictor
 * against its equation. */
#include "close.h"
#include "data.h"
#include "die.h"
#include "kernel.h"
#include "linalg.h"
#include "rng.h"

#include <stdlib.h>

static double *normals(int count, const char *purpose)
{
    Rng rng;
    rng_open(&rng, "1", "kernel", 0, purpose);
    double *x = die_calloc(count, sizeof *x);
    for (int i = 0; i < count; i++)
        x[i] = rng_normal(&rng);
    return x;
}

/* Six points of R^4 of different lengths, among them equal, opposite and orthogonal pairs. */
enum { POINTS = 6, DIMENSION = 4, PAIRS = POINTS * POINTS };
static const double points[POINTS][DIMENSION] = {{1, 0, -1, 1},         {-1, 1, 1, 0},
                                                 {-0.5, 0.25, 2, -1.5}, {1, -1, -1, 0},
                                                 {0.1, 0.2, 0, 0.3},    {3, 1, 1, -2}};

/* Sums over random units of what the kernel is the mean of. */
typedef struct {
    double sum[PAIRS], squares[PAIRS];
    int count;
} Sample;

static void add(Sample *sample, int pair, double value)
{
    sample->sum[pair] += value;
    sample->squares[pair] += value * value;
}

/* Every mean is within 4 standard errors of the kernel, and these are small enough for that to say
 * something: below 2 % of sqrt(K(x,x) K(z,z)). */
static void check_mean(const Sample *sample, const double *K)
{
    for (int i = 0; i < POINTS; i++)
        for (int k = 0; k < POINTS; k++) {
            int pair = i * POINTS + k;
            double mean = sample->sum[pair] / sample->count;
            double variance = sample->squares[pair] / sample->count - mean * mean;
            double error = sqrt(variance / (sample->count - 1));
            assert_true(error < 0.02 * sqrt(K[i * (POINTS + 1)] * K[k * (POINTS + 1)]));
            assert_close(mean, K[pair], 0, 4 * error + 1e-12);
        }
}

TEST(each_term_equals_monte_carlo)
{
    /* The term in r_u^2 is E[relu(<u, x>) relu(<u, z>)] for u ~ N(0, I), that in r_v^2 is <x, z>
     * times the share of u with both <u, x> > 0 and <u, z> > 0. */
    enum { DRAWS = 100000 };
    static Sample products, shares;
    double *u = normals(DRAWS * DIMENSION, "u"), K[PAIRS];
    for (int draw = 0; draw < DRAWS; draw++) {
        double hidden[POINTS];
        linalg_multiply(hidden, *points, u + draw * DIMENSION, POINTS, DIMENSION, 1);
        for (int i = 0; i < POINTS; i++)
            for (int k = 0; k < POINTS; k++) {
                double dot = 0;
                for (int j = 0; j < DIMENSION; j++)
                    dot += points[i][j] * points[k][j];
                add(&products, i * POINTS + k, fmax(0, hidden[i]) * fmax(0, hidden[k]));
                add(&shares, i * POINTS + k, hidden[i] > 0 && hidden[k] > 0 ? dot : 0);
            }
    }
    products.count = shares.count = DRAWS;
    kernel_gram(K, *points, POINTS, *points, POINTS, DIMENSION, 0, 1);
    check_mean(&products, K);
    kernel_gram(K, *points, POINTS, *points, POINTS, DIMENSION, 1, 0);
    check_mean(&shares, K);
    free(u);
}

/* What a unit with the weights w = (u, v) adds to f(w, x). */
static double unit(const double *w, const double *x)
{
    double z = 0;
    for (int j = 0; j < DIMENSION; j++)
        z += w[j] * x[j];
    return z > 0 ? w[DIMENSION] * z : 0;
}

TEST(wide_network_has_this_kernel)
{
    /* Inner products of the gradients of f = sum_j v_j relu(<u_j, x>), by central differences in
     * every weight, over the width; the width's units are independent draws. */
    enum { WIDTH = 40000, WEIGHTS = DIMENSION + 1 };
    const double r_v = 0.5, r_u = 2, step = 1e-6;
    static Sample network;
    double *draws = normals(WIDTH * WEIGHTS, "network"), K[PAIRS];
    for (int j = 0; j < WIDTH; j++) {
        double w[WEIGHTS], gradient[POINTS][WEIGHTS];
        for (int l = 0; l < WEIGHTS; l++)
            w[l] = (l < DIMENSION ? r_u : r_v) * draws[j * WEIGHTS + l];
        for (int l = 0; l < WEIGHTS; l++)
            for (int i = 0; i < POINTS; i++) {
                double kept = w[l];
                w[l] = kept + step;
                gradient[i][l] = unit(w, points[i]);
                w[l] = kept - step;
                gradient[i][l] -= unit(w, points[i]);
                gradient[i][l] /= 2 * step;
                w[l] = kept;
            }
        for (int i = 0; i < POINTS; i++)
            for (int k = 0; k < POINTS; k++) {
                double product = 0;
                for (int l = 0; l < WEIGHTS; l++)
                    product += gradient[i][l] * gradient[k][l];
                add(&network, i * POINTS + k, product);
            }
    }
    network.count = WIDTH;
    kernel_gram(K, *points, POINTS, *points, POINTS, DIMENSION, r_v, r_u);
    check_mean(&network, K);
    free(draws);
}

/* The kernel of two points of R^3. */
static double between(double x1, double x2, double x3, double z1, double z2, double z3, double r_v,
                      double r_u)
{
    const double x[] = {x1, x2, x3}, z[] = {z1, z2, z3};
    double K;
    kernel_gram(&K, x, 1, z, 1, 3, r_v, r_u);
    return K;
}

TEST(values_by_hand)
{
    /* Angles of 0, pi, pi / 2, pi / 3, and no angle. */
    const double pi = acos(-1), s = sqrt(3) / 2;
    assert_close(between(2, 1, -2, 2, 1, -2, 3, 0.5), (9 + 0.25) * 9 / 2, 1e-15, 0);
    assert_close(between(2, 1, -2, 4, 2, -4, 3, 0.5), (9 + 0.25) * 18 / 2, 1e-15, 0);
    assert_close(between(2, 1, -2, -2, -1, 2, 3, 0.5), 0, 0, 0);
    assert_close(between(1, 1, 0, 1, -1, 5, 3, 0.5), 0.25 * sqrt(54) / (2 * pi), 1e-15, 0);
    assert_close(between(1, 1, 0, 0, 1, 1, 3, 0.5),
                 0.25 * 2 * (s + 2 * pi / 3 / 2) / (2 * pi) + 9 * (2 * pi / 3) / (2 * pi), 1e-15,
                 0);
    assert_close(between(0, 0, 0, 0, 1, 1, 3, 0.5), 0, 0, 0);
    assert_close(between(0, 0, 0, 0, 0, 0, 3, 0.5), 0, 0, 0);
}

TEST(equal_and_opposite_signs_are_exact)
{
    /* ||x||^2 = n - 1, whose root is seldom a number of the machine's. */
    for (int n = 2; n <= 60; n++) {
        Data *data = data_signs(3, n, "1", "kernel", 1, "train");
        double opposite[3 * 60], K[9];
        for (int e = 0; e < 3 * n; e++)
            opposite[e] = -data->X[e];
        kernel_gram(K, data->X, 3, data->X, 3, n, 1, 1);
        for (int i = 0; i < 3; i++)
            assert_true(K[i * 4] == n - 1);
        kernel_gram(K, data->X, 3, opposite, 3, n, 1, 1);
        for (int i = 0; i < 3; i++)
            assert_true(K[i * 4] == 0);
        data_free(data);
    }
}

TEST(equal_and_opposite_reals_are_close)
{
    /* Of so many some have a cosine beyond 1 by rounding, which has no angle. */
    enum { N = 200, n = 7 };
    double *X = normals(N * n, "X"), *opposite = normals(N * n, "X");
    static double K[N * N], across[N * N];
    for (int e = 0; e < N * n; e++)
        opposite[e] *= -1;
    kernel_gram(K, X, N, X, N, n, 1, 1);
    kernel_gram(across, X, N, opposite, N, n, 1, 1);
    for (int i = 0; i < N; i++) {
        double square = linalg_norm(X + i * n, n) * linalg_norm(X + i * n, n);
        assert_close(K[i * (N + 1)], square, 1e-7, 0);
        assert_close(across[i * (N + 1)], 0, 0, 1e-7 * square);
    }
    free(X);
    free(opposite);
}

TEST(symmetric_and_in_rows)
{
    /* K(X, Z) is the transpose of K(Z, X), for signs to the last bit, and holds pair after pair. */
    enum { N = 7, M = 4, n = 3 };
    Data *data = data_signs(N + M, n, "1", "kernel", 1, "train");
    double *real = normals((N + M) * n, "real");
    for (int k = 0; k < 2; k++) {
        const double *X = k ? real : data->X, *Z = X + N * n;
        double K[N * M], transposed[M * N];
        kernel_gram(K, X, N, Z, M, n, 1.5, 0.7);
        kernel_gram(transposed, Z, M, X, N, n, 1.5, 0.7);
        for (int i = 0; i < N; i++)
            for (int j = 0; j < M; j++) {
                const double *x = X + i * n, *z = Z + j * n;
                assert_close(K[i * M + j], transposed[j * N + i], k * 1e-13, k * 1e-13);
                assert_close(K[i * M + j], between(x[0], x[1], x[2], z[0], z[1], z[2], 1.5, 0.7),
                             1e-13, 1e-13);
            }
    }
    free(real);
    data_free(data);
}

TEST(homogeneous_in_scales_and_lengths)
{
    enum { N = 5, n = 6 };
    double *X = normals(N * n, "X"), *longer = normals(N * n, "X");
    double K[N * N], K_v[N * N], K_u[N * N], wanted[N * N];
    kernel_gram(K_v, X, N, X, N, n, 1, 0);
    kernel_gram(K_u, X, N, X, N, n, 0, 1);
    for (int e = 0; e < N * N; e++)
        wanted[e] = 9 * K_v[e] + 0.25 * K_u[e];
    kernel_gram(K, X, N, X, N, n, 3, 0.5);
    assert_all_close(K, wanted, N * N, 1e-14, 1e-14);
    /* K(c x, z) = c K(x, z) for c > 0, another c for every row. */
    for (int i = 0; i < N; i++) {
        for (int j = 0; j < n; j++)
            longer[i * n + j] *= 0.1 + i;
        for (int j = 0; j < N; j++)
            wanted[i * N + j] *= 0.1 + i;
    }
    kernel_gram(K, longer, N, X, N, n, 3, 0.5);
    assert_all_close(K, wanted, N * N, 1e-7, 1e-7); /* the diagonal's angle of 0 is one to 1e-8 */
    free(X);
    free(longer);
}

TEST(positive_semidefinite_on_signs)
{
    /* Strictly where no two samples are parallel; at n = 4 there are but 16 different ones. */
    enum { N = 64 };
    static double K[N * N];
    double values[N];
    for (int wide = 0; wide < 2; wide++) {
        int n = wide ? 20 : 4;
        Data *data = data_signs(N, n, "1", "kernel", 2, "train");
        for (int term = 0; term < 3; term++) {
            kernel_gram(K, data->X, N, data->X, N, n, term != 1, term != 0);
            assert_int_equal(linalg_eigen(values, NULL, K, N), 0);
            assert_true(values[0] > (wide ? 1e-3 : -1e-13) * values[N - 1]);
            assert_true(wide || values[N - 17] < 1e-13 * values[N - 1]);
        }
        data_free(data);
    }
}

/* Samples and points of section 5.2.1 with their kernels. */
enum { SAMPLES = 80, NEW = 50, INPUTS = 20 };
typedef struct {
    Data *train, *test;
    double K[SAMPLES * SAMPLES], used[SAMPLES * SAMPLES], across[NEW * SAMPLES];
    double gamma[SAMPLES], f[NEW], mean;
} Problem;

static Problem *problem_alloc(void)
{
    Problem *p = die_calloc(1, sizeof *p);
    p->train = data_signs(SAMPLES, INPUTS, "1", "kernel", 3, "train");
    p->test = data_signs(NEW, INPUTS, "1", "kernel", 3, "test");
    kernel_gram(p->K, p->train->X, SAMPLES, p->train->X, SAMPLES, INPUTS, 1, 1);
    kernel_gram(p->across, p->test->X, NEW, p->train->X, SAMPLES, INPUTS, 1, 1);
    for (int i = 0; i < SAMPLES; i++)
        p->mean += p->K[i * (SAMPLES + 1)] / SAMPLES;
    return p;
}

static void solve(Problem *p, double ridge)
{
    memcpy(p->used, p->K, sizeof p->K);
    memset(p->gamma, 0xff, sizeof p->gamma);
    assert_int_equal(kernel_fit(p->gamma, p->used, p->train->y, SAMPLES, ridge), 0);
    kernel_predict(p->f, p->across, p->gamma, NEW, SAMPLES);
}

static void problem_free(Problem *p)
{
    data_free(p->train);
    data_free(p->test);
    free(p);
}

TEST(predictor_solves_and_interpolates)
{
    Problem *p = problem_alloc();
    const double ridges[] = {0, 1e-6, 1e-2, 3};
    for (int r = 0; r < 4; r++) {
        solve(p, ridges[r]);
        for (int i = 0; i < SAMPLES; i++) {
            double f = 0;
            for (int k = 0; k < SAMPLES; k++)
                f += p->K[i * SAMPLES + k] * p->gamma[k];
            assert_close(f + ridges[r] * p->mean * p->gamma[i], p->train->y[i], 1e-12, 0);
            if (ridges[r] <= 1e-6)
                assert_close(f, p->train->y[i], 1e-3, 0);
        }
        for (int i = 0; i < NEW; i++) {
            double f = 0;
            for (int k = 0; k < SAMPLES; k++)
                f += p->across[i * SAMPLES + k] * p->gamma[k];
            assert_close(p->f[i], f, 1e-12, 1e-12);
        }
    }
    problem_free(p);
}

TEST(ridge_shrinks)
{
    /* Down all the way, and at last as K y / (ridge d). */
    Problem *p = problem_alloc();
    double before = INFINITY, wanted[NEW];
    for (double ridge = 1e-6; ridge < 2e6; ridge *= 10) {
        solve(p, ridge);
        double size = linalg_norm(p->f, NEW);
        assert_true(size < before);
        before = size;
    }
    linalg_multiply(wanted, p->across, p->train->y, NEW, SAMPLES, 1);
    for (int i = 0; i < NEW; i++)
        p->f[i] *= 1e6 * p->mean;
    assert_all_close(p->f, wanted, NEW, 0, 1e-4 * linalg_norm(wanted, NEW));
    problem_free(p);
}

TEST(singular_matrix_gives_a_status)
{
    /* Twice the same sample, of ||x||^2 = 16, so that the second pivot is exactly 0. */
    double X[2 * 16], K[4], gamma[2];
    const double y[] = {1, -1};
    for (int e = 0; e < 2 * 16; e++)
        X[e] = e % 16 % 3 ? 1 : -1;
    kernel_gram(K, X, 2, X, 2, 16, 1, 1);
    assert_int_not_equal(kernel_fit(gamma, K, y, 2, 0), 0);
    kernel_gram(K, X, 2, X, 2, 16, 1, 1);
    assert_int_equal(kernel_fit(gamma, K, y, 2, 1e-6), 0);
    kernel_gram(K, X, 2, X, 2, 16, 0, 0);
    assert_int_not_equal(kernel_fit(gamma, K, y, 2, 1e-6), 0);
    double indefinite[] = {1, 2, 2, 1};
    assert_int_not_equal(kernel_fit(gamma, indefinite, y, 2, 0.5), 0);
}

int main(void)
{
    linalg_single_thread();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_term_equals_monte_carlo),
        cmocka_unit_test(wide_network_has_this_kernel),
        cmocka_unit_test(values_by_hand),
        cmocka_unit_test(equal_and_opposite_signs_are_exact),
        cmocka_unit_test(equal_and_opposite_reals_are_close),
        cmocka_unit_test(symmetric_and_in_rows),
        cmocka_unit_test(homogeneous_in_scales_and_lengths),
        cmocka_unit_test(positive_semidefinite_on_signs),
        cmocka_unit_test(predictor_solves_and_interpolates),
        cmocka_unit_test(ridge_shrinks),
        cmocka_unit_test(singular_matrix_gives_a_status),
    };
    return cmocka_run_group_tests_name("kernel", tests, NULL, NULL);
}
