/* web: what stands in for libraries in the reader's browser, against those libraries. */
#include "close.h"
#include "die.h"
#include "json.h"
#include "minnorm.h"
#include "rng.h"

#include <cjson/cJSON.h>
#include <glpk.h>
#include <gsl/gsl_cblas.h>
#include <gsl/gsl_rng.h>
#include <sha2.h>
#include <stdlib.h>

/* The stand-ins, with names of their own; the libraries' headers have the prototypes. */
#pragma GCC diagnostic ignored "-Wmissing-prototypes"
#define cblas_dgemm own_dgemm
#define cblas_sgemm own_sgemm
#define dgeqrf_     own_dgeqrf
#define dgeqp3_     own_dgeqp3
#define dtrtrs_     own_dtrtrs
#define dgels_      own_dgels
#define dgetrf_     own_dgetrf
#define dgetrs_     own_dgetrs
#define dpotrf_     own_dpotrf
#define dpotrs_     own_dpotrs
#define dsyev_      own_dsyev
#include "../../code/web/lapack.c"
#undef cblas_dgemm
#undef cblas_sgemm
#undef dgeqrf_
#undef dgeqp3_
#undef dtrtrs_
#undef dgels_
#undef dgetrf_
#undef dgetrs_
#undef dpotrf_
#undef dpotrs_
#undef dsyev_

#define glp_create_prob  own_glp_create_prob
#define glp_delete_prob  own_glp_delete_prob
#define glp_set_obj_dir  own_glp_set_obj_dir
#define glp_add_rows     own_glp_add_rows
#define glp_add_cols     own_glp_add_cols
#define glp_set_row_bnds own_glp_set_row_bnds
#define glp_set_col_bnds own_glp_set_col_bnds
#define glp_set_obj_coef own_glp_set_obj_coef
#define glp_set_mat_col  own_glp_set_mat_col
#define glp_init_smcp    own_glp_init_smcp
#define glp_std_basis    own_glp_std_basis
#define glp_simplex      own_glp_simplex
#define glp_get_status   own_glp_get_status
#define glp_get_row_stat own_glp_get_row_stat
#define glp_get_col_stat own_glp_get_col_stat
#include "../../code/web/glpk.c"
#define minnorm_l1  own_minnorm_l1
#define minnorm_l2  own_minnorm_l2
#define minnorm_die own_minnorm_die
#include "../../code/models/minnorm.c"
#undef minnorm_l1

#define SHA256Data      own_SHA256Data
#define gsl_rng_mt19937 own_mt19937
#define gsl_rng_alloc   own_rng_alloc
#define gsl_rng_free    own_rng_free
#define gsl_rng_set     own_rng_set
#define gsl_rng_get     own_rng_get
#include "../../code/web/small.c"
#undef SHA256Data
#undef gsl_rng_mt19937
#undef gsl_rng_alloc
#undef gsl_rng_free
#undef gsl_rng_set
#undef gsl_rng_get

extern void dgeqrf_(const int *m, const int *n, double *a, const int *lda, double *reflectors,
                    double *work, const int *room, int *status);
extern void dgeqp3_(const int *m, const int *n, double *a, const int *lda, int *pivots,
                    double *reflectors, double *work, const int *room, int *status);
extern void dgels_(const char *transposed, const int *m, const int *n, const int *right_sides,
                   double *a, const int *lda, double *b, const int *ldb, double *work,
                   const int *room, int *status);
extern void dgetrf_(const int *m, const int *n, double *a, const int *lda, int *pivots,
                    int *status);
extern void dgetrs_(const char *transposed, const int *n, const int *right_sides, const double *a,
                    const int *lda, const int *pivots, double *b, const int *ldb, int *status);
extern void dpotrf_(const char *triangle, const int *n, double *a, const int *lda, int *status);
extern void dpotrs_(const char *triangle, const int *n, const int *right_sides, const double *a,
                    const int *lda, double *b, const int *ldb, int *status);
extern void dsyev_(const char *job, const char *triangle, const int *n, double *a, const int *lda,
                   double *values, double *work, const int *room, int *status);

enum { m = 13, n = 9, ROOM = 64 * (m + n) };
static double work_room[ROOM];
static const int rows = m, columns = n, space = ROOM, one = 1;

/* count normal numbers, the same for the same purpose. */
static void normals(double *x, int count, const char *purpose)
{
    Rng rng;
    rng_open(&rng, "1", "web", 0, purpose);
    for (int i = 0; i < count; i++)
        x[i] = rng_normal(&rng);
}

