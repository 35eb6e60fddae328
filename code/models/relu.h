/* relu: the two-layer ReLU network without biases (thesis, section 5.2.1; Wei et al., 2019),
 *
 *     f(w, x) = sum_j v_j max(0, <u_j, x>),   w = (u_j in R^n, v_j) for j = 1, ..., m,
 *
 * and its training on labels y = +1, -1 with the logistic loss
 *
 *     L = (1/N) sum_i log(1 + exp(-y_i f(w, x_i))),   where the derivative of max(0, z) at 0 is 0.
 *
 * K networks are trained side by side on one data set and in one order of batches, so that a step
 * is two products with the design for all of them. Column c = j K + k of U is unit j of network k:
 * then a sum over the units of a network adds whole rows of K and needs no sum across lanes. All is
 * float32. Where the design is one of signs the products are those of signs.h, and the trained
 * weights are the same bits on every processor; else they are OpenBLAS's.
 */
#ifndef RELU_H
#define RELU_H

#include "data.h"
#include "rng.h"
#include "signs.h"

/* A classification data set as the networks see it. */
typedef struct {
    int N, n;
    float *X;     /* (N,n) row-major */
    float *y;     /* (N) labels */
    Signs *signs; /* the same design as signs; NULL for another, or to have OpenBLAS multiply */
} ReluData;

typedef struct {
    int n;     /* input dimension */
    int m;     /* hidden units of a network */
    int K;     /* networks side by side */
    int C;     /* columns: m K rounded up to a multiple of 16; those from m K on are 0 */
    int width; /* the length of a row of R, K + 16 or more */
    float *U;  /* (n rounded up to 4, C) hidden weights */
    float *v;  /* (C) output weights */

    /* Training minimises the loss plus lambda ||w||^2; 0 unless set. */
    double lambda;
    /* Where g, the mean of 1 / (1 + exp(y f)) over a batch, is below rescale, a network's step is
     * eta rescale / g: steps that do not shrink with the loss. 0 unless set; then time(K) is the
     * sum of the steps, the flow time. */
    double rescale, *time;

    /* Workspace. */
    int rows;    /* most samples in one product */
    float *dv;   /* (C) its sum over all rows, or over the even ones, and odd over the odd ones */
    float *odd;  /* (C) */
    float *Z;    /* (rows,C) what the hidden units see */
    float *G;    /* (rows,C) minus the step times the loss's derivative in Z, without tables */
    float *f;    /* (rows,K) predictions, then residuals */
    float *R;    /* (rows,width) each row of the residuals, repeated until the row is full */
    float *X;    /* (rows,n) a batch of samples */
    float *y;    /* (rows,K) their labels, K times each */
    int *order;  /* (samples) the order of an epoch */
    int samples; /* the most that were in one order so far */
} Relu;

/* The labels of data must be +1 and -1. relu_data_free frees; it does not touch data. */
ReluData *relu_data(const Data *data);
void relu_data_free(ReluData *data);

/* K networks of m units in dimension n; relu_free frees. */
Relu *relu_alloc(int n, int m, int K);
void relu_free(Relu *model);

/* v ~ N(0, r^2), u ~ N(0, r^2 I): network after network, unit after unit, v before u. The draws do
 * not depend on r or K, so that starts of different scale are the same direction. */
void relu_init(Relu *model, double r, Rng *rng);

/* Has network k, all of whose weights are 0 and m >= 4, be the one of section 5.2.1 with eight
 * weights that are not: u = e1, -e1, e2, -e2 and v = 1, 1, -1, -1. */
void relu_four_neurons(Relu *model, int k);

/* f(N,K) row-major: the predictions of every network on data. */
void relu_predict(float *f, Relu *model, const ReluData *data);

/* correct(K): the share of samples with y f > 0. */
void relu_accuracy(double *correct, Relu *model, const ReluData *data);

/* dead(K): how many samples have f = 0, since every unit is dead on them. */
void relu_dead(double *dead, Relu *model, const ReluData *data);

/* loss(K), in double from the predictions. */
void relu_loss(double *loss, Relu *model, const ReluData *data);

/* dU(n,C) and dv(C): the gradient of the loss on all of data. */
void relu_gradient(float *dU, float *dv, Relu *model, const ReluData *data);

/* One epoch of stochastic gradient descent: batches of the given size in a fresh order from rng,
 * the last one stepped at its own mean. With N <= batch it is one full-batch step and draws
 * nothing. */
void relu_epoch(Relu *model, const ReluData *data, int batch, double eta, Rng *rng);

/* So many epochs. */
void relu_train(Relu *model, const ReluData *data, int batch, double eta, int epochs, Rng *rng);

/* l1(K), l2(K): norms of the weights of each network; l2 is not finite when the network has
 * diverged. */
void relu_norms(double *l1, double *l2, const Relu *model);

/* How many networks have diverged. */
int relu_diverged(const Relu *model);

/* The mean over the networks of their shares of samples with y f > 0; NaN when one has diverged. */
double relu_mean_accuracy(Relu *model, const ReluData *data);

#endif
