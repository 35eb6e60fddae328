/* relu: values, gradients and epochs against plain loops in double, a step by hand, and what must
 * not depend on the vector width, on the way to multiply or on the networks at the side. */
#include "relu.h"

#include <stdlib.h>

#include "close.h"
#include "die.h"
#include "linalg.h"
#include "vectors.h"

enum { GAUSSIAN, SIGNS, PAIR };

/* N samples of a kind: real-valued, signs, or signs with a zero among the first two. Labels are
 * fair coins, so that no order of the samples is like another. */
static ReluData *draw_data(int kind, int N, int n)
{
    Data *data = data_gaussian(N, n, "1", "relu", 0);
    Rng rng;
    rng_open(&rng, "1", "relu", 0, "labels");
    for (int i = 0; kind != GAUSSIAN && i < N * n; i++)
        data->X[i] = data->X[i] > 0 ? 1 : -1;
    for (int i = 0; i < N; i++) {
        data->y[i] = rng_below(&rng, 2) ? 1 : -1;
        if (kind == PAIR)
            data->X[i * n + (int)rng_below(&rng, 2)] = 0;
    }
    ReluData *d = relu_data(data);
    assert_true((d->signs != NULL) == (kind != GAUSSIAN));
    data_free(data);
    return d;
}

static Relu *draw_model(int n, int m, int K)
{
    Rng rng;
    rng_open(&rng, "1", "relu", 0, "start");
    Relu *model = relu_alloc(n, m, K);
    relu_init(model, 1, &rng);
    return model;
}

static size_t size_U(const Relu *model)
{
    return (size_t)(model->n + 3) / 4 * 4 * model->C * sizeof *model->U;
}

/* ---- plain loops in double ----------------------------------------------------------------------
 *
 * Weights w(K,m,n+1): v_j, then u_j, unit after unit and network after network. */

static int weights(const Relu *model)
{
    return model->K * model->m * (model->n + 1);
}

/* The weights in the order of w, from U and v or from what has their layout. */
static void unpack(double *w, const Relu *model, const float *U, const float *v)
{
    for (int k = 0; k < model->K; k++)
        for (int j = 0; j < model->m; j++)
            for (int i = -1; i < model->n; i++) {
                const int c = j * model->K + k;
                *w++ = i < 0 ? v[c] : U[i * model->C + c];
            }
}

static double hidden(const double *unit, const float *x, int n)
{
    double z = 0;
    for (int i = 0; i < n; i++)
        z += unit[1 + i] * x[i];
    return z;
}

/* The prediction of one network w(m,n+1). */
static double predict(const double *w, const float *x, int m, int n)
{
    double f = 0;
    for (int j = 0; j < m; j++)
        f += w[j * (n + 1)] * fmax(0, hidden(w + j * (n + 1), x, n));
    return f;
}

static double loss(const double *w, const ReluData *data, int m)
{
    double sum = 0;
    for (int s = 0; s < data->N; s++)
        sum += log1p(exp(-data->y[s] * predict(w, data->X + s * data->n, m, data->n)));
    return sum / data->N;
}

/* One step of a network w(m,n+1) of the model on the samples rows(count), as the model's fields
 * say. Returns the step's length. */
static double step(double *w, const Relu *model, const ReluData *data, const int *rows, int count,
                   double eta)
{
    const int n = model->n, m = model->m;
    double *change = die_calloc((size_t)m * (n + 1), sizeof *change), mean = 0;
    for (int s = 0; s < count; s++) {
        const float *x = data->X + rows[s] * n;
        const double y = data->y[rows[s]], r = 1 / (1 + exp(y * predict(w, x, m, n)));
        mean += r / count;
        for (int j = 0; j < m; j++) {
            const double z = hidden(w + j * (n + 1), x, n);
            change[j * (n + 1)] += y * r * fmax(0, z) / count;
            for (int i = 0; z > 0 && i < n; i++)
                change[j * (n + 1) + 1 + i] += y * r * w[j * (n + 1)] * x[i] / count;
        }
    }
    const double length = eta * (mean < model->rescale ? model->rescale / mean : 1);
    for (int i = 0; i < m * (n + 1); i++)
        w[i] += length * change[i] - 2 * eta * model->lambda * w[i];
    free(change);
    return length;
}

