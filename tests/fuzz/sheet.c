/* CSV files as people have them: sheet.c of make study. */
#include "../../code/study/sheet.c"

#include "fuzz.h"

static void program(void)
{
    char sentence[SENTENCE];
    for (int named = 0; named < 2; named++) {
        char *text = fuzz_copy(fuzz_inputs[0].bytes, fuzz_inputs[0].length, NULL);
        Sheet *sheet = sheet_parse(text, "data.csv", named ? "a" : "", sentence);
        require(sheet || (!strncmp(sentence, "data.csv: ", 10) && strstr(sentence, "line ")) ||
                strstr(sentence, "more rows"));
        for (int i = 0; sheet && i < sheet->N; i++) {
            require(sheet->lines[i] > 1);
            require(sheet->words.count ? sheet->y[i] >= 0 && sheet->y[i] < sheet->words.count
                                       : fabs(sheet->y[i]) <= LARGEST);
            for (int j = 0; j < sheet->n; j++)
                require(fabs(sheet->X[(size_t)i * sheet->n + j]) <= LARGEST && *sheet->names[j]);
        }
        sheet_free(sheet);
        free(text);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    fuzz_part("data.csv", &bytes, &length);
    fuzz_run(program);
    return 0;
}
