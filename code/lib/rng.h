/* rng: named random streams on the counter-based generator Philox4x32-10 (Salmon et al., 2011).
 *
 * A stream is named by (seed, experiment, replicate, purpose); its 64-bit key is the head of the
 * SHA-256 of that name. Two names never share draws, and a stream gives the same draws whatever
 * the order or the number of other streams. Everything here but the accept test of rng_normal is
 * integer arithmetic or a single rounded operation, so that the draws are the same on every
 * processor.
 */
#ifndef RNG_H
#define RNG_H

#include <stdint.h>

typedef struct {
    uint32_t key[2];
    uint32_t counter[4];
    uint32_t block[4]; /* the current output block */
    int used;          /* words of it already given */
} Rng;

/* One block of Philox4x32-10: four words from a key and a counter. */
void rng_philox(uint32_t block[4], const uint32_t key[2], const uint32_t counter[4]);

/* Opens the stream named by (seed, experiment, replicate, purpose). */
void rng_open(Rng *rng, const char *seed, const char *experiment, int replicate,
              const char *purpose);

/* The next 32 bits. */
uint32_t rng_word(Rng *rng);

/* Uniform on [0, 1), a multiple of 2^-53. */
double rng_uniform(Rng *rng);

/* Uniform on {0, ..., n - 1}, exactly (Lemire's rejection); 0 < n. */
uint32_t rng_below(Rng *rng, uint32_t n);

/* Standard normal, by the ratio of uniforms with Leva's bounds (ACM TOMS 18, 1992): the value is
 * one quotient, and the logarithm serves only in a rare accept test. */
double rng_normal(Rng *rng);

/* A fresh uniform permutation of order[0..n-1], whatever order held, by Fisher and Yates. */
void rng_shuffle(Rng *rng, int *order, int n);

#endif
