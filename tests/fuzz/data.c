/* CSV files: table.c, with words and without, and data.c. */
#include <math.h>

#include "data.h"
#include "fuzz.h"
#include "table.h"

static void check_data(Data *data)
{
    for (int i = 0; data && i < data->N; i++) {
        require(isfinite(data->y[i]));
        for (int j = 0; j < data->n; j++)
            require(isfinite(data->X[(size_t)i * data->n + j]));
    }
    data_free(data);
}

static void program(void)
{
    char sentence[SENTENCE];
    check_data(data_read_csv("data.csv", sentence));
    check_data(data_read_signs("data.csv", sentence));
    TableWords words = {0};
    char *text = fuzz_copy(fuzz_inputs[0].bytes, fuzz_inputs[0].length, NULL);
    Table *table = table_parse(text, "data.csv", &words, sentence);
    for (int i = 0; table && i < table->rows * table->columns; i++) {
        const double value = table->values[i];
        require(isnan(value) || isfinite(value));
        if (table->kinds[i % table->columns] == TABLE_WORDS && !isnan(value))
            require(value >= 0 && value < words.count);
    }
    table_free(table);
    table_words_free(&words);
    free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    fuzz_part("data.csv", &bytes, &length);
    fuzz_run(program);
    return 0;
}
