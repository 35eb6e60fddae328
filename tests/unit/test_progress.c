/* progress: silent for a short run, cheap, and redrawn in place on a terminal. */
#include <fcntl.h>
#include <time.h>

#include "progress.h"
#include "sandbox.h"

enum { CALLS = 100000 };

static void runs(const char *pause)
{
    progress_start("cell", 10);
    for (int i = 0; i <= CALLS; i++)
        progress_at(10.0 * i / CALLS);
    usleep((useconds_t)strtol(pause, NULL, 10));
    progress_at(2.5);
    progress_end();
}

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

TEST(a_short_run_is_silent_and_cheap)
{
    char said[SAID];
    double start = seconds();
    assert_int_equal(sandbox_child(said, runs, "300000"), 0);
    assert_string_equal(said, "");
    /* A thousandth of the milliseconds that it must not slow down, with room for a busy machine. */
    assert_true(seconds() - start < 0.3 + CALLS * 20e-6);
}

static void runs_on_a_terminal(const char *name)
{
    int terminal = open(name, O_RDWR | O_NOCTTY);
    dup2(terminal, STDERR_FILENO);
    runs("300000");
}

TEST(a_terminal_sees_one_line_in_place)
{
    char said[SAID], drawn[SAID];
    int keeper = posix_openpt(O_RDWR | O_NOCTTY);
    if (keeper < 0)
        skip(); /* a machine without pseudo-terminals */
    assert_true(!grantpt(keeper) && !unlockpt(keeper));
    fcntl(keeper, F_SETFL, O_NONBLOCK);
    /* Held open here too, or what was drawn is lost when the child ends. */
    int terminal = open(ptsname(keeper), O_RDWR | O_NOCTTY);
    assert_int_equal(sandbox_child(said, runs_on_a_terminal, ptsname(keeper)), 0);
    ssize_t got = read(keeper, drawn, SAID - 1);
    assert_true(got > 0);
    drawn[got] = '\0';
    assert_says(drawn, "\r  cell:  25 %, ");
    assert_says(drawn, " s left ");
    assert_null(strchr(drawn, '\n'));
    assert_string_equal(drawn + got - 4, "\r\033[K");
    close(terminal);
    close(keeper);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_short_run_is_silent_and_cheap),
        cmocka_unit_test(a_terminal_sees_one_line_in_place),
    };
    return cmocka_run_group_tests_name("progress", tests, NULL, NULL);
}
