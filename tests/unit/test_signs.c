/* signs: which designs it takes, and its products against plain loops, with every vector width. */
#include "signs.h"

#include <stdlib.h>

#include "close.h"
#include "die.h"
#include "rng.h"
#include "vectors.h"

enum { N = 103, K = 7, WIDTH = K + 16 + 15 };

static int coin(Rng *rng)
{
    return rng_below(rng, 2) ? 1 : -1;
}

/* X(rows,n) of fair signs; pair: one of the first two coordinates of each row is 0. */
static void draw_design(double *X, int rows, int n, int pair, Rng *rng)
{
    for (int i = 0; i < rows * n; i++)
        X[i] = coin(rng);
    for (int s = 0; pair && s < rows; s++)
        X[s * n + (int)rng_below(rng, 2)] = 0;
}

static int is_accepted(const double *X, int rows, int n)
{
    Signs *design = signs_alloc(X, rows, n);
    int accepted = design != NULL;
    signs_free(design);
    return accepted;
}

TEST(designs_of_signs_are_accepted)
{
    static const struct {
        int rows, n, pair;
        double X[6];
    } good[] = {
        {1, 1, 0, {-1}},
        {3, 1, 0, {1, -1, 1}},
        {2, 2, 0, {1, -1, -1, -1}},
        {2, 3, 0, {1, 1, 1, -1, -1, 1}},
        {1, 2, 1, {0, -1}},
        {3, 2, 1, {0, 1, 1, 0, -1, 0}},
        {2, 3, 1, {-1, 0, 1, 0, -1, -1}},
    };
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        Signs *design = signs_alloc(good[i].X, good[i].rows, good[i].n);
        assert_non_null(design);
        assert_int_equal(design->N, good[i].rows);
        assert_int_equal(design->n, good[i].n);
        assert_int_equal(design->pair, good[i].pair);
        signs_free(design);
    }
}

TEST(all_others_are_refused)
{
    /* Any other value anywhere: a zero makes a design of signs mixed; in one with a zero a row
     * among the first two coordinates it makes a second. A sign in the place of a zero makes it
     * mixed. */
    enum { ROWS = 3 };
    const double other[] = {0, 0.5, -2, 1 + 1e-15, NAN, INFINITY, 1, -1};
    const int dimensions[] = {2, 5, 33};
    double X[ROWS * 33];
    Rng rng;
    rng_open(&rng, "1", "signs", 0, "refused");
    for (int d = 0; d < 3; d++)
        for (int pair = 0; pair < 2; pair++) {
            const int n = dimensions[d];
            draw_design(X, ROWS, n, pair, &rng);
            assert_true(is_accepted(X, ROWS, n));
            for (int i = 0; i < ROWS * n; i++)
                for (size_t v = 0; v < sizeof other / sizeof *other; v++) {
                    const double x = X[i];
                    if (x == other[v] || (x != 0 && fabs(other[v]) == 1))
                        continue;
                    X[i] = other[v];
                    if (is_accepted(X, ROWS, n))
                        fail_msg("n %d, pair %d: %g for %g at %d", n, pair, other[v], x, i);
                    X[i] = x;
                }
        }
    assert_false(is_accepted((double[]){0}, 1, 1));
    assert_false(is_accepted((double[]){0, 0}, 1, 2));
    signs_free(NULL);
}

/* ---- products -------------------------------------------------------------------------------- */

/* A pass: its operands, and what plain loops in double make of them. */
typedef struct {
    int n, padded, columns, C;
    double *X;
    Signs *design;
    SignsRows back, forth;
    float *Z, *U;            /* (N,C), (padded,C) */
    float *before, *R, *v;   /* (SIGNS_BATCH,C), (SIGNS_BATCH,WIDTH), (C): what G is made of */
    float *G;                /* (SIGNS_BATCH,C) */
    double *wantZ, *wantU;   /* the results */
    double *scaleZ, *scaleU; /* sums of the absolute values of their terms */
    double *wantv, *scalev;
} Pass;

static float *alloc_floats(int count)
{
    float *x = aligned_alloc(64, count * sizeof *x); /* count is a multiple of 16 */
    assert_non_null(x);
    return x;
}

/* Whole numbers so small that every sum of them is exact in float32, or normals. */
static float draw(int exact, Rng *rng)
{
    return exact ? (float)rng_below(rng, 201) - 100 : (float)rng_normal(rng);
}

