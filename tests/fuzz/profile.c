/* A parameter file as code/build/profile.c reads it; what it writes must be read as well. */
#include "fuzz.h"
#pragma GCC diagnostic ignored "-Wreturn-type"
#define main profile_main
static int main(int argc, char **argv);
#include "../../code/build/profile.c"

static void program(void)
{
    profile_main(5, (char *[]){"fuzz", "quick", "params.json", "out/params.json", "1", NULL});
    char sentence[SENTENCE], *text = fuzz_copy(fuzz_outputs[0].text, fuzz_outputs[0].length, NULL);
    Json *json = json_parse(text, "out", sentence);
    require(json);
    json_free(json);
    free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    fuzz_part("params.json", &bytes, &length);
    fuzz_run(program);
    return 0;
}
