/* margin: views of networks whose predictions are known, at losses from large to tiny. */
#include <stdlib.h>

#include "close.h"
#include "margin.h"

/* The four-neuron network has y f = 1 and ||w||^2 = 8; scaled by c, c^2 and 8 c^2. */
TEST(views_of_a_known_network)
{
    enum { N = 50, n = 7, K = 3 };
    const double scales[K] = {0.5, 1, 12};
    Data *data = data_signs(N, n, "1", "margin", 0, "train");
    ReluData *train = relu_data(data);
    Relu *model = relu_alloc(n, 4, K);
    MarginView views[K], sum = {.log_loss = 1};
    for (int k = 0; k < K; k++) {
        relu_four_neurons(model, k);
        for (int j = 0; j < 4; j++) {
            const int c = j * K + k;
            model->v[c] *= (float)scales[k];
            model->U[c] *= (float)scales[k];
            model->U[model->C + c] *= (float)scales[k];
        }
    }
    margin_views(views, model, train);
    for (int k = 0; k < K; k++) {
        const double q = scales[k] * scales[k], S = N * log1p(exp(-q));
        assert_close(views[k].log_loss, log(S), 1e-12, 1e-12);
        assert_close(views[k].log_mean, log(S / N), 1e-12, 1e-12);
        assert_close(views[k].square, 8 * q, 1e-6, 0);
        assert_close(views[k].margin, 1.0 / 8, 1e-6, 0);
        assert_close(views[k].ratio, sqrt(8), 1e-6, 0);
        assert_close(views[k].smoothed_margin, -log(expm1(S)) / (8 * q), 1e-6, 0);
    }
    margin_add(&sum, &views[1]);
    margin_add(&sum, &views[1]);
    assert_close(sum.log_loss, 1 + 2 * views[1].log_loss, 1e-12, 0);
    assert_close(sum.square, 16, 1e-6, 0);
    relu_free(model);
    relu_data_free(train);
    data_free(data);
}

TEST(turns_are_between_the_last_weights_and_these)
{
    Relu *model = relu_alloc(2, 4, 2);
    float *w = NULL;
    relu_four_neurons(model, 1);
    assert_true(margin_turn(&w, model, 1) == 0);
    model->v[1] = 3; /* of unit 0: 1 before */
    assert_close(margin_turn(&w, model, 1), 10 / sqrt(8 * 16), 1e-6, 0);
    assert_close(margin_turn(&w, model, 1), 1, 1e-12, 0);
    free(w);
    relu_free(model);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(views_of_a_known_network),
        cmocka_unit_test(turns_are_between_the_last_weights_and_these),
    };
    return cmocka_run_group_tests_name("margin", tests, NULL, NULL);
}
