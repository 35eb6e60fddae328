/* classification: what a study of a classification computes.
 *
 * Networks of two layers (relu.h) see the scaled features and a constant 1, and learn labels +1 and
 * -1 by the logistic loss, from several scales r of the initialization and at several widths m,
 * some of them with the penalty lambda ||w||^2 besides; `networks` of them at a time, from initial
 * weights that are the same directions at every scale. The step is the least of eta, 1 over the
 * root mean square of ||x||, and half of what is stable at the initialization, where the loss has a
 * second derivative of at most m r^2 k / 4, with k the largest eigenvalue of the kernel of one unit
 * (kernel.h, at scale 1) over the number of samples.
 *
 * Beside them stands the predictor of that kernel with l2 regularization, the limit of wide
 * networks at a large scale. The error is the share of samples with the wrong sign.
 */
#ifndef CLASSIFICATION_H
#define CLASSIFICATION_H

#include "record.h"
#include "samples.h"
#include "settings.h"

/* The errors of every model on the samples held back, as tables of the record. */
void classification_fold(Record *record, const Split *split, const Settings *settings, int fold);

/* Over the folds, whose tables begin with folder/fold1, ...: mean errors with standard errors,
 * what is best and how it compares; then every model on all samples. */
void classification_whole(Record *record, const Samples *samples, const Samples *test,
                          const Settings *settings, const char *folder);

#endif
