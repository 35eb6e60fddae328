/* The pass over U for vectors of LANES floats; included by signs.c through vectors.h. */
#define V        VECTOR_NAME(V)
#define Words    VECTOR_NAME(Words)
#define Mask     VECTOR_NAME(Mask)
#define Block    VECTOR_NAME(Block)
#define Tables   VECTOR_NAME(Tables)
#define load     VECTOR_NAME(load)
#define store    VECTOR_NAME(store)
#define add      VECTOR_NAME(add)
#define keep     VECTOR_NAME(keep)
#define tabulate VECTOR_NAME(tabulate)
#define add_up   VECTOR_NAME(add_up)
#define look_up  VECTOR_NAME(look_up)
#define multiply VECTOR_NAME(multiply)
#define change   VECTOR_NAME(change)
#define network  VECTOR_NAME(network)
#define slope_of VECTOR_NAME(slope_of)
#define pass     VECTOR_NAME(pass)
#define columns  VECTOR_NAME(columns)
#define INLINE   VECTOR_TARGET static inline __attribute__((always_inline))

/* NOLINTBEGIN(bugprone-implicit-widening-of-multiplication-result): rows and vectors are near */
typedef float V __attribute__((vector_size(4 * LANES)));
typedef uint32_t Words __attribute__((vector_size(4 * LANES), aligned(4), may_alias));
typedef int32_t Mask __attribute__((vector_size(4 * LANES)));

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

/* Of the sums of samples and of coordinates, for a block of columns; all blocks use the same ones,
 * so that they stay in the first-level cache. */
typedef struct {
    V back[8 * 16 * PARTS], forth[8 * 16 * PARTS];
} Tables;

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

/* The table of four rows: entry c is their sum, each with the sign + where its bit of c is set. sum
 * and difference are those of the first two rows. Both signs of a sum are entered, at complementary
 * codes; neighbors together, because they share a line of the cache. */
INLINE void tabulate(V *table, V sum, V difference, V x2, V x3)
{
    const V r = x2 + x3, s = x2 - x3;
/* Codes code and code + 1, and their complements. */
#define ENTER(code, a, b)                                                                          \
    do {                                                                                           \
        const V even = (a), odd = (b);                                                             \
        table[code] = even, table[(code) + 1] = odd;                                               \
        table[14 - (code)] = -odd, table[15 - (code)] = -even;                                     \
    } while (0)
    ENTER(14, r - difference, r + sum);
    ENTER(12, r - sum, r + difference);
    ENTER(6, s - difference, s + sum);
    ENTER(4, s - sum, s + difference);
#undef ENTER
}