/* ---- values ---------------------------------------------------------------------------------- */

static void check_values(Relu *model, const ReluData *data)
{
    const int N = data->N, n = data->n, m = model->m, K = model->K;
    double *w = die_calloc(weights(model), sizeof *w), correct[K], mean[K];
    float *f = die_calloc((size_t)N * K, sizeof *f);
    unpack(w, model, model->U, model->v);
    relu_predict(f, model, data);
    relu_accuracy(correct, model, data);
    relu_loss(mean, model, data);
    double share = 0;
    for (int k = 0; k < K; k++) {
        const double *network = w + k * m * (n + 1);
        int right = 0;
        share += correct[k] / K;
        for (int s = 0; s < N; s++) {
            const double wanted = predict(network, data->X + s * n, m, n);
            assert_close(f[s * K + k], wanted, 1e-5, 1e-5);
            assert_true(wanted == 0 || fabs(wanted) > 1e-5); /* no sign made by rounding */
            right += data->y[s] * wanted > 0;
        }
        assert_true(correct[k] == (double)right / N);
        assert_close(mean[k], loss(network, data, m), 1e-5, 0);
    }
    assert_close(relu_mean_accuracy(model, data), share, 1e-12, 0);
    model->U[0] = NAN;
    assert_int_equal(relu_diverged(model), 1);
    assert_true(isnan(relu_mean_accuracy(model, data)));
    model->U[0] = (float)w[1];
    free(w);
    free(f);
}

TEST(values_equal_plain_loops)
{
    /* More samples than one product has, and fewer than a vector; few and many networks. */
    const int shapes[][4] = {{300, 20, 10, 20}, {513, 7, 3, 5}, {3, 33, 2, 17}, {1, 2, 1, 1}};
    for (int width = 4; width <= 16; width *= 2)
        for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++)
            for (int kind = GAUSSIAN; kind <= PAIR; kind++) {
                vectors_limit(width);
                ReluData *data = draw_data(kind, shapes[i][0], shapes[i][1]);
                Relu *model = draw_model(shapes[i][1], shapes[i][2], shapes[i][3]);
                check_values(model, data);
                relu_free(model);
                relu_data_free(data);
            }
    relu_free(NULL);
    relu_data_free(NULL);
}

TEST(four_neurons_classify_perfectly)
{
    enum { N = 1000, K = 3, n = 20 };
    Data *data = data_signs(N, n, "1", "relu", 0, "test");
    ReluData *test = relu_data(data);
    Relu *model = relu_alloc(n, 4, K);
    float f[N * K];
    double correct[K];
    for (int k = 0; k < K; k++)
        relu_four_neurons(model, k);
    relu_predict(f, model, test);
    for (int i = 0; i < N * K; i++)
        assert_true(f[i] == data->y[i / K]);
    relu_accuracy(correct, model, test);
    for (int k = 0; k < K; k++)
        assert_true(correct[k] == 1);
    relu_free(model);
    relu_data_free(test);
    data_free(data);
}

