/* The pass over U for vectors of LANES floats; included by signs.c through lanes.h. */
#define V LANES_NAME(V)
#define Words LANES_NAME(Words)
#define Block LANES_NAME(Block)
#define INLINE LANES_TARGET static inline __attribute__((always_inline))

typedef float V __attribute__((vector_size(4 * LANES)));
typedef uint32_t Words __attribute__((vector_size(4 * LANES), aligned(4), may_alias));

/* SIGNS_BLOCK columns, in 16 / LANES vectors. */
typedef struct {
    V v[SIGNS_BLOCK / LANES];
} Block;

/* EACH(statement in p) for every vector p of a block, spelled out so that blocks stay in registers. */
#if LANES == 16
#define EACH(S) S(0)
#elif LANES == 8
#define EACH(S) S(0) S(1)
#else
#define EACH(S) S(0) S(1) S(2) S(3)
#endif

INLINE Block LANES_NAME(load)(const float *x)
{
    Block a;
#define S(p) a.v[p] = ((const V *)x)[p];
    EACH(S)
#undef S
    return a;
}

INLINE void LANES_NAME(store)(float *x, Block a)
{
#define S(p) ((V *)x)[p] = a.v[p];
    EACH(S)
#undef S
}

INLINE Block LANES_NAME(add)(Block a, Block b)
{
#define S(p) a.v[p] += b.v[p];
    EACH(S)
#undef S
    return a;
}

INLINE Block LANES_NAME(subtract)(Block a, Block b)
{
#define S(p) a.v[p] -= b.v[p];
    EACH(S)
#undef S
    return a;
}

/* Both signs of a sum go into the table, at complementary codes. */
INLINE void LANES_NAME(enter)(float *table, int code, Block a)
{
    LANES_NAME(store)(table + SIGNS_BLOCK * code, a);
#define S(p) a.v[p] = -a.v[p];
    EACH(S)
#undef S
    LANES_NAME(store)(table + SIGNS_BLOCK * (15 - code), a);
}

/* The table of one group: entry c is the sum of the four rows, each with the sign + where its bit of
 * c is set. sum and difference are those of the first two rows. */
INLINE void LANES_NAME(tabulate)(float *table, Block sum, Block difference, Block x2, Block x3)
{
    Block r = LANES_NAME(add)(x2, x3), s = LANES_NAME(subtract)(x2, x3);
    LANES_NAME(enter)(table, 15, LANES_NAME(add)(r, sum));
    LANES_NAME(enter)(table, 13, LANES_NAME(add)(r, difference));
    LANES_NAME(enter)(table, 14, LANES_NAME(subtract)(r, difference));
    LANES_NAME(enter)(table, 12, LANES_NAME(subtract)(r, sum));
    LANES_NAME(enter)(table, 7, LANES_NAME(add)(s, sum));
    LANES_NAME(enter)(table, 5, LANES_NAME(add)(s, difference));
    LANES_NAME(enter)(table, 6, LANES_NAME(subtract)(s, difference));
    LANES_NAME(enter)(table, 4, LANES_NAME(subtract)(s, sum));
}

/* Entry of the group-th table for the group-th code of the word. */
INLINE Block LANES_NAME(look_up)(const float *tables, uint32_t word, int group)
{
    const uint64_t shifted = (uint64_t)word << 6; /* an entry has 64 bytes */
    const size_t offset = (shifted >> 4 * group | shifted << (64 - 4 * group) % 64) & 15 << 6;
    return LANES_NAME(load)((const float *)((const char *)(tables + TABLE * group) + offset));
}

/* The sum of the first groups entries that the codes of the word name. */
INLINE Block LANES_NAME(sum)(const float *tables, uint32_t word, int groups)
{
    Block even = LANES_NAME(look_up)(tables, word, 0), odd;
    if (groups > 1)
        odd = LANES_NAME(look_up)(tables, word, 1);
#define T(g)                                                                                       \
    if (groups > g)                                                                                \
        even = LANES_NAME(add)(even, LANES_NAME(look_up)(tables, word, g));                        \
    if (groups > g + 1)                                                                            \
        odd = LANES_NAME(add)(odd, LANES_NAME(look_up)(tables, word, g + 1));
    T(2) T(4) T(6)
#undef T
    return groups > 1 ? LANES_NAME(add)(even, odd) : even;
}

/* Z += what the groups of one word of coordinates give; Z begins with them where the word is the first. */
INLINE void LANES_NAME(forth)(float *Z, const float *tables, const uint32_t *bits, int rows, int C,
                              int groups, int first)
{
    for (int s = 0; s < rows; s++) {
        Block z = LANES_NAME(sum)(tables, bits[s], groups);
        if (!first)
            z = LANES_NAME(add)(LANES_NAME(load)(Z + (size_t)s * C), z);
        LANES_NAME(store)(Z + (size_t)s * C, z);
    }
}

