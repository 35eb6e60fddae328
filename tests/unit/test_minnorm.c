/* minnorm: problems solved by hand, and certificates of optimality recomputed from solutions. */
#include <stdlib.h>

#include "close.h"
#include "die.h"
#include "linalg.h"
#include "minnorm.h"
#include "rng.h"

typedef enum { L2, L1, L1_NONNEGATIVE } Norm;

/* A problem, what is solved of it, and a truth for those that have one. */
typedef struct {
    int N, n;
    double *X, *y, *truth, *beta, *nu;
    Certificate certificate;
} Problem;

static double *normals(int count, const char *purpose, int replicate)
{
    Rng rng;
    rng_open(&rng, "1", "minnorm", replicate, purpose);
    double *x = die_calloc(count, sizeof *x);
    for (int i = 0; i < count; i++)
        x[i] = rng_normal(&rng);
    return x;
}

/* X ~ N(0, I); y = X truth + noise, with support non-zero entries of both signs, or positive. */
static Problem drawn(int N, int n, int support, int positive, double noise, int replicate)
{
    Problem p = {N,
                 n,
                 normals(N * n, "X", replicate),
                 normals(N, "noise", replicate),
                 normals(n, "truth", replicate),
                 die_calloc(n, sizeof(double)),
                 die_calloc(N, sizeof(double)),
                 {-1, -1, -1, -1}};
    for (int j = 0; j < n; j++)
        p.truth[j] = j < support ? (positive ? fabs(p.truth[j]) : p.truth[j]) : 0;
    for (int i = 0; i < N; i++) {
        p.y[i] *= noise;
        for (int j = 0; j < support; j++)
            p.y[i] += p.X[i * n + j] * p.truth[j];
    }
    return p;
}

static void release(Problem *p)
{
    free(p->X);
    free(p->y);
    free(p->truth);
    free(p->beta);
    free(p->nu);
}

static MinnormStatus solve(Problem *p, Norm norm)
{
    for (int j = 0; j < p->n; j++)
        p->beta[j] = NAN;
    for (int i = 0; i < p->N; i++)
        p->nu[i] = NAN;
    p->certificate = (Certificate){NAN, NAN, NAN, -1};
    return norm == L2 ? minnorm_l2(p->beta, p->nu, &p->certificate, p->X, p->y, p->N, p->n)
                      : minnorm_l1(p->beta, p->nu, &p->certificate, p->X, p->y, p->N, p->n,
                                   norm == L1_NONNEGATIVE);
}

/* The certificate by plain loops from beta and nu alone: weak duality makes it a proof. Both it and
 * the one that was returned must be below the tolerance, and they must agree. */
static void check(const Problem *p, Norm norm, double tolerance)
{
    double off = 0, scale = 0, primal = 0, dual = 0, violation = 0, apart = 0, length = 0;
    for (int i = 0; i < p->N; i++) {
        double left = -p->y[i];
        for (int j = 0; j < p->n; j++)
            left += p->X[i * p->n + j] * p->beta[j];
        off += left * left;
        scale += p->y[i] * p->y[i];
        dual += p->y[i] * p->nu[i];
    }
    for (int j = 0; j < p->n; j++) {
        double z = 0;
        for (int i = 0; i < p->N; i++)
            z += p->X[i * p->n + j] * p->nu[i];
        if (norm == L2) {
            primal += p->beta[j] * p->beta[j] / 2;
            dual -= z * z / 2;
            apart += (p->beta[j] - z) * (p->beta[j] - z);
            length += p->beta[j] * p->beta[j];
        } else {
            assert_true(norm == L1 || p->beta[j] >= -tolerance);
            primal += fabs(p->beta[j]);
            violation = fmax(violation, (norm == L1 ? fabs(z) : z) - 1);
        }
    }
    if (norm == L2)
        violation = sqrt(apart / length);
    double residual = sqrt(off / scale), gap = (primal - dual) / primal;
    assert_close(residual, 0, 0, tolerance);
    assert_close(violation, 0, 0, tolerance);
    assert_close(gap, 0, 0, tolerance);
    assert_close(p->certificate.residual, residual, 0, tolerance / 10);
    assert_close(p->certificate.violation, violation, 0, tolerance / 10);
    assert_close(p->certificate.gap, gap, 0, tolerance / 10);
}

