/* linalg: products against plain loops, eigenvectors against their equation. */
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

TEST(lengths_by_hand)
{
    const double x[] = {2, -3, 6}, y[] = {1, -1, 4};
    assert_close(linalg_norm(x, 3), 7, 1e-15, 0);
    assert_close(linalg_distance(x, y, 3), 3, 1e-15, 0);
    assert_close(linalg_norm(x, 0), 0, 0, 0);
}

int main(void)
{
    linalg_single_thread();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(products_equal_triple_loops),
        cmocka_unit_test(eigenvectors_solve_their_equation),
        cmocka_unit_test(sigma_max_equals_power_iteration),
        cmocka_unit_test(lengths_by_hand),
    };
    return cmocka_run_group_tests_name("linalg", tests, NULL, NULL);
}
