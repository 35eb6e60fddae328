/* The pass over U for vectors of LANES floats; included by signs.c through vectors.h. */
#define V         VECTOR_NAME(V)
#define Words     VECTOR_NAME(Words)
#define Block     VECTOR_NAME(Block)
#define load      VECTOR_NAME(load)
#define store     VECTOR_NAME(store)
#define add       VECTOR_NAME(add)
#define subtract  VECTOR_NAME(subtract)
#define enter     VECTOR_NAME(enter)
#define tabulate  VECTOR_NAME(tabulate)
#define look_up   VECTOR_NAME(look_up)
#define add_up    VECTOR_NAME(add_up)
#define multiply  VECTOR_NAME(multiply)
#define transpose VECTOR_NAME(transpose)
#define pass      VECTOR_NAME(pass)
#define INLINE    VECTOR_TARGET static inline __attribute__((always_inline))

/* NOLINTBEGIN(bugprone-implicit-widening-of-multiplication-result): rows and vectors are near */
typedef float V __attribute__((vector_size(4 * LANES)));
typedef uint32_t Words __attribute__((vector_size(4 * LANES), aligned(4), may_alias));

/* SIGNS_BLOCK columns, in 16 / LANES vectors. */
typedef struct {
    V v[SIGNS_BLOCK / LANES];
} Block;

/* EACH(statement in p) for every vector p of a block, spelled out so that blocks stay in
 * registers. */
#if LANES == 16
#define EACH(S) S(0)
#elif LANES == 8
#define EACH(S) S(0) S(1)
#else
#define EACH(S) S(0) S(1) S(2) S(3)
#endif

INLINE Block load(const float *x)
{
    Block a;
#define S(p) a.v[p] = ((const V *)x)[p];
    EACH(S)
#undef S
    return a;
}

INLINE void store(float *x, Block a)
{
#define S(p) ((V *)x)[p] = a.v[p];
    EACH(S)
#undef S
}

INLINE Block add(Block a, Block b)
{
#define S(p) a.v[p] += b.v[p];
    EACH(S)
#undef S
    return a;
}

INLINE Block subtract(Block a, Block b)
{
#define S(p) a.v[p] -= b.v[p];
    EACH(S)
#undef S
    return a;
}

/* Both signs of a sum go into the table, at complementary codes. */
INLINE void enter(float *table, int code, Block a)
{
    store(table + SIGNS_BLOCK * code, a);
#define S(p) a.v[p] = -a.v[p];
    EACH(S)
#undef S
    store(table + SIGNS_BLOCK * (15 - code), a);
}

/* The table of one group: entry c is the sum of the four rows, each with the sign + where its bit
 * of c is set. sum and difference are those of the first two rows. */
INLINE void tabulate(float *table, Block sum, Block difference, Block x2, Block x3)
{
    Block r = add(x2, x3), s = subtract(x2, x3);
    enter(table, 15, add(r, sum));
    enter(table, 13, add(r, difference));
    enter(table, 14, subtract(r, difference));
    enter(table, 12, subtract(r, sum));
    enter(table, 7, add(s, sum));
    enter(table, 5, add(s, difference));
    enter(table, 6, subtract(s, difference));
    enter(table, 4, subtract(s, sum));
}

/* Entry of the group-th table for the group-th code of the word. */
INLINE Block look_up(const float *tables, uint32_t word, int group)
{
    const uint64_t shifted = (uint64_t)word << 6; /* an entry has 64 bytes */
    const size_t offset = (shifted >> 4 * group | shifted << (64 - 4 * group) % 64) & 15 << 6;
    return load((const float *)((const char *)(tables + TABLE * group) + offset));
}

/* The sum of the first groups entries that the codes of the word name. */
INLINE Block add_up(const float *tables, uint32_t word, int groups)
{
    Block even = look_up(tables, word, 0), odd;
    if (groups > 1)
        odd = look_up(tables, word, 1);
#define PAIR(g)                                                                                    \
    do {                                                                                           \
        if (groups > (g))                                                                          \
            even = add(even, look_up(tables, word, g));                                            \
        if (groups > (g) + 1)                                                                      \
            odd = add(odd, look_up(tables, word, (g) + 1));                                        \
    } while (0)
    PAIR(2);
    PAIR(4);
    PAIR(6);
#undef PAIR
    return groups > 1 ? add(even, odd) : even;
}

