#include "rng.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "die.h"
#include "files.h"

void rng_philox(uint32_t block[4], const uint32_t key[2], const uint32_t counter[4])
{
    uint32_t x0 = counter[0], x1 = counter[1], x2 = counter[2], x3 = counter[3];
    uint32_t k0 = key[0], k1 = key[1];
#pragma GCC unroll 10
    for (int round = 0; round < 10; round++) {
        const uint64_t p0 = (uint64_t)0xD2511F53u * x0, p1 = (uint64_t)0xCD9E8D57u * x2;
        x0 = (uint32_t)(p1 >> 32) ^ x1 ^ k0, x1 = (uint32_t)p1;
        x2 = (uint32_t)(p0 >> 32) ^ x3 ^ k1, x3 = (uint32_t)p0;
        k0 += 0x9E3779B9u;
        k1 += 0xBB67AE85u;
    }
    block[0] = x0, block[1] = x1, block[2] = x2, block[3] = x3;
}

void rng_open(Rng *rng, const char *seed, const char *experiment, int replicate,
              const char *purpose)
{
    char *name = die_printf("%s/%s/%d/%s", seed, experiment, replicate, purpose);
    char hex[65];
    files_sha256(hex, name, strlen(name));
    free(name);
    *rng = (Rng){.used = 4};
    hex[16] = '\0';
    for (int half = 1; half >= 0; half--) {
        char *digits = half ? hex + 8 : hex;
        rng->key[half] = (uint32_t)strtoul(digits, NULL, 16);
        *digits = '\0';
    }
}

/* The next block; apart from rng_word, so that three words of four cost no call. */
static __attribute__((noinline)) void advance(Rng *rng)
{
    rng_philox(rng->block, rng->key, rng->counter);
    for (int i = 0; i < 4 && ++rng->counter[i] == 0; i++)
        ;
    rng->used = 0;
}

uint32_t rng_word(Rng *rng)
{
    if (rng->used == 4)
        advance(rng);
    return rng->block[rng->used++];
}

double rng_uniform(Rng *rng)
{
    uint32_t high = rng_word(rng) >> 5, low = rng_word(rng) >> 6;
    return (high * 67108864.0 + low) / 9007199254740992.0;
}

uint32_t rng_below(Rng *rng, uint32_t n)
{
    require(n > 0);
    uint64_t product = (uint64_t)rng_word(rng) * n;
    if ((uint32_t)product < n) {        /* seldom: a division is slow */
        const uint32_t reject = -n % n; /* 2^32 mod n */
        while ((uint32_t)product < reject)
            product = (uint64_t)rng_word(rng) * n;
    }
    return (uint32_t)(product >> 32);
}

double rng_normal(Rng *rng)
{
    for (;;) {
        double u = 1.0 - rng_uniform(rng);
        double v = 1.7156 * (rng_uniform(rng) - 0.5);
        double x = u - 0.449871, y = fabs(v) + 0.386595;
        double q = x * x + y * (0.19600 * y - 0.25472 * x);
        if (q < 0.27597 || (q <= 0.27846 && v * v <= -4.0 * log(u) * u * u))
            return v / u;
    }
}

void rng_shuffle(Rng *rng, int *order, int n)
{
    for (int i = 0; i < n; i++) {
        int j = (int)rng_below(rng, (uint32_t)i + 1);
        order[i] = order[j];
        order[j] = i;
    }
}
