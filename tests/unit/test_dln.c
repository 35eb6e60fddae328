/* dln: gradients against differences, kernels and paths against their closed forms, and the
 * thesis's Table 1. */
#include <stdlib.h>

#include "close.h"
#include "die.h"
#include "dln.h"
#include "linalg.h"

enum { N = 6, n = 4, A = 3, WEIGHTS = 2 * n * A };

static void normals(double *x, int count, const char *purpose)
{
    Rng rng;
    rng_open(&rng, "1", "dln", 0, purpose);
    for (int i = 0; i < count; i++)
        x[i] = rng_normal(&rng);
}

/* A model of A paths at random weights; linear: the linearisation at other random weights. */
static Dln *random_model(int linear)
{
    Dln *model = dln_alloc(n, A, N);
    if (linear) {
        normals(model->w, WEIGHTS, "base");
        dln_linearise(model);
    }
    normals(model->w, WEIGHTS, "w");
    return model;
}

TEST(predictors_by_hand)
{
    Dln *model = dln_alloc(1, 2, 1);
    double beta[2], f[2];
    const double at[] = {3, 1, 2, 5}, base[] = {2, 1, 1, 2}, x = 10;
    memcpy(model->w, at, sizeof at);
    dln_beta(beta, model);
    assert_all_close(beta, ((double[]){9 - 1, 4 - 25}), 2, 0, 0);
    memcpy(model->w, base, sizeof base);
    dln_linearise(model);
    dln_beta(beta, model);
    assert_all_close(beta, ((double[]){4 - 1, 1 - 4}), 2, 0, 0);
    memcpy(model->w, at, sizeof at);
    dln_predict(f, model, &x, 1);
    assert_all_close(f, ((double[]){10 * (3 + 4 - 0), 10 * (-3 + 2 - 12)}), 2, 0, 0);
    dln_free(model);
    dln_free(NULL);
}

TEST(gradient_equals_differences)
{
    double X[N * n], y[N], v[WEIGHTS], g[WEIGHTS], at[WEIGHTS], loss[A], up[A], down[A];
    const double h = 1e-5;
    normals(X, N * n, "X");
    normals(y, N, "y");
    for (int linear = 0; linear < 2; linear++) {
        Dln *model = random_model(linear);
        memcpy(at, model->w, sizeof at);
        dln_gradient(loss, g, model, X, y, N);
        assert_memory_equal(model->w, at, sizeof at);
        for (int direction = 0; direction < 5; direction++) {
            normals(v, WEIGHTS, (char[]){(char)('0' + direction), '\0'});
            for (int i = 0; i < WEIGHTS; i++)
                model->w[i] = at[i] + h * v[i];
            dln_gradient(up, NULL, model, X, y, N);
            for (int i = 0; i < WEIGHTS; i++)
                model->w[i] = at[i] - h * v[i];
            dln_gradient(down, NULL, model, X, y, N);
            for (int a = 0; a < A; a++) {
                double slope = 0;
                for (int i = 0; i < 2 * n; i++)
                    slope += g[2 * n * a + i] * v[2 * n * a + i];
                assert_close(slope, (up[a] - down[a]) / (2 * h), 1e-7, 1e-6);
            }
        }
        /* The loss is the mean square of what is left. */
        double f[A * N];
        memcpy(model->w, at, sizeof at);
        dln_predict(f, model, X, N);
        for (int a = 0; a < A; a++) {
            double sum = 0;
            for (int i = 0; i < N; i++)
                sum += pow(y[i] - f[a * N + i], 2) / N;
            assert_close(loss[a], sum, 1e-14, 0);
        }
        dln_free(model);
    }
}

TEST(tangent_kernel_equals_differences)
{
    double X[N * n], K[N * N], f[A * N], J[N * 2 * n];
    normals(X, N * n, "X");
    for (int linear = 0; linear < 2; linear++)
        for (int a = 0; a < A; a++) {
            Dln *model = random_model(linear);
            dln_tangent_kernel(K, model, a, X, N);
            /* f is a polynomial of degree 2 in w, so that central differences are exact. */
            for (int i = 0; i < 2 * n; i++)
                for (int sign = -1; sign <= 1; sign += 2) {
                    model->w[2 * n * a + i] += sign;
                    dln_predict(f, model, X, N);
                    model->w[2 * n * a + i] -= sign;
                    for (int s = 0; s < N; s++)
                        J[s * 2 * n + i] =
                            (sign > 0 ? J[s * 2 * n + i] : 0) + sign * f[a * N + s] / 2;
                }
            for (int s = 0; s < N; s++)
                for (int t = 0; t < N; t++) {
                    double product = 0;
                    for (int i = 0; i < 2 * n; i++)
                        product += J[s * 2 * n + i] * J[t * 2 * n + i];
                    assert_close(K[s * N + t], product, 1e-12, 1e-12);
                }
            dln_free(model);
        }
}