TEST(dead_points_are_errors)
{
    /* Network 0 lacks the unit -e2, so that f = 0 where x2 = -1; network 1 has no weights. */
    enum { N = 500, n = 9 };
    Data *data = data_signs(N, n, "1", "relu", 0, "test");
    ReluData *test = relu_data(data), dense = *test;
    dense.signs = NULL;
    Relu *model = relu_alloc(n, 4, 3);
    relu_four_neurons(model, 0);
    relu_four_neurons(model, 2);
    model->U[model->C + 3 * model->K] = 0;
    int dead = 0;
    for (int s = 0; s < N; s++)
        dead += data->X[s * n + 1] == -1;
    assert_true(dead > N / 8);
    double counted[3];
    relu_dead(counted, model, test);
    assert_true(counted[0] == dead && counted[1] == N && counted[2] == 0);
    for (int i = 0; i < 2; i++) {
        double correct[3];
        relu_accuracy(correct, model, i ? &dense : test);
        assert_true(correct[0] == (double)(N - dead) / N);
        assert_true(correct[1] == 0);
        assert_true(correct[2] == 1);
    }
    relu_free(model);
    relu_data_free(test);
    data_free(data);
}

TEST(norms_by_hand)
{
    Relu *model = relu_alloc(2, 2, 2);
    const int C = model->C;
    double l1[2], l2[2];
    /* Network 0: v = 1, -2 with u = (3, 0), (-1, 7); 1 + 4 + 9 + 1 + 49 = 64. Network 1: 3, 4. */
    model->v[0] = 1, model->v[2] = -2;
    model->U[0] = 3, model->U[2] = -1, model->U[C + 2] = 7;
    model->v[3] = -3, model->U[C + 1] = 4;
    relu_norms(l1, l2, model);
    assert_all_close(l1, ((double[]){14, 7}), 2, 0, 0);
    assert_all_close(l2, ((double[]){8, 5}), 2, 0, 0);
    /* A network that has diverged is seen, and no other is touched. */
    const float bad[] = {NAN, INFINITY, -INFINITY};
    for (int i = 0; i < 3; i++) {
        model->U[C + 2] = bad[i];
        relu_norms(l1, l2, model);
        assert_false(isfinite(l2[0]));
        assert_close(l2[1], 5, 0, 0);
    }
    relu_free(model);
}

/* ---- the start ------------------------------------------------------------------------------- */

TEST(start_is_drawn_network_by_network)
{
    enum { n = 5, m = 3, K = 4 };
    Rng rng, mine;
    for (int scale = 0; scale < 3; scale++)
        for (int networks = 1; networks <= K; networks++) {
            const double r = ((double[]){1, 0.1, 0.01})[scale];
            rng_open(&rng, "1", "relu", 0, "start");
            mine = rng;
            Relu *model = relu_alloc(n, m, networks);
            relu_init(model, r, &rng);
            double w[K * m * (n + 1)];
            unpack(w, model, model->U, model->v);
            for (int i = 0; i < weights(model); i++)
                assert_true(w[i] == (float)(r * rng_normal(&mine)));
            assert_memory_equal(&rng, &mine, sizeof rng);
            relu_free(model);
        }
}

TEST(start_has_unit_variance)
{
    enum { COUNT = 20 * 10 * 101 };
    Relu *model = draw_model(100, 10, 20);
    double *w = die_calloc(COUNT, sizeof *w), mean = 0, variance = 0;
    assert_int_equal(weights(model), COUNT);
    unpack(w, model, model->U, model->v);
    for (int i = 0; i < COUNT; i++) {
        mean += w[i] / COUNT;
        variance += w[i] * w[i] / COUNT;
    }
    /* Four standard errors. */
    assert_close(mean, 0, 0, 4 / sqrt(COUNT));
    assert_close(variance, 1, 0, 4 * sqrt(2.0 / COUNT));
    free(w);
    relu_free(model);
}

/* ---- gradients ------------------------------------------------------------------------------- */

