/* The pass over U for vectors of LANES floats; included by signs.c through vectors.h. */
#define V         VECTOR_NAME(V)
#define Words     VECTOR_NAME(Words)
#define Block     VECTOR_NAME(Block)
#define load      VECTOR_NAME(load)
#define store     VECTOR_NAME(store)
#define add       VECTOR_NAME(add)
#define enter     VECTOR_NAME(enter)
#define tabulate  VECTOR_NAME(tabulate)
#define add_up    VECTOR_NAME(add_up)
#define look_up   VECTOR_NAME(look_up)
#define multiply  VECTOR_NAME(multiply)
#define transpose VECTOR_NAME(transpose)
#define change    VECTOR_NAME(change)
#define pass      VECTOR_NAME(pass)
#define columns   VECTOR_NAME(columns)
#define INLINE    VECTOR_TARGET static inline __attribute__((always_inline))

/* NOLINTBEGIN(bugprone-implicit-widening-of-multiplication-result): rows and vectors are near */
typedef float V __attribute__((vector_size(4 * LANES)));
typedef uint32_t Words __attribute__((vector_size(4 * LANES), aligned(4), may_alias));

/* A block of columns is parts vectors: PARTS for SIGNS_BLOCK columns, or as many as half a block
 * takes. EACH(statement in p) is for every vector p, spelled out so that blocks stay in
 * registers. */
#define PARTS (SIGNS_BLOCK / LANES)
#define FOR(p, S)                                                                                  \
    if ((p) < PARTS && (p) < parts)                                                                \
        S((p) % PARTS);
#define EACH(S)                                                                                    \
    S(0);                                                                                          \
    FOR(1, S) FOR(2, S) FOR(3, S)

typedef struct {
    V v[PARTS];
} Block;

INLINE Block load(const float *x, int parts)
{
    Block a;
#define S(p) a.v[p] = ((const V *)x)[p]
    EACH(S)
#undef S
    return a;
}

INLINE void store(float *x, Block a, int parts){
#define S(p) ((V *)x)[p] = a.v[p]
    EACH(S)
#undef S
}

INLINE Block add(Block a, Block b, int parts)
{
#define S(p) a.v[p] += b.v[p]
    EACH(S)
#undef S
    return a;
}

/* Both signs of a sum go into the table, at complementary codes. */
INLINE void enter(V *table, int code, V a)
{
    table[code] = a;
    table[15 - code] = -a;
}

/* The table of four rows: entry c is their sum, each with the sign + where its bit of c is set. sum
 * and difference are those of the first two rows. */
INLINE void tabulate(V *table, V sum, V difference, V x2, V x3)
{
    const V r = x2 + x3, s = x2 - x3;
    enter(table, 15, r + sum);
    enter(table, 13, r + difference);
    enter(table, 14, r - difference);
    enter(table, 12, r - sum);
    enter(table, 7, s + sum);
    enter(table, 5, s + difference);
    enter(table, 6, s - difference);
    enter(table, 4, s - sum);
}

/* Entries of the group-th tables, one for each vector, for the group-th code of the word. */
INLINE Block look_up(const V *tables, uint32_t word, int group, int parts)
{
    const uint64_t shifted = (uint64_t)word * sizeof(V);
    const size_t offset =
        (shifted >> 4 * group | shifted << (64 - 4 * group) % 64) & 15 * sizeof(V);
    const V *entry = (const V *)((const char *)(tables + 16 * parts * group) + offset);
    Block a;
#define S(p) a.v[p] = entry[16 * (p)]
    EACH(S)
#undef S
    return a;
}

/* The sum of the first groups entries that the codes of the word name. */
INLINE Block add_up(const V *tables, uint32_t word, int groups, int parts)
{
    Block even = look_up(tables, word, 0, parts), odd;
    if (groups > 1)
        odd = look_up(tables, word, 1, parts);
#define PAIR(g)                                                                                    \
    do {                                                                                           \
        if (groups > (g))                                                                          \
            even = add(even, look_up(tables, word, g, parts), parts);                              \
        if (groups > (g) + 1)                                                                      \
            odd = add(odd, look_up(tables, word, (g) + 1, parts), parts);                          \
    } while (0)
    PAIR(2);
    PAIR(4);
    PAIR(6);
#undef PAIR
    return groups > 1 ? add(even, odd, parts) : even;
}

/* Z += what the groups of one word of coordinates give; Z begins with them where the word is the
 * first. */