TEST(starts_at_zero_with_the_linear_kernel)
{
    double X[N * n], XX[N * N], K[N * N], f[A * N];
    const double alpha[A] = {0.1, 1, 10};
    normals(X, N * n, "X");
    linalg_multiply_nt(XX, X, X, N, n, N);
    Dln *model = dln_alloc(n, A, N);
    dln_init(model, alpha);
    dln_predict(f, model, X, N);
    for (int a = 0; a < A; a++) {
        dln_tangent_kernel(K, model, a, X, N);
        for (int i = 0; i < N * N; i++)
            assert_close(K[i], 8 * alpha[a] * alpha[a] * XX[i], 1e-13, 1e-13);
        for (int i = 0; i < N; i++)
            assert_close(f[a * N + i], 0, 0, 0);
    }
    dln_free(model);
}

TEST(step_follows_the_gradient)
{
    double X[N * n], y[N], g[WEIGHTS], wanted[WEIGHTS], before[A], loss[A];
    normals(X, N * n, "X");
    normals(y, N, "y");
    for (int linear = 0; linear < 2; linear++) {
        Dln *model = random_model(linear);
        dln_gradient(before, g, model, X, y, N);
        for (int i = 0; i < WEIGHTS; i++)
            wanted[i] = model->w[i] - 0.01 * g[i];
        dln_step(loss, model, X, y, N, 0.01);
        assert_all_close(model->w, wanted, WEIGHTS, 1e-14, 1e-14);
        assert_all_close(loss, before, A, 0, 0);
        dln_free(model);
    }
}

TEST(linearised_descent_follows_its_closed_form)
{
    /* From f = 0 the residual f - y after t steps is -sum_k v_k (1 - 16 alpha^2 eta lambda_k / N)^t
     * <v_k, y>, with the eigenpairs of XX'. */
    enum { STEPS = 300 };
    Data *data = data_original_500();
    const int samples = data->N;
    const double alpha[] = {0.3, 1.2}, eta = 1e-3;
    double *XX = die_calloc(samples * samples, sizeof *XX),
           *V = die_calloc(samples * samples, sizeof *V);
    double *lambda = die_calloc(samples, sizeof *lambda), *f = die_calloc(2 * samples, sizeof *f);
    linalg_multiply_nt(XX, data->X, data->X, samples, data->n, samples);
    assert_int_equal(linalg_eigen(lambda, V, XX, samples), 0);
    Dln *model = dln_alloc(data->n, 2, samples);
    dln_init(model, alpha);
    dln_linearise(model);
    double loss[2];
    for (int t = 0; t < STEPS; t++)
        dln_step(loss, model, data->X, data->y, samples, eta);
    dln_predict(f, model, data->X, samples);
    for (int a = 0; a < 2; a++)
        for (int i = 0; i < samples; i++) {
            double residual = 0;
            for (int k = 0; k < samples; k++) {
                double dot = 0, rate = 16 * alpha[a] * alpha[a] * eta * lambda[k] / samples;
                for (int j = 0; j < samples; j++)
                    dot += V[k * samples + j] * data->y[j];
                residual -= V[k * samples + i] * pow(1 - rate, STEPS) * dot;
            }
            assert_close(f[a * samples + i] - data->y[i], residual, 1e-9, 1e-12);
        }
    dln_free(model);
    data_free(data);
    free(XX);
    free(V);
    free(lambda);
    free(f);
}

/* Alphas for the most paths that a test has; the second diverges at eta = 1e-3. */
enum { MOST = 13 };
static const double ALPHAS[MOST] = {0.5, 20, 1, 0.1, 0.7, 0.9, 1.1, 1.2, 0.2, 0.3, 0.4, 0.6, 0.8};

static Dln *started(const Data *data, const double *alpha, int paths, int linear)
{
    Dln *model = dln_alloc(data->n, paths, data->N);
    dln_init(model, alpha);
    if (linear)
        dln_linearise(model);
    return model;
}

TEST(paths_do_not_mix)
{
    /* Path 1 diverges; the others run as they do alone, to the bit. */
    enum { EPOCHS = 400 };
    Data *data = data_original_500();
    const int weights = 2 * data->n;
    double loss[MOST], single_loss;
    for (int linear = 0; linear < 2; linear++)
        for (int paths = A; paths <= MOST; paths += MOST - A) {
            Dln *model = started(data, ALPHAS, paths, linear);
            for (int t = 0; t < EPOCHS; t++)
                dln_step(loss, model, data->X, data->y, data->N, 1e-3);
            assert_false(loss[1] < 1e100);
            for (int a = 0; a < paths; a += a ? 1 : 2) {
                Dln *single = started(data, ALPHAS + a, 1, linear);
                for (int t = 0; t < EPOCHS; t++)
                    dln_step(&single_loss, single, data->X, data->y, data->N, 1e-3);
                assert_true(loss[a] == single_loss);
                assert_memory_equal(model->w + a * weights, single->w, weights * sizeof *single->w);
                dln_free(single);
            }
            dln_free(model);
        }
    data_free(data);
}

