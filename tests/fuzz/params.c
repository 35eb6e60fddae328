/* The parameters of a cell, as an experiment reads them: params.c, json.c, experiment.c. */
#include "experiment.h"
#include "fuzz.h"

static void program(void)
{
    Params *p = experiment_begin(3, (char *[]){"fuzz", "params.json", "a", NULL});
    int count;
    params_text(p, "seed");
    params_optional_text(p, "data");
    int n = params_integer(p, "n", 1, 10000);
    params_number(p, "eta", 1e-12, n);
    const double *r = params_numbers(p, "r", 1e-6, 100, &count);
    for (int i = 0; i < count; i++)
        require(r[i] >= 1e-6 && r[i] <= 100);
    const double *N = params_integers(p, "N", -1e6, 1e6, &count);
    for (int i = 0; i < count; i++)
        require((int)N[i] == N[i]);
    experiment_record(p);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    fuzz_part("params.json", &bytes, &length);
    fuzz_run(program);
    return 0;
}
