/* What else the library calls and WebAssembly does not have: libmd's SHA-256 and GSL's Mersenne
 * twister. */
#include <gsl/gsl_rng.h>
#include <sha2.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- SHA-256 (FIPS 180-4) -------------------------------------------------------------------- */

static uint32_t turn(uint32_t x, int by)
{
    return x >> by | x << (32 - by);
}

/* The first 32 bits of the fractional part of the k-th root of a prime, k = 2 or 3, by bisection
 * in whole numbers. */
static uint32_t root(uint32_t prime, int k)
{
    /* x = 2^32 root: x^k <= prime 2^(32 k), of which 128 bits are enough. */
    uint64_t x = 0;
    for (uint64_t bit = (uint64_t)1 << 36; bit; bit >>= 1) {
        const unsigned __int128 y = x | bit;
        const unsigned __int128 limit = (unsigned __int128)prime << 64;
        /* y^3 <= prime 2^96 in parts: y (y^2 / 2^32) */
        if (k == 2 ? y * y <= limit : y * y <= (limit << 32) / y)
            x |= bit;
    }
    return (uint32_t)x;
}

static void add_block(uint32_t state[8], const uint32_t constants[64], const uint8_t *block)
{
    uint32_t w[64], s[8];
    for (int i = 0; i < 16; i++, block += 4)
        w[i] = (uint32_t)block[0] << 24 | (uint32_t)block[1] << 16 | (uint32_t)block[2] << 8 |
               block[3];
    for (int i = 16; i < 64; i++) {
        const uint32_t a = w[i - 15], b = w[i - 2];
        w[i] = w[i - 16] + (turn(a, 7) ^ turn(a, 18) ^ a >> 3) + w[i - 7] +
               (turn(b, 17) ^ turn(b, 19) ^ b >> 10);
    }
    memcpy(s, state, sizeof s);
    for (int i = 0; i < 64; i++) {
        const uint32_t one = s[7] + (turn(s[4], 6) ^ turn(s[4], 11) ^ turn(s[4], 25)) +
                             ((s[4] & s[5]) ^ (~s[4] & s[6])) + constants[i] + w[i];
        const uint32_t two = (turn(s[0], 2) ^ turn(s[0], 13) ^ turn(s[0], 22)) +
                             ((s[0] & s[1]) ^ (s[0] & s[2]) ^ (s[1] & s[2]));
        memmove(s + 1, s, 7 * sizeof *s);
        s[4] += one;
        s[0] = one + two;
    }
    for (int i = 0; i < 8; i++)
        state[i] += s[i];
}

char *SHA256Data(const uint8_t *bytes, size_t length, char *hex)
{
    uint32_t state[8], constants[64];
    for (int found = 0, p = 2; found < 64; p++) {
        int divisor = 2;
        while (p % divisor)
            divisor++;
        if (divisor < p)
            continue;
        if (found < 8)
            state[found] = root(p, 2);
        constants[found++] = root(p, 3);
    }
    size_t done = 0;
    for (; length - done >= 64; done += 64)
        add_block(state, constants, bytes + done);
    uint8_t end[128] = {0};
    const size_t left = length - done, size = left < 56 ? 64 : 128;
    if (left)
        memcpy(end, bytes + done, left);
    end[left] = 0x80;
    for (int i = 0; i < 8; i++)
        end[size - 1 - i] = (uint8_t)((uint64_t)length * 8 >> 8 * i);
    for (done = 0; done < size; done += 64)
        add_block(state, constants, end + done);
    for (int i = 0; i < 8; i++)
        snprintf(hex + (size_t)8 * i, 9, "%08x", state[i]);
    return hex;
}

/* ---- GSL's generator, MT19937 (Matsumoto and Nishimura, 1998) -------------------------------- */

enum { WORDS = 624 };
static uint32_t words[WORDS];
static int used;
const gsl_rng_type *gsl_rng_mt19937 = NULL; /* the only one */

gsl_rng *gsl_rng_alloc(const gsl_rng_type *type)
{
    (void)type;
    return calloc(1, sizeof(gsl_rng));
}

void gsl_rng_free(gsl_rng *rng)
{
    free(rng);
}

void gsl_rng_set(const gsl_rng *rng, unsigned long seed)
{
    (void)rng;
    words[0] = (uint32_t)seed;
    for (uint32_t i = 1; i < WORDS; i++)
        words[i] = 1812433253u * (words[i - 1] ^ words[i - 1] >> 30) + i;
    used = WORDS;
}

unsigned long gsl_rng_get(const gsl_rng *rng)
{
    (void)rng;
    if (used == WORDS) {
        for (int i = 0; i < WORDS; i++) {
            const uint32_t y = (words[i] & 0x80000000u) | (words[(i + 1) % WORDS] & 0x7fffffffu);
            words[i] = words[(i + 397) % WORDS] ^ y >> 1 ^ (y & 1 ? 0x9908b0dfu : 0);
        }
        used = 0;
    }
    uint32_t y = words[used++];
    y ^= y >> 11;
    y ^= y << 7 & 0x9d2c5680u;
    y ^= y << 15 & 0xefc60000u;
    return y ^ y >> 18;
}