static Pass *pass_alloc(int n, int columns, int C, int pair, int exact, Rng *rng)
{
    Pass *p = die_calloc(1, sizeof *p);
    *p = (Pass){.n = n, .padded = (n + SIGNS_GROUP - 1) / SIGNS_GROUP * SIGNS_GROUP};
    p->columns = columns, p->C = C;
    p->X = die_calloc(N * n, sizeof *p->X);
    draw_design(p->X, N, n, pair, rng);
    p->design = signs_alloc(p->X, N, n);
    assert_non_null(p->design);
    p->Z = alloc_floats(N * C);
    p->U = alloc_floats(p->padded * C);
    p->before = alloc_floats(SIGNS_BATCH * C);
    p->R = alloc_floats(SIGNS_BATCH * WIDTH);
    p->v = alloc_floats(C);
    p->G = die_calloc(SIGNS_BATCH * C, sizeof *p->G);
    for (int i = 0; i < N * C; i++)
        p->Z[i] = draw(exact, rng);
    for (int i = 0; i < p->padded * C; i++)
        p->U[i] = i < n * C ? draw(exact, rng) : 0;
    for (int i = 0; i < SIGNS_BATCH * C; i++)
        p->before[i] = draw(exact, rng);
    for (int i = 0; i < SIGNS_BATCH * WIDTH; i++)
        p->R[i] = i % WIDTH < K ? draw(exact, rng) : p->R[i - K];
    for (int c = 0; c < C; c++)
        p->v[c] = exact ? (float)rng_below(rng, 3) - 1 : (float)rng_normal(rng);
    p->wantZ = die_calloc(N * C, sizeof *p->wantZ);
    p->scaleZ = die_calloc(N * C, sizeof *p->scaleZ);
    p->wantU = die_calloc(p->padded * C, sizeof *p->wantU);
    p->scaleU = die_calloc(p->padded * C, sizeof *p->scaleU);
    p->wantv = die_calloc(C, sizeof *p->wantv);
    p->scalev = die_calloc(C, sizeof *p->scalev);
    return p;
}

static void pass_free(Pass *p)
{
    free(p->X);
    signs_free(p->design);
    free(p->Z);
    free(p->U);
    free(p->before);
    free(p->R);
    free(p->v);
    free(p->G);
    free(p->wantv);
    free(p->scalev);
    free(p->wantZ);
    free(p->scaleZ);
    free(p->wantU);
    free(p->scaleU);
    free(p);
}

/* Half of v is kept. */
static void slope_want(Pass *p)
{
    for (int c = 0; c < p->C; c++) {
        p->wantv[c] = p->v[c] * (p->back.count ? 0.5 : 1);
        p->scalev[c] = p->back.count ? fabs(p->wantv[c]) : 0;
        for (int s = 0; s < p->back.count; s++) {
            const float z = p->before[s * p->C + c], r = p->R[s * WIDTH + c % K];
            p->G[s * p->C + c] = z > 0 ? r * p->v[c] : 0;
            p->wantv[c] += z > 0 ? (double)r * z : 0;
            p->scalev[c] += fabs((double)r * z);
        }
    }
}

/* U += X_a' G, Z = X_b U. What is not written must stay: there the scale is 0. */
static void pass_want(Pass *p)
{
    const int n = p->n, C = p->C;
    slope_want(p);
    for (int i = 0; i < p->padded * C; i++) {
        p->wantU[i] = p->U[i];
        p->scaleU[i] = p->back.count ? fabsf(p->U[i]) : 0;
    }
    for (int s = 0; s < p->back.count; s++)
        for (int i = 0; i < n; i++)
            for (int c = 0; c < C; c++) {
                const double term = p->X[p->back.rows[s] * n + i] * p->G[s * C + c];
                p->wantU[i * C + c] += term;
                p->scaleU[i * C + c] += fabs((double)p->G[s * C + c]);
            }
    for (int s = 0; s < N; s++)
        for (int c = 0; c < C; c++) {
            double sum = 0, scale = 0;
            for (int i = 0; s < p->forth.count && i < n; i++) {
                sum += p->X[p->forth.rows[s] * n + i] * p->wantU[i * C + c];
                scale += p->scaleU[i * C + c] + fabs(p->wantU[i * C + c]);
            }
            p->wantZ[s * C + c] = s < p->forth.count ? sum : p->Z[s * C + c];
            p->scaleZ[s * C + c] = scale;
        }
}

/* Fails unless |x - want| <= rtol scale everywhere. */
static void check_all(const float *x, const double *want, const double *scale, int count,
                      double rtol, const Pass *p, const char *name)
{
    for (int i = 0; i < count; i++)
        if (i % p->C < p->columns && !(fabs(x[i] - want[i]) <= rtol * scale[i]))
            fail_msg("%s[%d,%d] is %.9g, not %.9g: n %d, C %d, pair %d, %d rows back, %d forth, "
                     "vectors of %d",
                     name, i / p->C, i % p->C, x[i], want[i], p->n, p->C, p->design->pair,
                     p->back.count, p->forth.count, vectors_width());
}

static void assert_columns_equal(const float *x, const float *y, int rows, const Pass *p)
{
    for (int i = 0; i < rows; i++)
        assert_memory_equal(x + i * p->C, y + i * p->C, p->columns * sizeof *x);
}

/* One pass from v, which it changes, to Z and U. */
static void run(float *Z, float *U, float *v, const Pass *p) // NOLINT(*-non-const-parameter)
{
    float *even = alloc_floats(p->C), *odd = alloc_floats(p->C);
    const SignsSlope slope = {.Z = p->before,
                              .R = p->R,
                              .v = v,
                              .even = even,
                              .odd = odd,
                              .K = K,
                              .width = WIDTH,
                              .first = 1,
                              .last = 1,
                              .decay = 0.5f};
    signs_pass(Z, U, &slope, p->design, p->back, p->forth, p->columns, p->C);
    free(even);
    free(odd);
}

