/* rng: known answers, pinned draws, and the distributions, on fixed streams. */
#include <stdlib.h>

#include "close.h"
#include "die.h"
#include "rng.h"

TEST(philox_known_answers)
{
    /* Random123's kat_vectors: counter, key, block. */
    static const uint32_t known[3][10] = {
        {0, 0, 0, 0, 0, 0, 0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8},
        {~0u, ~0u, ~0u, ~0u, ~0u, ~0u, 0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd},
        {0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344, 0xa4093822, 0x299f31d0, 0xd16cfe09,
         0x94fdcceb, 0x5001e420, 0x24126ea1},
    };
    for (int i = 0; i < 3; i++) {
        uint32_t block[4];
        rng_philox(block, known[i] + 4, known[i]);
        assert_memory_equal(block, known[i] + 6, sizeof block);
    }
}

TEST(named_stream_is_pinned)
{
    /* From an implementation in another language. The key is the head of the SHA-256 of
     * "2022/test/3/words". */
    static const uint32_t words[] = {0xf9a238eb, 0x181eb977, 0x500325b1,
                                     0xecd823db, 0xbe76877a, 0x4f76b1f7};
    static const uint32_t below[] = {975, 94, 312, 925, 743, 310};
    static const double uniform[] = {0x1.f34471c607ae5p-1, 0x1.400c96f66c11ep-2,
                                     0x1.7ced0ed3ddac7p-1};
    static const double normal[] = {0x1.919d8d640c3abp-2, 0x1.5bcf21bb2017fp+0,
                                    0x1.84894b9ca0a7bp-2};
    static const int shuffled[] = {2, 5, 1, 4, 3, 0};
    Rng rng;
    rng_open(&rng, "2022", "test", 3, "words");
    const Rng start = rng;
    assert_int_equal(rng.key[0], 0x50b9fec5);
    assert_int_equal(rng.key[1], 0x84a16454);
    for (int i = 0; i < 6; i++)
        assert_int_equal(rng_word(&rng), words[i]);
    rng = start;
    for (int i = 0; i < 6; i++)
        assert_int_equal(rng_below(&rng, 1000), below[i]);
    rng = start;
    for (int i = 0; i < 3; i++)
        assert_true(rng_uniform(&rng) == uniform[i]);
    rng = start;
    for (int i = 0; i < 3; i++)
        assert_true(rng_normal(&rng) == normal[i]);
    rng = start;
    int order[6];
    rng_shuffle(&rng, order, 6);
    assert_memory_equal(order, shuffled, sizeof order);
}

TEST(counter_carries)
{
    Rng rng = {.used = 4, .counter = {~0u, ~0u, 5, 0}};
    const uint32_t next[4] = {0, 0, 6, 0};
    rng_word(&rng);
    assert_memory_equal(rng.counter, next, sizeof next);
}

TEST(streams_are_independent)
{
    /* Interleaved with others, a stream gives what it gives alone. */
    enum { DRAWS = 20000 };
    static double alone[DRAWS];
    Rng a, b;
    rng_open(&a, "1", "test", 1, "X");
    for (int i = 0; i < DRAWS; i++)
        alone[i] = rng_uniform(&a);
    rng_open(&b, "1", "test", 2, "X");
    rng_open(&a, "1", "test", 1, "X");
    double product = 0;
    for (int i = 0; i < DRAWS; i++) {
        double u = rng_uniform(&b), v = rng_uniform(&a);
        assert_true(v == alone[i]);
        product += 12 * (u - 0.5) * (v - 0.5);
    }
    assert_true(fabs(product / sqrt(DRAWS)) < 3);

    /* Each part of the name matters, to both words of the key. */
    Rng other[4];
    rng_open(&other[0], "2", "test", 1, "X");
    rng_open(&other[1], "1", "text", 1, "X");
    rng_open(&other[2], "1", "test", 2, "X");
    rng_open(&other[3], "1", "test", 1, "Y");
    for (int i = 0; i < 4; i++) {
        assert_int_not_equal(a.key[0], other[i].key[0]);
        assert_int_not_equal(a.key[1], other[i].key[1]);
    }
}

/* Pearson's statistic of counts against equal frequencies. */
static double chi_square(const int *counts, int cells)
{
    double total = 0, sum = 0;
    for (int i = 0; i < cells; i++)
        total += counts[i];
    for (int i = 0; i < cells; i++)
        sum += pow(counts[i] - total / cells, 2) / (total / cells);
    return sum;
}

