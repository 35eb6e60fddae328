/* margin: how far networks (relu.h) are on the way to the limit of their direction (Lyu and Li,
 * 2020; thesis, section 5.2.2). With S the sum of a network's losses,
 *
 *     margin            min_i y_i f(x_i) / ||w||^2
 *     smoothed margin   -log(exp(S) - 1) / ||w||^2, which gradient flow does not let fall once S <
 *                       log 2
 *
 * all from log-losses, so that a loss of 1e-30 is no smaller a thing than one of 1.
 */
#ifndef MARGIN_H
#define MARGIN_H

#include "relu.h"

/* What is seen of a network at some time. */
typedef struct {
    double log_loss, log_mean; /* log S, and log of the mean loss */
    double margin, smoothed_margin;
    double ratio;  /* of the l1 norm of the weights to their l2 norm */
    double square; /* ||w||^2 */
    double cosine; /* between the weights and those of the next view, where it is known */
} MarginView;

/* views(K) of the networks on the training set. */
void margin_views(MarginView *views, Relu *model, const ReluData *data);

/* Adds the members of view to those of sum. */
void margin_add(MarginView *sum, const MarginView *view);

/* The cosine between the weights *w of network k at an earlier time and those of now, which take
 * their place, for the caller to free; *w may be NULL at first. */
double margin_turn(float **w, const Relu *model, int k);

#endif
