/* batch: both products against plain loops, and, for few vectors, to the bit in the order that they
 * are documented to add in. */
#include <stdlib.h>

#include "batch.h"
#include "close.h"
#include "die.h"
#include "linalg.h"
#include "rng.h"

enum { MOST = BATCH_MANY + 1, SAMPLES = 37, LANES = 8 };

static double *normals(int count, const char *purpose)
{
    Rng rng;
    rng_open(&rng, "1", "batch", 0, purpose);
    double *x = die_calloc(count, sizeof *x);
    for (int i = 0; i < count; i++)
        x[i] = rng_normal(&rng);
    return x;
}

/* A batch of count rows of X(SAMPLES,n), in a random order if permuted. */
static Batch batch_of(const double *X, int n, int count, int permuted, int order[SAMPLES])
{
    Rng rng;
    rng_open(&rng, "1", "batch", 0, "order");
    rng_shuffle(&rng, order, SAMPLES);
    double *gathered = die_calloc((size_t)count * n, sizeof *gathered);
    return (Batch){X, n, permuted ? order : NULL, count, gathered};
}

static const int DIMENSIONS[] = {1, 5, 8, 13, 16, 31};
static const int COUNTS[] = {1, 2, 9, SAMPLES};

/* Runs body for every number of vectors, dimension, count and order of rows. */
#define FOR_ALL(A, n, count, permuted)                                                             \
    for (int A = 1; A <= MOST; A++)                                                                \
        for (int d_ = 0, n = 0; d_ < 6 && (n = DIMENSIONS[d_]); d_++)                              \
            for (int c_ = 0, count = 0; c_ < 4 && (count = COUNTS[c_]); c_++)                      \
                for (int permuted = 0; permuted < 2; permuted++)

TEST(products_equal_triple_loops)
{
    FOR_ALL(A, n, count, permuted)
    {
        int order[SAMPLES];
        double *X = normals(SAMPLES * n, "X"), *beta = normals(A * n, "beta"),
               *r = normals(A * count, "r"), *kept = normals(SAMPLES * n, "X");
        double *f = die_calloc(A * count, sizeof *f), *h = die_calloc(A * n, sizeof *h);
        double *wanted_f = die_calloc(A * count, sizeof *f),
               *wanted_h = die_calloc(A * n, sizeof *h);
        Batch batch = batch_of(X, n, count, permuted, order);
        for (int a = 0; a < A; a++)
            for (int i = 0; i < count; i++)
                for (int j = 0; j < n; j++) {
                    double x = X[(permuted ? order[i] : i) * n + j];
                    wanted_f[a * count + i] += beta[a * n + j] * x;
                    wanted_h[a * n + j] += r[a * count + i] * x;
                }
        /* What the outputs held, be it no number, must not matter. */
        memset(f, 0xff, A * count * sizeof *f);
        memset(h, 0xff, A * n * sizeof *h);
        batch_gather(&batch, A);
        batch_forward(f, beta, A, &batch);
        batch_backward(h, r, A, &batch);
        assert_all_close(f, wanted_f, A * count, 1e-13, 1e-13);
        assert_all_close(h, wanted_h, A * n, 1e-13, 1e-13);
        assert_memory_equal(X, kept, SAMPLES * n * sizeof *X);
        free(X);
        free(beta);
        free(r);
        free(kept);
        free(f);
        free(h);
        free(wanted_f);
        free(wanted_h);
        free(batch.gathered);
    }
}

/* <beta, x> in eight lanes: the order that every processor keeps to. */
static double in_lanes(const double *beta, const double *x, int n)
{
    double s[LANES] = {0};
    for (int j = 0; j < n; j++) {
        double product = x[j] * beta[j];
        s[j % LANES] += product;
    }
    return ((s[0] + s[4]) + (s[2] + s[6])) + ((s[1] + s[5]) + (s[3] + s[7]));
}

TEST(few_vectors_have_the_same_bits_everywhere)
{
    /* So a vector's results do not depend on the ones beside it. */
    FOR_ALL(A, n, count, permuted)
    {
        if (A >= BATCH_MANY)
            continue;
        int order[SAMPLES];
        double *X = normals(SAMPLES * n, "X"), *beta = normals(A * n, "beta"),
               *r = normals(A * count, "r");
        double *f = die_calloc(A * count, sizeof *f), *h = die_calloc(A * n, sizeof *h);
        Batch batch = batch_of(X, n, count, permuted, order);
        batch_gather(&batch, A);
        batch_forward(f, beta, A, &batch);
        batch_backward(h, r, A, &batch);
        for (int a = 0; a < A; a++) {
            for (int i = 0; i < count; i++)
                assert_close(f[a * count + i],
                             in_lanes(beta + a * n, X + (permuted ? order[i] : i) * n, n), 0, 0);
            for (int j = 0; j < n; j++) {
                double sum = 0;
                for (int i = 0; i < count; i++) {
                    double product = r[a * count + i] * X[(permuted ? order[i] : i) * n + j];
                    sum += product;
                }
                assert_close(h[a * n + j], sum, 0, 0);
            }
        }
        /* The same alone and among three others. */
        double single_f[SAMPLES], single_h[31];
        for (int a = 0; a < A; a++) {
            batch_forward(single_f, beta + a * n, 1, &batch);
            batch_backward(single_h, r + a * count, 1, &batch);
            assert_memory_equal(single_f, f + a * count, count * sizeof *f);
            assert_memory_equal(single_h, h + a * n, n * sizeof *h);
        }
        free(X);
        free(beta);
        free(r);
        free(f);
        free(h);
        free(batch.gathered);
    }
}

TEST(order_of_rows_is_the_order_of_predictions)
{
    /* By hand; a row may come twice, and rows out of the batch do not count. */
    const double X[] = {1, 2, 10, 20, NAN, NAN}, beta[] = {3, -1, 0, 1};
    const int rows[] = {1, 0, 1};
    double f[6], h[4], gathered[6];
    Batch batch = {X, 2, rows, 3, gathered};
    batch_gather(&batch, 2);
    batch_forward(f, beta, 2, &batch);
    assert_all_close(f, ((double[]){10, 1, 10, 20, 2, 20}), 6, 0, 0);
    batch_backward(h, (double[]){1, 5, 2, 0, 1, 0}, 2, &batch);
    assert_all_close(h, ((double[]){35, 70, 1, 2}), 4, 0, 0);
}

int main(void)
{
    linalg_single_thread();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(products_equal_triple_loops),
        cmocka_unit_test(few_vectors_have_the_same_bits_everywhere),
        cmocka_unit_test(order_of_rows_is_the_order_of_predictions),
    };
    return cmocka_run_group_tests_name("batch", tests, NULL, NULL);
}