/* One pass with every vector width from the same operands: all must give what plain loops do, and
 * the same bytes. */
static void check_pass(Pass *p, double rtol)
{
    const int C = p->C;
    const size_t sizeZ = N * C * sizeof(float), sizeU = (size_t)p->padded * C * sizeof(float);
    float *Z = alloc_floats(N * C), *U = alloc_floats(p->padded * C), *v = alloc_floats(C);
    float *firstZ = alloc_floats(N * C), *firstU = alloc_floats(p->padded * C);
    float *firstv = alloc_floats(C);
    for (int width = 4; width <= 16; width *= 2) {
        vectors_limit(width);
        memcpy(Z, p->Z, sizeZ);
        memcpy(U, p->U, sizeU);
        memcpy(v, p->v, C * sizeof *v);
        run(Z, U, v, p);
        check_all(Z, p->wantZ, p->scaleZ, N * C, rtol, p, "Z");
        check_all(U, p->wantU, p->scaleU, p->padded * C, rtol, p, "U");
        check_all(v, p->wantv, p->scalev, C, 2 * rtol, p, "v"); /* a sum of 16, not of a tree */
        if (width > 4) {
            assert_columns_equal(Z, firstZ, N, p);
            assert_columns_equal(U, firstU, p->padded, p);
            assert_columns_equal(v, firstv, 1, p);
        }
        memcpy(firstZ, Z, sizeZ);
        memcpy(firstU, U, sizeU);
        memcpy(firstv, v, C * sizeof *v);
    }
    free(Z);
    free(U);
    free(v);
    free(firstZ);
    free(firstU);
    free(firstv);
}

static const int DIMENSIONS[] = {1, 2, 3, 5, 20, 31, 33, 64, 67, 320};

static void check_products(int exact, const char *purpose)
{
    /* Whole blocks of columns, less than half of one, half of one, more than half. */
    const int columns[][2] = {{16, 16}, {3, 32}, {24, 32}, {29, 32}, {100, 112}},
              backs[] = {0, 1, 3, 4, 18, 31, 32}, forths[] = {0, 1, 32, 100};
    int order[N], other[N];
    Rng rng;
    rng_open(&rng, "1", "signs", 0, purpose);
    for (size_t d = 0; d < sizeof DIMENSIONS / sizeof *DIMENSIONS; d++)
        for (int c = 0; c < 5; c++)
            for (int pair = 0; pair < (DIMENSIONS[d] > 1 ? 2 : 1); pair++) {
                const int n = DIMENSIONS[d];
                Pass *p = pass_alloc(n, columns[c][0], columns[c][1], pair, exact, &rng);
                rng_shuffle(&rng, order, N);
                rng_shuffle(&rng, other, N);
                /* From the most rows to the least, so that the others can be overwritten. */
                for (int a = 6; a >= 0; a--)
                    for (int b = 0; b < 4; b++) {
                        p->back = (SignsRows){order, backs[a]};
                        p->forth = (SignsRows){other, forths[b]};
                        const int read = (backs[a] + SIGNS_GROUP - 1) / SIGNS_GROUP * SIGNS_GROUP;
                        for (int i = backs[a] * p->C; i < SIGNS_BATCH * p->C; i++)
                            p->before[i] = i < read * p->C ? 0 : NAN;
                        pass_want(p);
                        /* The most additions on the way of a term: two in a table, four over the
                         * tables of a word, one of a pair, one to U; and one a word. */
                        const int additions = 8 + n / 32;
                        check_pass(p, exact ? 0 : additions * 0x1p-24);
                    }
                pass_free(p);
            }
}

TEST(products_of_whole_numbers_are_exact)
{
    check_products(1, "exact");
}

TEST(products_of_normals_are_right_to_rounding)
{
    check_products(0, "normals");
}

TEST(an_operand_left_out_is_not_read)
{
    /* Without rows to go back, there need not be a slope. */
    Rng rng;
    rng_open(&rng, "1", "signs", 0, "forth");
    Pass *p = pass_alloc(20, 32, 32, 1, 1, &rng);
    int order[N];
    rng_shuffle(&rng, order, N);
    p->forth = (SignsRows){order, N};
    pass_want(p);
    signs_pass(p->Z, p->U, NULL, p->design, (SignsRows){0}, p->forth, p->columns, p->C);
    check_all(p->Z, p->wantZ, p->scaleZ, N * p->C, 0, p, "Z");
    check_all(p->U, p->wantU, p->scaleU, p->padded * p->C, 0, p, "U");
    pass_free(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(designs_of_signs_are_accepted),
        cmocka_unit_test(all_others_are_refused),
        cmocka_unit_test(products_of_whole_numbers_are_exact),
        cmocka_unit_test(products_of_normals_are_right_to_rounding),
        cmocka_unit_test(an_operand_left_out_is_not_read),
    };
    return cmocka_run_group_tests_name("signs", tests, NULL, NULL);
}