INLINE void multiply(float *Z, const V *tables, const uint32_t *bits, int rows, int C, int groups,
                     int parts, int first)
{
    for (int s = 0; s < rows; s++) {
        Block z = add_up(tables, bits[s], groups, parts);
        if (!first)
            z = add(load(Z + (size_t)s * C, parts), z, parts);
        store(Z + (size_t)s * C, z, parts);
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

/* Four rows of U from the i-th on: what the samples give is added, and their sums go into table. */
INLINE void change(float *u, V *table, const V *back, const Codes *codes, int i, int C, int groups,
                   int parts)
{
    const int pair = codes->pair && i == 0;
    Block x0 = load(u, parts), x1 = load(u + C, parts);
    Block x2 = load(u + 2 * C, parts), x3 = load(u + 3 * C, parts);
    if (groups) {
        const int stride = codes->stride;
        const uint32_t *b = codes->back + i / 32 + (size_t)(i % 32) * stride;
        Block d0 = add_up(back, b[0], groups, parts), d1 = add_up(back, b[stride], groups, parts);
        if (pair) {
            const Block e0 = d0, e1 = d1;
#define S(p) d0.v[p] = (e0.v[p] + e1.v[p]) * 0.5f, d1.v[p] = (e0.v[p] - e1.v[p]) * 0.5f
            EACH(S)
#undef S
        }
        x0 = add(x0, d0, parts);
        store(u, x0, parts);
        if (i + 1 < codes->n)
            x1 = add(x1, d1, parts);
        store(u + C, x1, parts);
        if (i + 2 < codes->n)
            x2 = add(x2, add_up(back, b[2 * stride], groups, parts), parts);
        store(u + 2 * C, x2, parts);
        if (i + 3 < codes->n)
            x3 = add(x3, add_up(back, b[3 * stride], groups, parts), parts);
        store(u + 3 * C, x3, parts);
    }
    if (codes->rows) {
#define S(p)                                                                                       \
    {                                                                                              \
        V sum = x0.v[p], difference = x1.v[p];                                                     \
        if (!pair)                                                                                 \
            sum = x0.v[p] + x1.v[p], difference = x0.v[p] - x1.v[p];                               \
        tabulate(table + 16 * (p), sum, difference, x2.v[p], x3.v[p]);                             \
    }
        EACH(S)
#undef S
    }
}

/* A block of columns, all coordinates: see signs_pass. */
INLINE void pass(float *Z, float *U, const float *G, const Codes *codes, int C, int parts)
{
    _Alignas(64) V back[8 * 16 * PARTS], tables[8 * 16 * PARTS];
    for (int g = 0; g < codes->groups; g++) {
        const float *x = G + (size_t)4 * g * C;
        const Block x0 = load(x, parts), x1 = load(x + C, parts);
        const Block x2 = load(x + 2 * C, parts), x3 = load(x + 3 * C, parts);
#define S(p)                                                                                       \
    tabulate(back + 16 * (parts * g + (p)), x0.v[p] + x1.v[p], x0.v[p] - x1.v[p], x2.v[p], x3.v[p])
        EACH(S)
#undef S
    }
    const int n = (codes->n + 3) / 4 * 4;
    for (int first = 0; first < n; first += 32) {
        const int groups = n - first < 32 ? (n - first) / 4 : 8;
        for (int g = 0; g < groups; g++) {
            const int i = first + 4 * g;
            float *u = U + (size_t)i * C;
            V *table = tables + 16 * parts * g;
            if (codes->groups == 8)
                change(u, table, back, codes, i, C, 8, parts);
            else
                change(u, table, back, codes, i, C, codes->groups, parts);
        }
        const uint32_t *bits = codes->forth + (size_t)first / 32 * codes->rows;
        switch (first ? 8 + groups : groups) {
#define CASE(g)                                                                                    \
    case g:                                                                                        \
        multiply(Z, tables, bits, codes->rows, C, g, parts, 1);                                    \
        break;                                                                                     \
    case 8 + (g):                                                                                  \
        multiply(Z, tables, bits, codes->rows, C, g, parts, 0);                                    \
        break;
            CASE(1) CASE(2) CASE(3) CASE(4) CASE(5) CASE(6) CASE(7) CASE(8)
#undef CASE
        }
    }
}

/* The first count columns, rounded up to whole vectors or half a block. A whole block of four
 * vectors does not fit into the registers. */
VECTOR_TARGET static void columns(float *Z, float *U, const float *G, const Codes *codes, int C,
                                  int count)
{
    const int block = PARTS < 4 ? SIGNS_BLOCK : SIGNS_BLOCK / 2;
    for (int c = 0; c < count; c += block)
        if (PARTS == 4 || (PARTS == 2 && count - c <= SIGNS_BLOCK / 2))
            pass(Z + c, U + c, G + c, codes, C, PARTS / 2 + PARTS % 2);
        else
            pass(Z + c, U + c, G + c, codes, C, PARTS);
}

/* NOLINTEND(bugprone-implicit-widening-of-multiplication-result) */
#undef V
#undef Words
#undef Block
#undef load
#undef store
#undef add
#undef enter
#undef tabulate
#undef add_up
#undef look_up
#undef multiply
#undef transpose
#undef change
#undef pass
#undef columns
#undef INLINE
#undef PARTS
#undef FOR
#undef EACH
