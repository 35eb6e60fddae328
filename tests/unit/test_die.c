/* die: how a program ends. */
#include <errno.h>

#include "die.h"
#include "sandbox.h"

/* Lets calloc return NULL under the address sanitizer, as it does without. */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
    return "allocator_may_return_null=1";
}

static void dies(const char *word)
{
    printf("printed before\n");
    die("%s %d", word, 7);
}

TEST(die_says_one_line_and_fails)
{
    char said[SAID], wanted[SAID];
    assert_int_equal(sandbox_child(said, dies, "a sentence"), 1);
    snprintf(wanted, sizeof wanted, "printed before\n%s: a sentence 7\n",
             program_invocation_short_name);
    assert_string_equal(said, wanted);
    assert_int_equal(sandbox_child(said, dies, "a\nname\x1b[1m"), 1);
    assert_says(said, ": a?name?[1m 7\n");
}

static void requires_less(const char *number)
{
    require((int)strtol(number, NULL, 10) < 3);
}

TEST(require_aborts_on_a_broken_condition)
{
    char said[SAID];
    assert_int_equal(sandbox_child(said, requires_less, "2"), 0);
    assert_string_equal(said, "");
    assert_int_equal(sandbox_child(said, requires_less, "3"), -SIGABRT);
    assert_says(said, "requires_less");
    assert_says(said, "not ((int)strtol(number, NULL, 10) < 3)");
}

static void asks_for_too_much(const char *unused)
{
    (void)unused;
    volatile size_t half = SIZE_MAX / 2;
    free(die_calloc(half, 4));
}

TEST(memory_is_zeroed_or_ends_the_program)
{
    char said[SAID], *bytes = die_calloc(1000, 3), *none = die_calloc(0, 8);
    for (int i = 0; i < 3000; i++)
        assert_int_equal(bytes[i], 0);
    free(bytes);
    free(none);
    assert_int_equal(sandbox_child(said, asks_for_too_much, ""), 1);
    assert_says(said, "no memory for");
}

TEST(printf_makes_room_for_any_length)
{
    char *text = die_printf("%5000d|%s", 42, "end");
    assert_int_equal(strlen(text), 5004);
    assert_string_equal(text + 4998, "42|end");
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(die_says_one_line_and_fails),
        cmocka_unit_test(require_aborts_on_a_broken_condition),
        cmocka_unit_test(memory_is_zeroed_or_ends_the_program),
        cmocka_unit_test(printf_makes_room_for_any_length),
    };
    return cmocka_run_group_tests_name("die", tests, NULL, NULL);
}