TEST(products_equal_those_of_blas)
{
    double A[m * n], B[m * n], C[m * m], D[m * m];
    float a[m * n], b[m * n], c[m * m], d[m * m];
    normals(A, m * n, "A");
    normals(B, m * n, "B");
    for (int i = 0; i < m * n; i++)
        a[i] = (float)A[i], b[i] = (float)B[i];
    for (int form = 0; form < 4; form++)
        for (int beta = 0; beta < 2; beta++) {
            const enum CBLAS_TRANSPOSE of_A = form & 1 ? CblasTrans : CblasNoTrans;
            const enum CBLAS_TRANSPOSE of_B = form & 2 ? CblasTrans : CblasNoTrans;
            const int r = 5, k = 7, s = 6, lda = form & 1 ? r : k, ldb = form & 2 ? k : s;
            normals(C, m * m, "C");
            memcpy(D, C, sizeof C);
            own_dgemm(CblasRowMajor, of_A, of_B, r, s, k, 2, A, lda, B, ldb, beta, C, s);
            cblas_dgemm(CblasRowMajor, of_A, of_B, r, s, k, 2, A, lda, B, ldb, beta, D, s);
            assert_all_close(C, D, r * s, 1e-13, 1e-13);
            for (int i = 0; i < m * m; i++)
                c[i] = d[i] = 1;
            own_sgemm(CblasRowMajor, of_A, of_B, r, s, k, 2, a, lda, b, ldb, (float)beta, c, s);
            cblas_sgemm(CblasRowMajor, of_A, of_B, r, s, k, 2, a, lda, b, ldb, (float)beta, d, s);
            assert_all_close(c, d, r * s, 1e-5, 1e-5);
        }
    /* What C held, be it no number, must not matter. */
    memset(C, 0xff, sizeof C);
    own_dgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, 2, 2, 2, 1, A, 2, B, 2, 0, C, 2);
    assert_true(isfinite(C[0]) && isfinite(C[3]));
}

TEST(factors_equal_those_of_lapack)
{
    double A[m * n], B[m * n], a[n], b[n];
    int status, pivots[n] = {0}, same[n] = {0};
    normals(A, m * n, "A");
    memcpy(B, A, sizeof A);
    own_dgeqrf(&rows, &columns, A, &rows, a, work_room, &space, &status);
    dgeqrf_(&rows, &columns, B, &rows, b, work_room, &space, &status);
    assert_all_close(A, B, m * n, 1e-12, 1e-12);
    assert_all_close(a, b, n, 1e-12, 1e-12);
    normals(A, m * n, "A");
    memcpy(B, A, sizeof A);
    own_dgeqp3(&rows, &columns, A, &rows, pivots, a, work_room, &space, &status);
    dgeqp3_(&rows, &columns, B, &rows, same, b, work_room, &space, &status);
    assert_memory_equal(pivots, same, sizeof same);
    assert_all_close(A, B, m * n, 1e-12, 1e-12);
}

TEST(least_norms_equal_those_of_lapack)
{
    double A[m * n], B[m * n], x[m] = {0}, y[m] = {0};
    int status;
    normals(A, m * n, "A");
    normals(x, n, "x");
    memcpy(B, A, sizeof A);
    memcpy(y, x, sizeof x);
    own_dgels("T", &rows, &columns, &one, A, &rows, x, &rows, work_room, &space, &status);
    assert_int_equal(status, 0);
    dgels_("T", &rows, &columns, &one, B, &rows, y, &rows, work_room, &space, &status);
    assert_all_close(x, y, m, 1e-12, 1e-12);
}

TEST(solutions_equal_those_of_lapack)
{
    double A[n * n], B[n * n], S[n * n], x[n], y[n];
    int pivots[n], same[n], status;
    normals(A, n * n, "A");
    memcpy(B, A, sizeof A);
    own_dgetrf(&columns, &columns, A, &columns, pivots, &status);
    dgetrf_(&columns, &columns, B, &columns, same, &status);
    assert_memory_equal(pivots, same, sizeof same);
    assert_all_close(A, B, n * n, 1e-12, 1e-12);
    for (int back = 0; back < 2; back++) {
        normals(x, n, "x");
        memcpy(y, x, sizeof x);
        own_dgetrs(back ? "T" : "N", &columns, &one, A, &columns, pivots, x, &columns, &status);
        dgetrs_(back ? "T" : "N", &columns, &one, B, &columns, same, y, &columns, &status);
        assert_all_close(x, y, n, 1e-10, 1e-10);
    }
    memset(A, 0, sizeof A);
    own_dgetrf(&columns, &columns, A, &columns, pivots, &status);
    assert_int_equal(status, 1);

    normals(B, n * n, "A");
    cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans, n, n, n, 1, B, n, B, n, 0, S, n);
    memcpy(A, S, sizeof S);
    normals(x, n, "x");
    memcpy(y, x, sizeof x);
    own_dpotrf("L", &columns, A, &columns, &status);
    own_dpotrs("L", &columns, &one, A, &columns, x, &columns, &status);
    dpotrf_("L", &columns, S, &columns, &status);
    dpotrs_("L", &columns, &one, S, &columns, y, &columns, &status);
    assert_all_close(x, y, n, 1e-9, 1e-9);
    A[0] = -1;
    own_dpotrf("L", &columns, A, &columns, &status);
    assert_int_equal(status, 1);
}

