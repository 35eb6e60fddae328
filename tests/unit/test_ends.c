/* ends: where a predictor stands between the solutions of least norm. */
#include "close.h"
#include "ends.h"
#include "record.h"

TEST(places_by_hand)
{
    /* x1 + 2 x2 = 2: least l1 (0, 1), least l2 (0.4, 0.8). */
    double X[] = {1, 2}, y[] = {2}, truth[] = {2, 0}, beta[] = {-2, 2};
    Data data = {1, 2, X, y, truth};
    Ends *ends = ends_alloc(&data);
    assert_non_null(ends);
    assert_all_close(ends->l1, ((double[]){0, 1}), 2, 0, 1e-12);
    assert_all_close(ends->l2, ((double[]){0.4, 0.8}), 2, 1e-12, 0);
    assert_close(ends->certificate.gap, 0, 0, 1e-12);
    Place place = ends_place(ends, beta);
    assert_close(place.l1_distance, 3, 1e-12, 0);
    assert_close(place.l1_excess, 3, 1e-12, 0);
    assert_close(place.population_l1, 6, 0, 0);
    assert_close(place.population_l2_squared, 20, 0, 0);
    data.beta = NULL;
    place = ends_place(ends, beta);
    assert_close(place.l1_distance, 3, 1e-12, 0);
    assert_true(place.population_l1 == RECORD_EMPTY);
    assert_true(place.population_l2_squared == RECORD_EMPTY);
    place = ends_place(ends, NULL);
    assert_true(place.l1_distance == RECORD_EMPTY && place.l1_excess == RECORD_EMPTY);
    ends_free(ends);
    ends_free(NULL);
}

TEST(contradictions_have_no_ends)
{
    double X[] = {1, 2, 1, 2}, y[] = {2, 3};
    Ends *ends = ends_alloc(&(Data){2, 2, X, y, NULL});
    assert_int_equal(ends->status, MINNORM_INFEASIBLE);
    assert_int_equal(ends->certificate.rank, 1);
    ends_free(ends);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(places_by_hand),
        cmocka_unit_test(contradictions_have_no_ends),
    };
    return cmocka_run_group_tests_name("ends", tests, NULL, NULL);
}