TEST(gradient_equals_differences)
{
    /* Of the loss in double, from the same weights, so that the differences are exact to 1e-9 away
     * from kinks: no hidden unit may change its sign. A component of the gradient is a mean of
     * terms of the size of v or z, computed in float32: 1e-6 is a few roundings of that size. */
    enum { m = 3, K = 5 };
    const double h = 1e-5;
    const int shapes[][2] = {{300, 7}, {33, 2}, {256, 4}, {1, 5}};
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++)
        for (int kind = GAUSSIAN; kind <= PAIR; kind++) {
            const int N = shapes[i][0], n = shapes[i][1], unit = n + 1;
            ReluData *data = draw_data(kind, N, n);
            Relu *model = draw_model(n, m, K);
            const int count = weights(model);
            float *dU = die_calloc((size_t)n * model->C, sizeof *dU), *dv = die_calloc(model->C, 4);
            double *w = die_calloc(count, sizeof *w), *g = die_calloc(count, sizeof *g);
            unpack(w, model, model->U, model->v);
            for (int j = 0; j < K * m; j++)
                for (int s = 0; s < N; s++)
                    assert_true(fabs(hidden(w + j * unit, data->X + s * n, n)) > 10 * h);
            relu_gradient(dU, dv, model, data);
            unpack(g, model, dU, dv);
            for (int j = 0; j < count; j++) {
                const double *network = w + j / (m * unit) * (m * unit), at = w[j];
                w[j] = at + h;
                double up = loss(network, data, m);
                w[j] = at - h;
                double down = loss(network, data, m);
                w[j] = at;
                assert_close(g[j], (up - down) / (2 * h), 1e-6, 1e-6);
            }
            for (int c = m * K; c < model->C; c++)
                assert_true(dv[c] == 0 && dU[c] == 0);
            free(dU);
            free(dv);
            free(w);
            free(g);
            relu_free(model);
            relu_data_free(data);
        }
}

TEST(step_by_hand)
{
    /* Two samples, n = 3:                x_a = (1, 0, 1), y = +1;    x_b = (0, 1, -1), y = -1.
     * Network 0, three units:            u = (1, 2, 0), (0, 1, 1), (-1, 0, 1);   v = 2, -1, 5.
     * What they see at x_a and x_b:      1 and 2;   1 and 0, a kink;   0, a kink, and -1.
     * Predictions:                       f_a = 2 - 1 = 1,   f_b = 4.
     * Residuals y / (1 + exp(y f)):      1 / (1 + e) = 0.26894142,  -1 / (1 + e^-4) = -0.98201379.
     * Times eta / 2, eta = 0.1:          a = 0.013447071,   b = -0.0491006895.
     * u_1 += a 2 x_a + b 2 x_b = (0.026894142, -0.098201379, 0.125095521)
     * u_2 += a (-1) x_a        = (-0.013447071, 0, -0.013447071)
     * v_1 += a 1 + b 2         = -0.084754308,   v_2 += a 1,   and unit 3 stays.
     * Network 1 is dead at both samples: nothing moves it. */
    const double u[3][3] = {{1.026894142, 1.901798621, 0.125095521},
                            {-0.013447071, 1, 0.986552929},
                            {-1, 0, 1}},
                 v[3] = {1.915245692, -0.986552929, 5};
    double X[] = {1, 0, 1, 0, 1, -1}, y[] = {1, -1};
    ReluData *data = relu_data(&(Data){.N = 2, .n = 3, .X = X, .y = y}), dense = *data;
    assert_non_null(data->signs);
    dense.signs = NULL;
    Rng rng;
    rng_open(&rng, "1", "relu", 0, "none");
    for (int i = 0; i < 2; i++) {
        Relu *model = relu_alloc(3, 3, 2);
        const float start[3][3] = {{1, 2, 0}, {0, 1, 1}, {-1, 0, 1}}, out[] = {2, -1, 5};
        for (int j = 0; j < 3; j++) {
            model->v[2 * j] = out[j];
            model->v[2 * j + 1] = 1;
            for (int d = 0; d < 3; d++)
                model->U[d * model->C + 2 * j] = start[j][d];
            model->U[2 * j + 1] = model->U[model->C + 2 * j + 1] = -1;
        }
        relu_epoch(model, i ? &dense : data, 32, 0.1, &rng);
        for (int j = 0; j < 3; j++) {
            assert_close(model->v[2 * j], v[j], 0, 2e-7);
            assert_true(model->v[2 * j + 1] == 1);
            for (int d = 0; d < 3; d++) {
                assert_close(model->U[d * model->C + 2 * j], u[j][d], 0, 2e-7);
                assert_true(model->U[d * model->C + 2 * j + 1] == (d < 2 ? -1 : 0));
            }
        }
        relu_free(model);
    }
    relu_data_free(data);
}

