/* Results as code/summary/summarise.c reads them: parameters, JSON and tables of the cells. */
#include "fuzz.h"
#pragma GCC diagnostic ignored "-Wreturn-type"
#define main summarise_main
static int main(int argc, char **argv);
#include "../../code/summary/summarise.c"

static void program(void)
{
    summarise_main(3, (char *[]){"fuzz", "params", "out", NULL});
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    fuzz_part("params", &bytes, &length);
    fuzz_part("a.json", &bytes, &length);
    fuzz_part("a.csv", &bytes, &length);
    fuzz_part("b.json", &bytes, &length);
    fuzz_part("b.csv", &bytes, &length);
    fuzz_run(program);
    return 0;
}
