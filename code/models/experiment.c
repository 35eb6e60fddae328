#include "experiment.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "die.h"
#include "files.h"
#include "linalg.h"
#include "progress.h"

static const char *prefix;               /* NULL when only the parameters are wanted */
static char *what;                       /* "experiment cell", for the progress line */
static double begun, replicate_size = 1; /* of the replicate, as shares of the cell */
static char *seed, *name;                /* with which the names of streams begin */
static char *own;                        /* the CSV file that takes the place of replicate 0 */

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
    name = die_printf("%s", params_experiment(params));
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

int experiment_replicates(Params *params, int *first, int least)
{
    *first = params_integer(params, "first_replicate", least, 1000000);
    return params_integer(params, "replicates", 1, 100000);
}

void experiment_at(int finished, int replicates)
{
    replicate_size = 1.0 / replicates;
    begun = finished * replicate_size;
    progress_at(begun);
}

void experiment_within(double share)
{
    progress_at(begun + share * replicate_size);
}

void experiment_seed(Params *params)
{
    seed = die_printf("%s", params_text(params, "seed"));
}

Rng experiment_stream(int replicate, const char *purpose)
{
    Rng rng;
    rng_open(&rng, seed, name, replicate, purpose);
    return rng;
}

Data *experiment_gaussian(int N, int n, int replicate)
{
    return data_gaussian(N, n, seed, name, replicate);
}

Data *experiment_sparse(int N, int n, double sigma, int replicate)
{
    return data_sparse(N, n, sigma, seed, name, replicate);
}

/* The data set as networks see it; frees data. */
static ReluData *as_networks_see(Data *data)
{
    ReluData *seen = data ? relu_data(data) : NULL;
    data_free(data);
    return seen;
}

Data *experiment_signs(int N, int n, int replicate, const char *purpose)
{
    return data_signs(N, n, seed, name, replicate, purpose);
}

ReluData *experiment_relu_signs(int N, int n, int replicate, const char *purpose)
{
    return as_networks_see(experiment_signs(N, n, replicate, purpose));
}

/* The data set of the CSV file that key names, or NULL. */
static Data *named_data(Params *params, const char *key, int signs)
{
    char sentence[SENTENCE];
    const char *path = params_optional_text(params, key);
    if (!path)
        return NULL;
    if (!own)
        own = die_printf("%s", path);
    Data *data = signs ? data_read_signs(path, sentence) : data_read_csv(path, sentence);
    if (!data)
        die("%s", sentence);
    return data;
}

static void correct_sizes(Params *params, const Data *data)
{
    params_correct(params, "n", data->n);
    params_correct(params, "N", data->N);
}

Data *experiment_original(Params *params, int first, int replicates)
{
    if (first > 0) {
        params_correct(params, "data", NAN);
        return NULL;
    }
    Data *data = named_data(params, "data", 0);
    if (!data)
        data = data_original_500();
    if (replicates == 1)
        correct_sizes(params, data);
    return data;
}

/* The data set that "data" names, in place of all that are drawn, or NULL. */
static Data *only_data(Params *params, int signs)
{
    Data *data = named_data(params, "data", signs);
    if (data) {
        correct_sizes(params, data);
        params_correct(params, "first_replicate", 0);
        params_correct(params, "replicates", 1);
    }
    return data;
}

Data *experiment_own_data(Params *params)
{
    Data *data = only_data(params, 0);
    if (data && data->N > data->n)
        die("%s: %d samples in %d dimensions: no predictor interpolates them", own, data->N,
            data->n);
    if (data)
        params_correct(params, "sigma", NAN);
    return data;
}

ReluData *experiment_own_signs(ReluData **test, Params *params)
{
    Data *train = only_data(params, 1), *unseen = named_data(params, "test_data", 1);
    const int n = params_integer(params, "n", 2, 10000);
    if (unseen && unseen->n != n)
        die("%s: %d coordinates where the training set has %d",
            params_optional_text(params, "test_data"), unseen->n, n);
    if (train || unseen)
        params_correct(params, "test_points", NAN);
    *test = as_networks_see(unseen);
    return as_networks_see(train);
}

int experiment_is_own(int replicate)
{
    return own && replicate == 0;
}

/* How a message begins that is about a replicate. */
static const char *place_of(int replicate)
{
    return experiment_is_own(replicate) ? own : die_printf("replicate %d", replicate);
}

Ends *experiment_ends(const Data *data, int replicate)
{
    Ends *ends = ends_alloc(data);
    if (ends->status != MINNORM_SOLVED)
        minnorm_die(place_of(replicate), ends->status, &ends->certificate, data->N);
    return ends;
}

void experiment_diverges(int replicate, const char *scale, double value, double eta)
{
    die("%s: %s %g: descent diverges at eta = %g: take a smaller one%s", place_of(replicate), scale,
        value, eta,
        experiment_is_own(replicate) && !strcmp(scale, "alpha") ? ", or scale the columns" : "");
}

double experiment_log_spaced(double low, double high, int k, int count)
{
    return count > 1 ? low * pow(high / low, (double)k / (count - 1)) : low;
}

double *experiment_alphas(Params *params, int *count)
{
    const double low = params_number(params, "alpha_low", 1e-6, 10);
    const double high = params_number(params, "alpha_high", low, 10);
    *count = params_integer(params, "alphas", 2, 1000);
    double *alphas = die_calloc(*count, sizeof *alphas);
    for (int a = 0; a < *count; a++)
        alphas[a] = experiment_log_spaced(low, high, a, *count);
    return alphas;
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
    free(seed);
    free(name);
    free(own);
}