static void solve_and_check(Problem *p, Norm norm, double tolerance)
{
    int status = solve(p, norm);
    if (status != MINNORM_SOLVED)
        print_error("N = %d, n = %d, norm %d: status %d\n", p->N, p->n, norm, status);
    assert_int_equal(status, MINNORM_SOLVED);
    check(p, norm, tolerance);
}

/* A problem by hand with its solution and, where it is the only one, its nu. */
typedef struct {
    Norm norm;
    int N, n;
    double X[9], y[3], beta[3], nu[3];
    int nu_known;
} Known;

TEST(solutions_by_hand)
{
    static const Known known[] = {
        /* The nearest point of a line; its best coordinate; a square system, with one solution. */
        {L2, 1, 2, {1, 2}, {5}, {1, 2}, {1}, 1},
        {L2, 2, 3, {1, 1, 0, 0, 0, 2}, {4, 6}, {2, 2, 3}, {2, 1.5}, 1},
        {L1, 1, 2, {1, 2}, {5}, {0, 2.5}, {0.5}, 1},
        {L1, 1, 3, {1, -4, 2}, {6}, {0, -1.5, 0}, {0.25}, 1},
        {L1, 2, 2, {2, 1, 1, 3}, {1, -2}, {1, -1}, {0.8, -0.6}, 1},
        {L2, 2, 2, {2, 1, 1, 3}, {1, -2}, {1, -1}, {0, 0}, 0},
        /* Two rows, for which the third column alone will not do. */
        {L1, 2, 3, {1, 0, 2, 0, 1, 1}, {2, 3}, {0, 2, 1}, {0, 1}, 1},
        /* y is one column: a degenerate vertex, whose nu is not unique. */
        {L1, 2, 3, {1, 0, 1, 0, 1, 1}, {-2, -2}, {0, 0, -2}, {0, 0}, 0},
        {L1, 3, 3, {1, 0, 0, 0, 1, 0, 0, 0, 1}, {0, 7, 0}, {0, 7, 0}, {0, 0, 0}, 0},
        /* With and without beta >= 0. */
        {L1, 1, 2, {1, -2}, {6}, {0, -3}, {0.5}, 1},
        {L1_NONNEGATIVE, 1, 2, {1, -2}, {6}, {6, 0}, {1}, 1},
        {L1_NONNEGATIVE, 1, 2, {1, -2}, {-6}, {0, 3}, {-0.5}, 1},
        {L1_NONNEGATIVE, 2, 3, {1, 0, -1, 0, 1, -1}, {1, 2}, {1, 2, 0}, {1, 1}, 1},
        {L1_NONNEGATIVE, 2, 3, {1, 0, -1, 0, 1, -1}, {-1, 2}, {0, 3, 1}, {-2, 1}, 1},
    };
    for (size_t k = 0; k < sizeof known / sizeof *known; k++) {
        Known q = known[k];
        double beta[3], nu[3];
        Problem p = {q.N, q.n, q.X, q.y, NULL, beta, nu, {0, 0, 0, 0}};
        solve_and_check(&p, q.norm, 1e-13);
        assert_all_close(beta, q.beta, q.n, 1e-13, 1e-13);
        if (q.nu_known)
            assert_all_close(nu, q.nu, q.N, 1e-13, 1e-13);
    }
}

TEST(random_problems_have_their_certificates)
{
    static const int sizes[][2] = {{1, 7}, {1, 1}, {20, 20}, {5, 30}, {50, 250}};
    for (int s = 0; s < 5; s++)
        for (int replicate = 1; replicate <= 3; replicate++) {
            int N = sizes[s][0], n = sizes[s][1], support = n < 5 ? n : 5;
            Problem p = drawn(N, n, support, 0, 0.1, replicate);
            solve_and_check(&p, L2, 1e-11);
            solve_and_check(&p, L1, 1e-11);
            release(&p);
            /* No noise here, so that the non-negative problem has a solution. */
            p = drawn(N, n, support, 1, 0, replicate);
            solve_and_check(&p, L1_NONNEGATIVE, 1e-11);
            release(&p);
        }
}

TEST(square_systems_have_one_solution)
{
    for (Norm norm = L2; norm <= L1_NONNEGATIVE; norm++) {
        Problem p = drawn(20, 20, 20, 1, 0, 4);
        solve_and_check(&p, norm, 1e-11);
        assert_all_close(p.beta, p.truth, 20, 1e-9, 1e-9);
        release(&p);
    }
}

