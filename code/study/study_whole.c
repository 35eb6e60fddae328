/* study_whole: a study's answer, from its folds and from all samples.
 *
 *     study_whole PARAMETERS whole [OUTPUT-PREFIX]
 *
 * reads the cells OUTPUT-PREFIX/fold1.json, ... with their tables, finds for every kind of model
 * what is best, lets it learn from all samples, and looks at the test samples, if there are some.
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
    Settings *s = settings_alloc(p);
    Record *record = experiment_record(p);
    char sentence[SENTENCE];
    Samples *samples = samples_read(s->data, s->response, s->task, s->folds, s->seed, sentence);
    if (!samples)
        die("%s", sentence);
    Samples *test = s->test ? samples_read_like(s->test, samples, s->task, sentence) : NULL;
    if (s->test && !test)
        die("%s", sentence);
    if (s->task == REGRESSION)
        regression_whole(record, samples, test, s, argv[3]);
    else
        classification_whole(record, samples, test, s, argv[3]);
    RecordTable *folds = record_table(record, "folds");
    for (int i = 0; i < samples->N; i++)
        record_row(folds, {"sample", i + 1}, {"line", samples->sheet->lines[i]},
                   {"fold", samples->fold[i]});
    samples_free(test);
    samples_free(samples);
    settings_free(s);
    experiment_end(record, p);
}