/* ---- epochs ---------------------------------------------------------------------------------- */

/* Padding columns of U and v, and padding rows of U. */
static void check_padding(const Relu *model)
{
    const int used = model->m * model->K;
    for (int i = 0; i < (model->n + 3) / 4 * 4; i++)
        for (int c = i < model->n ? used : 0; c < model->C; c++)
            assert_true(model->U[i * model->C + c] == 0);
    for (int c = used; c < model->C; c++)
        assert_true(model->v[c] == 0);
}

/* A step size so small that a step, which moves a prediction by eta n times its error or so, does
 * not amplify what rounding left. */
static double eta(int n)
{
    return 2.0 / n;
}

/* Two epochs of all networks against those of plain loops, which also draw the order. */
static void check_epochs(const ReluData *data, const int *shape, double lambda, double rescale)
{
    enum { EPOCHS = 2 };
    const int N = shape[0], n = shape[1], m = shape[2], K = shape[3], batch = shape[4];
    Rng rng, mine;
    rng_open(&rng, "1", "relu", 0, "batches");
    mine = rng;
    Relu *model = draw_model(n, m, K);
    model->lambda = lambda;
    model->rescale = rescale;
    const int count = weights(model);
    double *w = die_calloc(count, sizeof *w), *got = die_calloc(count, sizeof *got), time[K];
    int *order = die_calloc(N, sizeof *order);
    unpack(w, model, model->U, model->v);
    memset(time, 0, sizeof time);
    for (int epoch = 0; epoch < EPOCHS; epoch++) {
        relu_epoch(model, data, batch, eta(n), &rng);
        for (int s = 0; s < N; s++)
            order[s] = s;
        if (N > batch)
            rng_shuffle(&mine, order, N);
        for (int first = 0; first < N; first += batch)
            for (int k = 0; k < K; k++)
                time[k] += step(w + k * m * (n + 1), model, data, order + first,
                                first + batch < N ? batch : N - first, eta(n));
    }
    assert_memory_equal(&rng, &mine, sizeof rng);
    unpack(got, model, model->U, model->v);
    assert_all_close(got, w, count, 2e-6, 2e-6);
    check_padding(model);
    /* Where all samples are right by far, the time grows as exp(y f): with it the rounding of f,
     * and beyond any bound. */
    for (int k = 0; k < K; k++)
        assert_close(fmin(model->time[k], 1e8), rescale > 0 ? fmin(time[k], 1e8) : 0, 1e-4, 0);
    free(order);
    free(w);
    free(got);
    relu_free(model);
}

/* N, n, m, K, batch. N is not a multiple of the batch, is less, is one more, is two batches; n is
 * not a multiple of a table's four, is over a word's 32, is 2; K m is odd, is less than 4, fills
 * its columns. The last two batches are larger than what goes back in one pass. */
static const int SHAPES[][5] = {
    {70, 20, 10, 20, 32},  {96, 37, 10, 10, 32}, {64, 20, 2, 20, 32}, {31, 5, 3, 7, 32},
    {33, 2, 1, 1, 32},     {45, 2, 1, 3, 32},    {50, 3, 5, 17, 32},  {50, 21, 7, 5, 8},
    {20, 67, 3, 20, 3},    {1, 4, 2, 2, 32},     {9, 6, 3, 16, 1},    {5, 320, 2, 33, 2},
    {150, 20, 10, 20, 64}, {300, 6, 3, 4, 300},
};
enum { SHAPE_COUNT = sizeof SHAPES / sizeof *SHAPES };