TEST(sparse_truth_is_recovered)
{
    /* Without noise the optimum has fewer entries than there are samples: a degenerate vertex. */
    for (int replicate = 1; replicate <= 5; replicate++)
        for (Norm norm = L1; norm <= L1_NONNEGATIVE; norm++) {
            Problem p = drawn(50, 250, 4, norm == L1_NONNEGATIVE, 0, replicate);
            solve_and_check(&p, norm, 1e-11);
            assert_all_close(p.beta, p.truth, p.n, 1e-10, 1e-10);
            release(&p);
        }
}

TEST(neither_norm_beats_the_other)
{
    /* Each solution is the shorter in its own norm; non-negativity can only cost. */
    Problem p = drawn(15, 40, 6, 1, 0, 6);
    double l2[3] = {0}, l1[3] = {0};
    for (Norm norm = L2; norm <= L1_NONNEGATIVE; norm++) {
        solve_and_check(&p, norm, 1e-11);
        l2[norm] = linalg_norm(p.beta, p.n);
        for (int j = 0; j < p.n; j++)
            l1[norm] += fabs(p.beta[j]);
    }
    assert_true(l2[L2] < 0.99 * l2[L1] && l1[L1] < 0.99 * l1[L2]);
    assert_true(l1[L1] <= l1[L1_NONNEGATIVE] * (1 + 1e-12));
    release(&p);
}

TEST(impossible_problems_give_a_status)
{
    /* Positive rows cannot give a negative y. */
    Problem p = drawn(3, 8, 2, 0, 1, 7);
    for (int k = 0; k < p.N * p.n; k++)
        p.X[k] = fabs(p.X[k]);
    p.y[1] = -fabs(p.y[1]);
    assert_int_equal(solve(&p, L1_NONNEGATIVE), MINNORM_INFEASIBLE);
    solve_and_check(&p, L1, 1e-11);
    /* A row of zeros cannot give 1. */
    memset(p.X + p.n, 0, p.n * sizeof *p.X);
    for (Norm norm = L2; norm <= L1; norm++) {
        assert_int_equal(solve(&p, norm), MINNORM_INFEASIBLE);
        assert_int_equal(p.certificate.rank, 2);
    }
    /* Nor can rows of nothing else. */
    memset(p.X, 0, p.N * p.n * sizeof *p.X);
    for (Norm norm = L2; norm <= L1_NONNEGATIVE; norm++) {
        assert_int_equal(solve(&p, norm), MINNORM_INFEASIBLE);
        assert_int_equal(p.certificate.rank, 0);
    }
    release(&p);
}

TEST(units_do_not_matter)
{
    /* Anybody's data come in units of their own: beta goes with those of y, and against those of X;
     * nu against those of X alone. */
    Problem p = drawn(20, 60, 5, 1, 0.1, 9);
    double wanted[60], wanted_nu[20];
    for (Norm norm = L2; norm <= L1_NONNEGATIVE; norm++) {
        solve_and_check(&p, norm, 1e-11);
        memcpy(wanted, p.beta, sizeof wanted);
        memcpy(wanted_nu, p.nu, sizeof wanted_nu);
        for (double unit = 1e-12; unit < 1e13; unit *= 1e4)
            for (int of_x = 0; of_x < 2; of_x++) {
                Problem q = drawn(20, 60, 5, 1, 0.1, 9);
                for (int k = 0; k < (of_x ? 20 * 60 : 20); k++)
                    (of_x ? q.X : q.y)[k] *= unit;
                solve_and_check(&q, norm, 1e-11);
                double nu_unit =
                    norm == L2 ? (of_x ? 1 / unit / unit : unit) : (of_x ? 1 / unit : 1);
                for (int j = 0; j < 60; j++)
                    assert_close(q.beta[j] * (of_x ? unit : 1 / unit), wanted[j], 1e-9, 1e-12);
                for (int i = 0; i < 20; i++)
                    assert_close(q.nu[i] / nu_unit, wanted_nu[i], 1e-9, 1e-12);
                release(&q);
            }
    }
    release(&p);
}

/* Rows of X and y of p with another row in place of the third: a times the first plus b times the
 * second, and y off by more. */
static void make_dependent(Problem *p, double a, double b, double more)
{
    for (int j = 0; j < p->n; j++)
        p->X[2 * p->n + j] = a * p->X[j] + b * p->X[p->n + j];
    p->y[2] = a * p->y[0] + b * p->y[1] + more;
}

