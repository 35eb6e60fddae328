/* linalg: products against plain loops, eigenvectors and solutions against their equations. */
#include "close.h"
#include "die.h"
#include "linalg.h"
#include "rng.h"

#include <stdlib.h>

static double *normals(int count, const char *purpose)
{
    Rng rng;
    rng_open(&rng, "1", "linalg", 0, purpose);
    double *x = die_calloc(count, sizeof *x);
    for (int i = 0; i < count; i++)
        x[i] = rng_normal(&rng);
    return x;
}

TEST(products_equal_triple_loops)
{
    enum { r = 7, k = 5, c = 9 };
    double *A = normals(r * k, "A"), *B = normals(k * c, "B"), At[k * r], Bt[c * k];
    double wanted[r * c] = {0}, C[r * c];
    for (int i = 0; i < r; i++)
        for (int l = 0; l < k; l++)
            for (int j = 0; j < c; j++) {
                wanted[i * c + j] += A[i * k + l] * B[l * c + j];
                At[l * r + i] = A[i * k + l];
                Bt[j * k + l] = B[l * c + j];
            }
    /* What C held, be it no number, must not matter. */
    memset(C, 0xff, sizeof C);
    linalg_multiply(C, A, B, r, k, c);
    assert_all_close(C, wanted, r * c, 1e-14, 1e-14);
    memset(C, 0xff, sizeof C);
    linalg_multiply_tn(C, At, B, r, k, c);
    assert_all_close(C, wanted, r * c, 1e-14, 1e-14);
    memset(C, 0xff, sizeof C);
    linalg_multiply_nt(C, A, Bt, r, k, c);
    assert_all_close(C, wanted, r * c, 1e-14, 1e-14);
    free(A);
    free(B);
}

TEST(eigenvectors_solve_their_equation)
{
    enum { n = 12 };
    double *M = normals(n * n, "symmetric"), A[n * n], kept[n * n], values[n], V[n * n];
    double alone[n], AV[n], dot;
    for (int i = 0; i < n; i++)
        for (int j = 0; j < n; j++)
            A[i * n + j] = M[i * n + j] + M[j * n + i];
    memcpy(kept, A, sizeof A);
    assert_int_equal(linalg_eigen(values, V, A, n), 0);
    assert_memory_equal(A, kept, sizeof A);
    for (int k = 0; k < n; k++) {
        assert_true(k == 0 || values[k - 1] <= values[k]);
        linalg_multiply(AV, A, V + k * n, n, n, 1);
        for (int i = 0; i < n; i++)
            assert_close(AV[i], values[k] * V[k * n + i], 0, 1e-12);
        for (int l = 0; l <= k; l++) {
            linalg_multiply(&dot, V + k * n, V + l * n, 1, n, 1);
            assert_close(dot, k == l, 0, 1e-13);
        }
    }
    assert_int_equal(linalg_eigen(alone, NULL, A, n), 0);
    assert_all_close(alone, values, n, 1e-12, 1e-12);
    free(M);
}

TEST(sigma_max_equals_power_iteration)
{
    enum { N = 6, n = 15 };
    double *X = normals(N * n, "X"), v[n], u[N], growth = 0;
    for (int j = 0; j < n; j++)
        v[j] = 1;
    for (int t = 0; t < 2000; t++) {
        linalg_multiply(u, X, v, N, n, 1);
        linalg_multiply_tn(v, X, u, n, N, 1);
        growth = linalg_norm(v, n);
        for (int j = 0; j < n; j++)
            v[j] /= growth;
    }
    assert_close(linalg_sigma_max_squared(X, N, n), growth, 1e-10, 0);
    /* The transpose, taller than wide, has the same. */
    double Xt[n * N];
    for (int i = 0; i < N; i++)
        for (int j = 0; j < n; j++)
            Xt[j * N + i] = X[i * n + j];
    assert_close(linalg_sigma_max_squared(Xt, n, N), growth, 1e-10, 0);
    free(X);
}

TEST(least_norm_solves_and_is_shortest)
{
    /* X x = b, and x is orthogonal to what X takes to 0. */
    enum { n = 11 };
    for (int N = 1; N <= n; N++) {
        double *X = normals(N * n, "X"), *b = normals(N, "b"), *v = normals(n, "v");
        double x[n], u[n], f[n], g[n], dot;
        assert_int_equal(linalg_least_norm(x, X, b, N, n), 0);
        linalg_multiply(f, X, x, N, n, 1);
        assert_all_close(f, b, N, 1e-9, 1e-9);
        /* v less its own least-norm equal is such a one. */
        linalg_multiply(g, X, v, N, n, 1);
        assert_int_equal(linalg_least_norm(u, X, g, N, n), 0);
        for (int j = 0; j < n; j++)
            v[j] -= u[j];
        linalg_multiply(&dot, x, v, 1, n, 1);
        assert_close(dot, 0, 0, 1e-9);
        assert_true(N == n || linalg_norm(v, n) > 0.1);
        free(X);
        free(b);
        free(v);
    }
    const double X[] = {1, 2, 3, 0, 0, 0}, b[] = {1, 0};
    double x[3];
    assert_true(linalg_least_norm(x, X, b, 2, 3) != 0);
}