static void check_all_epochs(double lambda, double rescale)
{
    for (int width = 4; width <= 16; width *= 2)
        for (int i = 0; i < SHAPE_COUNT; i++)
            for (int kind = GAUSSIAN; kind <= PAIR; kind++) {
                vectors_limit(width);
                ReluData *data = draw_data(kind, SHAPES[i][0], SHAPES[i][1]);
                check_epochs(data, SHAPES[i], lambda, rescale);
                relu_data_free(data);
            }
}

TEST(epochs_equal_plain_loops)
{
    check_all_epochs(0, 0);
}

TEST(regularised_epochs_equal_plain_loops)
{
    check_all_epochs(0.05, 0);
}

TEST(rescaled_epochs_equal_plain_loops)
{
    /* About half of the networks have a mean residual below this at first. */
    check_all_epochs(0, 0.5);
}

/* Two epochs from the start, the model used for other things before and between. */
static Relu *trained(const ReluData *data, const int *shape, int width)
{
    Rng rng;
    rng_open(&rng, "1", "relu", 0, "batches");
    vectors_limit(width);
    Relu *model = draw_model(shape[1], shape[2], shape[3]);
    double mean[shape[3]];
    for (int epoch = 0; epoch < 2; epoch++) {
        if (width < 16)
            relu_loss(mean, model, data);
        relu_epoch(model, data, shape[4], eta(shape[1]), &rng);
    }
    return model;
}

TEST(tables_agree_with_dense_products)
{
    /* To rounding; and with tables the bytes are the same for every vector width, for the same
     * stream again, and whatever the workspace held. */
    for (int i = 0; i < SHAPE_COUNT; i++)
        for (int kind = SIGNS; kind <= PAIR; kind++) {
            const int *shape = SHAPES[i];
            ReluData *data = draw_data(kind, shape[0], shape[1]), dense = *data;
            dense.signs = NULL;
            Relu *wanted = trained(&dense, shape, 16), *first = trained(data, shape, 16);
            const int padded = (int)(size_U(first) / sizeof *first->U);
            assert_all_close(first->U, wanted->U, padded, 2e-6, 2e-6);
            assert_all_close(first->v, wanted->v, first->C, 2e-6, 2e-6);
            check_padding(wanted);
            for (int width = 4; width <= 16; width *= 2) {
                Relu *again = trained(data, shape, width);
                assert_memory_equal(again->U, first->U, size_U(first));
                assert_memory_equal(again->v, first->v, first->C * sizeof *first->v);
                relu_free(again);
            }
            relu_free(wanted);
            relu_free(first);
            relu_data_free(data);
        }
}

TEST(networks_do_not_mix)
{
    /* Each of K networks ends where it does when it is trained alone, though one has diverged. */
    enum { N = 70, n = 20, m = 10, K = 20, BAD = 2 };
    ReluData *data = draw_data(PAIR, N, n);
    Relu *all = draw_model(n, m, K), *model = draw_model(n, m, K);
    for (int j = 0; j < m; j++)
        all->U[j * K + BAD] = model->U[j * K + BAD] = INFINITY;
    Rng rng;
    rng_open(&rng, "1", "relu", 0, "batches");
    relu_epoch(all, data, 32, 0.3, &rng);
    double l1[K], l2[K];
    relu_norms(l1, l2, all);
    for (int k = 0; k < K; k++) {
        assert_true(isfinite(l2[k]) == (k != BAD));
        Relu *alone = relu_alloc(n, m, 1);
        for (int j = 0; j < m; j++) {
            alone->v[j] = model->v[j * K + k];
            for (int i = 0; i < n; i++)
                alone->U[i * alone->C + j] = model->U[i * model->C + j * K + k];
        }
        rng_open(&rng, "1", "relu", 0, "batches");
        relu_epoch(alone, data, 32, 0.3, &rng);
        for (int j = 0; k != BAD && j < m; j++) {
            assert_true(alone->v[j] == all->v[j * K + k]);
            for (int i = 0; i < n; i++)
                assert_true(alone->U[i * alone->C + j] == all->U[i * all->C + j * K + k]);
        }
        relu_free(alone);
    }
    relu_free(all);
    relu_free(model);
    relu_data_free(data);
}

