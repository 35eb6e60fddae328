#include "signs.h"

#include <stdlib.h>

#include "die.h"

enum {
    ROWS = 256 /* rows that go forth in one pass over U */
};

/* The codes of a pass. Padding coordinates have weight 0 and take any code. */
typedef struct {
    int n, pair;
    int groups;            /* of four rows of a; 0 where none go back */
    const uint32_t *back;  /* (32 words): bit s of the i-th is row s of a at coordinate i */
    const uint32_t *forth; /* (words,rows): word w of each row of b */
    int rows;
} Codes;

#define VECTOR_SOURCE "signs_vectors.h"
#include "vectors.h"

Signs *signs_alloc(const double *X, int N, int n)
{
    int pair = n > 1;
    for (size_t i = 0; pair && i < (size_t)N; i++)
        pair = (X[i * n] == 0) != (X[i * n + 1] == 0);
    for (size_t i = 0; i < (size_t)N * n; i++)
        if (X[i] != 1 && X[i] != -1 && !(pair && i % n < 2 && X[i] == 0))
            return NULL;
    Signs *design = die_calloc(1, sizeof *design);
    *design = (Signs){.N = N, .n = n, .pair = pair, .words = (n + 31) / 32};
    design->bits = die_calloc((size_t)N * design->words + SIGNS_BLOCK, sizeof *design->bits);
    for (size_t s = 0; s < (size_t)N; s++)
        for (int i = 0; i < n; i++) {
            double x = X[s * n + i];
            if (pair && i < 2)
                x = X[s * n] + (i ? -X[s * n + 1] : X[s * n + 1]);
            design->bits[s * design->words + i / 32] |= (uint32_t)(x > 0) << i % 32;
        }
    return design;
}

void signs_free(Signs *design)
{
    if (design)
        free(design->bits);
    free(design);
}

/* The codes of a batch by coordinate, from one word of those by row: 32 by 32 bits are transposed,
 * two rows in 64 bits (Warren, Hacker's Delight, section 7-3, with bit 0 first). Samples from
 * a.count on have any code. */
static void transpose(uint32_t back[32], const uint32_t *bits, int words, SignsRows a)
{
    uint64_t two[16]; /* rows k and k + 16, later coordinates k and k + 16 */
    for (int k = 0; k < 16; k++) {
        const uint64_t low = bits[(size_t)a.rows[k < a.count ? k : 0] * words];
        const uint64_t high = bits[(size_t)a.rows[k + 16 < a.count ? k + 16 : 0] * words];
        two[k] = (low & 0xffff) | (high & 0xffff) << 16 | low >> 16 << 32 | high >> 16 << 48;
    }
    uint64_t mask = 0x00ff00ff00ff00ff;
    for (int j = 8; j; j >>= 1, mask ^= mask << j)
        for (int k = 0; k < 16; k = (k + j + 1) & ~j) {
            const uint64_t t = ((two[k] >> j) ^ two[k + j]) & mask;
            two[k] ^= t << j;
            two[k + j] ^= t;
        }
    for (int k = 0; k < 16; k++) {
        back[k] = (uint32_t)two[k];
        back[k + 16] = (uint32_t)(two[k] >> 32);
    }
}

void signs_pass(float *Z, float *U, const SignsSlope *slope, const Signs *design, SignsRows a,
                SignsRows b, int columns, int C)
{
    const int words = design->words;
    require(words > 0 && a.count <= SIGNS_BATCH && columns <= C && C % SIGNS_BLOCK == 0);
    uint32_t back[32 * words], forth[words * ROWS];
    for (int w = 0; a.count && w < words; w++)
        transpose(back + (size_t)32 * w, design->bits + w, words, a);
    /* Many rows go forth ROWS at a time, the first of them on the way of a back. */
    for (int done = 0; done == 0 || done < b.count; done += ROWS) {
        const int rows = b.count - done < ROWS ? b.count - done : ROWS;
        for (int w = 0; w < words; w++)
            for (int s = 0; s < rows; s++)
                forth[w * rows + s] = design->bits[(size_t)b.rows[done + s] * words + w];
        const Codes codes = {.n = design->n,
                             .pair = design->pair,
                             .groups = done ? 0 : (a.count + 3) / 4,
                             .back = back,
                             .forth = forth,
                             .rows = rows};
        VECTOR_CALL(columns, Z + (size_t)done * C, U, slope, &codes, C, columns);
    }
}