/* Z += what the groups of one word of coordinates give; Z begins with them where the word is the
 * first. */
INLINE void multiply(float *Z, const float *tables, const uint32_t *bits, int rows, int C,
                     int groups, int first)
{
    for (int s = 0; s < rows; s++) {
        Block z = add_up(tables, bits[s], groups);
        if (!first)
            z = add(load(Z + (size_t)s * C), z);
        store(Z + (size_t)s * C, z);
    }
}

/* The codes of a batch by coordinate, from those by row: 32 by 32 bits are transposed for LANES
 * words at once (Warren, Hacker's Delight, section 7-3, with bit 0 first). Word w of coordinate 32
 * w + i is back[i stride + w]; samples from a.count on have any code. */
VECTOR_TARGET static void transpose(uint32_t *back, const Signs *design, SignsRows a, int stride)
{
    for (int w = 0; w < design->words; w += LANES) {
        Words bits[32];
        for (int s = 0; s < 32; s++)
            bits[s] = *(const Words *)(design->bits +
                                       (size_t)a.rows[s < a.count ? s : 0] * design->words + w);
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
VECTOR_TARGET static void pass(float *Z, float *U, const float *G, const Codes *codes, int C)
{
    _Alignas(64) float back[8 * TABLE], tables[8 * TABLE];
    for (int g = 0; codes->back && g < 8; g++) {
        const float *x = G + (size_t)4 * g * C;
        Block x0 = load(x), x1 = load(x + C);
        tabulate(back + TABLE * g, add(x0, x1), subtract(x0, x1), load(x + 2 * C), load(x + 3 * C));
    }
    const int n = (codes->n + 3) / 4 * 4;
    for (int first = 0; first < n; first += 32) {
        const int groups = n - first < 32 ? (n - first) / 4 : 8;
        for (int g = 0; g < groups; g++) {
            const int i = first + 4 * g, pair = codes->pair && i == 0;
            float *u = U + (size_t)i * C;
            Block x0 = load(u), x1 = load(u + C), x2 = load(u + 2 * C), x3 = load(u + 3 * C);
            if (codes->back) {
                const int stride = codes->stride;
                const uint32_t *b = codes->back + first / 32 + (size_t)4 * g * stride;
                Block d0 = add_up(back, b[0], 8), d1 = add_up(back, b[stride], 8);
                if (pair) {
                    Block plus = add(d0, d1), minus = subtract(d0, d1);
#define S(p) d0.v[p] = plus.v[p] * 0.5f, d1.v[p] = minus.v[p] * 0.5f;
                    EACH(S)
#undef S
                }
                x0 = add(x0, d0);
                if (i + 1 < codes->n)
                    x1 = add(x1, d1);
                if (i + 2 < codes->n)
                    x2 = add(x2, add_up(back, b[2 * stride], 8));
                if (i + 3 < codes->n)
                    x3 = add(x3, add_up(back, b[3 * stride], 8));
                store(u, x0);
                store(u + C, x1);
                store(u + 2 * C, x2);
                store(u + 3 * C, x3);
            }
            if (codes->rows)
                tabulate(tables + TABLE * g, pair ? x0 : add(x0, x1), pair ? x1 : subtract(x0, x1),
                         x2, x3);
        }
        const uint32_t *bits = codes->forth + (size_t)first / 32 * codes->rows;
        switch (first ? 8 + groups : groups) {
#define CASE(g)                                                                                    \
    case g:                                                                                        \
        multiply(Z, tables, bits, codes->rows, C, g, 1);                                           \
        break;                                                                                     \
    case 8 + (g):                                                                                  \
        multiply(Z, tables, bits, codes->rows, C, g, 0);                                           \
        break;
            CASE(1) CASE(2) CASE(3) CASE(4) CASE(5) CASE(6) CASE(7) CASE(8)
#undef CASE
        }
    }
}

/* NOLINTEND(bugprone-implicit-widening-of-multiplication-result) */
#undef V
#undef Words
#undef Block
#undef load
#undef store
#undef add
#undef subtract
#undef enter
#undef tabulate
#undef look_up
#undef add_up
#undef multiply
#undef transpose
#undef pass
#undef INLINE
#undef EACH