TEST(gram_solution_solves)
{
    enum { N = 7, n = 12 };
    double *X = normals(N * n, "X"), *b = normals(N, "b"), *kept = normals(N * n, "X"), x[N], z[n],
           f[N];
    assert_int_equal(linalg_solve_gram(x, X, b, N, n), 0);
    linalg_multiply_tn(z, X, x, n, N, 1);
    linalg_multiply(f, X, z, N, n, 1);
    assert_all_close(f, b, N, 1e-11, 1e-11);
    assert_memory_equal(X, kept, sizeof(double[N * n]));
    memset(X + n, 0, n * sizeof *X);
    assert_true(linalg_solve_gram(x, X, b, N, n) != 0);
    free(X);
    free(b);
    free(kept);
}

TEST(gram_solution_keeps_the_digits)
{
    /* AA' = (1 + d^2, 1; 1, 1 + d^2), where d^2 is lost beside 1. Its eigenvectors are (1, 1) and
     * (1, -1), with 2 + d^2 and d^2. */
    const double d = 1e-9, A[] = {1, d, 0, 1, 0, d}, b[] = {2e-9, -1e-9};
    double x[2];
    assert_int_equal(linalg_solve_gram(x, A, b, 2, 3), 0);
    double half = (b[0] + b[1]) / (2 * (2 + d * d)), other = (b[0] - b[1]) / (2 * d * d);
    assert_all_close(x, ((double[]){half + other, half - other}), 2, 1e-6, 0);
}

TEST(independent_rows_are_found)
{
    /* Rows 0, 2, 5 are drawn; 1 is nothing, 3 and 4 follow from them. Units of rows and columns do
     * not matter, and of rows that depend on each other any may be chosen. */
    enum { N = 6, n = 9 };
    double *X = normals(N * n, "X");
    for (int j = 0; j < n; j++) {
        X[n + j] = 0;
        X[3 * n + j] = X[j] - 2 * X[2 * n + j];
        X[4 * n + j] = 3 * X[5 * n + j];
    }
    for (double unit = 1e-15; unit < 1e16; unit *= 1e5)
        for (int of_row = 0; of_row < 2; of_row++) {
            double Y[N * n];
            memcpy(Y, X, sizeof Y);
            for (int k = 0; k < (of_row ? n : N); k++)
                Y[of_row ? k : k * n] *= unit;
            int rows[N] = {-1, -1, -1, -1, -1, -1};
            assert_int_equal(linalg_independent_rows(rows, Y, N, n), 3);
            assert_true(rows[0] < rows[1] && rows[1] < rows[2]);
            assert_true(rows[0] == 0 || rows[0] == 2);
            assert_true(rows[1] == 2 || rows[1] == 3);
            assert_true(rows[2] == 4 || rows[2] == 5);
            assert_int_equal(linalg_independent_rows(rows, Y + 4 * n, 1, n), 1);
            assert_int_equal(rows[0], 0);
            assert_int_equal(linalg_independent_rows(rows, Y + n, 1, n), 0);
        }
    free(X);
    X = normals(N * n, "X");
    int rows[N];
    assert_int_equal(linalg_independent_rows(rows, X, N, n), N);
    for (int i = 0; i < N; i++)
        assert_int_equal(rows[i], i);
    free(X);
}

TEST(pair_solves_both_ways)
{
    enum { N = 9 };
    double *B = normals(N * N, "B"), *b = normals(N, "b"), *c = normals(N, "c"), x[N], u[N], f[N];
    memcpy(x, b, sizeof x);
    memcpy(u, c, sizeof u);
    assert_int_equal(linalg_solve_pair(x, u, B, N), 0);
    linalg_multiply(f, B, x, N, N, 1);
    assert_all_close(f, b, N, 1e-11, 1e-11);
    linalg_multiply_tn(f, B, u, N, N, 1);
    assert_all_close(f, c, N, 1e-11, 1e-11);
    memset(B, 0, N * sizeof *B);
    assert_true(linalg_solve_pair(x, u, B, N) != 0);
    free(B);
    free(b);
    free(c);
}

TEST(lengths_by_hand)
{
    const double x[] = {2, -3, 6}, y[] = {1, -1, 4};
    assert_close(linalg_norm(x, 3), 7, 1e-15, 0);
    assert_close(linalg_distance(x, y, 3), 3, 1e-15, 0);
    assert_close(linalg_distance_squared(x, y, 3), 9, 0, 0);
    assert_close(linalg_l1_norm(x, 3), 11, 0, 0);
    assert_close(linalg_l1_distance(y, x, 3), 5, 0, 0);
    assert_close(linalg_norm(x, 0), 0, 0, 0);
    assert_close(linalg_deviation(x, y, 2, 3), 2.0 / 6, 1e-15, 0);
    assert_true(isinf(linalg_deviation(x, (const double[]){1, NAN, 4}, 2, 3)));
}

int main(void)
{
    linalg_single_thread();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(products_equal_triple_loops),
        cmocka_unit_test(eigenvectors_solve_their_equation),
        cmocka_unit_test(sigma_max_equals_power_iteration),
        cmocka_unit_test(least_norm_solves_and_is_shortest),
        cmocka_unit_test(gram_solution_solves),
        cmocka_unit_test(gram_solution_keeps_the_digits),
        cmocka_unit_test(independent_rows_are_found),
        cmocka_unit_test(pair_solves_both_ways),
        cmocka_unit_test(lengths_by_hand),
    };
    return cmocka_run_group_tests_name("linalg", tests, NULL, NULL);
}