TEST(dependent_rows_are_solved)
{
    /* The solution is that of the independent rows, and has its certificate for all of them. */
    static const double weights[][2] = {{1, 0}, {1, 1}, {3, -1.0 / 3}, {1e6, 0}, {1e-6, 1e-6}};
    for (Norm norm = L2; norm <= L1_NONNEGATIVE; norm++)
        for (int how = 0; how < 5; how++) {
            Problem p = drawn(10, 40, 4, 1, 0, 10), less = drawn(10, 40, 4, 1, 0, 10);
            make_dependent(&p, weights[how][0], weights[how][1], 0);
            memmove(less.X + 2 * less.n, less.X + 3 * less.n, 7 * less.n * sizeof *less.X);
            memmove(less.y + 2, less.y + 3, 7 * sizeof *less.y);
            less.N = 9;
            solve_and_check(&p, norm, 1e-9);
            solve_and_check(&less, norm, 1e-11);
            assert_int_equal(p.certificate.rank, 9);
            assert_int_equal(less.certificate.rank, 9);
            assert_all_close(p.beta, less.beta, p.n, 1e-8, 1e-8);
            release(&p);
            release(&less);
        }
}

TEST(centered_columns_are_solved)
{
    /* Whatever the units of columns and rows: each row is minus the sum of the others. */
    for (Norm norm = L2; norm <= L1_NONNEGATIVE; norm++)
        for (double unit = 1e-6; unit < 1e7; unit *= 1e3) {
            Problem p = drawn(20, 60, 4, 1, 0, 11);
            for (int j = 0; j <= p.n; j++) {
                double *column = j < p.n ? p.X + j : p.y, mean = 0;
                int stride = j < p.n ? p.n : 1;
                for (int i = 0; i < p.N; i++)
                    mean += column[i * stride] / p.N;
                for (int i = 0; i < p.N; i++)
                    column[i * stride] = (column[i * stride] - mean) * (j == 1 ? unit : 1);
            }
            solve_and_check(&p, norm, 1e-8);
            assert_int_equal(p.certificate.rank, 19);
            release(&p);
        }
}

TEST(contradictions_are_told_from_dependent_rows)
{
    for (Norm norm = L2; norm <= L1_NONNEGATIVE; norm++)
        for (double more = 1e-5; more < 1e6; more *= 10) {
            Problem p = drawn(10, 40, 4, 1, 0, 10);
            make_dependent(&p, 1, 0, more);
            assert_int_equal(solve(&p, norm), MINNORM_INFEASIBLE);
            assert_int_equal(p.certificate.rank, 9);
            release(&p);
        }
    /* y = 0: the solution is 0, which no relative measure can tell. */
    Problem p = drawn(10, 40, 0, 0, 0, 10);
    for (Norm norm = L2; norm <= L1_NONNEGATIVE; norm++)
        assert_int_equal(solve(&p, norm), MINNORM_STOPPED);
    release(&p);
}

TEST(inputs_stay_as_they_are)
{
    Problem p = drawn(10, 30, 5, 1, 0, 8), kept = drawn(10, 30, 5, 1, 0, 8);
    for (Norm norm = L2; norm <= L1_NONNEGATIVE; norm++) {
        assert_int_equal(solve(&p, norm), MINNORM_SOLVED);
        assert_memory_equal(p.X, kept.X, 10 * 30 * sizeof *p.X);
        assert_memory_equal(p.y, kept.y, 10 * sizeof *p.y);
    }
    release(&p);
    release(&kept);
}

int main(void)
{
    linalg_single_thread();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(solutions_by_hand),
        cmocka_unit_test(random_problems_have_their_certificates),
        cmocka_unit_test(square_systems_have_one_solution),
        cmocka_unit_test(sparse_truth_is_recovered),
        cmocka_unit_test(neither_norm_beats_the_other),
        cmocka_unit_test(impossible_problems_give_a_status),
        cmocka_unit_test(units_do_not_matter),
        cmocka_unit_test(dependent_rows_are_solved),
        cmocka_unit_test(centered_columns_are_solved),
        cmocka_unit_test(contradictions_are_told_from_dependent_rows),
        cmocka_unit_test(inputs_stay_as_they_are),
    };
    return cmocka_run_group_tests_name("minnorm", tests, NULL, NULL);
}