TEST(dropped_path_leaves_the_others)
{
    /* A path taken out half-way, be it the first, a middle or the last one, or the diverged one:
     * the rest go on as if it had never been there, to the bit. */
    enum { EPOCHS = 20 };
    Data *data = data_gaussian(40, 9, "1", "dln", 2);
    const int weights = 2 * data->n;
    double loss[MOST], kept_loss[MOST], beta[MOST * 9], kept_beta[MOST * 9];
    for (int linear = 0; linear < 2; linear++)
        for (int paths = 2; paths <= MOST; paths++)
            for (int out = 0; out < paths;
                 out += out + 2 < paths && out > 1 ? paths - out - 1 : 1) {
                Dln *model = started(data, ALPHAS, paths, linear),
                    *kept = started(data, ALPHAS, paths, linear);
                Rng rng, mine;
                rng_open(&rng, "1", "dln", 0, "drop");
                mine = rng;
                for (int epoch = 0; epoch < EPOCHS; epoch++) {
                    if (epoch == EPOCHS / 2)
                        dln_drop(model, out);
                    dln_epoch(loss, model, data, 16, 1e-3, &rng);
                    dln_epoch(kept_loss, kept, data, 16, 1e-3, &mine);
                }
                assert_int_equal(model->A, paths - 1);
                dln_beta(beta, model);
                dln_beta(kept_beta, kept);
                for (int a = 0, was = 0; a < paths - 1; a++, was++) {
                    was += was == out;
                    if (was == 1)
                        continue; /* not a number, or all but */
                    assert_true(loss[a] == kept_loss[was]);
                    assert_memory_equal(model->w + a * weights, kept->w + was * weights,
                                        weights * sizeof *model->w);
                    assert_memory_equal(beta + a * data->n, kept_beta + was * data->n,
                                        data->n * sizeof *beta);
                }
                dln_free(model);
                dln_free(kept);
            }
    data_free(data);
}

TEST(epoch_of_few_samples_is_one_step)
{
    Data *data = data_gaussian(N, n, "1", "dln", 1);
    Rng rng, before;
    rng_open(&rng, "1", "dln", 0, "batches");
    before = rng;
    for (int batch = N; batch <= N + 1; batch++) {
        Dln *model = random_model(0), *stepped = random_model(0);
        double loss[A], step_loss[A];
        dln_epoch(loss, model, data, batch, 0.01, &rng);
        dln_step(step_loss, stepped, data->X, data->y, N, 0.01);
        assert_memory_equal(model->w, stepped->w, sizeof(double[WEIGHTS]));
        assert_memory_equal(loss, step_loss, sizeof loss);
        assert_memory_equal(&rng, &before, sizeof rng);
        dln_free(model);
        dln_free(stepped);
    }
    data_free(data);
}

TEST(epoch_of_batches_equals_a_plain_loop)
{
    enum { BATCH = 4 }; /* of N = 6: one batch of 4, one of 2 */
    Data *data = data_gaussian(N, n, "1", "dln", 1);
    Rng rng, mine;
    rng_open(&rng, "1", "dln", 0, "batches");
    mine = rng;
    Dln *model = random_model(0);
    double w[WEIGHTS], loss[A];
    memcpy(w, model->w, sizeof w);
    for (int epoch = 0; epoch < 3; epoch++) {
        dln_epoch(loss, model, data, BATCH, 0.01, &rng);
        int order[N];
        rng_shuffle(&mine, order, N);
        double sum[A] = {0};
        for (int first = 0; first < N; first += BATCH) {
            int rows = first ? N - BATCH : BATCH;
            double gradient[WEIGHTS] = {0};
            for (int r = 0; r < rows; r++)
                for (int a = 0; a < A; a++) {
                    const double *x = data->X + order[first + r] * n, *plus = w + 2 * n * a;
                    double left = data->y[order[first + r]];
                    for (int j = 0; j < n; j++)
                        left -= (pow(plus[j], 2) - pow(plus[n + j], 2)) * x[j];
                    sum[a] += left * left;
                    for (int j = 0; j < n; j++) {
                        gradient[2 * n * a + j] -= 4 * left * plus[j] * x[j] / rows;
                        gradient[2 * n * a + n + j] += 4 * left * plus[n + j] * x[j] / rows;
                    }
                }
            for (int i = 0; i < WEIGHTS; i++)
                w[i] -= 0.01 * gradient[i];
        }
        assert_all_close(model->w, w, WEIGHTS, 1e-11, 1e-12);
        for (int a = 0; a < A; a++)
            assert_close(loss[a], sum[a] / N, 1e-11, 0);
    }
    dln_free(model);
    data_free(data);
}