/* The codes of a batch by coordinate, from those by row: 32 by 32 bits are transposed for LANES words at
 * once (Warren, Hacker's Delight, section 7-3, with bit 0 first). Word w of coordinate 32 w + i is
 * back[i stride + w]; samples from a.count on have any code. */
LANES_TARGET static void LANES_NAME(transpose)(uint32_t *back, const Signs *design, SignsRows a, int stride)
{
    for (int w = 0; w < design->words; w += LANES) {
        Words bits[32];
        for (int s = 0; s < 32; s++)
            bits[s] = *(const Words *)(design->bits + (size_t)a.rows[s < a.count ? s : 0] * design->words + w);
        uint32_t mask = 0x0000ffff;
        for (int j = 16; j; j >>= 1, mask ^= mask << j)
            for (int k = 0; k < 32; k = (k + j + 1) & ~j) {
                Words t = ((bits[k] >> j) ^ bits[k + j]) & mask;
                bits[k] ^= t << j;
                bits[k + j] ^= t;
            }
        for (int i = 0; i < 32; i++)
            *(Words *)(back + (size_t)i * stride + w) = bits[i];
    }
}

/* One block of columns, all coordinates: see signs_pass. */
LANES_TARGET static void LANES_NAME(pass)(float *Z, float *U, const float *G, const Codes *codes, int C)
{
    _Alignas(64) float back[8 * TABLE], tables[8 * TABLE];
    for (int g = 0; codes->back && g < 8; g++) {
        const float *x = G + (size_t)4 * g * C;
        Block x0 = LANES_NAME(load)(x), x1 = LANES_NAME(load)(x + C);
        LANES_NAME(tabulate)(back + TABLE * g, LANES_NAME(add)(x0, x1),
                             LANES_NAME(subtract)(x0, x1), LANES_NAME(load)(x + 2 * C),
                             LANES_NAME(load)(x + 3 * C));
    }
    const int n = (codes->n + 3) / 4 * 4;
    for (int first = 0; first < n; first += 32) {
        const int groups = n - first < 32 ? (n - first) / 4 : 8;
        for (int g = 0; g < groups; g++) {
            const int i = first + 4 * g, pair = codes->pair && i == 0;
            float *u = U + (size_t)i * C;
            Block x0 = LANES_NAME(load)(u), x1 = LANES_NAME(load)(u + C),
                  x2 = LANES_NAME(load)(u + 2 * C), x3 = LANES_NAME(load)(u + 3 * C);
            if (codes->back) {
                const int stride = codes->stride;
                const uint32_t *b = codes->back + first / 32 + (size_t)4 * g * stride;
                Block d0 = LANES_NAME(sum)(back, b[0], 8), d1 = LANES_NAME(sum)(back, b[stride], 8);
                if (pair) {
                    Block plus = LANES_NAME(add)(d0, d1), minus = LANES_NAME(subtract)(d0, d1);
#define S(p) d0.v[p] = plus.v[p] * 0.5f, d1.v[p] = minus.v[p] * 0.5f;
                    EACH(S)
#undef S
                }
                x0 = LANES_NAME(add)(x0, d0);
                if (i + 1 < codes->n)
                    x1 = LANES_NAME(add)(x1, d1);
                if (i + 2 < codes->n)
                    x2 = LANES_NAME(add)(x2, LANES_NAME(sum)(back, b[2 * stride], 8));
                if (i + 3 < codes->n)
                    x3 = LANES_NAME(add)(x3, LANES_NAME(sum)(back, b[3 * stride], 8));
                LANES_NAME(store)(u, x0);
                LANES_NAME(store)(u + C, x1);
                LANES_NAME(store)(u + 2 * C, x2);
                LANES_NAME(store)(u + 3 * C, x3);
            }
            if (codes->rows)
                LANES_NAME(tabulate)(tables + TABLE * g, pair ? x0 : LANES_NAME(add)(x0, x1),
                                     pair ? x1 : LANES_NAME(subtract)(x0, x1), x2, x3);
        }
        const uint32_t *bits = codes->forth + (size_t)first / 32 * codes->rows;
        switch (first ? 8 + groups : groups) {
#define CASE(g)                                                                                    \
    case g:                                                                                        \
        LANES_NAME(forth)(Z, tables, bits, codes->rows, C, g, 1);                                  \
        break;                                                                                     \
    case 8 + g:                                                                                    \
        LANES_NAME(forth)(Z, tables, bits, codes->rows, C, g, 0);                                  \
        break;
            CASE(1) CASE(2) CASE(3) CASE(4) CASE(5) CASE(6) CASE(7) CASE(8)
#undef CASE
        }
    }
}

#undef V
#undef Words
#undef Block
#undef INLINE
#undef EACH
