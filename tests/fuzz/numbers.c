/* A TeX source and the results it names, as code/thesis/numbers.c reads them. */
#include "fuzz.h"
#pragma GCC diagnostic ignored "-Wreturn-type"
#define main numbers_main
static int main(int argc, char **argv);
#include "../../code/thesis/numbers.c"

static void program(void)
{
    numbers_main(5, (char *[]){"fuzz", "out/numbers.tex", "", "full", "source", NULL});
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    fuzz_part("source", &bytes, &length);
    fuzz_part("params/e.json", &bytes, &length);
    fuzz_part("e.json", &bytes, &length);
    fuzz_run(program);
    documents = NULL;
    document_count = 0;
    return 0;
}
