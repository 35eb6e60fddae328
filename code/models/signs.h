/* signs: products of a few rows of a design of signs with many columns, without multiplications.
 *
 * For X(N,n) with entries +1 and -1, the products of a training step on a batch of rows,
 *
 *     U(n,C) += X_a' G       and       Z = X_b U,
 *
 * take only additions, and most of these are the same from row to row: of four rows of U (or of G)
 * there are but sixteen signed sums. So these are tabulated and looked up, four coordinates (or
 * four samples) at a time: the "method of the four Russians" (Arlazarov, Dinic, Kronrod and
 * Faradzhev, 1970). A lane is a column, and sums are taken in an order that the source fixes, so
 * that the bits do not depend on the vector width.
 *
 * The thesis's distribution (section 5.2.1) has one zero in each row, at one of its first two
 * coordinates. Of x1 + x2 and x1 - x2 each is a sign; they take the places of x1 and x2, and the
 * first table takes u1 and u2 for the two sums u1' + u2' and u1' - u2' that it would form
 * otherwise.
 */
#ifndef SIGNS_H
#define SIGNS_H

#include <stdint.h>

enum {
    SIGNS_BATCH = 32, /* most rows that go into one X' G */
    SIGNS_BLOCK = 16, /* rows of U are multiples of this many columns */
    SIGNS_GROUP = 4   /* U has a multiple of this many rows: those after the n-th are 0 */
};

typedef struct {
    int N, n;
    int pair;       /* whether each row has one zero, at one of the first two coordinates */
    int words;      /* 32-bit words a row */
    uint32_t *bits; /* (N,words): bit i % 32 of word i / 32 is set where coordinate i is +1 */
} Signs;

/* The design X(N,n), or NULL when it is of neither kind; signs_free frees. */
Signs *signs_alloc(const double *X, int N, int n);
void signs_free(Signs *design);

/* Rows of a design that make up one product: rows(count). */
typedef struct {
    const int *rows;
    int count;
} SignsRows;

/* G of a layer of ReLUs, from what it is made of: with h = max(0, Z),
 *
 *     G(s,c) = R(s, c mod K) v(c) where Z(s,c) > 0, else 0,   and   v(c) = decay v(c) + sum_s R h
 *
 * once the last of the rows has been used. Made within the pass, G is neither stored nor read. */
typedef struct {
    const float *Z;    /* (count,C), with rows of 0 up to a multiple of SIGNS_GROUP */
    const float *R;    /* (count,width); a row is repeated from K on, at least for a vector */
    float *v;          /* (C) */
    float *even, *odd; /* (C) sums over the even and odd rows so far, from one pass to the next */
    int K, width;
    int first, last; /* whether these rows are the first, or the last, of their sum */
    float decay;
} SignsSlope;

/* U(n,C) += X_a' G, and then Z(b.count,C) = X_b U. Either may be left out by a count of 0; a.count
 * is SIGNS_BATCH at most. slope->Z may be Z. The first `columns` columns of U, Z and v are
 * computed; from there to C they may be or not, which changes nothing while v is 0 there. C is a
 * multiple of SIGNS_BLOCK; U, v, even, odd and both Z are aligned to 64 bytes. */
void signs_pass(float *Z, float *U, const SignsSlope *slope, const Signs *design, SignsRows a,
                SignsRows b, int columns, int C);

#endif