TEST(uniform_fills_the_unit_interval)
{
    Rng rng;
    rng_open(&rng, "1", "test", 0, "uniform");
    int counts[10] = {0};
    double least = 1, most = 0;
    for (int i = 0; i < 100000; i++) {
        double u = rng_uniform(&rng);
        assert_true(u >= 0 && u < 1 && ldexp(u, 53) == rint(ldexp(u, 53)));
        counts[(int)(10 * u)]++;
        least = fmin(least, u);
        most = fmax(most, u);
    }
    assert_true(least < 1e-4 && most > 1 - 1e-4);
    assert_true(chi_square(counts, 10) < 27.9); /* the 99.9 % point for 9 degrees of freedom */

    /* The largest draw stays below 1. */
    rng = (Rng){.block = {~0u, ~0u, ~0u, ~0u}};
    assert_true(rng_uniform(&rng) == 1 - 0x1p-53);
}

TEST(below_is_uniform)
{
    Rng rng;
    rng_open(&rng, "1", "test", 0, "below");
    int counts[10] = {0}, thirds[3] = {0};
    for (int i = 0; i < 100000; i++)
        counts[rng_below(&rng, 10)]++;
    assert_true(chi_square(counts, 10) < 27.9);
    /* Without the rejection one third would come up twice as often as the others. */
    for (int i = 0; i < 100000; i++)
        thirds[rng_below(&rng, 3u << 30) % 3]++;
    assert_true(chi_square(thirds, 3) < 13.8);
    for (int i = 0; i < 100; i++)
        assert_int_equal(rng_below(&rng, 1), 0);
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

TEST(below_takes_the_words_that_it_must)
{
    /* A word w counts where (w n) mod 2^32 >= 2^32 mod n. Of 3 2^30 a quarter of the words do not,
     * of 2^31 + 1 nearly a half; of a power of two all do. */
    const uint32_t bounds[] = {1, 2, 3, 100, 0x10001, 1u << 31, 0x80000001u, 0xC0000000u, ~0u};
    for (size_t b = 0; b < sizeof bounds / sizeof *bounds; b++) {
        const uint64_t n = bounds[b];
        Rng rng, mine;
        rng_open(&rng, "1", "rng", 0, "below");
        mine = rng;
        for (int i = 0; i < 1000; i++) {
            uint64_t product;
            do
                product = rng_word(&mine) * n;
            while (product % (1ull << 32) < (1ull << 32) % n);
            assert_true(rng_below(&rng, bounds[b]) == product >> 32);
        }
        assert_memory_equal(&rng, &mine, sizeof rng);
    }
}

TEST(normal_is_normal)
{
    enum { DRAWS = 200000 };
    double *x = die_calloc(DRAWS, sizeof *x), moment[5] = {0}, distance = 0;
    Rng rng;
    rng_open(&rng, "1", "test", 0, "normal");
    for (int i = 0; i < DRAWS; i++) {
        x[i] = rng_normal(&rng);
        for (int k = 1; k <= 4; k++)
            moment[k] += pow(x[i], k) / DRAWS;
    }
    /* Moments within three standard errors. */
    assert_close(moment[1], 0, 0, 3 * sqrt(1.0 / DRAWS));
    assert_close(moment[2], 1, 0, 3 * sqrt(2.0 / DRAWS));
    assert_close(moment[3], 0, 0, 3 * sqrt(15.0 / DRAWS));
    assert_close(moment[4], 3, 0, 3 * sqrt(96.0 / DRAWS));
    /* Kolmogorov and Smirnov's distance below its 99.9 % point. */
    qsort(x, DRAWS, sizeof *x, ascending);
    for (int i = 0; i < DRAWS; i++) {
        double F = 0.5 * erfc(-x[i] / sqrt(2));
        distance = fmax(distance, fmax(F - (double)i / DRAWS, (i + 1.0) / DRAWS - F));
    }
    assert_true(distance * sqrt(DRAWS) < 1.95);
    free(x);
}

TEST(shuffle_gives_all_orders_equally)
{
    Rng rng;
    rng_open(&rng, "1", "test", 0, "shuffle");
    int order[50], seen[50] = {0}, counts[9] = {0}, frequencies[6], used = 0;
    rng_shuffle(&rng, order, 50);
    for (int i = 0; i < 50; i++)
        seen[order[i]]++;
    for (int i = 0; i < 50; i++)
        assert_int_equal(seen[i], 1);
    for (int i = 0; i < 60000; i++) {
        rng_shuffle(&rng, order, 3);
        counts[3 * order[0] + order[1]]++;
    }
    for (int i = 0; i < 9; i++)
        if (i / 3 != i % 3)
            frequencies[used++] = counts[i];
    assert_true(chi_square(frequencies, 6) < 20.5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(philox_known_answers),
        cmocka_unit_test(named_stream_is_pinned),
        cmocka_unit_test(counter_carries),
        cmocka_unit_test(streams_are_independent),
        cmocka_unit_test(uniform_fills_the_unit_interval),
        cmocka_unit_test(below_is_uniform),
        cmocka_unit_test(below_takes_the_words_that_it_must),
        cmocka_unit_test(normal_is_normal),
        cmocka_unit_test(shuffle_gives_all_orders_equally),
    };
    return cmocka_run_group_tests_name("rng", tests, NULL, NULL);
}
