/* regression: what a study of a regression computes.
 *
 * The models learn from a reduced system (system.h): descent from scales alpha side by side
 * (descent.h), the exact limit of gradient flow from the same scales (flow.h), the solutions of
 * least l2 and least l1 norm, ridge regression and the lasso. Where the system has more rows than
 * columns, or as many, all limits are the one least-squares solution.
 *
 * Errors are mean squares in the units of the response, scales and norms those of scaled columns.
 */
#ifndef REGRESSION_H
#define REGRESSION_H

#include "record.h"
#include "samples.h"
#include "settings.h"

/* The errors of every model on the samples held back, as tables of the record. */
void regression_fold(Record *record, const Split *split, const Settings *settings);

/* Over the folds, whose tables begin with folder/fold1, ...: mean errors with standard errors,
 * what is best and how it compares; then every model on all samples. */
void regression_whole(Record *record, const Samples *samples, const Samples *test,
                      const Settings *settings, const char *folder);

#endif