TEST(eigenvalues_equal_those_of_lapack_and_eigenvectors_solve_their_equation)
{
    double M[n * n], S[n * n], A[n * n], values[n], same[n];
    int status;
    normals(M, n * n, "A");
    for (int i = 0; i < n; i++)
        for (int j = 0; j < n; j++)
            S[i * n + j] = M[i * n + j] + M[j * n + i];
    memcpy(A, S, sizeof S);
    memcpy(M, S, sizeof S);
    own_dsyev("V", "L", &columns, A, &columns, values, work_room, &space, &status);
    assert_int_equal(status, 0);
    dsyev_("N", "L", &columns, M, &columns, same, work_room, &space, &status);
    assert_all_close(values, same, n, 1e-12, 1e-12);
    for (int k = 0; k < n; k++)
        for (int i = 0; i < n; i++)
            assert_close(dot(S + (size_t)i * n, A + (size_t)k * n, n), values[k] * A[k * n + i], 0,
                         1e-12);
}

TEST(least_l1_solutions_equal_those_of_glpk)
{
    enum { N = 30, p = 70 };
    double X[N * p], y[N], own[p], theirs[p], nu[N];
    Certificate certificate;
    normals(X, N * p, "X");
    for (int nonnegative = 0; nonnegative < 2; nonnegative++)
        for (int k = 0; k < 5; k++) {
            /* The positive entries of a solution of either kind. */
            for (int i = 0; i < N; i++) {
                y[i] = 0;
                for (int j = 0; j < N - 5 * k; j++)
                    y[i] += X[i * p + j] * (j + 1);
            }
            assert_int_equal(own_minnorm_l1(own, nu, &certificate, X, y, N, p, nonnegative),
                             MINNORM_SOLVED);
            assert_int_equal(minnorm_l1(theirs, nu, &certificate, X, y, N, p, nonnegative),
                             MINNORM_SOLVED);
            assert_all_close(own, theirs, p, 1e-9, 1e-9);
        }
    /* x >= 0 in X = 1 cannot give -1. */
    for (int j = 0; j < p; j++)
        X[j] = 1;
    y[0] = -1;
    assert_int_equal(own_minnorm_l1(own, nu, &certificate, X, y, 1, p, 1), MINNORM_INFEASIBLE);
}

TEST(checksums_equal_those_of_libmd)
{
    uint8_t bytes[300];
    for (int i = 0; i < 300; i++)
        bytes[i] = (uint8_t)(i * 7);
    for (int length = 0; length <= 300; length++) {
        char own[65], theirs[65];
        own_SHA256Data(bytes, length, own);
        SHA256Data(bytes, length, theirs);
        assert_string_equal(own, theirs);
    }
}

TEST(draws_equal_those_of_gsl)
{
    gsl_rng *theirs = gsl_rng_alloc(gsl_rng_mt19937), *own = own_rng_alloc(own_mt19937);
    gsl_rng_set(theirs, 500);
    own_rng_set(own, 500);
    for (int i = 0; i < 2000; i++)
        assert_int_equal(own_rng_get(own), gsl_rng_get(theirs));
    gsl_rng_free(theirs);
    own_rng_free(own);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(products_equal_those_of_blas),
        cmocka_unit_test(factors_equal_those_of_lapack),
        cmocka_unit_test(least_norms_equal_those_of_lapack),
        cmocka_unit_test(solutions_equal_those_of_lapack),
        cmocka_unit_test(eigenvalues_equal_those_of_lapack_and_eigenvectors_solve_their_equation),
        cmocka_unit_test(least_l1_solutions_equal_those_of_glpk),
        cmocka_unit_test(checksums_equal_those_of_libmd),
        cmocka_unit_test(draws_equal_those_of_gsl),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