TEST(table_1_epochs)
{
    /* Thesis, Table 1: epochs until the loss is below 1e-4. */
    const double alpha[] = {1, 10}, eta[] = {1e-3, 1e-4};
    const int wanted[] = {757, 77};
    Data *data = data_original_500();
    Rng rng;
    rng_open(&rng, "1", "dln", 0, "batches");
    for (int i = 0; i < 2; i++) {
        Dln *model = dln_alloc(data->n, 1, data->N);
        dln_init(model, alpha + i);
        int epochs = 0;
        for (double loss = 1; loss >= 1e-4 && epochs < 1000; epochs++)
            dln_epoch(&loss, model, data, 32, eta[i], &rng);
        assert_int_equal(epochs, wanted[i]);
        dln_free(model);
    }
    data_free(data);
}

TEST(products_of_weights_stay)
{
    /* Gradient flow keeps w+ w- = alpha^2. A step multiplies it by 1 - O(eta^2), so that the drift
     * over the same time is a tenth for a tenth of the step. */
    const double alpha = 0.5;
    double drift[2] = {0};
    Data *data = data_original_500();
    for (int fine = 0; fine < 2; fine++) {
        Dln *model = dln_alloc(data->n, 1, data->N);
        dln_init(model, &alpha);
        double loss, *plus = model->w, *minus = model->w + data->n;
        for (int t = 0; t < (fine ? 10000 : 1000); t++)
            dln_step(&loss, model, data->X, data->y, data->N, fine ? 1e-4 : 1e-3);
        assert_true(loss < 0.1);
        for (int j = 0; j < data->n; j++)
            drift[fine] = fmax(drift[fine], fabs(plus[j] * minus[j] / (alpha * alpha) - 1));
        dln_free(model);
    }
    assert_true(drift[0] > 0 && drift[0] < 0.05);
    assert_close(drift[0] / drift[1], 10, 0.1, 0);
    data_free(data);
}

TEST(descent_leaves_each_path_when_it_is_done)
{
    /* Each path ends as if it had descended alone, in batches of one order. */
    enum { RUNS = 4, MOST_EPOCHS = 300 };
    const double alpha[RUNS] = {0.5, 1, 30, 1e-3}, eta = 5e-3, stop = 3e-2;
    Data *data = data_gaussian(9, 12, "1", "dln", 3);
    double beta[RUNS * 12], end[12], loss;
    DlnRun runs[RUNS];
    Rng rng;
    rng_open(&rng, "1", "dln", 0, "descend");
    Rng same = rng;
    assert_int_equal(dln_descend(beta, runs, alpha, RUNS, data, 9, eta, stop, MOST_EPOCHS, &rng),
                     1);
    for (int a = 0; a < RUNS; a++) {
        Dln *alone = dln_alloc(12, 1, 9);
        int epochs = 0;
        dln_init(alone, &alpha[a]);
        do {
            dln_epoch(&loss, alone, data, 9, eta, &same);
            epochs++;
        } while (isfinite(loss) && loss >= stop && epochs < MOST_EPOCHS);
        dln_beta(end, alone);
        assert_int_equal(runs[a].epochs, epochs);
        assert_int_equal(runs[a].converged, loss < stop);
        assert_int_equal(isfinite(runs[a].loss) != 0, a != 2);
        if (a != 2) {
            assert_true(runs[a].loss == loss);
            assert_memory_equal(beta + a * 12, end, sizeof end);
        }
        dln_free(alone);
    }
    assert_true(runs[0].converged && runs[1].converged && !runs[3].converged);
    assert_int_equal(runs[3].epochs, MOST_EPOCHS);
    data_free(data);
}

int main(void)
{
    linalg_single_thread();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(predictors_by_hand),
        cmocka_unit_test(gradient_equals_differences),
        cmocka_unit_test(tangent_kernel_equals_differences),
        cmocka_unit_test(starts_at_zero_with_the_linear_kernel),
        cmocka_unit_test(step_follows_the_gradient),
        cmocka_unit_test(linearised_descent_follows_its_closed_form),
        cmocka_unit_test(paths_do_not_mix),
        cmocka_unit_test(dropped_path_leaves_the_others),
        cmocka_unit_test(epoch_of_few_samples_is_one_step),
        cmocka_unit_test(epoch_of_batches_equals_a_plain_loop),
        cmocka_unit_test(table_1_epochs),
        cmocka_unit_test(products_of_weights_stay),
        cmocka_unit_test(descent_leaves_each_path_when_it_is_done),
    };
    return cmocka_run_group_tests_name("dln", tests, NULL, NULL);
}