/* Entries of the group-th tables, one for each vector, for the group-th code of the word. */
INLINE Block look_up(const V *tables, uint32_t word, int group, int parts)
{
    const uint64_t codes = word;
    const int turn = (4 * group - __builtin_ctz(sizeof(V))) & 63; /* times the size of V */
    const size_t offset = (codes >> turn | codes << (64 - turn) % 64) & 15 * sizeof(V);
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
    Block even = look_up(tables, word, 0, parts), odd = even;
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

/* Four rows of U from the i-th on: what the samples give is added, and their sums go into table. */
INLINE void change(float *u, V *table, const V *back, const Codes *codes, int i, int C, int groups,
                   int parts)
{
    const int pair = codes->pair && i == 0;
    Block x0 = load(u, parts), x1 = load(u + C, parts);
    Block x2 = load(u + 2 * C, parts), x3 = load(u + 3 * C, parts);
    if (groups) {
        const uint32_t *b = codes->back + i;
        Block d0 = add_up(back, b[0], groups, parts), d1 = add_up(back, b[1], groups, parts);
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
            x2 = add(x2, add_up(back, b[2], groups, parts), parts);
        store(u + 2 * C, x2, parts);
        if (i + 3 < codes->n)
            x3 = add(x3, add_up(back, b[3], groups, parts), parts);
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

/* x where mask is set, else 0. */
INLINE V keep(V x, Mask mask)
{
    return (V)((Mask)x & mask);
}

/* k mod K, without a division. */
INLINE int network(int k, int K)
{
    while (k >= K)
        k -= K;
    return k;
}

/* G of the vector of columns from the c-th on, which is of network k: the tables of its groups, and
 * v. */
INLINE void slope_of(V *table, const SignsSlope *slope, int c, int k, int groups, int C, int parts)
{
    const int width = slope->width;
    const float *z = slope->Z + c, *r = slope->R + k;
    V *const v = (V *)(slope->v + c), *const sum0 = (V *)(slope->even + c);
    V *const sum1 = (V *)(slope->odd + c);
    V even = {0}, odd = {0};
    if (!slope->first)
        even = *sum0, odd = *sum1;
    for (int g = 0; g < groups; g++, z += 4 * C, r += 4 * width, table += 16 * parts) {
#define ROW(s, sum)                                                                                \
    const V z##s = *(const V *)(z + (s)*C), r##s = (V) * (const Words *)(r + (s)*width);           \
    const Mask on##s = z##s > 0;                                                                   \
    const V g##s = keep(r##s * *v, on##s);                                                         \
    (sum) += keep(r##s * z##s, on##s)
        ROW(0, even);
        ROW(1, odd);
        ROW(2, even);
        ROW(3, odd);
#undef ROW
        tabulate(table, g0 + g1, g0 - g1, g2, g3);
    }
    if (slope->last)
        *v = slope->decay * *v + (even + odd);
    else
        *sum0 = even, *sum1 = odd;
}

/* A block of columns from the c-th on, all coordinates: see signs_pass. */
INLINE void pass(float *Z, float *U, const SignsSlope *slope, const Codes *codes, Tables *tables,
                 int C, int c, int k, int parts)
{
    if (codes->groups) {
#define S(p)                                                                                       \
    slope_of(tables->back + 16 * (p), slope, c + (p)*LANES, network(k + (p)*LANES, slope->K),      \
             codes->groups, C, parts)
        EACH(S)
#undef S
    }
    const int n = (codes->n + 3) / 4 * 4;
    for (int first = 0; first < n; first += 32) {
        const int groups = n - first < 32 ? (n - first) / 4 : 8;
        for (int g = 0; g < groups; g++) {
            const int i = first + 4 * g;
            float *u = U + (size_t)i * C + c;
            V *table = tables->forth + 16 * parts * g;
            if (codes->groups == 8)
                change(u, table, tables->back, codes, i, C, 8, parts);
            else
                change(u, table, tables->back, codes, i, C, codes->groups, parts);
        }
        const uint32_t *bits = codes->forth + (size_t)first / 32 * codes->rows;
        switch (first ? 8 + groups : groups) {
#define CASE(g)                                                                                    \
    case g:                                                                                        \
        multiply(Z + c, tables->forth, bits, codes->rows, C, g, parts, 1);                         \
        break;                                                                                     \
    case 8 + (g):                                                                                  \
        multiply(Z + c, tables->forth, bits, codes->rows, C, g, parts, 0);                         \
        break;
            CASE(1) CASE(2) CASE(3) CASE(4) CASE(5) CASE(6) CASE(7) CASE(8)
#undef CASE
        }
    }
}

/* The first count columns, rounded up to whole vectors or half a block. A whole block of four
 * vectors does not fit into the registers. */
VECTOR_TARGET static void columns(float *Z, float *U, const SignsSlope *slope, const Codes *codes,
                                  int C, int count)
{
    const int block = PARTS < 4 ? SIGNS_BLOCK : SIGNS_BLOCK / 2;
    const int K = slope ? slope->K : count;
    _Alignas(64) Tables tables;
    for (int c = 0, k = 0; c < count; c += block, k = network(k + block, K))
        if (PARTS == 4 || (PARTS == 2 && count - c <= SIGNS_BLOCK / 2))
            pass(Z, U, slope, codes, &tables, C, c, k, PARTS / 2 + PARTS % 2);
        else
            pass(Z, U, slope, codes, &tables, C, c, k, PARTS);
}

/* NOLINTEND(bugprone-implicit-widening-of-multiplication-result) */
#undef V
#undef Words
#undef Mask
#undef Block
#undef Tables
#undef load
#undef store
#undef add
#undef keep
#undef tabulate
#undef add_up
#undef look_up
#undef multiply
#undef change
#undef network
#undef slope_of
#undef pass
#undef columns
#undef INLINE
#undef PARTS
#undef FOR
#undef EACH
