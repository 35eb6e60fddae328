/* factor: measurements with their eigenvectors, a step of descent against plain loops, and its end
 * against the exact limit. */
#include "close.h"
#include "factor.h"
#include "linalg.h"

enum { N = 2, n = 4, SUPPORT = 2 };

static Factor *drawn(int rotated)
{
    Rng streams[3];
    for (int k = 0; k < 3; k++)
        rng_open(&streams[k], "1", "factor", 0, (const char *[]){"X", "truth", "rotation"}[k]);
    return factor_draw(N, n, SUPPORT, &streams[0], &streams[1], rotated ? &streams[2] : NULL);
}

TEST(measurements_have_common_eigenvectors)
{
    for (int rotated = 0; rotated < 2; rotated++) {
        Factor *q = drawn(rotated);
        double eye[n * n] = {0}, product[n * n];
        for (int j = 0; j < n; j++)
            eye[j * n + j] = 1;
        linalg_multiply_nt(product, q->Q, q->Q, n, n, n);
        assert_all_close(product, eye, n * n, 0, 1e-12);
        assert_int_equal(fabs(q->Q[1]) > 1e-3, rotated);
        for (int i = 0; i < N; i++)
            for (int j = 0; j < n; j++) {
                linalg_multiply(product, q->A + (size_t)i * n * n, q->Q + j * n, n, n, 1);
                for (int k = 0; k < n; k++)
                    assert_close(product[k], q->X[i * n + j] * q->Q[j * n + k], 1e-12, 1e-12);
            }
        factor_free(q);
    }
    factor_free(NULL);
}

TEST(a_step_by_plain_loops)
{
    /* U = (I - 4 eta / N sum_i r_i A_i) sqrt(alpha) with r_i = alpha tr A_i - y_i. */
    const double alpha = 0.3, eta = 0.01;
    Factor *q = drawn(1);
    double U[n * n] = {0}, Z[n * n], wanted[n * n];
    for (int j = 0; j < n; j++)
        U[j * n + j] = sqrt(alpha);
    for (int i = 0; i < N; i++) {
        double r = -q->y[i];
        for (int j = 0; j < n; j++)
            r += alpha * q->A[i * n * n + j * n + j];
        for (int k = 0; k < n * n; k++)
            U[k] -= 4 * eta / N * r * q->A[i * n * n + k] * sqrt(alpha);
    }
    linalg_multiply_nt(wanted, U, U, n, n, n);
    /* The step that is one too many is not seen. */
    assert_int_equal(factor_descend(Z, q, alpha, eta, 1e-15, 2), 0);
    assert_all_close(Z, wanted, n * n, 1e-12, 1e-14);
    factor_free(q);
}

TEST(descent_ends_near_the_exact_limit)
{
    for (int rotated = 0; rotated < 2; rotated++) {
        Factor *q = drawn(rotated);
        double Z[n * n], spectrum[n], limit[n], nu[N] = {0}, f[N];
        for (double alpha = 1; alpha > 1e-3; alpha /= 10) {
            assert_true(factor_limit(limit, nu, q, alpha));
            linalg_multiply(f, q->X, limit, N, n, 1);
            assert_all_close(f, q->y, N, 1e-8, 1e-8);
            for (int j = 0; j < n; j++)
                assert_true(limit[j] > 0);
            assert_true(factor_descend(Z, q, alpha, 1e-3, 1e-10, 10000000) > 0);
            assert_true(factor_spectrum(spectrum, Z, q) < 1e-9);
            assert_all_close(spectrum, limit, n, 1e-2, 1e-3);
        }
        assert_int_equal(factor_descend(Z, q, 1, 1e-3, 1e-10, 3), 0);
        factor_free(q);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(measurements_have_common_eigenvectors),
        cmocka_unit_test(a_step_by_plain_loops),
        cmocka_unit_test(descent_ends_near_the_exact_limit),
    };
    return cmocka_run_group_tests_name("factor", tests, NULL, NULL);
}
