/* lazy: the flows against descent with small steps and against the linear flow's closed form, and
 * the constants of the bound by hand. */
#include "close.h"
#include "lazy.h"
#include "linalg.h"

TEST(flows_are_the_limit_of_small_steps)
{
    enum { N = 4, n = 6, STEPS = 20000 };
    const double a = 2, T = 1.5, eta = T / (a * a) / STEPS;
    Data *data = data_gaussian(N, n, "1", "lazy", 1);
    LazyFlows *flows = lazy_alloc(data, a, 1e-10);
    assert_true(lazy_follow(flows, T / 2) && lazy_follow(flows, T));
    for (int f = 0; f < LAZY_FLOWS; f++) {
        Dln *model = dln_alloc(n, 1, N);
        double loss, beta[n], moved[2 * n];
        dln_init(model, &a);
        if (f == LAZY_LINEARIZED)
            dln_linearise(model);
        for (int k = 0; k < STEPS; k++)
            dln_step(&loss, model, data->X, data->y, N, eta);
        dln_beta(beta, model);
        for (int i = 0; i < 2 * n; i++)
            moved[i] = model->w[i] - a;
        assert_all_close(flows->v[f], moved, 2 * n, 1e-2, 1e-4);
        assert_all_close(flows->beta[f], beta, n, 1e-2, 1e-4);
        dln_free(model);
    }
    assert_true(linalg_distance(flows->v[LAZY_MODEL], flows->v[LAZY_LINEARIZED], 2 * n) > 1e-3);
    lazy_free(flows);
    lazy_free(NULL);
    data_free(data);
}

TEST(linear_flow_has_its_closed_form)
{
    /* n = N = 1 and x = 1: beta' = -16 (beta - y) in the scaled time, from 0. */
    double x = 1, y = 3, truth = 3;
    const Data data = {1, 1, &x, &y, &truth};
    LazyFlows *flows = lazy_alloc(&data, 10, 1e-12);
    assert_true(lazy_follow(flows, 0.1));
    assert_close(flows->beta[LAZY_LINEARIZED][0], 3 * (1 - exp(-1.6)), 1e-9, 0);
    lazy_free(flows);
}

TEST(bounds_by_hand)
{
    double X[] = {3, 0, 0, 4}, y[] = {3, 8}, truth[] = {1, 2};
    const Data square = {2, 2, X, y, truth};
    LazyBound bound = lazy_bound(&square);
    assert_false(bound.on_outputs);
    assert_close(bound.factor, 4.0 / 3 * sqrt(5), 1e-12, 0);
    assert_close(bound.rate, 4 * 9 / 2.0, 1e-12, 0);
    assert_close(lazy_distance(&bound, &square, (double[]){1, 0}), 2, 1e-12, 0);
    const Data wide = {1, 2, (double[]){3, 4}, (double[]){11}, truth};
    bound = lazy_bound(&wide);
    assert_true(bound.on_outputs);
    assert_close(bound.factor, 11, 1e-12, 0);
    assert_close(bound.rate, 4 * 25, 1e-12, 0);
    assert_close(bound.least_a, sqrt(8 * 25 * 11 / 125.0), 1e-12, 0);
    assert_close(lazy_distance(&bound, &wide, (double[]){1, 1}), 4, 1e-12, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(flows_are_the_limit_of_small_steps),
        cmocka_unit_test(linear_flow_has_its_closed_form),
        cmocka_unit_test(bounds_by_hand),
    };
    return cmocka_run_group_tests_name("lazy", tests, NULL, NULL);
}
