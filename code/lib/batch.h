/* batch: products of a few vectors with a batch of rows of a design, the work of a step of descent.
 *
 * With X_S(count,n) the chosen rows of X, beta(A,n) and r(A,count):
 *
 *     forward    f(A,count) = beta X_S'          backward    h(A,n) = r X_S
 *
 * From BATCH_MANY vectors on, the rows are gathered and OpenBLAS multiplies. For fewer, where a
 * general product spends its time on packing, kernels of our own read the rows where they lie. They
 * add in a fixed order, in eight lanes whatever the vector width of the processor, so that their
 * bits are the same everywhere.
 */
#ifndef BATCH_H
#define BATCH_H

enum { BATCH_MANY = 12 };

typedef struct {
    const double *X; /* (.,n) row-major, the caller's */
    int n;           /* columns */
    const int *rows; /* (count) which rows, or NULL for the first count */
    int count;
    double *gathered; /* (count,n) workspace, the caller's; used from BATCH_MANY vectors on */
} Batch;

/* To be called once for a batch, before the products with A vectors. */
void batch_gather(const Batch *batch, int A);

void batch_forward(double *f, const double *beta, int A, const Batch *batch);
void batch_backward(double *h, const double *r, int A, const Batch *batch);

#endif
