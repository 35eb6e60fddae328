/* study_fold: what the models of a study make of one fold.
 *
 *     study_fold PARAMETERS fold<K> [OUTPUT-PREFIX]
 *
 * learns from all samples but those of fold K, with columns scaled as the former are, and records
 * how well each model predicts the latter.
 */
#include <stdlib.h>
#include <string.h>

#include "classification.h"
#include "die.h"
#include "experiment.h"
#include "regression.h"

int main(int argc, char **argv)
{
    Params *p = experiment_begin(argc, argv);
    Settings *settings = settings_alloc(p);
    const int fold = params_integer(p, "fold", 1, settings->folds);
    Record *record = experiment_record(p);
    char sentence[SENTENCE];
    Samples *samples = samples_read(settings->data, settings->response, settings->task,
                                    settings->folds, settings->seed, sentence);
    if (!samples)
        die("%s", sentence);
    Split *split = split_alloc(samples, NULL, fold, settings->task, settings->standardize);
    if (settings->task == REGRESSION)
        regression_fold(record, split, settings);
    else
        classification_fold(record, split, settings, fold);
    split_free(split);
    samples_free(samples);
    settings_free(settings);
    experiment_end(record, p);
}
