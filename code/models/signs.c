#include "signs.h"

#include <stdlib.h>

#include "die.h"

enum {
    ROWS = 256 /* rows that go forth in one pass over U */
};

/* The codes of a pass. Padding coordinates have weight 0 and take any code. */
typedef struct {
    int n, pair;
    int stride;            /* of back: words rounded up to a vector */
    int groups;            /* of four rows of a; 0 where none go back */
    const uint32_t *back;  /* (32,stride), bit s of (i,w): row s of a at 32 w + i */
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

void signs_pass(float *Z, float *U, const SignsSlope *slope, const Signs *design, SignsRows a,
                SignsRows b, int columns, int C)
{
    const int words = design->words;
    const int stride = (words + SIGNS_BLOCK - 1) / SIGNS_BLOCK * SIGNS_BLOCK;
    require(words > 0 && a.count <= SIGNS_BATCH && columns <= C && C % SIGNS_BLOCK == 0);
    uint32_t back[32 * stride], forth[words * ROWS];
    if (a.count)
        VECTOR_CALL(transpose, back, design, a, stride);
    /* Many rows go forth ROWS at a time, the first of them on the way of a back. */
    for (int done = 0; done == 0 || done < b.count; done += ROWS) {
        const int rows = b.count - done < ROWS ? b.count - done : ROWS;
        for (int w = 0; w < words; w++)
            for (int s = 0; s < rows; s++)
                forth[w * rows + s] = design->bits[(size_t)b.rows[done + s] * words + w];
        const Codes codes = {.n = design->n,
                             .pair = design->pair,
                             .stride = stride,
                             .groups = done ? 0 : (a.count + 3) / 4,
                             .back = back,
                             .forth = forth,
                             .rows = rows};
        VECTOR_CALL(columns, Z + (size_t)done * C, U, slope, &codes, C, columns);
    }
}
