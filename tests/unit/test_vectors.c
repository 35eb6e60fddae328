/* vectors: the choice of a width by the processor, a limit and the environment. */
#include "close.h"
#include "sandbox.h"
#include "vectors.h"

/* In a child process, because the environment is read once. */
static void print_width(const char *setting)
{
    setenv("VECTOR_WIDTH", setting, 1);
    fprintf(stderr, "%d", vectors_width());
    exit(0);
}

TEST(environment_limits_the_width)
{
    const char *settings[] = {"", "4", "8", "16"};
    char said[SAID];
    long widest = 16;
    for (int k = 0; k < 4; k++) {
        const long set = k ? 2 << k : 16;
        assert_int_equal(sandbox_child(said, print_width, settings[k]), 0);
        const long width = strtol(said, NULL, 10);
        assert_int_equal(width, set < widest ? set : k ? widest : width);
        widest = k ? widest : width;
    }
}

TEST(a_width_that_does_not_exist_is_rejected)
{
    const char *settings[] = {"5", "32", "wide", "8 "};
    char said[SAID];
    for (int k = 0; k < 4; k++) {
        assert_int_equal(sandbox_child(said, print_width, settings[k]), 1);
        assert_non_null(strstr(said, "VECTOR_WIDTH"));
        assert_non_null(strstr(said, "expected 4, 8 or 16"));
    }
}

TEST(limit_goes_and_comes_back)
{
    vectors_limit(16);
    const int widest = vectors_width();
    assert_true(widest == 4 || widest == 8 || widest == 16);
    for (int limit = 4; limit <= 16; limit *= 2) {
        vectors_limit(limit);
        assert_int_equal(vectors_width(), limit < widest ? limit : widest);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(environment_limits_the_width),
        cmocka_unit_test(a_width_that_does_not_exist_is_rejected),
        cmocka_unit_test(limit_goes_and_comes_back),
    };
    return cmocka_run_group_tests_name("vectors", tests, NULL, NULL);
}
