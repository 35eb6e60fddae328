/* batch: products and steps against plain loops, to the bit in the order that they are documented
 * to add in, at every vector width. */
#include <stdlib.h>

#include "batch.h"
#include "close.h"
#include "die.h"
#include "rng.h"
#include "vectors.h"

/* n on both sides of every block: 8 columns, 3 vectors of AVX2 and SSE2, 4 of AVX-512; and so large
 * that forward takes the rows in tiles. */
static const int DIMENSIONS[] = {1, 5, 7, 8, 9, 11, 12, 13, 16, 24, 31, 32, 33, 45, 253, 2100};
static const int COUNTS[] = {1, 2, 5, 9, 37};
enum { MOST = 9, SAMPLES = 37, EIGHT = 8 };

static double *normals(int count, const char *purpose)
{
    Rng rng;
    rng_open(&rng, "1", "batch", 0, purpose);
    double *x = die_calloc(count, sizeof *x);
    for (int i = 0; i < count; i++)
        x[i] = rng_normal(&rng);
    return x;
}

/* Row i of a batch of X(SAMPLES,n): in a random order, one of them twice. */
static void choose(const double *x[SAMPLES], const double *X, int n)
{
    int order[SAMPLES];
    Rng rng;
    rng_open(&rng, "1", "batch", 0, "order");
    rng_shuffle(&rng, order, SAMPLES);
    order[1] = order[0];
    for (int i = 0; i < SAMPLES; i++)
        x[i] = X + (size_t)order[i] * n;
}

/* <beta, x> in eight lanes, the last columns in the last lanes. */
static double in_lanes(const double *beta, const double *x, int n)
{
    double s[EIGHT] = {0};
    for (int j = 0; j < n; j++) {
        const int lane = j < n - n % EIGHT ? j % EIGHT : EIGHT - n + j;
        double product = x[j] * beta[j];
        s[lane] += product;
    }
    return ((s[0] + s[4]) + (s[2] + s[6])) + ((s[1] + s[5]) + (s[3] + s[7]));
}

/* sum_i r_i x_ij, row by row. */
static double by_rows(const double *r, const double *const *x, int count, int j)
{
    double sum = 0;
    for (int i = 0; i < count; i++) {
        double product = r[i] * x[i][j];
        sum += product;
    }
    return sum;
}

/* What batch_descend and batch_predictors are to give of path a. */
static void wanted_step(double *w, double *beta, const double *base, const double *h, double eta,
                        int n)
{
    for (int j = 0; j < n; j++) {
        const double change = 2 * eta * h[j];
        w[j] -= (base ? base : w)[j] * change;
        w[n + j] += (base ? base : w)[n + j] * change;
        beta[j] = base ? base[j] * (2 * w[j] - base[j]) - base[n + j] * (2 * w[n + j] - base[n + j])
                       : w[j] * w[j] - w[n + j] * w[n + j];
    }
}

static void compare(int A, int n, int count)
{
    const double eta = 0.01;
    double *X = normals(SAMPLES * n, "X"), *kept = normals(SAMPLES * n, "X");
    double *beta = normals(A * n, "beta"), *r = normals(A * count, "r");
    double *f = normals(A * count + 1, "f"), *h = normals(A * n + 1, "h");
    const double *x[SAMPLES], f_behind = f[A * count], h_behind = h[A * n];
    choose(x, X, n);
    const Batch batch = {x, n, count};
    batch_forward(f, beta, A, &batch);
    batch_backward(h, r, A, &batch);
    for (int a = 0; a < A; a++) {
        for (int i = 0; i < count; i++)
            assert_true(f[a * count + i] == in_lanes(beta + a * n, x[i], n));
        for (int j = 0; j < n; j++)
            assert_true(h[a * n + j] == by_rows(r + a * count, x, count, j));
    }
    assert_true(f[A * count] == f_behind && h[A * n] == h_behind);

    for (int linear = 0; linear < 2; linear++) {
        double *w = normals(2 * A * n + 1, "w"), *wanted = normals(2 * A * n, "w");
        double *base = normals(2 * A * n, "base"), *predictors = normals(A * n + 1, "f");
        double *wanted_beta = die_calloc(A * n, sizeof *wanted_beta);
        const double behind = w[2 * A * n], beta_behind = predictors[A * n];
        const Paths paths = {w, predictors, linear ? base : NULL, A, n};
        batch_descend(&paths, r, eta, &batch);
        for (int a = 0; a < A; a++)
            wanted_step(wanted + 2 * a * n, wanted_beta + a * n, linear ? base + 2 * a * n : NULL,
                        h + a * n, eta, n);
        assert_memory_equal(w, wanted, 2 * A * n * sizeof *w);
        assert_memory_equal(predictors, wanted_beta, A * n * sizeof *wanted_beta);
        memset(predictors, 0xff, A * n * sizeof *predictors);
        batch_predictors(&paths);
        assert_memory_equal(predictors, wanted_beta, A * n * sizeof *wanted_beta);
        assert_true(w[2 * A * n] == behind && predictors[A * n] == beta_behind);
        free(w);
        free(wanted);
        free(base);
        free(predictors);
        free(wanted_beta);
    }
    assert_memory_equal(X, kept, SAMPLES * n * sizeof *X);
    free(X);
    free(kept);
    free(beta);
    free(r);
    free(f);
    free(h);
}

TEST(every_width_adds_in_the_documented_order)
{
    /* So a path's results depend neither on the processor nor on the paths beside it. */
    for (int width = 4; width <= 16; width *= 2) {
        vectors_limit(width);
        for (int A = 1; A <= MOST; A++)
            for (size_t d = 0; d < sizeof DIMENSIONS / sizeof *DIMENSIONS; d++)
                for (size_t c = 0; c < sizeof COUNTS / sizeof *COUNTS; c++)
                    compare(A, DIMENSIONS[d], COUNTS[c]);
    }
    vectors_limit(16);
}

TEST(a_path_that_diverged_leaves_the_others)
{
    enum { n = 13, A = 5, count = 3 };
    double *X = normals(SAMPLES * n, "X"), *w = normals(2 * A * n, "w"),
           *r = normals(A * count, "r");
    double beta[A * n], f[A * count];
    const double *x[SAMPLES];
    choose(x, X, n);
    w[2 * n * 2 + 3] = INFINITY;
    const Paths paths = {w, beta, NULL, A, n};
    const Batch batch = {x, n, count};
    batch_descend(&paths, r, 0.1, &batch);
    batch_forward(f, beta, A, &batch);
    for (int a = 0; a < A; a++)
        for (int i = 0; i < count; i++)
            assert_int_equal(isfinite(f[a * count + i]) != 0, a != 2);
    free(X);
    free(w);
    free(r);
}

TEST(products_by_hand)
{
    /* Rows out of the batch do not count. */
    const double X[] = {1, 2, 10, 20, NAN, NAN}, beta[] = {3, -1, 0, 1};
    const double *x[] = {X + 2, X, X + 2};
    double f[6], h[4];
    const Batch batch = {x, 2, 3};
    batch_forward(f, beta, 2, &batch);
    assert_all_close(f, ((double[]){10, 1, 10, 20, 2, 20}), 6, 0, 0);
    batch_backward(h, (double[]){1, 5, 2, 0, 1, 0}, 2, &batch);
    assert_all_close(h, ((double[]){35, 70, 1, 2}), 4, 0, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_width_adds_in_the_documented_order),
        cmocka_unit_test(a_path_that_diverged_leaves_the_others),
        cmocka_unit_test(products_by_hand),
    };
    return cmocka_run_group_tests_name("batch", tests, NULL, NULL);
}