TEST(large_predictions_stay_finite)
{
    /* f = 1000 x: where y agrees nothing moves; where it does not, the residual is y. */
    for (int i = 0; i < 4; i++) {
        const double y = i % 2 ? -1 : 1;
        double X[] = {1};
        ReluData *data = relu_data(&(Data){.N = 1, .n = 1, .X = X, .y = (double *)&y}),
                 dense = *data;
        dense.signs = NULL;
        Relu *model = relu_alloc(1, 1, 1);
        Rng rng;
        rng_open(&rng, "1", "relu", 0, "none");
        double mean;
        model->U[0] = 1000;
        model->v[0] = 1;
        relu_loss(&mean, model, i < 2 ? data : &dense);
        assert_close(mean, y > 0 ? 0 : 1000, 1e-7, 0);
        relu_epoch(model, i < 2 ? data : &dense, 32, 0.125, &rng);
        assert_close(model->U[0], y > 0 ? 1000 : 1000 - 0.125, 1e-7, 0);
        assert_close(model->v[0], y > 0 ? 1 : 1 - 125, 1e-7, 0);
        relu_free(model);
        relu_data_free(data);
    }
}

/* Lyu and Li (2020): under gradient flow -log(exp(S) - 1) / ||w||^2, S the sum of the losses, does
 * not fall once S < log 2. Steps are small; float32 may cost a little. */
TEST(smoothed_margin_does_not_fall)
{
    enum { N = 40, n = 20, m = 10, K = 4 };
    Data *signs = data_signs(N, n, "1", "relu", 1, "train");
    ReluData *data = relu_data(signs);
    Relu *model = draw_model(n, m, K);
    double loss_of[K], l1[K], l2[K], before[K];
    int below = 0, rises = 0;
    for (int k = 0; k < K; k++)
        before[k] = -INFINITY;
    for (int epoch = 1; epoch <= 20000; epoch++) {
        relu_epoch(model, data, N, 0.02, NULL);
        if (epoch % 100)
            continue;
        relu_loss(loss_of, model, data);
        relu_norms(l1, l2, model);
        for (int k = 0; k < K; k++) {
            const double S = N * loss_of[k];
            if (S >= log(2))
                continue;
            const double margin = -log(expm1(S)) / (l2[k] * l2[k]);
            assert_true(margin >= before[k] * (1 - 1e-5));
            rises += margin > before[k] * (1 + 1e-5) && isfinite(before[k]);
            before[k] = margin;
            below++;
        }
    }
    assert_true(below > 200 && rises > below / 2);
    relu_free(model);
    relu_data_free(data);
    data_free(signs);
}

int main(void)
{
    linalg_single_thread();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_equal_plain_loops),
        cmocka_unit_test(four_neurons_classify_perfectly),
        cmocka_unit_test(dead_points_are_errors),
        cmocka_unit_test(norms_by_hand),
        cmocka_unit_test(start_is_drawn_network_by_network),
        cmocka_unit_test(start_has_unit_variance),
        cmocka_unit_test(gradient_equals_differences),
        cmocka_unit_test(step_by_hand),
        cmocka_unit_test(epochs_equal_plain_loops),
        cmocka_unit_test(regularised_epochs_equal_plain_loops),
        cmocka_unit_test(rescaled_epochs_equal_plain_loops),
        cmocka_unit_test(tables_agree_with_dense_products),
        cmocka_unit_test(networks_do_not_mix),
        cmocka_unit_test(large_predictions_stay_finite),
        cmocka_unit_test(smoothed_margin_does_not_fall),
    };
    return cmocka_run_group_tests_name("relu", tests, NULL, NULL);
}
