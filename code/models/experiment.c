#include "experiment.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "die.h"
#include "files.h"
#include "linalg.h"
#include "progress.h"

static const char *prefix; /* NULL when only the parameters are wanted */
static char *what;         /* "experiment cell", for the progress line */

Params *experiment_begin(int argc, char **argv)
{
    if (argc != 3 && argc != 4)
        die("usage: %s PARAMETERS CELL [OUTPUT-PREFIX]", argv[0]);
    linalg_single_thread();
    prefix = argv[3];
    char sentence[SENTENCE];
    Params *params = params_read(argv[1], argv[2], sentence);
    if (!params)
        die("%s", sentence);
    return params;
}

Record *experiment_record(Params *params)
{
    const char *fault = params_fault(params);
    if (fault)
        die("%s", fault);
    char *text = params_print(params);
    if (!prefix) {
        puts(text);
        if (fflush(stdout))
            die("the parameters cannot be printed");
        free(text);
        params_free(params);
        exit(EXIT_SUCCESS);
    }
    Record *record = record_open(prefix, params_experiment(params), params_cell(params),
                                 params_profile(params), text);
    free(text);
    what = die_printf("%s %s", params_experiment(params), params_cell(params));
    progress_start(what, 1);
    return record;
}

static Data *data_or_die(Data *data, const char *sentence)
{
    if (!data)
        die("%s", sentence);
    return data;
}

Data *experiment_data(const char *path)
{
    char sentence[SENTENCE];
    return path ? data_or_die(data_read_csv(path, sentence), sentence) : data_original_500();
}

Data *experiment_signs(const char *path)
{
    char sentence[SENTENCE];
    return data_or_die(data_read_signs(path, sentence), sentence);
}

double experiment_log_spaced(double low, double high, int k, int count)
{
    return count > 1 ? low * pow(high / low, (double)k / (count - 1)) : low;
}

int experiment_on_grid(int epoch, int parts)
{
    int decade = 1;
    while (decade <= epoch / 10)
        decade *= 10;
    return decade == 1 || epoch % (decade / parts) == 0;
}

void experiment_end(Record *record, Params *params)
{
    progress_end();
    record_close(record);
    params_free(params);
    free(what);
}
